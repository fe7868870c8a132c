//! What can go wrong in the learner's folder; each message names its cure.

use std::io;
use std::path::{Path, PathBuf};

/// A write or a look into the learner's folder that failed.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// The folder or file may not be written by this user.
    #[error(
        "cannot write {}: you have no right to write there. Work in a folder of your own (workbook init DIR), \
         or make this one writable (chmod -R u+w)", path.display()
    )]
    ReadOnly {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file stands where a folder has to be, or the other way round.
    #[error("{} is in the way: a {needed} is needed there. Move it aside, then run the command again", path.display())]
    InTheWay {
        /// What is in the way.
        path: PathBuf,
        /// `file` or `folder`.
        needed: &'static str,
    },
    /// The disk is full.
    #[error("cannot write {}: the disk is full. Make room, then run the command again", path.display())]
    Full {
        /// What was to be written.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// Any other failure of the file system.
    #[error("cannot {action} {}: {source}. Mend that, then run the command again", path.display())]
    Io {
        /// "write", "read", "create"
        action: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A course names a file outside the folder.
    #[error(
        "the course names the file `{path}`, which lies outside its folder. Report it to the course's author"
    )]
    Outside {
        /// As the course wrote it.
        path: String,
    },
    /// The folder holds a whole course already.
    #[error(
        "{} is a course folder already: its exercises/ are yours to edit. Run `workbook check` there, \
         or lay out a fresh folder: workbook init DIR", path.display()
    )]
    IsCourse {
        /// The course's folder.
        path: PathBuf,
    },
}

impl WorkspaceError {
    /// The error that fits what the system said.
    pub(super) fn from_io(action: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_path_buf();
        match source.kind() {
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => {
                Self::ReadOnly { path, source }
            }
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => Self::Full { path, source },
            io::ErrorKind::NotADirectory => Self::InTheWay { path, needed: "folder" },
            io::ErrorKind::IsADirectory => Self::InTheWay { path, needed: "file" },
            _ => Self::Io { action, path, source },
        }
    }
}
