use serde::Deserialize;
use serde_json::{Value, json};

#[derive(Deserialize, Debug)]
struct Booking { customer: String, city: String, nights: i32 }

enum Outcome { Booked(Booking), Senseless(i32), Refused(String), CutOff }

fn read(choice: &Value) -> anyhow::Result<Outcome> {
    if choice["finish_reason"] == "length" { return Ok(Outcome::CutOff); }
    if let Some(words) = choice["message"]["refusal"].as_str() { return Ok(Outcome::Refused(words.into())); }
    let booking: Booking = serde_json::from_str(choice["message"]["content"].as_str().unwrap_or(""))?;
    Ok(if booking.nights < 1 { Outcome::Senseless(booking.nights) } else { Outcome::Booked(booking) })
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let body = json!({
        "model": "gpt-5.4-mini",
        "messages": [{"role": "user", "content": format!("Extract: {}", std::env::var("MESSAGE")?)}],
        "response_format": {"type": "json_schema", "json_schema": {"name": "b", "strict": true, "schema": {
            "type": "object",
            "properties": {"customer": {"type": "string"}, "city": {"type": "string"}, "nights": {"type": "integer"}},
            "required": ["customer", "city", "nights"],
            "additionalProperties": false
        }}}
    });
    let reply: Value = reqwest::Client::new()
        .post(std::env::var("OPENAI_BASE_URL")? + "/chat/completions")
        .bearer_auth(std::env::var("OPENAI_API_KEY")?)
        .json(&body).send().await?.json().await?;
    match read(&reply["choices"][0])? {
        Outcome::Booked(b) => println!("customer: {}\ncity: {}\nnights: {}\ntotal: {}", b.customer, b.city, b.nights, b.nights * 80),
        Outcome::Senseless(n) => println!("rejected: {n}"),
        Outcome::Refused(words) => println!("{words}"),
        Outcome::CutOff => println!("incomplete"),
    }
    Ok(())
}
