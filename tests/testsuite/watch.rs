//! The watch loop, driven through a terminal as a learner drives it.

use super::support::terminal::{Terminal, expect_no_process, expect_process};
use super::support::{Bench, repository, status_of};
use rustix::process::Signal;
use std::io::{Read, Write};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// A usual window.
const WINDOW: (u16, u16) = (80, 40);

/// A right answer to `basic-call` that starts quickly.
fn right() -> String {
    std::fs::read_to_string(repository().join("solutions/shell/basic-call.sh")).unwrap()
}

/// A program that runs for ever; the number makes its processes known.
fn hanging(number: &str) -> String {
    format!("echo begun\nsleep {number} &\nsleep {number}\n")
}

fn bench() -> Bench {
    Bench::laid_out("shell")
}

fn program(bench: &Bench) -> PathBuf {
    bench.path().join("exercises/shell/basic-call.sh")
}

fn save(bench: &Bench, text: &str) {
    std::fs::write(program(bench), text).unwrap();
}

/// As many editors save: another file, renamed.
fn save_by_rename(bench: &Bench, text: &str) {
    let beside = program(bench).with_extension("sh.tmp");
    std::fs::write(&beside, text).unwrap();
    std::fs::rename(beside, program(bench)).unwrap();
}

fn watching(bench: &Bench, args: &[&str]) -> Terminal {
    let mut terminal = Terminal::start(bench, args, WINDOW);
    terminal.expect("Your first call").expect("q quit");
    terminal
}

#[test]
fn the_first_minute_from_an_empty_folder_to_a_pass() {
    let bench = Bench::empty();
    let mut terminal = Terminal::start(&bench, &[], WINDOW);
    terminal.expect("Which language").expect("3 Shell");
    terminal.press("shell\r");
    terminal.expect("basic-call · Shell").expect("next: edit exercises/shell/basic-call.sh and save it");
    terminal.expect("q quit");
    let solution = std::fs::read_to_string(repository().join("solutions/shell/basic-call.sh")).unwrap();
    std::fs::write(bench.path().join("exercises/shell/basic-call.sh"), solution).unwrap();
    terminal.expect("saved, checking").expect("Passed").expect("next: press n for roles");
    terminal.press("n");
    terminal.expect("roles · Shell").expect("q quit");
    terminal.press("q");
    terminal.expect("brings you back to roles");
    terminal.expect_end(0);
    // Next week.
    let mut terminal = Terminal::start(&bench, &[], WINDOW);
    terminal.expect("roles · Shell").expect("q quit");
    terminal.press("\u{4}");
    terminal.expect_end(0);
    bench.run(&[]).expect_code(0).expect("roles").expect_no_escapes();
}

#[test]
fn a_folder_with_other_things_in_it_is_left_alone() {
    let bench = Bench::empty().file("thesis.txt", "mine");
    let mut terminal = Terminal::start(&bench, &[], WINDOW);
    terminal.expect("no course in it yet");
    terminal.expect_end(0);
    assert_eq!(std::fs::read_dir(bench.path()).unwrap().count(), 1);
}

#[test]
fn every_save_is_answered_before_and_after_the_program_ran() {
    let bench = bench();
    let mut terminal = watching(&bench, &["watch"]);
    let stub = std::fs::read_to_string(program(&bench)).unwrap();
    save(&bench, &stub);
    terminal.expect("is as it was laid out. Begin at line").expect("TODO");
    terminal.press("\r");
    terminal.expect("checking").expect("Not yet").expect("next: edit").expect("press h for a hint");
    save_by_rename(&bench, "if true; then\n");
    terminal.expect("does not parse, so it was not run").expect("syntax error");
    save_by_rename(&bench, &format!("{}\n# {}", right(), stub.lines().find(|l| l.contains("TODO")).unwrap()));
    terminal.expect("Passed");
    save(&bench, &stub.replace("Nothing has been asked yet", "hello"));
    terminal.expect("TODO lines of the stub are still there, the first in line").expect("Not yet");
    terminal.press("t");
    terminal.expect("hello");
    terminal.press("q");
    terminal.expect_end(0);
    let list = bench.json(&["list", "--format", "json"]);
    assert_eq!(status_of(&list, "basic-call"), "passed");
}

