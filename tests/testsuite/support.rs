//! A bench for whole-program tests: a folder, commands in it, and what they said.

pub mod judge;
pub mod service;
#[cfg(unix)]
pub mod terminal;

use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The repository, which is the course too.
pub fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// An empty folder with the program beside it.
pub struct Bench {
    folder: tempfile::TempDir,
    env: Vec<(String, String)>,
}

/// What a command said.
pub struct Said {
    pub code: Option<i32>,
    pub stdout: String,
    pub stderr: String,
}

impl Bench {
    /// An empty folder.
    pub fn empty() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), env: Vec::new() }
    }

    /// A learner's folder for this track, at `basic-call`: the exercises before and
    /// after it come and go.
    pub fn laid_out(track: &str) -> Self {
        let bench = Self::empty();
        bench.run(&["init", "--track", track]).expect_code(0);
        bench.run(&["go", "basic-call"]).expect_code(0);
        bench
    }

    /// With this environment variable.
    pub fn env(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    /// The folder.
    pub fn path(&self) -> PathBuf {
        self.folder.path().canonicalize().unwrap()
    }

    /// With this file written.
    pub fn file(self, path: &str, text: &str) -> Self {
        let file = self.path().join(path);
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(file, text).unwrap();
        self
    }

    /// Runs a command in the folder.
    pub fn run(&self, args: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_workbook"));
        command.args(args).current_dir(self.path()).env_remove("CARGO").env_remove("RUST_BACKTRACE");
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        Said::from(&command.output().unwrap())
    }

    /// Runs a command and reads its standard output as JSON.
    pub fn json(&self, args: &[&str]) -> Value {
        let said = self.run(args);
        serde_json::from_str(&said.stdout).unwrap_or_else(|e| panic!("{e}\n{}{}", said.stdout, said.stderr))
    }
}

impl From<&Output> for Said {
    fn from(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
        Self { code: output.status.code(), stdout: text(&output.stdout), stderr: text(&output.stderr) }
    }
}

impl Said {
    /// Fails unless the exit code is this.
    pub fn expect_code(self, code: i32) -> Self {
        assert_eq!(self.code, Some(code), "stdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails unless one of the outputs has these words.
    pub fn expect(self, words: &str) -> Self {
        let found = self.stdout.contains(words) || self.stderr.contains(words);
        assert!(found, "no {words:?} in\nstdout:\n{}\nstderr:\n{}", self.stdout, self.stderr);
        self
    }

    /// Fails when an output has an escape sequence.
    pub fn expect_no_escapes(self) -> Self {
        assert!(!self.stdout.contains('\u{1b}') && !self.stderr.contains('\u{1b}'), "escapes in a pipe");
        self
    }
}

/// Where an exercise stands, by `list --format json`.
pub fn status_of(list: &Value, exercise: &str) -> String {
    let lessons = list["lessons"].as_array().unwrap();
    let mut all = lessons.iter().flat_map(|lesson| lesson["exercises"].as_array().unwrap());
    let found = all.find(|one| one["id"] == exercise).unwrap();
    found["status"].as_str().unwrap().to_owned()
}

/// The exercises that every run of the tests looks at in full. The others have their
/// turn with `WORKBOOK_ALL=1`, which takes the better part of an hour on two cores.
pub const CORE: [&str; 5] = ["basic-call", "temperature", "token-counter", "retry", "streaming-chat"];

/// Whether the whole course is to be looked at.
pub fn everything() -> bool {
    std::env::var_os("WORKBOOK_ALL").is_some()
}

/// Held by tests that keep the whole machine busy: two of them at once would make
/// each other's streams and waits late.
pub fn alone() -> std::sync::MutexGuard<'static, ()> {
    static BUSY: std::sync::Mutex<()> = std::sync::Mutex::new(());
    BUSY.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
}
