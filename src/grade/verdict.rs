//! What grading says.

use serde::{Deserialize, Serialize};

/// The three verdicts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum VerdictKind {
    /// Every check that could be judged is met.
    Pass,
    /// At least one check is unmet or only partly met.
    NotYet,
    /// Nothing could be judged; never the learner's fault.
    CouldNotGrade,
}

/// How one check came out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// All its points.
    Met,
    /// None of its points.
    Unmet,
    /// Some of its points.
    Partial,
    /// It could not be judged here; its points are left out of the sum.
    Unjudged,
}

/// One check's outcome, with its feedback.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CheckResult {
    /// The check's id.
    pub id: String,
    /// The check's title.
    pub title: String,
    /// How it came out.
    pub outcome: Outcome,
    /// What it is worth.
    pub points: u32,
    /// What was earned.
    pub earned: u32,
    /// The sentence for the learner; empty when met.
    #[serde(default)]
    pub message: String,
    /// What was expected; empty when met or not reached.
    #[serde(default)]
    pub expected: String,
    /// What was seen; empty when met or not reached.
    #[serde(default)]
    pub actual: String,
    /// Why it matters; empty when met.
    #[serde(default)]
    pub why: String,
    /// The scene it was decided in.
    pub scene: Option<String>,
    /// The exchange it points at (1 is the first).
    pub exchange: Option<usize>,
    /// Where to read on: `lessons/13-retries.md#backoff`.
    pub lesson: String,
    /// False when an earlier gate or check was not met, so that this one was not tried.
    pub reached: bool,
}

/// What grading says of one attempt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Verdict {
    /// One of the three.
    pub kind: VerdictKind,
    /// Points earned.
    pub score: u32,
    /// Points that could be earned (unjudged checks left out).
    pub max_score: u32,
    /// In the order of the lesson.
    pub checks: Vec<CheckResult>,
    /// Remarks that cost nothing.
    pub advisories: Vec<String>,
}

impl Verdict {
    /// The check to read about first: the first that is not fully met.
    #[must_use]
    pub fn first_unmet(&self) -> Option<&CheckResult> {
        self.checks.iter().find(|c| matches!(c.outcome, Outcome::Unmet | Outcome::Partial))
    }
}
