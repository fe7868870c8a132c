//! What `workbook check` adds to a program's own time, and how fast commands start.
//!
//! Prints, medians of alternating runs in one go:
//! - `check` on a program that makes one call, against the same program run by hand
//!   with the mock already up (bar: at most 30 ms more);
//! - `list` (bar: under 20 ms).
//!
//! Run: `cargo bench --bench check`
#![allow(clippy::print_stdout, clippy::unwrap_used, clippy::expect_used, missing_docs)]

use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

const ROUNDS: usize = 15;

fn workbook() -> Command {
    Command::new(env!("CARGO_BIN_EXE_workbook"))
}

fn timed(command: &mut Command) -> Duration {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let began = Instant::now();
    command.status().expect("the command starts");
    began.elapsed()
}

fn median(mut times: Vec<Duration>) -> f64 {
    times.sort();
    times[times.len() / 2].as_secs_f64() * 1000.0
}

/// The interpreter that `check` uses, as `doctor` leaves it linked in the folder.
fn python(folder: &Path) -> PathBuf {
    folder.join(".venv/bin/python")
}

fn main() {
    let folder = tempfile::tempdir().expect("a folder");
    let folder = folder.path();
    let in_folder = |args: &[&str]| {
        let mut command = workbook();
        command.args(args).current_dir(folder);
        command
    };
    timed(&mut in_folder(&["init", "--track", "python"]));
    let program = folder.join("exercises/python/basic-call.py");
    std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("solutions/python/basic-call.py"), &program)
        .unwrap();
    timed(&mut in_folder(&["check", "basic-call"]));

    let mut mock = workbook().args(["mock"]).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let mut line = String::new();
    BufReader::new(mock.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let url = line.trim().trim_start_matches("OPENAI_BASE_URL=").to_owned();
    let by_hand = || {
        let mut command = Command::new(python(folder));
        command
            .arg(&program)
            .current_dir(folder)
            .env("OPENAI_BASE_URL", &url)
            .env("OPENAI_API_KEY", "sk-any");
        command
    };
    timed(&mut by_hand());

    let (mut hand, mut checked, mut listed) = (Vec::new(), Vec::new(), Vec::new());
    for _ in 0..ROUNDS {
        hand.push(timed(&mut by_hand()));
        checked.push(timed(&mut in_folder(&["check", "basic-call"])));
        listed.push(timed(&mut in_folder(&["list"])));
    }
    mock.kill().ok();
    mock.wait().ok();
    let (hand, checked, listed) = (median(hand), median(checked), median(listed));
    println!("one call by hand        {hand:8.1} ms");
    println!(
        "one call by check       {checked:8.1} ms   {:+.1} ms, ratio {:.3}",
        checked - hand,
        checked / hand
    );
    println!("list                    {listed:8.1} ms");
}
