//! The response object and its output items.
//!
//! Owns: their shapes, their key order, the form of ids. Must not know: streams,
//! scripts, what is stored.

use super::echo::{ReasoningEcho, generation, tier, tool_usage};
use super::request::Request;
use crate::api::answer::{Note, Sent};
use crate::api::generate::Written;
use crate::api::json::{Json, Object};
use crate::api::rng::{hex_id, id};
use crate::evidence::Usage;
use bytes::Bytes;
use serde::Serialize;
use serde_json::{Value, json};

/// Ids of one response and its items: they share a prefix and the second.
#[derive(Debug)]
pub struct Ids {
    shared: String,
    rng: fastrand::Rng,
}

impl Ids {
    /// Ids of a response that is made at this second.
    #[must_use]
    pub fn new(unix: u64, mut rng: fastrand::Rng) -> Self {
        let shared = format!("{}00{:08x}", hex_id("", 16, &mut rng), unix & 0xffff_ffff);
        Self { shared, rng }
    }

    /// The 50 hexadecimal digits of one more id.
    pub fn digits(&mut self) -> String {
        format!("{}{}", self.shared, hex_id("", 24, &mut self.rng))
    }

    /// `prefix_…`
    pub fn next(&mut self, prefix: &str) -> String {
        format!("{prefix}_{}", self.digits())
    }

    /// `call_…`
    pub fn call(&mut self) -> String {
        id("call_", 24, &mut self.rng)
    }

    /// What stands for encrypted thoughts.
    pub fn secret(&mut self) -> String {
        id("gAAAAAB", 120, &mut self.rng)
    }
}

/// An item of the output.
#[derive(Debug, Clone, PartialEq)]
pub enum Item {
    /// Thinking.
    Thought {
        /// `rs_…`
        id: String,
        /// Its summary, where asked for.
        summary: Option<&'static str>,
        /// The whole of it, unreadable, where asked for.
        encrypted: Option<String>,
    },
    /// A text or a refusal.
    Message {
        /// `msg_…`
        id: String,
        /// What is said.
        written: Written,
        /// Whether the model names the phase of its messages.
        phase: bool,
        /// One entry per token, where asked for.
        logprobs: Vec<Value>,
    },
    /// A call of a function.
    Call {
        /// `fc_…`
        id: String,
        /// `call_…`
        call_id: String,
        /// The function's name.
        name: String,
        /// JSON text.
        arguments: String,
    },
}

impl Item {
    /// Its id.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Thought { id, .. } | Self::Message { id, .. } | Self::Call { id, .. } => id,
        }
    }

    /// The item as it begins.
    #[must_use]
    pub fn begun(&self) -> Value {
        match self {
            Self::Thought { id, .. } => json!({"id": id, "type": "reasoning", "summary": []}),
            Self::Message { id, phase, .. } => message(id, "in_progress", json!([]), *phase),
            Self::Call { id, call_id, name, .. } => call(id, "in_progress", "", call_id, name),
        }
    }

    /// The item as it ends.
    #[must_use]
    pub fn done(&self, status: &str) -> Value {
        match self {
            Self::Thought { id, summary, encrypted } => {
                let parts: Vec<Value> = summary.iter().map(|text| summary_part(text)).collect();
                let mut item = json!({"id": id, "type": "reasoning", "summary": parts});
                if let Some(encrypted) = encrypted {
                    item["encrypted_content"] = Value::from(encrypted.as_str());
                }
                item
            }
            Self::Message { id, written, phase, logprobs } => {
                let part = content_part(written.refusal, &written.text, logprobs);
                message(id, status, json!([part]), *phase)
            }
            Self::Call { id, call_id, name, arguments } => call(id, "completed", arguments, call_id, name),
        }
    }
}

fn message(id: &str, status: &str, content: Value, phase: bool) -> Value {
    let mut item = json!({"id": id, "type": "message", "status": status, "content": content});
    if phase {
        item["phase"] = Value::from("final_answer");
    }
    item["role"] = Value::from("assistant");
    item
}

fn call(id: &str, status: &str, arguments: &str, call_id: &str, name: &str) -> Value {
    json!({"id": id, "type": "function_call", "status": status, "arguments": arguments, "call_id": call_id,
           "name": name})
}

