//! Quizzes: `## Quiz`, a question under each `###`, its answers a task list.
//!
//! Owns: the form of questions and answers, and their faults. Must not know: how they
//! are asked, nor how an answer is judged.

mod body;
#[cfg(test)]
mod tests;
mod typed;

pub use typed::number;

use crate::course::fault::{Fault, MOST_FAULTS};
use crate::course::markdown::{Heading, Outline};
use crate::course::model::{Answers, Choice, Question, Quiz, Typed, TypedValue};
use crate::course::schema::is_kebab;
use crate::course::source::{SourceFile, Spot};
use crate::course::table::not_kebab;
use crate::course::variables::Substitution;
use body::{Body, Item};
use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;
use typed::typed_value;

/// A question has at most this many answers: one letter each, and nobody reads more.
const MOST_ANSWERS: usize = 12;
/// A lesson has at most this many questions.
const MOST_QUESTIONS: usize = 100;

/// `Quiz`, `Quiz: words`: the words.
pub fn quiz_title(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("Quiz")?;
    if rest.is_empty() { Some("") } else { rest.strip_prefix(':').map(str::trim) }
}

/// Reads all quizzes of a lesson.
pub fn read(
    source: &Arc<SourceFile>,
    outline: &Outline,
    lesson_id: &str,
    substitution: &Substitution,
    faults: &mut Vec<Fault>,
) -> Vec<Quiz> {
    let headings: Vec<&Heading> = outline.headings.iter().filter(|h| h.at_margin).collect();
    let mut reader = Reader { source, substitution, faults, quizzes: Vec::new(), open: false, questions: 0 };
    for (index, heading) in headings.iter().enumerate() {
        let end = headings.get(index + 1).map_or(source.text.len(), |next| next.range.start);
        reader.heading(heading, heading.range.end..end, lesson_id);
    }
    reader.end_quiz();
    reader.quizzes
}

struct Reader<'a> {
    source: &'a Arc<SourceFile>,
    substitution: &'a Substitution,
    faults: &'a mut Vec<Fault>,
    quizzes: Vec<Quiz>,
    /// Whether the last quiz is still open.
    open: bool,
    questions: usize,
}

