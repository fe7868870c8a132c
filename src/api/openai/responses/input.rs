//! Input items: their forms, what they say, and how they are kept.
//!
//! Owns: the shapes of items and content parts, the pairing of calls with their
//! outputs. Must not know: the request's other parameters, what is stored.

use crate::api::json::{Json, Object};
use crate::api::openai::errors::ApiFault;
use crate::api::openai::messages::Message;
use crate::api::openai::params::{Fields, Null, Place, missing, not_one_of, wrong_type};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::collections::HashSet;

const ROLES: [&str; 4] = ["assistant", "system", "developer", "user"];
/// Parts as the vendor lists them to somebody who names another one.
const PARTS: [&str; 7] = [
    "input_text",
    "input_image",
    "output_text",
    "refusal",
    "input_file",
    "computer_screenshot",
    "summary_text",
];
const SPOKEN_PARTS: [&str; 2] = ["output_text", "refusal"];
const GIVEN_PARTS: [&str; 3] = ["input_text", "input_image", "input_file"];
const MESSAGE_KEYS: [&str; 6] = ["type", "role", "content", "id", "status", "phase"];
/// Every type of item.
const TYPES: [&str; 33] = [
    "additional_tools",
    "apply_patch_call",
    "apply_patch_call_output",
    "code_interpreter_call",
    "compaction",
    "compaction_trigger",
    "computer_call",
    "computer_call_output",
    "configuration_update",
    "custom_tool_call",
    "custom_tool_call_output",
    "file_search_call",
    "function_call",
    "function_call_output",
    "image_generation_call",
    "item_reference",
    "local_shell_call",
    "local_shell_call_output",
    "mcp_approval_request",
    "mcp_approval_response",
    "mcp_call",
    "mcp_list_tools",
    "message",
    "program",
    "program_output",
    "reasoning",
    "shell_call",
    "shell_call_output",
    "tool_search_call",
    "tool_search_output",
    "web_search_call",
    "computer_screenshot",
    "summary_text",
];

/// `call_id` may have so many characters.
const LONGEST_CALL_ID: usize = 64;

/// Reads the items of a request's field (`input`, or `items` of a conversation).
///
/// # Errors
/// The vendor's complaint about the first item that is wrong.
pub fn read<'a>(field: &str, items: &'a [Json<'a>]) -> Result<Vec<Option<Message<'a>>>, ApiFault> {
    let at = |index| Place::Item(&Place::Root, field, index);
    items.iter().enumerate().map(|(index, item)| read_one(Fields::of(item, at(index))?)).collect()
}

/// What an item says; `None` for one that says nothing a mock could read.
fn read_one<'a>(fields: Fields<'a, '_>) -> Result<Option<Message<'a>>, ApiFault> {
    let kind = match fields.string("type", Null::Absent)? {
        Some(kind) if TYPES.contains(&kind) => kind,
        Some(kind) => return Err(not_one_of(&fields.name("type"), kind, &TYPES)),
        None if fields.given("role").is_none() && fields.given("id").is_some() => "item_reference",
        None => "message",
    };
    own_id(fields, kind)?;
    let needed = |name: &str| fields.string(name, Null::Wrong)?.ok_or_else(|| missing(&fields.name(name)));
    match kind {
        "message" => message(fields).map(Some),
        "function_call" | "custom_tool_call" => {
            needed("call_id")?;
            fields.short_string("call_id", LONGEST_CALL_ID)?;
            let text = if kind == "function_call" { "arguments" } else { "input" };
            let calls = vec![(needed("name")?, needed(text)?)];
            Ok(Some(Message { role: "assistant", text: Cow::Borrowed(""), name: None, calls }))
        }
        "function_call_output" | "custom_tool_call_output" => {
            needed("call_id")?;
            fields.short_string("call_id", LONGEST_CALL_ID)?;
            let text = content(fields, "output", &GIVEN_PARTS)?;
            Ok(Some(Message { role: "tool", text, name: None, calls: Vec::new() }))
        }
        "item_reference" => needed("id").map(|_| None),
        _ => Ok(None),
    }
}

/// An id, if there is one, begins as ids of its kind do.
fn own_id(fields: Fields<'_, '_>, kind: &str) -> Result<(), ApiFault> {
    let prefix = match kind {
        "message" => "msg",
        "function_call" => "fc",
        "reasoning" => "rs",
        _ => return Ok(()),
    };
    match fields.string("id", Null::Absent)? {
        Some(id) if !id.starts_with(prefix) => {
            let name = fields.name("id");
            Err(ApiFault::invalid(format!(
                "Invalid '{name}': '{id}'. Expected an ID that begins with '{prefix}'."
            ))
            .param(name)
            .code("invalid_value"))
        }
        _ => Ok(()),
    }
}

fn message<'a>(fields: Fields<'a, '_>) -> Result<Message<'a>, ApiFault> {
    let role = fields.word("role", &ROLES)?.ok_or_else(|| missing(&fields.name("role")))?;
    fields.only(&MESSAGE_KEYS)?;
    let parts: &[&str] = if role == "assistant" { &SPOKEN_PARTS } else { &GIVEN_PARTS };
    let text = content(fields, "content", parts)?;
    Ok(Message { role, text, name: None, calls: Vec::new() })
}

fn content<'a>(fields: Fields<'a, '_>, field: &str, allowed: &[&str]) -> Result<Cow<'a, str>, ApiFault> {
    let parts = match fields.given(field) {
        Some(Json::String(text)) => return Ok(Cow::Borrowed(text)),
        Some(Json::Array(parts)) => parts,
        Some(other) => {
            return Err(wrong_type(&fields.name(field), "one of an array of objects or string", other));
        }
        None => return Err(missing(&fields.name(field))),
    };
    let mut texts = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let item = fields.place();
        let part = Fields::of(part, Place::Item(&item, field, index))?;
        texts.extend(part_text(part, allowed)?);
    }
    Ok(match texts.as_slice() {
        [only] => Cow::Borrowed(*only),
        several => Cow::Owned(several.concat()),
    })
}

