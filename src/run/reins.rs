//! Nothing of a program survives its run.
//!
//! Owns: the mark that every process of a run carries, counting and ending all of them.
//! Must not know: why a run ends.
//!
//! A program is the leader of a session of its own. Ending it means: SIGKILL to its
//! process group, then, on Linux, to every process that is in its session or carries
//! the run's mark in its environment, so that a child that left the session
//! (`setsid`, double fork) is found too. Elsewhere it is the process group only. A
//! process that left the session *and* threw its environment away is not found.
//!
//! If we are killed ourselves, the terminals close and the kernel hangs up the session
//! (SIGHUP); what ignores that is ended by the next run, which finds marks of
//! runners that are no more.

/// The environment variable with the mark.
pub(super) const MARK: &str = "WORKBOOK_RUN";

#[cfg(target_os = "linux")]
pub(super) use linux::{fresh_mark, sweep_after_the_dead};

#[cfg(not(target_os = "linux"))]
pub(super) fn fresh_mark() -> String {
    std::process::id().to_string()
}

#[cfg(not(target_os = "linux"))]
pub(super) const fn sweep_after_the_dead() {}

/// Holds one program; letting go ends everything that is left of it.
#[derive(Debug)]
pub(super) struct Reins {
    pid: Option<u32>,
    #[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "only /proc shows marks"))]
    mark: String,
    #[cfg(target_os = "linux")]
    count: linux::Count,
}

impl Reins {
    /// Takes hold of the program with this id, all of whose processes carry `mark`.
    pub(super) fn new(pid: Option<u32>, mark: String) -> Self {
        Self {
            pid,
            mark,
            #[cfg(target_os = "linux")]
            count: linux::Count::default(),
        }
    }

    /// Whether the program has become so many processes that they are an accident, and
    /// would soon leave the machine none for anything else. (A limit set for the program
    /// would count all processes of the person who runs it.)
    pub(super) fn is_swarm(&mut self) -> bool {
        #[cfg(target_os = "linux")]
        return self.pid.is_some_and(|pid| self.count.is_swarm(pid, &self.mark));
        #[cfg(not(target_os = "linux"))]
        false
    }

    /// Ends the program and all that it started.
    pub(super) fn end_all(&self) {
        let Some(pid) = self.pid else { return };
        end_group(pid);
        #[cfg(target_os = "linux")]
        linux::sweep(pid, &self.mark);
    }
}

impl Drop for Reins {
    fn drop(&mut self) {
        self.end_all();
    }
}

#[cfg(unix)]
fn end_group(pid: u32) {
    use rustix::process::{Pid, Signal, kill_process_group};
    let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
    if let Some(pid) = pid {
        let _ = kill_process_group(pid, Signal::KILL);
    }
}

/// The tree below the program, by the system's own tool.
#[cfg(not(unix))]
fn end_group(pid: u32) {
    let mut kill = std::process::Command::new("taskkill");
    kill.args(["/T", "/F", "/PID", &pid.to_string()]);
    kill.stdin(std::process::Stdio::null());
    let _ = kill.stdout(std::process::Stdio::null()).stderr(std::process::Stdio::null()).status();
}

#[cfg(target_os = "linux")]
mod linux {
    use super::MARK;
    use rustix::process::{Pid, Signal, kill_process};
    use std::fs;
    use std::sync::Once;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// A process may fork while we look: look again until nothing is found, but not
    /// for ever.
    const ROUNDS: usize = 20;

    /// So many processes at once are no program any more.
    const SWARM: usize = 400;
    /// How many ids have to be handed out before it is worth counting again.
    const NEWS: u32 = 200;

    /// When a program's processes were counted last.
    #[derive(Debug, Default)]
    pub(super) struct Count {
        /// The id that was handed out last by then.
        at: Option<u32>,
    }

    impl Count {
        pub(super) fn is_swarm(&mut self, leader: u32, mark: &str) -> bool {
            let Some(last) = last_handed_out() else { return false };
            // The numbers may have begun anew.
            let news = last.checked_sub(self.at.unwrap_or(leader));
            if news.is_some_and(|news| news < NEWS) {
                return false;
            }
            self.at = Some(last);
            younger_than(leader).into_iter().filter(|pid| is_of(*pid, leader, mark)).count() >= SWARM
        }
    }

