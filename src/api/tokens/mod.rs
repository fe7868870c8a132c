//! Tokens: counting and splitting by the vendors' own encodings.
//!
//! Owns: the encodings (inside the binary) and a bounded cache of counts. Must not
//! know: messages, models' prices, streams.

mod encoder;
mod layout;
mod vocabulary;
mod words;

use crate::api::rng::Seed;
use crate::models::Encoding;
pub use encoder::END_OF_TEXT;
use encoder::Encoder;
use std::cell::RefCell;
use std::collections::HashMap;

/// Texts shorter than this are counted faster than they are looked up. (A conversation
/// sends its earlier messages again with each turn, and tests send the same ones.)
const CACHED_FROM: usize = 24;
/// Entries of the cache; it starts over when it is full. Each thread has its own, so that
/// none waits for another.
const CACHE_ENTRIES: usize = 16_384;

/// Counts by encoding, hash and length of a text.
type Counts = HashMap<(Encoding, u64, usize), usize>;

thread_local! {
    static COUNTS: RefCell<Counts> = RefCell::default();
}

/// The number of tokens of a text. Special tokens' names count as ordinary text.
#[must_use]
pub fn count(text: &str, encoding: Encoding) -> usize {
    if text.is_empty() {
        return 0;
    }
    if text.len() < CACHED_FROM {
        return count_now(text, encoding);
    }
    let key = (encoding, Seed::new(0).bytes(text.as_bytes()).value(), text.len());
    COUNTS.with_borrow_mut(|counts| {
        if let Some(known) = counts.get(&key) {
            return *known;
        }
        let counted = count_now(text, encoding);
        if counts.len() >= CACHE_ENTRIES {
            counts.clear();
        }
        counts.insert(key, counted);
        counted
    })
}

fn count_now(text: &str, encoding: Encoding) -> usize {
    Encoder::of(encoding).count(text)
}

/// The text of a token, its name where it is a special one; `None` for an id that the
/// encoding does not have, and for a part of a character.
#[must_use]
pub fn text_of(token: u32, encoding: Encoding) -> Option<String> {
    std::str::from_utf8(Encoder::of(encoding).bytes_of(token)?).ok().map(str::to_owned)
}

/// A text cut at its tokens' ends.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Pieces {
    /// End of each token, in bytes; the last one is the text's length.
    ends: Vec<usize>,
}

impl Pieces {
    /// Cuts a text into its tokens.
    #[must_use]
    pub fn of(text: &str, encoding: Encoding) -> Self {
        Self { ends: Encoder::of(encoding).ends(text) }
    }

    /// How many tokens there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there are none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Where the first `count` tokens end, in bytes. The place may lie inside a
    /// character: see [`whole`].
    #[must_use]
    pub fn end_of(&self, count: usize) -> usize {
        count.checked_sub(1).and_then(|last| self.ends.get(last).or(self.ends.last())).copied().unwrap_or(0)
    }

    /// How many tokens it takes to cover the first `bytes` bytes.
    #[must_use]
    pub fn covering(&self, bytes: usize) -> usize {
        self.ends.partition_point(|end| *end < bytes).saturating_add(1).min(self.ends.len())
    }

    /// The parts of the first `limit` bytes that can leave one by one: a token
    /// each, or several when a character spans them. Each part comes with the
    /// number of its tokens.
    pub fn parts<'a>(&'a self, text: &'a str, limit: usize) -> impl Iterator<Item = (&'a str, usize)> + 'a {
        let limit = limit.min(text.len());
        let mut from = 0;
        let mut held = 0;
        self.ends.iter().filter_map(move |end| {
            let end = (*end).min(limit);
            if from >= limit {
                return None;
            }
            held += 1;
            let part = text.get(from..end)?;
            let tokens = std::mem::take(&mut held);
            from = end;
            Some((part, tokens))
        })
    }
}

/// The place itself, or the nearest before it where a character begins.
#[must_use]
pub fn whole(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn counts_are_the_vendors() {
        assert_eq!(count("Lima.", Encoding::O200k), 3);
        assert_eq!(count("You are terse.", Encoding::O200k), 4);
        assert_eq!(count("Capital of Peru?", Encoding::O200k), 4);
        assert_eq!(count("hello world", Encoding::Cl100k), 2);
        assert_eq!(count("", Encoding::O200k), 0);
        assert_eq!(count("<|endoftext|>", Encoding::O200k), 7);
    }

    #[test]
    fn a_long_text_counts_the_same_from_the_cache() {
        let text = "The cat sat on the mat. ".repeat(200);
        let first = count(&text, Encoding::O200k);
        assert_eq!(first, Pieces::of(&text, Encoding::O200k).len());
        assert_eq!(count(&text, Encoding::O200k), first);
        assert_ne!(count(&text, Encoding::R50k), 0);
    }

    #[test]
    fn parts_are_tokens() {
        let pieces = Pieces::of("Lima.", Encoding::O200k);
        let parts: Vec<_> = pieces.parts("Lima.", 5).collect();
        assert_eq!(parts, [("L", 1), ("ima", 1), (".", 1)]);
        assert_eq!(pieces.end_of(2), 4);
        assert_eq!(pieces.end_of(0), 0);
        assert_eq!(pieces.end_of(9), 5);
        assert_eq!((pieces.covering(1), pieces.covering(2), pieces.covering(5)), (1, 2, 3));
    }

    #[test]
    fn a_character_is_never_split() {
        let text = "naïve 🦜🦜 𒀀";
        let pieces = Pieces::of(text, Encoding::O200k);
        let joined: String = pieces.parts(text, text.len()).map(|(part, _)| part).collect();
        assert_eq!(joined, text);
        let tokens: usize = pieces.parts(text, text.len()).map(|(_, tokens)| tokens).sum();
        assert_eq!(tokens, pieces.len());
        assert_eq!(whole("🦜", 2), 0);
    }

    proptest! {
        // Tokenizing takes its time in a debug build.
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_text_is_put_together_again(text in ".{0,80}") {
            let pieces = Pieces::of(&text, Encoding::O200k);
            let joined: String = pieces.parts(&text, text.len()).map(|(part, _)| part).collect();
            prop_assert_eq!(&joined, &text);
            prop_assert_eq!(pieces.len(), count(&text, Encoding::O200k));
        }
    }
}
