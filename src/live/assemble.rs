//! What an answer of a real service says, whole or streamed.
//!
//! Owns: reading replies and token counts out of the vendors' JSON, and putting a
//! stream together to what the same call without `stream` would have returned. Must
//! not know: where the bytes came from, what they cost.

use super::sse::Events;
use crate::evidence::{Api, Usage};
use serde_json::{Map, Value, json};

/// Longer bodies are passed on, but not read.
const LONGEST: usize = 16 * 1024 * 1024;

/// What an answer said.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Reading {
    /// The body as JSON; `null` where it is none.
    pub response: Value,
    /// Visible texts, one per choice.
    pub reply: Vec<String>,
    /// Token counts, where the wire carried them.
    pub usage: Option<Usage>,
}

/// Reads an answer while it passes.
#[derive(Debug)]
pub(super) struct Assembler {
    api: Api,
    /// `None` for an answer that is not a stream.
    events: Option<Events>,
    body: Vec<u8>,
    whole: Value,
    choices: Vec<Choice>,
}

/// One choice of a streamed chat completion.
#[derive(Debug, Default)]
struct Choice {
    content: String,
    refusal: String,
    calls: Vec<Value>,
    finish: Value,
}

impl Assembler {
    pub(super) fn new(api: Api, stream: bool) -> Self {
        Self {
            api,
            events: stream.then(Events::default),
            body: Vec::new(),
            whole: Value::Null,
            choices: Vec::new(),
        }
    }

    /// Takes the next bytes; the visible text they add to the first reply.
    pub(super) fn push(&mut self, bytes: &[u8]) -> String {
        let Some(events) = &mut self.events else {
            if self.body.len() + bytes.len() <= LONGEST {
                self.body.extend_from_slice(bytes);
            }
            return String::new();
        };
        let events = events.push(bytes);
        let values = events.iter().filter_map(|data| serde_json::from_str::<Value>(data).ok());
        let mut text = String::new();
        for value in values.collect::<Vec<_>>() {
            match self.api {
                Api::ChatCompletions => self.chat(&value, &mut text),
                Api::Responses => self.responses(value, &mut text),
                Api::Messages => self.messages(&value, &mut text),
                _ => {}
            }
        }
        text
    }

    /// What all of it said.
    pub(super) fn finish(self) -> Reading {
        let response = match (&self.events, self.api) {
            (None, _) => serde_json::from_slice(&self.body).unwrap_or_default(),
            (Some(_), Api::ChatCompletions) => self.completion(),
            (Some(_), _) => self.whole,
        };
        Reading { reply: replies(self.api, &response), usage: usage(&response), response }
    }

    fn chat(&mut self, chunk: &Value, text: &mut String) {
        if self.whole.is_null() {
            self.whole = chunk.clone();
        }
        if let Some(fields) = self.whole.as_object_mut() {
            for key in ["usage", "error"] {
                if let Some(value) = chunk.get(key).filter(|value| !value.is_null()) {
                    fields.insert(key.to_owned(), value.clone());
                }
            }
        }
        for part in chunk.get("choices").and_then(Value::as_array).into_iter().flatten() {
            let index = part.get("index").and_then(Value::as_u64).unwrap_or(0).min(1024) as usize;
            if self.choices.len() <= index {
                self.choices.resize_with(index + 1, Choice::default);
            }
            if let Some(choice) = self.choices.get_mut(index) {
                let added = choice.add(part);
                if index == 0 {
                    text.push_str(&added);
                }
            }
        }
    }

    fn completion(&self) -> Value {
        let mut whole = self.whole.clone();
        let Some(fields) = whole.as_object_mut() else { return whole };
        if fields.contains_key("error") && self.choices.is_empty() {
            return whole;
        }
        fields.insert("object".to_owned(), Value::from("chat.completion"));
        let choices = self.choices.iter().enumerate().map(|(index, choice)| choice.whole(index)).collect();
        fields.insert("choices".to_owned(), Value::Array(choices));
        whole
    }

    fn responses(&mut self, mut event: Value, text: &mut String) {
        if event.get("type").and_then(Value::as_str) == Some("response.output_text.delta") {
            text.push_str(event.get("delta").and_then(Value::as_str).unwrap_or_default());
        }
        // The last of them is complete; the earlier ones stand for a stream cut short.
        if let Some(response) = event.get_mut("response").map(Value::take) {
            self.whole = response;
        }
    }

    fn messages(&mut self, event: &Value, text: &mut String) {
        match event.get("type").and_then(Value::as_str).unwrap_or_default() {
            "message_start" => self.whole = event.get("message").cloned().unwrap_or_default(),
            "content_block_start" => {
                if let Some(block) = event.get("content_block") {
                    self.blocks(|blocks| blocks.push(block.clone()));
                }
            }
            "content_block_delta" => {
                let delta = event.get("delta").cloned().unwrap_or_default();
                text.push_str(delta.get("text").and_then(Value::as_str).unwrap_or_default());
                self.blocks(|blocks| extend_block(blocks.last_mut(), &delta));
            }
            "message_delta" => {
                if let Some(whole) = self.whole.as_object_mut() {
                    merge(whole, event.get("delta"));
                    if let Some(usage) = whole.get_mut("usage").and_then(Value::as_object_mut) {
                        merge(usage, event.get("usage"));
                    }
                }
            }
            "error" => self.whole = event.clone(),
            _ => {}
        }
    }

