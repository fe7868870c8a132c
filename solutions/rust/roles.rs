//! Ask two questions in one conversation, under rules of our own.

use serde_json::{Value, json};
use std::env;
use std::error::Error;

const RULES: &str = "You are a museum guide. Answer in one short sentence.";
const QUESTIONS: [&str; 2] = ["Who painted the Mona Lisa?", "When was he born?"];

fn main() -> Result<(), Box<dyn Error>> {
    // The API remembers nothing: this list is the whole conversation. What stands at
    // its head goes out with every request.
    let mut messages = vec![json!({"role": "system", "content": RULES})];

    for question in QUESTIONS {
        messages.push(json!({"role": "user", "content": question}));
        let reply = ask(&messages)?;
        println!("> {question}\n{reply}");
        // The model said it, so the role is `assistant`.
        messages.push(json!({"role": "assistant", "content": reply}));
    }
    Ok(())
}

fn ask(messages: &[Value]) -> Result<String, Box<dyn Error>> {
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let completion: Value = reqwest::blocking::Client::new()
        .post(format!("{base_url}/chat/completions"))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(&json!({"model": "gpt-5.4-mini", "messages": messages}))
        .send()?
        .error_for_status()?
        .json()?;
    Ok(completion["choices"][0]["message"]["content"].as_str().unwrap_or_default().to_owned())
}
