//! One Markdown file becomes a lesson with its exercises.
//!
//! Owns: the order of the steps, and what of the faults is told. Must not know: the
//! disk, other lessons.

use super::anchors::Anchors;
use super::fault::{Fault, MOST_FAULTS, Severity};
use super::front_matter::{self, FrontMatter};
use super::markdown::{self, Fence, Link, Outline};
use super::model::{Lesson, Track};
use super::source::{SourceFile, Spot};
use super::table::short;
use super::variables::Substitution;
use super::{prose, quiz, sections};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// The largest file that is read, in bytes.
pub const LARGEST_FILE: usize = 2 * 1024 * 1024;

/// A lesson with what is needed to check it against the rest of the course.
pub struct Parsed {
    /// The lesson, as far as it could be understood.
    pub lesson: Option<Lesson>,
    /// All faults of the file by itself, in its order.
    pub faults: Vec<Fault>,
    /// The file.
    pub source: Arc<SourceFile>,
    /// What links may point at.
    pub anchors: Anchors,
    /// Links and images to other files.
    pub links: Vec<Link>,
    /// Where the lesson's id stands.
    pub id_spot: Spot,
}

/// Reads one lesson by itself.
///
/// Never fails: what could not be understood is a fault, and the rest is there. Only a
/// file that is too large gives no lesson at all.
#[must_use]
pub fn parse_lesson(
    path: &str,
    text: &str,
    tracks: &[Track],
    variables: &BTreeMap<String, String>,
) -> (Option<Lesson>, Vec<Fault>) {
    let parsed = parse(path, text, tracks, variables, Care::Author);
    (parsed.lesson, parsed.faults)
}

/// How closely a course is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// What a learner's command wants, of a course that is known to be without faults:
    /// scenes and checks are read when they are asked for.
    Sound,
    /// What exercises and their grading need.
    Learner,
    /// The prose and its links as well.
    Author,
}

/// Reads one lesson, and keeps what the course-wide checks want.
pub fn parse(
    path: &str,
    text: &str,
    tracks: &[Track],
    variables: &BTreeMap<String, String>,
    care: Care,
) -> Parsed {
    if text.len() > LARGEST_FILE {
        return refused(path);
    }
    let source = Arc::new(SourceFile::new(path, text));
    let mut faults = Vec::new();
    let front = front_matter::parse(&source, &mut faults);
    let outline = markdown::outline(&source.text, front.end);
    let toml: Vec<Range<usize>> = toml_ranges(&source, &outline.fences);
    let body = front.end..source.text.len();
    let substitution = Substitution::find(&source, body.clone(), &toml, variables, &mut faults);
    let sections = sections::read(&source, &outline, tracks, &substitution, &mut faults);
    let mut reads = Vec::new();
    let drafts = sections.drafts.into_iter();
    let exercises = drafts.map(|(draft, task)| match care {
        Care::Sound => draft.sound(path, task, &source),
        Care::Learner | Care::Author => draft.checked(path, task, &source, tracks, &mut reads, &mut faults),
    });
    let exercises = exercises.collect();
    let id = front.id.as_deref().unwrap_or_default();
    let quizzes = quiz::read(&source, &outline, id, &substitution, &mut faults);
    if care == Care::Author {
        prose::check_anchors(&source, &outline, &reads, &mut faults);
        prose::check(&source, &outline, &toml, variables, &mut faults);
    }
    let faults = settle(faults, &outline, &source);
    let id_spot = Spot::new(Arc::clone(&source), front.id_range.clone());
    let lesson = lesson(path, &front, substitution.render(&source.text, body), &source, &outline);
    Parsed {
        lesson: Some(Lesson { exercises, samples: sections.samples, quizzes, ..lesson }),
        faults,
        anchors: outline.anchors,
        links: outline.links,
        id_spot,
        source,
    }
}

fn refused(path: &str) -> Parsed {
    let source = Arc::new(SourceFile::new(path, ""));
    let spot = Spot::new(Arc::clone(&source), 0..0);
    Parsed {
        lesson: None,
        faults: vec![too_large(spot.clone())],
        anchors: Anchors::default(),
        links: Vec::new(),
        id_spot: spot,
        source,
    }
}

/// The fault of a file that is too large to be read.
pub fn too_large(spot: Spot) -> Fault {
    let message = format!("`{}` is larger than {} MB.", short(&spot.file.path), LARGEST_FILE / 1024 / 1024);
    Fault::error("file-too-large", spot, message)
        .label("not read")
        .cure("Split it, or take out what is not text.")
}

/// The lesson without its exercises; what the front matter does not say is guessed.
fn lesson(
    path: &str,
    front: &FrontMatter,
    body: String,
    source: &Arc<SourceFile>,
    outline: &Outline,
) -> Lesson {
    let stem = path.rsplit('/').next().unwrap_or(path).trim_end_matches(".md");
    let name = stem.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches('-');
    let title = front.title.clone().or_else(|| outline.headings.first().map(|h| h.text.clone()));
    Lesson {
        id: front.id.clone().unwrap_or_else(|| name.to_owned()),
        title: title.unwrap_or_else(|| name.to_owned()),
        section: front.section.clone().unwrap_or_default(),
        minutes: front.minutes.unwrap_or_default(),
        subjects: front.subjects.clone(),
        path: path.to_owned(),
        body,
        exercises: Vec::new(),
        samples: Vec::new(),
        quizzes: Vec::new(),
        source: Arc::clone(source),
    }
}

/// The code of all TOML blocks, and of scenes and checks in another language by mistake:
/// there `{{ }}` is a template.
pub fn toml_ranges(source: &SourceFile, fences: &[Fence]) -> Vec<Range<usize>> {
    let is_toml = |f: &&Fence| {
        let mut words = source.text.get(f.info.clone()).unwrap_or_default().split_whitespace();
        words.next() == Some("toml") || words.any(|w| matches!(w, "scene" | "check"))
    };
    fences.iter().filter(is_toml).map(|f| f.code.clone()).collect()
}

/// In the file's order, without those that are meant, and not too many.
pub fn settle(mut faults: Vec<Fault>, outline: &Outline, source: &Arc<SourceFile>) -> Vec<Fault> {
    let allowed = |fault: &Fault| {
        let may = fault.severity == Severity::Warning || fault.code == "unknown-variable";
        let start = fault.spot.as_ref().map_or(0, |s| s.range.start);
        may && outline.allowances.iter().any(|a| a.code == fault.code && a.covers.contains(&start))
    };
    faults.retain(|f| !allowed(f));
    faults.sort_by_key(|f| f.spot.as_ref().map_or((0, 0), |s| (s.range.start, s.range.end)));
    if faults.len() > MOST_FAULTS {
        let more = faults.len() - MOST_FAULTS;
        faults.truncate(MOST_FAULTS);
        let spot = Spot::new(Arc::clone(source), 0..0);
        let fault = Fault::error("too-many-faults", spot, format!("This file has {more} more faults."));
        faults.push(fault.label("not all are shown").cure("Mend the others first."));
    }
    faults
}
