//! Keys in the keyring of the system: its tool is played by a script on PATH.

use super::support::service::{KEY, Service, bench};
use super::support::{Bench, Said};
use std::os::unix::fs::PermissionsExt;

/// The tool of this system.
const TOOL: &str = if cfg!(target_os = "macos") { "security" } else { "secret-tool" };

/// A bench without a key, and with a keyring of which this script is the tool.
fn with_keyring(base_url: &str, script: &str) -> (Bench, Bench) {
    let tools = Bench::empty().file(TOOL, &format!("#!/bin/sh\n{script}\n"));
    let tool = tools.path().join(TOOL);
    std::fs::set_permissions(tool, std::fs::Permissions::from_mode(0o755)).unwrap();
    let path = format!("{}:{}", tools.path().display(), std::env::var("PATH").unwrap());
    let bench =
        bench("basic-call", base_url).env("UPSTREAM_KEY", "").env("PATH", &path).env("COLUMNS", "200");
    (bench, tools)
}

fn hides_the_key(said: &Said) {
    assert!(!said.stdout.contains(KEY) && !said.stderr.contains(KEY), "the key shows");
}

#[test]
fn a_key_in_the_keyring_opens_the_service_and_shows_nowhere() {
    let service = Service::answering();
    let script = format!("case \"$*\" in *workbook*UPSTREAM_KEY*) echo {KEY};; *) exit 1;; esac");
    let (bench, _tools) = with_keyring(&service.base_url(), &script);
    let said = bench.run(&["check", "basic-call", "--live=up", "--record", "--trace"]).expect_code(0);
    hides_the_key(&said);
    let said = bench.run(&["doctor", "--track", "shell"]).expect_code(0);
    hides_the_key(&said);
    said.expect("UPSTREAM_KEY found in the system's keyring").expect("OPENAI_API_KEY not set");
    assert_eq!(service.closed().len(), 1);
    // A key from the keyring is known when it stands in the program.
    let planted = bench.file("exercises/shell/basic-call.sh", &format!("KEY={KEY}\n"));
    planted.run(&["check", "basic-call", "--live=up"]).expect_code(4).expect("basic-call.sh:1");
}

#[test]
fn an_empty_keyring_is_as_good_as_none() {
    for script in ["exit 1", "exit 0", "echo", "echo no session bus >&2; exit 2"] {
        let (bench, _tools) = with_keyring("http://127.0.0.1:9/v1", script);
        let said = bench.run(&["check", "basic-call", "--live=up"]).expect_code(4);
        let said = said.expect("UPSTREAM_KEY is not set").expect(TOOL);
        assert!(
            !said.stdout.contains("session bus") && !said.stderr.contains("session bus"),
            "{}",
            said.stderr
        );
    }
}

#[test]
fn a_keyring_that_does_not_answer_holds_nothing_up_for_long() {
    let (bench, _tools) = with_keyring("http://127.0.0.1:9/v1", "exec sleep 31720");
    let said = bench.run(&["check", "basic-call", "--live=up", "--format", "json"]).expect_code(4);
    said.expect("UPSTREAM_KEY is not set, and the system's keyring gave no answer within 20 s");
    super::support::terminal::expect_no_process("sleep 31720");
}
