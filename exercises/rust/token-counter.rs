// Count every token
// Lesson: lessons/10-tokens-usage-cost.md
// Check:  workbook check token-counter

//! Exercise token-counter: make several calls and keep account of the tokens.

use std::env;
use std::error::Error;

const QUESTIONS: [&str; 2] = ["What is a token, in one sentence?", "Name three rivers in Africa."];

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;

    for question in QUESTIONS {
        // TODO: ask the question.
        // TODO: print how many tokens went in and how many came out.
        // TODO: add them to a running total and print it.
        println!("Not asked yet: {question}");
    }
    Ok(())
}
