//! A folder of its own for each scene.
//!
//! Owns: what a program finds where it runs, and where its files go. Must not know:
//! scenes, tracks.
//!
//! Scenes run side by side. Programs that keep a reply or a history in a file would
//! read each other's, and those of an earlier attempt. So each gets a copy of the
//! folder: small files are copied; folders, large files and other programs are links to
//! the real ones. What a program writes there is thrown away with it.

use super::cache::cache_dir;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tempfile::TempDir;

/// Longer files are linked: data, not notes that a program keeps.
const COPIED: u64 = 256 * 1024;
/// No scene takes that long: what is older was left by a process that was killed.
const STALE: Duration = Duration::from_secs(60 * 60);
/// Folders with more in them are used as they are: a home, or where downloads go.
const MOST_ENTRIES: usize = 2_000;

/// Where a program runs; gone when dropped.
#[derive(Debug)]
pub struct Scratch {
    own: Option<TempDir>,
    real: PathBuf,
}

impl Scratch {
    /// A copy of this folder for a program with this source; the folder itself where it
    /// cannot be copied, or where the program looks at what is around it.
    #[must_use]
    pub fn of(folder: &Path, program: &Path, source: &str) -> Self {
        let stays = !["../", "..\\", "\"..\"", "'..'"].iter().any(|way_out| source.contains(way_out));
        let own =
            if stays { copy(folder, program, &cache_dir().join("scenes")).ok().flatten() } else { None };
        Self { own, real: folder.to_owned() }
    }

    /// Where to run.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.own.as_ref().map_or(&self.real, |own| own.path())
    }
}

/// A copy in a new folder below this one.
fn copy(folder: &Path, program: &Path, below: &Path) -> io::Result<Option<TempDir>> {
    let mut entries = Vec::new();
    for entry in fs::read_dir(folder)?.take(MOST_ENTRIES + 1) {
        entries.push(entry?);
    }
    if entries.len() > MOST_ENTRIES {
        return Ok(None);
    }
    fs::create_dir_all(below)?;
    forget_stale(below, SystemTime::now());
    let own = tempfile::Builder::new().prefix("scene-").tempdir_in(below)?;
    for entry in entries {
        let (from, to) = (entry.path(), own.path().join(entry.file_name()));
        let about = entry.metadata()?;
        let is_program = from.extension() == program.extension();
        if about.is_file() && about.len() <= COPIED && !is_program {
            // What cannot be read is not there for the program either.
            let _ = fs::copy(&from, &to);
        } else if about.is_file() || about.is_dir() || about.is_symlink() {
            link(&from, &to)?;
        }
    }
    Ok(Some(own))
}

fn forget_stale(below: &Path, now: SystemTime) {
    for entry in fs::read_dir(below).into_iter().flatten().flatten() {
        let made = entry.metadata().and_then(|about| about.modified());
        if made.is_ok_and(|made| now.duration_since(made).is_ok_and(|age| age > STALE)) {
            // Links in it are removed, never what they lead to.
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

#[cfg(unix)]
fn link(from: &Path, to: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(from, to)
}

/// Links need a right there that few people have: then the folder is used as it is.
#[cfg(not(unix))]
fn link(_from: &Path, _to: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_stays_inside() {
        let real = tempfile::tempdir().unwrap();
        fs::write(real.path().join("notes.json"), "[]").unwrap();
        fs::write(real.path().join("words.py"), "x = 1").unwrap();
        fs::write(real.path().join("data.bin"), vec![0; 300 * 1024]).unwrap();
        fs::create_dir(real.path().join("lib")).unwrap();
        fs::write(real.path().join("lib/words.txt"), "a").unwrap();
        let scratch = Scratch::of(real.path(), Path::new("/a/chat.py"), "open('notes.json')");
        let here = scratch.path().to_owned();
        assert_ne!(here, real.path());
        assert_eq!(fs::read_to_string(here.join("lib/words.txt")).unwrap(), "a");
        assert_eq!(fs::read_to_string(here.join("words.py")).unwrap(), "x = 1");
        assert_eq!(fs::metadata(here.join("data.bin")).unwrap().len(), 300 * 1024);
        fs::write(here.join("notes.json"), "[1]").unwrap();
        fs::write(here.join("reply.txt"), "x").unwrap();
        assert_eq!(fs::read_to_string(real.path().join("notes.json")).unwrap(), "[]");
        assert!(!real.path().join("reply.txt").exists());
        let around = Scratch::of(real.path(), Path::new("/a/chat.py"), "open('../prices.csv')");
        assert_eq!(around.path(), real.path());
        drop(scratch);
        assert!(!here.exists());
        assert!(real.path().join("lib/words.txt").exists() && real.path().join("data.bin").exists());
    }

    #[test]
    fn what_was_left_behind_goes_after_a_while() {
        let (real, below) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::create_dir(real.path().join("lib")).unwrap();
        let left = copy(real.path(), Path::new("a.py"), below.path()).unwrap().unwrap().keep();
        forget_stale(below.path(), SystemTime::now());
        assert!(left.exists());
        forget_stale(below.path(), SystemTime::now() + STALE * 2);
        assert!(!left.exists() && real.path().join("lib").exists());
    }

    #[test]
    fn a_folder_that_cannot_be_copied_is_used_as_it_is() {
        let real = tempfile::tempdir().unwrap();
        for number in 0..=MOST_ENTRIES {
            fs::write(real.path().join(number.to_string()), "").unwrap();
        }
        assert_eq!(
            Scratch::of(real.path(), Path::new("/a/chat.py"), "open('notes.json')").path(),
            real.path()
        );
        assert_eq!(
            Scratch::of(Path::new("/none/such"), Path::new("chat.py"), "").path(),
            Path::new("/none/such")
        );
    }
}
