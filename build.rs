//! Lays the encodings' vocabularies out for the binary, and has it built anew when a file
//! is added to what it embeds.
//!
//! Taking a vocabulary apart takes a fifth of a second: here once for each build, and not
//! in each run of the program. The layout is told in `src/api/tokens/layout.rs`. The
//! vocabularies lie in the sources and are not taken from a crate, which would have to be
//! built for this script alone, and everything that it needs.

#![allow(clippy::expect_used, reason = "a build that cannot write its files has to stop")]

use std::path::Path;

#[path = "src/api/tokens/layout.rs"]
mod layout;

/// Each encoding, the file that has its tokens, and how many of them are its own: the
/// oldest encoding is the beginning of the one after it.
const ENCODINGS: [(&str, &str, usize); 4] = [
    ("o200k_base", "o200k_base", 199_998),
    ("cl100k_base", "cl100k_base", 100_256),
    ("p50k_base", "p50k_base", 50_281),
    ("r50k_base", "p50k_base", 50_256),
];

const FOLDER: &str = "src/api/tokens/vocabularies";

fn main() {
    for path in [
        "build.rs",
        "src/api/tokens/layout.rs",
        FOLDER,
        "lessons",
        "solutions",
        "workbook.toml",
        "prices.toml",
    ] {
        println!("cargo::rerun-if-changed={path}");
    }
    let folder = std::env::var_os("OUT_DIR").expect("cargo says where files go");
    for (name, source, count) in ENCODINGS {
        let file = Path::new(&folder).join(format!("{name}.{}.vocabulary", layout::VERSION));
        // A new lesson is no reason to write them again.
        if !file.is_file() {
            let packed =
                std::fs::read(Path::new(FOLDER).join(format!("{source}.tokens"))).expect("it is there");
            let tokens: Vec<&[u8]> = unpacked(&packed).take(count).collect();
            assert_eq!(tokens.len(), count, "{source} is whole");
            let half_done = file.with_extension("half");
            std::fs::write(&half_done, laid_out(&tokens)).expect("writing works");
            std::fs::rename(half_done, file).expect("renaming works");
        }
    }
}

/// The tokens of a file, in order of their ranks: for each, its length in a byte and its
/// own bytes. A length of 0 stands for a special token, which is no token of texts.
fn unpacked(mut packed: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let (length, rest) = packed.split_first()?;
        let (token, rest) = rest.split_at(usize::from(*length));
        packed = rest;
        Some(token)
    })
}

/// The tokens, each at its rank, as the layout has them. An empty one is not used.
fn laid_out(tokens: &[&[u8]]) -> Vec<u8> {
    // At most half full: a look for what is no token ends soon.
    let mut slots = vec![0_u32; (tokens.len() * 2).next_power_of_two()];
    for (token, rank) in tokens.iter().zip(0_u32..).filter(|(token, _)| !token.is_empty()) {
        assert!(rank + 1 < 1 << layout::RANK_BITS, "a slot holds no greater rank");
        let hash = layout::hash(token);
        let mut at = usize::try_from(hash & (slots.len() as u64 - 1)).expect("it fits");
        while slots[at] != 0 {
            at = (at + 1) % slots.len();
        }
        slots[at] = layout::tag(hash) | (rank + 1);
    }
    let ends = tokens.iter().scan(0, |end, token| {
        *end += u32::try_from(token.len()).expect("tokens are short");
        Some(*end)
    });
    let sizes = [tokens.len(), slots.len()].map(|size| u32::try_from(size).expect("sizes fit"));
    let numbers = sizes.into_iter().chain(ends).chain(slots.iter().copied());
    numbers.flat_map(u32::to_le_bytes).chain(tokens.iter().copied().flatten().copied()).collect()
}
