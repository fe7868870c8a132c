//! Rounds of quizzes in the history.

use super::log::QuizAttempt;
use super::store::{Store, StoreError};
use rusqlite::{Row, params};
use std::collections::BTreeMap;

impl Store {
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
}