fn part_text<'a>(fields: Fields<'a, '_>, allowed: &[&str]) -> Result<Option<&'a str>, ApiFault> {
    let kind = fields.string("type", Null::Wrong)?.ok_or_else(|| missing(&fields.name("type")))?;
    if !allowed.contains(&kind) {
        let known: &[&str] = if PARTS.contains(&kind) { allowed } else { &PARTS };
        return Err(not_one_of(&fields.name("type"), kind, known));
    }
    let field = match kind {
        "input_text" | "output_text" => "text",
        "refusal" => "refusal",
        "input_image" => {
            fields.string("image_url", Null::Absent)?;
            fields.word("detail", &["low", "high", "auto", "original"])?;
            return Ok(None);
        }
        _ => return Ok(None),
    };
    fields.string(field, Null::Wrong)?.map(Some).ok_or_else(|| missing(&fields.name(field)))
}

fn text_of<'a>(map: &'a Object<'_>, key: &str) -> &'a str {
    map.get(key).and_then(Json::as_str).unwrap_or("")
}

/// Every call has its output somewhere behind it, every output its call before it,
/// and thinking what came of it.
///
/// # Errors
/// The vendor's complaint.
pub fn pair<'a>(items: impl Iterator<Item = &'a Json<'a>>) -> Result<(), ApiFault> {
    let mut open: Vec<&str> = Vec::new();
    let mut known: Vec<&str> = Vec::new();
    let mut thought: Option<&str> = None;
    for item in items.filter_map(Json::as_object) {
        let kind = text_of(item, "type");
        if let Some(id) = thought.take().filter(|_| kind == "function_call_output" || spoken_to(item)) {
            return Err(lonely_thought(id));
        }
        let id = text_of(item, "call_id");
        match kind {
            "function_call" => {
                open.push(id);
                known.push(id);
            }
            "function_call_output" if !known.contains(&id) => {
                return Err(ApiFault::invalid(format!(
                    "No tool call found for function call output with call_id {id}."
                ))
                .param("input"));
            }
            "function_call_output" => open.retain(|waiting| *waiting != id),
            "reasoning" => thought = Some(text_of(item, "id")),
            _ => {}
        }
    }
    if let Some(id) = thought {
        return Err(lonely_thought(id));
    }
    match open.first() {
        Some(id) => {
            Err(ApiFault::invalid(format!("No tool output found for function call {id}.")).param("input"))
        }
        None => Ok(()),
    }
}

/// Each item comes once, in the input and in what it goes on from together.
///
/// # Errors
/// The vendor's complaint.
pub fn once<'a>(items: impl Iterator<Item = &'a Json<'a>>) -> Result<(), ApiFault> {
    let mut seen = HashSet::new();
    let ids = items.filter_map(Json::as_object).map(|item| text_of(item, "id")).filter(|id| !id.is_empty());
    for id in ids {
        if !seen.insert(id) {
            return Err(ApiFault::invalid(format!(
                "Duplicate item found with id {id}. Remove duplicate items from your input and try again."
            ))
            .param("input"));
        }
    }
    Ok(())
}

