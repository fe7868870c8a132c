//! `tools` and `tool_choice` of a request.
//!
//! Owns: their shapes, checks and echo. Must not know: the rest of the request, who
//! calls a tool.

use super::format::is_name;
use crate::api::json::Json;
use crate::api::openai::errors::ApiFault;
use crate::api::openai::params::{Fields, Null, Place, missing, not_one_of, wrong_pattern, wrong_type};
use crate::api::openai::strict_schema;
use crate::api::openai::tool_text::Function;
use serde_json::{Value, json};

/// Types of tools; functions are called, the others accepted.
const KINDS: [&str; 17] = [
    "apply_patch",
    "code_interpreter",
    "computer",
    "computer_use_preview",
    "custom",
    "file_search",
    "function",
    "image_generation",
    "local_shell",
    "mcp",
    "namespace",
    "programmatic_tool_calling",
    "shell",
    "tool_search",
    "web_search",
    "web_search_2025_08_26",
    "web_search_preview",
];

/// The tools of a request.
#[derive(Debug, Clone, Default)]
pub struct Tools<'a> {
    /// Those that are functions.
    pub functions: Vec<Function<'a>>,
    /// `tools` as the response echoes it.
    pub echo: Vec<Value>,
    /// `tool_choice` as the response echoes it.
    pub choice: Value,
}

/// Reads both parameters.
///
/// # Errors
/// The vendor's complaint.
pub fn read<'a>(request: Fields<'a, '_>) -> Result<Tools<'a>, ApiFault> {
    let mut tools = Tools::default();
    let items = request.array("tools", Null::Absent, "an array of objects")?;
    for (index, item) in items.into_iter().flatten().enumerate() {
        let fields = Fields::of(item, Place::Item(&Place::Root, "tools", index))?;
        let kind = fields.string("type", Null::Wrong)?.ok_or_else(|| missing(&fields.name("type")))?;
        match kind {
            "function" => {
                let (tool, echo) = function(fields)?;
                tools.functions.push(tool);
                tools.echo.push(echo);
            }
            kind if KINDS.contains(&kind) => tools.echo.push(json!(item)),
            kind => return Err(not_one_of(&fields.name("type"), kind, &KINDS)),
        }
    }
    tools.choice = choice(request, &tools)?;
    Ok(tools)
}

fn function<'a>(fields: Fields<'a, '_>) -> Result<(Function<'a>, Value), ApiFault> {
    let name = fields.short_string("name", 64)?.ok_or_else(|| missing(&fields.name("name")))?;
    if !is_name(name) {
        return Err(wrong_pattern(&fields.name("name"), "^[a-zA-Z0-9_-]+$"));
    }
    fields.only(&[
        "type",
        "name",
        "description",
        "parameters",
        "strict",
        "output_schema",
        "defer_loading",
        "allowed_callers",
    ])?;
    let description = fields.string("description", Null::Absent)?;
    let parameters = fields.object("parameters", Null::Absent)?;
    let strict = fields.boolean("strict", Null::Absent)?;
    // Left out it means strict as well, but then the vendor mends the schema itself.
    strict_schema::check_function(fields)?;
    let echo = json!({
        "type": "function",
        "description": description,
        "name": name,
        "parameters": parameters.map(|map| Json::Object(map.clone())),
        "strict": strict.unwrap_or(true),
    });
    Ok((Function { name, description, parameters }, echo))
}

fn choice(request: Fields<'_, '_>, tools: &Tools<'_>) -> Result<Value, ApiFault> {
    const WORDS: [&str; 3] = ["none", "auto", "required"];
    let Some(choice) = request.given("tool_choice") else { return Ok(Value::from("auto")) };
    let has_tool = |kind: &str, name: Option<&str>| {
        tools.echo.iter().any(|tool| tool["type"] == kind && name.is_none_or(|name| tool["name"] == name))
    };
    match choice {
        Json::String(word) if !WORDS.contains(&word.as_ref()) => {
            return Err(not_one_of("tool_choice", word, &WORDS));
        }
        Json::String(word) if word == "required" && tools.echo.is_empty() => {
            return Err(ApiFault::invalid(
                "Tool choice 'required' must be specified with 'tools' parameter.",
            )
            .param("tool_choice"));
        }
        Json::String(_) => {}
        Json::Object(map) => {
            let fields = Fields::at(map, Place::Field(&Place::Root, "tool_choice"));
            let kind = fields.string("type", Null::Wrong)?.ok_or_else(|| missing(&fields.name("type")))?;
            if kind != "allowed_tools" && !KINDS.contains(&kind) {
                return Err(not_one_of(&fields.name("type"), kind, &KINDS));
            }
            let named = matches!(kind, "function" | "custom");
            let name = fields.string("name", Null::Absent)?;
            if named && name.is_none() {
                return Err(missing(&fields.name("name")));
            }
            if kind != "allowed_tools" && !has_tool(kind, name.filter(|_| named)) {
                return Err(ApiFault::invalid(format!(
                    "Tool choice '{kind}' not found in 'tools' parameter."
                ))
                .param("tool_choice"));
            }
        }
        other => return Err(wrong_type("tool_choice", "one of a string or an object", other)),
    }
    Ok(json!(choice))
}
