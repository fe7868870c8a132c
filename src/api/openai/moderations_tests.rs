#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::api::openai::responses::harness::{Run, json_of};
use serde_json::{Value, json};

fn judged(input: Value) -> Value {
    json_of(&Run::new(vec![]).send("POST", "/v1/moderations", &json!({"input": input})))
}

#[test]
fn every_input_has_a_result_with_all_categories() {
    let reply = judged(json!(["Hello!", "I want to kill myself"]));
    assert_eq!(reply["model"], "omni-moderation-latest");
    let results = reply["results"].as_array().unwrap();
    assert_eq!((&results[0]["flagged"], &results[1]["flagged"]), (&json!(false), &json!(true)));
    for part in ["categories", "category_scores", "category_applied_input_types"] {
        assert_eq!(results[0][part].as_object().unwrap().len(), 13);
    }
    assert_eq!(results[1]["categories"]["self-harm/intent"], true);
    assert_eq!(results[1]["category_applied_input_types"]["hate"], json!(["text"]));
}

#[test]
fn parts_are_one_input() {
    let reply =
        judged(json!([{"type": "text", "text": "You stupid"}, {"type": "text", "text": "idiot, you idiot"},
                              {"type": "image_url", "image_url": {"url": "https://example.com/a.png"}}]));
    assert_eq!(reply["results"].as_array().unwrap().len(), 1);
    assert_eq!(reply["results"][0]["category_applied_input_types"]["violence"], json!(["text", "image"]));
    assert_eq!(reply["results"][0]["category_applied_input_types"]["hate"], json!(["text"]));
}

#[test]
fn wrong_requests_are_refused() {
    assert_eq!(judged(json!([]))["error"]["code"], "empty_array");
    assert_eq!(judged(json!([{"type": "sound"}]))["error"]["code"], "invalid_value");
    assert_eq!(judged(json!(7))["error"]["code"], "invalid_type");
}
