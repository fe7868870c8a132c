//! Texts that are broken over lines with marks between.
//!
//! Owns: finding a reply again in a hand-made box, a quotation, numbered lines or the
//! cells of a table. Must not know: why somebody looks for it.
//!
//! White space and borders are gone when texts are compared, so that wrapping does not
//! matter. What is left over here are marks that look like text: `*`, `#`, `>`, line
//! numbers, a speaker's name on each line, and neighbours in the same row. A text
//! counts as shown when its pieces stand in lines that follow each other, each piece
//! up to the end of its cell. Replies carry words of the run: that a stranger's
//! text continues one by chance does not happen.

use super::text::{is_layout, squeeze};

/// Shorter texts are not broken.
const SHORTEST: usize = 12;
/// Lines without a letter that may stand between two pieces.
const RULES: usize = 2;
/// Marks that are taken off at most, on each side.
const MOST_MARKS: usize = 8;
/// Lines of an output that are looked at.
const MOST_LINES: usize = 5_000;

/// One line of output: the whole of it, then its cells, each squeezed.
#[derive(Debug)]
pub(super) struct Line(Vec<String>);

/// The lines of a text without escape sequences.
pub(super) fn lines(text: &str) -> Vec<Line> {
    text.lines().take(MOST_LINES).map(line).collect()
}

fn line(text: &str) -> Line {
    let mut cells = vec![squeeze(text)];
    let mut cell = String::new();
    let mut blanks = 0;
    for c in text.chars() {
        let border = !c.is_whitespace() && is_layout(c);
        blanks = if c.is_whitespace() { blanks + 1 } else { 0 };
        // Words have one blank between them, cells have more.
        if border || blanks > 1 {
            cells.push(squeeze(&std::mem::take(&mut cell)));
        } else {
            cell.push(c);
        }
    }
    cells.push(squeeze(&cell));
    cells.dedup();
    cells.retain(|cell| !cell.is_empty());
    Line(cells)
}

/// What stands before each place where the (squeezed) text begins and goes on over the
/// next lines.
pub(super) fn beginnings<'a>(lines: &'a [Line], needle: &str) -> Vec<&'a str> {
    let Some(first) = needle.chars().next().filter(|_| needle.len() >= SHORTEST) else { return Vec::new() };
    let mut found = Vec::new();
    for (index, line) in lines.iter().enumerate() {
        let rest = lines.get(index + 1..).unwrap_or_default();
        let begins = line.0.iter().find_map(|cell| {
            let mut places = cell.match_indices(first);
            places.find_map(|(at, _)| {
                let (lead, piece) = cell.split_at(at);
                let goes_on = |piece: &str| {
                    let left = needle.strip_prefix(piece).filter(|left| !left.is_empty());
                    left.is_some_and(|left| continues(rest, lead, left, 0))
                };
                ends(piece).any(goes_on).then_some(lead)
            })
        });
        found.extend(begins);
    }
    found
}

/// Whether the next lines go on with this text to its end.
fn continues(lines: &[Line], lead: &str, left: &str, rules: usize) -> bool {
    let Some((line, rest)) = lines.split_first() else { return false };
    let follows = |piece: &str| {
        !piece.is_empty()
            && (piece.starts_with(left)
                || left.strip_prefix(piece).is_some_and(|left| continues(rest, lead, left, 0)))
    };
    if line.0.iter().any(|cell| starts(cell, lead).any(|cell| ends(cell).any(follows))) {
        return true;
    }
    let is_rule = !line.0.iter().any(|cell| cell.contains(char::is_alphanumeric));
    is_rule && rules < RULES && continues(rest, lead, left, rules + 1)
}

/// A piece as it stands, and with fewer and fewer of the marks behind it: some may be
/// the text's own.
fn ends(piece: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(piece), |piece| piece.strip_suffix(is_mark)).take(MOST_MARKS)
}

/// A cell as it stands, without what stood before the text's first piece, with fewer
/// and fewer of the marks before it, and the same without a number.
fn starts<'a>(cell: &'a str, lead: &str) -> impl Iterator<Item = &'a str> {
    let unled = cell.strip_prefix(lead).filter(|_| !lead.is_empty());
    let unnumbered = cell.trim_start_matches(is_mark).trim_start_matches(|c: char| c.is_ascii_digit());
    unled.into_iter().chain(unmarked(cell)).chain(unmarked(unnumbered))
}

fn unmarked(cell: &str) -> impl Iterator<Item = &str> {
    std::iter::successors(Some(cell), |cell| cell.strip_prefix(is_mark)).take(MOST_MARKS)
}

fn is_mark(c: char) -> bool {
    !c.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const REPLY: &str = "The amber heron sings (twice) at dawn, and 3 otters listen.";

    fn shows(text: &str) -> usize {
        beginnings(&lines(text), &squeeze(REPLY)).len()
    }

    #[test]
    fn marks_between_the_lines_do_not_matter() {
        for text in [
            "**********************\n* The amber heron    *\n* sings (twice) at   *\n* dawn, and 3 otters *\n* listen.            *\n****",
            "> The amber heron sings\n> (twice) at dawn, and\n> 3 otters listen.",
            " 1: The amber heron sings (twi\n 2: ce) at dawn, and 3 otters\n 3: listen.",
            "AI> The amber heron sings\nAI> (twice) at dawn, and\nAI> 3 otters listen.\n",
            "# The amber heron sings (twice)\n#\n# at dawn, and 3 otters listen. #",
            "│ one │ The amber heron │ other │\n│ two │ sings (twice)   │ words │\n│     │ at dawn, and 3  │       │\n│     │ otters listen.  │       │",
            "first words   The amber heron   third\nsecond        sings (twice) at  line\nand more      dawn, and 3\n              otters listen.",
        ] {
            assert_eq!(shows(text), 1, "{text}");
        }
    }

    #[test]
    fn what_is_missing_or_in_another_order_is_not_shown() {
        for text in [
            "> The amber heron sings\n> at dawn, and\n> 3 otters listen.",
            "> The amber heron sings\n> 3 otters listen.\n> (twice) at dawn, and",
            "> The amber heron sings (twice) at dawn, and 3",
            "> The amber heron sings (twice)\n> no\n> at dawn, and 3 otters listen.",
        ] {
            assert_eq!(shows(text), 0, "{text}");
        }
    }

    #[test]
    fn what_stands_before_is_told() {
        let text =
            "{'content': 'The amber heron sings (twice) '\n            'at dawn, and 3 otters listen.'}";
        assert_eq!(beginnings(&lines(text), &squeeze(REPLY)), ["{'content':'"]);
    }

    proptest! {
        /// However a text is wrapped and quoted, it is found.
        #[test]
        fn any_quotation_is_read(width in 8usize..50, mark in "[*#>:+-]{1,3}") {
            let quoted: String = textwrap::wrap(REPLY, width).iter().map(|line| format!("{mark} {line} {mark}\n")).collect();
            let whole = squeeze(&quoted).contains(&squeeze(REPLY));
            prop_assert!(whole || shows(&quoted) == 1, "{}", quoted);
        }

        #[test]
        fn any_output_is_survived(text in "[a-c |*\\n]{0,200}", needle in "[a-c*]{12,20}") {
            let _ = beginnings(&lines(&text), &needle);
        }
    }
}
