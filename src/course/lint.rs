//! What only the course as a whole can show: ids used twice, links between files,
//! solutions that are missing.
//!
//! Owns: the checks across files. Must not know: the disk; it asks `Files` what is there.

use super::anchors::Anchors;
use super::fault::{Fault, MOST_FAULTS};
use super::lesson::{Care, Parsed};
use super::markdown;
use super::model::{Lesson, Track};
use super::prose::unknown_anchor;
use super::schema::is_kebab;
use super::source::{Located, SourceFile, Spot};
use super::suggest;
use super::table::short;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// What is known of the files around the lessons. Paths are relative to the course's
/// root, with `/`.
pub trait Files {
    /// Whether the file or folder is there; `None` when that cannot be known.
    fn exists(&self, path: &str) -> Option<bool>;
    /// The text of a Markdown file that is no lesson, for its anchors.
    fn text(&self, path: &str) -> Option<String>;
}

/// Solutions found: `(exercise, track)` -> file.
pub type Solutions = BTreeMap<(String, String), Arc<SourceFile>>;

/// Checks the lessons against each other and against the files around them.
pub fn check(
    parsed: &[Parsed],
    translated: &[Parsed],
    tracks: &[Track],
    solutions: &Solutions,
    files: &dyn Files,
    care: Care,
    faults: &mut Vec<Fault>,
) {
    check_ids(parsed, faults);
    check_quiz_ids(parsed, faults);
    check_solutions(parsed, tracks, solutions, faults);
    if care == Care::Learner {
        return;
    }
    let by_path = parsed.iter().chain(translated).map(|p| (p.source.path.as_str(), p)).collect();
    let mut links = Links { lessons: by_path, files, others: BTreeMap::new() };
    for file in parsed.iter().chain(translated) {
        links.check(file, faults);
    }
}

fn lessons(parsed: &[Parsed]) -> impl Iterator<Item = (&Parsed, &Lesson)> {
    parsed.iter().filter_map(|p| Some((p, p.lesson.as_ref()?)))
}

fn check_ids(parsed: &[Parsed], faults: &mut Vec<Fault>) {
    let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
    for (file, lesson) in lessons(parsed).filter(|(p, _)| !p.id_spot.range.is_empty()) {
        if let Some(first) = seen.insert(&lesson.id, &lesson.path) {
            faults.push(duplicate("duplicate-lesson", "lesson", &lesson.id, first, file.id_spot.clone()));
        }
    }
    let mut seen: BTreeMap<&str, Spot> = BTreeMap::new();
    for exercise in lessons(parsed).flat_map(|(_, l)| l.exercises.iter()) {
        let first = seen.insert(&exercise.id, exercise.spot.clone());
        // Two in one file have been told of already: their anchors are the same.
        if let Some(first) = first.filter(|f| f.file.path != exercise.spot.file.path) {
            let (place, spot) = (first.to_place(), exercise.spot.clone());
            faults.push(duplicate("duplicate-exercise", "exercise", &exercise.id, &place, spot));
        }
    }
}

fn check_quiz_ids(parsed: &[Parsed], faults: &mut Vec<Fault>) {
    let mut seen: BTreeMap<&str, Spot> = BTreeMap::new();
    for quiz in lessons(parsed).flat_map(|(_, l)| l.quizzes.iter()) {
        if let Some(first) = seen.insert(&quiz.id, quiz.spot.clone()) {
            faults.push(duplicate("duplicate-quiz", "quiz", &quiz.id, &first.to_place(), quiz.spot.clone()));
        }
    }
}

fn plural(what: &str) -> String {
    if what == "quiz" { "quizzes".to_owned() } else { format!("{what}s") }
}

fn duplicate(code: &'static str, what: &str, id: &str, first: &str, spot: Spot) -> Fault {
    Fault::error(code, spot, format!("Two {} have the id `{}`.", plural(what), short(id)))
        .label(format!("the other is in {first}"))
        .cure("Ids are unique in the course: give this one another.")
}

