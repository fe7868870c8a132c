//! The course as data: lessons, exercises, scenes, checks, tracks.

use super::graded::Graded;
use super::macros::Macros;
use super::source::{Located, SourceFile, Spot};
use super::translation::Translation;
use crate::script::Script;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Duration;

/// A whole course.
#[derive(Debug, Clone, Default)]
pub struct Course {
    /// From `workbook.toml`.
    pub title: String,
    /// From `workbook.toml`.
    pub version: String,
    /// The id of the track a learner gets who chooses none.
    pub default_track: String,
    /// The exercise where a newcomer begins; the first one when absent. Earlier ones
    /// stay open, and are named when the others are done.
    pub start: Option<String>,
    /// The languages, in the order of `workbook.toml`.
    pub tracks: Vec<Track>,
    /// Course variables, `model.small` -> `gpt-…`, as used in `{{ model.small }}`.
    pub variables: BTreeMap<String, String>,
    /// From `prices.toml`: US dollars per million tokens, by model. Empty without one.
    pub prices: BTreeMap<String, crate::models::Price>,
    /// Former ids of exercises -> present ones, so that files and progress stay.
    pub renamed: BTreeMap<String, String>,
    /// What checks say alike, from `lessons/macros.jinja`.
    pub macros: Macros,
    /// In order of their file names.
    pub lessons: Vec<Lesson>,
    /// Lessons in other languages.
    pub translations: Vec<Translation>,
    /// The language that lessons are read in where nobody asks for another.
    pub lang: Option<String>,
    /// Reference answers: `(exercise, track)` -> file.
    pub solutions: BTreeMap<(String, String), Arc<SourceFile>>,
}

/// One Markdown file.
#[derive(Debug, Clone)]
pub struct Lesson {
    /// Stable id, from the front matter.
    pub id: String,
    /// From the front matter.
    pub title: String,
    /// Group in the table of contents.
    pub section: String,
    /// How long it takes, about.
    pub minutes: u32,
    /// What it is about, in the author's words; may be empty.
    pub subjects: Vec<String>,
    /// `lessons/13-retries.md`
    pub path: String,
    /// The Markdown after the front matter, variables resolved.
    pub body: String,
    /// In order of appearance.
    pub exercises: Vec<Exercise>,
    /// Runnable samples, in order of appearance.
    pub samples: Vec<CodeBlock>,
    /// In order of appearance.
    pub quizzes: Vec<Quiz>,
    /// The file.
    pub source: Arc<SourceFile>,
}

/// A task with stubs, scenes and checks.
#[derive(Debug, Clone)]
pub struct Exercise {
    /// Stable id (`retry`), unique in the course.
    pub id: String,
    /// From the heading, without `Exercise:`.
    pub title: String,
    /// The task's prose as Markdown, without the machine's blocks.
    pub task: String,
    /// Path of the lesson.
    pub lesson: String,
    /// Anchor of the exercise's heading.
    pub anchor: String,
    /// What a learner starts from, by track id.
    pub stubs: BTreeMap<String, CodeBlock>,
    /// Its scenes and checks.
    pub graded: Graded,
    /// The ladder, in order.
    pub hints: Vec<Hint>,
    /// Typical wrong answers, with the check that must catch each.
    pub wrongs: Vec<Wrong>,
    /// The heading.
    pub spot: Spot,
}

impl Exercise {
    /// The most points one can earn.
    #[must_use]
    pub const fn max_score(&self) -> u32 {
        self.graded.max_score()
    }

    /// In order; never empty.
    #[must_use]
    pub fn scenes(&self) -> &[Scene] {
        self.graded.scenes()
    }

    /// In order; never empty.
    #[must_use]
    pub fn checks(&self) -> &[CheckSpec] {
        self.graded.checks()
    }
}

/// A fenced block of code in some track's language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CodeBlock {
    /// The track's id.
    pub track: String,
    /// The code, variables resolved.
    pub code: String,
    /// The code's place.
    pub spot: Spot,
}

/// One run of the program: what the API will do, what is typed.
#[derive(Debug, Clone)]
pub struct Scene {
    /// Unique in the exercise.
    pub name: String,
    /// A few words for reports: "three 429s, then a reply".
    pub title: String,
    /// What the API will do.
    pub script: Script,
    /// What is typed at the program.
    pub stdin: StdinPlan,
    /// More environment variables.
    pub env: BTreeMap<String, String>,
    /// Wall-clock limit.
    pub limit: Duration,
    /// Where each value stands, by path: `reply[0].text`, `stdin[1]`, `env.NAME`.
    pub fields: BTreeMap<String, Spot>,
    /// The block.
    pub spot: Spot,
}

