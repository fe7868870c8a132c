//! Attempts in the history: keeping them, and what follows from them.
//!
//! Owns: the table of attempts. Must not know: what a verdict means.

use super::attempt::{Attempt, Mode, Totals};
use super::log::LogEntry;
use super::pack::{pack, pack_evidence, unpack};
use super::status::{ExerciseProgress, Facts};
use super::store::{Store, StoreError};
use crate::evidence::SceneEvidence;
use rusqlite::{OptionalExtension, Row, params};
use std::collections::BTreeMap;

/// Full evidence is kept for as many of the latest attempts, per exercise and track.
pub const EVIDENCE_KEPT: u32 = 20;

impl Store {
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
