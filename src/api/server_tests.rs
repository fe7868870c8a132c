#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::api::Ended;
use crate::evidence::{Api, KeySeen};
use crate::script::{Fault, Pace, Reply, Retired};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[path = "server_wire_tests.rs"]
mod wires;

#[path = "server_ends_tests.rs"]
mod ends;

const KEY: &str = "sk-workbook-0123456789";

fn options(replies: Vec<Reply>) -> ApiOptions {
    ApiOptions::new(Script { replies, ..Script::default() }, 7, "amber otter", Keys::Exactly(KEY.to_owned()))
}

async fn start(replies: Vec<Reply>) -> ApiHandle {
    ApiServer::start(options(replies)).await.unwrap()
}

fn chat(body: &Value) -> Vec<u8> {
    post("/v1/chat/completions", &body.to_string(), &[&format!("authorization: Bearer {KEY}")])
}

fn post(path: &str, body: &str, headers: &[&str]) -> Vec<u8> {
    let mut request = format!("POST {path} HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n");
    for header in headers {
        request.push_str(header);
        request.push_str("\r\n");
    }
    request.push_str(&format!("content-length: {}\r\n\r\n{body}", body.len()));
    request.into_bytes()
}

fn hello() -> Value {
    json!({"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "hello"}]})
}

fn streamed() -> Value {
    let mut body = hello();
    body["stream"] = json!(true);
    body
}

struct Client(TcpStream);

/// Status, headers (names in lower case) and body.
struct Reply1 {
    status: u16,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Reply1 {
    fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    fn json(&self) -> Value {
        serde_json::from_slice(&self.body).unwrap()
    }

    fn text(&self) -> String {
        String::from_utf8(self.body.clone()).unwrap()
    }
}

impl Client {
    async fn connect(handle: &ApiHandle) -> Self {
        Self(TcpStream::connect(("127.0.0.1", handle.port())).await.unwrap())
    }

    async fn line(&mut self) -> std::io::Result<String> {
        let mut line = Vec::new();
        loop {
            let byte = self.0.read_u8().await?;
            line.push(byte);
            if line.ends_with(b"\r\n") {
                line.truncate(line.len() - 2);
                return Ok(String::from_utf8(line).unwrap());
            }
        }
    }

    async fn head(&mut self) -> std::io::Result<Reply1> {
        let status = self.line().await?;
        let status = status.split(' ').nth(1).unwrap().parse().unwrap();
        let mut headers = Vec::new();
        loop {
            let line = self.line().await?;
            let Some((name, value)) = line.split_once(':') else { break };
            headers.push((name.to_ascii_lowercase(), value.trim().to_owned()));
        }
        Ok(Reply1 { status, headers, body: Vec::new() })
    }

    async fn chunk(&mut self) -> std::io::Result<Vec<u8>> {
        let size = usize::from_str_radix(&self.line().await?, 16).unwrap();
        let mut bytes = vec![0; size + 2];
        self.0.read_exact(&mut bytes).await?;
        bytes.truncate(size);
        Ok(bytes)
    }

    async fn send(&mut self, request: &[u8]) -> std::io::Result<Reply1> {
        self.0.write_all(request).await?;
        self.receive().await
    }

    async fn receive(&mut self) -> std::io::Result<Reply1> {
        let mut reply = self.head().await?;
        if let Some(length) = reply.header("content-length") {
            reply.body = vec![0; length.parse().unwrap()];
            self.0.read_exact(&mut reply.body).await?;
        } else if reply.header("transfer-encoding").is_some() {
            loop {
                let chunk = self.chunk().await?;
                if chunk.is_empty() {
                    break;
                }
                reply.body.extend(chunk);
            }
        }
        Ok(reply)
    }
}

async fn ask(handle: &ApiHandle, request: &[u8]) -> Reply1 {
    Client::connect(handle).await.send(request).await.unwrap()
}

#[tokio::test]
async fn a_plain_reply_is_sent_and_recorded() {
    let handle = start(vec![Reply::text("Lima.")]).await;
    let body = json!({"model": "gpt-4.1-mini", "temperature": 0, "max_completion_tokens": 50, "messages": [
        {"role": "system", "content": "You are terse."}, {"role": "user", "content": "Capital of Peru?"}]});
    let reply = ask(&handle, &chat(&body)).await;
    assert_eq!(reply.status, 200);
    assert_eq!(reply.header("content-type"), Some("application/json"));
    assert!(reply.header("x-request-id").unwrap().starts_with("req_"));
    assert_eq!(reply.header("x-ratelimit-reset-requests"), Some("12ms"));
    let json = reply.json();
    let expected = format!(
        r#"{{
  "id": {id},
  "object": "chat.completion",
  "created": {created},
  "model": "gpt-4.1-mini-2025-04-14",
  "choices": [
    {{
      "index": 0,
      "message": {{
        "role": "assistant",
        "content": "Lima.",
        "refusal": null,
        "annotations": []
      }},
      "logprobs": null,
      "finish_reason": "stop"
    }}
  ],
  "usage": {{
    "prompt_tokens": 19,
    "completion_tokens": 3,
    "total_tokens": 22,
    "prompt_tokens_details": {{
      "cached_tokens": 0,
      "audio_tokens": 0
    }},
    "completion_tokens_details": {{
      "reasoning_tokens": 0,
      "audio_tokens": 0,
      "accepted_prediction_tokens": 0,
      "rejected_prediction_tokens": 0
    }}
  }},
  "service_tier": "default",
  "system_fingerprint": {fingerprint}
}}
"#,
        id = json["id"],
        created = json["created"],
        fingerprint = json["system_fingerprint"]
    );
    assert_eq!(reply.text(), expected);
    let exchanges = handle.finish().await;
    assert_eq!(exchanges.len(), 1);
    let exchange = &exchanges[0];
    assert_eq!((exchange.index, exchange.api, exchange.key), (1, Api::ChatCompletions, KeySeen::Ours));
    assert_eq!((exchange.status, exchange.complete, exchange.stream), (200, true, false));
    assert_eq!(exchange.request, body);
    assert_eq!(exchange.response, json);
    assert_eq!(exchange.reply, ["Lima."]);
    assert!((exchange.usd.unwrap() - 0.000_012_4).abs() < 1e-12);
    assert!(exchange.usage_sent && exchange.usage.unwrap().output_tokens == 3);
    assert!(!serde_json::to_string(exchange).unwrap().contains(KEY));
}

#[tokio::test]
async fn a_streamed_reply_is_sent_and_recorded_put_together() {
    let handle = start(vec![Reply {
        pace: Some(Pace { chunk_ms: 4, ..Pace::default() }),
        ..Reply::text("Hello {{ nonce }}, how are you?")
    }])
    .await;
    let mut body = streamed();
    body["stream_options"] = json!({"include_usage": true});
    let mut client = Client::connect(&handle).await;
    let reply = client.send(&chat(&body)).await.unwrap();
    assert_eq!(reply.header("content-type"), Some("text/event-stream; charset=utf-8"));
    assert!(reply.text().ends_with("data: [DONE]\n\n"));
    assert!(reply.header("x-ratelimit-limit-requests").is_some());
    // The connection serves on.
    assert_eq!(client.send(&chat(&hello())).await.unwrap().status, 200);
    let exchanges = handle.finish().await;
    let exchange = &exchanges[0];
    assert!(exchange.stream && exchange.complete && exchange.usage_sent);
    assert_eq!(exchange.reply, ["Hello amber otter, how are you?"]);
    assert_eq!(exchange.response["object"], "chat.completion");
    assert_eq!(exchange.response["choices"][0]["message"]["content"], "Hello amber otter, how are you?");
    let texts: String = exchange.chunks.iter().map(|chunk| chunk.text.as_str()).collect();
    assert_eq!(texts, "Hello amber otter, how are you?");
    assert!(exchange.chunks.is_sorted_by(|a, b| a.at_ms <= b.at_ms));
    let (first, last) = (exchange.chunks.first().unwrap().at_ms, exchange.chunks.last().unwrap().at_ms);
    assert!(last > first);
    let bytes: u64 = exchange.chunks.iter().map(|chunk| chunk.bytes).sum();
    assert_eq!(bytes as usize, reply.body.len());
}

#[tokio::test]
async fn an_error_can_come_within_a_stream() {
    let error = Reply { after_chunks: Some(1), ..Reply::status(429, 1) };
    let handle = start(vec![error.clone(), error, Reply::text("ok")]).await;
    let broken = ask(&handle, &chat(&streamed())).await;
    assert_eq!(broken.status, 200);
    let last = broken.text().trim_end().rsplit("\n\n").next().unwrap().to_owned();
    let json: Value = serde_json::from_str(last.strip_prefix("data: ").unwrap()).unwrap();
    assert_eq!(json["error"]["code"], "rate_limit_exceeded");
    assert!(!broken.text().contains("[DONE]"));
    assert_eq!(ask(&handle, &chat(&hello())).await.status, 429, "there is no stream to fail within");
    let exchanges = handle.finish().await;
    assert_eq!(exchanges[0].fault.as_deref(), Some("status-429"));
    assert!(!exchanges[0].usage_sent && !exchanges[0].reply[0].is_empty());
}

#[tokio::test]
async fn responses_are_streamed_and_recorded_put_together() {
    let handle = start(vec![Reply::text("Hello {{ nonce }}.")]).await;
    let auth = format!("authorization: Bearer {KEY}");
    let body = json!({"model": "gpt-4.1-mini", "input": "hello", "stream": true}).to_string();
    let streamed = ask(&handle, &post("/v1/responses", &body, &[&auth])).await;
    assert!(
        streamed.text().starts_with("event: response.created\ndata: {")
            && !streamed.text().contains("[DONE]")
    );
    assert_eq!(streamed.header("x-ratelimit-limit-requests"), None);
    let created = ask(&handle, &post("/v1/conversations", "", &[&auth])).await;
    assert_eq!(created.status, 200);
    let exchanges = handle.finish().await;
    let exchange = &exchanges[0];
    assert_eq!(
        (exchange.api, exchange.reply.as_slice()),
        (Api::Responses, &["Hello amber otter.".to_owned()][..])
    );
    assert!(exchange.stream && exchange.complete && exchange.usage_sent && exchange.usd.is_some());
    assert_eq!(exchange.response["output"][0]["content"][0]["text"], "Hello amber otter.");
    assert_eq!(exchange.response["usage"]["output_tokens"], exchange.usage.unwrap().output_tokens);
    let texts: String = exchange.chunks.iter().map(|chunk| chunk.text.as_str()).collect();
    assert_eq!(texts, "Hello amber otter.");
}

#[tokio::test]
async fn keys_are_checked_before_anything_is_used_up() {
    let handle = start(vec![Reply::status(429, 1), Reply::text("ok")]).await;
    let body = hello().to_string();
    let missing = ask(&handle, &post("/v1/chat/completions", &body, &[])).await;
    assert_eq!(missing.status, 401);
    assert!(
        missing.json()["error"]["message"].as_str().unwrap().starts_with("You didn't provide an API key.")
    );
    let wrong =
        ask(&handle, &post("/v1/chat/completions", &body, &["authorization: Bearer sk-real-abcdefghijkl"]))
            .await;
    assert_eq!(
        wrong.json()["error"],
        json!({"message": "Incorrect API key provided: sk-r************ijkl. You can find your API key at \
                https://platform.openai.com/account/api-keys.",
               "type": "invalid_request_error", "param": null, "code": "invalid_api_key"})
    );
    let literal =
        ask(&handle, &post("/v1/chat/completions", &body, &["authorization: Bearer OPENAI_API_KEY"])).await;
    assert_eq!(literal.status, 401);
    assert_eq!(ask(&handle, &chat(&hello())).await.status, 429);
    let elsewhere = ask(&handle, &post("/v1/chat/completions", &body, &[&format!("x-api-key: {KEY}")])).await;
    assert_eq!(elsewhere.status, 401, "another vendor's header is not looked at");
    assert_eq!(ask(&handle, &chat(&hello())).await.status, 200);
    let exchanges = handle.finish().await;
    let seen: Vec<_> = exchanges.iter().map(|exchange| exchange.key).collect();
    assert_eq!(
        seen,
        [
            KeySeen::Missing,
            KeySeen::Other,
            KeySeen::VariableName,
            KeySeen::Ours,
            KeySeen::Missing,
            KeySeen::Ours
        ]
    );
    let record = serde_json::to_string(&exchanges).unwrap();
    assert!(!record.contains(KEY) && !record.contains("abcdefghijkl"), "{record}");
    assert_eq!(exchanges[3].fault.as_deref(), Some("status-429"));
}

#[tokio::test]
async fn scripted_errors_carry_their_headers() {
    let handle = start(vec![
        Reply { retry_after: Some(2.0), retry_after_ms: Some(1500), ..Reply::status(429, 1) },
        Reply { code: Some("insufficient_quota".to_owned()), ..Reply::status(429, 1) },
        Reply { headers: [("x-note".to_owned(), "{{ nonce }}".to_owned())].into(), ..Reply::status(500, 1) },
        Reply::status(503, 1),
    ])
    .await;
    let limited = ask(&handle, &chat(&hello())).await;
    assert_eq!(
        (limited.status, limited.header("retry-after"), limited.header("retry-after-ms")),
        (429, Some("2"), Some("1500"))
    );
    assert_eq!(limited.header("x-ratelimit-remaining-requests"), Some("0"));
    assert_eq!(limited.header("x-ratelimit-reset-requests"), Some("1m0s"));
    assert_eq!(limited.json()["error"]["type"], "requests");
    let broke = ask(&handle, &chat(&hello())).await;
    assert_eq!(
        (broke.json()["error"]["code"].as_str(), broke.header("retry-after")),
        (Some("insufficient_quota"), None)
    );
    let failed = ask(&handle, &chat(&hello())).await;
    assert_eq!((failed.status, failed.header("x-note")), (500, Some("amber otter")));
    assert_eq!(failed.json()["error"]["type"], "server_error");
    let overloaded = ask(&handle, &chat(&hello())).await;
    assert_eq!(overloaded.json()["error"]["code"], "server_is_overloaded");
    assert_eq!(overloaded.header("retry-after"), Some("1"));
}

#[tokio::test]
async fn what_is_not_there_is_answered_and_recorded() {
    let handle = start(vec![]).await;
    let auth = format!("authorization: Bearer {KEY}");
    for (path, message) in [
        ("/v1/vector_stores", "Invalid URL (POST /v1/vector_stores)"),
        ("/v1/foo", "Invalid URL (POST /v1/foo)"),
        (
            "/chat/completions",
            "Unknown request URL: POST /chat/completions. Please check the URL for typos, or see the docs at \
             https://platform.openai.com/docs/api-reference/.",
        ),
    ] {
        let reply = ask(&handle, &post(path, "{}", &[&auth])).await;
        assert_eq!((reply.status, reply.json()["error"]["message"].as_str()), (404, Some(message)));
    }
    let verb =
        ask(&handle, format!("GET /v1/embeddings HTTP/1.1\r\nhost: x\r\n{auth}\r\n\r\n").as_bytes()).await;
    assert_eq!(verb.status, 405);
    let model =
        ask(&handle, format!("GET /v1/models/gpt-4o?x=1 HTTP/1.1\r\nhost: x\r\n{auth}\r\n\r\n").as_bytes())
            .await;
    assert_eq!(model.json()["id"], "gpt-4o");
    let exchanges = handle.finish().await;
    let apis: Vec<_> = exchanges.iter().map(|exchange| exchange.api).collect();
    assert_eq!(apis, [Api::Other, Api::Unknown, Api::Unknown, Api::Other, Api::Other]);
    assert_eq!(exchanges[4].query, "x=1");
}

#[tokio::test]
async fn bodies_that_are_not_json_are_refused() {
    let handle = start(vec![]).await;
    let auth = format!("authorization: Bearer {KEY}");
    let auth = [auth.as_str()];
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    for body in ["{\"model\":", "", deep.as_str()] {
        let reply = ask(&handle, &post("/v1/chat/completions", body, &auth)).await;
        assert_eq!(reply.status, 400);
        assert!(
            reply.json()["error"]["message"]
                .as_str()
                .unwrap()
                .starts_with("We could not parse the JSON body")
        );
    }
    let form = b"model=x";
    let request = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\n{}\r\ncontent-type: application/x-www-form-urlencoded\r\n\
         content-length: {}\r\n\r\n",
        auth[0],
        form.len()
    );
    let reply = ask(&handle, &[request.as_bytes(), form].concat()).await;
    assert_eq!(reply.json()["error"]["code"], "unsupported_content_type");
    let exchanges = handle.finish().await;
    assert_eq!(exchanges[0].request_text.as_deref(), Some("{\"model\":"));
    assert_eq!(
        (exchanges[2].request_bytes, exchanges[2].request_text.as_ref().unwrap().len()),
        (200_000, 4096)
    );
    assert_eq!(exchanges[3].request_text.as_deref(), Some("model=x"));
}

