//! Whether a JSON value is as OpenAI's description says.
//!
//! The description leaves every object open, so that a misspelt field would pass.
//! Here an object may have only what some part of its schema names. That, and the
//! complaint about the fitting branch of a union, are what this has over a library.

use serde_json::{Map, Value};
use std::collections::BTreeSet;

/// What is wrong, in a word that `waivers.toml` uses too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// A required field is not there.
    Missing,
    /// A field that no part of the schema names.
    Unknown,
    /// A null where none is allowed.
    Null,
    /// Another type, another word, out of bounds.
    Wrong,
}

/// One difference: where (`choices/0/finish_reason`) and what.
#[derive(Debug, Clone)]
pub struct Complaint {
    pub at: String,
    pub kind: Kind,
    pub said: String,
}

/// The schemas by name.
pub struct Schemas(Map<String, Value>);

#[derive(Default)]
struct Seen {
    complaints: Vec<Complaint>,
    /// Fields that some part of the schema names.
    named: BTreeSet<String>,
    /// Whether some part of it names fields at all.
    closed: bool,
}

impl Seen {
    fn add(&mut self, at: &str, kind: Kind, said: impl Into<String>) {
        self.complaints.push(Complaint { at: at.to_owned(), kind, said: said.into() });
    }

    fn merge(&mut self, other: Self) {
        self.complaints.extend(other.complaints);
        self.named.extend(other.named);
        self.closed |= other.closed;
    }

    /// How badly it does not fit: a wrong `type` says that another branch is meant.
    fn distance(&self) -> usize {
        let weight = |one: &Complaint| match one.at.rsplit('/').next() {
            Some("type" | "object") if one.kind == Kind::Wrong => 1000,
            _ => 1,
        };
        self.complaints.iter().map(weight).sum()
    }
}

impl Schemas {
    /// Reads the cut description.
    pub fn read(text: &str) -> Self {
        let mut whole: Value = serde_json::from_str(text).unwrap();
        let Value::Object(defs) = whole["$defs"].take() else { panic!("no $defs") };
        Self(defs)
    }

    /// All differences between a value and the schema of this name.
    pub fn complaints(&self, name: &str, value: &Value) -> Vec<Complaint> {
        self.whole(self.named(name), value, "").complaints
    }

    /// The member of a union of events that has this `type`.
    pub fn event(&self, union: &str, kind: &str) -> Option<&str> {
        let schema = self.named(union);
        let Some(members) = schema.get("anyOf").or_else(|| schema.get("oneOf")).and_then(Value::as_array)
        else {
            return self.0.get_key_value(union).map(|(name, _)| name.as_str());
        };
        members.iter().filter_map(|member| name_of(member["$ref"].as_str()?)).find(|name| {
            let words = &self.named(name)["properties"]["type"];
            words["const"] == kind
                || words["enum"].as_array().is_some_and(|words| words.iter().any(|w| w == kind))
        })
    }

    fn named(&self, name: &str) -> &Value {
        self.0.get(name).unwrap_or_else(|| panic!("no schema {name}"))
    }

    /// A value with everything in it; an object has no fields beyond the named ones.
    fn whole(&self, schema: &Value, value: &Value, at: &str) -> Seen {
        let mut seen = self.judge(schema, value, at);
        if value.is_null() && !seen.complaints.is_empty() {
            seen.complaints.clear();
            seen.add(at, Kind::Null, "is null");
        }
        if let Some(fields) = value.as_object().filter(|_| seen.closed) {
            for name in fields.keys().filter(|name| !seen.named.contains(*name)).cloned().collect::<Vec<_>>()
            {
                seen.add(&under(at, &name), Kind::Unknown, format!("is {}", fields[&name]));
            }
        }
        seen
    }

