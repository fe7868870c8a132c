//! The program at a terminal: keys go in, what is shown comes out.

use super::Bench;
use pty_process::Size;
use pty_process::blocking::{Command, Pty};
use rustix::termios::{LocalModes, tcgetattr};
use std::fs::File;
use std::io::{Read, Write};
use std::os::fd::AsFd;
use std::process::Child;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

/// Longer than anything takes on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

/// What has been shown, as raw text, and whether more may come.
type Shown = Arc<(Mutex<(Vec<u8>, bool)>, Condvar)>;

/// A terminal with the program running in it.
pub struct Terminal {
    pty: Pty,
    child: Child,
    shown: Shown,
    /// Bytes that earlier expectations have used up.
    used: usize,
    modes_before: LocalModes,
}

impl Terminal {
    /// Starts the program in the bench's folder, at a terminal of this size.
    pub fn start(bench: &Bench, args: &[&str], (columns, rows): (u16, u16)) -> Self {
        let (pty, pts) = pty_process::blocking::open().unwrap();
        pty.resize(Size::new(rows, columns)).unwrap();
        let modes_before = tcgetattr(&pty).unwrap().local_modes;
        let command = Command::new(env!("CARGO_BIN_EXE_workbook"))
            .args(args)
            .current_dir(bench.path())
            .env("TERM", "xterm-256color")
            .env("LC_ALL", "C.UTF-8")
            .env_remove("NO_COLOR")
            .env_remove("CARGO")
            .env_remove("VISUAL")
            .env_remove("EDITOR")
            .env_remove("TERM_PROGRAM")
            .envs(bench.env.iter().map(|(name, value)| (name, value)));
        let child = command.spawn(pts).unwrap();
        let shown = Shown::default();
        let (mut screen, filled) =
            (File::from(pty.as_fd().try_clone_to_owned().unwrap()), Arc::clone(&shown));
        std::thread::spawn(move || {
            let mut buffer = [0; 4096];
            loop {
                let length = screen.read(&mut buffer).unwrap_or(0);
                let (state, changed) = &*filled;
                let mut state = state.lock().unwrap();
                state.0.extend_from_slice(&buffer[..length]);
                state.1 = length == 0;
                changed.notify_all();
                if length == 0 {
                    return;
                }
            }
        });
        Self { pty, child, shown, used: 0, modes_before }
    }

    /// Presses keys.
    pub fn press(&mut self, keys: &str) {
        (&self.pty).write_all(keys.as_bytes()).unwrap();
    }

    /// Waits until these words are shown, after those that were expected before.
    pub fn expect(&mut self, words: &str) -> &mut Self {
        let shown = Arc::clone(&self.shown);
        let (state, changed) = &*shown;
        let mut state = state.lock().unwrap();
        let began = Instant::now();
        loop {
            if let Some(end) = end_of(&state.0[self.used..], words) {
                self.used += end;
                return self;
            }
            let text = plain(&state.0[self.used..]);
            assert!(!state.1, "it ended without showing {words:?}; it showed:\n{text}");
            assert!(began.elapsed() < PATIENCE, "no {words:?} in:\n{text}");
            state = changed.wait_timeout(state, Duration::from_millis(200)).unwrap().0;
        }
    }

    /// Whether these words are shown within this time, after those expected before.
    pub fn shows_within(&self, words: &str, patience: Duration) -> bool {
        let (state, changed) = &*self.shown;
        let mut state = state.lock().unwrap();
        let began = Instant::now();
        loop {
            if end_of(&state.0[self.used..], words).is_some() {
                return true;
            }
            if began.elapsed() > patience {
                return false;
            }
            state = changed.wait_timeout(state, Duration::from_millis(200)).unwrap().0;
        }
    }

    /// Waits until these words are shown; what was shown before them.
    pub fn until(&mut self, words: &str) -> String {
        let from = self.used;
        self.expect(words);
        plain(&self.shown.0.lock().unwrap().0[from..self.used])
    }

    /// What has been shown since the last expectation.
    pub fn rest(&self) -> String {
        plain(&self.shown.0.lock().unwrap().0[self.used..])
    }

    /// Everything that has been shown, escape sequences and all.
    pub fn raw(&self) -> String {
        String::from_utf8_lossy(&self.shown.0.lock().unwrap().0).into_owned()
    }

    /// Gives the window another size.
    pub fn resize(&self, columns: u16, rows: u16) {
        self.pty.resize(Size::new(rows, columns)).unwrap();
    }

    /// Sends a signal to the program.
    pub fn signal(&self, signal: rustix::process::Signal) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, signal).unwrap();
    }

    /// Waits until the program has given the terminal back.
    pub fn expect_modes_as_found(&self) {
        let began = Instant::now();
        while tcgetattr(&self.pty).unwrap().local_modes != self.modes_before {
            assert!(began.elapsed() < PATIENCE, "the terminal's mode is not as it was");
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Waits for the end; the terminal must be as it was found.
    pub fn expect_end(mut self, code: i32) {
        let began = Instant::now();
        let status = loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                break status;
            }
            assert!(began.elapsed() < PATIENCE, "it does not end; it showed:\n{}", self.rest());
            std::thread::sleep(Duration::from_millis(20));
        };
        assert_eq!(status.code(), Some(code), "{}", self.rest());
        assert_eq!(tcgetattr(&self.pty).unwrap().local_modes, self.modes_before, "the terminal's mode");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn plain(bytes: &[u8]) -> String {
    strip_ansi_escapes::strip_str(String::from_utf8_lossy(bytes))
}

/// Where the words end, escape sequences between them left aside.
fn end_of(bytes: &[u8], words: &str) -> Option<usize> {
    if !plain(bytes).contains(words) {
        return None;
    }
    let (mut low, mut high) = (0, bytes.len());
    while low < high {
        let middle = usize::midpoint(low, high);
        if plain(&bytes[..middle]).contains(words) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    Some(low)
}

/// Fails unless, soon, no process has this word in its command line.
pub fn expect_no_process(word: &str) {
    let began = Instant::now();
    while Instant::now().duration_since(began) < PATIENCE {
        let processes = std::process::Command::new("ps").args(["-axo", "args"]).output().unwrap();
        let text = String::from_utf8_lossy(&processes.stdout).into_owned();
        if !text.lines().any(|line| line.contains(word)) {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("a process with {word} is left");
}

/// Waits until a process with this word in its command line runs.
pub fn expect_process(word: &str) {
    let began = Instant::now();
    while began.elapsed() < PATIENCE {
        let processes = std::process::Command::new("ps").args(["-axo", "args"]).output().unwrap();
        if String::from_utf8_lossy(&processes.stdout).lines().any(|line| line.contains(word)) {
            return;
        }
        std::thread::sleep(Duration::from_millis(50));
    }
    panic!("no process with {word} runs");
}
