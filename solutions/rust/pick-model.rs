//! Ask the first model of a list that answers.

use serde_json::{Value, json};
use std::env;
use std::error::Error;
use std::process::ExitCode;

// The names stand in one place. The first is gone; the program copes.
const WISHES: [&str; 3] = ["gpt-3.5-turbo", "gpt-5.4-mini", "gpt-6-luna"];

fn main() -> ExitCode {
    match ask("What makes a good second choice?") {
        Ok(completion) => {
            // An alias may lead to another version tomorrow; the reply names the one of today.
            println!("{} says:", completion["model"].as_str().unwrap_or("an unnamed model"));
            println!("{}", completion["choices"][0]["message"]["content"].as_str().unwrap_or_default());
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("The call failed: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// The answer of the first model that is there.
fn ask(question: &str) -> Result<Value, Box<dyn Error>> {
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let client = reqwest::blocking::Client::new();
    for model in WISHES {
        let answer = client
            .post(format!("{base_url}/chat/completions"))
            .bearer_auth(env::var("OPENAI_API_KEY")?)
            .json(&json!({"model": model, "messages": [{"role": "user", "content": question}]}))
            .send()?;
        // This status and no other: a wrong key stays wrong.
        if answer.status().as_u16() == 404 {
            eprintln!("{model} is not there.");
            continue;
        }
        return Ok(answer.error_for_status()?.json()?);
    }
    Err("none of the models is there; look at the vendor's list, and change WISHES".into())
}
