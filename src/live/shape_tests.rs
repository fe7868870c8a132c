#![allow(clippy::unwrap_used)]

use super::*;
use crate::live::cassette::{TapedBytes, TapedChunk, TapedRequest};
use serde_json::json;

fn taped(path: &str, request: Value, status: u16, kind: &str, body: &str) -> Taped {
    let chunk = TapedChunk { at_ms: 0.0, bytes: TapedBytes::of(body.as_bytes()) };
    Taped {
        request: TapedRequest { method: "POST".to_owned(), path: path.to_owned(), body: request },
        response: TapedResponse {
            status,
            headers: vec![("content-type".to_owned(), kind.to_owned())],
            chunks: vec![chunk],
            complete: true,
            ..TapedResponse::default()
        },
    }
}

fn plain(status: u16, body: Value) -> Taped {
    taped("/v1/chat/completions", json!({"model": "m-1"}), status, "application/json", &body.to_string())
}

fn stream(frames: &[&str]) -> Taped {
    let body: String = frames.iter().map(|frame| format!("data: {frame}\n\n")).collect();
    taped("/v1/responses", json!({"model": "m-1", "stream": true}), 200, "text/event-stream", &body)
}

/// `kind place mock live` of every difference.
fn told(mock: &[Taped], live: &[Taped]) -> Vec<String> {
    let found = compare(mock, live).differences;
    found.iter().map(|d| format!("{} {} | {} | {}", d.kind.name(), d.place, d.mock, d.live)).collect()
}

#[test]
fn values_do_not_matter_and_optional_fields_neither() {
    let mock = [plain(200, json!({"id": "a", "usage": null})), plain(200, json!({"id": "b", "note": "x"}))];
    let live = [plain(200, json!({"id": "other", "usage": null, "note": "y"}))];
    assert_eq!(told(&mock, &live), Vec::<String>::new());
    assert_eq!(compare(&mock, &live).compared, 1);
}

#[test]
fn fields_come_go_and_change_and_are_told_once() {
    let mock = [plain(200, json!({"id": "a", "choices": [{"old": {"deep": 1}}], "count": 1}))];
    let live = [plain(200, json!({"id": "b", "choices": [{"fresh": {"deep": [1]}}], "count": "1"}))];
    assert_eq!(
        told(&mock, &live),
        [
            "missing choices[].old | object | absent",
            "new choices[].fresh | absent | object",
            "type count | number | text",
        ]
    );
}

#[test]
fn events_and_their_fields_are_compared_by_type() {
    let mock = [stream(&[r#"{"type":"a","n":1}"#, r#"{"type":"b","text":"x"}"#, "[DONE]"])];
    let live = [stream(&[r#"{"type":"a","n":1,"m":2}"#, r#"{"type":"c","text":"x"}"#])];
    assert_eq!(
        told(&mock, &live),
        [
            "missing event [DONE] | null | absent",
            "missing event b | object | absent",
            "new event a: m | absent | number",
            "new event c | absent | object",
        ]
    );
}

#[test]
fn elements_are_told_apart_by_their_type() {
    let mock = [plain(200, json!({"output": [{"type": "message", "text": "x"}]}))];
    let live =
        [plain(200, json!({"output": [{"type": "reasoning", "id": 1}, {"type": "message", "text": "x"}]}))];
    assert_eq!(told(&mock, &live), ["new output[reasoning] | absent | object"]);
}

#[test]
fn a_model_that_is_gone_is_named() {
    let mock = [plain(200, json!({"id": "a"}))];
    let gone = json!({"error": {"message": "The model `m-1` does not exist", "code": "model_not_found"}});
    assert_eq!(
        told(&mock, &[plain(404, gone)]),
        ["retired-model m-1 | 200 | 404 The model `m-1` does not exist"]
    );
    assert_eq!(told(&mock, &[plain(404, json!({"error": {"message": "no"}}))]), ["status  | 200 | 404 no"]);
    assert_eq!(told(&mock, &[plain(404, Value::Null)]), ["status  | 200 | 404"]);
}

#[test]
fn errors_are_compared_with_errors() {
    let mock = [plain(400, json!({"error": {"message": "a", "param": null}}))];
    let live = [plain(400, json!({"error": {"message": "b"}}))];
    assert_eq!(told(&mock, &live), ["missing error response: error.param | null | absent"]);
}

#[test]
fn the_account_and_the_weather_say_nothing() {
    let mock = [plain(200, json!({"id": "a"}))];
    let found = compare(&mock, &[plain(429, json!({})), plain(503, json!({}))]);
    assert_eq!((found.compared, found.differences.len()), (0, 0));
    assert_eq!(found.unasked, ["POST /v1/chat/completions"]);
}

#[test]
fn ids_in_paths_are_one_end_point() {
    let get = |id: &str| taped(&format!("/v1/files/{id}/content?x=1"), Value::Null, 200, "text/plain", "{}");
    let found = compare(&[get("file-abc123456")], &[get("file-zzz999999")]);
    assert_eq!((found.compared, found.unasked.len()), (1, 0));
}
