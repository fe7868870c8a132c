//! Byte pair encoding: a text is split into words, each word merged into tokens.
//!
//! Owns: the encodings and the merging. Must not know: caches, messages.
//!
//! Vocabularies and special tokens are those of OpenAI's `tiktoken`. A crate of that name
//! is what the tests compare with; it unpacks a vocabulary in a fifth of a second of
//! computing, which each `check` would wait for.

use super::vocabulary::Vocabulary;
use super::words::{CL100K_WORDS, O200K_WORDS, P50K_WORDS, Words};
use crate::models::Encoding;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::LazyLock;

macro_rules! vocabulary {
    ($name:literal) => {
        Vocabulary::of(include_bytes!(concat!(env!("OUT_DIR"), "/", $name, ".1.vocabulary")))
    };
}

static O200K_BASE: LazyLock<Encoder> = LazyLock::new(|| Encoder {
    vocabulary: vocabulary!("o200k_base"),
    words: &O200K_WORDS,
    special: &[(199_999, END_OF_TEXT), (200_018, "<|endofprompt|>")],
});
static CL100K_BASE: LazyLock<Encoder> = LazyLock::new(|| Encoder {
    vocabulary: vocabulary!("cl100k_base"),
    words: &CL100K_WORDS,
    special: &[
        (100_257, END_OF_TEXT),
        (100_258, "<|fim_prefix|>"),
        (100_259, "<|fim_middle|>"),
        (100_260, "<|fim_suffix|>"),
        (100_276, "<|endofprompt|>"),
    ],
});
static P50K_BASE: LazyLock<Encoder> = LazyLock::new(|| Encoder {
    vocabulary: vocabulary!("p50k_base"),
    words: &P50K_WORDS,
    special: &[(50_256, END_OF_TEXT)],
});
static R50K_BASE: LazyLock<Encoder> = LazyLock::new(|| Encoder {
    vocabulary: vocabulary!("r50k_base"),
    words: &P50K_WORDS,
    special: &[(50_256, END_OF_TEXT)],
});

/// The name of the token that ends a text, in all encodings.
pub const END_OF_TEXT: &str = "<|endoftext|>";

/// One of the vendor's encodings, ready for use.
pub struct Encoder {
    vocabulary: Vocabulary,
    words: &'static Words,
    special: &'static [(u32, &'static str)],
}

impl Encoder {
    /// The encoder of an encoding.
    pub fn of(encoding: Encoding) -> &'static Self {
        match encoding {
            Encoding::O200k => &O200K_BASE,
            Encoding::Cl100k => &CL100K_BASE,
            Encoding::P50k => &P50K_BASE,
            Encoding::R50k => &R50K_BASE,
        }
    }

    /// The bytes of a token: its name for a special one, `None` for an id that the
    /// encoding does not have.
    pub fn bytes_of(&self, token: u32) -> Option<&'static [u8]> {
        let special = self.special.iter().find(|(id, _)| *id == token);
        special.map(|(_, name)| name.as_bytes()).or_else(|| self.vocabulary.bytes_of(token as usize))
    }

    /// Where each token of a text ends, in bytes. Names of special tokens count as
    /// ordinary text.
    pub fn ends(&self, text: &str) -> Vec<usize> {
        let mut ends = Vec::with_capacity(text.len() / 4 + 1);
        self.each(text, |end| ends.push(end));
        ends
    }

    /// How many tokens a text has.
    pub fn count(&self, text: &str) -> usize {
        let mut count = 0;
        self.each(text, |_| count += 1);
        count
    }

    fn each(&self, text: &str, mut end_at: impl FnMut(usize)) {
        let mut at = 0;
        while let Some(end) = self.words.end(text, at) {
            let word = &text.as_bytes()[at..end];
            if self.vocabulary.rank_of(word).is_some() {
                end_at(end);
            } else {
                merge(word, &self.vocabulary, |length| end_at(at + length));
            }
            at = end;
        }
    }
}

/// Merges a word's bytes: of all neighbours that are a token together, those of the
/// lowest rank first, the leftmost of equals. Reports where each token ends.
///
/// With a heap, so that a word of a million letters takes no longer than as many words.
fn merge(word: &[u8], vocabulary: &Vocabulary, mut end_at: impl FnMut(usize)) {
    // Parts are named by where they begin. `next` is where the following one does,
    // `before` where the one before does; a part that was merged away has next 0.
    let mut next: Vec<usize> = (1..=word.len()).collect();
    let mut before: Vec<usize> = (0..word.len()).map(|at| at.saturating_sub(1)).collect();
    let mut pairs = BinaryHeap::with_capacity(word.len());
    let pair = |from: usize, next: &[usize]| {
        let end = *next.get(*next.get(from)?)?;
        Some(Reverse((vocabulary.rank_of(&word[from..end])?, from, end)))
    };
    pairs.extend((0..word.len()).filter_map(|at| pair(at, &next)));
    while let Some(Reverse((_, from, end))) = pairs.pop() {
        let middle = next[from];
        // Both parts have to be there still, as they were when the pair was noted.
        if middle == 0 || middle >= word.len() || next[middle] != end {
            continue;
        }
        next[from] = end;
        next[middle] = 0;
        if end < word.len() {
            before[end] = from;
        }
        pairs.extend(pair(from, &next));
        if from > 0 {
            pairs.extend(pair(before[from], &next));
        }
    }
    let mut at = 0;
    while at < word.len() {
        at = next[at];
        end_at(at);
    }
}

#[cfg(test)]
#[path = "encoder_tests.rs"]
mod tests;
