//! Services for live runs that are not the mock in the same process.

use super::{Bench, repository};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};
use workbook::api::{ApiHandle, ApiOptions, ApiServer, Keys};
use workbook::evidence::Exchange;
use workbook::script::{Reply, Script};

/// The key that services want.
pub const KEY: &str = "sk-upstream-7Hd92kLmQz04";

/// A service of which only the address is known.
pub struct Service {
    runtime: tokio::runtime::Runtime,
    api: Option<ApiHandle>,
}

impl Service {
    pub fn playing(replies: Vec<Reply>) -> Self {
        let runtime =
            tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
        let api = runtime.block_on(ApiServer::start(ApiOptions::new(
            Script { replies, ..Script::default() },
            3,
            "far away 1234",
            Keys::Exactly(KEY.to_owned()),
        )));
        Self { runtime, api: Some(api.unwrap()) }
    }

    pub fn answering() -> Self {
        Self::playing(vec![Reply::text("Greetings from a service far away, number {{ call }}.")])
    }

    /// Its port.
    pub fn port(&self) -> u16 {
        self.api.as_ref().unwrap().port()
    }

    /// Where it is.
    pub fn base_url(&self) -> String {
        self.api.as_ref().unwrap().base_url()
    }

    /// Closes it; what it was asked.
    pub fn closed(mut self) -> Vec<Exchange> {
        let api = self.api.take().unwrap();
        self.runtime.block_on(api.finish())
    }
}

/// A learner's folder with a solution in it and a provider `up`.
pub fn bench(exercise: &str, base_url: &str) -> Bench {
    let solution = repository().join(format!("solutions/shell/{exercise}.sh"));
    Bench::laid_out("shell")
        .file(&format!("exercises/shell/{exercise}.sh"), &std::fs::read_to_string(solution).unwrap())
        .file("live.toml", &provider(base_url))
        .env("UPSTREAM_KEY", KEY)
}

/// A table for `live.toml`.
pub fn provider(base_url: &str) -> String {
    format!(
        "[live.up]\nbase_url = \"{base_url}\"\nkey_env = \"UPSTREAM_KEY\"\nprices = {{ \"*\" = [1.0, 2.0] }}\n"
    )
}

/// A service that answers every request, told by its path and body, with a status and
/// a JSON body; its base URL.
pub fn answering_with(answer: impl Fn(&str, &Value) -> (u16, Value) + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            let Some((path, body)) = read_json(&mut stream) else { continue };
            let (status, body) = answer(&path, &body);
            let body = body.to_string();
            let head = format!(
                "HTTP/1.1 {status} As Told\r\ncontent-type: application/json\r\nconnection: close\r\n"
            );
            let _ = write!(stream, "{head}content-length: {}\r\n\r\n{body}", body.len());
        }
    });
    format!("http://127.0.0.1:{port}/v1")
}

fn read_json(stream: &mut TcpStream) -> Option<(String, Value)> {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    loop {
        let text = String::from_utf8_lossy(&seen);
        if let Some((head, body)) = text.split_once("\r\n\r\n")
            && let Ok(body) = serde_json::from_str(body)
        {
            return Some((head.split(' ').nth(1)?.to_owned(), body));
        }
        match stream.read(&mut buffer) {
            Ok(length) if length > 0 => seen.extend_from_slice(&buffer[..length]),
            _ => return None,
        }
    }
}

/// A service that sends these pieces as chunks, each after its wait; its base URL.
pub fn raw_service(pieces: Vec<(Duration, &'static [u8])>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        while let Ok((mut stream, _)) = listener.accept() {
            stream.set_nodelay(true).unwrap();
            read_request(&mut stream);
            let head =
                "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
            stream.write_all(head.as_bytes()).unwrap();
            for (wait, piece) in &pieces {
                std::thread::sleep(*wait);
                let mut chunk = format!("{:x}\r\n", piece.len()).into_bytes();
                chunk.extend_from_slice(piece);
                chunk.extend_from_slice(b"\r\n");
                stream.write_all(&chunk).unwrap();
            }
            stream.write_all(b"0\r\n\r\n").unwrap();
        }
    });
    format!("http://127.0.0.1:{port}/v1")
}

/// Reads a request that must carry the real key, and no other.
pub fn read_request(stream: &mut TcpStream) {
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    while !seen.windows(4).any(|window| window == b"\r\n\r\n") || !seen.ends_with(b"}") {
        let length = stream.read(&mut buffer).unwrap();
        assert!(length > 0, "the door hung up");
        seen.extend_from_slice(&buffer[..length]);
    }
    let text = String::from_utf8_lossy(&seen).to_lowercase();
    assert!(text.contains(&format!("authorization: bearer {}", KEY.to_lowercase())), "{text}");
    assert!(!text.contains("sk-placeholder"), "{text}");
}

/// Asks for a stream at this door, with no library in between: the chunks, and when
/// each had arrived since the request was sent.
pub fn ask_raw(port: u16) -> Vec<(Duration, Vec<u8>)> {
    let body = r#"{"model":"tiny-random","messages":[{"role":"user","content":"hi"}],"stream":true}"#;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    write!(
        stream,
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk-placeholder\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let sent = Instant::now();
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let mut arrived: Vec<(Duration, Vec<u8>)> = Vec::new();
    loop {
        let length = stream.read(&mut buffer).unwrap();
        assert!(length > 0, "{}", String::from_utf8_lossy(&bytes));
        bytes.extend_from_slice(&buffer[..length]);
        let (chunks, is_over) = chunks_in(&bytes);
        let known = arrived.len();
        arrived.extend(chunks.into_iter().skip(known).map(|chunk| (sent.elapsed(), chunk)));
        if is_over {
            return arrived;
        }
    }
}

/// The chunks that have arrived in full, and whether the last one has.
fn chunks_in(bytes: &[u8]) -> (Vec<Vec<u8>>, bool) {
    let mut chunks = Vec::new();
    let end = |bytes: &[u8], mark: &[u8]| bytes.windows(mark.len()).position(|w| w == mark);
    let Some(head) = end(bytes, b"\r\n\r\n") else { return (chunks, false) };
    let mut rest = &bytes[head + 4..];
    while let Some(line) = end(rest, b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&rest[..line]).unwrap(), 16).unwrap();
        if length == 0 {
            return (chunks, true);
        }
        let Some(chunk) = rest.get(line + 2..line + 2 + length) else { break };
        chunks.push(chunk.to_vec());
        rest = rest.get(line + 4 + length..).unwrap_or_default();
    }
    (chunks, false)
}
