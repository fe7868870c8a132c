// Ask once
// Lesson: lessons/23-production.md
// Check:  workbook check cache

//! Exercise cache: answer a list of questions, and ask the model only when needed.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;
    let questions = env::var("QUESTIONS").unwrap_or_else(|_| "What is a fern?\nWhat is a fern?".to_owned());

    // TODO: answer each question, from the cache if it is there, else by the model.
    // TODO: keep successes only, and go on after a failure.
    // TODO: print an answer for every line.

    println!("Nothing has been done yet.");
    Ok(())
}
