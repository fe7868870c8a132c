//! Stubs leave the lessons: `exercises/<track>/<exercise>.<ext>`.
//!
//! Owns: what an extracted file is called and holds. Must not know: the disk, nor which
//! files a learner has edited (that is the workspace's).

use super::model::{CodeBlock, Course, Exercise, Track};
use super::schema::is_kebab;

/// A file that a lesson's stub becomes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExtractedFile {
    /// `exercises/python/basic-call.py`, relative to the course's root.
    pub path: String,
    /// Its text.
    pub text: String,
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
