//! Starting an exercise afresh, with the learner's text kept.

use super::error::WorkspaceError;
use super::path::join_inside;
use super::place::Workspace;
use super::stamp::time_stamp;
use super::write::{make_folder, write_atomically};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// What a reset did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResetReport {
    /// The program.
    pub program: PathBuf,
    /// Where the learner's text is now; `None` when there was none worth keeping
    /// (the file was missing, or was the stub).
    pub backup: Option<PathBuf>,
}

impl Workspace {
    /// Puts the stub in place again; what was there goes to
    /// `.workbook/backups/<time>-<file>` first.
    ///
    /// # Errors
    /// When the backup or the stub cannot be written; the program is untouched then.
    pub fn reset(&self, path: &str, stub: &str, now: SystemTime) -> Result<ResetReport, WorkspaceError> {
        let program = join_inside(self.root(), path)?;
        let found = match fs::read(&program) {
            Ok(bytes) => Some(bytes),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(error) => return Err(WorkspaceError::from_io("read", &program, error)),
        };
        let backup = match found.filter(|bytes| bytes != stub.as_bytes()) {
            Some(bytes) => Some(self.back_up(&program, &bytes, now)?),
            None => None,
        };
        write_atomically(&program, stub.as_bytes())?;
        self.remember(path, stub)?;
        Ok(ResetReport { program, backup })
    }

    pub(super) fn back_up(
        &self,
        program: &Path,
        bytes: &[u8],
        now: SystemTime,
    ) -> Result<PathBuf, WorkspaceError> {
        let folder = self.prepare_state()?.join("backups");
        make_folder(&folder)?;
        let name = program.file_name().unwrap_or_default().to_string_lossy();
        let stamp = time_stamp(now);
        for number in 1..1_000 {
            let count = if number == 1 { String::new() } else { format!("-{number}") };
            let target = folder.join(format!("{stamp}{count}-{name}"));
            match write_new(&target, bytes) {
                Ok(()) => return Ok(target),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(WorkspaceError::from_io("write", &target, error)),
            }
        }
        Err(WorkspaceError::InTheWay { path: folder, needed: "folder" })
    }
}

/// Writes a file that must not exist yet, and waits until it is on the disk.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    const RETRY: &str = "exercises/python/retry.py";

    #[test]
    fn the_learners_text_is_kept_each_time() {
        let dir = tempfile::tempdir().unwrap();
        let files = [(RETRY.to_owned(), "stub\n".to_owned())];
        let (place, _) = Workspace::create(dir.path(), &files, &[]).unwrap();
        let now = UNIX_EPOCH + Duration::from_secs(1_795_175_040);
        let mut backups = Vec::new();
        for text in ["first\n", "second\n"] {
            fs::write(place.root().join(RETRY), text).unwrap();
            let report = place.reset(RETRY, "stub\n", now).unwrap();
            let backup = report.backup.unwrap();
            assert_eq!(fs::read_to_string(&backup).unwrap(), text);
            assert_eq!(fs::read_to_string(&report.program).unwrap(), "stub\n");
            backups.push(backup.file_name().unwrap().to_str().unwrap().to_owned());
        }
        assert_eq!(backups, ["20261120-114400-retry.py", "20261120-114400-2-retry.py"]);
        assert!(!place.is_edited(RETRY, "newer stub\n").unwrap());
    }

    #[test]
    fn a_stub_or_a_missing_file_needs_no_backup() {
        let dir = tempfile::tempdir().unwrap();
        let (place, _) = Workspace::create(dir.path(), &[], &[]).unwrap();
        for _ in 0..2 {
            assert_eq!(place.reset(RETRY, "stub\n", UNIX_EPOCH).unwrap().backup, None);
        }
        assert!(!place.state_dir().join("backups").exists());
    }
}
