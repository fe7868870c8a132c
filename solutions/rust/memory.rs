//! Two sessions with the same person, and notes between them.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::env;
use std::error::Error;

const ROLE: &str = "You are the assistant of a garden shop.";
const TAKE_NOTES: &str = "Note in a few short lines what should be remembered of this customer: \
                          the name, and what they are looking for. Facts only.";

/// Adds a turn to the conversation and returns the reply.
fn ask(client: &Client, messages: &mut Vec<Value>, text: &str) -> Result<String, Box<dyn Error>> {
    messages.push(json!({"role": "user", "content": text}));
    let completion: Value = client
        .post(format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(&json!({"model": "gpt-5.4-mini", "messages": messages}))
        .send()?
        .error_for_status()?
        .json()?;
    let reply = completion["choices"][0]["message"]["content"].as_str().unwrap_or_default().to_owned();
    messages.push(json!({"role": "assistant", "content": reply}));
    Ok(reply)
}

/// Holds a session that starts with these notes, and returns new ones.
fn hold(client: &Client, lines: &str, notes: &str) -> Result<String, Box<dyn Error>> {
    let system = format!("{ROLE} What you know of this customer: {notes}");
    let mut messages = vec![json!({"role": "system", "content": system})];
    for line in lines.lines() {
        println!("> {line}\n{}", ask(client, &mut messages, line)?);
    }
    ask(client, &mut messages, TAKE_NOTES)
}

fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::new();
    // In real use the notes are kept in a database, under the customer's number.
    let notes = hold(&client, &env::var("SESSION_1")?, "nothing yet")?;
    hold(&client, &env::var("SESSION_2")?, &notes)?;
    Ok(())
}
