//! Batches: files of requests, answered without hurry.
//!
//! Owns: their endpoints, their stages, running the lines. Must not know: how a
//! line is answered (the engine does it as for any request), sockets.
//!
//! All lines are run when the batch is made; the stages (validating, in progress,
//! finalizing, completed) follow the clock, so that a program that polls sees them.

use crate::api::answer::Answer;
use crate::api::json::Json;
use crate::api::openai::batch_lines::{self, ENDPOINTS, Lines};
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::files::{self, File};
use crate::api::openai::paging::{USUAL, page};
use crate::api::openai::params::{Fields, Null, missing};
use crate::api::openai::validate::metadata;
use crate::api::respond::{Call, Engine};
use crate::api::rng::id;
use bytes::Bytes;
use serde_json::{Value, json};
use std::sync::Arc;

/// Milliseconds after the beginning: in progress, finalizing, completed.
const STAGES_MS: [f64; 3] = [100.0, 400.0, 500.0];
/// Milliseconds that cancelling takes.
const CANCELLING_MS: f64 = 200.0;
/// Seconds until a batch expires.
const WINDOW: u64 = 24 * 60 * 60;

/// A batch on record.
#[derive(Debug, Clone)]
pub struct Batch {
    /// What never changes.
    head: Value,
    created: u64,
    created_ms: f64,
    cancelled_ms: Option<f64>,
    lines: Lines,
    output: Option<String>,
    errors: Option<String>,
}

impl Batch {
    /// The object at a time of the run.
    fn object(&self, at_ms: f64) -> Value {
        let age = at_ms - self.created_ms;
        let reached = |stage: usize| STAGES_MS.get(stage).is_some_and(|from| age >= *from);
        let unix_at = |age_ms: f64| self.created + (age_ms / 1000.0) as u64;
        let stamp =
            |stage: usize| reached(stage).then(|| unix_at(STAGES_MS.get(stage).copied().unwrap_or(0.0)));
        let mut object = self.head.clone();
        let failed = !self.lines.faults.is_empty();
        let status = match (failed, self.cancelled_ms) {
            (true, _) if reached(0) => "failed",
            (_, Some(at)) if at_ms >= at + CANCELLING_MS => "cancelled",
            (_, Some(_)) => "cancelling",
            _ if reached(2) => "completed",
            _ if reached(1) => "finalizing",
            _ if reached(0) => "in_progress",
            _ => "validating",
        };
        object["status"] = status.into();
        if status == "failed" {
            object["errors"] = json!({"object": "list", "data": self.lines.faults});
            object["failed_at"] = json!(stamp(0));
            return object;
        }
        if let Some(at) = self.cancelled_ms {
            object["cancelling_at"] = json!(unix_at(at - self.created_ms));
            if status == "cancelled" {
                object["cancelled_at"] = json!(unix_at(at + CANCELLING_MS - self.created_ms));
            }
        }
        object["in_progress_at"] = json!(stamp(0));
        if self.cancelled_ms.is_none() {
            object["finalizing_at"] = json!(stamp(1));
            object["completed_at"] = json!(stamp(2));
        }
        // While it runs, the lines are done one after the other.
        let share = if self.cancelled_ms.is_some() {
            0.0
        } else {
            ((age - STAGES_MS[0]) / (STAGES_MS[1] - STAGES_MS[0])).clamp(0.0, 1.0)
        };
        let done = |count: usize| (count as f64 * share) as usize;
        object["request_counts"] = json!({
            "total": if reached(0) { self.lines.total() } else { 0 },
            "completed": done(self.lines.completed),
            "failed": done(self.lines.failed),
        });
        if status == "completed" {
            object["output_file_id"] = json!(self.output);
            object["error_file_id"] = json!(self.errors);
            object["usage"] = self.lines.usage();
        }
        object
    }

    /// Whether it can still be cancelled.
    fn runs(&self, at_ms: f64) -> bool {
        self.cancelled_ms.is_none() && self.lines.faults.is_empty() && at_ms < self.created_ms + STAGES_MS[2]
    }

    /// A batch with nothing in it that runs at this time: what `--example-ids` shows.
    #[must_use]
    pub fn example(id: &str, call: &Call<'_>) -> Self {
        let head = head(id, "/v1/chat/completions", "file-example", call.unix, &Value::Null);
        Self {
            head,
            created: call.unix,
            created_ms: call.at_ms,
            cancelled_ms: None,
            lines: Lines::default(),
            output: None,
            errors: None,
        }
    }
}

