// Plan B
// Lesson: lessons/21-second-provider.md
// Check:  workbook check switch-provider

//! Exercise switch-provider: two vendors, and a plan B.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let first = env::var("PROVIDER").unwrap_or_else(|_| "openai".to_owned());

    // TODO: write a function for each vendor that takes a question and returns a text.
    // TODO: ask the first vendor; when it fails, ask the other one.
    // TODO: print the reply, or say that nobody answers.

    println!("Nothing has been done yet.");
    Ok(())
}
