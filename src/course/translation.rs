//! A lesson in another language: `13-retries.fr.md` beside `13-retries.md`.
//!
//! A translation carries prose: titles, sections, tasks, hints, quizzes. Ids, stubs, scenes,
//! checks and solutions are the original's, so a program is graded alike in any language.
//!
//! Owns: taking the prose over, and telling where the two have drifted apart. Must not
//! know: the disk, and who asks for which language.

use super::anchors::Anchors;
use super::exercise::Draft;
use super::fault::Fault;
use super::front_matter::{self, FrontMatter};
use super::lesson::{Parsed, settle, toml_ranges};
use super::markdown::{self, Outline};
use super::model::{Answers, Course, Exercise, Hint, Lesson, Quiz, Track};
use super::sections::hint_title;
use super::source::{SourceFile, Spot};
use super::table::short;
use super::variables::Substitution;
use super::{prose, quiz, sections};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A translated file, as it stands.
#[derive(Debug, Clone)]
pub struct Translation {
    /// `fr`, `pt-br`
    pub lang: String,
    /// The path of the original.
    pub of: String,
    /// The file.
    pub source: Arc<SourceFile>,
}

/// `13-retries.fr.md` -> the original's name and the language; `None` for other names.
#[must_use]
pub fn translated_name(name: &str) -> Option<(String, String)> {
    let (stem, lang) = name.strip_suffix(".md")?.rsplit_once('.')?;
    is_language(lang).then(|| (format!("{stem}.md"), lang.to_owned()))
}

/// Two letters, and perhaps a region or a script: `fr`, `pt-br`, `zh-hant`.
fn is_language(text: &str) -> bool {
    let mut parts = text.split('-');
    let letters = |part: &str, lengths: std::ops::RangeInclusive<usize>| {
        lengths.contains(&part.len()) && part.bytes().all(|b| b.is_ascii_lowercase())
    };
    parts.next().is_some_and(|p| letters(p, 2..=2))
        && parts.next().is_none_or(|p| letters(p, 2..=4))
        && parts.next().is_none()
}

/// What stands in a translation.
struct Words {
    front: FrontMatter,
    outline: Outline,
    body: String,
    drafts: Vec<(Draft, String)>,
    quizzes: Vec<Quiz>,
}

fn read(
    source: &Arc<SourceFile>,
    tracks: &[Track],
    variables: &BTreeMap<String, String>,
    faults: &mut Vec<Fault>,
) -> Words {
    let front = front_matter::parse(source, faults);
    let outline = markdown::outline(&source.text, front.end);
    let toml = toml_ranges(source, &outline.fences);
    let body = front.end..source.text.len();
    let substitution = Substitution::find(source, body.clone(), &toml, variables, faults);
    let sections = sections::read(source, &outline, tracks, &substitution, faults);
    let id = front.id.as_deref().unwrap_or_default();
    let quizzes = quiz::read(source, &outline, id, &substitution, faults);
    Words { body: substitution.render(&source.text, body), drafts: sections.drafts, quizzes, front, outline }
}

impl Course {
    /// The languages that some lesson is translated into, sorted.
    #[must_use]
    pub fn languages(&self) -> BTreeSet<&str> {
        self.translations.iter().map(|translation| translation.lang.as_str()).collect()
    }

    /// The course with the prose of this language, where a lesson has it.
    #[must_use]
    pub fn in_language(mut self, lang: &str) -> Self {
        for translation in self.translations.iter().filter(|translation| translation.lang == lang) {
            if let Some(lesson) = self.lessons.iter_mut().find(|lesson| lesson.path == translation.of) {
                let words = read(&translation.source, &self.tracks, &self.variables, &mut Vec::new());
                take_over(lesson, words);
            }
        }
        self
    }
}

