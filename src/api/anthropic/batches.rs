//! Message batches.
//!
//! Owns: their endpoints, their stages, running the requests. Must not know: how a
//! request is answered (the engine does it as for any other), sockets.
//!
//! All requests are run when the batch is made; the stages follow the clock.

use super::errors::ApiFault;
use super::fields::{At, Fields};
use super::paging::page;
use super::{result, send};
use crate::api::answer::{Answer, Body};
use crate::api::json::Json;
use crate::api::respond::{Call, Engine, Raw};
use crate::api::rng::{Seed, id};
use crate::api::route::Route;
use crate::models::rfc3339;
use bytes::Bytes;
use serde_json::{Value, json};
use std::collections::HashSet;

/// Milliseconds that a batch takes.
const LASTS_MS: f64 = 400.0;
/// Milliseconds that cancelling takes.
const CANCELLING_MS: f64 = 200.0;
/// Seconds until a batch expires.
const WINDOW: u64 = 24 * 60 * 60;
/// Most requests of a batch.
const REQUESTS: usize = 100_000;

/// A batch on record.
#[derive(Debug, Clone)]
pub struct Batch {
    id: String,
    created: u64,
    created_ms: f64,
    cancelled_ms: Option<f64>,
    succeeded: usize,
    errored: usize,
    results: Bytes,
    custom_ids: Vec<String>,
}

impl Batch {
    /// Whether it has ended by a time of the run, and when.
    fn ended_ms(&self, at_ms: f64) -> Option<f64> {
        let end = self.cancelled_ms.map_or(self.created_ms + LASTS_MS, |at| at + CANCELLING_MS);
        (at_ms >= end).then_some(end)
    }

    /// The results' address is this server's: SDKs go there, key in hand.
    fn object(&self, call: &Call<'_>) -> Value {
        let ended = self.ended_ms(call.at_ms);
        let stamp = |at_ms: f64| rfc3339(self.created + ((at_ms - self.created_ms) / 1000.0) as u64);
        let total = self.custom_ids.len();
        let counts = match (ended, self.cancelled_ms) {
            (None, _) => [total, 0, 0, 0],
            (Some(_), Some(_)) => [0, 0, 0, total],
            (Some(_), None) => [0, self.succeeded, self.errored, 0],
        };
        let status = match (ended, self.cancelled_ms) {
            (Some(_), _) => "ended",
            (None, Some(_)) => "canceling",
            (None, None) => "in_progress",
        };
        json!({
            "id": self.id,
            "type": "message_batch",
            "processing_status": status,
            "request_counts": {
                "processing": counts[0], "succeeded": counts[1], "errored": counts[2], "canceled": counts[3],
                "expired": 0,
            },
            "ended_at": ended.map(stamp),
            "created_at": rfc3339(self.created),
            "expires_at": rfc3339(self.created + WINDOW),
            "archived_at": null,
            "cancel_initiated_at": self.cancelled_ms.map(stamp),
            "results_url":
                ended.map(|_| format!("http://{}/v1/messages/batches/{}/results", call.client.host, self.id)),
        })
    }

    /// An ended batch with nothing in it, or one that runs: what `--example-ids` shows.
    #[must_use]
    pub fn example(id: &str, call: &Call<'_>, ended: bool) -> Self {
        Self {
            id: id.to_owned(),
            created: call.unix,
            created_ms: if ended { call.at_ms - LASTS_MS } else { call.at_ms },
            cancelled_ms: None,
            succeeded: 0,
            errored: 0,
            results: Bytes::new(),
            custom_ids: Vec::new(),
        }
    }
}

/// `GET` and `POST /v1/messages/batches`.
pub(super) fn all(engine: &Engine, call: &Call<'_>) -> Answer {
    if call.method == "POST" {
        return result(engine, create(engine, call), call);
    }
    let batches = engine.anthropic.batches.all();
    let objects: Vec<Value> = batches.iter().rev().map(|batch| batch.object(call)).collect();
    result(engine, page(&objects, call.query), call)
}

