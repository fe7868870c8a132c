//! Whole answers, plain and streamed, against the shapes of the vendor.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::super::harness::{Run, events, json_of, parsed, peru, types, with};
use super::*;
use crate::script::{Reply, ToolCall};
use proptest::prelude::*;

#[test]
fn the_object_is_the_vendors() {
    let run = Run::new(vec![Reply::text("Lima.")]);
    let answer = run.post(&peru());
    let Body::Whole(bytes) = &answer.body else { panic!() };
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.starts_with("{\n  \"id\": \"resp_") && text.ends_with('}'));
    let response = json_of(&answer);
    let id = response["id"].as_str().unwrap();
    let message = response["output"][0]["id"].as_str().unwrap();
    assert_eq!((id.len(), message.len()), (55, 54));
    assert_eq!(&id[5..31], &message[4..30]);
    assert_eq!(&id[21..31], format!("00{:08x}", 1_795_172_410));
    let expected = format!(
        r#"{{"id":"{id}","object":"response","created_at":1795172410,"status":"completed","background":false,"billing":{{"payer":"developer"}},"completed_at":1795172410,"error":null,"frequency_penalty":0.0,"incomplete_details":null,"instructions":"You are terse.","max_output_tokens":null,"max_tool_calls":null,"model":"gpt-4.1-mini-2025-04-14","moderation":null,"output":[{{"id":"{message}","type":"message","status":"completed","content":[{{"type":"output_text","annotations":[],"logprobs":[],"text":"Lima."}}],"role":"assistant"}}],"parallel_tool_calls":true,"presence_penalty":0.0,"previous_response_id":null,"prompt_cache_key":null,"reasoning":{{"effort":null,"summary":null}},"safety_identifier":null,"service_tier":"default","store":true,"temperature":1.0,"text":{{"format":{{"type":"text"}},"verbosity":"medium"}},"tool_choice":"auto","tools":[],"top_logprobs":0,"top_p":1.0,"truncation":"disabled","usage":{{"input_tokens":19,"input_tokens_details":{{"cache_write_tokens":0,"cached_tokens":0}},"output_tokens":4,"output_tokens_details":{{"reasoning_tokens":0}},"total_tokens":23}},"user":null,"metadata":{{}}}}"#
    );
    assert_eq!(response.to_string(), expected);
    assert!(answer.headers.iter().any(|(name, _)| name == "x-ratelimit-limit-requests"));
    assert!(answer.note.usage_sent && answer.note.reply == ["Lima."]);
    assert!((answer.note.usd.unwrap() - (19.0 * 0.4 + 4.0 * 1.6) / 1e6).abs() < 1e-12);
}

#[test]
fn a_text_streams_as_recorded() {
    let run = Run::new(vec![Reply::text("Lima.")]);
    let answer = run.post(&with(peru(), json!({"stream": true})));
    assert!(!answer.headers.iter().any(|(name, _)| name.starts_with("x-ratelimit")));
    let events = events(&answer);
    assert_eq!(
        types(&events),
        [
            "response.created",
            "response.in_progress",
            "response.output_item.added",
            "response.content_part.added",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.delta",
            "response.output_text.done",
            "response.content_part.done",
            "response.output_item.done",
            "response.completed",
        ]
    );
    let first = &events[0]["response"];
    assert_eq!(
        (&first["status"], &first["output"], &first["usage"], &first["service_tier"]),
        (&json!("in_progress"), &json!([]), &Value::Null, &json!("auto"))
    );
    assert!(first.get("billing").is_none() && events[10]["response"].get("billing").is_none());
    let id = events[2]["item"]["id"].as_str().unwrap();
    let shown = |at: usize| {
        let mut event = events[at].clone();
        if let Some(padding) = event.get_mut("obfuscation") {
            *padding = json!(padding.as_str().unwrap().len());
        }
        event.to_string()
    };
    assert_eq!(
        shown(2),
        format!(
            r#"{{"type":"response.output_item.added","item":{{"id":"{id}","type":"message","status":"in_progress","content":[],"role":"assistant"}},"output_index":0,"sequence_number":2}}"#
        )
    );
    assert_eq!(
        shown(3),
        format!(
            r#"{{"type":"response.content_part.added","content_index":0,"item_id":"{id}","output_index":0,"part":{{"type":"output_text","annotations":[],"logprobs":[],"text":""}},"sequence_number":3}}"#
        )
    );
    assert_eq!(
        shown(5),
        format!(
            r#"{{"type":"response.output_text.delta","content_index":0,"delta":"ima","item_id":"{id}","logprobs":[],"obfuscation":13,"output_index":0,"sequence_number":5}}"#
        )
    );
    assert_eq!(
        shown(7),
        format!(
            r#"{{"type":"response.output_text.done","content_index":0,"item_id":"{id}","logprobs":[],"output_index":0,"text":"Lima.","sequence_number":7}}"#
        )
    );
    assert_eq!(events[8]["part"], events[9]["item"]["content"][0]);
    let last = &events[10]["response"];
    assert_eq!(last["output"][0], events[9]["item"]);
    assert_eq!((&last["status"], &last["usage"]["total_tokens"]), (&json!("completed"), &json!(23)));
}

