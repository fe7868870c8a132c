//! Ask a model one question and print its answer.

use serde_json::{Value, json};
use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // Neither the key nor the address stands in this file.
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let key = env::var("OPENAI_API_KEY")?;

    let completion: Value = reqwest::blocking::Client::new()
        .post(format!("{base_url}/chat/completions"))
        .bearer_auth(key)
        .json(&json!({
            "model": "gpt-5.4-mini",
            "messages": [{"role": "user", "content": "Why is the sky blue? Answer in one sentence."}],
        }))
        .send()?
        .error_for_status()?
        .json()?;

    // `choices` is a list, because a request may ask for several answers (`n`).
    let reply = completion["choices"][0]["message"]["content"].as_str().ok_or("the reply has no text")?;
    println!("{reply}");
    Ok(())
}
