//! What a program and its descendants are seen to do, from `/proc` (Linux).
//!
//! Owns: reading `/proc/PID/task/TID/syscall`. Where the kernel does not show it,
//! everything is [`Posture::Unknown`], and lines are paced by quiet alone.

use super::Posture;
use std::fs;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};

/// Numbers of the system calls that wait for a line, as `(read, select, pselect6)`.
#[cfg(target_arch = "x86_64")]
const CALLS: Option<(u64, u64, u64)> = Some((0, 23, 270));
/// The newer architectures share one table, without `select`.
#[cfg(any(target_arch = "aarch64", target_arch = "riscv64"))]
const CALLS: Option<(u64, u64, u64)> = Some((63, 72, 72));
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")))]
const CALLS: Option<(u64, u64, u64)> = None;

/// More descendants than this are not looked at.
const FAMILY: usize = 32;

/// A program and the terminal it may read.
#[derive(Debug)]
pub(super) struct Watched {
    pid: Option<u32>,
    terminal: Option<PathBuf>,
}

impl Watched {
    /// `end` is our copy of the program's end of its terminal.
    pub(super) fn new(pid: Option<u32>, end: &OwnedFd) -> Self {
        let terminal = fs::read_link(format!("/proc/self/fd/{}", end.as_raw_fd())).ok();
        Self { pid, terminal }
    }

    /// `Reading` when any thread of the program or its descendants waits for a line
    /// of this terminal and none computes.
    pub(super) fn posture(&self) -> Posture {
        let (Some(pid), Some(terminal)) = (self.pid, &self.terminal) else { return Posture::Unknown };
        let mut seen = Posture::Unknown;
        for pid in family(pid) {
            for task in entries(&format!("/proc/{pid}/task")) {
                let Ok(call) = fs::read_to_string(task.join("syscall")) else { continue };
                if call.starts_with("running") {
                    return Posture::Working;
                }
                if awaited_fd(&call).is_some_and(|fd| is_terminal(pid, fd, terminal)) {
                    seen = Posture::Reading;
                }
            }
        }
        seen
    }
}

/// The process and its descendants.
fn family(pid: u32) -> Vec<u32> {
    let mut pids = vec![pid];
    let mut at = 0;
    while let Some(pid) = pids.get(at).copied().filter(|_| pids.len() < FAMILY) {
        for task in entries(&format!("/proc/{pid}/task")) {
            let children = fs::read_to_string(task.join("children")).unwrap_or_default();
            pids.extend(children.split_whitespace().filter_map(|child| child.parse::<u32>().ok()));
        }
        at += 1;
    }
    pids
}

fn entries(dir: &str) -> impl Iterator<Item = PathBuf> {
    fs::read_dir(dir).into_iter().flatten().flatten().map(|entry| entry.path())
}

/// The descriptor a thread waits for, told from `NUMBER ARG0 ARG1 …`: a `read` names
/// it; a `select` over one descriptor (as GNU readline does) can only mean standard
/// input.
fn awaited_fd(call: &str) -> Option<u64> {
    let (read, select, pselect) = CALLS?;
    let mut words = call.split_whitespace();
    let number: u64 = words.next()?.parse().ok()?;
    let first = u64::from_str_radix(words.next()?.trim_start_matches("0x"), 16).ok()?;
    match first {
        fd if number == read => Some(fd),
        1 if number == select || number == pselect => Some(0),
        _ => None,
    }
}

fn is_terminal(pid: u32, fd: u64, terminal: &Path) -> bool {
    fs::read_link(format!("/proc/{pid}/fd/{fd}"))
        .is_ok_and(|target| target == terminal || target == Path::new("/dev/tty"))
}
