//! What lies between the door and a service: TLS, HTTP/2, proxies.

use super::support::service::{KEY, Service, bench};
use bytes::Bytes;
use http_body_util::BodyExt;
use hyper::body::{Body, Frame, Incoming};
use hyper::service::service_fn;
use hyper::{Request, Response, Version};
use hyper_util::rt::{TokioExecutor, TokioIo};
use std::collections::VecDeque;
use std::convert::Infallible;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime::Runtime;
use tokio_rustls::TlsAcceptor;

async fn both_ways<A, B>(mut a: A, mut b: B)
where
    A: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
    B: tokio::io::AsyncRead + tokio::io::AsyncWrite + Unpin,
{
    let _ = tokio::io::copy_bidirectional(&mut a, &mut b).await;
}

/// Ends TLS, and speaks these protocols behind it; with the certificate to trust.
fn tls(protocols: &[&[u8]]) -> (TlsAcceptor, String) {
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    let key = rustls::pki_types::PrivateKeyDer::try_from(made.signing_key.serialize_der()).unwrap();
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let mut config = rustls::ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![made.cert.der().clone()], key)
        .unwrap();
    config.alpn_protocols = protocols.iter().map(|name| name.to_vec()).collect();
    (TlsAcceptor::from(Arc::new(config)), made.cert.pem())
}

/// A listener of this runtime, and its port.
fn listening(runtime: &Runtime) -> (TcpListener, u16) {
    let listener = runtime.block_on(TcpListener::bind("127.0.0.1:0")).unwrap();
    let port = listener.local_addr().unwrap().port();
    (listener, port)
}

/// Ends TLS in front of a service; its port, and the certificate to trust.
fn tls_before(runtime: &Runtime, port: u16) -> (u16, String) {
    let (acceptor, certificate) = tls(&[]);
    let (listener, own) = listening(runtime);
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let acceptor = acceptor.clone();
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                both_ways(stream, TcpStream::connect(("127.0.0.1", port)).await.unwrap()).await;
            });
        }
    });
    (own, certificate)
}

/// A body that goes in these pieces, a frame each.
struct Pieces(VecDeque<&'static [u8]>);

impl Body for Pieces {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        Poll::Ready(self.0.pop_front().map(|piece| Ok(Frame::data(Bytes::from_static(piece)))))
    }
}

const PLAIN: &[&[u8]] = &[
    br#"{"id":"chatcmpl-1","object":"chat.completion","created":1,"model":"gpt-5.4-mini","choices":[{"index":0,"#,
    br#""message":{"role":"assistant","content":"All at once, by HTTP/2."},"finish_reason":"stop"}],"#,
    br#""usage":{"prompt_tokens":9,"completion_tokens":8,"total_tokens":17}}"#,
];
const STREAM: &[&[u8]] = &[
    b"data: {\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"Piece by piece,\"}}]}\n\n",
    b"data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\" by HTTP",
    b"/2.\"},\"finish_reason\":\"stop\"}]}\n\ndata: [DONE]\n\n",
];

/// What a service was asked: protocol, headers.
type Asked = Arc<Mutex<Vec<(Version, hyper::HeaderMap)>>>;

async fn answer(request: Request<Incoming>, asked: Asked) -> Result<Response<Pieces>, Infallible> {
    asked.lock().unwrap().push((request.version(), request.headers().clone()));
    let body = request.into_body().collect().await.unwrap().to_bytes();
    let body: serde_json::Value = serde_json::from_slice(&body).unwrap();
    let (kind, pieces) =
        if body["stream"] == true { ("text/event-stream", STREAM) } else { ("application/json", PLAIN) };
    let pieces = Pieces(pieces.iter().copied().collect());
    Ok(Response::builder().header("content-type", kind).body(pieces).unwrap())
}

