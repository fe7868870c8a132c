//! A chat in the terminal that shows each reply while it is being written.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::env;
use std::error::Error;
use std::io::{BufRead, BufReader, Write, stdin, stdout};

fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::new();
    let mut messages: Vec<Value> = Vec::new(); // the API remembers nothing: this list is the memory

    println!("Chat with the model. Type quit or exit to leave.");
    let mut lines = stdin().lines();
    loop {
        print!("You: ");
        stdout().flush()?;
        // The lines end at end of input: Ctrl-D, or no more lines in a pipe.
        let Some(line) = lines.next().transpose()? else { break };
        let line = line.trim();
        if line == "quit" || line == "exit" {
            break;
        }
        if line.is_empty() {
            continue;
        }

        messages.push(json!({"role": "user", "content": line}));
        print!("Model: ");
        let reply = stream_reply(&client, &messages)?;
        println!();
        messages.push(json!({"role": "assistant", "content": reply}));
    }
    Ok(())
}

/// Shows the reply piece by piece, and returns all of it.
fn stream_reply(client: &Client, messages: &[Value]) -> Result<String, Box<dyn Error>> {
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let answer = client
        .post(format!("{base_url}/chat/completions"))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(&json!({"model": "gpt-5.4-mini", "stream": true, "messages": messages}))
        .send()?
        .error_for_status()?;

    let mut reply = String::new();
    for line in BufReader::new(answer).lines() {
        let line = line?;
        // Each event is a line "data: {…}"; the last one says [DONE].
        let Some(data) = line.strip_prefix("data: ") else { continue };
        if data == "[DONE]" {
            break;
        }
        let chunk: Value = serde_json::from_str(data)?;
        // Some chunks carry no text: the first, the last, one with the usage.
        if let Some(text) = chunk["choices"][0]["delta"]["content"].as_str() {
            print!("{text}");
            // Without flush, Rust keeps the text back until a line is full.
            stdout().flush()?;
            reply.push_str(text);
        }
    }
    Ok(reply)
}
