//! Ask one question through the Responses API.

use serde_json::{Value, json};
use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let response: Value = reqwest::blocking::Client::new()
        .post(format!("{base_url}/responses"))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(&json!({
            "model": "gpt-5.4-mini",
            "instructions": "You answer in one short sentence.",
            "input": "Why do cats purr?",
        }))
        .send()?
        .error_for_status()?
        .json()?;
    println!("{}", text_of(&response));
    Ok(())
}

/// The text of all messages. `output` may hold other items too, so look at the types.
fn text_of(response: &Value) -> String {
    let items = response["output"].as_array().into_iter().flatten();
    let messages = items.filter(|item| item["type"] == "message");
    let parts = messages.flat_map(|message| message["content"].as_array().into_iter().flatten());
    parts.filter_map(|part| part["text"].as_str()).collect()
}
