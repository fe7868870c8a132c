//! An interpreter that waits with its imports behind it, and forks for each run.
//!
//! Owns: that process, what it is asked, and the programs it forks, up to their end. Must
//! not know: what a program does. What it can do is in `preload/nursery.py`; whatever it
//! refuses, and wherever there is none, is started afresh.
//!
//! A forked program differs from a fresh one in what cannot be changed after an
//! interpreter's start: the seed of its hashes, and the command line and parent that other
//! programs see. Its environment must be the one that the interpreter was started with,
//! but for the address, the key and the seed; if a scene adds to it, it is started afresh.

use super::child::Forked;
use super::clock;
use super::environment::{SERVED, program_env};
use super::place::command_for;
use super::preload;
use super::prepare::Prepared;
use super::program::Program;
use super::reins;
use crate::course::Track;
use serde::Deserialize;
use serde_json::json;
use std::collections::{BTreeMap, HashMap};
use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdout, Command};
use tokio::sync::{mpsc, oneshot};
use tokio::time::{Instant, sleep, timeout};

/// How long a fork may take; after that the program is started afresh.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often it is asked whether an interpreter is ready.
const LOOK_AGAIN: Duration = Duration::from_millis(20);
/// Marks of later runs are put where this process's own mark is, so there must be room.
const ROOM: usize = 24;

/// Holds at most one waiting interpreter. Clones share it.
#[derive(Debug, Clone, Default)]
pub struct Nursery(Arc<Mutex<Option<Waiting>>>);

/// A waiting interpreter.
#[derive(Debug)]
struct Waiting {
    program: OsString,
    /// What all programs that it forks have in their environment.
    env: BTreeMap<String, String>,
    /// Names of what differs from run to run.
    varying: Vec<String>,
    /// The variable that would load the clock, which is loaded here already.
    clock_variable: String,
    requests: mpsc::UnboundedSender<String>,
    book: Arc<Mutex<Book>>,
    /// Killed when this is dropped.
    _process: Child,
}

/// Who waits for which answer.
#[derive(Debug, Default)]
struct Book {
    /// Whether it can fork by now.
    ready: bool,
    number: u64,
    /// Programs started.
    forked: u64,
    starts: HashMap<u64, oneshot::Sender<Started>>,
    ends: HashMap<u64, oneshot::Sender<i32>>,
    /// It has ended, or has to be replaced.
    closed: bool,
}

/// An answer to a request for a program.
#[derive(Debug)]
struct Started {
    pid: u32,
    status: oneshot::Receiver<i32>,
}

#[derive(Debug, Deserialize)]
struct Answer {
    #[serde(default)]
    ready: bool,
    #[serde(default)]
    id: u64,
    pid: Option<u32>,
    status: Option<i32>,
    refused: Option<String>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Nursery {
    /// Starts an interpreter for this track's programs in the background, unless one waits
    /// already or the track has none. Must be called within a runtime.
    pub fn warm(&self, track: &Track, prepared: &Prepared) {
        if track.warm_up.is_empty() || !cfg!(unix) {
            return;
        }
        let command = command_for(track, prepared, Path::new(""), None);
        // Switches of the interpreter would have to be those of its own start.
        let [program, _] = command.as_slice() else { return };
        let varying = varying(track);
        let mut env: BTreeMap<String, String> =
            program_env(track, prepared, "", "", &BTreeMap::new(), 0).into_iter().collect();
        env.retain(|name, _| !varying.contains(name));
        let mut waiting = lock(&self.0);
        let fits = |w: &Waiting| w.program == *program && w.env == env && !lock(&w.book).closed;
        if !waiting.as_ref().is_some_and(fits) {
            // The old one goes first: it may be large.
            *waiting = None;
            *waiting = Waiting::start(program, env, varying, track);
        }
    }

    /// Waits until it could fork, or has nothing to wait for, or this time is over.
    pub async fn warmed(&self, patience: Duration) {
        let until = Instant::now() + patience;
        let coming = || lock(&self.0).as_ref().is_some_and(|w| !lock(&w.book).ready && !lock(&w.book).closed);
        while coming() && Instant::now() < until {
            sleep(LOOK_AGAIN).await;
        }
    }

    /// Whether an interpreter is waiting that could fork now.
    #[must_use]
    pub fn is_warm(&self) -> bool {
        lock(&self.0).as_ref().is_some_and(|waiting| lock(&waiting.book).ready)
    }

    /// How many programs the present interpreter has forked.
    #[must_use]
    pub fn forked(&self) -> u64 {
        lock(&self.0).as_ref().map_or(0, |waiting| lock(&waiting.book).forked)
    }

    /// Forks for this program, at these two terminals; `None` when it has to be started
    /// afresh.
    pub(super) async fn fork(&self, program: &Program, screen: &Path, errors: &Path) -> Option<Forked> {
        let (started, book) = lock(&self.0).as_ref()?.ask(program, screen, errors)?;
        match timeout(PATIENCE, started).await {
            Ok(started) => started.ok().map(|started| Forked::new(started.pid, started.status)),
            Err(_) => {
                lock(&book).closed = true;
                None
            }
        }
    }
}

/// Names of variables whose values differ from run to run.
fn varying(track: &Track) -> Vec<String> {
    let seeded = track.env.iter().filter(|(_, value)| value.contains("{seed}")).map(|(name, _)| name.clone());
    let served = SERVED.iter().map(|name| (*name).to_owned());
    served.chain(seeded).chain([reins::MARK, clock::WHERE].map(str::to_owned)).collect()
}

impl Waiting {
    fn start(
        program: &OsString,
        env: BTreeMap<String, String>,
        varying: Vec<String>,
        track: &Track,
    ) -> Option<Self> {
        let cache = super::cache_dir();
        let (clock_variable, _) = preload::variable(&track.clock, &cache)?;
        let script = preload::nursery(&track.clock, &cache)?;
        let mut command = Command::new(program);
        command.arg(script).env_clear().envs(&env).env("WORKBOOK_WARM_UP", &track.warm_up);
        command.env(reins::MARK, format!("{}-{:0>ROOM$}", reins::fresh_mark(), 0));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        // Out of the way of signals for the loop's own group.
        #[cfg(unix)]
        command.process_group(0);
        let mut process = command.current_dir(std::env::temp_dir()).kill_on_drop(true).spawn().ok()?;
        let (mut stdin, stdout) = (process.stdin.take()?, process.stdout.take()?);
        let (requests, mut outbox) = mpsc::unbounded_channel::<String>();
        tokio::spawn(async move {
            while let Some(request) = outbox.recv().await {
                if stdin.write_all(request.as_bytes()).await.is_err() {
                    return;
                }
            }
        });
        let book = Arc::<Mutex<Book>>::default();
        tokio::spawn(listen(stdout, Arc::clone(&book)));
        Some(Self {
            program: program.clone(),
            env,
            varying,
            clock_variable,
            requests,
            book,
            _process: process,
        })
    }

