#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::api::anthropic::Version;
use crate::api::anthropic::validate;
use crate::script::Retired;
use serde_json::{Value, json};

/// The complaint about a sound request to a model with some fields changed; empty
/// where there is none.
fn told(model: &str, changes: Value, purpose: Purpose) -> String {
    let mut body = json!({"model": model, "messages": [{"role": "user", "content": "Hi"}]});
    if purpose == Purpose::Write {
        body["max_tokens"] = json!(4000);
    }
    for (name, value) in changes.as_object().unwrap() {
        body[name] = value.clone();
    }
    let body = Json::from(&body);
    let checked = validate::check(&body, Version::First, purpose, Retired::Serve, "2026-11-20");
    checked.err().map(|fault| fault.message.into_owned()).unwrap_or_default()
}

/// Each of these models says this.
fn all(models: &str, changes: Value, sentence: &str) {
    for model in models.split(' ') {
        assert_eq!(told(model, changes.clone(), Purpose::Write), sentence, "{model}");
    }
}

fn tools(choice: Value) -> Value {
    json!({"tools": [{"name": "f", "input_schema": {"type": "object"}}], "tool_choice": choice})
}

#[test]
fn forced_calls_are_refused_by_the_newest() {
    let refused = "tool_choice: type \"tool\" and \"any\" are not supported for this model.";
    let newest = "claude-opus-5-5 claude-sonnet-5-5 claude-fable-5-1 claude-mythos-5-2";
    all(newest, tools(json!({"type": "any"})), refused);
    all(newest, tools(json!({"type": "tool", "name": "f"})), refused);
    all(newest, tools(json!({"type": "auto"})), "");
    all(
        "claude-haiku-5-5 claude-opus-5 claude-sonnet-5 claude-fable-5 claude-haiku-4-5",
        tools(json!({"type": "any"})),
        "",
    );
    assert_eq!(told("claude-opus-5-5", tools(json!({"type": "any"})), Purpose::Count), refused);
}

#[test]
fn prefill_ended_with_the_sixth_of_the_fourth() {
    let talk = |last: Value| json!({"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": last}]});
    all(
        "claude-opus-4-6 claude-sonnet-4-6 claude-haiku-5-5 claude-opus-5",
        talk(json!("{")),
        "This model does not support assistant message prefill. The conversation must end with a user message.",
    );
    all("claude-haiku-4-5 claude-sonnet-4-5 claude-opus-4-5", talk(json!("{")), "");
    // A turn that the vendor's own tools paused.
    all("claude-haiku-5-5", talk(json!([{"type": "server_tool_use", "id": "srvtoolu_1"}])), "");
    let mut credited = talk(json!("{"));
    credited["fallback_credit_token"] = json!("fct_1");
    all("claude-haiku-5-5", credited, "");
    assert_eq!(told("claude-haiku-5-5", talk(json!("{")), Purpose::Count), "");
}

#[test]
fn efforts_are_those_of_the_model() {
    let effort = |level: &str| json!({"output_config": {"effort": level}});
    all(
        "claude-sonnet-4-6 claude-opus-4-6",
        effort("xhigh"),
        "This model does not support effort level 'xhigh'. Supported levels: high, low, max, medium.",
    );
    all(
        "claude-opus-4-5",
        effort("max"),
        "This model does not support effort level 'max'. Supported levels: high, low, medium.",
    );
    all(
        "claude-haiku-4-5 claude-sonnet-4-5",
        effort("low"),
        "This model does not support the effort parameter.",
    );
    all("claude-haiku-5-5 claude-opus-4-7 claude-fable-5-2", effort("xhigh"), "");
}

#[test]
fn sampling_is_taken_by_the_older() {
    let both = "`temperature` and `top_p` cannot both be specified for this model. Please use only one.";
    all(
        "claude-haiku-4-5 claude-sonnet-4-5 claude-opus-4-6",
        json!({"temperature": 0.5, "top_p": 0.9}),
        both,
    );
    all("claude-haiku-4-5 claude-sonnet-4-6", json!({"temperature": 0.5, "top_k": 5}), "");
    all("claude-3-7-sonnet-latest", json!({"temperature": 0.5, "top_p": 0.9}), "");
    let late = "claude-opus-4-7 claude-haiku-5-5 claude-sonnet-5-5 claude-fable-5";
    all(late, json!({"temperature": 0}), "`temperature` is deprecated for this model.");
    all(late, json!({"temperature": 1}), "");
    all(late, json!({"temperature": 1, "top_p": 1}), "`top_p` is deprecated for this model.");
    all(late, json!({"top_k": 5}), "`top_k` is deprecated for this model.");
}

