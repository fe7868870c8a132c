//! A chat that stays cheap however long it becomes.

use serde_json::{Value, json};
use std::env;
use std::error::Error;
use std::io::{Write, stdin, stdout};

const RULES: &str = "You are a patient gardener. Answer in a few sentences.";
const MESSAGES_SENT: usize = 4; // two whole turns, each a line and its reply

fn main() -> Result<(), Box<dyn Error>> {
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let client = reqwest::blocking::Client::new();
    let mut history: Vec<Value> = Vec::new();

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

        // The rules stand outside of the history, so they cannot be cut off with it.
        let mut messages = vec![json!({"role": "system", "content": RULES})];
        messages.extend_from_slice(&history[history.len().saturating_sub(MESSAGES_SENT)..]);
        messages.push(json!({"role": "user", "content": line}));

        let completion: Value = client
            .post(format!("{base_url}/chat/completions"))
            .bearer_auth(env::var("OPENAI_API_KEY")?)
            .json(&json!({"model": "gpt-5.4-mini", "messages": messages}))
            .send()?
            .error_for_status()?
            .json()?;
        let reply = completion["choices"][0]["message"]["content"].as_str().unwrap_or_default();
        println!("Model: {reply}");
        println!("({} input tokens)", completion["usage"]["prompt_tokens"]);
        history.push(json!({"role": "user", "content": line}));
        history.push(json!({"role": "assistant", "content": reply}));
    }
    Ok(())
}
