//! `workbook drift`, against services that are the mock but for what is changed on
//! the way.

use super::support::Bench;
use super::support::service::{KEY, Service, provider};
use axum::Router;
use axum::body::Bytes;
use axum::http::{Method, Response, StatusCode, Uri};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::TcpStream;

type Change = fn(u16, String) -> (u16, String);

/// Stands before a service and changes its answers. Lives as long as its runtime.
fn changed(service: &Service, change: Change) -> (tokio::runtime::Runtime, String) {
    let port = service.port();
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let answer = move |method: Method, uri: Uri, body: Bytes| async move {
        let (status, kind, text) =
            tokio::task::spawn_blocking(move || asked(port, &method, &uri, &body)).await.unwrap();
        let (status, text) = change(status, text);
        let status = StatusCode::from_u16(status).unwrap();
        Response::builder().status(status).header("content-type", kind).body(text).unwrap()
    };
    let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0")).unwrap();
    let address = format!("http://{}/v1", listener.local_addr().unwrap());
    runtime.spawn(async move { axum::serve(listener, Router::new().fallback(answer)).await.unwrap() });
    (runtime, address)
}

/// Asks as HTTP/1.0, so that the answer comes in one piece: status, type, body.
fn asked(port: u16, method: &Method, uri: &Uri, body: &[u8]) -> (u16, String, String) {
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    let head = format!(
        "{method} {uri} HTTP/1.0\r\nhost: x\r\nauthorization: Bearer {KEY}\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    stream.write_all(body).unwrap();
    let mut text = String::new();
    stream.read_to_string(&mut text).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    let kind = head.lines().find_map(|line| line.strip_prefix("content-type: ")).unwrap();
    (status, kind.to_owned(), body.to_owned())
}

fn bench(base_url: &str) -> Bench {
    Bench::laid_out("shell").file("live.toml", &provider(base_url)).env("UPSTREAM_KEY", KEY)
}

/// `exercise endpoint kind place` of every difference.
fn told(report: &Value) -> Vec<String> {
    let exercises =
        report["lessons"].as_array().unwrap().iter().flat_map(|l| l["exercises"].as_array().unwrap());
    let word = |value: &Value| value.as_str().unwrap().to_owned();
    let mut told: Vec<String> = exercises
        .flat_map(|exercise| {
            exercise["differences"].as_array().unwrap().iter().map(move |one| {
                [&exercise["id"], &one["endpoint"], &one["kind"], &one["place"]].map(word).join(" | ")
            })
        })
        .collect();
    told.sort();
    told
}

fn drift(bench: &Bench, exercises: &[&str], code: i32) -> Value {
    let mut args = vec!["drift", "--live=up", "--track", "shell", "--format", "json"];
    args.extend(exercises);
    let said = bench.run(&args).expect_code(code);
    let report: Value = serde_json::from_str(&said.stdout).unwrap();
    assert_eq!(report["schema"], "workbook.drift/1");
    report
}

#[test]
fn the_mock_does_not_differ_from_itself() {
    let service = Service::answering();
    let bench = bench(&service.base_url());
    let report = drift(&bench, &["basic-call", "retry", "streaming-chat", "responses-call"], 0);
    assert_eq!(told(&report), Vec::<String>::new());
    let asked = service.closed().len();
    assert!(asked >= 6, "{asked}");
    assert_eq!(report["usage"]["requests"], asked);
}

#[test]
fn fields_that_come_and_go_are_named_in_their_lessons() {
    let service = Service::answering();
    let (_runtime, address) = changed(&service, |status, text| {
        assert!(text.contains("\"system_fingerprint\":") && text.contains("\"object\":"), "{text}");
        let text = text.replace("\"system_fingerprint\":", "\"renamed\":");
        (status, text.replace("\"object\":", "\"novelty\":{\"deep\":[1]},\"object\":"))
    });
    let bench = bench(&address);
    let report = drift(&bench, &["basic-call", "streaming-chat"], 1);
    assert_eq!(
        told(&report),
        [
            "basic-call | POST /v1/chat/completions | missing | system_fingerprint",
            "basic-call | POST /v1/chat/completions | new | novelty",
            "basic-call | POST /v1/chat/completions | new | renamed",
            "streaming-chat | POST /v1/chat/completions (stream) | missing | event chunk: system_fingerprint",
            "streaming-chat | POST /v1/chat/completions (stream) | new | event chunk: novelty",
            "streaming-chat | POST /v1/chat/completions (stream) | new | event chunk: renamed",
        ]
    );
    let said = bench.run(&["drift", "basic-call", "--live=up", "--track", "shell"]).expect_code(1);
    said.expect("Your first call").expect("new: `novelty` (object)").expect("3 differences");
}

#[test]
fn a_retired_model_is_named() {
    let service = Service::answering();
    let (_runtime, address) = changed(&service, |_, _| {
        let error = r#"{"error":{"message":"The model `m` does not exist","type":"invalid_request_error","param":null,"code":"model_not_found"}}"#;
        (404, error.to_owned())
    });
    let bench = bench(&address);
    let report = drift(&bench, &["basic-call"], 1);
    assert_eq!(told(&report), ["basic-call | POST /v1/chat/completions | retired-model | gpt-5.4-mini"]);
}

#[test]
fn what_cannot_be_compared_is_said() {
    let service = Service::answering();
    let keyless = bench(&service.base_url()).env("UPSTREAM_KEY", "");
    let report = drift(&keyless, &["basic-call"], 4);
    let why = &report["lessons"][0]["exercises"][0]["not_compared"];
    assert!(why.as_str().unwrap().contains("UPSTREAM_KEY"), "{why}");
    let bench = bench(&service.base_url());
    let said = bench
        .run(&["drift", "basic-call", "temperature", "--live=up", "--track", "shell", "--max-requests", "1"])
        .expect_code(4);
    said.expect("not compared").expect("--max-requests");
    assert_eq!(service.closed().len(), 1);
    bench.run(&["drift", "no-such", "--live=up"]).expect_code(2);
    bench.run(&["drift", "basic-call", "--live=dwon"]).expect_code(2).expect("there are: anthropic");
}
