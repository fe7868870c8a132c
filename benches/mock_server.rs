//! How fast the mock server is, plain and streamed, against a bare axum server that
//! returns the same bytes, and how long one stream of 300 tokens takes.
//!
//! `cargo bench --bench mock_server` prints ratios: figures of one machine and
//! one moment mean little, ratios of alternating rounds mean more. The load
//! generator runs in the same process and takes its share of the cores.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use axum::Router;
use axum::body::{Body, Bytes};
use axum::http::{HeaderMap, HeaderName, HeaderValue, Response};
use axum::routing::post;
use hyper::body::{Body as HttpBody, Frame};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpSocket, TcpStream};
use workbook::api::{ApiHandle, ApiOptions, ApiServer, Keys};
use workbook::script::{Reply, Script};

const KEY: &str = "sk-bench-0123456789";
// Short rounds in turn, and the ratio taken pair by pair: a shared machine changes its
// pace within seconds.
const ROUND: Duration = Duration::from_millis(300);
const ROUNDS: usize = 15;
const CONNECTIONS: [usize; 3] = [1, 32, 256];
const STREAMS: usize = 300;
const TOKENS: usize = 300;
/// What holds the longest answer.
const BUFFER: usize = 1 << 18;

fn main() {
    tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap().block_on(run());
}

async fn run() {
    let reply = "The capital of Peru is Lima, a city on the Pacific coast.";
    println!("plain replies, requests per second (medians of {ROUNDS} alternating rounds)");
    against("scripted", mock(vec![Reply::text(reply)]).await, &request(false), 1, &CONNECTIONS).await;
    // With a seed the same request has the same reply each time, so that the other
    // server can send the same bytes.
    against("its own", mock(Vec::new()).await, &with_seed(&request(false)), 1, &CONNECTIONS[1..2]).await;
    println!("streams of {TOKENS} tokens, tokens per second");
    against("scripted", mock(vec![long_reply()]).await, &request(true), TOKENS, &CONNECTIONS).await;
    stream().await;
}

fn long_reply() -> Reply {
    Reply::text(" token".repeat(TOKENS).trim_start())
}

/// The mock against the other server: answers per second, times what is in each.
async fn against(name: &str, mock: ApiHandle, request: &[u8], each: usize, connections: &[usize]) {
    let same_bytes = one_answer(mock.port(), request).await;
    let bare = bare(&same_bytes).await;
    for connections in connections.iter().copied() {
        let (mut ours, mut theirs, mut ratios) = (Vec::new(), Vec::new(), Vec::new());
        load(mock.port(), request, connections, ROUND).await;
        load(bare, request, connections, ROUND).await;
        for _ in 0..ROUNDS {
            let one = load(mock.port(), request, connections, ROUND).await;
            let other = load(bare, request, connections, ROUND).await;
            ours.push(one);
            theirs.push(other);
            ratios.push(one / other);
        }
        let (ours, theirs, ratio) = (median(&mut ours), median(&mut theirs), median(&mut ratios));
        let (ours, theirs) = (ours * each as f64, theirs * each as f64);
        println!(
            "  {name}, {connections:>4} connections: mock {ours:>9.0}, bare axum {theirs:>9.0}, ratio {ratio:.2}"
        );
    }
    drop(mock.finish().await);
}

/// One stream of 300 tokens on an idle keep-alive connection.
async fn stream() {
    let mock = mock(vec![long_reply()]).await;
    let request = request(true);
    let mut connection = TcpStream::connect(("127.0.0.1", mock.port())).await.unwrap();
    connection.set_nodelay(true).unwrap();
    let mut times = Vec::new();
    let mut buffer = vec![0; BUFFER];
    for _ in 0..STREAMS {
        tokio::time::sleep(Duration::from_millis(2)).await;
        let began = Instant::now();
        connection.write_all(&request).await.unwrap();
        let mut length = 0;
        while !buffer[..length].ends_with(b"data: [DONE]\n\n\r\n0\r\n\r\n") {
            length += connection.read(&mut buffer[length..]).await.unwrap();
        }
        times.push(began.elapsed().as_secs_f64() * 1000.0);
    }
    let exchanges = mock.finish().await;
    let tokens = exchanges[0].usage.unwrap().output_tokens;
    times.sort_by(f64::total_cmp);
    println!(
        "one stream of {tokens} tokens on an idle connection: median {:.2} ms, 90 of 100 within {:.2} ms",
        times[times.len() / 2],
        times[times.len() * 9 / 10]
    );
}

async fn mock(replies: Vec<Reply>) -> ApiHandle {
    ApiServer::start(ApiOptions::new(
        Script { replies, ..Script::default() },
        1,
        "bench",
        Keys::Exactly(KEY.to_owned()),
    ))
    .await
    .unwrap()
}

/// A server that reads the request and returns a fixed answer, a stream in the same pieces.
/// Its headers and body are constants, so that not even reference counts slow it down.
async fn bare(answer: &Answer) -> u16 {
    let Answer { headers, body } = answer.clone();
    let handler = move |_request: Bytes| {
        let (headers, body) = (headers.clone(), body.clone());
        async move {
            let mut response = Response::new(match body {
                Sent::Whole(bytes) => Body::from(bytes),
                Sent::Pieces(pieces) => Body::new(Pieces(pieces)),
            });
            *response.headers_mut() = headers;
            response
        }
    };
    let app = Router::new().route("/v1/chat/completions", post(handler));
    // As many may knock at once as at the mock's.
    let socket = TcpSocket::new_v4().unwrap();
    socket.bind("127.0.0.1:0".parse().unwrap()).unwrap();
    let listener = socket.listen(4096).unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        use axum::serve::ListenerExt;
        let listener = listener.tap_io(|stream| {
            let _ = stream.set_nodelay(true);
        });
        axum::serve(listener, app).await.unwrap();
    });
    port
}