    /// Asks for a fork, if this interpreter can be what the program wants.
    fn ask(&self, program: &Program, screen: &Path, errors: &Path) -> Option<Asked> {
        let [interpreter, file] = program.command.as_slice() else { return None };
        let mut env: BTreeMap<String, String> = program.env.iter().cloned().collect();
        let clock = env.remove(clock::WHERE);
        if clock.is_some() {
            env.remove(&self.clock_variable);
        }
        let lasting = env.iter().filter(|(name, _)| !self.varying.contains(name));
        let mut book = lock(&self.book);
        if *interpreter != self.program || !lasting.eq(self.env.iter()) || !book.ready || book.closed {
            return None;
        }
        book.number += 1;
        let id = book.number;
        let request = json!({
            "id": id, "file": file.to_str()?, "cwd": program.cwd.to_str()?, "env": env, "clock": clock,
            "screen": screen.to_str()?, "errors": errors.to_str()?,
        });
        let (sender, started) = oneshot::channel();
        book.starts.insert(id, sender);
        self.requests.send(format!("{request}\n")).ok()?;
        Some((started, Arc::clone(&self.book)))
    }
}

type Asked = (oneshot::Receiver<Started>, Arc<Mutex<Book>>);

/// Hands on what the interpreter answers, until it ends.
async fn listen(stdout: ChildStdout, book: Arc<Mutex<Book>>) {
    let mut lines = BufReader::new(stdout).lines();
    while let Ok(Some(line)) = lines.next_line().await {
        let Ok(answer) = serde_json::from_str::<Answer>(&line) else { break };
        lock(&book).enter(answer);
    }
    let mut book = lock(&book);
    book.closed = true;
    // Whoever still waits hears that nothing will come.
    book.starts.clear();
    book.ends.clear();
}

impl Book {
    fn enter(&mut self, answer: Answer) {
        self.ready |= answer.ready;
        if let Some(pid) = answer.pid
            && let Some(waiting) = self.starts.remove(&answer.id)
        {
            self.forked += 1;
            let (sender, status) = oneshot::channel();
            self.ends.insert(answer.id, sender);
            let _ = waiting.send(Started { pid, status });
        }
        if let Some(status) = answer.status
            && let Some(waiting) = self.ends.remove(&answer.id)
        {
            let _ = waiting.send(status);
        }
        if let Some(why) = answer.refused {
            self.starts.remove(&answer.id);
            // What has been loaded is not what is there any more.
            self.closed |= why != "shadowed" && why != "folder";
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn answer(text: &str) -> Answer {
        serde_json::from_str(text).unwrap()
    }

    #[test]
    fn answers_find_who_asked() {
        let mut book = Book::default();
        book.enter(answer(r#"{"ready": true}"#));
        assert!(book.ready);
        let (sender, mut started) = oneshot::channel();
        book.starts.insert(4, sender);
        book.enter(answer(r#"{"id": 9, "pid": 1}"#));
        assert!(started.try_recv().is_err());
        book.enter(answer(r#"{"id": 4, "pid": 77}"#));
        let mut started = started.try_recv().unwrap();
        book.enter(answer(r#"{"id": 4, "status": 256}"#));
        assert_eq!((started.pid, started.status.try_recv()), (77, Ok(256)));
    }

    #[test]
    fn who_is_refused_hears_of_it_and_stale_packages_end_it() {
        let mut book = Book::default();
        for (why, closed) in [("shadowed", false), ("stale", true)] {
            let (sender, mut started) = oneshot::channel();
            book.starts.insert(1, sender);
            book.enter(answer(&format!(r#"{{"id": 1, "refused": "{why}"}}"#)));
            assert_eq!(started.try_recv().err(), Some(oneshot::error::TryRecvError::Closed));
            assert_eq!(book.closed, closed);
        }
    }
}
