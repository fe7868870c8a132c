//! Ask five questions, and slow down when the limit is used up.

use reqwest::header::HeaderMap;
use serde_json::{Value, json};
use std::env;
use std::error::Error;
use std::thread::sleep;
use std::time::Duration;

fn main() -> Result<(), Box<dyn Error>> {
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let client = reqwest::blocking::Client::new();
    let mut pause = Duration::ZERO;

    for number in 1..=5 {
        sleep(pause);
        let question = format!("Give me fun fact number {number} about the sea.");
        let answer = client
            .post(format!("{base_url}/chat/completions"))
            .bearer_auth(env::var("OPENAI_API_KEY")?)
            .json(&json!({"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": question}]}))
            .send()?
            .error_for_status()?;
        pause = pause_before_next(answer.headers());
        let completion: Value = answer.json()?;
        println!("{}", completion["choices"][0]["message"]["content"].as_str().unwrap_or_default());
    }
    Ok(())
}

/// How long the next call has to wait: not at all while something remains.
fn pause_before_next(headers: &HeaderMap) -> Duration {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok());
    if text("x-ratelimit-remaining-requests") != Some("0") {
        return Duration::ZERO;
    }
    let seconds = seconds(text("x-ratelimit-reset-requests").unwrap_or("1s"));
    Duration::from_secs_f64(seconds + 0.05) // clocks differ a little
}

/// The seconds in a time such as `900ms`, `2.4s` or `1m3s`.
fn seconds(duration: &str) -> f64 {
    let mut sum = 0.0;
    let mut rest = duration;
    while let Some(unit_at) = rest.find(|c: char| c.is_ascii_alphabetic()) {
        let (number, tail) = rest.split_at(unit_at);
        let end = tail.find(|c: char| !c.is_ascii_alphabetic()).unwrap_or(tail.len());
        let (unit, tail) = tail.split_at(end);
        let factor = match unit {
            "h" => 3600.0,
            "m" => 60.0,
            "ms" => 0.001,
            _ => 1.0,
        };
        sum += number.parse().unwrap_or(0.0) * factor;
        rest = tail;
    }
    sum
}
