//! Ask one question, and name the trouble when it fails.

use reqwest::blocking::Response;
use serde_json::{Value, json};
use std::env;
use std::process::ExitCode;

fn main() -> ExitCode {
    match ask("What can go wrong, will it?") {
        Ok(reply) => {
            println!("{reply}");
            ExitCode::SUCCESS
        }
        Err(Trouble { kind, request_id }) => {
            eprintln!("error: {kind}\n{}", advice(kind));
            if let Some(id) = request_id {
                eprintln!("Request id: {id}");
            }
            ExitCode::FAILURE
        }
    }
}

struct Trouble {
    kind: &'static str,
    request_id: Option<String>,
}

fn ask(question: &str) -> Result<String, Trouble> {
    // An error of reqwest means that there was no answer, or none that could be read.
    let network = |_| Trouble { kind: "network", request_id: None };
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let answer = reqwest::blocking::Client::new()
        .post(format!("{base_url}/chat/completions"))
        .bearer_auth(env::var("OPENAI_API_KEY").unwrap_or_default())
        .json(&json!({"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": question}]}))
        .send()
        .map_err(network)?;
    if !answer.status().is_success() {
        return Err(named(answer));
    }
    let completion: Value = answer.json().map_err(network)?;
    Ok(completion["choices"][0]["message"]["content"].as_str().unwrap_or_default().to_owned())
}

/// An answer with an error status, by its kind.
fn named(answer: Response) -> Trouble {
    let request_id = answer.headers().get("x-request-id").and_then(|id| id.to_str().ok()).map(str::to_owned);
    let status = answer.status().as_u16();
    // The body is not always JSON: computers in between answer with web pages.
    let body: Value = answer.json().unwrap_or_default();
    let kind = match status {
        401 | 403 => "key",
        // Before the other 4xx; the type tells the two kinds apart.
        429 if body["error"]["type"] == "insufficient_quota" => "quota",
        429 => "limit",
        400..=499 => "request",
        _ => "server",
    };
    Trouble { kind, request_id }
}

fn advice(kind: &str) -> &'static str {
    match kind {
        "key" => "The key was refused. Check OPENAI_API_KEY.",
        "request" => "The request is wrong. This has to be mended in the program.",
        "quota" => "The account has no money left, or has reached a limit of its own.",
        "limit" => "Too many requests in a minute. Try again a little later.",
        "server" => "The vendor has trouble. Try again later.",
        _ => "There was no answer. Check the connection.",
    }
}
