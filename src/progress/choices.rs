//! What the learner has chosen and seen: marks, hints, the current exercise, settings.
//!
//! Owns: those tables. Must not know: which exercises, tracks and settings there are.

use super::store::{Store, StoreError};
use rusqlite::{OptionalExtension, params};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Files are stamped with a clock that moves by the kernel's tick, and so may be behind.
const FILE_CLOCK: Duration = Duration::from_millis(10);

impl Store {
    /// Remembers that the learner left the exercise for later.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_skipped(&self, exercise: &str, track: &str) -> Result<(), StoreError> {
        self.mark(exercise, track, "skipped")
    }

    /// Remembers that the solution has been shown.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn mark_revealed(&self, exercise: &str, track: &str) -> Result<(), StoreError> {
        self.mark(exercise, track, "revealed")
    }

    fn mark(&self, exercise: &str, track: &str, mark: &str) -> Result<(), StoreError> {
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).map_or(0, |t| t.as_millis());
        let now = i64::try_from(now).unwrap_or(i64::MAX);
        self.write(|step| {
            step.execute(
                "INSERT OR REPLACE INTO marks (exercise, track, mark, at) VALUES (?1, ?2, ?3, ?4)",
                params![exercise, track, mark, now],
            )
            .map(|_| ())
        })
    }

    /// How many hints of the exercise have been shown.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn hints_shown(&self, exercise: &str, track: &str) -> Result<u32, StoreError> {
        self.conn
            .query_row(
                "SELECT shown FROM hints WHERE exercise = ?1 AND track = ?2",
                params![exercise, track],
                |row| row.get(0),
            )
            .optional()
            .map(Option::unwrap_or_default)
            .map_err(|e| self.failed("read", e))
    }

    /// Remembers how many hints of the exercise have been shown.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn set_hints_shown(&self, exercise: &str, track: &str, shown: u32) -> Result<(), StoreError> {
        self.write(|step| {
            step.execute(
                "INSERT OR REPLACE INTO hints (exercise, track, shown) VALUES (?1, ?2, ?3)",
                params![exercise, track, shown],
            )
            .map(|_| ())
        })
    }

    /// Gives what is kept of an exercise to the id that it has now.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn rename_exercise(&self, old: &str, new: &str) -> Result<(), StoreError> {
        let known = "SELECT EXISTS (SELECT 1 FROM attempts WHERE exercise = ?1) \
                     OR EXISTS (SELECT 1 FROM marks WHERE exercise = ?1) \
                     OR EXISTS (SELECT 1 FROM hints WHERE exercise = ?1 OR exercise LIKE ?1 || '/%') \
                     OR EXISTS (SELECT 1 FROM settings WHERE name = 'exercise' AND value = ?1)";
        let known: bool =
            self.conn.query_row(known, [old], |row| row.get(0)).map_err(|e| self.failed("read", e))?;
        if !known {
            return Ok(());
        }
        self.write(|step| {
            step.execute("UPDATE attempts SET exercise = ?2 WHERE exercise = ?1", [old, new])?;
            step.execute("UPDATE OR IGNORE marks SET exercise = ?2 WHERE exercise = ?1", [old, new])?;
            step.execute(
                "UPDATE OR IGNORE hints SET exercise = ?2 || substr(exercise, length(?1) + 1) \
                 WHERE exercise = ?1 OR exercise LIKE ?1 || '/%'",
                [old, new],
            )?;
            step.execute("UPDATE settings SET value = ?2 WHERE name = 'exercise' AND value = ?1", [old, new])
                .map(|_| ())
        })
    }

    /// The exercise the learner is at, if one was chosen.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn current_exercise(&self) -> Result<Option<String>, StoreError> {
        self.setting("exercise")
    }

    /// Remembers the exercise the learner is at, and since when.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn set_current_exercise(&self, exercise: &str) -> Result<(), StoreError> {
        self.set_setting("exercise", exercise)?;
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let since = now.saturating_sub(FILE_CLOCK).as_millis();
        self.set_setting("exercise_since", &since.to_string())
    }

    /// When the current exercise was chosen or checked last: milliseconds since 1970, 0
    /// for never.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn current_since(&self) -> Result<u64, StoreError> {
        Ok(self.setting("exercise_since")?.and_then(|since| since.parse().ok()).unwrap_or(0))
    }

    /// The track the learner chose, if one was chosen.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn chosen_track(&self) -> Result<Option<String>, StoreError> {
        self.setting("track")
    }

    /// Remembers the track the learner chose.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn set_chosen_track(&self, track: &str) -> Result<(), StoreError> {
        self.set_setting("track", track)
    }

    /// A setting by name.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn setting(&self, name: &str) -> Result<Option<String>, StoreError> {
        self.conn
            .query_row("SELECT value FROM settings WHERE name = ?1", [name], |row| row.get(0))
            .optional()
            .map_err(|e| self.failed("read", e))
    }

    /// Keeps a setting. Writing the value it has already costs no write.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn set_setting(&self, name: &str, value: &str) -> Result<(), StoreError> {
        if self.setting(name)?.as_deref() == Some(value) {
            return Ok(());
        }
        self.write(|step| {
            step.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?1, ?2)", [name, value])
                .map(|_| ())
        })
    }
}
