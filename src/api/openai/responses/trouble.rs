//! Errors of a stream: events in the place of a status.
//!
//! Owns: which event an error becomes, its fields, the stream that ends in one before
//! anything was said. Must not know: when an error is due, sockets.
//!
//! The status of a stream is sent before the request is looked at closely. So what
//! the service runs into afterwards (a limit, the quota, too long a prompt) comes as an
//! event behind a beginning that looks like any other.

use super::object::{self, Head, Ids, Stage};
use super::request::Request;
use super::stream;
use crate::api::answer::{Answer, Body, Note};
use crate::api::openai::errors::ApiFault;
use crate::api::openai::headers::{self, Limits};
use crate::api::respond::{Call, Engine};
use bytes::Bytes;
use serde_json::json;
use std::time::Duration;

/// What the `error` of a failed response can say. Errors of other codes are no failed
/// responses, but events of their own.
const CODES: [&str; 21] = [
    "server_error",
    "rate_limit_exceeded",
    "invalid_prompt",
    "data_residency_mismatch",
    "bio_policy",
    "misalignment_policy_violation",
    "vector_store_timeout",
    "invalid_image",
    "invalid_image_format",
    "invalid_base64_image",
    "invalid_image_url",
    "image_too_large",
    "image_too_small",
    "image_parse_error",
    "image_content_policy_violation",
    "invalid_image_mode",
    "image_file_too_large",
    "unsupported_image_media_type",
    "empty_image_file",
    "failed_to_download_image",
    "image_file_not_found",
];

/// The event of an error: its name, its fields (JSON without braces), and the failed
/// response, where it is one.
#[must_use]
pub fn event(
    head: &Head<'_>,
    fault: &ApiFault,
    limits: Option<&Limits>,
) -> (&'static str, String, Option<Bytes>) {
    let code = fault.code.as_deref();
    if fault.status >= 500 && code.is_none_or(|code| CODES.contains(&code)) {
        let error = json!({"code": code.unwrap_or("server_error"), "message": fault.message});
        let stage = Stage { error: Some(&error), ..Stage::begun("failed") };
        let fields = format!("\"response\":{}", object::snapshot(head, &stage));
        return ("response.failed", fields, Some(object::body(head, &stage)));
    }
    let mut error = json!({"type": fault.kind, "code": fault.code});
    if let Some(limits) = limits.filter(|_| fault.kind == "requests" || fault.kind == "tokens") {
        error["headers"] = limits.as_json();
    }
    error["message"] = json!(fault.message);
    error["param"] = json!(fault.param);
    ("error", format!("\"error\":{error}"), None)
}

/// Refuses a request that is to be streamed: a stream that begins, and ends in the
/// error. `name` is what the record calls it.
#[must_use]
pub fn refused(
    engine: &Engine,
    call: &Call<'_>,
    request: &Request<'_>,
    fault: &ApiFault,
    limits: Option<&Limits>,
    name: Option<&str>,
) -> Answer {
    let head = Head::new(request, call.unix, &mut Ids::new(call.unix, call.rng()));
    let (kind, fields, _) = event(&head, fault, limits);
    let events = stream::refused(&head, kind, &fields);
    let headers =
        headers::application("text/event-stream; charset=utf-8", &engine.sender(0), None, &mut call.rng());
    let note = Note {
        response: object::body(&head, &Stage::begun("in_progress")),
        fault: name.map(str::to_owned),
        ..Note::default()
    };
    let body = Body::Events(Box::new(events));
    Answer { status: 200, headers, body, wait: Duration::ZERO, fault: None, note }
}

#[cfg(test)]
#[path = "trouble_tests.rs"]
mod tests;
