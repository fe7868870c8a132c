// Three failures in a row
// Lesson: lessons/13-retries.md
// Check:  workbook check retry

//! Exercise retry: come through three failures in a row.

use std::env;
use std::error::Error;

const QUESTION: &str = "Name one thing that is worth waiting for.";

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;

    // TODO: ask QUESTION and print the reply.
    // TODO: after a failure that may pass, wait and try again; wait longer each time.
    // TODO: wait at least as long as the server asks for.
    // TODO: give up with a message after a handful of tries, and at once for a wrong key.

    println!("Nothing has been tried yet.");
    Ok(())
}