    fn judge(&self, schema: &Value, value: &Value, at: &str) -> Seen {
        let mut seen = Seen::default();
        let Value::Object(keywords) = schema else {
            assert_eq!(schema, &Value::Bool(true), "a schema is an object");
            return seen;
        };
        for (keyword, rule) in keywords {
            match keyword.as_str() {
                "$ref" => {
                    let name = name_of(rule.as_str().unwrap()).unwrap();
                    seen.merge(self.judge(self.named(name), value, at));
                }
                "allOf" => {
                    for part in rule.as_array().unwrap() {
                        seen.merge(self.judge(part, value, at));
                    }
                }
                // Branches of open objects overlap: "one of" is "any of" here.
                "anyOf" | "oneOf" => seen.merge(self.union(rule.as_array().unwrap(), value, at)),
                "properties" | "required" | "additionalProperties" | "propertyNames" | "maxProperties" => {
                    if let Some(fields) = value.as_object() {
                        self.fields(keywords, keyword, fields, at, &mut seen);
                    }
                }
                "items" => {
                    for (index, item) in value.as_array().into_iter().flatten().enumerate() {
                        let inner = self.whole(rule, item, &under(at, &index.to_string()));
                        seen.complaints.extend(inner.complaints);
                    }
                }
                // An annotation.
                "format" => {}
                _ => {
                    if !fits(keyword, rule, value) {
                        seen.add(at, Kind::Wrong, format!("{keyword} must be {rule}: {value}"));
                    }
                }
            }
        }
        seen
    }

    fn union(&self, branches: &[Value], value: &Value, at: &str) -> Seen {
        let judged: Vec<Seen> = branches
            .iter()
            .map(|branch| {
                let mut seen = self.judge(branch, value, at);
                // One that names no field leaves the object open.
                if let Some(fields) = value.as_object().filter(|_| !seen.closed) {
                    seen.named.extend(fields.keys().cloned());
                }
                seen
            })
            .collect();
        let (fitting, not): (Vec<_>, Vec<_>) =
            judged.into_iter().partition(|seen| seen.complaints.is_empty());
        if fitting.is_empty() {
            return not.into_iter().min_by_key(Seen::distance).unwrap();
        }
        let mut all = Seen::default();
        fitting.into_iter().for_each(|seen| all.merge(seen));
        all
    }

    fn fields(
        &self,
        schema: &Map<String, Value>,
        keyword: &str,
        fields: &Map<String, Value>,
        at: &str,
        seen: &mut Seen,
    ) {
        let own = schema.get("properties").and_then(Value::as_object);
        let rule = &schema[keyword];
        match keyword {
            "properties" => {
                seen.closed = true;
                for (name, inner) in own.into_iter().flatten() {
                    let Some(value) = fields.get(name) else { continue };
                    seen.named.insert(name.clone());
                    let inner = self.whole(inner, value, &under(at, name));
                    seen.complaints.extend(inner.complaints);
                }
            }
            "required" => {
                for name in rule.as_array().into_iter().flatten().filter_map(Value::as_str) {
                    if !fields.contains_key(name) {
                        seen.add(&under(at, name), Kind::Missing, "is required");
                    }
                }
            }
            "additionalProperties" => {
                for (name, value) in
                    fields.iter().filter(|(name, _)| own.is_none_or(|own| !own.contains_key(*name)))
                {
                    if rule == &Value::Bool(false) {
                        seen.add(&under(at, name), Kind::Unknown, "is not allowed");
                    }
                    seen.named.insert(name.clone());
                    if rule.is_object() {
                        let inner = self.whole(rule, value, &under(at, name));
                        seen.complaints.extend(inner.complaints);
                    }
                }
            }
            "propertyNames" => {
                for name in fields.keys() {
                    let inner = self.whole(rule, &Value::from(name.as_str()), &under(at, name));
                    seen.complaints.extend(inner.complaints);
                }
            }
            _ => {
                if fields.len() as u64 > rule.as_u64().unwrap() {
                    seen.add(at, Kind::Wrong, format!("more than {rule} fields"));
                }
            }
        }
    }
}

