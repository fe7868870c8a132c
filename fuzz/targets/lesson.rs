//! Any text is read as a lesson, and its checks are compiled: faults, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use std::sync::LazyLock;
use workbook::course::{Course, Origin, load, parse_lesson};
use workbook::grade::Rubric;

static COURSE: LazyLock<Course> =
    LazyLock::new(|| load(&Origin::Embedded).expect("the built-in course loads").course);

fuzz_target!(|text: &str| {
    let (lesson, faults) = parse_lesson("lessons/01-any.md", text, &COURSE.tracks, &COURSE.variables);
    for fault in &faults {
        let Some(spot) = &fault.spot else { continue };
        assert!(spot.file.text.get(spot.range.clone()).is_some(), "a fault beside its file: {fault:?}");
    }
    for exercise in lesson.iter().flat_map(|lesson| &lesson.exercises) {
        let _ = Rubric::compile(exercise, &COURSE);
    }
});
