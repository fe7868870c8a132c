//! Stubs leave the lessons: `exercises/<track>/<exercise>.<ext>`.
//!
//! Owns: what an extracted file holds, and which files may be written. Must not know:
//! the disk. Works on texts and hands back what is to be done.
//!
//! The rule: a file whose hash is the manifest's has been edited by nobody and may be
//! written anew; any other file is a learner's and is left alone.

use super::model::{CodeBlock, Course, Exercise, Track};
use super::schema::is_kebab;
use sha2::{Digest as _, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

/// Where the manifest is kept, relative to the course's root.
pub const MANIFEST: &str = "exercises/manifest.json";

/// A file that a lesson's stub becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractedFile {
    /// `exercises/python/basic-call.py`, relative to the course's root.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// File -> SHA-256 (hexadecimal) of the stub as extracted.
pub type Manifest = BTreeMap<String, String>;

/// What is to be done with one file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Action {
    /// Write it: it is missing, or nobody has edited what is there.
    Write(ExtractedFile),
    /// Leave it: it is as it should be.
    Fresh(String),
    /// Leave it: somebody has edited it.
    Keep(String),
    /// Remove it: its exercise is gone, and nobody has edited it.
    Remove(String),
}

/// Why an extracted file is stale.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Staleness {
    /// The file is not there.
    Missing,
    /// The lesson's stub has changed since it was extracted.
    Outdated,
    /// The exercise or the track is gone from the course.
    Orphaned,
}

/// A stale file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stale {
    /// The file.
    pub path: String,
    /// Why.
    pub why: Staleness,
}

impl std::fmt::Display for Stale {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { path, why } = self;
        match why {
            Staleness::Missing => write!(f, "{path} is missing; run `workbook extract`"),
            Staleness::Outdated => {
                write!(f, "{path} is older than the stub in its lesson; run `workbook extract`")
            }
            Staleness::Orphaned => {
                write!(f, "{path} belongs to no exercise of the course; run `workbook extract`")
            }
        }
    }
}

/// All stubs of the course as files, in the order of lessons and tracks.
#[must_use]
pub fn extract(course: &Course) -> Vec<ExtractedFile> {
    let mut files = Vec::new();
    // A name with a path in it must never reach a disk.
    for exercise in course.exercises().filter(|e| is_kebab(&e.id)) {
        for track in course.tracks.iter().filter(|t| is_kebab(&t.id)) {
            if let Some(stub) = exercise.stubs.get(&track.id) {
                let path = extracted_path(&exercise.id, track);
                files.push(ExtractedFile { path, text: stub_text(exercise, track, stub) });
            }
        }
    }
    files
}

/// Where the stub of this exercise is extracted to.
#[must_use]
pub fn extracted_path(exercise: &str, track: &Track) -> String {
    format!("exercises/{}/{exercise}.{}", track.id, track.extension)
}

/// The stub with a few comment lines above it that say what it is and how to check it.
fn stub_text(exercise: &Exercise, track: &Track, stub: &CodeBlock) -> String {
    let comment = track.comment.trim();
    let lines = [
        exercise.title.replace('\n', " "),
        format!("Lesson: {}", exercise.lesson),
        format!("Check:  workbook check {}", exercise.id),
    ];
    let header: String = lines.iter().map(|line| format!("{comment} {line}\n")).collect();
    // `#!` counts only in the first line.
    let (first, rest) = match stub.code.split_once('\n') {
        Some((first, rest)) if first.starts_with("#!") => (format!("{first}\n"), rest),
        _ => (String::new(), stub.code.as_str()),
    };
    let gap = if rest.starts_with('\n') { "" } else { "\n" };
    format!("{first}{header}{gap}{rest}")
}

/// The manifest of these files.
#[must_use]
pub fn manifest(files: &[ExtractedFile]) -> Manifest {
    files.iter().map(|f| (f.path.clone(), hash(&f.text))).collect()
}

/// The manifest as its file holds it.
#[must_use]
pub fn manifest_text(manifest: &Manifest) -> String {
    let mut text = serde_json::to_string_pretty(manifest).unwrap_or_else(|_| "{}".to_owned());
    text.push('\n');
    text
}

/// Reads a manifest; a missing or damaged one is empty, so that every file counts as edited.
#[must_use]
pub fn parse_manifest(text: &str) -> Manifest {
    serde_json::from_str(text).unwrap_or_default()
}

/// SHA-256 of a text, in hexadecimal; line ends do not count, since git may change them.
fn hash(text: &str) -> String {
    let digest = Sha256::digest(text.replace("\r\n", "\n").as_bytes());
    digest.iter().fold(String::with_capacity(64), |mut hex, byte| {
        let _ = write!(hex, "{byte:02x}");
        hex
    })
}

/// Whether nobody has edited this file since it was extracted.
#[must_use]
pub fn is_unedited(path: &str, text: &str, manifest: &Manifest) -> bool {
    manifest.get(path).is_some_and(|entry| *entry == hash(text))
}

/// What `extract` has to do; `existing` are the files under `exercises/` by their paths
/// relative to the root. Afterwards, the manifest is that of [`extract`]'s files.
#[must_use]
pub fn plan_extraction(
    course: &Course,
    existing: &BTreeMap<String, String>,
    manifest: &Manifest,
) -> Vec<Action> {
    let files = extract(course);
    let gone = orphans(&files, manifest);
    let gone = gone.into_iter().filter_map(|path| {
        let text = existing.get(&path)?;
        Some(if is_unedited(&path, text, manifest) { Action::Remove(path) } else { Action::Keep(path) })
    });
    let gone: Vec<Action> = gone.collect();
    let wanted = files.into_iter().map(|file| match existing.get(&file.path) {
        Some(text) if hash(text) == hash(&file.text) => Action::Fresh(file.path),
        Some(text) if !is_unedited(&file.path, text, manifest) => Action::Keep(file.path),
        _ => Action::Write(file),
    });
    wanted.chain(gone).collect()
}

/// What `extract --check` has to say. Files that somebody has edited are never stale by
/// their text; but the manifest must be that of the lessons' stubs.
#[must_use]
pub fn stale(course: &Course, existing: &BTreeMap<String, String>, manifest: &Manifest) -> Vec<Stale> {
    let files = extract(course);
    let orphaned = orphans(&files, manifest).into_iter().map(|path| Stale { path, why: Staleness::Orphaned });
    let wanted = files.iter().filter_map(|file| {
        let why = if !existing.contains_key(&file.path) {
            Staleness::Missing
        } else if manifest.get(&file.path) != Some(&hash(&file.text)) {
            Staleness::Outdated
        } else {
            return None;
        };
        Some(Stale { path: file.path.clone(), why })
    });
    wanted.chain(orphaned).collect()
}

/// Files of the manifest that no exercise has any more.
fn orphans(files: &[ExtractedFile], manifest: &Manifest) -> Vec<String> {
    let wanted: BTreeSet<&str> = files.iter().map(|f| f.path.as_str()).collect();
    manifest.keys().filter(|path| !wanted.contains(path.as_str())).cloned().collect()
}
