//! What a response tells of how it was made: thinking, tier, tools of the vendor's own.
//!
//! Owns: the fields that depend on the model's generation. Must not know: the rest of
//! the object, streams.

use super::request::Request;
use serde::Serialize;
use serde_json::{Value, json};

/// What a response says of the thinking behind it.
#[derive(Debug, Serialize)]
pub struct ReasoningEcho<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    context: Option<&'a str>,
    effort: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mode: Option<&'a str>,
    summary: Option<&'a str>,
}

impl<'a> ReasoningEcho<'a> {
    /// The echo of a request: the newest models say more.
    #[must_use]
    pub fn new(request: &Request<'a>) -> Self {
        let generation = generation(&request.model.name);
        let newer = generation >= (5, 5);
        let usual = if generation >= (5, 6) { "all_turns" } else { "current_turn" };
        let context = request.thinking.context.filter(|context| *context != "auto");
        Self {
            context: newer.then(|| context.unwrap_or(usual)),
            effort: request.effort,
            mode: newer.then(|| request.thinking.mode.unwrap_or("standard")),
            summary: request.thinking.summary,
        }
    }
}

/// Version of a gpt model: (5, 4) of `gpt-5.4-mini`, (0, 0) of any other.
#[must_use]
pub fn generation(model: &str) -> (u32, u32) {
    let version = model.strip_prefix("gpt-").and_then(|rest| rest.split('-').next()).unwrap_or_default();
    let (major, minor) = version.split_once('.').unwrap_or((version, "0"));
    major.parse().ok().zip(minor.parse().ok()).unwrap_or_default()
}

/// What tools of the vendor's own used: they never run here.
#[must_use]
pub fn tool_usage() -> Value {
    let details = json!({"image_tokens": 0, "text_tokens": 0});
    json!({
        "image_gen": {"input_tokens": 0, "input_tokens_details": details, "output_tokens": 0,
            "output_tokens_details": details, "total_tokens": 0},
        "web_search": {"num_requests": 0},
    })
}

/// The tier that serves a request which asks for this one.
#[must_use]
pub fn tier(asked: Option<&str>) -> &str {
    match asked {
        Some("fast" | "priority") => "priority",
        Some(own @ ("flex" | "scale" | "ultrafast")) => own,
        _ => "default",
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::generation;
    use crate::api::openai::responses::harness::{Run, events, json_of, peru, with};
    use serde_json::{Value, json};

    #[test]
    fn the_newest_models_say_more_of_themselves() {
        let run = Run::new(vec![]);
        let ask = |model: &str, more: Value| {
            json_of(&run.post(&with(json!({"model": model, "input": "Hi"}), more)))
        };
        let newest = ask("gpt-5.6", json!({"reasoning": {"effort": "low", "mode": "pro"}}));
        assert_eq!(
            newest["reasoning"],
            json!({"context": "all_turns", "effort": "low", "mode": "pro", "summary": null})
        );
        assert_eq!(newest["prompt_cache_retention"], "24h");
        assert_eq!(newest["tool_usage"]["web_search"], json!({"num_requests": 0}));
        assert_eq!(newest["tool_usage"]["image_gen"]["total_tokens"], 0);
        let one_before = ask("gpt-5.5", json!({"reasoning": {"context": "auto"}}));
        assert_eq!(
            (&one_before["reasoning"]["context"], &one_before["reasoning"]["mode"]),
            (&json!("current_turn"), &json!("standard"))
        );
        let older = ask("gpt-5.4-mini", json!({}));
        for field in ["prompt_cache_retention", "tool_usage"] {
            assert_eq!(older.get(field), None);
        }
        assert_eq!(older["reasoning"].as_object().unwrap().len(), 2);
        assert_eq!(
            ask("gpt-4.1-mini", json!({"prompt_cache_retention": "24h"}))["prompt_cache_retention"],
            "24h"
        );
    }

    #[test]
    fn the_tier_is_the_one_that_served() {
        let run = Run::new(vec![]);
        for (asked, begun, used) in [
            (Value::Null, "auto", "default"),
            (json!("auto"), "auto", "default"),
            (json!("flex"), "flex", "flex"),
            (json!("fast"), "fast", "priority"),
            (json!("priority"), "priority", "priority"),
        ] {
            let body = with(peru(), json!({"service_tier": asked}));
            assert_eq!(json_of(&run.post(&body))["service_tier"], used);
            let events = events(&run.post(&with(body, json!({"stream": true}))));
            assert_eq!(events[0]["response"]["service_tier"], begun);
            assert_eq!(events.last().unwrap()["response"]["service_tier"], used);
        }
    }

    #[test]
    fn generations_are_read_from_names() {
        for (name, version) in [
            ("gpt-5.4-mini", (5, 4)),
            ("gpt-6.1-sol", (6, 1)),
            ("gpt-5", (5, 0)),
            ("gpt-4o", (0, 0)),
            ("o3", (0, 0)),
        ] {
            assert_eq!(generation(name), version);
        }
    }
}
