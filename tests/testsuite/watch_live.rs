//! The key `v` of the watch loop: one live run, never without a yes. The service is a
//! second mock, far away.

use super::support::Bench;
use super::support::service::{KEY, Service, answering_with, bench};
use super::support::terminal::{Terminal, expect_no_process, expect_process};
use serde_json::{Value, json};
use std::time::Duration;
use workbook::script::Reply;

/// Wide enough for sentences that are looked for.
const WINDOW: (u16, u16) = (160, 50);

fn watching(bench: &Bench, args: &[&str]) -> Terminal {
    let mut all = vec!["watch", "--provider", "up"];
    all.extend(args);
    let mut terminal = Terminal::start(bench, &all, WINDOW);
    terminal.expect("Your first call").expect("q quit");
    terminal
}

fn save(bench: &Bench, text: &str) {
    std::fs::write(bench.path().join("exercises/shell/basic-call.sh"), text).unwrap();
}

fn leave(mut terminal: Terminal) -> String {
    terminal.press("q");
    terminal.expect("brings you back");
    let raw = terminal.raw();
    terminal.expect_end(0);
    assert!(!raw.contains(KEY), "the key shows");
    raw
}

/// What all attempts on record have used.
fn usage(bench: &Bench) -> Value {
    bench.json(&["progress", "--format", "json"])["usage"].clone()
}

#[test]
fn only_a_yes_runs_it_live_and_then_saves_are_the_mocks_again() {
    let service = Service::answering();
    let bench = bench("basic-call", &service.base_url());
    let mut terminal = watching(&bench, &[]);
    terminal.press("?");
    terminal.expect("run it once against the real service");
    // Nothing is known of the program yet.
    terminal.press("v");
    terminal.expect("with up (http://127.0.0.1:").expect("its key is in the environment");
    terminal.expect("depends on the program").expect("at most $0.05, and 100 requests").expect("y/n");
    terminal.press("n");
    terminal.expect("left as it is").expect("q quit");
    terminal.press("\r");
    terminal.expect("Passed").expect("q quit");
    terminal.press("v");
    terminal.expect("The last attempt sent 1 request; the same again costs about $0.0000").expect("y/n");
    // Neither Enter nor a save is a yes.
    terminal.press("\r");
    terminal.expect("left as it is").expect("q quit");
    terminal.press("v");
    terminal.expect("y/n");
    terminal.press("y");
    terminal.expect("live, checking").expect("the first request may cost up to");
    terminal.expect("Passed").expect("100/100").expect("Live: 1 request passed on, $0.0000");
    terminal.expect("Saves are checked with the mock again").expect("q quit");
    terminal.press("t");
    terminal.expect("a service far away, number 1").expect("q quit");
    save(&bench, "echo hello\n");
    terminal.expect("Not yet").expect("q quit");
    terminal.press("y");
    leave(terminal);
    let seen = service.closed();
    assert_eq!(seen.len(), 1, "passed on without a yes");
    assert!(usage(&bench)["spent_usd"].as_f64().unwrap() > 0.0);
}

#[test]
fn without_a_key_or_with_one_in_the_program_nothing_is_asked() {
    let service = Service::answering();
    let keyless = bench("basic-call", &service.base_url()).env("UPSTREAM_KEY", "");
    let mut terminal = watching(&keyless, &[]);
    terminal.press("v");
    terminal.expect("Could not grade").expect("UPSTREAM_KEY is not set").expect("q quit");
    terminal.press("y");
    terminal.press("\r");
    terminal.expect("Passed").expect("q quit");
    leave(terminal);
    let planted = bench("basic-call", &service.base_url());
    save(&planted, &format!("KEY={KEY}\n"));
    let mut terminal = watching(&planted, &[]);
    terminal.press("v");
    terminal.expect("a key stands in a file").expect("exercises/shell/basic-call.sh:1").expect("q quit");
    terminal.press("y");
    leave(terminal);
    let tracked = bench("basic-call", &service.base_url()).file("notes.md", KEY);
    let git = |args: &[&str]| {
        let done = std::process::Command::new("git").args(args).current_dir(tracked.path()).output().unwrap();
        assert!(done.status.success());
    };
    git(&["init", "-q"]);
    git(&["add", "notes.md"]);
    let mut terminal = watching(&tracked, &[]);
    terminal.press("v");
    terminal.expect("notes.md:1").expect("q quit");
    leave(terminal);
    let unknown = bench("basic-call", "http://127.0.0.1:9/v1");
    let mut terminal = Terminal::start(&unknown, &["watch", "--provider", "dwon"], WINDOW);
    terminal.expect("q quit");
    terminal.press("v");
    terminal.expect("no provider `dwon`").expect("q quit");
    leave(terminal);
    assert_eq!(service.closed().len(), 0);
}

