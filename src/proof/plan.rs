//! Which programs an exercise is proved with.

use crate::course::{Course, Exercise, Track};

/// What must come out of a case.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Expectation {
    /// Full points.
    FullPoints,
    /// Anything but a pass.
    NoPass,
    /// Not yet, and this check is the first that is not met.
    FirstUnmet(String),
}

/// One program with its expectation.
#[derive(Debug, Clone)]
pub struct Case {
    /// `solution`, `stub`, `empty file`, `wrong: fixed sleep`.
    pub name: String,
    /// The track's id.
    pub track: String,
    /// The program's text.
    pub code: String,
    /// The seed it runs with.
    pub seed: u64,
    /// What must come out.
    pub expected: Expectation,
}

/// How often a solution is run, each time with another seed.
const SOLUTION_SEEDS: u64 = 3;

/// All programs that one exercise is proved with in one track.
#[must_use]
pub fn cases(course: &Course, exercise: &Exercise, track: &Track, seed: u64) -> Vec<Case> {
    let case = |name: String, code: &str, nth: u64, expected: Expectation| Case {
        name,
        track: track.id.clone(),
        code: code.to_owned(),
        seed: seed.wrapping_add(nth),
        expected,
    };
    let mut all = Vec::new();
    if let Some(solution) = course.solution(&exercise.id, &track.id) {
        for nth in 0..SOLUTION_SEEDS {
            all.push(case(
                format!("solution, seed {}", nth + 1),
                &solution.text,
                nth,
                Expectation::FullPoints,
            ));
        }
    }
    if let Some(stub) = exercise.stubs.get(&track.id) {
        all.push(case("stub".to_owned(), &stub.code, 0, Expectation::NoPass));
        all.push(case("empty file".to_owned(), "", 0, Expectation::NoPass));
    }
    for wrong in exercise.wrongs.iter().filter(|w| w.block.track == track.id) {
        let expected = Expectation::FirstUnmet(wrong.expect.clone());
        all.push(case(format!("wrong: {}", wrong.title), &wrong.block.code, 0, expected));
    }
    all
}
