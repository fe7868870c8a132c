//! The store under stress: damage, other processes, sudden death, no right to write.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use crate::evidence::{OutputPiece, Stream};
use rusqlite::Connection;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, Stdio};

fn attempt(number: u64) -> Attempt {
    Attempt { at: number, seed: u64::MAX - number, ..samples::partial() }
}

fn ats(store: &Store) -> Vec<u64> {
    store.attempts("retry", "python").unwrap().iter().map(|a| a.at).collect()
}

#[test]
fn an_attempt_comes_back_as_it_was() {
    let dir = tempfile::tempdir().unwrap();
    for attempt in samples::all() {
        let store = Store::open(dir.path()).unwrap();
        assert!(store.keeps() && store.warnings().is_empty(), "{:?}", store.warnings());
        store.record(&attempt).unwrap();
        drop(store);
        let store = Store::open(dir.path()).unwrap();
        assert_eq!(store.last_attempt(&attempt.exercise, &attempt.track).unwrap(), Some(attempt));
    }
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.last_attempt("retry", "shell").unwrap(), None);
}

#[test]
fn seeds_keep_all_their_bits() {
    let store = Store::in_memory().unwrap();
    store.record(&Attempt { seed: u64::MAX, ..samples::pass() }).unwrap();
    assert_eq!(store.last_attempt("basic-call", "python").unwrap().unwrap().seed, u64::MAX);
}

#[test]
fn old_attempts_lose_their_evidence_and_nothing_else() {
    let store = Store::in_memory().unwrap();
    let other = Attempt { track: "shell".to_owned(), ..samples::partial() };
    store.record(&other).unwrap();
    for number in 0..u64::from(EVIDENCE_KEPT) + 5 {
        store.record(&attempt(number)).unwrap();
    }
    assert_eq!(ats(&store), (0..25).collect::<Vec<_>>());
    assert!(
        store.attempts("retry", "python").unwrap().iter().all(|a| a.verdict == samples::partial().verdict)
    );
    assert_eq!(store.last_attempt("retry", "shell").unwrap(), Some(other));
    assert_eq!(store.last_attempt("retry", "python").unwrap(), Some(attempt(24)));
}

#[test]
fn huge_evidence_is_cut_and_the_file_stays_small() {
    let dir = tempfile::tempdir().unwrap();
    let store = Store::open(dir.path()).unwrap();
    let mut huge = samples::partial();
    let text = "äöü€".repeat(400_000);
    let piece = OutputPiece { stream: Stream::Stdout, at_ms: 1.0, text };
    huge.scenes[0].output.pieces = vec![piece.clone(), piece];
    huge.scenes[0].exchanges[0].request = serde_json::json!({ "messages": "y".repeat(5_000_000) });
    store.record(&huge).unwrap();
    let kept = store.last_attempt("retry", "python").unwrap().unwrap();
    assert_eq!(kept.verdict, huge.verdict);
    let output = kept.scenes[0].output.everything();
    assert!(output.contains("[left out: ") && output.len() < 200_000, "{}", output.len());
    assert!(output.starts_with("äöü€") && output.ends_with("äöü€"));
    assert_eq!(kept.scenes[0].exchanges[0].request, "[left out: 5000015 bytes]");
    assert_eq!(kept.scenes[0].exchanges[1], huge.scenes[0].exchanges[1]);
    drop(store);
    let files = std::fs::read_dir(dir.path()).unwrap();
    let size: u64 = files.map(|file| file.unwrap().metadata().unwrap().len()).sum();
    assert!(size < 300_000, "{size}");
}

#[test]
fn the_log_stays_short_however_often_the_file_is_opened() {
    let dir = tempfile::tempdir().unwrap();
    for number in 0..200 {
        Store::open(dir.path()).unwrap().record(&attempt(number)).unwrap();
    }
    let log = std::fs::metadata(dir.path().join("history.db-wal")).map_or(0, |log| log.len());
    assert!(log < 1 << 20, "{log}");
    assert_eq!(ats(&Store::open(dir.path()).unwrap()).len(), 200);
}