/// What came of a thought comes with it, or goes on from it: `thought_before` names the
/// thought before an item that is on record.
///
/// # Errors
/// The vendor's complaint.
pub fn with_thoughts<'a>(
    earlier: impl Iterator<Item = &'a Json<'a>>,
    input: impl Iterator<Item = &'a Json<'a>> + Clone,
    thought_before: impl Fn(&str) -> Option<String>,
) -> Result<(), ApiFault> {
    let all = earlier.chain(input.clone()).filter_map(Json::as_object);
    let ids: HashSet<&str> = all.map(|item| text_of(item, "id")).collect();
    for item in input.filter_map(Json::as_object) {
        let (id, kind) = (text_of(item, "id"), text_of(item, "type"));
        if !matches!(kind, "function_call" | "message") || id.is_empty() {
            continue;
        }
        if let Some(thought) = thought_before(id).filter(|thought| !ids.contains(thought.as_str())) {
            return Err(ApiFault::invalid(format!(
                "Item '{id}' of type '{kind}' was provided without its required 'reasoning' item: '{thought}'."
            ))
            .param("input"));
        }
    }
    Ok(())
}

/// The first thought that is named and neither on record nor brought along.
#[must_use]
pub fn lost_thought<'a>(items: &'a [Json<'a>], is_kept: impl Fn(&str) -> bool) -> Option<ApiFault> {
    let named = |item: &&Object<'_>| {
        let brought = item.get("encrypted_content").is_some_and(|content| content.as_str().is_some());
        text_of(item, "type") == "reasoning" && !text_of(item, "id").is_empty() && !brought
    };
    let thoughts = items.iter().filter_map(Json::as_object).filter(named);
    let lost = thoughts.map(|item| text_of(item, "id")).find(|id| !is_kept(id))?;
    let fault = ApiFault::with_status(
        404,
        format!(
            "Item with id '{lost}' not found. Items are not persisted when `store` is set to false. Try again with \
             `store` set to true, or remove this item from your input."
        ),
    );
    Some(fault.param("input"))
}

/// Whether an item is a message by somebody else than the model.
fn spoken_to(item: &Object<'_>) -> bool {
    matches!(text_of(item, "type"), "" | "message") && text_of(item, "role") != "assistant"
}

fn lonely_thought(id: &str) -> ApiFault {
    ApiFault::invalid(format!(
        "Item '{id}' of type 'reasoning' was provided without its required following item."
    ))
    .param("input")
}

/// An item in the form it is kept and listed in; `new_id` makes the hexadecimal part
/// of an id for one that has none.
pub fn kept(item: &Json<'_>, new_id: &mut impl FnMut() -> String) -> Value {
    let mut value = serde_json::to_value(item).unwrap_or_default();
    let kind = value.get("type").and_then(Value::as_str).unwrap_or("message").to_owned();
    let id = match value.get("id").and_then(Value::as_str) {
        Some(id) => id.to_owned(),
        None => format!("{}_{}", prefix(&kind), new_id()),
    };
    if kind == "message" {
        return kept_message(&value, &id);
    }
    if let Some(fields) = value.as_object_mut() {
        fields.shift_insert(0, "id".to_owned(), Value::from(id));
        if kind.ends_with("_call") || kind.ends_with("_output") {
            fields.entry("status").or_insert_with(|| Value::from("completed"));
        }
    }
    value
}

/// A plain text as the user's message.
pub fn kept_text(text: &str, new_id: &mut impl FnMut() -> String) -> Value {
    kept_message(&json!({"role": "user", "content": text}), &format!("msg_{}", new_id()))
}

fn kept_message(message: &Value, id: &str) -> Value {
    let role = message.get("role").cloned().unwrap_or_default();
    let content = match message.get("content") {
        Some(Value::String(text)) if role == "assistant" => {
            json!([{"type": "output_text", "annotations": [], "logprobs": [], "text": text}])
        }
        Some(Value::String(text)) => json!([{"type": "input_text", "text": text}]),
        Some(Value::Array(parts)) => parts.iter().map(kept_part).collect(),
        _ => json!([]),
    };
    json!({"id": id, "type": "message", "status": "completed", "content": content, "role": role})
}

/// A part with all that the vendor lists, also where the sender left it out.
fn kept_part(part: &Value) -> Value {
    let mut part = part.clone();
    if part["type"] == "output_text"
        && let Some(fields) = part.as_object_mut()
    {
        for name in ["annotations", "logprobs"] {
            fields.entry(name).or_insert_with(|| json!([]));
        }
    }
    part
}

/// The prefix of ids of a type of item.
fn prefix(kind: &str) -> &'static str {
    match kind {
        "message" => "msg",
        "function_call" => "fc",
        "function_call_output" => "fco",
        "custom_tool_call" => "ctc",
        "custom_tool_call_output" => "ctco",
        "reasoning" => "rs",
        _ => "item",
    }
}

#[cfg(test)]
#[path = "input_tests.rs"]
mod tests;
