// Your first call
// Lesson: lessons/04-first-call.md
// Check:  workbook check basic-call

//! Exercise basic-call: ask a model a question and print its answer.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;

    let question = "Why is the sky blue? Answer in one sentence.";

    // TODO: send the question to a model, for example "gpt-5.4-mini".
    // TODO: take the text out of the reply and print it.

    println!("Nothing has been asked yet.");
    Ok(())
}
