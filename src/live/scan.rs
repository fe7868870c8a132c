//! Keys that lie where others will find them.
//!
//! Owns: looking for keys in a program's text and in files under version control.
//! Must not know: what is done about it.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Longer files hold no source code.
const LONGEST: u64 = 512 * 1024;
/// More files than this are not a learner's folder.
const MOST_FILES: usize = 5000;

/// A key where it should not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Planted {
    /// The file.
    pub file: PathBuf,
    /// The line, from 1.
    pub line: usize,
    /// The beginning of the key, enough to recognise it.
    pub shown: String,
}

/// Keys in the program, and in the files of `folder` that git tracks.
#[must_use]
pub fn planted_keys(program: &Path, folder: &Path, known: &[&str]) -> Vec<Planted> {
    let mut files = vec![program.to_owned()];
    files.extend(tracked(folder).into_iter().take(MOST_FILES).filter(|file| file != program));
    files.iter().flat_map(|file| in_file(file, known)).collect()
}

/// The files that git tracks; none where there is no git, or no repository.
fn tracked(folder: &Path) -> Vec<PathBuf> {
    let mut git = Command::new("git");
    git.args(["ls-files", "-z", "--", "."]).current_dir(folder).stdin(Stdio::null()).stderr(Stdio::null());
    let Some(output) = git.output().ok().filter(|output| output.status.success()) else { return Vec::new() };
    let names = String::from_utf8_lossy(&output.stdout).into_owned();
    names.split('\0').filter(|name| !name.is_empty()).map(|name| folder.join(name)).collect()
}

fn in_file(file: &Path, known: &[&str]) -> Vec<Planted> {
    let small = std::fs::metadata(file).is_ok_and(|meta| meta.is_file() && meta.len() <= LONGEST);
    let Some(bytes) = small.then(|| std::fs::read(file).ok()).flatten() else { return Vec::new() };
    let text = String::from_utf8_lossy(&bytes);
    let lines = text.lines().enumerate();
    lines
        .filter_map(|(index, line)| {
            let key = key_in(line, known)?;
            Some(Planted { file: file.to_owned(), line: index + 1, shown: beginning(&key) })
        })
        .collect()
}

/// A text that is, or looks like, a key.
fn key_in(line: &str, known: &[&str]) -> Option<String> {
    if let Some(key) = known.iter().find(|key| key.len() >= 8 && line.contains(**key)) {
        return Some((*key).to_owned());
    }
    line.match_indices("sk-").find_map(|(at, _)| {
        let before = line.get(..at).and_then(|text| text.chars().next_back());
        let rest = line.get(at..).unwrap_or_default();
        let key: String =
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
        let begins = !before.is_some_and(|c| c.is_ascii_alphanumeric());
        (begins && looks_drawn(&key)).then_some(key)
    })
}

/// Examples in documentation are words; keys are long and mix letters and digits.
fn looks_drawn(key: &str) -> bool {
    let tail: &str = key.rsplit('-').next().unwrap_or_default();
    let digits = tail.bytes().filter(u8::is_ascii_digit).count();
    let letters = tail.bytes().filter(u8::is_ascii_alphabetic).count();
    let distinct = tail.bytes().collect::<std::collections::BTreeSet<_>>().len();
    tail.len() >= 20 && digits >= 2 && letters >= 8 && distinct >= 10
}

fn beginning(key: &str) -> String {
    let head: String = key.chars().take(6).collect();
    format!("{head}...")
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_examples() {
        let drawn = "sk-proj-a8Fk20sLwPz91mQxTn4bVc7YdR3e";
        assert!(key_in(&format!("key = \"{drawn}\""), &[]).is_some());
        for harmless in
            ["sk-...", "sk-your-key-here-please-replace-it", "task-a8Fk20sLwPz91mQxTn4bVc7YdR3e", "sk-test-1"]
        {
            assert_eq!(key_in(harmless, &[]), None, "{harmless}");
        }
        assert!(key_in("x=plainwords", &["plainwords"]).is_some());
    }

    #[test]
    fn programs_and_tracked_files_are_searched() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path();
        let key = "sk-proj-a8Fk20sLwPz91mQxTn4bVc7YdR3e";
        std::fs::write(path.join("main.py"), format!("import os\nkey = '{key}'\n")).unwrap();
        std::fs::write(path.join("notes.txt"), key).unwrap();
        std::fs::write(path.join(".env"), key).unwrap();
        let git = |args: &[&str]| {
            Command::new("git").args(args).current_dir(path).stdout(Stdio::null()).status().unwrap().success()
        };
        assert!(git(&["init", "-q"]) && git(&["add", "notes.txt"]));
        let found = planted_keys(&path.join("main.py"), path, &[]);
        let places: Vec<_> = found.iter().map(|p| (p.file.file_name().unwrap().to_owned(), p.line)).collect();
        assert_eq!(places, [("main.py".into(), 2), ("notes.txt".into(), 1)]);
        assert!(found.iter().all(|planted| planted.shown == "sk-pro..."));
    }
}
