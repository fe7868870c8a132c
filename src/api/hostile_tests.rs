//! Requests that no honest client sends, and faults that strike the listener.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::evidence::KeySeen;
use crate::script::{Fault, Reply};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

async fn start(replies: Vec<Reply>) -> ApiHandle {
    let options = ApiOptions::new(Script { replies, ..Script::default() }, 7, "amber otter", Keys::Any);
    ApiServer::start(options).await.unwrap()
}

/// Sends bytes, and reads until nothing more comes for a while or the other side closes.
async fn exchange(port: u16, pieces: &[&[u8]]) -> String {
    let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port)).await.unwrap();
    for piece in pieces {
        // A server that has answered already may have closed.
        if stream.write_all(piece).await.is_err() {
            break;
        }
    }
    let mut got = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(Ok(count @ 1..)) =
        tokio::time::timeout(Duration::from_secs(3), stream.read(&mut buffer)).await
    {
        got.extend_from_slice(&buffer[..count]);
        let text = String::from_utf8_lossy(&got);
        let whole = text.split_once("\r\n\r\n").is_some_and(|(head, body)| {
            let length = head.to_lowercase().split("content-length: ").nth(1).map(str::to_owned);
            let length = length.and_then(|rest| rest.lines().next()?.trim().parse::<usize>().ok());
            length.is_some_and(|length| body.len() >= length)
        });
        if whole {
            break;
        }
    }
    String::from_utf8_lossy(&got).into_owned()
}