#[test]
fn of_rapid_saves_the_last_one_wins_and_no_process_is_left() {
    let bench = bench();
    let mut terminal = watching(&bench, &["watch"]);
    for round in 0..8 {
        save(&bench, &format!("# {round}\n{}", hanging("31701")));
        if round % 2 == 0 {
            expect_process("sleep 31701");
        }
    }
    save(&bench, &right());
    terminal.expect("Passed");
    expect_no_process("sleep 31701");
    terminal.press("q");
    terminal.expect_end(0);
    let attempts = bench.run(&["list", "--format", "json"]).stdout;
    assert!(attempts.contains("passed"), "{attempts}");
}

#[test]
fn keys_work_while_a_program_hangs_and_a_fix_ends_it() {
    let bench = bench();
    let mut terminal = watching(&bench, &["watch"]);
    save(&bench, &hanging("31702"));
    terminal.expect("saved, checking").expect("running");
    expect_process("sleep 31702");
    terminal.press("?");
    terminal.expect("begin this exercise afresh");
    terminal.press("l");
    terminal.expect("1 ").expect("basic-call").expect("Number of the exercise");
    terminal.press("\u{1b}");
    terminal.expect("q quit");
    save(&bench, &right());
    terminal.expect("Passed");
    expect_no_process("sleep 31702");
    terminal.press("q");
    terminal.expect_end(0);
}

#[test]
fn quitting_during_a_run_leaves_nothing_behind() {
    for (keys, code, number) in [("q", 0, "31703"), ("\u{3}", 130, "31704")] {
        let bench = bench();
        let mut terminal = watching(&bench, &["watch"]);
        save(&bench, &hanging(number));
        expect_process(&format!("sleep {number}"));
        terminal.press(keys);
        terminal.expect_end(code);
        expect_no_process(&format!("sleep {number}"));
    }
}

#[test]
fn a_signal_to_go_is_obeyed_and_the_terminal_given_back() {
    for (signal, number) in [(Signal::TERM, "31705"), (Signal::HUP, "31706")] {
        let bench = bench();
        let terminal = watching(&bench, &["watch"]);
        save(&bench, &hanging(number));
        expect_process(&format!("sleep {number}"));
        terminal.signal(signal);
        terminal.expect_end(130);
        expect_no_process(&format!("sleep {number}"));
    }
}

#[test]
fn it_can_be_stopped_and_goes_on() {
    let bench = bench();
    let mut terminal = watching(&bench, &["watch"]);
    terminal.press("\u{1a}");
    terminal.expect_modes_as_found();
    terminal.signal(Signal::CONT);
    terminal.expect("q quit");
    terminal.press("?");
    terminal.expect("begin this exercise afresh");
    terminal.press("q");
    terminal.expect_end(0);
}

#[test]
fn a_deleted_file_is_noticed_and_can_be_laid_out_again() {
    let bench = bench();
    save(&bench, "mine\n");
    let mut terminal = watching(&bench, &["watch"]);
    std::fs::remove_file(program(&bench)).unwrap();
    terminal.expect("There is no file exercises/shell/basic-call.sh any more").expect("q quit");
    terminal.press("\r");
    terminal.expect("There is no file").expect("q quit");
    save(&bench, &right());
    terminal.expect("Passed").expect("q quit");
    terminal.press("x");
    terminal.expect("Begin afresh?");
    terminal.press("k");
    terminal.expect("left as it is").expect("q quit");
    assert_eq!(std::fs::read_to_string(program(&bench)).unwrap(), right());
    terminal.press("xy");
    terminal.expect("is as it was in the beginning").expect(".workbook/backups/").expect("q quit");
    assert!(std::fs::read_to_string(program(&bench)).unwrap().contains("TODO"));
    terminal.press("q");
    terminal.expect_end(0);
}

