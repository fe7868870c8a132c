//! The format as a JSON Schema, so that editors complete and check it.
//!
//! Owns: turning the tables of keys into a schema. Must not know: what the keys mean.

use super::schema::{CHECK, FRONT_MATTER, Field, Kind, Record, SCENE, SETTINGS};
use serde_json::{Map, Value, json};

/// One document (draft 2020-12): the root is `workbook.toml`; `$defs` hold a lesson's
/// front matter (`front_matter`) and its TOML blocks (`scene`, `check`).
#[must_use]
pub fn json_schema() -> Value {
    let mut root = record(&SETTINGS);
    if let Some(table) = root.as_object_mut() {
        table.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        table.insert("title".to_owned(), json!("workbook.toml, and what a lesson may hold"));
        let defs = json!({
            "front_matter": record(&FRONT_MATTER),
            "scene": record(&SCENE),
            "check": record(&CHECK),
        });
        table.insert("$defs".to_owned(), defs);
    }
    root
}

fn record(record: &Record) -> Value {
    let properties: Map<String, Value> =
        record.fields.iter().map(|field| (field.name.to_owned(), property(field))).collect();
    let required: Vec<&str> = record.fields.iter().filter(|f| f.required).map(|f| f.name).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

fn property(field: &Field) -> Value {
    let mut schema = kind(&field.kind);
    if let Some(table) = schema.as_object_mut() {
        table.insert("description".to_owned(), json!(format!("For example: {}", field.example)));
    }
    schema
}

fn kind(kind_: &Kind) -> Value {
    match kind_ {
        Kind::Text => json!({ "type": "string" }),
        Kind::Words => json!({ "type": "string", "pattern": "\\S" }),
        Kind::Version => json!({ "type": "string", "pattern": "^[0-9]+(\\.[0-9]+){0,2}$" }),
        Kind::Id => json!({ "type": "string", "pattern": "^[a-z][a-z0-9]*(-[a-z0-9]+)*$", "maxLength": 80 }),
        Kind::Whole(least, most) => json!({ "type": "integer", "minimum": least, "maximum": most }),
        Kind::Range => json!({ "oneOf": [
            { "type": "integer", "minimum": 0 },
            { "type": "array", "items": { "type": "integer", "minimum": 0 }, "minItems": 2, "maxItems": 2 },
        ]}),
        Kind::Number(least, most) => json!({ "type": "number", "minimum": least, "maximum": most }),
        Kind::OneOf(words) => json!({ "enum": words }),
        Kind::Any => json!({}),
        Kind::List(item) => json!({ "type": "array", "items": kind(item) }),
        Kind::Record(inner) => record(inner),
        Kind::Map(value) => json!({ "type": "object", "additionalProperties": kind(value) }),
        Kind::Tree => json!({ "type": "object" }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schema_has_every_key_and_its_kind() {
        let schema = json_schema();
        let reply = &schema["$defs"]["scene"]["properties"]["reply"]["items"]["properties"];
        assert_eq!(
            reply["status"],
            json!({
                "type": "integer", "minimum": 400, "maximum": 599, "description": "For example: status = 429"
            })
        );
        assert_eq!(schema["$defs"]["front_matter"]["required"], json!(["id", "title", "minutes", "section"]));
        let track = &schema["properties"]["tracks"]["additionalProperties"];
        assert_eq!(track["properties"]["build"]["type"], "array");
        assert_eq!(track["additionalProperties"], false);
    }
}
