#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use serde_json::{Value, json};

const TODAY: &str = "2026-11-20";

fn user(content: Value) -> Value {
    json!([{"role": "user", "content": content}])
}

/// A sound request with some fields changed; `null` takes a field away.
fn with(changes: Value) -> Value {
    let mut body = json!({"model": "claude-sonnet-4-6", "max_tokens": 100, "messages": user(json!("Hi"))});
    for (key, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => body.as_object_mut().unwrap().remove(key),
            value => body.as_object_mut().unwrap().insert(key.clone(), value.clone()),
        };
    }
    body
}

fn told(body: &Value, version: Version) -> Option<(u16, String)> {
    let body = Json::from(body);
    let fault = check(&body, version, Purpose::Write, Retired::Serve, TODAY).err()?;
    Some((fault.status, fault.message.into_owned()))
}

/// The complaint about a request of the first version; empty for a sound one.
fn complaint(changes: Value) -> String {
    told(&with(changes), Version::First).map(|(_, message)| message).unwrap_or_default()
}

#[test]
fn what_has_to_be_there_is_asked_for_in_order() {
    assert_eq!(complaint(json!({"model": null, "max_tokens": null})), "model: Field required");
    assert_eq!(complaint(json!({"max_tokens": null, "messages": null})), "max_tokens: Field required");
    assert_eq!(complaint(json!({"messages": null})), "messages: Field required");
    assert_eq!(complaint(json!({"messages": []})), "messages: at least one message is required");
    assert_eq!(complaint(json!({"model": 5})), "model: Input should be a valid string");
    assert_eq!(complaint(json!({"max_tokens": "9"})), "max_tokens: Input should be a valid integer");
    assert_eq!(complaint(json!({"max_tokens": -1})), "max_tokens: must be greater than or equal to 0");
    assert_eq!(complaint(json!({"top_banana": 1})), "top_banana: Extra inputs are not permitted");
    assert_eq!(complaint(json!({})), "");
    assert_eq!(told(&json!([]), Version::First).unwrap().0, 400);
}

#[test]
fn a_model_nobody_knows_is_not_found() {
    let body = with(json!({"model": "claude-sonet-4-5"}));
    assert_eq!(told(&body, Version::First), Some((404, "model: claude-sonet-4-5".to_owned())));
    assert_eq!(told(&with(json!({"model": "gpt-4o"})), Version::First).unwrap().0, 404);
    // The shape is looked at first.
    assert_eq!(complaint(json!({"model": "x", "max_tokens": null})), "max_tokens: Field required");
}

#[test]
fn retired_models_are_served_with_a_word_or_refused() {
    let body = with(json!({"model": "claude-3-5-sonnet-20241022"}));
    let body = Json::from(&body);
    let served = check(&body, Version::First, Purpose::Write, Retired::Serve, TODAY).unwrap();
    assert!(served.advisories[0].contains("`claude-sonnet-5-5` is a current replacement"));
    let refused = check(&body, Version::First, Purpose::Write, Retired::Refuse, TODAY).unwrap_err();
    assert_eq!((refused.status, refused.message.as_ref()), (404, "model: claude-3-5-sonnet-20241022"));
}

#[test]
fn sampling_belongs_to_the_first_version() {
    for (name, value) in [("temperature", json!(1)), ("top_p", json!(1.0)), ("top_k", json!(5))] {
        let body = with(json!({name: value}));
        assert_eq!(told(&body, Version::First), None);
        let message = format!("{name}: Extra inputs are not permitted");
        assert_eq!(told(&body, Version::Second), Some((400, message)));
    }
    assert_eq!(complaint(json!({"temperature": 1.5})), "temperature: range: 0..1");
    assert_eq!(complaint(json!({"temperature": "hot"})), "temperature: Input should be a valid number");
}

#[test]
fn the_second_version_is_stricter_with_content() {
    let text = json!({"type": "text", "text": "x", "citations": [{"type": "char_location"}]});
    let body = with(json!({"messages": user(json!([text]))}));
    assert_eq!(told(&body, Version::First), None);
    assert!(told(&body, Version::Second).unwrap().1.starts_with("messages.0.content.0.text.citations: "));
    let document =
        json!({"type": "document", "source": {"type": "text", "media_type": "text/plain", "data": "x"}});
    let messages = json!([{"role": "user", "content": "a"}, {"role": "assistant", "content": [document]},
                          {"role": "user", "content": "b"}]);
    let body = with(json!({"messages": messages}));
    assert_eq!(told(&body, Version::First), None);
    assert!(told(&body, Version::Second).unwrap().1.starts_with("messages.1.content.0"));
}

