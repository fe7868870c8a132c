//! What the door adds to each piece of a stream from a real service.
//!
//! A service writes into each piece when it sent it; the client looks at the clock
//! when the piece is there. In alternating rounds it asks the service directly, and
//! through the door of a live run (which reads, prices and records what passes).
//! Prints medians of both in one go. The bar: less than 1 ms more at the median.
//!
//! Run: `cargo bench --bench live`
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::time::{Duration, Instant};
use workbook::api::{ApiOptions, ApiServer, Keys};
use workbook::live::{Limits, LiveRun, Providers};
use workbook::script::Script;

const ROUNDS: usize = 8;
const PIECES: usize = 200;
const GAP: Duration = Duration::from_millis(3);

fn main() {
    let epoch = Instant::now();
    let service = service(epoch);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let providers =
        Providers::free_at("bench", &format!("http://127.0.0.1:{service}/v1"), "sk-real").unwrap();
    let limits = Limits { usd: 1.0, requests: u32::MAX };
    let run = LiveRun::service(providers, limits, false, true, Box::new(|_| {}));
    let door = runtime
        .block_on(ApiServer::start(ApiOptions {
            live: Some(run.scene("main")),
            ..ApiOptions::new(Script::default(), 1, "", Keys::Any)
        }))
        .unwrap();
    let (mut direct, mut through) = (Vec::new(), Vec::new());
    // The first round of each makes connections and fills caches.
    delays(epoch, service);
    delays(epoch, door.port());
    for _ in 0..ROUNDS {
        direct.extend(delays(epoch, service));
        through.extend(delays(epoch, door.port()));
    }
    let pieces = direct.len();
    assert_eq!((pieces, through.len()), (ROUNDS * PIECES, ROUNDS * PIECES));
    let at = |times: &mut Vec<f64>, share: f64| {
        times.sort_by(f64::total_cmp);
        times[(times.len() as f64 * share) as usize]
    };
    println!(
        "{pieces} pieces each, {} ms apart, from the service's write to the client's read:",
        GAP.as_millis()
    );
    for share in [0.5, 0.9, 0.99] {
        let (direct, through) = (at(&mut direct, share), at(&mut through, share));
        println!(
            "  {:>2.0} of 100 within: direct {direct:.3} ms, through the door {through:.3} ms, ratio {:.1}, added {:.3} ms",
            share * 100.0,
            through / direct,
            through - direct
        );
    }
}

/// A service whose pieces say when they were sent, in nanoseconds since `epoch`.
fn service(epoch: Instant) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            std::thread::spawn(move || serve(stream, epoch));
        }
    });
    port
}

fn serve(mut stream: TcpStream, epoch: Instant) {
    stream.set_nodelay(true).unwrap();
    let mut seen = Vec::new();
    let mut buffer = [0; 4096];
    while let Ok(length @ 1..) = stream.read(&mut buffer) {
        seen.extend_from_slice(&buffer[..length]);
        if !seen.ends_with(b"}") {
            continue;
        }
        seen.clear();
        let head = "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
        stream.write_all(head.as_bytes()).unwrap();
        for _ in 0..PIECES {
            std::thread::sleep(GAP);
            let sent = epoch.elapsed().as_nanos();
            let event = format!(
                "data: {{\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"choices\":[{{\"index\":0,\"delta\":{{\"content\":\" {sent}\"}},\"finish_reason\":null}}]}}\n\n"
            );
            stream.write_all(format!("{:x}\r\n{event}\r\n", event.len()).as_bytes()).unwrap();
        }
        stream.write_all(b"e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n").unwrap();
    }
}

/// One stream: how long each piece was on its way, in milliseconds.
fn delays(epoch: Instant, port: u16) -> Vec<f64> {
    let body = r#"{"model":"bench","messages":[{"role":"user","content":"hi"}],"stream":true}"#;
    let mut stream = TcpStream::connect(("127.0.0.1", port)).unwrap();
    stream.set_nodelay(true).unwrap();
    write!(
        stream,
        "POST /v1/chat/completions HTTP/1.1\r\nhost: x\r\nauthorization: Bearer sk-any\r\n\
         content-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
        body.len()
    )
    .unwrap();
    let mut times = Vec::with_capacity(PIECES);
    let mut seen = String::new();
    let mut buffer = [0; 16 * 1024];
    while !seen.ends_with("\r\n0\r\n\r\n") {
        let length = stream.read(&mut buffer).unwrap();
        let now = epoch.elapsed().as_nanos();
        assert!(length > 0, "the stream broke off: {seen}");
        seen.push_str(std::str::from_utf8(&buffer[..length]).unwrap());
        while let Some((before, after)) = seen.split_once("\n\n") {
            if let Some((_, rest)) = before.split_once("\"content\":\" ") {
                let digits = rest.split('"').next().unwrap();
                times.push((now - digits.parse::<u128>().unwrap()) as f64 / 1e6);
            }
            seen = after.to_owned();
        }
    }
    times
}
