//! The history file: opening it, its format, and what to do when it is damaged.

use super::store::StoreError;
use rusqlite::config::DbConfig;
use rusqlite::{Connection, ErrorCode, Transaction, TransactionBehavior};
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

/// The file's name in the state folder.
pub(super) const FILE: &str = "history.db";

/// How long one process waits for another's write.
const BUSY: Duration = Duration::from_secs(10);

/// Bytes of a log that is quickly read again: about fifty attempts.
const SHORT_LOG: u64 = 512 << 10;

/// Bytes of a file that is looked through in a millisecond: some three hundred attempts.
const SMALL_FILE: u64 = 1 << 20;

/// How long a larger file, once looked through, is taken to be sound.
const SOUND_FOR: Duration = Duration::from_secs(24 * 60 * 60);

/// A file whose time says when the history was last looked through.
const CHECKED: &str = "history.checked";

/// Steps from each version of the format to the next; `user_version` counts the
/// steps taken. Never change a step that has been released; add one.
const MIGRATIONS: [&str; 2] = [
    "
    CREATE TABLE attempts (
        id          INTEGER PRIMARY KEY,
        exercise    TEXT NOT NULL,
        track       TEXT NOT NULL,
        mode        TEXT NOT NULL,
        seed        INTEGER NOT NULL,  -- the bits of a u64
        at          INTEGER NOT NULL,  -- milliseconds since 1970, UTC
        duration_ms INTEGER NOT NULL,
        kind        TEXT NOT NULL,     -- pass, not-yet, could-not-grade
        score       INTEGER NOT NULL,
        max_score   INTEGER NOT NULL,
        verdict     BLOB NOT NULL,     -- deflated JSON
        evidence    BLOB               -- deflated JSON; dropped when old
    ) STRICT;
    CREATE INDEX attempts_by_exercise ON attempts (track, exercise, kind, score);
    CREATE TABLE marks (
        exercise TEXT NOT NULL,
        track    TEXT NOT NULL,
        mark     TEXT NOT NULL,        -- skipped, revealed
        at       INTEGER NOT NULL,
        PRIMARY KEY (exercise, track, mark)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE hints (
        exercise TEXT NOT NULL,
        track    TEXT NOT NULL,
        shown    INTEGER NOT NULL,
        PRIMARY KEY (exercise, track)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE settings (
        name  TEXT PRIMARY KEY,
        value TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
",
    "
    -- So that what was used is known when the evidence has gone; null in older rows.
    ALTER TABLE attempts ADD COLUMN totals TEXT;  -- JSON
    CREATE TABLE quizzes (
        id        INTEGER PRIMARY KEY,
        quiz      TEXT NOT NULL,
        at        INTEGER NOT NULL,    -- milliseconds since 1970, UTC
        score     INTEGER NOT NULL,
        max_score INTEGER NOT NULL,
        answers   TEXT NOT NULL        -- JSON
    ) STRICT;
    CREATE INDEX quizzes_by_id ON quizzes (quiz, score);
",
];

/// Why the history file cannot be used as it is.
#[derive(Debug)]
pub(super) enum Refusal {
    /// It is no database, or a damaged one.
    Damaged(String),
    /// A newer `workbook` wrote it.
    Newer,
    /// It cannot be opened or written.
    Unwritable(String),
}

/// Opens the history file for reading and writing, making it when it is missing.
pub(super) fn open_file(path: &Path) -> Result<Connection, Refusal> {
    let conn = Connection::open(path).map_err(refusal)?;
    conn.busy_timeout(BUSY).map_err(refusal)?;
    // Looked at first: a damaged file is not written to.
    let version =
        conn.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0)).map_err(refusal)?;
    if version > MIGRATIONS.len() as i64 {
        return Err(Refusal::Newer);
    }
    check(&conn, path)?;
    prepare(&conn, path).map_err(refusal)?;
    if version < MIGRATIONS.len() as i64 {
        migrate(&conn).map_err(refusal)?;
    }
    probe_write(&conn).map_err(refusal)?;
    Ok(conn)
}

/// Looks for damage, in a large file once a day: each command waits for it. Damage that
/// shows itself in between has the file looked through by the next command.
fn check(conn: &Connection, path: &Path) -> Result<(), Refusal> {
    let is_small = fs::metadata(path).is_ok_and(|file| file.len() <= SMALL_FILE);
    if !is_small && is_checked(path) {
        return Ok(());
    }
    let word: String = conn.query_row("PRAGMA quick_check(1)", [], |row| row.get(0)).map_err(refusal)?;
    if word != "ok" {
        return Err(Refusal::Damaged(word));
    }
    if !is_small {
        // Where it cannot be written, the next command looks again.
        let _ = File::create(path.with_file_name(CHECKED));
    }
    Ok(())
}

fn is_checked(path: &Path) -> bool {
    let checked = fs::metadata(path.with_file_name(CHECKED)).and_then(|mark| mark.modified());
    // A time to come is none that can be relied on.
    checked.is_ok_and(|at| SystemTime::now().duration_since(at).is_ok_and(|age| age < SOUND_FOR))
}

/// Has the file looked through when it is next opened, if this error speaks of damage.
/// Says whether it does.
pub(super) fn noted_damage(path: &Path, error: &rusqlite::Error) -> bool {
    let code = error.sqlite_error_code();
    let is_damage = matches!(code, Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase));
    if is_damage {
        let _ = fs::remove_file(path.with_file_name(CHECKED));
    }
    is_damage
}

