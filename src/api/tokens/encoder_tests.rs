//! The encodings against a crate that has them from the vendor.

#![allow(clippy::unwrap_used, reason = "a test may")]

use super::*;
use proptest::prelude::*;

const ENCODINGS: [Encoding; 4] = [Encoding::O200k, Encoding::Cl100k, Encoding::P50k, Encoding::R50k];

fn theirs(text: &str, encoding: Encoding) -> Vec<usize> {
    let bpe = tiktoken::get_encoding(encoding.name()).unwrap();
    let mut end = 0;
    let lengths = bpe.encode(text).into_iter().map(|token| bpe.decode(&[token]).len());
    lengths
        .map(|length| {
            end += length;
            end
        })
        .collect()
}

fn agree(text: &str) {
    for encoding in ENCODINGS {
        assert_eq!(Encoder::of(encoding).ends(text), theirs(text, encoding), "{encoding:?}: {text:?}");
    }
}

#[test]
fn texts_of_all_kinds_are_cut_as_the_vendor_cuts_them() {
    for text in [
        "",
        " ",
        "   ",
        "\n\n",
        "a  b\t\tc \n d\r\n\r\n  e   ",
        "  \n  \n x",
        "I'm sure they'LL say we've won; it'd be Bob's.",
        "CamelCase HTTPServer iPhone ÉCOLE école ΑΒΓαβγ",
        "1234567890 12.5 ½ ٣٤٥ Ⅷ",
        "日本語のテキスト。中文混合 text 한국어",
        "🦜🦜🏽‍🚀 naïve 𒀀 a\u{301}\u{300}",
        "x\u{a0}y\u{2003}\u{2003}z\u{3000}",
        "{\"a\": [1, 2,\n\t{\"b\": null}]}//comment\n/path/to\n/",
        "<|endoftext|> and <|endofprompt|>",
        "supercalifragilisticexpialidocious antidisestablishmentarianism zzzzqqqqxxxx",
        "!!!???...;;;===>>>-----\n\n-----",
    ] {
        agree(text);
    }
    // Every pair and triple of kinds, in the middle of a text and at its end.
    let kinds =
        ["a", "B", "1", "\n", "\r", " ", "\t", "'", "/", "-", "s", "é", "\u{a0}", "\u{17f}", "\u{301}", "٣"];
    for one in kinds {
        for two in kinds {
            for three in kinds {
                agree(&format!("{one}{two}{three}"));
                agree(&format!("It{one}{one}{two}{three}s x"));
            }
        }
    }
    agree(include_str!("../corpus.txt"));
    agree(include_str!("encoder.rs"));
}

#[test]
fn every_token_has_its_rank_and_its_bytes() {
    for encoding in ENCODINGS {
        let (ours, theirs) = (Encoder::of(encoding), tiktoken::get_encoding(encoding.name()).unwrap());
        let highest = u32::try_from(theirs.vocab_size() + 100).unwrap();
        for token in 0..highest {
            let bytes = theirs.decode(&[token]);
            assert_eq!(ours.bytes_of(token).unwrap_or_default(), bytes, "{encoding:?} {token}");
            if !bytes.is_empty() && !ours.special.iter().any(|(id, _)| *id == token) {
                assert_eq!(ours.vocabulary.rank_of(&bytes), Some(token), "{encoding:?} {token}");
            }
        }
        assert_eq!(ours.bytes_of(u32::MAX), None);
    }
}

/// The files that `build.rs` reads, from the crate: to be run when an encoding is added.
#[test]
#[ignore = "writes into the sources"]
fn write_vocabularies() {
    for (name, special) in [("o200k_base", None), ("cl100k_base", None), ("p50k_base", Some(50_256))] {
        let encoding = tiktoken::get_encoding(name).unwrap();
        let count = u32::try_from(encoding.vocab_size()).unwrap() + u32::from(special.is_some());
        let mut file = Vec::new();
        for id in 0..count {
            let token = if Some(id) == special { Vec::new() } else { encoding.decode(&[id]) };
            file.push(u8::try_from(token.len()).unwrap());
            file.extend(token);
        }
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/src/api/tokens/vocabularies");
        std::fs::write(format!("{folder}/{name}.tokens"), file).unwrap();
    }
}

#[test]
fn one_long_word_takes_no_longer_than_many() {
    // Merged by looking for the lowest rank each time, this would take minutes.
    let word = "zqxj".repeat(50_000);
    assert_eq!(*Encoder::of(Encoding::O200k).ends(&word).last().unwrap(), word.len());
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn any_text_is_cut_as_the_vendor_cuts_it(text in "(\\PC|[ \\t\\r\\n'’a-eA-E0-9/.,é日\u{301}\u{a0}]){0,60}") {
        agree(&text);
    }
}
