//! The info string of a fenced block: `python wrong expect=waits title="short words"`.
//!
//! Owns: its words and places. Must not know: which words mean something.

use std::ops::Range;

/// A word and its bytes in the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The text, without quotes.
    pub text: String,
    /// Its place, without quotes.
    pub range: Range<usize>,
}

/// An info string, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Info {
    /// The first word.
    pub language: Option<Word>,
    /// The bare words after it.
    pub words: Vec<Word>,
    /// `key=value` and `key="quoted value"`.
    pub pairs: Vec<(Word, Word)>,
    /// Where a quote is opened and never closed.
    pub unclosed: Option<Range<usize>>,
}

impl Info {
    /// Takes `text` apart; `offset` is where it starts in the file.
    pub fn parse(text: &str, offset: usize) -> Self {
        let mut info = Self::default();
        let mut rest = Cursor { text, at: 0, offset };
        while let Some(word) = rest.word() {
            if info.language.is_none() && !rest.at_equals() {
                info.language = Some(word);
            } else if rest.take_equals() {
                let (value, closed) = rest.value();
                if !closed {
                    info.unclosed = Some(value.range.clone());
                }
                info.pairs.push((word, value));
            } else {
                info.words.push(word);
            }
        }
        info
    }

    /// The value of this key, the first where it is given twice.
    pub fn value(&self, key: &str) -> Option<&Word> {
        self.pairs.iter().find(|(k, _)| k.text == key).map(|(_, v)| v)
    }
}

struct Cursor<'a> {
    text: &'a str,
    at: usize,
    offset: usize,
}

impl Cursor<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    /// Takes bytes up to where `stop` holds.
    fn take_until(&mut self, stop: impl Fn(char) -> bool) -> Word {
        let rest = self.rest();
        let length = rest.find(stop).unwrap_or(rest.len());
        let text = rest.get(..length).unwrap_or_default().to_owned();
        let start = self.offset + self.at;
        self.at += length;
        Word { text, range: start..start + length }
    }

    fn word(&mut self) -> Option<Word> {
        self.take_until(|c| !c.is_whitespace());
        let mut word = self.take_until(|c| c.is_whitespace() || c == '=');
        if word.text.is_empty() && self.at_equals() {
            // A stray `=`: a word of its own, so that it is seen.
            word.text.push('=');
            word.range.end += 1;
            self.at += 1;
        }
        (!word.text.is_empty()).then_some(word)
    }

    fn at_equals(&self) -> bool {
        self.rest().starts_with('=')
    }

    fn take_equals(&mut self) -> bool {
        let there = self.at_equals();
        self.at += usize::from(there);
        there
    }

    /// The value after `=`, and whether its quote is closed.
    fn value(&mut self) -> (Word, bool) {
        if !self.rest().starts_with('"') {
            return (self.take_until(char::is_whitespace), true);
        }
        self.at += 1;
        let value = self.take_until(|c| c == '"');
        let closed = self.rest().starts_with('"');
        self.at += usize::from(closed);
        (value, closed)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_pairs_and_quotes() {
        let info = Info::parse("python wrong expect=waits title=\"two words\"", 10);
        assert_eq!(info.language.as_ref().unwrap().text, "python");
        assert_eq!(info.words[0].text, "wrong");
        assert_eq!(info.words[0].range, 17..22);
        assert_eq!(info.value("expect").unwrap().text, "waits");
        assert_eq!(info.value("title").unwrap().text, "two words");
        assert_eq!(info.value("title").unwrap().range, 43..52);
        assert!(info.unclosed.is_none());
    }

    #[test]
    fn odd_info_strings() {
        assert!(Info::parse("  ", 0).language.is_none());
        assert_eq!(Info::parse("py title=\"a b", 0).unclosed, Some(10..13));
        assert_eq!(Info::parse("py = x", 0).words.len(), 2);
        assert_eq!(Info::parse("py a=", 0).pairs[0].1.text, "");
    }

    proptest! {
        #[test]
        fn never_panics_and_ranges_hold(text in "\\PC*", offset in 0_usize..1000) {
            let info = Info::parse(&text, offset);
            for word in info.words.iter().chain(info.language.iter()) {
                prop_assert_eq!(&text[word.range.start - offset..word.range.end - offset], &word.text);
            }
            for (key, value) in &info.pairs {
                prop_assert_eq!(&text[key.range.start - offset..key.range.end - offset], &key.text);
                prop_assert_eq!(&text[value.range.start - offset..value.range.end - offset], &value.text);
            }
        }
    }
}