fn check_solutions(parsed: &[Parsed], tracks: &[Track], solutions: &Solutions, faults: &mut Vec<Fault>) {
    let exercises: Vec<_> = lessons(parsed).flat_map(|(_, l)| l.exercises.iter()).collect();
    let mut seen = BTreeSet::new();
    for exercise in exercises.iter().filter(|e| is_kebab(&e.id) && seen.insert(&e.id)) {
        for track in tracks {
            if !solutions.contains_key(&(exercise.id.clone(), track.id.clone())) {
                let path = solution_path(&exercise.id, track);
                let message =
                    format!("The exercise `{}` has no solution for the track `{}`.", exercise.id, track.id);
                let fault = Fault::error("missing-solution", exercise.spot.clone(), message);
                faults.push(fault.label("no solution").cure(format!("Write it to {path}.")));
            }
        }
    }
    let ids: Vec<&str> = exercises.iter().map(|e| e.id.as_str()).collect();
    let known: BTreeSet<&str> = ids.iter().copied().collect();
    for ((exercise, _), file) in solutions.iter().filter(|((e, _), _)| !known.contains(e.as_str())) {
        let message = format!("No exercise has the id `{}`.", short(exercise));
        let cure = suggest::cure(exercise, ids.iter().copied(), "The exercises are", "Remove the file.");
        let fault = Fault::warning("stray-solution", Spot::new(Arc::clone(file), 0..0), message);
        faults.push(fault.label("a solution to nothing").cure(cure));
    }
}

/// The course's `start`, when no exercise has this id.
pub fn unknown_start(start: &Located, parsed: &[Parsed]) -> Option<Fault> {
    let ids: Vec<&str> =
        lessons(parsed).flat_map(|(_, l)| l.exercises.iter()).map(|exercise| exercise.id.as_str()).collect();
    if ids.contains(&start.text.as_str()) {
        return None;
    }
    let cure = suggest::cure(&start.text, ids, "The exercises are", "Remove the line.");
    let message = format!("No exercise has the id `{}`.", short(&start.text));
    Some(Fault::error("unknown-exercise", start.spot.clone(), message).label("not an exercise").cure(cure))
}

/// Where the solution of this exercise belongs.
pub fn solution_path(exercise: &str, track: &Track) -> String {
    format!("solutions/{}/{exercise}.{}", track.id, track.extension)
}

struct Links<'a> {
    lessons: BTreeMap<&'a str, &'a Parsed>,
    files: &'a dyn Files,
    /// Anchors of Markdown files that are no lessons, read when first asked for.
    others: BTreeMap<String, Option<Anchors>>,
}

impl Links<'_> {
    fn check(&mut self, file: &Parsed, faults: &mut Vec<Fault>) {
        let before = faults.len();
        for link in &file.links {
            let spot = Spot::new(Arc::clone(&file.source), link.range.clone());
            match target(&file.source.path, &link.target) {
                Target::Web | Target::Here => {}
                Target::Unsafe => faults.push(unsafe_link(spot)),
                Target::Outside => faults.push(outside(spot)),
                Target::File { path, anchor } => self.check_file(&path, &anchor, link.image, spot, faults),
            }
            if faults.len() - before >= MOST_FAULTS {
                break;
            }
        }
    }

    fn check_file(&mut self, path: &str, anchor: &str, image: bool, spot: Spot, faults: &mut Vec<Fault>) {
        let lesson = self.lessons.get(path).copied();
        if lesson.is_none() && self.files.exists(path) == Some(false) {
            faults.push(self.missing_file(path, image, spot));
            return;
        }
        if anchor.is_empty() {
            return;
        }
        let anchors = match lesson {
            Some(lesson) => Some(&lesson.anchors),
            None => self.other_anchors(path),
        };
        if let Some(anchors) = anchors.filter(|a| !a.contains(anchor)) {
            faults.push(unknown_anchor(anchor, anchors.iter(), spot));
        }
    }

    fn other_anchors(&mut self, path: &str) -> Option<&Anchors> {
        if !path.ends_with(".md") {
            return None;
        }
        let files = self.files;
        let read =
            || files.text(path).map(|text| markdown::outline(&SourceFile::new(path, text).text, 0).anchors);
        self.others.entry(path.to_owned()).or_insert_with(read).as_ref()
    }

    fn missing_file(&self, path: &str, image: bool, spot: Spot) -> Fault {
        let code = if image { "missing-image" } else { "broken-link" };
        let cure = match suggest::closest(path, self.lessons.keys().copied()) {
            Some(near) => format!("Did you mean `{near}`?"),
            None => "Mend the path, which is relative to this file, or add the file.".to_owned(),
        };
        Fault::error(code, spot, format!("There is no file `{}`.", short(path)))
            .label("leads nowhere")
            .cure(cure)
    }
}

