//! Ask the same question at temperature 0 and at temperature 1, and show every reply.

use serde_json::{Value, json};
use std::env;
use std::error::Error;

const QUESTION: &str = "Invent a name for a small bakery. Reply with the name only.";
const REPEATS: usize = 3;

fn main() -> Result<(), Box<dyn Error>> {
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let key = env::var("OPENAI_API_KEY")?;
    let client = reqwest::blocking::Client::new();

    for temperature in [0, 1] {
        println!("temperature {temperature}");
        for _ in 0..REPEATS {
            let completion: Value = client
                .post(format!("{base_url}/chat/completions"))
                .bearer_auth(&key)
                .json(&json!({
                    "model": "gpt-5.4-mini",
                    // A model that reasons before it answers accepts no temperature but 1.
                    "reasoning_effort": "none",
                    "temperature": temperature,
                    "messages": [{"role": "user", "content": QUESTION}],
                }))
                .send()?
                .error_for_status()?
                .json()?;
            let reply = completion["choices"][0]["message"]["content"].as_str();
            println!("   {}", reply.ok_or("the reply has no text")?);
        }
    }
    Ok(())
}
