//! Moderations.
//!
//! Owns: the endpoint and its shape. Must not know: how a text is judged (see
//! `verdicts`), sockets.

use crate::api::answer::Answer;
use crate::api::json::Json;
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::params::{Fields, Null, Place, empty_array, missing, not_one_of, wrong_type};
use crate::api::openai::verdicts::{CATEGORIES, FLAGGED, judge, may_be_image};
use crate::api::respond::{Call, Engine};
use crate::api::rng::id;
use crate::models::Kind;
use serde_json::{Map, Value, json};
use std::borrow::Cow;

/// The model where none is named.
const USUAL: &str = "omni-moderation-latest";

/// One thing to judge: a text, an image, or both together.
#[derive(Default)]
struct Input<'a> {
    text: Cow<'a, str>,
    has_text: bool,
    has_image: bool,
}

/// Answers `POST /v1/moderations`.
#[must_use]
pub fn answer(engine: &Engine, call: &Call<'_>) -> Answer {
    engine.result(moderated(call), call)
}

fn moderated(call: &Call<'_>) -> Result<Value, ApiFault> {
    let Some(map) = call.body.as_object() else { return Err(errors::not_json()) };
    let fields = Fields::of_request(map);
    fields.only(&["input", "model"])?;
    let model = fields.string("model", Null::Absent)?.unwrap_or(USUAL);
    // The older names are served by the newer model.
    let known = crate::models::find(model).is_some_and(|model| model.kind == Kind::Moderations);
    if !known && !model.starts_with("text-moderation-") {
        return Err(errors::unknown_model(model));
    }
    let results: Vec<Value> = inputs(fields)?.iter().map(result).collect();
    Ok(json!({"id": id("modr-", 24, &mut call.rng()), "model": model, "results": results}))
}

fn inputs<'a>(fields: Fields<'a, '_>) -> Result<Vec<Input<'a>>, ApiFault> {
    let expected = "one of a string, array of strings, or array of objects";
    let text = |text: &'a str| Input { text: Cow::Borrowed(text), has_text: true, has_image: false };
    match fields.given("input") {
        None => Err(missing("input")),
        Some(Json::String(one)) => Ok(vec![text(one)]),
        Some(Json::Array(items)) if items.is_empty() => Err(empty_array("input")),
        Some(Json::Array(items)) if items.iter().all(|item| item.as_str().is_some()) => {
            Ok(items.iter().filter_map(Json::as_str).map(text).collect())
        }
        // Parts are one input together.
        Some(Json::Array(items)) => {
            let mut whole = Input::default();
            for (index, item) in items.iter().enumerate() {
                part(Fields::of(item, Place::Item(&Place::Root, "input", index))?, &mut whole)?;
            }
            Ok(vec![whole])
        }
        Some(other) => Err(wrong_type("input", expected, other)),
    }
}

fn part(fields: Fields<'_, '_>, whole: &mut Input<'_>) -> Result<(), ApiFault> {
    match fields.string("type", Null::Wrong)?.ok_or_else(|| missing(&fields.name("type")))? {
        "text" => {
            let text = fields.string("text", Null::Wrong)?.ok_or_else(|| missing(&fields.name("text")))?;
            whole.text.to_mut().push_str(text);
            whole.text.to_mut().push('\n');
            whole.has_text = true;
        }
        "image_url" => {
            let image = fields.object("image_url", Null::Wrong)?;
            let image = image.ok_or_else(|| missing(&fields.name("image_url")))?;
            if image.get("url").and_then(Json::as_str).is_none() {
                return Err(missing(&format!("{}.url", fields.name("image_url"))));
            }
            whole.has_image = true;
        }
        other => return Err(not_one_of(&fields.name("type"), other, &["text", "image_url"])),
    }
    Ok(())
}

fn result(input: &Input<'_>) -> Value {
    let scores = judge(&input.text);
    let (mut categories, mut shown, mut applied) = (Map::new(), Map::new(), Map::new());
    for (category, score) in CATEGORIES.iter().zip(scores) {
        let mut kinds = Vec::new();
        if input.has_text {
            kinds.push("text");
        }
        if input.has_image && may_be_image(category) {
            kinds.push("image");
        }
        categories.insert((*category).to_owned(), (score >= FLAGGED).into());
        shown.insert((*category).to_owned(), score.into());
        applied.insert((*category).to_owned(), json!(kinds));
    }
    json!({
        "flagged": scores.iter().any(|score| *score >= FLAGGED),
        "categories": categories,
        "category_scores": shown,
        "category_applied_input_types": applied,
    })
}

#[cfg(test)]
#[path = "moderations_tests.rs"]
mod tests;
