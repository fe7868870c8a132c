//! What `workbook mock` bears: how soon it answers, a thousand streams at once, ten
//! thousand connections that say nothing, and how fast it counts tokens.
//!
//! `cargo bench --bench mock_load`. The mock is a process of its own, so that its
//! memory can be told; the clients are here and take their share of the cores.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::io::{BufRead, BufReader, Read, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use workbook::models::Encoding;

const STREAMS: usize = 1000;
const IDLE: usize = 10_000;
const TOKENS: usize = 150;
const FIRST_MS: u64 = 100;
const GAP_MS: u64 = 25;
const STARTS: usize = 15;

fn main() {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(run());
}

async fn run() {
    let handles = more_file_handles();
    start_up();
    counting();
    idle(IDLE.min(handles.saturating_sub(200))).await;
    streams(STREAMS.min(handles.saturating_sub(200))).await;
}

/// As many file handles as the system allows; the mock inherits them.
#[cfg(unix)]
fn more_file_handles() -> usize {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    limit.current = limit.maximum;
    let _ = setrlimit(Resource::Nofile, limit);
    getrlimit(Resource::Nofile).current.map_or(usize::MAX, |most| most as usize)
}

#[cfg(not(unix))]
fn more_file_handles() -> usize {
    usize::MAX
}

/// `workbook mock`, ended when it is dropped.
struct Mock {
    child: Child,
    port: u16,
}

impl Mock {
    fn start(script: &str) -> Self {
        let file = tempfile::NamedTempFile::new().unwrap();
        file.as_file().write_all(script.as_bytes()).unwrap();
        let mut child = Command::new(env!("CARGO_BIN_EXE_workbook"))
            .args(["mock", "--seed", "7", "--script"])
            .arg(file.path())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let port = line.trim().trim_end_matches("/v1").rsplit(':').next().unwrap().parse().unwrap();
        Self { child, port }
    }

    /// Its resident memory in KiB, now and at most; zeros where the system does not say.
    fn memory(&self) -> (u64, u64) {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id())).unwrap_or_default();
        let field = |name: &str| {
            let line = status.lines().find(|line| line.starts_with(name))?;
            line.split_whitespace().nth(1)?.parse().ok()
        };
        (field("VmRSS:").unwrap_or(0), field("VmHWM:").unwrap_or(0))
    }
}

