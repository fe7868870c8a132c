#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::api::answer::Body;
use crate::api::openai::files::{File, keep};
use crate::api::openai::responses::harness::{Run, json_of};
use bytes::Bytes;
use serde_json::{Value, json};

fn line(id: &str, url: &str, body: Value) -> String {
    json!({"custom_id": id, "method": "POST", "url": url, "body": body}).to_string()
}

fn chat(id: &str, text: &str) -> String {
    let messages = json!([{"role": "user", "content": text}]);
    line(id, "/v1/chat/completions", json!({"model": "gpt-4.1-mini", "messages": messages}))
}

fn start(run: &Run, endpoint: &str, lines: &[String]) -> Value {
    let file = File {
        id: "file-in".to_owned(),
        name: "in.jsonl".to_owned(),
        purpose: "batch".to_owned(),
        created: 1,
        expires: None,
        bytes: Bytes::from(lines.join("\n")),
    };
    keep(&run.engine, file);
    let wish = json!({"input_file_id": "file-in", "endpoint": endpoint, "completion_window": "24h"});
    json_of(&run.send("POST", "/v1/batches", &wish))
}

fn at(run: &Run, at_ms: f64, batch: &Value) -> Value {
    let path = format!("/v1/batches/{}", batch["id"].as_str().unwrap());
    json_of(&run.send_at(at_ms, "GET", &path, &Value::Null))
}

fn lines_of(run: &Run, file: &Value) -> Vec<Value> {
    let path = format!("/v1/files/{}/content", file.as_str().unwrap());
    match run.send("GET", &path, &Value::Null).body {
        Body::Whole(bytes) => {
            bytes.split(|b| *b == b'\n').filter_map(|line| serde_json::from_slice(line).ok()).collect()
        }
        Body::Events(_) => Vec::new(),
    }
}

#[test]
fn a_batch_goes_through_its_stages_and_answers_every_line() {
    let run = Run::new(vec![]);
    let wrong = line("bad", "/v1/chat/completions", json!({"model": "gpt-nothing", "messages": []}));
    let batch =
        start(&run, "/v1/chat/completions", &[chat("a", "One?"), wrong, chat("b", "Two?"), String::new()]);
    assert_eq!((&batch["status"], &batch["request_counts"]["total"]), (&json!("validating"), &json!(0)));
    let stages = [(50.0, "validating"), (200.0, "in_progress"), (450.0, "finalizing"), (600.0, "completed")];
    for (at_ms, status) in stages {
        assert_eq!(at(&run, at_ms, &batch)["status"], status);
    }
    let done = at(&run, 600.0, &batch);
    assert_eq!(done["request_counts"], json!({"total": 3, "completed": 2, "failed": 1}));
    let output = lines_of(&run, &done["output_file_id"]);
    let mut ids: Vec<_> = output.iter().map(|line| line["custom_id"].as_str().unwrap()).collect();
    ids.sort_unstable();
    assert_eq!(ids, ["a", "b"]);
    for line in &output {
        assert_eq!(line["response"]["status_code"], 200);
        assert_eq!(line["response"]["body"]["object"], "chat.completion");
    }
    let tokens: i64 =
        output.iter().map(|line| line["response"]["body"]["usage"]["total_tokens"].as_i64().unwrap()).sum();
    assert_eq!(done["usage"]["total_tokens"], tokens);
    let errors = lines_of(&run, &done["error_file_id"]);
    assert_eq!(errors[0]["response"]["status_code"], 404);
    assert_eq!(errors[0]["response"]["body"]["error"]["code"], "model_not_found");
    let listed = json_of(&run.send_at(600.0, "GET", "/v1/batches", &Value::Null));
    assert_eq!(listed["data"][0], done);
}

#[test]
fn responses_and_embeddings_run_too() {
    let run = Run::new(vec![]);
    for (endpoint, body, object) in [
        ("/v1/responses", json!({"model": "gpt-4.1-mini", "input": "hi"}), "response"),
        ("/v1/embeddings", json!({"model": "text-embedding-3-small", "input": "hi"}), "list"),
    ] {
        let batch = start(&run, endpoint, &[line("x", endpoint, body)]);
        let done = at(&run, 600.0, &batch);
        assert_eq!(lines_of(&run, &done["output_file_id"])[0]["response"]["body"]["object"], object);
        assert_eq!(done["error_file_id"], Value::Null);
    }
}

#[test]
fn a_file_that_is_wrong_fails_the_batch() {
    let run = Run::new(vec![]);
    for (lines, code) in [
        (vec!["{".to_owned()], "invalid_json_line"),
        (vec![chat("a", "x"), chat("a", "y")], "duplicate_custom_id"),
        (vec![line("a", "/v1/embeddings", json!({}))], "mismatched_url"),
        (vec![String::new()], "empty_file"),
    ] {
        let batch = start(&run, "/v1/chat/completions", &lines);
        assert_eq!(at(&run, 50.0, &batch)["status"], "validating");
        let failed = at(&run, 600.0, &batch);
        assert_eq!(
            (&failed["status"], &failed["errors"]["data"][0]["code"]),
            (&json!("failed"), &json!(code))
        );
    }
}

#[test]
fn a_batch_that_runs_can_be_cancelled() {
    let run = Run::new(vec![]);
    let batch = start(&run, "/v1/chat/completions", &[chat("a", "x")]);
    let path = format!("/v1/batches/{}/cancel", batch["id"].as_str().unwrap());
    assert_eq!(json_of(&run.send_at(150.0, "POST", &path, &Value::Null))["status"], "cancelling");
    let end = at(&run, 900.0, &batch);
    assert_eq!((&end["status"], &end["output_file_id"]), (&json!("cancelled"), &Value::Null));
    let again = run.send_at(950.0, "POST", &path, &Value::Null);
    assert_eq!(again.status, 409);
    assert_eq!(run.send("GET", "/v1/batches/batch_x", &Value::Null).status, 404);
}

#[test]
fn pictures_come_in_batches_and_what_is_not_served_fails_by_line() {
    for (endpoint, body, file) in [
        ("/v1/images/generations", json!({"prompt": "A fox", "size": "256x256"}), "output_file_id"),
        ("/v1/images/edits", json!({"prompt": "A fox"}), "error_file_id"),
        ("/v1/videos", json!({"prompt": "A fox"}), "error_file_id"),
    ] {
        let run = Run::new(vec![]);
        let batch = start(&run, endpoint, &[line("a", endpoint, body)]);
        assert_eq!(batch["status"], "validating", "{batch}");
        let path = format!("/v1/batches/{}", batch["id"].as_str().unwrap());
        let done = json_of(&run.send_at(1000.0, "GET", &path, &Value::Null));
        let id = done[file].as_str().unwrap_or_else(|| panic!("{endpoint}: {done}"));
        let Body::Whole(text) = run.send("GET", &format!("/v1/files/{id}/content"), &Value::Null).body else {
            panic!()
        };
        let line: Value = serde_json::from_slice(&text).unwrap();
        let request = line["response"]["request_id"].as_str().unwrap();
        assert!(request.starts_with("req_") && request.len() == 36, "{request}");
    }
}