/// A history that lives as long as the process, with what can be read of the file.
pub(super) fn open_memory(file: Option<&Path>) -> Result<Connection, StoreError> {
    let conn = Connection::open_in_memory().map_err(|e| StoreError::new("open", e))?;
    migrate(&conn).map_err(|e| StoreError::new("open", e))?;
    if let Some(file) = file {
        // Whatever cannot be read is simply not there; the caller has warned already.
        let _ = copy_from(&conn, file);
    }
    Ok(conn)
}

fn prepare(conn: &Connection, path: &Path) -> rusqlite::Result<()> {
    set_wal(conn)?;
    // In WAL mode a commit at NORMAL survives the death of the process at any
    // moment; only a power cut may cost the last attempts, never the file.
    conn.pragma_update(None, "synchronous", "NORMAL")?;
    // Folding the log into the file waits for the disk three times, up to 50 ms on a
    // busy one; so a command that ends leaves a short log as it is.
    let log = std::fs::metadata(with_suffix(path, "-wal")).map_or(0, |log| log.len());
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, log < SHORT_LOG).map(|_| ())
}

/// Write-ahead logging lets readers and a writer work side by side. The switch, once
/// in a file's life, may meet another process at it and then fails at once, without
/// the usual waiting. Where a file system cannot do it, the old mode stays.
fn set_wal(conn: &Connection) -> rusqlite::Result<()> {
    let mut tries = 0;
    loop {
        match conn.pragma_update_and_check(None, "journal_mode", "WAL", |_| Ok(())) {
            Err(error) if is_busy(&error) && tries < 100 => {
                tries += 1;
                std::thread::sleep(Duration::from_millis(20));
            }
            other => return other,
        }
    }
}

fn migrate(conn: &Connection) -> rusqlite::Result<()> {
    let step = Transaction::new_unchecked(conn, TransactionBehavior::Immediate)?;
    // Read again: another process may have been faster.
    let done: i64 = step.pragma_query_value(None, "user_version", |row| row.get(0))?;
    for sql in MIGRATIONS.iter().skip(usize::try_from(done).unwrap_or(0)) {
        step.execute_batch(sql)?;
    }
    step.pragma_update(None, "user_version", MIGRATIONS.len() as i64)?;
    step.commit()
}

/// Fails now, and not after a long run, when nothing can be written.
fn probe_write(conn: &Connection) -> rusqlite::Result<()> {
    if conn.is_readonly(rusqlite::MAIN_DB)? {
        return Err(rusqlite::Error::SqliteFailure(
            rusqlite::ffi::Error::new(rusqlite::ffi::SQLITE_READONLY),
            Some("the history file is read-only".to_owned()),
        ));
    }
    Ok(())
}

