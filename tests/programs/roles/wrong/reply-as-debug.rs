use serde_json::{Value, json};

fn main() -> anyhow::Result<()> {
    let rules = json!({"role": "system", "content": "Be brief."});
    let first = ask(&[rules.clone(), json!({"role": "user", "content": "Who wrote Faust?"})])?;
    println!("{first:?}");
    let second = ask(&[rules, json!({"role": "assistant", "content": format!("{first:?}")}), json!({"role": "user", "content": "When did he die?"})])?;
    println!("{second:?}");
    Ok(())
}

fn ask(messages: &[Value]) -> anyhow::Result<String> {
    let v: Value = reqwest::blocking::Client::new()
        .post(std::env::var("OPENAI_BASE_URL")? + "/chat/completions")
        .bearer_auth(std::env::var("OPENAI_API_KEY")?)
        .json(&json!({"model": "gpt-5.4-mini", "messages": messages}))
        .send()?.json()?;
    Ok(v["choices"][0]["message"]["content"].as_str().unwrap_or_default().to_owned())
}
