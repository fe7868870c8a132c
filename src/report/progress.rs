//! How far the learner has come, in numbers and bars.

use super::next::{NextStep, next_lines};
use super::out::Out;
use super::style::{Glyphs, Ink, Line, width_of};
use super::words;
use super::wrap::cut;
use crate::progress::Totals;
use serde::Serialize;

/// What is known of a learner's progress in a track.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProgressView {
    /// The course's title.
    pub title: String,
    /// The track's id.
    pub track: String,
    /// The track's title.
    pub track_title: String,
    /// In order.
    pub sections: Vec<SectionView>,
    /// Questions answered rightly, the best round of each quiz.
    pub quiz_score: u32,
    /// All questions.
    pub quiz_max: u32,
    /// Attempts made, graded or not.
    pub attempts: usize,
    /// Attempts whose tokens are not known.
    pub uncounted: usize,
    /// What the programs used.
    pub used: Totals,
    /// Time at work, the short pauses between attempts included, in milliseconds.
    pub work_ms: u64,
    /// Time that programs ran, in milliseconds.
    pub running_ms: u64,
    /// What to do next.
    pub next: NextStep,
}

/// A section of the course. Its JSON form is a contract (`workbook.progress/1`).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct SectionView {
    /// Its title.
    pub title: String,
    /// Points, the best attempt at each exercise.
    pub score: u32,
    /// The most points one can earn.
    pub max_score: u32,
    /// The number of exercises.
    pub exercises: u32,
    /// Of these, passed.
    pub passed: u32,
    /// Of these, skipped.
    pub skipped: u32,
    /// Of these, with the solution seen and not passed.
    pub revealed: u32,
}

#[derive(Serialize)]
struct Document<'a> {
    schema: &'static str,
    track: &'a str,
    score: u32,
    max_score: u32,
    exercises: u32,
    passed: u32,
    skipped: u32,
    revealed: u32,
    sections: &'a [SectionView],
    quizzes: QuizTotals,
    attempts: usize,
    attempts_without_usage: usize,
    usage: Totals,
    time: Time,
}

#[derive(Serialize)]
struct QuizTotals {
    score: u32,
    max_score: u32,
}

#[derive(Serialize)]
struct Time {
    work_ms: u64,
    running_ms: u64,
}

/// Prints the progress as JSON.
pub fn progress_json(out: &Out, view: &ProgressView) {
    let sum = |of: fn(&SectionView) -> u32| view.sections.iter().map(of).sum();
    out.json(&Document {
        schema: "workbook.progress/1",
        track: &view.track,
        score: sum(|s| s.score),
        max_score: sum(|s| s.max_score),
        exercises: sum(|s| s.exercises),
        passed: sum(|s| s.passed),
        skipped: sum(|s| s.skipped),
        revealed: sum(|s| s.revealed),
        sections: &view.sections,
        quizzes: QuizTotals { score: view.quiz_score, max_score: view.quiz_max },
        attempts: view.attempts,
        attempts_without_usage: view.uncounted,
        usage: view.used,
        time: Time { work_ms: view.work_ms, running_ms: view.running_ms },
    });
}

/// Prints the progress for people.
pub fn progress(out: &Out, view: &ProgressView) {
    out.data_lines(&progress_lines(view, out.glyphs(), out.width()));
}

fn progress_lines(view: &ProgressView, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let dot = format!(" {} ", glyphs.dot);
    let head = Line::default().ink(Ink::Strong, &*view.title).ink(Ink::Faint, dot).then(&*view.track_title);
    let mut lines = vec![head, Line::default()];
    lines.extend(section_lines(&view.sections, glyphs, width));
    lines.push(Line::default());
    lines.extend(sums(view));
    lines.push(Line::default());
    lines.extend(next_lines(&view.next, None, width));
    lines
}

/// `First steps      ▇▇▇▇▇▇▇▇·······  120/200  1 of 2 passed`, all bars of one width.
fn section_lines(sections: &[SectionView], glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let widest = |of: &dyn Fn(&SectionView) -> usize| sections.iter().map(of).max().unwrap_or(0);
    let title = widest(&|s| width_of(&s.title)).min(width / 3);
    let points_width = widest(&|s| points(s.score, s.max_score).len());
    let room = |long: bool| {
        width
            .saturating_sub(title + 2 + 2 + points_width + 2 + widest(&|s| width_of(&section_words(s, long))))
    };
    let long = room(true) >= SHORTEST_BAR;
    let cells = room(long).clamp(SHORTEST_BAR, 30);
    let line = |section: &SectionView| {
        let (full, empty) = bar(section.score, section.max_score, cells);
        let ink = if section.passed == section.exercises { Ink::Good } else { Ink::Accent };
        Line::of(cut(&section.title, title, glyphs.ellipsis))
            .pad_to(title + 2)
            .ink(ink, glyphs.block.repeat(full))
            .ink(Ink::Faint, glyphs.dot.repeat(empty))
            .then(format!("  {:>points_width$}  ", points(section.score, section.max_score)))
            .then(section_words(section, long))
    };
    sections.iter().map(line).collect()
}

