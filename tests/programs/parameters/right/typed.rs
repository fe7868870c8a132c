use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize)]
struct Completion { choices: Vec<Choice> }
#[derive(Deserialize)]
struct Choice { message: Message, finish_reason: String }
#[derive(Deserialize)]
struct Message { content: Option<String> }

fn complete(extra: Value) -> anyhow::Result<Completion> {
    let mut body = json!({"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": "Paint me a picture in words."}]});
    for (key, value) in extra.as_object().into_iter().flatten() { body[key] = value.clone(); }
    Ok(reqwest::blocking::Client::new()
        .post(format!("{}/chat/completions", std::env::var("OPENAI_BASE_URL")?))
        .bearer_auth(std::env::var("OPENAI_API_KEY")?)
        .json(&body).send()?.error_for_status()?.json()?)
}

fn main() -> anyhow::Result<()> {
    for extra in [json!({"max_completion_tokens": 60}), json!({"n": 3, "top_p": 0.9})] {
        for (i, choice) in complete(extra.clone())?.choices.iter().enumerate() {
            println!("#{i} [{}] {}", choice.finish_reason, choice.message.content.as_deref().unwrap_or("-"));
        }
    }
    Ok(())
}
