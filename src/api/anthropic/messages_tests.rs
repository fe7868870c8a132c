#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::api::compile::compile;
use crate::api::json::Json;
use crate::api::respond::{Client, Raw};
use crate::api::route::{Route, Vendor};
use crate::script::{Per, Reply as Scripted, Script, ToolCall, Weighted};
use serde_json::{Value, json};

fn engine(replies: Vec<Scripted>) -> Engine {
    let script = Script { replies, ..Script::default() };
    Engine::new(compile(&script).unwrap(), 7, "amber otter".to_owned())
}

fn ask(engine: &Engine, body: &Value) -> Answer {
    let body = Json::from(body);
    let client = Client {
        vendor: Vendor::Anthropic,
        version: Some("2023-06-01"),
        beta: "",
        bearer: false,
        host: "127.0.0.1:8080",
    };
    let call = Call {
        index: 1,
        at_ms: 0.0,
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
    engine.answer(&Route::Messages, &call)
}

fn hello() -> Value {
    json!({"model": "claude-haiku-4-5", "max_tokens": 100, "messages": [{"role": "user", "content": "hello"}]})
}

fn with(field: &str, value: Value) -> Value {
    let mut body = hello();
    body[field] = value;
    body
}

fn message(answer: &Answer) -> Value {
    serde_json::from_slice(&answer.note.response).unwrap()
}

fn header<'a>(answer: &'a Answer, name: &str) -> Option<&'a str> {
    answer.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_ref())
}

fn stream(answer: &Answer) -> String {
    let Body::Events(events) = &answer.body else { panic!("no stream") };
    String::from_utf8(events.bytes.clone()).unwrap()
}

#[test]
fn a_reply_is_on_record_with_its_price() {
    let engine = engine(vec![Scripted::text("Lima. {{ nonce }} {{ last_user }} {{ turn }} {{ prompt }}")]);
    let body = with("system", json!([{"type": "text", "text": "terse"}]));
    let answer = ask(&engine, &body);
    assert_eq!((answer.status, answer.note.usage_sent), (200, true));
    assert_eq!(answer.note.reply, ["Lima. amber otter hello 1 terse\nhello"]);
    let message = message(&answer);
    assert_eq!(message["model"], "claude-haiku-4-5-20251001");
    assert_eq!(message["content"][0]["text"], answer.note.reply[0].as_str());
    let id = message["id"].as_str().unwrap();
    assert!(id.starts_with("msg_01") && id.len() == 28, "{id}");
    assert!(header(&answer, "request-id").unwrap().starts_with("req_011C"));
    let usage = answer.note.usage.unwrap();
    assert_eq!(message["usage"]["input_tokens"], usage.input_tokens);
    let usd = (usage.input_tokens as f64 + 5.0 * usage.output_tokens as f64) / 1e6;
    assert!((answer.note.usd.unwrap() - usd).abs() < 1e-12);
}

#[test]
fn a_stop_sequence_ends_a_reply_and_is_named() {
    let engine = engine(vec![Scripted::text("alpha beta gamma")]);
    let stopped = message(&ask(&engine, &with("stop_sequences", json!(["gamma", "beta"]))));
    assert_eq!(stopped["content"][0]["text"], "alpha ");
    assert_eq!(
        (&stopped["stop_reason"], &stopped["stop_sequence"]),
        (&json!("stop_sequence"), &json!("beta"))
    );
}

#[test]
fn max_tokens_are_used_up_exactly() {
    let engine = engine(vec![Scripted::text("one two three four five six seven eight nine ten")]);
    for model in ["claude-haiku-4-5", "claude-opus-5-5"] {
        let mut body = with("max_tokens", json!(5));
        body["model"] = json!(model);
        let cut = message(&ask(&engine, &body));
        assert_eq!((&cut["stop_reason"], &cut["usage"]["output_tokens"]), (&json!("max_tokens"), &json!(5)));
    }
    let nothing = message(&ask(&engine, &with("max_tokens", json!(0))));
    assert_eq!((&nothing["content"], &nothing["usage"]["output_tokens"]), (&json!([]), &json!(0)));
}

#[test]
fn tool_calls_become_blocks() {
    let call = ToolCall { name: "weather".to_owned(), arguments: json!({"city": "{{ last_user }}"}) };
    let engine = engine(vec![Scripted { tool_calls: vec![call], ..Scripted::default() }]);
    let message = message(&ask(&engine, &hello()));
    assert_eq!(message["content"][0]["input"], json!({"city": "hello"}));
    assert!(message["content"][0]["id"].as_str().unwrap().starts_with("toolu_01"));
    assert_eq!(message["stop_reason"], "tool_use");
}

