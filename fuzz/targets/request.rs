//! Any bytes are a request's body: the mock answers, and never with an error of its own.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::runtime::Runtime;
use workbook::api::{ApiHandle, ApiOptions, ApiServer, Keys};
use workbook::script::Script;

const PATHS: [&str; 8] = [
    "/v1/chat/completions",
    "/v1/responses",
    "/v1/messages",
    "/v1/embeddings",
    "/v1/completions",
    "/v1/moderations",
    "/v1/conversations",
    "/v1/messages/count_tokens",
];

static MOCK: LazyLock<(Runtime, ApiHandle)> = LazyLock::new(|| {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    let options = ApiOptions::new(Script::default(), 1, "fuzz", Keys::Exactly("sk-fuzz".to_owned()));
    let handle = runtime.block_on(ApiServer::start(options)).expect("the mock starts");
    (runtime, handle)
});

fuzz_target!(|bytes: &[u8]| {
    let Some((choice, body)) = bytes.split_first() else { return };
    let path = PATHS[usize::from(*choice) % PATHS.len()];
    let (runtime, mock) = &*MOCK;
    let head = format!(
        "POST {path} HTTP/1.1\r\nhost: fuzz\r\nauthorization: Bearer sk-fuzz\r\nx-api-key: sk-fuzz\r\n\
         anthropic-version: 2023-06-01\r\ncontent-type: application/json\r\nconnection: close\r\n\
         content-length: {}\r\n\r\n",
        body.len()
    );
    let answer = runtime.block_on(async {
        let talk = async {
            let mut stream = TcpStream::connect(("127.0.0.1", mock.port())).await.expect("a connection");
            stream.write_all(head.as_bytes()).await.expect("the head is taken");
            let _ = stream.write_all(body).await;
            let mut answer = Vec::new();
            let _ = stream.read_to_end(&mut answer).await;
            answer
        };
        tokio::time::timeout(Duration::from_secs(20), talk).await.expect("an answer in time")
    });
    let status = answer.get(9..12).and_then(|status| std::str::from_utf8(status).ok());
    let status: u16 = status.and_then(|status| status.parse().ok()).expect("an HTTP answer");
    assert!(status < 500, "{}", String::from_utf8_lossy(&answer));
});