impl Scene {
    /// Its environment variables, with a run's words put in.
    #[must_use]
    pub fn env_with(&self, nonce: &str) -> BTreeMap<String, String> {
        let filled = |value: &String| value.replace("{{ nonce }}", nonce);
        self.env.iter().map(|(name, value)| (name.clone(), filled(value))).collect()
    }
}

/// What is typed at the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StdinPlan {
    /// The task reads nothing: a few harmless lines are there for programs that
    /// ask a question first, then end of input.
    Unscripted,
    /// A conversation: each line is typed when the reply to the last one has been
    /// shown and the program has gone quiet; then end of input.
    Lines(Vec<String>),
}

/// One graded criterion.
#[derive(Debug, Clone)]
pub struct CheckSpec {
    /// Unique in the exercise.
    pub id: String,
    /// Completes "The program …": "waits longer each time".
    pub title: String,
    /// What it is worth.
    pub points: u32,
    /// The scenes it is judged in; it must hold in each. Never empty.
    pub scenes: Vec<String>,
    /// Checks that must be met first; otherwise this one says "not reached".
    pub needs: Vec<String>,
    /// A minijinja expression over the evidence: met when true.
    pub pass: Located,
    /// When this is true, nothing can be said either way: the check is `unjudged`.
    pub unjudged_when: Option<Located>,
    /// An expression: the `index` of the exchange that the feedback is about.
    pub exchange: Option<Located>,
    /// Tried in order when `pass` is false: part of the points.
    pub partial: Vec<PartialCredit>,
    /// Tried in order when `pass` is false: the first that holds words the message.
    pub diagnoses: Vec<Diagnosis>,
    /// A template: what the message says when no diagnosis fits.
    pub message: Located,
    /// A template: what was expected.
    pub expected: Located,
    /// A template: what was seen.
    pub actual: Located,
    /// One sentence: why it matters.
    pub why: String,
    /// Anchor in the lesson to read on, without `#`; empty for the exercise's own.
    pub read: String,
    /// Sentences that cost no points: `when` (expression) and `say` (template).
    pub advisories: Vec<Diagnosis>,
    /// The block.
    pub spot: Spot,
}

/// A sentence with the condition it is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnosis {
    /// A minijinja expression over the evidence.
    pub when: Located,
    /// A minijinja template over the evidence.
    pub say: Located,
}

/// Part of the points, with the condition and the sentence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PartialCredit {
    /// A minijinja expression over the evidence.
    pub when: Located,
    /// Points earned when it holds; less than the check's points.
    pub points: u32,
    /// A minijinja template over the evidence.
    pub say: Located,
}

/// One rung of the hint ladder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hint {
    /// The words after `Hint:` in the heading; often none.
    pub title: String,
    /// Markdown; code blocks inside may be per track.
    pub text: String,
    /// The check it belongs to; `None`: to the exercise as a whole.
    pub check: Option<String>,
    /// The heading.
    pub spot: Spot,
}

/// A typical wrong answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// A few words, unique per track in the exercise (`title="…"` in the info string).
    pub title: String,
    /// The code.
    pub block: CodeBlock,
    /// The check that must be the first unmet one.
    pub expect: String,
}

/// Questions on a lesson.
#[derive(Debug, Clone, PartialEq)]
pub struct Quiz {
    /// Stable id, unique among the course's quizzes; the lesson's id where the heading
    /// has none of its own.
    pub id: String,
    /// The words after `Quiz:` in the heading; often none.
    pub title: String,
    /// Path of the lesson.
    pub lesson: String,
    /// Anchor of the heading.
    pub anchor: String,
    /// In order; never empty in a course without errors.
    pub questions: Vec<Question>,
    /// The heading.
    pub spot: Spot,
}

/// One question of a quiz. A right answer earns one point.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// Anchor of its heading, unique in the lesson.
    pub id: String,
    /// The heading, Markdown of one line.
    pub title: String,
    /// What stands between the heading and the answers, Markdown; often nothing.
    pub text: String,
    /// What can be answered.
    pub answers: Answers,
    /// What stands below the answers, Markdown: shown after any answer.
    pub explanation: String,
    /// The heading.
    pub spot: Spot,
}

/// What can be answered to a question.
#[derive(Debug, Clone, PartialEq)]
pub enum Answers {
    /// To choose from; with several right ones, all of them and no other.
    Choice(Vec<Choice>),
    /// To be typed: any of the right ones will do, the others are typical mistakes.
    Typed(Vec<Typed>),
}

/// One answer to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// Markdown of one paragraph.
    pub text: String,
    /// `- [x]`
    pub right: bool,
    /// Markdown: why it is right or wrong; often nothing.
    pub why: String,
}

