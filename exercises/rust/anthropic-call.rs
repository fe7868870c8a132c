// The other dialect
// Lesson: lessons/21-second-provider.md
// Check:  workbook check anthropic-call

//! Exercise anthropic-call: ask a Claude model, show its reply and its tokens.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let url = format!("{}/v1/messages", env::var("ANTHROPIC_BASE_URL")?);
    let key = env::var("ANTHROPIC_API_KEY")?;

    // TODO: send the question to "claude-haiku-5-5", with a system prompt.
    // TODO: print the text of the reply, and its input and output tokens.

    println!("Nothing has been asked yet.");
    Ok(())
}
