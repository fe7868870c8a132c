// Half the price
// Lesson: lessons/16-many-at-once.md
// Check:  workbook check batch

//! Exercise batch: send a list of reviews through the batch endpoint.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let base_url = env::var("OPENAI_BASE_URL")?;
    let key = env::var("OPENAI_API_KEY")?;
    let reviews = env::var("REVIEWS").unwrap_or_else(|_| "I love it.\nIt broke at once.".to_owned());

    // TODO: write one request a line, with a custom_id, and upload the lines as a file.
    // TODO: create a batch, and ask every half second until it is completed.
    // TODO: download the results, and print "NUMBER: reply" for each review, or "NUMBER: failed".

    println!("Nothing has been done yet.");
    Ok(())
}
