//! Three pipes, where there are no pseudo-terminals.

use super::Posture;
use crate::run::child::Leader;
use crate::run::program::{Program, RunError};
use std::process::Stdio;
use std::time::Duration;
use tokio::io::AsyncWriteExt;
use tokio::process::{ChildStderr, ChildStdin, ChildStdout, Command};

/// A program at its pipes.
pub(in crate::run) struct Terminal {
    /// The program.
    pub(in crate::run) child: Leader,
    /// What it prints on standard output.
    pub(in crate::run) stdout: ChildStdout,
    /// What it prints on standard error.
    pub(in crate::run) stderr: ChildStderr,
    keyboard: Option<ChildStdin>,
}

impl Terminal {
    /// Starts the program.
    pub(in crate::run) async fn start(program: &Program) -> Result<Self, RunError> {
        let (name, args) = program.command.split_first().ok_or(RunError::NoCommand)?;
        let mut command = Command::new(name);
        command.args(args).current_dir(&program.cwd).kill_on_drop(true).env_clear();
        command.envs(program.env.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().map_err(|error| RunError::starting(name, &program.cwd, error))?;
        let missing = || RunError::Terminal(std::io::Error::other("a pipe is missing"));
        Ok(Self {
            stdout: child.stdout.take().ok_or_else(missing)?,
            stderr: child.stderr.take().ok_or_else(missing)?,
            keyboard: child.stdin.take(),
            child: Leader::Started(child),
        })
    }

    /// Types a line and a newline.
    pub(in crate::run) async fn type_line(&mut self, line: &str) {
        let mut keys: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        keys.push('\n');
        if let Some(keyboard) = &mut self.keyboard {
            let typing = keyboard.write_all(keys.as_bytes());
            let _ = tokio::time::timeout(Duration::from_millis(200), typing).await;
        }
    }

    /// Closes standard input.
    pub(in crate::run) async fn end_input(&mut self) {
        if let Some(mut keyboard) = self.keyboard.take() {
            let _ = keyboard.shutdown().await;
        }
    }

    /// Nobody asks a pipe where its cursor is.
    pub(in crate::run) async fn answer_queries(&mut self, _printed: &[u8]) {}

    /// It cannot be seen how long the program waited for a processor.
    pub(in crate::run) const fn starved(&self) -> std::time::Duration {
        std::time::Duration::ZERO
    }

    /// It cannot be seen whether a pipe was read.
    pub(in crate::run) const fn unread(&self) -> bool {
        false
    }

    /// It cannot be seen either.
    pub(in crate::run) const fn posture(&self) -> Posture {
        Posture::Unknown
    }

    /// We hold no end of the program's.
    pub(in crate::run) const fn let_go(&mut self) {}
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::course::StdinPlan;
    use std::time::Instant;
    use tokio::io::AsyncReadExt;

    fn program(command: &[&str]) -> Program {
        Program {
            command: command.iter().map(std::ffi::OsString::from).collect(),
            cwd: std::env::temp_dir(),
            env: vec![("PATH".to_owned(), std::env::var("PATH").unwrap_or_default())],
            stdin: StdinPlan::Unscripted,
            limit: Duration::from_secs(60),
            output_cap: 1000,
            clock: Instant::now(),
            short_clock: None,
            nursery: None,
        }
    }

    #[tokio::test]
    #[cfg(unix)]
    async fn lines_go_in_and_both_outputs_come_out() {
        let script = "read a; echo got $a; cat; echo end >&2; exit 4";
        let mut terminal = Terminal::start(&program(&["/bin/sh", "-c", script])).await.unwrap();
        terminal.type_line("one\u{7} line").await;
        terminal.type_line("rest").await;
        terminal.end_input().await;
        let (mut out, mut err) = (String::new(), String::new());
        terminal.stdout.read_to_string(&mut out).await.unwrap();
        terminal.stderr.read_to_string(&mut err).await.unwrap();
        assert_eq!((out.as_str(), err.as_str()), ("got one line\nrest\n", "end\n"));
        assert_eq!(super::super::ending(terminal.child.wait().await.unwrap()), (Some(4), None));
    }

    #[tokio::test]
    async fn what_is_not_there_cannot_be_started() {
        let error = Terminal::start(&program(&["no-such-program"])).await.err().unwrap();
        assert!(matches!(error, RunError::NotFound { .. }), "{error:?}");
    }
}
