//! Ask one question; the client watches the clock, and a short loop tries again.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::env;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

const MAX_TRIES: u32 = 6;

fn main() -> ExitCode {
    // The timeout holds for each try: long enough for a slow reply, short enough for a
    // lost one. reqwest's blocking client would wait for 30 seconds.
    let client = match Client::builder().timeout(Duration::from_secs(15)).build() {
        Ok(client) => client,
        Err(error) => {
            eprintln!("No client: {error}");
            return ExitCode::FAILURE;
        }
    };
    // reqwest does not retry by itself.
    let mut failures = 0;
    loop {
        let problem = match ask(&client, "What do you do when nobody answers?") {
            Ok(reply) => {
                println!("{reply}");
                return ExitCode::SUCCESS;
            }
            Err(error) => error,
        };
        failures += 1;
        // Without a status there was no answer, which may pass like trouble at the vendor's.
        let may_pass = problem.status().is_none_or(|s| matches!(s.as_u16(), 408 | 409 | 429 | 500..));
        if failures == MAX_TRIES || !may_pass {
            eprintln!("Giving up: {problem}");
            return ExitCode::FAILURE;
        }
        sleep(Duration::from_millis(250) * 2u32.pow(failures));
    }
}

fn ask(client: &Client, question: &str) -> reqwest::Result<String> {
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let completion: Value = client
        .post(format!("{base_url}/chat/completions"))
        .bearer_auth(env::var("OPENAI_API_KEY").unwrap_or_default())
        .json(&json!({"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": question}]}))
        .send()?
        .error_for_status()?
        .json()?;
    Ok(completion["choices"][0]["message"]["content"].as_str().unwrap_or_default().to_owned())
}