impl Reader<'_> {
    fn heading(&mut self, heading: &Heading, below: Range<usize>, lesson_id: &str) {
        let title = quiz_title(&heading.text);
        match title {
            Some(title) if heading.level == 2 => {
                self.end_quiz();
                self.begin_quiz(heading, title, lesson_id);
                self.stray_answers(below);
            }
            _ if heading.level <= 2 => self.end_quiz(),
            Some(_) if !self.open => {
                let cure = "Write it with two marks: `## Quiz`.";
                self.tell(
                    "quiz-level",
                    heading.range.clone(),
                    "A quiz begins with a heading of level 2.",
                    "another level",
                    cure,
                );
            }
            _ if self.open => self.question(heading, below),
            _ => {}
        }
    }

    fn begin_quiz(&mut self, heading: &Heading, title: &str, lesson_id: &str) {
        let id = heading.id.clone().unwrap_or_else(|| lesson_id.to_owned());
        let spot = self.spot(heading.range.clone());
        if heading.id.is_some() && !is_kebab(&id) {
            self.faults.push(not_kebab(&id, spot.clone()));
        }
        self.quizzes.push(Quiz {
            id,
            title: title.to_owned(),
            lesson: self.source.path.clone(),
            anchor: heading.anchor.clone(),
            questions: Vec::new(),
            spot,
        });
        self.open = true;
    }

    fn end_quiz(&mut self) {
        if !std::mem::take(&mut self.open) {
            return;
        }
        let empty = self.quizzes.last().filter(|quiz| quiz.questions.is_empty());
        if let Some(range) = empty.map(|quiz| quiz.spot.range.clone()) {
            let cure = "Write a question as `### What …?`, and its answers below it as `- [ ]` and `- [x]`.";
            self.tell("empty-quiz", range, "This quiz has no questions.", "no `###` below it", cure);
        }
    }

    /// Answers directly under `## Quiz` belong to no question.
    fn stray_answers(&mut self, below: Range<usize>) {
        if let Some(item) = self.body(below).items.into_iter().find(|item| item.mark.is_some()) {
            let cure = "Put a heading `### The question?` above the answers.";
            self.tell(
                "answer-without-question",
                item.first,
                "This answer belongs to no question.",
                "no question above",
                cure,
            );
        }
    }

    fn question(&mut self, heading: &Heading, below: Range<usize>) {
        self.questions += 1;
        let place = heading.range.clone();
        if self.questions > MOST_QUESTIONS {
            if self.questions == MOST_QUESTIONS + 1 {
                self.tell(
                    "too-many-questions",
                    place,
                    "The lesson has too many questions.",
                    "one too many",
                    &format!("At most {MOST_QUESTIONS}; split it."),
                );
            }
            return;
        }
        if heading.level != 3 {
            self.tell(
                "question-level",
                place.clone(),
                "A question is a heading of level 3.",
                "another level",
                "Write it with three marks: `### What …?`.",
            );
        }
        if heading.text.is_empty() {
            self.tell(
                "empty-text",
                place.clone(),
                "This question asks nothing.",
                "no words",
                "Write the question into the heading.",
            );
        }
        let body = self.body(below);
        let answers = self.answers(&place, &body);
        let question = Question {
            id: heading.anchor.clone(),
            title: self.title(heading),
            text: self.words(body.before.clone()),
            answers,
            explanation: self.words(body.after),
            spot: self.spot(place),
        };
        if let Some(quiz) = self.quizzes.last_mut() {
            quiz.questions.push(question);
        }
    }

    /// The heading's Markdown without marks and attributes, variables put in.
    fn title(&self, heading: &Heading) -> String {
        let line = self.substitution.render(&self.source.text, heading.range.clone());
        let words = line.trim_start_matches('#').trim();
        let bare = heading.id.is_none() && heading.attributes.is_empty();
        let words = if bare { words } else { words.rsplit_once('{').map_or(words, |(before, _)| before) };
        words.trim().trim_end_matches('#').trim().to_owned()
    }

    fn answers(&mut self, place: &Range<usize>, body: &Body) -> Answers {
        if body.items.iter().all(|item| item.mark.is_none()) {
            self.tell(
                "question-without-answers",
                place.clone(),
                "This question has no answers.",
                "none below it",
                "Write them as a list: `- [ ] wrong`, `- [x] right`; or `- [x] = 42` for one that is typed.",
            );
            return Answers::Choice(Vec::new());
        }
        for item in body.items.iter().filter(|item| item.mark.is_none()) {
            self.tell(
                "answer-without-box",
                item.first.clone(),
                "This answer says neither right nor wrong.",
                "no box",
                "Begin it with `[ ]` (wrong) or `[x]` (right).",
            );
        }
        let marked: Vec<(&Item, bool)> =
            body.items.iter().filter_map(|item| Some((item, item.mark?))).collect();
        self.check_answers(place, &marked);
        let typed = marked.iter().filter(|(item, _)| self.typed_words(item).is_some()).count();
        if typed == 0 {
            if let [_] = marked.as_slice() {
                self.tell(
                    "single-answer",
                    place.clone(),
                    "There is only one answer to choose.",
                    "no choice",
                    "Add wrong answers as `- [ ] …`, or write `- [x] = …` for an answer that is typed.",
                );
            }
            return Answers::Choice(
                marked.into_iter().map(|(item, right)| self.choice(item, right)).collect(),
            );
        }
        let chosen: Vec<&Item> =
            marked.iter().map(|(item, _)| *item).filter(|item| self.typed_words(item).is_none()).collect();
        for item in chosen {
            self.tell(
                "mixed-answers",
                item.first.clone(),
                "This answer is to be chosen, others are typed.",
                "no `=`",
                "Begin all answers of the question with `=`, or none.",
            );
        }
        let typed = marked.into_iter().filter_map(|(item, right)| self.typed(item, right));
        Answers::Typed(typed.collect())
    }

    fn check_answers(&mut self, place: &Range<usize>, marked: &[(&Item, bool)]) {
        if !marked.iter().any(|(_, right)| *right) {
            self.tell(
                "no-right-answer",
                place.clone(),
                "No answer to this question is right.",
                "no `- [x]` below it",
                "Mark the right answer (or answers) with `[x]`.",
            );
        }
        if let Some((item, _)) = marked.get(MOST_ANSWERS) {
            self.tell(
                "too-many-answers",
                item.first.clone(),
                "The question has too many answers.",
                "one too many",
                &format!("At most {MOST_ANSWERS}."),
            );
        }
        let mut seen = BTreeSet::new();
        for (item, _) in marked {
            let words = self.words(item.first.clone());
            if words.is_empty() {
                self.tell(
                    "empty-text",
                    item.first.clone(),
                    "This answer says nothing.",
                    "no words",
                    "Write the answer after its box.",
                );
            } else if !seen.insert(words.to_lowercase()) {
                self.tell(
                    "duplicate-answer",
                    item.first.clone(),
                    "This answer is there twice.",
                    "the second one",
                    "Keep one of the two.",
                );
            }
        }
    }

    fn choice(&self, item: &Item, right: bool) -> Choice {
        Choice { text: self.words(item.first.clone()), right, why: self.why(item) }
    }

    /// What follows the `=` of an answer that is typed.
    fn typed_words(&self, item: &Item) -> Option<String> {
        self.words(item.first.clone()).strip_prefix('=').map(|words| words.trim().to_owned())
    }

    fn typed(&mut self, item: &Item, right: bool) -> Option<Typed> {
        let words = self.typed_words(item)?;
        let value = match typed_value(&words) {
            Ok(value) => value,
            Err(why) => {
                self.tell(
                    "bad-tolerance",
                    item.first.clone(),
                    &why,
                    "not understood",
                    "Write `= 42 ± 0.5`, `= 42 ± 5 %`, or `= 42 ± 0.5 tokens`.",
                );
                return None;
            }
        };
        if matches!(&value, TypedValue::Text(text) if text.is_empty()) {
            self.tell(
                "empty-text",
                item.first.clone(),
                "This answer says nothing.",
                "no words",
                "Write the answer after its `=`.",
            );
            return None;
        }
        Some(Typed { value, text: words, right, why: self.why(item) })
    }

    fn why(&self, item: &Item) -> String {
        let start = self.source.text.get(..item.rest.start).and_then(|t| t.rfind('\n')).map_or(0, |n| n + 1);
        // From the start of its first line on, so that all lines have their indent.
        let indent = self.source.text.get(start..item.rest.start).unwrap_or_default();
        let start = if indent.trim().is_empty() { start } else { item.rest.start };
        only_item(&dedented(&self.substitution.render(&self.source.text, start..item.rest.end)))
    }

    fn words(&self, range: Range<usize>) -> String {
        self.substitution.render(&self.source.text, range).trim().to_owned()
    }

    fn spot(&self, range: Range<usize>) -> Spot {
        Spot::new(Arc::clone(self.source), range)
    }

    fn tell(&mut self, code: &'static str, range: Range<usize>, message: &str, label: &str, cure: &str) {
        if self.faults.len() > 2 * MOST_FAULTS {
            return;
        }
        let text = self.source.text.get(range.clone()).unwrap_or_default();
        let start = range.start + (text.len() - text.trim_start().len());
        let spot = self.spot(start..start + text.trim().len());
        self.faults.push(Fault::error(code, spot, message).label(label).cure(cure));
    }

    fn body(&self, below: Range<usize>) -> Body {
        Body::read(&self.source.text, below)
    }
}

/// Without the indent that all lines share.
fn dedented(text: &str) -> String {
    let lines = || text.lines().filter(|line| !line.trim().is_empty());
    let indent = lines().map(|line| line.len() - line.trim_start_matches(' ').len()).min().unwrap_or(0);
    let cut: Vec<&str> = text.lines().map(|line| line.get(indent..).unwrap_or_default()).collect();
    cut.join("\n").trim_matches('\n').trim_end().to_owned()
}

/// A list of one item is that item's text: it was only a way to stand below the answer.
fn only_item(text: &str) -> String {
    let Some(rest) = text.strip_prefix("- ").or_else(|| text.strip_prefix("* ")) else {
        return text.to_owned();
    };
    if rest.lines().skip(1).all(|line| line.trim().is_empty() || line.starts_with("  ")) {
        let (first, others) = rest.split_once('\n').unwrap_or((rest, ""));
        return format!("{}\n{}", first.trim(), dedented(others)).trim_end().to_owned();
    }
    text.to_owned()
}
