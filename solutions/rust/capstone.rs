//! A support bot for a shop.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::env;
use std::error::Error;
use std::io::{Write, stdin, stdout};
use std::thread::sleep;
use std::time::Duration;

const MAX_ROUNDS: usize = 5;
const MAX_TRIES: u32 = 4;
const ORDERS: [(&str, &str); 2] = [("48213", "packed on Monday"), ("7730", "on its way to you")];
const ROLE: &str =
    "You are the support of a small shop. Be brief and kind. Never promise what you do not know.";

fn tools() -> Value {
    json!([{
        "type": "function",
        "function": {
            "name": "order_status",
            "description": "The state of an order.",
            "strict": true,
            "parameters": {
                "type": "object",
                "properties": {"order": {"type": "string", "description": "the order's number"}},
                "required": ["order"],
                "additionalProperties": false,
            },
        },
    }])
}

/// Replaces card numbers: 16 digits, perhaps with spaces or hyphens between.
fn redact(line: &str) -> String {
    let (mut clean, mut rest) = (String::new(), line);
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit()) {
        clean.push_str(&rest[..start]);
        rest = &rest[start..];
        let length = rest.find(|c: char| !(c.is_ascii_digit() || c == ' ' || c == '-')).unwrap_or(rest.len());
        let number = rest[..length].trim_end_matches([' ', '-']);
        let is_card = number.chars().filter(char::is_ascii_digit).count() == 16;
        clean.push_str(if is_card { "[CARD]" } else { number });
        rest = &rest[number.len()..];
    }
    clean + rest
}

/// The model's next message; waits and tries again where that can help. It is the only
/// place where retries happen.
fn call(client: &Client, messages: &[Value]) -> Result<Value, Box<dyn Error>> {
    let mut wait = Duration::from_millis(500);
    for tries in 1.. {
        let answer = client
            .post(format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?))
            .bearer_auth(env::var("OPENAI_API_KEY")?)
            .json(&json!({"model": "gpt-5.4-mini", "messages": messages, "tools": tools()}))
            .send()?;
        let status = answer.status();
        if status.is_success() {
            let completion: Value = answer.json()?;
            return Ok(completion["choices"][0]["message"].clone());
        }
        if tries == MAX_TRIES || !(status == 429 || status.is_server_error()) {
            return Err(format!("status {status}").into());
        }
        let asked = answer.headers().get("retry-after").and_then(|s| s.to_str().ok()?.parse().ok());
        sleep(wait.max(Duration::from_secs(asked.unwrap_or(0))).mul_f64(1.0 + 0.25 * fastrand::f64()));
        wait *= 2;
    }
    unreachable!("the loop ends at MAX_TRIES")
}

/// The result of a tool call. Arguments are input from a stranger.
fn run(call: &Value) -> Value {
    let arguments = call["function"]["arguments"].as_str().unwrap_or_default();
    let given: Value = serde_json::from_str(arguments).unwrap_or_default();
    let found = ORDERS.iter().find(|(order, _)| given["order"] == *order);
    json!({"order": given["order"], "status": found.map_or("unknown order", |(_, state)| state)})
}

/// One turn: the line goes in, the reply comes out, with tools in between.
fn turn(client: &Client, messages: &mut Vec<Value>, line: &str) -> Result<String, Box<dyn Error>> {
    messages.push(json!({"role": "user", "content": redact(line)}));
    for _ in 0..MAX_ROUNDS {
        let message = call(client, messages)?;
        let calls = message["tool_calls"].as_array().cloned().unwrap_or_default();
        let text = message["content"].as_str().unwrap_or_default().to_owned();
        messages.push(message);
        if calls.is_empty() {
            return Ok(text);
        }
        for call in calls {
            let content = run(&call).to_string();
            messages.push(json!({"role": "tool", "tool_call_id": call["id"], "content": content}));
        }
    }
    Err("too many rounds of tools".into())
}

fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::new();
    let mut messages = vec![json!({"role": "system", "content": ROLE})];
    println!("Support. Type quit or exit to leave.");
    let mut lines = stdin().lines();
    loop {
        print!("You: ");
        stdout().flush()?;
        let Some(line) = lines.next().transpose()? else { break };
        let line = line.trim();
        if line == "quit" || line == "exit" {
            break;
        }
        if line.is_empty() {
            continue;
        }
        let saved = messages.len();
        match turn(&client, &mut messages, line) {
            Ok(reply) => println!("Bot: {reply}"),
            Err(error) => {
                messages.truncate(saved); // half a turn must not stay in the history
                println!("Bot: Sorry, that did not work ({error}). Please try again.");
            }
        }
    }
    Ok(())
}
