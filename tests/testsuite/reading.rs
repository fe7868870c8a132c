//! Reading, quizzes, progress and history, by the binary itself in a learner's folder.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use serde_json::Value;
use std::path::Path;
use std::process::{Command, Output};
use tempfile::TempDir;

/// A learner's folder for a track, and the binary in it.
struct Learner(TempDir);

impl Learner {
    fn new(track: &str) -> Self {
        let learner = Self(tempfile::tempdir().unwrap());
        let output = learner.run(&["init", "--track", track]);
        assert!(output.status.success(), "{output:?}");
        assert!(learner.run(&["go", "basic-call"]).status.success());
        learner
    }

    fn path(&self) -> &Path {
        self.0.path()
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_workbook"))
            .args(args)
            .current_dir(self.path())
            .env("LC_ALL", "C.UTF-8")
            .env("COLUMNS", "80")
            .env_remove("WORKBOOK_PAGER")
            .output()
            .unwrap()
    }

    /// Standard output and the exit code.
    fn says(&self, args: &[&str]) -> (String, i32) {
        let output = self.run(args);
        (String::from_utf8(output.stdout).unwrap(), output.status.code().unwrap())
    }

    fn json(&self, args: &[&str]) -> Value {
        serde_json::from_str(&self.says(args).0).unwrap()
    }

    /// A quiz as `list` shows it.
    fn quiz(&self, id: &str) -> Value {
        let list = self.json(&["list", "--format", "json"]);
        let lessons = list["lessons"].as_array().unwrap();
        let mut all = lessons.iter().flat_map(|lesson| lesson["quizzes"].as_array().unwrap());
        all.find(|quiz| quiz["id"] == id).unwrap().clone()
    }

    fn error(&self, args: &[&str]) -> String {
        let output = self.run(args);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        String::from_utf8(output.stderr).unwrap()
    }
}

#[test]
fn a_lesson_is_found_by_any_of_its_names() {
    let learner = Learner::new("python");
    let first = learner.says(&["read"]);
    assert_eq!(first.1, 0);
    assert!(first.0.starts_with("Your first call: Chat Completions on the wire\n━"), "{}", first.0);
    assert!(!first.0.contains('\u{1b}'), "no colours in a pipe");
    let next: Vec<&str> = first.0.lines().filter(|line| line.starts_with("next:")).collect();
    assert_eq!(next.len(), 1, "one next step");
    for name in ["first-call", "4", "04", "04-first-call", "lessons/04-first-call.md", "basic-call"] {
        assert_eq!(learner.says(&["read", name]), first, "{name}");
    }
    assert_eq!(learner.says(&["read", "jitter"]), learner.says(&["read", "13"]));
    let several = learner.error(&["read", "streaming events"]);
    assert!(
        several.contains("several lessons") && several.contains("streaming, second-provider"),
        "{several}"
    );
    let part = learner.says(&["read", "lessons/04-first-call.md#errors"]).0;
    assert!(part.starts_with("▸ When it does not work\n") && !part.contains("In code"), "{part}");
    assert!(learner.error(&["read", "frist-call"]).contains("did you mean `first-call`?"));
    assert!(learner.error(&["read", "4#nope"]).contains("no heading"));
}

#[test]
fn a_lesson_spoils_nothing_and_shows_one_track() {
    let learner = Learner::new("python");
    let lesson = learner.says(&["read", "10"]).0;
    for gone in ["[x]", "points = ", "TODO", "import OpenAI from", "<!--", "{#", "jq '.usage.prompt_tokens'"]
    {
        assert!(!lesson.contains(gone), "{gone}");
    }
    assert!(lesson.contains("from openai import OpenAI") && lesson.contains("tokens-quiz"), "{lesson}");
    let other = learner.says(&["read", "10", "--track", "javascript"]).0;
    assert!(other.contains("import OpenAI from") && !other.contains("from openai import"));
    let plain = learner.says(&["read", "10", "--plain", "--color", "always"]).0;
    assert!(!plain.contains(['│', '─', '\u{1b}']) || plain.contains("██"), "{plain}");
    assert!(plain.contains("- field: "), "{plain}");
}

