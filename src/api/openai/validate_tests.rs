#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use serde_json::{Value, json};

const TODAY: &str = "2026-11-20";

fn with(extra: Value) -> Value {
    let mut body = json!({"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "Hi"}]});
    for (key, value) in extra.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}

fn fault(body: &Value) -> (u16, String, Option<String>, Option<String>) {
    let body = Json::from(body);
    let fault = check(&body, Retired::Serve, TODAY).expect_err("should be refused");
    (fault.status, fault.message.into(), fault.param.map(Into::into), fault.code.map(Into::into))
}

fn refused(extra: Value, message: &str, param: Option<&str>, code: Option<&str>) {
    let got = fault(&with(extra));
    assert_eq!(got, (400, message.to_owned(), param.map(str::to_owned), code.map(str::to_owned)));
}

fn accepted(extra: Value) {
    let body = with(extra);
    let body = Json::from(&body);
    assert!(
        check(&body, Retired::Serve, TODAY).is_ok(),
        "{body} {:?}",
        check(&body, Retired::Serve, TODAY).err()
    );
}

#[test]
fn the_model_comes_first() {
    assert_eq!(fault(&json!({"temperature": 9})).1, "you must provide a model parameter");
    assert_eq!(fault(&json!([1])).1, errors::not_json().message);
    assert_eq!(
        fault(&json!({"model": "gpt-9"})),
        (
            404,
            "The model `gpt-9` does not exist or you do not have access to it.".to_owned(),
            None,
            Some("model_not_found".to_owned())
        )
    );
    assert_eq!(fault(&json!({"model": "claude-sonnet-5"})).0, 404);
    assert_eq!(
        fault(&json!({"model": 4})).1,
        "Invalid type for 'model': expected a string, but got an integer instead."
    );
    assert_eq!(fault(&json!({"model": "gpt-4o"})).1, "Missing required parameter: 'messages'.");
    assert_eq!(fault(&json!({"model": "text-davinci-003", "messages": []})).2.as_deref(), Some("model"));
}

#[test]
fn parameters_are_checked_in_the_vendors_words() {
    refused(
        json!({"temperature": 200}),
        "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 200 instead.",
        Some("temperature"),
        Some("decimal_above_max_value"),
    );
    refused(
        json!({"stop": ["a", "b", "c", "d", "e"]}),
        "Invalid 'stop': array too long. Expected an array with maximum length 4, but got an array with length 5 instead.",
        Some("stop"),
        Some("array_above_max_length"),
    );
    refused(
        json!({"prompt_cache_key": "k".repeat(65)}),
        "Invalid 'prompt_cache_key': string too long. Expected a string with maximum length 64, but got a string with \
         length 65 instead.",
        Some("prompt_cache_key"),
        Some("string_above_max_length"),
    );
    refused(
        json!({"function_call": "auto"}),
        "Invalid value for 'function_call': 'function_call' is only allowed when 'functions' are specified.",
        Some("function_call"),
        None,
    );
    let tool = json!({"type": "function", "function": {"name": "f"}});
    refused(
        json!({"tools": [tool], "tool_choice": {"type": "function", "name": "f"}}),
        "Missing required parameter: 'tool_choice.function'.",
        Some("tool_choice.function"),
        Some("missing_required_parameter"),
    );
    refused(
        json!({"quality": "hd"}),
        "Unknown parameter: 'quality'.",
        Some("quality"),
        Some("unknown_parameter"),
    );
    refused(
        json!({"stream_options": {"include_usage": true}}),
        "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
        Some("stream_options"),
        None,
    );
    refused(
        json!({"top_logprobs": 2}),
        "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
        Some("top_logprobs"),
        None,
    );
    refused(
        json!({"max_tokens": 5, "max_completion_tokens": 5}),
        "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
        Some("max_tokens"),
        Some("invalid_parameter_combination"),
    );
    refused(
        json!({"max_tokens": 50_000}),
        "max_tokens is too large: 50000. This model supports at most 32768 completion tokens, whereas you provided 50000.",
        Some("max_tokens"),
        Some("invalid_value"),
    );
    refused(
        json!({"n": 0}),
        "Invalid 'n': integer below minimum value. Expected a value >= 1, but got 0 instead.",
        Some("n"),
        Some("integer_below_min_value"),
    );
    refused(
        json!({"parallel_tool_calls": true}),
        "Invalid value for 'parallel_tool_calls': 'parallel_tool_calls' is only allowed when 'tools' are specified.",
        Some("parallel_tool_calls"),
        None,
    );
    refused(
        json!({"response_format": {"type": "json_object"}}),
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
        Some("messages"),
        None,
    );
    refused(
        json!({"tools": [{"type": "function", "name": "flat", "parameters": {}}]}),
        "Missing required parameter: 'tools[0].function'.",
        Some("tools[0].function"),
        Some("missing_required_parameter"),
    );
}

#[test]
fn ordinary_requests_pass() {
    accepted(
        json!({"temperature": 0, "top_p": null, "n": 2, "stop": "x", "max_tokens": 10, "seed": -5, "user": "me"}),
    );
    accepted(
        json!({"stream": true, "stream_options": {"include_usage": true, "include_obfuscation": false}}),
    );
    accepted(
        json!({"tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
                    "tool_choice": {"type": "function", "function": {"name": "f"}}, "parallel_tool_calls": false}),
    );
    accepted(
        json!({"response_format": {"type": "json_schema", "json_schema": {"name": "city", "schema": {}}}}),
    );
    accepted(json!({"logprobs": true, "top_logprobs": 3, "logit_bias": {"50256": -100}}));
    accepted(json!({"store": true, "metadata": {"lesson": "4"}, "service_tier": "default"}));
}

#[test]
fn thinking_models_refuse_what_they_refuse() {
    refused(
        json!({"model": "gpt-5-mini", "max_tokens": 5, "temperature": 9}),
        "Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.",
        Some("max_tokens"),
        Some("unsupported_parameter"),
    );
    refused(
        json!({"model": "gpt-5", "temperature": 0.1}),
        "Unsupported value: 'temperature' does not support 0.1 with this model. Only the default (1) value is supported.",
        Some("temperature"),
        Some("unsupported_value"),
    );
    refused(
        json!({"model": "o4-mini", "stop": "x"}),
        "Unsupported parameter: 'stop' is not supported with this model.",
        Some("stop"),
        Some("unsupported_parameter"),
    );
    refused(
        json!({"model": "gpt-5.1", "stop": ["x"]}),
        "Unsupported parameter: 'stop' is not supported with this model.",
        Some("stop"),
        Some("unsupported_parameter"),
    );
    refused(
        json!({"model": "gpt-4o-mini", "verbosity": "low"}),
        "Unsupported value: 'low' is not supported with the 'gpt-4o-mini' model. Supported values are: 'medium'.",
        Some("verbosity"),
        Some("unsupported_value"),
    );
    refused(
        json!({"model": "gpt-6.1-sol", "reasoning_effort": "none"}),
        "Unsupported value: 'reasoning_effort' does not support 'none' with this model. Supported values are: 'low', \
         'medium', 'high', 'xhigh', and 'max'.",
        Some("reasoning_effort"),
        Some("unsupported_value"),
    );
    refused(
        json!({"reasoning_effort": "low"}),
        "Unrecognized request argument supplied: reasoning_effort",
        None,
        None,
    );
    refused(
        json!({"model": "o1-mini", "messages": [{"role": "system", "content": "x"}]}),
        "Unsupported value: 'messages[0].role' does not support 'system' with this model.",
        Some("messages[0].role"),
        Some("unsupported_value"),
    );
    accepted(json!({"model": "gpt-5", "temperature": 1, "max_completion_tokens": 50}));
    accepted(json!({"model": "gpt-5.1", "temperature": 0}));
    accepted(json!({"model": "gpt-5.4-mini", "temperature": 0.3, "top_p": 0.5}));
    accepted(json!({"model": "gpt-6-luna", "temperature": 0, "reasoning_effort": "none"}));
    assert_eq!(
        fault(&with(json!({"model": "gpt-6-luna", "temperature": 0, "reasoning_effort": "low"}))).0,
        400
    );
}

#[test]
fn what_is_not_certain_is_told_and_not_refused() {
    let body = with(json!({"model": "gpt-6-luna", "temperature": 0}));
    let body = Json::from(&body);
    let request = check(&body, Retired::Serve, TODAY).unwrap();
    assert_eq!(request.effort, Some("none"));
    assert!(request.advisories[0].contains("reasoning_effort"), "{:?}", request.advisories);
}

#[test]
fn retired_models_are_served_with_a_word_or_refused() {
    let body = with(json!({"model": "gpt-3.5-turbo"}));
    let body = Json::from(&body);
    let request = check(&body, Retired::Serve, TODAY).unwrap();
    assert_eq!(
        request.advisories,
        [
            "`gpt-3.5-turbo` was shut down on 2026-10-23: the live API answers 404 to it. `gpt-6-luna` is a current \
          replacement."
        ]
    );
    let fault = check(&body, Retired::Refuse, TODAY).err().unwrap();
    assert_eq!(
        fault.message,
        "The model `gpt-3.5-turbo` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations"
    );
    assert_eq!((fault.status, fault.code.as_deref()), (404, Some("model_not_found")));
    assert!(
        check(&Json::from(&with(json!({"model": "gpt-4o-mini"}))), Retired::Refuse, TODAY)
            .unwrap()
            .advisories
            .is_empty()
    );
}

#[test]
fn strict_schemas_of_tools_and_formats_are_looked_at() {
    let sound = json!({"type": "object", "properties": {"a": {"type": "string"}}, "required": ["a"],
                       "additionalProperties": false});
    let mut loose = sound.clone();
    loose["required"] = json!([]);
    let tool = |strict: bool, schema: &Value| json!({"tools": [{"type": "function", "function": {"name": "f", "strict": strict, "parameters": schema}}]});
    let format = |strict: bool, schema: &Value| {
        json!({"response_format": {"type": "json_schema",
               "json_schema": {"name": "x", "strict": strict, "schema": schema}}})
    };
    for request in [tool(true, &sound), tool(false, &loose), format(true, &sound), format(false, &loose)] {
        accepted(request);
    }
    let said = "In context=(), 'required' is required to be supplied and to be an array including every key in \
                properties. Missing 'a'.";
    refused(
        tool(true, &loose),
        &format!("Invalid schema for function 'f': {said}"),
        Some("tools[0].function.parameters"),
        Some("invalid_function_parameters"),
    );
    let said = format!("Invalid schema for response_format 'x': {said}");
    refused(format(true, &loose), &said, Some("response_format"), None);
}

#[test]
fn a_bias_names_tokens_of_the_models_encoding() {
    accepted(json!({"logit_bias": {"199999": -100}}));
    refused(
        json!({"logit_bias": {"300000": -100}}),
        "Invalid key in 'logit_bias': 300000. Maximum value is 199999.",
        Some("logit_bias"),
        None,
    );
}

#[test]
fn functions_are_few_plain_and_called_by_short_names() {
    let tool =
        |parameters: Value| json!({"type": "function", "function": {"name": "w", "parameters": parameters}});
    let code = Some("invalid_function_parameters");
    let combined = "Invalid schema for function 'w': schema must have type 'object' and not have \
                    'oneOf'/'anyOf'/'allOf'/'enum'/'not' at the top level.";
    let either = json!({"type": "object", "anyOf": [{"type": "object"}]});
    refused(json!({"tools": [tool(either)]}), combined, Some("tools[0].function.parameters"), code);
    let many = |count: usize| json!({"tools": vec![tool(json!({"type": "object"})); count]});
    accepted(many(128));
    let too_many = "Invalid 'tools': array too long. Expected an array with maximum length 128, but got an array \
                    with length 129 instead.";
    refused(many(129), too_many, Some("tools"), Some("array_above_max_length"));
    let called = |length: usize| {
        let id = "c".repeat(length);
        let call = json!({"id": id, "type": "function", "function": {"name": "w", "arguments": "{}"}});
        json!({"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "tool_calls": [call]},
                            {"role": "tool", "tool_call_id": id, "content": "x"}]})
    };
    accepted(called(40));
    let too_long = "Invalid 'messages[1].tool_calls[0].id': string too long. Expected a string with maximum length \
                    40, but got a string with length 41 instead.";
    refused(called(41), too_long, Some("messages[1].tool_calls[0].id"), Some("string_above_max_length"));
}

#[test]
fn some_models_are_for_the_other_protocol() {
    let pro = fault(&with(json!({"model": "gpt-5-pro"})));
    let only = "This model is only supported in v1/responses and not in v1/chat/completions.";
    assert_eq!(pro, (404, only.to_owned(), Some("model".to_owned()), None));
    let old = fault(&with(json!({"model": "gpt-3.5-turbo-instruct"})));
    assert!(old.1.ends_with("Did you mean to use v1/completions?"), "{old:?}");
    // What thinks by default takes functions only where it is told not to.
    let tools = json!([{"type": "function", "function": {"name": "w"}}]);
    let thinks = fault(&with(json!({"model": "gpt-5.6-terra", "tools": tools})));
    assert!(thinks.1.starts_with("Function tools with reasoning_effort are not supported"), "{thinks:?}");
    accepted(json!({"model": "gpt-5.6-terra", "tools": tools, "reasoning_effort": "none"}));
}