#[test]
fn forced_calls_are_made_after_a_result_too() {
    let engine = engine(Vec::new());
    let mut body = json!({"model": "claude-haiku-5-5", "max_tokens": 200, "messages": [
        {"role": "user", "content": "Weather in Lima?"},
        {"role": "assistant", "content": [{"type": "tool_use", "id": "toolu_1", "name": "weather", "input": {}}]},
        {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "19 C"}]}]});
    body["tools"] =
        json!(["weather", "note"].map(|name| json!({"name": name, "input_schema": {"type": "object"}})));
    assert_eq!(message(&ask(&engine, &body))["stop_reason"], "end_turn");
    for choice in [json!({"type": "any"}), json!({"type": "tool", "name": "note"})] {
        body["tool_choice"] = choice.clone();
        let told = message(&ask(&engine, &body));
        assert_eq!(told["stop_reason"], "tool_use", "{choice}");
        let name = told["content"][0]["name"].as_str().unwrap();
        assert!(choice.get("name").is_none_or(|wanted| wanted == name), "{name}");
    }
}

#[test]
fn options_follow_the_temperature_and_extra_tokens_count() {
    let options = [("rare", 1.0), ("common", 9.0)]
        .map(|(text, weight)| Weighted { text: text.to_owned(), weight })
        .to_vec();
    let extra_input_tokens = crate::script::Extra::Fixed(1000);
    let engine = engine(vec![Scripted { options, extra_input_tokens, ..Scripted::default() }]);
    for _ in 0..10 {
        let answer = ask(&engine, &with("temperature", json!(0)));
        assert_eq!(answer.note.reply, ["common"]);
        assert_eq!(answer.note.usage.unwrap().input_tokens, 1008);
    }
    let hot = (0..60).filter(|_| ask(&engine, &hello()).note.reply == ["rare"]).count();
    assert!((1..30).contains(&hot), "{hot}");
}

#[test]
fn faults_per_request_tell_conversations_apart_by_the_system_prompt_too() {
    let fault = Scripted { per: Per::Request, ..Scripted::status(529, 1) };
    let engine = engine(vec![fault, Scripted::text("ok")]);
    let terse = with("system", json!("terse"));
    let seen = [&hello(), &terse, &hello(), &terse].map(|body| ask(&engine, body).status);
    assert_eq!(seen, [529, 529, 200, 200]);
}

#[test]
fn scripted_errors_are_the_vendors() {
    let limited = Scripted { retry_after: Some(2.0), ..Scripted::status(429, 1) };
    let engine = engine(vec![limited, Scripted::status(529, 1), Scripted::status(500, 1)]);
    let answer = ask(&engine, &hello());
    assert_eq!((answer.status, header(&answer, "retry-after")), (429, Some("2")));
    assert_eq!(header(&answer, "anthropic-ratelimit-requests-remaining"), Some("0"));
    assert_eq!(header(&answer, "anthropic-ratelimit-requests-reset"), Some("2026-11-20T11:00:02Z"));
    assert_eq!(answer.note.fault.as_deref(), Some("status-429"));
    let body = message(&answer);
    assert_eq!(body["error"]["type"], "rate_limit_error");
    assert!(body["error"]["message"].as_str().unwrap().contains("of 30 requests per minute (org: "));
    assert_eq!(body["request_id"], header(&answer, "request-id").unwrap());
    let answer = ask(&engine, &hello());
    assert_eq!((answer.status, header(&answer, "x-should-retry")), (529, Some("true")));
    assert_eq!(message(&answer)["error"], json!({"type": "overloaded_error", "message": "Overloaded"}));
    assert_eq!(message(&ask(&engine, &hello()))["error"]["message"], "Internal server error");
}

#[test]
fn every_rate_limit_says_when_to_come_back() {
    let spent = Scripted { code: Some("insufficient_quota".to_owned()), ..Scripted::status(429, 1) };
    let slow = Scripted { retry_after_ms: Some(2500), ..Scripted::status(429, 1) };
    let engine = engine(vec![Scripted::status(429, 1), slow, spent]);
    let told = || {
        let answer = ask(&engine, &hello());
        ["retry-after", "retry-after-ms"].map(|name| header(&answer, name).map(str::to_owned))
    };
    assert_eq!(told(), [Some("1".to_owned()), None]);
    assert_eq!(told(), [Some("3".to_owned()), Some("2500".to_owned())]);
    assert_eq!(told(), [None, None]);
}

