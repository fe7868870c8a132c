use serde_json::{Value, json};

fn main() {
    let r = reqwest::blocking::Client::new()
        .post(std::env::var("OPENAI_BASE_URL").unwrap() + "/chat/completions")
        .bearer_auth(std::env::var("OPENAI_API_KEY").unwrap())
        .json(&json!({"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": "hi"}]}))
        .send()
        .unwrap();
    let id = r.headers().get("x-request-id").and_then(|v| v.to_str().ok()).unwrap_or("-").to_string();
    let status = r.status().as_u16();
    let v: Value = r.json().unwrap();
    let word = match status {
        200 => { println!("{}", v["choices"][0]["message"]["content"].as_str().unwrap()); return; }
        401 | 403 => "key",
        429 if v["error"]["code"] == "insufficient_quota" => "quota",
        429 => "limit",
        400..=499 => "request",
        _ => "server",
    };
    println!("error: {word} [{id}]");
}
