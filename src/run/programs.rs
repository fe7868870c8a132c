//! Finding the programs that a track needs.
//!
//! Owns: the search on PATH, versions, and remembering them, so that an ordinary start
//! runs no program just to ask for its version. Must not know: what the programs are
//! for.

use super::setup_step::MISLEADING;
use crate::course::Need;
use regex::Regex;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, UNIX_EPOCH};
use tokio::process::Command;
use tokio::time::timeout;

/// How long a program may take to say its version.
const PATIENCE: Duration = Duration::from_secs(20);

static VERSION: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"\d+(\.\d+)+").ok());

/// A program on this machine.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Found {
    /// Where it was found; not resolved further, because shims look at their own name.
    pub(super) path: PathBuf,
    /// `3.11.7`; empty when it does not say.
    pub(super) version: String,
}

/// Versions asked for earlier, kept in a small file. A program that changed (time or
/// size) is asked again.
#[derive(Debug, Default, Serialize, Deserialize)]
pub(super) struct Memory {
    #[serde(skip)]
    file: PathBuf,
    #[serde(skip)]
    changed: bool,
    versions: BTreeMap<String, Remembered>,
}

#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Remembered {
    stamp: Stamp,
    version: String,
}

/// When a file was written (nanoseconds since 1970) and how long it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
struct Stamp(u128, u64);

impl Memory {
    /// What is remembered in this cache; nothing when it cannot be read.
    pub(super) fn load(cache: &Path) -> Self {
        let file = cache.join("programs.json");
        let text = fs::read_to_string(&file).unwrap_or_default();
        let memory: Self = serde_json::from_str(&text).unwrap_or_default();
        Self { file, changed: false, ..memory }
    }

    /// Keeps what was learned. A cache that cannot be written is no fault: it is only
    /// slower.
    pub(super) fn save(&self) {
        if !self.changed {
            return;
        }
        let Ok(text) = serde_json::to_string(self) else { return };
        let fresh = self.file.with_extension(format!("json.{}", std::process::id()));
        if let Some(dir) = self.file.parent() {
            let _ = fs::create_dir_all(dir);
        }
        if fs::write(&fresh, text).is_ok() && fs::rename(&fresh, &self.file).is_err() {
            let _ = fs::remove_file(&fresh);
        }
    }

    /// The first of the need's programs that will do, or why none does.
    pub(super) async fn find(&mut self, need: &Need) -> Result<Found, String> {
        let mut refused = Vec::new();
        for name in &need.programs {
            for path in on_path(name) {
                match self.usable(&path, need).await {
                    Ok(version) => return Ok(Found { path, version }),
                    Err(why) => refused.push(format!("{} {why}", path.display())),
                }
            }
        }
        if refused.is_empty() {
            return Err(format!("{} is not on PATH", list(&need.programs)));
        }
        refused.dedup();
        Err(refused.join("; "))
    }

    async fn usable(&mut self, path: &Path, need: &Need) -> Result<String, String> {
        let version = self.version(path, &need.version_args).await?;
        if at_least(&version, &need.minimum) {
            return Ok(version);
        }
        Err(format!("is version {version}, older than {}", need.minimum))
    }

    /// Asks a program for its version once more, whatever is remembered. When it is
    /// another one than before: both, the old one first.
    pub(super) async fn ask_again(&mut self, path: &Path, args: &[String]) -> Option<(String, String)> {
        let key = key(path, args);
        let before = self.versions.get(&key)?.version.clone();
        let now = ask(path, args).await.ok()?;
        if now == before {
            return None;
        }
        let stamp = stamp(path)?;
        self.versions.insert(key, Remembered { stamp, version: now.clone() });
        self.changed = true;
        Some((before, now))
    }

    async fn version(&mut self, path: &Path, args: &[String]) -> Result<String, String> {
        if args.is_empty() {
            return Ok(String::new());
        }
        let key = key(path, args);
        let stamp = stamp(path);
        if let Some(known) = self.versions.get(&key).filter(|known| Some(known.stamp) == stamp) {
            return Ok(known.version.clone());
        }
        let version = ask(path, args).await?;
        if let Some(stamp) = stamp {
            self.versions.insert(key, Remembered { stamp, version: version.clone() });
            self.changed = true;
        }
        Ok(version)
    }
}

fn key(path: &Path, args: &[String]) -> String {
    format!("{} {}", path.display(), args.join(" "))
}

/// Whether there is a program of this name on PATH; whether it will do is not asked.
#[must_use]
pub fn is_on_path(name: &str) -> bool {
    !on_path(name).is_empty()
}

