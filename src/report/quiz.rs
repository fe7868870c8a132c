//! Questions, and what is said about their answers.

use super::next::{NextStep, next_lines};
use super::out::Out;
use super::page::{PageStyle, page_lines};
use super::style::{Ink, Line};
use super::wrap::wrap;
use crate::course::{Answers, Question, Quiz, TypedValue};
use crate::grade::{Judgement, letter};
use serde::Serialize;

/// A round of a quiz. Its JSON form is a contract (`workbook.quiz/1`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuizRound {
    /// Always `workbook.quiz/1`.
    pub schema: &'static str,
    /// The quiz's id.
    pub quiz: String,
    /// Path of the lesson.
    pub lesson: String,
    /// Questions answered rightly.
    pub score: u32,
    /// The number of questions.
    pub max_score: u32,
    /// In order.
    pub questions: Vec<QuestionOutcome>,
}

/// What came of one question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuestionOutcome {
    /// The question's id.
    pub id: String,
    /// The question, Markdown.
    pub question: String,
    /// As it was answered.
    pub given: String,
    /// Whether that was right.
    pub right: bool,
    /// The right answers: letters, or what could be typed.
    pub expected: Vec<String>,
}

/// Prints the round as JSON.
pub fn quiz_json(out: &Out, round: &QuizRound) {
    out.json(round);
}

/// Prints what the quiz is about: `Tokens, usage and cost: 5 questions`.
pub fn quiz_start(out: &Out, quiz: &Quiz, lesson: &str) {
    let title = if quiz.title.is_empty() { lesson } else { &quiz.title };
    let count = super::words::count(quiz.questions.len() as u64, "question");
    out.data(&Line::default().ink(Ink::Strong, title).ink(Ink::Faint, format!("  {count}")));
}

/// Prints a question with its answers, and how to answer.
pub fn quiz_question(out: &Out, number: usize, total: usize, question: &Question) {
    let style = PageStyle::of(out);
    let mut lines = vec![Line::default()];
    let sign = format!("{number}/{total} ");
    lines.extend(hanging(&sign, Ink::Faint, &format!("**{}**", question.title), style));
    if !question.text.is_empty() {
        lines.push(Line::default());
        lines.extend(page_lines(&question.text, style));
    }
    lines.push(Line::default());
    if let Answers::Choice(choices) = &question.answers {
        for (index, choice) in choices.iter().enumerate() {
            lines.extend(hanging(&format!("  {}) ", letter(index)), Ink::Accent, &choice.text, style));
        }
        lines.push(Line::default());
    }
    out.data_lines(&lines);
}

/// What is asked for, as a prompt.
#[must_use]
pub fn quiz_prompt(question: &Question) -> String {
    match &question.answers {
        Answers::Choice(choices) => {
            let last = letter(choices.len().saturating_sub(1));
            if question.answers.wants_several() {
                "all right answers, such as a,c".to_owned()
            } else {
                format!("a to {last}")
            }
        }
        Answers::Typed(typed) => {
            let unit = typed.iter().find_map(|answer| match &answer.value {
                TypedValue::Number { unit, .. } => Some(unit.as_str()),
                TypedValue::Text(_) => None,
            });
            match unit {
                Some("") => "a number".to_owned(),
                Some(unit) => format!("a number, in {unit}"),
                None => "a few words".to_owned(),
            }
        }
    }
}

/// Prints whether the answer was right, and why.
pub fn quiz_answer(out: &Out, question: &Question, judgement: &Judgement) {
    let style = PageStyle::of(out);
    let glyphs = out.glyphs();
    let (sign, ink, word) = if judgement.right {
        (glyphs.met, Ink::Good, "Right.")
    } else {
        (glyphs.unmet, Ink::Bad, "Not right.")
    };
    let mut head = Line::default().ink(ink, format!("{sign} {word}"));
    if !judgement.right {
        head = head.then(format!(" Right: {}.", expected(question).join(join_word(question))));
    }
    let mut lines = vec![head];
    for why in reasons(question, judgement) {
        lines.extend(indented(&why, style));
    }
    if !question.explanation.is_empty() {
        lines.extend(indented(&question.explanation, style));
    }
    out.data_lines(&lines);
}

fn join_word(question: &Question) -> &'static str {
    match &question.answers {
        Answers::Choice(_) => ", ",
        Answers::Typed(_) => " or ",
    }
}

/// The right answers: letters, or what could be typed.
#[must_use]
pub fn expected(question: &Question) -> Vec<String> {
    match &question.answers {
        Answers::Choice(choices) => {
            let right = choices.iter().enumerate().filter(|(_, choice)| choice.right);
            right.map(|(index, _)| letter(index).to_string()).collect()
        }
        Answers::Typed(typed) => typed.iter().filter(|a| a.right).map(|a| a.text.clone()).collect(),
    }
}

/// What the author says about the answers that were chosen, and about the right ones.
fn reasons(question: &Question, judgement: &Judgement) -> Vec<String> {
    let matters = |index: usize, right: bool| right || judgement.chosen.contains(&index);
    match &question.answers {
        Answers::Choice(choices) => {
            let told = choices.iter().enumerate().filter(|(i, c)| matters(*i, c.right) && !c.why.is_empty());
            told.map(|(index, choice)| format!("{}) {}", letter(index), choice.why)).collect()
        }
        Answers::Typed(typed) => {
            let told = typed.iter().enumerate().filter(|(i, a)| matters(*i, a.right) && !a.why.is_empty());
            let mut told: Vec<_> = told.collect();
            // First what was wrong with the answer, then the right one.
            told.sort_by_key(|(index, _)| !judgement.chosen.contains(index));
            told.into_iter().map(|(_, answer)| answer.why.clone()).collect()
        }
    }
}

/// Prints the score and the next step.
pub fn quiz_score(out: &Out, score: u32, max: u32, best_before: Option<u32>, next: &NextStep) {
    let ink = if score == max { Ink::Good } else { Ink::Warn };
    let mut line = Line::default().ink(ink, format!("{score} of {max} right"));
    if let Some(best) = best_before {
        line = line.ink(Ink::Faint, format!("  (best so far: {})", best.max(score)));
    }
    let mut lines = vec![Line::default(), line];
    lines.extend(next_lines(next, None, out.width()));
    out.data_lines(&lines);
}

fn hanging(sign: &str, ink: Ink, markdown: &str, style: PageStyle<'_>) -> Vec<Line> {
    let indent = sign.len();
    let style = PageStyle { width: style.width.saturating_sub(indent), ..style };
    let lines = page_lines(markdown, style).into_iter().enumerate();
    lines
        .map(|(number, line)| {
            let start = if number == 0 { Line::default().ink(ink, sign) } else { Line::indent(indent) };
            start.append(line)
        })
        .collect()
}

fn indented(markdown: &str, style: PageStyle<'_>) -> Vec<Line> {
    let style = PageStyle { width: style.width.saturating_sub(2), ..style };
    page_lines(markdown, style).into_iter().map(|line| Line::indent(2).append(line)).collect()
}

/// Prints why an answer cannot be taken as one.
pub fn quiz_misread(out: &Out, why: &str) {
    let lines = wrap(&format!("Please {why}."), out.width());
    out.data_lines(&lines.into_iter().map(|text| Line::default().ink(Ink::Warn, text)).collect::<Vec<_>>());
}