#[test]
fn thinking_is_what_the_model_has() {
    let thinks = |kind: &str| json!({"thinking": {"type": kind}});
    let budget = || json!({"thinking": {"type": "enabled", "budget_tokens": 1024}});
    let by_effort =
        "Use \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking behavior.";
    all(
        "claude-opus-4-7 claude-haiku-5-5 claude-fable-5",
        budget(),
        &format!("\"thinking.type.enabled\" is not supported for this model. {by_effort}"),
    );
    all("claude-opus-4-6 claude-haiku-4-5 claude-3-7-sonnet-latest claude-mythos-preview", budget(), "");
    all(
        "claude-haiku-4-5 claude-opus-4-5",
        thinks("adaptive"),
        "adaptive thinking is not supported on this model",
    );
    all("claude-sonnet-4-6 claude-haiku-5-5 claude-opus-5-5", thinks("adaptive"), "");
    all(
        "claude-fable-5 claude-mythos-5-1 claude-opus-5-5",
        thinks("disabled"),
        &format!("\"thinking.type.disabled\" is not supported for this model. {by_effort}"),
    );
    assert!(
        told("claude-mythos-preview", thinks("disabled"), Purpose::Write)
            .contains("Thinking defaults to adaptive")
    );
    assert!(told("claude-sonnet-5-5", thinks("disabled"), Purpose::Write).starts_with(
        "To turn thinking off on this model, send \"thinking\": {\"type\": \"between_tools\"} instead"
    ));
    all(
        "claude-haiku-5-5 claude-opus-5 claude-sonnet-5 claude-opus-4-8 claude-haiku-4-5",
        thinks("disabled"),
        "",
    );
    all("claude-sonnet-5-5", thinks("between_tools"), "");
    all(
        "claude-haiku-5-5 claude-opus-5-5",
        thinks("between_tools"),
        "\"thinking.type.between_tools\" is not supported for this model.",
    );
    let hard = |kind: &str| json!({"thinking": {"type": kind}, "output_config": {"effort": "max"}});
    let too_hard = "output_config.effort 'max' is not supported when thinking is disabled on this model. Use effort \
                    'high' or below, or enable thinking.";
    all("claude-haiku-5-5 claude-opus-5", hard("disabled"), too_hard);
    all("claude-sonnet-5-5", hard("between_tools"), too_hard);
    all("claude-sonnet-5", hard("disabled"), "");
}

#[test]
fn a_budget_for_thinking_and_a_forced_call_exclude_each_other() {
    let mut both = tools(json!({"type": "any"}));
    both["thinking"] = json!({"type": "enabled", "budget_tokens": 1024});
    all(
        "claude-haiku-4-5 claude-opus-4-6",
        both,
        "Thinking may not be enabled when tool_choice forces tool use.",
    );
    let mut adaptive = tools(json!({"type": "any"}));
    adaptive["thinking"] = json!({"type": "adaptive"});
    all("claude-opus-4-6 claude-opus-5", adaptive, "");
}

#[test]
fn schemas_of_replies_are_closed() {
    let format =
        |schema: Value| json!({"output_config": {"format": {"type": "json_schema", "schema": schema}}});
    let open = "output_config.format.schema: For 'object' type, 'additionalProperties' must be explicitly set to false";
    all("claude-haiku-5-5", format(json!({"type": "object", "properties": {}})), open);
    let inner = json!({"type": "object", "additionalProperties": false, "properties": {
        "list": {"type": "array", "items": {"anyOf": [{"type": "null"}, {"type": ["object", "null"]}]}}}});
    all("claude-haiku-5-5", format(inner), open);
    let closed = json!({"type": "object", "additionalProperties": false, "properties": {
        "type": {"type": "string"}, "refs": {"$ref": "#/$defs/x"}}, "$defs": {"x": {"type": "string"}}});
    all("claude-haiku-5-5", format(closed), "");
    let tool = |strict: bool| json!({"tools": [{"name": "f", "strict": strict, "input_schema": {"type": "object"}}]});
    all("claude-haiku-5-5", tool(true), &format!("tools.0.custom: {NOT_CLOSED}"));
    all("claude-haiku-5-5", tool(false), "");
}

#[test]
fn four_places_are_marked_at_most() {
    let marked = || json!({"type": "text", "text": "x", "cache_control": {"type": "ephemeral"}});
    let four = || json!([{"role": "user", "content": [marked(), marked(), marked(), marked()]}]);
    all("claude-haiku-5-5", json!({"messages": four()}), "");
    let five = "A maximum of 4 blocks with cache_control may be provided. Found 5.";
    all("claude-haiku-5-5", json!({"messages": four(), "system": [marked()]}), five);
    let tool =
        json!({"name": "f", "input_schema": {"type": "object"}, "cache_control": {"type": "ephemeral"}});
    all("claude-haiku-5-5", json!({"messages": four(), "tools": [tool]}), five);
    // The mark for the whole request falls on the last block, which has one.
    all("claude-haiku-5-5", json!({"messages": four(), "cache_control": {"type": "ephemeral"}}), "");
}

