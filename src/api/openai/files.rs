//! Files.
//!
//! Owns: their endpoints and shape. Must not know: what a file is used for, sockets.

use crate::api::answer::Answer;
use crate::api::multipart::Form;
use crate::api::openai::errors::ApiFault;
use crate::api::openai::paging::{Usual, page};
use crate::api::openai::params::missing;
use crate::api::query::parameter;
use crate::api::respond::{Call, Engine};
use crate::api::rng::id;
use bytes::Bytes;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::sync::Arc;

/// What files may be for.
const PURPOSES: [&str; 6] = ["fine-tune", "assistants", "batch", "user_data", "vision", "evals"];
/// Lists of files are long.
const USUAL: Usual = Usual { limit: 10_000, most: 10_000, newest_first: true };

/// A file on record.
#[derive(Debug, Clone)]
pub struct File {
    /// `file-…`
    pub id: String,
    /// Its name.
    pub name: String,
    /// What it is for.
    pub purpose: String,
    /// Seconds since 1970.
    pub created: u64,
    /// When it goes, likewise.
    pub expires: Option<u64>,
    /// What is in it.
    pub bytes: Bytes,
}

impl File {
    /// The object.
    #[must_use]
    pub fn object(&self) -> Value {
        json!({
            "id": self.id,
            "object": "file",
            "bytes": self.bytes.len(),
            "created_at": self.created,
            "expires_at": self.expires,
            "filename": self.name,
            "purpose": self.purpose,
            "status": "processed",
            "status_details": null,
        })
    }
}

/// Puts a file on record; its object.
pub fn keep(engine: &Engine, file: File) -> Value {
    let object = file.object();
    let bytes = file.bytes.len();
    engine.shelves.files.put(&file.id.clone(), file, bytes);
    object
}

/// A new id.
#[must_use]
pub fn new_id(rng: &mut fastrand::Rng) -> String {
    id("file-", 22, rng)
}

/// `GET` and `POST /v1/files`.
#[must_use]
pub fn all(engine: &Engine, call: &Call<'_>) -> Answer {
    let result = if call.method == "POST" { create(engine, call) } else { list(engine, call) };
    engine.result(result, call)
}

fn list(engine: &Engine, call: &Call<'_>) -> Result<Value, ApiFault> {
    let purpose = parameter(call.query, "purpose");
    let wanted = |file: &Arc<File>| purpose.as_deref().is_none_or(|purpose| purpose == file.purpose);
    let files = engine.shelves.files.all();
    let objects: Vec<_> =
        files.iter().filter(|file| wanted(file)).map(|file| Arc::new(file.object())).collect();
    page(&objects, call.query, USUAL)
}

fn create(engine: &Engine, call: &Call<'_>) -> Result<Value, ApiFault> {
    let form = form(call)?;
    let file = form.file("file").ok_or_else(|| missing("file"))?;
    let purpose = form.text("purpose").ok_or_else(|| missing("purpose"))?;
    known_purpose(&purpose)?;
    let name = file.filename.clone().unwrap_or_default();
    if matches!(purpose.as_str(), "batch" | "fine-tune") && !name.ends_with(".jsonl") {
        return Err(ApiFault::invalid(format!(
            "Invalid file format for {}. Must be .jsonl",
            if purpose == "batch" { "Batch API" } else { "Fine-Tuning API" }
        )));
    }
    let lifetime = form.text("expires_after[seconds]").and_then(|seconds| seconds.parse::<u64>().ok());
    Ok(keep(
        engine,
        File {
            id: new_id(&mut call.rng()),
            name,
            purpose,
            created: call.unix,
            expires: lifetime.map(|seconds| call.unix.saturating_add(seconds)),
            bytes: file.bytes.clone(),
        },
    ))
}

/// The form that a request carries.
///
/// # Errors
/// When it carries none.
pub fn form(call: &Call<'_>) -> Result<Form, ApiFault> {
    Form::parse(call.raw.content_type, call.raw.bytes).map_err(|what| {
        ApiFault::invalid(format!(
            "Could not parse multipart form: {what}. Send the fields as 'multipart/form-data'."
        ))
    })
}

/// Whether files may be for this.
///
/// # Errors
/// The vendor's complaint.
pub fn known_purpose(purpose: &str) -> Result<(), ApiFault> {
    if PURPOSES.contains(&purpose) {
        return Ok(());
    }
    let quoted: Vec<String> = PURPOSES.iter().map(|known| format!("'{known}'")).collect();
    Err(ApiFault::invalid(format!("'{purpose}' is not one of [{}] - 'purpose'", quoted.join(", "))))
}

/// `GET` and `DELETE /v1/files/{id}`.
#[must_use]
pub fn one(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    let result = if call.method == "DELETE" {
        let gone = engine.shelves.files.remove(id);
        gone.map(|_| json!({"id": id, "object": "file", "deleted": true})).ok_or_else(|| not_found(id))
    } else {
        engine.shelves.files.get(id).map(|file| file.object()).ok_or_else(|| not_found(id))
    };
    engine.result(result, call)
}

/// `GET /v1/files/{id}/content`.
#[must_use]
pub fn content(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    let Some(file) = engine.shelves.files.get(id) else { return engine.refuse(not_found(id), call) };
    let mut answer = engine.send_as("application/octet-stream", file.bytes.clone(), call);
    let name: String = file.name.chars().filter(|c| !c.is_control() && *c != '"').collect();
    answer
        .headers
        .push((Cow::Borrowed("content-disposition"), Cow::Owned(format!("attachment; filename=\"{name}\""))));
    answer
}

/// A file that is not on record.
#[must_use]
pub fn not_found(id: &str) -> ApiFault {
    ApiFault::with_status(404, format!("No such File object: {id}")).param("id")
}

#[cfg(test)]
#[path = "files_tests.rs"]
mod tests;