#[tokio::test]
async fn a_body_beyond_the_limit_is_not_held() {
    let handle = start(vec![]).await;
    let mut client = Client::connect(&handle).await;
    let head = format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer {KEY}\r\ntransfer-encoding: chunked\r\n\r\n"
    );
    client.0.write_all(head.as_bytes()).await.unwrap();
    let megabyte = [b"100000\r\n".as_slice(), &vec![b'x'; 1 << 20], b"\r\n"].concat();
    for _ in 0..60 {
        client.0.write_all(&megabyte).await.unwrap();
    }
    client.0.write_all(b"0\r\n\r\n").await.unwrap();
    let reply = client.receive().await.unwrap();
    assert_eq!(reply.status, 413);
    assert_eq!(
        reply.json()["error"]["message"],
        "Maximum content size limit (52428800) exceeded (62914560 bytes read)"
    );
    let exchanges = handle.finish().await;
    assert_eq!((exchanges[0].status, exchanges[0].request_bytes), (413, 62_914_560));
    assert!(exchanges[0].request_text.as_ref().unwrap().len() <= 4096);
}

#[tokio::test]
async fn models_that_do_not_think_first_say_how_likely_their_tokens_were() {
    let handle = start(vec![Reply::text("Lima.")]).await;
    let asked = |model: &str, more: Value| {
        let mut body = hello();
        body["model"] = json!(model);
        body.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        chat(&body)
    };
    let of = async |request: &[u8]| ask(&handle, request).await.json()["choices"][0].get("logprobs").cloned();
    let likely = of(&asked("gpt-5.4-mini", json!({"logprobs": true, "reasoning_effort": "none"}))).await;
    assert_eq!(likely.unwrap()["content"][0]["token"], "L");
    assert_eq!(of(&asked("gpt-5.4-mini", json!({"reasoning_effort": "none"}))).await, None);
    assert_eq!(of(&asked("gpt-4.1-mini", json!({}))).await, Some(Value::Null));
    let refused =
        ask(&handle, &asked("gpt-5.4-mini", json!({"logprobs": true, "reasoning_effort": "low"}))).await;
    assert_eq!((refused.status, &refused.json()["error"]["param"]), (400, &json!("logprobs")));
}

