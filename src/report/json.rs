//! The JSON documents `workbook.attempt/1` and `workbook.attempts/1`.
//!
//! Field names and their order are a contract; outside checks rely on them.

use super::next::Outlook;
use super::out::Out;
use super::progress_line::ProgressLine;
use super::{Detail, Reporter};
use crate::event::Event;
use crate::evidence::{Exchange, SceneEvidence, Stream, Usage};
use crate::grade::{CheckResult, Outcome, VerdictKind};
use crate::progress::{Attempt, Totals};
use serde::Serialize;
use serde_json::Value;

/// Prints one JSON document.
pub(super) struct Json {
    out: Out,
    detail: Detail,
    progress: ProgressLine,
}

impl Json {
    pub(super) fn new(out: Out, detail: Detail) -> Self {
        Self { progress: ProgressLine::new(out.clone()), out, detail }
    }
}

impl Reporter for Json {
    fn event(&mut self, event: &Event) {
        self.progress.event(event);
    }

    fn finish(&mut self, attempts: &[Attempt], outlook: &Outlook) {
        self.progress.clear();
        outlook.warnings.iter().for_each(|warning| self.out.warning(warning));
        match attempts {
            [attempt] if !self.detail.many => self.out.json(&AttemptDocument::new(attempt)),
            _ => self.out.json(&AttemptsDocument {
                schema: "workbook.attempts/1",
                attempts: attempts.iter().map(AttemptDocument::new).collect(),
            }),
        }
    }
}

#[derive(Serialize)]
struct AttemptsDocument<'a> {
    schema: &'static str,
    attempts: Vec<AttemptDocument<'a>>,
}

#[derive(Serialize)]
struct AttemptDocument<'a> {
    schema: &'static str,
    exercise: &'a str,
    track: &'a str,
    mode: &'static str,
    seed: u64,
    verdict: VerdictKind,
    score: u32,
    max_score: u32,
    checks: Vec<CheckDocument<'a>>,
    /// Remarks that cost nothing; left out where there are none.
    #[serde(skip_serializing_if = "<[String]>::is_empty")]
    advisories: &'a [String],
    scenes: Vec<SceneDocument<'a>>,
    usage: TotalsDocument,
    duration_ms: u64,
}

impl<'a> AttemptDocument<'a> {
    fn new(attempt: &'a Attempt) -> Self {
        let verdict = &attempt.verdict;
        Self {
            schema: "workbook.attempt/1",
            exercise: &attempt.exercise,
            track: &attempt.track,
            mode: attempt.mode.name(),
            seed: attempt.seed,
            verdict: verdict.kind,
            score: verdict.score,
            max_score: verdict.max_score,
            checks: verdict.checks.iter().map(|check| CheckDocument::new(check, verdict.kind)).collect(),
            advisories: &verdict.advisories,
            scenes: attempt.scenes.iter().map(SceneDocument::new).collect(),
            usage: TotalsDocument::new(attempt.totals()),
            duration_ms: attempt.duration_ms,
        }
    }
}

#[derive(Serialize)]
struct CheckDocument<'a> {
    id: &'a str,
    title: &'a str,
    outcome: Outcome,
    points: u32,
    earned: u32,
    message: String,
    expected: &'a str,
    actual: &'a str,
    scene: Option<&'a str>,
    exchange: Option<usize>,
    lesson: &'a str,
}

impl<'a> CheckDocument<'a> {
    fn new(check: &'a CheckResult, kind: VerdictKind) -> Self {
        // The cure of what could not be graded has no field of its own.
        let message = if kind == VerdictKind::CouldNotGrade {
            format!("{} {}", check.message, check.why).trim().to_owned()
        } else {
            check.message.clone()
        };
        Self {
            id: &check.id,
            title: &check.title,
            outcome: check.outcome,
            points: check.points,
            earned: check.earned,
            message,
            expected: &check.expected,
            actual: &check.actual,
            scene: check.scene.as_deref(),
            exchange: check.exchange,
            lesson: &check.lesson,
        }
    }
}

#[derive(Serialize)]
struct SceneDocument<'a> {
    name: &'a str,
    exit_code: Option<i32>,
    timed_out: bool,
    duration_ms: u64,
    stdout: String,
    stderr: String,
    exchanges: Vec<ExchangeDocument<'a>>,
}

impl<'a> SceneDocument<'a> {
    fn new(scene: &'a SceneEvidence) -> Self {
        Self {
            name: &scene.scene,
            exit_code: scene.output.exit_code,
            timed_out: scene.output.timed_out(),
            duration_ms: whole(scene.output.duration_ms),
            stdout: scene.output.text(Stream::Stdout),
            stderr: scene.output.text(Stream::Stderr),
            exchanges: scene.exchanges.iter().map(ExchangeDocument::new).collect(),
        }
    }
}

#[derive(Serialize)]
struct ExchangeDocument<'a> {
    index: usize,
    at_ms: u64,
    method: &'a str,
    path: &'a str,
    request: &'a Value,
    status: u16,
    response: &'a Value,
    stream: bool,
    usage: Option<Usage>,
    usd: Option<f64>,
    duration_ms: u64,
}

impl<'a> ExchangeDocument<'a> {
    fn new(exchange: &'a Exchange) -> Self {
        Self {
            index: exchange.index,
            at_ms: whole(exchange.at_ms),
            method: &exchange.method,
            path: &exchange.path,
            request: &exchange.request,
            status: exchange.status,
            response: &exchange.response,
            stream: exchange.stream,
            usage: exchange.usage,
            usd: exchange.usd.map(dollars),
            duration_ms: whole(exchange.duration_ms),
        }
    }
}

#[derive(Serialize)]
struct TotalsDocument {
    requests: usize,
    input_tokens: u64,
    output_tokens: u64,
    usd: f64,
}

impl TotalsDocument {
    fn new(totals: Totals) -> Self {
        Self {
            requests: totals.requests,
            input_tokens: totals.input_tokens,
            output_tokens: totals.output_tokens,
            usd: dollars(totals.usd),
        }
    }
}

/// Whole milliseconds.
fn whole(ms: f64) -> u64 {
    ms.max(0.0).round() as u64
}

/// To a trillionth of a dollar: no noise of binary sums.
fn dollars(usd: f64) -> f64 {
    (usd * 1e12).round() / 1e12
}
