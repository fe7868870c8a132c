//! A message as a stream of events.
//!
//! Owns: the order of events, their bytes, errors in the middle. Must not know:
//! sockets, timers, requests.

use crate::api::answer::{Event, EventKind, Events};
use crate::api::anthropic::errors::ApiFault;
use crate::api::anthropic::object::{self, Reply};
use crate::api::anthropic::usage;
use crate::api::pace::Schedule;
use crate::api::tokens::Pieces;
use serde_json::{Value, json};
use std::time::Duration;

/// Most tokens in one delta.
const MOST: u64 = 3;
/// Tokens in the first delta.
const FIRST: u64 = 2;

/// Writes the whole stream ahead. `chance` sizes the deltas, and with `pad` the
/// spaces that some frames end with.
#[must_use]
pub fn write(reply: &Reply, schedule: &mut Schedule, chance: &mut fastrand::Rng, pad: bool) -> Events {
    let mut writer = Writer { out: String::new(), events: Vec::new(), begun: false, pad };
    let opening = String::from_utf8(reply.opening().to_vec()).unwrap_or_default();
    writer.frame("message_start", &format!(r#"{{"type":"message_start","message":{opening}}}"#));
    let mut index = 0;
    if let Some(thought) = &reply.thought {
        writer.start(index, &thought.block(true));
        for (part, tokens) in parts(&thought.text, None, chance) {
            let delta = format!(r#"{{"type":"thinking_delta","thinking":{}}}"#, Value::from(part));
            writer.delta(index, &delta, "", tokens, schedule, chance);
        }
        let signature = Value::from(thought.signature.as_str());
        let delta = format!(r#"{{"type":"signature_delta","signature":{signature}}}"#);
        writer.delta(index, &delta, "", 0, schedule, chance);
        writer.stop(index);
        index += 1;
    }
    if !reply.text().is_empty() {
        let block = json!({"type": "text", "text": ""});
        writer.start(index, &block);
        for (part, tokens) in parts(reply.text(), reply.written.pieces.as_ref(), chance) {
            let delta = format!(r#"{{"type":"text_delta","text":{}}}"#, Value::from(part));
            writer.delta(index, &delta, part, tokens, schedule, chance);
        }
        writer.stop(index);
        index += 1;
    }
    for (block, (_, arguments)) in reply.tool_blocks(true).zip(&reply.written.calls) {
        writer.start(index, &block);
        let empty = [("", 0)];
        let pieces = parts(arguments, None, chance);
        for (part, tokens) in empty.into_iter().chain(pieces) {
            let delta = format!(r#"{{"type":"input_json_delta","partial_json":{}}}"#, Value::from(part));
            writer.delta(index, &delta, "", tokens, schedule, chance);
        }
        writer.stop(index);
        index += 1;
    }
    writer.end(reply)
}

/// A text in pieces of one to three tokens, with their numbers of tokens.
fn parts<'a>(text: &'a str, known: Option<&Pieces>, chance: &mut fastrand::Rng) -> Vec<(&'a str, usize)> {
    let found;
    let pieces = if let Some(pieces) = known {
        pieces
    } else {
        found = Pieces::of(text, usage::STAND_IN);
        &found
    };
    let mut parts = Vec::new();
    let (mut from, mut end, mut held, mut wanted) = (0, 0, 0, FIRST);
    for (part, tokens) in pieces.parts(text, text.len()) {
        end += part.len();
        held += tokens;
        if held as u64 >= wanted {
            parts.extend(text.get(from..end).map(|part| (part, held)));
            (from, held, wanted) = (end, 0, chance.u64(1..=MOST));
        }
    }
    parts.extend(text.get(from..).filter(|rest| !rest.is_empty()).map(|rest| (rest, held)));
    parts
}

/// Breaks a stream off with an error after this many deltas: nothing follows it.
pub fn break_with(events: &mut Events, fault: &ApiFault, after: u32) {
    let mut deltas = 0;
    let keep = events.events.iter().position(|event| {
        deltas += u32::from(event.kind == EventKind::Piece);
        event.kind == EventKind::Finish || deltas > after
    });
    events.events.truncate(keep.unwrap_or(events.events.len()));
    events.bytes.truncate(events.events.last().map_or(0, |event| event.end));
    let error = json!({"type": "error", "error": fault.error()});
    events.bytes.extend_from_slice(format!("event: error\ndata: {error}\n\n").as_bytes());
    events.events.push(frame_event(events.bytes.len(), EventKind::Frame));
}

const fn frame_event(end: usize, kind: EventKind) -> Event {
    Event { end, gap: Duration::ZERO, text: String::new(), choice: 0, tokens: 0, kind }
}

struct Writer {
    out: String,
    events: Vec<Event>,
    /// Whether a delta has been written.
    begun: bool,
    pad: bool,
}

impl Writer {
    /// Appends a frame that belongs to no delta.
    fn frame(&mut self, name: &str, json: &str) {
        self.push(name, json);
        self.events.push(frame_event(self.out.len(), EventKind::Frame));
    }

    fn push(&mut self, name: &str, json: &str) {
        for text in ["event: ", name, "\ndata: ", json, "\n\n"] {
            self.out.push_str(text);
        }
    }

    /// Opens a block; the first is followed by a ping.
    fn start(&mut self, index: usize, block: &Value) {
        let json = format!(r#"{{"type":"content_block_start","index":{index},"content_block":{block}}}"#);
        self.frame("content_block_start", &json);
        if index == 0 {
            self.frame("ping", r#"{"type": "ping"}"#);
        }
    }

    /// Appends a delta. The pace is per token: a delta of three waits three times.
    fn delta(
        &mut self,
        index: usize,
        delta: &str,
        text: &str,
        tokens: usize,
        schedule: &mut Schedule,
        chance: &mut fastrand::Rng,
    ) {
        let spaces = if self.pad { chance.usize(0..=15) } else { 0 };
        let json = format!(
            r#"{{"type":"content_block_delta","index":{index},"delta":{delta}{:spaces$}}}"#,
            "",
            spaces = spaces
        );
        self.push("content_block_delta", &json);
        let gap = if std::mem::replace(&mut self.begun, true) {
            (0..tokens).map(|_| schedule.gap()).sum()
        } else {
            Duration::ZERO
        };
        self.events.push(Event {
            end: self.out.len(),
            gap,
            text: text.to_owned(),
            choice: 0,
            tokens: u32::try_from(tokens).unwrap_or(u32::MAX),
            kind: EventKind::Piece,
        });
    }

    fn stop(&mut self, index: usize) {
        self.frame("content_block_stop", &format!(r#"{{"type":"content_block_stop","index":{index}}}"#));
    }

    fn end(mut self, reply: &Reply) -> Events {
        let json = json!({
            "type": "message_delta",
            "delta": reply.stop(),
            "usage": usage::cumulative(&reply.usage),
        });
        self.push("message_delta", &json.to_string());
        self.events.push(frame_event(self.out.len(), EventKind::Finish));
        self.frame("message_stop", r#"{"type":"message_stop"}"#);
        Events { bytes: self.out.into_bytes(), events: self.events, fault: None, partial: object::partial }
    }
}

#[cfg(test)]
#[path = "stream_tests.rs"]
mod tests;