    fn blocks(&mut self, change: impl FnOnce(&mut Vec<Value>)) {
        if let Some(blocks) = self.whole.get_mut("content").and_then(Value::as_array_mut) {
            change(blocks);
        }
    }
}

impl Choice {
    /// Adds a chunk's part; the visible text of it.
    fn add(&mut self, part: &Value) -> String {
        let delta = part.get("delta").unwrap_or(&Value::Null);
        let text = |key: &str| delta.get(key).and_then(Value::as_str).unwrap_or_default();
        self.content.push_str(text("content"));
        self.refusal.push_str(text("refusal"));
        for call in delta.get("tool_calls").and_then(Value::as_array).into_iter().flatten() {
            self.add_call(call);
        }
        if let Some(finish) = part.get("finish_reason").filter(|finish| !finish.is_null()) {
            self.finish = finish.clone();
        }
        text("content").to_owned()
    }

    fn add_call(&mut self, call: &Value) {
        let index = call.get("index").and_then(Value::as_u64).unwrap_or(0).min(1024) as usize;
        while self.calls.len() <= index {
            self.calls
                .push(json!({"id": null, "type": "function", "function": {"name": "", "arguments": ""}}));
        }
        let Some(known) = self.calls.get_mut(index) else { return };
        if let Some(id) = call.get("id").filter(|id| id.is_string()) {
            known["id"] = id.clone();
        }
        for key in ["name", "arguments"] {
            let more = call.pointer(&format!("/function/{key}")).and_then(Value::as_str).unwrap_or_default();
            let so_far = known["function"][key].as_str().unwrap_or_default();
            known["function"][key] = Value::from(format!("{so_far}{more}"));
        }
    }

    fn whole(&self, index: usize) -> Value {
        let or_null = |text: &str| if text.is_empty() { Value::Null } else { Value::from(text) };
        let mut message = json!({
            "role": "assistant",
            "content": if self.calls.is_empty() && self.refusal.is_empty() {
                Value::from(self.content.as_str())
            } else {
                or_null(&self.content)
            },
            "refusal": or_null(&self.refusal),
        });
        if !self.calls.is_empty() {
            message["tool_calls"] = Value::Array(self.calls.clone());
        }
        json!({"index": index, "message": message, "finish_reason": self.finish})
    }
}

fn extend_block(block: Option<&mut Value>, delta: &Value) {
    let Some(block) = block else { return };
    for (from, to) in [("text", "text"), ("thinking", "thinking"), ("partial_json", "input")] {
        let Some(more) = delta.get(from).and_then(Value::as_str) else { continue };
        let so_far = block.get(to).and_then(Value::as_str).unwrap_or_default();
        let joined = format!("{so_far}{more}");
        // A tool's input comes as the text of JSON: it is parsed once it is whole.
        let value = if to == "input" { serde_json::from_str(&joined).ok() } else { None };
        block[to] = value.unwrap_or_else(|| Value::from(joined));
    }
}

fn merge(into: &mut Map<String, Value>, from: Option<&Value>) {
    for (key, value) in from.and_then(Value::as_object).into_iter().flatten() {
        into.insert(key.clone(), value.clone());
    }
}

/// The visible texts of a body, one per choice; none for an error.
fn replies(api: Api, body: &Value) -> Vec<String> {
    let list =
        |value: &Value, key: &str| value.get(key).and_then(Value::as_array).cloned().unwrap_or_default();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    match api {
        Api::ChatCompletions => list(body, "choices")
            .iter()
            .map(|choice| {
                let message = choice.get("message").unwrap_or(&Value::Null);
                let content = message.get("content").filter(|content| content.is_string());
                content.or_else(|| message.get("refusal")).map(text).unwrap_or_default()
            })
            .collect(),
        Api::Responses => {
            let parts =
                list(body, "output").iter().flat_map(|item| list(item, "content")).collect::<Vec<_>>();
            let texts: Vec<String> = parts.iter().filter_map(|part| part.get("text")).map(text).collect();
            if body.get("output").is_some() { vec![texts.concat()] } else { Vec::new() }
        }
        Api::Messages if body.get("content").is_some() => {
            vec![list(body, "content").iter().filter_map(|block| block.get("text")).map(text).collect()]
        }
        _ => Vec::new(),
    }
}

