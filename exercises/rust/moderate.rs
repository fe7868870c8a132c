// At the door
// Lesson: lessons/22-safety.md
// Check:  workbook check moderate

//! Exercise moderate: every message and every reply passes the moderation endpoint.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let base_url = env::var("OPENAI_BASE_URL")?;
    let key = env::var("OPENAI_API_KEY")?;
    let message = env::var("MESSAGE").unwrap_or_else(|_| "Which flowers like shade?".to_owned());

    // TODO: ask /v1/moderations about the message; if it is flagged, print "blocked" and stop.
    // TODO: ask a model.
    // TODO: ask /v1/moderations about the reply; show it, or print "blocked".

    println!("The door is closed.");
    Ok(())
}
