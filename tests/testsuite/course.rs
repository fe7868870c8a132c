//! Courses on the disk: a good one, one with planted faults, and hostile ones.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use std::path::{Path, PathBuf};
use workbook::course::{Loaded, Origin, load};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/courses").join(name)
}

fn load_fixture(name: &str) -> Loaded {
    load(&Origin::Folder(fixture(name))).unwrap()
}

/// One line per fault: `lessons/01-a.md:3:5 code`.
fn lines(loaded: &Loaded) -> Vec<String> {
    let line = |f: &workbook::course::Fault| {
        let place = f.spot.as_ref().map(workbook::course::Spot::to_place).unwrap_or_default();
        format!("{place} {}: {} [{}] {}", f.code, f.message, f.label, f.cure)
    };
    loaded.faults.iter().map(line).collect()
}

#[test]
fn a_small_good_course_is_clean() {
    let loaded = load_fixture("small");
    assert_eq!(lines(&loaded), Vec::<String>::new());
}

#[test]
fn ten_faults_are_all_told_in_one_run() {
    insta::assert_snapshot!(lines(&load_fixture("ten-faults")).join("\n"), @"");
}
