//! What a program and its descendants are seen to do, from `/proc` (Linux).
//!
//! Owns: reading `/proc/PID/task/TID/syscall` and `schedstat`. Where the kernel does not
//! show them, or numbers its calls in a way not known here, everything is
//! [`Posture::Unknown`], lines are paced by quiet alone, and no time is given back.

use super::Posture;
use std::fs;
use std::os::fd::{AsRawFd, OwnedFd};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// System calls by number, on architectures that are known here.
struct Calls {
    read: u64,
    selects: &'static [u64],
    /// Calls that wait for several things, a terminal perhaps among them.
    waits: &'static [u64],
}

#[cfg(target_arch = "x86_64")]
const CALLS: Option<Calls> =
    Some(Calls { read: 0, selects: &[23, 270], waits: &[7, 23, 232, 270, 271, 281, 426, 441] });
/// The newer architectures share one table.
#[cfg(any(target_arch = "aarch64", target_arch = "riscv64"))]
const CALLS: Option<Calls> = Some(Calls { read: 63, selects: &[72], waits: &[22, 72, 73, 426, 441] });
#[cfg(not(any(target_arch = "x86_64", target_arch = "aarch64", target_arch = "riscv64")))]
const CALLS: Option<Calls> = None;

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

    /// `Working` when any thread of the program or its descendants computes, or when
    /// none waits for anything that could be this terminal (they sleep, connect, wait
    /// for each other); `Reading` when one waits for a line of it.
    pub(super) fn posture(&self) -> Posture {
        let (Some(pid), Some(terminal), Some(calls)) = (self.pid, &self.terminal, &CALLS) else {
            return Posture::Unknown;
        };
        let (mut reading, mut unknown) = (false, false);
        for pid in family(pid) {
            for task in entries(&format!("/proc/{pid}/task")) {
                let Ok(call) = fs::read_to_string(task.join("syscall")) else {
                    unknown |= task.exists();
                    continue;
                };
                match calls.meaning(&call) {
                    Meaning::Computes => return Posture::Working,
                    Meaning::Reads(fd) => reading |= is_terminal(pid, fd, terminal),
                    Meaning::Waits => unknown = true,
                    Meaning::Elsewhere => {}
                }
            }
        }
        match (reading, unknown) {
            (true, _) => Posture::Reading,
            (false, true) => Posture::Unknown,
            (false, false) => Posture::Working,
        }
    }

    /// How long the program has been ready to run while others had the processors: of
    /// each living process the thread that waited longest, all together.
    pub(super) fn starved(&self) -> Duration {
        let waited = |task: PathBuf| {
            let told = fs::read_to_string(task.join("schedstat")).unwrap_or_default();
            // Nanoseconds on a processor, nanoseconds waiting for one, turns.
            told.split_whitespace().nth(1).and_then(|waited| waited.parse().ok()).unwrap_or(0u64)
        };
        let longest = |pid: &u32| entries(&format!("/proc/{pid}/task")).map(waited).max().unwrap_or(0);
        let pids = self.pid.map(family).unwrap_or_default();
        Duration::from_nanos(pids.iter().map(longest).fold(0, u64::saturating_add))
    }
}

/// What one thread does.
#[derive(Debug, PartialEq, Eq)]
enum Meaning {
    Computes,
    /// It waits for this descriptor.
    Reads(u64),
    /// It waits for several things, which cannot be seen.
    Waits,
    /// It waits for something that is not a terminal.
    Elsewhere,
}

impl Calls {
    /// What a thread does, told from `NUMBER ARG0 ARG1 …`: a `read` names its
    /// descriptor; a `select` over one descriptor (as GNU readline does) can only mean
    /// standard input.
    fn meaning(&self, call: &str) -> Meaning {
        if call.starts_with("running") {
            return Meaning::Computes;
        }
        let mut words = call.split_whitespace();
        let number = words.next().and_then(|word| word.parse::<u64>().ok());
        let first = words.next().and_then(|word| u64::from_str_radix(word.trim_start_matches("0x"), 16).ok());
        match (number, first) {
            (Some(number), Some(fd)) if number == self.read => Meaning::Reads(fd),
            (Some(number), Some(1)) if self.selects.contains(&number) => Meaning::Reads(0),
            (Some(number), _) if self.waits.contains(&number) => Meaning::Waits,
            _ => Meaning::Elsewhere,
        }
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

fn is_terminal(pid: u32, fd: u64, terminal: &Path) -> bool {
    fs::read_link(format!("/proc/{pid}/fd/{fd}"))
        .is_ok_and(|target| target == terminal || target == Path::new("/dev/tty"))
}

#[cfg(all(test, target_arch = "x86_64"))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_told_apart() {
        let calls = CALLS.unwrap();
        assert_eq!(calls.meaning("running\n"), Meaning::Computes);
        assert_eq!(calls.meaning("0 0x5 0x7ffc 0x400 0x0 0x0 0x0 0x7ffc 0x7f\n"), Meaning::Reads(5));
        assert_eq!(calls.meaning("270 0x1 0x7ffc 0x0 0x0 0x0 0x7ffc 0x0 0x0\n"), Meaning::Reads(0));
        assert_eq!(calls.meaning("270 0x9 0x7ffc 0x0 0x0 0x0 0x7ffc 0x0 0x0\n"), Meaning::Waits);
        assert_eq!(calls.meaning("281 0xd 0x7ffc 0x400 0x5 0x0 0x8 0x0 0x0\n"), Meaning::Waits);
        assert_eq!(calls.meaning("230 0x0 0x0 0x7ffc 0x7ffc 0x0 0x0 0x0 0x0\n"), Meaning::Elsewhere);
        assert_eq!(calls.meaning("-1 0x7ffc 0x7f\n"), Meaning::Elsewhere);
    }
}
