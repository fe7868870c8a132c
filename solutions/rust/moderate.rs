//! Every message and every reply passes the moderation endpoint.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::env;
use std::error::Error;

fn post(client: &Client, path: &str, body: &Value) -> Result<Value, Box<dyn Error>> {
    let request = client
        .post(format!("{}/{path}", env::var("OPENAI_BASE_URL")?))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(body);
    Ok(request.send()?.error_for_status()?.json()?)
}

fn flagged(client: &Client, text: &str) -> Result<bool, Box<dyn Error>> {
    let verdict = post(client, "moderations", &json!({"model": "omni-moderation-latest", "input": text}))?;
    // A check that fails must not open the door: without a verdict, stop.
    Ok(verdict["results"][0]["flagged"].as_bool().ok_or("no verdict")?)
}

/// The reply to a message, or a line that says why there is none.
fn answer(client: &Client, message: &str) -> Result<String, Box<dyn Error>> {
    if flagged(client, message)? {
        return Ok("blocked: this message cannot be answered".to_owned());
    }
    let body = json!({"model": "gpt-5.4-mini", "messages": [{"role": "user", "content": message}]});
    let completion = post(client, "chat/completions", &body)?;
    let reply = completion["choices"][0]["message"]["content"].as_str().unwrap_or_default();
    if flagged(client, reply)? {
        return Ok("blocked: no suitable reply was found".to_owned());
    }
    Ok(reply.to_owned())
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("{}", answer(&Client::new(), &env::var("MESSAGE")?)?);
    Ok(())
}
