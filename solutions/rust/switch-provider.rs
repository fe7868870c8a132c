//! Two vendors, and a plan B: when the chosen one fails, the other one is asked.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::env;
use std::error::Error;

type Reply = Result<String, Box<dyn Error>>;

fn ask_openai(client: &Client, question: &str) -> Reply {
    let completion: Value = client
        .post(format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(&json!({"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": question}]}))
        .send()?
        .error_for_status()?
        .json()?;
    Ok(completion["choices"][0]["message"]["content"].as_str().ok_or("no text")?.to_owned())
}

fn ask_anthropic(client: &Client, question: &str) -> Reply {
    let message: Value = client
        .post(format!("{}/v1/messages", env::var("ANTHROPIC_BASE_URL")?))
        .header("x-api-key", env::var("ANTHROPIC_API_KEY")?)
        .header("anthropic-version", "2026-10-21")
        .json(&json!({
            "model": "claude-haiku-5-5",
            "max_tokens": 300,
            "messages": [{"role": "user", "content": question}],
        }))
        .send()?
        .error_for_status()?
        .json()?;
    let blocks = message["content"].as_array().ok_or("no content")?;
    Ok(blocks.iter().filter_map(|block| block["text"].as_str()).collect())
}

fn main() {
    type Ask = fn(&Client, &str) -> Reply;
    let client = Client::new();
    let mut vendors: [(&str, Ask); 2] = [("openai", ask_openai), ("anthropic", ask_anthropic)];
    if env::var("PROVIDER").is_ok_and(|first| first == "anthropic") {
        vendors.reverse();
    }
    for (name, ask) in vendors {
        match ask(&client, "What is a good plan B for a picnic?") {
            Ok(reply) => {
                println!("{reply}");
                return;
            }
            Err(error) => eprintln!("{name} does not answer: {error}"),
        }
    }
    println!("Nobody answers. Please try again later.");
}
