//! An answer, ready to be sent: pure data between the dialects and the door.
//!
//! Owns: what an answer consists of. Must not know: sockets, or which dialect made it.

use crate::evidence::Usage;
use crate::script::Fault;
use bytes::Bytes;
use std::borrow::Cow;
use std::time::Duration;

/// Names (lower case) and values of headers, in order.
pub type Headers = Vec<(Cow<'static, str>, Cow<'static, str>)>;

/// What the door sends, and what the record says about it.
#[derive(Debug)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// Response headers.
    pub headers: Headers,
    /// The body.
    pub body: Body,
    /// Wait before the first byte.
    pub wait: Duration,
    /// A fault in place of the answer, or within a plain one.
    pub fault: Option<Fault>,
    /// What goes on record.
    pub note: Note,
}

/// The body of an answer.
#[derive(Debug)]
pub enum Body {
    /// Sent at once.
    Whole(Bytes),
    /// Sent piece by piece.
    Events(Box<Events>),
}

/// What the record says about an answer that was sent to its end.
#[derive(Debug, Default)]
pub struct Note {
    /// The body; for a stream that of the same reply without `stream`. What is not
    /// JSON goes on record as `null`.
    pub response: Bytes,
    /// Visible texts, one per choice.
    pub reply: Vec<String>,
    /// Token counts.
    pub usage: Option<Usage>,
    /// Whether the wire carries them.
    pub usage_sent: bool,
    /// US dollars.
    pub usd: Option<f64>,
    /// The fault, by its name.
    pub fault: Option<String>,
    /// Things to tell the learner.
    pub advisories: Vec<String>,
}

impl Note {
    /// The same for an answer that never left.
    #[must_use]
    pub fn unsent(self) -> Self {
        Self { fault: self.fault, advisories: self.advisories, ..Self::default() }
    }
}

/// A stream, written ahead: its bytes and where each event ends.
#[derive(Debug)]
pub struct Events {
    /// All events, one behind the other.
    pub bytes: Vec<u8>,
    /// Where they end, and what they are.
    pub events: Vec<Event>,
    /// A fault after the last event, in place of the stream's proper end.
    pub fault: Option<Fault>,
    /// Puts together what the client has got of a stream that ended early.
    pub partial: fn(&Note, &Sent) -> Note,
}

/// One server-sent event.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Its end in the bytes.
    pub end: usize,
    /// Wait before it, counted from the one before.
    pub gap: Duration,
    /// The visible text it adds to a reply.
    pub text: String,
    /// Which reply.
    pub choice: u32,
    /// Tokens it adds to the reply.
    pub tokens: u32,
    /// What it is.
    pub kind: EventKind,
}

/// What an event is, as far as the record cares.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum EventKind {
    /// A piece of a reply.
    Piece,
    /// The end of a reply.
    Finish,
    /// Token counts.
    Usage,
    /// Anything else: the role, `[DONE]`, …
    Frame,
}

/// What left before a stream ended early.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Sent {
    /// Text, tokens and whether the end came, for each reply.
    pub replies: Vec<(String, u64, bool)>,
    /// Whether the token counts left.
    pub usage: bool,
}

impl Sent {
    /// What the first events of a stream carry.
    #[must_use]
    pub fn of(events: &[Event], choices: usize) -> Self {
        let mut sent = Self { replies: vec![Default::default(); choices], usage: false };
        for event in events {
            sent.usage |= event.kind == EventKind::Usage;
            if let Some((text, tokens, finished)) = sent.replies.get_mut(event.choice as usize) {
                text.push_str(&event.text);
                *tokens += u64::from(event.tokens);
                *finished |= event.kind == EventKind::Finish;
            }
        }
        sent
    }
}

/// The name of a fault on record.
#[must_use]
pub const fn fault_name(fault: Fault) -> &'static str {
    match fault {
        Fault::Reset => "reset",
        Fault::Cut => "cut",
        Fault::Stall => "stall",
        Fault::NoDone => "no-done",
        Fault::Malformed => "malformed",
        Fault::Split => "split",
        Fault::KeepAlive => "keep-alive",
        Fault::SlowFirst => "slow-first",
        Fault::Refuse => "refuse",
    }
}
