//! The learner's history, kept in SQLite.

use super::attempt::{Attempt, Mode, Totals};
use super::log::{LogEntry, QuizAttempt};
use super::pack::{pack, pack_evidence, unpack};
use super::schema::{self, Refusal};
use super::status::{ExerciseProgress, Facts};
use crate::evidence::SceneEvidence;
use rusqlite::{Connection, OptionalExtension, Row, Transaction, TransactionBehavior, params};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// Full evidence is kept for as many of the latest attempts, per exercise and track.
pub const EVIDENCE_KEPT: u32 = 20;
/// Files are stamped with a clock that moves by the kernel's tick, and so may be behind.
const FILE_CLOCK: Duration = Duration::from_millis(10);

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
    conn: Connection,
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

    /// Keeps the attempt: when this returns, it outlives the process. Old attempts at
    /// the same exercise lose their evidence, never their verdict; a skipped exercise
    /// is no longer skipped.
    ///
    /// # Errors
    /// When the disk is full or another process holds the file for long.
    pub fn record(&self, attempt: &Attempt) -> Result<(), StoreError> {
        let verdict = pack(&attempt.verdict).map_err(|e| StoreError::new("write", e))?;
        let evidence = pack_evidence(&attempt.scenes).map_err(|e| StoreError::new("write", e))?;
        let totals = serde_json::to_string(&attempt.totals()).map_err(|e| StoreError::new("write", e))?;
        self.write(|step| {
            let kind = kind_name(attempt);
            step.prepare_cached(
                "INSERT INTO attempts (exercise, track, mode, seed, at, duration_ms, kind, score, max_score, verdict, evidence, totals)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
            )?
            .execute(params![
                attempt.exercise,
                attempt.track,
                attempt.mode.name(),
                attempt.seed.cast_signed(),
                attempt.at.cast_signed(),
                attempt.duration_ms.cast_signed(),
                kind,
                attempt.verdict.score,
                attempt.verdict.max_score,
                verdict,
                evidence,
                totals,
            ])?;
            step.prepare_cached(
                "UPDATE attempts SET evidence = NULL
                 WHERE track = ?1 AND exercise = ?2 AND evidence IS NOT NULL AND id NOT IN
                     (SELECT id FROM attempts WHERE track = ?1 AND exercise = ?2 ORDER BY id DESC LIMIT ?3)",
            )?
            .execute(params![attempt.track, attempt.exercise, EVIDENCE_KEPT])?;
            step.execute(
                "DELETE FROM marks WHERE exercise = ?1 AND track = ?2 AND mark = 'skipped'",
                params![attempt.exercise, attempt.track],
            )?;
            Ok(())
        })
    }

    /// The latest attempt, with its evidence.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn last_attempt(&self, exercise: &str, track: &str) -> Result<Option<Attempt>, StoreError> {
        self.conn
            .prepare_cached(&select_attempts("evidence", "ORDER BY id DESC LIMIT 1"))
            .and_then(|mut query| query.query_row(params![exercise, track], attempt_of).optional())
            .map(Option::flatten)
            .map_err(|e| self.failed("read", e))
    }

    /// All attempts, oldest first, without their evidence.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn attempts(&self, exercise: &str, track: &str) -> Result<Vec<Attempt>, StoreError> {
        self.all_attempts(exercise, track, "NULL")
    }

    /// All attempts, oldest first, with their evidence where it is still kept.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn attempts_with_evidence(&self, exercise: &str, track: &str) -> Result<Vec<Attempt>, StoreError> {
        self.all_attempts(exercise, track, "evidence")
    }

    fn all_attempts(&self, exercise: &str, track: &str, evidence: &str) -> Result<Vec<Attempt>, StoreError> {
        self.conn
            .prepare_cached(&select_attempts(evidence, "ORDER BY id"))
            .and_then(|mut query| {
                query.query_map(params![exercise, track], attempt_of)?.filter_map(Result::transpose).collect()
            })
            .map_err(|e| self.failed("read", e))
    }

    /// How far the learner is with each exercise of a track. Exercises that are not
    /// in the map are [`super::Status::Todo`].
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn progress(&self, track: &str) -> Result<BTreeMap<String, ExerciseProgress>, StoreError> {
        self.facts(track)
            .map(|facts| facts.into_iter().map(|(exercise, facts)| (exercise, facts.progress())).collect())
            .map_err(|e| self.failed("read", e))
    }

    /// A line for every attempt in a track, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn log(&self, track: &str) -> Result<Vec<LogEntry>, StoreError> {
        let entry = |row: &Row<'_>| {
            let kept: Option<String> = row.get(4)?;
            // Attempts of before there was this column: as long as their evidence is kept.
            let scenes = row.get_ref(5)?.as_blob_or_null()?;
            let counted = || {
                let scenes = unpack::<Vec<SceneEvidence>>(scenes?)?;
                Some(Totals::of(&scenes))
            };
            Ok(LogEntry {
                exercise: row.get(0)?,
                at: row.get::<_, i64>(1)?.cast_unsigned(),
                duration_ms: row.get::<_, i64>(2)?.cast_unsigned(),
                passed: row.get(3)?,
                totals: kept.and_then(|json| serde_json::from_str(&json).ok()).or_else(counted),
            })
        };
        self.conn
            .prepare_cached(
                "SELECT exercise, at, duration_ms, kind = 'pass', totals,
                        CASE WHEN totals IS NULL THEN evidence END
                 FROM attempts WHERE track = ?1 ORDER BY id",
            )
            .and_then(|mut query| query.query_map([track], entry)?.collect())
            .map_err(|e| self.failed("read", e))
    }

    /// Keeps the outcome of a quiz.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn record_quiz(&self, attempt: &QuizAttempt) -> Result<(), StoreError> {
        let answers = serde_json::to_string(&attempt.answers).map_err(|e| StoreError::new("write", e))?;
        self.write(|step| {
            step.execute(
                "INSERT INTO quizzes (quiz, at, score, max_score, answers) VALUES (?1, ?2, ?3, ?4, ?5)",
                params![
                    attempt.quiz,
                    attempt.at.cast_signed(),
                    attempt.score,
                    attempt.answers.len() as i64,
                    answers
                ],
            )
            .map(|_| ())
        })
    }

    /// All rounds of a quiz, oldest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn quiz_attempts(&self, quiz: &str) -> Result<Vec<QuizAttempt>, StoreError> {
        let attempt = |row: &Row<'_>| {
            let answers: String = row.get(3)?;
            Ok(QuizAttempt {
                quiz: row.get(0)?,
                at: row.get::<_, i64>(1)?.cast_unsigned(),
                score: row.get(2)?,
                answers: serde_json::from_str(&answers).unwrap_or_default(),
            })
        };
        self.conn
            .prepare_cached("SELECT quiz, at, score, answers FROM quizzes WHERE quiz = ?1 ORDER BY id")
            .and_then(|mut query| query.query_map([quiz], attempt)?.collect())
            .map_err(|e| self.failed("read", e))
    }

    /// The best score of each quiz that has been answered.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn quiz_scores(&self) -> Result<BTreeMap<String, u32>, StoreError> {
        self.conn
            .prepare_cached("SELECT quiz, max(score) FROM quizzes GROUP BY quiz")
            .and_then(|mut query| query.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect())
            .map_err(|e| self.failed("read", e))
    }

    fn facts(&self, track: &str) -> rusqlite::Result<BTreeMap<String, Facts>> {
        let mut all: BTreeMap<String, Facts> = BTreeMap::new();
        let mut graded = self.conn.prepare_cached(
            "SELECT exercise, max(kind = 'pass'), count(*), max(score) FROM attempts
             WHERE track = ?1 AND kind <> 'could-not-grade' GROUP BY exercise",
        )?;
        let mut rows = graded.query([track])?;
        while let Some(row) = rows.next()? {
            let facts = all.entry(row.get(0)?).or_default();
            (facts.passed, facts.attempts, facts.best) = (row.get(1)?, row.get(2)?, row.get(3)?);
        }
        let mut marks = self.conn.prepare_cached("SELECT exercise, mark FROM marks WHERE track = ?1")?;
        let mut rows = marks.query([track])?;
        while let Some(row) = rows.next()? {
            let facts = all.entry(row.get(0)?).or_default();
            match row.get_ref(1)?.as_str()? {
                "skipped" => facts.skipped = true,
                "revealed" => facts.revealed = true,
                _ => {}
            }
        }
        Ok(all)
    }

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

    /// What the file did not do. A damaged one is set aside when it is next opened.
    fn failed(&self, action: &'static str, error: rusqlite::Error) -> StoreError {
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
    fn write(&self, work: impl FnOnce(&Transaction<'_>) -> rusqlite::Result<()>) -> Result<(), StoreError> {
        Transaction::new_unchecked(&self.conn, TransactionBehavior::Immediate)
            .and_then(|step| {
                work(&step)?;
                step.commit()
            })
            .map_err(|e| self.failed("write", e))
    }
}

fn kind_name(attempt: &Attempt) -> &'static str {
    use crate::grade::VerdictKind;
    match attempt.verdict.kind {
        VerdictKind::Pass => "pass",
        VerdictKind::NotYet => "not-yet",
        VerdictKind::CouldNotGrade => "could-not-grade",
    }
}

