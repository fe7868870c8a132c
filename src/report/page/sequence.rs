//! Sequence diagrams drawn with lines: who stands where, and what goes from one to another.
//!
//! Owns: the drawing. What does not fit the width, or has signs that are not one column
//! wide, is not drawn; then the caller lists it.

use crate::report::style::{Ink, Line, width_of};

/// What happens, from top to bottom. Places are those of the participants, from the left.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Happening {
    /// Words go from one to another (or stay).
    Message { from: usize, to: usize, answer: bool, words: String },
    /// Words beside the lines of these.
    Note { first: usize, last: usize, words: String },
    /// A part begins, or goes on otherwise: `loop each line`.
    Part(String),
    /// A part ends.
    End,
}

/// The drawing; `None` when there is no room for it.
pub(super) fn draw(names: &[String], happenings: &[Happening], width: usize) -> Option<Vec<Line>> {
    let texts = happenings.iter().map(Happening::words).chain(names.iter().map(String::as_str));
    if names.is_empty() || texts.clone().any(|text| width_of(text) != text.chars().count()) {
        return None;
    }
    let board = Board::new(names, happenings)?;
    if board.width > width {
        return None;
    }
    Some(board.drawn(names, happenings))
}

impl Happening {
    fn words(&self) -> &str {
        match self {
            Self::Message { words, .. } | Self::Note { words, .. } | Self::Part(words) => words,
            Self::End => "",
        }
    }
}

/// Where everything stands.
struct Board {
    /// The column of each participant's line.
    lines: Vec<usize>,
    width: usize,
}

fn length(text: &str) -> usize {
    text.chars().count()
}

impl Board {
    fn new(names: &[String], happenings: &[Happening]) -> Option<Self> {
        let half = |name: &String| length(name) / 2 + 2;
        let mut lines: Vec<usize> = vec![half(names.first()?)];
        for (place, name) in names.iter().enumerate().skip(1) {
            let beside = lines[place - 1] + half(&names[place - 1]) + half(name) + 1;
            let mut at = beside;
            for happening in happenings {
                at = at.max(match happening {
                    Happening::Message { from, to, words, .. } if from != to && *from.max(to) == place => {
                        lines[*from.min(to)] + length(words) + 5
                    }
                    Happening::Message { from, to, words, .. } if from == to && from + 1 == place => {
                        lines[*from] + length(words) + 8
                    }
                    Happening::Note { first, last, words } if *last == place && first != last => {
                        lines[*first] + length(words) + 4
                    }
                    Happening::Note { first, last, words } if last + 1 == place && first == last => {
                        lines[*first] + length(words) + 4
                    }
                    _ => 0,
                });
            }
            lines.push(at);
        }
        let last = names.len() - 1;
        let mut width = lines[last] + half(&names[last]) + 1;
        for happening in happenings {
            width = width.max(match happening {
                Happening::Message { from, to, words, .. } if from == to => lines[*from] + length(words) + 7,
                Happening::Note { first, words, .. } => lines[*first] + length(words) + 3,
                Happening::Part(words) => length(words) + 6,
                _ => 0,
            });
        }
        Some(Self { lines, width })
    }

    fn drawn(&self, names: &[String], happenings: &[Happening]) -> Vec<Line> {
        let mut rows = vec![self.blank(), self.blank(), self.blank()];
        for (name, line) in names.iter().zip(&self.lines) {
            let start = line - length(name) / 2 - 2;
            let rule = "─".repeat(length(name) + 2);
            rows[0].put(start, &format!("┌{rule}┐"), Ink::Faint);
            rows[1].put(start, "│", Ink::Faint);
            rows[1].put(start + 2, name, Ink::Strong);
            rows[1].put(start + length(name) + 3, "│", Ink::Faint);
            rows[2].put(start, &format!("└{rule}┘"), Ink::Faint);
            rows[2].put(*line, "┬", Ink::Faint);
        }
        happenings.iter().for_each(|happening| self.add(&mut rows, happening));
        rows.push(self.with_lines());
        rows.into_iter().map(Row::line).collect()
    }

    fn add(&self, rows: &mut Vec<Row>, happening: &Happening) {
        match happening {
            Happening::Message { from, to, words, .. } if from == to => {
                let at = self.lines[*from];
                let (mut out, mut back) = (self.with_lines(), self.with_lines());
                out.put(at, "├──┐", Ink::Accent);
                out.put(at + 5, words, Ink::Plain);
                back.put(at, "│◀─┘", Ink::Accent);
                rows.extend([out, back]);
            }
            Happening::Message { from, to, answer, words } => {
                let (left, right) = (self.lines[*from.min(to)], self.lines[*from.max(to)]);
                let mut above = self.with_lines();
                above.put(left + 1 + (right - left - 1 - length(words)) / 2, words, Ink::Plain);
                let mut arrow = self.with_lines();
                let rule = if *answer { "╌" } else { "─" }.repeat(right - left - 2);
                let drawn = if from < to { format!("{rule}▶") } else { format!("◀{rule}") };
                arrow.put(left + 1, &drawn, Ink::Accent);
                rows.extend([above, arrow]);
            }
            Happening::Note { first, words, .. } => {
                let mut row = self.with_lines();
                row.put(self.lines[*first] + 2, words, Ink::Warn);
                rows.extend([self.with_lines(), row]);
            }
            Happening::Part(words) => {
                let mut row = self.blank();
                row.put(0, &"╌".repeat(self.width), Ink::Faint);
                row.put(2, &format!(" {words} "), Ink::Accent);
                rows.push(row);
            }
            Happening::End => {
                let mut row = self.blank();
                row.put(0, &"╌".repeat(self.width), Ink::Faint);
                rows.push(row);
            }
        }
    }

    fn blank(&self) -> Row {
        Row(vec![(' ', Ink::Plain); self.width])
    }

    fn with_lines(&self) -> Row {
        let mut row = self.blank();
        self.lines.iter().for_each(|line| row.put(*line, "│", Ink::Faint));
        row
    }
}

/// One line of the drawing, sign by sign.
struct Row(Vec<(char, Ink)>);

impl Row {
    fn put(&mut self, at: usize, text: &str, ink: Ink) {
        for (place, sign) in (at..).zip(text.chars()) {
            if let Some(cell) = self.0.get_mut(place) {
                *cell = (sign, ink);
            }
        }
    }

    fn line(self) -> Line {
        let end = self.0.iter().rposition(|(sign, _)| *sign != ' ').map_or(0, |last| last + 1);
        let mut line = Line::default();
        let mut cells = self.0.into_iter().take(end).peekable();
        while let Some((sign, ink)) = cells.next() {
            let mut text = String::from(sign);
            while let Some((sign, _)) = cells.next_if(|(_, next)| *next == ink) {
                text.push(sign);
            }
            line = line.ink(ink, text);
        }
        line
    }
}
