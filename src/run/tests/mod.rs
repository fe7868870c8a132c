//! Real programs in real terminals. Nothing here asserts how long anything took.

mod clock;
mod ending;
mod tracks;
mod typing;

use super::{Cancel, DEFAULT_OUTPUT_CAP, Program, RunError, run};
use crate::course::StdinPlan;
use crate::evidence::{OutputPiece, ProgramOutput, Stream, Traffic};
use std::ffi::OsString;
use std::path::PathBuf;
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// Long enough for a machine that is busy with other things.
const LONG: Duration = Duration::from_secs(60);

/// The first of these programs that is on this machine.
fn found(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let dirs: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names.iter().find_map(|name| dirs.iter().map(|dir| dir.join(name)).find(|file| file.is_file()))
}

/// A program made of these words, with nothing typed at it that it could wait for.
fn program(command: &[&str]) -> Program {
    Program {
        command: command.iter().map(OsString::from).collect(),
        cwd: std::env::temp_dir(),
        env: vec![
            ("PATH".to_owned(), std::env::var("PATH").unwrap_or_default()),
            ("TERM".to_owned(), "xterm-256color".to_owned()),
            ("LANG".to_owned(), "C.UTF-8".to_owned()),
            ("OPENAI_API_KEY".to_owned(), "sk-handed-out".to_owned()),
        ],
        stdin: StdinPlan::Unscripted,
        limit: LONG,
        output_cap: DEFAULT_OUTPUT_CAP,
        clock: Instant::now(),
        short_clock: None,
        nursery: None,
    }
}

fn sh(script: &str) -> Program {
    program(&["/bin/sh", "-c", script])
}

/// `None` where there is no Python.
fn python(script: &str) -> Option<Program> {
    let python = found(&["python3"])?;
    Some(program(&[python.to_str()?, "-c", script]))
}

async fn ran(program: Program) -> ProgramOutput {
    tried(program).await.unwrap()
}

async fn tried(program: Program) -> Result<ProgramOutput, RunError> {
    let (_quiet, traffic) = watch::channel(Traffic::default());
    run(program, traffic, |_| {}, Cancel::never()).await
}

fn stdout(output: &ProgramOutput) -> String {
    output.text(Stream::Stdout)
}

/// Whether a process with this id still runs (a zombie does not).
fn runs(pid: &str) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(')').is_some_and(|(_, rest)| !rest.trim_start().starts_with(['Z', 'X']))
}

/// Kills are not instant: waits until a process is gone, or a long time has passed.
async fn is_gone(pid: &str) -> bool {
    for _ in 0..500 {
        if !runs(pid) {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    false
}

fn first_with<'a>(pieces: &'a [OutputPiece], text: &str) -> &'a OutputPiece {
    pieces.iter().find(|piece| piece.text.contains(text)).unwrap()
}
