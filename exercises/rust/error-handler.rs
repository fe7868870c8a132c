// Name the trouble
// Lesson: lessons/12-errors.md
// Check:  workbook check error-handler

//! Exercise error-handler: one question, and a name for every trouble.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;

    let question = "What can go wrong, will it?";

    // TODO: ask the question and print the reply.
    // TODO: when it fails, find out which kind of trouble it is, and print `error: KIND`:
    //       key, request, quota, limit, server or network.
    // TODO: print the request id too, where there was an answer.

    println!("Nothing has gone wrong yet.");
    Ok(())
}
