//! Find the passage that fits a question best, by embeddings.

use reqwest::blocking::Client;
use serde::Deserialize;
use serde_json::json;
use std::env;
use std::error::Error;

#[derive(Deserialize)]
struct Embeddings {
    data: Vec<Entry>,
}

#[derive(Deserialize)]
struct Entry {
    index: usize,
    embedding: Vec<f64>,
}

/// The vectors of these texts, in the same order.
fn embed(texts: &[&str]) -> Result<Vec<Vec<f64>>, Box<dyn Error>> {
    let mut result: Embeddings = Client::new()
        .post(format!("{}/embeddings", env::var("OPENAI_BASE_URL")?))
        .bearer_auth(env::var("OPENAI_API_KEY")?)
        .json(&json!({"model": "text-embedding-3-small", "input": texts}))
        .send()?
        .error_for_status()?
        .json()?;
    result.data.sort_by_key(|entry| entry.index);
    Ok(result.data.into_iter().map(|entry| entry.embedding).collect())
}

/// Cosine similarity: these vectors have the length 1, so no division is needed.
fn similarity(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

fn main() -> Result<(), Box<dyn Error>> {
    let (passages, question) = (env::var("PASSAGES")?, env::var("QUESTION")?);
    let mut texts: Vec<&str> = passages.lines().collect();
    texts.push(&question);

    let mut vectors = embed(&texts)?; // one request for all
    let asked = vectors.pop().ok_or("no vectors came")?;
    let scored = vectors.iter().zip(&texts).map(|(vector, text)| (similarity(vector, &asked), *text));
    let (score, best) = scored.max_by(|a, b| a.0.total_cmp(&b.0)).ok_or("no passages")?;
    println!("{score:.3}  {best}");
    Ok(())
}
