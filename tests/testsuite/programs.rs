//! Programs by other people are judged as `tests/programs/*/expected.toml` says.

use super::support::judge::{Judge, Subject, Way};
use super::support::{Bench, CORE, alone, everything, repository};
use serde::Deserialize;
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Expected {
    verdict: String,
    #[serde(default)]
    unmet: Vec<String>,
    #[serde(default)]
    exactly: bool,
    #[serde(default)]
    partial: Vec<String>,
    #[serde(default)]
    advisory: bool,
    #[serde(default)]
    api: Option<String>,
    #[serde(default)]
    slow: bool,
    #[serde(default)]
    network: bool,
    #[serde(default)]
    doubtful: bool,
    note: String,
}

impl Expected {
    /// Left out: other APIs until the mock has them, programs that dial out, and
    /// those that use up a scene's whole time.
    fn is_judged(&self) -> bool {
        self.api.is_none() && !self.network && !self.slow && !self.doubtful
    }
}

fn expectations(exercise: &str) -> Vec<(String, Expected)> {
    let folder = repository().join("tests/programs").join(exercise);
    let text = std::fs::read_to_string(folder.join("expected.toml")).unwrap();
    let table: BTreeMap<String, Expected> = toml::from_str(&text).unwrap();
    for kind in ["right", "wrong"] {
        for entry in std::fs::read_dir(folder.join(kind)).unwrap() {
            let name = format!("{kind}/{}", entry.unwrap().file_name().to_string_lossy());
            assert!(table.contains_key(&name), "{exercise}/{name} has no row in expected.toml");
        }
    }
    table.into_iter().filter(|(_, e)| e.is_judged()).collect()
}

/// Judges a copy in a folder of its own: some programs leave files beside themselves.
fn judge(exercise: &str, name: &str) -> Value {
    let file = program(exercise, name);
    let bench = Bench::empty();
    let copy = bench.path().join(file.file_name().unwrap());
    std::fs::copy(&file, &copy).unwrap();
    bench.json(&["check", exercise, "--file", copy.to_str().unwrap(), "--format", "json", "--seed", "7"])
}

/// Python's programs, forked from one interpreter that has loaded the packages already:
/// `ways` shows that the verdicts are the same, and this takes a fifth of the time.
struct Forks {
    judge: Judge,
    way: Way,
}

impl Forks {
    /// Everything is started afresh where there is time, and where nothing can be forked.
    fn new() -> Option<Self> {
        if everything() || !cfg!(unix) {
            return None;
        }
        let judge = Judge::new();
        #[cfg(unix)]
        let nursery = Some(judge.nursery());
        #[cfg(not(unix))]
        let nursery = None;
        Some(Self { judge, way: Way { real_time: false, nursery } })
    }

    fn judge(&self, exercise: &str, name: &str) -> Value {
        let course = &self.judge.course;
        let subject = Subject {
            name: name.to_owned(),
            exercise: course.exercise(exercise).unwrap().clone(),
            track: course.track("python").unwrap().clone(),
            code: std::fs::read_to_string(program(exercise, name)).unwrap(),
        };
        let verdict = self.judge.attempt(&subject, &self.way).verdict;
        json!({ "verdict": verdict.kind, "checks": verdict.checks, "advisories": verdict.advisories })
    }
}

fn program(exercise: &str, name: &str) -> PathBuf {
    repository().join("tests/programs").join(exercise).join(name)
}

