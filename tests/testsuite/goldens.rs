//! Stored evidence in, verdict out: grading needs no process and no socket.
//!
//! `tests/evidence/*.json` holds what real runs left behind. The snapshots are the
//! verdicts. To record the evidence anew (the programs are the course's own solutions
//! and wrong answers): `cargo test --test testsuite record_evidence -- --ignored`.

use super::support::repository;
use serde_json::Value;
use std::path::PathBuf;
use workbook::course::{Course, Origin, load};
use workbook::evidence::SceneEvidence;
use workbook::grade::{ProgramFacts, Rubric};

fn course() -> Course {
    load(&Origin::Folder(repository().to_owned())).unwrap().course
}

fn folder() -> PathBuf {
    repository().join("tests/evidence")
}

#[test]
fn stored_evidence_is_judged_as_before() {
    let course = course();
    let mut stored: Vec<PathBuf> = std::fs::read_dir(folder()).unwrap().map(|e| e.unwrap().path()).collect();
    stored.sort();
    stored.retain(|p| p.extension().is_some_and(|e| e == "json"));
    assert!(stored.len() >= 10, "only {} pieces of evidence", stored.len());
    for path in stored {
        let text = std::fs::read_to_string(&path).unwrap();
        let document: Value = serde_json::from_str(&text).unwrap();
        let exercise = course.exercise(document["exercise"].as_str().unwrap()).unwrap();
        let scenes: Vec<SceneEvidence> = serde_json::from_value(document["scenes"].clone()).unwrap();
        let rubric = Rubric::compile(exercise, &course).map_err(|f| f.len()).unwrap();
        let facts = ProgramFacts {
            packages: vec!["openai".to_owned()],
            comment: "#".to_owned(),
            ..ProgramFacts::default()
        };
        let verdict = rubric.grade(&scenes, &facts);
        assert_eq!(verdict, rubric.grade(&scenes, &facts), "the same evidence must give the same verdict");
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        insta::with_settings!({ snapshot_path => folder().join("verdicts"), prepend_module_to_snapshot => false }, {
            insta::assert_json_snapshot!(name, verdict);
        });
    }
}

/// Runs the course's Python solutions and wrong answers, and keeps what they leave behind.
#[test]
#[ignore = "records the fixtures; takes two minutes"]
fn record_evidence() {
    use std::sync::Arc;
    use workbook::checker::{Plan, check};
    let course = course();
    let track = course.track("python").unwrap();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let prepared =
        runtime.block_on(workbook::run::prepare(track, &workbook::run::cache_dir(), &|_| {})).unwrap();
    for exercise in course.exercises() {
        let solution = course.solution(&exercise.id, "python").unwrap().text.clone();
        let wrongs = exercise.wrongs.iter().filter(|w| w.block.track == "python");
        let wrongs = wrongs
            .map(|w| (w.title.replace(|c: char| !c.is_ascii_alphanumeric(), "-"), w.block.code.clone()));
        for (title, code) in std::iter::once(("solution".to_owned(), solution)).chain(wrongs) {
            let home = tempfile::tempdir().unwrap();
            let file = home.path().join(format!("{}.py", exercise.id));
            std::fs::write(&file, code).unwrap();
            let plan = Plan {
                course: &course,
                exercise,
                track,
                prepared: &prepared,
                shown_as: String::new(),
                file,
                cwd: home.path().to_owned(),
                seed: 7,
                live: None,
                scene: None,
                real_time: true,
                nursery: None,
            };
            let quiet: workbook::event::Sink = Arc::new(|_| {});
            let attempt = runtime.block_on(check(&plan, &quiet, workbook::run::Cancel::never())).unwrap();
            let document =
                serde_json::json!({ "exercise": exercise.id, "program": title, "scenes": attempt.scenes });
            let path = folder().join(format!("{}--{}.json", exercise.id, title.to_lowercase()));
            // No path of this machine belongs into the repository.
            let text = serde_json::to_string(&document).unwrap();
            let text = text.replace(&*home.path().to_string_lossy(), "/home/learner");
            std::fs::write(path, text.replace(&*prepared.env_dir.to_string_lossy(), "/env") + "\n").unwrap();
        }
    }
}
