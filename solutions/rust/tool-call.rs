//! Let a model use a function of this program.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::env;
use std::error::Error;

const MAX_ROUNDS: usize = 5;
const PRICES: [(&str, i64); 3] = [("notebook", 349), ("pencil", 89), ("eraser", 125)]; // in cents

fn tools() -> Value {
    json!([{
        "type": "function",
        "function": {
            "name": "total_price",
            "description": "The price in cents of some pieces of an item that the shop sells.",
            "strict": true,
            "parameters": {
                "type": "object",
                "properties": {
                    "item": {"type": "string", "description": "for example: pencil"},
                    "quantity": {"type": "integer"},
                },
                "required": ["item", "quantity"],
                "additionalProperties": false,
            },
        },
    }])
}

/// The result of a tool call. Arguments are input from a stranger.
fn run(call: &Value) -> Value {
    if call["function"]["name"] != "total_price" {
        return json!({"error": "unknown function"});
    }
    let arguments = call["function"]["arguments"].as_str().unwrap_or_default();
    let Ok(given) = serde_json::from_str::<Value>(arguments) else {
        return json!({"error": "the arguments are not JSON"});
    };
    let Some((_, price)) = PRICES.iter().find(|(item, _)| given["item"] == *item) else {
        return json!({"error": "unknown item"});
    };
    match given["quantity"].as_i64() {
        Some(quantity @ 1..=1_000_000) => json!({"total_cents": price * quantity}),
        _ => json!({"error": "quantity must be a whole number above 0"}),
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::new();
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;
    let mut messages = vec![json!({"role": "user", "content": "What do the pencils for our class cost?"})];

    for _ in 0..MAX_ROUNDS {
        let completion: Value = client
            .post(&url)
            .bearer_auth(&key)
            .json(&json!({"model": "gpt-5.4-mini", "messages": messages, "tools": tools()}))
            .send()?
            .error_for_status()?
            .json()?;
        let message = completion["choices"][0]["message"].clone();
        let calls = message["tool_calls"].as_array().cloned().unwrap_or_default();
        if calls.is_empty() {
            println!("{}", message["content"].as_str().unwrap_or_default());
            return Ok(());
        }
        messages.push(message); // the calls, before their results
        for call in calls {
            let content = run(&call).to_string();
            messages.push(json!({"role": "tool", "tool_call_id": call["id"], "content": content}));
        }
    }
    println!("The model asked for tools again and again; stopped.");
    Ok(())
}
