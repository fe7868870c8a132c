//! Paths inside the folder, and paths as people read them.

use super::error::WorkspaceError;
use std::path::{Component, Path, PathBuf};

/// The course's relative path (with `/`) below the root, or an error when it would
/// leave the root.
pub(super) fn join_inside(root: &Path, relative: &str) -> Result<PathBuf, WorkspaceError> {
    let inside = !relative.is_empty()
        && !relative.contains(['\\', '\0'])
        && Path::new(relative).components().all(|part| matches!(part, Component::Normal(_)));
    if inside {
        Ok(relative.split('/').fold(root.to_path_buf(), |path, part| path.join(part)))
    } else {
        Err(WorkspaceError::Outside { path: relative.to_owned() })
    }
}

/// The path as seen from a folder, with `..` where needed: what a person in that
/// folder would type. Both paths absolute; otherwise the path comes back as it is.
#[must_use]
pub fn relative_to(path: &Path, folder: &Path) -> PathBuf {
    if !path.is_absolute() || !folder.is_absolute() {
        return path.to_path_buf();
    }
    let shared = path.components().zip(folder.components()).take_while(|(a, b)| a == b).count();
    if shared <= 1 {
        // Nothing but the root in common: `../../../..` helps nobody.
        return path.to_path_buf();
    }
    let up = folder.components().skip(shared).map(|_| Component::ParentDir);
    let down = path.components().skip(shared);
    let relative: PathBuf = up.chain(down).collect();
    if relative.as_os_str().is_empty() { PathBuf::from(".") } else { relative }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    #[test]
    fn courses_cannot_leave_the_folder() {
        let root = Path::new("/home/ann/course");
        assert_eq!(
            join_inside(root, "exercises/python/retry.py").unwrap(),
            root.join("exercises").join("python").join("retry.py")
        );
        for bad in ["", "/etc/passwd", "../x", "a/../../x", "a\\..\\b", "a\0b", "."] {
            assert!(join_inside(root, bad).is_err(), "{bad:?}");
        }
    }

    #[test]
    fn paths_are_shown_as_typed_from_where_one_stands() {
        let show = |path: &str, folder: &str| relative_to(Path::new(path), Path::new(folder));
        assert_eq!(show("/w/c/exercises/a.py", "/w/c"), Path::new("exercises/a.py"));
        assert_eq!(show("/w/c/exercises/a.py", "/w/c/lessons"), Path::new("../exercises/a.py"));
        assert_eq!(show("/w/c", "/w/c"), Path::new("."));
        assert_eq!(show("/tmp/a.py", "/w/c"), Path::new("/tmp/a.py"));
        assert_eq!(show("a.py", "/w/c"), Path::new("a.py"));
    }
}
