// Set the client, not the loop
// Lesson: lessons/13-retries.md
// Check:  workbook check client-retries

//! Exercise client-retries: let the client watch the clock, and try again.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;

    // TODO: tell the client how long to wait for one answer.
    let client = reqwest::blocking::Client::builder().build()?;

    let question = "What do you do when nobody answers?";

    // TODO: ask the question and print the reply; try again when that can help.

    println!("Nothing has been set yet.");
    Ok(())
}
