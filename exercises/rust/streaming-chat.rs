// A chat that streams
// Lesson: lessons/15-streaming-chat.md
// Check:  workbook check streaming-chat

//! Exercise streaming-chat: a chat that shows each reply while it arrives.

use serde_json::Value;
use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    // reqwest::blocking::Client::new() makes a client; it sends what it is told to, here:
    let url = format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY")?;

    let messages: Vec<Value> = Vec::new(); // the conversation so far

    println!("Chat with the model. Type quit or exit to leave.");

    // TODO: read lines until one says quit or exit, or until the input ends.
    // TODO: send the conversation with streaming switched on.
    // TODO: show each piece of the reply at once (flush!).
    // TODO: add the question and the reply to the conversation.

    println!("Nobody is listening yet.");
    Ok(())
}
