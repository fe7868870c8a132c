//! The strength of the course's rubrics, measured on stored evidence: no program runs.

use super::support::repository;
use serde_json::Value;
use workbook::course::{Origin, load};
use workbook::evidence::SceneEvidence;
use workbook::grade::ProgramFacts;
use workbook::proof::{STRONG, strength_of};

/// The examples on the page for authors, each judged on the stored evidence that it names.
#[test]
fn the_documented_examples_hold() {
    let course = load(&Origin::Folder(repository().to_owned())).unwrap().course;
    let page = std::fs::read_to_string(repository().join("lessons/AUTHORING.md")).unwrap();
    let mut used = String::new();
    let mut wrong = Vec::new();
    for block in page.split("```jinja ").skip(1) {
        let (id, rest) = block.split_once('\n').unwrap();
        let path = repository().join(format!("tests/evidence/{id}--solution.json"));
        let document: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let scenes: Vec<SceneEvidence> = serde_json::from_value(document["scenes"].clone()).unwrap();
        let exercise = course.exercise(id).unwrap();
        for example in rest.split("```").next().unwrap().lines() {
            used.push_str(example);
            let mut check = exercise.checks()[0].clone();
            check.scenes = vec![exercise.scenes()[0].name.clone()];
            check.needs.clear();
            check.pass.text = example.to_owned();
            let one = workbook::course::Exercise {
                graded: workbook::course::Graded::by(exercise.scenes().to_vec(), vec![check]),
                ..exercise.clone()
            };
            let verdict = workbook::grade::Rubric::compile(&one, &course)
                .map(|rubric| rubric.grade(&scenes, &ProgramFacts::default()));
            if !verdict.is_ok_and(|v| v.checks[0].outcome == workbook::grade::Outcome::Met) {
                wrong.push(format!("{id}: {example}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let without: Vec<&str> = workbook::grade::FUNCTIONS
        .iter()
        .map(|(name, _)| *name)
        .filter(|name| !used.contains(&format!("{name}(")))
        .collect();
    assert!(without.is_empty(), "functions without an example: {without:?}");
}

#[test]
fn each_rubric_with_stored_evidence_catches_nine_of_ten_mutants() {
    let course = load(&Origin::Folder(repository().to_owned())).unwrap().course;
    let mut weak = Vec::new();
    for entry in std::fs::read_dir(repository().join("tests/evidence")).unwrap() {
        let path = entry.unwrap().path();
        if !path.to_string_lossy().ends_with("--solution.json") {
            continue;
        }
        let document: Value = serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
        let exercise = course.exercise(document["exercise"].as_str().unwrap()).unwrap();
        let scenes: Vec<SceneEvidence> = serde_json::from_value(document["scenes"].clone()).unwrap();
        let facts = ProgramFacts { comment: "#".to_owned(), ..ProgramFacts::default() };
        let (caught, made, survivors) = strength_of(&course, exercise, &scenes, &facts).unwrap();
        println!("{}: {caught}/{made} {survivors:?}", exercise.id);
        assert!(made >= 6, "{}: only {made} mutants", exercise.id);
        if (caught as f64) < STRONG * made as f64 {
            weak.push(format!("{}: {caught}/{made}; these pass: {survivors:?}", exercise.id));
        }
    }
    assert!(weak.is_empty(), "{}", weak.join("\n"));
}
