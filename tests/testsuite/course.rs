//! Courses on the disk: a good one, one with planted faults, and hostile ones.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout)]

use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;
use workbook::course::{
    Fault, LoadError, Loaded, Origin, Severity, extract, find_course, load, load_to_learn,
};

fn fixture(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/courses").join(name)
}

fn load_folder(folder: &Path) -> Loaded {
    load(&Origin::Folder(folder.to_owned())).unwrap()
}

/// `lessons/01-a.md:3:5 code`
fn line(fault: &Fault) -> String {
    let place = fault.spot.as_ref().map(workbook::course::Spot::to_place).unwrap_or_default();
    format!("{place} {}", fault.code)
}

fn lines(loaded: &Loaded) -> Vec<String> {
    loaded.faults.iter().map(line).collect()
}

/// A copy of the small course, to be spoiled.
struct Copy(TempDir);

impl Copy {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy_folder(&fixture("small"), folder.path());
        Self(folder)
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn write(&self, path: &str, bytes: impl AsRef<[u8]>) -> &Self {
        let path = self.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, bytes).unwrap();
        self
    }

    fn replace(&self, path: &str, from: &str, to: &str) -> &Self {
        let text = fs::read_to_string(self.path().join(path)).unwrap();
        assert!(text.contains(from));
        self.write(path, text.replacen(from, to, 1))
    }

    fn lines(&self) -> Vec<String> {
        lines(&load_folder(self.path()))
    }
}

