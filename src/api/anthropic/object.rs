//! The message object, whole or as far as it got.
//!
//! Owns: its shape and its key order. Must not know: requests, streams, sockets.

use crate::api::answer::{Note, Sent};
use crate::api::anthropic::thought::Thought;
use crate::api::anthropic::usage;
use crate::api::generate::Written;
use crate::evidence::Usage;
use bytes::Bytes;
use serde_json::{Value, json};

/// One reply, as this vendor tells it.
#[derive(Debug, Clone, PartialEq)]
pub struct Reply {
    /// `msg_01…`
    pub id: String,
    /// The snapshot.
    pub model: String,
    /// What the model thought first, where it was asked to.
    pub thought: Option<Thought>,
    /// What the model wrote.
    pub written: Written,
    /// One id per tool call: `toolu_01…`
    pub call_ids: Vec<String>,
    /// Token counts.
    pub usage: Usage,
    /// The part of those written to the cache that is kept for an hour.
    pub for_an_hour: u64,
}

impl Reply {
    /// Why it ended.
    #[must_use]
    pub fn stop_reason(&self) -> &str {
        match self.written.finish.as_str() {
            _ if self.written.refusal => "refusal",
            "stop" if self.written.stopped_by.is_some() => "stop_sequence",
            "stop" => "end_turn",
            "length" => "max_tokens",
            "tool_calls" | "function_call" => "tool_use",
            "content_filter" => "refusal",
            other => other,
        }
    }

    /// The end of a message: `stop_reason`, `stop_sequence`, `stop_details`.
    #[must_use]
    pub fn stop(&self) -> Value {
        let reason = self.stop_reason();
        let words = Some(&self.written.text).filter(|_| self.written.refusal);
        json!({
            "stop_reason": reason,
            "stop_sequence": self.written.stopped_by.as_ref().filter(|_| reason == "stop_sequence"),
            "stop_details": (reason == "refusal")
                .then(|| json!({"type": "refusal", "category": null, "explanation": words})),
        })
    }

    /// The visible text. Those of a refusal stand beside the content.
    #[must_use]
    pub fn text(&self) -> &str {
        if self.written.refusal { "" } else { &self.written.text }
    }

    /// The `tool_use` blocks; `input` is the call's arguments, or `{}` where a stream
    /// is yet to tell them.
    pub fn tool_blocks(&self, empty: bool) -> impl Iterator<Item = Value> {
        self.written.calls.iter().zip(&self.call_ids).map(move |((name, arguments), id)| {
            let input = if empty { json!({}) } else { serde_json::from_str(arguments).unwrap_or_default() };
            json!({"type": "tool_use", "id": id, "name": name, "input": input, "caller": {"type": "direct"}})
        })
    }

    /// The message object.
    #[must_use]
    pub fn message(&self) -> Bytes {
        let text = Some(self.text()).filter(|text| !text.is_empty());
        let text = text.map(|text| json!({"type": "text", "text": text}));
        let thought = self.thought.as_ref().map(|thought| thought.block(false));
        let content: Vec<Value> = thought.into_iter().chain(text).chain(self.tool_blocks(false)).collect();
        object(self, &content, &self.stop(), &usage::whole(&self.usage, self.for_an_hour))
    }

    /// The message object at the beginning of a stream.
    #[must_use]
    pub fn opening(&self) -> Bytes {
        let stop = json!({"stop_reason": null, "stop_sequence": null, "stop_details": null});
        object(self, &[], &stop, &usage::opening(&self.usage, self.for_an_hour))
    }
}

fn object(reply: &Reply, content: &[Value], stop: &Value, usage: &Value) -> Bytes {
    let object = json!({
        "model": reply.model,
        "id": reply.id,
        "type": "message",
        "role": "assistant",
        "content": content,
        "stop_reason": stop["stop_reason"],
        "stop_sequence": stop["stop_sequence"],
        "stop_details": stop["stop_details"],
        "usage": usage,
    });
    Bytes::from(object.to_string())
}

/// What a client has got of a stream that ended early.
#[must_use]
pub fn partial(note: &Note, sent: &Sent) -> Note {
    let (text, tokens, finished) = sent.replies.first().cloned().unwrap_or_default();
    let mut response: Value = serde_json::from_slice(&note.response).unwrap_or_default();
    let model = response.get("model").and_then(Value::as_str).unwrap_or_default().to_owned();
    let mut counts = note.usage;
    if !finished {
        let tokens = usize::try_from(tokens).unwrap_or(usize::MAX);
        counts =
            counts.map(|counts| Usage { output_tokens: usage::estimate(tokens, &model).max(1), ..counts });
        unfinished(&mut response, &text, counts.as_ref());
    }
    Note {
        response: Bytes::from(response.to_string()),
        reply: vec![text],
        usage: counts,
        usage_sent: finished,
        usd: counts.and_then(|counts| crate::models::cost(&model, &counts)),
        fault: note.fault.clone(),
        advisories: note.advisories.clone(),
    }
}

