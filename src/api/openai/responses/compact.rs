//! `POST /v1/responses/compact`: a long thread made short.
//!
//! Owns: the endpoint and its shape. Must not know: how responses are made, sockets.

use super::input;
use super::object::{Ids, WireUsage, pretty};
use super::stored::Items;
use super::thread::{prepared, prompt_tokens};
use crate::api::answer::Answer;
use crate::api::base64;
use crate::api::json::Json;
use crate::api::openai::errors::ApiFault;
use crate::api::respond::{Call, Engine};
use crate::evidence::Usage;
use serde_json::{Value, json};
use std::sync::Arc;

/// Characters of a thread that its compaction keeps.
const KEPT: usize = 2000;

/// Answers the request: the user's own messages stay, the rest becomes one item that
/// only the service can read.
#[must_use]
pub fn answer(engine: &Engine, call: &Call<'_>) -> Answer {
    prepared(engine, call, |request, thread| {
        let prompt = prompt_tokens(request, &thread.messages);
        let mut ids = Ids::new(call.unix, call.rng());
        let mut new_id = || ids.digits();
        let input: Items = match request.input {
            Some(Json::String(text)) => vec![Arc::new(input::kept_text(text, &mut new_id))],
            Some(Json::Array(items)) => {
                items.iter().map(|item| Arc::new(input::kept(item, &mut new_id))).collect()
            }
            _ => Items::new(),
        };
        let mut output: Vec<Value> =
            input.iter().filter(|item| item["role"] == "user").map(|item| Value::clone(item)).collect();
        let mut told = String::new();
        for message in &thread.messages {
            told.push_str(&format!("{}: {}\n", message.role, message.text));
        }
        let told: String = told.chars().take(KEPT).collect();
        output.push(json!({
            "id": ids.next("cmp"),
            "type": "compaction",
            "encrypted_content": base64::encode(told.as_bytes()),
        }));
        let tokens = told.len().div_ceil(4) as u64;
        let usage = Usage { input_tokens: prompt, output_tokens: tokens, ..Usage::default() };
        let compacted = json!({
            "id": ids.next("resp"),
            "object": "response.compaction",
            "created_at": call.unix,
            "output": output,
            "usage": WireUsage::from(&usage),
        });
        engine.send(pretty(&compacted), call)
    })
    .unwrap_or_else(|fault: ApiFault| engine.refuse(fault, call))
}
