//! `tools`, `tool_choice` and the older `functions` of a chat request.
//!
//! Owns: their shapes and checks, and which models take them. Must not know: the rest
//! of the request, who calls a tool.

use crate::api::json::Json;
use crate::api::openai::errors::ApiFault;
use crate::api::openai::params::{
    Fields, Null, Place, empty_array, long_array, missing, not_one_of, wrong_pattern, wrong_type,
};
use crate::api::openai::strict_schema;
use crate::api::openai::tool_text::Function;
use crate::api::openai::validate::ChatRequest;

/// So many tools can be offered in one request.
const MOST_TOOLS: usize = 128;

/// The tools of a request.
#[derive(Debug, Clone, Default)]
pub struct Tools<'a> {
    /// Those that are functions.
    pub functions: Vec<Function<'a>>,
    /// Whether any are offered.
    pub offered: bool,
}

/// Reads all parameters about tools.
///
/// # Errors
/// The vendor's complaint.
pub fn read<'a>(fields: Fields<'a, '_>) -> Result<Tools<'a>, ApiFault> {
    // Some clients send `null` for what they do not use, and get their answer.
    let items = fields.array("tools", Null::Absent, "an array of objects")?;
    if items.is_some_and(<[Json<'_>]>::is_empty) {
        return Err(empty_array("tools"));
    }
    if let Some(length) = items.map(<[Json<'_>]>::len).filter(|length| *length > MOST_TOOLS) {
        return Err(long_array("tools", MOST_TOOLS, length));
    }
    let mut tools = Tools { offered: items.is_some(), functions: Vec::new() };
    let mut names = Vec::new();
    for (index, item) in items.into_iter().flatten().enumerate() {
        let place = Place::Item(&Place::Root, "tools", index);
        let tool = Fields::of(item, place)?;
        let kind = tool.word("type", &["function", "custom"])?.ok_or_else(|| missing(&tool.name("type")))?;
        let inner = tool.object(kind, Null::Wrong)?.ok_or_else(|| missing(&tool.name(kind)))?;
        let inner = Fields::at(inner, Place::Field(&place, kind));
        let read = function(inner)?;
        strict_schema::check_function(inner)?;
        names.push(read.name);
        tools.functions.extend((kind == "function").then_some(read));
    }
    for param in ["tool_choice", "parallel_tool_calls"] {
        let harmless =
            fields.given(param).is_some_and(|value| param == "tool_choice" && value.as_str() == Some("none"));
        if items.is_none() && fields.given(param).is_some() && !harmless {
            return Err(ApiFault::invalid(format!(
                "Invalid value for '{param}': '{param}' is only allowed when 'tools' are specified."
            ))
            .param(param));
        }
    }
    fields.boolean("parallel_tool_calls", Null::Absent)?;
    choice(fields, &names)?;
    let functions = fields.array("functions", Null::Absent, "an array of objects")?;
    if functions.is_some_and(<[Json<'_>]>::is_empty) {
        return Err(empty_array("functions"));
    }
    if functions.is_none() && fields.given("function_call").is_some() {
        return Err(ApiFault::invalid(
            "Invalid value for 'function_call': 'function_call' is only allowed when 'functions' are specified.",
        )
        .param("function_call"));
    }
    for (index, item) in functions.into_iter().flatten().enumerate() {
        let read = function(Fields::of(item, Place::Item(&Place::Root, "functions", index))?)?;
        tools.functions.push(read);
        tools.offered = true;
    }
    Ok(tools)
}

/// Checks what has a name and a schema: a function, a format.
///
/// # Errors
/// The vendor's complaint.
pub fn function<'a>(fields: Fields<'a, '_>) -> Result<Function<'a>, ApiFault> {
    let name = fields.short_string("name", 64)?.ok_or_else(|| missing(&fields.name("name")))?;
    if name.is_empty() || !name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-') {
        return Err(wrong_pattern(&fields.name("name"), "^[a-zA-Z0-9_-]+$"));
    }
    let description = fields.string("description", Null::Absent)?;
    let parameters = fields.object("parameters", Null::Absent)?;
    fields.boolean("strict", Null::Absent)?;
    Ok(Function { name, description, parameters })
}

fn choice(fields: Fields<'_, '_>, names: &[&str]) -> Result<(), ApiFault> {
    let map = match fields.given("tool_choice") {
        None => return Ok(()),
        Some(Json::String(word)) if ["none", "auto", "required"].contains(&word.as_ref()) => return Ok(()),
        Some(Json::String(word)) => {
            return Err(not_one_of("tool_choice", word, &["none", "auto", "required"]));
        }
        Some(Json::Object(map)) => map,
        Some(other) => return Err(wrong_type("tool_choice", "one of a string or an object", other)),
    };
    let place = Place::Field(&Place::Root, "tool_choice");
    let choice = Fields::at(map, place);
    let kinds = ["function", "custom", "allowed_tools"];
    let kind = choice.word("type", &kinds)?.ok_or_else(|| missing(&choice.name("type")))?;
    let inner = choice.object(kind, Null::Absent)?.ok_or_else(|| missing(&choice.name(kind)))?;
    if kind == "allowed_tools" {
        return Ok(());
    }
    let inner = Fields::at(inner, Place::Field(&place, kind));
    let name = inner.string("name", Null::Wrong)?.ok_or_else(|| missing(&inner.name("name")))?;
    if names.contains(&name) {
        return Ok(());
    }
    // That it is refused is certain, the sentence is that of the other protocol.
    Err(ApiFault::invalid(format!("Tool choice '{kind}' not found in 'tools' parameter."))
        .param("tool_choice"))
}

/// What the vendor says to functions for a model of the gpt-5.4 generation or later
/// that thinks: here it takes them only without thinking.
///
/// Reported in openai/openai-openapi#541 (gpt-5.4) and danny-avila/LibreChat#14355
/// (gpt-5.6).
#[must_use]
pub fn refused_while_thinking(request: &ChatRequest<'_>) -> Option<ApiFault> {
    let name = &request.model.name;
    let generation = name.strip_prefix("gpt-")?;
    let major: u32 = generation.get(..1)?.parse().ok()?;
    let minor =
        generation.get(1..).and_then(|rest| rest.strip_prefix('.')?.get(..1)?.parse().ok()).unwrap_or(0);
    if request.tools.functions.is_empty() || (major, minor) < (5, 4) {
        return None;
    }
    Some(
        ApiFault::invalid(format!(
            "Function tools with reasoning_effort are not supported for {name} in /v1/chat/completions. To use function \
             tools, use /v1/responses or set reasoning_effort to 'none'."
        ))
        .param("reasoning_effort"),
    )
}
