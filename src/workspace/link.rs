//! Links that let editors find the SDK: `.venv` -> the prepared environment.

use super::error::WorkspaceError;
use super::path::join_inside;
use super::place::Workspace;
use super::write::neighbour_of;
use std::fs;
use std::io;
use std::path::Path;

/// What became of a link.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LinkOutcome {
    /// It was made.
    Made,
    /// It was ours and pointed elsewhere; now it points here.
    Moved,
    /// It pointed here already.
    Current,
    /// Something of the learner's is there; it was left alone.
    Kept,
    /// This system lets ordinary users make no such links; editors go without.
    Unsupported,
}

impl Workspace {
    /// Makes `name` in the root a link to the folder `target`, unless something that
    /// is not ours is there. A link is ours when it points into `cache`, the folder
    /// of all prepared environments; whether it dangles does not matter.
    ///
    /// # Errors
    /// When the root cannot be written.
    pub fn make_link(&self, name: &str, target: &Path, cache: &Path) -> Result<LinkOutcome, WorkspaceError> {
        let link = join_inside(self.root(), name)?;
        let failed = |error| WorkspaceError::from_io("link", &link, error);
        match fs::symlink_metadata(&link) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => match make(target, &link) {
                Ok(()) => Ok(LinkOutcome::Made),
                Err(error) if unsupported(&error) => Ok(LinkOutcome::Unsupported),
                Err(error) => Err(failed(error)),
            },
            Err(error) => Err(failed(error)),
            Ok(found) if found.is_symlink() => {
                let pointed = fs::read_link(&link).map_err(failed)?;
                if pointed == target {
                    return Ok(LinkOutcome::Current);
                }
                if !pointed.starts_with(cache) {
                    return Ok(LinkOutcome::Kept);
                }
                replace(target, &link).map_err(failed)?;
                Ok(LinkOutcome::Moved)
            }
            Ok(_) => Ok(LinkOutcome::Kept),
        }
    }
}

/// Puts a new link in the old one's place in one step.
fn replace(target: &Path, link: &Path) -> io::Result<()> {
    let neighbour = neighbour_of(link);
    make(target, &neighbour)?;
    fs::rename(&neighbour, link).inspect_err(|_| {
        let _ = fs::remove_file(&neighbour);
    })
}

#[cfg(unix)]
fn make(target: &Path, link: &Path) -> io::Result<()> {
    std::os::unix::fs::symlink(target, link)
}

#[cfg(windows)]
fn make(target: &Path, link: &Path) -> io::Result<()> {
    std::os::windows::fs::symlink_dir(target, link)
}

#[cfg(not(any(unix, windows)))]
fn make(_: &Path, _: &Path) -> io::Result<()> {
    Err(io::ErrorKind::Unsupported.into())
}

/// Windows grants links to administrators and in developer mode only (error 1314).
fn unsupported(error: &io::Error) -> bool {
    error.kind() == io::ErrorKind::Unsupported || (cfg!(windows) && error.raw_os_error() == Some(1314))
}

#[cfg(all(test, unix))]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use std::os::unix::fs::symlink;

    fn place() -> (tempfile::TempDir, Workspace) {
        let dir = tempfile::tempdir().unwrap();
        let (place, _) = Workspace::create(dir.path(), &[], &[]).unwrap();
        (dir, place)
    }

    #[test]
    fn links_are_made_and_moved_within_the_cache() {
        let (_dir, place) = place();
        let cache = Path::new("/cache/workbook");
        let (old, new) = (cache.join("python-1"), cache.join("python-2"));
        assert_eq!(place.make_link(".venv", &old, cache).unwrap(), LinkOutcome::Made);
        assert_eq!(place.make_link(".venv", &old, cache).unwrap(), LinkOutcome::Current);
        assert_eq!(place.make_link(".venv", &new, cache).unwrap(), LinkOutcome::Moved);
        assert_eq!(fs::read_link(place.root().join(".venv")).unwrap(), new);
    }

    #[test]
    fn what_the_learner_put_there_stays() {
        let (_dir, place) = place();
        let cache = Path::new("/cache/workbook");
        fs::create_dir(place.root().join(".venv")).unwrap();
        symlink("/somewhere/else", place.root().join("node_modules")).unwrap();
        for name in [".venv", "node_modules"] {
            assert_eq!(place.make_link(name, &cache.join("env"), cache).unwrap(), LinkOutcome::Kept);
        }
        assert_eq!(fs::read_link(place.root().join("node_modules")).unwrap(), Path::new("/somewhere/else"));
    }
}
