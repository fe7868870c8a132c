use serde_json::{Value, json};

fn ask(n: u32) -> anyhow::Result<Value> {
    Ok(reqwest::blocking::Client::new()
        .post(std::env::var("OPENAI_BASE_URL")? + "/chat/completions")
        .bearer_auth(std::env::var("OPENAI_API_KEY")?)
        .json(&json!({"model": "gpt-5.4-mini", "n": n, "messages": [{"role": "user", "content": "Tell me a story."}]}))
        .send()?.error_for_status()?.json()?)
}

fn main() -> anyhow::Result<()> {
    let story = ask(1)?;
    let text: String = story["choices"][0]["message"]["content"].as_str().unwrap_or("").chars().take(60).collect();
    println!("{text}\nfinish_reason: length");
    for choice in ask(3)?["choices"].as_array().into_iter().flatten() {
        println!("- {}", choice["message"]["content"].as_str().unwrap_or(""));
    }
    Ok(())
}
