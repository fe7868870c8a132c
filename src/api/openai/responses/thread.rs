//! The thread a request belongs to: instructions, earlier turns, input.
//!
//! Owns: putting it together, counting its tokens. Must not know: scripts, replies.

use super::input;
use super::request::{self, Request};
use super::stored::Items;
use crate::api::json::Json;
use crate::api::openai::errors::ApiFault;
use crate::api::openai::messages::Message;
use crate::api::openai::tool_text;
use crate::api::openai::usage::messages_tokens;
use crate::api::respond::{Call, Engine};
use crate::api::rng::Seed;
use crate::api::tokens::count;
use serde_json::Value;
use std::borrow::Cow;
use std::sync::Arc;

/// All that is said in a request and before it.
#[derive(Debug)]
pub struct Thread<'a> {
    /// Instructions, earlier turns, input: what can be read.
    pub messages: Vec<Message<'a>>,
    /// Tells conversations apart, whatever the ids of this run.
    pub conversation: Seed,
}

/// Checks a request and puts its thread together; then goes on with both.
///
/// # Errors
/// The vendor's complaint.
pub fn prepared<T>(
    engine: &Engine,
    call: &Call<'_>,
    then: impl FnOnce(&Request<'_>, &Thread<'_>) -> T,
) -> Result<T, ApiFault> {
    let request = request::check(call.body, engine.script.retired, &engine.today)?;
    let earlier = earlier_items(engine, &request)?;
    let earlier: Vec<Json<'_>> = earlier.iter().map(|item| Json::from(item.as_ref())).collect();
    let referred = referred_items(engine, &request)?;
    let referred: Vec<Option<Json<'_>>> =
        referred.iter().map(|item| item.as_deref().map(Json::from)).collect();
    let items = request.input.and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let resolved = items
        .iter()
        .enumerate()
        .map(|(index, item)| referred.get(index).and_then(Option::as_ref).unwrap_or(item));
    let all = earlier.iter().chain(resolved.clone());
    input::once(all.clone())?;
    if let Some(fault) = input::lost_thought(items, |id| engine.kept.item(id).is_some()) {
        return Err(fault);
    }
    input::with_thoughts(earlier.iter(), resolved, |id| engine.kept.thought_before(id))?;
    input::pair(all)?;
    let mut messages = Vec::new();
    messages.extend(request.instructions.map(|text| Message {
        role: "developer",
        text: Cow::Borrowed(text),
        name: None,
        calls: Vec::new(),
    }));
    // What was taken in once is sound.
    messages.extend(input::read("input", &earlier).unwrap_or_default().into_iter().flatten());
    for (index, message) in request.messages.iter().enumerate() {
        let referred = referred.get(index).and_then(Option::as_ref).map(std::slice::from_ref);
        let referred = referred.and_then(|item| input::read("input", item).ok()?.pop().flatten());
        messages.extend(referred.or_else(|| message.clone()));
    }
    let spoken = messages.iter().fold(Seed::new(0), |seed, message| {
        let said = seed.text(message.role).text(&message.text);
        message.calls.iter().fold(said, |seed, (name, arguments)| seed.text(name).text(arguments))
    });
    let conversation = request.input.map_or(spoken, |input| spoken.json(input));
    Ok(then(&request, &Thread { messages, conversation }))
}

fn earlier_items(engine: &Engine, request: &Request<'_>) -> Result<Items, ApiFault> {
    if let Some(previous) = request.previous {
        return engine.kept.thread(previous).map_err(|unknown| {
            ApiFault::invalid(format!("Previous response with id '{}' not found.", unknown.0))
                .param("previous_response_id")
                .code("previous_response_not_found")
        });
    }
    let Some(id) = request.conversation else { return Ok(Items::new()) };
    let conversation = engine.kept.conversation(id).ok_or_else(|| super::conversations::not_found(id))?;
    Ok(conversation.items)
}

/// For each item of the input that only names another: that one.
fn referred_items(engine: &Engine, request: &Request<'_>) -> Result<Vec<Option<Arc<Value>>>, ApiFault> {
    let items = request.input.and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let text = |item: &Json<'_>, field: &str| {
        item.as_object().and_then(|item| item.get(field)).and_then(Json::as_str).map(str::to_owned)
    };
    items
        .iter()
        .map(|item| {
            let named = text(item, "type").as_deref() == Some("item_reference")
                || (text(item, "type").is_none() && text(item, "role").is_none());
            let Some(id) = text(item, "id").filter(|_| named) else { return Ok(None) };
            engine.kept.item(&id).map(Some).ok_or_else(|| {
                ApiFault::with_status(404, format!("Item with id '{id}' not found.")).param("input")
            })
        })
        .collect()
}

/// Tokens of the prompt: see the rules for Responses in the facts.
#[must_use]
pub fn prompt_tokens(request: &Request<'_>, messages: &[Message<'_>]) -> u64 {
    let model = request.model;
    let mut tokens = messages_tokens(messages, model);
    if !request.tools.functions.is_empty() {
        let frame = if model.reasons() { 8 } else { 3 };
        tokens += count(&tool_text::render(&request.tools.functions), model.encoding) as u64 + frame;
    }
    if let Some(schema) = request.text.schema {
        tokens += count(&Json::Object(schema.clone()).to_string(), model.encoding) as u64;
    }
    tokens
}
