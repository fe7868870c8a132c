//! Ask one question, and come through a busy or a broken server.

use reqwest::blocking::{Client, Response};
use serde_json::{Value, json};
use std::env;
use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

const MAX_TRIES: u32 = 5;
const FIRST_WAIT: Duration = Duration::from_millis(500);
const LONGEST_WAIT: Duration = Duration::from_secs(60);

/// A try that came to nothing.
struct Failure {
    what: String,
    /// Whether the same request may succeed a little later.
    may_pass: bool,
    /// How long the server asks us to wait; zero if it does not.
    asked: Duration,
}

fn main() -> ExitCode {
    match ask("Name one thing that is worth waiting for.") {
        Ok(reply) => {
            println!("{reply}");
            ExitCode::SUCCESS
        }
        Err(problem) => {
            eprintln!("Giving up: {problem}");
            ExitCode::FAILURE
        }
    }
}

/// The reply's text, or what was wrong when all tries have failed.
fn ask(question: &str) -> Result<String, String> {
    let client = Client::new();
    for failures in 1.. {
        let failure = match try_once(&client, question) {
            Ok(reply) => return Ok(reply),
            Err(failure) => failure,
        };
        let wait = wait_after(failures, failure.asked);
        if failures == MAX_TRIES || wait > LONGEST_WAIT || !failure.may_pass {
            return Err(failure.what);
        }
        eprintln!("Try {failures} failed ({}). Waiting {:.1} s.", failure.what, wait.as_secs_f64());
        sleep(wait);
    }
    unreachable!("the loop ends at MAX_TRIES")
}

/// 0.5, 1, 2, 4, … seconds, but at least what the server asks for.
fn wait_after(failures: u32, asked: Duration) -> Duration {
    let wait = (FIRST_WAIT * 2u32.pow(failures - 1)).max(asked);
    // Jitter: up to a quarter more, so that many programs that failed at the same moment
    // do not all come back at the same moment.
    wait.mul_f64(1.0 + 0.25 * fastrand::f64())
}

fn try_once(client: &Client, question: &str) -> Result<String, Failure> {
    let base_url = env::var("OPENAI_BASE_URL").unwrap_or_else(|_| "https://api.openai.com/v1".to_owned());
    let key = env::var("OPENAI_API_KEY").unwrap_or_default();
    let answer = client
        .post(format!("{base_url}/chat/completions"))
        .bearer_auth(key)
        .json(&json!({"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": question}]}))
        .send()
        // No answer at all, or too late.
        .map_err(|error| Failure { what: error.to_string(), may_pass: true, asked: Duration::ZERO })?;
    if !answer.status().is_success() {
        return Err(refused(answer));
    }
    let completion: Value = answer
        .json()
        .map_err(|error| Failure { what: error.to_string(), may_pass: true, asked: Duration::ZERO })?;
    Ok(completion["choices"][0]["message"]["content"].as_str().unwrap_or_default().to_owned())
}

fn refused(answer: Response) -> Failure {
    let status = answer.status().as_u16();
    let asked = answer.headers().get("retry-after").and_then(|seconds| seconds.to_str().ok()?.parse().ok());
    let body: Value = answer.json().unwrap_or_default();
    let error = &body["error"];
    // One kind of 429 is not cured by waiting: no money left.
    let broke = error["type"] == "insufficient_quota";
    Failure {
        what: format!("status {status}: {}", error["message"].as_str().unwrap_or("no reason given")),
        may_pass: matches!(status, 408 | 409 | 429 | 500..) && !broke,
        asked: Duration::try_from_secs_f64(asked.unwrap_or(0.0)).unwrap_or_default(),
    }
}
