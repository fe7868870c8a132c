//! Events of a stream on paper: names, numbers, padding.
//!
//! Owns: their framing. Must not know: which events there are.

use crate::api::answer::{Event, EventKind};
use crate::api::rng::push_alphanumeric;
use serde_json::Value;
use std::time::Duration;

/// Writes events one behind the other, numbered from 0.
pub struct Writer<'r> {
    /// The bytes.
    pub out: String,
    /// The events.
    pub events: Vec<Event>,
    pad: Option<&'r mut fastrand::Rng>,
}

/// A change of an item's text.
#[derive(Debug, Clone, Copy)]
pub struct Delta<'a> {
    /// `response.output_text.delta`, …
    pub kind: &'static str,
    /// Fields before `delta`: empty, or ended by a comma.
    pub before: &'static str,
    /// The change.
    pub delta: &'a str,
    /// The item.
    pub item_id: &'a str,
    /// `logprobs`, where the event has the field.
    pub logprobs: Option<&'a str>,
    /// The item's place.
    pub output_index: usize,
    /// The visible text it adds to the reply.
    pub text: &'a str,
    /// The tokens it adds to the reply.
    pub tokens: u32,
}

impl<'r> Writer<'r> {
    /// A writer with room for `tokens` deltas; with `pad` it pads them.
    #[must_use]
    pub fn new(tokens: usize, pad: Option<&'r mut fastrand::Rng>) -> Self {
        let out = String::with_capacity(8192 + tokens * 320);
        Self { out, events: Vec::with_capacity(tokens + 12), pad }
    }

    /// An event that adds nothing to the reply; `fields` is JSON without braces.
    pub fn put(&mut self, kind: &str, fields: &str, mark: EventKind) {
        self.begin(kind);
        self.out.push_str(fields);
        self.end(Event {
            end: 0,
            gap: Duration::ZERO,
            text: String::new(),
            choice: u32::MAX,
            tokens: 0,
            kind: mark,
        });
    }

    /// A change of an item's text.
    pub fn delta(&mut self, delta: &Delta<'_>, gap: Duration) {
        self.begin(delta.kind);
        self.out.push_str(delta.before);
        self.out.push_str("\"delta\":");
        push_string(&mut self.out, delta.delta);
        self.out.push_str(",\"item_id\":\"");
        self.out.push_str(delta.item_id);
        self.out.push('"');
        if let Some(logprobs) = delta.logprobs {
            self.out.push_str(",\"logprobs\":");
            self.out.push_str(logprobs);
        }
        if let Some(rng) = self.pad.as_deref_mut() {
            self.out.push_str(",\"obfuscation\":\"");
            push_alphanumeric(&mut self.out, padding(delta.delta.len()), rng);
            self.out.push('"');
        }
        self.out.push_str(",\"output_index\":");
        self.out.push_str(&delta.output_index.to_string());
        self.end(Event {
            end: 0,
            gap,
            text: delta.text.to_owned(),
            choice: 0,
            tokens: delta.tokens,
            kind: EventKind::Piece,
        });
    }

    fn begin(&mut self, kind: &str) {
        for part in ["event: ", kind, "\ndata: {\"type\":\"", kind, "\","] {
            self.out.push_str(part);
        }
    }

    fn end(&mut self, event: Event) {
        self.out.push_str(",\"sequence_number\":");
        self.out.push_str(&self.events.len().to_string());
        self.out.push_str("}\n\n");
        self.events.push(Event { end: self.out.len(), ..event });
    }
}

/// Characters of padding beside a delta of this many bytes: both together are a
/// multiple of 16.
#[must_use]
pub const fn padding(length: usize) -> usize {
    (16 - length % 16) % 16
}

fn push_string(out: &mut String, text: &str) {
    // Nothing to escape in most tokens.
    if text.bytes().all(|b| b >= b' ' && b != b'"' && b != b'\\' && b != 0x7f) {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&Value::from(text).to_string());
    }
}
