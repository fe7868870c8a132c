//! Live runs against services that lack something the vendor has: the program is not
//! to blame, and what is really its mistake still is.

use super::support::Bench;
use super::support::service::{answering_with, bench};
use serde_json::{Value, json};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};

/// A refusal by a service that keeps no responses.
type Refusal = (u16, Value);

/// A service with a Responses API that forgets.
fn forgetful(refusal: Refusal) -> String {
    let number = Arc::new(AtomicU32::new(0));
    answering_with(move |path, body| {
        assert_eq!(path, "/v1/responses");
        if body.get("previous_response_id").is_some() {
            return refusal.clone();
        }
        let number = number.fetch_add(1, Ordering::SeqCst);
        let text = json!({"type": "output_text", "text": "Jane Austen did.", "annotations": []});
        let message = json!({"type": "message", "id": "msg_1", "role": "assistant", "status": "completed", "content": [text]});
        let usage = json!({"input_tokens": 9, "output_tokens": 4, "total_tokens": 13});
        (
            200,
            json!({"id": format!("resp_{number}ab"), "object": "response", "status": "completed",
            "model": "tiny", "output": [message], "usage": usage}),
        )
    })
}

fn check(bench: &Bench, args: &[&str]) -> Value {
    let mut all = vec!["check", "follow-up", "--format", "json"];
    all.extend(args);
    bench.json(&all)
}

#[test]
fn a_service_that_keeps_no_responses_is_not_the_programs_fault() {
    let says = |status: u16, message: &str| (status, json!({"error": {"message": message, "code": status}}));
    for refusal in [
        says(400, "tiny does not support 'previous_response_id'."),
        says(404, "Response with id 'resp_0ab' not found."),
        (422, json!({"detail": [{"loc": ["body", "previous_response_id"], "type": "extra_forbidden"}]})),
        (501, json!({"error": "not implemented"})),
    ] {
        let bench = bench("follow-up", &forgetful(refusal.clone()));
        let live = check(&bench, &["--live=up", "--record"]);
        assert_eq!(live["verdict"], "could-not-grade", "{refusal:?}: {live:#}");
        let what = |attempt: &Value| {
            let words = attempt["checks"][0]["message"].as_str().unwrap().to_owned();
            words.split_once(&format!("(status {})", refusal.0)).unwrap().0.to_owned()
        };
        assert!(what(&live).to_lowercase().starts_with("up "), "{live:#}");
        // What could not be graded live cannot be graded from the recording.
        let replay = check(&bench, &["--replay"]);
        assert_eq!((&replay["verdict"], what(&replay)), (&live["verdict"], what(&live)), "{replay:#}");
    }
}

#[test]
fn a_wrong_program_is_wrong_there_too() {
    let refusal = (404, json!({"error": {"message": "Response with id not found."}}));
    let right =
        std::fs::read_to_string(super::support::repository().join("solutions/shell/follow-up.sh")).unwrap();
    let file = "exercises/shell/follow-up.sh";
    let bench = bench("follow-up", &forgetful(refusal));
    // An id of an item; a response that was not to be stored; a value that is none.
    for (from, to) in [
        (".id'", ".output[0].id'"),
        ("input: $question}", "input: $question, store: false}"),
        ("input: $question}", "input: $question, temperature: 9}"),
    ] {
        let wrong = right.replace(from, to);
        assert_ne!(wrong, right);
        std::fs::write(bench.path().join(file), wrong).unwrap();
        let attempt = check(&bench, &["--live=up"]);
        assert_eq!(attempt["verdict"], "not-yet", "{to}: {attempt:#}");
    }
}

#[test]
fn an_end_point_that_the_service_does_not_have_is_not_the_programs_fault() {
    let url = answering_with(|_, _| (404, json!({"error": {"message": "File Not Found", "code": 404}})));
    let bench = bench("basic-call", &url);
    let said = bench.run(&["check", "basic-call", "--live=up"]).expect_code(4);
    said.expect("POST /v1/chat/completions").expect("another provider");
}

#[test]
fn a_model_that_the_vendor_has_and_the_service_has_not() {
    let url = answering_with(|_, body| {
        let message = format!("model {} not found", body["model"]);
        (404, json!({"error": {"message": message, "type": "not_found_error"}}))
    });
    let bench = bench("basic-call", &url);
    bench
        .run(&["check", "basic-call", "--live=up"])
        .expect_code(4)
        .expect("no such model")
        .expect("live.toml");
    let file = bench.path().join("exercises/shell/basic-call.sh");
    let text = std::fs::read_to_string(&file).unwrap().replace("gpt-5.4-mini", "gpt-invented");
    std::fs::write(&file, text).unwrap();
    bench.run(&["check", "basic-call", "--live=up"]).expect_code(1);
}
