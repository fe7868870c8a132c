//! What can be done with a response that is on record.
//!
//! Owns: reading, deleting, cancelling, listing its input. Must not know: how
//! responses are made, sockets.

use super::object::pretty;
use super::stored::Items;
use crate::api::answer::Answer;
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::params::not_one_of;
use crate::api::respond::{Call, Engine};
use serde_json::{Value, json};
use std::sync::Arc;

/// `GET` and `DELETE /v1/responses/{id}`.
#[must_use]
pub fn one(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    if call.method == "DELETE" {
        return match engine.kept.forget(id) {
            true => engine.send(pretty(&json!({"id": id, "object": "response", "deleted": true})), call),
            false => engine.refuse(not_found(id), call),
        };
    }
    match engine.kept.response(id) {
        Some(kept) => engine.send(kept.body_at(call.at_ms).clone(), call),
        None => engine.refuse(not_found(id), call),
    }
}

/// `POST /v1/responses/{id}/cancel`.
#[must_use]
pub fn cancel(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    let Some(kept) = engine.kept.response(id) else { return engine.refuse(not_found(id), call) };
    let body = kept.body_at(call.at_ms);
    let mut response: Value = serde_json::from_slice(body).unwrap_or_default();
    if response["background"] != true {
        return engine.refuse(ApiFault::invalid("Cannot cancel a synchronous response."), call);
    }
    if response["status"] != "in_progress" {
        return engine.send(body.clone(), call);
    }
    response["status"] = Value::from("cancelled");
    let body = pretty(&response);
    engine.kept.settle(id, body.clone());
    engine.send(body, call)
}

/// `GET /v1/responses/{id}/input_items`.
#[must_use]
pub fn input_items(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    match engine.kept.response(id) {
        Some(kept) => match page(&kept.input, call.query) {
            Ok(page) => engine.send(pretty(&page), call),
            Err(fault) => engine.refuse(fault, call),
        },
        None => engine.refuse(not_found(id), call),
    }
}

fn not_found(id: &str) -> ApiFault {
    ApiFault::with_status(404, format!("Response with id '{id}' not found."))
}

/// A page of items, as `limit`, `order` and `after` of a query want it.
///
/// # Errors
/// The vendor's complaint about the query.
pub fn page(items: &Items, query: &str) -> Result<Value, ApiFault> {
    let limit = match parameter(query, "limit") {
        None => 20,
        Some(text) => errors::page_limit(text)?,
    };
    let descending = match parameter(query, "order") {
        None | Some("desc") => true,
        Some("asc") => false,
        Some(other) => return Err(not_one_of("order", other, &["asc", "desc"])),
    };
    let mut ordered: Vec<&Arc<Value>> = items.iter().collect();
    if descending {
        ordered.reverse();
    }
    let from = match parameter(query, "after") {
        Some(after) => ordered.iter().position(|item| item["id"] == after).map_or(ordered.len(), |at| at + 1),
        None => 0,
    };
    let rest = ordered.get(from..).unwrap_or_default();
    let data = rest.get(..limit).unwrap_or(rest);
    let id_of = |item: Option<&&Arc<Value>>| item.map(|item| item["id"].clone());
    Ok(json!({
        "object": "list",
        "data": data,
        "first_id": id_of(data.first()),
        "last_id": id_of(data.last()),
        "has_more": rest.len() > data.len(),
    }))
}

/// The value of a query's parameter. Ids and words need no decoding.
fn parameter<'a>(query: &'a str, name: &str) -> Option<&'a str> {
    query
        .split('&')
        .filter_map(|pair| pair.split_once('='))
        .find(|(key, _)| *key == name)
        .map(|(_, value)| value)
}

#[cfg(test)]
#[path = "endpoints_tests.rs"]
mod tests;
