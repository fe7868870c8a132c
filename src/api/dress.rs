//! A scripted text in the form that a request wants.
//!
//! Owns: JSON around a text that is none. Must not know: scripts, dialects.
//!
//! An author writes what the model says, not how each program asks for it. A program
//! that wants JSON gets JSON, as from the vendor; the text stands in its first free
//! string.

use crate::api::json::Json;
use crate::api::offer;
use crate::api::schema_fill::{Hints, fill};
use serde_json::{Map, Value};

/// Most fields that are read out of a prompt.
const FIELDS: usize = 12;
/// Longer words are no names of fields.
const NAME: usize = 30;

/// JSON that says this text: by the request's schema, else with the fields that the
/// conversation names. What is JSON already stays, also what is but the beginning of some.
#[must_use]
pub fn in_json(
    request: &Json<'_>,
    prompts: &[impl AsRef<str>],
    text: String,
    rng: &mut fastrand::Rng,
) -> String {
    let is_json =
        serde_json::from_str::<Value>(&text).is_ok_and(|value| value.is_object() || value.is_array());
    if is_json || text.trim_start().starts_with('{') {
        return text;
    }
    let schema = request.as_object().and_then(offer::schema);
    if let Some(schema) = schema {
        return fill(schema, Hints { prompt: "", words: &[], say: Some(&text) }, rng).to_string();
    }
    let mut names: Vec<(&str, bool)> = Vec::new();
    for field in prompts.iter().flat_map(|prompt| fields(prompt.as_ref())) {
        if !names.iter().any(|(known, _)| *known == field.0) {
            names.push(field);
        }
    }
    names.truncate(FIELDS);
    if !names.iter().any(|(_, number)| !number) {
        names.insert(0, ("answer", false));
    }
    let value = |number: bool| if number { Value::from(1) } else { Value::from(text.as_str()) };
    let object: Map<String, Value> =
        names.into_iter().map(|(name, number)| (name.to_owned(), value(number))).collect();
    Value::Object(object).to_string()
}

/// The names in quotes that a prompt has, each with whether a number seems to be
/// wanted: `{"city": "…", "days": 3}`, `the keys 'city' and 'country'`.
fn fields(prompt: &str) -> Vec<(&str, bool)> {
    let asks = ["key", "field", "propert", "{"].iter().any(|word| prompt.to_lowercase().contains(word));
    if !asks {
        return Vec::new();
    }
    let mut found = Vec::new();
    for quote in ['"', '\'', '`'] {
        let mut rest = prompt;
        while let Some((_, behind)) = rest.split_once(quote) {
            let name: &str =
                behind.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default();
            rest = behind;
            let Some(after) = behind.get(name.len()..).and_then(|after| after.strip_prefix(quote)) else {
                continue;
            };
            rest = after;
            let value = after.trim_start().strip_prefix(':').map(|value| value.trim_start().to_lowercase());
            let plain = name.len() <= NAME && name.starts_with(|c: char| c.is_alphabetic() || c == '_');
            if plain && name.to_lowercase() != "json" {
                let number = value.is_some_and(|value| {
                    let value = value.trim_start_matches(['<', '[', '(']);
                    value.starts_with(|c: char| c.is_ascii_digit())
                        || ["int", "num", "float"].iter().any(|kind| value.starts_with(kind))
                });
                found.push((name, number));
                // Not the value that stands behind it.
                if let Some(behind) = after.trim_start().strip_prefix(':') {
                    rest = behind.split_once([',', '}', '\n']).map_or("", |(_, rest)| rest);
                }
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn dressed(request: &Value, prompt: &str) -> Value {
        let text = in_json(
            &Json::from(request),
            &[prompt],
            "Lima is it.".to_owned(),
            &mut fastrand::Rng::with_seed(1),
        );
        serde_json::from_str(&text).unwrap_or_default()
    }

    #[test]
    fn a_schema_gets_the_text_in_its_first_free_string() {
        let schema = json!({"type": "object", "required": ["mood", "answer", "size"], "additionalProperties": false,
            "properties": {"mood": {"enum": ["good"]}, "answer": {"type": "string"}, "size": {"type": "integer"}}});
        let request = json!({"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}});
        let value = dressed(&request, "Capital of Peru?");
        assert_eq!((&value["mood"], &value["answer"]), (&json!("good"), &json!("Lima is it.")));
        assert!(value["size"].is_i64());
    }

    #[test]
    fn without_a_schema_the_prompt_names_the_fields() {
        let request = json!({"response_format": {"type": "json_object"}});
        for (prompt, wanted) in [
            ("Answer in JSON.", json!({"answer": "Lima is it."})),
            ("Reply as JSON: {\"city\": \"...\", \"year\": 1535}", json!({"city": "Lima is it.", "year": 1})),
            (
                "JSON with the key 'name', please. It's for \"Bob\"",
                json!({"Bob": "Lima is it.", "name": "Lima is it."}),
            ),
            ("json object with fields `a` and `b`", json!({"a": "Lima is it.", "b": "Lima is it."})),
        ] {
            assert_eq!(dressed(&request, prompt), wanted, "{prompt}");
        }
    }

    #[test]
    fn json_stays_as_it_is() {
        for said in ["[1]", "{\"a\": 1}", "{\"customer\": \"cut o"] {
            let text = in_json(&Json::Null, &["x"], said.to_owned(), &mut fastrand::Rng::with_seed(1));
            assert_eq!(text, said);
        }
    }
}
