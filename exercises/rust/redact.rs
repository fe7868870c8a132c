// Nothing personal
// Lesson: lessons/22-safety.md
// Check:  workbook check redact

//! Exercise redact: send a message to a model, without personal data.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;
    let message = env::var("MESSAGE")
        .unwrap_or_else(|_| "Order 17 is late. Write to ada@example.com or call +44 20 7946 0000.".to_owned());

    // TODO: replace e-mail addresses, phone numbers and card numbers, and nothing else.
    // TODO: send what is left to a model, and print its reply.

    println!("Nothing has been sent.");
    Ok(())
}