fn take_over(lesson: &mut Lesson, words: Words) {
    if let Some(title) = words.front.title {
        lesson.title = title;
    }
    if let Some(section) = words.front.section {
        lesson.section = section;
    }
    lesson.body = words.body;
    for (draft, task) in words.drafts {
        if let Some(exercise) = lesson.exercises.iter_mut().find(|exercise| exercise.id == draft.id) {
            exercise.title = draft.title;
            exercise.task = task;
            let hints: Vec<Hint> = draft.hints.into_iter().map(|(hint, _)| hint).collect();
            // Others would be shown for a check that they do not help with.
            if same_hints(&exercise.hints, &hints) {
                exercise.hints = hints;
            }
        }
    }
    for translated in words.quizzes {
        if let Some(original) = lesson.quizzes.iter_mut().find(|quiz| quiz.id == translated.id)
            && quiz_drift(original, &translated).is_none()
        {
            original.title = translated.title;
            for (question, words) in original.questions.iter_mut().zip(translated.questions) {
                // The id stays: answers are kept under it.
                question.title = words.title;
                question.text = words.text;
                question.answers = words.answers;
                question.explanation = words.explanation;
            }
        }
    }
}

fn same_hints(one: &[Hint], other: &[Hint]) -> bool {
    one.iter().map(|hint| &hint.check).eq(other.iter().map(|hint| &hint.check))
}

/// How two quizzes differ in what is asked; `None`: they do not.
fn quiz_drift(original: &Quiz, translated: &Quiz) -> Option<String> {
    if original.questions.len() != translated.questions.len() {
        let (wanted, found) = (original.questions.len(), translated.questions.len());
        return Some(format!("has {found} questions, the original {wanted}"));
    }
    let mut pairs = original.questions.iter().zip(&translated.questions);
    let number = pairs.position(|(one, other)| !same_answers(&one.answers, &other.answers))?;
    Some(format!("has other answers than the original in question {}", number + 1))
}

/// Whether the same answers are right, in the same order.
fn same_answers(one: &Answers, other: &Answers) -> bool {
    match (one, other) {
        (Answers::Choice(one), Answers::Choice(other)) => {
            one.iter().map(|choice| choice.right).eq(other.iter().map(|choice| choice.right))
        }
        (Answers::Typed(one), Answers::Typed(other)) => {
            one.iter().map(|typed| typed.right).eq(other.iter().map(|typed| typed.right))
        }
        _ => false,
    }
}

/// Reads a translation for its author: its own faults, and where it has drifted from its
/// original.
pub fn check(
    translation: &Translation,
    original: &Parsed,
    tracks: &[Track],
    variables: &BTreeMap<String, String>,
) -> Parsed {
    let source = &translation.source;
    let mut faults = Vec::new();
    let words = read(source, tracks, variables, &mut faults);
    let toml = toml_ranges(source, &words.outline.fences);
    prose::check_anchors(source, &words.outline, &[], &mut faults);
    prose::check(source, &words.outline, &toml, variables, &mut faults);
    if let Some(lesson) = &original.lesson {
        Drift { source, words: &words, lesson, faults: &mut faults }.check();
    }
    let faults = settle(faults, &words.outline, source);
    Parsed {
        lesson: None,
        faults,
        source: Arc::clone(source),
        anchors: words.outline.anchors,
        links: words.outline.links,
        id_spot: Spot::new(Arc::clone(source), words.front.id_range),
    }
}

struct Drift<'a> {
    source: &'a Arc<SourceFile>,
    words: &'a Words,
    lesson: &'a Lesson,
    faults: &'a mut Vec<Fault>,
}

