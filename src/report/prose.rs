//! A task or a hint: its Markdown as a page, with what belongs around it.

use super::next::{NextStep, next_lines};
use super::out::Out;
use super::page::{PageStyle, page_lines};
use super::style::{Ink, Line};
use super::wrap::wrap;
use crate::course::Track;

/// Prints an exercise's task, and the next step.
pub fn task(out: &Out, title: &str, markdown: &str, lesson: &str, next: &NextStep) {
    let mut lines =
        vec![Line::default().ink(Ink::Strong, title).then("  ").ink(Ink::Faint, lesson), Line::default()];
    lines.extend(prose_lines(out, markdown));
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
    lines.extend(prose_lines(out, markdown));
    if !more.is_empty() {
        lines.push(Line::default());
        lines.extend(wrap(more, out.width()).into_iter().map(|text| Line::default().ink(Ink::Faint, text)));
    }
    out.data_lines(&lines);
}

/// Prints Markdown, wrapped.
pub fn prose(out: &Out, markdown: &str) {
    out.data_lines(&prose_lines(out, markdown));
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

fn prose_lines(out: &Out, markdown: &str) -> Vec<Line> {
    page_lines(markdown, PageStyle::of(out))
}