#[test]
fn statuses_follow_from_what_was_done() {
    let store = Store::in_memory().unwrap();
    let status = |track: &str, exercise: &str| {
        store.progress(track).unwrap().get(exercise).copied().unwrap_or_default()
    };
    assert_eq!(status("python", "retry"), ExerciseProgress::default());
    store.record(&samples::could_not_grade()).unwrap();
    assert_eq!(status("javascript", "streaming-chat").status, Status::Todo);
    store.mark_skipped("retry", "python").unwrap();
    assert_eq!(status("python", "retry").status, Status::Skipped);
    store.record(&samples::partial()).unwrap();
    let best = ExerciseProgress { status: Status::NotYet, best: 55, attempts: 1 };
    assert_eq!(status("python", "retry"), best);
    store.mark_skipped("retry", "python").unwrap();
    assert_eq!(status("python", "retry").status, Status::Skipped);
    store.mark_revealed("retry", "python").unwrap();
    store.mark_revealed("retry", "python").unwrap();
    assert_eq!(status("python", "retry").status, Status::Revealed);
    store.record(&samples::no_request()).unwrap();
    store.record(&samples::pass()).unwrap();
    store.record(&samples::no_request()).unwrap();
    let best = ExerciseProgress { status: Status::Passed, best: 100, attempts: 3 };
    assert_eq!(status("python", "basic-call"), best);
    assert_eq!(status("shell", "basic-call").status, Status::Todo);
}

#[test]
fn settings_and_hints_are_remembered() {
    let dir = tempfile::tempdir().unwrap();
    {
        let store = Store::open(dir.path()).unwrap();
        assert_eq!((store.current_exercise().unwrap(), store.chosen_track().unwrap()), (None, None));
        store.set_current_exercise("retry").unwrap();
        store.set_chosen_track("shell").unwrap();
        store.set_chosen_track("python").unwrap();
        store.set_hints_shown("retry", "python", 2).unwrap();
    }
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.current_exercise().unwrap().as_deref(), Some("retry"));
    assert_eq!(store.chosen_track().unwrap().as_deref(), Some("python"));
    assert_eq!(store.hints_shown("retry", "python").unwrap(), 2);
    assert_eq!(store.hints_shown("retry", "shell").unwrap(), 0);
}

fn aside_files(dir: &Path) -> Vec<String> {
    let names = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap());
    let sides = ["-wal", "-shm"];
    names
        .filter(|name| {
            name.starts_with("history.db.damaged-") && !sides.iter().any(|side| name.ends_with(side))
        })
        .collect()
}

#[test]
fn a_damaged_file_is_set_aside_with_a_word() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("history.db");
    {
        let store = Store::open(dir.path()).unwrap();
        (0..30).for_each(|number| store.record(&attempt(number)).unwrap());
    }
    // The log alone would make a damaged file sound again.
    Connection::open(&path).unwrap().execute_batch("PRAGMA journal_mode = DELETE").unwrap();
    let sound = std::fs::read(&path).unwrap();
    let mut torn = sound.clone();
    let middle = torn.len() / 2;
    torn[4096..middle].fill(0xa5);
    let cases: [&[u8]; 4] =
        [b"this is no database, though long enough to be one", &torn, &sound[..5_000], &[0; 8192]];
    for (number, damaged) in cases.into_iter().enumerate() {
        std::fs::write(&path, damaged).unwrap();
        let store = Store::open(dir.path()).unwrap();
        let word = store.warnings().first().unwrap_or_else(|| panic!("case {number}: no word"));
        assert!(word.contains("history.db.damaged-") && word.contains("fresh one"), "{word}");
        assert!(store.keeps());
        assert_eq!(ats(&store), Vec::<u64>::new());
        store.record(&attempt(1)).unwrap();
        drop(store);
        let store = Store::open(dir.path()).unwrap();
        assert!(store.warnings().is_empty());
        assert_eq!(ats(&store), [1]);
        drop(store);
        assert_eq!(aside_files(dir.path()).len(), number + 1);
        for side in ["history.db-wal", "history.db-shm"] {
            let _ = std::fs::remove_file(dir.path().join(side));
        }
    }
    let kept: Vec<_> =
        aside_files(dir.path()).iter().map(|f| std::fs::read(dir.path().join(f)).unwrap()).collect();
    assert!(cases.iter().all(|case| kept.iter().any(|k| k == case)), "nothing is lost");
}

