//! The chat completion object, whole or as far as it got.
//!
//! Owns: its shape and its key order. Must not know: requests, streams, sockets.

use crate::api::answer::{Note, Sent};
use crate::api::generate::Written;
pub use crate::api::printer::pretty;
use crate::api::printer::{self, Printer};
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

/// The response object, as the application prints it. Nearly every answer is one: what
/// never varies in it is written out, line ends and all.
#[must_use]
pub fn completion(head: &Head<'_>, choices: &[Choice], usage: &WireUsage) -> Bytes {
    let texts: usize = choices.iter().map(|choice| choice.written.text.len() + 320).sum();
    let mut out = Printer::with_capacity(590 + texts);
    out.open('{');
    out.written("\n  \"id\": ").text(&head.id);
    out.written(",\n  \"object\": \"chat.completion\",\n  \"created\": ").number(head.created);
    out.written(",\n  \"model\": ").text(head.model);
    out.key("choices").open('[');
    for (index, choice) in choices.iter().enumerate() {
        out.item();
        print_choice(&mut out, head, index, choice);
    }
    out.close(']');
    print_usage(&mut out, usage);
    out.written(",\n  \"service_tier\": \"default\",\n  \"system_fingerprint\": ");
    out.text_or_null(head.fingerprint.as_deref());
    out.close('}');
    out.finish()
}

fn print_choice(out: &mut Printer, head: &Head<'_>, index: usize, choice: &Choice) {
    let written = &choice.written;
    let text = Some(written.text.as_str());
    out.open('{');
    out.key("index").number(index as u64);
    out.key("message").open('{');
    out.key("role").text("assistant");
    out.key("content").text_or_null(text.filter(|_| written.calls.is_empty() && !written.refusal));
    if !written.calls.is_empty() {
        print_calls(out, choice);
    }
    out.key("refusal").text_or_null(text.filter(|_| written.refusal));
    out.key("annotations").open('[');
    out.close(']');
    out.close('}');
    if head.has_logprobs {
        out.key("logprobs");
        match &choice.logprobs {
            Some(entries) => out.value(&Logprobs::new(entries)),
            None => out.raw("null"),
        }
    }
    out.key("finish_reason").text(&written.finish);
    out.close('}');
}

fn print_calls(out: &mut Printer, choice: &Choice) {
    out.key("tool_calls").open('[');
    for ((name, arguments), id) in choice.written.calls.iter().zip(&choice.call_ids) {
        out.item().open('{');
        out.key("id").text(id);
        out.key("type").text("function");
        out.key("function").open('{');
        out.key("name").text(name);
        out.key("arguments").text(arguments);
        out.close('}');
        out.close('}');
    }
    out.close(']');
}

/// The field of the counts.
fn print_usage(out: &mut Printer, usage: &WireUsage) {
    let (prompt, completion) = (&usage.prompt_tokens_details, &usage.completion_tokens_details);
    out.written(",\n  \"usage\": {\n    \"prompt_tokens\": ").number(usage.prompt_tokens);
    out.written(",\n    \"completion_tokens\": ").number(usage.completion_tokens);
    out.written(",\n    \"total_tokens\": ").number(usage.total_tokens);
    out.written(",\n    \"prompt_tokens_details\": {\n      \"cached_tokens\": ")
        .number(prompt.cached_tokens);
    out.written(",\n      \"audio_tokens\": ").number(prompt.audio_tokens);
    if let Some(written) = prompt.cache_write_tokens {
        out.written(",\n      \"cache_write_tokens\": ").number(written);
    }
    out.written("\n    },\n    \"completion_tokens_details\": {\n      \"reasoning_tokens\": ");
    out.number(completion.reasoning_tokens);
    out.written(",\n      \"audio_tokens\": ").number(completion.audio_tokens);
    out.written(",\n      \"accepted_prediction_tokens\": ").number(completion.accepted_prediction_tokens);
    out.written(",\n      \"rejected_prediction_tokens\": ").number(completion.rejected_prediction_tokens);
    out.written("\n    }\n  }");
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
        response: printer::pretty(&response),
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

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_is_printed_as_serde_prints_it(
            text in "\\PC{0,20}[\n\"]?", refusal in any::<bool>(), logprobs in any::<bool>(), calls in 0usize..3,
        ) {
            let written = Written {
                text,
                refusal,
                calls: (0..calls).map(|n| (format!("f{n}"), "{\"a\":1}".to_owned())).collect(),
                finish: "stop".to_owned(),
                ..Written::default()
            };
            let entries = logprobs.then(|| vec![serde_json::json!({"token": "x", "bytes": [120], "top_logprobs": []})]);
            let choice = Choice { written, call_ids: vec!["call_1".to_owned(); calls], logprobs: entries };
            let head = Head {
                id: "chatcmpl-1".to_owned(), created: 7, model: "gpt-5.6", fingerprint: None, has_logprobs: logprobs,
            };
            let printed = completion(&head, &[choice.clone(), choice], &WireUsage::new(&Usage::default(), "gpt-5.6"));
            let value: Value = serde_json::from_slice(&printed).unwrap();
            prop_assert_eq!(&printed, &printer::pretty(&value));
        }
    }
}