fn select_attempts(evidence: &str, order: &str) -> String {
    format!(
        "SELECT exercise, track, seed, at, duration_ms, verdict, {evidence}, mode, totals FROM attempts
         WHERE exercise = ?1 AND track = ?2 {order}"
    )
}

/// The attempt in a row; `None` when its verdict is unreadable. Unreadable evidence
/// counts as dropped.
fn attempt_of(row: &Row<'_>) -> rusqlite::Result<Option<Attempt>> {
    let Some(verdict) = unpack(row.get_ref(5)?.as_blob()?) else {
        return Ok(None);
    };
    let scenes = row.get_ref(6)?.as_blob_or_null()?.and_then(unpack).unwrap_or_default();
    let totals: Option<String> = row.get(8)?;
    let totals: Option<Totals> = totals.and_then(|json| serde_json::from_str(&json).ok());
    Ok(Some(Attempt {
        exercise: row.get(0)?,
        track: row.get(1)?,
        mode: Mode::named(&row.get::<_, String>(7)?),
        seed: row.get::<_, i64>(2)?.cast_unsigned(),
        at: row.get::<_, i64>(3)?.cast_unsigned(),
        duration_ms: row.get::<_, i64>(4)?.cast_unsigned(),
        spent_usd: totals.map_or(0.0, |totals| totals.spent_usd),
        verdict,
        scenes,
    }))
}
