use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

async fn ask(client: reqwest::Client, n: u32) -> anyhow::Result<String> {
    let v: Value = client
        .post(format!("{}/chat/completions", std::env::var("OPENAI_BASE_URL")?))
        .bearer_auth(std::env::var("OPENAI_API_KEY")?)
        .json(&json!({"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": format!("What is {n} squared?")}]}))
        .send().await?
        .error_for_status()?
        .json().await?;
    Ok(v["choices"][0]["message"]["content"].as_str().unwrap_or("?").to_string())
}

#[tokio::main]
async fn main() {
    let client = reqwest::Client::new();
    stream::iter(11..=20)
        .map(|n| { let client = client.clone(); async move { (n, ask(client, n).await) } })
        .buffer_unordered(4)
        .for_each(|(n, answer)| async move {
            match answer {
                Ok(text) => println!("{n}: {text}"),
                Err(e) => eprintln!("{n}: {e:#}"),
            }
        })
        .await;
}
