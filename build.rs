//! Lays the encodings' vocabularies out for the binary, and has it built anew when a file
//! is added to what it embeds.
//!
//! Taking a vocabulary apart takes a fifth of a second: here once for each build, and not
//! in each run of the program. The layout is told in `src/api/tokens/layout.rs`.

#![allow(clippy::expect_used, reason = "a build that cannot write its files has to stop")]

use std::path::Path;

#[path = "src/api/tokens/layout.rs"]
mod layout;

/// Each encoding with the ids below its size that are special: they are no tokens of texts.
const ENCODINGS: [(&str, &[u32]); 4] =
    [("o200k_base", &[]), ("cl100k_base", &[]), ("p50k_base", &[50_256]), ("r50k_base", &[])];

fn main() {
    for path in
        ["build.rs", "src/api/tokens/layout.rs", "lessons", "solutions", "workbook.toml", "prices.toml"]
    {
        println!("cargo::rerun-if-changed={path}");
    }
    let folder = std::env::var_os("OUT_DIR").expect("cargo says where files go");
    for (name, special) in ENCODINGS {
        let file = Path::new(&folder).join(format!("{name}.{}.vocabulary", layout::VERSION));
        // A new lesson is no reason to write them again.
        if !file.is_file() {
            let encoding = tiktoken::get_encoding(name).expect("the crate has this encoding");
            let count = encoding.vocab_size() + special.len();
            let ids = 0..u32::try_from(count).expect("ids fit");
            let token = |id| if special.contains(&id) { Vec::new() } else { encoding.decode(&[id]) };
            let half_done = file.with_extension("half");
            std::fs::write(&half_done, laid_out(&ids.map(token).collect::<Vec<_>>())).expect("writing works");
            std::fs::rename(half_done, file).expect("renaming works");
        }
    }
}

/// The tokens, each at its rank, as the layout has them. An empty one is not used.
fn laid_out(tokens: &[Vec<u8>]) -> Vec<u8> {
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
    numbers.flat_map(u32::to_le_bytes).chain(tokens.iter().flatten().copied()).collect()
}
