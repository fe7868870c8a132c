//! A Markdown page as lines for a terminal.
//!
//! Owns: what headings, lists, tables, code, callouts and links look like. Must not know:
//! what a lesson is made of; it draws all that it is given.

mod code;
mod diagram;
mod grid;
mod inline;
mod sequence;
mod tree;
mod walk;

use super::out::Out;
use super::style::{Glyphs, Ink, Line};
use crate::course::Track;

/// How a page is drawn.
#[derive(Debug, Clone, Copy)]
pub struct PageStyle<'a> {
    /// The signs.
    pub glyphs: &'a Glyphs,
    /// Columns.
    pub width: usize,
    /// Whether there are colours: then code in a sentence needs no backticks.
    pub color: bool,
    /// Tables as lists, nothing drawn with signs: for ears, and for other programs.
    pub plain: bool,
    /// Whose code is shown, and all tracks; without it, all code is.
    pub track: Option<(&'a Track, &'a [Track])>,
    /// The folder that relative links start from: `lessons`.
    pub folder: &'a str,
}

impl<'a> PageStyle<'a> {
    /// As this output shows it.
    #[must_use]
    pub fn of(out: &'a Out) -> Self {
        Self {
            glyphs: out.glyphs(),
            width: out.width(),
            color: out.has_color(),
            plain: false,
            track: None,
            folder: "",
        }
    }
}

/// The page's lines; links of the page stand at its end.
#[must_use]
pub fn page_lines(markdown: &str, style: PageStyle<'_>) -> Vec<Line> {
    walk::Walk::new(style).page(markdown)
}

/// A rule as wide as this text.
fn underline(sign: &str, width: usize) -> Line {
    Line::default().ink(Ink::Faint, sign.repeat(width))
}

#[cfg(test)]
mod tests;
