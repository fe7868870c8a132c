#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::api::answer::Answer;
use crate::api::openai::responses::harness::{Run, events, json_of, peru, types, with};
use crate::script::{Limits, Reply, Script};
use serde_json::{Value, json};

const BEGUN: [&str; 3] = ["response.created", "response.in_progress", "error"];

fn run(limits: Limits) -> Run {
    Run::of(Script { limits, ..Script::default() })
}

fn streamed() -> Value {
    with(peru(), json!({"stream": true}))
}

/// The error of a stream that is nothing else.
fn error_of(answer: &Answer) -> Value {
    assert_eq!(answer.status, 200);
    assert!(answer.headers.iter().all(|(name, _)| !name.starts_with("x-ratelimit")));
    let events = events(answer);
    assert_eq!(types(&events), BEGUN);
    let snapshot = &events[0]["response"];
    assert_eq!((&snapshot["status"], &snapshot["output"]), (&json!("in_progress"), &json!([])));
    assert_eq!(events[2]["sequence_number"], 2);
    assert!(!answer.note.usage_sent && answer.note.usage.is_none());
    events[2]["error"].clone()
}

#[test]
fn limits_end_a_stream_that_has_begun() {
    let run = run(Limits { requests_per_minute: Some(1), ..Limits::default() });
    assert_eq!(events(&run.post(&streamed())).last().unwrap()["type"], "response.completed");
    let refused = run.post(&streamed());
    let error = error_of(&refused);
    let keys: Vec<_> = error.as_object().unwrap().keys().cloned().collect();
    assert_eq!(keys, ["type", "code", "headers", "message", "param"]);
    assert_eq!((&error["type"], &error["code"]), (&json!("requests"), &json!("rate_limit_exceeded")));
    assert_eq!(error["headers"]["x-ratelimit-remaining-requests"], "0");
    assert!(error["message"].as_str().unwrap().contains("Limit 1, Used 1, Requested 1."), "{error}");
    assert_eq!(refused.note.fault.as_deref(), Some("rate-limit"));
    // Without a stream there is a status to say it with.
    let (status, error) = run.error(&peru());
    assert_eq!((status, &error["type"]), (429, &json!("requests")));
}

#[test]
fn tokens_and_quotas_do_so_too() {
    let tokens = run(Limits { tokens_per_minute: Some(20), ..Limits::default() });
    let long = with(streamed(), json!({"input": "word ".repeat(60)}));
    let error = error_of(&tokens.post(&long));
    assert_eq!((&error["type"], &error["code"]), (&json!("tokens"), &json!("rate_limit_exceeded")));
    let broke = run(Limits { quota_requests: Some(1), ..Limits::default() });
    assert_eq!(events(&broke.post(&streamed())).last().unwrap()["type"], "response.completed");
    let refused = broke.post(&streamed());
    let error = error_of(&refused);
    assert_eq!(
        (&error["type"], &error["code"], error.get("headers")),
        (&json!("insufficient_quota"), &json!("insufficient_quota"), None)
    );
    assert_eq!(refused.note.fault.as_deref(), Some("quota"));
}

#[test]
fn a_prompt_beyond_the_window_is_told_within_the_stream() {
    let run = Run::new(vec![]);
    let long = json!({"model": "gpt-4o", "input": "word ".repeat(130_000)});
    let error = error_of(&run.post(&with(long.clone(), json!({"stream": true}))));
    assert_eq!(
        error,
        json!({"type": "invalid_request_error", "code": "context_length_exceeded", "message":
            "Your input exceeds the context window of this model. Please adjust your input and try again.",
            "param": "input"})
    );
    let whole = run.post(&long);
    assert_eq!((whole.status, &json_of(&whole)["error"]["param"]), (400, &json!("input")));
}

#[test]
fn a_script_that_asks_for_a_status_gets_it() {
    let run = Run::new(vec![
        Reply::status(429, 1),
        Reply { code: Some("insufficient_quota".to_owned()), ..Reply::status(429, 1) },
        Reply::status(503, 1),
    ]);
    for status in [429, 429, 503] {
        assert_eq!(run.post(&streamed()).status, status);
    }
}

#[test]
fn only_what_a_response_can_say_is_a_failed_response() {
    let within = |status, code: Option<&str>| {
        let code = code.map(str::to_owned);
        let reply = Reply { after_chunks: Some(1), code, text: None, ..Reply::status(status, 1) };
        events(&Run::new(vec![reply]).post(&streamed())).pop().unwrap()
    };
    let failed = within(500, None);
    assert_eq!(
        (&failed["type"], &failed["response"]["error"]["code"]),
        (&json!("response.failed"), &json!("server_error"))
    );
    let overloaded = within(503, None);
    assert_eq!(
        (&overloaded["type"], &overloaded["error"]),
        (
            &json!("error"),
            &json!({"type": "service_unavailable_error", "code": "server_is_overloaded",
                "message": "Our servers are currently overloaded. Please try again later.", "param": null})
        )
    );
    assert_eq!(within(500, Some("vector_store_timeout"))["type"], "response.failed");
    assert_eq!(within(500, Some("of_our_own"))["error"]["code"], "of_our_own");
}

#[test]
fn what_goes_wrong_in_the_background_goes_wrong_after_the_queue() {
    let reply = Reply { after_chunks: Some(0), ..Reply::status(429, 1) };
    let run = Run::new(vec![reply]);
    let body = with(streamed(), json!({"background": true}));
    assert_eq!(
        types(&events(&run.post(&body))),
        ["response.created", "response.queued", "response.in_progress", "error"]
    );
}
