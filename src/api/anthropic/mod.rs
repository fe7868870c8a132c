//! Anthropic's dialect: what it accepts, what it answers, in its own words.
//!
//! Owns: shapes and sentences, and which of its endpoints answers. Must not know:
//! sockets, timers. Everything here is a function over data.
//!
//! What the live service does otherwise: thoughts are a fixed summary; server tools are
//! accepted and never run; token counts are an estimate (see `usage`).

pub mod batches;
mod broken_json;
pub mod cache;
pub mod content;
pub mod errors;
pub mod fields;
pub mod files;
pub mod headers;
pub mod messages;
pub mod models;
pub mod object;
pub mod paging;
pub mod pairs;
pub mod rules;
pub mod stream;
pub mod thought;
pub mod threads;
pub mod tools;
pub mod traits;
pub mod usage;
pub mod validate;

use crate::api::answer::{Answer, Body, Note};
use crate::api::anthropic::errors::ApiFault;
use crate::api::anthropic::headers::{Limiter, Limits};
use crate::api::refusal::Refusal;
use crate::api::respond::{Call, Engine};
use crate::api::rng::{Seed, hex_id, id};
use crate::api::route::Route;
use crate::api::shelf::Shelf;
use crate::script::Limits as Limited;
use bytes::Bytes;
use serde_json::json;
use std::time::Duration;

/// Bytes of files, of batches and of threads that are kept, each.
const BYTES: usize = 128 * 1024 * 1024;

/// What answers of this vendor depend on, besides the run's script.
#[derive(Debug)]
pub struct Account {
    /// The account's organization id.
    pub organization: String,
    /// What the rate-limit headers count.
    pub limiter: Limiter,
    /// What marked prompts left in the cache.
    pub beginnings: cache::Beginnings,
    /// Files on record.
    pub files: Shelf<files::File>,
    /// Message batches on record.
    pub batches: Shelf<batches::Batch>,
    /// Conversations that go on from a reply's id.
    pub threads: Shelf<threads::Thread>,
}

impl Account {
    /// The account of a run.
    #[must_use]
    pub fn new(seed: u64, limits: Limited) -> Self {
        let mut rng = Seed::new(seed).text("anthropic account").rng();
        let parts = [8, 4, 4, 4, 12].map(|length| hex_id("", length, &mut rng));
        Self {
            organization: parts.join("-"),
            limiter: Limiter::new(limits),
            beginnings: cache::Beginnings::default(),
            files: Shelf::new(BYTES),
            batches: Shelf::new(BYTES),
            threads: Shelf::new(BYTES),
        }
    }
}

/// The `anthropic-version` values that are accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Version {
    /// `2023-06-01`
    First,
    /// `2026-10-21`: no sampling parameters, stricter content.
    Second,
}

impl Version {
    /// Reads the header.
    ///
    /// # Errors
    /// When there is none, or no such version.
    pub fn read(header: Option<&str>) -> Result<Self, ApiFault> {
        match header.map(str::trim) {
            Some("2023-06-01") => Ok(Self::First),
            Some("2026-10-21") => Ok(Self::Second),
            Some(other) if !other.is_empty() => Err(errors::unknown_version(other)),
            _ => Err(errors::no_version()),
        }
    }
}

/// Answers a request whose key was accepted and whose body was read.
#[must_use]
pub fn answer(engine: &Engine, route: &Route<'_>, call: &Call<'_>) -> Answer {
    match route {
        Route::WrongVerb => return refuse(engine, errors::wrong_verb(), call),
        Route::NotServed | Route::Unknown => {
            return refuse(engine, errors::unknown_path(), call);
        }
        _ => {}
    }
    let version = match Version::read(call.client.version) {
        Ok(version) => version,
        Err(fault) => return refuse(engine, fault, call),
    };
    match route {
        Route::Messages => messages::answer(engine, call, version),
        Route::CountTokens => count_tokens(engine, call, version),
        Route::MessageBatches => batches::all(engine, call),
        Route::MessageBatch(id) => batches::one(engine, call, id),
        Route::MessageBatchCancel(id) => batches::cancel(engine, call, id),
        Route::MessageBatchResults(id) => batches::results(engine, call, id),
        Route::Files => files::all(engine, call),
        Route::File(id) => files::one(engine, call, id),
        Route::FileContent(id) => files::content(engine, call, id),
        Route::Models => match models::list(&engine.today, call.query) {
            Ok(list) => plain(engine, &list, call),
            Err(fault) => refuse(engine, fault, call),
        },
        Route::Model(_) if call.method == "DELETE" => refuse(engine, errors::wrong_verb(), call),
        Route::Model(name) => match models::one(name, &engine.today) {
            Some(model) => plain(engine, &model, call),
            None => refuse(engine, errors::unknown_model(name), call),
        },
        _ => refuse(engine, errors::unknown_path(), call),
    }
}

