//! Where the learner's folder is, and where things are in it.

use super::error::WorkspaceError;
use super::write::{make_folder, write_atomically};
use crate::course::Track;
use std::fs;
use std::path::{Path, PathBuf};

/// The folder a learner works in.
///
/// Either a folder laid out by `workbook init`, or a course folder (the clone of a
/// course), which is learner's folder and course at once.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Workspace {
    root: PathBuf,
    is_course: bool,
}

impl Workspace {
    /// The nearest learner's folder, from this file or folder upward.
    #[must_use]
    pub fn discover(start: &Path) -> Option<Self> {
        let start = fs::canonicalize(start).or_else(|_| std::path::absolute(start)).ok()?;
        start.ancestors().find_map(Self::at)
    }

    /// The learner's folder with exactly this root.
    fn at(root: &Path) -> Option<Self> {
        let is_course = root.join("workbook.toml").is_file() && root.join("lessons").is_dir();
        let state = root.join(".workbook");
        // A bare `.workbook` could be anything, such as a cache in the home folder.
        let is_learners =
            state.join("stubs.json").is_file() || (state.is_dir() && root.join("exercises").is_dir());
        (is_course || is_learners).then(|| Self { root: root.to_path_buf(), is_course })
    }

    /// A workspace for a folder that is about to be laid out.
    pub(super) fn new_in(root: PathBuf) -> Self {
        Self { root, is_course: false }
    }

    /// The folder itself, absolute.
    #[must_use]
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// Whether the folder is a course as well (`workbook.toml` and `lessons/`).
    #[must_use]
    pub const fn is_course(&self) -> bool {
        self.is_course
    }

    /// Where state is kept: history, manifest, backups.
    #[must_use]
    pub fn state_dir(&self) -> PathBuf {
        self.root.join(".workbook")
    }

    /// Where the hashes of laid out files are kept. In a course folder they are part
    /// of the course (committed beside the stubs), because a fresh clone has to know
    /// an edited stub from one that has merely grown stale.
    pub(super) fn manifest_path(&self) -> PathBuf {
        if self.is_course {
            self.root.join("exercises").join(".stubs.json")
        } else {
            self.state_dir().join("stubs.json")
        }
    }

    /// The program's path relative to the root, with `/`: `exercises/python/retry.py`.
    #[must_use]
    pub fn program_name(exercise: &str, track: &Track) -> String {
        format!("exercises/{}/{exercise}.{}", track.id, track.extension)
    }

    /// Where the learner's program for this exercise is, or would be.
    #[must_use]
    pub fn program_path(&self, exercise: &str, track: &Track) -> PathBuf {
        self.root.join("exercises").join(&track.id).join(format!("{exercise}.{}", track.extension))
    }

    /// The exercise's and the track's id for a file in `exercises/<track>/`; `None`
    /// for any other file. Whether such an exercise exists is the course's business.
    #[must_use]
    pub fn owner_of(&self, file: &Path, tracks: &[Track]) -> Option<(String, String)> {
        let file = fs::canonicalize(file).ok()?;
        let root = fs::canonicalize(&self.root).ok()?;
        let inside = file.strip_prefix(root.join("exercises")).ok()?;
        let mut parts = inside.iter();
        let (folder, name) = (parts.next()?.to_str()?, parts.next()?.to_str()?);
        if parts.next().is_some() {
            return None;
        }
        let track = tracks.iter().find(|track| track.id == folder)?;
        let exercise = name.strip_suffix(&format!(".{}", track.extension))?;
        Some((exercise.to_owned(), track.id.clone()))
    }

    /// Makes the state folder. It ignores itself in git, whatever the learner's own
    /// `.gitignore` says.
    ///
    /// # Errors
    /// When the folder cannot be written.
    pub fn prepare_state(&self) -> Result<PathBuf, WorkspaceError> {
        let state = self.state_dir();
        make_folder(&state)?;
        let ignore = state.join(".gitignore");
        if !ignore.exists() {
            write_atomically(&ignore, b"*\n")?;
        }
        Ok(state)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::workspace::layout::tests::track;

    fn clone_folder() -> tempfile::TempDir {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("workbook.toml"), "").unwrap();
        fs::create_dir_all(dir.path().join("lessons/deep/er")).unwrap();
        dir
    }

    #[test]
    fn a_course_is_found_upward_from_folders_and_files() {
        let dir = clone_folder();
        let root = fs::canonicalize(dir.path()).unwrap();
        for start in ["", "lessons", "lessons/deep/er", "workbook.toml", "lessons/../lessons/deep"] {
            let found = Workspace::discover(&dir.path().join(start)).unwrap();
            assert_eq!((found.root(), found.is_course()), (root.as_path(), true), "{start}");
        }
    }

    #[test]
    fn the_nearest_folder_wins_and_bare_state_folders_do_not_count() {
        let dir = clone_folder();
        let inner = dir.path().join("mine");
        fs::create_dir_all(inner.join(".workbook")).unwrap();
        let outer = Workspace::discover(&inner).unwrap();
        assert!(outer.is_course());
        fs::create_dir_all(inner.join("exercises/python")).unwrap();
        let found = Workspace::discover(&inner.join("exercises/python")).unwrap();
        assert!(!found.is_course());
        assert_eq!(found.root(), fs::canonicalize(&inner).unwrap());
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Workspace::discover(dir.path()), None);
        assert_eq!(Workspace::discover(&dir.path().join("gone/away")), None);
    }

    #[test]
    fn files_know_their_exercise_and_track() {
        let dir = clone_folder();
        let place = Workspace::discover(dir.path()).unwrap();
        let track = track();
        let path = place.program_path("retry", &track);
        fs::create_dir_all(path.parent().unwrap().join("sub")).unwrap();
        fs::write(&path, "").unwrap();
        fs::write(path.with_extension("txt"), "").unwrap();
        let tracks = [track];
        assert_eq!(place.owner_of(&path, &tracks), Some(("retry".to_owned(), "python".to_owned())));
        assert_eq!(place.owner_of(&path.with_extension("txt"), &tracks), None);
        assert_eq!(place.owner_of(&dir.path().join("workbook.toml"), &tracks), None);
        assert_eq!(place.owner_of(&dir.path().join("gone.py"), &tracks), None);
        assert!(path.ends_with(Workspace::program_name("retry", &tracks[0])));
    }

    #[test]
    fn the_state_folder_ignores_itself() {
        let dir = clone_folder();
        let place = Workspace::discover(dir.path()).unwrap();
        let state = place.prepare_state().unwrap();
        assert_eq!(fs::read_to_string(state.join(".gitignore")).unwrap(), "*\n");
        place.prepare_state().unwrap();
    }
}
