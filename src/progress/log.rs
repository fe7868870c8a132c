//! What is known of every attempt, also of old ones, and of every round of a quiz.

use super::attempt::Totals;
use serde::{Deserialize, Serialize};

/// A line of the history.
#[derive(Debug, Clone, PartialEq)]
pub struct LogEntry {
    /// The exercise's id.
    pub exercise: String,
    /// When it began: milliseconds since 1970, UTC.
    pub at: u64,
    /// From the first program's start to the verdict, in milliseconds.
    pub duration_ms: u64,
    /// Whether it was a pass.
    pub passed: bool,
    /// What was used; none for an attempt of before this was counted, whose evidence has
    /// gone.
    pub totals: Option<Totals>,
}

/// One round of a quiz.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct QuizAttempt {
    /// The quiz's id.
    pub quiz: String,
    /// When it ended: milliseconds since 1970, UTC.
    pub at: u64,
    /// Questions answered rightly.
    pub score: u32,
    /// In the order of the questions.
    pub answers: Vec<QuizAnswer>,
}

/// What was answered to one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuizAnswer {
    /// The question's id.
    pub question: String,
    /// As it was typed.
    pub given: String,
    /// Whether it was right.
    pub right: bool,
}

/// A pause longer than this between two attempts was not spent at work.
const PAUSE_MS: u64 = 15 * 60 * 1_000;

/// The time that these attempts (in order) took, in milliseconds, the thinking and typing
/// between them included as far as the pauses are short.
#[must_use]
pub fn time_at_work(log: &[LogEntry]) -> u64 {
    let mut total = 0_u64;
    let mut last_end: Option<u64> = None;
    for entry in log {
        let pause = last_end.map_or(u64::MAX, |end| entry.at.saturating_sub(end));
        total = total.saturating_add(entry.duration_ms);
        if pause <= PAUSE_MS {
            total = total.saturating_add(pause);
        }
        last_end = Some(entry.at.saturating_add(entry.duration_ms));
    }
    total
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(at: u64, duration_ms: u64) -> LogEntry {
        LogEntry { exercise: "e".to_owned(), at, duration_ms, passed: false, totals: None }
    }

    #[test]
    fn short_pauses_count_and_long_ones_do_not() {
        let minute = 60_000;
        assert_eq!(time_at_work(&[]), 0);
        assert_eq!(time_at_work(&[entry(0, 2_000)]), 2_000);
        let log = [entry(0, 1_000), entry(5 * minute, 1_000), entry(100 * minute, 1_000)];
        assert_eq!(time_at_work(&log), 5 * minute + 1_000 + 1_000);
        // A clock that was set back costs nothing.
        assert_eq!(time_at_work(&[entry(9 * minute, 1_000), entry(0, 1_000)]), 2_000);
    }
}
