//! Text from programs, lessons and requests, made harmless for a terminal.
//!
//! Nothing that is printed may move the cursor, change the title, ring the bell or
//! turn the reading direction. Escape sequences are dropped, other control characters
//! are made visible; no ordinary text is ever lost.

/// The text without escape sequences, other control characters made visible (`^G`,
/// `<U+009B>`). Line feeds and tabs stay; `\r\n` and a lone `\r` become line feeds.
#[must_use]
pub fn clean(text: &str) -> String {
    let mut cleaner = Cleaner::default();
    let mut clean = cleaner.push(text);
    clean.push_str(&cleaner.finish());
    clean
}

/// [`clean`], on one line: line feeds and tabs become spaces.
#[must_use]
pub fn clean_line(text: &str) -> String {
    let clean = clean(text);
    if clean.contains(['\n', '\t']) { clean.replace(['\n', '\t'], " ") } else { clean }
}

/// Replaces each dangerous character by a harmless one of the same length in bytes,
/// so that byte ranges into the text stay right.
#[must_use]
pub fn clean_in_place(text: &str) -> String {
    text.chars()
        .map(|c| match (is_dangerous(c), c.len_utf8()) {
            (false, _) => c,
            (true, 1) => '?',
            (true, 2) => '\u{bf}',
            (true, _) => '\u{fffd}',
        })
        .collect()
}

/// Control characters (line feed and tab excepted) and those that turn the reading
/// direction.
pub(super) fn is_dangerous(c: char) -> bool {
    (c.is_control() && c != '\n' && c != '\t') || turns_direction(c)
}

const fn turns_direction(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

/// Cleans text that arrives in pieces; a sequence cut by a piece's end is held until
/// the rest has come.
#[derive(Debug, Default)]
pub struct Cleaner {
    held: String,
}

/// Longer than any sequence that means something; what is longer is shown.
const LONGEST_SEQUENCE: usize = 4_096;

impl Cleaner {
    /// The piece, cleaned, as far as it can be decided yet.
    #[must_use]
    pub fn push(&mut self, piece: &str) -> String {
        let text = std::mem::take(&mut self.held) + piece;
        let mut clean = String::with_capacity(text.len());
        let mut rest = text.as_str();
        while let Some(c) = rest.chars().next() {
            let after = &rest[c.len_utf8()..];
            let sequence = match c {
                '\u{1b}' => escape(after),
                '\u{9b}' => control_sequence(after),
                '\r' if after.is_empty() => Sequence::Unfinished,
                _ => Sequence::None,
            };
            rest = match sequence {
                Sequence::Ends(length) => &after[length..],
                Sequence::Unfinished if rest.len() <= LONGEST_SEQUENCE => {
                    rest.clone_into(&mut self.held);
                    break;
                }
                Sequence::Unfinished | Sequence::None => show(c, after, &mut clean),
            };
        }
        clean
    }

    /// What is still held, made visible.
    #[must_use]
    pub fn finish(&mut self) -> String {
        let mut clean = String::new();
        for c in std::mem::take(&mut self.held).chars() {
            let _ = show(c, "", &mut clean);
        }
        clean
    }
}

/// Writes one character, made visible if need be, and gives back what follows it.
fn show<'a>(c: char, after: &'a str, clean: &mut String) -> &'a str {
    match c {
        '\r' => {
            clean.push('\n');
            return after.strip_prefix('\n').unwrap_or(after);
        }
        '\0'..='\u{1f}' if c != '\n' && c != '\t' => {
            clean.push('^');
            clean.push(char::from(c as u8 + b'@'));
        }
        '\u{7f}' => clean.push_str("^?"),
        _ if is_dangerous(c) => clean.push_str(&format!("<U+{:04X}>", c as u32)),
        _ => clean.push(c),
    }
    after
}

/// What follows an introducer.
enum Sequence {
    /// A whole sequence of this many more bytes.
    Ends(usize),
    /// The text ends before the sequence does.
    Unfinished,
    /// No sequence that terminals know.
    None,
}

/// After ESC (ECMA-48): a control sequence, a string, or a short sequence.
fn escape(after: &str) -> Sequence {
    match after.bytes().next() {
        None => Sequence::Unfinished,
        Some(b'[') => control_sequence(&after[1..]).longer(1),
        Some(b']' | b'P' | b'X' | b'^' | b'_') => string_sequence(&after[1..]).longer(1),
        Some(b' '..=b'/') => {
            let middle = after.bytes().take_while(|b| (b' '..=b'/').contains(b)).count();
            match after.as_bytes().get(middle) {
                None => Sequence::Unfinished,
                Some(b'0'..=b'~') => Sequence::Ends(middle + 1),
                Some(_) => Sequence::None,
            }
        }
        Some(b'0'..=b'~') => Sequence::Ends(1),
        Some(_) => Sequence::None,
    }
}

