//! Schemas of functions and answers: what the vendor demands of them.
//!
//! Owns: the rules for all schemas (an object at the root, lists that say of what), those
//! for strict ones (`additionalProperties: false`, every property required, nothing that
//! cannot be enforced) and their sentences. Must not know: what else a request has.
//!
//! The sentences are those of error reports; where only the rule is documented, not the
//! sentence, nothing is refused.

use crate::api::json::{Json, Object};
use crate::api::openai::errors::ApiFault;
use crate::api::openai::params::{Fields, Null};

/// Checks the parameters of a function that says `strict: true`.
///
/// # Errors
/// The vendor's complaint.
pub fn check_function(function: Fields<'_, '_>) -> Result<(), ApiFault> {
    let root = function.object("parameters", Null::Absent)?;
    let fault = match root.filter(|root| is_combined(root)) {
        Some(_) => COMBINED.to_owned(),
        None => match fault_of(function, "parameters")? {
            Some(fault) => fault,
            None => return Ok(()),
        },
    };
    let name = function.string("name", Null::Absent)?.unwrap_or_default();
    Err(ApiFault::invalid(format!("Invalid schema for function '{name}': {fault}"))
        .param(function.name("parameters"))
        .code("invalid_function_parameters"))
}

const COMBINED: &str =
    "schema must have type 'object' and not have 'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.";

/// Whether the parameters of a function are an object and something else besides.
fn is_combined(root: &Object<'_>) -> bool {
    let combined = ["oneOf", "anyOf", "allOf", "enum", "not"].iter().any(|word| root.get(word).is_some());
    combined && root.get("type").and_then(Json::as_str) == Some("object")
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
    Ok(fields.object(schema, Null::Absent)?.and_then(|schema| fault(schema, strict)))
}

/// What is wrong with a schema, in the vendor's words after `Invalid schema for …: `;
/// `None` when it is sound.
#[must_use]
fn fault(schema: &Object<'_>, strict: bool) -> Option<String> {
    let kind = schema.get("type").and_then(Json::as_str);
    // One that says nothing at all is let pass: the vendor's own test suites send such.
    let says_what = ["type", "properties", "anyOf", "oneOf", "allOf", "$ref"]
        .iter()
        .any(|word| schema.get(word).is_some());
    if says_what && kind != Some("object") {
        let kind = kind.unwrap_or("None");
        return Some(format!("schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{kind}\"'."));
    }
    fault_in(schema, strict, &mut Vec::new())
}

/// Words that strict schemas must not have.
const NOT_PERMITTED: [&str; 11] = [
    "allOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "dependentRequired",
    "dependentSchemas",
    "patternProperties",
    "uniqueItems",
    "default",
];

fn fault_in<'a>(schema: &'a Object<'_>, strict: bool, path: &mut Vec<&'a str>) -> Option<String> {
    let is_list = schema.get("type").and_then(Json::as_str) == Some("array");
    if is_list && schema.get("items").is_none() && schema.get("prefixItems").is_none() {
        return Some(format!("In context={}, array schema missing items.", context(path)));
    }
    if let Some(fault) = strict.then(|| strict_fault(schema, path)).flatten() {
        return Some(fault);
    }
    for table in ["properties", "$defs", "definitions"] {
        for (name, below) in schema.get(table).and_then(Json::as_object).into_iter().flat_map(Object::iter) {
            if let Some(fault) = descend(below, strict, &[table, name], path) {
                return Some(fault);
            }
        }
    }
    if let Some(fault) = schema.get("items").and_then(|items| descend(items, strict, &["items"], path)) {
        return Some(fault);
    }
    let choices = schema.get("anyOf").and_then(Json::as_array);
    choices
        .into_iter()
        .flatten()
        .zip(PLACES)
        .find_map(|(choice, at)| descend(choice, strict, &["anyOf", at], path))
}

/// The places in a list, as far as anybody looks.
const PLACES: [&str; 10] = ["0", "1", "2", "3", "4", "5", "6", "7", "8", "9"];