impl Drop for Mock {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn request(stream: bool, closing: bool) -> Vec<u8> {
    let body = format!(
        r#"{{"model":"gpt-4.1-mini","messages":[{{"role":"user","content":"What is the capital of Peru?"}}],"stream":{stream}}}"#
    );
    let closing = if closing { "connection: close\r\n" } else { "" };
    format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer k\r\ncontent-type: \
         application/json\r\n{closing}content-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// From the start of the program to the end of its first reply.
fn start_up() {
    let mut addresses = Vec::new();
    let mut times: Vec<f64> = (0..STARTS)
        .map(|_| {
            let began = Instant::now();
            let mock = Mock::start("[[reply]]\ntext = \"Lima.\"\n");
            addresses.push(began.elapsed().as_secs_f64() * 1000.0);
            let mut connection = std::net::TcpStream::connect(("127.0.0.1", mock.port)).unwrap();
            connection.write_all(&request(false, true)).unwrap();
            let mut answer = String::new();
            connection.read_to_string(&mut answer).unwrap();
            assert!(answer.contains("Lima."));
            began.elapsed().as_secs_f64() * 1000.0
        })
        .collect();
    println!(
        "from the start of the program to its address {:.1} ms, to the end of its first reply {:.1} ms (medians)",
        percentile(&mut addresses, 50),
        percentile(&mut times, 50)
    );
}

/// Tokens a second, one thread, texts of about 2,000 bytes that were not counted before.
fn counting() {
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("lessons");
    let mut prose = String::new();
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        prose.push_str(&std::fs::read_to_string(entry.path()).unwrap_or_default());
    }
    let words: Vec<&str> = prose.split(' ').collect();
    for (name, encoding) in [("o200k_base", Encoding::O200k), ("cl100k_base", Encoding::Cl100k)] {
        let _ = workbook::api::tokens::count("warm", encoding);
        let (mut tokens, mut bytes, mut round) = (0, 0, 0);
        let began = Instant::now();
        while began.elapsed() < Duration::from_secs(1) {
            for piece in words.chunks(300) {
                let text = format!("{round} {}", piece.join(" "));
                tokens += workbook::api::tokens::count(&text, encoding);
                bytes += text.len();
            }
            round += 1;
        }
        let seconds = began.elapsed().as_secs_f64();
        let (tokens, bytes) = (tokens as f64 / seconds / 1e6, bytes as f64 / seconds / 1e6);
        println!("counting by {name}: {tokens:.1} million tokens a second ({bytes:.0} MB/s)");
    }
}

/// Connections that are open and say nothing, and a request beside them.
async fn idle(count: usize) {
    let mock = Mock::start("[[reply]]\ntext = \"Lima.\"\n");
    ask(mock.port).await;
    let before = mock.memory().0;
    let mut open = Vec::with_capacity(count);
    while open.len() < count {
        match TcpStream::connect(("127.0.0.1", mock.port)).await {
            Ok(connection) => open.push(connection),
            // The queue of those who wait to be let in is short.
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
    tokio::time::sleep(Duration::from_millis(500)).await;
    let after = mock.memory().0;
    let mut times = Vec::new();
    for _ in 0..100 {
        let began = Instant::now();
        ask(mock.port).await;
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    // Those who waited are still heard.
    let mut heard = 0;
    for connection in open.iter_mut().step_by(97) {
        connection.write_all(&request(false, false)).await.unwrap();
        let mut buffer = [0; 4096];
        heard += usize::from(connection.read(&mut buffer).await.unwrap() > 0);
    }
    assert_eq!(heard, count.div_ceil(97));
    println!(
        "{count} idle connections: {:.1} KiB each (of {:.0} MiB); a new one is answered in {:.2} ms",
        (after.saturating_sub(before)) as f64 / count as f64,
        after as f64 / 1024.0,
        percentile(&mut times, 50)
    );
}

async fn ask(port: u16) {
    let mut connection = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    connection.write_all(&request(false, true)).await.unwrap();
    let mut answer = Vec::new();
    connection.read_to_end(&mut answer).await.unwrap();
    assert!(answer.starts_with(b"HTTP/1.1 200"));
}

/// Streams at a pace, all at once: how late each chunk is.
async fn streams(count: usize) {
    let text = "token ".repeat(TOKENS - 1) + "token";
    let script =
        format!("[pace]\nfirst_ms = {FIRST_MS}\nchunk_ms = {GAP_MS}\n\n[[reply]]\ntext = \"{text}\"\n");
    let mock = Mock::start(&script);
    ask(mock.port).await;
    let mut connections = Vec::with_capacity(count);
    while connections.len() < count {
        match TcpStream::connect(("127.0.0.1", mock.port)).await {
            Ok(connection) => connections.push(connection),
            Err(_) => tokio::time::sleep(Duration::from_millis(5)).await,
        }
    }
    let began = Instant::now();
    let tasks: Vec<_> =
        connections.into_iter().map(|connection| tokio::spawn(one_stream(connection))).collect();
    let (mut late, mut whole) = (Vec::new(), 0);
    for task in tasks {
        let (answer, times) = task.await.unwrap();
        whole += usize::from(said(&answer) == text);
        late.extend(times.iter().enumerate().map(|(chunk, at)| {
            let due = FIRST_MS as f64 + GAP_MS as f64 * chunk as f64;
            (at - due).max(0.0)
        }));
    }
    let took = began.elapsed().as_secs_f64();
    // The role, the tokens, the end.
    let ideal = (FIRST_MS + GAP_MS * (TOKENS as u64 + 1)) as f64 / 1000.0;
    println!(
        "{count} streams of {TOKENS} tokens at once, {:.0} tokens a second: {whole} whole, {took:.2} s where {ideal:.2} \
         are due; chunks late by {:.1} ms (median), {:.1} ms (99 of 100), {:.1} ms (all); memory at most {:.0} MiB",
        (count * TOKENS) as f64 / took,
        percentile(&mut late, 50),
        percentile(&mut late, 99),
        percentile(&mut late, 100),
        mock.memory().1 as f64 / 1024.0
    );
    assert_eq!(whole, count, "streams were lost or cut");
}

/// The answer, and when each chunk with JSON came, in milliseconds from the request.
async fn one_stream(mut connection: TcpStream) -> (Vec<u8>, Vec<f64>) {
    connection.set_nodelay(true).unwrap();
    let began = Instant::now();
    connection.write_all(&request(true, true)).await.unwrap();
    let (mut answer, mut times) = (Vec::with_capacity(1 << 16), Vec::with_capacity(TOKENS + 2));
    let mut looked = 0;
    while connection.read_buf(&mut answer).await.unwrap() > 0 {
        let at = began.elapsed().as_secs_f64() * 1000.0;
        let news = &answer[looked..];
        let frames = news.windows(7).filter(|seven| seven == b"data: {").count();
        times.extend(std::iter::repeat_n(at, frames));
        looked = answer.len().saturating_sub(6).max(looked);
    }
    (answer, times)
}

/// The text of a stream that came to its end.
fn said(answer: &[u8]) -> String {
    let answer = String::from_utf8_lossy(answer);
    let mut text = String::new();
    for data in answer.lines().filter_map(|line| line.strip_prefix("data: {")) {
        let chunk: serde_json::Value = serde_json::from_str(&format!("{{{data}")).unwrap_or_default();
        text.push_str(chunk["choices"][0]["delta"]["content"].as_str().unwrap_or_default());
    }
    if answer.contains("data: [DONE]") { text } else { String::new() }
}

fn percentile(values: &mut [f64], percent: usize) -> f64 {
    values.sort_by(f64::total_cmp);
    values[(values.len() * percent / 100).min(values.len() - 1)]
}
