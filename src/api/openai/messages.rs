//! The `messages` of a chat request: their shape, and what they say.
//!
//! Owns: roles, content parts, the pairing of tool calls with their results.
//! Must not know: the request's other parameters.

use crate::api::json::{Json, Object};
use crate::api::openai::errors::ApiFault;
use crate::api::openai::params::{
    Fields, Null, Place, empty_array, missing, not_one_of, wrong_pattern, wrong_type,
};
use std::borrow::Cow;

/// One message, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Message<'a> {
    /// `system`, `developer`, `user`, `assistant`, `tool` or `function`.
    pub role: &'a str,
    /// Its text, parts joined; empty when there is none.
    pub text: Cow<'a, str>,
    /// `name`, where given.
    pub name: Option<&'a str>,
    /// Names and arguments of the tool calls it holds.
    pub calls: Vec<(&'a str, &'a str)>,
}

const ROLES: [&str; 6] = ["system", "assistant", "user", "function", "tool", "developer"];
const PARTS: [&str; 6] = ["text", "image_url", "input_audio", "refusal", "audio", "file"];
/// `parsed` and `provider_specific_fields` are no fields of the vendor's: its own SDKs
/// and LiteLLM send them along when an answer is handed back, and the service lets them
/// pass.
const KEYS: [&str; 11] = [
    "role",
    "content",
    "name",
    "refusal",
    "audio",
    "function_call",
    "tool_calls",
    "tool_call_id",
    "annotations",
    "parsed",
    "provider_specific_fields",
];

/// Ids of tool calls may have so many characters: those of other vendors have more.
const LONGEST_CALL_ID: usize = 40;

/// Reads the messages.
///
/// # Errors
/// The vendor's complaint about the first message that is wrong.
pub fn read<'a>(request: Fields<'a, '_>) -> Result<Vec<Message<'a>>, ApiFault> {
    let Some(items) = request.array("messages", Null::Wrong, "an array of objects")? else {
        return Err(missing("messages"));
    };
    if items.is_empty() {
        return Err(empty_array("messages"));
    }
    let mut messages = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        messages.push(message(index, item)?);
    }
    pair_tools(items)?;
    Ok(messages)
}

fn message<'a>(index: usize, item: &'a Json<'a>) -> Result<Message<'a>, ApiFault> {
    if let Some(plain) = item.as_object().and_then(plain) {
        return Ok(plain);
    }
    let fields = Fields::of(item, Place::Item(&Place::Root, "messages", index))?;
    let role = fields.word("role", &ROLES)?.ok_or_else(|| missing(&fields.name("role")))?;
    fields.only(&KEYS)?;
    let name = name(fields)?;
    let calls = tool_calls(fields)?;
    let text = content(index, fields, role, calls.is_empty())?;
    if role == "tool" && fields.string("tool_call_id", Null::Wrong)?.is_none() {
        return Err(missing(&fields.name("tool_call_id")));
    }
    fields.short_string("tool_call_id", LONGEST_CALL_ID)?;
    if role == "function" && name.is_none() {
        return Err(missing(&fields.name("name")));
    }
    Ok(Message { role, text, name, calls })
}

/// What most messages are: a role, a text, and nothing that needs another look.
fn plain<'a>(object: &'a Object<'a>) -> Option<Message<'a>> {
    let (role, text) = (object.get("role")?.as_str()?, object.get("content")?.as_str()?);
    let usual = object.len() == 2 && ["user", "assistant", "system", "developer"].contains(&role);
    usual.then_some(Message { role, text: Cow::Borrowed(text), name: None, calls: Vec::new() })
}

fn name<'a>(fields: Fields<'a, '_>) -> Result<Option<&'a str>, ApiFault> {
    let name = fields.short_string("name", 64)?;
    let forbidden = |c: char| c.is_whitespace() || "<|\\/>".contains(c);
    if name.is_some_and(|name| name.is_empty() || name.contains(forbidden)) {
        return Err(wrong_pattern(&fields.name("name"), r"^[^\s<|\\/>]+$"));
    }
    Ok(name)
}

fn content<'a>(
    index: usize,
    fields: Fields<'a, '_>,
    role: &str,
    no_calls: bool,
) -> Result<Cow<'a, str>, ApiFault> {
    match fields.given("content") {
        Some(Json::String(text)) => Ok(Cow::Borrowed(text)),
        Some(Json::Array(parts)) => parts_text(fields, parts),
        Some(other) => Err(wrong_type(&fields.name("content"), "one of a string or array of objects", other)),
        None => {
            let excused = role == "assistant"
                && (!no_calls
                    || ["function_call", "refusal", "audio"].iter().any(|key| fields.given(key).is_some()));
            if excused {
                return Ok(Cow::Borrowed(fields.given("refusal").and_then(Json::as_str).unwrap_or("")));
            }
            Err(ApiFault::invalid("Invalid value for 'content': expected a string, got null.")
                .param(format!("messages.[{index}].content")))
        }
    }
}

