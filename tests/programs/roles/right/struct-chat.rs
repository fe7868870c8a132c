use serde::Serialize;
use serde_json::{Value, json};

#[derive(Serialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum Role { Developer, User, Assistant }

#[derive(Serialize)]
struct Message { role: Role, content: String }

struct Chat { http: reqwest::Client, history: Vec<Message> }

impl Chat {
    fn new(rules: &str) -> Self {
        Self { http: reqwest::Client::new(), history: vec![Message { role: Role::Developer, content: rules.into() }] }
    }

    async fn ask(&mut self, text: &str) -> anyhow::Result<String> {
        self.history.push(Message { role: Role::User, content: text.into() });
        let reply: Value = self.http
            .post(format!("{}/chat/completions", std::env::var("OPENAI_BASE_URL")?))
            .bearer_auth(std::env::var("OPENAI_API_KEY")?)
            .json(&json!({ "model": "gpt-5.4-mini", "messages": self.history }))
            .send().await?.error_for_status()?.json().await?;
        let text = reply["choices"][0]["message"]["content"].as_str().unwrap_or_default().to_string();
        self.history.push(Message { role: Role::Assistant, content: text.clone() });
        Ok(text)
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let mut chat = Chat::new("Speak like a sailor, in one sentence.");
    for q in ["What is the deepest sea?", "And who was the first to go down there?"] {
        println!("{q}\n  -> {}", chat.ask(q).await?);
    }
    Ok(())
}
