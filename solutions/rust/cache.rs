//! Answer a list of questions, and ask the model only when needed.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::env;
use std::error::Error;

const MODEL: &str = "gpt-5.4-mini";

fn ask(client: &Client, question: &str) -> Result<String, Box<dyn Error>> {
    let completion: Value = client
        .post(format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(&json!({"model": MODEL, "messages": [{"role": "user", "content": question}]}))
        .send()?
        .error_for_status()?
        .json()?;
    Ok(completion["choices"][0]["message"]["content"].as_str().ok_or("no text")?.to_owned())
}

fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::new();
    // All that changes the answer belongs into the key. In real use an entry has an end,
    // and the cache is shared by all servers.
    let mut cache: HashMap<(&str, String), String> = HashMap::new();
    for question in env::var("QUESTIONS")?.lines() {
        println!("> {question}");
        let key = (MODEL, question.trim().to_owned());
        if let Some(known) = cache.get(&key) {
            println!("{known}");
            continue;
        }
        match ask(&client, question) {
            Ok(reply) => {
                println!("{reply}");
                cache.insert(key, reply); // only successes are kept
            }
            Err(error) => println!("(no answer: {error})"),
        }
    }
    Ok(())
}
