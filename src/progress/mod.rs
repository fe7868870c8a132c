//! What the learner has done: attempts, and what follows from them.
//!
//! Owns: the attempt as a value, the history file, its format and its migrations.
//! Must not know: how an attempt is made, how it is drawn, where the learner's
//! programs are.

mod attempt;
mod attempts;
mod changes;
mod choices;
mod log;
mod pack;
mod quizzes;
#[cfg(test)]
pub(crate) mod samples;
mod schema;
mod status;
mod store;

pub(crate) use attempt::NOT_GRADED;
pub use attempt::{Attempt, Mode, Totals, not_graded};
pub use attempts::EVIDENCE_KEPT;
pub use changes::{Change, ChangeKind, SceneChanges, Turning, turning_point};
pub use log::{LogEntry, QuizAnswer, QuizAttempt, time_at_work};
pub use status::{ExerciseProgress, Status};
pub use store::{Store, StoreError};

#[cfg(test)]
mod tests;
