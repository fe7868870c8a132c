// A stream with names
// Lesson: lessons/21-second-provider.md
// Check:  workbook check anthropic-stream

//! Exercise anthropic-stream: show a Claude reply while it arrives.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let url = format!("{}/v1/messages", env::var("ANTHROPIC_BASE_URL")?);
    let key = env::var("ANTHROPIC_API_KEY")?;

    // TODO: ask the question with streaming switched on.
    // TODO: print each piece of the text at once (flush!).
    // TODO: after the last piece, print the stop reason and the output tokens.

    println!("Nothing has been asked yet.");
    Ok(())
}
