//! One attempt, explained to the learner: the most important text in the product.
//!
//! A dozen lines, in the order a learner needs them: the verdict, the first thing to
//! mend (what was expected, what was seen, why it matters, where to read), then every
//! check with its points.

use super::style::{Glyphs, Ink, Line, width_of};
use super::words;
use super::wrap::{cut, wrap, wrap_within};
use crate::grade::{CheckResult, Outcome, VerdictKind};
use crate::progress::Attempt;

/// Lines that the sentence for the learner may take.
const MESSAGE_LINES: usize = 5;
/// Lines that each of "expected", "saw", "why" may take.
const DETAIL_LINES: usize = 4;
/// Where the words after a label begin.
const LABEL: usize = 10;

/// The attempt in lines of at most `width` columns, without the next step.
pub(super) fn explain(attempt: &Attempt, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let mut lines = vec![headline(attempt, glyphs), Line::default()];
    if attempt.verdict.kind == VerdictKind::CouldNotGrade {
        lines.extend(trouble(attempt, glyphs, width));
    } else {
        if let Some(check) = attempt.verdict.first_unmet() {
            lines.extend(first_thing(check, attempt.scenes.len() > 1, glyphs, width));
            lines.push(Line::default());
        }
        lines.extend(check_lines(&attempt.verdict.checks, glyphs, width));
    }
    lines.extend(remarks(attempt, width));
    lines
}

/// `Not yet · retry · 55/100 · python · 3.2 s`
fn headline(attempt: &Attempt, glyphs: &Glyphs) -> Line {
    let (word, ink) = words::verdict(attempt.verdict.kind);
    let dot = format!(" {} ", glyphs.dot);
    let mut line = Line::default().ink(ink, word).ink(Ink::Faint, &*dot).ink(Ink::Strong, &*attempt.exercise);
    let verdict = &attempt.verdict;
    if verdict.kind != VerdictKind::CouldNotGrade {
        line = line.ink(Ink::Faint, &*dot).then(format!("{}/{}", verdict.score, verdict.max_score));
    }
    line = line.ink(Ink::Faint, &*dot).then(&*attempt.track);
    if attempt.duration_ms > 0 {
        line = line.ink(Ink::Faint, &*dot).then(words::seconds(attempt.duration_ms as f64));
    }
    line
}

/// The first check that is not fully met, in full.
fn first_thing(check: &CheckResult, several_scenes: bool, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let message = if check.message.is_empty() { &check.title } else { &check.message };
    let mut lines = sentence(message, glyphs, width);
    lines.extend(labelled("expected", &check.expected, glyphs, width));
    lines.extend(labelled("saw", &place(check, several_scenes), glyphs, width));
    lines.extend(labelled("why", &check.why, glyphs, width));
    if !check.lesson.is_empty() {
        let label = Line::indent(4).ink(Ink::Faint, "read:").pad_to(4 + LABEL);
        lines.push(label.ink(Ink::Accent, &*check.lesson));
    }
    lines
}

/// What was seen, with the scene's name where there are several.
fn place(check: &CheckResult, several_scenes: bool) -> String {
    match (&check.scene, check.exchange) {
        _ if check.actual.is_empty() => String::new(),
        (Some(scene), Some(exchange)) if several_scenes => {
            format!("{} (scene {scene}, request #{exchange})", check.actual)
        }
        (Some(scene), None) if several_scenes => format!("{} (scene {scene})", check.actual),
        (_, Some(exchange)) => format!("{} (request #{exchange})", check.actual),
        _ => check.actual.clone(),
    }
}

fn sentence(text: &str, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let lines = wrap_within(text, width.saturating_sub(2), MESSAGE_LINES, glyphs);
    lines.into_iter().map(|text| Line::indent(2).ink(Ink::Strong, text)).collect()
}

/// `label:  words`, wrapped under the words; nothing when there are no words.
fn labelled(label: &str, text: &str, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let column = 4 + LABEL;
    let lines = wrap_within(text, width.saturating_sub(column), DETAIL_LINES, glyphs);
    lines
        .into_iter()
        .enumerate()
        .map(|(number, text)| {
            let start = if number == 0 {
                Line::indent(4).ink(Ink::Faint, format!("{label}:")).pad_to(column)
            } else {
                Line::indent(column)
            };
            start.then(text)
        })
        .collect()
}

/// One line per check: sign, title, points, and a word where it needs one.
fn check_lines(checks: &[CheckResult], glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let points: Vec<String> = checks.iter().map(points).collect();
    let points_width = points.iter().map(|p| width_of(p)).max().unwrap_or(0);
    let word_width = checks.iter().map(|c| width_of(words::outcome(c, glyphs).2)).max().unwrap_or(0);
    let room = width.saturating_sub(4 + 2 + points_width + 2 + word_width).max(12);
    let title_width = checks.iter().map(|c| width_of(&c.title)).max().unwrap_or(0).min(room);
    checks
        .iter()
        .zip(points)
        .map(|(check, points)| {
            let (sign, ink, word) = words::outcome(check, glyphs);
            let title = cut(&check.title, title_width, glyphs.ellipsis);
            Line::indent(2)
                .ink(ink, sign)
                .then(" ")
                .then(title)
                .pad_to(4 + title_width + 2 + points_width.saturating_sub(width_of(&points)))
                .then(points)
                .then("  ")
                .ink(Ink::Faint, word)
        })
        .collect()
}

/// `15/30`; a check that could not be judged has none.
fn points(check: &CheckResult) -> String {
    match check.outcome {
        Outcome::Unjudged => format!("-/{}", check.points),
        _ => format!("{}/{}", check.earned, check.points),
    }
}

/// Why nothing could be judged, and the cure; no word that blames the learner.
fn trouble(attempt: &Attempt, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let mut lines = vec![
        Line::indent(2).then("This says nothing about your program: it was not judged."),
        Line::default(),
    ];
    let told: Vec<_> = attempt.verdict.checks.iter().filter(|c| !c.message.is_empty()).collect();
    let Some(check) = told.first() else {
        lines.extend(sentence("What was recorded is not enough to judge it.", glyphs, width));
        return lines;
    };
    lines.extend(sentence(&check.message, glyphs, width));
    lines.extend(labelled("expected", &check.expected, glyphs, width));
    lines.extend(labelled("saw", &place(check, attempt.scenes.len() > 1), glyphs, width));
    lines.extend(labelled("cure", &check.why, glyphs, width));
    lines
}

/// Advisories, and what is to be said about checks that could not be judged.
fn remarks(attempt: &Attempt, width: usize) -> Vec<Line> {
    let graded = attempt.verdict.kind != VerdictKind::CouldNotGrade;
    let unjudged = attempt
        .verdict
        .checks
        .iter()
        .filter(|check| graded && check.outcome == Outcome::Unjudged && !check.message.is_empty());
    let sentences: Vec<String> = unjudged
        .map(|check| format!("{}: {}", check.title, check.message))
        .chain(attempt.verdict.advisories.iter().cloned())
        .collect();
    if sentences.is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::default()];
    for sentence in sentences {
        for (number, text) in wrap(&sentence, width.saturating_sub(8)).into_iter().enumerate() {
            let start = if number == 0 {
                Line::indent(2).ink(Ink::Accent, "note:").then(" ")
            } else {
                Line::indent(8)
            };
            lines.push(start.then(text));
        }
    }
    lines
}
