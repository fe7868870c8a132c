//! Places in an author's files.

use std::ops::Range;
use std::sync::Arc;

/// A file of the course, kept whole so that faults can be shown in place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceFile {
    /// The path relative to the course's root, with `/`.
    pub path: String,
    /// The text; see [`SourceFile::new`].
    pub text: String,
}

impl SourceFile {
    /// A file as read, made uniform: no byte order mark, every line ends with `\n`.
    ///
    /// Lines and columns stay what an editor shows; byte ranges count in the uniform text.
    #[must_use]
    pub fn new(path: impl Into<String>, text: impl Into<String>) -> Self {
        Self { path: path.into(), text: uniform(text.into()) }
    }
}

/// Without a byte order mark and without carriage returns.
fn uniform(text: String) -> String {
    let text = match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    };
    if memchr::memchr(b'\r', text.as_bytes()).is_some() {
        text.replace("\r\n", "\n").replace('\r', "\n")
    } else {
        text
    }
}

/// A byte range in a [`SourceFile`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Spot {
    /// The file.
    pub file: Arc<SourceFile>,
    /// Bytes of `file.text`.
    pub range: Range<usize>,
}

impl Spot {
    /// A spot in this file; what lies outside the text or splits a character is mended.
    #[must_use]
    pub fn new(file: Arc<SourceFile>, range: Range<usize>) -> Self {
        let length = file.text.len();
        let mut start = range.start.min(length);
        while !file.text.is_char_boundary(start) {
            start -= 1;
        }
        let mut end = range.end.clamp(start, length);
        while !file.text.is_char_boundary(end) {
            end += 1;
        }
        Self { file, range: start..end }
    }

    /// Line and column, both from 1; columns count characters.
    #[must_use]
    pub fn line_column(&self) -> (usize, usize) {
        let mut start = self.range.start.min(self.file.text.len());
        while !self.file.text.is_char_boundary(start) {
            start -= 1;
        }
        let before = &self.file.text[..start];
        let line = before.bytes().filter(|b| *b == b'\n').count() + 1;
        let column = before.rsplit('\n').next().map_or(0, |l| l.chars().count()) + 1;
        (line, column)
    }

    /// `lessons/13-retries.md:40:5`
    #[must_use]
    pub fn to_place(&self) -> String {
        let (line, column) = self.line_column();
        format!("{}:{line}:{column}", self.file.path)
    }

    /// A part of this spot, `range` counted from its start.
    #[must_use]
    pub fn within(&self, range: Range<usize>) -> Self {
        let start = (self.range.start + range.start).min(self.range.end);
        let end = (self.range.start + range.end).clamp(start, self.range.end);
        Self { file: Arc::clone(&self.file), range: start..end }
    }
}

/// A text and where the author wrote it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Located {
    /// The text, escapes resolved.
    pub text: String,
    /// Where it stands (inside the quotes, for TOML strings).
    pub spot: Spot,
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_uniform() {
        let file = SourceFile::new("a.md", "\u{feff}a\r\nb\rc\n");
        assert_eq!(file.text, "a\nb\nc\n");
    }

    #[test]
    fn columns_count_characters_and_ranges_may_be_wrong() {
        let file = Arc::new(SourceFile::new("a.md", "ab\néé!"));
        assert_eq!(Spot::new(Arc::clone(&file), 7..8).line_column(), (2, 3));
        assert_eq!(Spot::new(Arc::clone(&file), 4..5).line_column(), (2, 1));
        assert_eq!(Spot::new(Arc::clone(&file), 99..120).to_place(), "a.md:2:4");
    }
}
