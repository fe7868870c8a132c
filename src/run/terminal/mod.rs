//! The learner's terminal: what the program is attached to.
//!
//! Owns: starting the program and the way to its screen and keyboard. Must not know:
//! what is typed or why.
//!
//! On Unix, standard input and output are one pseudo-terminal, the controlling one
//! of a new session, and standard error is a second one, so that both outputs behave
//! as they do for a person (a missing flush is visible) and can still be told apart.
//!
//! Elsewhere (Windows) they are three pipes. What differs there: interpreters buffer
//! output in blocks, so text may appear late although the program is right; programs
//! that ask whether they talk to a terminal are told no; whether a typed line was read
//! cannot be seen, so lines are paced by quiet alone; Enter is a newline, and the end
//! of input closes the pipe.

#[cfg(any(not(unix), test))]
#[cfg_attr(unix, allow(dead_code, reason = "compiled in tests so that it keeps compiling"))]
mod pipes;
#[cfg(target_os = "linux")]
mod posture;
#[cfg(unix)]
mod unix;

#[cfg(not(unix))]
pub(super) use pipes::Terminal;
#[cfg(unix)]
pub(super) use unix::Terminal;

use std::process::ExitStatus;

/// What the program is seen to do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "only /proc shows more than Unknown"))]
pub(super) enum Posture {
    /// Blocked in a read of its terminal: it waits for a line.
    Reading,
    /// Computing, or waiting for something that is not the terminal.
    Working,
    /// Waiting for something that may be the terminal, or it cannot be seen.
    Unknown,
}

/// Exit code and signal of an ended program.
pub(super) fn ending(status: ExitStatus) -> (Option<i32>, Option<i32>) {
    #[cfg(unix)]
    let signal = std::os::unix::process::ExitStatusExt::signal(&status);
    #[cfg(not(unix))]
    let signal = None;
    (status.code(), signal)
}
