//! Strict schemas: what the vendor demands of every object in them.
//!
//! Owns: the two rules (`additionalProperties: false`, every property required) and
//! their sentences. Must not know: what else a request has.

use crate::api::json::{Json, Object};
use crate::api::openai::errors::ApiFault;
use crate::api::openai::params::{Fields, Null};

/// Checks the parameters of a function that says `strict: true`.
///
/// # Errors
/// The vendor's complaint.
pub fn check_function(function: Fields<'_, '_>) -> Result<(), ApiFault> {
    let Some(fault) = fault_of(function, "parameters")? else { return Ok(()) };
    let name = function.string("name", Null::Absent)?.unwrap_or_default();
    Err(ApiFault::invalid(format!("Invalid schema for function '{name}': {fault}"))
        .param(function.name("parameters"))
        .code("invalid_function_parameters"))
}

/// Checks the schema of an answer that is to be strict; the vendor's two protocols
/// blame another parameter.
///
/// # Errors
/// The vendor's complaint.
pub fn check_format(
    format: Fields<'_, '_>,
    param: impl Into<String>,
    code: Option<&'static str>,
) -> Result<(), ApiFault> {
    let Some(fault) = fault_of(format, "schema")? else { return Ok(()) };
    let name = format.string("name", Null::Absent)?.unwrap_or_default();
    let fault = ApiFault::invalid(format!("Invalid schema for response_format '{name}': {fault}"))
        .param(param.into());
    Err(match code {
        Some(code) => fault.code(code),
        None => fault,
    })
}

fn fault_of(fields: Fields<'_, '_>, schema: &str) -> Result<Option<String>, ApiFault> {
    let strict = fields.boolean("strict", Null::Absent)?.unwrap_or(false);
    Ok(fields.object(schema, Null::Absent)?.filter(|_| strict).and_then(fault))
}

/// What is wrong with a strict schema, in the vendor's words after
/// `Invalid schema for …: `; `None` when it is sound.
#[must_use]
fn fault(schema: &Object<'_>) -> Option<String> {
    fault_in(schema, &mut Vec::new())
}

fn fault_in<'a>(schema: &'a Object<'_>, path: &mut Vec<&'a str>) -> Option<String> {
    let properties = schema.get("properties").and_then(Json::as_object);
    let is_object = schema.get("type").and_then(Json::as_str) == Some("object") || properties.is_some();
    if is_object && schema.get("additionalProperties").and_then(Json::as_bool) != Some(false) {
        return Some(format!(
            "In context={}, 'additionalProperties' is required to be supplied and to be false.",
            context(path)
        ));
    }
    if let Some(properties) = properties {
        let required = schema.get("required").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
        let missing = properties.keys().find(|key| !required.iter().any(|name| name.as_str() == Some(key)));
        if let Some(missing) = missing {
            return Some(format!(
                "In context={}, 'required' is required to be supplied and to be an array including every key in \
                 properties. Missing '{missing}'.",
                context(path)
            ));
        }
    }
    for table in ["properties", "$defs", "definitions"] {
        for (name, below) in schema.get(table).and_then(Json::as_object).into_iter().flat_map(Object::iter) {
            if let Some(fault) = descend(below, &[table, name], path) {
                return Some(fault);
            }
        }
    }
    if let Some(fault) = schema.get("items").and_then(|items| descend(items, &["items"], path)) {
        return Some(fault);
    }
    let choices = schema.get("anyOf").and_then(Json::as_array);
    choices.into_iter().flatten().find_map(|choice| descend(choice, &["anyOf"], path))
}

fn descend<'a>(below: &'a Json<'_>, steps: &[&'a str], path: &mut Vec<&'a str>) -> Option<String> {
    let below = below.as_object()?;
    let length = path.len();
    path.extend_from_slice(steps);
    let fault = fault_in(below, path);
    path.truncate(length);
    fault
}

/// A path as Python prints a tuple.
fn context(path: &[&str]) -> String {
    let quoted: Vec<String> = path.iter().map(|step| format!("'{step}'")).collect();
    match quoted.as_slice() {
        [only] => format!("({only},)"),
        several => format!("({})", several.join(", ")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn complaint(schema: serde_json::Value) -> Option<String> {
        fault(Json::from(&schema).as_object().unwrap())
    }

    #[test]
    fn objects_are_closed_and_require_everything() {
        let sound = json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"],
                           "additionalProperties": false});
        assert_eq!(complaint(sound.clone()), None);
        assert_eq!(
            complaint(json!({"type": "object", "properties": {}})).unwrap(),
            "In context=(), 'additionalProperties' is required to be supplied and to be false."
        );
        let mut open = sound.clone();
        open["required"] = json!([]);
        assert_eq!(
            complaint(open).unwrap(),
            "In context=(), 'required' is required to be supplied and to be an array including every key in properties. \
             Missing 'a'."
        );
        let mut nested = sound;
        nested["properties"]["a"] = json!({"type": "array", "items": {"type": "object"}});
        assert_eq!(
            complaint(nested).unwrap(),
            "In context=('properties', 'a', 'items'), 'additionalProperties' is required to be supplied and to be false."
        );
    }
}
