//! Pages from elsewhere become drafts of lessons.
//!
//! Owns: the dialects of other courses, and what is made of them. Must not know: the
//! disk, nor whether what is said is right: what could not be decided becomes a TODO.
//!
//! A page is read line by line into pieces (`pieces`), and written again in our format
//! (here). It lints without errors because nothing is kept that could be one: headings
//! are put in steps, info strings cut to the language, links to files that are not here
//! become text.

mod encoding;
mod notebook;
mod pieces;

use super::model::{Course, Track};
use super::scaffold::{Scaffold, exercise_files, slug};
use pieces::{Challenge, Piece, pieces};
use regex::Regex;
use std::collections::BTreeSet;
use std::sync::LazyLock;

/// A page as a lesson, with what its author has to look at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// The lesson, and solutions to begin with.
    pub files: Vec<Scaffold>,
    /// What could not be decided, one sentence each.
    pub todos: Vec<String>,
}

#[allow(clippy::expect_used)] // constant patterns, tried by every test
static EXERCISES: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?i)^\W*(exercises?|assignments?|practice|homework|your turn|try it( yourself| out)?|hands[- ]on|tasks?|lab|challenges?)\b").expect("constant")
});
#[allow(clippy::expect_used)]
static LINK: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r#"(!?)\[([^\]\n]*)\]\(\s*<?([^)\s>]+)>?(?:\s+"[^"]*")?\s*\)"#).expect("constant")
});
#[allow(clippy::expect_used)]
static VARIABLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{\s+([^{}\n]*?)\s+\}\}").expect("constant"));

/// Makes a draft of a page. `name` is its file's name, `number` the lesson's number.
/// `builtin` gives new exercises something to begin with, in the tracks of `course`.
#[must_use]
pub fn draft(name: &str, bytes: &[u8], number: u64, course: &Course, builtin: &Course) -> Draft {
    let (text, mended) = encoding::decode(bytes);
    let text = if name.ends_with(".ipynb") { notebook::to_markdown(&text).unwrap_or(text) } else { text };
    let text: String =
        text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).filter(|c| !turns(*c)).collect();
    let pieces = pieces(&text);
    let base = name.rsplit_once('.').map_or(name, |(base, _)| base);
    let title = title(&pieces).unwrap_or_else(|| base.replace(['-', '_'], " "));
    let id = free(&slug(&title), &course.lessons.iter().map(|l| l.id.clone()).collect());
    let mut writer = Writer {
        out: format!(
            "---\nid: {id}\ntitle: \"{}\"\nminutes: 15\nsection: Imported\n---\n\n# {title}\n",
            title.replace(['"', '\\'], "'")
        ),
        level: 1,
        todos: Vec::new(),
        quiz: String::new(),
        exercises: Vec::new(),
        taken: course.exercises().map(|e| e.id.clone()).collect(),
        codes: Vec::new(),
        course,
    };
    if mended > 0 {
        writer
            .todos
            .push(format!("{mended} places were in a wrong encoding and were put right: look at them"));
    }
    writer.write(&pieces, &title);
    writer.finish(number, &id, builtin)
}

