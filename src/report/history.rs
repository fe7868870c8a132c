//! The attempts at an exercise, and what changed when it passed.

use super::next::{NextStep, next_lines};
use super::out::Out;
use super::style::{Glyphs, Ink, Line, width_of};
use super::words;
use super::wrap::cut;
use crate::grade::VerdictKind;
use crate::progress::{Attempt, Change, ChangeKind, EVIDENCE_KEPT, SceneChanges, Turning};
use serde::Serialize;
use serde_json::Value;

/// The history of one exercise in a track.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryView {
    /// The exercise's id.
    pub exercise: String,
    /// The exercise's title.
    pub title: String,
    /// The track's id.
    pub track: String,
    /// The track's title.
    pub track_title: String,
    /// Oldest first, with the evidence that is still kept.
    pub attempts: Vec<Attempt>,
    /// The step from failing to passing.
    pub turning: Option<Turning>,
    /// Milliseconds since 1970, UTC.
    pub now: u64,
    /// What to do next.
    pub next: NextStep,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    exercise: &'a str,
    track: &'a str,
    evidence_kept: u32,
    attempts: Vec<Entry<'a>>,
    turning_point: Option<&'a Turning>,
}

#[derive(Serialize)]
struct Entry<'a> {
    at: u64,
    duration_ms: u64,
    verdict: VerdictKind,
    score: u32,
    max_score: u32,
    first_unmet: Option<&'a str>,
    evidence: bool,
}

/// Prints the history as JSON.
pub fn history_json(out: &Out, view: &HistoryView) {
    let entry = |attempt: &'_ Attempt| -> Entry<'_> {
        Entry {
            at: attempt.at,
            duration_ms: attempt.duration_ms,
            verdict: attempt.verdict.kind,
            score: attempt.verdict.score,
            max_score: attempt.verdict.max_score,
            first_unmet: None,
            evidence: !attempt.scenes.is_empty(),
        }
    };
    let attempts = view.attempts.iter();
    out.json(&Document {
        schema: "workbook.history/1",
        exercise: &view.exercise,
        track: &view.track,
        evidence_kept: EVIDENCE_KEPT,
        attempts: attempts
            .map(|a| Entry { first_unmet: a.verdict.first_unmet().map(|c| c.id.as_str()), ..entry(a) })
            .collect(),
        turning_point: view.turning.as_ref(),
    });
}

/// Prints the history for people.
pub fn history(out: &Out, view: &HistoryView) {
    out.data_lines(&history_lines(view, out.glyphs(), out.width()));
}

fn history_lines(view: &HistoryView, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let dot = format!(" {} ", glyphs.dot);
    let room = width.saturating_sub(width_of(&view.exercise) + 2 + 3 + width_of(&view.track_title));
    let mut lines = vec![
        Line::default()
            .ink(Ink::Strong, &*view.exercise)
            .then("  ")
            .then(cut(&view.title, room, glyphs.ellipsis))
            .ink(Ink::Faint, dot)
            .then(&*view.track_title),
        Line::default(),
    ];
    if view.attempts.is_empty() {
        lines.push(Line::of("There is no attempt yet."));
    }
    lines.extend(attempt_lines(view, glyphs, width));
    if let Some(turning) = &view.turning {
        lines.push(Line::default());
        lines.extend(turning_lines(turning, view, glyphs, width));
    }
    lines.push(Line::default());
    lines.extend(next_lines(&view.next, None, width));
    lines
}

/// `#3  2 hours ago      ✗ not yet   55/100  first: waits longer each time`
fn attempt_lines(view: &HistoryView, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let ago = |attempt: &Attempt| words::ago(attempt.at, view.now);
    let times = view.attempts.iter().map(|a| width_of(&ago(a))).max().unwrap_or(0);
    let points = |a: &Attempt| format!("{}/{}", a.verdict.score, a.verdict.max_score);
    let points_width = view.attempts.iter().map(|a| points(a).len()).max().unwrap_or(0);
    let number = view.attempts.len().to_string().len() + 1;
    let word = |a: &Attempt| words::short_verdict(a.verdict.kind);
    let word_width = view.attempts.iter().map(|a| word(a).len()).max().unwrap_or(0);
    let line = |(index, attempt): (usize, &Attempt)| {
        let kind = attempt.verdict.kind;
        let line = Line::default()
            .ink(Ink::Faint, format!("{:>number$}", format!("#{}", index + 1)))
            .then("  ")
            .then(ago(attempt))
            .pad_to(number + 2 + times + 2)
            .ink(words::verdict(kind).1, words::verdict_sign(kind, glyphs))
            .then(format!(" {:word_width$}  {:>points_width$}", word(attempt), points(attempt)));
        let first = attempt.verdict.first_unmet().map(|check| format!("not yet: {}", check.title));
        let room = width.saturating_sub(line.width() + 2);
        match first.filter(|_| room >= 12 && kind == VerdictKind::NotYet) {
            Some(words) => line.then("  ").ink(Ink::Faint, cut(&words, room, glyphs.ellipsis)),
            None => line,
        }
    };
    view.attempts.iter().enumerate().map(line).collect()
}

