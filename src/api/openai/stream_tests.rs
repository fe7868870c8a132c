#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::api::answer::{Note, Sent};
use crate::api::generate::Written;
use crate::api::tokens::count;
use crate::evidence::Usage;
use crate::script::Pace;
use proptest::prelude::*;

fn head() -> Head<'static> {
    Head {
        id: "chatcmpl-fribxUdl7dXTPyLsxPFkThf4VucSm".to_owned(),
        created: 1_795_172_401,
        model: "gpt-4.1-mini-2025-04-14",
        fingerprint: Some("fp_39536b3216".to_owned()),
        has_logprobs: true,
    }
}

fn text(text: &str) -> Choice {
    let written = Written {
        text: text.to_owned(),
        tokens: count(text, Encoding::O200k),
        finish: "stop".to_owned(),
        ..Written::default()
    };
    Choice { written, call_ids: Vec::new(), logprobs: None }
}

fn calls(calls: &[(&str, &str)]) -> Choice {
    let written = Written {
        calls: calls.iter().map(|(name, args)| ((*name).to_owned(), (*args).to_owned())).collect(),
        finish: "tool_calls".to_owned(),
        ..Written::default()
    };
    Choice { written, call_ids: vec!["call_a".to_owned(), "call_b".to_owned()], logprobs: None }
}

const USAGE: Usage = Usage {
    input_tokens: 19,
    output_tokens: 3,
    cached_tokens: 0,
    cache_write_tokens: 0,
    reasoning_tokens: 0,
};

fn usage() -> WireUsage {
    WireUsage::new(&USAGE, "gpt-4.1-mini")
}

fn streamed(choices: &[Choice], usage: Option<&WireUsage>, pad: bool) -> Events {
    let head = head();
    let plan = Plan { head: &head, choices, encoding: Encoding::O200k, usage, pad };
    let mut schedule =
        Schedule::new(Pace { first_ms: 0, chunk_ms: 7, jitter_ms: 0 }, fastrand::Rng::with_seed(1));
    write(&plan, &mut schedule, &mut fastrand::Rng::with_seed(2))
}

fn body(events: &Events) -> String {
    String::from_utf8(events.bytes.clone()).unwrap()
}

fn chunks(events: &Events) -> Vec<Value> {
    body(events)
        .split_terminator("\n\n")
        .map(|frame| frame.strip_prefix("data: ").unwrap())
        .filter(|data| *data != "[DONE]")
        .map(|data| serde_json::from_str(data).unwrap())
        .collect()
}

fn deltas(events: &Events) -> Vec<Value> {
    chunks(events)
        .iter()
        .filter_map(|chunk| chunk["choices"].get(0).map(|choice| choice["delta"].clone()))
        .collect()
}

/// The stream of the facts, without its random padding.
const LIMA: &str = r#"data: {"id":"chatcmpl-fribxUdl7dXTPyLsxPFkThf4VucSm","object":"chat.completion.chunk","created":1795172401,"model":"gpt-4.1-mini-2025-04-14","service_tier":"default","system_fingerprint":"fp_39536b3216","choices":[{"index":0,"delta":{"role":"assistant","content":"","refusal":null},"logprobs":null,"finish_reason":null}],"usage":null}

data: {"id":"chatcmpl-fribxUdl7dXTPyLsxPFkThf4VucSm","object":"chat.completion.chunk","created":1795172401,"model":"gpt-4.1-mini-2025-04-14","service_tier":"default","system_fingerprint":"fp_39536b3216","choices":[{"index":0,"delta":{"content":"L"},"logprobs":null,"finish_reason":null}],"usage":null}

data: {"id":"chatcmpl-fribxUdl7dXTPyLsxPFkThf4VucSm","object":"chat.completion.chunk","created":1795172401,"model":"gpt-4.1-mini-2025-04-14","service_tier":"default","system_fingerprint":"fp_39536b3216","choices":[{"index":0,"delta":{"content":"ima"},"logprobs":null,"finish_reason":null}],"usage":null}

data: {"id":"chatcmpl-fribxUdl7dXTPyLsxPFkThf4VucSm","object":"chat.completion.chunk","created":1795172401,"model":"gpt-4.1-mini-2025-04-14","service_tier":"default","system_fingerprint":"fp_39536b3216","choices":[{"index":0,"delta":{"content":"."},"logprobs":null,"finish_reason":null}],"usage":null}

data: {"id":"chatcmpl-fribxUdl7dXTPyLsxPFkThf4VucSm","object":"chat.completion.chunk","created":1795172401,"model":"gpt-4.1-mini-2025-04-14","service_tier":"default","system_fingerprint":"fp_39536b3216","choices":[{"index":0,"delta":{},"logprobs":null,"finish_reason":"stop"}],"usage":null}

data: {"id":"chatcmpl-fribxUdl7dXTPyLsxPFkThf4VucSm","object":"chat.completion.chunk","created":1795172401,"model":"gpt-4.1-mini-2025-04-14","service_tier":"default","system_fingerprint":"fp_39536b3216","choices":[],"usage":{"prompt_tokens":19,"completion_tokens":3,"total_tokens":22,"prompt_tokens_details":{"cached_tokens":0,"audio_tokens":0},"completion_tokens_details":{"reasoning_tokens":0,"audio_tokens":0,"accepted_prediction_tokens":0,"rejected_prediction_tokens":0}}}

