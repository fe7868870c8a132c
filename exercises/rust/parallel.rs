// Four at most
// Lesson: lessons/16-many-at-once.md
// Check:  workbook check parallel

//! Exercise parallel: eight questions, several at a time, never more than four.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;
    let cities = ["Lima", "Oslo", "Quito", "Rome", "Cairo", "Hanoi", "Dakar", "Perth"];

    // TODO: ask one question about each city, two to four requests at a time.
    // TODO: one request may be refused; the others' replies must be shown all the same.
    // TODO: print every reply.

    println!("Nothing has been asked yet.");
    Ok(())
}
