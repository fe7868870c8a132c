// Zero and one
// Lesson: lessons/09-temperature.md
// Check:  workbook check temperature

//! Exercise temperature: the same question at temperature 0 and at temperature 1.

use std::env;
use std::error::Error;

const QUESTION: &str = "Invent a name for a small bakery. Reply with the name only.";

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;

    // TODO: ask QUESTION at temperature 0, once or several times.
    // TODO: ask QUESTION at temperature 1, equally often.
    // TODO: print every reply, so that a reader sees which temperature it belongs to.

    println!("Nothing to compare yet.");
    Ok(())
}
