//! `workbook`: learn to program against LLM APIs, graded by what goes over the wire.
//!
//! The rooms, from the ground up; imports run downward only (proved by
//! `tests/testsuite/architecture.rs`).

// The ground: data.
pub mod evidence;
pub mod exit;
pub mod models;
pub mod script;
// First floor: the course and the command line.
pub mod cli;
pub mod course;
// Second: judging, and the learner's folder.
pub mod grade;
pub mod workspace;
// Third: what happened.
pub mod event;
pub mod progress;
pub mod watch;
// Fourth: the world outside.
pub mod api;
pub mod live;
pub mod run;
// Fifth: one attempt, and the proof made of many; and how it is shown.
pub mod checker;
pub mod proof;
pub mod report;
// Sixth: what people type.
pub mod commands;

use clap::Parser;
use std::ffi::OsString;
use std::process::ExitCode;

/// The mock makes and drops many small pieces for every answer; the system's own
/// allocator takes a third longer for it (`benches/mock_server.rs`).
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Runs the command line and says how it ended. The binary is a shim over this.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    match cli::Cli::try_parse_from(args) {
        Ok(cli) => commands::dispatch(&cli).into(),
        Err(error) => {
            // clap prints help and version to standard output, mistakes to standard error.
            let _ = error.print();
            if error.use_stderr() { exit::ExitStatus::Usage.into() } else { exit::ExitStatus::Passed.into() }
        }
    }
}
