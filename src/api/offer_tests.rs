#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use serde_json::json;

fn weather(more: Value) -> Value {
    let schema = json!({"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]});
    let stocks = json!({"type": "object", "properties": {"symbol": {"type": "string"}}});
    let mut request = json!({"tools": [
        {"type": "function", "function": {"name": "get_stock_price", "parameters": stocks}},
        {"type": "function", "function": {"name": "get_weather", "description": "Weather of a city", "parameters": schema}},
    ]});
    for (key, value) in more.as_object().unwrap() {
        request[key] = value.clone();
    }
    request
}

fn called(request: &Value, said: &str) -> Vec<(String, Value)> {
    let request = Json::from(request);
    match form(&request, said, false, &mut fastrand::Rng::with_seed(1)) {
        Form::Calls(calls) => calls
            .into_iter()
            .map(|(name, arguments)| (name, serde_json::from_str(&arguments).unwrap()))
            .collect(),
        _ => Vec::new(),
    }
}

#[test]
fn the_fitting_tool_is_called_with_the_prompts_words() {
    let request = weather(json!({}));
    assert_eq!(
        called(&request, "What is the weather in Lima?"),
        [("get_weather".to_owned(), json!({"city": "Lima"}))]
    );
    let two = called(&request, "Compare the weather in Lima and New York, please.");
    assert_eq!(
        two.iter().map(|(_, arguments)| arguments["city"].as_str().unwrap()).collect::<Vec<_>>(),
        ["Lima", "New York"]
    );
    assert_eq!(
        called(&weather(json!({"parallel_tool_calls": false})), "the weather in Lima and Oslo").len(),
        1
    );
    assert!(called(&request, "hello").is_empty());
}

#[test]
fn the_choice_is_obeyed() {
    assert!(called(&weather(json!({"tool_choice": "none"})), "weather in Lima?").is_empty());
    assert_eq!(called(&weather(json!({"tool_choice": "required"})), "hi").len(), 1);
    let named = json!({"tool_choice": {"type": "function", "function": {"name": "get_stock_price"}}});
    assert_eq!(called(&weather(named), "weather in Lima?")[0].0, "get_stock_price");
    let anthropic =
        json!({"tools": [{"name": "f", "input_schema": {"type": "object"}}], "tool_choice": {"type": "any"}});
    assert_eq!(called(&anthropic, "hi"), [("f".to_owned(), json!({}))]);
    let flat = json!({"tools": [{"type": "function", "name": "f"}, {"type": "web_search"}], "tool_choice": "required"});
    assert_eq!(called(&flat, "hi")[0].0, "f");
}

#[test]
fn only_what_is_allowed_is_called_and_must_be_if_the_choice_says_so() {
    let names = |request: Value, said: &str| -> Vec<String> {
        called(&request, said).into_iter().map(|(name, _)| name).collect()
    };
    let flat = json!({"type": "function", "name": "get_stock_price"});
    let nested = json!({"type": "function", "function": {"name": "get_stock_price"}});
    for (mode, greeted) in [("required", 1), ("auto", 0)] {
        let responses = json!({"type": "allowed_tools", "mode": mode, "tools": [flat]});
        let chat = json!({"type": "allowed_tools", "allowed_tools": {"mode": mode, "tools": [nested]}});
        for choice in [responses, chat] {
            let request = weather(json!({"tool_choice": choice}));
            assert_eq!(names(request.clone(), "Hi").len(), greeted, "{request}");
            let asked = names(request, "What is the weather in Lima, in short?");
            assert_eq!(asked, ["get_stock_price"], "the weather is not allowed");
        }
    }
}

#[test]
fn results_are_told() {
    let told = |more: Value| {
        let request = weather(more);
        let request = Json::from(&request);
        match form(&request, "weather in Lima?", false, &mut fastrand::Rng::with_seed(1)) {
            Form::Told(text) => text,
            other => format!("{other:?}"),
        }
    };
    let expected = "Here is what I found. temp_c: 19, sky: clear.";
    let result = "{\"temp_c\": 19, \"sky\": \"clear\"}";
    assert_eq!(
        told(json!({"messages": [{"role": "user", "content": "x"}, {"role": "tool", "content": result}]})),
        expected
    );
    assert_eq!(told(json!({"input": [{"type": "function_call_output", "output": result}]})), expected);
    let block =
        json!({"type": "tool_result", "tool_use_id": "t", "content": [{"type": "text", "text": result}]});
    assert_eq!(told(json!({"messages": [{"role": "user", "content": [block]}]})), expected);
}

#[test]
fn schemas_are_found_in_every_dialect() {
    let schema = json!({"type": "object"});
    for request in [
        json!({"response_format": {"type": "json_schema", "json_schema": {"name": "x", "schema": schema}}}),
        json!({"text": {"format": {"type": "json_schema", "name": "x", "schema": schema}}}),
        json!({"output_config": {"format": {"type": "json_schema", "schema": schema}}}),
    ] {
        let request = Json::from(&request);
        let found = form(&request, "", true, &mut fastrand::Rng::with_seed(1));
        assert!(matches!(found, Form::Schema(_)), "{found:?}");
    }
    assert_eq!(form(&Json::from(&json!({})), "", true, &mut fastrand::Rng::with_seed(1)), Form::Object);
}

#[test]
fn striking_words_are_names_and_quotes() {
    assert_eq!(
        striking("What is the time in New York, Oslo or \"the old harbour\"?"),
        ["the old harbour", "New York", "Oslo"]
    );
    assert_eq!(striking("Mail to ada@example.com on 2026-11-21"), ["ada@example.com", "2026-11-21"]);
    assert_eq!(striking("Alice and Bob go to the Science Fair."), ["Alice", "Bob", "Science Fair"]);
    assert!(striking("hello there").is_empty());
}

#[test]
fn who_must_call_calls_again_and_goes_on_to_what_is_left() {
    let tool = |name: &str| json!({"type": "function", "function": {"name": name, "parameters": {"type": "object"}}});
    let request = |choice: serde_json::Value| {
        json!({"tools": [tool("look_up"), tool("final_result")], "tool_choice": choice, "messages": [
            {"role": "user", "content": "Look up the weather"},
            {"role": "assistant", "tool_calls": [{"id": "c", "type": "function",
                "function": {"name": "look_up", "arguments": "{}"}}]},
            {"role": "tool", "tool_call_id": "c", "content": "19"}]})
    };
    let named = |choice| match form(
        &Json::from(&request(choice)),
        "Look up",
        false,
        &mut fastrand::Rng::with_seed(1),
    ) {
        Form::Calls(calls) => calls[0].0.clone(),
        other => format!("{other:?}"),
    };
    assert_eq!(named(json!("required")), "final_result");
    assert_eq!(named(json!({"type": "function", "function": {"name": "look_up"}})), "look_up");
    assert!(named(json!("auto")).starts_with("Told"));
}
