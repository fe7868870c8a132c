//! The learner's history, kept in SQLite.
//!
//! Owns: opening it, and what goes wrong with it. Its tables are in the files beside this
//! one: attempts, choices, quizzes.

use super::schema::{self, Refusal};
use rusqlite::{Connection, Transaction, TransactionBehavior};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// The history cannot be read or written right now.
#[derive(Debug, thiserror::Error)]
#[error("cannot {action} the history: {source}. Nothing graded is wrong by that; {cure}")]
pub struct StoreError {
    action: &'static str,
    source: Box<dyn std::error::Error + Send + Sync>,
    cure: &'static str,
}

impl StoreError {
    pub(super) fn new(action: &'static str, source: impl std::error::Error + Send + Sync + 'static) -> Self {
        let cure = "`workbook doctor` says whether the folder can be written";
        Self { action, source: Box::new(source), cure }
    }
}

/// The learner's history: attempts, marks, hints shown, settings.
///
/// Several processes may hold it open at once. Exercise, track and settings are plain
/// ids; whether the course has them is not the store's business.
#[derive(Debug)]
pub struct Store {
    pub(super) conn: Connection,
    file: Option<PathBuf>,
    warnings: Vec<String>,
}

impl Store {
    /// Opens the history in the state folder (`.workbook`), which should exist.
    ///
    /// A damaged file is set aside and a fresh one begun; when nothing can be written,
    /// the store still works, as long as the process lives. Both are said in
    /// [`Store::warnings`].
    ///
    /// # Errors
    /// Only when SQLite does not work at all.
    pub fn open(state_dir: &Path) -> Result<Self, StoreError> {
        let path = state_dir.join(schema::FILE);
        let refused = match schema::open_file(&path) {
            Ok(conn) => return Ok(Self::kept(conn, path, Vec::new())),
            Err(refused) => refused,
        };
        match refused {
            Refusal::Damaged(why) => Self::start_afresh(path, &why),
            Refusal::Newer => Self::unkept(
                &path,
                format!(
                    "{} was written by a newer workbook; this attempt will not be kept. \
                     Update workbook to go on with your history.",
                    path.display()
                ),
            ),
            Refusal::Unwritable(why) => Self::unkept(
                &path,
                format!(
                    "your progress cannot be kept in {} ({why}); grading works all the same. \
                     Make the folder writable, or lay out one of your own: workbook init DIR",
                    state_dir.display()
                ),
            ),
        }
    }

    /// Opens the history to look at it: where there is none yet, none is made.
    ///
    /// # Errors
    /// Only when SQLite does not work at all.
    pub fn peek(state_dir: &Path) -> Result<Self, StoreError> {
        if state_dir.join(schema::FILE).exists() { Self::open(state_dir) } else { Self::in_memory() }
    }

    /// A history that is forgotten when the process ends, for places without a
    /// learner's folder.
    ///
    /// # Errors
    /// Only when SQLite does not work at all.
    pub fn in_memory() -> Result<Self, StoreError> {
        Ok(Self { conn: schema::open_memory(None)?, file: None, warnings: Vec::new() })
    }

    fn kept(conn: Connection, file: PathBuf, warnings: Vec<String>) -> Self {
        Self { conn, file: Some(file), warnings }
    }

    fn unkept(path: &Path, warning: String) -> Result<Self, StoreError> {
        let readable = path.is_file().then_some(path);
        Ok(Self { conn: schema::open_memory(readable)?, file: None, warnings: vec![warning] })
    }

    fn start_afresh(path: PathBuf, why: &str) -> Result<Self, StoreError> {
        let warning = match schema::set_aside(&path, SystemTime::now()) {
            Ok(Some(aside)) => vec![format!(
                "the history was damaged ({why}). It was set aside as {}, and a fresh one begun; \
                 your programs are untouched.",
                aside.display()
            )],
            // Another process has done it meanwhile.
            Ok(None) => Vec::new(),
            Err(error) => {
                let word = format!(
                    "{} is damaged ({why}) and cannot be set aside ({error}); your progress is not kept. \
                     Move the file away.",
                    path.display()
                );
                return Self::unkept(&path, word);
            }
        };
        match schema::open_file(&path) {
            Ok(conn) => Ok(Self::kept(conn, path, warning)),
            Err(again) => Self::unkept(&path, format!("the history cannot be kept: {again:?}")),
        }
    }

    /// Whether attempts outlive the process.
    #[must_use]
    pub const fn keeps(&self) -> bool {
        self.file.is_some()
    }

    /// Words for the user about how the opening went; empty when all is well.
    #[must_use]
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// What the file did not do. A damaged one is set aside when it is next opened.
    pub(super) fn failed(&self, action: &'static str, error: rusqlite::Error) -> StoreError {
        let is_damaged = self.file.as_ref().is_some_and(|file| schema::noted_damage(file, &error));
        let error = StoreError::new(action, error);
        if is_damaged {
            StoreError { cure: "run the command again: the damaged file is then set aside", ..error }
        } else {
            error
        }
    }

    /// All or nothing; takes the write lock first, so that it never has to give up
    /// halfway because another process was faster.
    pub(super) fn write(
        &self,
        work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()>,
    ) -> Result<(), StoreError> {
        Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)
            .and_then(|step| {
                work(&step)?;
                step.commit()
            })
            .map_err(|e| self.failed("write", e))
    }
}