/// Characters that turn the direction of text round.
const fn turns(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn title(pieces: &[Piece]) -> Option<String> {
    let heading = |wanted: usize| {
        pieces.iter().find_map(|piece| match piece {
            Piece::Heading { level, text } if *level == wanted || wanted == 0 => Some(plain(text)),
            Piece::FrontTitle(text) => Some(plain(text)),
            _ => None,
        })
    };
    heading(1).or_else(|| heading(0)).filter(|title| !title.is_empty())
}

/// A heading that our format would take for a part of its own gets another word.
fn harmless(text: &str) -> String {
    let first = text.split([' ', ':']).next().unwrap_or_default();
    let word = match first.to_lowercase().as_str() {
        "quiz" | "quizzes" | "quizz" => "Questions",
        "hint" | "hints" => "Help",
        _ => return text.to_owned(),
    };
    format!("{word}{}", text.get(first.len()..).unwrap_or_default())
}

/// A heading without marks, links and ids.
fn plain(text: &str) -> String {
    let text = LINK.replace_all(text, "$2");
    let text = text.split("{#").next().unwrap_or_default().replace(['*', '`', '_', '#', '{', '}'], "");
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn free(base: &str, taken: &BTreeSet<String>) -> String {
    let names = std::iter::once(base.to_owned()).chain((2..1000).map(|n| format!("{base}-{n}")));
    names.into_iter().find(|name| !taken.contains(name)).unwrap_or_else(|| base.to_owned())
}

/// An exercise that was found.
struct Found {
    id: String,
    title: String,
    task: String,
    /// Code near by: language and text.
    code: Option<(String, String)>,
}

struct Writer<'a> {
    out: String,
    level: usize,
    todos: Vec<String>,
    quiz: String,
    exercises: Vec<Found>,
    taken: BTreeSet<String>,
    /// Fences so far: language and text.
    codes: Vec<(String, String)>,
    course: &'a Course,
}

impl Writer<'_> {
    fn write(&mut self, pieces: &[Piece], title: &str) {
        let mut rest = pieces;
        while let Some((piece, tail)) = rest.split_first() {
            rest = tail;
            match piece {
                Piece::Heading { level, text } if EXERCISES.is_match(&plain(text)) => {
                    let end = tail
                        .iter()
                        .position(|p| matches!(p, Piece::Heading { level: l, .. } if l <= level))
                        .unwrap_or(tail.len());
                    let (section, after) = tail.split_at(end);
                    self.exercises_of(&plain(text), section);
                    rest = after;
                }
                Piece::Heading { level: 1, text } if plain(text) == title => {}
                Piece::Heading { level, text } => {
                    let text = harmless(&plain(text));
                    self.level = (*level).clamp(2, self.level + 1);
                    self.out += &format!("\n{} {text}\n", "#".repeat(self.level));
                }
                Piece::Text(text) => {
                    let text = self.prose(text);
                    self.out += &format!("\n{text}\n");
                }
                Piece::Item { marker, text } => {
                    let text = self.prose(text);
                    self.out += &format!("\n{marker} {text}\n");
                }
                Piece::Code { language, text } => self.code(language, text),
                Piece::Callout { kind, text } => {
                    let text = self.prose(text);
                    let lines: String = text.lines().map(|l| format!("> {l}\n")).collect();
                    self.out += &format!("\n> [!{kind}]\n{lines}");
                }
                Piece::Challenge(challenge) => self.challenge(challenge),
                Piece::FrontTitle(_) => {}
            }
        }
    }

    /// Code stays an illustration, unless it is a whole program for one of the tracks.
    fn code(&mut self, language: &str, text: &str) {
        let text = VARIABLE.replace_all(text, "{{$1}}").into_owned();
        let is_track = self.track(language).is_some();
        let whole = is_track
            && ["from openai import", "import openai", "from \"openai\"", "from 'openai'"]
                .iter()
                .any(|line| text.contains(line))
            && text.contains("create(");
        let mark = if whole { " sample" } else { "" };
        if whole {
            self.todos.push(format!(
                "a {language} block is marked as a sample, which `prove` runs: does it run alone?"
            ));
        }
        let fence = if text.contains("```") { "````" } else { "```" };
        self.out += &format!("\n{fence}{language}{mark}\n{}\n{fence}\n", text.trim_end());
        if is_track {
            self.codes.push((language.to_owned(), text));
        }
    }

    fn track(&self, language: &str) -> Option<&Track> {
        self.course.tracks.iter().find(|t| t.languages.iter().any(|l| l == language))
    }

    /// Links to pages stay; what leads to files that are not here becomes text.
    fn prose(&mut self, text: &str) -> String {
        let mut lost = Vec::new();
        let text = LINK.replace_all(text, |found: &regex::Captures<'_>| {
            let (image, words, target) = (&found[1] == "!", &found[2], &found[3]);
            let web = ["http://", "https://", "mailto:"].iter().any(|s| target.to_lowercase().starts_with(s));
            if web {
                let words = if words.trim().is_empty() { "image" } else { words };
                return format!("{}[{words}]({target})", &found[1]);
            }
            lost.push(target.to_owned());
            if image { format!("*Image: {words}*") } else { words.to_owned() }
        });
        let text = VARIABLE.replace_all(&text, "{{$1}}").into_owned();
        for target in lost {
            self.todos.push(format!("`{target}` is not here: the link or image that led there is text now"));
        }
        text
    }

    fn exercises_of(&mut self, heading: &str, section: &[Piece]) {
        let items: Vec<&String> = section
            .iter()
            .filter_map(|piece| match piece {
                Piece::Item { marker, text } if marker.ends_with('.') => Some(text),
                _ => None,
            })
            .collect();
        let mut code = None;
        let mut around = String::new();
        for piece in section {
            match piece {
                Piece::Code { language, text } if self.track(language).is_some() => {
                    code.get_or_insert_with(|| {
                        (language.clone(), VARIABLE.replace_all(text, "{{$1}}").into_owned())
                    });
                }
                Piece::Code { language, text } => {
                    around += &format!(
                        "\n```{language}\n{}\n```\n",
                        VARIABLE.replace_all(text, "{{$1}}").trim_end()
                    );
                }
                Piece::Text(text) => around += &format!("\n{}\n", self.prose(text)),
                Piece::Heading { text, .. } => around += &format!("\n**{}**\n", plain(text)),
                Piece::Item { marker, text } if !marker.ends_with('.') => {
                    around += &format!("\n{marker} {}\n", self.prose(text));
                }
                Piece::Callout { text, .. } => around += &format!("\n{}\n", self.prose(text)),
                Piece::Challenge(challenge) => self.challenge(challenge),
                Piece::Item { .. } | Piece::FrontTitle(_) => {}
            }
        }
        let code = code.or_else(|| self.codes.last().cloned());
        if items.is_empty() {
            self.add(heading.to_owned(), around, code);
            return;
        }
        for (number, item) in items.into_iter().enumerate() {
            let task = self.prose(item);
            let words: Vec<String> = plain(item).split_whitespace().take(6).map(str::to_owned).collect();
            let title = words.join(" ").trim_end_matches(['.', ':', ',', ';', '?', '!']).to_owned();
            let task = if number == 0 { format!("{around}\n{task}\n") } else { format!("\n{task}\n") };
            self.add(title, task, code.clone());
        }
    }

    fn add(&mut self, title: String, task: String, code: Option<(String, String)>) {
        let id = free(
            &slug(&title).chars().take(40).collect::<String>().trim_matches('-').replace("--", "-"),
            &self.taken,
        );
        self.taken.insert(id.clone());
        self.todos.push(format!(
            "the exercise `{id}` has a scene, checks and solutions to begin with: make them its own"
        ));
        self.exercises.push(Found { id, title, task, code });
    }

    fn challenge(&mut self, challenge: &Challenge) {
        if challenge.options.is_empty() || challenge.right.is_empty() {
            let title = if challenge.title.is_empty() { "Challenge" } else { &challenge.title };
            let task = self.prose(&challenge.question);
            self.add(plain(title), format!("\n{task}\n"), None);
            return;
        }
        let question = plain(challenge.question.lines().next().unwrap_or(&challenge.title));
        self.quiz += &format!("\n### {}\n", if question.is_empty() { "Question" } else { &question });
        let more: Vec<&str> = challenge.question.lines().skip(1).collect();
        let more = self.prose(more.join("\n").trim());
        if !more.is_empty() {
            self.quiz += &format!("\n{more}\n");
        }
        self.quiz.push('\n');
        for (letter, option) in &challenge.options {
            let mark = if challenge.right.contains(letter) { 'x' } else { ' ' };
            let option = self.prose(option).replace('\n', " ");
            self.quiz += &format!("- [{mark}] {option}\n");
        }
        let explanation = self.prose(challenge.explanation.trim());
        if !explanation.is_empty() {
            self.quiz += &format!("\n{explanation}\n");
        }
    }

    fn finish(mut self, number: u64, id: &str, builtin: &Course) -> Draft {
        let tracks: Vec<&Track> = self.course.tracks.iter().collect();
        let mut files = Vec::new();
        for found in &self.exercises {
            let (section, more) = exercise_files(builtin, &found.id, &tracks);
            self.out.push('\n');
            self.out += &with_task(&section, found, &tracks);
            files.extend(more);
        }
        if !self.quiz.is_empty() {
            self.out += &format!("\n## Quiz\n{}", self.quiz);
        }
        let left: Vec<String> =
            self.todos.iter().map(|todo| format!("- {}\n", todo.replace("--", "-"))).collect();
        if !left.is_empty() {
            self.out += &format!("\n<!-- TODO after the import:\n{}-->\n", left.concat());
        }
        files.insert(0, Scaffold { path: format!("lessons/{number:02}-{id}.md"), text: self.out });
        Draft { files, todos: self.todos }
    }
}

