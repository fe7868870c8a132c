//! The course at a glance: `lessons/README.md`, written from the lessons.
//!
//! Owns: that page. Must not know: the disk, nor who writes it when.

use super::model::{Course, Exercise, Lesson, Quiz};
use super::stubs::ExtractedFile;
use std::fmt::Write;

/// The page: subjects, lessons, exercises, and what each checks.
#[must_use]
pub fn overview(course: &Course) -> ExtractedFile {
    let exercises = course.exercises().count();
    let quizzes: usize = course.lessons.iter().map(|lesson| lesson.quizzes.len()).sum();
    let minutes: u32 = course.lessons.iter().map(|lesson| lesson.minutes).sum();
    let tracks: Vec<&str> = course.tracks.iter().map(|track| track.title.as_str()).collect();
    let mut text = format!(
        "# {}\n\n<!-- Written by `workbook extract` from the lessons; change those. -->\n\n\
         {}, {}, {}, about {} hours. Every exercise can be done in: {}.\n",
        course.title,
        counted(course.lessons.len(), "lesson", "lessons"),
        counted(exercises, "exercise", "exercises"),
        counted(quizzes, "quiz", "quizzes"),
        minutes.div_ceil(60),
        tracks.join(", "),
    );
    let mut section = None;
    for lesson in &course.lessons {
        if section != Some(&lesson.section) {
            section = Some(&lesson.section);
            let _ = write!(text, "\n## {}\n\n", cell(&lesson.section));
            text.push_str(
                "| lesson | subjects | practice | what is checked: the program … |\n|---|---|---|---|\n",
            );
        }
        rows(&mut text, lesson);
    }
    ExtractedFile { path: "lessons/README.md".to_owned(), text }
}

/// One row for each exercise and quiz, one for a lesson without any.
fn rows(text: &mut String, lesson: &Lesson) {
    let file = lesson.path.rsplit('/').next().unwrap_or(&lesson.path);
    let mut practice: Vec<(String, String)> =
        lesson.exercises.iter().map(|exercise| (exercise_cell(file, exercise), checks(exercise))).collect();
    practice.extend(lesson.quizzes.iter().map(|quiz| (quiz_cell(file, quiz), String::new())));
    if practice.is_empty() {
        practice.push((String::new(), String::new()));
    }
    let mut title = format!("[{}]({file}), {} minutes", cell(&lesson.title), lesson.minutes);
    let mut subjects = cell(&lesson.subjects.join("; "));
    for (what, checks) in practice {
        let _ = writeln!(text, "| {title} | {subjects} | {what} | {checks} |");
        title.clear();
        subjects.clear();
    }
}

fn exercise_cell(file: &str, exercise: &Exercise) -> String {
    format!("`{}`: [{}]({file}#{})", exercise.id, cell(&exercise.title), exercise.anchor)
}

fn quiz_cell(file: &str, quiz: &Quiz) -> String {
    let questions = counted(quiz.questions.len(), "question", "questions");
    format!("[quiz]({file}#{}), {questions}", quiz.anchor)
}

fn checks(exercise: &Exercise) -> String {
    let titles: Vec<String> = exercise.checks().iter().map(|check| cell(&check.title)).collect();
    titles.join("; ")
}

fn counted(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A text that breaks no table.
fn cell(text: &str) -> String {
    text.replace(['\n', '\r'], " ").replace('|', "\\|")
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::course::{Origin, load};

    #[test]
    fn every_lesson_exercise_check_and_quiz_is_on_the_page() {
        let course = load(&Origin::Embedded).unwrap().course;
        let page = overview(&course).text;
        for lesson in &course.lessons {
            assert!(page.contains(lesson.path.rsplit('/').next().unwrap()), "{}", lesson.path);
            for exercise in &lesson.exercises {
                assert!(page.contains(&format!("`{}`", exercise.id)), "{}", exercise.id);
                assert!(exercise.checks().iter().all(|check| page.contains(&cell(&check.title))));
            }
            assert!(!lesson.subjects.is_empty(), "{}", lesson.path);
            assert!(lesson.subjects.iter().all(|subject| page.contains(&cell(subject))));
            assert!(lesson.quizzes.iter().all(|quiz| page.contains(&quiz.anchor)));
        }
        let rows = page.lines().filter(|line| line.starts_with('|'));
        assert!(rows.clone().count() >= course.lessons.len());
        for row in rows {
            assert_eq!(row.replace("\\|", "").matches('|').count(), 5, "{row}");
        }
    }
}