fn strict_fault(schema: &Object<'_>, path: &[&str]) -> Option<String> {
    let context = context(path);
    if schema.get("$ref").is_some() {
        let others: Vec<String> =
            schema.keys().filter(|key| *key != "$ref").map(|key| format!("'{key}'")).collect();
        return (!others.is_empty())
            .then(|| format!("In context={context}, $ref cannot have keywords {{{}}}.", others.join(", ")));
    }
    if let Some(word) = NOT_PERMITTED.iter().find(|word| schema.get(word).is_some()) {
        return Some(format!("In context={context}, '{word}' is not permitted."));
    }
    if !path.is_empty()
        && ["type", "anyOf", "enum", "const", "properties"].iter().all(|word| schema.get(word).is_none())
    {
        return Some(format!("In context={context}, schema must have a 'type' key."));
    }
    let properties = schema.get("properties").and_then(Json::as_object);
    let is_object = schema.get("type").and_then(Json::as_str) == Some("object") || properties.is_some();
    if is_object && schema.get("additionalProperties").and_then(Json::as_bool) != Some(false) {
        return Some(format!(
            "In context={context}, 'additionalProperties' is required to be supplied and to be false."
        ));
    }
    if let Some(properties) = properties {
        let required = schema.get("required").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
        let missing = properties.keys().find(|key| !required.iter().any(|name| name.as_str() == Some(key)));
        if let Some(missing) = missing {
            return Some(format!(
                "In context={context}, 'required' is required to be supplied and to be an array including every key in \
                 properties. Missing '{missing}'."
            ));
        }
    }
    None
}

fn descend<'a>(
    below: &'a Json<'_>,
    strict: bool,
    steps: &[&'a str],
    path: &mut Vec<&'a str>,
) -> Option<String> {
    let below = below.as_object()?;
    let length = path.len();
    path.extend_from_slice(steps);
    let fault = fault_in(below, strict, path);
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
        fault(Json::from(&schema).as_object().unwrap(), true)
    }

    /// A strict schema with this one property.
    fn with(property: serde_json::Value) -> serde_json::Value {
        json!({"type": "object", "properties": {"x": property}, "required": ["x"], "additionalProperties": false})
    }

    #[test]
    fn every_schema_is_an_object_and_lists_say_of_what() {
        let list = json!({"type": "array", "items": {"type": "string"}});
        let loose = |schema: serde_json::Value| fault(Json::from(&schema).as_object().unwrap(), false);
        let wanted = |kind: &str| {
            format!("schema must be a JSON Schema of 'type: \"object\"', got 'type: \"{kind}\"'.")
        };
        assert_eq!(loose(list.clone()), Some(wanted("array")));
        assert_eq!(loose(json!({"properties": {}})), Some(wanted("None")));
        assert_eq!(loose(json!({"foo": "bar"})), None);
        assert_eq!(complaint(json!({"foo": "bar"})), None);
        assert_eq!(complaint(json!({"anyOf": [with(list.clone())]})), Some(wanted("None")));
        assert_eq!(complaint(with(list)), None);
        assert_eq!(
            loose(json!({"type": "object", "properties": {"x": {"type": "array"}}})).unwrap(),
            "In context=('properties', 'x'), array schema missing items."
        );
        assert_eq!(loose(json!({"type": "object", "properties": {"x": {"default": 1}}})), None);
    }

    #[test]
    fn strict_schemas_have_nothing_that_cannot_be_enforced() {
        for (property, sentence) in [
            (json!({"type": "string", "default": "a"}), "'default' is not permitted."),
            (json!({"allOf": [{"type": "string"}]}), "'allOf' is not permitted."),
            (json!({"description": "anything"}), "schema must have a 'type' key."),
            (json!({"$ref": "#/$defs/a", "description": "x"}), "$ref cannot have keywords {'description'}."),
        ] {
            assert_eq!(
                complaint(with(property)).unwrap(),
                format!("In context=('properties', 'x'), {sentence}")
            );
        }
        assert_eq!(complaint(with(json!({"$ref": "#/$defs/a"}))), None);
        assert_eq!(complaint(with(json!({"anyOf": [{"type": "string"}, {"type": "null"}]}))), None);
        assert_eq!(
            complaint(with(json!({"anyOf": [{"type": "null"}, {"default": 1}]}))).unwrap(),
            "In context=('properties', 'x', 'anyOf', '1'), 'default' is not permitted."
        );
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