/// A service that speaks HTTP/2 and nothing else.
fn http_2(runtime: &Runtime) -> (u16, String, Asked) {
    let (acceptor, certificate) = tls(&[b"h2"]);
    let (listener, port) = listening(runtime);
    let asked = Asked::default();
    let notes = Arc::clone(&asked);
    runtime.spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            let (acceptor, notes) = (acceptor.clone(), Arc::clone(&notes));
            tokio::spawn(async move {
                let Ok(stream) = acceptor.accept(stream).await else { return };
                let service = service_fn(move |request| answer(request, Arc::clone(&notes)));
                let server = hyper::server::conn::http2::Builder::new(TokioExecutor::new());
                let _ = server.serve_connection(TokioIo::new(stream), service).await;
            });
        }
    });
    (port, certificate, asked)
}

/// A proxy that knows only CONNECT, and counts.
fn proxy(runtime: &Runtime) -> (u16, Arc<AtomicU32>) {
    let used = Arc::new(AtomicU32::new(0));
    let (listener, own) = listening(runtime);
    let counter = Arc::clone(&used);
    runtime.spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut head = Vec::new();
            while !head.ends_with(b"\r\n\r\n") {
                let mut byte = [0];
                stream.read_exact(&mut byte).await.unwrap();
                head.push(byte[0]);
            }
            let head = String::from_utf8(head).unwrap();
            let target = head.strip_prefix("CONNECT ").unwrap().split(' ').next().unwrap().to_owned();
            counter.fetch_add(1, Ordering::SeqCst);
            let onward = TcpStream::connect(target.replace("localhost", "127.0.0.1")).await.unwrap();
            stream.write_all(b"HTTP/1.1 200 Connection established\r\n\r\n").await.unwrap();
            tokio::spawn(both_ways(stream, onward));
        }
    });
    (own, used)
}

#[test]
fn tls_with_ones_own_authority_and_a_proxy() {
    let service = Service::answering();
    let runtime = Runtime::new().unwrap();
    let (tls, certificate) = tls_before(&runtime, service.port());
    let untrusted = bench("basic-call", &format!("https://localhost:{tls}/v1"));
    untrusted.run(&["check", "basic-call", "--live=up"]).expect_code(4).expect("SSL_CERT_FILE");
    let trusting = untrusted.file("ca.pem", &certificate);
    let file = trusting.path().join("ca.pem");
    let trusting = trusting.env("SSL_CERT_FILE", &file.display().to_string());
    trusting.run(&["check", "basic-call", "--live=up"]).expect_code(0);
    let (port, used) = proxy(&runtime);
    let behind = trusting.env("HTTPS_PROXY", &format!("http://127.0.0.1:{port}")).env("NO_PROXY", "");
    behind.run(&["check", "basic-call", "--live=up"]).expect_code(0);
    assert_eq!(used.load(Ordering::SeqCst), 1);
    assert_eq!(service.closed().len(), 2);
}

/// Asks for a stream and shows its text.
const STREAMING: &str = r#"curl -sN "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" \
  -H 'Content-Type: application/json' -H 'Connection: keep-alive' \
  -d '{"model":"gpt-5.4-mini","stream":true,"messages":[{"role":"user","content":"hello"}]}' |
  sed -n 's/^data: {/{/p' | jq -rj '.choices[0].delta.content // empty'
"#;

#[test]
fn services_that_speak_http_2_are_asked_by_it() {
    let runtime = Runtime::new().unwrap();
    let (port, certificate, asked) = http_2(&runtime);
    let bench = bench("basic-call", &format!("https://localhost:{port}/v1")).file("ca.pem", &certificate);
    let file = bench.path().join("ca.pem");
    let bench = bench.env("SSL_CERT_FILE", &file.display().to_string());
    let said = bench.run(&["check", "basic-call", "--live=up", "--trace"]).expect_code(0);
    said.expect("All at once, by HTTP/2.");
    let bench = bench.file("streaming.sh", STREAMING);
    let said = bench.run(&["check", "basic-call", "--file", "streaming.sh", "--live=up", "--trace"]);
    said.expect_code(0).expect("Piece by piece, by HTTP/2.");
    let asked = asked.lock().unwrap();
    assert_eq!(asked.len(), 2);
    for (version, headers) in asked.iter() {
        assert_eq!(*version, Version::HTTP_2);
        assert_eq!(headers["authorization"], format!("Bearer {KEY}"));
        assert!(!headers.contains_key("connection"), "{headers:?}");
    }
}
