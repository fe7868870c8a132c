#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

fn filled(schema: &Value, prompt: &str, seed: u64) -> Value {
    let schema = Json::from(schema);
    let hints = Hints { prompt, words: &["Lima"], say: None };
    fill(&schema, hints, &mut fastrand::Rng::with_seed(seed))
}

/// Whether a value satisfies a schema: the words that the tests use.
fn valid(schema: &Value, value: &Value, root: &Value) -> bool {
    if let Some(path) = schema["$ref"].as_str() {
        let target = root.pointer(path.trim_start_matches('#')).unwrap();
        return valid(target, value, root);
    }
    if let Some(choices) = schema["anyOf"].as_array() {
        return choices.iter().any(|choice| valid(choice, value, root));
    }
    if let Some(all) = schema["allOf"].as_array() {
        return all.iter().all(|part| valid(part, value, root));
    }
    if let Some(choices) = schema["enum"].as_array() {
        return choices.contains(value);
    }
    if let Some(fixed) = schema.get("const") {
        return fixed == value;
    }
    let bound = |word: &str| schema[word].as_f64();
    let of_type = |kind: &str| match kind {
        "object" => value.as_object().is_some_and(|map| {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let closed = schema["additionalProperties"] == false;
            required.iter().all(|name| map.contains_key(name.as_str().unwrap()))
                && map.iter().all(|(key, value)| match schema["properties"].get(key) {
                    Some(property) => valid(property, value, root),
                    None => !closed,
                })
        }),
        "array" => value.as_array().is_some_and(|items| {
            let unique =
                schema["uniqueItems"] != true || (1..items.len()).all(|at| !items[..at].contains(&items[at]));
            items.len() as f64 >= bound("minItems").unwrap_or(0.0)
                && items.len() as f64 <= bound("maxItems").unwrap_or(f64::MAX)
                && unique
                && items.iter().all(|item| schema.get("items").is_none_or(|schema| valid(schema, item, root)))
        }),
        "string" => value.as_str().is_some_and(|text| {
            let length = text.chars().count() as f64;
            length >= bound("minLength").unwrap_or(0.0)
                && length <= bound("maxLength").unwrap_or(f64::MAX)
                && schema["pattern"].as_str().is_none_or(|one| regex::Regex::new(one).unwrap().is_match(text))
        }),
        "integer" | "number" => value.as_f64().is_some_and(|number| {
            (kind == "number" || value.is_i64())
                && number >= bound("minimum").unwrap_or(f64::MIN)
                && number <= bound("maximum").unwrap_or(f64::MAX)
                && bound("exclusiveMinimum").is_none_or(|low| number > low)
                && bound("exclusiveMaximum").is_none_or(|high| number < high)
                && bound("multipleOf").is_none_or(|step| (number / step).fract().abs() < 1e-9)
        }),
        "boolean" => value.is_boolean(),
        "null" => value.is_null(),
        _ => true,
    };
    match &schema["type"] {
        Value::String(kind) => of_type(kind),
        Value::Array(kinds) => kinds.iter().any(|kind| of_type(kind.as_str().unwrap())),
        _ => true,
    }
}

#[test]
fn values_satisfy_their_schemas() {
    let node = json!({"type": "object", "properties": {
        "value": {"type": "string"}, "next": {"anyOf": [{"$ref": "#/$defs/node"}, {"type": "null"}]}},
        "required": ["value", "next"], "additionalProperties": false});
    for schema in [
        json!({"type": "object", "properties": {"city": {"type": "string"}, "n": {"type": "integer", "minimum": 3, "maximum": 5}},
               "required": ["city", "n"], "additionalProperties": false}),
        json!({"type": "array", "items": {"enum": ["a", "b", "c"]}, "minItems": 3, "maxItems": 3, "uniqueItems": true}),
        json!({"type": "array", "items": {"type": "string", "minLength": 20, "maxLength": 25}, "maxItems": 1}),
        json!({"type": "string", "pattern": "^[A-Z]{2}-\\d{4}$"}),
        json!({"type": "string", "pattern": "^(red|green)+x?$", "minLength": 5}),
        json!({"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 0.5}),
        json!({"type": "integer", "multipleOf": 7, "minimum": 8}),
        json!({"type": "integer", "maximum": -10}),
        json!({"type": ["string", "null"], "maxLength": 2}),
        json!({"allOf": [{"type": "object", "properties": {"a": {"type": "integer"}}, "required": ["a"]},
                         {"type": "object", "properties": {"b": {"type": "boolean"}}, "required": ["b"]}]}),
        json!({"anyOf": [{"type": "null"}, {"const": 7}]}),
        json!({"$ref": "#/$defs/node", "$defs": {"node": node}}),
        json!({"type": "object", "required": ["x"]}),
        json!({}),
    ] {
        for seed in 0..20 {
            let value = filled(&schema, "Give me 4 things and 12 more", seed);
            assert!(valid(&schema, &value, &schema), "{schema} <- {value}");
        }
    }
}

#[test]
fn a_schema_that_only_refers_to_itself_ends() {
    let schema = json!({"type": "object", "properties": {"again": {"$ref": "#"}}, "required": ["again"]});
    assert!(filled(&schema, "", 1).is_object());
    assert!(filled(&json!({"$ref": "#"}), "", 1).is_null());
}

#[test]
fn the_prompt_shows_in_the_values() {
    let schema = json!({"type": "object", "properties": {
        "city": {"type": "string"}, "days": {"type": "integer"}, "unit": {"enum": ["celsius", "fahrenheit"]}}});
    let value = filled(&schema, "Weather in Lima for 6 days in Fahrenheit, please", 1);
    assert_eq!(value, json!({"city": "Lima", "days": 6, "unit": "fahrenheit"}));
}
