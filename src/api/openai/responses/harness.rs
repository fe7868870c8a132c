//! A run without sockets, for tests: requests in, answers out.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::api::answer::Events;
use crate::api::answer::{Answer, Body};
use crate::api::compile::compile;
use crate::api::json::Json;
use crate::api::respond::{Call, Client, Engine, Raw};
use crate::api::route::{Vendor, route};
use crate::script::{Reply, Script};
use bytes::Bytes;
use serde_json::{Value, json};

pub(crate) struct Run {
    pub(crate) engine: Engine,
    pub(crate) calls: std::cell::Cell<u64>,
}

impl Run {
    pub(crate) fn new(replies: Vec<Reply>) -> Self {
        Self::of(Script { replies, ..Script::default() })
    }

    pub(crate) fn of(script: Script) -> Self {
        let script = compile(&script).unwrap();
        Self { engine: Engine::new(script, 7, "amber otter".to_owned()), calls: std::cell::Cell::new(0) }
    }

    pub(crate) fn send_at(&self, at_ms: f64, method: &str, target: &str, body: &Value) -> Answer {
        self.send_any(at_ms, method, target, body, Raw::none())
    }

    pub(crate) fn send_raw(&self, method: &str, target: &str, content_type: &str, body: &str) -> Answer {
        self.send_bytes(method, target, content_type, body.as_bytes().to_vec())
    }

    pub(crate) fn send_bytes(&self, method: &str, target: &str, content_type: &str, body: Vec<u8>) -> Answer {
        let bytes = Bytes::from(body);
        self.send_any(0.0, method, target, &Value::Null, Raw { bytes: &bytes, content_type })
    }

    fn send_any(&self, at_ms: f64, method: &str, target: &str, body: &Value, raw: Raw<'_>) -> Answer {
        self.calls.set(self.calls.get() + 1);
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let body = Json::from(body);
        let call = Call {
            index: self.calls.get(),
            at_ms,
            unix: 1_795_172_410,
            method,
            path,
            query,
            body: &body,
            raw,
            key: "sk-x",
            seed: 7,
            client: Client {
                vendor: Vendor::OpenAi,
                version: None,
                beta: "",
                bearer: true,
                host: "127.0.0.1:8080",
            },
        };
        self.engine.answer(&route(method, path).0, &call)
    }

    pub(crate) fn send(&self, method: &str, target: &str, body: &Value) -> Answer {
        self.send_at(0.0, method, target, body)
    }

    pub(crate) fn post(&self, body: &Value) -> Answer {
        self.send("POST", "/v1/responses", body)
    }

    pub(crate) fn error(&self, body: &Value) -> (u16, Value) {
        let answer = self.post(body);
        (answer.status, json_of(&answer)["error"].clone())
    }
}

pub(crate) fn json_of(answer: &Answer) -> Value {
    match &answer.body {
        Body::Whole(bytes) => serde_json::from_slice(bytes).unwrap(),
        Body::Events(_) => panic!("a stream"),
    }
}

pub(crate) fn events(answer: &Answer) -> Vec<Value> {
    match &answer.body {
        Body::Events(events) => parsed(events),
        Body::Whole(bytes) => panic!("no stream: {bytes:?}"),
    }
}

pub(crate) fn parsed(events: &Events) -> Vec<Value> {
    let text = std::str::from_utf8(&events.bytes).unwrap();
    assert_eq!(events.events.last().map_or(0, |event| event.end), text.len());
    text.split_terminator("\n\n")
        .map(|frame| {
            let (name, data) = frame.split_once('\n').unwrap();
            let value: Value = serde_json::from_str(data.strip_prefix("data: ").unwrap()).unwrap();
            assert_eq!(name.strip_prefix("event: ").unwrap(), value["type"]);
            value
        })
        .collect()
}

pub(crate) fn types(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}

pub(crate) fn peru() -> Value {
    json!({"model": "gpt-4.1-mini", "instructions": "You are terse.", "input": "Capital of Peru?"})
}

pub(crate) fn with(mut body: Value, more: Value) -> Value {
    for (key, value) in more.as_object().unwrap() {
        body[key] = value.clone();
    }
    body
}
