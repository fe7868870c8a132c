//! The commands as a learner meets them: first steps, wrong input, safe edits.

use super::support::{Bench, repository, status_of};
use serde_json::Value;
use std::process::Command;

/// A right answer to `basic-call` that needs no SDK and so starts quickly.
const RIGHT: &str = r#"#!/bin/bash
curl -sS "$OPENAI_BASE_URL/chat/completions" -H "Authorization: Bearer $OPENAI_API_KEY" \
  -H "Content-Type: application/json" \
  -d '{"model":"gpt-5.4-mini","messages":[{"role":"user","content":"Hello"}]}' |
  jq -r '.choices[0].message.content'
"#;

#[test]
fn from_an_empty_folder_to_a_pass() {
    let bench = Bench::empty();
    bench.run(&[]).expect_code(0).expect("init");
    bench.run(&["init", "--track", "shell"]).expect_code(0).expect("next: run");
    let first = bench.run(&["check"]).expect_code(1).expect_no_escapes();
    first
        .expect("Not yet")
        .expect("expected:")
        .expect("saw:")
        .expect("next: edit exercises/shell/basic-call.sh");
    let bench = bench.file("exercises/shell/basic-call.sh", RIGHT);
    bench.run(&["check"]).expect_code(0).expect("Passed").expect("next:");
    let list = bench.json(&["list", "--format", "json"]);
    assert_eq!(list["schema"], "workbook.list/1");
    assert_eq!(status_of(&list, "basic-call"), "passed");
    bench.run(&["trace"]).expect_code(0).expect("POST /v1/chat/completions");
    bench.run(&["trace", "--curl"]).expect_code(0).expect("$OPENAI_API_KEY");
    bench.run(&["next"]).expect_code(0).expect("exercises/shell/");
}

#[test]
fn check_alone_means_what_was_saved_last() {
    let bench =
        Bench::laid_out("shell").file("exercises/shell/temperature.sh", "#!/bin/bash\necho nothing\n");
    bench.run(&["check"]).expect_code(1).expect("checking `temperature`: its program was saved last");
    // Graded now, and the current one from here on.
    bench.run(&["check"]).expect_code(1).expect("Not yet · temperature");
    let bench = bench.file("exercises/shell/basic-call.sh", RIGHT);
    bench.run(&["check"]).expect_code(0).expect("Passed · basic-call");
    // The one at hand comes first when both are new.
    let bench = bench
        .file("exercises/shell/basic-call.sh", "#!/bin/bash\n")
        .file("exercises/shell/retry.sh", "#!/bin/bash\n");
    bench.run(&["check"]).expect_code(1).expect("Not yet · basic-call");
    bench.run(&["check", "temperature"]).expect_code(1).expect("Not yet · temperature");
    // What was chosen by name stands, whatever was saved before.
    let bench = bench.file("exercises/shell/retry.sh", "#!/bin/bash\n");
    bench.run(&["go", "roles"]).expect_code(0);
    bench.run(&["check"]).expect_code(1).expect("Not yet · roles");
}

