use serde_json::{Value, json};
use std::fmt;

#[derive(Debug)]
enum Trouble { Network(reqwest::Error), Status(u16, String, Option<String>) }

impl From<reqwest::Error> for Trouble { fn from(e: reqwest::Error) -> Self { Self::Network(e) } }

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Network(_) => write!(f, "error: network"),
            Self::Status(code, kind, id) => {
                let word = match (code, kind.as_str()) {
                    (401 | 403, _) => "key",
                    (429, "insufficient_quota") => "quota",
                    (429, _) => "limit",
                    (500.., _) => "server",
                    _ => "request",
                };
                write!(f, "error: {word} (id {})", id.as_deref().unwrap_or("unknown"))
            }
        }
    }
}

fn ask() -> Result<String, Trouble> {
    let r = reqwest::blocking::Client::new()
        .post(format!("{}/chat/completions", std::env::var("OPENAI_BASE_URL").unwrap_or_default()))
        .bearer_auth(std::env::var("OPENAI_API_KEY").unwrap_or_default())
        .json(&json!({"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": "hi"}]}))
        .send()?;
    let code = r.status().as_u16();
    let id = r.headers().get("x-request-id").map(|v| String::from_utf8_lossy(v.as_bytes()).into_owned());
    let v: Value = r.json()?;
    if code >= 400 {
        return Err(Trouble::Status(code, v["error"]["code"].as_str().unwrap_or("").to_string(), id));
    }
    Ok(v["choices"][0]["message"]["content"].as_str().unwrap_or("").to_string())
}

fn main() {
    match ask() {
        Ok(text) => println!("{text}"),
        Err(trouble) => { eprintln!("{trouble}"); std::process::exit(2); }
    }
}