/// A large file is looked through once a day. Damage in between is an error of one command,
/// and the next one sets the file aside.
#[test]
fn damage_in_a_large_file_is_found_by_the_command_after_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("history.db");
    {
        let store = Store::open(dir.path()).unwrap();
        (0..5).for_each(|number| store.record(&attempt(number)).unwrap());
    }
    let filler = "INSERT INTO settings VALUES ('filler', ?1)";
    let file = Connection::open(&path).unwrap();
    file.execute(filler, ["x".repeat(2 << 20)]).unwrap();
    file.execute_batch("PRAGMA journal_mode = DELETE").unwrap();
    drop((file, Store::open(dir.path()).unwrap()));
    let mark = dir.path().join("history.checked");
    assert!(mark.exists());
    Connection::open(&path).unwrap().execute_batch("PRAGMA journal_mode = DELETE").unwrap();
    let mut torn = std::fs::read(&path).unwrap();
    // All but the schema's page.
    torn[4096..].fill(0xa5);
    std::fs::write(&path, torn).unwrap();
    let store = Store::open(dir.path()).unwrap();
    let error = store.attempts("retry", "python").unwrap_err().to_string();
    assert!(error.contains("run the command again"), "{error}");
    drop(store);
    let store = Store::open(dir.path()).unwrap();
    assert!(store.warnings().first().is_some_and(|word| word.contains("history.db.damaged-")));
    assert_eq!(ats(&store), Vec::<u64>::new());
    assert_eq!(aside_files(dir.path()).len(), 1);
}

#[test]
fn many_that_find_the_damage_at_once_set_it_aside_once() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::write(dir.path().join("history.db"), "no database at all, but some words").unwrap();
    std::thread::scope(|scope| {
        for number in 0..6 {
            let path = dir.path();
            scope.spawn(move || {
                let store = Store::open(path).unwrap();
                store.record(&attempt(number)).unwrap();
            });
        }
    });
    assert_eq!(aside_files(dir.path()).len(), 1);
    assert_eq!(ats(&Store::open(dir.path()).unwrap()).len(), 6);
}

#[test]
fn a_newer_format_is_left_alone() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("history.db");
    let conn = Connection::open(&path).unwrap();
    conn.execute_batch("CREATE TABLE later (x); PRAGMA user_version = 99").unwrap();
    drop(conn);
    let store = Store::open(dir.path()).unwrap();
    assert!(!store.keeps());
    assert!(store.warnings()[0].contains("newer workbook"), "{:?}", store.warnings());
    store.record(&attempt(1)).unwrap();
    drop(store);
    let tables: i64 = Connection::open(&path)
        .unwrap()
        .query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))
        .unwrap();
    assert_eq!(tables, 1);
}

#[test]
fn where_nothing_can_be_written_grading_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    let gone = dir.path().join("gone");
    std::fs::write(dir.path().join("file"), "").unwrap();
    for state in [gone.clone(), dir.path().join("file")] {
        let store = Store::open(&state).unwrap();
        assert!(!store.keeps());
        assert!(store.warnings()[0].contains("grading works all the same"), "{:?}", store.warnings());
        store.record(&attempt(1)).unwrap();
        assert_eq!(ats(&store), [1]);
    }
    assert!(!gone.exists());
}

