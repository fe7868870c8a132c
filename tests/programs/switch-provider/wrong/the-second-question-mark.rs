use serde_json::{Value, json};
use std::env;
use std::error::Error;
type Reply = Result<String, Box<dyn Error>>;
fn openai() -> Reply {
    let v: Value = reqwest::blocking::Client::new().post(format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(&json!({"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": "Plan B?"}]}))
        .send()?.error_for_status()?.json()?;
    Ok(v["choices"][0]["message"]["content"].as_str().ok_or("no text")?.to_owned())
}
fn anthropic() -> Reply {
    let v: Value = reqwest::blocking::Client::new().post(format!("{}/v1/messages", env::var("ANTHROPIC_BASE_URL")?))
        .header("x-api-key", env::var("ANTHROPIC_API_KEY")?).header("anthropic-version", "2026-10-21")
        .json(&json!({"model": "claude-haiku-5-5", "max_tokens": 300, "messages": [{"role": "user", "content": "Plan B?"}]}))
        .send()?.error_for_status()?.json()?;
    Ok(v["content"][0]["text"].as_str().ok_or("no text")?.to_owned())
}
fn main() -> Result<(), Box<dyn Error>> {
    let a = env::var("PROVIDER")? == "anthropic";
    let reply = if a { anthropic().or_else(|_| openai())? } else { openai().or_else(|_| anthropic())? };
    println!("{reply}");
    Ok(())
}
