#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::api::compile::compile;
use crate::api::respond::{Client, Engine, Raw};
use crate::api::route::{Route, Vendor};
use crate::script::{Reply, Script, ToolCall};

fn engine(replies: Vec<Reply>) -> Engine {
    let script = Script { replies, ..Script::default() };
    Engine::new(compile(&script).unwrap(), 7, "amber otter".to_owned())
}

fn asked(engine: &Engine, index: u64, at_ms: f64, body: &Value) -> (u16, Value) {
    let body = Json::from(body);
    let client = Client {
        vendor: Vendor::Anthropic,
        version: Some("2026-10-21"),
        beta: "",
        bearer: false,
        host: "127.0.0.1:8080",
    };
    let call = Call {
        index,
        at_ms,
        unix: 1_795_172_400,
        method: "POST",
        path: "/v1/messages",
        query: "",
        body: &body,
        raw: Raw::none(),
        key: "sk-ant-x",
        seed: 7,
        client,
    };
    let answer = engine.answer(&Route::Messages, &call);
    (answer.status, serde_json::from_slice(&answer.note.response).unwrap_or_default())
}

/// A first turn that is held; some fields changed.
fn create(changes: Value) -> Value {
    let mut body = json!({
        "model": "claude-haiku-5-5", "max_tokens": 100, "system": "Be terse.", "thread": {"type": "create"},
        "messages": [{"role": "user", "content": [
            {"type": "text", "text": "hello", "cache_control": {"type": "ephemeral"}}]}],
    });
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    body
}

fn on(previous: &Value, messages: Value) -> Value {
    json!({
        "model": "claude-haiku-5-5", "max_tokens": 100, "messages": messages,
        "thread": {"type": "continue", "previous_message_id": previous},
    })
}

fn says(text: &str) -> Value {
    json!([{"role": "user", "content": text}])
}

fn fault(answer: &(u16, Value)) -> (u16, &str) {
    (answer.0, answer.1["error"]["details"]["error_code"].as_str().unwrap_or_default())
}

#[test]
fn a_thread_remembers_all_that_was_said() {
    let engine = engine(vec![Reply::text("{{ turn }}: {{ prompt }}")]);
    let (_, first) = asked(&engine, 1, 0.0, &create(json!({})));
    assert_eq!(first["content"][0]["text"], "1: Be terse.\nhello");
    let (_, second) = asked(&engine, 2, 10.0, &on(&first["id"], says("and then?")));
    assert_eq!(second["content"][0]["text"], "2: Be terse.\nhello\n1: Be terse.\nhello\nand then?");
    let (_, third) = asked(&engine, 3, 20.0, &on(&second["id"], says("so")));
    assert!(third["content"][0]["text"].as_str().unwrap().starts_with("3: Be terse.\nhello\n1:"));
    assert!(third["usage"]["input_tokens"].as_u64() > second["usage"]["input_tokens"].as_u64());
}

#[test]
fn results_find_the_calls_that_the_thread_holds() {
    let call = ToolCall { name: "weather".to_owned(), arguments: json!({"city": "Lima"}) };
    let calls = Reply { tool_calls: vec![call], times: Some(1), ..Reply::default() };
    let engine = engine(vec![calls, Reply::text("19 C")]);
    let tools = json!([{"name": "weather", "input_schema": {"type": "object"}}]);
    let (_, first) = asked(&engine, 1, 0.0, &create(json!({"tools": tools})));
    let result = json!({"type": "tool_result", "tool_use_id": first["content"][0]["id"], "content": "19 C"});
    let (status, second) =
        asked(&engine, 2, 0.0, &on(&first["id"], json!([{"role": "user", "content": [result]}])));
    assert_eq!((status, &second["content"][0]["text"]), (200, &json!("19 C")));
}

#[test]
fn what_is_not_held_is_not_found() {
    let engine = engine(vec![Reply::text("yes")]);
    let unknown = asked(&engine, 1, 0.0, &on(&json!("msg_01x"), says("a")));
    assert_eq!(fault(&unknown), (404, "thread_not_found"));
    assert_eq!(unknown.1["error"]["type"], "not_found_error");
    let (_, first) = asked(&engine, 2, 0.0, &create(json!({})));
    let late = asked(&engine, 3, LASTS_MS + 1.0, &on(&first["id"], says("a")));
    assert_eq!(fault(&late), (404, "thread_not_found"));
    // Without `thread` nothing is held.
    let (_, plain) = asked(&engine, 4, 0.0, &create(json!({"thread": null})));
    assert_eq!(fault(&asked(&engine, 5, 0.0, &on(&plain["id"], says("a")))).0, 404);
}