/// Every file with this name on PATH, in order.
fn on_path(name: &str) -> Vec<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let endings: &[&str] = if cfg!(windows) { &[".exe", ".cmd", ".bat", ""] } else { &[""] };
    let mut files: Vec<PathBuf> = std::env::split_paths(&path)
        .filter(|dir| dir.is_absolute())
        .flat_map(|dir| endings.iter().map(move |ending| dir.join(format!("{name}{ending}"))))
        .filter(|file| is_program(file))
        .collect();
    files.dedup();
    files
}

fn is_program(file: &Path) -> bool {
    let Ok(about) = fs::metadata(file) else { return false };
    #[cfg(unix)]
    let may_run = std::os::unix::fs::PermissionsExt::mode(&about.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = true;
    about.is_file() && may_run
}

fn stamp(path: &Path) -> Option<Stamp> {
    let about = fs::metadata(path).ok()?;
    let written = about.modified().ok()?.duration_since(UNIX_EPOCH).ok()?;
    Some(Stamp(written.as_nanos(), about.len()))
}

/// Runs the program to hear its version.
async fn ask(path: &Path, args: &[String]) -> Result<String, String> {
    let mut command = Command::new(path);
    command.args(args).stdin(std::process::Stdio::null()).kill_on_drop(true);
    // Not in the learner's folder, whose files may choose another version than the
    // set-up will meet.
    command.current_dir(std::env::temp_dir());
    MISLEADING.iter().for_each(|name| {
        command.env_remove(name);
    });
    let answer = match timeout(PATIENCE, command.output()).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => return Err(format!("cannot be run ({error})")),
        Err(_) => return Err("does not say its version".to_owned()),
    };
    let said =
        format!("{}\n{}", String::from_utf8_lossy(&answer.stdout), String::from_utf8_lossy(&answer.stderr));
    if !answer.status.success() {
        let last =
            said.lines().rev().map(str::trim).find(|line| !line.is_empty()).unwrap_or("no reason given");
        return Err(format!("does not work ({last})"));
    }
    let version = VERSION.as_ref().and_then(|pattern| pattern.find(&said));
    version.map(|found| found.as_str().to_owned()).ok_or_else(|| "does not say its version".to_owned())
}

/// Whether `version` is not below `minimum`, both dotted numbers.
fn at_least(version: &str, minimum: &str) -> bool {
    numbers(version) >= numbers(minimum)
}

fn numbers(version: &str) -> Vec<u64> {
    version.split('.').map_while(|part| part.parse().ok()).collect()
}

/// `a, b or c`
fn list(names: &[String]) -> String {
    match names {
        [] => "nothing".to_owned(),
        [one] => one.clone(),
        [most @ .., last] => format!("{} or {last}", most.join(", ")),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn need(programs: &[&str], minimum: &str) -> Need {
        Need {
            name: "sh".to_owned(),
            programs: programs.iter().map(|p| (*p).to_owned()).collect(),
            version_args: vec!["-c".to_owned(), "echo version 5.2.1".to_owned()],
            minimum: minimum.to_owned(),
            cure: String::new(),
        }
    }

    #[test]
    fn versions_are_compared_as_numbers() {
        assert!(at_least("3.10.2", "3.10"));
        assert!(at_least("3.10", "3.9"));
        assert!(at_least("20.20.2", ""));
        assert!(!at_least("3.9.18", "3.10"));
    }

    #[tokio::test]
    #[cfg(unix)]
    async fn a_version_is_asked_for_once() {
        let cache = tempfile::tempdir().unwrap();
        let mut memory = Memory::load(cache.path());
        let found = memory.find(&need(&["no-such-program", "sh"], "5.0")).await.unwrap();
        assert_eq!(found.version, "5.2.1");
        memory.save();
        let again = Memory::load(cache.path());
        assert_eq!(again.versions.values().next().unwrap().version, "5.2.1");
    }

    #[tokio::test]
    #[cfg(unix)]
    async fn what_will_not_do_says_why() {
        let mut memory = Memory::default();
        let old = memory.find(&need(&["sh"], "6")).await.unwrap_err();
        assert!(old.contains("is version 5.2.1, older than 6"), "{old}");
        let none = memory.find(&need(&["no-such-a", "no-such-b"], "")).await.unwrap_err();
        assert_eq!(none, "no-such-a or no-such-b is not on PATH");
        let mut broken = need(&["sh"], "");
        broken.version_args = vec!["-c".to_owned(), "echo no ensurepip >&2; exit 1".to_owned()];
        let broken = memory.find(&broken).await.unwrap_err();
        assert!(broken.contains("does not work (no ensurepip)"), "{broken}");
    }

    #[test]
    fn a_damaged_memory_is_an_empty_one() {
        let cache = tempfile::tempdir().unwrap();
        fs::write(cache.path().join("programs.json"), "{\"versions\": 5").unwrap();
        assert!(Memory::load(cache.path()).versions.is_empty());
    }
}