#[test]
fn content_blocks_are_looked_at() {
    let block = |block: Value| complaint(json!({"messages": user(json!([block]))}));
    assert!(block(json!({"type": "txt"})).starts_with(
        "messages.0.content.0: Input tag 'txt' found using 'type' does not match any of the expected tags: 'advisor_"
    ));
    assert_eq!(block(json!({"type": "text"})), "messages.0.content.0.text.text: Field required");
    assert_eq!(
        block(json!({"type": "text", "text": "x", "y": 1})),
        "messages.0.content.0.text.y: Extra inputs are not permitted"
    );
    assert_eq!(
        block(json!({"type": "tool_use", "id": "a", "name": "f", "input": {}})),
        "messages.0.content.0: `tool_use` blocks can only be in `assistant` messages"
    );
    assert_eq!(block(json!({"type": "image", "source": {"type": "url", "url": "https://x.example"}})), "");
    let content = |content: Value| complaint(json!({"messages": user(content)}));
    assert_eq!(content(json!(5)), "messages.0.content: Input should be a valid list");
    assert_eq!(content(json!("")), "messages.0: user messages must have non-empty content");
    assert_eq!(content(json!([])), "messages.0: user messages must have non-empty content");
    let nothing = json!([{"type": "text", "text": ""}]);
    assert_eq!(content(nothing), "messages: text content blocks must be non-empty");
    assert_eq!(content(json!(" \n")), "messages: text content blocks must contain non-whitespace text");
}

#[test]
fn roles_are_looked_at() {
    let messages = |messages: Value| complaint(json!({"messages": messages}));
    assert_eq!(
        messages(json!([{"role": "tool", "content": "x"}])),
        "messages.0.role: Input should be 'user' or 'assistant'"
    );
    assert_eq!(
        messages(json!([{"role": "assistant", "content": "x"}])),
        "messages: first message must use the \"user\" role"
    );
    let system = json!([{"role": "system", "content": "x"}, {"role": "user", "content": "y"}]);
    assert!(
        messages(system.clone())
            .starts_with("messages: Unexpected role \"system\". The Messages API accepts")
    );
    assert_eq!(complaint(json!({"model": "claude-opus-5", "messages": system})), "");
    assert_eq!(
        messages(json!([{"role": "user", "content": "x"}, {"role": "assistant", "content": "y "}])),
        "messages: final assistant content cannot end with trailing whitespace"
    );
}

#[test]
fn calls_and_results_go_in_pairs() {
    let call = json!({"type": "tool_use", "id": "toolu_X", "name": "f", "input": {}});
    let result = json!({"type": "tool_result", "tool_use_id": "toolu_X", "content": "19 C"});
    let talk = |last: Value| {
        json!([{"role": "user", "content": "a"}, {"role": "assistant", "content": [call]},
               {"role": "user", "content": last}])
    };
    assert_eq!(complaint(json!({"messages": talk(json!([result]))})), "");
    assert_eq!(
        complaint(json!({"messages": talk(json!("b"))})),
        "messages.1: `tool_use` ids were found without `tool_result` blocks immediately after: toolu_X. Each `tool_use` \
         block must have a corresponding `tool_result` block in the next message."
    );
    assert_eq!(
        complaint(json!({"messages": user(json!([result]))})),
        "messages.0.content.0: unexpected `tool_use_id` found in `tool_result` blocks: toolu_X. Each `tool_result` block \
         must have a corresponding `tool_use` block in the previous message."
    );
    let results_first = talk(json!([result, {"type": "text", "text": "b"}]));
    assert_eq!(complaint(json!({"messages": results_first})), "");
    let text_first = complaint(json!({"messages": talk(json!([{"type": "text", "text": "b"}, result]))}));
    assert!(
        text_first.starts_with("messages.1: `tool_use` ids were found without `tool_result`"),
        "{text_first}"
    );
    let twice = json!([{"role": "user", "content": "a"}, {"role": "assistant", "content": [call, call]},
                       {"role": "user", "content": [result]}]);
    assert_eq!(complaint(json!({"messages": twice})), "messages.1.content.1: `tool_use` ids must be unique");
    // Turns of one role in a row are one turn.
    let mut merged = talk(json!([result]));
    merged.as_array_mut().unwrap().insert(2, json!({"role": "assistant", "content": "and"}));
    assert_eq!(complaint(json!({"messages": merged})), "");
}