data: [DONE]

"#;

#[test]
fn a_stream_is_byte_for_byte_the_vendors() {
    assert_eq!(body(&streamed(&[text("Lima.")], Some(&usage()), false)), LIMA);
}

#[test]
fn without_include_usage_nothing_tells_usage() {
    let events = streamed(&[text("Lima.")], None, true);
    assert!(!body(&events).contains("usage"));
    assert!(body(&events).ends_with("data: [DONE]\n\n"));
    assert!(chunks(&events).iter().all(|chunk| chunk["obfuscation"].is_string()));
}

#[test]
fn a_single_tool_call_begins_in_the_first_chunk() {
    let events = streamed(&[calls(&[("get_weather", "{\"city\":\"Lima\"}")])], None, true);
    let deltas = deltas(&events);
    assert_eq!(
        deltas[0],
        json!({"role":"assistant","content":null,"tool_calls":[{"index":0,"id":"call_a","type":"function",
               "function":{"name":"get_weather","arguments":""}}],"refusal":null})
    );
    let arguments: String =
        deltas.iter().filter_map(|delta| delta["tool_calls"][0]["function"]["arguments"].as_str()).collect();
    assert_eq!(arguments, "{\"city\":\"Lima\"}");
    assert!(deltas[1..deltas.len() - 1].iter().all(|delta| delta["tool_calls"][0]["index"] == 0));
}

#[test]
fn several_tool_calls_come_one_after_the_other() {
    let events = streamed(&[calls(&[("f", "{}"), ("g", "{}")])], None, true);
    let deltas = deltas(&events);
    assert_eq!(deltas[0], json!({"role":"assistant","content":null}));
    let order: Vec<u64> =
        deltas.iter().filter_map(|delta| delta["tool_calls"][0]["index"].as_u64()).collect();
    assert!(order.is_sorted());
    assert_eq!(order.first().zip(order.last()), Some((&0, &1)));
}

#[test]
fn several_replies_come_side_by_side() {
    let events = streamed(&[text("Lima."), text("It is Lima, of course.")], None, true);
    let order: Vec<u64> =
        chunks(&events).iter().filter_map(|chunk| chunk["choices"][0]["index"].as_u64()).collect();
    assert_eq!(order[..6], [0, 1, 0, 1, 0, 1]);
    let finishes =
        chunks(&events).iter().filter(|chunk| chunk["choices"][0]["finish_reason"] == "stop").count();
    assert_eq!(finishes, 2);
    let sent = Sent::of(&events.events, 2);
    assert_eq!(sent.replies[1].0, "It is Lima, of course.");
    assert!(sent.replies.iter().all(|(_, _, finished)| *finished));
}

#[test]
fn faults_strike_after_so_many_chunks() {
    let left = |after| {
        let mut events = streamed(&[text("Lima.")], Some(&usage()), true);
        strike(&mut events, Fault::Cut, after);
        assert_eq!(events.bytes.len(), events.events.last().unwrap().end);
        let sent = Sent::of(&events.events, 1);
        assert!(!sent.replies[0].2 && !sent.usage);
        sent.replies[0].0.clone()
    };
    assert_eq!(left(Some(0)), "");
    assert_eq!(left(Some(2)), "Lima");
    assert_eq!(left(Some(99)), "Lima.");
    assert_eq!(left(None), "L");
}

#[test]
fn what_was_not_sent_is_not_on_record() {
    let choices = [text("Lima.")];
    let mut events = streamed(&choices, None, true);
    strike(&mut events, Fault::Reset, Some(2));
    let response = object::completion(&head(), &choices, &usage());
    let note = Note { response, reply: vec!["Lima.".to_owned()], usage: Some(USAGE), ..Note::default() };
    let partial = (events.partial)(&note, &Sent::of(&events.events, 1));
    assert_eq!(partial.reply, ["Lima"]);
    let response: Value = serde_json::from_slice(&partial.response).unwrap();
    assert_eq!(response["choices"][0]["message"]["content"], "Lima");
    assert_eq!(response["choices"][0]["finish_reason"], Value::Null);
    assert_eq!(partial.usage.unwrap().output_tokens, 2);
}

#[test]
fn gaps_lie_between_content_chunks() {
    let events = streamed(&[text("Lima.")], None, true);
    let gaps: Vec<u128> = events.events.iter().map(|event| event.gap.as_millis()).collect();
    assert_eq!(gaps, [0, 0, 7, 7, 0, 0]);
}

proptest! {
    // Tokenizing takes its time in a debug build.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn deltas_make_up_the_text(content in "\\PC{0,60}\n?", pad in any::<bool>()) {
        let events = streamed(&[text(&content)], None, pad);
        let joined: String = deltas(&events).iter().filter_map(|delta| delta["content"].as_str()).collect();
        prop_assert_eq!(&joined, &content);
        let texts: String = events.events.iter().map(|event| event.text.as_str()).collect();
        prop_assert_eq!(&texts, &content);
        let tokens: u32 = events.events.iter().map(|event| event.tokens).sum();
        prop_assert_eq!(tokens as usize, count(&content, Encoding::O200k));
        if pad {
            for frame in body(&events).split_terminator("\n\n").filter(|frame| !frame.ends_with("[DONE]")) {
                prop_assert_eq!((frame.len() - "data: ".len()) % 16, 1);
            }
        }
    }
}
