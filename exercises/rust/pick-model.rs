// A second choice
// Lesson: lessons/07-choosing-a-model.md
// Check:  workbook check pick-model

//! Exercise pick-model: ask the first model of a list that answers.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;

    let wishes = ["gpt-3.5-turbo", "gpt-5.4-mini", "gpt-6-luna"];
    let question = "What makes a good second choice?";

    // TODO: ask the question of the first model in the list.
    // TODO: when a model is gone (status 404), go on to the next one.
    // TODO: print the reply, and the version that gave it.
    // TODO: stop with a message at any other error.

    println!("No model has been asked yet.");
    Ok(())
}
