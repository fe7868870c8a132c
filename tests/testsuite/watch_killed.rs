//! The loop is killed at any moment: what was shown is kept, nothing goes on, and the next
//! start is where the learner was.
//!
//! The usual run kills it a few times, `WORKBOOK_KILLS=100` a hundred times.

use super::support::terminal::{Terminal, expect_no_process};
use super::support::{Bench, repository};
use rustix::process::Signal;
use std::time::Duration;

const WINDOW: (u16, u16) = (80, 40);
/// Known by its processes.
const NAP: &str = "sleep 31799";

fn kills() -> u64 {
    std::env::var("WORKBOOK_KILLS").ok().and_then(|kills| kills.parse().ok()).unwrap_or(6)
}

fn attempts(bench: &Bench, track: &str) -> usize {
    let history = bench.json(&["history", "basic-call", "--track", track, "--format", "json"]);
    history["attempts"].as_array().map_or(0, Vec::len)
}

/// Kills at moments spread over the life of a save: at once, while the program runs, when
/// the verdict comes.
fn killed_again_and_again(track: &str, extension: &str, lingering: &str) {
    let bench = Bench::laid_out(track);
    let program = bench.path().join(format!("exercises/{track}/basic-call.{extension}"));
    let right = repository().join(format!("solutions/{track}/basic-call.{extension}"));
    let right = std::fs::read_to_string(right).unwrap();
    bench.run(&["check", "basic-call", "--track", track]);
    let mut dice = fastrand::Rng::with_seed(4);
    let mut kept = attempts(&bench, track);
    for round in 0..kills() {
        let mut terminal = Terminal::start(&bench, &["watch"], WINDOW);
        terminal.expect("basic-call").expect("q quit");
        let text = if round % 2 == 0 { right.clone() } else { format!("{lingering}\n{right}") };
        std::fs::write(&program, format!("{text}\n# {round}\n")).unwrap();
        std::thread::sleep(Duration::from_millis(dice.u64(0..3000)));
        // Only what came after the save: the start shows how the last attempt went.
        let passed = terminal.rest().contains("Passed");
        terminal.signal(Signal::KILL);
        drop(terminal);
        // The next start also ends what has outlived its loop.
        let now = attempts(&bench, track);
        assert!(now >= kept + usize::from(passed), "round {round}: {now} attempts, there were {kept}");
        kept = now;
        bench.run(&["list"]).expect_code(0).expect("basic-call");
    }
    let mut terminal = Terminal::start(&bench, &["watch"], WINDOW);
    terminal.expect("basic-call").expect("q quit");
    std::fs::write(&program, right).unwrap();
    terminal.expect("Passed");
    terminal.press("q");
    terminal.expect_end(0);
    expect_no_process(NAP);
    expect_no_process(&bench.path().display().to_string());
}

#[test]
fn a_killed_loop_loses_nothing_and_leaves_nothing() {
    killed_again_and_again("shell", "sh", &format!("{NAP} & {NAP}"));
}

#[test]
fn a_killed_loop_takes_its_waiting_interpreter_along() {
    let script = format!(
        "import subprocess\nsubprocess.Popen({:?})\nsubprocess.run({:?})",
        NAP.split(' ').collect::<Vec<_>>(),
        NAP.split(' ').collect::<Vec<_>>()
    );
    killed_again_and_again("python", "py", &script);
}
