//! `GET /v1/models` and `GET /v1/models/{id}` in this vendor's form.
//!
//! Owns: the model object and the list's pages. Must not know: the catalogue's making.

use crate::api::anthropic::errors::ApiFault;
use crate::api::anthropic::paging::page;
use crate::api::anthropic::traits::{self, Disabling};
use crate::api::anthropic::usage::is_fifth_generation;
use crate::models::{Kind, Model};
use serde_json::{Value, json};

/// The day of release where it is not known.
const UNKNOWN_DAY: &str = "1970-01-01";

/// The object of a model on a day.
#[must_use]
pub fn object(model: &Model, today: &str) -> Value {
    let lifecycle = match &model.until {
        Some(_) if model.retired_on(today) => "retired",
        Some(_) => "deprecated",
        None => "active",
    };
    let line = line(&model.name);
    json!({
        "type": "model",
        "id": model.snapshot(),
        "display_name": display_name(&model.name),
        "created_at": midnight(model.released.as_deref().unwrap_or(UNKNOWN_DAY)),
        "lifecycle": lifecycle,
        "deprecated_at": null,
        "retires_at": model.until.as_deref().map(midnight),
        "max_input_tokens": model.context,
        "max_tokens": model.max_output,
        "capabilities": capabilities(&model.name),
        "line": line,
    })
}

fn midnight(day: &str) -> String {
    format!("{day}T00:00:00Z")
}

fn line(name: &str) -> Option<&str> {
    name.split('-').find(|part| matches!(*part, "haiku" | "sonnet" | "opus" | "fable" | "mythos"))
}

/// `claude-sonnet-4-5-20250929` is Claude Sonnet 4.5.
fn display_name(name: &str) -> String {
    let parts = || name.split('-').skip(1).filter(|part| part.len() < 8 && *part != "latest" && *part != "0");
    let is_number = |part: &&str| part.starts_with(|c: char| c.is_ascii_digit());
    let words = parts().filter(|part| !is_number(part)).map(|word| {
        let (first, rest) = word.split_at(1);
        format!("{}{rest}", first.to_uppercase())
    });
    let numbers: Vec<&str> = parts().filter(is_number).collect();
    let mut shown: Vec<String> = std::iter::once("Claude".to_owned()).chain(words).collect();
    if !numbers.is_empty() {
        shown.push(numbers.join("."));
    }
    shown.join(" ")
}

/// What a model can do: efforts and thinking as the vendor's refusals have it, the rest
/// told by its generation.
fn capabilities(name: &str) -> Value {
    let yes = || json!({"supported": true});
    let of = |supported: bool| json!({"supported": supported});
    let fifth = is_fifth_generation(name);
    let traits = traits::of(name);
    let effort = |level: &str| of(traits.efforts.contains(&level));
    let can_stop = matches!(traits.disabling, Disabling::Taken | Disabling::UpToHigh);
    json!({
        "batch": yes(),
        "citations": yes(),
        "code_execution": yes(),
        "context_management": {
            "clear_thinking_20251015": yes(),
            "clear_tool_uses_20250919": yes(),
            "compact_20260112": of(fifth),
            "supported": true,
        },
        "effort": {
            "high": effort("high"), "low": effort("low"), "max": effort("max"), "medium": effort("medium"),
            "supported": !traits.efforts.is_empty(), "xhigh": effort("xhigh"),
        },
        "image_input": yes(),
        "pdf_input": yes(),
        "server_tools": {"code_execution": yes(), "supported": true, "web_search": yes()},
        "structured_outputs": yes(),
        "thinking": {
            "supported": true,
            "types": {
                "adaptive": of(traits.adaptive), "between_tools": of(traits.between_tools),
                "disabled": of(can_stop), "enabled": of(traits.enabled),
            },
        },
    })
}

/// A page of the models that still serve on a day; the query may hold `limit`,
/// `after_id` and `before_id`.
///
/// # Errors
/// The vendor's complaint.
pub fn list(today: &str, query: &str) -> Result<Value, ApiFault> {
    let all: Vec<Value> = crate::models::all()
        .iter()
        .filter(|model| model.kind == Kind::Anthropic && !model.retired_on(today))
        .filter(|model| model.snapshot() == model.name)
        .map(|model| object(model, today))
        .collect();
    page(&all, query)
}

