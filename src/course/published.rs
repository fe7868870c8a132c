//! Ids are promises: they name learners' files and history. What was published once must
//! still be there, and still mean the same.
//!
//! Owns: comparing a course with an earlier version of itself. Must not know: where the
//! earlier version comes from.

use super::fault::Fault;
use super::model::{Course, Exercise};
use super::source::{SourceFile, Spot};
use super::table::short;
use std::collections::BTreeSet;
use std::sync::Arc;

/// What learners would lose: ids that vanished, and ids that name something else now.
#[must_use]
pub fn lost_ids(before: &Course, now: &Course) -> Vec<Fault> {
    let mut faults = Vec::new();
    let lessons: BTreeSet<&str> = now.lessons.iter().map(|l| l.id.as_str()).collect();
    for lesson in before.lessons.iter().filter(|l| !lessons.contains(l.id.as_str())) {
        faults.push(vanished("lesson", &lesson.id, place(now, &lesson.path)));
    }
    let quizzes: BTreeSet<&str> =
        now.lessons.iter().flat_map(|l| &l.quizzes).map(|q| q.id.as_str()).collect();
    for quiz in before.lessons.iter().flat_map(|l| &l.quizzes).filter(|q| !quizzes.contains(q.id.as_str())) {
        faults.push(vanished("quiz", &quiz.id, place(now, &quiz.lesson)));
    }
    for old in before.exercises() {
        let id = now.renamed.get(&old.id).unwrap_or(&old.id);
        let Some(new) = now.exercise(id) else {
            faults.push(vanished("exercise", &old.id, place(now, &old.lesson)));
            continue;
        };
        let checks = check_ids(new);
        let gone: Vec<&str> = check_ids(old).difference(&checks).copied().collect();
        if old.title != new.title && gone.len() == old.checks().len() {
            let message =
                format!("The id `{}` named another exercise before: {}.", new.id, short(&old.title));
            let fault = Fault::error("reused-id", new.spot.clone(), message);
            faults.push(fault.label("another exercise").cure("Give the new exercise an id of its own."));
            continue;
        }
        for id in gone {
            let message = format!("The check `{id}` of `{}` was published and is gone.", new.id);
            let fault = Fault::warning("vanished-check", new.spot.clone(), message);
            faults.push(
                fault.label("had it").cure("Keep the id when the check means the same; histories name it."),
            );
        }
    }
    faults
}

fn check_ids(exercise: &Exercise) -> BTreeSet<&str> {
    exercise.checks().iter().map(|c| c.id.as_str()).collect()
}

fn vanished(what: &str, id: &str, spot: Spot) -> Fault {
    Fault::error("vanished-id", spot, format!("The {what} `{}` was published and is gone.", short(id)))
        .label("was here")
        .cure("Bring it back under its id: learners have files and points under that name.")
}

/// The file where the lost thing was, or an empty one of that name.
fn place(now: &Course, path: &str) -> Spot {
    let lesson = now.lessons.iter().find(|l| l.path == path);
    let file = lesson.map_or_else(|| Arc::new(SourceFile::new(path, "")), |l| Arc::clone(&l.source));
    Spot::new(file, 0..0)
}
