//! Take a booking out of a message and compute its price.

use reqwest::blocking::Client;
use serde::Deserialize;
use serde_json::{Value, json};
use std::env;
use std::error::Error;

const NIGHT: i64 = 80;

#[derive(Deserialize)]
struct Booking {
    customer: String,
    city: String,
    nights: i64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let schema = json!({
        "type": "object",
        "properties": {
            "customer": {"type": "string"},
            "city": {"type": "string"},
            "nights": {"type": "integer"},
        },
        "required": ["customer", "city", "nights"],
        "additionalProperties": false,
    });
    let completion: Value = Client::new()
        .post(format!("{}/chat/completions", env::var("OPENAI_BASE_URL")?))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(&json!({
            "model": "gpt-5.4-mini",
            "messages": [
                {"role": "system", "content": "Take the booking out of the user's message."},
                {"role": "user", "content": env::var("MESSAGE")?},
            ],
            "response_format": {
                "type": "json_schema",
                "json_schema": {"name": "booking", "strict": true, "schema": schema},
            },
        }))
        .send()?
        .error_for_status()?
        .json()?;
    let choice = &completion["choices"][0];

    // First what a schema cannot prevent, then the fields.
    if let Some(refusal) = choice["message"]["refusal"].as_str() {
        println!("{refusal}");
        return Ok(());
    }
    if choice["finish_reason"] == "length" {
        println!("incomplete: the reply was cut off");
        return Ok(());
    }
    let booking: Booking = serde_json::from_str(choice["message"]["content"].as_str().unwrap_or_default())?;
    if booking.nights < 1 {
        println!("rejected: {} nights make no sense", booking.nights);
        return Ok(());
    }
    println!("customer: {}\ncity: {}\nnights: {}", booking.customer, booking.city, booking.nights);
    println!("total: {}", booking.nights * NIGHT);
    Ok(())
}
