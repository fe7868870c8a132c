//! Chat completions on record: those made with `store: true`.
//!
//! Owns: their endpoints. Must not know: how completions are made, sockets.

use crate::api::answer::Answer;
use crate::api::json::Json;
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::paging::{Usual, page};
use crate::api::openai::params::{Fields, Null, missing};
use crate::api::openai::validate::metadata;
use crate::api::query::{parameter, parameters};
use crate::api::respond::{Call, Engine};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Oldest first.
const USUAL: Usual = Usual { limit: 20, most: 100, newest_first: false };

/// A completion on record.
#[derive(Debug, Clone)]
pub struct StoredChat {
    /// The completion, with what was asked for.
    object: Value,
    /// What was asked.
    messages: Vec<Arc<Value>>,
}

/// What of a request is kept beside its completion.
const KEPT: [&str; 9] = [
    "temperature",
    "top_p",
    "presence_penalty",
    "frequency_penalty",
    "seed",
    "tools",
    "tool_choice",
    "response_format",
    "metadata",
];

/// Puts a completion on record.
pub fn keep(engine: &Engine, request: &Json<'_>, response: &[u8]) {
    let Some(request) = request.as_object() else { return };
    let mut object: Value = serde_json::from_slice(response).unwrap_or_default();
    for name in KEPT {
        let usual = match name {
            "temperature" | "top_p" => json!(1.0),
            "presence_penalty" | "frequency_penalty" => json!(0.0),
            "metadata" => json!({}),
            _ => Value::Null,
        };
        object[name] = request.get(name).filter(|value| !value.is_null()).map_or(usual, |value| json!(value));
    }
    let id = object["id"].as_str().unwrap_or_default().to_owned();
    let messages = request.get("messages").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let messages: Vec<_> =
        messages.iter().enumerate().map(|(at, one)| Arc::new(message(&id, at, one))).collect();
    let bytes = 2 * response.len() + messages.iter().map(|one| one.to_string().len()).sum::<usize>();
    engine.shelves.chats.put(&id, StoredChat { object, messages }, bytes);
}

/// A message as it is listed: parts beside the text that they make.
fn message(id: &str, at: usize, message: &Json<'_>) -> Value {
    let mut shown = json!(message);
    let parts = shown["content"].as_array().cloned();
    if let Some(parts) = &parts {
        let texts = parts.iter().filter_map(|part| part["text"].as_str());
        shown["content"] = texts.collect::<String>().into();
    }
    shown["content_parts"] = json!(parts);
    shown["id"] = format!("{id}-{at}").into();
    shown
}

/// `GET /v1/chat/completions`.
#[must_use]
pub fn list(engine: &Engine, call: &Call<'_>) -> Answer {
    let model = parameter(call.query, "model");
    let pairs: Vec<(String, String)> = parameters(call.query)
        .filter_map(|(name, value)| {
            let key = name.strip_prefix("metadata[")?.strip_suffix(']')?.to_owned();
            Some((key, value.into_owned()))
        })
        .collect();
    let wanted = |chat: &Arc<StoredChat>| {
        model.as_deref().is_none_or(|model| chat.object["model"] == model)
            && pairs.iter().all(|(key, value)| chat.object["metadata"][key] == value.as_str())
    };
    let chats = engine.shelves.chats.all();
    let objects: Vec<_> =
        chats.iter().filter(|chat| wanted(chat)).map(|chat| Arc::new(chat.object.clone())).collect();
    engine.result(page(&objects, call.query, USUAL), call)
}

/// `GET`, `POST` and `DELETE /v1/chat/completions/{id}`.
#[must_use]
pub fn one(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    let result = match call.method {
        "DELETE" => {
            let gone = engine.shelves.chats.remove(id);
            gone.map(|_| json!({"object": "chat.completion.deleted", "id": id, "deleted": true}))
                .ok_or_else(|| not_found(id))
        }
        "POST" => update(engine, call, id),
        _ => engine.shelves.chats.get(id).map(|chat| chat.object.clone()).ok_or_else(|| not_found(id)),
    };
    engine.result(result, call)
}

fn update(engine: &Engine, call: &Call<'_>, id: &str) -> Result<Value, ApiFault> {
    let Some(map) = call.body.as_object() else { return Err(errors::not_json()) };
    let fields = Fields::of_request(map);
    fields.only(&["metadata"])?;
    let pairs = fields.object("metadata", Null::Absent)?.ok_or_else(|| missing("metadata"))?;
    metadata(pairs)?;
    let pairs: Map<String, Value> = pairs.iter().map(|(key, value)| (key.to_owned(), json!(value))).collect();
    let changed = engine.shelves.chats.change(id, |chat| {
        let mut chat = chat.clone();
        chat.object["metadata"] = Value::Object(pairs);
        let shown = chat.object.clone();
        let bytes = 2 * shown.to_string().len();
        Ok((chat, bytes, shown))
    });
    changed.unwrap_or_else(|| Err(not_found(id)))
}

/// `GET /v1/chat/completions/{id}/messages`.
#[must_use]
pub fn messages(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    let chat = engine.shelves.chats.get(id).ok_or_else(|| not_found(id));
    engine.result(chat.and_then(|chat| page(&chat.messages, call.query, USUAL)), call)
}

fn not_found(id: &str) -> ApiFault {
    ApiFault::with_status(404, format!("Chat completion with id '{id}' not found."))
}

#[cfg(test)]
#[path = "stored_chats_tests.rs"]
mod tests;