fn unsafe_link(spot: Spot) -> Fault {
    Fault::error("unsafe-link", spot, "This link would run something.")
        .label("not a page")
        .cure("Links lead to http(s) pages, mail addresses, or files of the course.")
}

fn outside(spot: Spot) -> Fault {
    Fault::error("broken-link", spot, "This link leads out of the course's folder.")
        .label("outside")
        .cure("Link to a file of the course, or to a page with its full address.")
}

/// Where a link leads.
#[derive(Debug, PartialEq, Eq)]
enum Target {
    /// A page, a mail address, and the like.
    Web,
    /// A heading of the same file, checked with the file.
    Here,
    /// A file, from the course's root.
    File { path: String, anchor: String },
    /// Above the course's root.
    Outside,
    /// `javascript:` and the like.
    Unsafe,
}

fn target(from: &str, link: &str) -> Target {
    let scheme = link.split_once(':').map(|(s, _)| s).filter(|s| !s.contains(['/', '#', '?', '.']));
    match scheme.map(str::to_ascii_lowercase).as_deref() {
        Some("http" | "https" | "mailto" | "tel") => return Target::Web,
        Some(_) => return Target::Unsafe,
        None if link.starts_with("//") => return Target::Web,
        None => {}
    }
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let path = path.split('?').next().unwrap_or(path);
    if path.is_empty() {
        return Target::Here;
    }
    let path = percent_decoded(path);
    let folder =
        if path.starts_with('/') { "" } else { from.rsplit_once('/').map_or("", |(folder, _)| folder) };
    let mut parts: Vec<&str> = folder.split('/').filter(|p| !p.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                if parts.pop().is_none() {
                    return Target::Outside;
                }
            }
            part => parts.push(part),
        }
    }
    Target::File { path: parts.join("/"), anchor: anchor.to_owned() }
}

/// `%20` to a space, and so on; what is not UTF-8 stays as it is.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let code = tail.get(..2).and_then(|hex| std::str::from_utf8(hex).ok());
        let code = code.filter(|_| byte == b'%').and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(code.unwrap_or(byte));
        rest = if code.is_some() { tail.get(2..).unwrap_or_default() } else { tail };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, anchor: &str) -> Target {
        Target::File { path: path.into(), anchor: anchor.into() }
    }

    #[test]
    fn links_lead_to_files_from_the_root() {
        let from = "lessons/01-a.md";
        assert_eq!(target(from, "02-b.md#x"), file("lessons/02-b.md", "x"));
        assert_eq!(target(from, "../README.md"), file("README.md", ""));
        assert_eq!(target(from, "./img/a%20b.png?raw=1"), file("lessons/img/a b.png", ""));
        assert_eq!(target(from, "../../etc/passwd"), Target::Outside);
        assert_eq!(target(from, "#x"), Target::Here);
        assert_eq!(target(from, "https://a.b/c"), Target::Web);
        assert_eq!(target(from, "JavaScript:alert(1)"), Target::Unsafe);
        assert_eq!(target(from, "data:text/html,x"), Target::Unsafe);
        assert_eq!(target(from, "%zz%e9"), file("lessons/%zz%e9", ""));
    }
}