#[tokio::test]
async fn a_run_can_be_repeated() {
    let texts = |seed: u64, temperature: f64| async move {
        let mut options = options(vec![]);
        options.seed = seed;
        let handle = ApiServer::start(options).await.unwrap();
        let mut body = hello();
        body["temperature"] = json!(temperature);
        let mut texts = Vec::new();
        for _ in 0..4 {
            let reply = ask(&handle, &chat(&body)).await;
            let json = reply.json();
            texts.push((json["id"].clone(), json["choices"][0]["message"]["content"].clone()));
        }
        texts
    };
    assert_eq!(texts(1, 1.0).await, texts(1, 1.0).await);
    assert_ne!(texts(1, 1.0).await, texts(2, 1.0).await);
    let cold = texts(1, 0.0).await;
    assert!(cold.iter().all(|(_, text)| *text == cold[0].1));
    let warm = texts(1, 1.0).await;
    assert!(warm.iter().any(|(_, text)| *text != warm[0].1));
}

#[tokio::test]
async fn a_seed_in_the_request_repeats_the_reply() {
    let handle = start(vec![]).await;
    let mut body = hello();
    body["seed"] = json!(12);
    let first = ask(&handle, &chat(&body)).await.json();
    let second = ask(&handle, &chat(&body)).await.json();
    assert_eq!(first["choices"], second["choices"]);
    assert_eq!(first["system_fingerprint"], second["system_fingerprint"]);
}

