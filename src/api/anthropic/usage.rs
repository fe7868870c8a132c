//! Token counts, by estimate: the vendor's tokenizer is not public.
//!
//! Owns: the estimate and the usage object. Must not know: texts of replies, streams.

use crate::api::anthropic::content::{Message, Part};
use crate::api::anthropic::validate::MessagesRequest;
use crate::api::tokens::count;
use crate::evidence::Usage;
use crate::models::Encoding;
use serde_json::{Value, json};

/// The encoding that stands in for the vendor's.
pub const STAND_IN: Encoding = Encoding::O200k;

/// Tokens around each message and around the system prompt.
const PER_MESSAGE: u64 = 4;
/// Tokens that open the reply.
const PRIMER: u64 = 3;
/// Tokens of the instructions that come with tools; with a forced choice a little less.
const TOOLS: u64 = 346;
const FORCED_TOOLS: u64 = 313;
/// Tokens of an image or a document page whose size is not looked at.
pub const MEDIA: u64 = 1500;
/// Tokens around a call or its result, besides names and texts.
const PER_CALL: u64 = 25;

/// The estimate: what the vendor would count for a text in which the stand-in
/// encoding finds this many tokens. Recorded counts of short prompts to models up to
/// the 4.x ones are those of `o200k_base` plus 7 for one message ("hello" 8, "What is
/// 2+2?" 14); of the fifth generation the vendor says that they are about 30 % higher.
#[must_use]
pub fn estimate(stand_in: usize, model: &str) -> u64 {
    let tokens = stand_in as u64;
    if is_fifth_generation(model) { (tokens * 13).div_ceil(10) } else { tokens }
}

/// How many tokens of the stand-in fit into so many of the vendor's: the largest
/// number whose estimate does not exceed them, but at least one unless there is
/// nothing.
#[must_use]
pub fn room(tokens: u64, model: &str) -> usize {
    let room = if is_fifth_generation(model) { tokens.saturating_mul(10) / 13 } else { tokens };
    usize::try_from(room.max(tokens.min(1))).unwrap_or(usize::MAX)
}

/// Whether a model is a Claude 5 or later: `claude-LINE-5…`.
#[must_use]
pub fn is_fifth_generation(model: &str) -> bool {
    let Some((line, rest)) = model.strip_prefix("claude-").and_then(|rest| rest.split_once('-')) else {
        return false;
    };
    let generation = rest.split('-').next().and_then(|number| number.parse::<u32>().ok());
    line.bytes().all(|letter| letter.is_ascii_lowercase()) && generation.is_some_and(|number| number >= 5)
}

/// Tokens of the prompt.
#[must_use]
pub fn input_tokens(request: &MessagesRequest<'_>) -> u64 {
    let model = &request.model.name;
    let texts = |text: &str| estimate(count(text, STAND_IN), model);
    let system = request.system.as_deref().map_or(0, |system| texts(system) + PER_MESSAGE);
    let messages: u64 = request.messages.iter().map(|message| message_tokens(message, &texts)).sum();
    let tools: u64 = request.tools.items.iter().map(|tool| texts(&tool.to_string())).sum();
    let tools = match (request.tools.items.is_empty(), request.tools.forced) {
        (true, _) => 0,
        (false, false) => tools + TOOLS,
        (false, true) => tools + FORCED_TOOLS,
    };
    PRIMER + system + messages + tools
}

fn message_tokens(message: &Message<'_>, texts: &impl Fn(&str) -> u64) -> u64 {
    let parts = message.parts.iter().map(|part| match part {
        Part::Text(text) => texts(text),
        Part::Use { name, input, .. } => texts(name) + texts(&input.to_string()) + PER_CALL,
        Part::Result { texts: inner, media, .. } => {
            inner.iter().map(|text| texts(text)).sum::<u64>() + *media as u64 * MEDIA + PER_CALL
        }
        Part::Media => MEDIA,
        Part::Other(block) => texts(&block.to_string()),
    });
    parts.sum::<u64>() + PER_MESSAGE
}

/// Tokens of a reply of text, or of calls.
#[must_use]
pub fn output_tokens(stand_in: usize, calls: usize, model: &str) -> u64 {
    (estimate(stand_in, model) + calls as u64 * PER_CALL).max(1)
}

