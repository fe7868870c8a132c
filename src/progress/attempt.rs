//! One attempt: evidence, verdict, and when.

use crate::evidence::SceneEvidence;
use crate::grade::{CheckResult, Outcome, Verdict, VerdictKind};
use serde::{Deserialize, Serialize};

/// What stood behind the API's door.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Mode {
    /// The scripted mock.
    Mock,
    /// A real service.
    Live,
    /// A recording of one.
    Replay,
}

impl Mode {
    /// The mode of that name; the mock for names of other versions.
    #[must_use]
    pub fn named(name: &str) -> Self {
        [Self::Live, Self::Replay].into_iter().find(|mode| mode.name() == name).unwrap_or(Self::Mock)
    }

    /// The name that JSON and reports use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mock => "mock",
            Self::Live => "live",
            Self::Replay => "replay",
        }
    }
}

/// One attempt at an exercise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Attempt {
    /// The exercise's id.
    pub exercise: String,
    /// The track's id.
    pub track: String,
    /// What stood behind the API's door.
    pub mode: Mode,
    /// The seed all randomness came from.
    pub seed: u64,
    /// When it began: milliseconds since 1970, UTC.
    pub at: u64,
    /// From the first program's start to the verdict, in milliseconds.
    pub duration_ms: u64,
    /// What was paid to a real service, in US dollars.
    #[serde(default)]
    pub spent_usd: f64,
    /// What grading said.
    pub verdict: Verdict,
    /// What each scene left behind, in the order of the lesson. Empty for old
    /// attempts, of which only the verdict is kept.
    pub scenes: Vec<SceneEvidence>,
}

/// Requests, tokens and would-be cost of an attempt, all scenes together.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub struct Totals {
    /// Requests of every kind.
    pub requests: usize,
    /// Input tokens of the answered ones.
    pub input_tokens: u64,
    /// Output tokens of the answered ones.
    pub output_tokens: u64,
    /// What they would have cost live, in US dollars; unknown models count nothing.
    pub usd: f64,
    /// What was paid to real services, in US dollars.
    #[serde(default)]
    pub spent_usd: f64,
}

/// The id of the only check of an attempt that came to nothing.
pub(crate) const NOT_GRADED: &str = "could-not-grade";

/// The verdict of an attempt that shows nothing about the program: `what` happened,
/// and the `cure`.
#[must_use]
pub fn not_graded(what: &str, cure: &str) -> Verdict {
    let check = CheckResult {
        id: NOT_GRADED.to_owned(),
        title: "could not grade".to_owned(),
        outcome: Outcome::Unjudged,
        points: 0,
        earned: 0,
        message: what.to_owned(),
        expected: String::new(),
        actual: String::new(),
        why: cure.to_owned(),
        scene: None,
        exchange: None,
        lesson: String::new(),
        reached: true,
    };
    Verdict {
        kind: VerdictKind::CouldNotGrade,
        score: 0,
        max_score: 0,
        checks: vec![check],
        advisories: Vec::new(),
    }
}

impl Attempt {
    /// An attempt that came to nothing before any program ran: a runtime is missing,
    /// the set-up failed, a port is taken. `what` happened, and the `cure`.
    #[must_use]
    pub fn could_not_grade(exercise: &str, track: &str, seed: u64, at: u64, what: &str, cure: &str) -> Self {
        Self {
            exercise: exercise.to_owned(),
            track: track.to_owned(),
            mode: Mode::Mock,
            seed,
            at,
            duration_ms: 0,
            spent_usd: 0.0,
            verdict: not_graded(what, cure),
            scenes: Vec::new(),
        }
    }

    /// Whether the verdict is a pass.
    #[must_use]
    pub fn passed(&self) -> bool {
        self.verdict.kind == VerdictKind::Pass
    }

    /// Requests, tokens and would-be cost, all scenes together.
    #[must_use]
    pub fn totals(&self) -> Totals {
        Totals { spent_usd: self.spent_usd, ..Totals::of(&self.scenes) }
    }
}

impl Totals {
    /// Of these scenes together.
    #[must_use]
    pub fn of(scenes: &[SceneEvidence]) -> Self {
        let mut totals = Self::default();
        for exchange in scenes.iter().flat_map(|scene| &scene.exchanges) {
            totals.requests += 1;
            if let Some(usage) = exchange.usage {
                totals.input_tokens += usage.input_tokens;
                totals.output_tokens += usage.output_tokens;
            }
            totals.usd += exchange.usd.unwrap_or(0.0);
        }
        totals
    }

    /// Both together.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self {
            requests: self.requests + other.requests,
            input_tokens: self.input_tokens + other.input_tokens,
            output_tokens: self.output_tokens + other.output_tokens,
            usd: self.usd + other.usd,
            spent_usd: self.spent_usd + other.spent_usd,
        }
    }
}
