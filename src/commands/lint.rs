//! `workbook lint`: all faults of a course at once.

use super::Stop;
use super::session::{load_course, start_folder};
use crate::api::check_script;
use crate::cli::{Global, LintArgs};
use crate::course::{Course, Exercise, Fault, Origin, Scene, Severity};
use crate::exit::ExitStatus;
use crate::grade::Rubric;
use crate::report::{self, Out};
use std::path::{Path, PathBuf};

/// Lints the course in use, a course folder, or some of its lessons.
pub(super) fn lint(global: &Global, out: &Out, args: &LintArgs) -> Result<ExitStatus, Stop> {
    let start = start_folder(global)?;
    let place = args.paths.first().map_or_else(|| start.clone(), |p| start.join(p));
    if !place.exists() {
        return Err(Stop::usage(format!("there is no file or folder {}", place.display())));
    }
    let (origin, loaded) = load_course(global, &place)?;
    let mut faults = loaded.faults;
    faults.extend(deeper_faults(&loaded.course));
    sort(&mut faults);
    let wanted = wanted_lessons(&origin, &start, &args.paths);
    if !wanted.is_empty() {
        faults.retain(|f| f.spot.as_ref().is_some_and(|s| wanted.contains(&s.file.path)));
    }
    report::faults(out, &faults);
    let bad = faults.iter().any(|f| f.severity == Severity::Error);
    Ok(if bad { ExitStatus::CourseFaulty } else { ExitStatus::Passed })
}

/// Faults that only the rooms above the course can see: expressions and scripts.
pub(super) fn deeper_faults(course: &Course) -> Vec<Fault> {
    let of_exercise = |exercise: &Exercise| {
        let mut faults = Rubric::compile(exercise, &course.variables).err().unwrap_or_default();
        exercise.scenes.iter().for_each(|scene| faults.extend(script_faults(scene)));
        faults
    };
    course.exercises().flat_map(of_exercise).collect()
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

fn sort(faults: &mut [Fault]) {
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
