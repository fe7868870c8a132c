//! Splitting a text into the words whose bytes are merged into tokens.
//!
//! Owns: the vendors' patterns. Must not know: vocabularies, merging.
//!
//! The patterns are those of OpenAI's `tiktoken` (`tiktoken_ext/openai_public.py`). Most
//! texts are ASCII, where their classes are a handful of letters: those are split by
//! hand, a tenth of the work, and compiling a pattern (some milliseconds) waits for the
//! first text that needs it. The tests hold both ways against the vendor's.

use regex::Regex;
use std::sync::OnceLock;

/// The vendor's `\s+(?!\S)` is [`Words::end`]'s business.
const CL100K: &str = r"(?i:'s|'t|'re|'ve|'m|'ll|'d)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+";

const O200K: &str = concat!(
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*(?i:'s|'t|'re|'ve|'m|'ll|'d)?",
    r"|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+",
);

const P50K: &str = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+";

/// Endings that are words of their own (`cl100k_base`) or stay with theirs (`o200k_base`).
const ENDINGS: [&[u8]; 7] = [b"s", b"t", b"re", b"ve", b"m", b"ll", b"d"];

/// How an encoding splits texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Way {
    O200k,
    Cl100k,
    P50k,
}

/// A way to split texts, with its pattern once that is needed.
pub struct Words {
    way: Way,
    pattern: OnceLock<Option<Regex>>,
}

/// Splits for `o200k_base`.
pub static O200K_WORDS: Words = Words { way: Way::O200k, pattern: OnceLock::new() };
/// Splits for `cl100k_base`.
pub static CL100K_WORDS: Words = Words { way: Way::Cl100k, pattern: OnceLock::new() };
/// Splits for `p50k_base` and `r50k_base`.
pub static P50K_WORDS: Words = Words { way: Way::P50k, pattern: OnceLock::new() };

impl Words {
    /// Where the word that begins at this place of the text ends; `None` at its end.
    pub fn end(&self, text: &str, at: usize) -> Option<usize> {
        let rest = text.get(at..).filter(|rest| !rest.is_empty())?;
        let length = self.of_ascii(rest.as_bytes()).or_else(|| self.by_pattern(rest))?;
        Some(at + length)
    }

    fn by_pattern(&self, rest: &str) -> Option<usize> {
        let source = match self.way {
            Way::O200k => O200K,
            Way::Cl100k => CL100K,
            Way::P50k => P50K,
        };
        // Each place of a text begins some word, so nothing has to be searched for: a
        // pattern held to its beginning runs forward once.
        let pattern = self.pattern.get_or_init(|| Regex::new(&format!("^(?:{source})")).ok());
        let end = pattern.as_ref()?.find(rest)?.end();
        // White space before other text leaves its last character to that text. Line ends
        // have an alternative of their own, but for the oldest way.
        let last = rest[..end].chars().next_back()?;
        let line_end = self.way != Way::P50k && matches!(last, '\r' | '\n');
        let less = end - last.len_utf8();
        Some(if last.is_whitespace() && !line_end && end < rest.len() && less > 0 { less } else { end })
    }

    /// The length of the first word, where no other character than an ASCII one has a say
    /// in it.
    fn of_ascii(&self, rest: &[u8]) -> Option<usize> {
        if self.way == Way::P50k {
            return None;
        }
        let kind = |at: usize| rest.get(at).map_or(Kind::End, |byte| Kind::of(*byte));
        let run = |from: usize, wanted: &[Kind]| {
            let mut at = from;
            while wanted.contains(&kind(at)) {
                at += 1;
            }
            // What follows may belong to the run, and may not.
            (kind(at) != Kind::Foreign).then_some(at)
        };
        let first = kind(0);
        if first == Kind::Foreign {
            return None;
        }
        if self.way == Way::Cl100k
            && let Some(length) = ending(rest)?
        {
            return Some(length);
        }
        let letters = if matches!(first, Kind::Space | Kind::Sign) { 1 } else { 0 };
        match kind(letters) {
            Kind::Upper | Kind::Lower if self.way == Way::Cl100k => {
                return run(letters, &[Kind::Upper, Kind::Lower]);
            }
            Kind::Upper | Kind::Lower => {
                let end = run(run(letters, &[Kind::Upper])?, &[Kind::Lower])?;
                return Some(end + ending(&rest[end..])?.unwrap_or(0));
            }
            Kind::Foreign => return None,
            _ => {}
        }
        if first == Kind::Digit {
            let most = rest.len().min(3);
            let end = (1..most).find(|at| kind(*at) != Kind::Digit).unwrap_or(most);
            return (end == 3 || kind(end) != Kind::Foreign).then_some(end);
        }
        let signs = usize::from(rest[0] == b' ');
        if kind(signs) == Kind::Sign {
            let mut end = run(signs, &[Kind::Sign])?;
            while kind(end) == Kind::Line || (self.way == Way::O200k && rest.get(end) == Some(&b'/')) {
                end += 1;
            }
            return Some(end);
        }
        let end = run(0, &[Kind::Space, Kind::Line])?;
        if let Some(line) = rest[..end].iter().rposition(|byte| Kind::of(*byte) == Kind::Line) {
            return Some(line + 1);
        }
        Some(if end < rest.len() && end > 1 { end - 1 } else { end })
    }
}

/// The length of an ending such as `'ll` here, or none; `None` where the pattern has to
/// say, since two letters of other scripts fold to ASCII ones.
#[allow(clippy::option_option, reason = "unknown, none, and some are three answers")]
fn ending(rest: &[u8]) -> Option<Option<usize>> {
    let Some((b'\'', after)) = rest.split_first() else { return Some(None) };
    if after.iter().take(2).any(|byte| !byte.is_ascii()) {
        return None;
    }
    let fits =
        |ending: &&&[u8]| after.get(..ending.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(ending));
    Some(ENDINGS.iter().find(fits).map(|ending| ending.len() + 1))
}

/// What a byte is to the patterns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Upper,
    Lower,
    Digit,
    /// `\r`, `\n`.
    Line,
    /// Other white space.
    Space,
    /// Neither of those.
    Sign,
    /// Part of a character that is not ASCII.
    Foreign,
    /// There is no byte.
    End,
}

impl Kind {
    fn of(byte: u8) -> Self {
        match byte {
            b'A'..=b'Z' => Self::Upper,
            b'a'..=b'z' => Self::Lower,
            b'0'..=b'9' => Self::Digit,
            b'\r' | b'\n' => Self::Line,
            b' ' | b'\t' | 0x0b | 0x0c => Self::Space,
            0x80.. => Self::Foreign,
            _ => Self::Sign,
        }
    }
}
