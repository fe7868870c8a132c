//! However a program is run, the verdict is the same: on the short clock or in real time,
//! started afresh or forked by a waiting interpreter.
//!
//! The usual run takes a few programs of each kind. With `WORKBOOK_ALL=1` it is every
//! solution, stub, wrong answer and program of other people, which takes an hour.

use super::support::judge::{Judge, Subject, Way};
use super::support::{alone, repository};
use std::path::PathBuf;
use std::sync::Mutex;

/// Chance (jitter) and a crowded machine may make one run differ.
const TRIES: usize = 3;

impl Judge {
    /// The verdict's kind and what each check earned.
    fn judged(&self, subject: &Subject, way: &Way) -> Vec<String> {
        let attempt = self.attempt(subject, way);
        let checks = attempt.verdict.checks.iter();
        let outcomes = checks.map(|c| format!("{} {:?} {}", c.id, c.outcome, c.earned));
        std::iter::once(format!("{:?}", attempt.verdict.kind)).chain(outcomes).collect()
    }

    /// What differs between two ways; `None` when they agree.
    fn difference(&self, subject: &Subject, one: &Way, other: &Way) -> Option<String> {
        let mut said = String::new();
        for _ in 0..TRIES {
            let (first, second) = (self.judged(subject, one), self.judged(subject, other));
            if first == second {
                return None;
            }
            said = format!("{}: {first:?}\n    against {second:?}", subject.name);
        }
        Some(said)
    }

    /// Solutions, stubs and wrong answers of these tracks; other people's programs too.
    fn subjects(&self, tracks: &[&str]) -> Vec<Subject> {
        let mut all = Vec::new();
        for exercise in self.course.exercises() {
            for track in self.course.tracks.iter().filter(|t| tracks.contains(&t.id.as_str())) {
                let mut add = |name: &str, code: &str| {
                    all.push(Subject {
                        name: format!("{} {} {name}", exercise.id, track.id),
                        exercise: exercise.clone(),
                        track: track.clone(),
                        code: code.to_owned(),
                    });
                };
                if let Some(solution) = self.course.solution(&exercise.id, &track.id) {
                    add("solution", &solution.text);
                }
                if let Some(stub) = exercise.stubs.get(&track.id) {
                    add("stub", &stub.code);
                }
                for wrong in exercise.wrongs.iter().filter(|w| w.block.track == track.id) {
                    add(&wrong.title, &wrong.block.code);
                }
                for file in programs(&exercise.id, &track.extension) {
                    let name = file.file_name().unwrap().to_string_lossy().into_owned();
                    add(&name, &std::fs::read_to_string(&file).unwrap());
                }
            }
        }
        all
    }
}

fn programs(exercise: &str, extension: &str) -> Vec<PathBuf> {
    let folder = repository().join("tests/programs").join(exercise);
    let kinds = ["right", "wrong"].map(|kind| folder.join(kind));
    let entries = kinds.iter().flat_map(|kind| std::fs::read_dir(kind).into_iter().flatten().flatten());
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.path()).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == extension));
    files.sort();
    files
}

fn is_whole() -> bool {
    std::env::var_os("WORKBOOK_ALL").is_some()
}

/// Compares two ways on these programs, some side by side.
fn compare(judge: &Judge, subjects: &[Subject], one: &Way, other: &Way) {
    let next = Mutex::new(subjects.iter());
    let differing = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(subject) = next.lock().unwrap().next() else { return };
                    if let Some(difference) = judge.difference(subject, one, other) {
                        differing.lock().unwrap().push(difference);
                    }
                }
            });
        }
    });
    let differing = differing.into_inner().unwrap();
    println!("{} of {} programs judged alike", subjects.len() - differing.len(), subjects.len());
    assert!(differing.is_empty(), "{}", differing.join("\n"));
}

#[test]
fn verdicts_on_the_short_clock_are_those_of_real_time() {
    let _alone = alone();
    let judge = Judge::new();
    let mut subjects = judge.subjects(&["python", "javascript"]);
    if is_whole() {
        // Where there is no short clock, both ways are the same.
        subjects.retain(|s| !s.track.clock.is_empty());
    } else {
        let few =
            ["retry python solution", "retry javascript solution", "retry python always waits one second"];
        subjects.retain(|s| few.contains(&s.name.as_str()));
        assert_eq!(subjects.len(), few.len());
    }
    compare(&judge, &subjects, &Way::default(), &Way { real_time: true, ..Way::default() });
}

#[test]
#[cfg(unix)]
fn verdicts_of_forked_programs_are_those_of_fresh_ones() {
    let _alone = alone();
    let judge = Judge::new();
    let mut subjects = judge.subjects(&["python"]);
    if !is_whole() {
        subjects.retain(|s| s.name.ends_with("solution") || s.name == "retry python stub");
    }
    let nursery = judge.nursery();
    compare(&judge, &subjects, &Way { nursery: Some(nursery.clone()), ..Way::default() }, &Way::default());
    assert!(nursery.forked() >= subjects.len() as u64, "only {} were forked", nursery.forked());
}