fn copy_from(conn: &Connection, file: &Path) -> rusqlite::Result<()> {
    // First with the log; then, where no lock can be had, the file alone.
    attach(conn, &uri(file, "mode=ro")).or_else(|_| attach(conn, &uri(file, "immutable=1")))?;
    let copied = copy_attached(conn);
    conn.execute_batch("DETACH DATABASE old")?;
    copied
}

fn attach(conn: &Connection, uri: &str) -> rusqlite::Result<()> {
    conn.execute("ATTACH DATABASE ?1 AS old", [uri])?;
    let readable = conn.query_row("SELECT count(*) FROM old.sqlite_schema", [], |_| Ok(()));
    readable.or_else(|error| conn.execute_batch("DETACH DATABASE old").and(Err(error)))
}

fn copy_attached(conn: &Connection) -> rusqlite::Result<()> {
    let version: i64 = conn.query_row("PRAGMA old.user_version", [], |row| row.get(0))?;
    if version > MIGRATIONS.len() as i64 {
        return Ok(());
    }
    for table in ["attempts", "marks", "hints", "settings", "quizzes"] {
        // An older file lacks tables and columns, but has none that are unknown here.
        let columns: Option<String> =
            conn.query_row("SELECT group_concat(name) FROM pragma_table_info(?1, 'old')", [table], |row| {
                row.get(0)
            })?;
        if let Some(columns) = columns {
            conn.execute_batch(&format!(
                "INSERT INTO main.{table} ({columns}) SELECT {columns} FROM old.{table}"
            ))?;
        }
    }
    Ok(())
}

fn uri(file: &Path, how: &str) -> String {
    let path = file.to_string_lossy();
    let escaped: String = path
        .chars()
        .map(|c| match c {
            '%' | '?' | '#' => format!("%{:02X}", c as u32),
            '\\' => "/".to_owned(),
            _ => c.to_string(),
        })
        .collect();
    format!("file:{escaped}?{how}")
}

/// Moves a damaged history file aside and says where to; the lock keeps two
/// processes from moving each other's fresh file.
pub(super) fn set_aside(path: &Path, now: SystemTime) -> io::Result<Option<PathBuf>> {
    let lock = File::create(path.with_file_name("history.lock"))?;
    lock.lock()?;
    if !matches!(open_file(path), Err(Refusal::Damaged(_))) {
        return Ok(None);
    }
    let stamp = crate::workspace::time_stamp(now);
    let aside = free_name(path, &format!("damaged-{stamp}"));
    // The side files first: a fresh file must never meet the old one's log.
    for side in ["-wal", "-shm"] {
        match fs::rename(with_suffix(path, side), with_suffix(&aside, side)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
    }
    fs::rename(path, &aside)?;
    Ok(Some(aside))
}

fn with_suffix(path: &Path, suffix: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(suffix);
    name.into()
}

fn free_name(path: &Path, word: &str) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    (1..1_000)
        .map(|n| if n == 1 { format!("{name}.{word}") } else { format!("{name}.{word}-{n}") })
        .map(|name| path.with_file_name(name))
        .find(|path| !path.exists())
        .unwrap_or_else(|| path.with_file_name(format!("{name}.{word}")))
}

fn is_busy(error: &rusqlite::Error) -> bool {
    matches!(error.sqlite_error_code(), Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked))
}

/// Takes the error by value so that it fits `map_err`.
fn refusal(error: rusqlite::Error) -> Refusal {
    let words = error.to_string();
    match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Refusal::Damaged(words),
        // A table or column that is not as this program made it.
        Some(ErrorCode::Unknown) => Refusal::Damaged(words),
        Some(_) => Refusal::Unwritable(words),
        None => Refusal::Damaged(words),
    }
}

/// The first format, to be migrated in tests.
#[cfg(test)]
pub(super) const FIRST_FORMAT: &str = MIGRATIONS[0];
