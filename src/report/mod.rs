//! Results for eyes and for other programs: terminal, JSON, JUnit, GitHub.
//!
//! Owns: everything that is printed, its words, its colours, and the promise that no
//! control character of foreign text reaches a terminal. Must not know: how results
//! come about, where they are kept. Starts nothing, decides nothing.

mod clean;
mod curl;
mod diff;
mod doctor;
mod drift;
mod explain;
mod faults;
mod faults_data;
mod foot;
mod github;
mod history;
mod json;
mod junit;
mod list;
mod many;
mod next;
mod out;
mod page;
mod progress;
mod progress_line;
mod proof;
mod proof_data;
mod prose;
mod quiz;
mod screen;
mod style;
mod terminal;
mod trace;
mod words;
mod wrap;

#[cfg(test)]
mod tests;

pub use clean::{clean, clean_line};
pub use curl::{curl, quote};
pub use diff::diff;
pub use doctor::{Health, HealthRow, doctor};
pub use drift::{DriftReport, ExerciseDrift, LessonDrift, drift_report};
pub use faults::faults;
pub use faults_data::{faults_github, faults_json, faults_sarif};
pub use foot::{Foot, KEYS};
pub use history::{HistoryView, history, history_json};
pub use list::{CourseView, ExerciseView, LessonView, Numbers, QuizView, list, list_json};
pub use many::identical;
pub use next::{NextStep, Outlook, next_step};
pub use out::{Memory, Out, Settings};
pub use page::{PageStyle, page_lines};
pub use progress::{ProgressView, SectionView, progress, progress_json};
pub use proof::{Proof, ProofKind, ProofReport, RubricStrength, proofs};
pub use prose::{hint, keep_track, prose, task};
pub use quiz::{
    QuestionOutcome, QuizRound, expected, quiz_answer, quiz_json, quiz_misread, quiz_prompt, quiz_question,
    quiz_score, quiz_start,
};
pub use screen::{Screen, Surface};
pub use style::{Glyphs, Ink, Line};
pub use trace::trace;

use crate::cli::Format;
use crate::event::{Event, Sink};
use crate::progress::Attempt;
use std::sync::{Arc, Mutex, PoisonError};

/// Shows the work of one command to one kind of reader.
pub trait Reporter: Send {
    /// Something has happened while an attempt is made.
    fn event(&mut self, event: &Event);

    /// An attempt is done; more may follow. Readers that can, show it now.
    fn attempt(&mut self, _attempt: &Attempt) {}

    /// All attempts are done: the report is completed.
    fn finish(&mut self, attempts: &[Attempt], outlook: &Outlook);
}

/// What a report should hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Detail {
    /// Exchanges and output below the verdict (terminal only; JSON always has them).
    pub trace: bool,
    /// The command makes several attempts (`--all`, `--repeat`), even if it turns
    /// out to be one: one line each, or a list.
    pub many: bool,
}

/// The reporter for a format. Standard output gets the report and nothing else;
/// progress goes to standard error.
#[must_use]
pub fn reporter(format: Format, out: Out, detail: Detail) -> Box<dyn Reporter> {
    match format {
        Format::Human => Box::new(terminal::Terminal::new(out, detail)),
        Format::Json => Box::new(json::Json::new(out, detail)),
        Format::Junit => Box::new(junit::Junit::new(out)),
        Format::Github => Box::new(github::Github::new(out)),
    }
}

/// A sink that hands each event to the reporter.
#[must_use]
pub fn sink(reporter: &Arc<Mutex<Box<dyn Reporter>>>) -> Sink {
    let reporter = Arc::clone(reporter);
    Arc::new(move |event| {
        // A panic while drawing must not stop the work that is drawn.
        reporter.lock().unwrap_or_else(PoisonError::into_inner).event(&event);
    })
}
