//! Words with inks and links, broken into lines.

use crate::report::clean::clean_line;
use crate::report::style::{Ink, Line, width_of};

/// Some words of a paragraph; a line feed in them breaks the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Piece {
    pub(super) ink: Ink,
    pub(super) text: String,
    /// The page they lead to.
    pub(super) link: Option<String>,
}

impl Piece {
    pub(super) fn new(ink: Ink, text: impl Into<String>) -> Self {
        Self { ink, text: text.into(), link: None }
    }

    fn put(&self, line: Line, text: &str) -> Line {
        match &self.link {
            Some(target) => line.link(self.ink, text, target),
            None => line.ink(self.ink, text),
        }
    }
}

/// The words as plain text.
pub(super) fn plain(pieces: &[Piece]) -> String {
    pieces.iter().map(|piece| piece.text.as_str()).collect()
}

/// The columns of the widest word.
pub(super) fn widest_word(pieces: &[Piece]) -> usize {
    plain(pieces).split([' ', '\n']).map(width_of).max().unwrap_or(0)
}

/// The pieces in lines of at most `width` columns, broken between words. A word that is
/// wider than a line is broken in itself.
pub(super) fn flow(pieces: &[Piece], width: usize) -> Vec<Line> {
    let mut flow = Flow { width: width.max(1), lines: Vec::new(), line: Line::default(), word: Vec::new() };
    for piece in pieces {
        for (number, text) in piece.text.split('\n').enumerate() {
            if number > 0 {
                flow.break_line();
            }
            flow.words(piece, &clean_line(text).replace('\t', "    "));
        }
    }
    flow.end_word();
    if flow.line.width() > 0 {
        flow.lines.push(flow.line);
    }
    flow.lines
}

struct Flow<'p> {
    width: usize,
    lines: Vec<Line>,
    line: Line,
    /// The parts of the word that is not ended yet.
    word: Vec<(&'p Piece, String)>,
}

impl<'p> Flow<'p> {
    fn words(&mut self, piece: &'p Piece, text: &str) {
        for (number, part) in text.split(' ').enumerate() {
            if number > 0 {
                self.end_word();
            }
            if !part.is_empty() {
                self.word.push((piece, part.to_owned()));
            }
        }
    }

    fn break_line(&mut self) {
        self.end_word();
        self.lines.push(std::mem::take(&mut self.line));
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        let width: usize = word.iter().map(|(_, text)| width_of(text)).sum();
        if width == 0 {
            return;
        }
        let used = self.line.width();
        if used > 0 && used + 1 + width > self.width {
            self.lines.push(std::mem::take(&mut self.line));
        } else if used > 0 {
            self.line = std::mem::take(&mut self.line).then(" ");
        }
        for (piece, text) in word {
            self.put(piece, &text);
        }
    }

    fn put(&mut self, piece: &Piece, text: &str) {
        let mut rest = text;
        loop {
            let room = self.width.saturating_sub(self.line.width());
            let fits = fitting(rest, room, self.line.width() == 0);
            let (now, later) = rest.split_at(fits);
            self.line = piece.put(std::mem::take(&mut self.line), now);
            if later.is_empty() {
                return;
            }
            self.lines.push(std::mem::take(&mut self.line));
            rest = later;
        }
    }
}

/// The bytes of the text's start that take at most `room` columns; at least one character
/// where something must be taken.
pub(super) fn fitting(text: &str, room: usize, at_least_one: bool) -> usize {
    let mut used = 0;
    for (at, letter) in text.char_indices() {
        used += width_of(letter.encode_utf8(&mut [0; 4]));
        if used > room && !(at == 0 && at_least_one) {
            return at;
        }
    }
    text.len()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn lines(pieces: &[(Ink, &str)], width: usize) -> Vec<String> {
        let pieces: Vec<Piece> = pieces.iter().map(|(ink, text)| Piece::new(*ink, *text)).collect();
        flow(&pieces, width).iter().map(Line::plain).collect()
    }

    #[test]
    fn words_of_several_pieces_stay_together() {
        assert_eq!(
            lines(&[(Ink::Plain, "one ("), (Ink::Strong, "two"), (Ink::Plain, "), three")], 10),
            ["one (two),", "three"]
        );
        assert_eq!(lines(&[(Ink::Plain, "a\nb  c")], 10), ["a", "b c"]);
        assert_eq!(lines(&[(Ink::Plain, "abcdefgh ij")], 3), ["abc", "def", "gh", "ij"]);
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_nothing_is_lost(
            texts in proptest::collection::vec("[a-zé日 \\n]{0,30}", 0..5), width in 2usize..40
        ) {
            let pieces: Vec<Piece> = texts.iter().map(|t| Piece::new(Ink::Plain, t.as_str())).collect();
            let lines = flow(&pieces, width);
            prop_assert!(lines.iter().all(|line| line.width() <= width));
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            let printed: String = lines.iter().map(Line::plain).collect();
            prop_assert_eq!(letters(&printed), letters(&texts.concat()));
        }
    }
}
