//! A course that changes while the loop runs: somebody pulls, or edits a lesson.
//!
//! It is looked at when the learner saves or moves, by the times of its files; while it is
//! faulty, the former one goes on.

use super::looping::Loop;
use crate::commands::session::in_language;
use crate::course::{Origin, Severity, load};
use crate::report::Ink;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

/// The times of a course's files; empty for the built-in one, which cannot change.
pub(super) type CourseTimes = BTreeMap<PathBuf, Option<SystemTime>>;

/// The times of the course's files as they are now.
pub(super) fn times(origin: &Origin) -> CourseTimes {
    let Origin::Folder(folder) = origin else { return CourseTimes::new() };
    let lessons = std::fs::read_dir(folder.join("lessons")).into_iter().flatten().flatten();
    let files = lessons.map(|entry| entry.path()).chain([folder.join("workbook.toml")]);
    files.map(|file| (file.clone(), time(&file))).collect()
}

fn time(file: &Path) -> Option<SystemTime> {
    std::fs::metadata(file).ok()?.modified().ok()
}

impl Loop {
    /// Takes a changed course over; what is to be said of it goes to the notes.
    pub(super) fn look_at_the_course(&mut self) {
        let times = times(&self.session.origin);
        if times == self.course_times {
            return;
        }
        self.course_times = times;
        let loaded = match load(&self.session.origin) {
            Ok(loaded) => loaded,
            Err(error) => return self.note(&format!("the course cannot be read now: {error}")),
        };
        if loaded.faults.iter().any(|fault| fault.severity == Severity::Error) {
            let words = format!(
                "the course has faults now, the former one goes on; `{}` shows them",
                self.session.command("lint")
            );
            return self.note(&words);
        }
        let here = loaded.course.renamed.get(&self.exercise.id).unwrap_or(&self.exercise.id).clone();
        for (old, new) in &loaded.course.renamed {
            let renamed = self.session.store.rename_exercise(old, new).map_err(Into::into);
            self.complain(renamed);
        }
        self.session.course = Arc::new(in_language(loaded.course, self.session.lang.as_deref()));
        if let Some(track) = self.session.course.track(&self.track.id) {
            self.track = track.clone();
        }
        if let Some(exercise) = self.session.course.exercise(&here) {
            self.exercise = exercise.clone();
        }
        self.notes.extend(self.session.follow_course(&self.track));
    }

    /// Says what is to be said, once.
    pub(super) fn say_notes(&mut self) {
        for note in std::mem::take(&mut self.notes) {
            self.screen.say(Ink::Faint, &note);
        }
    }
}
