// Short, and several
// Lesson: lessons/08-parameters.md
// Check:  workbook check parameters

//! Exercise parameters: a limit for one reply, and three replies at once.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;

    let story = "Tell me a story.";
    let picture = "Describe a picture that you would hang on your wall.";

    // TODO: ask for a story with a limit of at most 60 tokens for the reply.
    // TODO: print the reply and its finish_reason.
    // TODO: ask for the picture, for three replies in one request.
    // TODO: print all three.

    println!("No parameter has been set yet.");
    Ok(())
}