fn unfinished(response: &mut Value, text: &str, counts: Option<&Usage>) {
    let Some(message) = response.as_object_mut() else { return };
    let mut blocks = Vec::new();
    if !text.is_empty() {
        // Thoughts were told before the first word.
        let told = message.get("content").and_then(Value::as_array).into_iter().flatten();
        blocks.extend(told.filter(|block| block["type"] == "thinking").cloned());
        blocks.push(json!({"type": "text", "text": text}));
    }
    message.insert("content".to_owned(), Value::Array(blocks));
    for key in ["stop_reason", "stop_sequence", "stop_details"] {
        message.insert(key.to_owned(), Value::Null);
    }
    let told =
        message.get("usage").and_then(|usage| usage.pointer("/cache_creation/ephemeral_1h_input_tokens"));
    let for_an_hour = told.and_then(Value::as_u64).unwrap_or(0);
    let usage = counts.map_or(Value::Null, |counts| usage::whole(counts, for_an_hour));
    message.insert("usage".to_owned(), usage);
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    /// The reply of the facts.
    fn lima() -> Reply {
        Reply {
            id: "msg_01QX9VjUPC94TNWLAVYFeRgp".to_owned(),
            model: "claude-sonnet-5-5".to_owned(),
            written: Written {
                text: "Lima.".to_owned(),
                tokens: 3,
                finish: "stop".to_owned(),
                ..Written::default()
            },
            call_ids: Vec::new(),
            usage: Usage { input_tokens: 14, output_tokens: 5, ..Usage::default() },
            for_an_hour: 0,
            thought: None,
        }
    }

    #[test]
    fn a_message_is_byte_for_byte_the_vendors() {
        let expected = r#"{"model":"claude-sonnet-5-5","id":"msg_01QX9VjUPC94TNWLAVYFeRgp","type":"message","role":"assistant","content":[{"type":"text","text":"Lima."}],"stop_reason":"end_turn","stop_sequence":null,"stop_details":null,"usage":{"input_tokens":14,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":5,"output_tokens_details":{"thinking_tokens":0},"service_tier":"standard","inference_geo":"global"}}"#;
        assert_eq!(lima().message(), expected);
    }

    #[test]
    fn calls_carry_objects() {
        let mut reply = lima();
        reply.written = Written {
            calls: vec![("get_weather".to_owned(), "{\"city\":\"Lima\"}".to_owned())],
            finish: "tool_calls".to_owned(),
            ..Written::default()
        };
        reply.call_ids = vec!["toolu_01MPgxAFQ0FJZlCZBTToOFl9".to_owned()];
        let message: Value = serde_json::from_slice(&reply.message()).unwrap();
        assert_eq!(
            message["content"][0].to_string(),
            r#"{"type":"tool_use","id":"toolu_01MPgxAFQ0FJZlCZBTToOFl9","name":"get_weather","input":{"city":"Lima"},"caller":{"type":"direct"}}"#
        );
        assert_eq!(message["stop_reason"], "tool_use");
    }

    #[test]
    fn ends_have_their_reasons() {
        let mut reply = lima();
        reply.written.stopped_by = Some("END".to_owned());
        assert_eq!(
            reply.stop(),
            json!({"stop_reason": "stop_sequence", "stop_sequence": "END", "stop_details": null})
        );
        reply.written.finish = "length".to_owned();
        assert_eq!(reply.stop()["stop_reason"], "max_tokens");
        assert_eq!(reply.stop()["stop_sequence"], Value::Null);
        reply.written.finish = "pause_turn".to_owned();
        assert_eq!(reply.stop()["stop_reason"], "pause_turn");
        reply.written.refusal = true;
        assert_eq!(
            reply.stop()["stop_details"],
            json!({"type": "refusal", "category": null, "explanation": "Lima."})
        );
        let message: Value = serde_json::from_slice(&reply.message()).unwrap();
        assert_eq!((&message["content"], &message["stop_reason"]), (&json!([]), &json!("refusal")));
    }

    #[test]
    fn a_message_that_broke_off_is_told_as_far_as_it_got() {
        let reply = lima();
        let note = Note {
            response: reply.message(),
            reply: vec!["Lima.".to_owned()],
            usage: Some(reply.usage),
            usage_sent: true,
            ..Note::default()
        };
        let broken = partial(&note, &Sent { replies: vec![("Lima".to_owned(), 2, false)], usage: false });
        let response: Value = serde_json::from_slice(&broken.response).unwrap();
        assert_eq!(response["content"], json!([{"type": "text", "text": "Lima"}]));
        assert_eq!(
            (&response["stop_reason"], &response["usage"]["output_tokens"]),
            (&Value::Null, &json!(3))
        );
        assert_eq!((broken.usage.unwrap().output_tokens, broken.usage_sent), (3, false));
        let whole = partial(&note, &Sent { replies: vec![("Lima.".to_owned(), 3, true)], usage: true });
        assert_eq!((whole.response, whole.usage_sent), (reply.message(), true));
    }
}
