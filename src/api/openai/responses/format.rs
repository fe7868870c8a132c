//! `text` of a request: the form of the reply.
//!
//! Owns: its shapes, checks and echo. Must not know: the rest of the request.

use crate::api::json::{Json, Object};
use crate::api::openai::errors::ApiFault;
use crate::api::openai::params::{Fields, Null, Place, missing, wrong_pattern};
use crate::api::openai::strict_schema;
use crate::api::openai::validate::{Format, verbosity};
use crate::models::Model;
use serde_json::{Value, json};

/// The form of the reply.
#[derive(Debug, Clone, Default)]
pub struct TextForm<'a> {
    /// What kind.
    pub format: Format,
    /// The schema it must follow.
    pub schema: Option<&'a Object<'a>>,
    /// `text` as the response echoes it.
    pub echo: Value,
}

/// Reads `text`.
///
/// # Errors
/// The vendor's complaint.
pub fn read<'a>(request: Fields<'a, '_>, model: &Model) -> Result<TextForm<'a>, ApiFault> {
    let text = request.object("text", Null::Absent)?;
    let Some(text) = text else { return Ok(form(Format::Text, None, json!({"type": "text"}), "medium")) };
    let place = Place::Field(&Place::Root, "text");
    let text = Fields::at(text, place);
    text.only(&["format", "verbosity"])?;
    let verbosity = verbosity(text, model)?.unwrap_or("medium");
    let Some(format) = text.object("format", Null::Absent)? else {
        return Ok(form(Format::Text, None, json!({"type": "text"}), verbosity));
    };
    let format = Fields::at(format, Place::Field(&place, "format"));
    let kinds = ["json_object", "json_schema", "text"];
    match format.word("type", &kinds)?.ok_or_else(|| missing(&format.name("type")))? {
        "json_object" => Ok(form(Format::JsonObject, None, json!({"type": "json_object"}), verbosity)),
        "json_schema" => {
            let (schema, echo) = schema(format)?;
            Ok(form(Format::JsonSchema, Some(schema), echo, verbosity))
        }
        _ => Ok(form(Format::Text, None, json!({"type": "text"}), verbosity)),
    }
}

fn form<'a>(format: Format, schema: Option<&'a Object<'a>>, echo: Value, verbosity: &str) -> TextForm<'a> {
    TextForm { format, schema, echo: json!({"format": echo, "verbosity": verbosity}) }
}

fn schema<'a>(format: Fields<'a, '_>) -> Result<(&'a Object<'a>, Value), ApiFault> {
    format.only(&["type", "name", "schema", "strict", "description"])?;
    let name = format.short_string("name", 64)?.ok_or_else(|| missing(&format.name("name")))?;
    if !is_name(name) {
        return Err(wrong_pattern(&format.name("name"), "^[a-zA-Z0-9_-]+$"));
    }
    let schema = format.object("schema", Null::Wrong)?.ok_or_else(|| missing(&format.name("schema")))?;
    let strict = format.boolean("strict", Null::Absent)?.unwrap_or(false);
    let description = format.string("description", Null::Absent)?;
    strict_schema::check_format(format, format.name("schema"), Some("invalid_json_schema"))?;
    let echo = json!({
        "type": "json_schema",
        "description": description,
        "name": name,
        "schema": Json::Object(schema.clone()),
        "strict": strict,
    });
    Ok((schema, echo))
}

/// Whether a text may name a function or a schema.
#[must_use]
pub fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}
