//! JSON made to satisfy a schema.
//!
//! Owns: one valid value per schema, with what the prompt says put in where it fits.
//! Must not know: who asked for it, or in which form.

use crate::api::json::{Json, Object};
use crate::api::string_fill;
use serde_json::{Map, Number, Value, json};

/// What values may be taken from.
#[derive(Debug, Clone, Copy)]
pub struct Hints<'a> {
    /// What the user said.
    pub prompt: &'a str,
    /// Names and other striking words in it, the first to be used first.
    pub words: &'a [&'a str],
    /// What the first free string has to say.
    pub say: Option<&'a str>,
}

/// Levels at which what is optional is still written.
const FULL_DEPTH: usize = 4;
/// Levels at which everything ends: schemas may refer to themselves.
const MOST_DEPTH: usize = 24;

/// A value that satisfies a schema.
#[must_use]
pub fn fill(schema: &Json<'_>, hints: Hints<'_>, rng: &mut fastrand::Rng) -> Value {
    Filler { root: schema, hints, rng }.value(schema, "", 0)
}

struct Filler<'a, 'r> {
    root: &'a Json<'a>,
    hints: Hints<'a>,
    rng: &'r mut fastrand::Rng,
}

impl<'a> Filler<'a, '_> {
    fn value(&mut self, schema: &'a Json<'a>, name: &str, depth: usize) -> Value {
        let Some(map) = schema.as_object() else { return Value::Null };
        if depth > MOST_DEPTH {
            return Value::Null;
        }
        if let Some(target) = map.get("$ref").and_then(Json::as_str).and_then(|path| self.resolve(path)) {
            return self.value(target, name, depth + 1);
        }
        if let Some(fixed) = map.get("const") {
            return json!(fixed);
        }
        if let Some(choices) = map.get("enum").and_then(Json::as_array).filter(|list| !list.is_empty()) {
            return self.choice(choices);
        }
        for word in ["anyOf", "oneOf"] {
            if let Some(choices) = map.get(word).and_then(Json::as_array).filter(|list| !list.is_empty()) {
                return self.one_of(choices, name, depth);
            }
        }
        if let Some(all) = map.get("allOf").and_then(Json::as_array).filter(|list| !list.is_empty()) {
            return self.all_of(all, map, name, depth);
        }
        match self.kind(map, depth) {
            "object" => self.object(map, depth),
            "array" => self.array(map, name, depth),
            "integer" => self.number(map, name, true),
            "number" => self.number(map, name, false),
            "boolean" => Value::Bool(self.rng.bool()),
            "null" => Value::Null,
            _ if is_free(map) && self.hints.say.is_some() => {
                Value::from(self.hints.say.take().unwrap_or_default())
            }
            _ => Value::String(string_fill::string(map, name, self.hints, self.rng)),
        }
    }

    /// The type to write; of several the first that is not `null`, deep down `null`.
    fn kind(&self, map: &'a Object<'a>, depth: usize) -> &'a str {
        match map.get("type") {
            Some(Json::String(kind)) => kind,
            Some(Json::Array(kinds)) => {
                let mut kinds = kinds.iter().filter_map(Json::as_str);
                if depth > FULL_DEPTH && kinds.clone().any(|kind| kind == "null") {
                    return "null";
                }
                kinds.find(|kind| *kind != "null").unwrap_or("null")
            }
            _ if map.get("properties").is_some() => "object",
            _ if map.get("items").is_some() || map.get("prefixItems").is_some() => "array",
            _ if map.get("minimum").is_some() || map.get("maximum").is_some() => "number",
            _ => "string",
        }
    }

    fn resolve(&self, path: &str) -> Option<&'a Json<'a>> {
        let path = path.strip_prefix('#')?;
        path.split('/').filter(|step| !step.is_empty()).try_fold(self.root, |at, step| {
            let step = step.replace("~1", "/").replace("~0", "~");
            match at {
                Json::Object(map) => map.get(&step),
                Json::Array(items) => items.get(step.parse::<usize>().ok()?),
                _ => None,
            }
        })
    }

    /// One of a list: what the prompt mentions, else any.
    fn choice(&mut self, choices: &[Json<'_>]) -> Value {
        let prompt = self.hints.prompt.to_lowercase();
        let named = choices.iter().find(|choice| {
            choice.as_str().is_some_and(|word| word.len() > 1 && prompt.contains(&word.to_lowercase()))
        });
        let any = || choices.get(self.rng.usize(..choices.len()));
        named.or_else(any).map_or(Value::Null, |choice| json!(choice))
    }

    /// The first alternative that says something; deep down the shortest.
    fn one_of(&mut self, choices: &'a [Json<'a>], name: &str, depth: usize) -> Value {
        let is_null = |choice: &&Json<'_>| {
            choice.as_object().and_then(|map| map.get("type")).and_then(Json::as_str) == Some("null")
        };
        let refers = |choice: &&Json<'_>| choice.to_string().contains("\"$ref\"");
        let chosen = if depth > FULL_DEPTH {
            choices.iter().find(is_null).or_else(|| choices.iter().find(|choice| !refers(choice)))
        } else {
            choices.iter().find(|choice| !is_null(choice))
        };
        chosen.or(choices.first()).map_or(Value::Null, |choice| self.value(choice, name, depth + 1))
    }

    /// All together: objects are merged, of anything else the last one counts.
    fn all_of(&mut self, all: &'a [Json<'a>], own: &'a Object<'a>, name: &str, depth: usize) -> Value {
        let mut merged = match own.get("properties") {
            Some(_) => self.object(own, depth),
            None => Value::Null,
        };
        for part in all {
            match (&mut merged, self.value(part, name, depth + 1)) {
                (Value::Object(map), Value::Object(more)) => map.extend(more),
                (merged, value) => *merged = value,
            }
        }
        merged
    }

    fn object(&mut self, map: &'a Object<'a>, depth: usize) -> Value {
        let required = map.get("required").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
        let properties = map.get("properties").and_then(Json::as_object);
        let mut object = Map::new();
        for (name, schema) in properties.into_iter().flat_map(Object::iter) {
            let needed = required.iter().any(|known| known.as_str() == Some(name));
            if needed || depth < FULL_DEPTH {
                object.insert(name.to_owned(), self.value(schema, name, depth + 1));
            }
        }
        // What is required and not described may be anything.
        for name in required.iter().filter_map(Json::as_str) {
            if !object.contains_key(name) {
                object.insert(name.to_owned(), Value::String("example".to_owned()));
            }
        }
        let least = map.get("minProperties").and_then(Json::as_f64).unwrap_or(0.0) as usize;
        if let Some(more @ Json::Object(_)) = map.get("additionalProperties")
            && object.is_empty()
        {
            for number in 0..least.max(1) {
                object.insert(format!("key{}", number + 1), self.value(more, "value", depth + 1));
            }
        }
        Value::Object(object)
    }

    fn array(&mut self, map: &'a Object<'a>, name: &str, depth: usize) -> Value {
        let bound = |word: &str| map.get(word).and_then(Json::as_f64).map(|number| number as usize);
        let least = bound("minItems").unwrap_or(0);
        let most = bound("maxItems").unwrap_or(usize::MAX);
        let wanted = if depth > FULL_DEPTH { least } else { least.max(2).min(most).max(least) };
        let first = map.get("prefixItems").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
        let mut items: Vec<Value> =
            first.iter().take(most).map(|schema| self.value(schema, name, depth + 1)).collect();
        let rest = map.get("items").filter(|items| items.as_object().is_some());
        let unique = map.get("uniqueItems").and_then(Json::as_bool) == Some(true);
        let name = name.strip_suffix('s').unwrap_or(name);
        let words = self.hints.words;
        // Two are plenty, whatever the schema asks for at most.
        for number in 0..wanted.saturating_sub(items.len()).min(1000) {
            // Every item begins with another word of the prompt.
            self.hints.words = words.get(number % words.len().max(1)..).unwrap_or_default();
            let mut item = rest.map_or(Value::from("example"), |schema| self.value(schema, name, depth + 1));
            for _ in 0..20 {
                if !unique || !items.contains(&item) {
                    break;
                }
                self.hints.words = &[];
                item = rest.map_or(Value::Null, |schema| self.value(schema, name, depth + 1));
            }
            if !unique || !items.contains(&item) {
                items.push(item);
            }
        }
        self.hints.words = words;
        Value::Array(items)
    }

    fn number(&mut self, map: &Object<'_>, name: &str, whole: bool) -> Value {
        let bound = |word: &str| map.get(word).and_then(Json::as_f64);
        let step = bound("multipleOf").filter(|step| *step > 0.0).or(whole.then_some(1.0));
        let nudge = step.unwrap_or(1e-6);
        let low = bound("minimum").or_else(|| bound("exclusiveMinimum").map(|low| low + nudge));
        let high = bound("maximum").or_else(|| bound("exclusiveMaximum").map(|high| high - nudge));
        let fits = |number: f64| {
            low.is_none_or(|low| number >= low)
                && high.is_none_or(|high| number <= high)
                && step.is_none_or(|step| (number / step - (number / step).round()).abs() < 1e-9)
        };
        let said = numbers_in(self.hints.prompt).find(|number| fits(*number));
        let number = said.unwrap_or_else(|| {
            let from = low.unwrap_or_else(|| high.map_or(1.0, |high| high.min(1.0)));
            let span = usual_span(name);
            let to = high.unwrap_or(from + span).min(from + span).max(from);
            let drawn = from + self.rng.f64() * (to - from);
            match step {
                Some(step) => {
                    let up = (from / step).ceil() * step;
                    let drawn = (drawn / step).floor() * step;
                    if fits(drawn) { drawn } else { up }
                }
                None => {
                    let short = (drawn * 100.0).round() / 100.0;
                    if fits(short) { short } else { drawn }
                }
            }
        });
        if number.fract() == 0.0 && number.abs() < 9e15 && (whole || step.is_some_and(|step| step >= 1.0)) {
            return Value::from(number as i64);
        }
        Number::from_f64(number).map_or(Value::Null, Value::Number)
    }
}

/// How far a number of this name usually goes.
fn usual_span(name: &str) -> f64 {
    match name.to_lowercase().as_str() {
        "confidence" | "score" | "probability" => 0.99,
        "age" => 60.0,
        "year" => 2000.0,
        _ => 40.0,
    }
}

/// The numbers in a text.
fn numbers_in(text: &str) -> impl Iterator<Item = f64> {
    text.split(|c: char| !(c.is_ascii_digit() || c == '.' || c == '-'))
        .map(|word| word.trim_end_matches(['.', '-']))
        .filter(|word| word.bytes().any(|b| b.is_ascii_digit()))
        .filter_map(|word| word.parse().ok())
}

/// Whether a string may be any text.
fn is_free(map: &Object<'_>) -> bool {
    ["format", "pattern", "maxLength"].iter().all(|limit| map.get(limit).is_none())
}

#[cfg(test)]
#[path = "schema_fill_tests.rs"]
mod tests;
