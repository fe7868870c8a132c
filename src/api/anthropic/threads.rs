//! Message threads: conversations that the vendor holds, so that a request brings only
//! what is new.
//!
//! Owns: what is held under a reply's id, and the vendor's complaints about it. Must
//! not know: how requests are checked or answered: a request that continues a thread is
//! made whole first, and then like any other.

use crate::api::answer::{Answer, fault_name};
use crate::api::anthropic::errors::ApiFault;
use crate::api::anthropic::fields::{At, Fields};
use crate::api::json::Json;
use crate::api::respond::Call;
use crate::api::shelf::Shelf;
use crate::script::Fault;
use serde_json::{Value, json};

/// Milliseconds that a thread is held after its last request.
const LASTS_MS: f64 = 5.0 * 60.0 * 1000.0;

/// Fields that a thread keeps, and that later requests leave out.
const INHERITED: [&str; 2] = ["system", "tools"];

/// A field that later requests may repeat, but not change.
const STEADY: &str = "output_config";

/// What is held under a reply's id.
#[derive(Debug)]
pub enum Thread {
    /// The conversation up to and with that reply, and the steady fields.
    Held {
        /// Fields of a request.
        body: Value,
        /// Milliseconds since the run began.
        at_ms: f64,
    },
    /// The conversation went on; it is held under a later reply.
    Continued,
}

/// The whole request in place of one that continues a thread; `None` for any other.
///
/// # Errors
/// The vendor's complaint.
pub fn resumed(threads: &Shelf<Thread>, call: &Call<'_>) -> Result<Option<Value>, ApiFault> {
    let Some(id) = previous(call.body)? else { return Ok(None) };
    let thread = threads.get(id).ok_or_else(lost)?;
    let Thread::Held { body: held, at_ms } = &*thread else {
        return Err(ApiFault::invalid(
            "thread.previous_message_id: this response has already been continued, and each response can be continued \
             only once. Continue from the thread's most recent response `id`.",
        )
        .code("thread_already_continued"));
    };
    if call.at_ms - at_ms > LASTS_MS {
        return Err(lost());
    }
    let mut whole = serde_json::to_value(call.body).unwrap_or_default();
    let changed = |name: &&str| whole.get(name).is_some_and(|given| unmarked(given) != held[name]);
    let changed: Vec<&str> = INHERITED.into_iter().chain([STEADY]).filter(changed).collect();
    if !changed.is_empty() {
        return Err(ApiFault::invalid(format!(
            "thread: the request does not match the thread; differing field(s): {}. Send the stored values, or replay \
             the full conversation with `thread: {{\"type\": \"create\"}}` to change them.",
            changed.join(", ")
        ))
        .code("thread_fingerprint_mismatch"));
    }
    for name in INHERITED {
        if !held[name].is_null() {
            whole[name] = held[name].clone();
        }
    }
    if let (Some(held), Some(new)) = (held["messages"].as_array(), whole["messages"].as_array_mut()) {
        new.splice(..0, held.iter().cloned());
    }
    Ok(Some(whole))
}

/// The reply that a request continues from.
fn previous<'a>(body: &'a Json<'a>) -> Result<Option<&'a str>, ApiFault> {
    let Some(thread) = field(body, "thread") else { return Ok(None) };
    let at = At::Name(&At::Root, "thread");
    let fields = Fields::of(thread, at)?;
    let kind = fields.tag(&["continue", "create"])?;
    let fields = fields.named(At::Name(&at, kind));
    if kind == "create" {
        fields.only(&[&["type"]])?;
        return Ok(None);
    }
    let id = fields.required_text("previous_message_id")?;
    fields.only(&[&["type", "previous_message_id"]])?;
    Ok(Some(id))
}

fn lost() -> ApiFault {
    ApiFault::new(
        404,
        "No usable thread state was found for `previous_message_id`. Replay the full conversation with `thread: {\"type\": \
         \"create\"}` to start a new thread.",
    )
    .code("thread_not_found")
}

/// Holds a whole conversation under its new reply, where the request asked for it and
/// the reply came to its end.
pub fn keep(threads: &Shelf<Thread>, call: &Call<'_>, answer: &Answer) {
    if field(call.body, "thread").is_none() || !is_finished(answer) {
        return;
    }
    let mut reply: Value = serde_json::from_slice(&answer.note.response).unwrap_or_default();
    let (content, id) = (reply["content"].take(), reply["id"].take());
    let (Some(id), Some([_, ..])) = (id.as_str(), content.as_array().map(Vec::as_slice)) else { return };
    if reply["stop_reason"].as_str().is_none_or(|reason| reason == "refusal") {
        return;
    }
    let mut body = json!({});
    for name in INHERITED.into_iter().chain([STEADY, "messages"]) {
        body[name] = field(call.body, name)
            .map_or(Value::Null, |given| unmarked(&serde_json::to_value(given).unwrap_or_default()));
    }
    if let Some(messages) = body["messages"].as_array_mut() {
        messages.push(json!({"role": "assistant", "content": content}));
    }
    let bytes = body.to_string().len();
    if let Ok(Some(before)) = previous(call.body) {
        let _ = threads.change(before, |_| Ok::<_, ()>((Thread::Continued, 0, ())));
    }
    threads.put(id, Thread::Held { body, at_ms: call.at_ms }, bytes);
}

/// Faults by which the end of a reply does not arrive.
const CUTS: [Fault; 5] = [Fault::Reset, Fault::Cut, Fault::Stall, Fault::NoDone, Fault::Refuse];

fn is_finished(answer: &Answer) -> bool {
    let fault = answer.note.fault.as_deref();
    answer.status == 200 && !CUTS.iter().any(|cut| fault == Some(fault_name(*cut)))
}

fn field<'a>(body: &'a Json<'a>, name: &str) -> Option<&'a Json<'a>> {
    body.as_object()?.get(name).filter(|value| !value.is_null())
}

/// The same without the marks for the prompt cache, which hold for one request only.
/// What a tool is called with stays as it is.
fn unmarked(value: &Value) -> Value {
    match value {
        Value::Array(items) => items.iter().map(unmarked).collect(),
        Value::Object(map) => map
            .iter()
            .filter(|(name, _)| *name != "cache_control")
            .map(|(name, inner)| {
                (name.clone(), if name == "content" { unmarked(inner) } else { inner.clone() })
            })
            .collect(),
        other => other.clone(),
    }
}

#[cfg(test)]
#[path = "threads_tests.rs"]
mod tests;
