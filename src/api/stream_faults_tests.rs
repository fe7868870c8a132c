#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::api::openai::responses::harness::Run;
use serde_json::{Value, json};

/// The stream of a chat with this fault, and what the record says.
fn streamed(reply: Reply) -> (Events, Option<String>) {
    let run = Run::new(vec![Reply { text: Some("Grüße aus Lima, liebe Welt!".to_owned()), ..reply }]);
    let body =
        json!({"model": "gpt-4.1-mini", "stream": true, "messages": [{"role": "user", "content": "hi"}]});
    let answer = run.send("POST", "/v1/chat/completions", &body);
    match answer.body {
        Body::Events(events) => (*events, answer.note.fault),
        Body::Whole(_) => unreachable!("no stream"),
    }
}

fn with(fault: Fault) -> Reply {
    Reply { fault: Some(fault), ..Reply::default() }
}

/// The JSON of all data frames that are JSON, and how many are not.
fn frames(bytes: &[u8]) -> (Vec<Value>, usize) {
    let text = String::from_utf8(bytes.to_vec()).unwrap().replace("\r\n", "\n");
    let data = text.split("\n\n").filter_map(|frame| frame.strip_prefix("data: "));
    let (good, bad): (Vec<_>, Vec<_>) =
        data.filter(|data| *data != "[DONE]").map(serde_json::from_str::<Value>).partition(Result::is_ok);
    (good.into_iter().flatten().collect(), bad.len())
}

fn said(frames: &[Value]) -> String {
    frames.iter().filter_map(|frame| frame["choices"][0]["delta"]["content"].as_str()).collect()
}

#[test]
fn without_its_end_a_stream_is_whole_but_for_done() {
    let (events, fault) = streamed(with(Fault::NoDone));
    let (frames, _) = frames(&events.bytes);
    assert_eq!(frames.last().unwrap()["choices"][0]["finish_reason"], "stop");
    assert!(!String::from_utf8(events.bytes).unwrap().contains("[DONE]"));
    assert_eq!(fault.as_deref(), Some("no-done"));
}

#[test]
fn one_frame_is_malformed() {
    let (events, fault) = streamed(Reply { after_chunks: Some(1), ..with(Fault::Malformed) });
    let (frames, bad) = frames(&events.bytes);
    assert_eq!(bad, 1);
    assert!(said(&frames).len() < "Grüße aus Lima, liebe Welt!".len());
    assert_eq!(fault.as_deref(), Some("malformed"));
}

#[test]
fn cut_up_frames_add_up() {
    let (events, fault) = streamed(with(Fault::Split));
    let (frames, bad) = frames(&events.bytes);
    assert_eq!((said(&frames).as_str(), bad), ("Grüße aus Lima, liebe Welt!", 0));
    assert_eq!(events.events.last().unwrap().end, events.bytes.len());
    // Somewhere a part ends within a character, and one between CR and LF.
    let ends: Vec<usize> = events.events.iter().map(|event| event.end).collect();
    assert!(ends.iter().any(|end| events.bytes.get(*end).is_some_and(|byte| byte & 0xC0 == 0x80)));
    assert!(ends.iter().any(|end| events.bytes.get(end - 1) == Some(&b'\r')));
    assert_eq!(fault.as_deref(), Some("split"));
}

#[test]
fn comments_come_between() {
    let (events, _) = streamed(with(Fault::KeepAlive));
    let text = String::from_utf8(events.bytes.clone()).unwrap();
    assert!(text.starts_with(": keep-alive\n\n") && text.matches(": keep-alive").count() >= 2);
    assert_eq!(said(&frames(&events.bytes).0), "Grüße aus Lima, liebe Welt!");
}

#[test]
fn the_first_token_is_slow() {
    let (events, fault) = streamed(Reply { fault_ms: Some(70), ..with(Fault::SlowFirst) });
    let waits: Vec<_> = events.events.iter().filter(|event| !event.gap.is_zero()).collect();
    assert_eq!((waits.len(), waits[0].gap, waits[0].kind), (1, Duration::from_millis(70), EventKind::Piece));
    assert_eq!(fault.as_deref(), Some("slow-first"));
}

#[test]
fn plain_replies_are_struck_as_well() {
    let run = Run::new(vec![Reply { text: Some("x".to_owned()), ..with(Fault::Malformed) }]);
    let body = json!({"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "hi"}]});
    let answer = run.send("POST", "/v1/chat/completions", &body);
    let Body::Whole(bytes) = answer.body else { unreachable!("a stream") };
    assert!(serde_json::from_slice::<Value>(&bytes).is_err());
    let run = Run::new(vec![Reply { text: Some("x".to_owned()), ..with(Fault::SlowFirst) }]);
    assert_eq!(run.send("POST", "/v1/chat/completions", &body).wait, SLOW);
}
