//! Tables, as wide as the page and no wider.

use super::inline::{Piece, flow, plain, widest_word};
use crate::report::style::{Glyphs, Ink, Line, width_of};

/// A table's cells.
#[derive(Debug, Default)]
pub(super) struct Grid {
    /// The head, then the rows.
    pub(super) rows: Vec<Vec<Vec<Piece>>>,
}

/// Between two columns.
const GAP: usize = 2;
/// A column is not made narrower than this to keep a long word whole.
const NARROW: usize = 24;

impl Grid {
    /// The table in columns; where it cannot be that narrow, or where columns are not
    /// wanted, each row as a list of `head: cell`.
    pub(super) fn lines(&self, glyphs: &Glyphs, width: usize, columns: bool) -> Vec<Line> {
        match self.widths(width).filter(|_| columns) {
            Some(widths) => self.in_columns(&widths, glyphs),
            None => self.in_list(width),
        }
    }

    fn columns(&self) -> usize {
        self.rows.iter().map(Vec::len).max().unwrap_or(0)
    }

    /// The widths of the columns; none when they do not fit.
    fn widths(&self, width: usize) -> Option<Vec<usize>> {
        let count = self.columns();
        let column = |index: usize| self.rows.iter().filter_map(move |row| row.get(index));
        let widest = |index| column(index).map(|cell| width_of(&plain(cell))).max().unwrap_or(0).max(1);
        let least = |index| column(index).map(|cell| widest_word(cell)).max().unwrap_or(0).clamp(1, NARROW);
        let wanted: Vec<usize> = (0..count).map(widest).collect();
        let mut widths: Vec<usize> = (0..count).map(least).zip(&wanted).map(|(l, w)| l.min(*w)).collect();
        let room = width.checked_sub(GAP * count.saturating_sub(1))?;
        let mut spare = room.checked_sub(widths.iter().sum())?;
        // Room goes where cells are broken into most lines, so that rows stay low.
        while spare > 0 {
            let open = widths.iter().zip(&wanted).enumerate().filter(|(_, (has, wants))| has < wants);
            let tallest = open.max_by_key(|(_, (has, wants))| *wants * 1_000 / (**has).max(1));
            let Some(has) = tallest.map(|(index, _)| index).and_then(|index| widths.get_mut(index)) else {
                break;
            };
            *has += 1;
            spare -= 1;
        }
        Some(widths)
    }

    fn in_columns(&self, widths: &[usize], glyphs: &Glyphs) -> Vec<Line> {
        let mut lines = Vec::new();
        for (number, row) in self.rows.iter().enumerate() {
            let cells: Vec<Vec<Line>> = widths
                .iter()
                .enumerate()
                .map(|(index, width)| flow(row.get(index).map_or(&[], Vec::as_slice), *width))
                .collect();
            let height = cells.iter().map(Vec::len).max().unwrap_or(0).max(1);
            lines.extend((0..height).map(|at| row_line(&cells, widths, at)));
            if number == 0 {
                let rules: Vec<String> = widths.iter().map(|width| glyphs.rule.repeat(*width)).collect();
                lines.push(Line::default().ink(Ink::Faint, rules.join(&" ".repeat(GAP))));
            }
        }
        lines
    }

    fn in_list(&self, width: usize) -> Vec<Line> {
        let Some((head, rows)) = self.rows.split_first() else { return Vec::new() };
        let mut lines = Vec::new();
        for row in rows {
            for (index, cell) in row.iter().enumerate().filter(|(_, cell)| !plain(cell).trim().is_empty()) {
                let label = head.get(index).map(|cell| plain(cell)).unwrap_or_default();
                let mut words = Vec::new();
                if !label.trim().is_empty() {
                    words.push(Piece::new(Ink::Strong, format!("{}: ", label.trim())));
                }
                words.extend(cell.iter().cloned());
                let (first, others) = if index == 0 { ("- ", "  ") } else { ("  ", "  ") };
                for (number, line) in flow(&words, width.saturating_sub(2)).into_iter().enumerate() {
                    lines.push(Line::of(if number == 0 { first } else { others }).append(line));
                }
            }
        }
        lines
    }
}

fn row_line(cells: &[Vec<Line>], widths: &[usize], at: usize) -> Line {
    let mut line = Line::default();
    let mut column = 0;
    for (cell, width) in cells.iter().zip(widths) {
        if column > 0 {
            line = line.pad_to(column);
        }
        line = line.append(cell.get(at).cloned().unwrap_or_default());
        column += width + GAP;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn grid(rows: &[&[&str]]) -> Grid {
        let cell = |text: &&str| vec![Piece::new(Ink::Plain, *text)];
        Grid { rows: rows.iter().map(|row| row.iter().map(cell).collect()).collect() }
    }

    fn lines(rows: &[&[&str]], width: usize) -> Vec<String> {
        grid(rows).lines(&Glyphs::UNICODE, width, true).iter().map(Line::plain).collect()
    }

    const TABLE: &[&[&str]] = &[&["status", "what to do"], &["429", "wait, or look at your account"]];

    #[test]
    fn cells_are_wrapped_in_their_columns() {
        assert_eq!(
            lines(TABLE, 24),
            [
                "status  what to do",
                "──────  ────────────────",
                "429     wait, or look at",
                "        your account"
            ]
        );
    }

    #[test]
    fn what_is_too_narrow_for_columns_is_a_list() {
        assert_eq!(
            lines(TABLE, 13),
            ["- status: 429", "  what to do:", "  wait, or", "  look at", "  your", "  account"]
        );
    }

    proptest! {
        #[test]
        fn never_too_wide(
            rows in proptest::collection::vec(proptest::collection::vec("[a-z日 ]{0,20}", 0..6), 0..5),
            width in 10usize..60
        ) {
            let rows: Vec<Vec<&str>> = rows.iter().map(|r| r.iter().map(String::as_str).collect()).collect();
            let rows: Vec<&[&str]> = rows.iter().map(Vec::as_slice).collect();
            for line in grid(&rows).lines(&Glyphs::UNICODE, width, true) {
                prop_assert!(line.width() <= width, "{:?}", line);
            }
        }
    }
}
