// Is my key all right?
// Lesson: lessons/03-setting-up.md
// Check:  workbook check first-key

//! Exercise first-key: say whether the key works, is refused, or is missing.

use std::env;
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let url = format!("{}/models", env::var("OPENAI_BASE_URL")?);
    let key = env::var("OPENAI_API_KEY").unwrap_or_default();

    // TODO: without a key, print `key: missing` and send nothing.
    // TODO: with a key, try it on the API.
    // TODO: print `key: works` or `key: refused`, and the key's last four characters,
    //       but never the key itself.

    println!("The key has not been tried yet.");
    Ok(())
}
