//! Show a reply while it arrives, then why it ended and how many tokens it had.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::env;
use std::error::Error;
use std::io::{BufRead, BufReader, Write, stdout};

fn main() -> Result<(), Box<dyn Error>> {
    let answer = Client::new()
        .post(format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(&json!({
            "model": "gpt-5.4-mini",
            "stream": true,
            "stream_options": {"include_usage": true},
            "messages": [{"role": "user", "content": "Tell me about the sea."}],
        }))
        .send()?
        .error_for_status()?;

    let mut reason: Option<String> = None; // stays like this when the stream breaks off
    let mut tokens = 0;
    for line in BufReader::new(answer).lines() {
        let line = line?;
        // Each event is a line "data: {…}"; the last one says [DONE].
        let Some(data) = line.strip_prefix("data: ").filter(|data| *data != "[DONE]") else { continue };
        let chunk: Value = serde_json::from_str(data)?;
        let choice = &chunk["choices"][0]; // null in the event with the usage
        if let Some(text) = choice["delta"]["content"].as_str() {
            print!("{text}");
            stdout().flush()?; // without it, Rust keeps the text until a line is full
        }
        if let Some(word) = choice["finish_reason"].as_str() {
            reason = Some(word.to_owned());
        }
        if let Some(count) = chunk["usage"]["completion_tokens"].as_u64() {
            tokens = count;
        }
    }
    println!();

    match reason {
        Some(reason) => println!("Ended because: {reason}. Output tokens: {tokens}"),
        None => println!("The reply broke off."),
    }
    Ok(())
}
