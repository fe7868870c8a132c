//! Keys that a program tells: a password manager, or the system's own keyring.
//!
//! Owns: how the keyring of this system is asked, how a key gets into it, and that a
//! program which does not answer holds nothing up. Must not know: the environment,
//! files, what a key is for.
//!
//! The keyring is asked through the system's own tool (`secret-tool`, `security`), so
//! that workbook itself needs no access to it.

use std::fmt;
use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

/// The name that keys have in the keyring.
const SERVICE: &str = "workbook";
/// A keyring that is locked asks for its password first, which takes a person a while.
const KEYRING: Duration = Duration::from_secs(20);
/// Password managers may ask for more than a password.
const COMMAND: Duration = Duration::from_secs(60);
/// Keys are not longer.
const LONGEST: u64 = 64 * 1024;

/// Why nothing was told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Silence {
    /// There is no such program.
    Absent,
    /// It failed, or had nothing to tell.
    Nothing,
    /// It was stopped after this time.
    Late(Duration),
}

impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Absent => f.write_str("cannot be started"),
            Self::Nothing => f.write_str("told no key"),
            Self::Late(limit) => write!(f, "gave no answer within {} s", limit.as_secs()),
        }
    }
}

/// How the keyring of a system is asked.
#[derive(Debug, Clone)]
pub(super) struct Keyring {
    /// The tool; empty where there is none.
    tool: String,
    limit: Duration,
}

impl Keyring {
    /// The one of this system.
    pub(super) fn of_this_system() -> Self {
        let tool = if cfg!(target_os = "macos") {
            "security"
        } else if cfg!(unix) {
            "secret-tool"
        } else {
            ""
        };
        Self { tool: tool.to_owned(), limit: KEYRING }
    }

    /// One that is asked through this tool.
    #[cfg(test)]
    pub(super) fn asked_with(tool: &str, limit: Duration) -> Self {
        Self { tool: tool.to_owned(), limit }
    }

    /// The key that is kept under this variable's name.
    pub(super) fn ask(&self, variable: &str) -> Result<String, Silence> {
        if self.tool.is_empty() {
            return Err(Silence::Absent);
        }
        let words = if cfg!(target_os = "macos") {
            ["find-generic-password", "-s", SERVICE, "-a", variable, "-w"].to_vec()
        } else {
            ["lookup", "service", SERVICE, "key", variable].to_vec()
        };
        let mut command = Command::new(&self.tool);
        // What it says beside the key ("not found", "no session bus") helps nobody.
        command.args(words).stderr(Stdio::null());
        answer(command, self.limit)
    }
}

/// The command that puts a key into the keyring of this system; it asks for the key
/// itself, so that the key is in no history of commands.
pub(super) fn store_command(variable: &str) -> Option<String> {
    if cfg!(target_os = "macos") {
        Some(format!("security add-generic-password -U -s {SERVICE} -a {variable} -w"))
    } else if cfg!(unix) {
        Some(format!("secret-tool store --label={SERVICE} service {SERVICE} key {variable}"))
    } else {
        None
    }
}

/// The first line that the learner's own command tells.
pub(super) fn told_by(command: &[String]) -> Result<String, Silence> {
    let (program, args) = command.split_first().ok_or(Silence::Absent)?;
    let mut command = Command::new(program);
    command.args(args).stderr(Stdio::inherit());
    answer(command, COMMAND)
}

/// The first line of what a program prints; it has to succeed, in time.
fn answer(mut command: Command, limit: Duration) -> Result<String, Silence> {
    let deadline = Instant::now() + limit;
    let mut child =
        command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn().map_err(|_| Silence::Absent)?;
    let printed = printed(&mut child, limit);
    let succeeded = printed.is_some() && ends_well(&mut child, deadline);
    if !succeeded {
        // One that has ended already is none the worse for it.
        let _ = child.kill();
        let _ = child.wait();
    }
    match printed {
        None => Err(Silence::Late(limit)),
        Some(bytes) => {
            let text = String::from_utf8(bytes).unwrap_or_default();
            let line = text.lines().next().map(str::trim).unwrap_or_default();
            if succeeded && !line.is_empty() { Ok(line.to_owned()) } else { Err(Silence::Nothing) }
        }
    }
}

/// All that it prints, unless that takes too long. The reader is a thread of its own:
/// a process that keeps the pipe open must not hold us up.
fn printed(child: &mut Child, limit: Duration) -> Option<Vec<u8>> {
    let stdout = child.stdout.take()?;
    let (teller, heard) = mpsc::channel();
    let read = move || {
        let mut bytes = Vec::new();
        let _ = stdout.take(LONGEST).read_to_end(&mut bytes);
        let _ = teller.send(bytes);
    };
    std::thread::Builder::new().name("key".to_owned()).spawn(read).ok()?;
    heard.recv_timeout(limit).ok()
}

fn ends_well(child: &mut Child, deadline: Instant) -> bool {
    loop {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            Ok(None) if Instant::now() < deadline => std::thread::sleep(Duration::from_millis(5)),
            _ => return false,
        }
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn shell(words: &str, limit: Duration) -> Result<String, Silence> {
        let mut command = Command::new("sh");
        command.args(["-c", words]);
        answer(command, limit)
    }

    #[test]
    fn only_a_successful_answer_counts() {
        let limit = Duration::from_secs(20);
        assert_eq!(shell("printf ' sk-a \\nmore\\n'", limit), Ok("sk-a".to_owned()));
        assert_eq!(shell("echo sk-a; exit 1", limit), Err(Silence::Nothing));
        for nothing in ["true", "false", "echo", "printf '\\377'"] {
            assert_eq!(shell(nothing, limit), Err(Silence::Nothing), "{nothing}");
        }
        assert_eq!(told_by(&["workbook-no-such-program".to_owned()]), Err(Silence::Absent));
        assert_eq!(told_by(&[]), Err(Silence::Absent));
    }

    #[test]
    fn one_that_hangs_is_stopped() {
        let limit = Duration::from_millis(100);
        // It says nothing; it has said it and does not end; it leaves the pipe to another.
        for (words, silence) in [
            ("exec sleep 600", Silence::Late(limit)),
            ("echo sk-a; exec >&-; exec sleep 600", Silence::Nothing),
            ("sleep 3 & exit 0", Silence::Late(limit)),
        ] {
            assert_eq!(shell(words, limit), Err(silence), "{words}");
        }
    }
}
