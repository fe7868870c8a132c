//! A response as a stream of events.
//!
//! Owns: the order of events, where an error cuts them off. Must not know: sockets,
//! timers, scripts.

use super::events::{Delta, Writer};
use super::object::{self, Head, Item, Stage, content_part, summary_part};
use crate::api::answer::{EventKind, Events};
use crate::api::generate::Written;
use crate::api::openai::stream::strike;
use crate::api::pace::Schedule;
use crate::api::tokens::Pieces;
use crate::models::Encoding;
use crate::script::Fault;
use serde_json::{Value, json};
use std::time::Duration;

/// What is to be streamed.
#[derive(Debug)]
pub struct Plan<'a> {
    /// What all snapshots share.
    pub head: &'a Head<'a>,
    /// The items of the output.
    pub items: &'a [Item],
    /// Those as they are when done.
    pub done: &'a [Value],
    /// The end of it.
    pub last: &'a Stage<'a>,
    /// How texts are cut into deltas.
    pub encoding: Encoding,
}

/// Writes the whole stream ahead.
#[must_use]
pub fn write(plan: &Plan<'_>, schedule: &mut Schedule, rng: &mut fastrand::Rng) -> Events {
    let request = plan.head.request;
    let tokens = plan
        .items
        .iter()
        .map(|item| if let Item::Message { written, .. } = item { written.tokens } else { 64 });
    let mut writer = Writer::new(tokens.sum(), request.obfuscate.then_some(rng));
    open(&mut writer, plan.head);
    let mut first = true;
    for (index, (item, done)) in plan.items.iter().zip(plan.done).enumerate() {
        let fields = format!("\"item\":{},\"output_index\":{index}", item.begun());
        writer.put("response.output_item.added", &fields, EventKind::Frame);
        let mut gap = || if std::mem::take(&mut first) { Duration::ZERO } else { schedule.gap() };
        item_events(&mut writer, item, index, plan.encoding, &mut gap);
        let fields = format!("\"item\":{done},\"output_index\":{index}");
        writer.put("response.output_item.done", &fields, EventKind::Finish);
    }
    let kind = if plan.last.incomplete.is_some() { "response.incomplete" } else { "response.completed" };
    let snapshot = object::snapshot(plan.head, plan.last);
    writer.put(kind, &format!("\"response\":{snapshot}"), EventKind::Usage);
    Events { bytes: writer.out.into_bytes(), events: writer.events, fault: None, partial: object::partial }
}

/// What comes before any item.
fn open(writer: &mut Writer<'_>, head: &Head<'_>) {
    let mut begun = |kind, status| {
        let snapshot = object::snapshot(head, &Stage::begun(status));
        writer.put(kind, &format!("\"response\":{snapshot}"), EventKind::Frame);
    };
    if head.request.background {
        begun("response.created", "queued");
        begun("response.queued", "queued");
    } else {
        begun("response.created", "in_progress");
    }
    begun("response.in_progress", "in_progress");
}

/// A stream that begins, and ends at once in an error: `fields` of an event of this
/// kind, JSON without braces.
#[must_use]
pub fn refused(head: &Head<'_>, kind: &str, fields: &str) -> Events {
    let mut writer = Writer::new(0, None);
    open(&mut writer, head);
    writer.put(kind, fields, EventKind::Frame);
    Events { bytes: writer.out.into_bytes(), events: writer.events, fault: None, partial: object::partial }
}

/// What happens between the beginning of an item and its end.
fn item_events(
    writer: &mut Writer<'_>,
    item: &Item,
    index: usize,
    encoding: Encoding,
    gap: &mut impl FnMut() -> Duration,
) {
    match item {
        Item::Thought { summary: None, .. } => {}
        Item::Thought { id, summary: Some(text), .. } => {
            summary_events(writer, id, index, text, encoding, gap)
        }
        Item::Message { id, written, logprobs, .. } => {
            message_events(writer, id, index, written, logprobs, encoding, gap);
        }
        Item::Call { id, arguments, .. } => {
            for (part, tokens) in Pieces::of(arguments, encoding).parts(arguments, arguments.len()) {
                let delta = Delta {
                    kind: "response.function_call_arguments.delta",
                    before: "",
                    delta: part,
                    item_id: id,
                    logprobs: None,
                    output_index: index,
                    text: "",
                    tokens: tokens as u32,
                };
                writer.delta(&delta, gap());
            }
            let arguments = Value::from(arguments.as_str());
            let fields = format!("\"arguments\":{arguments},\"item_id\":\"{id}\",\"output_index\":{index}");
            writer.put("response.function_call_arguments.done", &fields, EventKind::Frame);
        }
    }
}

