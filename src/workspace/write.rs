//! Whole files or none: every write goes to a neighbour first and is renamed.

use super::error::WorkspaceError;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Writes the file so that anyone who looks sees the old text or the new one, never
/// a part, also when the process is killed. Makes missing folders; keeps the
/// permissions of a file that exists; follows a symbolic link to the real file.
///
/// # Errors
/// When a folder or the file cannot be written; then nothing has changed.
pub fn write_atomically(path: &Path, bytes: &[u8]) -> Result<(), WorkspaceError> {
    let real = fs::canonicalize(path).unwrap_or_else(|_| path.to_path_buf());
    if real.is_dir() {
        return Err(WorkspaceError::InTheWay { path: real, needed: "file" });
    }
    if let Some(parent) = real.parent() {
        make_folder(parent)?;
    }
    let neighbour = neighbour_of(&real);
    let written = write_synced(&neighbour, bytes)
        .and_then(|()| keep_permissions(&real, &neighbour))
        .and_then(|()| fs::rename(&neighbour, &real));
    written.map_err(|error| {
        // The neighbour may not exist; what matters is the first error.
        let _ = fs::remove_file(&neighbour);
        WorkspaceError::from_io("write", &real, error)
    })
}

/// Makes the folder and its parents.
pub(super) fn make_folder(path: &Path) -> Result<(), WorkspaceError> {
    fs::create_dir_all(path).map_err(|error| match error.kind() {
        io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
            WorkspaceError::InTheWay { path: first_file_on(path), needed: "folder" }
        }
        _ => WorkspaceError::from_io("create", path, error),
    })
}

/// The part of the path that is no folder, for the message.
fn first_file_on(path: &Path) -> PathBuf {
    path.ancestors().find(|part| part.exists() && !part.is_dir()).unwrap_or(path).to_path_buf()
}

/// A free name beside the file; hidden, so that editors and globs pass it over.
pub(super) fn neighbour_of(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.{:016x}.tmp", fastrand::u64(..)))
}

fn write_synced(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

fn keep_permissions(from: &Path, to: &Path) -> io::Result<()> {
    match fs::metadata(from) {
        Ok(known) => fs::set_permissions(to, known.permissions()),
        Err(_) => Ok(()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn writes_make_folders_and_leave_no_neighbour() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a/b/c.txt");
        write_atomically(&path, b"one").unwrap();
        write_atomically(&path, b"two").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"two");
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1);
    }

    #[test]
    fn a_file_in_place_of_a_folder_is_named() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("a"), "").unwrap();
        let error = write_atomically(&dir.path().join("a/b/c.txt"), b"x").unwrap_err().to_string();
        assert!(error.contains("a is in the way: a folder is needed there. Move it aside"), "{error}");
        let error = write_atomically(dir.path(), b"x").unwrap_err().to_string();
        assert!(error.contains("a file is needed"), "{error}");
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_survive() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let real = dir.path().join("real.sh");
        fs::write(&real, "old").unwrap();
        fs::set_permissions(&real, fs::Permissions::from_mode(0o750)).unwrap();
        let link = dir.path().join("link.sh");
        std::os::unix::fs::symlink(&real, &link).unwrap();
        write_atomically(&link, b"new").unwrap();
        assert_eq!(fs::read(&real).unwrap(), b"new");
        assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
        assert_eq!(fs::metadata(&real).unwrap().permissions().mode() & 0o777, 0o750);
    }
}
