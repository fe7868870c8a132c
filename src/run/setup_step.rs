//! One command of a set-up.
//!
//! Owns: running it quietly, its last words, and what to do when it fails. Must not
//! know: which tool it is.
//!
//! Unlike a learner's program it keeps the user's environment: package tools need their
//! mirrors, proxies and certificates.

use super::reins::{self, Reins};
use regex::Regex;
use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;
use std::sync::LazyLock;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// How long one step may take: a slow line and a big package.
const PATIENCE: Duration = Duration::from_secs(15 * 60);
/// How many of the last lines are shown.
const LINES: usize = 12;
/// How many bytes of output are kept.
const KEPT: usize = 64 * 1024;

/// Variables of another environment of the same language, which would mislead the tool.
pub(super) const MISLEADING: [&str; 14] = [
    "PYTHONHOME",
    "PYTHONPATH",
    "PYTHONSTARTUP",
    "VIRTUAL_ENV",
    "PIP_USER",
    "PIP_TARGET",
    "NODE_OPTIONS",
    "NODE_PATH",
    "CARGO_TARGET_DIR",
    "CARGO_BUILD_TARGET",
    "CARGO_ENCODED_RUSTFLAGS",
    "RUSTFLAGS",
    "RUSTUP_TOOLCHAIN",
    "CLASSPATH",
];

/// A step that failed.
#[derive(Debug)]
pub(super) struct Failure {
    /// The last lines the tool printed, or why it did not start.
    pub(super) output: String,
}

impl Failure {
    fn new(output: &str) -> Self {
        Self { output: last_lines(output) }
    }

    /// What to do about it. `cache` is where the environment was to be kept.
    pub(super) fn cure(&self, cache: &Path) -> String {
        let full = ["no space left", "disk quota", "enospc"];
        let said = self.output.to_lowercase();
        if full.iter().any(|words| said.contains(words)) {
            return format!(
                "Make room on the disk of {}, or set WORKBOOK_CACHE to a folder on another one, then try again",
                cache.display()
            );
        }
        if said.contains("linker") && said.contains("not found") {
            return "Install a C compiler, whose linker is used: `sudo apt install build-essential` (Debian, Ubuntu), \
                    `xcode-select --install` (macOS), then try again"
                .to_owned();
        }
        "Packages are fetched once, so this needs the network: check the connection (and a proxy's or \
         mirror's settings), then try again"
            .to_owned()
    }
}

/// Runs the command in `folder`; what it prints is only used when it fails. When the
/// future is dropped, the command and all that it started are ended.
pub(super) async fn run(command: &[OsString], folder: &Path) -> Result<(), Failure> {
    let Some((program, args)) = command.split_first() else {
        return Err(Failure::new("the step has no command"));
    };
    let mark = reins::fresh_mark();
    let mut child = spawn(program, args, folder, &mark)
        .map_err(|error| Failure::new(&format!("{}: {error}", program.to_string_lossy())))?;
    let _reins = Reins::new(child.id(), mark);
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let all = async { tokio::join!(child.wait(), tail(stdout), tail(stderr)) };
    match timeout(PATIENCE, all).await {
        Ok((Ok(status), _, _)) if status.success() => Ok(()),
        Ok((Ok(status), out, err)) => {
            let output = format!("{out}\n{err}");
            Err(Failure::new(if output.trim().is_empty() { "it said nothing" } else { &output })
                .ended(&status.to_string()))
        }
        Ok((Err(error), _, _)) => Err(Failure::new(&error.to_string())),
        Err(_) => Err(Failure::new("it took longer than 15 minutes")),
    }
}

impl Failure {
    fn ended(mut self, status: &str) -> Self {
        self.output = format!("{}\n({status})", self.output);
        self
    }
}

fn spawn(program: &OsString, args: &[OsString], folder: &Path, mark: &str) -> std::io::Result<Child> {
    let mut command = Command::new(program);
    command.args(args).current_dir(folder).env(reins::MARK, mark);
    for name in MISLEADING {
        command.env_remove(name);
    }
    // A group of its own, so that all of it can be ended.
    #[cfg(unix)]
    command.process_group(0);
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command.kill_on_drop(true).spawn()
}

/// The end of what is printed.
async fn tail(stream: Option<impl AsyncRead + Unpin>) -> String {
    let mut kept = Vec::new();
    let mut buffer = vec![0; 8 * 1024];
    if let Some(mut stream) = stream {
        while let Ok(length @ 1..) = stream.read(&mut buffer).await {
            kept.extend_from_slice(buffer.get(..length).unwrap_or_default());
            if kept.len() > 2 * KEPT {
                kept.drain(..kept.len() - KEPT);
            }
        }
    }
    String::from_utf8_lossy(&kept).into_owned()
}

static CREDENTIALS: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"://[^/@\s]+@").ok());

/// The last lines, without escapes and without the credentials of addresses.
fn last_lines(output: &str) -> String {
    let plain = strip_ansi_escapes::strip_str(output.replace('\r', "\n"));
    let lines: Vec<&str> = plain.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).collect();
    let last = lines.get(lines.len().saturating_sub(LINES)..).unwrap_or_default().join("\n");
    match CREDENTIALS.as_ref() {
        Some(pattern) => pattern.replace_all(&last, "://[masked]@").into_owned(),
        None => last,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_last_lines_are_kept_and_credentials_masked() {
        let long: String = (0..40).map(|n| format!("line {n}\n\n")).collect();
        assert_eq!(last_lines(&long).lines().count(), LINES);
        let secret = "\x1b[31mERROR\x1b[0m at https://ada:pass@mirror.example/simple\r\n";
        assert_eq!(last_lines(secret), "ERROR at https://[masked]@mirror.example/simple");
    }

    #[test]
    fn a_full_disk_has_its_own_cure() {
        let full = Failure::new("ERROR: [Errno 28] No space left on device");
        assert!(full.cure(Path::new("/c")).contains("WORKBOOK_CACHE"));
        assert!(Failure::new("Could not resolve host").cure(Path::new("/c")).contains("network"));
    }
}
