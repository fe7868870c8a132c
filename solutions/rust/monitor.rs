//! A log line for each call, and a budget.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::env;
use std::error::Error;
use std::time::Instant;

const MODEL: &str = "gpt-5.4-mini";
// US dollars per million tokens, as of 2026-11-12.
const INPUT_PRICE: f64 = 0.75;
const OUTPUT_PRICE: f64 = 4.50;

/// The reply (none when the call failed) and what it cost. Writes one line that programs
/// can read, without keys and without texts.
fn ask(client: &Client, question: &str) -> Result<(Option<String>, f64), Box<dyn Error>> {
    let begin = Instant::now();
    let answer = client
        .post(format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(&json!({"model": MODEL, "messages": [{"role": "user", "content": question}]}))
        .send()?;
    let status = answer.status();
    let body: Value = answer.json().unwrap_or_default();
    let ms = begin.elapsed().as_millis();
    if !status.is_success() {
        eprintln!("{}", json!({"model": MODEL, "status": status.as_u16(), "ms": ms as u64}));
        return Ok((None, 0.0));
    }
    let input = body["usage"]["prompt_tokens"].as_u64().unwrap_or(0);
    let output = body["usage"]["completion_tokens"].as_u64().unwrap_or(0);
    let usd = (input as f64 * INPUT_PRICE + output as f64 * OUTPUT_PRICE) / 1_000_000.0;
    eprintln!(
        r#"{{"model": "{MODEL}", "status": 200, "ms": {ms}, "input_tokens": {input}, "output_tokens": {output}, "usd": {usd:.6}}}"#
    );
    Ok((body["choices"][0]["message"]["content"].as_str().map(str::to_owned), usd))
}

fn main() -> Result<(), Box<dyn Error>> {
    let client = Client::new();
    let budget: f64 = env::var("BUDGET_USD")?.parse()?;
    let mut spent = 0.0;
    for question in env::var("QUESTIONS")?.lines() {
        if spent >= budget {
            println!("ALERT: the budget of ${budget:.2} is used up (${spent:.6} spent).");
            break;
        }
        let (reply, usd) = ask(&client, question)?;
        spent += usd;
        println!("{}", reply.as_deref().unwrap_or("(no answer)"));
    }
    Ok(())
}
