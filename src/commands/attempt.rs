//! One attempt at a program: from the file to the history. `check` makes them one
//! after the other, `watch` one for each save; both come through here.

use super::Stop;
use super::session::Session;
use crate::checker::{CheckError, Plan, check as make_attempt};
use crate::course::{Course, Exercise, Track};
use crate::event::Sink;
use crate::live::LiveRun;
use crate::progress::Attempt;
use crate::run::{Cancel, Nursery, Prepared};
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// One program to grade.
#[derive(Debug, Clone)]
pub(super) struct Target {
    pub exercise: Exercise,
    pub track: Track,
    pub file: PathBuf,
    /// Whether the attempt belongs in the learner's history.
    pub own: bool,
}

/// All that one attempt needs, by value: it can be made on another thread.
pub(super) struct Job {
    course: Arc<Course>,
    target: Target,
    cwd: PathBuf,
    shown_as: String,
    seed: u64,
    scene: Option<String>,
    live: Option<Arc<LiveRun>>,
    real_time: bool,
    nursery: Option<Nursery>,
}

impl Job {
    /// An attempt at this target, with this seed.
    pub(super) fn new(session: &Session, target: &Target, seed: u64, scene: Option<String>) -> Self {
        let shown_as = session.shown(&target.file);
        let file = std::path::absolute(&target.file).unwrap_or_else(|_| target.file.clone());
        let cwd = file.parent().map_or_else(|| session.cwd.clone(), Path::to_owned);
        let target = Target { file, ..target.clone() };
        let course = Arc::clone(&session.course);
        Self { course, target, cwd, shown_as, seed, scene, real_time: false, nursery: None, live: None }
    }

    /// The same attempt, in which the program's long sleeps take as long as they say.
    pub(super) fn in_real_time(self, real_time: bool) -> Self {
        Self { real_time, ..self }
    }

    /// The same attempt, at which an interpreter may be waiting for the program.
    pub(super) fn warm(self, nursery: &Nursery) -> Self {
        Self { nursery: Some(nursery.clone()), ..self }
    }

    /// The same, answered by a real service or a recording.
    pub(super) fn live(self, live: Option<Arc<LiveRun>>) -> Self {
        Self { live, ..self }
    }

    /// The program to grade, its file absolute.
    pub(super) const fn target(&self) -> &Target {
        &self.target
    }

    /// Makes the attempt.
    pub(super) async fn attempt(
        &self,
        prepared: &Prepared,
        sink: &Sink,
        cancel: Cancel,
    ) -> Result<Attempt, Stop> {
        let plan = Plan {
            course: &self.course,
            exercise: &self.target.exercise,
            track: &self.target.track,
            prepared,
            file: self.target.file.clone(),
            shown_as: self.shown_as.clone(),
            cwd: self.cwd.clone(),
            seed: self.seed,
            scene: self.scene.clone(),
            live: self.live.clone(),
            real_time: self.real_time,
            nursery: self.nursery.clone(),
        };
        match make_attempt(&plan, sink, cancel).await {
            Ok(attempt) => Ok(attempt),
            Err(error @ CheckError::Rubric { .. }) => Err(Stop::course(error.to_string())),
            Err(error @ CheckError::NoScene { .. }) => Err(Stop::usage(error.to_string())),
            Err(error) => Ok(self.not_graded(&error.to_string())),
        }
    }

    /// An attempt that came to nothing; the first line says what happened, the rest
    /// the cure.
    pub(super) fn not_graded(&self, why: &str) -> Attempt {
        let (what, cure) = why.split_once('\n').unwrap_or((why, "`workbook doctor` says what is missing."));
        Attempt::could_not_grade(
            &self.target.exercise.id,
            &self.target.track.id,
            self.seed,
            crate::checker::unix_ms(),
            what,
            cure,
        )
    }
}

/// Keeps an attempt before it is shown, so that nothing shown can be lost.
pub(super) fn keep(session: &Session, attempt: &Attempt) {
    if let Err(error) = session.store.record(attempt) {
        session.out.warning(&format!("this attempt is not kept: {error}"));
    }
}