#[test]
fn the_window_may_change_its_size() {
    let bench = bench();
    let mut terminal = Terminal::start(&bench, &["watch"], (100, 40));
    terminal.expect("p previous").expect("q quit");
    terminal.resize(60, 20);
    terminal.expect("n next · h hint · o open · r read · l list · ? help");
    save(&bench, "echo hello\n");
    // What stood at the foot before is no part of the report's first line.
    terminal.expect("Not yet");
    let report = terminal.until("press h");
    assert!(report.lines().all(|line| line.chars().count() <= 60), "{report}");
    terminal.press("q");
    terminal.expect_end(0);
}

#[test]
fn without_notices_it_looks_by_itself() {
    let bench = bench();
    let mut terminal = watching(&bench, &["watch", "--poll"]);
    save_by_rename(&bench, &right());
    terminal.expect("Passed").expect("q quit");
    std::fs::remove_file(program(&bench)).unwrap();
    terminal.expect("There is no file").expect("q quit");
    terminal.press("q");
    terminal.expect_end(0);
}

#[test]
fn the_lesson_is_read_in_a_pager_and_keys_count_again_afterwards() {
    if !std::path::Path::new("/usr/bin/less").exists() {
        return;
    }
    let bench = bench().env("PAGER", "/usr/bin/less -R");
    let mut terminal = watching(&bench, &["watch"]);
    terminal.press("r");
    terminal.expect("Chat Completions on the wire");
    // For the pager, not for us. What is typed while `less` deals with Ctrl-C may be
    // lost to it, so `q` is pressed again where nothing comes of it.
    terminal.press("\u{3}");
    for _ in 0..3 {
        terminal.press("q");
        if terminal.shows_within("q quit", Duration::from_secs(5)) {
            break;
        }
    }
    terminal.expect("q quit");
    terminal.press("t");
    terminal.expect("There is no attempt yet");
    terminal.press("q");
    terminal.expect_end(0);
}

#[test]
fn hints_solution_moves_and_all_exercises_by_key() {
    let bench = bench().env("PAGER", "cat");
    let mut terminal = watching(&bench, &["watch"]);
    terminal.press("h");
    terminal.expect("Hint 1 of").expect("h shows one more");
    terminal.press("r");
    terminal.expect("lessons/04-first-call.md#basic-call");
    terminal.press("t");
    terminal.expect("There is no attempt yet");
    terminal.press("s");
    terminal.expect("Show the solution before you pass?");
    terminal.press("y");
    terminal.expect("curl");
    terminal.press("n");
    terminal.expect("roles · Shell");
    terminal.press("p");
    terminal.expect("basic-call · Shell").expect("q quit");
    terminal.press("p");
    terminal.expect("first-key · Shell").expect("q quit");
    terminal.press("p");
    terminal.expect("This is the first exercise");
    terminal.press("l");
    terminal.expect("Number of the exercise");
    terminal.press("2\r");
    terminal.expect("basic-call · Shell").expect("q quit");
    terminal.press("a");
    terminal.expect("all exercises").expect("retry").expect(" passed").expect("q quit");
    terminal.press("q");
    terminal.expect_end(0);
}

#[test]
fn the_editor_gets_the_terminal_and_gives_it_back() {
    let bench = bench().file("editor.sh", "read line </dev/tty\necho \"$line\" > \"$1\"\n");
    let bench = bench.env("EDITOR", "echo editor is here; bash editor.sh");
    let mut terminal = watching(&bench, &["watch"]);
    terminal.press("o");
    terminal.expect("editor is here");
    terminal.press("echo from the editor\r");
    terminal.expect("opened exercises/shell/basic-call.sh").expect("Not yet").expect("q quit");
    assert_eq!(std::fs::read_to_string(program(&bench)).unwrap(), "echo from the editor\n");
    terminal.press("q");
    terminal.expect_end(0);
}