fn count_tokens(engine: &Engine, call: &Call<'_>, version: Version) -> Answer {
    let retired = engine.script.retired;
    match validate::check(call.body, version, validate::Purpose::Count, retired, &engine.today) {
        Ok(request) => {
            let mut answer = plain(engine, &json!({"input_tokens": usage::input_tokens(&request)}), call);
            answer.note.advisories = request.advisories;
            answer
        }
        Err(fault) => refuse(engine, fault, call),
    }
}

/// Turns a request away before it is understood.
#[must_use]
pub fn turn_away(engine: &Engine, refusal: &Refusal<'_>, call: &Call<'_>) -> Answer {
    let fault = match refusal {
        Refusal::TooLarge { .. } => errors::too_large(),
        Refusal::NoKey => errors::missing_key(),
        Refusal::WrongKey(_) => errors::wrong_key(call.client.bearer),
        // The version is looked at before the body.
        Refusal::ContentType(_) | Refusal::NotJson { .. } if call.client.version.is_none() => {
            errors::no_version()
        }
        Refusal::Packed => ApiFault::invalid("Could not decode the request body: check 'content-encoding'."),
        Refusal::ContentType(_) => errors::wrong_content_type(),
        Refusal::NotJson { error, body } => errors::not_json(error, body),
        Refusal::NotPassedOn { quota, why } => errors::not_passed_on(*quota, why),
    };
    refuse(engine, fault, call)
}

/// An error answer.
#[must_use]
pub fn refuse(engine: &Engine, fault: ApiFault, call: &Call<'_>) -> Answer {
    refuse_with(engine, &fault, call, None)
}

/// An error answer with rate-limit headers.
#[must_use]
pub fn refuse_with(engine: &Engine, fault: &ApiFault, call: &Call<'_>, limits: Option<Limits>) -> Answer {
    let mut rng = call.rng();
    let request_id = request_id(&mut rng);
    let body = fault.body(&request_id);
    let mut headers =
        headers::all("application/json", request_id, &engine.anthropic.organization, limits, &mut rng);
    if fault.status == 529 {
        headers.push(("x-should-retry".into(), "true".into()));
    }
    Answer {
        status: fault.status,
        headers,
        body: Body::Whole(body.clone()),
        wait: Duration::ZERO,
        fault: None,
        note: Note { response: body, ..Note::default() },
    }
}

fn plain(engine: &Engine, value: &serde_json::Value, call: &Call<'_>) -> Answer {
    send(engine, "application/json", Bytes::from(value.to_string()), call)
}

/// JSON, or a complaint.
fn result(engine: &Engine, result: Result<serde_json::Value, ApiFault>, call: &Call<'_>) -> Answer {
    match result {
        Ok(value) => plain(engine, &value, call),
        Err(fault) => refuse(engine, fault, call),
    }
}

/// A body of any type, without rate limits.
fn send(engine: &Engine, content_type: &'static str, body: Bytes, call: &Call<'_>) -> Answer {
    let mut rng = call.rng();
    let request_id = request_id(&mut rng);
    let headers = headers::all(content_type, request_id, &engine.anthropic.organization, None, &mut rng);
    Answer {
        status: 200,
        headers,
        body: Body::Whole(body.clone()),
        wait: Duration::ZERO,
        fault: None,
        note: Note { response: body, ..Note::default() },
    }
}

/// The id of an answer, as the header and errors carry it.
#[must_use]
pub fn request_id(rng: &mut fastrand::Rng) -> String {
    id("req_011C", 20, rng)
}

#[cfg(test)]
#[path = "door_tests.rs"]
mod tests;