/// A part of a message.
#[must_use]
pub fn content_part(refusal: bool, text: &str, logprobs: &[Value]) -> Value {
    if refusal {
        return json!({"type": "refusal", "refusal": text});
    }
    json!({"type": "output_text", "annotations": [], "logprobs": logprobs, "text": text})
}

/// A part of a summary.
#[must_use]
pub fn summary_part(text: &str) -> Value {
    json!({"type": "summary_text", "text": text})
}

/// The usage object of the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct WireUsage {
    input_tokens: u64,
    input_tokens_details: InputDetails,
    output_tokens: u64,
    output_tokens_details: OutputDetails,
    total_tokens: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct InputDetails {
    cache_write_tokens: u64,
    cached_tokens: u64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
struct OutputDetails {
    reasoning_tokens: u64,
}

impl From<&Usage> for WireUsage {
    fn from(usage: &Usage) -> Self {
        Self {
            input_tokens: usage.input_tokens,
            input_tokens_details: InputDetails { cache_write_tokens: 0, cached_tokens: usage.cached_tokens },
            output_tokens: usage.output_tokens,
            output_tokens_details: OutputDetails { reasoning_tokens: usage.reasoning_tokens },
            total_tokens: usage.input_tokens + usage.output_tokens,
        }
    }
}

/// What stays the same from the first snapshot of a response to the last.
#[derive(Debug)]
pub struct Head<'a> {
    /// `resp_…`
    pub id: String,
    /// Seconds since 1970.
    pub created: u64,
    /// The snapshot of the model.
    pub model: &'a str,
    /// The request it answers.
    pub request: &'a Request<'a>,
}

impl<'a> Head<'a> {
    /// The response that a request gets at this second.
    #[must_use]
    pub fn new(request: &'a Request<'a>, unix: u64, ids: &mut Ids) -> Self {
        let own_name = request.model_name.starts_with("ft:");
        let model = if own_name { request.model_name } else { request.model.snapshot() };
        Self { id: ids.next("resp"), created: unix, model, request }
    }
}

/// How far a response has got.
#[derive(Debug, Clone, Copy)]
pub struct Stage<'a> {
    /// `in_progress`, `completed`, …
    pub status: &'static str,
    /// Seconds since 1970.
    pub completed_at: Option<u64>,
    /// Why it failed.
    pub error: Option<&'a Value>,
    /// Why it is incomplete.
    pub incomplete: Option<&'static str>,
    /// The items so far.
    pub output: &'a [Value],
    /// Token counts, at the end.
    pub usage: Option<WireUsage>,
}

impl Stage<'_> {
    /// A response at its beginning.
    #[must_use]
    pub const fn begun(status: &'static str) -> Self {
        Self { status, completed_at: None, error: None, incomplete: None, output: &[], usage: None }
    }
}

#[derive(Serialize)]
struct Wire<'a> {
    id: &'a str,
    object: &'static str,
    created_at: u64,
    status: &'a str,
    background: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    billing: Option<Billing>,
    completed_at: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    conversation: Option<ConversationId<'a>>,
    error: Option<&'a Value>,
    frequency_penalty: f64,
    incomplete_details: Option<Incomplete>,
    instructions: Option<&'a str>,
    max_output_tokens: Option<u64>,
    max_tool_calls: Option<u64>,
    model: &'a str,
    moderation: Option<()>,
    output: &'a [Value],
    parallel_tool_calls: bool,
    presence_penalty: f64,
    previous_response_id: Option<&'a str>,
    prompt_cache_key: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    prompt_cache_retention: Option<&'a str>,
    reasoning: ReasoningEcho<'a>,
    safety_identifier: Option<&'a str>,
    service_tier: &'a str,
    store: bool,
    temperature: f64,
    text: &'a Value,
    tool_choice: &'a Value,
    #[serde(skip_serializing_if = "Option::is_none")]
    tool_usage: Option<Value>,
    tools: &'a [Value],
    top_logprobs: u64,
    top_p: f64,
    truncation: &'a str,
    usage: Option<WireUsage>,
    user: Option<&'a str>,
    metadata: Json<'a>,
}

#[derive(Serialize)]
struct Billing {
    payer: &'static str,
}

#[derive(Serialize)]
struct ConversationId<'a> {
    id: &'a str,
}

#[derive(Serialize)]
struct Incomplete {
    reason: &'static str,
}

