//! `GET /v1/models` and `GET /v1/models/{id}`.
//!
//! Owns: the model object. Must not know: the catalogue's making, sockets.

use crate::api::openai::errors::{self, ApiFault};
use crate::models::{Kind, Model, unix_seconds};
use serde_json::{Value, json};

/// When the models were made by the lists that people have published. Of others it is
/// midnight of the day of their release.
const LISTED: [(&str, u64); 34] = [
    ("gpt-5", 1_754_425_777),
    ("gpt-5-mini", 1_754_425_928),
    ("gpt-5-nano", 1_754_426_384),
    ("gpt-4.1", 1_744_316_542),
    ("gpt-4.1-mini", 1_744_318_173),
    ("gpt-4.1-nano", 1_744_321_707),
    ("gpt-4o", 1_715_367_049),
    ("gpt-4o-2024-05-13", 1_715_368_132),
    ("gpt-4o-2024-08-06", 1_722_814_719),
    ("gpt-4o-2024-11-20", 1_739_331_543),
    ("gpt-4o-mini", 1_721_172_741),
    ("gpt-4o-mini-2024-07-18", 1_721_172_717),
    ("gpt-4-turbo", 1_712_361_441),
    ("gpt-4-turbo-2024-04-09", 1_712_601_677),
    ("gpt-4", 1_687_882_411),
    ("gpt-4-0613", 1_686_588_896),
    ("gpt-3.5-turbo", 1_677_610_602),
    ("gpt-3.5-turbo-0125", 1_706_048_358),
    ("gpt-3.5-turbo-1106", 1_698_959_748),
    ("gpt-3.5-turbo-16k", 1_683_758_102),
    ("gpt-3.5-turbo-instruct", 1_692_901_427),
    ("davinci-002", 1_692_634_301),
    ("babbage-002", 1_692_634_615),
    ("o1", 1_734_375_816),
    ("o3", 1_744_225_308),
    ("o3-mini", 1_737_146_383),
    ("o4-mini", 1_744_225_351),
    ("text-embedding-3-small", 1_705_948_997),
    ("text-embedding-3-large", 1_705_953_180),
    ("text-embedding-ada-002", 1_671_217_299),
    ("omni-moderation-latest", 1_731_689_265),
    ("tts-1", 1_681_940_951),
    ("tts-1-hd", 1_699_046_015),
    ("whisper-1", 1_677_532_384),
];

fn created(model: &Model) -> u64 {
    let listed = LISTED.iter().find(|(name, _)| *name == model.name).map(|(_, created)| *created);
    listed.unwrap_or_else(|| model.released.as_deref().map_or(1_687_882_411, unix_seconds))
}

fn owner(name: &str) -> &'static str {
    match name {
        "gpt-3.5-turbo" | "gpt-4" | "gpt-4-0613" => "openai",
        "gpt-3.5-turbo-16k" | "text-embedding-ada-002" | "tts-1" | "whisper-1" => "openai-internal",
        _ => "system",
    }
}

/// The object of a model.
#[must_use]
pub fn object(model: &Model) -> Value {
    let mut object = json!({
        "id": model.name,
        "object": "model",
        "created": created(model),
        "owned_by": owner(&model.name),
    });
    if let Some(until) = &model.until {
        object["shutdown_date"] = Value::String(until.clone());
    }
    object
}

/// The list of all models that still serve on a day.
#[must_use]
pub fn list(today: &str) -> Value {
    let models: Vec<Value> = crate::models::all()
        .iter()
        .filter(|model| model.kind != Kind::Anthropic && !model.retired_on(today))
        .map(object)
        .collect();
    json!({"object": "list", "data": models})
}

/// One model, if it still serves on a day.
#[must_use]
pub fn one(name: &str, today: &str) -> Option<Value> {
    crate::models::find(name)
        .filter(|model| model.kind != Kind::Anthropic && !model.retired_on(today))
        .map(object)
}

/// Deletes a fine-tuned model. None was ever made here, and others are not one's own.
///
/// # Errors
/// Always.
pub fn delete(name: &str) -> Result<Value, ApiFault> {
    match crate::models::find(name) {
        Some(_) => Err(ApiFault::with_status(403, "You have insufficient permissions for this operation.")),
        None => Err(errors::no_such_model_object(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn models_that_serve_are_listed_with_their_end() {
        let list = list("2026-11-20");
        let named = |name: &str| {
            list["data"].as_array().and_then(|all| all.iter().find(|one| one["id"] == name)).cloned()
        };
        assert_eq!(named("gpt-4.1-mini").map(|one| one["shutdown_date"].clone()), Some("2027-01-14".into()));
        let whisper = named("whisper-1").unwrap_or_default();
        assert_eq!(
            (&whisper["created"], &whisper["owned_by"]),
            (&1_677_532_384u64.into(), &"openai-internal".into())
        );
        assert_eq!(named("gpt-3.5-turbo"), None);
        assert_eq!(named("claude-opus-5"), None);
        assert!(one("gpt-6-luna", "2026-11-20").is_some() && one("gpt-9", "2026-11-20").is_none());
    }
}
