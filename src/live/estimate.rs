//! What a request may use: what can be counted, and what cannot.
//!
//! Owns: reading that out of a request's body. Must not know: prices, budgets, how
//! tokens are counted.

use bytes::Bytes;
use serde_json::Value;
use std::sync::atomic::{AtomicU64, Ordering};

/// What a request may cost, roughly, when it sets no limit: this many tokens of output
/// for each choice. It goes on with this limit, so that it cannot cost more.
pub(super) const ASSUMED_OUTPUT: u64 = 4096;

/// Tools that the service runs itself, and bills by the use or by what they read.
const HOSTED: [&str; 7] = [
    "web_search",
    "web_fetch",
    "file_search",
    "code_interpreter",
    "code_execution",
    "image_generation",
    "mcp",
];

/// How many tokens a request may use.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Estimate {
    /// The model it names.
    pub model: String,
    /// Counted.
    pub input_tokens: u64,
    /// The limit it sets for each of its choices.
    pub output_limit: Option<u64>,
    /// How many choices it asks for; at least 1.
    pub choices: u64,
    /// How hard the model is to think, if it says so.
    pub effort: Option<String>,
    /// Ids of what the service keeps and reads along: an earlier response, a conversation.
    pub kept: Vec<String>,
    /// What is billed and is not in the body, if there is such a thing.
    pub beyond: Option<&'static str>,
}

impl Estimate {
    /// Of a request with this body, which has so many tokens.
    #[must_use]
    pub fn of(body: &Value, input_tokens: u64) -> Self {
        let number = |name: &str| body.get(name).and_then(Value::as_u64);
        let limits = ["max_completion_tokens", "max_output_tokens", "max_tokens"];
        let kept = ["/previous_response_id", "/conversation", "/conversation/id"];
        Self {
            model: body.get("model").and_then(Value::as_str).unwrap_or_default().to_owned(),
            input_tokens,
            output_limit: limits.into_iter().find_map(number),
            choices: number("n").unwrap_or(1).max(1),
            effort: ["/reasoning_effort", "/reasoning/effort"]
                .iter()
                .find_map(|at| body.pointer(at).and_then(Value::as_str))
                .map(str::to_owned),
            kept: kept
                .iter()
                .filter_map(|at| body.pointer(at).and_then(Value::as_str))
                .map(str::to_owned)
                .collect(),
            beyond: beyond(body),
        }
    }

    /// Whether the model thinks before it answers: tokens that are billed and not shown.
    pub(super) fn thinks(&self) -> bool {
        let default = crate::models::find(&self.model).and_then(crate::models::Model::default_effort);
        default.is_some() && self.effort.as_deref().or(default) != Some("none")
    }
}

/// What costs money beyond the tokens of the body and of the answer.
fn beyond(body: &Value) -> Option<&'static str> {
    let has = |name: &str| body.get(name).is_some_and(|value| !value.is_null());
    let tools = body.get("tools").and_then(Value::as_array).into_iter().flatten();
    let mut kinds = tools.filter_map(|tool| tool.get("type").and_then(Value::as_str));
    if kinds.any(|kind| HOSTED.iter().any(|hosted| kind.starts_with(hosted)))
        || has("web_search_options")
        || has("mcp_servers")
    {
        return Some("a tool that the service runs");
    }
    if has("prompt") && !body["prompt"].is_string() {
        return Some("a prompt that the service keeps");
    }
    if matches!(body.get("service_tier").and_then(Value::as_str), Some("priority" | "scale")) {
        return Some("a request of this service tier");
    }
    fetches(body).then_some("a request with a file or picture that the service fetches")
}

/// Whether a part of it is a file that only the service can see.
fn fetches(value: &Value) -> bool {
    match value {
        Value::Object(parts) => {
            let text = |name: &str| parts.get(name).and_then(Value::as_str);
            let picture =
                text("image_url").or_else(|| value.pointer("/image_url/url").and_then(Value::as_str));
            let source = matches!(text("type"), Some("url")) && text("url").is_some();
            text("file_id").is_some()
                || text("file_url").is_some()
                || picture.is_some_and(|url| !url.starts_with("data:"))
                || source
                || parts.values().any(fetches)
        }
        Value::Array(items) => items.iter().any(fetches),
        _ => false,
    }
}

