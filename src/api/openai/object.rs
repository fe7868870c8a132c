//! The chat completion object, whole or as far as it got.
//!
//! Owns: its shape and its key order. Must not know: requests, streams, sockets.

use crate::api::answer::{Note, Sent};
use crate::api::generate::Written;
use crate::evidence::Usage;
use bytes::Bytes;
use serde::Serialize;
use serde_json::Value;

/// What all choices and chunks of one reply share.
#[derive(Debug, Clone, PartialEq)]
pub struct Head<'a> {
    /// `chatcmpl-…`
    pub id: String,
    /// Seconds since 1970.
    pub created: u64,
    /// The snapshot.
    pub model: &'a str,
    /// `fp_…`, where the model has one.
    pub fingerprint: Option<String>,
    /// Whether choices carry a `logprobs` key at all.
    pub has_logprobs: bool,
}

/// One reply with the ids of its tool calls.
#[derive(Debug, Clone, PartialEq)]
pub struct Choice {
    /// The reply.
    pub written: Written,
    /// One id per tool call.
    pub call_ids: Vec<String>,
    /// `logprobs.content`, one entry per token, where asked for.
    pub logprobs: Option<Vec<Value>>,
}

/// The usage object of the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct WireUsage {
    prompt_tokens: u64,
    completion_tokens: u64,
    total_tokens: u64,
    prompt_tokens_details: PromptDetails,
    completion_tokens_details: CompletionDetails,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct PromptDetails {
    cached_tokens: u64,
    audio_tokens: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    cache_write_tokens: Option<u64>,
}

#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
struct CompletionDetails {
    reasoning_tokens: u64,
    audio_tokens: u64,
    accepted_prediction_tokens: u64,
    rejected_prediction_tokens: u64,
}

impl WireUsage {
    /// The counts of a call to this model.
    #[must_use]
    pub fn new(usage: &Usage, model: &str) -> Self {
        let tells_writes = model.starts_with("gpt-5.6") || model.starts_with("gpt-6");
        Self {
            prompt_tokens: usage.input_tokens,
            completion_tokens: usage.output_tokens,
            total_tokens: usage.input_tokens + usage.output_tokens,
            prompt_tokens_details: PromptDetails {
                cached_tokens: usage.cached_tokens,
                audio_tokens: 0,
                cache_write_tokens: tells_writes.then_some(0),
            },
            completion_tokens_details: CompletionDetails {
                reasoning_tokens: usage.reasoning_tokens,
                audio_tokens: 0,
                accepted_prediction_tokens: 0,
                rejected_prediction_tokens: 0,
            },
        }
    }
}

/// `logprobs` of a choice or a chunk.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Logprobs<'a> {
    content: &'a [Value],
    refusal: Option<()>,
}

impl<'a> Logprobs<'a> {
    /// These entries.
    #[must_use]
    pub const fn new(content: &'a [Value]) -> Self {
        Self { content, refusal: None }
    }
}

#[derive(Serialize)]
struct Completion<'a> {
    id: &'a str,
    object: &'static str,
    created: u64,
    model: &'a str,
    choices: Vec<WireChoice<'a>>,
    usage: &'a WireUsage,
    service_tier: &'static str,
    system_fingerprint: Option<&'a str>,
}

#[derive(Serialize)]
struct WireChoice<'a> {
    index: usize,
    message: Message<'a>,
    /// Absent, `null`, or a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    logprobs: Option<Option<Logprobs<'a>>>,
    finish_reason: &'a str,
}

#[derive(Serialize)]
struct Message<'a> {
    role: &'static str,
    content: Option<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tool_calls: Vec<Call<'a>>,
    refusal: Option<&'a str>,
    annotations: [(); 0],
}

#[derive(Serialize)]
struct Call<'a> {
    id: &'a str,
    r#type: &'static str,
    function: Function<'a>,
}

#[derive(Serialize)]
struct Function<'a> {
    name: &'a str,
    arguments: &'a str,
}

/// The response object, as the application prints it.
#[must_use]
pub fn completion(head: &Head<'_>, choices: &[Choice], usage: &WireUsage) -> Bytes {
    pretty(&Completion {
        id: &head.id,
        object: "chat.completion",
        created: head.created,
        model: head.model,
        choices: choices.iter().enumerate().map(|(index, choice)| wire_choice(head, index, choice)).collect(),
        usage,
        service_tier: "default",
        system_fingerprint: head.fingerprint.as_deref(),
    })
}

fn wire_choice<'a>(head: &Head<'_>, index: usize, choice: &'a Choice) -> WireChoice<'a> {
    let written = &choice.written;
    let text = Some(written.text.as_str());
    let calls = written.calls.iter().zip(&choice.call_ids);
    WireChoice {
        index,
        message: Message {
            role: "assistant",
            content: text.filter(|_| written.calls.is_empty() && !written.refusal),
            tool_calls: calls
                .map(|((name, arguments), id)| Call {
                    id,
                    r#type: "function",
                    function: Function { name, arguments },
                })
                .collect(),
            refusal: text.filter(|_| written.refusal),
            annotations: [],
        },
        logprobs: head.has_logprobs.then(|| choice.logprobs.as_deref().map(Logprobs::new)),
        finish_reason: &written.finish,
    }
}

/// JSON as the application prints it: two spaces, a line end.
#[must_use]
pub fn pretty(value: &impl Serialize) -> Bytes {
    let mut bytes = Vec::with_capacity(1536);
    // Writing plain data into memory cannot fail.
    let _ = serde_json::to_writer_pretty(&mut bytes, value);
    bytes.push(b'\n');
    Bytes::from(bytes)
}

/// What a client has got of a stream that ended early.
#[must_use]
pub fn partial(note: &Note, sent: &Sent) -> Note {
    let mut response: Value = serde_json::from_slice(&note.response).unwrap_or_default();
    for (index, (text, _, finished)) in sent.replies.iter().enumerate() {
        if let Some(choice) = response.pointer_mut(&format!("/choices/{index}")).filter(|_| !finished) {
            unfinished(choice, text);
        }
    }
    let all = sent.replies.iter().all(|(_, _, finished)| *finished);
    let output = sent.replies.iter().map(|(_, tokens, _)| tokens).sum();
    let usage = note.usage.map(|usage| if all { usage } else { Usage { output_tokens: output, ..usage } });
    let model = response.get("model").and_then(Value::as_str);
    let usd = model.zip(usage).and_then(|(model, usage)| crate::models::cost(model, &usage));
    Note {
        response: pretty(&response),
        reply: sent.replies.iter().map(|(text, _, _)| text.clone()).collect(),
        usage,
        usage_sent: sent.usage,
        usd,
        fault: note.fault.clone(),
        advisories: note.advisories.clone(),
    }
}

fn unfinished(choice: &mut Value, text: &str) {
    let refused = choice.pointer("/message/refusal").is_some_and(Value::is_string);
    if let Some(message) = choice.get_mut("message").and_then(Value::as_object_mut) {
        message.insert(if refused { "refusal" } else { "content" }.to_owned(), Value::from(text));
        message.remove("tool_calls");
    }
    if let Some(reason) = choice.get_mut("finish_reason") {
        *reason = Value::Null;
    }
}