#[test]
fn a_reply_is_continued_once_by_a_request_that_is_answered() {
    let engine = engine(vec![Reply::text("yes")]);
    let (_, first) = asked(&engine, 1, 0.0, &create(json!({})));
    let mut refused = on(&first["id"], says("a"));
    refused["max_tokens"] = json!(-1);
    assert_eq!(asked(&engine, 2, 0.0, &refused).0, 400);
    assert_eq!(asked(&engine, 3, 0.0, &on(&first["id"], says("a"))).0, 200);
    assert_eq!(
        fault(&asked(&engine, 4, 0.0, &on(&first["id"], says("a")))),
        (400, "thread_already_continued")
    );
}

#[test]
fn what_a_thread_began_with_stays() {
    let engine = engine(vec![Reply::text("yes")]);
    let (_, first) = asked(&engine, 1, 0.0, &create(json!({})));
    let mut other = on(&first["id"], says("a"));
    other["system"] = json!("Be long.");
    other["tools"] = json!([]);
    let told = asked(&engine, 2, 0.0, &other);
    assert_eq!(fault(&told), (400, "thread_fingerprint_mismatch"));
    assert!(told.1["error"]["message"].as_str().unwrap().contains("differing field(s): system, tools."));
    let mut same = on(&first["id"], says("a"));
    same["system"] = json!("Be terse.");
    assert_eq!(asked(&engine, 3, 0.0, &same).0, 200);
}

#[test]
fn the_shape_is_looked_at() {
    let engine = engine(vec![Reply::text("yes")]);
    let told = |thread: Value| {
        asked(&engine, 1, 0.0, &create(json!({"thread": thread}))).1["error"]["message"]
            .as_str()
            .map(str::to_owned)
    };
    assert_eq!(
        told(json!({"type": "continue"})).unwrap(),
        "thread.continue.previous_message_id: Field required"
    );
    assert_eq!(
        told(json!({"type": "create", "x": 1})).unwrap(),
        "thread.create.x: Extra inputs are not permitted"
    );
    assert!(told(json!({"type": "resume"})).unwrap().starts_with("thread: Input tag 'resume' found"));
    assert_eq!(told(json!({"type": "create"})), None);
}

#[test]
fn replies_that_are_cut_off_are_not_held() {
    for (fault_in_reply, status) in
        [(Fault::Reset, 404), (Fault::Cut, 404), (Fault::NoDone, 404), (Fault::Split, 200)]
    {
        let struck = Reply { fault: Some(fault_in_reply), times: Some(1), ..Reply::text("yes") };
        let engine = engine(vec![struck, Reply::text("no")]);
        let (_, first) = asked(&engine, 1, 0.0, &create(json!({"stream": true})));
        assert_eq!(
            fault(&asked(&engine, 2, 0.0, &on(&first["id"], says("a")))).0,
            status,
            "{fault_in_reply:?}"
        );
    }
    let broken = Reply { after_chunks: Some(1), ..Reply::status(529, 1) };
    let engine = engine(vec![broken, Reply::text("no")]);
    let (_, first) = asked(&engine, 1, 0.0, &create(json!({"stream": true})));
    assert_eq!(fault(&asked(&engine, 2, 0.0, &on(&first["id"], says("a")))).0, 404);
}

#[test]
fn marks_of_earlier_turns_do_not_add_up() {
    let engine = engine(vec![Reply::text("yes")]);
    let marked = || json!({"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}});
    let three = json!([{"role": "user", "content": [marked(), marked(), marked()]}]);
    let (_, first) = asked(&engine, 1, 0.0, &create(json!({"messages": three})));
    assert_eq!(asked(&engine, 2, 0.0, &on(&first["id"], three.clone())).0, 200);
    let four = json!([{"role": "user", "content": [marked(), marked(), marked(), marked()]}]);
    let told = asked(&engine, 3, 0.0, &create(json!({"messages": four})));
    assert_eq!(fault(&told), (400, "thread_unsupported_request"));
}
