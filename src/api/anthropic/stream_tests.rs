#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::api::answer::Sent;
use crate::api::anthropic::thought::Thought;
use crate::api::generate::Written;
use crate::api::openai::stream::strike;
use crate::api::tokens::count;
use crate::evidence::Usage;
use crate::script::{Fault, Pace};
use proptest::prelude::*;

fn reply(written: Written, usage: Usage) -> Reply {
    Reply {
        id: "msg_01QX9VjUPC94TNWLAVYFeRgp".to_owned(),
        model: "claude-sonnet-5-5".to_owned(),
        call_ids: written.calls.iter().map(|(name, _)| format!("toolu_{name}")).collect(),
        written,
        usage,
        for_an_hour: 0,
        thought: None,
    }
}

fn said(text: &str) -> Reply {
    let written = Written {
        text: text.to_owned(),
        tokens: count(text, usage::STAND_IN),
        finish: "stop".to_owned(),
        ..Written::default()
    };
    reply(written, Usage { input_tokens: 14, output_tokens: 5, ..Usage::default() })
}

fn called(calls: &[(&str, &str)]) -> Reply {
    let written = Written {
        calls: calls.iter().map(|(name, args)| ((*name).to_owned(), (*args).to_owned())).collect(),
        finish: "tool_calls".to_owned(),
        ..Written::default()
    };
    reply(written, Usage { input_tokens: 14, output_tokens: 40, ..Usage::default() })
}

fn streamed(reply: &Reply, seed: u64, pad: bool) -> Events {
    let pace = Pace { first_ms: 0, chunk_ms: 7, jitter_ms: 0 };
    let mut schedule = Schedule::new(pace, fastrand::Rng::with_seed(1));
    write(reply, &mut schedule, &mut fastrand::Rng::with_seed(seed), pad)
}

fn body(events: &Events) -> String {
    String::from_utf8(events.bytes.clone()).unwrap()
}

/// The data of all frames, each proved to name its own type.
fn frames(events: &Events) -> Vec<Value> {
    body(events)
        .split_terminator("\n\n")
        .map(|frame| {
            let (name, data) = frame.split_once('\n').unwrap();
            let data: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
            assert_eq!(name.strip_prefix("event: ").unwrap(), data["type"]);
            data
        })
        .collect()
}

fn types(events: &Events) -> Vec<String> {
    frames(events).iter().map(|frame| frame["type"].as_str().unwrap().to_owned()).collect()
}

/// The stream of the facts.
const LIMA: &str = r#"event: message_start
data: {"type":"message_start","message":{"model":"claude-sonnet-5-5","id":"msg_01QX9VjUPC94TNWLAVYFeRgp","type":"message","role":"assistant","content":[],"stop_reason":null,"stop_sequence":null,"stop_details":null,"usage":{"input_tokens":14,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"cache_creation":{"ephemeral_5m_input_tokens":0,"ephemeral_1h_input_tokens":0},"output_tokens":1,"service_tier":"standard","inference_geo":"global"}}}

event: content_block_start
data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

event: ping
data: {"type": "ping"}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"Lima"}}

event: content_block_delta
data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"."}}

event: content_block_stop
data: {"type":"content_block_stop","index":0}