#[test]
fn function_calls_are_items_of_their_own() {
    let call = ToolCall { name: "get_weather".to_owned(), arguments: json!({"city": "Lima"}) };
    let run = Run::new(vec![
        Reply { tool_calls: vec![call], times: Some(2), ..Reply::default() },
        Reply::text("19 C"),
    ]);
    let tool = json!({"type": "function", "name": "get_weather", "parameters": {"type": "object",
        "properties": {"city": {"type": "string"}}, "required": ["city"], "additionalProperties": false}});
    let body = json!({"model": "gpt-4.1-mini", "input": "Weather in Lima?", "tools": [tool]});
    let events = events(&run.post(&with(body.clone(), json!({"stream": true}))));
    assert_eq!(types(&events)[2], "response.output_item.added");
    assert_eq!(
        types(&events)[9..],
        ["response.function_call_arguments.done", "response.output_item.done", "response.completed"]
    );
    assert!(types(&events)[3..9].iter().all(|kind| *kind == "response.function_call_arguments.delta"));
    assert_eq!(events[9]["arguments"], "{\"city\":\"Lima\"}");
    let response = json_of(&run.post(&body));
    let call = response["output"][0].clone();
    assert_eq!(
        (&call["type"], &call["arguments"], &call["status"]),
        (&json!("function_call"), &json!("{\"city\":\"Lima\"}"), &json!("completed"))
    );
    assert!(call["id"].as_str().unwrap().starts_with("fc_"));
    assert_eq!(response["tools"][0]["strict"], true);
    assert_eq!(response["tools"][0]["description"], Value::Null);
    // Names and arguments are 2 + 6 tokens: see the facts on Chat's example.
    assert_eq!(response["usage"]["output_tokens"], 8 + 8);
    let open =
        run.error(&json!({"model": "gpt-4.1-mini", "input": "And?", "previous_response_id": response["id"]}));
    let call_id = call["call_id"].as_str().unwrap();
    assert_eq!(open.1["message"], format!("No tool output found for function call {call_id}."));
    let output = json!([{"type": "function_call_output", "call_id": call_id, "output": "19 C"}]);
    let next =
        run.post(&json!({"model": "gpt-4.1-mini", "input": output, "previous_response_id": response["id"]}));
    assert_eq!(json_of(&next)["output"][0]["content"][0]["text"], "19 C");
}

