//! The legacy text completion, whole and streamed.
//!
//! Owns: its shapes. Must not know: requests, sockets, timers.

use crate::api::answer::{Event, EventKind, Events, Note, Sent};
use crate::api::generate::Written;
use crate::api::openai::logprobs as chat_logprobs;
use crate::api::pace::Schedule;
use crate::api::printer;
use crate::api::sse::DONE;
use crate::api::tokens::Pieces;
use crate::evidence::Usage;
use crate::models::Encoding;
use bytes::Bytes;
use serde_json::{Map, Value, json};
use std::ops::Range;
use std::time::Duration;

/// What all chunks of a completion share.
#[derive(Debug)]
pub struct Head<'a> {
    /// `cmpl-…`
    pub id: String,
    /// Seconds since 1970.
    pub created: u64,
    /// The snapshot.
    pub model: &'a str,
}

/// One reply.
#[derive(Debug)]
pub struct Said<'a> {
    /// The prompt, where it is to be repeated.
    pub echo: &'a str,
    /// The reply.
    pub written: Written,
    /// Its `logprobs`, where asked for.
    pub logprobs: Option<Value>,
}

/// `logprobs` in the form of this endpoint: parallel lists. `from` is where the
/// reply begins in the text.
#[must_use]
pub fn logprobs(
    written: &Written,
    encoding: Encoding,
    top: usize,
    from: usize,
    rng: &mut fastrand::Rng,
) -> Value {
    let entries = chat_logprobs::of(written, encoding, top, rng);
    let mut offset = from;
    let mut lists = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for entry in entries {
        let token = entry["token"].as_str().unwrap_or_default();
        lists.3.push(offset);
        offset += token.chars().count();
        let listed = entry["top_logprobs"].as_array().into_iter().flatten();
        let others: Map<String, Value> = listed
            .map(|other| (other["token"].as_str().unwrap_or_default().to_owned(), other["logprob"].clone()))
            .collect();
        lists.0.push(json!(token));
        lists.1.push(entry["logprob"].clone());
        lists.2.push(Value::Object(others));
    }
    let tops = if top == 0 { Value::Null } else { json!(lists.2) };
    json!({"tokens": lists.0, "token_logprobs": lists.1, "top_logprobs": tops, "text_offset": lists.3})
}

fn usage_of(usage: &Usage) -> Value {
    json!({
        "prompt_tokens": usage.input_tokens,
        "completion_tokens": usage.output_tokens,
        "total_tokens": usage.input_tokens + usage.output_tokens,
    })
}

/// The whole object.
#[must_use]
pub fn object(head: &Head<'_>, said: &[Said<'_>], usage: &Usage) -> Bytes {
    let choices: Vec<Value> = said
        .iter()
        .enumerate()
        .map(|(index, one)| {
            json!({
                "text": format!("{}{}", one.echo, one.written.text),
                "index": index,
                "logprobs": one.logprobs,
                "finish_reason": one.written.finish,
            })
        })
        .collect();
    printer::pretty(&json!({
        "id": head.id,
        "object": "text_completion",
        "created": head.created,
        "model": head.model,
        "choices": choices,
        "usage": usage_of(usage),
    }))
}

