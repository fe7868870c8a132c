//! What can be done with a response that is on record.
//!
//! Owns: reading, deleting, cancelling, listing its input. Must not know: how
//! responses are made, sockets.

use super::object::pretty;
use crate::api::answer::Answer;
use crate::api::openai::errors::ApiFault;
use crate::api::openai::paging::{USUAL, page};
use crate::api::respond::{Call, Engine};
use serde_json::{Value, json};

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
        Some(kept) => match page(&kept.input, call.query, USUAL) {
            Ok(page) => engine.send(pretty(&page), call),
            Err(fault) => engine.refuse(fault, call),
        },
        None => engine.refuse(not_found(id), call),
    }
}

fn not_found(id: &str) -> ApiFault {
    ApiFault::with_status(404, format!("Response with id '{id}' not found."))
}