#[test]
fn what_the_service_lacks_and_what_is_too_dear_could_not_be_graded() {
    let gone = answering_with(|_, _| (401, json!({"error": {"message": "no such key"}})));
    let refused = bench("basic-call", &gone);
    let mut terminal = watching(&refused, &[]);
    terminal.press("v");
    terminal.expect("y/n");
    terminal.press("y");
    terminal
        .expect("Could not grade")
        .expect("did not accept the key")
        .expect("Saves are checked with the mock again");
    leave(terminal);
    let service = Service::answering();
    let dear = bench("basic-call", &service.base_url());
    let mut terminal = watching(&dear, &["--max-usd", "0.000001"]);
    terminal.press("v");
    terminal.expect("at most $0.00").expect("y/n");
    terminal.press("y");
    terminal.expect("Could not grade").expect("--max-usd").expect("q quit");
    leave(terminal);
    assert_eq!(service.closed().len(), 0);
}

/// A program that asks, and then hangs.
fn asking_and_hanging(number: &str) -> String {
    let right =
        std::fs::read_to_string(super::support::repository().join("solutions/shell/basic-call.sh")).unwrap();
    format!("{right}\nsleep {number}\n")
}

#[test]
fn a_save_ends_a_live_run_and_what_it_cost_is_kept() {
    let service = Service::answering();
    let bench = bench("basic-call", &service.base_url());
    let right = std::fs::read_to_string(bench.path().join("exercises/shell/basic-call.sh")).unwrap();
    save(&bench, &asking_and_hanging("31730"));
    let mut terminal = watching(&bench, &[]);
    terminal.press("v");
    terminal.expect("y/n");
    terminal.press("y");
    terminal.expect("running").expect("1 request");
    expect_process("sleep 31730");
    terminal.press("?");
    terminal.expect("begin this exercise afresh");
    save(&bench, &right);
    terminal.expect("saved, checking").expect("Passed").expect("q quit");
    expect_no_process("sleep 31730");
    assert!(!terminal.rest().contains("Saves are checked with the mock again"));
    leave(terminal);
    assert!(usage(&bench)["spent_usd"].as_f64().unwrap() > 0.0);
    assert_eq!(service.closed().len(), 1);
}

#[test]
fn leaving_ends_a_live_run_and_what_it_cost_is_kept() {
    let service = Service::playing(vec![Reply::text("Greetings, number {{ call }}.")]);
    let bench = bench("basic-call", &service.base_url());
    save(&bench, &asking_and_hanging("31731"));
    let mut terminal = watching(&bench, &[]);
    terminal.press("v");
    terminal.expect("y/n");
    terminal.press("y");
    terminal.expect("running").expect("1 request");
    expect_process("sleep 31731");
    leave(terminal);
    expect_no_process("sleep 31731");
    assert!(usage(&bench)["spent_usd"].as_f64().unwrap() > 0.0);
}

#[test]
fn an_offer_is_void_once_the_program_is_another_one() {
    let service = Service::answering();
    let slow = format!(
        "[live.up]\nbase_url = \"{}\"\nfree = true\nkey_command = [\"sh\", \"-c\", \"sleep 2; echo {KEY}\"]\n",
        service.base_url()
    );
    let bench = bench("basic-call", "http://127.0.0.1:9/v1").file("live.toml", &slow);
    let right = std::fs::read_to_string(bench.path().join("exercises/shell/basic-call.sh")).unwrap();
    let mut terminal = watching(&bench, &[]);
    // Saved while the key is looked for: there is no question any more.
    terminal.press("v");
    terminal.expect("looking for the key");
    save(&bench, &format!("{right}\n# one\n"));
    terminal.expect("Passed").expect("q quit");
    assert!(!terminal.shows_within("y/n", Duration::from_secs(4)));
    terminal.press("y");
    // Saved while it is asked.
    terminal.press("v");
    terminal.expect("its key is in the answer of").expect("costs nothing").expect("y/n");
    save(&bench, &format!("{right}\n# two\n"));
    terminal.expect("Passed").expect("q quit");
    terminal.press("y");
    leave(terminal);
    assert_eq!(service.closed().len(), 0);
}
