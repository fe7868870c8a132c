//! Ask eight questions, up to four at a time.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::env;
use std::error::Error;
use std::sync::Mutex;
use std::thread;

const AT_ONCE: usize = 4;
const CITIES: [&str; 8] = ["Lima", "Oslo", "Quito", "Rome", "Cairo", "Hanoi", "Dakar", "Perth"];

/// The reply about a city.
fn ask(client: &Client, city: &str) -> Result<String, Box<dyn Error>> {
    let completion: Value = client
        .post(format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(&json!({
            "model": "gpt-5.4-mini",
            "messages": [{"role": "user", "content": format!("Name a dish from {city}.")}],
        }))
        .send()?
        .error_for_status()?
        .json()?;
    Ok(completion["choices"][0]["message"]["content"].as_str().ok_or("no text")?.to_owned())
}

fn main() {
    let client = Client::new(); // one for all threads: it shares connections
    let waiting = Mutex::new(CITIES.iter());

    // Four threads, so there are never more than four requests under way. Each takes
    // the next city until none is left; a failure stays with its own question.
    thread::scope(|scope| {
        for _ in 0..AT_ONCE {
            scope.spawn(|| {
                loop {
                    let Some(city) = waiting.lock().ok().and_then(|mut cities| cities.next()) else { break };
                    match ask(&client, city) {
                        Ok(reply) => println!("{city}: {reply}"),
                        Err(error) => println!("{city}: (no answer: {error})"),
                    }
                }
            });
        }
    });
}
