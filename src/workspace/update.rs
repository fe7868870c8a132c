//! A newer course in a learner's folder.
//!
//! Owns: which files follow the course, and how. A file that nobody touched follows it; in
//! one that the learner has edited the course's changes are put where they do not meet
//! the learner's (a backup is kept), and otherwise the new text is put beside it; one
//! that the learner has removed stays removed; one that is new is laid out. The texts
//! that files were laid out with are kept in `.workbook/base`, by their hashes: without
//! the text that both come from nothing is merged.

use super::error::WorkspaceError;
use super::layout::{Change, FileText, LayoutReport, Standing};
use super::manifest::{Manifest, hash_of};
use super::merge::merge;
use super::path::join_inside;
use super::place::Workspace;
use super::write::{make_folder, write_atomically};
use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::time::SystemTime;

impl Workspace {
    /// Brings the folder's files in step with the course. In a course folder nothing is
    /// done: there the files are the course.
    ///
    /// # Errors
    /// When a file cannot be read or written. Files before it have been written.
    pub fn follow_course(&self, files: &[FileText], now: SystemTime) -> Result<LayoutReport, WorkspaceError> {
        if self.is_course() {
            return Ok(LayoutReport::default());
        }
        let (manifest, _) = Manifest::load(&self.manifest_path());
        let mut report = LayoutReport::default();
        let mut plain = Vec::new();
        for file in files {
            let (path, text) = file;
            let removed = manifest.get(path).is_some();
            match self.survey(std::slice::from_ref(file))?.first().map(|(_, standing)| *standing) {
                Some(Standing::Missing) if removed => {}
                Some(Standing::Edited) => match self.merged(&manifest, path, text)? {
                    Some(merged) => {
                        self.keep_and_write(path, &merged, now)?;
                        self.remember(path, text)?;
                        report.changes.push((path.clone(), Change::Merged));
                    }
                    None => plain.push(file.clone()),
                },
                Some(Standing::Current) | None => {}
                Some(_) => plain.push(file.clone()),
            }
        }
        let laid_out = self.lay_out(&plain)?;
        report.changes.extend(laid_out.changes);
        report.notes.extend(laid_out.notes);
        report.changes.retain(|(_, change)| !matches!(change, Change::Unchanged | Change::Kept));
        self.keep_bases(files)?;
        Ok(report)
    }

    /// The learner's text with the course's changes in it; `None` when the course has not
    /// changed, what both come from is not known, or the changes meet.
    fn merged(&self, manifest: &Manifest, path: &str, text: &str) -> Result<Option<String>, WorkspaceError> {
        let Some(laid_out) = manifest.get(path).filter(|hash| **hash != hash_of(text.as_bytes())) else {
            return Ok(None);
        };
        let file = join_inside(self.root(), path)?;
        let Ok(base) = fs::read_to_string(self.base(laid_out)) else { return Ok(None) };
        let Ok(mine) = fs::read_to_string(&file) else { return Ok(None) };
        // Line ends as they are in the learner's file are not for us to change.
        let merged = if mine.contains('\r') { None } else { merge(&base, &mine, text) };
        Ok(merged.filter(|merged| *merged != mine))
    }

    fn keep_and_write(&self, path: &str, text: &str, now: SystemTime) -> Result<(), WorkspaceError> {
        let file = join_inside(self.root(), path)?;
        let bytes = fs::read(&file).map_err(|error| WorkspaceError::from_io("read", &file, error))?;
        self.back_up(&file, &bytes, now)?;
        write_atomically(&file, text.as_bytes())
    }

    fn base(&self, hash: &str) -> PathBuf {
        self.state_dir().join("base").join(hash)
    }

    /// Keeps the texts that files are laid out with, for later merges.
    pub(super) fn keep_bases(&self, files: &[FileText]) -> Result<(), WorkspaceError> {
        for (_, text) in files.iter().filter(|(path, _)| path.starts_with("exercises/")) {
            let base = self.base(&hash_of(text.as_bytes()));
            if !base.exists() {
                make_folder(base.parent().unwrap_or(self.root()))?;
                write_atomically(&base, text.as_bytes())?;
            }
        }
        Ok(())
    }