#[test]
fn the_json_document_has_the_agreed_names() {
    let bench = Bench::laid_out("shell").file("exercises/shell/basic-call.sh", RIGHT);
    let attempt = bench.json(&["check", "basic-call", "--format", "json", "--seed", "7"]);
    for name in [
        "schema",
        "exercise",
        "track",
        "mode",
        "seed",
        "verdict",
        "score",
        "max_score",
        "checks",
        "scenes",
        "usage",
        "duration_ms",
    ] {
        assert!(attempt.get(name).is_some(), "{name} is missing");
    }
    assert_eq!(
        (&attempt["verdict"], &attempt["seed"], &attempt["mode"]),
        (&Value::from("pass"), &Value::from(7), &Value::from("mock"))
    );
    for name in [
        "id", "title", "outcome", "points", "earned", "message", "expected", "actual", "scene", "exchange",
        "lesson",
    ] {
        assert!(attempt["checks"][0].get(name).is_some(), "checks[].{name} is missing");
    }
    let scene = &attempt["scenes"][0];
    for name in ["name", "exit_code", "timed_out", "duration_ms", "stdout", "stderr", "exchanges"] {
        assert!(scene.get(name).is_some(), "scenes[].{name} is missing");
    }
    for name in [
        "index",
        "at_ms",
        "method",
        "path",
        "request",
        "status",
        "response",
        "stream",
        "usage",
        "usd",
        "duration_ms",
    ] {
        assert!(scene["exchanges"][0].get(name).is_some(), "exchanges[].{name} is missing");
    }
    let all = bench.json(&["check", "--all", "--format", "json"]);
    assert_eq!(all["schema"], "workbook.attempts/1");
    let list = bench.json(&["list", "--format", "json"]);
    let lessons = list["lessons"].as_array().unwrap();
    let exercises: usize = lessons.iter().map(|lesson| lesson["exercises"].as_array().unwrap().len()).sum();
    assert_eq!(all["attempts"].as_array().map(Vec::len), Some(exercises));
}

#[test]
fn a_wrong_name_gets_a_guess() {
    let bench = Bench::laid_out("shell");
    bench.run(&["check", "basic-cal1"]).expect_code(2).expect("did you mean `basic-call`");
    bench.run(&["check", "zzz"]).expect_code(2).expect("the course has:");
    bench.run(&["check", "--track", "cobol"]).expect_code(2).expect("python, javascript, shell");
    bench.run(&["check", "retry", "--scene", "nowhere"]).expect_code(2).expect("rate-limited");
    bench.run(&["check", "--file", "nothing.py"]).expect_code(2).expect("there is no file");
    bench.run(&["frobnicate"]).expect_code(2);
    bench.run(&["hint", "nope"]).expect_code(2);
}

#[test]
fn a_missing_runtime_is_not_the_learners_fault() {
    let folder = tempfile::tempdir().unwrap();
    for program in ["bash", "sh"] {
        let found = Command::new("sh").args(["-c", &format!("command -v {program}")]).output().unwrap();
        let path = String::from_utf8(found.stdout).unwrap();
        #[cfg(unix)]
        std::os::unix::fs::symlink(path.trim(), folder.path().join(program)).unwrap();
    }
    let bench = Bench::laid_out("shell").env("PATH", folder.path().to_str().unwrap());
    let said = bench.run(&["check"]).expect_code(4).expect("Could not grade");
    let said = said.expect("curl").expect("Install curl");
    assert!(!said.stdout.contains("Not yet"), "{}", said.stdout);
    let attempt = bench.json(&["check", "--format", "json"]);
    assert_eq!(attempt["verdict"], "could-not-grade");
}

#[test]
fn a_deleted_program_says_how_to_get_it_back() {
    let bench = Bench::laid_out("shell");
    std::fs::remove_file(bench.path().join("exercises/shell/basic-call.sh")).unwrap();
    bench.run(&["check"]).expect_code(1).expect("There is no file").expect("reset basic-call");
    bench.run(&["reset", "basic-call"]).expect_code(0);
    bench.run(&["check"]).expect_code(1).expect("without sending a request");
}

#[test]
fn reset_keeps_what_was_there() {
    let bench = Bench::laid_out("shell").file("exercises/shell/basic-call.sh", RIGHT);
    bench.run(&["reset", "basic-call"]).expect_code(0).expect(".workbook/backups");
    let backups: Vec<_> = std::fs::read_dir(bench.path().join(".workbook/backups")).unwrap().collect();
    assert_eq!(backups.len(), 1);
    let kept = std::fs::read_to_string(backups[0].as_ref().unwrap().path()).unwrap();
    assert_eq!(kept, RIGHT);
}

