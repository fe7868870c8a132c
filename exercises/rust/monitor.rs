// The log book
// Lesson: lessons/23-production.md
// Check:  workbook check monitor

//! Exercise monitor: a log line for each call, and a budget.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;
    // US dollars per million tokens of "gpt-5.4-mini", as of 2026-11-12.
    const INPUT_PRICE: f64 = 0.75;
    const OUTPUT_PRICE: f64 = 4.50;
    let budget: f64 = env::var("BUDGET_USD").unwrap_or_else(|_| "1".to_owned()).parse()?;
    let questions = env::var("QUESTIONS").unwrap_or_else(|_| "What is moss?\nWhat is clay?".to_owned());

    // TODO: ask one question after the other.
    // TODO: log tokens, cost and milliseconds of each call; of a failed one its status.
    // TODO: when the budget is used up, print a line with ALERT and send nothing more.

    println!("Nothing to log yet.");
    Ok(())
}
