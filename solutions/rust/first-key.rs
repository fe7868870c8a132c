//! Say whether the key works, is refused, or is missing.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let key = env::var("OPENAI_API_KEY").unwrap_or_default();
    if key.is_empty() {
        println!("key: missing");
        return Ok(());
    }

    // The list of models needs a key and costs nothing.
    let answer =
        reqwest::blocking::Client::new().get(format!("{base_url}/models")).bearer_auth(&key).send()?;
    match answer.status().as_u16() {
        200 => println!("key: works"),
        401 => println!("key: refused"),
        status => return Err(format!("status {status} says nothing about the key").into()),
    }
    // Enough to recognise it, and no more.
    let last: Vec<char> = key.chars().rev().take(4).collect();
    println!("It ends in {}.", last.iter().rev().collect::<String>());
    Ok(())
}