/// A bar with fewer cells says nothing.
const SHORTEST_BAR: usize = 8;

fn section_words(section: &SectionView, long: bool) -> String {
    let mut words = vec![format!("{} of {} passed", section.passed, section.exercises)];
    if long {
        words.extend((section.skipped > 0).then(|| format!("{} skipped", section.skipped)));
        words.extend((section.revealed > 0).then(|| format!("{} solution seen", section.revealed)));
    }
    words.join(", ")
}

/// Full and empty cells. Any point shows, and nothing short of all fills the bar.
fn bar(score: u32, max: u32, cells: usize) -> (usize, usize) {
    let exact = f64::from(score) / f64::from(max.max(1)) * cells as f64;
    let full = if score >= max && max > 0 {
        cells
    } else {
        (exact.round() as usize).clamp(usize::from(score > 0), cells.saturating_sub(1))
    };
    (full, cells - full)
}

fn sums(view: &ProgressView) -> Vec<Line> {
    let sum = |of: fn(&SectionView) -> u32| view.sections.iter().map(of).sum::<u32>();
    let mut rows = vec![(
        "points",
        format!(
            "{} ({} of {} exercises passed)",
            points(sum(|s| s.score), sum(|s| s.max_score)),
            sum(|s| s.passed),
            sum(|s| s.exercises)
        ),
    )];
    if view.quiz_max > 0 {
        rows.push(("quizzes", format!("{} questions right", points(view.quiz_score, view.quiz_max))));
    }
    let used = &view.used;
    rows.push((
        "tokens",
        format!(
            "{} in, {} out, in {}",
            grouped(used.input_tokens),
            grouped(used.output_tokens),
            words::count(used.requests as u64, "request")
        ),
    ));
    let live = match used.spent_usd {
        spent if spent > 0.0 => format!("spent ${spent:.6}; all together would have cost ${:.6}", used.usd),
        _ => format!("would have cost ${:.6}; the mock costs nothing", used.usd),
    };
    rows.push(("live", live));
    rows.push((
        "time",
        format!(
            "{} at work, {}",
            words::minutes(view.work_ms),
            words::count(view.attempts as u64, "attempt")
        ),
    ));
    if view.uncounted > 0 {
        let words = words::count(view.uncounted as u64, "early attempt");
        rows.push(("", format!("(the tokens of {words} were not kept)")));
    }
    let line = |(label, words): (&str, String)| Line::default().ink(Ink::Faint, label).pad_to(9).then(words);
    rows.into_iter().map(line).collect()
}

/// `12,345`
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let group = |(index, digit): (usize, char)| {
        let comma = index > 0 && (digits.len() - index).is_multiple_of(3);
        std::iter::repeat_n(',', usize::from(comma)).chain(std::iter::once(digit))
    };
    digits.chars().enumerate().flat_map(group).collect()
}

fn points(score: u32, max: u32) -> String {
    format!("{score}/{max}")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::super::Settings;
    use super::*;

    fn view() -> ProgressView {
        let section = |title: &str, score, max_score, exercises, passed| SectionView {
            title: title.to_owned(),
            score,
            max_score,
            exercises,
            passed,
            ..SectionView::default()
        };
        ProgressView {
            title: "Programming against LLM APIs".to_owned(),
            track: "python".to_owned(),
            track_title: "Python".to_owned(),
            sections: vec![
                section("First steps", 100, 100, 1, 1),
                SectionView { skipped: 1, ..section("Shaping the reply", 55, 200, 2, 0) },
                section("When things go wrong, and what to do", 0, 100, 1, 0),
            ],
            quiz_score: 4,
            quiz_max: 5,
            attempts: 12,
            uncounted: 1,
            used: Totals {
                requests: 31,
                input_tokens: 12_345,
                output_tokens: 987,
                usd: 0.012_5,
                spent_usd: 0.0,
            },
            work_ms: 5_400_000,
            running_ms: 12_000,
            next: NextStep::CourseDone,
        }
    }

    #[test]
    fn bars_show_every_point_and_are_full_only_at_the_end() {
        assert_eq!(bar(0, 100, 10), (0, 10));
        assert_eq!(bar(1, 100, 10), (1, 9));
        assert_eq!(bar(99, 100, 10), (9, 1));
        assert_eq!(bar(100, 100, 10), (10, 0));
        assert_eq!(bar(0, 0, 10), (0, 10));
        assert_eq!([grouped(0), grouped(999), grouped(1_234_567)], ["0", "999", "1,234,567"]);
    }

    #[test]
    fn progress_for_people() {
        for width in [60, 100] {
            let (out, memory) = Out::to_memory(Settings::plain(width));
            progress(&out, &view());
            insta::assert_snapshot!(format!("progress_at_{width}"), memory.stdout());
        }
    }

    #[test]
    fn progress_as_json() {
        let (out, memory) = Out::to_memory(Settings::plain(80));
        progress_json(&out, &view());
        insta::assert_snapshot!(memory.stdout());
    }
}
