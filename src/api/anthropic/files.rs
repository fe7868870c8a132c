//! Files with this vendor.
//!
//! Owns: their endpoints and shape. Must not know: what a file is used for, sockets.

use super::errors::ApiFault;
use super::paging::page;
use super::{result, send};
use crate::api::answer::Answer;
use crate::api::multipart::Form;
use crate::api::query::parameter;
use crate::api::respond::{Call, Engine};
use crate::api::rng::id;
use crate::models::rfc3339;
use bytes::Bytes;
use serde_json::{Value, json};

/// A file on record.
#[derive(Debug, Clone)]
pub struct File {
    /// `file_01…`
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its type.
    pub mime: String,
    /// Seconds since 1970.
    pub created: u64,
    /// What is in it.
    pub bytes: Bytes,
    /// Whether it may be read back: what the user uploaded may not.
    pub downloadable: bool,
}

impl File {
    fn object(&self) -> Value {
        json!({
            "type": "file",
            "id": self.id,
            "size_bytes": self.bytes.len(),
            "created_at": rfc3339(self.created),
            "filename": self.name,
            "mime_type": self.mime,
            "downloadable": self.downloadable,
        })
    }
}

/// `GET` and `POST /v1/files`.
pub(super) fn all(engine: &Engine, call: &Call<'_>) -> Answer {
    if call.method == "POST" {
        return result(engine, create(engine, call), call);
    }
    let files = engine.anthropic.files.all();
    let objects: Vec<Value> = files.iter().rev().map(|file| file.object()).collect();
    // This list goes on with `page`, not with ids.
    let query = match parameter(call.query, "page") {
        Some(after) => format!("{}&after_id={after}", call.query),
        None => call.query.to_owned(),
    };
    let shown = page(&objects, &query).map(|mut list| {
        list["next_page"] = if list["has_more"] == true { list["last_id"].clone() } else { Value::Null };
        list
    });
    result(engine, shown, call)
}

fn create(engine: &Engine, call: &Call<'_>) -> Result<Value, ApiFault> {
    let form = Form::parse(call.raw.content_type, call.raw.bytes)
        .map_err(|what| ApiFault::invalid(format!("Invalid multipart form: {what}")))?;
    let file = form.file("file").ok_or_else(|| ApiFault::invalid("file: Field required"))?;
    let name = file.filename.clone().unwrap_or_default();
    if name.is_empty() || name.len() > 255 || name.contains(['<', '>', ':', '"', '|', '?', '*', '\\', '/']) {
        return Err(ApiFault::invalid("file: the filename has 1 to 255 characters and none of <>:\"|?*\\/"));
    }
    let file = File {
        id: id("file_011", 21, &mut call.rng()),
        name,
        mime: file.content_type.clone().unwrap_or_else(|| "application/octet-stream".to_owned()),
        created: call.unix,
        bytes: file.bytes.clone(),
        downloadable: false,
    };
    let object = file.object();
    let bytes = file.bytes.len();
    engine.anthropic.files.put(&file.id.clone(), file, bytes);
    Ok(object)
}

/// `GET` and `DELETE /v1/files/{id}`.
pub(super) fn one(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    let found = if call.method == "DELETE" {
        engine.anthropic.files.remove(id).map(|_| json!({"type": "file_deleted", "id": id}))
    } else {
        engine.anthropic.files.get(id).map(|file| file.object())
    };
    result(engine, found.ok_or_else(|| not_found(id)), call)
}

/// `GET /v1/files/{id}/content`.
pub(super) fn content(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    match engine.anthropic.files.get(id) {
        Some(file) if file.downloadable => send(engine, "application/octet-stream", file.bytes.clone(), call),
        Some(_) => {
            let fault = ApiFault::invalid(format!("File '{id}' is not downloadable."));
            result(engine, Err(fault.code("file_not_downloadable")), call)
        }
        None => result(engine, Err(not_found(id)), call),
    }
}

fn not_found(id: &str) -> ApiFault {
    ApiFault::new(404, format!("File not found: {id}"))
}
