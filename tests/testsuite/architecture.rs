//! The house's floors: imports run one way, downward, and only along known stairs.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// Each room with the rooms it may import, ground floor first. A room may only name
/// rooms listed before it, so a circle cannot even be written down.
const ROOMS: &[(&str, &[&str])] = &[
    ("exit", &[]),
    ("evidence", &[]),
    ("script", &[]),
    ("models", &["evidence"]),
    ("cli", &["exit"]),
    ("course", &["script", "models"]),
    ("grade", &["evidence", "course"]),
    ("workspace", &["course"]),
    ("event", &["evidence", "grade"]),
    ("progress", &["evidence", "grade", "workspace"]),
    ("watch", &[]),
    ("live", &["evidence", "models"]),
    ("api", &["evidence", "script", "models", "live"]),
    ("run", &["evidence", "course", "event"]),
    (
        "checker",
        &["evidence", "script", "models", "course", "grade", "event", "progress", "live", "api", "run"],
    ),
    ("report", &["cli", "exit", "evidence", "models", "course", "grade", "event", "progress", "live"]),
    ("proof", &["evidence", "script", "course", "grade", "event", "progress", "api", "run", "checker"]),
    (
        "commands",
        &[
            "exit",
            "evidence",
            "script",
            "models",
            "cli",
            "course",
            "grade",
            "workspace",
            "event",
            "progress",
            "watch",
            "live",
            "api",
            "run",
            "checker",
            "proof",
            "report",
        ],
    ),
    ("lib", &["exit", "cli", "commands"]),
    ("main", &[]),
];

fn sources(dir: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(dir).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") && !is_test(&path) {
            found.push(path);
        }
    }
}

/// Tests may look where they like, and say what they own by being beside it.
fn is_test(path: &Path) -> bool {
    let name = path.file_stem().unwrap().to_string_lossy().into_owned();
    name == "tests" || name.ends_with("_tests") || path.iter().any(|part| part == "tests")
}

/// Every room named behind `crate::` in a file, with the line number.
fn imports(text: &str) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in text.lines().enumerate() {
        if line.trim_start().starts_with("//") {
            continue;
        }
        for (at, _) in line.match_indices("crate::") {
            let rest = &line[at + "crate::".len()..];
            let name: String = rest.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
            if !name.is_empty() && name.starts_with(char::is_lowercase) {
                found.push((number + 1, name));
            }
        }
    }
    found
}

#[test]
fn imports_run_downward_only() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let allowed: BTreeMap<&str, BTreeSet<&str>> =
        ROOMS.iter().map(|(room, stairs)| (*room, stairs.iter().copied().collect())).collect();
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut faults = Vec::new();
    for file in &files {
        let inner = file.strip_prefix(&src).unwrap();
        let room = inner.iter().next().unwrap().to_string_lossy().trim_end_matches(".rs").to_owned();
        let Some(stairs) = allowed.get(room.as_str()) else {
            faults.push(format!("{}: the room `{room}` has no floor in {}", inner.display(), file!()));
            continue;
        };
        for (line, name) in imports(&std::fs::read_to_string(file).unwrap()) {
            if name != room && !stairs.contains(name.as_str()) && allowed.contains_key(name.as_str()) {
                faults.push(format!("src/{}:{line}: `{room}` must not know `{name}`", inner.display()));
            }
        }
    }
    assert!(faults.is_empty(), "arrows against the house's plan:\n{}", faults.join("\n"));
}

#[test]
fn the_plan_itself_has_no_way_up() {
    let mut below = BTreeSet::new();
    for (room, stairs) in ROOMS {
        for stair in *stairs {
            assert!(below.contains(stair), "`{room}` may import `{stair}`, which is not below it");
        }
        below.insert(*room);
    }
}

#[test]
fn every_module_says_what_it_owns() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let silent: Vec<_> = files
        .iter()
        .filter(|f| !std::fs::read_to_string(f).unwrap().starts_with("//!"))
        .map(|f| f.display().to_string())
        .collect();
    assert!(silent.is_empty(), "modules without an opening word: {silent:?}");
}
