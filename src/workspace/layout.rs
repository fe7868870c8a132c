//! Laying out the course's files, and bringing them up to date.
//!
//! The rule: a file that nobody has touched follows the course; a file that the
//! learner has edited is never written. When both have changed, the course's new
//! text is put beside it, once.

use super::error::WorkspaceError;
use super::manifest::{Manifest, hash_of};
use super::path::join_inside;
use super::place::Workspace;
use super::write::{make_folder, write_atomically};
use std::fs;
use std::path::Path;

/// A file of the course: relative path (with `/`) and text.
pub type FileText = (String, String);

/// How a file in the folder stands to the course's text of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Standing {
    /// It is not there.
    Missing,
    /// It is the course's text.
    Current,
    /// It is the course's text, but the list of hashes says otherwise: the next
    /// change of the course would be taken for an edit of the learner's.
    Unrecorded,
    /// It is as laid out, but the course's text has changed since.
    Stale,
    /// The learner has edited it, or it was never ours.
    Edited,
}

/// What happened to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Change {
    /// It was missing and is there now.
    Written,
    /// It was untouched and has the course's new text now.
    Updated,
    /// It was edited, and has the course's changes beside the learner's own now.
    Merged,
    /// It had the course's text already.
    Unchanged,
    /// It was left as it is: it has been edited, or was there before.
    Kept,
    /// It was left as it is, and the course's new text was put beside it, here.
    Beside(String),
}

/// What happened to each file, in the given order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct LayoutReport {
    /// Relative path and what happened.
    pub changes: Vec<(String, Change)>,
    /// Words for the user about anything unusual.
    pub notes: Vec<String>,
}

impl LayoutReport {
    /// The files something of this kind happened to.
    pub fn files(&self, change: &Change) -> impl Iterator<Item = &str> {
        self.changes.iter().filter(move |(_, c)| c == change).map(|(path, _)| path.as_str())
    }

    /// Edited files whose new text was put beside them: path, and the new file's path.
    pub fn beside(&self) -> impl Iterator<Item = (&str, &str)> {
        self.changes.iter().filter_map(|(path, change)| match change {
            Change::Beside(new) => Some((path.as_str(), new.as_str())),
            _ => None,
        })
    }
}

/// Never to be committed by the learner.
const GIT_IGNORE: &str = "\
# State of the workbook, environments, and keys: never to be committed.
.workbook/
.venv
node_modules
__pycache__/
.env
";

const ENV_EXAMPLE: &str = "\
# `workbook check` needs no key: it brings its own API on 127.0.0.1.
# For calls to the real API, copy this file to `.env` and put your key there.
# Never commit `.env`, never write a key into a program.
OPENAI_API_KEY=
";

impl Workspace {
    /// Lays out a learner's folder: the course's files (lessons, stubs), `.gitignore`,
    /// `.env.example`, and what the caller adds (editor files). Existing files stay
    /// as they are and are reported as kept.
    ///
    /// # Errors
    /// When the folder cannot be written, or is a course folder itself.
    pub fn create(
        dir: &Path,
        course_files: &[FileText],
        extras: &[FileText],
    ) -> Result<(Self, LayoutReport), WorkspaceError> {
        make_folder(dir)?;
        let root = fs::canonicalize(dir).map_err(|error| WorkspaceError::from_io("open", dir, error))?;
        if root.join("workbook.toml").is_file() && root.join("lessons").is_dir() {
            return Err(WorkspaceError::IsCourse { path: root });
        }
        let place = Self::new_in(root);
        place.prepare_state()?;
        let mut report = place.lay_out(course_files)?;
        place.keep_bases(course_files)?;
        let own = [
            (".gitignore".to_owned(), GIT_IGNORE.to_owned()),
            (".env.example".to_owned(), ENV_EXAMPLE.to_owned()),
        ];
        for file in own.iter().chain(extras) {
            report.changes.push((file.0.clone(), place.add_missing(file)?));
        }
        Ok((place, report))
    }

    /// How each file stands to the course's text of it. Writes nothing.
    ///
    /// # Errors
    /// When a file exists but cannot be read.
    pub fn survey(&self, files: &[FileText]) -> Result<Vec<(String, Standing)>, WorkspaceError> {
        let (manifest, _) = Manifest::load(&self.manifest_path());
        files.iter().map(|(path, text)| Ok((path.clone(), self.standing(&manifest, path, text)?))).collect()
    }

