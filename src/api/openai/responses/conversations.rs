//! Conversations and their items.
//!
//! Owns: their endpoints and shapes. Must not know: how responses are made, sockets.

use super::input;
use super::object::{Ids, pretty};
use super::stored::{Conversation, Items};
use crate::api::answer::Answer;
use crate::api::json::{Json, Object};
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::paging::{USUAL, page};
use crate::api::openai::params::{Fields, Null, long_array, missing};
use crate::api::openai::validate::metadata;
use crate::api::respond::{Call, Engine};
use serde_json::{Map, Value, json};
use std::sync::Arc;

/// Most items that one request may bring.
const ITEMS: usize = 20;

/// `POST /v1/conversations`.
#[must_use]
pub fn create(engine: &Engine, call: &Call<'_>) -> Answer {
    answer(engine, call, || {
        let nothing = Object::default();
        let fields = fields(call.body, &nothing)?;
        fields.only(&["items", "metadata"])?;
        let mut ids = Ids::new(call.unix, call.rng());
        let items = items(fields, &mut ids)?.unwrap_or_default();
        let metadata = pairs(fields)?.unwrap_or_default();
        let id = ids.next("conv");
        let conversation = Conversation { created: call.unix, metadata, items };
        let shown = object(&id, &conversation);
        engine.kept.open(id, conversation);
        Ok(shown)
    })
}

/// `GET`, `POST` and `DELETE /v1/conversations/{id}`.
#[must_use]
pub fn one(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    answer(engine, call, || match call.method {
        "DELETE" => match engine.kept.close(id) {
            true => Ok(json!({"id": id, "object": "conversation.deleted", "deleted": true})),
            false => Err(not_found(id)),
        },
        "POST" => {
            let nothing = Object::default();
            let fields = fields(call.body, &nothing)?;
            fields.only(&["metadata"])?;
            let pairs = pairs(fields)?.ok_or_else(|| missing("metadata"))?;
            let changed = engine.kept.change(id, |conversation| {
                conversation.metadata = pairs;
                object(id, conversation)
            });
            changed.ok_or_else(|| not_found(id))
        }
        _ => Ok(object(id, &find(engine, id)?)),
    })
}

/// `GET` and `POST /v1/conversations/{id}/items`.
#[must_use]
pub fn all_items(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    answer(engine, call, || {
        let conversation = find(engine, id)?;
        if call.method != "POST" {
            return page(&conversation.items, call.query, USUAL);
        }
        let nothing = Object::default();
        let fields = fields(call.body, &nothing)?;
        fields.only(&["items"])?;
        let mut ids = Ids::new(call.unix, call.rng());
        let items = items(fields, &mut ids)?.ok_or_else(|| missing("items"))?;
        let changed = engine.kept.change(id, |kept| kept.items.extend(items.iter().cloned()));
        changed.ok_or_else(|| not_found(id))?;
        page(&items, "order=asc&limit=100", USUAL)
    })
}

/// `GET` and `DELETE /v1/conversations/{id}/items/{item}`.
#[must_use]
pub fn one_item(engine: &Engine, call: &Call<'_>, id: &str, item: &str) -> Answer {
    answer(engine, call, || {
        let conversation = find(engine, id)?;
        let kept = conversation.items.iter().find(|kept| kept["id"] == item);
        let kept = kept.ok_or_else(|| {
            ApiFault::with_status(404, format!("Item with id '{item}' not found in conversation '{id}'."))
        })?;
        if call.method != "DELETE" {
            return Ok(Value::clone(kept));
        }
        // One that is gone meanwhile is gone all the same.
        let _ = engine.kept.change(id, |kept| kept.items.retain(|other| other["id"] != item));
        Ok(object(id, &conversation))
    })
}

/// A conversation that is not on record.
#[must_use]
pub fn not_found(id: &str) -> ApiFault {
    ApiFault::with_status(404, format!("Conversation with id '{id}' not found."))
}

fn answer(engine: &Engine, call: &Call<'_>, made: impl FnOnce() -> Result<Value, ApiFault>) -> Answer {
    match made() {
        Ok(value) => engine.send(pretty(&value), call),
        Err(fault) => engine.refuse(fault, call),
    }
}

fn find(engine: &Engine, id: &str) -> Result<Conversation, ApiFault> {
    engine.kept.conversation(id).ok_or_else(|| not_found(id))
}

fn object(id: &str, conversation: &Conversation) -> Value {
    json!({"id": id, "object": "conversation", "created_at": conversation.created,
           "metadata": conversation.metadata})
}

/// The fields of a body, which may be empty.
fn fields<'a>(body: &'a Json<'a>, nothing: &'a Object<'a>) -> Result<Fields<'a, 'static>, ApiFault> {
    match body {
        Json::Null => Ok(Fields::of_request(nothing)),
        Json::Object(map) => Ok(Fields::of_request(map)),
        _ => Err(errors::not_json()),
    }
}

fn items(fields: Fields<'_, '_>, ids: &mut Ids) -> Result<Option<Items>, ApiFault> {
    let Some(items) = fields.array("items", Null::Absent, "an array of objects")? else { return Ok(None) };
    if items.len() > ITEMS {
        return Err(long_array("items", ITEMS, items.len()));
    }
    input::read("items", items)?;
    Ok(Some(items.iter().map(|item| Arc::new(input::kept(item, &mut || ids.digits()))).collect()))
}

fn pairs(fields: Fields<'_, '_>) -> Result<Option<Map<String, Value>>, ApiFault> {
    let Some(pairs) = fields.object("metadata", Null::Absent)? else { return Ok(None) };
    metadata(pairs)?;
    Ok(Some(pairs.iter().map(|(key, value)| (key.to_owned(), json!(value))).collect()))
}