fn wire<'a>(head: &'a Head<'a>, stage: &Stage<'a>, billed: bool) -> Wire<'a> {
    let request = head.request;
    let ended = stage.usage.is_some() || stage.error.is_some();
    let [user, safety_identifier, prompt_cache_key] = request.labels;
    let newer = generation(&request.model.name) >= (5, 5);
    Wire {
        id: &head.id,
        object: "response",
        created_at: head.created,
        status: stage.status,
        background: request.background,
        billing: billed.then_some(Billing { payer: "developer" }),
        completed_at: stage.completed_at,
        conversation: request.conversation.map(|id| ConversationId { id }),
        error: stage.error,
        frequency_penalty: 0.0,
        incomplete_details: stage.incomplete.map(|reason| Incomplete { reason }),
        instructions: request.instructions,
        max_output_tokens: request.max_output_tokens,
        max_tool_calls: request.max_tool_calls,
        model: head.model,
        moderation: None,
        output: stage.output,
        parallel_tool_calls: request.parallel_tool_calls,
        presence_penalty: 0.0,
        previous_response_id: request.previous,
        prompt_cache_key,
        prompt_cache_retention: request.cache_retention.or(newer.then_some("24h")),
        reasoning: ReasoningEcho::new(request),
        safety_identifier,
        service_tier: if ended { tier(request.service_tier) } else { request.service_tier.unwrap_or("auto") },
        store: request.store,
        temperature: request.temperature.unwrap_or(1.0),
        text: &request.text.echo,
        tool_choice: &request.tools.choice,
        tool_usage: newer.then(tool_usage),
        tools: &request.tools.echo,
        top_logprobs: request.top_logprobs,
        top_p: request.top_p.unwrap_or(1.0),
        truncation: request.truncation,
        usage: stage.usage,
        user,
        metadata: Json::Object(request.metadata.map_or_else(Object::default, Clone::clone)),
    }
}

/// The object as a body.
#[must_use]
pub fn body(head: &Head<'_>, stage: &Stage<'_>) -> Bytes {
    pretty(&wire(head, stage, true))
}

/// The object as an event carries it.
#[must_use]
pub fn snapshot(head: &Head<'_>, stage: &Stage<'_>) -> String {
    // Writing plain data into memory cannot fail.
    serde_json::to_string(&wire(head, stage, false)).unwrap_or_default()
}

/// JSON as this application prints it: two spaces, no line end.
#[must_use]
pub fn pretty(value: &impl Serialize) -> Bytes {
    // Writing plain data into memory cannot fail.
    Bytes::from(serde_json::to_vec_pretty(value).unwrap_or_default())
}

/// What a client has got of a stream that ended early.
#[must_use]
pub fn partial(note: &Note, sent: &Sent) -> Note {
    let mut response: Value = serde_json::from_slice(&note.response).unwrap_or_default();
    let (text, tokens) =
        sent.replies.first().map_or((String::new(), 0), |(text, tokens, _)| (text.clone(), *tokens));
    if !sent.usage {
        unfinished(&mut response, &text);
    }
    let counted = |usage: Usage| if sent.usage { usage } else { Usage { output_tokens: tokens, ..usage } };
    let usage = note.usage.map(counted);
    let model = response.get("model").and_then(Value::as_str);
    let usd = model.zip(usage).and_then(|(model, usage)| crate::models::cost(model, &usage));
    Note {
        response: pretty(&response),
        reply: vec![text],
        usage,
        usage_sent: sent.usage,
        usd,
        fault: note.fault.clone(),
        advisories: note.advisories.clone(),
    }
}

fn unfinished(response: &mut Value, text: &str) {
    for (field, value) in [
        ("status", Value::from("in_progress")),
        ("completed_at", Value::Null),
        ("incomplete_details", Value::Null),
        ("usage", Value::Null),
    ] {
        response[field] = value;
    }
    let Some(output) = response.get_mut("output").and_then(Value::as_array_mut) else { return };
    output.retain(|item| item["type"] == "message" && !text.is_empty());
    for item in output {
        item["status"] = Value::from("in_progress");
        if let Some(part) = item.pointer_mut("/content/0") {
            let field = if part["type"] == "refusal" { "refusal" } else { "text" };
            part[field] = Value::from(text);
        }
    }
}
