//! Ask a Claude model, show its reply and its tokens.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let message: Value = Client::new()
        .post(format!("{}/v1/messages", env::var("ANTHROPIC_BASE_URL")?))
        .header("x-api-key", env::var("ANTHROPIC_API_KEY")?)
        .header("anthropic-version", "2026-10-21")
        .json(&json!({
            "model": "claude-haiku-5-5",
            "max_tokens": 300, // required by this API
            "system": "Answer in one sentence.",
            "messages": [{"role": "user", "content": "Why is the sky blue?"}],
        }))
        .send()?
        .error_for_status()?
        .json()?;

    // A reply consists of blocks; not all of them need to be text.
    let blocks = message["content"].as_array().ok_or("no content")?;
    let text: String = blocks.iter().filter_map(|block| block["text"].as_str()).collect();
    println!("{text}");
    let usage = &message["usage"];
    println!("{} input tokens, {} output tokens", usage["input_tokens"], usage["output_tokens"]);
    Ok(())
}
