//! Token counts of a chat call, by the rules fitted on recorded traffic.
//!
//! Owns: what prompts and replies cost in tokens per family of models. Must not
//! know: texts of replies, streams.

use crate::api::json::Json;
use crate::api::openai::messages::Message;
use crate::api::openai::tool_text;
use crate::api::openai::validate::ChatRequest;
use crate::api::rng::Seed;
use crate::api::tokens::count;
use crate::models::{Encoding, Model};

/// Tokens around each message (`<start>role<sep>…<end>`).
const PER_MESSAGE: usize = 4;

/// Tokens of the prompt: texts, roles, the opening of the reply, and what else the
/// model reads.
#[must_use]
pub fn prompt_tokens(request: &ChatRequest<'_>) -> u64 {
    messages_tokens(&request.messages, request.model) + tools_tokens(request)
}

/// Tokens of functions and schemas. The frame around functions was fitted on recorded
/// traffic; of schemas only the text is counted.
#[must_use]
pub fn tools_tokens(request: &ChatRequest<'_>) -> u64 {
    let model = request.model;
    let mut tokens = 0;
    if !request.tools.functions.is_empty() {
        let instructed = request.messages.iter().any(|m| matches!(m.role, "system" | "developer"));
        let frame = match (model.reasons(), instructed) {
            (false, false) => 9,
            (false, true) => 5,
            (true, false) => 90,
            (true, true) => 91,
        };
        tokens += count(&tool_text::render(&request.tools.functions), model.encoding) + frame;
    }
    if let Some(schema) = request.schema {
        tokens += count(&Json::Object(schema.clone()).to_string(), model.encoding);
    }
    tokens as u64
}

/// Tokens of a conversation, and of the opening of a reply to it.
#[must_use]
pub fn messages_tokens(messages: &[Message<'_>], model: &Model) -> u64 {
    let texts: usize = messages.iter().map(|message| message_tokens(message, model.encoding)).sum();
    let primer = if model.reasons() { 2 } else { 3 };
    (texts + PER_MESSAGE * messages.len() + primer) as u64
}

fn message_tokens(message: &Message<'_>, encoding: Encoding) -> usize {
    let name = message.name.map_or(0, |name| 1 + count(name, encoding));
    let calls: usize =
        message.calls.iter().map(|(name, args)| count(name, encoding) + count(args, encoding) + 7).sum();
    count(&message.text, encoding) + name + calls
}

/// What a reply costs besides its visible text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Overhead {
    /// Tokens that frame the text.
    pub frame: u64,
    /// Tokens of thinking.
    pub reasoning: u64,
}

impl Overhead {
    /// The overhead of a reply. Where chance plays a part it follows the seed. For
    /// `room` see [`Self::fitted`].
    #[must_use]
    pub fn of(request: &ChatRequest<'_>, seed: Seed, room: Option<u64>) -> Self {
        if !request.model.reasons() {
            return Self { frame: u64::from(request.tools.offered), reasoning: 0 };
        }
        if request.effort == Some("none") {
            return Self { frame: 3, reasoning: 0 };
        }
        let draw = seed.text("reasoning").value();
        let reasoning = thinking(request.model, request.effort, draw >> 8);
        Self { frame: 9 + draw % 2, reasoning }.fitted(request.model, request.max_tokens, room)
    }

    /// What of it there is within `limit`, the most tokens of the whole reply.
    ///
    /// `room` is that limit, less the tokens that a scripted text wants: such a text is
    /// never squeezed out by thinking, so that a learner sees it; where nothing is left
    /// for thinking there is none. A model that writes of its own accord (`room` is
    /// all of the limit) thinks until it is done or the limit cuts it off, be it in the
    /// middle of a block, and may leave nothing for a text.
    #[must_use]
    pub fn fitted(self, model: &Model, limit: Option<u64>, room: Option<u64>) -> Self {
        let Some(room) = room else { return self };
        if limit == Some(room) {
            let reasoning = self.reasoning.min(room);
            return Self { frame: self.frame.min(room - reasoning), reasoning };
        }
        let left = room.saturating_sub(self.frame);
        Self { reasoning: in_blocks(model, self.reasoning.min(left)), ..self }
    }
}

/// Tokens of thinking for an effort, drawn.
#[must_use]
pub fn thinking(model: &Model, effort: Option<&str>, draw: u64) -> u64 {
    let blocks = match effort {
        None | Some("minimal" | "none") => return 0,
        Some("low") => 1 + draw % 2,
        Some("medium") => 2 + draw % 3,
        Some("high") => 5 + draw % 6,
        _ => 10 + draw % 12,
    };
    in_blocks(model, blocks * 64 + (draw >> 8) % 64)
}

/// o-series and the first gpt-5 report thinking in multiples of 64, later models
/// exactly.
fn in_blocks(model: &Model, tokens: u64) -> u64 {
    let later = model.is_gpt5_or_later() && model.name.as_bytes().get(5) == Some(&b'.');
    let exact = later || model.name.starts_with("gpt-6");
    if exact { tokens } else { tokens - tokens % 64 }
}

