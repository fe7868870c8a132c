//! Markdown of a task or a hint, as it is readable in a terminal: paragraphs wrapped,
//! code left alone.

use super::next::{NextStep, next_lines};
use super::out::Out;
use super::style::{Glyphs, Ink, Line, width_of};
use super::wrap::wrap;
use crate::course::Track;
use regex::{Captures, Regex};
use std::sync::LazyLock;

/// Prints an exercise's task, and the next step.
pub fn task(out: &Out, title: &str, markdown: &str, lesson: &str, next: &NextStep) {
    let mut lines =
        vec![Line::default().ink(Ink::Strong, title).then("  ").ink(Ink::Faint, lesson), Line::default()];
    lines.extend(prose_lines(markdown, out.glyphs(), out.width()));
    lines.push(Line::default());
    lines.extend(next_lines(next, None, out.width()));
    out.data_lines(&lines);
}

/// Prints a hint: `Hint 2 of 4, for "waits longer each time"`. `more` is the sentence
/// about what comes after it.
pub fn hint(out: &Out, number: usize, total: usize, check: Option<&str>, markdown: &str, more: &str) {
    let mut head = Line::default().ink(Ink::Strong, format!("Hint {number} of {total}"));
    if let Some(check) = check {
        head = head.then(format!(", for \"{check}\""));
    }
    let mut lines = vec![head, Line::default()];
    lines.extend(prose_lines(markdown, out.glyphs(), out.width()));
    if !more.is_empty() {
        lines.push(Line::default());
        lines.extend(wrap(more, out.width()).into_iter().map(|text| Line::default().ink(Ink::Faint, text)));
    }
    out.data_lines(&lines);
}

/// Prints Markdown, wrapped.
pub fn prose(out: &Out, markdown: &str) {
    out.data_lines(&prose_lines(markdown, out.glyphs(), out.width()));
}

/// The Markdown without the code blocks that are in another track's language.
#[must_use]
pub fn keep_track(markdown: &str, track: &Track, tracks: &[Track]) -> String {
    let speaks =
        |track: &Track, language: &str| track.languages.iter().any(|l| l.eq_ignore_ascii_case(language));
    let mut kept = String::new();
    let mut fence = None;
    let mut dropping = false;
    for line in markdown.split_inclusive('\n') {
        let was_inside = fence.is_some();
        fence = next_fence(fence, line);
        if !was_inside && fence.is_some() {
            let language = info_language(line);
            dropping = !speaks(track, language) && tracks.iter().any(|other| speaks(other, language));
        }
        if !dropping {
            kept.push_str(line);
        }
        if was_inside && fence.is_none() {
            dropping = false;
        }
    }
    kept
}

/// The fence a line leaves us in: its character and length.
fn next_fence(fence: Option<(char, usize)>, line: &str) -> Option<(char, usize)> {
    let text = line.trim();
    let Some(sign) = text.chars().next().filter(|c| matches!(c, '`' | '~')) else {
        return fence;
    };
    let length = text.chars().take_while(|c| *c == sign).count();
    match fence {
        None if length >= 3 => Some((sign, length)),
        Some((open, least)) if sign == open && length >= least && text.chars().all(|c| c == sign) => None,
        _ => fence,
    }
}

fn info_language(line: &str) -> &str {
    line.trim().trim_start_matches(['`', '~']).split_whitespace().next().unwrap_or_default()
}

fn prose_lines(markdown: &str, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut paragraph = Paragraph::default();
    let mut fence = None;
    for line in super::clean::clean(markdown).trim().lines() {
        let was_inside = fence.is_some();
        fence = next_fence(fence, line);
        if was_inside || fence.is_some() {
            paragraph.flush(&mut lines, width);
            // The fences themselves are left out; code is indented instead.
            if was_inside && fence.is_some() {
                lines.push(Line::indent(4).ink(Ink::Accent, line));
            }
            continue;
        }
        paragraph.take(line, &mut lines, glyphs, width);
    }
    paragraph.flush(&mut lines, width);
    lines
}

