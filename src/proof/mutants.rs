//! Evidence made worse on purpose: each mutant is a thing that goes wrong.
//!
//! A solution's evidence is changed without running anything, and graded again. So
//! generic cheats are tried (a replayed output, a reply that was ignored), and each
//! check is shown able to fail.

use crate::evidence::{End, Exchange, SceneEvidence};
use serde_json::{Value, json};

/// Changed evidence.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// What was done to it.
    pub name: &'static str,
    /// Whether a program that leaves this behind must never pass.
    pub cheat: bool,
    /// The evidence.
    pub evidence: Vec<SceneEvidence>,
}

type Change = fn(&mut SceneEvidence);

/// Changes that stand for things programs do wrong; `true` marks the generic cheats.
const CHANGES: &[(&str, bool, Change)] = &[
    ("nothing is printed (the reply is ignored)", true, |e| e.output.pieces.clear()),
    ("no request is made, the output is kept", true, |e| e.exchanges.clear()),
    ("no request, no output", true, |e| {
        e.exchanges.clear();
        e.output.pieces.clear();
    }),
    ("only the first call is made", false, |e| e.exchanges.truncate(1)),
    ("the last call is dropped", false, |e| {
        e.exchanges.pop();
    }),
    ("the key is another one", false, |e| each(e, |x| x.key = crate::evidence::KeySeen::Other)),
    ("every call is refused", false, |e| {
        each(e, |x| {
            x.status = 400;
            x.reply.clear();
        });
    }),
    ("no temperature is sent", false, |e| each(e, |x| drop_field(x, "temperature"))),
    ("the temperature is always 0", false, |e| each(e, |x| set_field(x, "temperature", json!(0)))),
    ("the temperature is always 1", false, |e| each(e, |x| set_field(x, "temperature", json!(1)))),
    ("each call asks something else", false, |e| {
        each(e, |x| {
            let question = format!("question {}", x.index);
            set_field(x, "messages", json!([{"role": "user", "content": question}]));
        });
    }),
    ("nothing is streamed", false, |e| {
        each(e, |x| {
            x.stream = false;
            x.chunks.clear();
        });
    }),
    ("all output comes at the end", false, |e| {
        let end = e.output.duration_ms;
        e.output.pieces.iter_mut().for_each(|p| p.at_ms = end);
    }),
    ("the output is cut in half", false, |e| {
        let half = e.output.pieces.len() / 2;
        e.output.pieces.truncate(half);
    }),
    ("all figures are off by one", false, |e| {
        for piece in &mut e.output.pieces {
            piece.text = piece.text.replace(|c: char| c.is_ascii_digit(), "0");
        }
    }),
    ("a wrong cost is printed", false, |e| {
        for piece in &mut e.output.pieces {
            piece.text = piece.text.replace('$', "cost ");
        }
        print(e, "\nCost: $987.654\n");
    }),
    ("no waiting between tries", false, |e| {
        let mut at = 0.0;
        each(e, |x| {
            at += 1.0;
            x.at_ms = at;
            x.duration_ms = 0.5;
        });
    }),
    ("the same wait between all tries", false, |e| {
        let mut at = 0.0;
        each(e, |x| {
            at += 1000.0;
            x.at_ms = at;
            x.duration_ms = 1.0;
        });
    }),
    ("earlier turns are not sent", false, |e| {
        each(e, |x| {
            if let Some(Value::Array(messages)) = x.request.get_mut("messages") {
                let last = messages.pop();
                messages.clear();
                messages.extend(last);
            }
        });
    }),
    ("it never ends", false, |e| {
        e.output.end = End::TimedOut;
        e.output.exit_code = None;
    }),
    ("it tries a hundred times", false, |e| {
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

fn drop_field(exchange: &mut Exchange, name: &str) {
    if let Value::Object(body) = &mut exchange.request {
        body.remove(name);
    }
}

/// Changes a field that is there; elsewhere the mutant is no mutant.
fn set_field(exchange: &mut Exchange, name: &str, value: Value) {
    if let Some(field) = exchange.request.get_mut(name) {
        *field = value;
    }
}

fn print(evidence: &mut SceneEvidence, text: &str) {
    if let Some(last) = evidence.output.pieces.last_mut() {
        last.text.push_str(text);
    }
}

/// All mutants of a solution's evidence; `other` is the same solution's evidence from
/// another seed, for the cheat that replays an earlier output.
#[must_use]
pub fn mutants(evidence: &[SceneEvidence], other: Option<&[SceneEvidence]>) -> Vec<Mutant> {
    let mut all: Vec<Mutant> = CHANGES
        .iter()
        .map(|(name, cheat, change)| {
            let mut changed = evidence.to_vec();
            changed.iter_mut().for_each(change);
            Mutant { name, cheat: *cheat, evidence: changed }
        })
        .collect();
    if let Some(other) = other {
        all.push(Mutant {
            name: "an earlier run's output is replayed",
            cheat: true,
            evidence: replayed(evidence, other),
        });
    }
    all
}

/// This run's requests with an earlier run's output.
fn replayed(evidence: &[SceneEvidence], other: &[SceneEvidence]) -> Vec<SceneEvidence> {
    let mut changed = evidence.to_vec();
    for scene in &mut changed {
        if let Some(earlier) = other.iter().find(|e| e.scene == scene.scene) {
            scene.output = earlier.output.clone();
        }
    }
    changed
}
