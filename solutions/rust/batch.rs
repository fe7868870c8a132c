//! Send a list of reviews through the batch endpoint.

use reqwest::blocking::Client;
use serde_json::{Value, json};
use std::collections::HashMap;
use std::env;
use std::error::Error;
use std::thread::sleep;
use std::time::Duration;

const POLL: Duration = Duration::from_millis(500); // a real batch takes hours: ask once a minute
const BOUNDARY: &str = "----workbook-batch-boundary";

struct Api {
    client: Client,
    base_url: String,
    key: String,
}

impl Api {
    fn get(&self, path: &str) -> Result<String, Box<dyn Error>> {
        let request = self.client.get(format!("{}/{path}", self.base_url)).bearer_auth(&self.key);
        Ok(request.send()?.error_for_status()?.text()?)
    }

    /// Uploads a file as a form (`multipart/form-data`), and returns its id.
    fn upload(&self, lines: &str) -> Result<String, Box<dyn Error>> {
        let form = format!(
            "--{BOUNDARY}\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n\
             --{BOUNDARY}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"reviews.jsonl\"\r\n\
             Content-Type: application/jsonl\r\n\r\n{lines}\r\n--{BOUNDARY}--\r\n"
        );
        let file: Value = self
            .client
            .post(format!("{}/files", self.base_url))
            .bearer_auth(&self.key)
            .header("Content-Type", format!("multipart/form-data; boundary={BOUNDARY}"))
            .body(form)
            .send()?
            .error_for_status()?
            .json()?;
        Ok(file["id"].as_str().ok_or("the file has no id")?.to_owned())
    }

    fn create(&self, file: &str) -> Result<Value, Box<dyn Error>> {
        let body = json!({
            "input_file_id": file,
            "endpoint": "/v1/chat/completions",
            "completion_window": "24h",
        });
        let request = self.client.post(format!("{}/batches", self.base_url)).bearer_auth(&self.key);
        Ok(request.json(&body).send()?.error_for_status()?.json()?)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let api = Api {
        client: Client::new(),
        base_url: env::var("OPENAI_BASE_URL")?,
        key: env::var("OPENAI_API_KEY")?,
    };
    let reviews = env::var("REVIEWS")?;

    // One request a line. The custom_id is the review's number: results come in any order.
    let requests = reviews.lines().enumerate().map(|(index, review)| {
        json!({
            "custom_id": (index + 1).to_string(),
            "method": "POST",
            "url": "/v1/chat/completions",
            "body": {
                "model": "gpt-5.4-mini",
                "messages": [{"role": "user", "content": format!("Positive or negative? {review}")}],
            },
        })
        .to_string()
    });
    let file = api.upload(&requests.collect::<Vec<_>>().join("\n"))?;
    let mut batch = api.create(&file)?;
    while matches!(batch["status"].as_str(), Some("validating" | "in_progress" | "finalizing")) {
        sleep(POLL);
        let id = batch["id"].as_str().ok_or("the batch has no id")?;
        batch = serde_json::from_str(&api.get(&format!("batches/{id}"))?)?;
    }
    if batch["status"] != "completed" {
        return Err(format!("the batch is {}", batch["status"]).into());
    }

    let mut replies = HashMap::new();
    if let Some(output) = batch["output_file_id"].as_str() {
        // None when every request failed.
        for line in api.get(&format!("files/{output}/content"))?.lines() {
            let result: Value = serde_json::from_str(line)?;
            let text = result["response"]["body"]["choices"][0]["message"]["content"].as_str();
            if let (Some(id), Some(text)) = (result["custom_id"].as_str(), text) {
                replies.insert(id.to_owned(), text.to_owned());
            }
        }
    }

    // What has no result has failed; the error file says why.
    for number in 1..=reviews.lines().count() {
        println!("{number}: {}", replies.get(&number.to_string()).map_or("failed", String::as_str));
    }
    Ok(())
}
