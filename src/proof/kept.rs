//! Proofs that need no repeating: what was proved is kept under the digest of all that
//! it depends on.
//!
//! Owns: that digest, and the files. Must not know: command lines. Only proofs that hold
//! are kept; a file that cannot be read or written only costs time.

use super::prove::ExerciseProof;
use super::sample::SampleResult;
use crate::course::{CodeBlock, Course, Exercise, Track};
use serde::Serialize;
use serde::de::DeserializeOwned;
use sha2::{Digest, Sha256};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

/// How many proofs are kept.
const MOST: usize = 2000;

/// The folder of kept proofs.
#[derive(Debug, Clone)]
pub struct Kept {
    folder: PathBuf,
    /// The program itself: another build may judge otherwise.
    build: String,
}

impl Kept {
    /// The proofs kept in this folder of the cache.
    #[must_use]
    pub fn within(cache: &Path) -> Self {
        Self { folder: cache.join("proofs"), build: build() }
    }

    /// What an exercise's proof in a track depends on.
    #[must_use]
    pub fn key(&self, course: &Course, exercise: &Exercise, track: &Track, seed: u64) -> String {
        let solution = course.solution(&exercise.id, &track.id).map_or("", |file| file.text.as_str());
        self.digest(&[
            "exercise",
            section(exercise, course),
            solution,
            &row(track),
            &format!("{:?}", course.variables),
            &course.macros.file().map(|file| file.text).unwrap_or_default(),
            &seed.to_string(),
        ])
    }

    /// What a sample's proof depends on.
    #[must_use]
    pub fn sample_key(&self, sample: &CodeBlock, track: &Track) -> String {
        self.digest(&["sample", &sample.code, &row(track)])
    }

    fn digest(&self, parts: &[&str]) -> String {
        let mut hash = Sha256::new();
        for part in std::iter::once(self.build.as_str()).chain(parts.iter().copied()) {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        hash.finalize().iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// The proof kept under this key.
    #[must_use]
    pub fn proof(&self, key: &str) -> Option<ExerciseProof> {
        self.read(key)
    }

    /// The sample's result kept under this key.
    #[must_use]
    pub fn sample(&self, key: &str) -> Option<SampleResult> {
        self.read(key)
    }

    /// Keeps a proof that holds.
    pub fn keep_proof(&self, key: &str, proof: &ExerciseProof) {
        // What another track shows of a check is asked anew each time.
        let own = ExerciseProof { never_failed: Vec::new(), ..proof.clone() };
        if own.faults().is_empty() {
            self.write(key, proof);
        }
    }

    /// Keeps a sample's result, if it ran well.
    pub fn keep_sample(&self, key: &str, result: &SampleResult) {
        if result.fault.is_none() {
            self.write(key, result);
        }
    }

    fn read<T: DeserializeOwned>(&self, key: &str) -> Option<T> {
        serde_json::from_slice(&fs::read(self.file(key)).ok()?).ok()
    }

    fn write(&self, key: &str, proof: &impl Serialize) {
        let Ok(text) = serde_json::to_vec(proof) else { return };
        let fresh = self.folder.join(format!("{key}.{}", std::process::id()));
        let _ = fs::create_dir_all(&self.folder)
            .and_then(|()| fs::write(&fresh, text))
            .and_then(|()| fs::rename(&fresh, self.file(key)));
    }

    fn file(&self, key: &str) -> PathBuf {
        self.folder.join(format!("{key}.json"))
    }

    /// Throws the oldest away when there are too many.
    pub fn tidy(&self) {
        let files = fs::read_dir(&self.folder).into_iter().flatten().flatten();
        let mut files: Vec<_> =
            files.filter_map(|f| Some((f.metadata().ok()?.modified().ok()?, f.path()))).collect();
        files.sort_by(|one, other| other.cmp(one));
        files.iter().skip(MOST).for_each(|(_, path)| {
            let _ = fs::remove_file(path);
        });
    }
}

/// The part of the lesson that is the exercise: from its heading to the next exercise's.
fn section<'a>(exercise: &'a Exercise, course: &Course) -> &'a str {
    let text = &exercise.spot.file.text;
    let starts = course.exercises().filter(|e| e.lesson == exercise.lesson).map(|e| e.spot.range.start);
    let end = starts.filter(|start| *start > exercise.spot.range.start).min().unwrap_or(text.len());
    text.get(exercise.spot.range.start..end).unwrap_or(text)
}

/// The track's row, without its place in the file.
fn row(track: &Track) -> String {
    let Track { id, extension, needs, setup, parse, build, run, env, packages, .. } = track;
    format!("{:?}", (id, extension, needs, setup, parse, build, run, env, packages))
}

fn build() -> String {
    let about = std::env::current_exe().and_then(fs::metadata).ok();
    let stamp = about.map(|about| {
        let written = about.modified().ok().and_then(|at| at.duration_since(UNIX_EPOCH).ok());
        format!("{} {}", about.len(), written.unwrap_or_default().as_nanos())
    });
    format!("{} {}", env!("CARGO_PKG_VERSION"), stamp.unwrap_or_default())
}
