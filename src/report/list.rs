//! The course at a glance: lessons, exercises, how far the learner is.

use super::out::Out;
use super::style::{Glyphs, Ink, Line, width_of};
use super::words;
use super::wrap::cut;
use crate::progress::Status;
use serde::Serialize;

/// The course as a learner sees it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct CourseView {
    /// The course's title.
    pub title: String,
    /// The track's title.
    pub track: String,
    /// In order.
    pub lessons: Vec<LessonView>,
}

/// A lesson of the list. Its JSON form is a contract (`workbook.list/1`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct LessonView {
    /// Stable id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// `lessons/13-retries.md`
    pub path: String,
    /// In order.
    pub exercises: Vec<ExerciseView>,
    /// In order.
    pub quizzes: Vec<QuizView>,
}

/// A quiz of the list. Its JSON form is a contract (`workbook.list/1`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuizView {
    /// Stable id.
    pub id: String,
    /// Its title; often empty.
    pub title: String,
    /// `passed` when all questions were answered rightly in one round.
    pub status: Status,
    /// The most questions answered rightly in one round.
    pub score: u32,
    /// The number of questions.
    pub max_score: u32,
}

/// An exercise of the list. Its JSON form is a contract (`workbook.list/1`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExerciseView {
    /// Stable id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// How far the learner is with it.
    pub status: Status,
    /// The most points earned in one attempt.
    pub score: u32,
    /// The most points one can earn.
    pub max_score: u32,
    /// Whether the learner is at it now.
    #[serde(skip)]
    pub current: bool,
}

#[derive(Serialize)]
struct ListDocument<'a> {
    schema: &'static str,
    lessons: &'a [LessonView],
}

/// Prints the list as JSON.
pub fn list_json(out: &Out, course: &CourseView) {
    out.json(&ListDocument { schema: "workbook.list/1", lessons: &course.lessons });
}

/// Whether exercises can be chosen by a number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Numbers {
    /// They cannot.
    None,
    /// From 1, in the course's order.
    Shown,
}

/// Prints the list for people.
pub fn list(out: &Out, course: &CourseView, numbers: Numbers) {
    out.data_lines(&list_lines(course, numbers, out.glyphs(), out.width()));
}

fn list_lines(course: &CourseView, numbers: Numbers, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let exercises = || course.lessons.iter().flat_map(|lesson| &lesson.exercises);
    let quizzes = course.lessons.iter().flat_map(|lesson| &lesson.quizzes);
    let statuses = exercises().map(|e| e.status).chain(quizzes.map(|quiz| quiz.status));
    let widest = |width: fn(&ExerciseView) -> usize| exercises().map(width).max().unwrap_or(0);
    let columns = Columns {
        id: widest(|e| width_of(&e.id)),
        points: widest(|e| points(e).len()),
        word: statuses.map(|status| width_of(words::status(status, glyphs).2)).max().unwrap_or(0),
        number: if numbers == Numbers::Shown { exercises().count().to_string().len() } else { 0 },
        width,
    };
    let mut number = 0;
    let score: u32 = exercises().map(|e| e.score).sum();
    let max: u32 = exercises().map(|e| e.max_score).sum();
    let passed = exercises().filter(|e| e.status == Status::Passed).count();
    let dot = format!(" {} ", glyphs.dot);
    let head = Line::default().ink(Ink::Strong, &*course.title).ink(Ink::Faint, &*dot).then(&*course.track);
    let total = Line::of(format!("{passed} of {} passed", exercises().count()));
    let mut lines = vec![head, total.ink(Ink::Faint, &*dot).then(format!("{score}/{max} points"))];
    for lesson in &course.lessons {
        lines.push(Line::default());
        let room = width.saturating_sub(width_of(&lesson.path) + 2);
        lines.push(
            Line::default()
                .ink(Ink::Strong, cut(&lesson.title, room, glyphs.ellipsis))
                .then("  ")
                .ink(Ink::Faint, &*lesson.path),
        );
        for exercise in &lesson.exercises {
            number += 1;
            lines.push(exercise_line(Some(number), exercise, &columns, glyphs));
        }
        lines.extend(lesson.quizzes.iter().map(|quiz| quiz_line(quiz, &columns, glyphs)));
    }
    lines
}

struct Columns {
    id: usize,
    points: usize,
    word: usize,
    /// Digits of the longest number; 0: no numbers.
    number: usize,
    width: usize,
}

/// `▸ ✗ retry            55/100  not yet  Retry with backoff`
fn exercise_line(number: Option<usize>, exercise: &ExerciseView, columns: &Columns, glyphs: &Glyphs) -> Line {
    let (sign, ink, word) = words::status(exercise.status, glyphs);
    let here = if exercise.current { glyphs.here } else { " " };
    let id_ink = if exercise.current { Ink::Strong } else { Ink::Plain };
    let number = match columns.number {
        0 => String::new(),
        digits => format!("{:>digits$} ", number.map_or_else(String::new, |n| n.to_string())),
    };
    let at = width_of(&number);
    let line = Line::default()
        .ink(Ink::Accent, number)
        .ink(Ink::Accent, here)
        .then(" ")
        .ink(ink, sign)
        .then(" ")
        .ink(id_ink, &*exercise.id)
        .pad_to(at + 4 + columns.id + 2)
        .then(format!("{:>width$}  ", points(exercise), width = columns.points))
        .ink(ink, word)
        .pad_to(at + 4 + columns.id + 2 + columns.points + 2 + columns.word + 2);
    let room = columns.width.saturating_sub(line.width());
    if room < 8 { line } else { line.then(cut(&exercise.title, room, glyphs.ellipsis)) }
}

/// `  ✓ quiz              5/5  passed   On tokens`
fn quiz_line(quiz: &QuizView, columns: &Columns, glyphs: &Glyphs) -> Line {
    let view = ExerciseView {
        id: "quiz".to_owned(),
        title: quiz.title.clone(),
        status: quiz.status,
        score: quiz.score,
        max_score: quiz.max_score,
        current: false,
    };
    exercise_line(None, &view, columns, glyphs)
}

fn points(exercise: &ExerciseView) -> String {
    format!("{}/{}", exercise.score, exercise.max_score)
}