#[test]
fn refusals_and_short_limits_end_as_they_should() {
    let run = Run::new(vec![
        Reply { refusal: Some("I can't help with that.".to_owned()), times: Some(2), ..Reply::default() },
        Reply::text(
            "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen",
        ),
    ]);
    let streamed = events(&run.post(&with(peru(), json!({"stream": true}))));
    assert_eq!(streamed[3]["part"], json!({"type": "refusal", "refusal": ""}));
    assert!(
        types(&streamed).contains(&"response.refusal.delta")
            && types(&streamed).contains(&"response.refusal.done")
    );
    let refused = json_of(&run.post(&peru()));
    assert_eq!(
        refused["output"][0]["content"],
        json!([{"type": "refusal", "refusal": "I can't help with that."}])
    );
    let short = with(peru(), json!({"max_output_tokens": 16}));
    let cut = json_of(&run.post(&short));
    assert_eq!(
        (&cut["status"], &cut["incomplete_details"], &cut["completed_at"], &cut["output"][0]["status"]),
        (&json!("incomplete"), &json!({"reason": "max_output_tokens"}), &Value::Null, &json!("incomplete"))
    );
    assert_eq!(cut["usage"]["output_tokens"], 16);
    let streamed = events(&run.post(&with(short, json!({"stream": true}))));
    assert_eq!(streamed.last().unwrap()["type"], "response.incomplete");
}

#[test]
fn thinking_models_think_first() {
    let run = Run::new(vec![]);
    let body = json!({"model": "gpt-5-mini", "input": "Hi", "stream": true, "include": ["reasoning.encrypted_content"]});
    let quiet = events(&run.post(&body));
    assert_eq!(types(&quiet)[2..4], ["response.output_item.added", "response.output_item.done"]);
    assert_eq!(quiet[3]["item"]["summary"], json!([]));
    assert!(quiet[3]["item"]["encrypted_content"].is_string());
    let usage = &quiet.last().unwrap()["response"]["usage"];
    let thoughts = usage["output_tokens_details"]["reasoning_tokens"].as_u64().unwrap();
    assert!(thoughts > 0 && thoughts.is_multiple_of(64));
    let told = events(&run.post(&with(body, json!({"reasoning": {"effort": "low", "summary": "auto"}}))));
    assert_eq!(types(&told)[3], "response.reasoning_summary_part.added");
    assert_eq!(told.last().unwrap()["response"]["reasoning"], json!({"effort": "low", "summary": "auto"}));
    let newest =
        json_of(&run.post(&json!({"model": "gpt-5.4-mini", "input": "Hi", "reasoning": {"effort": "none"}})));
    assert_eq!(newest["output"][0]["phase"], "final_answer");
}

#[test]
fn scripted_errors_come_before_or_within_a_stream() {
    let run = Run::new(vec![
        Reply::status(429, 1),
        Reply { after_chunks: Some(0), retry_after: Some(2.0), ..Reply::status(429, 1) },
        Reply { after_chunks: Some(1), text: None, ..Reply::status(500, 1) },
        Reply { code: Some("context_length_exceeded".to_owned()), ..Reply::status(400, 1) },
    ]);
    let body = with(peru(), json!({"stream": true}));
    let (status, error) = run.error(&body);
    assert_eq!((status, &error["code"]), (429, &json!("rate_limit_exceeded")));
    let limited = run.post(&body);
    assert_eq!(limited.status, 200);
    let within = events(&limited);
    assert_eq!(types(&within), ["response.created", "response.in_progress", "error"]);
    let error = &within[2]["error"];
    let keys: Vec<_> = error.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["type", "code", "headers", "message", "param"]);
    assert_eq!(
        (&within[2]["sequence_number"], &error["headers"]["x-ratelimit-reset-requests"]),
        (&json!(2), &json!("1m0s"))
    );
    assert_eq!(limited.note.fault.as_deref(), Some("status-429"));
    assert!(!limited.note.usage_sent);
    let failing = run.post(&body);
    let failed = events(&failing);
    assert_eq!(types(&failed).iter().filter(|kind| kind.ends_with(".delta")).count(), 1);
    let last = failed.last().unwrap();
    assert_eq!((&last["type"], &last["response"]["status"]), (&json!("response.failed"), &json!("failed")));
    assert_eq!(
        (&last["response"]["error"]["code"], &last["response"]["usage"]),
        (&json!("server_error"), &Value::Null)
    );
    assert_eq!(failing.note.reply.len(), 1);
    let (_, error) = run.error(&body);
    assert_eq!(
        error["message"],
        "Your input exceeds the context window of this model. Please adjust your input and try again."
    );
}