/// One model. Those that were turned off remain on record.
#[must_use]
pub fn one(name: &str, today: &str) -> Option<Value> {
    crate::models::find(name).filter(|model| model.kind == Kind::Anthropic).map(|model| object(model, today))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    const TODAY: &str = "2026-11-20";

    #[test]
    fn names_are_shown_as_the_vendor_shows_them() {
        for (name, shown) in [
            ("claude-sonnet-5-5", "Claude Sonnet 5.5"),
            ("claude-sonnet-4-5-20250929", "Claude Sonnet 4.5"),
            ("claude-opus-5", "Claude Opus 5"),
            ("claude-3-5-haiku-20241022", "Claude Haiku 3.5"),
        ] {
            assert_eq!(display_name(name), shown);
        }
    }

    #[test]
    fn one_model_in_full() {
        let model = one("claude-sonnet-4-5", TODAY).unwrap();
        assert_eq!(model["id"], "claude-sonnet-4-5-20250929");
        assert_eq!((&model["lifecycle"], &model["line"]), (&json!("deprecated"), &json!("sonnet")));
        assert_eq!(model["retires_at"], "2026-11-30T00:00:00Z");
        assert_eq!(model["max_tokens"], 64_000);
        assert_eq!(one("claude-2.1", TODAY).unwrap()["lifecycle"], "retired");
        assert_eq!(one("gpt-4o", TODAY), None);
    }

    #[test]
    fn capabilities_are_those_that_requests_meet() {
        let of = |name: &str| one(name, TODAY).unwrap()["capabilities"].clone();
        let told = |name: &str, path: &str| of(name).pointer(path).unwrap()["supported"].clone();
        assert_eq!(told("claude-sonnet-4-6", "/effort/xhigh"), false);
        assert_eq!(told("claude-sonnet-4-6", "/effort/max"), true);
        assert_eq!(told("claude-haiku-4-5", "/effort"), false);
        assert_eq!(told("claude-haiku-5-5", "/effort/xhigh"), true);
        assert_eq!(told("claude-haiku-5-5", "/thinking/types/enabled"), false);
        assert_eq!(told("claude-haiku-5-5", "/thinking/types/disabled"), true);
        assert_eq!(told("claude-opus-5-5", "/thinking/types/disabled"), false);
        assert_eq!(told("claude-sonnet-5-5", "/thinking/types/between_tools"), true);
    }

    #[test]
    fn models_that_serve_have_their_day() {
        let all = list(TODAY, "limit=1000").unwrap();
        let dayless = |model: &&Value| model["created_at"].as_str().unwrap().starts_with("1970");
        let dayless: Vec<&Value> = all["data"].as_array().unwrap().iter().filter(dayless).collect();
        assert!(dayless.is_empty(), "{dayless:?}");
    }

    #[test]
    fn pages_make_up_the_list() {
        let all = list(TODAY, "limit=1000").unwrap();
        let ids = |page: &Value| -> Vec<String> {
            page["data"].as_array().unwrap().iter().map(|m| m["id"].as_str().unwrap().to_owned()).collect()
        };
        let everything = ids(&all);
        assert!(everything.contains(&"claude-haiku-5-5".to_owned()) && all["has_more"] == false);
        assert!(!everything.contains(&"claude-2.1".to_owned()));
        let mut paged = Vec::new();
        let mut query = "limit=3".to_owned();
        loop {
            let page = list(TODAY, &query).unwrap();
            paged.extend(ids(&page));
            query = format!("limit=3&after_id={}", page["last_id"].as_str().unwrap());
            if page["has_more"] == false {
                break;
            }
        }
        assert_eq!(paged, everything);
        assert_eq!(
            list(TODAY, "limit=0").unwrap_err().message,
            "limit: Input should be greater than or equal to 1"
        );
    }
}
