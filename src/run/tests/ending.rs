//! How programs end, and that nothing of them is left.

use super::*;
use crate::evidence::End;

#[tokio::test]
async fn exit_codes_and_both_streams_are_kept() {
    let output = ran(sh("echo out; echo err >&2; exit 3")).await;
    assert_eq!((output.end, output.exit_code, output.signal), (End::Exited, Some(3), None));
    assert_eq!(stdout(&output), "out\n");
    assert_eq!(output.text(Stream::Stderr), "err\n");
}

#[tokio::test]
async fn a_signal_is_told_from_an_exit_code() {
    let output = ran(sh("kill -SEGV $$")).await;
    assert_eq!((output.end, output.exit_code, output.signal), (End::Exited, None, Some(11)));
}

#[tokio::test]
async fn both_outputs_and_the_input_are_terminals() {
    let output = ran(sh("test -t 0 && test -t 1 && test -t 2 && stty size && : >/dev/tty")).await;
    assert_eq!(output.exit_code, Some(0), "{output:?}");
    assert_eq!(stdout(&output), "40 100\n");
}

#[tokio::test]
async fn the_environment_is_exactly_what_was_given() {
    let output = ran(program(&["/usr/bin/env"])).await;
    let mut names: Vec<_> =
        stdout(&output).lines().filter_map(|l| Some(l.split_once('=')?.0.to_owned())).collect();
    names.sort();
    assert_eq!(names, ["LANG", "OPENAI_API_KEY", "PATH", "TERM", "WORKBOOK_RUN"]);
}

#[tokio::test]
async fn a_character_cut_in_two_writes_is_whole() {
    let output = ran(sh(r"printf 'a\342\202'; sleep 0.3; printf '\254z'")).await;
    assert_eq!(stdout(&output), "a€z");
}

#[tokio::test]
async fn control_sequences_and_odd_bytes_are_kept_as_text() {
    let output = ran(sh(r"printf '\033[31mred\033[0m\a\r\n\377\000end\n'")).await;
    assert_eq!(stdout(&output), "\x1b[31mred\x1b[0m\x07\r\n\u{fffd}\0end\n");
}

#[tokio::test]
async fn the_last_words_before_the_end_are_not_lost() {
    let output = ran(sh("i=0; while [ $i -lt 3000 ]; do echo line $i; i=$((i+1)); done; printf end")).await;
    let text = stdout(&output);
    assert!(text.ends_with("line 2999\nend"), "{}", &text[text.len().saturating_sub(100)..]);
    assert_eq!(text.lines().count(), 3001);
}