/// One answer that could be typed.
#[derive(Debug, Clone, PartialEq)]
pub struct Typed {
    /// What is compared.
    pub value: TypedValue,
    /// The answer as the author wrote it.
    pub text: String,
    /// `- [x]`
    pub right: bool,
    /// Markdown: why it is right or wrong; often nothing.
    pub why: String,
}

/// What a typed answer is compared with.
#[derive(Debug, Clone, PartialEq)]
pub enum TypedValue {
    /// A number that may be off by so much, either way.
    Number {
        /// The number.
        value: f64,
        /// The most it may be off, in the number's own unit; 0 or more.
        tolerance: f64,
        /// What it counts: "tokens"; often nothing.
        unit: String,
    },
    /// Words; case, quotes and repeated spaces do not matter.
    Text(String),
}

impl Answers {
    /// Whether several answers must be chosen together.
    #[must_use]
    pub fn wants_several(&self) -> bool {
        matches!(self, Self::Choice(choices) if choices.iter().filter(|c| c.right).count() > 1)
    }
}

/// A learner's language: a row of configuration.
///
/// Texts may hold `{env}` (the prepared environment's folder), `{bin}` (its folder of
/// programs), `{file}` (the program), `{dir}` (its folder), `{seed}` (the scene's, 32
/// bits) and `{NAME}` for each of `needs`, the absolute path of the program found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Track {
    /// `python`
    pub id: String,
    /// `Python`
    pub title: String,
    /// Info-string languages that mean this track; the first is the usual one.
    pub languages: Vec<String>,
    /// `py`
    pub extension: String,
    /// What starts a comment line.
    pub comment: String,
    /// Programs that must be on the machine.
    pub needs: Vec<Need>,
    /// What to prepare once.
    pub setup: Setup,
    /// A command that says whether the program parses, quickly; empty: none.
    pub parse: Vec<String>,
    /// The command that builds the program into `{out}`; empty: it runs as it is.
    pub build: Vec<String>,
    /// The command that runs the program.
    pub run: Vec<String>,
    /// Of which kind its interpreter's clock is (`python`, `node`), so that long sleeps can
    /// be shortened; empty: they cannot.
    pub clock: String,
    /// Code that a waiting interpreter has run when a program is started in the watch loop;
    /// empty: programs are started afresh.
    pub warm_up: String,
    /// More environment variables for the program.
    pub env: BTreeMap<String, String>,
    /// Links to make in the learner's folder, so that editors find the SDK:
    /// `.venv` -> `{env}`.
    pub links: BTreeMap<String, String>,
    /// Files for editors that `init` writes into the learner's folder: path -> text.
    pub files: BTreeMap<String, String>,
    /// Pinned packages, name -> version, for `doctor` and advisories.
    pub packages: BTreeMap<String, String>,
    /// The row's place in `workbook.toml`.
    pub spot: Spot,
}

/// A program that must be on the machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The placeholder's name: `python`.
    pub name: String,
    /// Names to look for on PATH, best first: `python3`, `python3.13`, ….
    pub programs: Vec<String>,
    /// Arguments that print the version.
    pub version_args: Vec<String>,
    /// The lowest version that will do (`3.10`); empty: any.
    pub minimum: String,
    /// What a learner does to get it.
    pub cure: String,
}

/// What a track prepares once, in a folder of its own that is kept and shared.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Setup {
    /// Files written first: path in `{env}` -> text.
    pub files: BTreeMap<String, String>,
    /// Files copied in: path in `{env}` -> path in the course, under `solutions/`. Empty
    /// once the course is loaded: their texts are in `files` then.
    pub copies: BTreeMap<String, String>,
    /// Commands run in `{env}`, in order, each with a title for the progress line.
    pub steps: Vec<(String, Vec<String>)>,
}

impl Course {
    /// The exercise with this id.
    #[must_use]
    pub fn exercise(&self, id: &str) -> Option<&Exercise> {
        self.exercises().find(|e| e.id == id)
    }

    /// All exercises, in the course's order.
    pub fn exercises(&self) -> impl Iterator<Item = &Exercise> {
        self.lessons.iter().flat_map(|l| l.exercises.iter())
    }

    /// All quizzes, in the course's order.
    pub fn quizzes(&self) -> impl Iterator<Item = &Quiz> {
        self.lessons.iter().flat_map(|l| l.quizzes.iter())
    }

    /// The track with this id.
    #[must_use]
    pub fn track(&self, id: &str) -> Option<&Track> {
        self.tracks.iter().find(|t| t.id == id)
    }

    /// The reference answer.
    #[must_use]
    pub fn solution(&self, exercise: &str, track: &str) -> Option<&Arc<SourceFile>> {
        self.solutions.get(&(exercise.to_owned(), track.to_owned()))
    }
}
