//! The tools a request offers.
//!
//! Owns: their shapes and the choice among them. Must not know: messages.

use crate::api::anthropic::errors::ApiFault;
use crate::api::anthropic::fields::{At, Fields};
use crate::api::anthropic::rules;
use crate::api::json::Json;

/// Tools of a request, sound in shape.
#[derive(Debug, Clone, Copy, Default)]
pub struct Tools<'a> {
    /// As sent.
    pub items: &'a [Json<'a>],
    /// Whether one of them has to be called.
    pub forced: bool,
}

const CUSTOM: [&str; 10] = [
    "type",
    "name",
    "description",
    "input_schema",
    "strict",
    "cache_control",
    "defer_loading",
    "allowed_callers",
    "input_examples",
    "eager_input_streaming",
];

/// Beginnings of the types of tools that the vendor runs or defines itself.
const OWN: [&str; 12] = [
    "advisor_20",
    "bash_20",
    "browser_toolset_20",
    "code_execution_20",
    "computer_20",
    "computer_toolset_20",
    "mcp_toolset",
    "memory_20",
    "text_editor_20",
    "tool_search_tool_",
    "web_fetch_20",
    "web_search_20",
];

/// Reads `tools` and `tool_choice`.
///
/// # Errors
/// The vendor's complaint.
pub fn read<'a>(fields: Fields<'a, '_>) -> Result<Tools<'a>, ApiFault> {
    let items = fields.list("tools")?.unwrap_or_default();
    let at = At::Name(&At::Root, "tools");
    let mut names = Vec::new();
    for (index, item) in items.iter().enumerate() {
        names.extend(tool(item, At::Index(&at, index))?);
    }
    let mut sorted = names.clone();
    sorted.sort_unstable();
    if sorted.windows(2).any(|pair| pair.first() == pair.last()) {
        return Err(ApiFault::invalid("tools: Tool names must be unique."));
    }
    Ok(Tools { items, forced: choice(fields, &names)? })
}

/// The tool's name, where it has one.
fn tool<'a>(item: &'a Json<'a>, at: At<'_>) -> Result<Option<&'a str>, ApiFault> {
    let fields = Fields::of(item, at)?;
    let kind = fields.text("type")?.unwrap_or("custom");
    if OWN.iter().any(|own| kind.starts_with(own)) {
        return fields.text("name");
    }
    if kind != "custom" {
        return Err(at.complain(format!(
            "Input tag '{kind}' found using 'type' does not match any of the expected tags: 'bash_20250124', 'custom', \
             'text_editor_20250728', 'web_search_20250305'"
        )));
    }
    let at = At::Name(&at, "custom");
    let fields = Fields::of(item, at)?;
    let name = fields.required_text("name")?;
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if name.is_empty() || name.len() > 128 || !name.bytes().all(letters) {
        return Err(fields.complain("name", "String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"));
    }
    fields.text("description")?;
    let schema_at = At::Name(&at, "input_schema");
    let schema = Fields::of(fields.required("input_schema")?, schema_at)?;
    schema.required("type")?;
    schema.word("type", &["object"])?;
    if ["oneOf", "allOf", "anyOf"].iter().any(|word| schema.given(word).is_some()) {
        let fault = "input_schema does not support oneOf, allOf, or anyOf at the top level";
        return Err(schema_at.complain(fault));
    }
    let schema = fields.required("input_schema")?;
    let is_strict = fields.boolean("strict")? == Some(true);
    if let Some(fault) = rules::schema_fault(schema).filter(|_| is_strict) {
        return Err(at.complain(fault));
    }
    fields.cache_control()?;
    fields.only(&[&CUSTOM])?;
    Ok(Some(name))
}

/// Whether the choice forces a call.
fn choice(fields: Fields<'_, '_>, names: &[&str]) -> Result<bool, ApiFault> {
    let Some(choice) = fields.given("tool_choice") else { return Ok(false) };
    let choice = Fields::of(choice, At::Name(&At::Root, "tool_choice"))?;
    let kind = choice.tag(&["auto", "any", "tool", "none"])?;
    if kind == "tool" {
        choice.named(At::Name(&choice.at, kind)).required_text("name")?;
    }
    choice.boolean("disable_parallel_tool_use")?;
    choice.only(&[&["type", "name", "disable_parallel_tool_use"]])?;
    if kind != "none" && names.is_empty() {
        return Err(ApiFault::invalid(
            "tool_choice: tool_choice may only be specified while providing tools",
        ));
    }
    match choice.text("name")? {
        Some(name) if kind == "tool" && !names.contains(&name) => {
            Err(ApiFault::invalid(format!("tool_choice: Tool '{name}' not found in provided tools")))
        }
        _ => Ok(matches!(kind, "any" | "tool")),
    }
}
