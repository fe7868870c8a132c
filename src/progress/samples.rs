//! Attempts for tests, of every kind, here and in `report`.

use super::attempt::{Attempt, Mode};
use crate::evidence::{
    Api, End, Exchange, FedLine, KeySeen, OutputPiece, ProgramOutput, SceneEvidence, Stream, Usage,
};
use crate::grade::{CheckResult, Outcome, Verdict, VerdictKind};
use serde_json::{Value, json};

pub(crate) fn check(id: &str, title: &str, outcome: Outcome, earned: u32, points: u32) -> CheckResult {
    CheckResult {
        id: id.to_owned(),
        title: title.to_owned(),
        outcome,
        points,
        earned,
        message: String::new(),
        expected: String::new(),
        actual: String::new(),
        why: String::new(),
        scene: None,
        exchange: None,
        lesson: "lessons/13-retries.md#retry".to_owned(),
        reached: true,
    }
}

fn unreached(id: &str, title: &str, points: u32) -> CheckResult {
    CheckResult {
        message: "not reached: the first request has to arrive".to_owned(),
        reached: false,
        ..check(id, title, Outcome::Unmet, 0, points)
    }
}

pub(crate) fn exchange(index: usize, at_ms: f64, status: u16, response: Value) -> Exchange {
    let answered = status == 200;
    Exchange {
        index,
        at_ms,
        method: "POST".to_owned(),
        path: "/v1/chat/completions".to_owned(),
        query: String::new(),
        api: Api::ChatCompletions,
        headers: vec![
            ("authorization".to_owned(), "Bearer [masked]".to_owned()),
            ("content-type".to_owned(), "application/json".to_owned()),
        ],
        request: json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": "Say it's ready"}]}),
        request_text: None,
        request_bytes: 80,
        key: KeySeen::Ours,
        status,
        response_headers: vec![("content-type".to_owned(), "application/json".to_owned())],
        response,
        reply: if answered { vec!["Ready.".to_owned()] } else { Vec::new() },
        stream: false,
        chunks: Vec::new(),
        usage: answered.then_some(Usage { input_tokens: 24, output_tokens: 9, ..Usage::default() }),
        usage_sent: answered,
        usd: answered.then_some(0.000_009),
        duration_ms: 1.2,
        starved_ms: 0.0,
        complete: true,
        fault: (!answered).then(|| format!("status-{status}")),
        sdk: Some("OpenAI/Python 3.51.0".to_owned()),
        retry_count: None,
        advisories: Vec::new(),
    }
}

pub(crate) fn rate_limit() -> Value {
    json!({"error": {"message": "Rate limit reached", "type": "requests", "param": null, "code": "rate_limit_exceeded"}})
}

pub(crate) fn completion() -> Value {
    json!({"object": "chat.completion", "choices": [{"index": 0, "message": {"role": "assistant", "content": "Ready."}}]})
}

pub(crate) fn scene(name: &str, exchanges: Vec<Exchange>, stdout: &str, stderr: &str) -> SceneEvidence {
    let piece = |stream, text: &str| OutputPiece { stream, at_ms: 300.0, text: text.to_owned() };
    let mut pieces = Vec::new();
    if !stdout.is_empty() {
        pieces.push(piece(Stream::Stdout, stdout));
    }
    if !stderr.is_empty() {
        pieces.push(piece(Stream::Stderr, stderr));
    }
    SceneEvidence {
        scene: name.to_owned(),
        seed: 7,
        nonce: "amber-falcon".to_owned(),
        scripted: true,
        source: "print('x')\n".to_owned(),
        exchanges,
        output: ProgramOutput {
            pieces,
            fed: Vec::<FedLine>::new(),
            stdin_closed_ms: None,
            exit_code: Some(0),
            signal: None,
            end: End::Exited,
            duration_ms: 412.4,
            skips: Vec::new(),
            starved_ms: 0.0,
            starving: Vec::new(),
        },
    }
}

