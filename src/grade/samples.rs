//! Small pieces of evidence for the tests of this room.

use crate::evidence::{Api, End, Exchange, KeySeen, OutputPiece, ProgramOutput, SceneEvidence, Stream};
use serde_json::{Value, json};

/// A chat completion call at this time with this status and an empty body.
pub fn exchange(index: usize, at_ms: f64, status: u16) -> Exchange {
    Exchange {
        index,
        at_ms,
        method: "POST".to_owned(),
        path: "/v1/chat/completions".to_owned(),
        query: String::new(),
        api: Api::ChatCompletions,
        headers: Vec::new(),
        request: json!({"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": "Hello"}]}),
        request_text: None,
        request_bytes: 80,
        key: KeySeen::Ours,
        status,
        response_headers: Vec::new(),
        response: Value::Null,
        reply: Vec::new(),
        stream: false,
        chunks: Vec::new(),
        usage: None,
        usage_sent: false,
        usd: None,
        duration_ms: 1.0,
        starved_ms: 0.0,
        complete: true,
        fault: None,
        sdk: None,
        retry_count: None,
        advisories: Vec::new(),
    }
}

/// Standard output in pieces with their times; the program ended by itself.
pub fn output(pieces: &[(f64, &str)]) -> ProgramOutput {
    ProgramOutput {
        pieces: pieces
            .iter()
            .map(|(at_ms, text)| OutputPiece {
                stream: Stream::Stdout,
                at_ms: *at_ms,
                text: (*text).to_owned(),
            })
            .collect(),
        fed: Vec::new(),
        stdin_closed_ms: None,
        exit_code: Some(0),
        signal: None,
        end: End::Exited,
        duration_ms: 1000.0,
        skips: Vec::new(),
        starved_ms: 0.0,
        starving: Vec::new(),
    }
}

/// A run that made these exchanges and printed this.
pub fn scene(exchanges: Vec<Exchange>, printed: &str) -> SceneEvidence {
    let pieces: &[(f64, &str)] = if printed.is_empty() { &[] } else { &[(1.0, printed)] };
    SceneEvidence {
        scene: "s".to_owned(),
        seed: 1,
        nonce: "n".to_owned(),
        scripted: true,
        source: String::new(),
        exchanges,
        output: output(pieces),
    }
}