#[test]
fn an_edited_file_is_never_overwritten() {
    let bench = Bench::laid_out("shell").file("exercises/shell/basic-call.sh", RIGHT);
    bench.run(&["init", "--track", "shell"]).expect_code(0);
    assert_eq!(std::fs::read_to_string(bench.path().join("exercises/shell/basic-call.sh")).unwrap(), RIGHT);
}

#[test]
fn hints_climb_and_then_the_solution_opens() {
    let bench = Bench::laid_out("shell");
    bench.run(&["check"]).expect_code(1);
    bench.run(&["solution"]).expect_code(1).expect("hint");
    let mut last = String::new();
    for _ in 0..30 {
        last = bench.run(&["hint"]).expect_code(0).stdout;
        if last.contains("last hint") {
            break;
        }
    }
    assert!(last.contains("last hint"), "{last}");
    bench.run(&["solution"]).expect_code(0).expect("chat/completions");
    let list = bench.json(&["list", "--format", "json"]);
    assert_eq!(status_of(&list, "basic-call"), "revealed");
}

#[test]
fn a_program_without_end_and_one_that_floods_are_told_apart() {
    let bench = Bench::laid_out("shell").file("exercises/shell/basic-call.sh", "yes\n");
    bench.run(&["check"]).expect_code(1).expect("printed without end");
    let bench = bench.file("exercises/shell/basic-call.sh", "printf '\\033[2J\\033]0;title\\007bell\\n'\n");
    bench.run(&["check"]).expect_code(1).expect_no_escapes().expect("bell");
}

#[test]
fn a_taken_port_is_named() {
    let taken = std::net::TcpListener::bind(("127.0.0.1", 0)).unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    Bench::empty().run(&["mock", "--port", &port]).expect_code(4).expect(&port);
}

#[test]
fn a_bad_script_is_explained() {
    let bench =
        Bench::empty().file("s.toml", "[[reply]]\ntext = \"{{ nonce\"\n").file("t.toml", "[[replies]]\n");
    bench.run(&["mock", "--script", "s.toml"]).expect_code(2).expect("reply");
    bench.run(&["mock", "--script", "t.toml"]).expect_code(2).expect("replies");
    bench.run(&["mock", "--script", "none.toml"]).expect_code(2).expect("cannot read");
}

#[test]
fn damaged_history_is_set_aside() {
    let bench = Bench::laid_out("shell").file("exercises/shell/basic-call.sh", RIGHT);
    bench.run(&["check"]).expect_code(0);
    let state = bench.path().join(".workbook");
    let history = std::fs::read_dir(&state).unwrap().map(|e| e.unwrap().path());
    for file in history.filter(|p| p.file_name().unwrap().to_string_lossy().starts_with("history")) {
        std::fs::write(file, b"this is not a database, and never was one; it is long enough to be read")
            .unwrap();
    }
    bench.run(&["check", "basic-call"]).expect_code(0).expect("damaged");
}

#[test]
fn the_same_seed_gives_the_same_words() {
    let bench = Bench::laid_out("shell").file("exercises/shell/basic-call.sh", RIGHT);
    let reply = |seed: &str| {
        bench.json(&["check", "--format", "json", "--seed", seed])["scenes"][0]["stdout"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(reply("3"), reply("3"));
    assert_ne!(reply("3"), reply("4"));
}

#[test]
fn lint_and_extract_are_clean_here() {
    let bench = Bench::empty();
    let root = repository().to_str().unwrap();
    bench.run(&["-C", root, "lint"]).expect_code(0).expect("No faults");
    bench.run(&["-C", root, "extract", "--check"]).expect_code(0);
}

#[test]
fn ten_faults_are_ten_faults_in_one_run() {
    let course = repository().join("tests/courses/ten-faults");
    let said = Bench::empty().run(&["lint", course.to_str().unwrap()]).expect_code(3);
    assert_eq!(
        said.stdout.matches("error[").count() + said.stdout.matches("warning[").count(),
        10,
        "{}",
        said.stdout
    );
}