#[test]
fn the_limit_that_is_reached_is_told() {
    let limits = crate::script::Limits { tokens_per_minute: Some(10), ..Default::default() };
    let script = Script { replies: vec![Scripted::text("ok")], limits, ..Script::default() };
    let engine = Engine::new(compile(&script).unwrap(), 7, "amber otter".to_owned());
    assert_eq!(ask(&engine, &hello()).status, 200);
    let answer = ask(&engine, &hello());
    assert_eq!((answer.status, header(&answer, "retry-after")), (429, Some("36")));
    assert_eq!(header(&answer, "anthropic-ratelimit-input-tokens-limit"), Some("10"));
    assert_eq!(header(&answer, "anthropic-ratelimit-input-tokens-remaining"), Some("2"));
    assert_eq!(header(&answer, "anthropic-ratelimit-requests-limit"), Some("4000"));
    let body = message(&answer);
    assert!(body["error"]["message"].as_str().unwrap().contains("of 10 input tokens per minute (org: "));
}

#[test]
fn an_error_may_come_inside_a_stream() {
    let text = Scripted { after_chunks: Some(1), ..Scripted::status(529, 9) };
    let engine = engine(vec![text]);
    let answer = ask(&engine, &with("stream", json!(true)));
    assert_eq!((answer.status, answer.note.fault.as_deref()), (200, Some("error-529")));
    assert!(stream(&answer).ends_with(
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"
    ));
    assert!(!answer.note.usage_sent);
    assert_eq!(message(&answer)["stop_reason"], Value::Null);
    // Without a stream there is no middle.
    assert_eq!(ask(&engine, &hello()).status, 529);
}

#[test]
fn streams_can_be_cut() {
    let cut = Scripted { fault: Some(Fault::Cut), ..Scripted::text("one two three four five six") };
    let engine = engine(vec![cut]);
    let answer = ask(&engine, &with("stream", json!(true)));
    let text = stream(&answer);
    assert!(text.contains("text_delta") && !text.contains("message_delta"));
    assert_eq!(answer.note.fault.as_deref(), Some("cut"));
}

#[test]
fn the_same_seed_says_the_same() {
    let say = || ask(&engine(Vec::new()), &with("stream", json!(true)));
    assert_eq!(stream(&say()), stream(&say()));
    assert!(say().note.reply[0].len() > 20);
}

/// With a budget, a turn thinks at its beginning, and goes on to call without thinking again
/// unless the beta for that is asked for.
#[test]
fn a_turn_with_a_budget_thinks_once() {
    let engine = engine(vec![Scripted::text("It is 19 C.")]);
    let call = |id: &str| json!({"type": "tool_use", "id": id, "name": "f", "input": {}});
    let result = |id: &str| json!({"role": "user", "content": [{"type": "tool_result", "tool_use_id": id, "content": "x"}]});
    let thought = json!({"type": "thinking", "thinking": "Hm.", "signature": "Er"});
    let mut body = hello();
    body["max_tokens"] = json!(4000);
    body["thinking"] = json!({"type": "enabled", "budget_tokens": 1024});
    body["tools"] = json!([{"name": "f", "input_schema": {"type": "object"}}]);
    let kinds = |body: &Value| -> Vec<String> {
        let said = message(&ask(&engine, body));
        let blocks = said["content"].as_array().cloned().unwrap_or_default();
        blocks.iter().map(|block| block["type"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(kinds(&body), ["thinking", "text"]);
    let hello = body["messages"][0].clone();
    body["messages"] = json!([hello, {"role": "assistant", "content": [thought, call("a")]}, result("a")]);
    assert_eq!(kinds(&body), ["text"]);
    let first = json!({"role": "assistant", "content": [thought, call("a")]});
    body["messages"] =
        json!([hello, first, result("a"), {"role": "assistant", "content": [call("b")]}, result("b")]);
    assert_eq!(kinds(&body), ["text"], "a second call needs no thought of its own");
    body["messages"] = json!([hello, {"role": "assistant", "content": [call("a")]}, result("a")]);
    assert_eq!(ask(&engine, &body).status, 400);
}
