//! `workbook new`: a course, a lesson or an exercise to begin with.

use super::Stop;
use super::session::{load_course, start_folder};
use crate::cli::{Global, New, NewArgs, invocation};
use crate::course::{
    Course, Loaded, Origin, Scaffold, Track, course_files, exercise_files, lesson_file, load, slug,
};
use crate::exit::ExitStatus;
use crate::report::Out;
use crate::workspace::write_atomically;
use std::path::{Path, PathBuf};

/// Writes new files; what is there already is never touched, except that an exercise is
/// added at the end of its lesson.
pub(super) fn new(global: &Global, out: &Out, args: &NewArgs) -> Result<ExitStatus, Stop> {
    let start = start_folder(global)?;
    match &args.what {
        New::Course { dir, tracks } => course(out, &start.join(dir), tracks)?,
        New::Lesson { title } => lesson(out, &open(global, &start)?, title)?,
        New::Exercise { id, tracks, lesson } => {
            exercise(out, &open(global, &start)?, id, tracks, lesson.as_deref())?;
        }
    }
    Ok(ExitStatus::Passed)
}

fn builtin() -> Result<Course, Stop> {
    load(&Origin::Embedded).map(|loaded| loaded.course).map_err(|e| Stop::course(e.to_string()))
}

fn course(out: &Out, dir: &Path, tracks: &[String]) -> Result<(), Stop> {
    if dir.join("workbook.toml").exists() {
        return Err(Stop::usage(format!(
            "{} is a course already; add to it with `{} new lesson \"Title\"`",
            dir.display(),
            invocation()
        )));
    }
    let builtin = builtin()?;
    let title = dir.file_name().map_or("My course".into(), |name| name.to_string_lossy().replace('-', " "));
    let files = course_files(&builtin, &title, tracks).ok_or_else(|| {
        let known: Vec<&str> = builtin.tracks.iter().map(|t| t.id.as_str()).collect();
        Stop::usage(format!(
            "a course can begin with the tracks {}; others are added to workbook.toml by hand (see \"Custom tracks\" in lessons/AUTHORING.md)",
            known.join(", ")
        ))
    })?;
    write_new(dir, &files)?;
    files.iter().for_each(|file| out.text(&format!("{}\n", dir.join(&file.path).display())));
    let go = format!("cd {} && ", dir.display());
    out.text(&format!(
        "next: run `{go}{0} lint && {0} prove`, then edit lessons/01-first-lesson.md\n",
        invocation()
    ));
    Ok(())
}

/// A course folder with what is in it.
struct Folder {
    root: PathBuf,
    course: Course,
}

fn open(global: &Global, start: &Path) -> Result<Folder, Stop> {
    let (origin, Loaded { course, .. }) = load_course(global, start)?;
    match origin {
        Origin::Folder(root) => Ok(Folder { root, course }),
        Origin::Embedded => Err(Stop::usage(format!(
            "this is not a course folder; begin one with `{} new course DIR`",
            invocation()
        ))),
    }
}

fn lesson(out: &Out, folder: &Folder, title: &str) -> Result<(), Stop> {
    let title = title.split_whitespace().collect::<Vec<_>>().join(" ");
    if title.is_empty() {
        return Err(Stop::usage("a lesson needs a title: `new lesson \"Asking for JSON\"`"));
    }
    let taken = |id: &str| folder.course.lessons.iter().any(|l| l.id == id);
    let base = slug(&title);
    let id = std::iter::once(base.clone())
        .chain((2..).map(|n| format!("{base}-{n}")))
        .find(|id| !taken(id))
        .unwrap_or(base);
    let file = lesson_file(next_number(&folder.root), &id, &title);
    write_new(&folder.root, std::slice::from_ref(&file))?;
    out.text(&format!(
        "{}: written\nnext: write it, and add an exercise with `{} new exercise ID`\n",
        file.path,
        invocation()
    ));
    Ok(())
}

/// One more than the highest number in use.
pub(super) fn next_number(root: &Path) -> u64 {
    let names = std::fs::read_dir(root.join("lessons")).into_iter().flatten().flatten();
    let numbers = names.filter_map(|entry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        name.split_once('-')?.0.parse::<u64>().ok()
    });
    numbers.max().unwrap_or(0) + 1
}

fn exercise(
    out: &Out,
    folder: &Folder,
    id: &str,
    tracks: &[String],
    lesson: Option<&str>,
) -> Result<(), Stop> {
    if slug(id) != id {
        return Err(Stop::usage(format!(
            "`{id}` is no id: lower-case words with hyphens, such as `{}`",
            slug(id)
        )));
    }
    if folder.course.exercise(id).is_some() {
        return Err(Stop::usage(format!("there is an exercise `{id}` already; ids are unique in a course")));
    }
    let tracks = chosen_tracks(&folder.course, tracks)?;
    let lessons = &folder.course.lessons;
    let lesson = match lesson {
        Some(wanted) => lessons.iter().find(|l| l.id == wanted || l.path.ends_with(wanted)),
        None => lessons.last(),
    };
    let lesson = lesson.ok_or_else(|| {
        let known: Vec<&str> = lessons.iter().map(|l| l.id.as_str()).collect();
        Stop::usage(format!("there is no such lesson; the lessons are: {}", known.join(", ")))
    })?;
    let (section, files) = exercise_files(&builtin()?, id, &tracks);
    write_new(&folder.root, &files)?;
    let path = folder.root.join(&lesson.path);
    let text = std::fs::read_to_string(&path)
        .map_err(|e| Stop::environment(format!("cannot read {} ({e})", path.display())))?;
    write_atomically(&path, format!("{}\n\n{section}", text.trim_end()).as_bytes())?;
    out.text(&format!("{}: the exercise is at its end\n", lesson.path));
    files.iter().for_each(|file| out.text(&format!("{}: written\n", file.path)));
    out.text(&format!("next: run `{0} lint && {0} prove {id}`\n", invocation()));
    Ok(())
}

fn chosen_tracks<'a>(course: &'a Course, wanted: &[String]) -> Result<Vec<&'a Track>, Stop> {
    if wanted.is_empty() {
        return Ok(course.tracks.iter().collect());
    }
    let find = |id: &String| {
        course.track(id).ok_or_else(|| {
            let known: Vec<&str> = course.tracks.iter().map(|t| t.id.as_str()).collect();
            Stop::usage(format!("there is no track `{id}`; the course has: {}", known.join(", ")))
        })
    };
    wanted.iter().map(find).collect()
}

/// Writes files that are not there yet; if one is, nothing is written.
pub(super) fn write_new(root: &Path, files: &[Scaffold]) -> Result<(), Stop> {
    if let Some(there) = files.iter().find(|file| root.join(&file.path).exists()) {
        return Err(Stop::usage(format!(
            "{} is there already; move it away first",
            root.join(&there.path).display()
        )));
    }
    for file in files {
        write_atomically(&root.join(&file.path), file.text.as_bytes())?;
    }
    Ok(())
}