/// The body with this limit of output tokens; `None` where there is no place for one.
pub(super) fn limited(body: &[u8], name: &str, limit: u64) -> Option<Bytes> {
    let mut value: Value = serde_json::from_slice(body).ok()?;
    value.as_object_mut()?.insert(name.to_owned(), Value::from(limit));
    serde_json::to_vec(&value).ok().map(Bytes::from)
}

/// Tokens that a service may keep of a run: whoever names an earlier response or a
/// conversation pays for them as input again.
#[derive(Debug, Default)]
pub(super) struct Kept(AtomicU64);

impl Kept {
    /// A request left with so many tokens, and may bring so many.
    pub(super) fn add(&self, tokens: u64) {
        self.0.fetch_add(tokens, Ordering::Relaxed);
    }

    /// Less came than might have come.
    pub(super) fn less(&self, tokens: u64) {
        self.0.fetch_sub(tokens.min(self.tokens()), Ordering::Relaxed);
    }

    pub(super) fn tokens(&self) -> u64 {
        self.0.load(Ordering::Relaxed)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_not_in_the_body_is_named() {
        let of = |body: Value| Estimate::of(&body, 1).beyond;
        let schema = json!({"type": "object", "properties": {"file_id": {"type": "string"}, "url": {"type": "string"}}});
        for counted in [
            json!({"input": "https://example.com/a.png"}),
            json!({"tools": [{"type": "function", "name": "web_search_of_ours", "parameters": schema}]}),
            json!({"prompt": "once upon a time"}),
            json!({"service_tier": "flex", "web_search_options": null}),
            json!({"messages": [{"role": "user", "content": [{"type": "image_url", "image_url": {"url": "data:image/png;base64,AA=="}}]}]}),
        ] {
            assert_eq!(of(counted.clone()), None, "{counted}");
        }
        for uncounted in [
            json!({"tools": [{"type": "web_search_preview"}]}),
            json!({"tools": [{"type": "code_execution_20250825", "name": "code_execution"}]}),
            json!({"prompt": {"id": "pmpt_1"}}),
            json!({"service_tier": "priority"}),
            json!({"messages": [{"content": [{"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]}]}),
            json!({"input": [{"content": [{"type": "input_image", "image_url": "https://example.com/a.png"}]}]}),
            json!({"input": [{"content": [{"type": "input_file", "file_id": "file-1"}]}]}),
            json!({"messages": [{"content": [{"type": "image", "source": {"type": "url", "url": "https://example.com/a.png"}}]}]}),
        ] {
            assert!(of(uncounted.clone()).is_some(), "{uncounted}");
        }
    }

    #[test]
    fn what_the_service_reads_along_is_named() {
        let kept = |body: Value| Estimate::of(&body, 1).kept;
        assert_eq!(kept(json!({"previous_response_id": "resp_1"})), ["resp_1"]);
        assert_eq!(kept(json!({"conversation": "conv_1"})), ["conv_1"]);
        assert_eq!(kept(json!({"conversation": {"id": "conv_2"}})), ["conv_2"]);
        assert!(kept(json!({"conversation": null})).is_empty());
    }

    #[test]
    fn thinking_is_known_by_model_and_effort() {
        let thinks = |body: Value| Estimate::of(&body, 1).thinks();
        assert!(
            thinks(json!({"model": "o3"})) && thinks(json!({"model": "gpt-5.4", "reasoning_effort": "low"}))
        );
        assert!(thinks(json!({"model": "gpt-5.4", "reasoning": {"effort": "high"}})));
        assert!(!thinks(json!({"model": "gpt-5.4"})) && !thinks(json!({"model": "gpt-4o"})));
    }

    #[test]
    fn a_limit_is_put_behind_what_is_there() {
        let limited = |body: &[u8]| limited(body, "max_output_tokens", 9);
        assert_eq!(limited(br#"{"b":1,"a":2}"#).unwrap(), r#"{"b":1,"a":2,"max_output_tokens":9}"#);
        assert_eq!((limited(b"[1]"), limited(b"{")), (None, None));
    }
}
