//! Ask two questions; the API keeps the context.

use serde_json::{Value, json};
use std::env;
use std::error::Error;

const INSTRUCTIONS: &str = "You answer in one short sentence.";

fn main() -> Result<(), Box<dyn Error>> {
    let first = ask("Who wrote the novel Emma?", None)?;
    println!("{}", text_of(&first));

    // Only what is new is sent: the API has the rest.
    let second = ask("When was she born?", first["id"].as_str())?;
    println!("{}", text_of(&second));
    Ok(())
}

/// Asks, and says which response the question follows.
fn ask(question: &str, previous: Option<&str>) -> Result<Value, Box<dyn Error>> {
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let answer = reqwest::blocking::Client::new()
        .post(format!("{base_url}/responses"))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(&json!({
            "model": "gpt-5.4-mini",
            "instructions": INSTRUCTIONS, // not carried over, so they come along each time
            "input": question,
            "previous_response_id": previous,
        }))
        .send()?
        .error_for_status()?;
    Ok(answer.json()?)
}

/// The text of all messages. `output` may hold other items too, so look at the types.
fn text_of(response: &Value) -> String {
    let items = response["output"].as_array().into_iter().flatten();
    let messages = items.filter(|item| item["type"] == "message");
    let parts = messages.flat_map(|message| message["content"].as_array().into_iter().flatten());
    parts.filter_map(|part| part["text"].as_str()).collect()
}