    /// Brings the course's files up to date by the rule at the head of this file.
    ///
    /// # Errors
    /// When a file cannot be read or written. Files before it have been written.
    pub fn lay_out(&self, files: &[FileText]) -> Result<LayoutReport, WorkspaceError> {
        let manifest_path = self.manifest_path();
        let (mut manifest, word) = Manifest::load(&manifest_path);
        let before = manifest.clone();
        let mut report = LayoutReport { changes: Vec::new(), notes: word.into_iter().collect() };
        let mut failure = None;
        for (path, text) in files {
            match self.bring_up_to_date(&mut manifest, path, text) {
                Ok(change) => report.changes.push((path.clone(), change)),
                Err(error) => {
                    failure = Some(error);
                    break;
                }
            }
        }
        // Saved before a failure is reported: what has been written must be known as ours.
        if manifest != before {
            manifest.save(&manifest_path)?;
        }
        failure.map_or(Ok(report), Err)
    }

    /// Whether the learner has edited this file; false for a missing one.
    ///
    /// # Errors
    /// When the file exists but cannot be read.
    pub fn is_edited(&self, path: &str, course_text: &str) -> Result<bool, WorkspaceError> {
        let (manifest, _) = Manifest::load(&self.manifest_path());
        Ok(self.standing(&manifest, path, course_text)? == Standing::Edited)
    }

    fn standing(&self, manifest: &Manifest, path: &str, text: &str) -> Result<Standing, WorkspaceError> {
        let Some(found) = read_hash(&join_inside(self.root(), path)?)? else {
            return Ok(Standing::Missing);
        };
        let current = hash_of(text.as_bytes());
        Ok(if found == current && manifest.get(path) == Some(current.as_str()) {
            Standing::Current
        } else if found == current {
            Standing::Unrecorded
        } else if manifest.get(path) == Some(found.as_str()) {
            Standing::Stale
        } else {
            Standing::Edited
        })
    }

    fn bring_up_to_date(
        &self,
        manifest: &mut Manifest,
        path: &str,
        text: &str,
    ) -> Result<Change, WorkspaceError> {
        let new_hash = hash_of(text.as_bytes());
        let change = match self.standing(manifest, path, text)? {
            Standing::Current | Standing::Unrecorded => Change::Unchanged,
            Standing::Missing => {
                write_atomically(&join_inside(self.root(), path)?, text.as_bytes())?;
                Change::Written
            }
            Standing::Stale => {
                write_atomically(&join_inside(self.root(), path)?, text.as_bytes())?;
                Change::Updated
            }
            Standing::Edited => match manifest.get(path) {
                Some(laid_out) if laid_out != new_hash => {
                    Change::Beside(self.put_beside(manifest, path, text, &new_hash)?)
                }
                _ => Change::Kept,
            },
        };
        manifest.set(path, new_hash);
        Ok(change)
    }

    /// Writes the text as `name.new.ext`, or `name.new-2.ext` when the learner has
    /// edited the former, and so on.
    fn put_beside(
        &self,
        manifest: &mut Manifest,
        path: &str,
        text: &str,
        hash: &str,
    ) -> Result<String, WorkspaceError> {
        for number in 1..100 {
            let name = beside_name(path, number);
            let target = join_inside(self.root(), &name)?;
            let found = read_hash(&target)?;
            let ours =
                found.as_deref().is_none_or(|found| found == hash || manifest.get(&name) == Some(found));
            if ours {
                write_atomically(&target, text.as_bytes())?;
                manifest.set(&name, hash.to_owned());
                return Ok(name);
            }
        }
        Err(WorkspaceError::InTheWay {
            path: join_inside(self.root(), &beside_name(path, 1))?,
            needed: "file",
        })
    }

    /// Writes the file if nothing is there.
    fn add_missing(&self, (path, text): &FileText) -> Result<Change, WorkspaceError> {
        let target = join_inside(self.root(), path)?;
        match read_hash(&target)? {
            None => {
                write_atomically(&target, text.as_bytes())?;
                Ok(Change::Written)
            }
            Some(found) if found == hash_of(text.as_bytes()) => Ok(Change::Unchanged),
            Some(_) => Ok(Change::Kept),
        }
    }

    /// Remembers the text as laid out, so that the file counts as untouched.
    pub(super) fn remember(&self, path: &str, text: &str) -> Result<(), WorkspaceError> {
        let manifest_path = self.manifest_path();
        let (mut manifest, _) = Manifest::load(&manifest_path);
        manifest.set(path, hash_of(text.as_bytes()));
        manifest.save(&manifest_path)
    }
}

/// The hash of the file's text; `None` when there is none.
fn read_hash(path: &Path) -> Result<Option<String>, WorkspaceError> {
    match fs::read(path) {
        Ok(bytes) => Ok(Some(hash_of(&bytes))),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(WorkspaceError::from_io("read", path, error)),
    }
}

