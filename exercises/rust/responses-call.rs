// One response
// Lesson: lessons/06-responses-api.md
// Check:  workbook check responses-call

//! Exercise responses-call: one question through the Responses API.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let url = format!("{}/responses", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;

    let instructions = "You answer in one short sentence.";
    let question = "Why do cats purr?";

    // TODO: send instructions and question through the Responses API.
    // TODO: take the text out of the reply and print it.

    println!("Nothing has been asked yet.");
    Ok(())
}
