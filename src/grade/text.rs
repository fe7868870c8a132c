//! Comparing texts the way a person reads them.
//!
//! Owns: what "the program printed this" means. Colours, tables, wrapping, upper
//! and lower case never decide.

use super::layout;
use serde_json::Value;
use std::sync::OnceLock;

/// The text as it is compared: escape sequences stripped, white space, control
/// characters, box drawing and bars removed, letters in lower case.
#[must_use]
pub fn squeeze(text: &str) -> String {
    Squeezed::new(text).text
}

/// The text without escape sequences. Tabs and carriage returns become white space:
/// the crate drops them with the other control characters, and so would glue words
/// and numbers together.
#[must_use]
pub fn plain(text: &str) -> String {
    strip_ansi_escapes::strip_str(text.replace('\t', " ").replace('\r', "\n"))
}

/// Whether a character only lays text out: white space, borders of boxes and
/// tables, blocks, and characters without width.
pub(super) fn is_layout(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || c == '|'
        || ('\u{2500}'..='\u{259f}').contains(&c)
        || matches!(c, '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' | '\u{00ad}')
}

/// How a reply's text was shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Shown {
    /// Nowhere.
    No,
    /// Only inside a raw object or a JSON dump (`content='…'`, `"text": "…"`).
    Dump,
    /// As text of its own.
    Text,
}

impl Shown {
    /// The word that expressions see.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Dump => "dump",
            Self::Text => "text",
        }
    }
}

/// What a program printed, ready to be searched.
#[derive(Debug, Default)]
pub struct Printed {
    outputs: Vec<Squeezed>,
    plain: Vec<String>,
    /// Made when a text is not found in one piece.
    lines: OnceLock<Vec<Vec<layout::Line>>>,
}

impl Printed {
    /// Takes the outputs of one run: one of them has to show a text.
    #[must_use]
    pub fn new(outputs: &[String]) -> Self {
        let squeezed = outputs.iter().map(|output| Squeezed::new(output)).collect();
        // A tab parts cells, a blank words.
        let plain = outputs.iter().map(|output| plain(&output.replace('\t', "  "))).collect();
        Self { outputs: squeezed, plain, lines: OnceLock::new() }
    }

    /// How a text is shown.
    #[must_use]
    pub fn shown(&self, text: &str) -> Shown {
        let needle = Squeezed::new(text);
        if needle.text.is_empty() {
            return Shown::No;
        }
        let best = self.outputs.iter().map(|output| shown_in(output, &needle)).max().unwrap_or(Shown::No);
        if best > Shown::No {
            return best;
        }
        let in_pieces = self.lines().iter().flat_map(|lines| layout::beginnings(lines, &needle.text));
        let shown = |lead| if follows_a_field_name(lead) { Shown::Dump } else { Shown::Text };
        // Of a reply in JSON it is the words that are to be seen, not the braces.
        let words = || longest_words(text).map_or(Shown::No, |words| self.shown(&words));
        in_pieces.map(shown).max().unwrap_or_else(words)
    }

    /// How often a text is shown, in the output that shows it most often.
    #[must_use]
    pub fn times_shown(&self, text: &str) -> usize {
        let needle = squeeze(text);
        if needle.is_empty() {
            return 0;
        }
        let whole = self.outputs.iter().map(|output| output.text.matches(needle.as_str()).count()).max();
        whole.filter(|times| *times > 0).unwrap_or_else(|| {
            let in_pieces = self.lines().iter().map(|lines| layout::beginnings(lines, &needle).len());
            in_pieces.max().unwrap_or(0)
        })
    }

    fn lines(&self) -> &[Vec<layout::Line>] {
        self.lines.get_or_init(|| self.plain.iter().map(|output| layout::lines(output)).collect())
    }
}

/// A text as it is compared, and where something was left out of it.
#[derive(Debug, Default)]
struct Squeezed {
    text: String,
    /// For each byte of the text, what stood before it.
    before: Vec<Before>,
}

/// What stood before a byte of a squeezed text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Before {
    /// The letter's neighbour.
    Letter,
    /// White space or a border.
    Gap,
    /// Another part of the same letter.
    Same,
}

impl Squeezed {
    fn new(text: &str) -> Self {
        let mut squeezed = Self::default();
        let mut before = Before::Letter;
        for c in strip_ansi_escapes::strip_str(text).chars() {
            if is_layout(c) {
                before = Before::Gap;
                continue;
            }
            squeezed.text.extend(c.to_lowercase());
            squeezed.before.push(before);
            squeezed.before.resize(squeezed.text.len(), Before::Same);
            before = Before::Letter;
        }
        squeezed
    }

    /// Whether the words of a text can be told in what was found of it from this byte on:
    /// wrapped, boxed or in a table they can, but not when most of their gaps are gone, nor
    /// when most letters stand alone.
    fn has_words_of(&self, needle: &Self, at: usize) -> bool {
        let found = self.before.get(at..at + needle.before.len()).unwrap_or_default();
        // What stands before the first letter belongs to no word.
        let pairs = || needle.before.iter().zip(found).skip(1);
        let gaps = pairs().filter(|(meant, _)| **meant == Before::Gap).count();
        let lost = pairs().filter(|pair| *pair == (&Before::Gap, &Before::Letter)).count();
        let joints = pairs().filter(|(meant, _)| **meant == Before::Letter).count();
        let torn = pairs().filter(|pair| *pair == (&Before::Letter, &Before::Gap)).count();
        gaps < FEW_GAPS || (lost * 2 <= gaps && torn * 2 <= joints)
    }
}