#[test]
fn a_quiz_is_scored_and_kept() {
    let learner = Learner::new("python");
    assert_eq!(learner.quiz("tokens-quiz")["status"], "todo");
    let (text, code) = learner.says(&["quiz", "10", "--answers", "b;a;64;b,c;2.8"]);
    assert_eq!(code, 1);
    for part in
        ["3 of 5 right", "Right: 124 tokens.", "That is the last turn alone.", "read tokens-usage-cost"]
    {
        assert!(text.contains(part), "{part}: {text}");
    }
    let round = learner.run(&["quiz", "tokens-quiz", "--answers", "b,b,124,b+c,2.8", "--format", "json"]);
    assert_eq!(round.status.code(), Some(0));
    let round: Value = serde_json::from_slice(&round.stdout).unwrap();
    assert_eq!((&round["schema"], &round["score"]), (&"workbook.quiz/1".into(), &5.into()));
    assert_eq!(round["questions"][3]["expected"], serde_json::json!(["b", "c"]));
    // A worse round later takes nothing away.
    learner.says(&["quiz", "10", "--answers", "-;-;-;-;-"]);
    let quiz = learner.quiz("tokens-quiz");
    assert_eq!(
        (&quiz["id"], &quiz["status"], &quiz["score"]),
        (&"tokens-quiz".into(), &"passed".into(), &5.into())
    );
    assert_eq!(learner.json(&["progress", "--format", "json"])["quizzes"]["score"], 5);
    assert!(learner.error(&["quiz", "10"]).contains("--answers"));
    assert!(learner.error(&["quiz", "10", "--answers", "a;b"]).contains("has 5 questions"));
    assert!(learner.error(&["quiz", "10", "--answers", "z;a;64;b,c;2.8"]).contains("answer 1 (`z`)"));
    assert!(learner.error(&["quiz", "4"]).contains("has no quiz"));
}

#[test]
fn history_tells_what_made_the_difference() {
    let learner = Learner::new("shell");
    let (text, _) = learner.says(&["history"]);
    assert!(text.contains("There is no attempt yet.") && text.contains("check basic-call"), "{text}");
    let program = learner.path().join("exercises/shell/basic-call.sh");
    let call = |key: &str, more: &str| {
        format!(
            "curl -sS \"$OPENAI_BASE_URL/chat/completions\" -H \"Authorization: Bearer {key}\" \
             -H 'Content-Type: application/json' -d '{{\"model\":\"gpt-5.4-mini\"{more},\
             \"messages\":[{{\"role\":\"user\",\"content\":\"Hi\"}}]}}' | jq -r '.choices[0].message.content'\n"
        )
    };
    std::fs::write(&program, call("OPENAI_API_KEY", "")).unwrap();
    assert_eq!(learner.says(&["check"]).1, 1);
    std::fs::write(&program, call("$OPENAI_API_KEY", ",\"n\":1")).unwrap();
    assert_eq!(learner.says(&["check"]).1, 0, "{}", learner.says(&["check"]).0);
    let history = learner.json(&["history", "basic-call", "--format", "json"]);
    assert_eq!(history["schema"], "workbook.history/1");
    assert_eq!(history["attempts"][0]["first_unmet"], "sends-the-key");
    let changes = history["turning_point"]["scenes"][0]["changes"].as_array().unwrap();
    let told: Vec<String> = changes.iter().map(|c| format!("{} {}", c["kind"], c["field"])).collect();
    assert_eq!(told, ["\"changed\" \"key\"", "\"added\" \"body.n\""]);
    let (text, code) = learner.says(&["history", "basic-call"]);
    assert!(code == 0 && text.contains("What changed between #1 (not yet) and #2 (passed)"), "{text}");
    let progress = learner.json(&["progress", "--format", "json"]);
    assert_eq!((&progress["passed"], &progress["attempts"]), (&1.into(), &2.into()));
    assert!(progress["usage"]["input_tokens"].as_u64().unwrap() > 0, "{progress}");
    assert_eq!(progress["attempts_without_usage"], 0);
}

#[test]
fn completions_and_manual_need_no_course() {
    let here = tempfile::tempdir().unwrap();
    let says = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_workbook"))
            .args(args)
            .current_dir(here.path())
            .output()
            .unwrap();
        assert!(output.status.success(), "{output:?}");
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(says(&["completions", "bash"]).contains("complete -F"));
    assert!(says(&["man"]).starts_with(".ie"));
    assert!(says(&["man", "read"]).contains("workbook\\-read"));
}
