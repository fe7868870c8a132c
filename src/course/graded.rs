//! What an exercise is graded by: its scenes and checks, read at once or when they are
//! first asked for.
//!
//! Owns: when these blocks are read, and what a check is judged in that names no scene.
//! Must not know: where in a lesson a block stands, nor which faults an author is told.
//!
//! Reading them is a third of reading a course, and a command of a learner wants those of
//! one exercise, if any: for a course that is known to be sound they wait.

use super::check::{self, ReadCheck};
use super::fault::Fault;
use super::model::{CheckSpec, Scene};
use super::scene;
use super::source::{Located, SourceFile, Spot};
use super::table::Toml;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// The scenes and checks of one exercise.
#[derive(Debug, Clone)]
pub struct Graded {
    max_score: u32,
    parts: Arc<LazyLock<Parts, Reading>>,
}

/// What reads them.
type Reading = Box<dyn FnOnce() -> Parts + Send>;

#[derive(Debug)]
struct Parts {
    scenes: Vec<Scene>,
    checks: Vec<CheckSpec>,
}

/// A block of TOML that is read later: its code and its opening line.
pub struct Waiting {
    /// The code's bytes in the file.
    pub code: Range<usize>,
    /// The block, as faults and reports point at it.
    pub place: Spot,
}

impl Graded {
    /// By these. A check that names no scene, or none of these, is judged in all of them.
    #[must_use]
    pub fn by(scenes: Vec<Scene>, checks: Vec<CheckSpec>) -> Self {
        let max_score = checks.iter().map(|check| check.points).sum();
        Self::new(max_score, Box::new(move || Parts::new(scenes, checks)))
    }

    /// By what stands in these blocks, which are known to be sound: nobody is told of their
    /// faults.
    pub(super) fn later(source: &Arc<SourceFile>, scenes: Vec<Waiting>, checks: Vec<Waiting>) -> Self {
        let points = |block: &Waiting| check::points_at_a_glance(code(source, block));
        let max_score = checks.iter().map(points).sum();
        let source = Arc::clone(source);
        let read = move || {
            let faults = &mut Vec::new();
            let scenes = scenes.into_iter().map(|block| read_scene(&source, block, faults).0);
            let scenes = scenes.collect();
            let checks = checks.into_iter().map(|block| read_check(&source, block, faults).0.spec);
            Parts::new(scenes, checks.collect())
        };
        Self::new(max_score, Box::new(read))
    }

    fn new(max_score: u32, reading: Reading) -> Self {
        Self { max_score, parts: Arc::new(LazyLock::new(reading)) }
    }

    /// The most points one can earn.
    pub(super) const fn max_score(&self) -> u32 {
        self.max_score
    }

    pub(super) fn scenes(&self) -> &[Scene] {
        &self.parts.scenes
    }

    pub(super) fn checks(&self) -> &[CheckSpec] {
        &self.parts.checks
    }
}

impl Parts {
    fn new(scenes: Vec<Scene>, mut checks: Vec<CheckSpec>) -> Self {
        let names: Vec<String> = scenes.iter().map(|scene| scene.name.clone()).collect();
        for check in &mut checks {
            check.scenes.retain(|scene| names.contains(scene));
            if check.scenes.is_empty() {
                check.scenes.clone_from(&names);
            }
        }
        Self { scenes, checks }
    }
}

fn code<'s>(source: &'s SourceFile, block: &Waiting) -> &'s str {
    source.text.get(block.code.clone()).unwrap_or_default()
}

/// A scene and the place of its name, and whether it is so broken that it has none.
pub fn read_scene(
    source: &Arc<SourceFile>,
    block: Waiting,
    faults: &mut Vec<Fault>,
) -> (Scene, Option<Located>, bool) {
    let toml = Toml::parse(source, block.code, faults);
    let scene = scene::read(&toml, block.place, faults);
    let name = toml.located_or_none(&toml.root, "name");
    let is_lost = toml.broken && name.is_none();
    (scene, name, is_lost)
}

/// A check, and whether it is so broken that it has no id.
pub fn read_check(source: &Arc<SourceFile>, block: Waiting, faults: &mut Vec<Fault>) -> (ReadCheck, bool) {
    let toml = Toml::parse(source, block.code, faults);
    let read = check::read(&toml, block.place, faults);
    let is_lost = toml.broken && read.id.is_none();
    (read, is_lost)
}
