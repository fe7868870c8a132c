// Words as they come
// Lesson: lessons/14-streaming.md
// Check:  workbook check stream

//! Exercise stream: show a reply while it arrives, then why it ended and its output tokens.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;

    // TODO: ask the question with streaming switched on.
    // TODO: print each piece of the text at once (flush!).
    // TODO: after the last piece, print the reason why the reply ended and the output tokens.

    println!("Nothing has been asked yet.");
    Ok(())
}