fn turning_lines(turning: &Turning, view: &HistoryView, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let number = |at: u64| view.attempts.iter().position(|a| a.at == at).map_or(0, |index| index + 1);
    let (failed, passed) = (number(turning.failed_at), number(turning.passed_at));
    let head = format!("What changed between #{failed} (not yet) and #{passed} (passed)");
    let mut lines = vec![Line::default().ink(Ink::Strong, head)];
    let Some(scenes) = &turning.scenes else {
        let words = format!(
            "Requests are kept for the last {EVIDENCE_KEPT} attempts only; those of these two are gone."
        );
        lines.extend(super::wrap::wrap(&words, width).into_iter().map(Line::of));
        return lines;
    };
    let differs = |s: &&SceneChanges| !s.changes.is_empty() || s.requests_before != s.requests_after;
    for scene in scenes.iter().filter(differs) {
        lines.extend(scene_lines(scene, glyphs, width));
    }
    if !scenes.iter().any(|s| differs(&s)) {
        let words = "The requests are the same; the difference is in what was shown, or when.";
        lines.extend(super::wrap::wrap(words, width).into_iter().map(Line::of));
    }
    lines
}

fn scene_lines(scene: &SceneChanges, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let (before, after) = (scene.requests_before, scene.requests_after);
    let count = if before == after {
        words::count(after as u64, "request")
    } else {
        format!("{before} {} {}", glyphs.arrow, words::count(after as u64, "request"))
    };
    let head = Line::indent(2).then(&*scene.scene).ink(Ink::Faint, format!("  {count}"));
    let several = before.max(after) > 1;
    std::iter::once(head)
        .chain(scene.changes.iter().flat_map(|c| change_lines(c, several, glyphs, width)))
        .collect()
}

/// `~ #1 temperature  0.7 → 0`; where that is too wide, the values below.
fn change_lines(change: &Change, several: bool, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let (sign, ink) = match change.kind {
        ChangeKind::Added => ("+", Ink::Good),
        ChangeKind::Removed => ("-", Ink::Bad),
        ChangeKind::Changed => ("~", Ink::Warn),
    };
    let request = if several { format!("#{} ", change.request) } else { String::new() };
    let field = change.field.strip_prefix("body.").unwrap_or(&change.field);
    let room = width.saturating_sub(8);
    let head = Line::indent(4).ink(ink, sign).then(" ").ink(Ink::Faint, request).then(cut(
        field,
        room,
        glyphs.ellipsis,
    ));
    let values: Vec<String> =
        [&change.before, &change.after].into_iter().flatten().map(Value::to_string).collect();
    let line = head.clone().then("  ").then(values.join(&format!(" {} ", glyphs.arrow)));
    if line.width() <= width {
        return vec![line];
    }
    let shown = |(index, value): (usize, &String)| {
        let sign = if index > 0 { format!("{} ", glyphs.arrow) } else { String::new() };
        let room = width.saturating_sub(8 + width_of(&sign));
        Line::indent(8).ink(Ink::Faint, sign).then(cut(value, room, glyphs.ellipsis))
    };
    std::iter::once(head).chain(values.iter().enumerate().map(shown)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::super::Settings;
    use super::*;
    use crate::progress::{samples, turning_point};
    use serde_json::json;

    fn view(gone: bool) -> HistoryView {
        let mut failed = Attempt { exercise: "basic-call".to_owned(), ..samples::partial() };
        failed.at += 60_000;
        let mut passed = samples::pass();
        passed.at += 120_000;
        let long = "a word ".repeat(20);
        let body = json!({"model": "b", "temperature": 0, "messages": [{"role": "user", "content": long}]});
        passed.scenes[0].scene = "rate-limited".to_owned();
        passed.scenes[0].exchanges[0].request = body;
        if gone {
            failed.scenes.clear();
        }
        let attempts = vec![samples::no_request(), failed, passed];
        HistoryView {
            exercise: "basic-call".to_owned(),
            title: "Your first call".to_owned(),
            track: "python".to_owned(),
            track_title: "Python".to_owned(),
            turning: turning_point(&attempts),
            now: attempts[0].at + 7_200_000,
            attempts,
            next: NextStep::CourseDone,
        }
    }

    #[test]
    fn history_for_people() {
        for width in [60, 100] {
            let (out, memory) = Out::to_memory(Settings::plain(width));
            history(&out, &view(false));
            insta::assert_snapshot!(format!("history_at_{width}"), memory.stdout());
            assert!(memory.stdout().lines().all(|line| width_of(line) <= width));
        }
    }

    #[test]
    fn evidence_that_is_gone_is_said_to_be() {
        let (out, memory) = Out::to_memory(Settings::plain(80));
        history(&out, &view(true));
        assert!(memory.stdout().contains("those of these two are gone"), "{}", memory.stdout());
    }

    #[test]
    fn history_as_json() {
        let (out, memory) = Out::to_memory(Settings::plain(80));
        history_json(&out, &view(false));
        insta::assert_snapshot!(memory.stdout());
    }
}