#[test]
fn cut_streams_tell_what_left() {
    let run =
        Run::new(vec![Reply { fault: Some(Fault::Cut), after_chunks: Some(2), ..Reply::text("Lima.") }]);
    let answer = run.post(&with(peru(), json!({"stream": true})));
    let Body::Events(cut) = &answer.body else { panic!() };
    assert_eq!(types(&parsed(cut)).len(), 6);
    let note = (cut.partial)(&answer.note, &Sent::of(&cut.events, 1));
    assert_eq!((note.reply.as_slice(), note.usage_sent), (&["Lima".to_owned()][..], false));
    assert_eq!(note.usage.unwrap().output_tokens, 2);
    let response: Value = serde_json::from_slice(&note.response).unwrap();
    assert_eq!(
        (&response["status"], &response["output"][0]["content"][0]["text"]),
        (&json!("in_progress"), &json!("Lima"))
    );
    assert!(run.engine.kept.response(response["id"].as_str().unwrap()).is_none());
}

#[test]
fn complaints_are_the_vendors() {
    let run = Run::new(vec![]);
    let schema = json!({"type": "object", "properties": {"a": {"type": "string"}}});
    for (more, status, message, param, code) in [
        (
            json!({"model": null}),
            400,
            "Missing required parameter: 'model'.",
            "model",
            "missing_required_parameter",
        ),
        (
            json!({"model": "gpt-x"}),
            404,
            "The requested model 'gpt-x' does not exist.",
            "model",
            "model_not_found",
        ),
        (
            json!({"input": null}),
            400,
            "Missing required parameter: 'input'.",
            "input",
            "missing_required_parameter",
        ),
        (json!({"messages": []}), 400, "Unknown parameter: 'messages'.", "messages", "unknown_parameter"),
        (
            json!({"previous_response_id": "nope"}),
            400,
            "Invalid 'previous_response_id': 'nope'. Expected an ID that begins with 'resp'.",
            "previous_response_id",
            "invalid_value",
        ),
        (
            json!({"model": "gpt-4o-mini", "text": {"verbosity": "high"}}),
            400,
            "Unsupported value: 'high' is not supported with the 'gpt-4o-mini' model. Supported values are: 'medium'.",
            "text.verbosity",
            "unsupported_value",
        ),
        (json!({"stop": "x"}), 400, "Unknown parameter: 'stop'.", "stop", "unknown_parameter"),
        (
            json!({"max_output_tokens": 10}),
            400,
            "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 10 instead.",
            "max_output_tokens",
            "integer_below_min_value",
        ),
        (
            json!({"temperature": 3}),
            400,
            "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 3 instead.",
            "temperature",
            "decimal_above_max_value",
        ),
        (
            json!({"model": "gpt-5-mini", "temperature": 0.1}),
            400,
            "Unsupported parameter: 'temperature' is not supported with this model.",
            "temperature",
            "",
        ),
        (
            json!({"reasoning": {"effort": "low"}}),
            400,
            "Unsupported parameter: 'reasoning.effort' is not supported with this model.",
            "reasoning.effort",
            "unsupported_parameter",
        ),
        (
            json!({"text": {"format": {"type": "json_schema", "name": "x", "strict": true, "schema": schema}}}),
            400,
            "Invalid schema for response_format 'x': In context=(), 'additionalProperties' is required to be supplied \
             and to be false.",
            "text.format.schema",
            "invalid_json_schema",
        ),
        (
            json!({"tools": [{"type": "function", "name": "f", "strict": true, "parameters": schema}]}),
            400,
            "Invalid schema for function 'f': In context=(), 'additionalProperties' is required to be supplied and to be \
             false.",
            "tools[0].parameters",
            "invalid_function_parameters",
        ),
        (
            json!({"tools": [{"type": "function", "function": {"name": "f"}}]}),
            400,
            "Missing required parameter: 'tools[0].name'.",
            "tools[0].name",
            "missing_required_parameter",
        ),
        (
            json!({"text": {"format": {"type": "json_object"}}}),
            400,
            "Response input messages must contain the word 'json' in some form to use 'text.format' of type \
             'json_object'.",
            "input",
            "",
        ),
    ] {
        let body = with(peru(), more);
        let error = json!({"message": message, "type": "invalid_request_error", "param": param,
            "code": (!code.is_empty()).then_some(code)});
        assert_eq!(run.error(&body), (status, error), "{body}");
    }
}

