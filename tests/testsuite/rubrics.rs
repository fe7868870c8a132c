//! The strength of the course's rubrics, measured on stored evidence: no program runs.

use super::support::repository;
use serde_json::Value;
use workbook::course::{Origin, load};
use workbook::evidence::SceneEvidence;
use workbook::grade::ProgramFacts;
use workbook::proof::{STRONG, strength_of};

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
