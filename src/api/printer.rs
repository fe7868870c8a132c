//! JSON printed with line ends and two spaces, as the vendor's applications do.
//!
//! Owns: indentation and escaping. Must not know: which object is printed.

use bytes::Bytes;
use serde::Serialize;

/// Any value, printed, with a line end behind it.
#[must_use]
pub fn pretty(value: &impl Serialize) -> Bytes {
    let mut bytes = Vec::with_capacity(1024);
    // Writing plain data into memory cannot fail.
    let _ = serde_json::to_writer_pretty(&mut bytes, value);
    bytes.push(b'\n');
    Bytes::from(bytes)
}

/// Prints an object field by field: for the one object that nearly every answer is,
/// several times as fast as the general way.
#[derive(Debug)]
pub struct Printer {
    out: String,
    depth: usize,
    /// Whether nothing has been printed yet since the last bracket was opened.
    first: bool,
}

/// What stands before an item at each depth.
const BEFORE: [&str; 9] = [
    ",\n",
    ",\n  ",
    ",\n    ",
    ",\n      ",
    ",\n        ",
    ",\n          ",
    ",\n            ",
    ",\n              ",
    ",\n                ",
];

impl Printer {
    /// An empty one with room for this many bytes.
    #[must_use]
    pub fn with_capacity(bytes: usize) -> Self {
        Self { out: String::with_capacity(bytes), depth: 0, first: true }
    }

    /// Opens an object or a list.
    pub fn open(&mut self, bracket: char) {
        self.out.push(bracket);
        self.depth += 1;
        self.first = true;
    }

    /// Closes it.
    pub fn close(&mut self, bracket: char) {
        self.depth = self.depth.saturating_sub(1);
        if !self.first {
            self.new_line();
        }
        self.first = false;
        self.out.push(bracket);
    }

    /// Begins an item of a list.
    pub fn item(&mut self) -> &mut Self {
        if std::mem::replace(&mut self.first, false) {
            self.new_line();
        } else {
            self.out.push_str(self.before());
        }
        self
    }

    /// Begins a field. The name must need no escaping.
    #[inline] // the length of a constant name is then known where it is copied
    pub fn key(&mut self, name: &'static str) -> &mut Self {
        self.item();
        self.out.push('"');
        self.out.push_str(name);
        self.out.push_str("\": ");
        self
    }

    /// JSON that stands here just as it is, with the line ends and the comma before it.
    #[inline] // the length of a constant text is then known where it is copied
    pub fn written(&mut self, json: &'static str) -> &mut Self {
        self.out.push_str(json);
        self.first = false;
        self
    }

    /// A text.
    pub fn text(&mut self, text: &str) {
        push_text(&mut self.out, text);
    }

    /// A text, or `null`.
    pub fn text_or_null(&mut self, text: Option<&str>) {
        match text {
            Some(text) => self.text(text),
            None => self.raw("null"),
        }
    }

    /// A number.
    pub fn number(&mut self, number: u64) {
        push_number(&mut self.out, number);
    }

    /// JSON that needs no indentation.
    pub fn raw(&mut self, json: &str) {
        self.out.push_str(json);
    }

    /// Any value, indented to fit.
    pub fn value(&mut self, value: &impl Serialize) {
        let printed = serde_json::to_string_pretty(value).unwrap_or_default();
        for (index, line) in printed.split('\n').enumerate() {
            if index > 0 {
                self.new_line();
            }
            self.out.push_str(line);
        }
    }

    /// Everything, with a line end behind it.
    #[must_use]
    pub fn finish(mut self) -> Bytes {
        self.out.push('\n');
        Bytes::from(self.out)
    }

    fn before(&self) -> &'static str {
        BEFORE.get(self.depth).or(BEFORE.last()).copied().unwrap_or_default()
    }

    fn new_line(&mut self) {
        self.out.push_str(self.before().trim_start_matches(','));
    }
}

/// Appends a number in digits.
pub fn push_number(out: &mut String, number: u64) {
    out.push_str(itoa::Buffer::new().format(number));
}

/// Appends a JSON text.
pub fn push_text(out: &mut String, text: &str) {
    // Nothing to escape in most texts. Looked at to the end, so that the compiler can
    // take many bytes at once.
    let must_escape = |b: u8| b < b' ' || b == b'"' || b == b'\\';
    if !text.bytes().fold(false, |found, b| found | must_escape(b)) {
        out.reserve(text.len() + 2);
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&serde_json::to_string(text).unwrap_or_default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_digits() {
        for number in [0, 7, 10, 1_795_172_400, u64::MAX] {
            let mut out = String::new();
            push_number(&mut out, number);
            assert_eq!(out, number.to_string());
        }
    }

    #[test]
    fn texts_are_escaped_where_they_must_be() {
        for text in ["plain", "a \"quote\"", "line\nend", "naïve 🦜", "back\\slash", "\u{7f}\u{1}"] {
            let mut out = String::new();
            push_text(&mut out, text);
            assert_eq!(serde_json::from_str::<String>(&out).ok().as_deref(), Some(text));
        }
    }
}
