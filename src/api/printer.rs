//! JSON printed with line ends and two spaces, as the vendor's applications do.
//!
//! Owns: indentation and escaping. Must not know: which object is printed.

use bytes::Bytes;
use serde::Serialize;
use std::fmt::Write;

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
        if !self.first {
            self.out.push(',');
        }
        self.first = false;
        self.new_line();
        self
    }

    /// Begins a field. The name must need no escaping.
    pub fn key(&mut self, name: &'static str) -> &mut Self {
        self.item();
        self.out.push('"');
        self.out.push_str(name);
        self.out.push_str("\": ");
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
        // Writing into memory cannot fail.
        let _ = write!(self.out, "{number}");
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

    fn new_line(&mut self) {
        const SPACES: &str = "\n                                ";
        self.out.push_str(SPACES.get(..=2 * self.depth).unwrap_or(SPACES));
    }
}

/// Appends a JSON text.
pub fn push_text(out: &mut String, text: &str) {
    // Nothing to escape in most texts.
    if text.bytes().all(|b| b >= b' ' && b != b'"' && b != b'\\') {
        out.push('"');
        out.push_str(text);
        out.push('"');
    } else {
        out.push_str(&serde_json::to_string(text).unwrap_or_default());
    }
}