/// A text with fewer gaps has too few words to say how they are set.
const FEW_GAPS: usize = 4;

fn shown_in(output: &Squeezed, needle: &Squeezed) -> Shown {
    let mut best = Shown::No;
    for (at, _) in output.text.match_indices(&needle.text) {
        if !output.has_words_of(needle, at) {
            continue;
        }
        if !follows_a_field_name(&output.text[..at]) {
            return Shown::Text;
        }
        best = Shown::Dump;
    }
    best
}

/// The longest text in a JSON object or list.
fn longest_words(text: &str) -> Option<String> {
    fn texts(value: Value, found: &mut Vec<String>) {
        match value {
            Value::String(text) => found.push(text),
            Value::Array(items) => items.into_iter().for_each(|item| texts(item, found)),
            Value::Object(map) => map.into_iter().for_each(|(_, item)| texts(item, found)),
            _ => {}
        }
    }
    if !text.trim_start().starts_with(['{', '[']) {
        return None;
    }
    let mut found = Vec::new();
    texts(serde_json::from_str(text).ok()?, &mut found);
    // What is JSON itself would be looked at for ever.
    found.into_iter().filter(|text| !text.trim_start().starts_with(['{', '['])).max_by_key(String::len)
}

/// Whether what stands before a text says that it is a field of a dumped object:
/// `content='`, `"content":"`, `text: '` and the like.
fn follows_a_field_name(before: &str) -> bool {
    let Some(rest) = before.strip_suffix(['"', '\'', '`']) else { return false };
    // Some languages name the type as well: `"content": String("`, `content: Some("`.
    let rest = rest.strip_suffix("string(").unwrap_or(rest);
    let rest = rest.strip_suffix("some(").unwrap_or(rest);
    let Some(name) = rest.strip_suffix([':', '=']) else { return false };
    let name = name.trim_end_matches(['"', '\'']);
    ["content", "text"].iter().any(|field| name.ends_with(field))
}

/// The first `limit` characters on one line, with `…` when something was left out.
#[must_use]
pub fn brief(text: &str, limit: usize) -> String {
    let flat: Vec<&str> = text.split_whitespace().collect();
    let flat = flat.join(" ");
    if flat.chars().count() <= limit {
        return flat;
    }
    let head: String = flat.chars().take(limit.saturating_sub(1)).collect();
    format!("{}…", head.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(output: &str, text: &str) -> Shown {
        Printed::new(&[output.to_owned()]).shown(text)
    }

    #[test]
    fn layout_does_not_matter() {
        let table = "\u{1b}[1m┌────────┐\n│ The amber │\n│ heron sings │\n└────┘\u{1b}[0m";
        assert_eq!(shown(table, "The Amber heron sings"), Shown::Text);
    }

    #[test]
    fn words_can_be_told_from_each_other() {
        let reply = "The amber heron sings (twice) at dawn, and 3 otters listen.";
        let glued: String = reply.split(' ').collect();
        let spaced: String = reply.chars().flat_map(|c| [c, ' ']).collect();
        assert_eq!((shown(&glued, reply), shown(&spaced, reply)), (Shown::No, Shown::No));
        for width in [6, 10, 20] {
            let letters: Vec<char> = reply.chars().collect();
            let wrapped: Vec<String> = letters.chunks(width).map(|line| line.iter().collect()).collect();
            assert_eq!(shown(&wrapped.join("\n"), reply), Shown::Text, "hard wrapped at {width}");
            assert_eq!(shown(&format!("|{}|", wrapped.join("|\n|")), reply), Shown::Text, "boxed at {width}");
        }
        assert_eq!(shown(&reply.replace(' ', "\n"), reply), Shown::Text);
        assert_eq!(shown(&format!("{glued}\n{reply}"), reply), Shown::Text, "once is enough");
        // Few words, or a script without gaps, say nothing about how words are set.
        assert_eq!(shown("amberheron4821", "amber heron 4821"), Shown::Text);
        assert_eq!(shown("琥珀色の鷺が歌う。", "琥珀色の 鷺が歌う。"), Shown::Text);
    }

    #[test]
    fn a_dump_is_not_text() {
        let text = "The amber heron";
        assert_eq!(shown("{\"content\": \"The amber heron\"}", text), Shown::Dump);
        assert_eq!(shown("ChatCompletionMessage(content='The amber heron', role='a')", text), Shown::Dump);
        for rust in ["\"content\": String(\n  \"The amber heron\",\n)", "content: Some(\"The amber heron\")"]
        {
            assert_eq!(shown(rust, text), Shown::Dump, "{rust}");
        }
        assert_eq!(shown("{\"content\": \"The amber heron\"}\nThe amber heron", text), Shown::Text);
        assert_eq!(shown("content: The amber heron", text), Shown::Text);
        assert_eq!(shown("Answer = 'The amber heron'", text), Shown::Text);
    }

    #[test]
    fn of_json_the_words_are_to_be_seen() {
        let reply = "{\"mood\": \"calm\", \"answer\": \"The amber heron\", \"n\": 3}";
        assert_eq!(shown("The amber heron", reply), Shown::Text);
        assert_eq!(shown("Mood: calm (3)", reply), Shown::No);
    }

    #[test]
    fn nothing_shown_and_nothing_asked() {
        assert_eq!(shown("hello", "The amber heron"), Shown::No);
        assert_eq!(shown("hello", " "), Shown::No);
    }

    #[test]
    fn brief_cuts_on_characters() {
        assert_eq!(brief("é é é é", 4), "é é…");
        assert_eq!(brief("a\n b", 10), "a b");
    }
}
