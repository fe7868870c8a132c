//! Send a message to a model, without personal data.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::env;
use std::error::Error;

/// Replaces e-mail addresses, card numbers and phone numbers.
fn redact(text: &str) -> String {
    let words: Vec<&str> =
        text.split(' ').map(|word| if word.contains('@') { "[EMAIL]" } else { word }).collect();
    let text = words.join(" ");

    let mut clean = String::new();
    let mut rest = text.as_str();
    while let Some(start) = rest.find(|c: char| c.is_ascii_digit() || "+(".contains(c)) {
        clean.push_str(&rest[..start]);
        rest = &rest[start..];
        // A number as people write it: digits, with spaces, hyphens and brackets between.
        let length = rest.find(|c: char| !(c.is_ascii_digit() || "+() -".contains(c))).unwrap_or(rest.len());
        let number = rest[..length].trim_end_matches([' ', '-', '(', ')', '+']);
        match number.chars().filter(char::is_ascii_digit).count() {
            16 => clean.push_str("[CARD]"),
            // Order numbers, dates and prices have no plus or bracket before them.
            9.. if number.starts_with(['+', '(']) => clean.push_str("[PHONE]"),
            _ => clean.push_str(number),
        }
        // What looked like a number and is none is copied as it is.
        let taken = number.len().max(rest.chars().next().map_or(0, char::len_utf8));
        if number.is_empty() {
            clean.push_str(&rest[..taken]);
        }
        rest = &rest[taken..];
    }
    clean + rest
}

fn main() -> Result<(), Box<dyn Error>> {
    let completion: Value = Client::new()
        .post(format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(&json!({
            "model": "gpt-5.4-mini",
            "messages": [
                {"role": "system", "content": "You answer customers of a shop, briefly and kindly."},
                {"role": "user", "content": redact(&env::var("MESSAGE")?)},
            ],
        }))
        .send()?
        .error_for_status()?
        .json()?;
    println!("{}", completion["choices"][0]["message"]["content"].as_str().unwrap_or_default());
    Ok(())
}