/// As root, permissions bind nobody; the test then shows only that nothing breaks.
#[cfg(unix)]
#[test]
fn a_read_only_folder_is_read_and_not_written() {
    use std::os::unix::fs::PermissionsExt;
    let dir = tempfile::tempdir().unwrap();
    let state = dir.path().join("a folder?with#odd%20name");
    std::fs::create_dir(&state).unwrap();
    Store::open(&state).unwrap().record(&attempt(1)).unwrap();
    let lock =
        |path: &Path, mode| std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
    for file in std::fs::read_dir(&state).unwrap() {
        lock(&file.unwrap().path(), 0o444);
    }
    lock(&state, 0o555);
    for _ in 0..2 {
        let store = Store::open(&state).unwrap();
        assert_eq!(store.keeps(), store.warnings().is_empty());
        if !store.keeps() {
            assert_eq!(ats(&store), [1]);
            store.record(&attempt(2)).unwrap();
            assert_eq!(ats(&store), [1, 2]);
        }
    }
    lock(&state, 0o755);
}

#[test]
fn a_look_makes_no_file() {
    let dir = tempfile::tempdir().unwrap();
    assert!(ats(&Store::peek(dir.path()).unwrap()).is_empty());
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
    Store::open(dir.path()).unwrap().record(&attempt(1)).unwrap();
    assert_eq!(ats(&Store::peek(dir.path()).unwrap()), [1]);
}

#[test]
fn what_cannot_be_kept_is_read_all_the_same() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a folder?with#odd%20name");
    std::fs::create_dir(&path).unwrap();
    Store::open(&path).unwrap().record(&attempt(1)).unwrap();
    let conn = schema::open_memory(Some(&path.join("history.db"))).unwrap();
    let count: i64 = conn.query_row("SELECT count(*) FROM attempts", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 1);
}

/// Not a test of its own: what another process does in the tests below.
#[test]
fn in_another_process() {
    let Some(dir) = std::env::var_os("WORKBOOK_TEST_STORE") else { return };
    let first: u64 = std::env::var("WORKBOOK_TEST_FIRST").unwrap().parse().unwrap();
    let count: u64 = std::env::var("WORKBOOK_TEST_COUNT").unwrap().parse().unwrap();
    for number in first..first + count {
        let store = Store::open(Path::new(&dir)).unwrap();
        assert!(store.keeps(), "{:?}", store.warnings());
        store.record(&attempt(number)).unwrap();
        shown(number);
    }
}

#[allow(clippy::print_stdout)]
fn shown(number: u64) {
    println!("\nkept {number}");
}

fn process(dir: &Path, first: u64, count: u64) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", "progress::tests::in_another_process", "--nocapture"])
        .env("WORKBOOK_TEST_STORE", dir)
        .env("WORKBOOK_TEST_FIRST", first.to_string())
        .env("WORKBOOK_TEST_COUNT", count.to_string())
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    command
}

#[test]
fn threads_and_processes_write_side_by_side() {
    let dir = tempfile::tempdir().unwrap();
    let children: Vec<_> = (0..3).map(|n| process(dir.path(), n * 10, 10).spawn().unwrap()).collect();
    std::thread::scope(|scope| {
        for thread in 3..6 {
            let path = dir.path();
            scope.spawn(move || {
                let store = Store::open(path).unwrap();
                (0..10).for_each(|number| store.record(&attempt(thread * 10 + number)).unwrap());
            });
        }
    });
    for child in children {
        assert!(child.wait_with_output().unwrap().status.success());
    }
    let mut all = ats(&Store::open(dir.path()).unwrap());
    all.sort_unstable();
    assert_eq!(all, (0..60).collect::<Vec<_>>());
}

