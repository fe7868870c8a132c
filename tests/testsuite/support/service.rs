//! Services for live runs that are not the mock in the same process.

use super::{Bench, repository};
use serde_json::Value;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
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
