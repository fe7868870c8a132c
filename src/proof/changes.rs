//! What programs do wrong, as changes of what a right one left behind.
//!
//! Owns: the table of changes. Must not know: rubrics; it only says which words of an
//! expression show that a change matters to it.

use crate::evidence::{End, Exchange, KeySeen, SceneEvidence};
use regex::Regex;
use serde_json::{Value, json};
use std::sync::LazyLock;

#[allow(clippy::expect_used)] // a constant pattern, used by every proof
static AMOUNT: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\$\s?\d[\d.,]*(?:e-\d+)?").expect("constant pattern"));

/// One thing that goes wrong.
pub(super) struct Change {
    /// What it is.
    pub(super) name: &'static str,
    /// Whether a program that leaves this behind must never pass, whatever the exercise.
    pub(super) cheat: bool,
    /// The change is a fault only where a check speaks of one of these; none: everywhere.
    /// (Another question in each call is a fault in one exercise, and right in the next.)
    pub(super) concerns: &'static [&'static str],
    /// Makes it.
    pub(super) apply: fn(&mut SceneEvidence),
}

const fn cheat(name: &'static str, apply: fn(&mut SceneEvidence)) -> Change {
    Change { name, cheat: true, concerns: &[], apply }
}

const fn fault(
    name: &'static str,
    concerns: &'static [&'static str],
    apply: fn(&mut SceneEvidence),
) -> Change {
    Change { name, cheat: false, concerns, apply }
}

const WAITS: &[&str] = &["backoff", "tries", "gap_ms", "waits"];
const ARRIVAL: &[&str] = &["arrived"];
const FIGURES: &[&str] = &["printed_number", "tokens_printed", "numbers", "amount", "cost_shown"];

/// All changes.
pub(super) const CHANGES: &[Change] = &[
    cheat("nothing is printed (the reply is ignored)", |e| e.output.pieces.clear()),
    cheat("no request is made, the output is kept", |e| e.exchanges.clear()),
    cheat("no request, no output", |e| {
        e.exchanges.clear();
        e.output.pieces.clear();
    }),
    // After a call that failed, others that fail too are the SDK's own tries: how many there
    // are is no fault where no reply comes of them.
    fault("only the first call is made", &[], |e| {
        if e.exchanges.iter().skip(1).any(Exchange::succeeded) {
            e.exchanges.truncate(1);
        }
    }),
    fault("the last call is dropped", &["turns", "tries", "total", "answering", "backoff"], drop_last),
    fault("the calls come in the opposite order", &["tries", "backoff"], reverse),
    // As a field: texts such as `printed('error: key')` do not look at the key that was sent.
    fault("the key is another one", &["'key'", ".key"], |e| each(e, |x| x.key = KeySeen::Other)),
    fault("every call is refused", &[], |e| {
        each(e, |x| {
            x.status = 400;
            x.reply.clear();
        });
    }),
    fault("the temperature is always 0", &["temperature"], |e| each(e, |x| set(x, "temperature", json!(0)))),
    fault("the temperature is always 1", &["temperature"], |e| each(e, |x| set(x, "temperature", json!(1)))),
    fault("each call asks something else", &["same_question", "same_messages", "question("], |e| {
        each(e, |x| {
            let question = format!("question {}", x.index);
            set(x, "messages", json!([{"role": "user", "content": question}]));
        });
    }),
    fault("nothing is streamed", &["stream", "arrived"], |e| {
        each(e, |x| {
            x.stream = false;
            x.chunks.clear();
        });
    }),
    fault("all output comes at the end", ARRIVAL, |e| {
        let end = e.output.duration_ms;
        e.output.pieces.iter_mut().for_each(|p| p.at_ms = end);
    }),
    fault("the output is cut in half", &["print", "show", "output"], |e| {
        let half = e.output.pieces.len() / 2;
        e.output.pieces.truncate(half);
    }),
    fault("all figures are zero", FIGURES, |e| {
        for piece in &mut e.output.pieces {
            piece.text = piece.text.replace(|c: char| c.is_ascii_digit(), "0");
        }
    }),
    fault("a wrong cost is printed", &["amount", "cost_shown"], |e| {
        for piece in &mut e.output.pieces {
            piece.text = AMOUNT.replace_all(&piece.text, "$$987.654").into_owned();
        }
    }),
    fault("no waiting between tries", WAITS, |e| evenly(e, 1.0)),
    fault("the same wait between all tries", &["backoff"], |e| evenly(e, 1000.0)),
    fault("earlier turns are not sent", &["memory"], |e| {
        each(e, |x| {
            if let Some(Value::Array(messages)) = x.request.get_mut("messages") {
                let last = messages.pop();
                messages.clear();
                messages.extend(last);
            }
        });
    }),
    fault("it never ends", &["ended", "timed_out"], |e| {
        e.output.end = End::TimedOut;
        e.output.exit_code = None;
    }),
    fault("it tries a hundred times", &["backoff", "tries"], |e| {
        if let Some(last) = e.exchanges.last().cloned() {
            for n in 0..100 {
                let mut again = last.clone();
                again.index += n + 1;
                again.at_ms += 10.0;
                e.exchanges.push(again);
            }
        }
    }),
];

fn each(evidence: &mut SceneEvidence, mut change: impl FnMut(&mut Exchange)) {
    evidence.exchanges.iter_mut().for_each(&mut change);
}

/// The last call that a person sees something of, else the last one of all: a program may
/// end with a call for itself (notes for another day), and nobody misses that one.
fn drop_last(evidence: &mut SceneEvidence) {
    let printed: String = evidence.output.pieces.iter().map(|piece| piece.text.as_str()).collect();
    let is_shown = |x: &Exchange| {
        x.reply.iter().map(|text| text.trim()).any(|text| !text.is_empty() && printed.contains(text))
    };
    let shown = evidence.exchanges.iter().rposition(is_shown);
    if let Some(last) = shown.or(evidence.exchanges.len().checked_sub(1)) {
        evidence.exchanges.remove(last);
    }
}

/// The calls at equal distances.
fn evenly(evidence: &mut SceneEvidence, gap_ms: f64) {
    let mut at = 0.0;
    each(evidence, |x| {
        at += gap_ms;
        x.at_ms = at;
        x.duration_ms = 0.5;
    });
}

/// The last call first; times and numbers stay where they were.
fn reverse(evidence: &mut SceneEvidence) {
    let slots: Vec<(usize, f64)> = evidence.exchanges.iter().map(|x| (x.index, x.at_ms)).collect();
    evidence.exchanges.reverse();
    for (exchange, (index, at_ms)) in evidence.exchanges.iter_mut().zip(slots) {
        exchange.index = index;
        exchange.at_ms = at_ms;
    }
}

/// Leaves a field of every request out.
pub(super) fn drop_field(evidence: &mut SceneEvidence, name: &str) {
    each(evidence, |x| {
        if name == "stream" {
            // Nobody who did not ask for a stream gets one.
            x.stream = false;
            x.chunks.clear();
        }
        if let Value::Object(body) = &mut x.request {
            body.remove(name);
        }
    });
}

/// Changes a field that is there; elsewhere the change is none.
fn set(exchange: &mut Exchange, name: &str, value: Value) {
    if let Some(field) = exchange.request.get_mut(name) {
        *field = value;
    }
}
