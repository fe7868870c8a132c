//! `workbook lint`: all faults of a course at once.

use super::Stop;
use super::session::{load_for_author, start_folder};
use super::since::course_at;
use crate::api::check_script;
use crate::cli::{Global, LintArgs, LintFormat};
use crate::course::{Course, Exercise, Fault, Loaded, MACROS_FILE, Origin, Scene, Severity, fixed, lost_ids};
use crate::exit::ExitStatus;
use crate::grade::{Language, Rubric};
use crate::report::{self, Out};
use crate::workspace::write_atomically;
use std::path::{Path, PathBuf};

/// Lints the course in use, a course folder, or some of its lessons.
pub(super) fn lint(global: &Global, out: &Out, args: &LintArgs) -> Result<ExitStatus, Stop> {
    let start = start_folder(global)?;
    let place = args.paths.first().map_or_else(|| start.clone(), |p| start.join(p));
    if !place.exists() {
        return Err(Stop::usage(format!("there is no file or folder {}", place.display())));
    }
    let (origin, loaded) = load_for_author(global, &place)?;
    let mut faults = all_faults(&origin, loaded, args)?;
    if args.fix && mend(&origin, &start, args, &faults, out)? {
        let (origin, loaded) = load_for_author(global, &place)?;
        faults = all_faults(&origin, loaded, args)?;
    }
    let wanted = wanted_lessons(&origin, &start, &args.paths);
    if !wanted.is_empty() {
        faults.retain(|f| f.spot.as_ref().is_some_and(|s| wanted.contains(&s.file.path)));
    }
    match args.format {
        LintFormat::Human => report::faults(out, &faults),
        LintFormat::Json => report::faults_json(out, &faults),
        LintFormat::Github => report::faults_github(out, &faults),
        LintFormat::Sarif => report::faults_sarif(out, &faults),
    }
    let bad = faults.iter().any(|f| f.severity == Severity::Error);
    Ok(if bad { ExitStatus::CourseFaulty } else { ExitStatus::Passed })
}

fn all_faults(origin: &Origin, loaded: Loaded, args: &LintArgs) -> Result<Vec<Fault>, Stop> {
    let mut faults = loaded.faults;
    faults.extend(deeper_faults(&loaded.course));
    if let Some(revision) = &args.since {
        let Origin::Folder(root) = origin else {
            return Err(Stop::usage("`--since` needs a course folder in a git repository"));
        };
        faults.extend(lost_ids(&course_at(root, revision)?, &loaded.course));
    }
    sort(&mut faults);
    Ok(faults)
}

/// Mends what can be; whether anything was.
fn mend(origin: &Origin, start: &Path, args: &LintArgs, faults: &[Fault], out: &Out) -> Result<bool, Stop> {
    let Origin::Folder(root) = origin else {
        return Err(Stop::usage("`--fix` needs a course folder; the built-in course cannot be changed"));
    };
    let wanted = wanted_lessons(origin, start, &args.paths);
    let files = fixed(faults);
    let mut mended = 0;
    for (path, text, count) in files.iter().filter(|f| wanted.is_empty() || wanted.contains(&f.0)) {
        write_atomically(&root.join(path), text.as_bytes())?;
        mended += count;
    }
    if mended > 0 {
        out.note(&format!("{mended} mended; look at the changes before you keep them"));
    }
    Ok(mended > 0)
}

/// Faults that only the rooms above the course can see: expressions and scripts.
pub(super) fn deeper_faults(course: &Course) -> Vec<Fault> {
    deeper_faults_of(course, course.exercises())
}

/// The same, of these exercises alone.
pub(super) fn deeper_faults_of<'a>(
    course: &Course,
    exercises: impl Iterator<Item = &'a Exercise>,
) -> Vec<Fault> {
    let of_exercise = |exercise: &Exercise| {
        let mut faults = Rubric::compile(exercise, course).err().unwrap_or_default();
        faults.retain(|fault| fault.spot.as_ref().is_none_or(|spot| spot.file.path != MACROS_FILE));
        exercise.scenes().iter().for_each(|scene| faults.extend(script_faults(scene)));
        faults
    };
    // The macros' own faults once, not with each exercise.
    let (language, faults) = Language::of(&course.macros);
    let unknown = language.unknown_names(&course.macros);
    faults.into_iter().chain(unknown).chain(exercises.flat_map(of_exercise)).collect()
}

fn script_faults(scene: &Scene) -> Vec<Fault> {
    let found = check_script(&scene.script).err().unwrap_or_default();
    let as_fault = |fault: crate::api::ScriptFault| {
        let spot = scene.fields.get(&fault.field);
        let spot = spot.map_or_else(|| scene.spot.clone(), |field| field.within(fault.range.clone()));
        Fault::error("bad-script", spot, fault.message).label("here").cure(
            "Templates and `when` are minijinja over the request; see the scenes in lessons/AUTHORING.md.",
        )
    };
    found.into_iter().map(as_fault).collect()
}

pub(super) fn sort(faults: &mut [Fault]) {
    faults.sort_by_key(|f| f.spot.as_ref().map(|s| (s.file.path.clone(), s.range.start)));
}

/// The lessons named on the command line, relative to the course's root.
fn wanted_lessons(origin: &Origin, start: &Path, paths: &[PathBuf]) -> Vec<String> {
    let Origin::Folder(root) = origin else { return Vec::new() };
    let root = root.canonicalize().unwrap_or_else(|_| root.clone());
    let files = paths.iter().map(|p| start.join(p)).filter(|p| p.is_file());
    let relative = files.filter_map(|p| Some(p.canonicalize().ok()?.strip_prefix(&root).ok()?.to_owned()));
    relative.map(|p| p.to_string_lossy().replace('\\', "/")).collect()
}
