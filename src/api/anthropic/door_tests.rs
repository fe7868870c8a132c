#![allow(clippy::unwrap_used, clippy::expect_used)]

//! Both vendors behind one door.

use crate::api::{ApiHandle, ApiOptions, ApiServer, Keys};
use crate::evidence::{Api, KeySeen};
use crate::script::{Reply, Script};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;

const KEY: &str = "sk-workbook-0123456789";
const VERSION: &str = "anthropic-version: 2023-06-01";

async fn start() -> ApiHandle {
    let script = Script { replies: vec![Reply::text("Lima is it.")], ..Script::default() };
    let keys = Keys::Exactly(KEY.to_owned());
    let options = ApiOptions::new(script, 7, "n", keys);
    ApiServer::start(options).await.unwrap()
}

/// Status and body of the answer to one request on a connection of its own.
async fn ask(api: &ApiHandle, line: &str, headers: &[&str], body: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", api.port())).await.unwrap();
    let mut request = format!("{line} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n");
    for header in headers {
        request.push_str(&format!("{header}\r\n"));
    }
    if !headers.iter().any(|header| header.starts_with("content-length")) {
        request.push_str(&format!("content-length: {}\r\n", body.len()));
    }
    stream.write_all(format!("{request}\r\n{body}").as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    let (head, body) = answer.split_once("\r\n\r\n").unwrap();
    (head.split(' ').nth(1).unwrap().parse().unwrap(), body.to_owned())
}

fn hello(model: &str) -> String {
    json!({"model": model, "max_tokens": 50, "messages": [{"role": "user", "content": "hello"}]}).to_string()
}

fn error(body: &str) -> (String, String) {
    let body: Value = serde_json::from_str(body).unwrap();
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    assert_eq!(body["type"], "error");
    assert!(body["request_id"].as_str().unwrap().starts_with("req_"));
    (text(&body["error"]["type"]), text(&body["error"]["message"]))
}

fn said(kind: &str, message: &str) -> (String, String) {
    (kind.to_owned(), message.to_owned())
}

#[tokio::test]
async fn keys_and_versions_are_looked_at_in_order() {
    let api = start().await;
    let own = format!("x-api-key: {KEY}");
    let bearer = format!("authorization: Bearer {KEY}");
    let messages = "POST /v1/messages";
    let body = hello("claude-haiku-4-5");
    for (headers, status, told) in [
        (vec![VERSION], 401, said("authentication_error", "x-api-key header is required")),
        (vec![VERSION, "x-api-key: sk-no"], 401, said("authentication_error", "invalid x-api-key")),
        (
            vec![VERSION, "authorization: Bearer sk-no"],
            401,
            said("authentication_error", "Invalid bearer token"),
        ),
        (
            vec![VERSION, "x-api-key: sk-no", bearer.as_str()],
            401,
            said("authentication_error", "invalid x-api-key"),
        ),
        (vec![own.as_str()], 400, said("invalid_request_error", "anthropic-version: header is required")),
        (
            vec![own.as_str(), "anthropic-version: 2024-01-01"],
            400,
            said("invalid_request_error", "anthropic-version: \"2024-01-01\" is not a valid version"),
        ),
    ] {
        let (got, answer) = ask(&api, messages, &headers, &body).await;
        assert_eq!((got, error(&answer)), (status, told));
    }
    for key in [&own, &bearer] {
        assert_eq!(ask(&api, messages, &[VERSION, key], &body).await.0, 200);
        assert_eq!(ask(&api, "POST /v1/messages?beta=true", &[VERSION, key], &body).await.0, 200);
    }
    let (status, answer) = ask(&api, messages, &[VERSION, &own], "{").await;
    assert_eq!(status, 400);
    assert!(error(&answer).1.starts_with("The request body is not valid JSON: unexpected end of data"));
    let (status, answer) = ask(&api, messages, &[VERSION, &own, "content-length: 33554433"], "").await;
    assert_eq!(
        (status, error(&answer)),
        (413, said("request_too_large", "Request exceeds the maximum size"))
    );
}

#[tokio::test]
async fn one_port_serves_both_vendors() {
    let api = start().await;
    assert_eq!(api.base_url(), format!("{}/v1", api.origin()));
    let own = format!("x-api-key: {KEY}");
    let bearer = format!("authorization: Bearer {KEY}");
    let chat = ask(&api, "POST /v1/chat/completions", &[&bearer], &hello("gpt-4o")).await;
    assert!(chat.0 == 200 && chat.1.contains("chat.completion"));
    // The other vendor's header is no key here.
    let (status, answer) = ask(&api, "POST /v1/chat/completions", &[&own], &hello("gpt-4o")).await;
    assert!(status == 401 && answer.contains("You didn't provide an API key"));
    let (_, models) = ask(&api, "GET /v1/models?limit=1", &[VERSION, &own], "").await;
    let models: Value = serde_json::from_str(&models).unwrap();
    assert_eq!((&models["data"][0]["type"], &models["has_more"]), (&json!("model"), &json!(true)));
    let (_, models) = ask(&api, "GET /v1/models", &[&bearer], "").await;
    assert!(models.contains("\"object\": \"list\""));
    let (status, answer) = ask(&api, "GET /v1/models/nope", &[VERSION, &own], "").await;
    assert_eq!((status, error(&answer)), (404, said("not_found_error", "model: nope")));
    let (status, answer) = ask(&api, "POST /v1/nothing", &[VERSION, &own], "").await;
    assert_eq!((status, error(&answer)), (404, said("not_found_error", "Not Found")));
    let (status, answer) = ask(&api, "POST /v1/nothing", &[&bearer], "").await;
    assert!(status == 404 && answer.contains("Invalid URL"));
    let (status, answer) = ask(&api, "GET /v1/messages", &[VERSION, &own], "").await;
    assert_eq!((status, error(&answer).1.as_str()), (405, "Method Not Allowed"));
    let count = json!({"model": "claude-haiku-4-5", "messages": [{"role": "user", "content": "hello"}]});
    let answer = ask(&api, "POST /v1/messages/count_tokens", &[VERSION, &own], &count.to_string()).await;
    assert_eq!(answer, (200, "{\"input_tokens\":8}".to_owned()));
}

#[tokio::test]
async fn calls_are_on_record_as_those_of_the_other_vendor() {
    let api = start().await;
    let own = format!("x-api-key: {KEY}");
    let plain = hello("claude-haiku-4-5");
    let mut streamed: Value = serde_json::from_str(&plain).unwrap();
    streamed["stream"] = json!(true);
    ask(&api, "POST /v1/messages", &[VERSION, &own], &plain).await;
    let traffic = *api.traffic().borrow();
    assert_eq!((traffic.begun, traffic.ended), (1, 1));
    ask(&api, "POST /v1/messages", &[VERSION, &own], &streamed.to_string()).await;
    let exchanges = api.finish().await;
    let [plain, stream] = exchanges.as_slice() else { panic!("{}", exchanges.len()) };
    for exchange in [plain, stream] {
        assert_eq!((exchange.api, exchange.key, exchange.status), (Api::Messages, KeySeen::Ours, 200));
        assert_eq!(exchange.reply, ["Lima is it."]);
        assert!(exchange.complete && exchange.usage_sent && exchange.usd.is_some());
        assert_eq!(exchange.usage.unwrap().input_tokens, 8);
        assert_eq!(exchange.response["content"][0]["text"], "Lima is it.");
        assert!(exchange.headers.iter().all(|(_, value)| !value.contains(KEY)));
    }
    assert!(stream.stream && stream.chunks.len() > 6);
    let text: String = stream.chunks.iter().map(|chunk| chunk.text.as_str()).collect();
    assert_eq!(text, "Lima is it.");
}
