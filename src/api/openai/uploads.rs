//! Uploads: files that come in parts.
//!
//! Owns: their endpoints and shape. Must not know: what a file is used for, sockets.

use crate::api::answer::Answer;
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::files::{self, File};
use crate::api::openai::params::{Fields, Null, missing};
use crate::api::respond::{Call, Engine};
use crate::api::rng::id;
use bytes::{Bytes, BytesMut};
use serde_json::{Value, json};

/// Seconds after which an upload that was not completed is gone.
const LIFETIME: u64 = 3600;
/// Most bytes of one part.
const PART_BYTES: usize = 64 * 1024 * 1024;

/// An upload on record.
#[derive(Debug, Clone)]
pub struct Upload {
    id: String,
    bytes: u64,
    created: u64,
    filename: String,
    purpose: String,
    status: &'static str,
    parts: Vec<(String, Bytes)>,
    file: Option<Value>,
}

impl Upload {
    fn object(&self) -> Value {
        json!({
            "id": self.id,
            "object": "upload",
            "bytes": self.bytes,
            "created_at": self.created,
            "filename": self.filename,
            "purpose": self.purpose,
            "status": self.status,
            "expires_at": self.created + LIFETIME,
            "file": self.file,
        })
    }

    fn held(&self) -> usize {
        self.parts.iter().map(|(_, bytes)| bytes.len()).sum()
    }

    /// An upload that waits for its parts: what `--example-ids` shows.
    #[must_use]
    pub fn example(id: &str, unix: u64, parts: &[&str]) -> Self {
        Self {
            id: id.to_owned(),
            bytes: 0,
            created: unix,
            filename: "example.jsonl".to_owned(),
            purpose: "batch".to_owned(),
            status: "pending",
            parts: parts.iter().map(|part| ((*part).to_owned(), Bytes::new())).collect(),
            file: None,
        }
    }
}

/// `POST /v1/uploads`.
#[must_use]
pub fn create(engine: &Engine, call: &Call<'_>) -> Answer {
    engine.result(created(engine, call), call)
}

fn created(engine: &Engine, call: &Call<'_>) -> Result<Value, ApiFault> {
    let Some(map) = call.body.as_object() else { return Err(errors::not_json()) };
    let fields = Fields::of_request(map);
    fields.only(&["bytes", "filename", "mime_type", "purpose", "expires_after"])?;
    let text = |name: &'static str| fields.string(name, Null::Wrong)?.ok_or_else(|| missing(name));
    // 8 GB is the vendor's bound.
    let bytes = fields.integer("bytes", 0..=8_589_934_592)?.ok_or_else(|| missing("bytes"))?;
    let purpose = text("purpose")?;
    files::known_purpose(purpose)?;
    text("mime_type")?;
    let upload = Upload {
        id: id("upload_", 24, &mut call.rng()),
        bytes: bytes.unsigned_abs(),
        created: call.unix,
        filename: text("filename")?.to_owned(),
        purpose: purpose.to_owned(),
        status: "pending",
        parts: Vec::new(),
        file: None,
    };
    let object = upload.object();
    engine.shelves.uploads.put(&upload.id.clone(), upload, 0);
    Ok(object)
}

/// `POST /v1/uploads/{id}/parts`.
#[must_use]
pub fn add_part(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    let added = files::form(call).and_then(|form| {
        let part = form.file("data").ok_or_else(|| missing("data"))?;
        if part.bytes.len() > PART_BYTES {
            return Err(errors::too_large(PART_BYTES as u64, part.bytes.len() as u64));
        }
        changed(engine, id, |upload| {
            pending(upload)?;
            let part_id = crate::api::rng::id("part_", 24, &mut call.rng());
            upload.parts.push((part_id.clone(), part.bytes.clone()));
            Ok(json!({"id": part_id, "object": "upload.part", "created_at": call.unix, "upload_id": id}))
        })
    });
    engine.result(added, call)
}

/// `POST /v1/uploads/{id}/complete`.
#[must_use]
pub fn complete(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    engine.result(completed(engine, call, id), call)
}

fn completed(engine: &Engine, call: &Call<'_>, id: &str) -> Result<Value, ApiFault> {
    let Some(map) = call.body.as_object() else { return Err(errors::not_json()) };
    let fields = Fields::of_request(map);
    fields.only(&["part_ids", "md5"])?;
    let ids = fields.array("part_ids", Null::Wrong, "an array of strings")?;
    let ids = ids.ok_or_else(|| missing("part_ids"))?;
    changed(engine, id, |upload| {
        pending(upload)?;
        let mut whole = BytesMut::new();
        for wanted in ids {
            let known = upload.parts.iter().find(|(id, _)| wanted.as_str() == Some(id));
            let (_, bytes) = known.ok_or_else(|| {
                ApiFault::invalid(format!("Part {wanted} was not found in upload '{id}'.")).param("part_ids")
            })?;
            whole.extend_from_slice(bytes);
        }
        if whole.len() as u64 != upload.bytes {
            return Err(ApiFault::invalid(format!(
                "The upload announced {} bytes, but its parts have {}.",
                upload.bytes,
                whole.len()
            )));
        }
        let file = File {
            id: files::new_id(&mut call.rng()),
            name: upload.filename.clone(),
            purpose: upload.purpose.clone(),
            created: call.unix,
            expires: None,
            bytes: whole.freeze(),
        };
        upload.status = "completed";
        upload.parts.clear();
        upload.file = Some(files::keep(engine, file));
        Ok(upload.object())
    })
}

/// `POST /v1/uploads/{id}/cancel`.
#[must_use]
pub fn cancel(engine: &Engine, call: &Call<'_>, id: &str) -> Answer {
    let cancelled = changed(engine, id, |upload| {
        pending(upload)?;
        upload.status = "cancelled";
        upload.parts.clear();
        Ok(upload.object())
    });
    engine.result(cancelled, call)
}

fn changed(
    engine: &Engine,
    id: &str,
    change: impl FnOnce(&mut Upload) -> Result<Value, ApiFault>,
) -> Result<Value, ApiFault> {
    let changed = engine.shelves.uploads.change(id, |upload| {
        let mut upload = upload.clone();
        let shown = change(&mut upload)?;
        let held = upload.held();
        Ok((upload, held, shown))
    });
    changed.unwrap_or_else(|| {
        Err(ApiFault::with_status(404, format!("No such Upload object: {id}")).param("id"))
    })
}

fn pending(upload: &Upload) -> Result<(), ApiFault> {
    if upload.status == "pending" {
        return Ok(());
    }
    Err(ApiFault::invalid(format!("Upload '{}' is already {}.", upload.id, upload.status)))
}
