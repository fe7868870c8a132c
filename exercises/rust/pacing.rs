// Pace yourself
// Lesson: lessons/11-rate-limits-budgets.md
// Check:  workbook check pacing

//! Exercise pacing: five questions, and no 429.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;

    for number in 1..=5 {
        let question = format!("Give me fun fact number {number} about the sea.");
        // TODO: ask the question, keep the headers of the answer, and print the reply.
        // TODO: when no request remains, wait as long as the reset header says.
    }

    println!("Nothing has been asked yet.");
    Ok(())
}