/// What is wrong with a judgement; `None` when it is as expected.
fn fault(attempt: &Value, expected: &Expected) -> Option<String> {
    let checks = attempt["checks"].as_array().unwrap();
    let open: Vec<&str> = checks
        .iter()
        .filter(|c| c["outcome"] == "unmet" || c["outcome"] == "partial")
        .map(|c| c["id"].as_str().unwrap())
        .collect();
    let short = |id: &String| !open.contains(&id.as_str());
    let mut faults = Vec::new();
    if attempt["verdict"] != expected.verdict.as_str() {
        faults.push(format!("is {}, must be {}", attempt["verdict"], expected.verdict));
    }
    if let Some(id) = expected.unmet.iter().find(|id| short(id)) {
        faults.push(format!("`{id}` must not be met"));
    }
    if expected.exactly && open.iter().any(|id| !expected.unmet.iter().any(|u| u == id)) {
        faults.push(format!("only {:?} must be unmet, not {open:?}", expected.unmet));
    }
    for id in &expected.partial {
        let earned = checks.iter().find(|c| c["id"] == id.as_str()).and_then(|c| c["earned"].as_u64());
        if earned.unwrap_or(0) == 0 {
            faults.push(format!("`{id}` must earn part of its points"));
        }
    }
    if expected.advisory && attempt["advisories"].as_array().is_none_or(Vec::is_empty) {
        faults.push("a remark is missing".to_owned());
    }
    let said = checks
        .iter()
        .filter(|c| c["outcome"] != "met")
        .map(|c| format!("{}: {} (saw: {})", c["id"], c["message"], c["actual"]));
    (!faults.is_empty())
        .then(|| format!("{}\n      {}", faults.join("; "), said.collect::<Vec<_>>().join("\n      ")))
}

/// Checks that look at nothing but waits: on a machine that stands still for a second now
/// and then, sleeps of a millisecond look like waits, and equal ones as if they grew.
const BY_THE_CLOCK: [&str; 2] = ["waits", "waits-longer"];

impl Expected {
    /// Without what only a machine with a steady clock can tell.
    fn whatever_the_clock(&self) -> Self {
        let steady = |ids: &[String]| {
            ids.iter().filter(|id| !BY_THE_CLOCK.contains(&id.as_str())).cloned().collect::<Vec<_>>()
        };
        Self { unmet: steady(&self.unmet), partial: steady(&self.partial), ..self.clone() }
    }
}

/// Judges all programs of an exercise, some side by side. A program that comes out
/// otherwise on the crowded machine is judged again alone, as a learner's is, and once
/// more if need be: machines that others share stop for a second now and then. After that
/// the verdict must be right, and every check that is not by the clock.
fn misjudged(exercise: &str, side_by_side: usize, forks: Option<&Forks>) -> Vec<String> {
    let programs = expectations(exercise);
    let next = AtomicUsize::new(0);
    let again = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..side_by_side {
            scope.spawn(|| {
                while let Some((name, expected)) = programs.get(next.fetch_add(1, Ordering::SeqCst)) {
                    let attempt = match forks.filter(|_| name.ends_with(".py")) {
                        Some(forks) => forks.judge(exercise, name),
                        None => judge(exercise, name),
                    };
                    if fault(&attempt, expected).is_some() {
                        again.lock().unwrap().push((name, expected));
                    }
                }
            });
        }
    });
    let again = again.into_inner().unwrap();
    println!("{exercise}: {} of {} looked at alone", again.len(), programs.len());
    let faults: Vec<String> = again
        .into_iter()
        .filter_map(|(name, expected)| {
            let first = fault(&judge(exercise, name), expected)?;
            println!("{exercise}/{name}: {first}");
            let attempt = judge(exercise, name);
            println!("{exercise}/{name}, again: {}", fault(&attempt, expected)?);
            let steady = if everything() { expected.clone() } else { expected.whatever_the_clock() };
            let fault = fault(&attempt, &steady)?;
            Some(format!("{exercise}/{name}: {fault}\n      note: {}", expected.note))
        })
        .collect();
    println!("{exercise}: {} of {} programs judged right", programs.len() - faults.len(), programs.len());
    faults
}

// One test, so that the exercises follow one another: streams must not be late
// because retries of another test crowd the machine.
#[test]
fn programs_by_other_people_are_judged_right() {
    let _alone = alone();
    let mut exercises: Vec<String> = std::fs::read_dir(repository().join("tests/programs"))
        .unwrap()
        .map(|entry| entry.unwrap())
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|exercise| everything() || CORE.contains(&exercise.as_str()))
        .collect();
    exercises.sort();
    // Retries mostly sleep.
    let side_by_side = |exercise: &str| if exercise == "retry" { 6 } else { 4 };
    let forks = Forks::new();
    let misjudged = |exercise: &String| misjudged(exercise, side_by_side(exercise), forks.as_ref());
    let faults: Vec<String> = exercises.iter().flat_map(misjudged).collect();
    assert!(faults.is_empty(), "{} misjudged:\n{}", faults.len(), faults.join("\n"));
}