    /// A mark for one run: which runner, which run. The runner is named by its process
    /// namespace, its id and when it started, so that no other can be meant.
    pub(in crate::run) fn fresh_mark() -> String {
        static RUNS: AtomicU64 = AtomicU64::new(1);
        format!("{}{}", runner(), RUNS.fetch_add(1, Ordering::Relaxed))
    }

    fn runner() -> String {
        let pid = std::process::id();
        format!("{}-{pid}-{}-", namespace(), started(pid).unwrap_or(0))
    }

    fn namespace() -> String {
        let link = fs::read_link("/proc/self/ns/pid").unwrap_or_default();
        link.to_string_lossy().chars().filter(char::is_ascii_digit).collect()
    }

    /// Whether a process belongs to the run whose first one is `leader`.
    fn is_of(pid: u32, leader: u32, mark: &str) -> bool {
        session(pid) == Some(leader) || mark_of(pid).as_deref() == Some(mark)
    }

    /// Ends every process younger than `leader` that is in its session or bears `mark`.
    pub(super) fn sweep(leader: u32, mark: &str) {
        for _ in 0..ROUNDS {
            let mut found = false;
            for pid in younger_than(leader) {
                if is_of(pid, leader, mark) {
                    found |= end(pid);
                }
            }
            if !found {
                return;
            }
        }
    }

    /// Ends what is left of runs whose runner was killed. Once in a process: it looks
    /// at every process of the user's.
    pub(in crate::run) fn sweep_after_the_dead() {
        static ONCE: Once = Once::new();
        ONCE.call_once(|| {
            let namespace = namespace();
            for pid in all() {
                if mark_of(pid).is_some_and(|mark| runner_is_gone(&mark, &namespace)) {
                    end(pid);
                }
            }
        });
    }

    fn runner_is_gone(mark: &str, namespace: &str) -> bool {
        let mut parts = mark.split('-');
        let ours = parts.next() == Some(namespace);
        let pid = parts.next().and_then(|pid| pid.parse::<u32>().ok());
        let began = parts.next().and_then(|began| began.parse::<u64>().ok());
        match (pid, began) {
            (Some(pid), Some(began)) => ours && started(pid) != Some(began),
            _ => false,
        }
    }

    fn end(pid: u32) -> bool {
        let pid = i32::try_from(pid).ok().and_then(Pid::from_raw);
        pid.is_some_and(|pid| kill_process(pid, Signal::KILL).is_ok())
    }

    fn all() -> Vec<u32> {
        let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
        entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok()).collect()
    }

    /// Process ids are handed out in order, so those after `leader` up to the last
    /// one handed out are all that can have come from it; when the numbers have started
    /// again from the beginning, all are looked at.
    fn younger_than(leader: u32) -> Vec<u32> {
        match last_handed_out() {
            Some(last) if last >= leader && last - leader < 500 => (leader + 1..=last).collect(),
            _ => all().into_iter().filter(|pid| *pid != leader).collect(),
        }
    }

    fn last_handed_out() -> Option<u32> {
        let load = fs::read_to_string("/proc/loadavg").ok()?;
        load.split_whitespace().last()?.parse().ok()
    }

    /// Words of `/proc/PID/stat` after the name, which is in parentheses and may hold
    /// anything: state, parent, group, session, ….
    fn stat(pid: u32) -> Option<Vec<String>> {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let (_, rest) = stat.rsplit_once(')')?;
        Some(rest.split_whitespace().map(str::to_owned).collect())
    }

    /// The session of a process that still runs.
    fn session(pid: u32) -> Option<u32> {
        let stat = stat(pid)?;
        let state = stat.first()?;
        if state == "Z" || state == "X" { None } else { stat.get(3)?.parse().ok() }
    }

    fn started(pid: u32) -> Option<u64> {
        stat(pid)?.get(19)?.parse().ok()
    }

    fn mark_of(pid: u32) -> Option<String> {
        let environment = fs::read(format!("/proc/{pid}/environ")).ok()?;
        let name = MARK.as_bytes();
        let mut entries = environment.split(|byte| *byte == 0);
        let value = entries.find_map(|entry| entry.strip_prefix(name)?.strip_prefix(b"="))?;
        Some(String::from_utf8_lossy(value).into_owned())
    }
}
