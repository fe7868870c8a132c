//! Log probabilities of a reply's tokens.
//!
//! Owns: their shape and plausible values. Must not know: how the text was chosen.
//!
//! Of what the small model wrote they are its own. Those of a script's texts, which
//! have no distribution, are drawn:
//! What holds: the chosen token's value is at most 0, alternatives are less likely,
//! lists are sorted and free of repeats.

use crate::api::generate::Written;
use crate::api::language_model::Judged;
use crate::api::tokens::Pieces;
use crate::models::Encoding;
use serde_json::{Value, json};

const ALTERNATIVES: [&str; 24] = [
    " the", " a", ",", ".", " and", " of", " to", " in", " is", " that", " it", " for", "\n", " with", " as",
    " I", " was", " on", " be", " you", "!", " or", " an", " not",
];

/// One entry per token; with `top` alternatives each, the chosen one included.
#[must_use]
pub fn of(written: &Written, encoding: Encoding, top: usize, rng: &mut fastrand::Rng) -> Vec<Value> {
    let found;
    let pieces = if let Some(pieces) = &written.pieces {
        pieces
    } else {
        found = Pieces::of(&written.text, encoding);
        &found
    };
    let mut entries = Vec::with_capacity(pieces.len());
    if written.judged.len() == pieces.parts(&written.text, written.text.len()).count()
        && !written.judged.is_empty()
    {
        return written.judged.iter().map(|one| judged(one, top)).collect();
    }
    for (text, _) in pieces.parts(&written.text, written.text.len()) {
        entries.push(entry(text, top, rng));
    }
    entries
}

/// What the small model thought: the likeliest tokens, and the chosen one wherever it
/// stands.
fn judged(one: &Judged, top: usize) -> Value {
    let mut value = token(&one.text, one.logprob);
    let listed = one.top.iter().take(top).map(|(text, logprob)| token(text, *logprob));
    value["top_logprobs"] = Value::Array(listed.collect());
    value
}

fn entry(text: &str, top: usize, rng: &mut fastrand::Rng) -> Value {
    // Most tokens are nearly certain, some are not.
    let chosen = -(rng.f64().powi(4) * 1.2);
    let mut value = token(text, chosen);
    let mut listed = Vec::with_capacity(top);
    if top > 0 {
        listed.push(token(text, chosen));
    }
    let mut likelihood = (1.0 - chosen.exp()).max(1e-6).ln();
    let from = rng.usize(..ALTERNATIVES.len());
    let others =
        ALTERNATIVES.iter().cycle().skip(from).take(ALTERNATIVES.len()).filter(|other| **other != text);
    for other in others.take(top.saturating_sub(1)) {
        likelihood = likelihood.min(chosen) - 0.1 - rng.f64() * 1.5;
        listed.push(token(other, likelihood));
    }
    value["top_logprobs"] = Value::Array(listed);
    value
}

fn token(text: &str, logprob: f64) -> Value {
    json!({"token": text, "logprob": (logprob * 1e8).round() / 1e8, "bytes": text.as_bytes()})
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sorted_and_begin_with_the_chosen_token() {
        let written = Written { text: "Hi there".to_owned(), ..Written::default() };
        let entries = of(&written, Encoding::O200k, 20, &mut fastrand::Rng::with_seed(3));
        assert_eq!(entries.len(), 2);
        for entry in &entries {
            let top = entry["top_logprobs"].as_array().unwrap();
            assert_eq!(top.len(), 20);
            assert_eq!(top[0]["token"], entry["token"]);
            let values: Vec<f64> = top.iter().map(|one| one["logprob"].as_f64().unwrap()).collect();
            assert!(
                values.iter().all(|value| *value <= 0.0) && values.is_sorted_by(|a, b| a >= b),
                "{values:?}"
            );
        }
        assert_eq!(entries[0]["bytes"], json!([72, 105]));
        assert!(
            of(&written, Encoding::O200k, 0, &mut fastrand::Rng::with_seed(3))[0]["top_logprobs"]
                .as_array()
                .unwrap()
                .is_empty()
        );
    }
}
