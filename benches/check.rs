//! What `workbook check` adds to a program's own time, and how fast commands start.
//!
//! Prints, each from pairs of runs in one go:
//! - `check` on a program that makes one call, against the same program run by hand with
//!   the mock already up (bar: at most 30 ms more): in Python with the SDK, which takes
//!   long to load and varies by more than what is measured; in Python with its own HTTP
//!   client, and in the shell, which vary little;
//! - `list` (bar: under 20 ms).
//!
//! Run: `cargo bench --bench check`
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const ROUNDS: usize = 25;

/// A program that makes one call.
struct Subject {
    name: &'static str,
    track: &'static str,
    extension: &'static str,
    /// What runs it in a learner's folder: the interpreter that `check` uses, as `init`
    /// leaves it linked there.
    runner: fn(&Path) -> PathBuf,
    /// Without one it is the solution of `basic-call`.
    code: Option<&'static str>,
}

const SUBJECTS: [Subject; 3] = [
    Subject { name: "python, SDK", track: "python", extension: "py", runner: venv, code: None },
    Subject { name: "python, http", track: "python", extension: "py", runner: venv, code: Some(HTTP) },
    Subject { name: "shell, curl", track: "shell", extension: "sh", runner: |_| "bash".into(), code: None },
];

const HTTP: &str = r#"
import json, os, urllib.request
body = {"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "Hello?"}]}
headers = {"Authorization": "Bearer " + os.environ["OPENAI_API_KEY"], "Content-Type": "application/json"}
url = os.environ["OPENAI_BASE_URL"] + "/chat/completions"
request = urllib.request.Request(url, json.dumps(body).encode(), headers)
with urllib.request.urlopen(request) as answer:
    print(json.load(answer)["choices"][0]["message"]["content"])
"#;

fn venv(folder: &Path) -> PathBuf {
    folder.join(".venv/bin/python")
}

fn workbook() -> Command {
    Command::new(env!("CARGO_BIN_EXE_workbook"))
}

/// Milliseconds.
fn timed(command: &mut Command) -> f64 {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let began = Instant::now();
    command.status().expect("the command starts");
    began.elapsed().as_secs_f64() * 1000.0
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

fn main() {
    let mut mock = workbook().args(["mock"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(mock.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().trim_start_matches("OPENAI_BASE_URL=");
    for subject in &SUBJECTS {
        one_call(subject, url);
    }
    mock.kill().ok();
    mock.wait().ok();

    let folder = folder("python");
    let list = (0..ROUNDS * 2).map(|_| timed(workbook().arg("list").current_dir(folder.path())));
    println!("list                            {:8.1} ms", median(list.collect()));
}

/// A learner's folder.
fn folder(track: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    timed(workbook().args(["init", "--track", track]).current_dir(folder.path()));
    folder
}

/// By hand and by `check` in turn.
fn one_call(subject: &Subject, url: &str) {
    let Subject { name, track, extension, runner, code } = subject;
    let folder = folder(track);
    let folder = folder.path();
    let file = format!("{track}/basic-call.{extension}");
    let program = folder.join("exercises").join(&file);
    let solution = Path::new(env!("CARGO_MANIFEST_DIR")).join("solutions").join(&file);
    let code = code.map_or_else(|| std::fs::read_to_string(solution).unwrap(), str::to_owned);
    std::fs::write(&program, code).unwrap();
    let check = || timed(workbook().args(["check", "basic-call"]).current_dir(folder));
    let by_hand = || {
        let mut command = Command::new(runner(folder));
        command.arg(&program).current_dir(folder).env("OPENAI_BASE_URL", url);
        timed(command.env("OPENAI_API_KEY", "sk-any"))
    };
    // What is set up once, and what the system keeps of the files.
    check();
    by_hand();

    let pairs: Vec<(f64, f64)> = (0..ROUNDS).map(|_| (by_hand(), check())).collect();
    let more = median(pairs.iter().map(|(hand, checked)| checked - hand).collect());
    let ratio = median(pairs.iter().map(|(hand, checked)| checked / hand).collect());
    let hand = median(pairs.iter().map(|(hand, _)| *hand).collect());
    let checked = median(pairs.iter().map(|(_, checked)| *checked).collect());
    println!("one call by hand, {name:<12}  {hand:8.1} ms");
    println!(
        "one call by check, {name:<12} {checked:8.1} ms   median of pairs {more:+.1} ms, ratio {ratio:.3}"
    );
}
