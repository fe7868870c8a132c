// Follow up
// Lesson: lessons/06-responses-api.md
// Check:  workbook check follow-up

//! Exercise follow-up: two questions; the API keeps the context.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let url = format!("{}/responses", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;

    let instructions = "You answer in one short sentence.";

    // TODO: ask a first question through the Responses API and print the reply.
    // TODO: ask a second question that builds on it. Say which response it follows,
    //       and send nothing of the first turn again.
    // TODO: print the second reply.

    println!("Nothing has been asked yet.");
    Ok(())
}
