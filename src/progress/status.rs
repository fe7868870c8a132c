//! How far the learner is with an exercise.

use serde::{Deserialize, Serialize};

/// How far the learner is with an exercise in a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Status {
    /// Nothing has been graded yet.
    #[default]
    Todo,
    /// Graded, and not passed.
    NotYet,
    /// Passed at least once.
    Passed,
    /// Left for later, and not graded since.
    Skipped,
    /// Not passed, and the solution has been shown.
    Revealed,
}

impl Status {
    /// The name that JSON uses: `not-yet`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Todo => "todo",
            Self::NotYet => "not-yet",
            Self::Passed => "passed",
            Self::Skipped => "skipped",
            Self::Revealed => "revealed",
        }
    }

    /// Whether `next` should offer the exercise.
    #[must_use]
    pub const fn is_open(self) -> bool {
        matches!(self, Self::Todo | Self::NotYet)
    }
}

/// The sum of a learner's attempts at an exercise in a track.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ExerciseProgress {
    /// How far.
    pub status: Status,
    /// The most points earned in one attempt.
    pub best: u32,
    /// Number of graded attempts.
    pub attempts: u32,
}

/// What is known of one exercise, from which its status follows.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Facts {
    pub(super) passed: bool,
    pub(super) attempts: u32,
    pub(super) best: u32,
    pub(super) skipped: bool,
    pub(super) revealed: bool,
}

impl Facts {
    pub(super) const fn progress(self) -> ExerciseProgress {
        let status = if self.passed {
            Status::Passed
        } else if self.revealed {
            Status::Revealed
        } else if self.skipped {
            Status::Skipped
        } else if self.attempts > 0 {
            Status::NotYet
        } else {
            Status::Todo
        };
        ExerciseProgress { status, best: self.best, attempts: self.attempts }
    }
}