/// The section of a new exercise with this title and task, and the page's code as stub.
fn with_task(section: &str, found: &Found, tracks: &[&Track]) -> String {
    let mut lines = section.lines();
    lines.next();
    let rest: Vec<&str> = lines.collect();
    let rest = rest.join("\n");
    let title = if found.title.is_empty() { "Exercise" } else { &found.title };
    let task = found.task.trim();
    let task = if task.is_empty() { "TODO: the task." } else { task };
    let start = rest.find("The environment variables").unwrap_or(0);
    let mut body = rest.get(start..).unwrap_or_default().to_owned();
    let of_track = found.code.as_ref().and_then(|(language, code)| {
        let track = tracks.iter().find(|t| t.languages.iter().any(|l| l == language))?;
        Some((track, code))
    });
    if let Some((track, code)) = of_track {
        let language = track.languages.first().map_or("", String::as_str);
        let open = format!("```{language} stub\n");
        if let Some(at) = body.find(&open).map(|at| at + open.len())
            && let Some(end) = body.get(at..).and_then(|b| b.find("\n```"))
        {
            let code = code.replace("```", "'''");
            let stub = format!(
                "{} TODO: from the page; make it a program to begin with.\n{}",
                track.comment,
                code.trim_end()
            );
            body.replace_range(at..at + end, &stub);
        }
    }
    format!("## Exercise: {title} {{#{}}}\n\n{task}\n\n{body}\n", found.id)
}