#[test]
fn marks_for_an_hour_come_first() {
    let marked =
        |ttl: &str| json!({"type": "text", "text": "x", "cache_control": {"type": "ephemeral", "ttl": ttl}});
    let ask = |system: &str, message: &str| json!({"system": [marked(system)], "messages": [{"role": "user", "content": [marked(message)]}]});
    all("claude-haiku-5-5", ask("1h", "5m"), "");
    all("claude-haiku-5-5", ask("1h", "1h"), "");
    let late = "messages.0.content.0.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' \
                cache_control block. Note that blocks are processed in the following order: `tools`, `system`, \
                `messages`.";
    all("claude-haiku-5-5", ask("5m", "1h"), late);
}

#[test]
fn marks_are_ephemeral_for_five_minutes_or_an_hour() {
    let mark = |mark: Value| json!({"type": "text", "text": "x", "cache_control": mark});
    let ask = |marked: Value| json!({"messages": [{"role": "user", "content": [marked]}]});
    let lasting = "messages.0.content.0.text.cache_control: Input tag 'lasting' found using 'type' does not match any of \
                   the expected tags: 'ephemeral'";
    all("claude-haiku-5-5", ask(mark(json!({"type": "lasting"}))), lasting);
    let seconds = "cache_control.ephemeral.ttl: Input should be '5m' or '1h'";
    let wrong = json!({"type": "ephemeral", "ttl": 3600});
    all("claude-haiku-5-5", ask(mark(wrong.clone())), &format!("messages.0.content.0.text.{seconds}"));
    all("claude-haiku-5-5", json!({"system": [mark(wrong.clone())]}), &format!("system.0.{seconds}"));
    all("claude-haiku-5-5", json!({"cache_control": wrong}), seconds);
}

#[test]
fn thoughts_come_back_with_the_calls_they_led_to() {
    let call = || json!({"type": "tool_use", "id": "toolu_1", "name": "f", "input": {}});
    let ask = |turn: Value, kind: &str| {
        let budget = json!({"type": "enabled", "budget_tokens": 1024});
        json!({
            "max_tokens": 2000,
            "thinking": if kind == "enabled" { budget } else { json!({"type": kind}) },
            "tools": [{"name": "f", "input_schema": {"type": "object"}}],
            "messages": [
                {"role": "user", "content": "x"},
                {"role": "assistant", "content": turn},
                {"role": "user", "content": [{"type": "tool_result", "tool_use_id": "toolu_1", "content": "1"}]},
            ],
        })
    };
    let thought = json!({"type": "thinking", "thinking": "", "signature": "Er"});
    all("claude-sonnet-4-5", ask(json!([thought, call()]), "enabled"), "");
    all("claude-sonnet-5-5", ask(json!([call()]), "adaptive"), "");
    let missing = "messages.1.content.0.type: Expected `thinking` or `redacted_thinking`, but found `tool_use`. When \
                   `thinking` is enabled, a final `assistant` message must start with a thinking block";
    let said = told("claude-sonnet-4-5", ask(json!([call()]), "enabled"), Purpose::Write);
    assert!(said.starts_with(missing), "{said}");
}

#[test]
fn bounds_that_cannot_be_enforced_are_refused() {
    let told = |field: Value| {
        let schema = json!({"type": "object", "additionalProperties": false, "properties": {"a": field}});
        json!({"output_config": {"format": {"type": "json_schema", "schema": schema}}})
    };
    let at = "output_config.format.schema: For";
    for (field, fault) in [
        (json!({"type": "integer", "minimum": 1}), "'integer' type, property 'minimum' is not supported"),
        (
            json!({"type": "number", "minimum": 1, "maximum": 5}),
            "'number' type, properties maximum, minimum are not supported",
        ),
        (json!({"type": "string", "maxLength": 3}), "'string' type, property 'maxLength' is not supported"),
        (
            json!({"type": "array", "items": {"type": "string"}, "minItems": 3}),
            "'array' type, 'minItems' values other than 0 or 1 are not supported",
        ),
    ] {
        all("claude-haiku-5-5", told(field), &format!("{at} {fault}"));
    }
    all("claude-haiku-5-5", told(json!({"type": "array", "items": {"type": "string"}, "minItems": 1})), "");
    let tool = |schema: Value| json!({"tools": [{"name": "f", "input_schema": schema}]});
    all(
        "claude-haiku-5-5",
        tool(json!({"type": "object", "properties": {"a": {"type": "integer", "minimum": 1}}})),
        "",
    );
    let top =
        "tools.0.custom.input_schema: input_schema does not support oneOf, allOf, or anyOf at the top level";
    all("claude-haiku-5-5", tool(json!({"type": "object", "anyOf": [{"type": "object"}]})), top);
}
