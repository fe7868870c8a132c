//! Which text each file had when it was laid out, as a hash: the way to tell a file
//! that nobody has touched from one the learner has edited.

use super::error::WorkspaceError;
use super::write::write_atomically;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::path::Path;

const SCHEMA: &str = "workbook.stubs/1";

/// Relative path -> hash of the text as laid out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    schema: String,
    files: BTreeMap<String, String>,
}

impl Default for Manifest {
    fn default() -> Self {
        Self { schema: SCHEMA.to_owned(), files: BTreeMap::new() }
    }
}

/// A hash of the text that is blind to line endings, because git may change them.
pub(super) fn hash_of(text: &[u8]) -> String {
    let mut hasher = Sha256::new();
    for line in text.split_inclusive(|byte| *byte == b'\n') {
        match line.strip_suffix(b"\r\n") {
            Some(start) => {
                hasher.update(start);
                hasher.update(b"\n");
            }
            None => hasher.update(line),
        }
    }
    hasher.finalize().iter().map(|byte| format!("{byte:02x}")).collect()
}

impl Manifest {
    /// Reads the manifest. A missing one is empty; a damaged one is empty too, which
    /// is the safe side (unknown files count as edited), and gives a word for the user.
    pub(super) fn load(path: &Path) -> (Self, Option<String>) {
        let text = match std::fs::read_to_string(path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return (Self::default(), None),
            Err(error) => return (Self::default(), Some(damaged(path, &error.to_string()))),
        };
        match serde_json::from_str::<Self>(&text) {
            Ok(manifest) if manifest.schema == SCHEMA => (manifest, None),
            Ok(manifest) => {
                (Self::default(), Some(damaged(path, &format!("unknown schema {}", manifest.schema))))
            }
            Err(error) => (Self::default(), Some(damaged(path, &error.to_string()))),
        }
    }

    /// Writes it, one line per file, sorted: it diffs and merges well.
    pub(super) fn save(&self, path: &Path) -> Result<(), WorkspaceError> {
        let mut text = serde_json::to_string_pretty(self).unwrap_or_default();
        text.push('\n');
        write_atomically(path, text.as_bytes())
    }

    pub(super) fn get(&self, file: &str) -> Option<&str> {
        self.files.get(file).map(String::as_str)
    }

    pub(super) fn set(&mut self, file: &str, hash: String) {
        self.files.insert(file.to_owned(), hash);
    }

    /// Knows the file no longer.
    pub(super) fn forget(&mut self, file: &str) {
        self.files.remove(file);
    }
}

fn damaged(path: &Path, why: &str) -> String {
    format!(
        "{} could not be read ({why}); files that differ from the course's are taken as edited by you",
        path.display()
    )
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn line_endings_do_not_count_as_edits() {
        assert_eq!(hash_of(b"a\r\nb\r\n"), hash_of(b"a\nb\n"));
        assert_ne!(hash_of(b"a\rb\n"), hash_of(b"a\nb\n"));
        assert_ne!(hash_of(b"a\n"), hash_of(b"a"));
        assert_eq!(hash_of(b""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    }

    #[test]
    fn a_damaged_manifest_is_empty_and_says_so() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("stubs.json");
        assert_eq!(Manifest::load(&path), (Manifest::default(), None));
        for text in ["", "{", "[]", r#"{"schema":"other/9","files":{}}"#, "\u{0}"] {
            std::fs::write(&path, text).unwrap();
            let (manifest, word) = Manifest::load(&path);
            assert_eq!(manifest, Manifest::default());
            assert!(word.unwrap().contains("taken as edited"));
        }
    }

    #[test]
    fn it_comes_back_as_written() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join(".workbook/stubs.json");
        let mut manifest = Manifest::default();
        manifest.set("exercises/python/retry.py", hash_of(b"x"));
        manifest.save(&path).unwrap();
        assert_eq!(Manifest::load(&path), (manifest, None));
    }
}
