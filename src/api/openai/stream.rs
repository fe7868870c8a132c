//! Chat Completions as a stream of chunks.
//!
//! Owns: the order of chunks, their bytes, where faults cut them off. Must not
//! know: sockets, timers, requests.

use crate::api::answer::{Event, EventKind, Events};
use crate::api::openai::object::{self, Choice, Head, Logprobs, WireUsage};
use crate::api::pace::Schedule;
use crate::api::printer::push_text;
use crate::api::sse::{DONE, frame};
use crate::api::tokens::Pieces;
use crate::models::Encoding;
use crate::script::Fault;
use serde_json::{Value, json};
use std::time::Duration;

/// What is to be streamed.
#[derive(Debug)]
pub struct Plan<'a> {
    /// What all chunks share.
    pub head: &'a Head<'a>,
    /// The replies.
    pub choices: &'a [Choice],
    /// How they are cut into chunks.
    pub encoding: Encoding,
    /// The usage object, when the stream tells it.
    pub usage: Option<&'a WireUsage>,
    /// Whether chunks are padded.
    pub pad: bool,
}

/// One change of a reply.
struct Delta {
    json: String,
    text: String,
    tokens: u32,
    logprobs: Option<String>,
}

impl Delta {
    fn new(json: String) -> Self {
        Self { json, text: String::new(), tokens: 0, logprobs: None }
    }
}

/// Writes the whole stream ahead.
#[must_use]
pub fn write(plan: &Plan<'_>, schedule: &mut Schedule, rng: &mut fastrand::Rng) -> Events {
    let mut writer = Writer::new(plan, rng);
    for (index, choice) in plan.choices.iter().enumerate() {
        writer.delta(index, &opening(choice), EventKind::Frame, Duration::ZERO);
    }
    let deltas: Vec<Vec<Delta>> = plan.choices.iter().map(|choice| deltas(choice, plan.encoding)).collect();
    let steps = deltas.iter().map(Vec::len).max().unwrap_or(0);
    for step in 0..=steps {
        // The replies of one request come side by side, a chunk of each in turn.
        let mut gap = if step == 0 || step == steps { Duration::ZERO } else { schedule.gap() };
        for (index, (choice, deltas)) in plan.choices.iter().zip(&deltas).enumerate() {
            if let Some(delta) = deltas.get(step) {
                writer.delta(index, delta, EventKind::Piece, std::mem::take(&mut gap));
            } else if deltas.len() == step {
                writer.finish(index, &choice.written.finish, std::mem::take(&mut gap));
            }
        }
    }
    writer.end(plan.usage)
}

/// Lets a fault strike after this many content chunks; by default half-way.
pub fn strike(events: &mut Events, fault: Fault, after: Option<u32>) {
    let pieces: Vec<usize> = (0..events.events.len())
        .filter(|index| events.events.get(*index).is_some_and(|event| event.kind == EventKind::Piece))
        .collect();
    let after = after.map_or(pieces.len() / 2, |after| after as usize);
    let first_finish = events.events.iter().position(|event| event.kind == EventKind::Finish);
    let keep = match pieces.get(after) {
        Some(next) => *next,
        None => pieces.last().map(|last| last + 1).or(first_finish).unwrap_or(0),
    };
    events.events.truncate(keep);
    events.bytes.truncate(events.events.last().map_or(0, |event| event.end));
    events.fault = Some(fault);
}

/// The first chunk of a reply: the role, and with a single tool call its head.
fn opening(choice: &Choice) -> Delta {
    Delta::new(match choice.written.calls.as_slice() {
        [] => r#"{"role":"assistant","content":"","refusal":null}"#.to_owned(),
        [(name, _)] => format!(
            r#"{{"role":"assistant","content":null,"tool_calls":[{}],"refusal":null}}"#,
            call_head(0, choice, name)
        ),
        _ => r#"{"role":"assistant","content":null}"#.to_owned(),
    })
}

fn call_head(index: usize, choice: &Choice, name: &str) -> Value {
    let id = choice.call_ids.get(index);
    json!({"index": index, "id": id, "type": "function", "function": {"name": name, "arguments": ""}})
}

/// The chunks between the first and the last.
fn deltas(choice: &Choice, encoding: Encoding) -> Vec<Delta> {
    if choice.written.calls.is_empty() {
        text_deltas(choice, encoding)
    } else {
        call_deltas(choice, encoding)
    }
}

fn text_deltas(choice: &Choice, encoding: Encoding) -> Vec<Delta> {
    let written = &choice.written;
    let found;
    let pieces = if let Some(pieces) = &written.pieces {
        pieces
    } else {
        found = Pieces::of(&written.text, encoding);
        &found
    };
    let key = if written.refusal { "refusal" } else { "content" };
    let mut entries = choice.logprobs.iter().flatten();
    pieces
        .parts(&written.text, written.text.len())
        .map(|(part, tokens)| {
            let mut json = String::with_capacity(part.len() + 16);
            json.push_str("{\"");
            json.push_str(key);
            json.push_str("\":");
            push_text(&mut json, part);
            json.push('}');
            let logprobs = entries.next().map(|entry| to_json(&Logprobs::new(std::slice::from_ref(entry))));
            Delta { json, text: part.to_owned(), tokens: tokens as u32, logprobs }
        })
        .collect()
}

