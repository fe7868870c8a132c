//! `workbook init`: lay the course out in a folder.

use super::session::{LANG, ORIGINAL, in_language, language, load_course, start_folder};
use super::{Stop, checkout};
use crate::cli::{Global, InitArgs, invocation};
use crate::course::{Course, Track, extract};
use crate::exit::ExitStatus;
use crate::progress::Store;
use crate::report::Out;
use crate::workspace::{Change, FileText, LayoutReport, Workspace, relative_to};

/// Writes lessons, stubs and editor files; what is there already stays as it is.
pub(super) fn init(global: &Global, out: &Out, args: &InitArgs) -> Result<ExitStatus, Stop> {
    let start = start_folder(global)?;
    let (_, loaded) = load_course(global, &start)?;
    let lang = language(global, &loaded.course, None)?;
    let course = in_language(loaded.course, lang.as_deref());
    let track = track(&course, args.track.as_deref())?;
    let dir = args.dir.as_ref().map_or_else(|| start.clone(), |d| start.join(d));
    let extras: Vec<FileText> =
        track.files.iter().map(|(path, text)| (path.clone(), for_each_exercise(text, &course))).collect();
    let (workspace, report) = Workspace::create(&dir, &course_files(&course, &track), &extras)?;
    let store = Store::open(&workspace.state_dir())?;
    store.set_chosen_track(&track.id)?;
    if let Some(course) = global.course.as_ref().filter(|_| !workspace.is_course()) {
        checkout::remember(&workspace, course, &start)?;
    }
    if global.lang.is_some() {
        store.set_setting(LANG, lang.as_deref().unwrap_or(ORIGINAL))?;
    }
    tell(out, &report);
    let Some(first) = course.exercises().next() else {
        return Err(Stop::course("the course has no exercises"));
    };
    let program = workspace.program_path(&first.id, &track);
    let folder = relative_to(workspace.root(), &start);
    let enter = if folder.as_os_str().is_empty() || folder == std::path::Path::new(".") {
        String::new()
    } else {
        format!("cd {} && ", folder.display())
    };
    out.text(&format!(
        "{} is laid out for {} in {}.\nnext: run `{enter}{} check`; it grades {} and says what is missing\n",
        course.title,
        track.title,
        workspace.root().display(),
        invocation(),
        relative_to(&program, workspace.root()).display(),
    ));
    Ok(ExitStatus::Passed)
}

fn track(course: &Course, asked: Option<&str>) -> Result<Track, Stop> {
    let id = asked.unwrap_or(&course.default_track);
    course.track(id).cloned().ok_or_else(|| {
        let known: Vec<&str> = course.tracks.iter().map(|t| t.id.as_str()).collect();
        Stop::usage(format!("there is no track `{id}`; the course has: {}", known.join(", ")))
    })
}

/// Lessons as they are read, and the stubs of one track.
fn course_files(course: &Course, track: &Track) -> Vec<FileText> {
    let lessons = course.lessons.iter().map(|l| (l.path.clone(), l.body.clone()));
    let prefix = format!("exercises/{}/", track.id);
    let stubs = extract(course).into_iter().filter(|f| f.path.starts_with(&prefix)).map(|f| (f.path, f.text));
    lessons.chain(stubs).collect()
}

/// A line of an editor file that holds `{exercise}` stands there once for each exercise:
/// some tools want every program named.
fn for_each_exercise(text: &str, course: &Course) -> String {
    let lines = text.split_inclusive('\n').flat_map(|line| {
        let names: Vec<&str> = if line.contains("{exercise}") {
            course.exercises().map(|e| e.id.as_str()).collect()
        } else {
            vec![""]
        };
        names.into_iter().map(|name| line.replace("{exercise}", name)).collect::<Vec<_>>()
    });
    lines.collect()
}

fn tell(out: &Out, report: &LayoutReport) {
    report.notes.iter().for_each(|note| out.note(note));
    let kept: Vec<&str> = report.files(&Change::Kept).collect();
    if !kept.is_empty() {
        out.note(&format!("left as they are, because they were there before: {}", kept.join(", ")));
    }
    for (old, new) in report.beside() {
        out.note(&format!("{old} is edited and has a new version: it is beside it, {new}"));
    }
}
