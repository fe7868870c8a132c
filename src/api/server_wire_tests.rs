//! Many who knock at once, and one who asks without a pause.

use super::*;
use std::io::{Read, Write};
use std::time::Duration;

#[tokio::test]
async fn hundreds_may_knock_before_anybody_is_let_in() {
    let handle = start(vec![]).await;
    // Nothing is awaited, so the listener lets nobody in meanwhile. Who finds no room hears
    // nothing, and tries again for minutes.
    let address = ([127, 0, 0, 1], handle.port()).into();
    let inside: Vec<_> = (0..300)
        .map(|_| std::net::TcpStream::connect_timeout(&address, Duration::from_secs(20)).unwrap())
        .collect();
    drop(inside);
    handle.finish().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_client_that_is_alone_and_asks_without_a_pause_is_understood() {
    const REQUESTS: usize = 60;
    let handle = start(vec![]).await;
    let port = handle.port();
    let client = std::thread::spawn(move || {
        let mut stream = std::net::TcpStream::connect(("127.0.0.1", port)).unwrap();
        stream.set_nodelay(true).unwrap();
        for round in 0..REQUESTS {
            let mut body = hello();
            body["max_tokens"] = json!(1);
            if round % 3 == 1 {
                body["messages"][0]["content"] = json!("long ".repeat(4000));
            }
            let request = chat(&body);
            // In two pieces, the second later: what is seen at first is not all there is.
            let (first, second) = request.split_at(if round % 3 == 2 { 90 } else { request.len() });
            stream.write_all(first).unwrap();
            if !second.is_empty() {
                std::thread::sleep(Duration::from_micros(200));
                stream.write_all(second).unwrap();
            }
            let mut answer = Vec::new();
            while !answer.ends_with(b"\n}\n") && !answer.ends_with(b"\n}") {
                let mut bytes = [0; 4096];
                let length = stream.read(&mut bytes).unwrap();
                assert!(length > 0, "{}", String::from_utf8_lossy(&answer));
                answer.extend_from_slice(&bytes[..length]);
            }
            assert!(answer.starts_with(b"HTTP/1.1 200 OK"), "{}", String::from_utf8_lossy(&answer));
        }
        stream.shutdown(std::net::Shutdown::Write).unwrap();
        stream.read(&mut [0; 1]).unwrap()
    });
    let at_the_end = tokio::task::spawn_blocking(move || client.join().unwrap()).await.unwrap();
    assert_eq!(at_the_end, 0, "the end of the client ends the connection");
    let exchanges = handle.finish().await;
    assert_eq!(exchanges.iter().filter(|exchange| exchange.complete).count(), REQUESTS);
}