fn request(stream: bool) -> Vec<u8> {
    let body = format!(
        r#"{{"model":"gpt-4.1-mini","messages":[{{"role":"system","content":"You are terse."}},{{"role":"user","content":"What is the capital of Peru?"}}],"temperature":0.7,"stream":{stream}}}"#
    );
    format!(
        "POST /v1/chat/completions HTTP/1.1\r\nhost: 127.0.0.1\r\nauthorization: Bearer {KEY}\r\ncontent-type: \
         application/json\r\naccept: application/json\r\nuser-agent: OpenAI/Python 3.51.0\r\n\
         x-stainless-lang: python\r\nx-stainless-retry-count: 0\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .into_bytes()
}

/// The same request with a seed.
fn with_seed(request: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(request.to_vec()).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let longer = body.replacen('{', r#"{"seed":7,"#, 1);
    let head = head
        .replace(&format!("content-length: {}", body.len()), &format!("content-length: {}", longer.len()));
    format!("{head}\r\n\r\n{longer}").into_bytes()
}

#[derive(Clone)]
struct Answer {
    headers: HeaderMap,
    body: Sent,
}

#[derive(Clone)]
enum Sent {
    Whole(Bytes),
    Pieces(VecDeque<Bytes>),
}

/// A body that is ready, piece by piece.
struct Pieces(VecDeque<Bytes>);

impl HttpBody for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(|piece| Ok(Frame::data(piece))))
    }
}

/// The pieces of a chunked body.
fn pieces(mut body: &'static [u8]) -> VecDeque<Bytes> {
    let mut pieces = VecDeque::new();
    while let Some(line) = body.windows(2).position(|two| two == b"\r\n") {
        let length = usize::from_str_radix(std::str::from_utf8(&body[..line]).unwrap(), 16).unwrap();
        pieces.push_back(Bytes::from_static(&body[line + 2..line + 2 + length]));
        body = &body[line + 2 + length + 2..];
    }
    pieces.retain(|piece| !piece.is_empty());
    pieces
}

async fn one_answer(port: u16, request: &[u8]) -> Answer {
    let mut connection = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    connection.write_all(request).await.unwrap();
    let mut buffer = vec![0; BUFFER];
    let mut length = 0;
    let end = loop {
        length += connection.read(&mut buffer[length..]).await.unwrap();
        if let Some(end) = answer_end(&buffer[..length]) {
            break end;
        }
    };
    let text = String::from_utf8(buffer[..end].to_vec()).unwrap().leak();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let body = match head.contains("transfer-encoding: chunked") {
        true => Sent::Pieces(pieces(body.as_bytes())),
        false => Sent::Whole(Bytes::from_static(body.as_bytes())),
    };
    let headers = head
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(": "))
        .filter(|(name, _)| !["date", "content-length", "transfer-encoding"].contains(name))
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_static(value)))
        .collect();
    Answer { headers, body }
}

/// Where a complete answer ends, if it is all there.
fn answer_end(bytes: &[u8]) -> Option<usize> {
    const LENGTH: &[u8] = b"content-length: ";
    // Only a chunked body ends like this.
    const LAST: &[u8] = b"\r\n0\r\n\r\n";
    if bytes.ends_with(LAST) {
        return Some(bytes.len());
    }
    let head = bytes.windows(4).take(2048).position(|four| four == b"\r\n\r\n")? + 4;
    let at = bytes[..head].windows(LENGTH.len()).position(|part| part == LENGTH)? + LENGTH.len();
    let digits = bytes[at..].iter().take_while(|b| b.is_ascii_digit());
    let length = digits.fold(0, |length, digit| length * 10 + usize::from(digit - b'0'));
    (bytes.len() >= head + length).then_some(head + length)
}

/// Requests per second over so many keep-alive connections.
async fn load(port: u16, request: &[u8], connections: usize, time: Duration) -> f64 {
    let stop = Arc::new(AtomicBool::new(false));
    let request: Arc<[u8]> = request.into();
    let began = Instant::now();
    let tasks: Vec<_> = (0..connections)
        .map(|_| tokio::spawn(client(port, Arc::clone(&request), Arc::clone(&stop))))
        .collect();
    tokio::time::sleep(time).await;
    stop.store(true, Ordering::Relaxed);
    let mut done = 0u64;
    for task in tasks {
        done += task.await.unwrap();
    }
    done as f64 / began.elapsed().as_secs_f64()
}

async fn client(port: u16, request: Arc<[u8]>, stop: Arc<AtomicBool>) -> u64 {
    let mut connection = TcpStream::connect(("127.0.0.1", port)).await.unwrap();
    connection.set_nodelay(true).unwrap();
    let mut buffer = vec![0; BUFFER];
    let mut done = 0;
    while !stop.load(Ordering::Relaxed) {
        connection.write_all(&request).await.unwrap();
        let mut length = 0;
        while answer_end(&buffer[..length]).is_none() {
            length += connection.read(&mut buffer[length..]).await.unwrap();
        }
        done += 1;
    }
    done
}

fn median(values: &mut [f64]) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
