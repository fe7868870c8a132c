//! What `workbook check` adds to a program's own time, and how fast commands start.
//!
//! Prints, each from pairs of runs in one go:
//! - `check` on a program that makes one call, against the same program run by hand with
//!   the mock already up (bar: at most 30 ms more), in Python, whose SDK takes long to
//!   load and varies by more than what is measured, and in the shell, which varies little;
//! - `list` (bar: under 20 ms).
//!
//! Run: `cargo bench --bench check`
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

const ROUNDS: usize = 25;

/// A program by hand: its track, what runs it in a learner's folder, its extension.
type Track = (&'static str, fn(&Path) -> PathBuf, &'static str);

/// The interpreter that `check` uses, as `init` leaves it linked in the folder.
const TRACKS: [Track; 2] =
    [("python", |folder| folder.join(".venv/bin/python"), "py"), ("shell", |_| PathBuf::from("bash"), "sh")];

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
    for track in TRACKS {
        one_call(track, url);
    }
    mock.kill().ok();
    mock.wait().ok();

    let folder = folder("python");
    let list = (0..ROUNDS * 2).map(|_| timed(workbook().arg("list").current_dir(folder.path())));
    println!("list                          {:8.1} ms", median(list.collect()));
}

/// A learner's folder.
fn folder(track: &str) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    timed(workbook().args(["init", "--track", track]).current_dir(folder.path()));
    folder
}

/// The solution of `basic-call`, by hand and by `check` in turn.
fn one_call((track, runner, extension): Track, url: &str) {
    let folder = folder(track);
    let folder = folder.path();
    let file = format!("{track}/basic-call.{extension}");
    let program = folder.join("exercises").join(&file);
    let solution = Path::new(env!("CARGO_MANIFEST_DIR")).join("solutions").join(&file);
    std::fs::copy(solution, &program).unwrap();
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
    println!("one call by hand, {track:<10}  {hand:8.1} ms");
    println!(
        "one call by check, {track:<10} {checked:8.1} ms   median of pairs {more:+.1} ms, ratio {ratio:.3}"
    );
}
