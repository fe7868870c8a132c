//! Several attempts: one line each, and a total.

use super::clean::clean_line;
use super::style::{Glyphs, Ink, Line, width_of};
use super::words;
use super::wrap::cut;
use crate::grade::{Outcome, VerdictKind};
use crate::progress::Attempt;
use std::collections::BTreeMap;

/// Wide enough for the longest verdict in words.
const VERDICT: usize = 10;
/// Wide enough for `100/100`.
const POINTS: usize = 7;
/// Wide enough for most ids, so that lines printed one by one stand in columns.
const EXERCISE: usize = 14;

/// How wide the columns of names are.
#[derive(Debug, Clone, Copy)]
pub(super) struct Names {
    exercise: usize,
    track: usize,
}

impl Names {
    /// Wide enough for these attempts.
    pub(super) fn of(attempts: &[Attempt]) -> Self {
        let widest =
            |name: fn(&Attempt) -> &String| attempts.iter().map(|a| width_of(name(a))).max().unwrap_or(0);
        Self { exercise: widest(|a| &a.exercise).max(EXERCISE), track: widest(|a| &a.track) }
    }
}

/// `✗ not yet     retry           python   55/100   3.2 s  waits longer each time`
pub(super) fn attempt_line(attempt: &Attempt, names: Names, glyphs: &Glyphs, width: usize) -> Line {
    let verdict = &attempt.verdict;
    let (_, ink) = words::verdict(verdict.kind);
    let points = match verdict.kind {
        VerdictKind::CouldNotGrade => "-".to_owned(),
        _ => format!("{}/{}", verdict.score, verdict.max_score),
    };
    let time = words::seconds(attempt.duration_ms as f64);
    let sign = words::verdict_sign(verdict.kind, glyphs);
    let exercise_at = 2 + VERDICT + 2;
    let track_at = exercise_at + names.exercise + 2;
    let line = Line::default()
        .ink(ink, format!("{sign} {}", words::short_verdict(verdict.kind)))
        .pad_to(exercise_at)
        .ink(Ink::Strong, &*attempt.exercise)
        .pad_to(track_at)
        .then(&*attempt.track)
        .pad_to(track_at + names.track + 2)
        .then(format!("{points:>POINTS$}  {time:>6}"));
    let reason = reason(attempt);
    let room = width.saturating_sub(line.width() + 2);
    if reason.is_empty() || room < 8 {
        return line;
    }
    line.then("  ").ink(Ink::Faint, cut(&clean_line(&reason), room, glyphs.ellipsis))
}

fn reason(attempt: &Attempt) -> String {
    match attempt.verdict.kind {
        VerdictKind::Pass => String::new(),
        VerdictKind::NotYet => attempt.verdict.first_unmet().map(|c| c.title.clone()).unwrap_or_default(),
        VerdictKind::CouldNotGrade => attempt
            .verdict
            .checks
            .iter()
            .map(|c| &c.message)
            .find(|m| !m.is_empty())
            .cloned()
            .unwrap_or_default(),
    }
}

/// The total below the lines.
pub(super) fn total_lines(attempts: &[Attempt], glyphs: &Glyphs) -> Vec<Line> {
    let passed = attempts.iter().filter(|a| a.passed()).count();
    let ungraded = attempts.iter().filter(|a| a.verdict.kind == VerdictKind::CouldNotGrade).count();
    let score: u32 = attempts.iter().map(|a| a.verdict.score).sum();
    let max: u32 = attempts.iter().map(|a| a.verdict.max_score).sum();
    let time: u64 = attempts.iter().map(|a| a.duration_ms).sum();
    let dot = format!(" {} ", glyphs.dot);
    let mut line = Line::default().ink(Ink::Strong, format!("{passed} of {} passed", attempts.len()));
    if ungraded > 0 {
        line = line.ink(Ink::Faint, &*dot).ink(Ink::Warn, format!("{ungraded} could not be graded"));
    }
    line = line.ink(Ink::Faint, &*dot).then(format!("{score}/{max} points"));
    line = line.ink(Ink::Faint, &*dot).then(words::seconds(time as f64));
    let mut lines = vec![line];
    if is_repetition(attempts) {
        lines.extend(agreement(attempts, glyphs));
    }
    lines
}

fn is_repetition(attempts: &[Attempt]) -> bool {
    attempts.len() > 1
        && attempts.windows(2).all(|two| match two {
            [a, b] => a.exercise == b.exercise && a.track == b.track,
            _ => true,
        })
}

/// Whether all attempts came to the same verdict, check by check.
#[must_use]
pub fn identical(attempts: &[Attempt]) -> bool {
    kinds(attempts).len() <= 1
}

/// The different verdicts, described, each with its number.
fn kinds(attempts: &[Attempt]) -> BTreeMap<String, usize> {
    let mut kinds = BTreeMap::new();
    for attempt in attempts {
        *kinds.entry(describe(attempt)).or_insert(0) += 1;
    }
    kinds
}

/// `Not yet 55/100 (waits-longer 15, honours-retry-after unjudged)`
fn describe(attempt: &Attempt) -> String {
    let verdict = &attempt.verdict;
    let short: Vec<String> = verdict
        .checks
        .iter()
        .filter_map(|check| match check.outcome {
            Outcome::Met => None,
            Outcome::Unjudged => Some(format!("{} unjudged", check.id)),
            Outcome::Unmet | Outcome::Partial => Some(format!("{} {}", check.id, check.earned)),
        })
        .collect();
    let (word, _) = words::verdict(verdict.kind);
    let detail = if short.is_empty() { String::new() } else { format!(" ({})", short.join(", ")) };
    format!("{word} {}/{}{detail}", verdict.score, verdict.max_score)
}

fn agreement(attempts: &[Attempt], glyphs: &Glyphs) -> Vec<Line> {
    let kinds = kinds(attempts);
    if kinds.len() <= 1 {
        return vec![Line::default().ink(Ink::Good, glyphs.met).then(" all verdicts are identical")];
    }
    let head = format!(" {} different verdicts:", kinds.len());
    let mut lines = vec![Line::default().ink(Ink::Bad, glyphs.unmet).then(head)];
    lines.extend(kinds.into_iter().map(|(kind, number)| Line::of(format!("  {number:>4} x  {kind}"))));
    lines
}
