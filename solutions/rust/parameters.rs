//! A limit for one reply, and three replies at once.

use serde_json::{Value, json};
use std::env;
use std::error::Error;

const MODEL: &str = "gpt-5.4-mini";

fn main() -> Result<(), Box<dyn Error>> {
    let story = ask(&json!({
        "model": MODEL,
        "messages": [{"role": "user", "content": "Tell me a story."}],
        "max_completion_tokens": 40,
    }))?;
    println!("{}", story[0]["message"]["content"].as_str().unwrap_or_default());
    // `length` means that the limit cut the reply off; `stop` that it is whole.
    println!("finish_reason: {}", story[0]["finish_reason"].as_str().unwrap_or("none"));

    let pictures = ask(&json!({
        "model": MODEL,
        "messages": [{"role": "user", "content": "Describe a picture that you would hang on your wall."}],
        "n": 3, // one question, read and paid for once; three replies
    }))?;
    for (number, choice) in (1..).zip(&pictures) {
        println!("{number}. {}", choice["message"]["content"].as_str().unwrap_or_default());
    }
    Ok(())
}

/// The choices of the reply.
fn ask(request: &Value) -> Result<Vec<Value>, Box<dyn Error>> {
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let completion: Value = reqwest::blocking::Client::new()
        .post(format!("{base_url}/chat/completions"))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(request)
        .send()?
        .error_for_status()?
        .json()?;
    Ok(completion["choices"].as_array().cloned().unwrap_or_default())
}
