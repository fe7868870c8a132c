//! What tells one state of a file from another.

use std::collections::hash_map::DefaultHasher;
use std::fs::{self, File};
use std::hash::{Hash, Hasher};
use std::io::Read;
use std::path::Path;
use std::time::SystemTime;

/// Bytes that are looked at for differences; programs are far smaller.
const ENOUGH: u64 = 1 << 20;

/// A file's state. Two saves differ in time, even of the same text; two texts written
/// within one tick of a coarse file system's clock differ in their bytes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Stamp {
    modified: Option<SystemTime>,
    length: u64,
    file: u64,
    text: u64,
}

impl Stamp {
    /// The state of this file; `None` when there is none (or none that can be seen).
    pub(super) fn of(path: &Path) -> Option<Self> {
        let facts = fs::metadata(path).ok().filter(fs::Metadata::is_file)?;
        Some(Self {
            modified: facts.modified().ok(),
            length: facts.len(),
            file: number(&facts),
            text: text(path).unwrap_or(0),
        })
    }
}

/// The file's number: an editor that writes a new file and renames it makes another one.
#[cfg(unix)]
fn number(facts: &fs::Metadata) -> u64 {
    std::os::unix::fs::MetadataExt::ino(facts)
}

#[cfg(not(unix))]
const fn number(_: &fs::Metadata) -> u64 {
    0
}

fn text(path: &Path) -> Option<u64> {
    let mut bytes = Vec::new();
    File::open(path).ok()?.take(ENOUGH).read_to_end(&mut bytes).ok()?;
    let mut hash = DefaultHasher::new();
    bytes.hash(&mut hash);
    Some(hash.finish())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn another_text_or_another_file_is_another_state() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.py");
        assert_eq!(Stamp::of(&path), None);
        assert_eq!(Stamp::of(dir.path()), None);
        fs::write(&path, "one").unwrap();
        let first = Stamp::of(&path);
        assert!(first.is_some());
        assert_eq!(Stamp::of(&path), first);
        fs::write(&path, "two").unwrap();
        let second = Stamp::of(&path);
        assert_ne!(second, first);
        fs::write(dir.path().join("b"), "two").unwrap();
        fs::rename(dir.path().join("b"), &path).unwrap();
        assert_ne!(Stamp::of(&path), second);
    }
}
