//! Ask several questions and keep account of the tokens they use and what they cost.

use serde::Deserialize;
use serde_json::json;
use std::env;
use std::error::Error;

const MODEL: &str = "gpt-5.4-mini";
// US dollars per million tokens of this model, as of 2026-11-12.
const INPUT_PRICE: f64 = 0.75;
const OUTPUT_PRICE: f64 = 4.50;

const QUESTIONS: [&str; 3] = [
    "What is a token, in one sentence?",
    "Name three rivers in Africa.",
    "Write a two-line poem about counting.",
];

// Only the fields that this program uses; serde passes over the others.
#[derive(Deserialize)]
struct Completion {
    choices: Vec<Choice>,
    usage: Usage,
}

#[derive(Deserialize)]
struct Choice {
    message: Message,
}

#[derive(Deserialize)]
struct Message {
    content: String,
}

#[derive(Deserialize)]
struct Usage {
    prompt_tokens: u64,
    completion_tokens: u64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let key = env::var("OPENAI_API_KEY")?;
    let client = reqwest::blocking::Client::new();
    let (mut input_total, mut output_total) = (0, 0);

    for question in QUESTIONS {
        let completion: Completion = client
            .post(format!("{base_url}/chat/completions"))
            .bearer_auth(&key)
            .json(&json!({"model": MODEL, "messages": [{"role": "user", "content": question}]}))
            .send()?
            .error_for_status()?
            .json()?;

        // The API counts, and bills by its own count. A count made here would miss the
        // tokens that it adds around each message.
        let usage = completion.usage;
        input_total += usage.prompt_tokens;
        output_total += usage.completion_tokens;

        println!("> {question}");
        println!("{}", completion.choices.first().map_or("", |choice| &choice.message.content));
        println!("  input tokens: {}, output tokens: {}", usage.prompt_tokens, usage.completion_tokens);
        println!("  total so far: {}", input_total + output_total);
        println!();
    }

    let dollars = (input_total as f64 * INPUT_PRICE + output_total as f64 * OUTPUT_PRICE) / 1_000_000.0;
    println!("All calls: {input_total} input + {output_total} output = {} tokens", input_total + output_total);
    println!("Cost: ${dollars:.6}");
    Ok(())
}