/// Whether a value obeys a keyword that looks at nothing else.
fn fits(keyword: &str, rule: &Value, value: &Value) -> bool {
    let letters = value.as_str().map(|text| text.chars().count() as u64);
    let length = value.as_array().map(|items| items.len() as u64);
    let least = |count: Option<u64>| count.is_none_or(|count| count >= rule.as_u64().unwrap());
    let most = |count: Option<u64>| count.is_none_or(|count| count <= rule.as_u64().unwrap());
    match keyword {
        "type" => match rule {
            Value::Array(several) => several.iter().any(|one| is_a(one, value)),
            one => is_a(one, value),
        },
        "enum" => rule.as_array().unwrap().contains(value),
        "const" => rule == value,
        "minLength" => least(letters),
        "maxLength" => most(letters),
        "minItems" => least(length),
        "maxItems" => most(length),
        "minimum" => value.as_f64().is_none_or(|number| number >= rule.as_f64().unwrap()),
        "maximum" => value.as_f64().is_none_or(|number| number <= rule.as_f64().unwrap()),
        "pattern" => {
            let pattern = regex::Regex::new(rule.as_str().unwrap()).unwrap();
            value.as_str().is_none_or(|text| pattern.is_match(text))
        }
        // One that is not understood would be a check that cannot fail.
        other => panic!("the keyword {other} is not known here"),
    }
}

fn is_a(kind: &Value, value: &Value) -> bool {
    match kind.as_str().unwrap() {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "number" => value.is_number(),
        "integer" => value.as_f64().is_some_and(|number| number.fract() == 0.0),
        "null" => value.is_null(),
        other => panic!("no type {other}"),
    }
}

fn name_of(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/$defs/")
}

fn under(at: &str, name: &str) -> String {
    if at.is_empty() { name.to_owned() } else { format!("{at}/{name}") }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said(schema: &Value, value: &Value) -> Vec<(String, Kind)> {
        let schemas = Schemas(Map::from_iter([("it".to_owned(), schema.clone())]));
        schemas.complaints("it", value).into_iter().map(|one| (one.at, one.kind)).collect()
    }

    #[test]
    fn differences_are_found_where_they_are() {
        let schema = json!({"type": "object", "required": ["a"], "properties": {
            "a": {"type": "integer", "minimum": 1}, "b": {"type": "array", "items": {"enum": ["x", "y"]}}}});
        assert_eq!(said(&schema, &json!({"a": 1, "b": ["x"]})), []);
        assert_eq!(said(&schema, &json!({})), [("a".to_owned(), Kind::Missing)]);
        assert_eq!(said(&schema, &json!({"a": null})), [("a".to_owned(), Kind::Null)]);
        assert_eq!(said(&schema, &json!({"a": 0})), [("a".to_owned(), Kind::Wrong)]);
        assert_eq!(said(&schema, &json!({"a": 1.5})), [("a".to_owned(), Kind::Wrong)]);
        assert_eq!(said(&schema, &json!({"a": 1, "b": ["x", "z"]})), [("b/1".to_owned(), Kind::Wrong)]);
        assert_eq!(said(&schema, &json!({"a": 1, "c": 2})), [("c".to_owned(), Kind::Unknown)]);
    }

    #[test]
    fn parts_of_a_schema_name_fields_together_and_unions_speak_of_the_branch_meant() {
        let both = json!({"allOf": [{"properties": {"a": {}}}, {"properties": {"b": {}}}]});
        assert_eq!(said(&both, &json!({"a": 1, "b": 2})), []);
        assert_eq!(said(&both, &json!({"a": 1, "c": 2})), [("c".to_owned(), Kind::Unknown)]);
        let either = json!({"anyOf": [
            {"properties": {"type": {"enum": ["cat"]}, "claws": {"type": "integer"}}, "required": ["type", "claws"]},
            {"properties": {"type": {"enum": ["fish"]}}, "required": ["type"]}]});
        assert_eq!(
            said(&either, &json!({"type": "cat", "claws": "many"})),
            [("claws".to_owned(), Kind::Wrong)]
        );
        assert_eq!(said(&either, &json!({"type": "fish", "fins": 2})), [("fins".to_owned(), Kind::Unknown)]);
    }
}
