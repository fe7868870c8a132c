//! What is installed, what is missing, and the cure for each problem.

use super::out::Out;
use super::style::{Glyphs, Ink, Line, width_of};
use super::words;
use super::wrap::wrap;

/// How well something is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// Fine.
    Ok,
    /// Works, but not as it should.
    Warn,
    /// Does not work.
    Bad,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HealthRow {
    /// What was looked at: "Python", "openai", "history".
    pub name: String,
    /// How well it is.
    pub health: Health,
    /// What was found: "3.11.9 at /usr/bin/python3".
    pub detail: String,
    /// What to do about it; empty when it is fine.
    pub cure: String,
}

/// Prints the findings and their number.
pub fn doctor(out: &Out, rows: &[HealthRow]) {
    out.data_lines(&doctor_lines(rows, out.glyphs(), out.width()));
}

fn doctor_lines(rows: &[HealthRow], glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let names = rows.iter().map(|row| width_of(&row.name)).max().unwrap_or(0);
    let column = 2 + names + 2;
    let mut lines: Vec<Line> = rows.iter().flat_map(|row| row_lines(row, column, glyphs, width)).collect();
    lines.push(Line::default());
    lines.push(total(rows));
    lines
}

fn row_lines(row: &HealthRow, column: usize, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let (sign, ink) = match row.health {
        Health::Ok => (glyphs.met, Ink::Good),
        Health::Warn => ("!", Ink::Warn),
        Health::Bad => (glyphs.unmet, Ink::Bad),
    };
    let room = width.saturating_sub(column);
    let head = Line::default().ink(ink, sign).then(" ").ink(Ink::Strong, &*row.name).pad_to(column);
    let mut details = wrap(&row.detail, room).into_iter();
    let mut lines = vec![head.then(details.next().unwrap_or_default())];
    lines.extend(details.map(|text| Line::indent(column).then(text)));
    if !row.cure.is_empty() {
        for (number, text) in wrap(&row.cure, room.saturating_sub(6)).into_iter().enumerate() {
            let label = if number == 0 { "cure: " } else { "      " };
            lines.push(Line::indent(column).ink(Ink::Accent, label).then(text));
        }
    }
    lines
}

fn total(rows: &[HealthRow]) -> Line {
    let number = |health| rows.iter().filter(|row| row.health == health).count() as u64;
    match (number(Health::Bad), number(Health::Warn)) {
        (0, 0) => Line::default().ink(Ink::Good, "Everything is in order."),
        (0, warnings) => Line::default().ink(Ink::Warn, words::count(warnings, "warning")),
        (bad, 0) => Line::default().ink(Ink::Bad, words::count(bad, "problem")),
        (bad, warnings) => Line::default()
            .ink(Ink::Bad, words::count(bad, "problem"))
            .then(", ")
            .ink(Ink::Warn, words::count(warnings, "warning")),
    }
}
