use serde_json::{Value, json};
use std::env;
use std::io::{self, BufRead, BufReader};

fn main() -> anyhow::Result<()> {
    let client = reqwest::blocking::Client::new();
    let mut said: Vec<Value> = Vec::new();
    for line in io::stdin().lines() {
        let line = line?;
        if line == "quit" || line == "exit" {
            break;
        }
        said.push(json!({"role": "user", "content": line}));
        let answer = client
            .post(env::var("OPENAI_BASE_URL")? + "/chat/completions")
            .bearer_auth(env::var("OPENAI_API_KEY")?)
            .json(&json!({"model": "gpt-5.4-mini", "stream": true, "messages": said}))
            .send()?;
        let mut whole = String::new();
        for event in BufReader::new(answer).lines() {
            let event = event?;
            let Some(data) = event.strip_prefix("data: ") else { continue };
            let Ok(chunk) = serde_json::from_str::<Value>(data) else { continue };
            if let Some(piece) = chunk["choices"][0]["delta"]["content"].as_str() {
                print!("{piece}");
                whole += piece;
            }
        }
        println!();
        said.push(json!({"role": "assistant", "content": whole}));
    }
    Ok(())
}