#[test]
fn the_same_conversation_has_the_same_attempts_whatever_its_ids() {
    let run = Run::new(vec![
        Reply { per: crate::script::Per::Request, ..Reply::status(429, 2) },
        Reply::text("ok"),
    ]);
    let seen: Vec<u16> = (0..4).map(|_| run.post(&peru()).status).collect();
    assert_eq!(seen, [429, 429, 200, 200]);
    let streamed: Vec<u16> =
        (0..1).map(|_| run.post(&with(peru(), json!({"stream": true}))).status).collect();
    assert_eq!(streamed, [200]);
}

proptest! {
    // Tokenizing takes its time in a debug build.
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn streams_add_up(text in "\\PC{0,60}", limit in prop::option::of(16u64..40), thinks in any::<bool>(),
                      padded in any::<bool>(), refuses in any::<bool>()) {
        // What a template would make of braces is not the question here.
        let text = text.replace('{', "(");
        let reply = match refuses {
            true => Reply { refusal: Some(text), ..Reply::default() },
            false => Reply::text(text),
        };
        let run = Run::new(vec![reply]);
        let model = if thinks { "gpt-5-mini" } else { "gpt-4o" };
        let mut body = json!({"model": model, "input": "Hi", "stream": true, "max_output_tokens": limit,
                              "stream_options": {"include_obfuscation": padded}});
        let answer = run.post(&body);
        let events = events(&answer);
        for (number, event) in events.iter().enumerate() {
            prop_assert_eq!(&event["sequence_number"], number);
            if let Some(delta) = event["delta"].as_str() {
                let padding = event.get("obfuscation").map(|padding| padding.as_str().unwrap().len());
                prop_assert_eq!(padding.is_some(), padded);
                prop_assert!(!padded || (delta.len() + padding.unwrap_or(0)) % 16 == 0);
            }
        }
        let last = &events.last().unwrap()["response"];
        let message = last["output"].as_array().unwrap().iter().find(|item| item["type"] == "message");
        let field = if refuses { "refusal" } else { "text" };
        let said = message.map_or("", |item| item["content"][0][field].as_str().unwrap());
        let deltas: String = events.iter().filter_map(|event| event["delta"].as_str()).collect();
        prop_assert_eq!(&deltas, said);
        prop_assert_eq!(&answer.note.reply[0], said);
        let count = |path: &str| last["usage"].pointer(path).unwrap().as_u64().unwrap();
        prop_assert_eq!(count("/total_tokens"), count("/input_tokens") + count("/output_tokens"));
        prop_assert!(count("/output_tokens_details/reasoning_tokens") <= count("/output_tokens"));
        prop_assert!(limit.is_none_or(|limit| count("/output_tokens") <= limit));
        let ends = ["response.completed", "response.incomplete"];
        let terminal = events.iter().filter(|event| ends.contains(&event["type"].as_str().unwrap())).count();
        prop_assert_eq!(terminal, 1);
        // Without a stream it is the same reply.
        body["stream"] = json!(false);
        body.as_object_mut().unwrap().remove("stream_options");
        let whole = json_of(&Run::new(run.engine.script.rules.iter().map(|rule| rule.reply.clone()).collect()).post(&body));
        prop_assert_eq!(&whole["usage"], &last["usage"]);
        prop_assert_eq!(&whole["output"][0]["content"], &last["output"][0]["content"]);
    }
}
