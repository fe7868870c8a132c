//! `workbook preview`, driven as an author drives it: edit, save, read.

use super::support::terminal::{Terminal, expect_no_process, expect_process};
use super::support::{Bench, alone};
use std::fs;
use std::path::PathBuf;

const WINDOW: (u16, u16) = (100, 40);
const LESSON: &str = "mine/lessons/01-first-lesson.md";
const SOLUTION: &str = "mine/solutions/shell/first-exercise.sh";

fn course() -> Bench {
    let bench = Bench::empty();
    bench.run(&["new", "course", "mine", "--track", "shell"]).expect_code(0);
    bench
}

fn read(bench: &Bench, path: &str) -> String {
    fs::read_to_string(bench.path().join(path)).unwrap()
}

/// As many editors save: another file, renamed.
fn save(bench: &Bench, path: &str, text: &str) {
    let file: PathBuf = bench.path().join(path);
    let beside = file.with_extension("tmp");
    fs::write(&beside, text).unwrap();
    fs::rename(beside, file).unwrap();
}

#[test]
fn each_save_of_a_lesson_or_its_solution_is_linted_and_proved() {
    let _alone = alone();
    let bench = course();
    let (lesson, solution) = (read(&bench, LESSON), read(&bench, SOLUTION));
    let mut terminal = Terminal::start(&bench, &["-C", "mine", "preview", "first-lesson"], WINDOW);
    terminal.expect("No faults.").expect("first-exercise").expect("proofs hold").expect("q ends");
    save(&bench, LESSON, &lesson.replace("points = ", "pionts = "));
    terminal.expect("Did you mean `points`?").expect("until the errors are mended").expect("q ends");
    // Nothing of the exercise differs from what was proved.
    save(&bench, LESSON, &lesson);
    terminal.expect("No faults.").expect("1 proof of unchanged").expect("q ends");
    save(&bench, SOLUTION, "echo no\n");
    terminal.expect("No faults.").expect("must earn full points").expect("q ends");
    save(&bench, SOLUTION, &solution);
    terminal.expect("proofs hold").expect("q ends");
    terminal.press("\r");
    terminal.expect("proofs hold").expect("q ends");
    terminal.press("q");
    terminal.expect_end(0);
}

#[test]
fn a_newer_save_ends_the_older_round_and_so_does_ctrl_c() {
    let _alone = alone();
    let bench = course();
    let solution = read(&bench, SOLUTION);
    save(&bench, SOLUTION, "sleep 31761 &\nsleep 31761\n");
    let mut terminal = Terminal::start(&bench, &["-C", "mine", "preview", "1-no"], WINDOW);
    terminal.expect("there is no lesson `1-no`").expect("lessons/01-first-lesson.md");
    terminal.expect_end(2);
    let mut terminal = Terminal::start(&bench, &["preview", LESSON, "--poll"], WINDOW);
    terminal.expect("No faults.");
    expect_process("sleep 31761");
    save(&bench, SOLUTION, &solution);
    terminal.expect("No faults.").expect("proofs hold").expect("q ends");
    expect_no_process("sleep 31761");
    save(&bench, SOLUTION, "sleep 31762 &\nsleep 31762\n");
    terminal.expect("No faults.");
    expect_process("sleep 31762");
    terminal.press("\u{3}");
    terminal.expect_end(130);
    expect_no_process("sleep 31762");
}

#[test]
fn without_input_it_is_one_round_with_its_exit_code() {
    let _alone = alone();
    let bench = course();
    bench.run(&["preview", LESSON]).expect_code(0).expect("proofs hold").expect_no_escapes();
    let lesson = read(&bench, LESSON);
    save(&bench, LESSON, &lesson.replace("points = ", "pionts = "));
    bench.run(&["preview", LESSON]).expect_code(3).expect("Did you mean `points`?");
    Bench::empty().run(&["preview", "retries"]).expect_code(2).expect("needs a course folder");
    bench.run(&["-C", "mine", "preview", "01", "--track", "cobol"]).expect_code(2).expect("shell");
}