/// The stream, written ahead. `usage` is told at the end when it is given.
#[must_use]
pub fn stream(
    head: &Head<'_>,
    said: &[Said<'_>],
    encoding: Encoding,
    usage: Option<&Usage>,
    schedule: &mut Schedule,
) -> Events {
    let mut writer = Writer { head, tells_usage: usage.is_some(), bytes: Vec::new(), events: Vec::new() };
    for (index, one) in said.iter().enumerate() {
        if !one.echo.is_empty() {
            let echo = Piece { text: one.echo, ..Piece::default() };
            writer.chunk(index, echo, EventKind::Frame, Duration::ZERO);
        }
        let text = &one.written.text;
        let pieces = one.written.pieces.clone().unwrap_or_else(|| Pieces::of(text, encoding));
        let mut from = 0;
        for (number, (part, tokens)) in pieces.parts(text, text.len()).enumerate() {
            let gap = if number == 0 { Duration::ZERO } else { schedule.gap() };
            let logprobs = one.logprobs.as_ref().map(|all| some_of(all, from..from + tokens));
            from += tokens;
            let piece = Piece { text: part, logprobs, tokens: tokens as u32, ..Piece::default() };
            writer.chunk(index, piece, EventKind::Piece, gap);
        }
        let end = Piece { finish: Some(one.written.finish.as_str()), ..Piece::default() };
        writer.chunk(index, end, EventKind::Finish, Duration::ZERO);
    }
    if let Some(usage) = usage {
        let json = json!({
            "id": head.id, "object": "text_completion", "created": head.created, "model": head.model,
            "choices": [], "usage": usage_of(usage),
        });
        writer.push(
            &format!("data: {json}\n\n"),
            String::new(),
            u32::MAX,
            0,
            EventKind::Usage,
            Duration::ZERO,
        );
    }
    writer.push(DONE, String::new(), u32::MAX, 0, EventKind::Frame, Duration::ZERO);
    Events { bytes: writer.bytes, events: writer.events, fault: None, partial }
}

/// What one chunk brings.
#[derive(Default)]
struct Piece<'a> {
    text: &'a str,
    logprobs: Option<Value>,
    finish: Option<&'a str>,
    tokens: u32,
}

/// The entries of these tokens in the parallel lists of `logprobs`.
fn some_of(logprobs: &Value, tokens: Range<usize>) -> Value {
    let part = |list: &Value| match list.as_array() {
        Some(list) => list.iter().take(tokens.end).skip(tokens.start).cloned().collect(),
        None => Value::Null,
    };
    let lists = logprobs.as_object().into_iter().flatten();
    Value::Object(lists.map(|(name, list)| (name.clone(), part(list))).collect())
}

struct Writer<'a> {
    head: &'a Head<'a>,
    tells_usage: bool,
    bytes: Vec<u8>,
    events: Vec<Event>,
}

impl Writer<'_> {
    fn chunk(&mut self, index: usize, piece: Piece<'_>, kind: EventKind, gap: Duration) {
        let head = self.head;
        let Piece { text, logprobs, finish, tokens } = piece;
        let mut json = json!({
            "id": head.id,
            "object": "text_completion",
            "created": head.created,
            "choices": [{"text": text, "index": index, "logprobs": logprobs, "finish_reason": finish}],
            "model": head.model,
        });
        if self.tells_usage {
            json["usage"] = Value::Null;
        }
        let shown = if kind == EventKind::Piece { text.to_owned() } else { String::new() };
        self.push(&format!("data: {json}\n\n"), shown, index as u32, tokens, kind, gap);
    }

    fn push(&mut self, frame: &str, text: String, choice: u32, tokens: u32, kind: EventKind, gap: Duration) {
        self.bytes.extend_from_slice(frame.as_bytes());
        self.events.push(Event { end: self.bytes.len(), gap, text, choice, tokens, kind });
    }
}

/// What a client has got of a stream that ended early.
fn partial(note: &Note, sent: &Sent) -> Note {
    let mut response: Value = serde_json::from_slice(&note.response).unwrap_or_default();
    for (index, (text, _, finished)) in sent.replies.iter().enumerate() {
        if let Some(choice) = response.pointer_mut(&format!("/choices/{index}")).filter(|_| !finished) {
            choice["text"] = text.as_str().into();
            choice["finish_reason"] = Value::Null;
        }
    }
    let output = sent.replies.iter().map(|(_, tokens, _)| tokens).sum();
    let usage = note.usage.map(|usage| Usage { output_tokens: output, ..usage });
    Note {
        response: printer::pretty(&response),
        reply: sent.replies.iter().map(|(text, _, _)| text.clone()).collect(),
        usage,
        usage_sent: sent.usage,
        usd: response["model"]
            .as_str()
            .zip(usage)
            .and_then(|(model, usage)| crate::models::cost(model, &usage)),
        fault: note.fault.clone(),
        advisories: note.advisories.clone(),
    }
}