fn attempt(
    exercise: &str,
    kind: VerdictKind,
    checks: Vec<CheckResult>,
    scenes: Vec<SceneEvidence>,
) -> Attempt {
    let judged = checks.iter().filter(|c| c.outcome != Outcome::Unjudged);
    Attempt {
        exercise: exercise.to_owned(),
        track: "python".to_owned(),
        mode: Mode::Mock,
        spent_usd: 0.0,
        seed: 7,
        at: 1_795_175_040_000,
        duration_ms: 3_204,
        verdict: Verdict {
            kind,
            score: checks.iter().map(|c| c.earned).sum(),
            max_score: judged.map(|c| c.points).sum(),
            checks,
            advisories: Vec::new(),
        },
        scenes,
    }
}

/// Two of three checks of `basic-call` have not been reached: no request came.
pub(crate) fn no_request() -> Attempt {
    let first = CheckResult {
        message: "No request reached the API, so there is nothing to grade yet: the program ended \
                  before it made the call."
            .to_owned(),
        expected: "one POST to /v1/chat/completions".to_owned(),
        actual: "no request; the program printed nothing and ended with exit code 0".to_owned(),
        why: "Everything else builds on this one call.".to_owned(),
        scene: Some("reply".to_owned()),
        lesson: "lessons/04-first-call.md#basic-call".to_owned(),
        ..check("sends-the-key", "sends the key it was given", Outcome::Unmet, 0, 30)
    };
    let checks = vec![
        first,
        unreached("call-succeeds", "makes a call that succeeds", 40),
        unreached("shows-the-reply", "shows the reply's text", 30),
    ];
    attempt("basic-call", VerdictKind::NotYet, checks, vec![scene("reply", Vec::new(), "", "")])
}

/// A pass, with an advisory.
pub(crate) fn pass() -> Attempt {
    let checks = vec![
        check("sends-the-key", "sends the key it was given", Outcome::Met, 30, 30),
        check("call-succeeds", "makes a call that succeeds", Outcome::Met, 40, 40),
        check("shows-the-reply", "shows the reply's text", Outcome::Met, 30, 30),
    ];
    let scenes = vec![scene("reply", vec![exchange(1, 3.0, 200, completion())], "Ready.\n", "")];
    let mut pass = attempt("basic-call", VerdictKind::Pass, checks, scenes);
    pass.verdict.advisories.push("gpt-3.5-turbo-0301 is retired; a live call would fail.".to_owned());
    pass
}

/// `retry` with waits that do not grow: partial points, one check unjudged.
pub(crate) fn partial() -> Attempt {
    let waits = CheckResult {
        message: "Each wait was the same length. Double it after each failure.".to_owned(),
        expected: "waits that grow, such as 0.5 s, 1 s, 2 s".to_owned(),
        actual: "waits of 0.50 s, 0.50 s, 0.50 s".to_owned(),
        why: "An API that is overloaded needs more and more room, not the same knock at the same pace."
            .to_owned(),
        scene: Some("rate-limited".to_owned()),
        exchange: Some(2),
        lesson: "lessons/13-retries.md#backoff".to_owned(),
        ..check("waits-longer", "waits longer each time", Outcome::Partial, 15, 30)
    };
    let checks = vec![
        check("survives-429", "survives three rate limits", Outcome::Met, 20, 20),
        check("survives-500", "survives three server errors", Outcome::Met, 20, 20),
        waits,
        check("honours-retry-after", "honours Retry-After", Outcome::Unjudged, 0, 10),
    ];
    let scenes = vec![scene(
        "rate-limited",
        vec![
            exchange(1, 3.0, 429, rate_limit()),
            exchange(2, 505.0, 429, rate_limit()),
            exchange(3, 1008.0, 429, rate_limit()),
            exchange(4, 1511.0, 200, completion()),
        ],
        "Ready.\n",
        "retrying\nretrying\nretrying\n",
    )];
    attempt("retry", VerdictKind::NotYet, checks, scenes)
}

/// A runtime is missing.
pub(crate) fn could_not_grade() -> Attempt {
    Attempt::could_not_grade(
        "streaming-chat",
        "javascript",
        7,
        1_795_175_040_000,
        "Node.js was not found: none of `node`, `nodejs` is on PATH.",
        "Install Node.js 20 or newer from https://nodejs.org, then run the command again.",
    )
}

pub(crate) fn all() -> Vec<Attempt> {
    vec![pass(), no_request(), partial(), could_not_grade()]
}