fn head(id: &str, endpoint: &str, input: &str, created: u64, metadata: &Value) -> Value {
    json!({
        "id": id,
        "object": "batch",
        "endpoint": endpoint,
        "model": null,
        "errors": null,
        "input_file_id": input,
        "completion_window": "24h",
        "status": "validating",
        "output_file_id": null,
        "error_file_id": null,
        "created_at": created,
        "in_progress_at": null,
        "expires_at": created + WINDOW,
        "finalizing_at": null,
        "completed_at": null,
        "failed_at": null,
        "expired_at": null,
        "cancelling_at": null,
        "cancelled_at": null,
        "request_counts": {"total": 0, "completed": 0, "failed": 0},
        "metadata": metadata,
    })
}

/// `GET` and `POST /v1/batches`.
#[must_use]
pub fn all(engine: &Engine, call: &Call<'_>) -> Answer {
    if call.method == "POST" {
        return engine.result(create(engine, call), call);
    }
    let batches = engine.shelves.batches.all();
    let objects: Vec<_> = batches.iter().map(|batch| Arc::new(batch.object(call.at_ms))).collect();
    engine.result(page(&objects, call.query, USUAL), call)
}

fn create(engine: &Engine, call: &Call<'_>) -> Result<Value, ApiFault> {
    let Some(map) = call.body.as_object() else { return Err(errors::not_json()) };
    let fields = Fields::of_request(map);
    fields.only(&["input_file_id", "endpoint", "completion_window", "metadata", "output_expires_after"])?;
    let input = fields.string("input_file_id", Null::Wrong)?.ok_or_else(|| missing("input_file_id"))?;
    let endpoint = fields.word("endpoint", &ENDPOINTS)?.ok_or_else(|| missing("endpoint"))?;
    fields.word("completion_window", &["24h"])?.ok_or_else(|| missing("completion_window"))?;
    let pairs = fields.object("metadata", Null::Absent)?;
    pairs.map_or(Ok(()), metadata)?;
    let file = engine.shelves.files.get(input).ok_or_else(|| files::not_found(input))?;
    if file.purpose != "batch" {
        return Err(ApiFault::invalid(format!(
            "Invalid purpose of the input file: '{}'. Expected 'batch'.",
            file.purpose
        ))
        .param("input_file_id"));
    }
    let mut rng = call.rng();
    let id = id("batch_", 32, &mut rng);
    let lines = batch_lines::run(engine, call, endpoint, &file.bytes);
    let mut keep = |name: &str, text: &str| {
        let file = File {
            id: files::new_id(&mut rng),
            name: format!("{id}_{name}.jsonl"),
            purpose: "batch_output".to_owned(),
            created: call.unix,
            expires: None,
            bytes: Bytes::from(text.to_owned()),
        };
        let file_id = file.id.clone();
        (!text.is_empty()).then(|| {
            files::keep(engine, file);
            file_id
        })
    };
    let output = keep("output", &lines.output);
    let errors = keep("error", &lines.errors);
    let pairs = pairs.map_or(Value::Null, |pairs| json!(Json::Object(pairs.clone())));
    let mut head = head(&id, endpoint, input, call.unix, &pairs);
    head["model"] = json!(lines.model);
    let batch = Batch {
        head,
        created: call.unix,
        created_ms: call.at_ms,
        cancelled_ms: None,
        // The texts are files now.
        lines: Lines { output: String::new(), errors: String::new(), ..lines },
        output,
        errors,
    };
    let object = batch.object(call.at_ms);
    let bytes = object.to_string().len() * 2;
    engine.shelves.batches.put(&id, batch, bytes);
    Ok(object)
}

/// `GET /v1/batches/{id}`.
#[must_use]
pub fn one(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    let batch = engine.shelves.batches.get(id).ok_or_else(|| not_found(id));
    engine.result(batch.map(|batch| batch.object(call.at_ms)), call)
}

/// `POST /v1/batches/{id}/cancel`.
#[must_use]
pub fn cancel(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    let cancelled = engine.shelves.batches.change(id, |batch| {
        if !batch.runs(call.at_ms) {
            let status = batch.object(call.at_ms)["status"].as_str().unwrap_or_default().to_owned();
            let sentence = format!("Cannot cancel a batch with status '{status}'.");
            return Err(ApiFault::with_status(409, sentence));
        }
        let batch = Batch { cancelled_ms: Some(call.at_ms), ..batch.clone() };
        let object = batch.object(call.at_ms);
        let bytes = object.to_string().len() * 2;
        Ok((batch, bytes, object))
    });
    engine.result(cancelled.unwrap_or_else(|| Err(not_found(id))), call)
}

fn not_found(id: &str) -> ApiFault {
    ApiFault::with_status(404, format!("No batch found with id '{id}'."))
}

#[cfg(test)]
#[path = "batches_tests.rs"]
mod tests;
