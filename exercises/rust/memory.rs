// Hello again
// Lesson: lessons/20-memory.md
// Check:  workbook check memory

//! Exercise memory: two sessions with the same person, and notes between them.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;
    let session_1 = env::var("SESSION_1").unwrap_or_else(|_| "My name is Ada.\nI like roses.".to_owned());
    let session_2 = env::var("SESSION_2").unwrap_or_else(|_| "Hello again! Who am I?".to_owned());

    // TODO: send the lines of session_1, each with the turns before it, and print the replies.
    // TODO: make notes of what should be remembered.
    // TODO: begin afresh: send the lines of session_2 with the notes, without the old turns.

    println!("Nobody has said anything yet.");
    Ok(())
}
