//! What the vendor remembers of long prompts.
//!
//! Owns: which beginnings of prompts were seen. Must not know: dialects, prices.

use crate::api::rng::Seed;
use crate::api::tokens::Pieces;
use crate::models::Encoding;
use std::collections::HashSet;
use std::sync::{Mutex, PoisonError};

/// Shorter prompts are not remembered.
const LEAST: usize = 1024;
/// What is remembered grows in steps of so many tokens.
const STEP: usize = 128;
/// Beginnings that are kept; beyond it everything is forgotten.
const MOST: usize = 200_000;

/// The beginnings of prompts that were seen in a run.
#[derive(Debug, Default)]
pub struct PromptCache {
    seen: Mutex<HashSet<u64>>,
}

impl PromptCache {
    /// How many tokens of a prompt were seen before; from now on all of it was.
    /// `tokens` is the prompt's length; `scope` keeps models apart.
    pub fn cached(&self, scope: Seed, texts: &[impl AsRef<str>], encoding: Encoding, tokens: u64) -> u64 {
        if tokens < LEAST as u64 {
            return 0;
        }
        let whole: String = texts.iter().flat_map(|text| [text.as_ref(), "\u{1}"]).collect();
        let pieces = Pieces::of(&whole, encoding);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if seen.len() > MOST {
            seen.clear();
        }
        let (mut hash, mut from, mut cached, mut unbroken) = (scope, 0, 0, true);
        for length in (LEAST..=pieces.len()).step_by(STEP) {
            let to = pieces.end_of(length);
            hash = hash.bytes(whole.as_bytes().get(from..to).unwrap_or_default()).number(to as u64);
            from = to;
            unbroken &= !seen.insert(hash.value());
            if unbroken {
                cached = length;
            }
        }
        cached as u64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn prompt(words: usize, end: &str) -> Vec<String> {
        vec![(0..words).map(|n| format!("word{n} ")).collect(), end.to_owned()]
    }

    #[test]
    fn long_beginnings_are_remembered_in_steps() {
        let cache = PromptCache::default();
        let ask = |texts: &[String]| cache.cached(Seed::new(1), texts, Encoding::O200k, 2000);
        let long = prompt(1200, "one");
        assert_eq!(ask(&long), 0);
        let again = ask(&long);
        assert!(again >= 2000 && again.is_multiple_of(128), "{again}");
        let other = ask(&prompt(1200, "another question altogether"));
        assert!(other > 1024 && other <= again, "{other}");
        let mut changed = long.clone();
        changed[0].insert_str(0, "x ");
        assert_eq!(ask(&changed), 0);
        assert_eq!(cache.cached(Seed::new(2), &long, Encoding::O200k, 2000), 0);
        assert_eq!(cache.cached(Seed::new(1), &["short"], Encoding::O200k, 9), 0);
    }
}
