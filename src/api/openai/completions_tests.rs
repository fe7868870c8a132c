#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::api::answer::{Answer, Body};
use crate::api::openai::responses::harness::{Run, json_of};
use crate::script::Reply;
use serde_json::{Value, json};

fn ask(run: &Run, more: Value) -> Answer {
    let mut body = json!({"model": "gpt-3.5-turbo-instruct", "prompt": "Say this"});
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    run.send("POST", "/v1/completions", &body)
}

#[test]
fn a_completion_has_its_own_shape() {
    let run = Run::new(vec![Reply::text(" is a test.")]);
    let reply = json_of(&ask(&run, json!({"model": "babbage-002", "echo": true, "logprobs": 2, "n": 2})));
    assert_eq!(reply["object"], "text_completion");
    assert!(reply["id"].as_str().unwrap().starts_with("cmpl-"));
    assert_eq!(reply["choices"].as_array().unwrap().len(), 2);
    assert_eq!(reply["choices"][1]["text"], "Say this is a test.");
    assert_eq!(reply["usage"], json!({"prompt_tokens": 2, "completion_tokens": 8, "total_tokens": 10}));
    let logprobs = &reply["choices"][0]["logprobs"];
    assert_eq!(logprobs["tokens"].as_array().unwrap().len(), 4);
    assert_eq!(logprobs["text_offset"][0], 8);
}

#[test]
fn every_prompt_has_its_own_reply() {
    let run = Run::new(vec![Reply::text("<{{ last_user }}>")]);
    let reply = json_of(&ask(&run, json!({"prompt": ["a", "b"]})));
    assert_eq!((&reply["choices"][0]["text"], &reply["choices"][1]["text"]), (&json!("<a>"), &json!("<b>")));
}

#[test]
fn sixteen_tokens_are_the_usual_limit() {
    let run = Run::new(vec![Reply::text("one two three four five ".repeat(10))]);
    let reply = json_of(&ask(&run, json!({})));
    assert_eq!(
        (&reply["choices"][0]["finish_reason"], &reply["usage"]["completion_tokens"]),
        (&json!("length"), &json!(16))
    );
}

#[test]
fn it_streams_to_the_same_text() {
    let run = Run::new(vec![Reply::text(" one two")]);
    let answer = ask(&run, json!({"stream": true, "stream_options": {"include_usage": true}}));
    let Body::Events(events) = answer.body else { unreachable!("no stream") };
    let text = String::from_utf8(events.bytes).unwrap();
    let frames: Vec<&str> = text.split_terminator("\n\n").collect();
    assert_eq!(frames.last(), Some(&"data: [DONE]"));
    let chunks: Vec<Value> =
        frames[..frames.len() - 1].iter().map(|frame| serde_json::from_str(&frame[6..]).unwrap()).collect();
    let said: String = chunks.iter().filter_map(|chunk| chunk["choices"][0]["text"].as_str()).collect();
    assert_eq!(said, " one two");
    assert_eq!(chunks[chunks.len() - 2]["choices"][0]["finish_reason"], "stop");
    assert_eq!(chunks.last().unwrap()["usage"]["completion_tokens"], 2);
}

#[test]
fn models_of_other_endpoints_are_refused() {
    let run = Run::new(vec![]);
    let chat = ask(&run, json!({"model": "gpt-4.1-mini"}));
    assert_eq!(chat.status, 404);
    assert!(json_of(&chat)["error"]["message"].as_str().unwrap().starts_with("This is a chat model"));
    assert_eq!(json_of(&ask(&run, json!({"n": 3, "best_of": 2})))["error"]["param"], "best_of");
}

#[test]
fn logprobs_come_with_the_pieces_they_are_of() {
    let run = Run::new(vec![Reply::text(" one two")]);
    let whole = json_of(&ask(&run, json!({"logprobs": 2})))["choices"][0]["logprobs"].clone();
    let Body::Events(events) = ask(&run, json!({"logprobs": 2, "stream": true})).body else {
        unreachable!("no stream")
    };
    let text = String::from_utf8(events.bytes).unwrap();
    let frames = text.split_terminator("\n\n").filter(|frame| !frame.ends_with("[DONE]"));
    let chunks: Vec<Value> = frames.map(|frame| serde_json::from_str(&frame[6..]).unwrap()).collect();
    let tokens: Vec<&Value> = chunks
        .iter()
        .flat_map(|chunk| chunk["choices"][0]["logprobs"]["tokens"].as_array().into_iter().flatten())
        .collect();
    assert_eq!(tokens, whole["tokens"].as_array().unwrap().iter().collect::<Vec<_>>());
    assert_eq!(chunks[1]["choices"][0]["logprobs"]["text_offset"], json!([4]));
    let instruct = json!({"model": "gpt-3.5-turbo-instruct", "echo": true, "logprobs": 2});
    let refused = json_of(&ask(&run, instruct))["error"]["message"].clone();
    assert_eq!(refused, "Setting 'echo' and 'logprobs' at the same time is not supported for this model.");
}
