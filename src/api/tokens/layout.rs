//! How a vocabulary lies in the binary: what `build.rs` writes and `vocabulary.rs` reads.
//!
//! Owns: the layout's numbers and its hash. Must not know: encodings, files.
//!
//! A vocabulary is one run of bytes, all numbers as little-endian `u32`:
//!
//! ```text
//! count │ slots │ end of each token (count) │ hash table (slots) │ the tokens' bytes
//! ```
//!
//! A token's rank is its place. The hash table is open: a slot holds 0, or a tag of the
//! token's hash in its upper bits and `rank + 1` in its lower ones. Nothing has to be
//! built or unpacked when a program starts: looking up touches the pages it needs.

/// Bits of a slot that hold `rank + 1`: the largest vocabulary has 200,019 tokens.
pub const RANK_BITS: u32 = 18;

/// Part of the name of the files that `build.rs` writes: to be raised with each change
/// of the layout, since files of an earlier build are kept.
#[allow(dead_code, reason = "the build script names files, the library has them by name")]
pub const VERSION: u32 = 1;

/// A hash of a token's bytes. Its lower bits choose the slot, its upper ones the tag.
#[must_use]
pub fn hash(bytes: &[u8]) -> u64 {
    // As `rng.rs` mixes, but what the build script wrote must not change with it.
    // Multiplication by an odd number with no pattern spreads what came before; folding
    // the halves lets upper bits reach the lower ones.
    const SPREAD: u64 = 0x9e37_79b9_7f4a_7c15;
    let mix = |hash: u64, word: u64| {
        let product = u128::from(hash ^ word).wrapping_mul(u128::from(SPREAD));
        #[allow(clippy::cast_possible_truncation, reason = "the two halves of the product")]
        let folded = (product as u64) ^ ((product >> 64) as u64);
        folded
    };
    let (words, rest) = bytes.as_chunks::<8>();
    let mut hash =
        words.iter().fold(bytes.len() as u64 ^ SPREAD, |hash, word| mix(hash, u64::from_le_bytes(*word)));
    let mut last = [0; 8];
    last[..rest.len()].copy_from_slice(rest);
    hash = mix(hash, u64::from_le_bytes(last));
    mix(hash, SPREAD.rotate_left(32))
}

/// What a slot says of a token beside its rank, to tell others apart without a look at
/// their bytes.
#[must_use]
pub fn tag(hash: u64) -> u32 {
    #[allow(clippy::cast_possible_truncation, reason = "the upper bits are all that is wanted")]
    let upper = (hash >> 32) as u32;
    upper >> RANK_BITS << RANK_BITS
}