fn call_deltas(choice: &Choice, encoding: Encoding) -> Vec<Delta> {
    let several = choice.written.calls.len() > 1;
    let mut deltas = Vec::new();
    for (index, (name, arguments)) in choice.written.calls.iter().enumerate() {
        if several {
            deltas.push(Delta::new(json!({"tool_calls": [call_head(index, choice, name)]}).to_string()));
        }
        for (part, tokens) in Pieces::of(arguments, encoding).parts(arguments, arguments.len()) {
            let call = json!({"index": index, "function": {"arguments": part}});
            let delta = Delta::new(json!({"tool_calls": [call]}).to_string());
            deltas.push(Delta { tokens: tokens as u32, ..delta });
        }
    }
    deltas
}

fn to_json(value: &impl serde::Serialize) -> String {
    // Writing plain data into memory cannot fail.
    serde_json::to_string(value).unwrap_or_default()
}

struct Writer<'a, 'r> {
    out: String,
    json: String,
    events: Vec<Event>,
    /// Every chunk's beginning, up to the list of choices.
    prefix: String,
    /// What follows the list of choices when usage is told at the end.
    suffix: &'static str,
    has_logprobs: bool,
    pad: Option<&'r mut fastrand::Rng>,
    choices: &'a [Choice],
}

impl<'a, 'r> Writer<'a, 'r> {
    fn new(plan: &Plan<'a>, rng: &'r mut fastrand::Rng) -> Self {
        let head = plan.head;
        let shared = json!({
            "id": head.id,
            "object": "chat.completion.chunk",
            "created": head.created,
            "model": head.model,
            "service_tier": "default",
            "system_fingerprint": head.fingerprint,
        })
        .to_string();
        let tokens: usize = plan.choices.iter().map(|choice| choice.written.tokens + 4).sum();
        let open = shared.strip_suffix('}').unwrap_or(&shared);
        Self {
            out: String::with_capacity(tokens * (open.len() + 160)),
            json: String::new(),
            events: Vec::with_capacity(tokens),
            prefix: format!("{open},\"choices\":["),
            suffix: if plan.usage.is_some() { "],\"usage\":null}" } else { "]}" },
            has_logprobs: head.has_logprobs,
            pad: plan.pad.then_some(rng),
            choices: plan.choices,
        }
    }

    fn delta(&mut self, index: usize, delta: &Delta, kind: EventKind, gap: Duration) {
        self.chunk(index, &delta.json, delta.logprobs.as_deref(), "null");
        self.emit(Event {
            end: 0,
            gap,
            text: delta.text.clone(),
            choice: index as u32,
            tokens: delta.tokens,
            kind,
        });
    }

    fn finish(&mut self, index: usize, reason: &str, gap: Duration) {
        self.chunk(index, "{}", None, &Value::from(reason).to_string());
        self.emit(Event {
            end: 0,
            gap,
            text: String::new(),
            choice: index as u32,
            tokens: 0,
            kind: EventKind::Finish,
        });
    }

    fn chunk(&mut self, index: usize, delta: &str, logprobs: Option<&str>, finish: &str) {
        self.json.clear();
        self.json.push_str(&self.prefix);
        self.json.push_str("{\"index\":");
        self.json.push_str(&index.to_string());
        self.json.push_str(",\"delta\":");
        self.json.push_str(delta);
        if self.has_logprobs {
            self.json.push_str(",\"logprobs\":");
            self.json.push_str(logprobs.unwrap_or("null"));
        }
        self.json.push_str(",\"finish_reason\":");
        self.json.push_str(finish);
        self.json.push('}');
        self.json.push_str(self.suffix);
        frame(&mut self.out, &self.json, self.pad.as_deref_mut());
    }

    fn emit(&mut self, event: Event) {
        self.events.push(Event { end: self.out.len(), ..event });
    }

    fn end(mut self, usage: Option<&WireUsage>) -> Events {
        let after = |kind| Event {
            end: 0,
            gap: Duration::ZERO,
            text: String::new(),
            // No reply's: past the last.
            choice: u32::MAX,
            tokens: 0,
            kind,
        };
        if let Some(usage) = usage {
            let json = format!("{}],\"usage\":{}}}", self.prefix, to_json(usage));
            frame(&mut self.out, &json, self.pad.as_deref_mut());
            self.emit(after(EventKind::Usage));
        }
        self.out.push_str(DONE);
        self.emit(after(EventKind::Frame));
        debug_assert!(self.events.len() > self.choices.len());
        Events { bytes: self.out.into_bytes(), events: self.events, fault: None, partial: object::partial }
    }
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