#[test]
fn no_colour_means_no_colour() {
    let bench = bench().env("NO_COLOR", "1").env("LC_ALL", "C");
    let mut terminal = watching(&bench, &["watch"]);
    save(&bench, "echo hello\n");
    terminal.expect("Not yet").expect("q quit");
    let raw = terminal.raw();
    assert!(raw.is_ascii(), "{raw:?}");
    assert!(!raw.contains("\u{1b}[3") && !raw.contains("\u{1b}[1m"), "{raw:?}");
    terminal.press("q");
    terminal.expect_end(0);
}

#[test]
fn a_damaged_history_is_said_and_the_loop_goes_on() {
    let bench = bench();
    // What SQLite keeps beside the file would mend it.
    let _ = std::fs::remove_file(history(&bench).with_extension("db-wal"));
    std::fs::write(history(&bench), "no database at all").unwrap();
    // Where the learner was is forgotten with the history.
    let mut terminal = Terminal::start(&bench, &["watch", "basic-call"], WINDOW);
    terminal.expect("the history was damaged").expect("q quit");
    save(&bench, &right());
    terminal.expect("Passed").expect("q quit");
    std::fs::write(history(&bench), "damaged meanwhile").unwrap();
    terminal.press("\r");
    terminal.expect("Passed").expect("q quit");
    terminal.press("q");
    terminal.expect_end(0);
}

fn history(bench: &Bench) -> PathBuf {
    bench.path().join(".workbook/history.db")
}

#[test]
fn two_loops_know_of_each_other() {
    let bench = bench();
    let mut first = watching(&bench, &["watch"]);
    let mut second = Terminal::start(&bench, &["watch"], WINDOW);
    second.expect("another workbook watches in this folder").expect("q quit");
    save(&bench, &right());
    first.expect("Passed");
    second.expect("Passed");
    first.press("q");
    first.expect_end(0);
    second.press("q");
    second.expect_end(0);
    let mut third = watching(&bench, &["watch"]);
    assert!(!third.raw().contains("another workbook"));
    third.press("q");
    third.expect_end(0);
}

// In a pipe.

struct Piped(Child);

impl Piped {
    fn start(bench: &Bench) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        command.args(["watch"]).current_dir(bench.path()).env_remove("CARGO");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        Self(command.spawn().unwrap())
    }

    /// Reads up to these words.
    fn expect(&mut self, words: &str) -> String {
        let mut text = Vec::new();
        let mut byte = [0];
        let stdout = self.0.stdout.as_mut().unwrap();
        while !String::from_utf8_lossy(&text).contains(words) {
            assert_eq!(stdout.read(&mut byte).unwrap(), 1, "{}", String::from_utf8_lossy(&text));
            text.push(byte[0]);
        }
        String::from_utf8_lossy(&text).into_owned()
    }
}

impl Drop for Piped {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn in_a_pipe_each_save_has_a_plain_report_and_the_end_of_input_ends_it() {
    let bench = bench();
    let mut piped = Piped::start(&bench);
    piped.expect("and save it");
    piped.0.stdin.as_mut().unwrap().write_all(b"q\n").unwrap();
    save(&bench, "echo hello\n");
    let report = piped.expect("next: edit exercises/shell/basic-call.sh and save it");
    assert!(
        report.contains("Not yet") && !report.contains('\u{1b}') && !report.contains("press"),
        "{report}"
    );
    save(&bench, &right());
    piped.expect("Passed");
    drop(piped.0.stdin.take());
    assert_eq!(piped.0.wait().unwrap().code(), Some(0));
}

#[test]
fn in_a_pipe_a_signal_ends_it() {
    let bench = bench();
    let mut piped = Piped::start(&bench);
    piped.expect("and save it");
    save(&bench, &hanging("31707"));
    expect_process("sleep 31707");
    // Waiting for a child closes its input, which would be another reason to go.
    let input = piped.0.stdin.take();
    rustix::process::kill_process(rustix::process::Pid::from_child(&piped.0), Signal::INT).unwrap();
    assert_eq!(piped.0.wait().unwrap().code(), Some(130));
    drop(input);
    expect_no_process("sleep 31707");
}