/// Lines that flow together, with what stands before the first and the others.
#[derive(Default)]
struct Paragraph {
    first: String,
    others: String,
    text: String,
    heading: bool,
}

impl Paragraph {
    fn take(&mut self, line: &str, lines: &mut Vec<Line>, glyphs: &Glyphs, width: usize) {
        let trimmed = line.trim();
        let indent = line.len() - line.trim_start().len();
        if trimmed.is_empty() {
            self.flush(lines, width);
            // One empty line is enough, also where a block has been left out.
            if lines.last().is_some_and(|last| *last != Line::default()) {
                lines.push(Line::default());
            }
        } else if let Some(heading) = trimmed.strip_prefix('#') {
            self.flush(lines, width);
            (self.text, self.heading) = (heading.trim_start_matches('#').trim().to_owned(), true);
            self.flush(lines, width);
        } else if trimmed.starts_with('|') {
            self.flush(lines, width);
            lines.push(Line::of(trimmed));
        } else if let Some((marker, rest)) = list_item(trimmed) {
            self.flush(lines, width);
            self.first = format!("{}{marker} ", " ".repeat(indent));
            self.others = " ".repeat(width_of(&self.first));
            rest.clone_into(&mut self.text);
        } else if let Some(quoted) = trimmed.strip_prefix('>') {
            let bar = format!("{} ", glyphs.bar);
            if self.first != bar {
                self.flush(lines, width);
                (self.first, self.others) = (bar.clone(), bar);
            }
            match alert(quoted.trim()) {
                Some(alert) => {
                    (self.text, self.heading) = (alert, true);
                    self.flush(lines, width);
                }
                None => self.add(quoted.trim()),
            }
        } else {
            self.add(trimmed);
        }
    }

    fn add(&mut self, words: &str) {
        if !self.text.is_empty() {
            self.text.push(' ');
        }
        self.text.push_str(words);
    }

    fn flush(&mut self, lines: &mut Vec<Line>, width: usize) {
        let done = std::mem::take(self);
        if done.text.is_empty() && done.first.is_empty() {
            return;
        }
        let text = plain_inline(&done.text);
        let ink = if done.heading { Ink::Strong } else { Ink::Plain };
        for (number, text) in wrap(&text, width.saturating_sub(width_of(&done.first))).into_iter().enumerate()
        {
            let start = if number == 0 { &done.first } else { &done.others };
            lines.push(Line::of(start).ink(ink, text));
        }
    }
}

/// `- words`, `* words`, `3. words`
fn list_item(line: &str) -> Option<(&str, &str)> {
    let (marker, rest) = line.split_once(' ')?;
    let number = marker
        .strip_suffix(['.', ')'])
        .is_some_and(|n| !n.is_empty() && n.bytes().all(|b| b.is_ascii_digit()));
    (number || matches!(marker, "-" | "*" | "+")).then_some((marker, rest.trim_start()))
}

/// `[!WHY]` -> `Why`
fn alert(line: &str) -> Option<String> {
    let word = line.strip_prefix("[!")?.strip_suffix(']')?.to_lowercase();
    let mut letters = word.chars();
    let first = letters.next()?.to_uppercase();
    Some(first.chain(letters).collect())
}

/// Emphasis and links as plain words; what is in backticks stays as it is.
fn plain_inline(text: &str) -> String {
    static STRONG: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\*\*(\S(?:[^*]*\S)?)\*\*").ok());
    static LINK: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\[([^\]]+)\]\(([^()\s]+)\)").ok());
    let parts = text.split('`').enumerate().map(|(number, part)| {
        if number % 2 == 1 {
            return part.to_owned();
        }
        let part = STRONG.as_ref().map_or_else(|| part.into(), |strong| strong.replace_all(part, "$1"));
        let link = |found: &Captures<'_>| match &found[2] {
            url if url.starts_with("http") => format!("{} ({url})", &found[1]),
            _ => found[1].to_owned(),
        };
        LINK.as_ref()
            .map_or_else(|| part.to_string(), |pattern| pattern.replace_all(&part, link).into_owned())
    });
    parts.collect::<Vec<_>>().join("`")
}