/// `a/retry.py` -> `a/retry.new.py`, `a/retry.new-2.py`, …
fn beside_name(path: &str, number: u32) -> String {
    let (folder, name) = path.rsplit_once('/').map_or(("", path), |(folder, name)| (folder, name));
    let mark = if number == 1 { "new".to_owned() } else { format!("new-{number}") };
    let name = match name.rsplit_once('.') {
        Some((stem, extension)) if !stem.is_empty() => format!("{stem}.{mark}.{extension}"),
        _ => format!("{name}.{mark}"),
    };
    if folder.is_empty() { name } else { format!("{folder}/{name}") }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
pub(super) mod tests {
    use super::*;
    use crate::course::{Setup, SourceFile, Spot, Track};
    use std::collections::BTreeMap;
    use std::sync::Arc;

    pub(crate) fn track() -> Track {
        let file = SourceFile { path: "workbook.toml".to_owned(), text: String::new() };
        Track {
            id: "python".to_owned(),
            title: "Python".to_owned(),
            languages: vec!["python".to_owned()],
            extension: "py".to_owned(),
            comment: "#".to_owned(),
            needs: Vec::new(),
            setup: Setup::default(),
            parse: Vec::new(),
            build: Vec::new(),
            run: Vec::new(),
            clock: String::new(),
            warm_up: String::new(),
            env: BTreeMap::new(),
            links: BTreeMap::new(),
            files: BTreeMap::new(),
            packages: BTreeMap::new(),
            spot: Spot::new(Arc::new(file), 0..0),
        }
    }

    const RETRY: &str = "exercises/python/retry.py";

    fn stub(text: &str) -> Vec<FileText> {
        vec![(RETRY.to_owned(), text.to_owned())]
    }

    fn laid_out(text: &str) -> (tempfile::TempDir, Workspace) {
        let dir = tempfile::tempdir().unwrap();
        let (place, _) = Workspace::create(&dir.path().join("course"), &stub(text), &[]).unwrap();
        (dir, place)
    }

    fn read(place: &Workspace, path: &str) -> String {
        fs::read_to_string(place.root().join(path)).unwrap()
    }

    fn edit(place: &Workspace, path: &str, text: &str) {
        fs::write(place.root().join(path), text).unwrap();
    }

    fn only(report: &LayoutReport) -> &Change {
        assert_eq!(report.changes.len(), 1);
        &report.changes[0].1
    }

    #[test]
    fn a_fresh_folder_gets_everything_and_is_found_again() {
        let dir = tempfile::tempdir().unwrap();
        let extras = [("pyproject.toml".to_owned(), "[project]\n".to_owned())];
        let (place, report) = Workspace::create(&dir.path().join("new"), &stub("one\n"), &extras).unwrap();
        let written: Vec<_> = report.files(&Change::Written).collect();
        assert_eq!(written, [RETRY, ".gitignore", ".env.example", "pyproject.toml"]);
        assert_eq!(Workspace::discover(&place.root().join("exercises")), Some(place.clone()));
        assert!(read(&place, ".env.example").lines().any(|line| line == "OPENAI_API_KEY="));
        assert!(read(&place, ".gitignore").lines().any(|line| line == ".env"));
    }

    #[test]
    fn existing_files_are_kept_and_named() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir_all(dir.path().join("exercises/python")).unwrap();
        fs::write(dir.path().join(RETRY), "mine").unwrap();
        fs::write(dir.path().join(".gitignore"), "mine").unwrap();
        let (place, report) = Workspace::create(dir.path(), &stub("one\n"), &[]).unwrap();
        assert_eq!(report.files(&Change::Kept).collect::<Vec<_>>(), [RETRY, ".gitignore"]);
        assert_eq!((read(&place, RETRY), read(&place, ".gitignore")), ("mine".to_owned(), "mine".to_owned()));
    }

    #[test]
    fn an_untouched_stub_follows_the_course() {
        let (_dir, place) = laid_out("one\n");
        assert_eq!(only(&place.lay_out(&stub("one\n")).unwrap()), &Change::Unchanged);
        assert_eq!(place.survey(&stub("two\n")).unwrap()[0].1, Standing::Stale);
        assert_eq!(only(&place.lay_out(&stub("two\n")).unwrap()), &Change::Updated);
        assert_eq!(read(&place, RETRY), "two\n");
        assert!(!place.is_edited(RETRY, "two\n").unwrap());
    }

    #[test]
    fn an_edited_stub_is_left_alone_while_the_course_stands_still() {
        let (_dir, place) = laid_out("one\n");
        edit(&place, RETRY, "mine\n");
        assert!(place.is_edited(RETRY, "one\n").unwrap());
        assert_eq!(only(&place.lay_out(&stub("one\n")).unwrap()), &Change::Kept);
        assert_eq!(read(&place, RETRY), "mine\n");
    }

    #[test]
    fn when_both_changed_the_new_text_stands_beside_once() {
        let (_dir, place) = laid_out("one\n");
        edit(&place, RETRY, "mine\n");
        let report = place.lay_out(&stub("two\n")).unwrap();
        let new = "exercises/python/retry.new.py";
        assert_eq!(report.beside().collect::<Vec<_>>(), [(RETRY, new)]);
        assert_eq!((read(&place, RETRY), read(&place, new)), ("mine\n".to_owned(), "two\n".to_owned()));
        assert_eq!(only(&place.lay_out(&stub("two\n")).unwrap()), &Change::Kept);
        place.lay_out(&stub("three\n")).unwrap();
        assert_eq!(read(&place, new), "three\n");
        edit(&place, new, "notes\n");
        let report = place.lay_out(&stub("four\n")).unwrap();
        assert_eq!(only(&report), &Change::Beside("exercises/python/retry.new-2.py".to_owned()));
        assert_eq!(read(&place, new), "notes\n");
    }

    #[test]
    fn a_deleted_stub_comes_back() {
        let (_dir, place) = laid_out("one\n");
        fs::remove_file(place.root().join(RETRY)).unwrap();
        assert_eq!(place.survey(&stub("one\n")).unwrap()[0].1, Standing::Missing);
        assert_eq!(only(&place.lay_out(&stub("one\n")).unwrap()), &Change::Written);
    }

    #[test]
    fn without_its_manifest_a_folder_is_safe() {
        let (_dir, place) = laid_out("one\n");
        edit(&place, RETRY, "mine\n");
        edit(&place, ".workbook/stubs.json", "{ damaged");
        let report = place.lay_out(&stub("two\n")).unwrap();
        assert_eq!(only(&report), &Change::Kept);
        assert_eq!(report.notes.len(), 1);
        assert_eq!(read(&place, RETRY), "mine\n");
    }

    #[test]
    fn in_a_course_folder_the_manifest_is_part_of_the_course() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("lessons")).unwrap();
        fs::write(dir.path().join("workbook.toml"), "").unwrap();
        let place = Workspace::discover(dir.path()).unwrap();
        place.lay_out(&stub("one\n")).unwrap();
        assert!(dir.path().join("exercises/.stubs.json").is_file());
        assert!(!place.state_dir().exists());
        let error = Workspace::create(dir.path(), &[], &[]).unwrap_err().to_string();
        assert!(error.contains("is a course folder already"), "{error}");
    }

    #[test]
    fn a_list_of_hashes_that_lags_behind_is_noticed_and_mended() {
        let (_dir, place) = laid_out("one\n");
        edit(&place, RETRY, "two\n");
        assert_eq!(place.survey(&stub("two\n")).unwrap()[0].1, Standing::Unrecorded);
        assert_eq!(only(&place.lay_out(&stub("two\n")).unwrap()), &Change::Unchanged);
        assert_eq!(place.survey(&stub("two\n")).unwrap()[0].1, Standing::Current);
    }

    #[test]
    fn a_course_cannot_write_outside() {
        let (_dir, place) = laid_out("one\n");
        let evil = [("../evil.py".to_owned(), "x".to_owned())];
        assert!(matches!(place.lay_out(&evil), Err(WorkspaceError::Outside { .. })));
    }

    #[test]
    fn what_was_written_before_a_failure_is_known_as_ours() {
        let (_dir, place) = laid_out("one\n");
        fs::create_dir_all(place.root().join("exercises/python/taken.py")).unwrap();
        let files = [stub("two\n"), vec![("exercises/python/taken.py".to_owned(), "x".to_owned())]].concat();
        let error = place.lay_out(&files).unwrap_err().to_string();
        assert!(error.contains("taken.py is in the way"), "{error}");
        assert_eq!(only(&place.lay_out(&stub("three\n")).unwrap()), &Change::Updated);
    }

    #[test]
    fn names_beside() {
        assert_eq!(beside_name("a/b.tar.gz", 1), "a/b.tar.new.gz");
        assert_eq!(beside_name("Makefile", 3), "Makefile.new-3");
        assert_eq!(beside_name("a/.env", 1), "a/.env.new");
    }

    proptest::proptest! {
        /// Whatever the order of edits and updates, a text the learner wrote is there
        /// until the learner changes it.
        #[test]
        fn edits_are_never_lost(steps in proptest::collection::vec((0u8..3, 0u8..4), 1..12)) {
            let (_dir, place) = laid_out("course 0\n");
            let mut mine: Option<String> = None;
            for (action, number) in steps {
                if action == 0 {
                    let text = format!("mine {number}\n");
                    edit(&place, RETRY, &text);
                    mine = Some(text);
                } else {
                    place.lay_out(&stub(&format!("course {number}\n"))).unwrap();
                }
                if let Some(text) = &mine {
                    proptest::prop_assert_eq!(&read(&place, RETRY), text);
                }
            }
        }
    }
}