impl Drift<'_> {
    fn check(mut self) {
        self.check_id();
        self.check_exercises();
        self.check_sections();
        self.check_quizzes();
    }

    /// Where something is missing: the front matter, which every translation has.
    fn top(&self) -> Spot {
        Spot::new(Arc::clone(self.source), 0..3)
    }

    fn tell(&mut self, code: &'static str, spot: Spot, message: String, label: &str, cure: String) {
        self.faults.push(Fault::error(code, spot, message).label(label.to_owned()).cure(cure));
    }

    fn check_id(&mut self) {
        let Some(id) = self.words.front.id.as_deref().filter(|id| *id != self.lesson.id) else { return };
        let spot = Spot::new(Arc::clone(self.source), self.words.front.id_range.clone());
        let message = format!("The original's id is `{}`, not `{}`.", self.lesson.id, short(id));
        self.tell(
            "translation-drift",
            spot,
            message,
            "another id",
            format!("Write `id: {}`.", self.lesson.id),
        );
    }

    fn check_exercises(&mut self) {
        let words = self.words;
        for exercise in &self.lesson.exercises {
            let Some((draft, _)) = words.drafts.iter().find(|(draft, _)| draft.id == exercise.id) else {
                let message = format!("The exercise `{}` of the original is missing.", exercise.id);
                let cure = format!("Translate it under `## Exercise: … {{#{}}}`.", exercise.id);
                self.tell("translation-drift", self.top(), message, "not in this file", cure);
                continue;
            };
            self.check_hints(exercise, draft);
        }
        for (draft, _) in &words.drafts {
            if !self.lesson.exercises.iter().any(|exercise| exercise.id == draft.id) {
                let message = format!("The original has no exercise `{}`.", short(&draft.id));
                let cure = "Give it the original's id, or take it out.".to_owned();
                self.tell("translation-drift", draft.spot.clone(), message, "only here", cure);
            }
            if !draft.stubs.is_empty()
                || !draft.scenes.is_empty()
                || !draft.checks.is_empty()
                || !draft.wrongs.is_empty()
            {
                let message = "Stubs, scenes, checks and wrong answers of a translation are not used.";
                let fault = Fault::warning("block-in-translation", draft.spot.clone(), message);
                self.faults.push(fault.label("has such blocks").cure("Take them out: the original's count."));
            }
        }
    }

    fn check_hints(&mut self, exercise: &Exercise, draft: &Draft) {
        let hints: Vec<Hint> = draft.hints.iter().map(|(hint, _)| hint.clone()).collect();
        if same_hints(&exercise.hints, &hints) {
            return;
        }
        let checks = |hints: &[Hint]| {
            let names: Vec<&str> = hints.iter().map(|hint| hint.check.as_deref().unwrap_or("none")).collect();
            names.join(", ")
        };
        let message = format!(
            "The hints of `{}` are for other checks than the original's, so the original's are shown.",
            exercise.id
        );
        let cure = format!("In their order they are for: {}.", checks(&exercise.hints));
        self.tell("translation-drift", draft.spot.clone(), message, "other hints", cure);
    }

    /// Checks and other lessons point at the original's anchors: a translation has them too.
    fn check_sections(&mut self) {
        let source = &self.lesson.source;
        let start = front_matter::parse(source, &mut Vec::new()).end;
        let outline = markdown::outline(&source.text, start);
        let own: &Anchors = &self.words.outline.anchors;
        let exercises: BTreeSet<&str> = self.lesson.exercises.iter().map(|e| e.id.as_str()).collect();
        // The title is nobody's target, hints are compared by their checks, questions by
        // their place.
        let questions: BTreeSet<&str> =
            self.lesson.quizzes.iter().flat_map(|quiz| &quiz.questions).map(|q| q.id.as_str()).collect();
        let missing: Vec<String> = outline
            .headings
            .iter()
            .filter(|h| h.at_margin && h.level > 1 && hint_title(&h.text).is_none())
            .filter(|h| !exercises.contains(h.anchor.as_str()) && !questions.contains(h.anchor.as_str()))
            .filter(|h| !own.contains(&h.anchor))
            .map(|h| format!("{} {{#{}}}", "#".repeat(usize::from(h.level)), h.anchor))
            .collect();
        for heading in missing {
            let message = format!("A section of the original is missing: `{}`.", short(&heading));
            let cure =
                "Translate it; its heading carries the original's anchor, as it stands here.".to_owned();
            self.tell("translation-drift", self.top(), message, "not in this file", cure);
        }
    }

    fn check_quizzes(&mut self) {
        let words = self.words;
        for original in &self.lesson.quizzes {
            let found = words.quizzes.iter().find(|quiz| quiz.id == original.id);
            let (spot, message) = match found.map(|quiz| (quiz, quiz_drift(original, quiz))) {
                None => (self.top(), format!("The quiz `{}` of the original is missing.", original.id)),
                Some((quiz, Some(drift))) => (
                    quiz.spot.clone(),
                    format!("The quiz `{}` {drift}, so the original's is asked.", quiz.id),
                ),
                Some((_, None)) => continue,
            };
            let cure = "Translate all its questions and answers, in the original's order.".to_owned();
            self.tell("translation-drift", spot, message, "differs", cure);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::course::lesson::{Care, parse};

    const ORIGINAL: &str = "---\nid: a\ntitle: A\nminutes: 5\nsection: S\n---\n\n# A\n\n## The idea\n\nWords.\n\n\
        ## Exercise: Ask {#ask}\n\nDo it.\n\n### Hint {check=c}\n\nHelp.\n\n## Quiz\n\n### Why?\n\n- [ ] no\n- [x] yes\n";
    const FRENCH: &str = "---\nid: a\ntitle: Le A\nminutes: 5\nsection: Début\n---\n\n# Le A\n\n## L'idée {#the-idea}\n\nMots.\n\n\
        ## Exercise: Demander {#ask}\n\nFaites-le.\n\n### Hint {check=c}\n\nAide.\n\n## Quiz\n\n### Pourquoi ?\n\n- [ ] non\n- [x] oui\n";

    fn course(translated: &str) -> (Course, Vec<String>) {
        let none = BTreeMap::new();
        let original = parse("lessons/01-a.md", ORIGINAL, &[], &none, Care::Learner);
        let translation = Translation {
            lang: "fr".to_owned(),
            of: "lessons/01-a.md".to_owned(),
            source: Arc::new(SourceFile::new("lessons/01-a.fr.md", translated)),
        };
        let faults = check(&translation, &original, &[], &none).faults;
        let told = faults.iter().map(|f| format!("{} {}", f.code, f.message)).collect();
        let lessons = original.lesson.into_iter().collect();
        (Course { lessons, translations: vec![translation], ..Course::default() }, told)
    }

    #[test]
    fn names_of_translations_are_known() {
        let told = |name| translated_name(name).map(|(of, lang)| format!("{of} {lang}"));
        assert_eq!(told("13-retries.fr.md").unwrap(), "13-retries.md fr");
        assert_eq!(told("13-retries.pt-br.md").unwrap(), "13-retries.md pt-br");
        for other in ["13-retries.md", "13-retries.FR.md", "13-a.net.md", "13-a.fr-.md", "13-a.fr.txt"] {
            assert_eq!(told(other), None, "{other}");
        }
    }

    #[test]
    fn the_prose_is_the_translations_and_the_rest_the_originals() {
        let (course, told) = course(FRENCH);
        assert_eq!(told, Vec::<String>::new());
        let english = course.clone();
        let course = course.in_language("fr");
        let lesson = &course.lessons[0];
        assert_eq!((lesson.title.as_str(), lesson.section.as_str()), ("Le A", "Début"));
        let exercise = &lesson.exercises[0];
        assert_eq!((exercise.id.as_str(), exercise.title.as_str()), ("ask", "Demander"));
        assert_eq!((exercise.task.trim(), exercise.hints[0].text.trim()), ("Faites-le.", "Aide."));
        let question = &lesson.quizzes[0].questions[0];
        assert_eq!((question.id.as_str(), question.title.as_str()), ("why", "Pourquoi ?"));
        assert!(lesson.body.contains("Mots."));
        assert_eq!(exercise.spot, english.lessons[0].exercises[0].spot);
        assert_eq!(english.clone().in_language("de").lessons[0].title, "A");
        assert_eq!(english.languages().into_iter().collect::<Vec<_>>(), ["fr"]);
    }

    #[test]
    fn each_kind_of_drift_is_told() {
        for (from, to, words) in [
            ("id: a\n", "id: b\n", "translation-drift The original's id is `a`"),
            (" {#the-idea}", "", "translation-drift A section of the original is missing: `## {#the-idea}`"),
            ("{#ask}", "{#demander}", "translation-drift The exercise `ask` of the original is missing"),
            ("{#ask}", "{#demander}", "translation-drift The original has no exercise `demander`"),
            ("{check=c}", "{check=d}", "translation-drift The hints of `ask` are for other checks"),
            ("- [ ] non\n", "", "translation-drift The quiz `a` has other answers"),
            ("## Quiz", "## Questions", "translation-drift The quiz `a` of the original is missing"),
            ("title: Le A\n", "", "missing-key"),
        ] {
            assert!(FRENCH.contains(from));
            let (_, told) = course(&FRENCH.replacen(from, to, 1));
            assert!(told.iter().any(|one| one.starts_with(words)), "{words}: {told:?}");
        }
    }

    #[test]
    fn what_differs_is_not_taken_over() {
        let (course, _) = course(&FRENCH.replace("{check=c}", "").replace("[ ] non", "[x] non"));
        let lesson = &course.in_language("fr").lessons[0];
        assert_eq!(lesson.exercises[0].hints[0].text.trim(), "Help.");
        assert_eq!(lesson.quizzes[0].questions[0].title, "Why?");
    }
}
