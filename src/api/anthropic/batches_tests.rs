#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::api::answer::{Answer, Body};
use crate::api::compile::compile;
use crate::api::json::Json;
use crate::api::respond::{Call, Client, Engine, Raw};
use crate::api::route::{Vendor, route};
use crate::script::Script;
use bytes::Bytes;
use serde_json::{Value, json};

fn send(engine: &Engine, at_ms: f64, method: &str, target: &str, body: &Value) -> Answer {
    send_raw(engine, at_ms, method, target, body, Raw::none())
}

fn send_raw(engine: &Engine, at_ms: f64, method: &str, target: &str, body: &Value, raw: Raw<'_>) -> Answer {
    let body = Json::from(body);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let client = Client {
        vendor: Vendor::Anthropic,
        version: Some("2026-10-21"),
        beta: "",
        bearer: true,
        host: "127.0.0.1:8080",
    };
    let call = Call {
        index: (at_ms * 1000.0) as u64 + method.len() as u64,
        at_ms,
        unix: 1_795_172_400,
        method,
        path,
        query,
        body: &body,
        raw,
        key: "sk-ant-x",
        seed: 7,
        client,
    };
    engine.answer(&route(method, path).0, &call)
}

fn text(answer: &Answer) -> String {
    match &answer.body {
        Body::Whole(bytes) => String::from_utf8(bytes.to_vec()).unwrap(),
        Body::Events(_) => String::new(),
    }
}

fn json_of(answer: &Answer) -> Value {
    serde_json::from_str(&text(answer)).unwrap()
}

fn engine() -> Engine {
    Engine::new(compile(&Script::default()).unwrap(), 7, "amber otter".to_owned())
}

fn request(custom_id: &str, model: &str) -> Value {
    json!({"custom_id": custom_id, "params": {"model": model, "max_tokens": 50,
           "messages": [{"role": "user", "content": "hello"}]}})
}

#[test]
fn a_batch_ends_with_a_result_for_every_request() {
    let engine = engine();
    let body = json!({"requests": [request("a", "claude-haiku-4-5"), request("b", "claude-nothing")]});
    let batch = json_of(&send(&engine, 0.0, "POST", "/v1/messages/batches", &body));
    assert_eq!(
        (&batch["processing_status"], &batch["request_counts"]["processing"]),
        (&json!("in_progress"), &json!(2))
    );
    let path = format!("/v1/messages/batches/{}", batch["id"].as_str().unwrap());
    assert_eq!(send(&engine, 10.0, "GET", &format!("{path}/results"), &Value::Null).status, 400);
    let done = json_of(&send(&engine, 500.0, "GET", &path, &Value::Null));
    assert_eq!(done["processing_status"], "ended");
    assert_eq!(
        done["request_counts"],
        json!({"processing": 0, "succeeded": 1, "errored": 1, "canceled": 0, "expired": 0})
    );
    let results = text(&send(&engine, 500.0, "GET", &format!("{path}/results"), &Value::Null));
    let mut lines: Vec<Value> = results.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    lines.sort_by_key(|line| line["custom_id"].to_string());
    assert_eq!(lines[0]["result"]["message"]["role"], "assistant");
    assert_eq!(lines[1]["result"]["error"]["error"]["type"], "not_found_error");
    let listed = json_of(&send(&engine, 500.0, "GET", "/v1/messages/batches?limit=1", &Value::Null));
    assert_eq!(listed["data"][0], done);
    assert_eq!(
        json_of(&send(&engine, 600.0, "DELETE", &path, &Value::Null))["type"],
        "message_batch_deleted"
    );
    assert_eq!(send(&engine, 700.0, "GET", &path, &Value::Null).status, 404);
}

#[test]
fn a_cancelled_batch_has_cancelled_results() {
    let engine = engine();
    let body = json!({"requests": [request("a", "claude-haiku-4-5")]});
    let batch = json_of(&send(&engine, 0.0, "POST", "/v1/messages/batches", &body));
    let path = format!("/v1/messages/batches/{}", batch["id"].as_str().unwrap());
    let cancelled = json_of(&send(&engine, 100.0, "POST", &format!("{path}/cancel"), &Value::Null));
    assert_eq!(cancelled["processing_status"], "canceling");
    let results = text(&send(&engine, 500.0, "GET", &format!("{path}/results"), &Value::Null));
    assert_eq!(results, "{\"custom_id\":\"a\",\"result\":{\"type\":\"canceled\"}}\n");
}

#[test]
fn wrong_batches_are_refused() {
    let engine = engine();
    for (requests, sentence) in [
        (json!([]), "requests: List should have at least 1 item after validation, not 0"),
        (
            json!([request("a b", "m")]),
            "requests.0.custom_id: String should match pattern '^[a-zA-Z0-9_-]{1,64}$'",
        ),
        (json!([{"custom_id": "a"}]), "requests.0.params: Field required"),
    ] {
        let refused =
            json_of(&send(&engine, 0.0, "POST", "/v1/messages/batches", &json!({"requests": requests})));
        assert_eq!(refused["error"]["message"], sentence);
    }
}

#[test]
fn files_are_kept_and_not_handed_back() {
    let engine = engine();
    let form = "--B\r\ncontent-disposition: form-data; name=file; filename=a.txt\r\ncontent-type: text/plain\r\n\r\n\
                hello\r\n--B--";
    let bytes = Bytes::from(form);
    let raw = Raw { bytes: &bytes, content_type: "multipart/form-data; boundary=B" };
    let file = json_of(&send_raw(&engine, 0.0, "POST", "/v1/files", &Value::Null, raw));
    assert_eq!(
        (&file["type"], &file["size_bytes"], &file["mime_type"]),
        (&json!("file"), &json!(5), &json!("text/plain"))
    );
    let path = format!("/v1/files/{}", file["id"].as_str().unwrap());
    assert_eq!(json_of(&send(&engine, 1.0, "GET", &path, &Value::Null)), file);
    let content = send(&engine, 2.0, "GET", &format!("{path}/content"), &Value::Null);
    assert_eq!(json_of(&content)["error"]["details"]["error_code"], "file_not_downloadable");
    assert_eq!(json_of(&send(&engine, 3.0, "GET", "/v1/files", &Value::Null))["data"][0], file);
    assert_eq!(json_of(&send(&engine, 4.0, "DELETE", &path, &Value::Null))["type"], "file_deleted");
    assert_eq!(send(&engine, 5.0, "GET", &path, &Value::Null).status, 404);
}