fn summary_events(
    writer: &mut Writer<'_>,
    id: &str,
    index: usize,
    text: &str,
    encoding: Encoding,
    gap: &mut impl FnMut() -> Duration,
) {
    let place = format!("\"item_id\":\"{id}\",\"output_index\":{index}");
    let part = |writer: &mut Writer<'_>, kind: &str, text: &str| {
        let part = summary_part(text);
        writer.put(kind, &format!("{place},\"part\":{part},\"summary_index\":0"), EventKind::Frame);
    };
    part(writer, "response.reasoning_summary_part.added", "");
    for (piece, _) in Pieces::of(text, encoding).parts(text, text.len()) {
        let delta = Delta {
            kind: "response.reasoning_summary_text.delta",
            before: "\"summary_index\":0,",
            delta: piece,
            item_id: id,
            logprobs: None,
            output_index: index,
            text: "",
            tokens: 0,
        };
        writer.delta(&delta, gap());
    }
    let done = format!("{place},\"summary_index\":0,\"text\":{}", Value::from(text));
    writer.put("response.reasoning_summary_text.done", &done, EventKind::Frame);
    part(writer, "response.reasoning_summary_part.done", text);
}

fn message_events(
    writer: &mut Writer<'_>,
    id: &str,
    index: usize,
    written: &Written,
    logprobs: &[Value],
    encoding: Encoding,
    gap: &mut impl FnMut() -> Duration,
) {
    let place = format!("\"content_index\":0,\"item_id\":\"{id}\"");
    let part = |writer: &mut Writer<'_>, kind: &str, part: &Value| {
        writer.put(kind, &format!("{place},\"output_index\":{index},\"part\":{part}"), EventKind::Frame);
    };
    part(writer, "response.content_part.added", &content_part(written.refusal, "", &[]));
    let found;
    let pieces = if let Some(pieces) = &written.pieces {
        pieces
    } else {
        found = Pieces::of(&written.text, encoding);
        &found
    };
    let kind = if written.refusal { "response.refusal.delta" } else { "response.output_text.delta" };
    let mut entries = logprobs.iter();
    for (piece, tokens) in pieces.parts(&written.text, written.text.len()) {
        let entry = entries.next().map(|entry| format!("[{entry}]"));
        let delta = Delta {
            kind,
            before: "\"content_index\":0,",
            delta: piece,
            item_id: id,
            logprobs: (!written.refusal).then(|| entry.as_deref().unwrap_or("[]")),
            output_index: index,
            text: piece,
            tokens: tokens as u32,
        };
        writer.delta(&delta, gap());
    }
    let text = Value::from(written.text.as_str());
    if written.refusal {
        let fields = format!("{place},\"output_index\":{index},\"refusal\":{text}");
        writer.put("response.refusal.done", &fields, EventKind::Frame);
    } else {
        let logprobs = json!(logprobs);
        let fields = format!("{place},\"logprobs\":{logprobs},\"output_index\":{index},\"text\":{text}");
        writer.put("response.output_text.done", &fields, EventKind::Frame);
    }
    part(writer, "response.content_part.done", &content_part(written.refusal, &written.text, logprobs));
}

/// Lets an error end a stream after this many deltas, one at least: `fields` of an
/// event of this kind, JSON without braces.
pub fn fail(events: &mut Events, after: u32, kind: &str, fields: &str) {
    strike(events, Fault::Cut, Some(after));
    events.fault = None;
    let mut writer = Writer::new(1, None);
    writer.out = String::from_utf8(std::mem::take(&mut events.bytes)).unwrap_or_default();
    writer.events = std::mem::take(&mut events.events);
    writer.put(kind, fields, EventKind::Frame);
    events.bytes = writer.out.into_bytes();
    events.events = writer.events;
}