/// After CSI: parameters, intermediates, one final byte.
fn control_sequence(after: &str) -> Sequence {
    let parameters = after.bytes().take_while(|b| (b' '..=b'?').contains(b)).count();
    match after.as_bytes().get(parameters) {
        None => Sequence::Unfinished,
        Some(b'@'..=b'~') => Sequence::Ends(parameters + 1),
        Some(_) => Sequence::None,
    }
}

/// After OSC, DCS and the like: text up to BEL or ST, on the same line. Without an
/// end on its line it is taken as ordinary text, so that a stray introducer cannot
/// swallow what follows.
fn string_sequence(after: &str) -> Sequence {
    for (index, byte) in after.bytes().enumerate() {
        match byte {
            0x07 => return Sequence::Ends(index + 1),
            0x1b => {
                return match after.as_bytes().get(index + 1) {
                    Some(b'\\') => Sequence::Ends(index + 2),
                    None => Sequence::Unfinished,
                    Some(_) => Sequence::None,
                };
            }
            b'\n' | b'\r' => return Sequence::None,
            _ => {}
        }
    }
    Sequence::Unfinished
}

impl Sequence {
    const fn longer(self, by: usize) -> Self {
        match self {
            Self::Ends(length) => Self::Ends(length + by),
            other => other,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn sequences_go_and_words_stay() {
        assert_eq!(clean("\u{1b}[1;31mred\u{1b}[0m \u{9b}2Jx"), "red x");
        assert_eq!(clean("\u{1b}]0;title\u{7}a\u{1b}]8;;http://x\u{1b}\\b"), "ab");
        assert_eq!(clean("\u{1b}(Ba\u{1b}7b\u{1b}cc"), "abc");
        assert_eq!(clean("one\r\ntwo\rthree\ttab"), "one\ntwo\nthree\ttab");
        assert_eq!(clean("bell\u{7} nul\0 del\u{7f} c1\u{85}"), "bell^G nul^@ del^? c1<U+0085>");
        assert_eq!(clean("\u{202e}txt.exe"), "<U+202E>txt.exe");
        assert_eq!(clean("grüße 日本 👍🏽"), "grüße 日本 👍🏽");
    }

    #[test]
    fn a_stray_introducer_swallows_nothing() {
        assert_eq!(clean("\u{1b}]0;never ends\nnext line"), "^[]0;never ends\nnext line");
        assert_eq!(clean("ends in \u{1b}"), "ends in ^[");
        assert_eq!(clean("\u{1b}]0;never ends"), "^[]0;never ends");
        assert_eq!(clean("\u{1b}[31"), "^[[31");
        assert_eq!(clean("\u{1b}\nx"), "^[\nx");
        assert_eq!(clean("\u{1b}[é"), "^[[é");
        let long = format!("\u{1b}P{}", "x".repeat(10_000));
        assert_eq!(clean(&long).len(), long.len() + 1);
    }

    fn nasty() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            Just("\u{1b}".to_owned()),
            Just("\u{1b}[".to_owned()),
            Just("\u{9b}".to_owned()),
            Just("\u{1b}]".to_owned()),
            Just("\u{7}".to_owned()),
            Just("\u{1b}\\".to_owned()),
            Just("\r".to_owned()),
            Just("\r\n".to_owned()),
            Just("31m".to_owned()),
            any::<char>().prop_map(String::from),
            "[ -~]{0,4}",
            "\\PC{0,3}",
        ];
        proptest::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    pub(in crate::report) fn is_harmless(text: &str) -> bool {
        !text.chars().any(is_dangerous)
    }

    proptest! {
        #[test]
        fn nothing_dangerous_is_left(text in nasty()) {
            prop_assert!(is_harmless(&clean(&text)));
            prop_assert!(is_harmless(&clean_line(&text)) && !clean_line(&text).contains(['\n', '\t']));
            let in_place = clean_in_place(&text);
            prop_assert!(is_harmless(&in_place) && in_place.len() == text.len());
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in nasty()) {
            let once = clean(&text);
            prop_assert_eq!(clean(&once), once);
        }

        #[test]
        fn harmless_text_stays(text in "[ -~äöü日本\\n\\t]{0,40}") {
            prop_assert_eq!(clean(&text), text);
        }

        #[test]
        fn pieces_come_out_as_the_whole(text in nasty(), cuts in proptest::collection::vec(0usize..60, 0..5)) {
            let mut cuts: Vec<usize> = cuts.into_iter().filter(|c| text.is_char_boundary(*c)).collect();
            cuts.sort_unstable();
            let mut cleaner = Cleaner::default();
            let (mut clean_pieces, mut start) = (String::new(), 0);
            for cut in cuts.into_iter().chain([text.len()]) {
                clean_pieces.push_str(&cleaner.push(&text[start..cut]));
                start = cut;
            }
            clean_pieces.push_str(&cleaner.finish());
            prop_assert_eq!(clean_pieces, clean(&text));
        }
    }
}
