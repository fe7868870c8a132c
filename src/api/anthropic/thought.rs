//! Thinking that a reply shows.
//!
//! Owns: when a model thinks, how long, and what of it is told. Must not know: replies,
//! streams, prices.
//!
//! Nothing here thinks: the words are a fixed summary around the question. Blocks, their
//! order, `display` and the counts are the vendor's.

use crate::api::anthropic::traits;
use crate::api::anthropic::usage::{STAND_IN, estimate};
use crate::api::json::Json;
use crate::api::rng::{Seed, push_alphanumeric};
use crate::api::tokens::count;
use serde_json::{Value, json};

/// Characters of the question that are repeated.
const QUESTION: usize = 120;
/// Letters of a signature.
const SIGNATURE: usize = 300;

/// The beta with which a model with a budget for thinking thinks between its calls.
pub const INTERLEAVED: &str = "interleaved-thinking-";

/// Whether a model with a budget has done its thinking, before a call whose result comes now.
#[must_use]
pub fn is_over(body: &Json<'_>) -> bool {
    let Some(body) = body.as_object() else { return false };
    let field = |value: &Json<'_>, name: &str, word: &str| {
        value.as_object().and_then(|object| object.get(name)).and_then(Json::as_str) == Some(word)
    };
    let has_budget = body.get("thinking").is_some_and(|asked| field(asked, "type", "enabled"));
    let last = body.get("messages").and_then(Json::as_array).and_then(|messages| messages.last());
    let content = last.and_then(Json::as_object).and_then(|last| last.get("content"));
    let mut blocks = content.and_then(Json::as_array).into_iter().flatten();
    has_budget && blocks.any(|block| field(block, "type", "tool_result"))
}

/// A model's thoughts before its reply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Thought {
    /// The summary; empty where it is not shown.
    pub text: String,
    /// What proves to the vendor that the block is its own.
    pub signature: String,
    /// Tokens spent, more than are shown.
    pub tokens: u64,
}

impl Thought {
    /// What a model thinks about a request: nothing unless the request asks for it, and,
    /// where the model may choose, nothing at low effort. At most half of `max_tokens` is
    /// spent, so that there is a reply.
    #[must_use]
    pub fn about(body: &Json<'_>, model: &str, question: &str, max_tokens: u64, seed: Seed) -> Option<Self> {
        let body = body.as_object()?;
        let asked = body.get("thinking")?.as_object()?;
        let config = body.get("output_config").and_then(Json::as_object);
        let effort = config.and_then(|config| config.get("effort")).and_then(Json::as_str);
        let (least, most) = match (asked.get("type")?.as_str()?, effort) {
            ("enabled", _) | ("adaptive", Some("medium")) => (40, 160),
            ("adaptive", Some("low")) => return None,
            ("adaptive", Some("xhigh" | "max")) => (200, 900),
            ("adaptive", _) => (60, 300),
            _ => return None,
        };
        let mut rng = seed.rng();
        let words = summary(question);
        let spent = estimate(count(&words, STAND_IN), model) + rng.u64(least..=most);
        let tokens = spent.min(max_tokens / 2);
        if tokens == 0 {
            return None;
        }
        let shown = match asked.get("display").and_then(Json::as_str) {
            Some(display) => display == "summarized",
            // Since 4.7, thoughts are shown to those who ask for them.
            None => traits::version(model).is_none_or(|(_, major, minor)| (major, minor) < (4, 7)),
        };
        let mut signature = "Er".to_owned();
        push_alphanumeric(&mut signature, SIGNATURE, &mut rng);
        signature.push_str("AQ==");
        Some(Self { text: if shown { words } else { String::new() }, signature, tokens })
    }

    /// The block of the message's content; where a stream is yet to tell it, with nothing
    /// in it.
    #[must_use]
    pub fn block(&self, empty: bool) -> Value {
        let told = |text: &str| if empty { String::new() } else { text.to_owned() };
        json!({"type": "thinking", "thinking": told(&self.text), "signature": told(&self.signature)})
    }
}

fn summary(question: &str) -> String {
    let words = question.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut asked: String = words.chars().take(QUESTION).collect();
    if asked.len() < words.len() {
        asked.push('…');
    }
    format!("The user says: \"{asked}\" I look for what is wanted, and answer just that.")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn about(model: &str, rest: &Value, max_tokens: u64) -> Option<Thought> {
        Thought::about(&Json::from(rest), model, "Why is the sky\nblue?", max_tokens, Seed::new(1))
    }

    #[test]
    fn a_model_thinks_when_it_is_asked_to() {
        let asked = |kind: &str| json!({"thinking": {"type": kind}});
        let with_budget = json!({"thinking": {"type": "enabled", "budget_tokens": 1024}});
        let thought = about("claude-haiku-4-5", &with_budget, 2000).unwrap();
        assert!(thought.text.contains("Why is the sky blue?"), "{thought:?}");
        assert!(thought.tokens > 40 && thought.signature.len() > 300);
        assert!(about("claude-sonnet-5-5", &asked("adaptive"), 2000).unwrap().text.is_empty());
        for nothing in [json!({}), asked("disabled"), asked("between_tools")] {
            assert_eq!(about("claude-sonnet-5-5", &nothing, 2000), None, "{nothing}");
        }
        let mut shown = asked("adaptive");
        shown["thinking"]["display"] = json!("summarized");
        assert!(!about("claude-sonnet-5-5", &shown, 2000).unwrap().text.is_empty());
        shown["output_config"] = json!({"effort": "low"});
        assert_eq!(about("claude-sonnet-5-5", &shown, 2000), None);
    }

    #[test]
    fn there_is_always_room_for_a_reply() {
        let asked = json!({"thinking": {"type": "adaptive"}});
        assert_eq!(about("claude-sonnet-5-5", &asked, 20).unwrap().tokens, 10);
        assert_eq!(about("claude-sonnet-5-5", &asked, 1), None);
    }
}
