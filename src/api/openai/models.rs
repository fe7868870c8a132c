//! `GET /v1/models` and `GET /v1/models/{id}`.
//!
//! Owns: the model object. Must not know: the catalogue's making, sockets.

use crate::api::openai::errors::{self, ApiFault};
use crate::models::{Kind, Model, unix_seconds};
use serde_json::{Value, json};

/// The object of a model.
#[must_use]
pub fn object(model: &Model) -> Value {
    let mut object = json!({
        "id": model.name,
        "object": "model",
        "created": model.released.as_deref().map_or(1_687_882_411, unix_seconds),
        "owned_by": "system",
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
        assert_eq!(named("gpt-3.5-turbo"), None);
        assert_eq!(named("claude-opus-5"), None);
        assert!(one("gpt-6-luna", "2026-11-20").is_some() && one("gpt-9", "2026-11-20").is_none());
    }
}