fn create(engine: &Engine, call: &Call<'_>) -> Result<Value, ApiFault> {
    let fields = Fields::of(call.body, At::Root)?;
    let requests = fields.list("requests")?.ok_or_else(|| fields.complain("requests", "Field required"))?;
    if requests.is_empty() {
        return Err(fields.complain("requests", "List should have at least 1 item after validation, not 0"));
    }
    if requests.len() > REQUESTS {
        return Err(fields.complain("requests", format!("List should have at most {REQUESTS} items")));
    }
    let mut custom_ids = Vec::with_capacity(requests.len());
    let mut known = HashSet::new();
    let mut params = Vec::with_capacity(requests.len());
    let list = At::Name(&At::Root, "requests");
    for (index, request) in requests.iter().enumerate() {
        let at = At::Index(&list, index);
        let request = Fields::of(request, at)?;
        let custom_id = request.required_text("custom_id")?;
        let letters = |b: u8| b.is_ascii_alphanumeric() || b == b'_' || b == b'-';
        if custom_id.is_empty() || custom_id.len() > 64 || !custom_id.bytes().all(letters) {
            let pattern = "String should match pattern '^[a-zA-Z0-9_-]{1,64}$'";
            return Err(request.complain("custom_id", pattern));
        }
        if !known.insert(custom_id) {
            return Err(request.complain("custom_id", format!("duplicate custom_id '{custom_id}'")));
        }
        custom_ids.push(custom_id.to_owned());
        params.push(request.required("params")?);
    }
    let mut batch = Batch {
        id: id("msgbatch_01", 22, &mut call.rng()),
        created: call.unix,
        created_ms: call.at_ms,
        cancelled_ms: None,
        succeeded: 0,
        errored: 0,
        results: Bytes::new(),
        custom_ids,
    };
    let mut lines = Vec::with_capacity(params.len());
    for (number, (custom_id, params)) in batch.custom_ids.iter().zip(params).enumerate() {
        let result = run(engine, call, params, number as u64);
        match result["type"] == "succeeded" {
            true => batch.succeeded += 1,
            false => batch.errored += 1,
        }
        lines.push(json!({"custom_id": custom_id, "result": result}).to_string());
    }
    // Results come in any order.
    Seed::new(engine.seed).text("batch").number(call.index).rng().shuffle(&mut lines);
    batch.results = Bytes::from(lines.iter().flat_map(|line| [line.as_str(), "\n"]).collect::<String>());
    let object = batch.object(call);
    let bytes = batch.results.len() + batch.custom_ids.len() * 64;
    engine.anthropic.batches.put(&batch.id.clone(), batch, bytes);
    Ok(object)
}

fn run(engine: &Engine, outer: &Call<'_>, params: &Json<'_>, number: u64) -> Value {
    let call = Call {
        // Every request has chance of its own, whatever its place.
        index: Seed::new(outer.index).text("line").number(number).value(),
        method: "POST",
        path: "/v1/messages",
        query: "",
        body: params,
        raw: Raw::none(),
        ..*outer
    };
    let errored = |error: Value| json!({"type": "errored", "error": error});
    let answer = super::answer(engine, &Route::Messages, &call);
    let failure = |kind: &str, message: &str| json!({"type": "error", "error": {"type": kind, "message": message}, "request_id": null});
    match answer.body {
        _ if answer.fault.is_some() => errored(failure("api_error", "Internal server error")),
        Body::Events(_) => {
            errored(failure("invalid_request_error", "stream: streaming is not supported in batches"))
        }
        Body::Whole(bytes) => {
            let body: Value = serde_json::from_slice(&bytes).unwrap_or_default();
            match answer.status {
                200 => json!({"type": "succeeded", "message": body}),
                _ => errored(body),
            }
        }
    }
}

/// `GET` and `DELETE /v1/messages/batches/{id}`.
pub(super) fn one(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    let found = engine.anthropic.batches.get(id).ok_or_else(|| not_found(id));
    if call.method != "DELETE" {
        return result(engine, found.map(|batch| batch.object(call)), call);
    }
    let deleted = found.and_then(|batch| match batch.ended_ms(call.at_ms) {
        Some(_) => {
            engine.anthropic.batches.remove(id);
            Ok(json!({"id": id, "type": "message_batch_deleted"}))
        }
        None => {
            Err(ApiFault::invalid(format!("Batch {id} is still in progress: cancel it, then delete it.")))
        }
    });
    result(engine, deleted, call)
}

/// `POST /v1/messages/batches/{id}/cancel`.
pub(super) fn cancel(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    let cancelled = engine.anthropic.batches.change(id, |batch| {
        if batch.ended_ms(call.at_ms).is_some() {
            return Err(ApiFault::invalid(format!("Batch {id} has ended: it cannot be canceled.")));
        }
        let lines = batch.custom_ids.iter().map(|custom_id| {
            format!("{}\n", json!({"custom_id": custom_id, "result": {"type": "canceled"}}))
        });
        let results = Bytes::from(lines.collect::<String>());
        let batch = Batch { cancelled_ms: Some(call.at_ms), results, ..batch.clone() };
        let object = batch.object(call);
        let bytes = batch.results.len() + batch.custom_ids.len() * 64;
        Ok((batch, bytes, object))
    });
    result(engine, cancelled.unwrap_or_else(|| Err(not_found(id))), call)
}

/// `GET /v1/messages/batches/{id}/results`.
pub(super) fn results(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    match engine.anthropic.batches.get(id) {
        Some(batch) if batch.ended_ms(call.at_ms).is_some() => {
            send(engine, "application/x-jsonl", batch.results.clone(), call)
        }
        Some(_) => {
            let sentence = format!("Batch {id} has no results yet: wait until it has ended.");
            result(engine, Err(ApiFault::invalid(sentence)), call)
        }
        None => result(engine, Err(not_found(id)), call),
    }
}

fn not_found(id: &str) -> ApiFault {
    ApiFault::new(404, format!("Batch not found: {id}"))
}

#[cfg(test)]
#[path = "batches_tests.rs"]
mod tests;