/// The `usage` object of a message; so many of the tokens written to the cache are kept
/// there for an hour.
#[must_use]
pub fn whole(usage: &Usage, for_an_hour: u64) -> Value {
    json!({
        "input_tokens": plain_input(usage),
        "cache_creation_input_tokens": usage.cache_write_tokens,
        "cache_read_input_tokens": usage.cached_tokens,
        "cache_creation": creation(usage, for_an_hour),
        "output_tokens": usage.output_tokens,
        "output_tokens_details": {"thinking_tokens": usage.reasoning_tokens},
        "service_tier": "standard",
        "inference_geo": "global",
    })
}

/// The `usage` object of `message_start`: a reply has hardly begun.
#[must_use]
pub fn opening(usage: &Usage, for_an_hour: u64) -> Value {
    json!({
        "input_tokens": plain_input(usage),
        "cache_creation_input_tokens": usage.cache_write_tokens,
        "cache_read_input_tokens": usage.cached_tokens,
        "cache_creation": creation(usage, for_an_hour),
        "output_tokens": usage.output_tokens.min(1),
        "service_tier": "standard",
        "inference_geo": "global",
    })
}

/// The `usage` object of `message_delta`: the sums of the whole reply.
#[must_use]
pub fn cumulative(usage: &Usage) -> Value {
    json!({
        "input_tokens": plain_input(usage),
        "cache_creation_input_tokens": usage.cache_write_tokens,
        "cache_read_input_tokens": usage.cached_tokens,
        "output_tokens": usage.output_tokens,
        "output_tokens_details": {"thinking_tokens": usage.reasoning_tokens},
    })
}

/// What this vendor calls the input: what was neither read from nor written to the cache.
const fn plain_input(usage: &Usage) -> u64 {
    usage.input_tokens.saturating_sub(usage.cached_tokens + usage.cache_write_tokens)
}

fn creation(usage: &Usage, for_an_hour: u64) -> Value {
    json!({
        "ephemeral_5m_input_tokens": usage.cache_write_tokens.saturating_sub(for_an_hour),
        "ephemeral_1h_input_tokens": for_an_hour,
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::api::anthropic::Version;
    use crate::api::anthropic::validate::{Purpose, check};
    use crate::api::json::Json;
    use crate::script::Retired;

    fn input(body: &Value) -> u64 {
        let body = Json::from(body);
        input_tokens(&check(&body, Version::First, Purpose::Count, Retired::Serve, "2026-11-20").unwrap())
    }

    #[test]
    fn short_prompts_count_as_recorded() {
        for (model, text, tokens) in [
            ("claude-haiku-4-5", "hello", 8),
            ("claude-opus-4-6", "What is 2+2?", 14),
            ("claude-sonnet-4-5", "Tell me a brief fact about Paris", 14),
        ] {
            let body = json!({"model": model, "messages": [{"role": "user", "content": text}]});
            assert_eq!(input(&body), tokens, "{text}");
        }
    }

    #[test]
    fn the_fifth_generation_counts_more() {
        for (name, fifth) in [
            ("claude-sonnet-5-5", true),
            ("claude-fable-5", true),
            ("claude-sonnet-4-5", false),
            ("claude-sonnet-4-5-20250929", false),
            ("claude-3-5-sonnet-20241022", false),
            ("claude-2.1", false),
        ] {
            assert_eq!(is_fifth_generation(name), fifth, "{name}");
        }
        assert_eq!((estimate(10, "claude-opus-5"), estimate(10, "claude-opus-4-6")), (13, 10));
    }

    #[test]
    fn room_is_never_exceeded() {
        for model in ["claude-opus-5", "claude-opus-4-6"] {
            assert_eq!(room(0, model), 0);
            for tokens in 2..200 {
                let room = room(tokens, model);
                assert!(estimate(room, model) <= tokens && estimate(room + 1, model) > tokens, "{tokens}");
            }
        }
        assert_eq!(room(1, "claude-opus-5"), 1);
    }

    #[test]
    fn blocks_count_like_text_and_tools_cost() {
        let ask = |content: Value| json!({"model": "claude-opus-4-6", "messages": [{"role": "user", "content": content}]});
        let whole = input(&ask(json!("hello")));
        assert_eq!(input(&ask(json!([{"type": "text", "text": "hello"}]))), whole);
        let mut tools = ask(json!("hello"));
        tools["tools"] = json!([{"name": "f", "input_schema": {"type": "object"}}]);
        assert!(input(&tools) > whole + 346);
        let image = json!([{"type": "image", "source": {"type": "url", "url": "https://x.example/a.png"}}]);
        assert_eq!(input(&ask(image)), 1507);
    }
}
