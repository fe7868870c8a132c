//! Show a Claude reply while it arrives, then why it ended and its output tokens.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::env;
use std::error::Error;
use std::io::{BufRead, BufReader, Write, stdout};

fn main() -> Result<(), Box<dyn Error>> {
    let answer = Client::new()
        .post(format!("{}/v1/messages", env::var("ANTHROPIC_BASE_URL")?))
        .header("x-api-key", env::var("ANTHROPIC_API_KEY")?)
        .header("anthropic-version", "2026-10-21")
        .json(&json!({
            "model": "claude-haiku-5-5",
            "max_tokens": 300,
            "stream": true,
            "messages": [{"role": "user", "content": "Tell me about an old town."}],
        }))
        .send()?
        .error_for_status()?;

    for line in BufReader::new(answer).lines() {
        let line = line?;
        // The lines "event: …" can be left out: the data says what it is, too.
        let Some(data) = line.strip_prefix("data: ") else { continue };
        let event: Value = serde_json::from_str(data)?;
        match event["type"].as_str() {
            Some("content_block_delta") => {
                print!("{}", event["delta"]["text"].as_str().unwrap_or_default());
                stdout().flush()?; // without it, Rust keeps the text until a line is full
            }
            // The usage is the sum so far; nothing has to be added.
            Some("message_delta") => println!(
                "\nEnded because: {}. Output tokens: {}",
                event["delta"]["stop_reason"].as_str().unwrap_or("unknown"),
                event["usage"]["output_tokens"]
            ),
            _ => {} // ping, and what may come in future
        }
    }
    Ok(())
}