#[test]
fn a_killed_process_loses_nothing_it_has_shown() {
    let dir = tempfile::tempdir().unwrap();
    let mut shown: Vec<u64> = Vec::new();
    for round in 0..4 {
        let mut child = process(dir.path(), round * 1_000, 1_000).spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let mut kept =
            lines.map_while(Result::ok).filter_map(|l| l.strip_prefix("kept ")?.parse::<u64>().ok());
        shown.extend(kept.by_ref().take(3 + round as usize));
        child.kill().unwrap();
        shown.extend(kept);
        child.wait().unwrap();
    }
    let store = Store::open(dir.path()).unwrap();
    assert!(store.warnings().is_empty(), "{:?}", store.warnings());
    let all = ats(&store);
    assert!(shown.len() >= 18);
    assert!(shown.iter().all(|number| all.contains(number)), "shown {shown:?}, kept {all:?}");
}

/// A history as the first format had it, with one attempt.
fn first_format(dir: &Path) {
    let conn = Connection::open(dir.join("history.db")).unwrap();
    conn.execute_batch(schema::FIRST_FORMAT).unwrap();
    conn.pragma_update(None, "user_version", 1).unwrap();
    drop(conn);
    let evidence = pack::pack_evidence(&samples::pass().scenes).unwrap();
    let verdict = pack::pack(&samples::pass().verdict).unwrap();
    Connection::open(dir.join("history.db"))
        .unwrap()
        .execute(
            "INSERT INTO attempts (exercise, track, mode, seed, at, duration_ms, kind, score, max_score, verdict, evidence)
             VALUES ('basic-call', 'python', 'mock', 7, 1, 5, 'pass', 100, 100, ?1, ?2)",
            rusqlite::params![verdict, evidence],
        )
        .unwrap();
}

#[test]
fn a_history_of_the_first_format_goes_on() {
    let dir = tempfile::tempdir().unwrap();
    first_format(dir.path());
    // Read without being changed, as where nothing can be written.
    let conn = schema::open_memory(Some(&dir.path().join("history.db"))).unwrap();
    let count: i64 = conn.query_row("SELECT count(*) FROM attempts", [], |row| row.get(0)).unwrap();
    assert_eq!(count, 1);
    let store = Store::open(dir.path()).unwrap();
    assert!(store.keeps() && store.warnings().is_empty(), "{:?}", store.warnings());
    let log = store.log("python").unwrap();
    assert_eq!(log[0].totals, Some(samples::pass().totals()), "counted from the evidence");
    store.record(&samples::pass()).unwrap();
    assert_eq!(store.log("python").unwrap().len(), 2);
}

#[test]
fn what_was_used_is_known_when_the_evidence_has_gone() {
    let store = Store::in_memory().unwrap();
    let count = u64::from(EVIDENCE_KEPT) + 3;
    (0..count).for_each(|number| store.record(&attempt(number)).unwrap());
    let log = store.log("python").unwrap();
    assert!(log.iter().all(|entry| entry.totals == Some(samples::partial().totals())));
    let kept = store.attempts_with_evidence("retry", "python").unwrap();
    assert_eq!(kept.iter().filter(|a| a.scenes.is_empty()).count(), 3);
}

#[test]
fn rounds_of_a_quiz_are_kept() {
    let dir = tempfile::tempdir().unwrap();
    let answer = QuizAnswer { question: "q".to_owned(), given: "a".to_owned(), right: true };
    let round = |score| QuizAttempt { quiz: "z".to_owned(), at: 1, score, answers: vec![answer.clone()] };
    for score in [1, 0] {
        Store::open(dir.path()).unwrap().record_quiz(&round(score)).unwrap();
    }
    let store = Store::open(dir.path()).unwrap();
    assert_eq!(store.quiz_attempts("z").unwrap(), [round(1), round(0)]);
    assert_eq!(store.quiz_scores().unwrap().get("z"), Some(&1));
    assert!(store.quiz_attempts("other").unwrap().is_empty());
}