fn parts_text<'a>(fields: Fields<'a, '_>, parts: &'a [Json<'a>]) -> Result<Cow<'a, str>, ApiFault> {
    if parts.is_empty() {
        return Err(empty_array(&fields.name("content")));
    }
    let mut texts = Vec::new();
    for (index, part) in parts.iter().enumerate() {
        let message = fields.place();
        if let Some(text) = part_text(Fields::of(part, Place::Item(&message, "content", index))?)? {
            texts.push(text);
        }
    }
    Ok(match texts.as_slice() {
        [only] => Cow::Borrowed(*only),
        several => Cow::Owned(several.concat()),
    })
}

/// The text of a part; `None` for images and the like.
fn part_text<'a>(fields: Fields<'a, '_>) -> Result<Option<&'a str>, ApiFault> {
    let kind = fields.string("type", Null::Wrong)?.ok_or_else(|| missing(&fields.name("type")))?;
    if !PARTS.contains(&kind) {
        return Err(not_one_of(&fields.name("type"), kind, &PARTS));
    }
    match kind {
        "text" | "refusal" => {
            fields.string(kind, Null::Wrong)?.map(Some).ok_or_else(|| missing(&fields.name(kind)))
        }
        _ => match fields.object(kind, Null::Wrong)? {
            Some(_) => Ok(None),
            None => Err(missing(&fields.name(kind))),
        },
    }
}

fn tool_calls<'a>(fields: Fields<'a, '_>) -> Result<Vec<(&'a str, &'a str)>, ApiFault> {
    let Some(items) = fields.array("tool_calls", Null::Absent, "an array of objects")? else {
        return Ok(Vec::new());
    };
    if items.is_empty() {
        return Err(empty_array(&fields.name("tool_calls")));
    }
    let mut calls = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let message = fields.place();
        calls.push(tool_call(Fields::of(item, Place::Item(&message, "tool_calls", index))?)?);
    }
    Ok(calls)
}

fn tool_call<'a>(fields: Fields<'a, '_>) -> Result<(&'a str, &'a str), ApiFault> {
    fields.string("id", Null::Wrong)?.ok_or_else(|| missing(&fields.name("id")))?;
    fields.short_string("id", LONGEST_CALL_ID)?;
    let kind = fields.word("type", &["function", "custom"])?.ok_or_else(|| missing(&fields.name("type")))?;
    let inner = fields.object(kind, Null::Wrong)?.ok_or_else(|| missing(&fields.name(kind)))?;
    let call = fields.place();
    let inner = Fields::at(inner, Place::Field(&call, kind));
    let text = if kind == "custom" { "input" } else { "arguments" };
    let name = inner.string("name", Null::Wrong)?.ok_or_else(|| missing(&inner.name("name")))?;
    let arguments = inner.string(text, Null::Wrong)?.ok_or_else(|| missing(&inner.name(text)))?;
    Ok((name, arguments))
}