#[cfg(test)]
mod tests {
    use super::super::load::{Origin, load};
    use super::*;
    use proptest::prelude::*;
    use std::sync::LazyLock;

    /// Read once, not for each page.
    static BUILTIN: LazyLock<Option<Course>> =
        LazyLock::new(|| load(&Origin::Embedded).ok().map(|loaded| loaded.course));

    proptest! {
        #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

        /// Whatever the page, a draft comes of it, in room linear in the page.
        #[test]
        fn any_page_becomes_a_draft(lines in proptest::collection::vec(
            prop_oneof![
                Just("## Exercises".to_owned()), Just("### !challenge".to_owned()), Just("##### !options".to_owned()),
                Just("### !callout".to_owned()), Just("```python".to_owned()), Just("---".to_owned()),
                Just("1. one".to_owned()), Just("a| b".to_owned()), Just(":::tip".to_owned()), Just("!!! note".to_owned()),
                "[ -~]{0,40}", "\\PC{0,30}",
            ], 0..40)) {
            let Some(builtin) = BUILTIN.as_ref() else { return Err(TestCaseError::fail("no course")) };
            let page = lines.join("\n");
            let draft = draft("page.md", page.as_bytes(), 2, builtin, builtin);
            prop_assert!(draft.files[0].text.len() < 40_000 + 100 * page.len() + 20_000 * lines.len());
        }
    }
}
