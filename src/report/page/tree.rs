//! Flowcharts drawn as a tree: each step once, with what it leads to below it.
//!
//! Owns: the drawing. A step that stands elsewhere already is named with a sign that
//! points there.

use super::inline::{Piece, flow};
use crate::report::style::{Ink, Line, width_of};

/// From, word on the arrow, to: places among the names.
pub(super) type Link = (usize, String, usize);

/// Deeper charts have no room for their words.
const DEEPEST: usize = 8;

/// The drawing; `None` when it would be too deep for the width.
pub(super) fn draw(names: &[String], links: &[Link], width: usize) -> Option<Vec<Line>> {
    let mut tree = Tree { names, links, drawn: vec![false; names.len()], lines: Vec::new(), width };
    let leads_nowhere_else = |place: &usize| !links.iter().any(|(_, _, to)| to == place);
    let first = links.first().map(|(from, ..)| *from)?;
    let roots: Vec<usize> = (0..names.len()).filter(leads_nowhere_else).collect();
    for root in std::iter::once(first).chain(roots).chain(0..names.len()) {
        if !tree.drawn.get(root).copied().unwrap_or(true) {
            tree.step(root, String::new(), String::new(), "", 0)?;
        }
    }
    Some(tree.lines)
}

struct Tree<'a> {
    names: &'a [String],
    links: &'a [Link],
    drawn: Vec<bool>,
    lines: Vec<Line>,
    width: usize,
}

impl Tree<'_> {
    /// One step and all below it. `first` stands before its first line, `rest` before the
    /// others.
    fn step(&mut self, place: usize, first: String, rest: String, word: &str, depth: usize) -> Option<()> {
        let name = self.names.get(place)?;
        let known = *self.drawn.get(place)?;
        let mut words = Vec::new();
        if !word.is_empty() {
            words.push(Piece::new(Ink::Accent, format!("{word}: ")));
        }
        words.push(Piece::new(if known { Ink::Plain } else { Ink::Strong }, name.clone()));
        if known {
            words.push(Piece::new(Ink::Faint, " ↑"));
        }
        let room = self.width.checked_sub(width_of(&first)).filter(|room| *room >= 16)?;
        for (number, line) in flow(&words, room).into_iter().enumerate() {
            let before = if number == 0 { &first } else { &rest };
            self.lines.push(Line::default().ink(Ink::Faint, before.clone()).append(line));
        }
        if known || depth == DEEPEST {
            return (known || !self.links.iter().any(|(from, ..)| *from == place)).then_some(());
        }
        *self.drawn.get_mut(place)? = true;
        let below: Vec<Link> = self.links.iter().filter(|(from, ..)| *from == place).cloned().collect();
        for (number, (_, word, to)) in below.iter().enumerate() {
            let last = number + 1 == below.len();
            let (branch, under) = if last { ("└─▶ ", "    ") } else { ("├─▶ ", "│   ") };
            self.step(*to, format!("{rest}{branch}"), format!("{rest}{under}"), word, depth + 1)?;
        }
        Some(())
    }
}
