//! Where the real service differs from the mock, for people and as JSON.

use super::out::Out;
use super::style::{Glyphs, Ink, Line};
use super::words;
use super::wrap::wrap;
use crate::cli::DriftFormat;
use crate::live::{Comparison, Difference, DriftKind};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// All that was compared.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct DriftReport {
    /// Who answered: a provider's name, or `vendor`.
    pub provider: String,
    /// The track whose solutions were run.
    pub track: String,
    /// Lesson by lesson.
    pub lessons: Vec<LessonDrift>,
    /// Requests passed on.
    pub requests: u32,
    /// What they cost, in US dollars.
    pub usd: f64,
    /// What was allowed.
    pub max_usd: f64,
}

/// One lesson.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct LessonDrift {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Its exercises that were run.
    pub exercises: Vec<ExerciseDrift>,
}

/// One exercise.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ExerciseDrift {
    /// Its id.
    pub id: String,
    /// What the comparison found.
    pub found: Comparison,
    /// Why not all of it could be compared; empty when it could.
    pub not_compared: String,
}

impl DriftReport {
    /// All exercises.
    pub fn exercises(&self) -> impl Iterator<Item = &ExerciseDrift> {
        self.lessons.iter().flat_map(|lesson| &lesson.exercises)
    }
}

/// Prints the report in this form.
pub fn drift_report(out: &Out, report: &DriftReport, format: DriftFormat) {
    match format {
        DriftFormat::Human => out.data_lines(&lines(report, out.glyphs(), out.width())),
        DriftFormat::Json => out.json(&document(report)),
    }
}

fn lines(report: &DriftReport, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> =
        report.lessons.iter().flat_map(|lesson| lesson_lines(lesson, glyphs, width)).collect();
    lines.push(Line::default());
    lines.push(total(report));
    lines
}

fn lesson_lines(lesson: &LessonDrift, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let clean = lesson.exercises.iter().all(|e| e.found.differences.is_empty() && e.not_compared.is_empty());
    let (ink, sign) = if clean { (Ink::Good, glyphs.met) } else { (Ink::Bad, glyphs.unmet) };
    let mut lines = vec![Line::default().ink(ink, sign).then(" ").ink(Ink::Strong, &*lesson.title)];
    for gap in gaps(lesson) {
        lines.extend(indented(&gap, 4, width));
    }
    for (endpoint, sentences) in differences(lesson) {
        lines.push(Line::indent(4).ink(Ink::Accent, endpoint));
        for sentence in sentences {
            lines.extend(indented(&sentence, 6, width));
        }
    }
    lines
}

/// What could not be compared.
fn gaps(lesson: &LessonDrift) -> Vec<String> {
    let failed = lesson.exercises.iter().filter(|exercise| !exercise.not_compared.is_empty());
    let failed = failed.map(|exercise| format!("{}: not compared: {}", exercise.id, exercise.not_compared));
    let unasked = lesson.exercises.iter().flat_map(|exercise| {
        exercise.found.unasked.iter().map(|endpoint| format!("{}: {endpoint} was not asked for", exercise.id))
    });
    failed.chain(unasked).collect()
}

/// Sentences by end point, each once with the exercises it shows in: the same
/// difference usually shows in all of a lesson.
fn differences(lesson: &LessonDrift) -> BTreeMap<&str, Vec<String>> {
    let mut shows_in: BTreeMap<&Difference, Vec<&str>> = BTreeMap::new();
    for exercise in &lesson.exercises {
        for difference in &exercise.found.differences {
            shows_in.entry(difference).or_default().push(&exercise.id);
        }
    }
    let mut by_endpoint: BTreeMap<&str, Vec<String>> = BTreeMap::new();
    for (difference, exercises) in shows_in {
        let several = lesson.exercises.len() > 1;
        let place = if several { format!(" ({})", exercises.join(", ")) } else { String::new() };
        by_endpoint.entry(&difference.endpoint).or_default().push(sentence(difference) + &place);
    }
    by_endpoint
}

fn indented(text: &str, indent: usize, width: usize) -> Vec<Line> {
    wrap(text, width.saturating_sub(indent)).into_iter().map(|text| Line::indent(indent).then(text)).collect()
}

fn sentence(difference: &Difference) -> String {
    let Difference { kind, place, mock, live, .. } = difference;
    match kind {
        DriftKind::RetiredModel => format!("retired: the model {place} is not served any more: {live}"),
        DriftKind::Status => format!("status: {live}; the mock answers {mock}"),
        DriftKind::Missing => format!("missing: `{place}` ({mock} in the mock)"),
        DriftKind::New => format!("new: `{place}` ({live})"),
        DriftKind::Type => format!("type: `{place}` is {live}; in the mock {mock}"),
    }
}

fn total(report: &DriftReport) -> Line {
    let count: usize = report.exercises().map(|exercise| exercise.found.differences.len()).sum();
    let compared: usize = report.exercises().map(|exercise| exercise.found.compared).sum();
    let not = report.exercises().filter(|exercise| !exercise.not_compared.is_empty()).count();
    let head = match (count, not) {
        (0, 0) => Line::default().ink(Ink::Good, "No differences"),
        (0, _) => Line::default().ink(Ink::Warn, "No differences in what could be compared"),
        _ => Line::default().ink(Ink::Bad, words::count(count as u64, "difference")),
    };
    let rest = format!(
        " in {} of {}; {} passed on, ${:.6} spent of the ${:.2} allowed",
        words::count(compared as u64, "answer"),
        report.provider,
        words::count(u64::from(report.requests), "request"),
        report.usd,
        report.max_usd
    );
    head.ink(Ink::Faint, rest)
}

fn document(report: &DriftReport) -> Value {
    let lessons: Vec<Value> = report
        .lessons
        .iter()
        .map(|lesson| {
            let exercises: Vec<Value> = lesson.exercises.iter().map(exercise_value).collect();
            json!({"id": lesson.id, "title": lesson.title, "exercises": exercises})
        })
        .collect();
    json!({
        "schema": "workbook.drift/1",
        "provider": report.provider,
        "track": report.track,
        "differences": report.exercises().map(|e| e.found.differences.len()).sum::<usize>(),
        "lessons": lessons,
        "usage": {"requests": report.requests, "usd": report.usd, "max_usd": report.max_usd},
    })
}

fn exercise_value(exercise: &ExerciseDrift) -> Value {
    let differences: Vec<Value> = exercise
        .found
        .differences
        .iter()
        .map(|difference| {
            json!({
                "kind": difference.kind.name(),
                "endpoint": difference.endpoint,
                "place": difference.place,
                "mock": difference.mock,
                "live": difference.live,
                "message": sentence(difference),
            })
        })
        .collect();
    json!({
        "id": exercise.id,
        "compared": exercise.found.compared,
        "not_compared": if exercise.not_compared.is_empty() { Value::Null } else { Value::from(&*exercise.not_compared) },
        "unasked": exercise.found.unasked,
        "differences": differences,
    })
}
