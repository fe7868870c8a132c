//! Answers that do not come to their end: broken off by the script, or by the client.

use super::*;

#[tokio::test]
async fn resets_are_resets() {
    let handle = start(vec![
        Reply { fault: Some(Fault::Reset), times: Some(1), ..Reply::default() },
        Reply { fault: Some(Fault::Reset), after_chunks: Some(2), ..Reply::text("one two three four") },
    ])
    .await;
    let error = Client::connect(&handle).await.send(&chat(&hello())).await.err().unwrap();
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    let mut client = Client::connect(&handle).await;
    client.0.write_all(&chat(&streamed())).await.unwrap();
    assert_eq!(client.head().await.unwrap().status, 200);
    let mut text = String::new();
    let error = loop {
        match client.chunk().await {
            Ok(chunk) => text.push_str(&String::from_utf8(chunk).unwrap()),
            Err(error) => break error,
        }
    };
    assert_eq!(error.kind(), std::io::ErrorKind::ConnectionReset);
    assert!(text.contains(" two") && !text.contains("three"));
    let exchanges = handle.finish().await;
    assert_eq!(
        (exchanges[0].status, exchanges[0].complete, exchanges[0].fault.as_deref()),
        (0, false, Some("reset"))
    );
    assert_eq!(
        (exchanges[1].status, exchanges[1].complete, exchanges[1].fault.as_deref()),
        (200, false, Some("reset"))
    );
    assert_eq!(exchanges[1].reply, ["one two"]);
}

#[tokio::test]
async fn cuts_end_cleanly_but_early() {
    let handle =
        start(vec![Reply { fault: Some(Fault::Cut), after_chunks: Some(1), ..Reply::text("one two three") }])
            .await;
    let reply = ask(&handle, &chat(&streamed())).await;
    assert!(
        reply.text().contains("\"one\"") && !reply.text().contains("two") && !reply.text().contains("[DONE]")
    );
    let error = Client::connect(&handle).await.send(&chat(&hello())).await.err().unwrap();
    assert_eq!(error.kind(), std::io::ErrorKind::UnexpectedEof);
    let exchanges = handle.finish().await;
    assert_eq!((exchanges[0].complete, exchanges[0].fault.as_deref()), (false, Some("cut")));
    assert_eq!(exchanges[0].reply, ["one"]);
    assert_eq!(exchanges[0].response["choices"][0]["finish_reason"], Value::Null);
    assert_eq!((exchanges[1].complete, exchanges[1].fault.as_deref()), (false, Some("cut")));
}

#[tokio::test]
async fn stalls_last_until_the_client_or_the_run_gives_up() {
    let handle = start(vec![
        Reply { fault: Some(Fault::Stall), times: Some(2), ..Reply::default() },
        Reply { fault: Some(Fault::Stall), after_chunks: Some(1), ..Reply::text("one two") },
    ])
    .await;
    let mut traffic = handle.traffic();
    let mut gone = Client::connect(&handle).await;
    gone.0.write_all(&chat(&hello())).await.unwrap();
    traffic.wait_for(|traffic| traffic.begun == 1).await.unwrap();
    drop(gone);
    traffic.wait_for(|traffic| traffic.ended == 1).await.unwrap();
    let mut waiting = Client::connect(&handle).await;
    waiting.0.write_all(&chat(&hello())).await.unwrap();
    traffic.wait_for(|traffic| traffic.begun == 2).await.unwrap();
    let mut reading = Client::connect(&handle).await;
    reading.0.write_all(&chat(&streamed())).await.unwrap();
    assert_eq!(reading.head().await.unwrap().status, 200);
    assert!(String::from_utf8(reading.chunk().await.unwrap()).unwrap().contains("\"one\""));
    let exchanges = handle.finish().await;
    let seen: Vec<_> = exchanges.iter().map(|e| (e.status, e.complete, e.fault.as_deref())).collect();
    assert_eq!(seen, [(0, false, Some("stall")), (0, false, Some("stall")), (200, false, Some("stall"))]);
    assert_eq!(exchanges[2].reply, ["one"]);
}

#[tokio::test]
async fn a_client_that_closes_mid_stream_is_noticed() {
    let pace = Pace { chunk_ms: 20, ..Pace::default() };
    let handle =
        start(vec![Reply { pace: Some(pace), ..Reply::text("one two three four five six seven") }]).await;
    let mut traffic = handle.traffic();
    let mut client = Client::connect(&handle).await;
    client.0.write_all(&chat(&streamed())).await.unwrap();
    client.head().await.unwrap();
    client.chunk().await.unwrap();
    drop(client);
    traffic.wait_for(|traffic| !traffic.busy() && traffic.begun == 1).await.unwrap();
    let exchange = handle.finish().await.remove(0);
    assert!(!exchange.complete && exchange.fault.is_none() && exchange.status == 200);
    assert!(exchange.reply[0].starts_with("one") && !exchange.reply[0].ends_with("seven"));
}