/// The token counts of a body, in any of the vendors' forms.
fn usage(body: &Value) -> Option<Usage> {
    let usage = body.get("usage").filter(|usage| usage.is_object())?;
    let count = |pointers: &[&str]| pointers.iter().find_map(|at| usage.pointer(at).and_then(Value::as_u64));
    let cached = count(&["/prompt_tokens_details/cached_tokens", "/input_tokens_details/cached_tokens"]);
    // Anthropic counts what it read from and wrote to its cache beside the input.
    let beside =
        ["/cache_read_input_tokens", "/cache_creation_input_tokens"].map(|at| count(&[at]).unwrap_or(0));
    Some(Usage {
        input_tokens: count(&["/prompt_tokens", "/input_tokens"])? + beside.iter().sum::<u64>(),
        output_tokens: count(&["/completion_tokens", "/output_tokens"]).unwrap_or(0),
        cached_tokens: cached.unwrap_or(beside[0]),
        cache_write_tokens: beside[1],
        reasoning_tokens: count(&[
            "/completion_tokens_details/reasoning_tokens",
            "/output_tokens_details/reasoning_tokens",
        ])
        .unwrap_or(0),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(api: Api, stream: bool, pieces: &[&str]) -> (String, Reading) {
        let mut assembler = Assembler::new(api, stream);
        let text = pieces.iter().map(|piece| assembler.push(piece.as_bytes())).collect();
        (text, assembler.finish())
    }

    #[test]
    fn a_plain_completion_is_read() {
        let body = r#"{"choices":[{"message":{"content":"Lima"}},{"message":{"content":null,"refusal":"No."}}],
            "usage":{"prompt_tokens":9,"completion_tokens":3,"prompt_tokens_details":{"cached_tokens":4}}}"#;
        let (_, reading) = read(Api::ChatCompletions, false, &[&body[..30], &body[30..]]);
        assert_eq!(reading.reply, ["Lima", "No."]);
        let usage = reading.usage.unwrap_or_default();
        assert_eq!((usage.input_tokens, usage.output_tokens, usage.cached_tokens), (9, 3, 4));
    }

    #[test]
    fn a_streamed_completion_is_put_together() {
        let (text, reading) = read(
            Api::ChatCompletions,
            true,
            &[
                "data: {\"id\":\"c1\",\"object\":\"chat.completion.chunk\",\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\"}}]}\n\nda",
                "ta: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Li\"}}]}\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ma\"},\"finish_reason\":\"stop\"}]}\n\n",
                "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":5,\"completion_tokens\":2}}\n\ndata: [DONE]\n\n",
            ],
        );
        assert_eq!((text.as_str(), reading.reply.as_slice()), ("Lima", ["Lima".to_owned()].as_slice()));
        assert_eq!(reading.response["object"], "chat.completion");
        assert_eq!(reading.response["choices"][0]["finish_reason"], "stop");
        assert_eq!(reading.usage.map(|usage| usage.output_tokens), Some(2));
    }

    #[test]
    fn streamed_tool_calls_are_put_together() {
        let (_, reading) = read(
            Api::ChatCompletions,
            true,
            &[
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\"\"}}]}}]}\n\n",
                "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"function\":{\"arguments\":\":1}\"}}]},\"finish_reason\":\"tool_calls\"}]}\n\n",
            ],
        );
        let call = &reading.response["choices"][0]["message"]["tool_calls"][0];
        assert_eq!(call["id"], "call_1");
        assert_eq!(call["function"]["arguments"], "{\"a\":1}");
    }

    #[test]
    fn responses_streams_end_with_the_whole() {
        let (text, reading) = read(
            Api::Responses,
            true,
            &[
                "event: response.created\ndata: {\"type\":\"response.created\",\"response\":{\"id\":\"r\",\"output\":[]}}\n\n",
                "data: {\"type\":\"response.output_text.delta\",\"delta\":\"Lima\"}\n\n",
                "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"r\",\"output\":[{\"type\":\"message\",\"content\":[{\"type\":\"output_text\",\"text\":\"Lima\"}]}],\"usage\":{\"input_tokens\":4,\"output_tokens\":1}}}\n\n",
            ],
        );
        assert_eq!((text.as_str(), reading.reply.as_slice()), ("Lima", ["Lima".to_owned()].as_slice()));
        assert_eq!(reading.usage.map(|usage| usage.input_tokens), Some(4));
    }

    #[test]
    fn messages_streams_are_put_together() {
        let (text, reading) = read(
            Api::Messages,
            true,
            &[
                "data: {\"type\":\"message_start\",\"message\":{\"id\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":7,\"cache_read_input_tokens\":3,\"output_tokens\":1}}}\n\n",
                "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\n",
                "data: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Lima\"}}\n\n",
                "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":6}}\n\n",
            ],
        );
        assert_eq!((text.as_str(), reading.reply.as_slice()), ("Lima", ["Lima".to_owned()].as_slice()));
        assert_eq!(reading.response["stop_reason"], "end_turn");
        let usage = reading.usage.unwrap_or_default();
        assert_eq!((usage.input_tokens, usage.output_tokens, usage.cached_tokens), (10, 6, 3));
    }

    #[test]
    fn errors_and_rubbish_have_no_reply() {
        for body in ["", "<html>", "{\"error\":{\"message\":\"no\"}}", "[1]"] {
            for api in [Api::ChatCompletions, Api::Responses, Api::Messages, Api::Other] {
                assert_eq!(read(api, false, &[body]).1.reply, Vec::<String>::new(), "{body}");
            }
        }
    }
}