#[tokio::test]
async fn retired_models_are_refused_on_demand() {
    let mut options = options(vec![]);
    options.script.retired = Retired::Refuse;
    let handle = ApiServer::start(options).await.unwrap();
    let mut body = hello();
    body["model"] = json!("gpt-4");
    let reply = ask(&handle, &chat(&body)).await;
    assert_eq!((reply.status, reply.header("content-type")), (404, Some("application/json; charset=utf-8")));
    drop(handle.finish().await);
}

#[tokio::test]
async fn browsers_may_ask() {
    let handle = start(vec![]).await;
    let preflight = b"OPTIONS /v1/chat/completions HTTP/1.1\r\nhost: x\r\norigin: http://a\r\n\
                      access-control-request-headers: authorization\r\n\r\n";
    let mut client = Client::connect(&handle).await;
    client.0.write_all(preflight).await.unwrap();
    let reply = client.head().await.unwrap();
    assert_eq!((reply.status, reply.header("access-control-allow-headers")), (204, Some("authorization")));
    let auth = format!("authorization: Bearer {KEY}");
    let request = post("/v1/chat/completions", &hello().to_string(), &[&auth, "origin: http://a"]);
    assert_eq!(client.send(&request).await.unwrap().header("access-control-allow-origin"), Some("*"));
    assert_eq!(handle.finish().await.len(), 2);
}

#[tokio::test]
async fn a_taken_port_and_a_faulty_script_are_said() {
    let handle = start(vec![]).await;
    let mut taken = options(vec![]);
    taken.port = handle.port();
    let error = ApiServer::start(taken).await.err().unwrap();
    assert!(error.to_string().contains("choose another one"), "{error}");
    let faulty = ApiServer::start(options(vec![Reply::text("{{ nobody }}")])).await.err().unwrap();
    assert!(faulty.to_string().contains("reply[0].text"), "{faulty}");
}

#[tokio::test]
async fn exchanges_are_observed_as_they_end() {
    let (sender, mut receiver) = tokio::sync::mpsc::unbounded_channel();
    let mut options = options(vec![]);
    options.observer = Some(Arc::new(move |ended: &Ended<'_>| {
        let exchange = ended.exchange();
        let _ = sender.send((exchange.index, exchange.status));
        assert!(ended.line().starts_with("#1  POST /v1/chat/completions -> 200  "), "{}", ended.line());
    }));
    let handle = ApiServer::start(options).await.unwrap();
    ask(&handle, &chat(&hello())).await;
    assert_eq!(receiver.recv().await, Some((1, 200)));
}
