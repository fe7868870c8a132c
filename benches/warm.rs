//! How soon a save is answered in the watch loop, against running the program by hand.
//!
//! Prints medians of alternating runs in one go, for a program that makes one call with
//! the Python SDK:
//! - by hand: the interpreter, from its start to its end, with the mock already up;
//! - warm: from the moment the file is saved until the loop (in a pipe) shows the verdict.
//!
//! The bar for their ratio is 0.35, the aim 0.2. Run: `cargo bench --bench warm`
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 15;

fn workbook(folder: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
    command.current_dir(folder).stdin(Stdio::piped()).stderr(Stdio::null());
    command
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

/// Lines up to the first that has one of these words.
fn wait_for(lines: &mut impl Iterator<Item = std::io::Result<String>>, words: &[&str]) -> String {
    lines.map(|line| line.expect("a line")).find(|line| words.iter().any(|w| line.contains(w))).expect("more")
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    workbook(folder).args(["init", "--track", "python"]).stdout(Stdio::null()).status().unwrap();
    let solution = Path::new(env!("CARGO_MANIFEST_DIR")).join("solutions/python/basic-call.py");
    let solution = std::fs::read_to_string(solution).unwrap();
    let program = folder.join("exercises/python/basic-call.py");
    std::fs::write(&program, &solution).unwrap();
    workbook(folder).arg("check").stdout(Stdio::null()).status().unwrap();

    let mut mock = workbook(folder).arg("mock").stdout(Stdio::piped()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(mock.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().trim_start_matches("OPENAI_BASE_URL=").to_owned();
    let by_hand = || {
        let mut command = Command::new(folder.join(".venv/bin/python"));
        command.arg(&program).current_dir(folder).stdout(Stdio::null());
        command.env("OPENAI_BASE_URL", &url).env("OPENAI_API_KEY", "sk-any");
        let began = Instant::now();
        assert!(command.status().unwrap().success());
        began.elapsed()
    };

    let mut watching = workbook(folder).args(["watch", "basic-call"]).stdout(Stdio::piped()).spawn().unwrap();
    let mut shown = BufReader::new(watching.stdout.take().unwrap()).lines();
    let mut round = 0;
    let mut saved = || {
        round += 1;
        std::fs::write(&program, format!("{solution}# {round}\n")).unwrap();
        let began = Instant::now();
        let line = wait_for(&mut shown, &["Passed", "Not yet", "Could not"]);
        assert!(line.contains("Passed"), "{line}");
        began.elapsed()
    };
    // The interpreter warms up meanwhile.
    std::thread::sleep(Duration::from_secs(3));
    by_hand();
    saved();
    saved();

    let (mut hand, mut warm) = (Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        hand.push(by_hand());
        warm.push(saved());
    }
    watching.kill().ok();
    watching.wait().ok();
    mock.kill().ok();
    mock.wait().ok();
    let (hand, warm) = (median(hand), median(warm));
    println!("by hand             {hand:8.1} ms");
    println!("warm, in the loop   {warm:8.1} ms   ratio {:.3} (bar 0.35, aim 0.2)", warm / hand);
}