#[test]
fn tools_are_looked_at() {
    let tool = |tool: Value| complaint(json!({"tools": [tool]}));
    let schema = || json!({"type": "object", "properties": {}});
    assert_eq!(tool(json!({"name": "f", "input_schema": schema()})), "");
    assert_eq!(tool(json!({"type": "web_search_20250305", "name": "web_search"})), "");
    assert_eq!(tool(json!({"input_schema": schema()})), "tools.0.custom.name: Field required");
    assert_eq!(tool(json!({"name": "f"})), "tools.0.custom.input_schema: Field required");
    assert_eq!(
        tool(json!({"name": "f", "input_schema": {}})),
        "tools.0.custom.input_schema.type: Field required"
    );
    assert_eq!(
        tool(json!({"name": "a b", "input_schema": schema()})),
        "tools.0.custom.name: String should match pattern '^[a-zA-Z0-9_-]{1,128}$'"
    );
    assert!(
        tool(json!({"type": "function", "function": {}})).starts_with("tools.0: Input tag 'function' found")
    );
    let two = json!([{"name": "f", "input_schema": schema()}, {"name": "f", "input_schema": schema()}]);
    assert_eq!(complaint(json!({"tools": two})), "tools: Tool names must be unique.");
    let choose = |choice: Value| {
        complaint(json!({"tools": [{"name": "f", "input_schema": schema()}], "tool_choice": choice}))
    };
    assert_eq!(choose(json!({"type": "tool", "name": "f"})), "");
    assert_eq!(
        choose(json!({"type": "tool", "name": "g"})),
        "tool_choice: Tool 'g' not found in provided tools"
    );
    assert_eq!(choose(json!({"type": "tool"})), "tool_choice.tool.name: Field required");
    assert!(
        complaint(json!({"tool_choice": {"type": "any"}}))
            .contains("only be specified while providing tools")
    );
}

#[test]
fn system_stops_and_thinking_are_looked_at() {
    assert_eq!(complaint(json!({"system": "x"})), "");
    assert_eq!(complaint(json!({"system": [{"type": "text", "text": "x"}]})), "");
    assert_eq!(complaint(json!({"system": 5})), "system: Input should be a valid list");
    assert_eq!(complaint(json!({"system": [{"type": "image"}]})), "system.0.type: Input should be 'text'");
    assert_eq!(
        complaint(json!({"stop_sequences": ["a", 5]})),
        "stop_sequences.1: Input should be a valid string"
    );
    assert_eq!(
        complaint(json!({"stop_sequences": ["\n"]})),
        "stop_sequences: each stop sequence must contain non-whitespace"
    );
    let thinks =
        |budget: u64| json!({"thinking": {"type": "enabled", "budget_tokens": budget}, "max_tokens": 2000});
    assert_eq!(complaint(thinks(1500)), "");
    assert_eq!(
        complaint(thinks(5)),
        "thinking.enabled.budget_tokens: Input should be greater than or equal to 1024"
    );
    assert_eq!(complaint(thinks(2000)), "`max_tokens` must be greater than `thinking.budget_tokens`.");
    assert_eq!(complaint(json!({"thinking": {"type": "adaptive", "display": "omitted"}})), "");
    assert_eq!(
        complaint(json!({"thinking": {"type": "enabled"}})),
        "thinking.enabled.budget_tokens: Field required"
    );
    assert_eq!(
        complaint(json!({"metadata": {"user": "x"}})),
        "metadata.user: Extra inputs are not permitted"
    );
    assert_eq!(
        complaint(json!({"service_tier": "flex"})),
        "service_tier: Input should be 'auto' or 'standard_only'"
    );
}

#[test]
fn limits_of_the_model_hold() {
    assert_eq!(
        complaint(json!({"model": "claude-sonnet-4-5", "max_tokens": 100_000})),
        "max_tokens: 100000 > 64000, which is the maximum allowed number of output tokens for claude-sonnet-4-5-20250929"
    );
    let long = "word ".repeat(199_990);
    let ask = |max_tokens: u64| json!({"model": "claude-haiku-4-5", "max_tokens": max_tokens, "messages": user(json!(long))});
    assert!(
        complaint(ask(20_000))
            .starts_with("input length and `max_tokens` exceed context limit: 199998 + 20000 > 200000")
    );
    let longer = json!({"model": "claude-haiku-4-5", "messages": user(json!("word ".repeat(200_020)))});
    assert_eq!(complaint(longer), "prompt is too long: 200028 tokens > 200000 maximum");
}

#[test]
fn counting_takes_no_max_tokens() {
    let count = |body: &Value| {
        let body = Json::from(body);
        check(&body, Version::First, Purpose::Count, Retired::Serve, TODAY).err().map(|fault| fault.message)
    };
    assert_eq!(count(&with(json!({"max_tokens": null}))), None);
    assert_eq!(count(&with(json!({}))).unwrap(), "max_tokens: Extra inputs are not permitted");
}