/// Every tool call has its result right behind it, and every result its call.
fn pair_tools(items: &[Json<'_>]) -> Result<(), ApiFault> {
    let mut open: Vec<&str> = Vec::new();
    for (index, item) in items.iter().filter_map(Json::as_object).enumerate() {
        if text_of(item, "role") == "tool" {
            let id = text_of(item, "tool_call_id");
            let Some(at) = open.iter().position(|waiting| *waiting == id) else {
                return Err(ApiFault::invalid(
                    "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with \
                     'tool_calls'.",
                )
                .param(format!("messages.[{index}].role")));
            };
            open.swap_remove(at);
            continue;
        }
        unanswered(&open)?;
        open = ids(item);
    }
    unanswered(&open)
}

fn unanswered(open: &[&str]) -> Result<(), ApiFault> {
    if open.is_empty() {
        return Ok(());
    }
    Err(ApiFault::invalid(format!(
        "An assistant message with 'tool_calls' must be followed by tool messages responding to each 'tool_call_id'. \
         The following tool_call_ids did not have response messages: {}",
        open.join(", ")
    ))
    .param("messages"))
}

fn text_of<'a>(map: &'a Object<'_>, key: &str) -> &'a str {
    map.get(key).and_then(Json::as_str).unwrap_or("")
}

fn ids<'a>(message: &'a Object<'_>) -> Vec<&'a str> {
    let calls = message.get("tool_calls").and_then(Json::as_array);
    calls.into_iter().flatten().filter_map(Json::as_object).map(|call| text_of(call, "id")).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fault(messages: serde_json::Value) -> (String, Option<String>, Option<String>) {
        let request = json!({"messages": messages});
        let request = Json::from(&request);
        let fault = read(Fields::of_request(request.as_object().unwrap())).err().unwrap();
        (fault.message.into(), fault.param.map(Into::into), fault.code.map(Into::into))
    }

    fn complaint(messages: serde_json::Value) -> String {
        fault(messages).0
    }

    #[test]
    fn texts_are_read_in_any_form() {
        let request = json!({"messages": [
            {"role": "system", "content": "Be brief."},
            {"role": "user", "name": "ann", "content": [
                {"type": "text", "text": "What is "},
                {"type": "image_url", "image_url": {"url": "https://x/y.png"}},
                {"type": "text", "text": "this?"}]},
            {"role": "assistant", "content": null, "tool_calls": [
                {"id": "call_1", "type": "function", "function": {"name": "look", "arguments": "{}"}}]},
            {"role": "tool", "tool_call_id": "call_1", "content": "a cat"},
            {"role": "assistant", "content": "A cat.", "refusal": null, "annotations": [], "tool_calls": null,
             "parsed": null},
        ]});
        let request = Json::from(&request);
        let messages = read(Fields::of_request(request.as_object().unwrap())).unwrap();
        let texts: Vec<_> = messages.iter().map(|m| m.text.as_ref()).collect();
        assert_eq!(texts, ["Be brief.", "What is this?", "", "a cat", "A cat."]);
        assert_eq!(messages[1].name, Some("ann"));
        assert_eq!(messages[2].calls, [("look", "{}")]);
    }

    #[test]
    fn complaints_are_the_vendors() {
        assert_eq!(
            fault(json!([])),
            (
                "Invalid 'messages': empty array. Expected an array with minimum length 1, but got an empty array \
                 instead."
                    .to_owned(),
                Some("messages".to_owned()),
                Some("empty_array".to_owned())
            )
        );
        assert_eq!(
            complaint(json!("hi")),
            "Invalid type for 'messages': expected an array of objects, but got a string instead."
        );
        assert_eq!(
            fault(json!([{"role": "bot", "content": "x"}])),
            (
                "Invalid value: 'bot'. Supported values are: 'system', 'assistant', 'user', 'function', 'tool', and \
                 'developer'."
                    .to_owned(),
                Some("messages[0].role".to_owned()),
                Some("invalid_value".to_owned())
            )
        );
        assert_eq!(
            complaint(json!([{"role": "user", "content": "a"}, {"role": "user", "content": {}}])),
            "Invalid type for 'messages[1].content': expected one of a string or array of objects, but got an object \
             instead."
        );
        assert_eq!(
            fault(json!([{"role": "user", "content": null}])).1.as_deref(),
            Some("messages.[0].content")
        );
        assert_eq!(complaint(json!([{"content": "x"}])), "Missing required parameter: 'messages[0].role'.");
        assert_eq!(
            complaint(json!([{"role": "user", "content": "x", "mood": 1}])),
            "Unknown parameter: 'messages[0].mood'."
        );
        assert_eq!(
            complaint(json!([{"role": "user", "content": [{"type": "text"}]}])),
            "Missing required parameter: 'messages[0].content[0].text'."
        );
    }

    #[test]
    fn tool_calls_and_results_come_in_pairs() {
        let call = json!({"role": "assistant", "content": null, "tool_calls": [
            {"id": "call_x", "type": "function", "function": {"name": "f", "arguments": "{}"}}]});
        assert_eq!(
            complaint(json!([call, {"role": "user", "content": "and?"}])),
            "An assistant message with 'tool_calls' must be followed by tool messages responding to each \
             'tool_call_id'. The following tool_call_ids did not have response messages: call_x"
        );
        assert_eq!(
            fault(json!([{"role": "user", "content": "a"}, {"role": "tool", "tool_call_id": "z", "content": "r"}])),
            (
                "Invalid parameter: messages with role 'tool' must be a response to a preceeding message with \
                 'tool_calls'."
                    .to_owned(),
                Some("messages.[1].role".to_owned()),
                None
            )
        );
    }
}