fn copy_folder(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_folder(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn a_small_good_course_is_clean() {
    let loaded = load_folder(&fixture("small"));
    assert_eq!(lines(&loaded), Vec::<String>::new());
    let course = loaded.course;
    assert_eq!((course.title.as_str(), course.default_track.as_str()), ("A small course", "python"));
    assert_eq!(course.lessons.iter().map(|l| l.id.as_str()).collect::<Vec<_>>(), ["hello", "more"]);
    assert!(course.exercise("say-hello").is_some());
    assert!(course.solution("say-hello", "shell").unwrap().text.contains("curl"));
}

#[test]
fn the_embedded_course_has_no_errors() {
    let loaded = load(&Origin::Embedded).unwrap();
    let errors = loaded.faults.iter().filter(|f| f.severity == Severity::Error);
    assert_eq!(errors.map(line).collect::<Vec<_>>(), Vec::<String>::new());
}

#[test]
fn ten_planted_faults_are_all_told_in_one_run() {
    assert_eq!(
        lines(&load_folder(&fixture("ten-faults"))),
        [
            "lessons/01-first.md:4:1 unknown-key",
            "lessons/01-first.md:11:5 broken-link",
            "lessons/01-first.md:11:43 unknown-variable",
            "lessons/01-first.md:17:4 unknown-language",
            "lessons/01-first.md:27:1 unknown-key",
            "lessons/01-first.md:33:10 wrong-type",
            "lessons/01-first.md:34:12 unknown-scene",
            "lessons/01-first.md:39:24 unknown-check",
            "lessons/02-second.md:21:11 toml-syntax",
            "lessons/02-second.md:30:9 unknown-anchor",
        ]
    );
}

#[test]
fn every_fault_says_what_where_and_how_to_mend_it() {
    for fault in load_folder(&fixture("ten-faults")).faults {
        assert!(!fault.message.is_empty() && !fault.label.is_empty() && !fault.cure.is_empty(), "{fault:?}");
        let spot = fault.spot.unwrap();
        assert!(!spot.file.text[spot.range].is_empty());
    }
}

#[test]
fn faults_between_files() {
    let copy = Copy::new();
    let lesson = fs::read_to_string(copy.path().join("lessons/01-hello.md")).unwrap();
    copy.write("lessons/03-again.md", &lesson)
        .write("lessons/notes.md", "x")
        .write("solutions/python/say-helo.py", "x")
        .replace("lessons/02-more.md", "#say-hello", "#say-helo")
        .replace(
            "lessons/02-more.md",
            "# More\n",
            "# More\n\n![A picture](a.png) [b](../../x.md) [c](javascript:x)\n",
        );
    fs::remove_file(copy.path().join("solutions/shell/say-hello.sh")).unwrap();
    assert_eq!(
        copy.lines(),
        [
            "lessons/01-hello.md:35:1 missing-solution",
            "lessons/02-more.md:10:1 missing-image",
            "lessons/02-more.md:10:21 broken-link",
            "lessons/02-more.md:10:37 unsafe-link",
            "lessons/02-more.md:12:9 unknown-anchor",
            "lessons/03-again.md:2:5 duplicate-lesson",
            "lessons/03-again.md:35:1 duplicate-exercise",
            "lessons/notes.md:1:1 not-a-lesson",
            "solutions/python/say-helo.py:1:1 stray-solution",
        ]
    );
}

#[test]
fn files_that_are_no_text_are_told_with_their_place() {
    let copy = Copy::new();
    copy.write("lessons/03-latin.md", b"---\nid: x\ntitle: caf\xe9\n")
        .write("lessons/04-huge.md", vec![b'a'; 3 * 1024 * 1024])
        .write("solutions/python/say-hello.py", [0xff, 0xfe]);
    fs::create_dir(copy.path().join("lessons/05-folder.md")).unwrap();
    assert_eq!(
        copy.lines(),
        [
            "lessons/03-latin.md:3:11 not-utf-8",
            "lessons/04-huge.md:1:1 file-too-large",
            "lessons/05-folder.md:1:1 unreadable-file",
            "solutions/python/say-hello.py:1:1 not-utf-8",
        ]
    );
}

#[test]
fn a_broken_course_file_still_shows_the_lessons() {
    let copy = Copy::new();
    copy.write("workbook.toml", "title = \n[tracks").replace(
        "lessons/01-hello.md",
        "minutes: 5",
        "minutes: x",
    );
    let lines = copy.lines();
    assert!(
        lines.iter().any(|l| l.starts_with("workbook.toml:1") && l.ends_with("toml-syntax")),
        "{lines:?}"
    );
    assert!(
        lines.iter().any(|l| l.starts_with("lessons/01-hello.md:4") && l.ends_with("wrong-type")),
        "{lines:?}"
    );
}

#[test]
fn a_course_is_found_upward_and_named_when_it_is_not_there() {
    let copy = Copy::new();
    let inside = copy.path().join("solutions/python");
    assert_eq!(find_course(&inside), Origin::Folder(copy.path().to_owned()));
    let empty = tempfile::tempdir().unwrap();
    assert_eq!(find_course(empty.path()), Origin::Embedded);
    let error = load(&Origin::Folder(empty.path().to_owned())).unwrap_err();
    assert!(matches!(error, LoadError::NoSettings(_)) && error.to_string().contains("workbook.toml"));
}

#[test]
fn stubs_are_extracted_with_a_header() {
    let course = load_folder(&fixture("small")).course;
    let files = extract(&course);
    assert_eq!(
        files.iter().map(|f| f.path.as_str()).collect::<Vec<_>>(),
        ["exercises/python/say-hello.py", "exercises/shell/say-hello.sh"]
    );
    let header = "# Say hello\n# Lesson: lessons/01-hello.md\n# Check:  workbook check say-hello\n\n";
    assert!(files[0].text.starts_with(&format!("{header}from openai")), "{}", files[0].text);
    assert!(files[1].text.starts_with(&format!("#!/usr/bin/env bash\n{header}set -eu")), "{}", files[1].text);
}

/// The blocks of AUTHORING.md between fences that begin with this line.
fn guide_blocks(opening: &str) -> Vec<&'static str> {
    let guide = include_str!("../../lessons/AUTHORING.md");
    let closing = format!("\n{}", opening.trim_end_matches(char::is_alphanumeric));
    let opening = format!("\n{opening}\n");
    let parts = guide.split(&opening).skip(1);
    parts.map(|part| part.split(&closing).next().unwrap()).collect()
}

#[test]
fn the_guides_first_exercise_is_a_course() {
    let copy = Copy::new();
    let settings = fs::read_to_string(copy.path().join("workbook.toml")).unwrap();
    copy.write("workbook.toml", settings.split("[tracks.shell]").next().unwrap());
    fs::remove_dir_all(copy.path().join("lessons")).unwrap();
    fs::remove_dir_all(copy.path().join("solutions")).unwrap();
    copy.write("lessons/90-a-word.md", guide_blocks("````markdown")[0])
        .write("solutions/python/show-the-word.py", guide_blocks("```python")[0]);
    let loaded = load_folder(copy.path());
    assert_eq!(lines(&loaded), Vec::<String>::new());
    compiles(&loaded.course);
    let solution = loaded.course.solution("show-the-word", "python").unwrap();
    let variables = load(&Origin::Embedded).unwrap().course.variables;
    assert!(solution.text.contains(&format!("model=\"{}\"", variables["model.small"])), "a model of today");
}

#[test]
fn the_guides_scene_and_check_are_an_exercise() {
    let copy = Copy::new();
    let blocks = guide_blocks("```toml");
    let block = |head: &str| blocks.iter().find(|b| b.starts_with(head)).expect("a block in the guide");
    let (scene, check) = (block("name = \"rate-limited\""), block("id = \"waits-longer\""));
    let check = check.replace("needs = [\"survives-429\"]\n", "");
    let exercise = format!(
        "\n## Backoff\n\n## Exercise: More {{#more-of-it}}\n\nDo it.\n\n```toml scene\n{scene}\n```\n\n```toml check\n{check}\n```\n"
    );
    let lesson = fs::read_to_string(copy.path().join("lessons/02-more.md")).unwrap();
    copy.write("lessons/02-more.md", lesson + &exercise);
    let course = load_folder(copy.path()).course;
    assert_eq!(course.exercise("more-of-it").unwrap().checks()[0].diagnoses.len(), 1);
    compiles(&course);
}

/// Expressions and templates are right too.
fn compiles(course: &workbook::course::Course) {
    for exercise in course.exercises() {
        let faults = workbook::grade::Rubric::compile(exercise, course).err();
        assert_eq!(faults, None);
        for scene in exercise.scenes() {
            assert!(workbook::api::check_script(&scene.script).is_ok());
        }
    }
}

/// Not a bound, only a figure: `cargo test --release lessons_are_linted -- --nocapture`.
#[test]
fn a_thousand_lessons_are_linted_quickly() {
    let number = if cfg!(debug_assertions) { 100 } else { 1000 };
    let folder = tempfile::tempdir().unwrap();
    copy_folder(&fixture("small"), folder.path());
    let filler =
        "Some *words* of `prose` with [a link](02-more.md#more) and {{ model.small }}.\n\n".repeat(250);
    let lesson = fs::read_to_string(fixture("small/lessons/01-hello.md")).unwrap() + &filler;
    for number in 100..100 + number {
        let text = lesson
            .replace("say-hello", &format!("say-hello-{number}"))
            .replace("id: hello", &format!("id: hello-{number}"));
        fs::write(folder.path().join(format!("lessons/{number}-hello.md")), text).unwrap();
        for (track, extension) in [("python", "py"), ("shell", "sh")] {
            let path = format!("solutions/{track}/say-hello-{number}.{extension}");
            fs::write(folder.path().join(path), "x").unwrap();
        }
    }
    let start = std::time::Instant::now();
    let loaded = load_folder(folder.path());
    let took = start.elapsed();
    assert_eq!((loaded.course.lessons.len(), lines(&loaded)), (number + 2, Vec::<String>::new()));
    let start = std::time::Instant::now();
    load(&Origin::Embedded).unwrap();
    let embedded = start.elapsed();
    println!("{number} lessons of {} KB: {took:?}; the embedded course: {embedded:?}", lesson.len() / 1024);
}

#[test]
fn fifty_planted_faults_are_all_told_in_one_run_at_their_lines() {
    let bench = super::support::Bench::empty();
    let folder = fixture("fifty-faults");
    let said = bench.run(&["lint", folder.to_str().unwrap()]).expect_code(3);
    let json = bench.json(&["lint", folder.to_str().unwrap(), "--format", "json"]);
    assert_eq!(json["faults"].as_array().unwrap().len(), 50, "{}", said.stdout);
    insta::with_settings!({ snapshot_path => "../courses", prepend_module_to_snapshot => false }, {
        insta::assert_snapshot!("fifty-faults", said.stdout);
    });
}

#[test]
fn a_course_says_where_a_newcomer_begins() {
    let copy = Copy::new();
    copy.replace("workbook.toml", "default_track", "start = \"nowhere\"\ndefault_track");
    let wrong: Vec<String> = copy.lines().into_iter().filter(|l| l.ends_with("unknown-exercise")).collect();
    assert_eq!(wrong.len(), 1, "{:?}", copy.lines());
    assert!(wrong[0].starts_with("workbook.toml:"), "{wrong:?}");
}

/// What an author's eye catches does not keep a learner from learning.
#[test]
fn learners_read_a_course_whose_prose_is_faulty() {
    let copy = Copy::new();
    let lesson = fs::read_dir(copy.path().join("lessons")).unwrap().next().unwrap().unwrap().path();
    let text = fs::read_to_string(&lesson).unwrap();
    fs::write(&lesson, format!("{text}\nSee [there](#nowhere).\n")).unwrap();
    let origin = Origin::Folder(copy.path().to_owned());
    let errors = |loaded: Loaded| loaded.faults.iter().filter(|f| f.severity == Severity::Error).count();
    assert_eq!(errors(load(&origin).unwrap()), 1);
    let learnt = load_to_learn(&origin).unwrap();
    assert_eq!(learnt.course.lessons.len(), load(&origin).unwrap().course.lessons.len());
    assert_eq!(errors(learnt), 0);
}