#[tokio::test]
async fn a_flood_is_cut_and_ended() {
    let mut program = sh("head -c 10000000 /dev/zero | tr '\\0' x; sleep 1000");
    program.output_cap = 100_000;
    let output = ran(program).await;
    assert_eq!(output.end, End::Flooded);
    assert_eq!(stdout(&output).len(), 100_000);
    assert_eq!((output.exit_code, output.signal), (None, None));
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn a_swarm_is_ended_before_it_fills_the_machine() {
    // A thousand at most, should it not be ended.
    let output = ran(sh("i=0; while [ $i -lt 1000 ]; do sleep 60 & i=$((i+1)); done; wait")).await;
    assert_eq!(output.end, End::Swarmed);
    // Dozens are a program like any other.
    let output = ran(sh("i=0; while [ $i -lt 60 ]; do sleep 0.2 & i=$((i+1)); done; wait")).await;
    assert_eq!(output.end, End::Exited);
}

#[tokio::test]
async fn a_program_without_end_is_ended() {
    for script in ["while :; do :; done", "trap '' INT TERM HUP QUIT; while :; do sleep 1; done"] {
        let mut program = sh(&format!("echo $$; {script}"));
        program.limit = Duration::from_millis(700);
        let output = ran(program).await;
        assert_eq!(output.end, End::TimedOut);
        assert!(is_gone(stdout(&output).trim()).await);
    }
}

#[tokio::test]
async fn a_child_that_holds_the_output_does_not_hold_the_end() {
    let output = ran(sh("trap '' HUP; (sleep 1000) & echo $!; exit 5")).await;
    assert_eq!((output.end, output.exit_code), (End::Exited, Some(5)));
    assert!(is_gone(stdout(&output).trim()).await);
}

#[tokio::test]
async fn a_child_that_left_the_session_is_ended_too() {
    let Some(program) = python(
        "import os, sys, time\n\
         if os.fork() == 0:\n\
         \x20   os.setsid()\n\
         \x20   if os.fork() == 0:\n\
         \x20       fd = os.open('/dev/null', os.O_RDWR)\n\
         \x20       print(os.getpid(), flush=True)\n\
         \x20       [os.dup2(fd, n) for n in (0, 1, 2)]\n\
         \x20       time.sleep(1000)\n\
         \x20   os._exit(0)\n\
         os.wait()\n\
         time.sleep(0.3)\n",
    ) else {
        return;
    };
    let output = ran(program).await;
    assert_eq!(output.exit_code, Some(0), "{output:?}");
    if cfg!(target_os = "linux") {
        assert!(is_gone(stdout(&output).trim()).await);
    }
}

#[tokio::test]
async fn cancelling_a_run_ends_its_program() {
    let (canceller, cancel) = Cancel::pair();
    let (_quiet, traffic) = watch::channel(Traffic::default());
    let seen = std::sync::Mutex::new(String::new());
    let take = |piece: &OutputPiece| seen.lock().unwrap().push_str(&piece.text);
    let running = run(sh("echo $$; sleep 1000"), traffic, take, cancel);
    let cancelling = async {
        while seen.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        canceller.cancel();
    };
    let (output, ()) = tokio::join!(running, cancelling);
    assert_eq!(output.unwrap().end, End::Cancelled);
    let pid = seen.into_inner().unwrap();
    assert!(is_gone(pid.trim()).await);
}

#[tokio::test]
async fn dropping_a_run_ends_its_program() {
    let (_quiet, traffic) = watch::channel(Traffic::default());
    let (tell, told) = tokio::sync::oneshot::channel();
    let mut tell = Some(tell);
    let take = move |piece: &OutputPiece| {
        let _ = tell.take().map(|tell| tell.send(piece.text.clone()));
    };
    let running = run(sh("echo $$; sleep 1000"), traffic, take, Cancel::never());
    let pid = tokio::select! {
        _ = running => panic!("it cannot end"),
        pid = told => pid.unwrap(),
    };
    assert!(is_gone(pid.trim()).await);
}

#[tokio::test]
async fn many_run_side_by_side() {
    let runs: Vec<_> =
        (0..12).map(|n| tokio::spawn(ran(sh(&format!("sleep 0.2; echo {n}; exit {n}"))))).collect();
    for (n, run) in runs.into_iter().enumerate() {
        let output = run.await.unwrap();
        assert_eq!(output.exit_code, i32::try_from(n).ok());
        assert_eq!(stdout(&output), format!("{n}\n"));
    }
}

#[tokio::test]
async fn what_cannot_be_run_says_why_and_what_to_do() {
    let missing = tried(program(&["/no/such/program"])).await.unwrap_err();
    assert!(matches!(missing, RunError::NotFound { .. }), "{missing:?}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("plain");
    std::fs::write(&file, "text").unwrap();
    let refused = tried(program(&[file.to_str().unwrap()])).await.unwrap_err();
    assert!(matches!(refused, RunError::NotPermitted { .. }), "{refused:?}");
    let mut elsewhere = sh("true");
    elsewhere.cwd = folder.path().join("none");
    let nowhere = tried(elsewhere).await.unwrap_err();
    assert!(matches!(nowhere, RunError::NoFolder { .. }), "{nowhere:?}");
    assert!(matches!(tried(program(&[])).await, Err(RunError::NoCommand)));
}

#[test]
fn no_zombie_is_left() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let output = runtime.block_on(ran(sh("echo $$; exit 0")));
    let pid = stdout(&output).trim().to_owned();
    assert!(!std::path::Path::new(&format!("/proc/{pid}")).exists() || !cfg!(target_os = "linux"));
}

/// Not a test: what the next one kills.
#[tokio::test]
#[ignore = "runs for ever; another test starts it as a process of its own"]
async fn helper_that_runs_a_program() {
    let Ok(script) = std::env::var("WORKBOOK_TEST_SCRIPT") else { return };
    ran(sh(&script)).await;
}

fn runner(script: &str) -> std::process::Child {
    std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "run::tests::ending::helper_that_runs_a_program", "--ignored"])
        .env("WORKBOOK_TEST_SCRIPT", script)
        .stdout(std::process::Stdio::null())
        .spawn()
        .unwrap()
}

#[cfg(target_os = "linux")]
fn hang_ups_are_ignored() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:")).unwrap();
    u64::from_str_radix(ignored.trim(), 16).unwrap() & 1 == 1
}

#[tokio::test]
#[cfg(target_os = "linux")]
async fn when_the_runner_is_killed_its_program_ends_at_once_or_with_the_next_run() {
    let folder = tempfile::tempdir().unwrap();
    let note = folder.path().join("pid");
    // Under `nohup` every program is deaf to the hang-up, from the first one on.
    for (trap, ends_at_once) in [(":", !hang_ups_are_ignored()), ("trap '' HUP", false)] {
        let script = format!("{trap}; echo $$ > {0}.new; mv {0}.new {0}; sleep 3600; :", note.display());
        let mut first = runner(&script);
        while !note.exists() {
            assert!(first.try_wait().unwrap().is_none(), "the helper ended");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let pid = std::fs::read_to_string(&note).unwrap();
        std::fs::remove_file(&note).unwrap();
        first.kill().unwrap();
        first.wait().unwrap();
        if !ends_at_once {
            assert!(runs(pid.trim()));
            runner("sleep 1").wait().unwrap();
        }
        assert!(is_gone(pid.trim()).await, "{trap:?}");
    }
}