/// Tokens that frame tool calls, besides their names and arguments.
#[must_use]
pub fn calls_frame(request: &ChatRequest<'_>, calls: usize) -> u64 {
    let first = match (request.model.reasons(), request.effort) {
        (false, _) => 7,
        (true, Some("none")) => 10,
        (true, _) => 16,
    };
    first + 20 * calls.saturating_sub(1) as u64
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::api::json::Json;
    use crate::api::openai::validate::check;
    use crate::script::Retired;
    use serde_json::{Value, json};

    fn prompt(body: &Value) -> u64 {
        prompt_tokens(&check(&Json::from(body), Retired::Serve, "2026-11-20").unwrap())
    }

    #[test]
    fn prompts_count_as_recorded() {
        let messages = json!([{"role": "system", "content": "You are terse."},
                              {"role": "user", "content": "Capital of Peru?"}]);
        assert_eq!(prompt(&json!({"model": "gpt-4.1-mini", "messages": messages})), 19);
        assert_eq!(prompt(&json!({"model": "gpt-5-mini", "messages": messages})), 18);
        // "hello" to an older model: 1 + 4 + 3.
        assert_eq!(
            prompt(&json!({"model": "gpt-3.5-turbo", "messages": [{"role": "user", "content": "hello"}]})),
            8
        );
    }

    #[test]
    fn tools_count_as_recorded() {
        let tool = json!({"type": "function", "function": {"name": "get_weather", "description": "Weather for a city.",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"],
                           "additionalProperties": false}, "strict": true}});
        let ask = |model: &str, system: bool| {
            let mut messages = vec![json!({"role": "user", "content": "Weather in Lima?"})];
            if system {
                messages.insert(0, json!({"role": "system", "content": "You are terse."}));
            }
            let with = json!({"model": model, "messages": messages, "tools": [tool]});
            let without = json!({"model": model, "messages": messages});
            (prompt(&with), prompt(&with) - prompt(&without))
        };
        assert_eq!(ask("gpt-4.1-mini", false), (46, 35));
        assert_eq!(ask("gpt-4.1-mini", true).1, 31);
        assert_eq!(ask("gpt-5-mini", false).1, 116);
        assert_eq!(ask("gpt-5-mini", true).1, 117);
    }

    #[test]
    fn parts_count_like_one_text() {
        let whole = prompt(
            &json!({"model": "gpt-4o", "messages": [{"role": "user", "content": "Capital of Peru?"}]}),
        );
        let parts = json!([{"type": "text", "text": "Capital of"}, {"type": "text", "text": " Peru?"}]);
        assert_eq!(
            prompt(&json!({"model": "gpt-4o", "messages": [{"role": "user", "content": parts}]})),
            whole
        );
    }

    #[test]
    fn thinking_costs_and_comes_in_blocks() {
        let overhead = |body: Value, room| {
            Overhead::of(
                &check(&Json::from(&body), Retired::Serve, "2026-11-20").unwrap(),
                Seed::new(5),
                room,
            )
        };
        let ask = |model: &str, effort: Option<&str>| {
            let mut body = json!({"model": model, "messages": [{"role": "user", "content": "Hi"}]});
            if let Some(effort) = effort {
                body["reasoning_effort"] = json!(effort);
            }
            body
        };
        assert_eq!(overhead(ask("gpt-4o", None), None), Overhead { frame: 0, reasoning: 0 });
        assert_eq!(overhead(ask("gpt-5.4-mini", None), None), Overhead { frame: 3, reasoning: 0 });
        let five = overhead(ask("gpt-5", None), None);
        assert!(five.reasoning >= 128 && five.reasoning % 64 == 0 && (9..=10).contains(&five.frame));
        assert_eq!(overhead(ask("gpt-5", Some("minimal")), None).reasoning, 0);
        assert!(overhead(ask("gpt-5", None), Some(50)).reasoning == 0);
        assert!(overhead(ask("gpt-5", None), Some(100)).reasoning == 64);
        assert!(overhead(ask("gpt-5.2", Some("high")), None).reasoning >= 320);
    }

    #[test]
    fn limits_cut_thinking_off_where_nobody_scripted_a_text() {
        let capped = |model: &str, cap: u64, effort: &str| {
            let body = json!({"model": model, "messages": [{"role": "user", "content": "Hi"}],
                              "max_completion_tokens": cap, "reasoning_effort": effort});
            Overhead::of(
                &check(&Json::from(&body), Retired::Serve, "2026-11-20").unwrap(),
                Seed::new(5),
                Some(cap),
            )
        };
        for model in ["gpt-5", "gpt-5-mini", "gpt-5-nano", "gpt-5.6"] {
            for cap in [1, 16, 65, 100] {
                assert_eq!(capped(model, cap, "medium"), Overhead { frame: 0, reasoning: cap }, "{model}");
            }
            let ample = capped(model, 5000, "medium");
            assert!((9..=10).contains(&ample.frame) && ample.reasoning >= 128);
            // Thinking and what frames the text just fit, the text does not.
            let tight = capped(model, ample.reasoning + 4, "medium");
            assert_eq!(tight, Overhead { frame: 4, ..ample });
        }
        assert_eq!(capped("gpt-5-mini", 5, "minimal"), Overhead { frame: 5, reasoning: 0 });
    }
}