fn post(path: &str, headers: &str, body: &[u8]) -> Vec<u8> {
    let mut request = format!(
        "POST {path} HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\ncontent-type: application/json\r\n{headers}\
         content-length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    request.extend_from_slice(body);
    request
}

const HELLO: &[u8] = br#"{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"hello"}]}"#;

#[tokio::test]
async fn bodies_that_are_too_long_are_refused_and_not_held() {
    let api = start(vec![]).await;
    // Announced: not a byte is read.
    let head = b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\ncontent-length: 104857600\r\n\r\n";
    let reply = exchange(api.port(), &[head]).await;
    assert!(reply.starts_with("HTTP/1.1 413") && reply.contains("Maximum content size limit"), "{reply}");
    // In chunks: read, counted, thrown away.
    let head = b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\ntransfer-encoding: chunked\r\n\r\n";
    let mut chunk = b"100000\r\n".to_vec();
    chunk.extend(vec![b' '; 0x10_0000]);
    chunk.extend(b"\r\n");
    let mut pieces: Vec<&[u8]> = vec![head];
    pieces.extend(std::iter::repeat_n(&chunk[..], 100));
    pieces.push(b"0\r\n\r\n");
    let reply = exchange(api.port(), &pieces).await;
    assert!(reply.starts_with("HTTP/1.1 413"), "{reply}");
    let exchanges = api.finish().await;
    assert_eq!(exchanges[1].request_bytes, 100 * 0x10_0000);
    assert!(
        exchanges[1].request.is_null()
            && exchanges[1].request_text.as_ref().is_none_or(|text| text.len() < 9000)
    );
}

#[tokio::test]
async fn depth_duplicates_and_floods_are_answered_and_the_server_lives() {
    let api = start(vec![]).await;
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let reply = exchange(api.port(), &[&post("/v1/chat/completions", "", deep.as_bytes())]).await;
    assert!(reply.starts_with("HTTP/1.1 400") && reply.contains("could not parse the JSON"), "{reply}");
    let twice = post("/v1/chat/completions", "content-length: 3\r\n", HELLO);
    assert!(exchange(api.port(), &[&twice]).await.starts_with("HTTP/1.1 400"));
    let flood: String = (0..500).map(|number| format!("x-{number}: y\r\n")).collect();
    assert!(exchange(api.port(), &[&post("/v1/models", &flood, b"")]).await.starts_with("HTTP/1.1 431"));
    let long = format!("x-long: {}\r\n", "y".repeat(2_000_000));
    assert!(exchange(api.port(), &[&post("/v1/models", &long, b"")]).await.starts_with("HTTP/1.1 431"));
    assert!(exchange(api.port(), &[b"\x16\x03\x01\x02\x00\r\n\r\n"]).await.starts_with("HTTP/1.1 400"));
    let reply = exchange(api.port(), &[&post("/v1/chat/completions", "", HELLO)]).await;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    api.finish().await;
}

#[tokio::test]
async fn readers_that_never_read_hold_up_nobody() {
    let api = start(vec![Reply::text("word ".repeat(20_000))]).await;
    let body = br#"{"model":"gpt-4.1-mini","stream":true,"messages":[{"role":"user","content":"hello"}]}"#;
    let mut idle = Vec::new();
    for _ in 0..8 {
        let mut stream = TcpStream::connect((Ipv4Addr::LOCALHOST, api.port())).await.unwrap();
        stream.write_all(&post("/v1/chat/completions", "", body)).await.unwrap();
        idle.push(stream);
    }
    let reply =
        exchange(api.port(), &[b"GET /v1/models HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\n\r\n"])
            .await;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    drop(idle);
    let exchanges = api.finish().await;
    assert!(exchanges.iter().filter(|exchange| exchange.stream).all(|exchange| !exchange.complete));
}

#[tokio::test]
async fn compressed_bodies_expectations_and_heads_are_understood() {
    let api = start(vec![]).await;
    let mut packed = vec![0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3];
    packed.extend(miniz_oxide::deflate::compress_to_vec(HELLO, 6));
    packed.extend(crate::api::checksum::crc32(HELLO).to_le_bytes());
    packed.extend((HELLO.len() as u32).to_le_bytes());
    let reply =
        exchange(api.port(), &[&post("/v1/chat/completions", "content-encoding: gzip\r\n", &packed)]).await;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    let broken = post("/v1/chat/completions", "content-encoding: gzip\r\n", HELLO);
    assert!(exchange(api.port(), &[&broken]).await.starts_with("HTTP/1.1 400"));
    let expecting = post("/v1/chat/completions", "expect: 100-continue\r\n", HELLO);
    assert!(
        exchange(api.port(), &[&expecting]).await.starts_with("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200")
    );
    let head = exchange(
        api.port(),
        &[b"HEAD /v1/models HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\nconnection: close\r\n\r\n"],
    )
    .await;
    assert!(head.starts_with("HTTP/1.1 200") && head.ends_with("\r\n\r\n"), "{head}");
    let asked = b"OPTIONS /v1/files HTTP/1.1\r\nhost: x\r\norigin: http://a.example\r\naccess-control-request-headers: authorization\r\nconnection: close\r\n\r\n";
    let allowed = exchange(api.port(), &[asked]).await;
    assert!(
        allowed.starts_with("HTTP/1.1 204")
            && allowed.contains("access-control-allow-headers: authorization"),
        "{allowed}"
    );
    let exchanges = api.finish().await;
    assert_eq!(exchanges[0].request["messages"][0]["content"], "hello");
}

#[tokio::test]
async fn connections_are_refused_for_a_while() {
    let refusing =
        Reply { fault: Some(Fault::Refuse), fault_ms: Some(400), times: Some(1), ..Reply::default() };
    let api = start(vec![refusing, Reply::text("back")]).await;
    assert_eq!(exchange(api.port(), &[&post("/v1/chat/completions", "", HELLO)]).await, "");
    // It is shut before the client hears of it: not even the next moment gets in.
    let address = (Ipv4Addr::LOCALHOST, api.port());
    let mut refused = usize::from(TcpStream::connect(address).await.is_err());
    assert_eq!(refused, 1);
    let mut back = false;
    for _ in 0..200 {
        tokio::time::sleep(Duration::from_millis(20)).await;
        back = TcpStream::connect(address).await.is_ok();
        if back {
            break;
        }
        refused += 1;
    }
    assert!(refused > 0 && back, "{refused} {back}");
    assert!(exchange(api.port(), &[&post("/v1/chat/completions", "", HELLO)]).await.contains("back"));
    assert_eq!(api.finish().await[0].fault.as_deref(), Some("refuse"));
}

#[tokio::test]
async fn bare_line_feeds_end_lines_and_bare_returns_do_not() {
    let api = start(vec![Reply::text("fine")]).await;
    // As RFC 9112 allows, and as the HTTP library does.
    let lines = String::from_utf8(post("/v1/chat/completions", "", HELLO)).unwrap().replace("\r\n", "\n");
    let reply = exchange(api.port(), &[lines.as_bytes()]).await;
    assert!(reply.starts_with("HTTP/1.1 200") && reply.contains("fine"), "{reply}");
    let mixed = b"GET /v1/models HTTP/1.1\nhost: x\r\nauthorization: Bearer k\nconnection: close\r\n\n";
    assert!(exchange(api.port(), &[mixed]).await.starts_with("HTTP/1.1 200"));
    for bad in [
        &b"GET /v1/models HTTP/1.1\rhost: x\r\r"[..],
        b"GET /v1/models HTTP/1.1\r\nhost: x\r\n folded: y\r\n\r\n",
        b"GET /v1/models HTTP/1.1\r\nho st: x\r\n\r\n",
        b"GET  /v1/models HTTP/1.1\r\nhost: x\r\n\r\n",
    ] {
        let reply = exchange(api.port(), &[bad]).await;
        assert!(reply.starts_with("HTTP/1.1 400"), "{:?}: {reply}", String::from_utf8_lossy(bad));
    }
    assert_eq!(api.finish().await.len(), 2);
}

#[tokio::test]
async fn many_big_bodies_are_all_answered_and_not_all_kept() {
    const BODY: usize = 1_000_000;
    let api = start(vec![]).await;
    let body = vec![b' '; BODY];
    let request = post("/v1/chat/completions", "", &body);
    for _ in 0..100 {
        let reply = exchange(api.port(), &[&request]).await;
        assert!(reply.starts_with("HTTP/1.1 400") && reply.contains("could not parse"), "{reply}");
    }
    let reply = exchange(api.port(), &[&post("/v1/chat/completions", "", HELLO)]).await;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    let exchanges = api.finish().await;
    let bytes: u64 = exchanges.iter().map(|exchange| exchange.request_bytes).sum();
    assert!(exchanges.len() > 50 && bytes <= 64 * 1024 * 1024 + BODY as u64, "{} {bytes}", exchanges.len());
}

#[tokio::test]
async fn a_chunk_without_a_size_gets_the_bare_400() {
    let api = start(vec![]).await;
    let head = b"POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\ntransfer-encoding: chunked\r\n\r\n";
    for chunk in [&b"zz\r\n{}\r\n0\r\n\r\n"[..], b"2\r\n{}zz\r\n0\r\n\r\n", b"ffffffffffffffffff\r\n{}"] {
        let reply = exchange(api.port(), &[head, chunk]).await;
        assert!(reply.starts_with("HTTP/1.1 400"), "{}: {reply:?}", String::from_utf8_lossy(chunk));
        assert!(reply.contains("connection: close") && reply.ends_with("\r\n\r\n"), "{reply}");
    }
    let reply = exchange(api.port(), &[&post("/v1/chat/completions", "", HELLO)]).await;
    assert!(reply.starts_with("HTTP/1.1 200"), "{reply}");
    api.finish().await;
}

#[tokio::test]
async fn basic_authentication_carries_a_key_and_leaves_none_on_record() {
    let options =
        ApiOptions::new(Script::default(), 7, "amber otter", Keys::Exactly("sk-our-own-key".to_owned()));
    let api = ApiServer::start(options).await.unwrap();
    let ask = |login: &[u8]| {
        let encoded = crate::api::base64::encode(login);
        format!(
            "GET /v1/models HTTP/1.1\r\nhost: x\r\nauthorization: Basic {encoded}\r\nconnection: close\r\n\r\n"
        )
    };
    let right = ask(b":sk-our-own-key");
    assert!(exchange(api.port(), &[right.as_bytes()]).await.starts_with("HTTP/1.1 200"));
    let wrong = exchange(api.port(), &[ask(b":sk-another-key-1234").as_bytes()]).await;
    assert!(wrong.starts_with("HTTP/1.1 401") && wrong.contains("sk-a***********1234"), "{wrong}");
    let missing = b"POST /v1/responses HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    let missing = exchange(api.port(), &[missing]).await;
    assert!(missing.contains("Missing bearer or basic authentication in header"), "{missing}");
    let exchanges = api.finish().await;
    let keys: Vec<_> = exchanges.iter().map(|exchange| exchange.key).collect();
    assert_eq!(keys, [KeySeen::Ours, KeySeen::Other, KeySeen::Missing]);
    let record = serde_json::to_string(&exchanges).unwrap();
    for secret in ["sk-our-own-key", "sk-another-key-1234"] {
        let encoded = crate::api::base64::encode(format!(":{secret}").as_bytes());
        assert!(!record.contains(secret) && !record.contains(&encoded), "{record}");
    }
    assert!(record.contains("Basic [masked]"));
}
