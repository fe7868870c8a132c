//! How a learner's program differs from the solution.

use super::out::Out;
use super::style::{Ink, Line};
use similar::{ChangeTag, TextDiff};

/// Prints a unified diff from one text to another, each with its name. Nothing but a
/// sentence when they are the same.
pub fn diff(out: &Out, from: (&str, &str), to: (&str, &str)) {
    out.data_lines(&diff_lines(from, to));
}

fn diff_lines((from_name, from): (&str, &str), (to_name, to): (&str, &str)) -> Vec<Line> {
    let diff = TextDiff::from_lines(from, to);
    let mut lines = Vec::new();
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        lines.push(Line::default().ink(Ink::Accent, hunk.header().to_string()));
        for change in hunk.iter_changes() {
            let (sign, ink) = match change.tag() {
                ChangeTag::Delete => ("-", Ink::Bad),
                ChangeTag::Insert => ("+", Ink::Good),
                ChangeTag::Equal => (" ", Ink::Plain),
            };
            let text = change.value().trim_end_matches(['\n', '\r']).replace('\t', "    ");
            lines.push(Line::default().ink(ink, format!("{sign}{text}")));
        }
    }
    if lines.is_empty() {
        return vec![Line::of(format!("{from_name} and {to_name} are the same."))];
    }
    let heads = [("---", from_name), ("+++", to_name)];
    heads
        .iter()
        .map(|(sign, name)| Line::default().ink(Ink::Strong, format!("{sign} {name}")))
        .chain(lines)
        .collect()
}