    /// Exercises that have another id now: the learner's files move along, unless there is
    /// one by the new name. Returns the new paths.
    ///
    /// # Errors
    /// When a file cannot be moved.
    pub fn rename_exercises(
        &self,
        renamed: &BTreeMap<String, String>,
        folder: &str,
        extension: &str,
    ) -> Result<Vec<String>, WorkspaceError> {
        let mut moved = Vec::new();
        if self.is_course() {
            return Ok(moved);
        }
        let (mut manifest, _) = Manifest::load(&self.manifest_path());
        for (old, new) in renamed {
            let name = |id: &str| format!("exercises/{folder}/{id}.{extension}");
            let (from, to) = (join_inside(self.root(), &name(old))?, join_inside(self.root(), &name(new))?);
            if !from.is_file() || to.exists() {
                continue;
            }
            fs::rename(&from, &to).map_err(|error| WorkspaceError::from_io("move", &from, error))?;
            if let Some(hash) = manifest.get(&name(old)).map(str::to_owned) {
                manifest.set(&name(new), hash);
                manifest.forget(&name(old));
            }
            moved.push(name(new));
        }
        if !moved.is_empty() {
            manifest.save(&self.manifest_path())?;
        }
        Ok(moved)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const RETRY: &str = "exercises/python/retry.py";
    const OLD: &str = "# Retry\nimport openai\n\n# TODO: ask\n";
    const NEW: &str = "# Retry, with patience\nimport openai\n\n# TODO: ask\n";

    fn stub(text: &str) -> Vec<FileText> {
        vec![(RETRY.to_owned(), text.to_owned())]
    }

    fn laid_out() -> (tempfile::TempDir, Workspace) {
        let dir = tempfile::tempdir().unwrap();
        let (place, _) = Workspace::create(dir.path(), &stub(OLD), &[]).unwrap();
        (dir, place)
    }

    fn read(place: &Workspace, path: &str) -> String {
        fs::read_to_string(place.root().join(path)).unwrap()
    }

    fn follow(place: &Workspace, text: &str) -> Vec<Change> {
        let report = place.follow_course(&stub(text), SystemTime::now()).unwrap();
        report.changes.into_iter().map(|(_, change)| change).collect()
    }

    #[test]
    fn an_untouched_stub_follows_and_nothing_is_said_of_the_rest() {
        let (_dir, place) = laid_out();
        assert_eq!(follow(&place, OLD), []);
        assert_eq!(follow(&place, NEW), [Change::Updated]);
        assert_eq!(read(&place, RETRY), NEW);
        assert_eq!(follow(&place, NEW), []);
    }

    #[test]
    fn an_edited_stub_gets_the_change_and_a_backup() {
        let (_dir, place) = laid_out();
        let mine = OLD.replace("# TODO: ask\n", "ask()\n");
        fs::write(place.root().join(RETRY), &mine).unwrap();
        assert_eq!(follow(&place, OLD), []);
        assert_eq!(follow(&place, NEW), [Change::Merged]);
        assert_eq!(read(&place, RETRY), NEW.replace("# TODO: ask\n", "ask()\n"));
        let backups: Vec<_> = fs::read_dir(place.state_dir().join("backups")).unwrap().flatten().collect();
        assert_eq!(backups.len(), 1);
        assert_eq!(fs::read_to_string(backups[0].path()).unwrap(), mine);
        assert_eq!(follow(&place, NEW), [], "once");
    }

    #[test]
    fn what_meets_is_put_beside() {
        let (_dir, place) = laid_out();
        fs::write(place.root().join(RETRY), "mine\n").unwrap();
        assert_eq!(follow(&place, NEW), [Change::Beside("exercises/python/retry.new.py".to_owned())]);
        assert_eq!(read(&place, RETRY), "mine\n");
        assert_eq!(follow(&place, NEW), [], "once");
    }

    #[test]
    fn what_was_removed_stays_removed_and_what_is_new_comes() {
        let (_dir, place) = laid_out();
        fs::remove_file(place.root().join(RETRY)).unwrap();
        let more = ("exercises/python/new.py".to_owned(), "x\n".to_owned());
        let files = [stub(NEW), vec![more]].concat();
        let report = place.follow_course(&files, SystemTime::now()).unwrap();
        assert_eq!(report.changes, [("exercises/python/new.py".to_owned(), Change::Written)]);
    }

    #[test]
    fn a_renamed_exercise_takes_its_file_along() {
        let (_dir, place) = laid_out();
        fs::write(place.root().join(RETRY), "mine\n").unwrap();
        let renamed = BTreeMap::from([("retry".to_owned(), "patience".to_owned())]);
        let moved = place.rename_exercises(&renamed, "python", "py").unwrap();
        assert_eq!(moved, ["exercises/python/patience.py"]);
        assert_eq!(read(&place, "exercises/python/patience.py"), "mine\n");
        fs::write(place.root().join(RETRY), "another\n").unwrap();
        assert!(
            place.rename_exercises(&renamed, "python", "py").unwrap().is_empty(),
            "nothing is overwritten"
        );
        assert_eq!(read(&place, "exercises/python/patience.py"), "mine\n");
    }
}