event: message_delta
data: {"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null,"stop_details":null},"usage":{"input_tokens":14,"cache_creation_input_tokens":0,"cache_read_input_tokens":0,"output_tokens":5,"output_tokens_details":{"thinking_tokens":0}}}

event: message_stop
data: {"type":"message_stop"}

"#;

#[test]
fn a_stream_is_byte_for_byte_the_vendors() {
    assert_eq!(body(&streamed(&said("Lima."), 1, false)), LIMA);
}

#[test]
fn calls_come_as_blocks_with_their_arguments_in_pieces() {
    let events = streamed(&called(&[("f", "{\"city\":\"Lima\"}"), ("g", "{}")]), 1, true);
    let frames = frames(&events);
    let starts: Vec<&Value> = frames.iter().filter(|frame| frame["type"] == "content_block_start").collect();
    assert_eq!(
        starts[0].to_string(),
        r#"{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"toolu_f","name":"f","input":{},"caller":{"type":"direct"}}}"#
    );
    assert_eq!(starts[1]["index"], 1);
    let parts: Vec<&str> = frames
        .iter()
        .filter(|frame| frame["index"] == 0)
        .filter_map(|frame| frame["delta"]["partial_json"].as_str())
        .collect();
    assert_eq!((parts[0], parts.concat().as_str()), ("", "{\"city\":\"Lima\"}"));
    assert_eq!(types(&events).iter().filter(|name| *name == "ping").count(), 1);
    assert_eq!(frames[frames.len() - 2]["delta"]["stop_reason"], "tool_use");
}

#[test]
fn a_reply_without_text_has_no_blocks() {
    assert_eq!(types(&streamed(&said(""), 1, true)), ["message_start", "message_delta", "message_stop"]);
}

#[test]
fn an_error_ends_a_stream() {
    let mut events = streamed(&said("Lima, the city of kings, lies at the sea."), 1, false);
    break_with(&mut events, &ApiFault::new(529, "Overloaded"), 1);
    assert_eq!(
        types(&events),
        ["message_start", "content_block_start", "ping", "content_block_delta", "error"]
    );
    assert!(body(&events).ends_with(
        "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n"
    ));
    assert_eq!(events.events.last().unwrap().end, events.bytes.len());
    assert_eq!(Sent::of(&events.events, 1).replies, [("Lima".to_owned(), 2, false)]);
    let mut late = streamed(&said("Lima."), 1, false);
    break_with(&mut late, &ApiFault::new(529, "Overloaded"), 99);
    assert_eq!(types(&late)[4..], ["content_block_delta", "content_block_stop", "error"]);
}

#[test]
fn faults_cut_between_deltas() {
    let mut events = streamed(&said("Lima."), 1, false);
    strike(&mut events, Fault::Cut, Some(1));
    assert_eq!(Sent::of(&events.events, 1).replies, [("Lima".to_owned(), 2, false)]);
}

#[test]
fn the_pace_is_one_token_at_a_time() {
    let events = streamed(&said("One two three four five six seven eight nine ten."), 3, false);
    let pieces: Vec<&Event> = events.events.iter().filter(|event| event.kind == EventKind::Piece).collect();
    assert_eq!(pieces[0].gap.as_millis(), 0);
    for piece in &pieces[1..] {
        assert_eq!(piece.gap.as_millis(), u128::from(piece.tokens) * 7);
    }
}

proptest! {
    // Tokenizing takes its time in a debug build.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn events_come_in_order_and_make_up_the_message(
        content in "\\PC{0,80}\n?",
        calls in prop::collection::vec(("[a-z]{1,6}", "[a-z \"\\\\]{0,20}"), 0..3),
        seed in any::<u64>(),
        (input, output) in (1u64..5000, 1u64..5000),
    ) {
        let calls: Vec<(String, String)> =
            calls.into_iter().map(|(name, city)| (name, json!({"city": city}).to_string())).collect();
        let text = if calls.is_empty() { content } else { String::new() };
        let written = Written {
            tokens: count(&text, usage::STAND_IN),
            text,
            calls,
            finish: "stop".to_owned(),
            ..Written::default()
        };
        let reply = reply(written, Usage { input_tokens: input, output_tokens: output, ..Usage::default() });
        let events = streamed(&reply, seed, true);

        // Order: one message around blocks that come one after the other.
        let frames = frames(&events);
        let mut open: Option<(u64, Value, String)> = None;
        let mut blocks = Vec::new();
        prop_assert_eq!(&frames[0]["type"], "message_start");
        for frame in &frames[1..frames.len() - 2] {
            match frame["type"].as_str().unwrap() {
                "content_block_start" => {
                    prop_assert!(open.is_none());
                    prop_assert_eq!(frame["index"].as_u64(), Some(blocks.len() as u64));
                    open = Some((blocks.len() as u64, frame["content_block"].clone(), String::new()));
                }
                "content_block_delta" => {
                    let (index, _, gathered) = open.as_mut().unwrap();
                    prop_assert_eq!(frame["index"].as_u64(), Some(*index));
                    let delta = &frame["delta"];
                    gathered.push_str(delta["text"].as_str().or(delta["partial_json"].as_str()).unwrap());
                }
                "content_block_stop" => {
                    let (index, mut block, gathered) = open.take().unwrap();
                    prop_assert_eq!(frame["index"].as_u64(), Some(index));
                    match block["type"].as_str().unwrap() {
                        "text" => block["text"] = json!(gathered),
                        _ => block["input"] = serde_json::from_str(&gathered).unwrap(),
                    }
                    blocks.push(block);
                }
                other => prop_assert_eq!(other, "ping"),
            }
        }
        prop_assert!(open.is_none());
        prop_assert_eq!(&frames[frames.len() - 1]["type"], "message_stop");

        // Deltas make up the message that a plain call gets, and usage its sums.
        let message: Value = serde_json::from_slice(&reply.message()).unwrap();
        prop_assert_eq!(&json!(blocks), &message["content"]);
        let end = &frames[frames.len() - 2];
        prop_assert_eq!(&end["delta"]["stop_reason"], &message["stop_reason"]);
        for (field, count) in end["usage"].as_object().unwrap() {
            prop_assert_eq!(count, &message["usage"][field]);
        }
        prop_assert_eq!(&frames[0]["message"]["usage"]["input_tokens"], &message["usage"]["input_tokens"]);
        let texts: String = events.events.iter().map(|event| event.text.as_str()).collect();
        prop_assert_eq!(&texts, reply.text());
        if reply.written.calls.is_empty() {
            let tokens: u32 = events.events.iter().map(|event| event.tokens).sum();
            prop_assert_eq!(tokens as usize, reply.written.tokens);
        }
        prop_assert_eq!(events.events.last().unwrap().end, events.bytes.len());
    }
}

#[test]
fn thoughts_come_first_and_end_with_their_signature() {
    let thought = Thought { text: "Which city?".to_owned(), signature: "ErAQ==".to_owned(), tokens: 50 };
    for shown in [thought.text.clone(), String::new()] {
        let mut reply = said("Lima.");
        reply.thought = Some(Thought { text: shown.clone(), ..thought.clone() });
        let mut schedule = Schedule::new(Pace::default(), fastrand::Rng::with_seed(1));
        let events = write(&reply, &mut schedule, &mut fastrand::Rng::with_seed(1), false);
        let text = String::from_utf8(events.bytes.clone()).unwrap();
        let frames: Vec<Value> = text
            .lines()
            .filter_map(|line| line.strip_prefix("data: "))
            .map(|json| serde_json::from_str(json).unwrap())
            .collect();
        assert_eq!(frames[1]["content_block"], json!({"type": "thinking", "thinking": "", "signature": ""}));
        let of_thought: Vec<&Value> =
            frames.iter().filter(|f| f["type"] == "content_block_delta" && f["index"] == 0).collect();
        assert_eq!(of_thought.len() == 1, shown.is_empty(), "{text}");
        let said: String = of_thought.iter().filter_map(|f| f["delta"]["thinking"].as_str()).collect();
        assert_eq!(said, shown);
        assert_eq!(of_thought.last().unwrap()["delta"]["signature"], "ErAQ==");
        assert!(frames.iter().any(|f| f["index"] == 1 && f["content_block"]["type"] == "text"));
    }
}
