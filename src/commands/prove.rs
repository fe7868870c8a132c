//! `workbook prove`: the course proves itself.

use super::Stop;
use super::exercise::{block_on, ready, tell_setup};
use super::session::Session;
use crate::cli::ProveArgs;
use crate::course::{Exercise, Track};
use crate::exit::ExitStatus;
use crate::proof::{
    ExerciseProof, ProofOptions, SampleResult, prove as prove_exercise, prove_sample, share_failures,
};
use crate::report::{Proof, ProofKind, proofs};
use crate::run::Prepared;
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// Runs stubs, solutions, wrong answers, cheats and samples, and shows the table.
pub(super) fn prove(session: &Session, args: &ProveArgs) -> Result<ExitStatus, Stop> {
    let began = Instant::now();
    let exercises = chosen(session, args)?;
    let tracks = match &args.track {
        Some(id) => vec![session.track(Some(id))?],
        None => session.course.tracks.clone(),
    };
    let folder = std::env::temp_dir().join(format!("workbook-proof-{}", std::process::id()));
    let (rows, interrupted) = block_on(async |_| {
        let progress = Progress { session, began };
        tokio::select! {
            rows = all(session, args, &exercises, &tracks, &folder, &progress) => rows,
            _ = tokio::signal::ctrl_c() => Ok(Vec::new()),
        }
    })?;
    let _ = std::fs::remove_dir_all(&folder);
    if interrupted {
        return Ok(ExitStatus::Interrupted);
    }
    let rows = rows?;
    let took = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    proofs(&session.out, &rows, took);
    Ok(if rows.iter().all(|r| r.holds) { ExitStatus::Passed } else { ExitStatus::CourseFaulty })
}

/// Says on standard error how far the proof is.
struct Progress<'a> {
    session: &'a Session,
    began: Instant,
}

impl Progress<'_> {
    fn say(&self, what: &str) {
        self.session.out.note(&format!("{what} ({:.0} s)", self.began.elapsed().as_secs_f64()));
    }
}

fn chosen(session: &Session, args: &ProveArgs) -> Result<Vec<Exercise>, Stop> {
    if args.exercises.is_empty() {
        return Ok(session.course.exercises().cloned().collect());
    }
    args.exercises.iter().map(|id| session.exercise(id).cloned()).collect()
}

async fn all(
    session: &Session,
    args: &ProveArgs,
    exercises: &[Exercise],
    tracks: &[Track],
    folder: &std::path::Path,
    progress: &Progress<'_>,
) -> Result<Vec<Proof>, Stop> {
    let options = ProofOptions { seed: args.seed.unwrap_or(1), real_time: args.real_time };
    // Programs mostly wait: for interpreters to load, for backoff, for typing. Two a
    // core keep the machine busy without making streams late.
    let cores = std::thread::available_parallelism().map_or(2, usize::from);
    let gate = Arc::new(Semaphore::new(cores * 2));
    let mut rows = Vec::new();
    let mut running = JoinSet::new();
    for track in tracks {
        let prepared = ready(session.workspace.as_ref(), track, &tell_setup(&session.out)).await?;
        for exercise in exercises {
            start(&mut running, session, exercise, track, &prepared, folder, options, &gate);
        }
        if args.exercises.is_empty() {
            rows.extend(samples(session, track, &prepared, folder).await?);
        }
    }
    let total = running.len();
    let mut proved = Vec::new();
    while let Some(joined) = running.join_next().await {
        let proof = joined
            .map_err(|e| Stop::environment(format!("workbook itself failed: {e}; please report it")))?;
        let proof = proof.map_err(|e| Stop::environment(e.to_string()))?;
        proved.push(proof);
        let last = proved.last().map_or_else(String::new, |p| format!("{} ({})", p.exercise, p.track));
        progress.say(&format!("{}/{total} proved: {last}", proved.len()));
    }
    let order = |p: &ExerciseProof| {
        (exercises.iter().position(|e| e.id == p.exercise), tracks.iter().position(|t| t.id == p.track))
    };
    proved.sort_by_key(order);
    share_failures(&mut proved);
    if args.track.as_ref().is_some_and(|track| *track != session.course.default_track) {
        // The wrong answers to every check stand in the course's first language.
        proved.iter_mut().for_each(|proof| proof.never_failed.clear());
    }
    let mut all: Vec<Proof> = proved.iter().flat_map(rows_of).collect();
    all.append(&mut rows);
    Ok(all)
}

#[allow(clippy::too_many_arguments)] // each is one thing that a proof needs, and they have no common owner
fn start(
    running: &mut JoinSet<Result<ExerciseProof, crate::checker::CheckError>>,
    session: &Session,
    exercise: &Exercise,
    track: &Track,
    prepared: &Prepared,
    folder: &std::path::Path,
    options: ProofOptions,
    gate: &Arc<Semaphore>,
) {
    let (course, exercise, track) = (Arc::clone(&session.course), exercise.clone(), track.clone());
    let (prepared, folder, gate) = (prepared.clone(), folder.to_owned(), Arc::clone(gate));
    running.spawn(async move {
        prove_exercise(&course, &exercise, &track, &prepared, &folder, options, &gate).await
    });
}

async fn samples(
    session: &Session,
    track: &Track,
    prepared: &Prepared,
    folder: &std::path::Path,
) -> Result<Vec<Proof>, Stop> {
    let mut rows = Vec::new();
    for lesson in &session.course.lessons {
        for sample in lesson.samples.iter().filter(|s| s.track == track.id) {
            let result = prove_sample(sample, track, prepared, folder).await;
            let result = result.map_err(|e| Stop::environment(e.to_string()))?;
            rows.push(sample_row(&lesson.id, track, result));
        }
    }
    Ok(rows)
}

fn sample_row(lesson: &str, track: &Track, result: SampleResult) -> Proof {
    Proof {
        subject: lesson.to_owned(),
        track: track.id.clone(),
        kind: ProofKind::Sample,
        title: result.place,
        holds: result.fault.is_none(),
        detail: result.fault.unwrap_or_default(),
    }
}

/// One row a program, one for all cheats, one for checks that cannot fail.
fn rows_of(proof: &ExerciseProof) -> Vec<Proof> {
    let row = |kind, title: &str, fault: Option<String>| Proof {
        subject: proof.exercise.clone(),
        track: proof.track.clone(),
        kind,
        title: title.to_owned(),
        holds: fault.is_none(),
        detail: fault.unwrap_or_default(),
    };
    let mut rows: Vec<Proof> = Vec::new();
    for case in &proof.cases {
        let kind = match case.name.split([',', ':', ' ']).next() {
            Some("solution") => ProofKind::Solution,
            Some("stub") => ProofKind::Stub,
            Some("wrong") => ProofKind::Wrong,
            _ => ProofKind::Cheat,
        };
        rows.push(row(kind, &case.name, case.fault.clone()));
    }
    for name in &proof.cheats_passed {
        rows.push(row(ProofKind::Cheat, name, Some("the cheat passes".to_owned())));
    }
    if proof.mutants > 0 && proof.cheats_passed.is_empty() {
        rows.push(row(
            ProofKind::Cheat,
            &format!("{} of {} changed runs caught", proof.caught, proof.mutants),
            None,
        ));
    }
    for id in &proof.never_failed {
        let fault = "nothing makes this check fail: add a wrong answer that it must catch, or drop it";
        rows.push(row(ProofKind::Wrong, &format!("check {id}"), Some(fault.to_owned())));
    }
    rows
}
