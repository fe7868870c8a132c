//! `workbook prove`: the course proves itself.

use super::Stop;
use super::exercise::{block_on, ready, tell_setup};
use super::session::Session;
use crate::checker::CheckError;
use crate::cli::ProveArgs;
use crate::course::{CodeBlock, Course, Exercise, Track};
use crate::exit::ExitStatus;
use crate::proof::{
    ExerciseProof, Kept, ProofOptions, SampleResult, prove as prove_exercise, prove_sample, share_failures,
};
use crate::report::{Out, Proof, ProofKind, ProofReport, RubricStrength, proofs};
use crate::run::{Nursery, Prepared, cache_dir};
use crate::workspace::Workspace;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
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
    let kept = Kept::within(&cache_dir());
    let (report, interrupted) = block_on(async |_| {
        let work = Work {
            out: &session.out,
            course: &session.course,
            workspace: session.workspace.as_ref(),
            options: ProofOptions { seed: args.seed.unwrap_or(1), real_time: args.real_time, nursery: None },
            may_keep: !args.all && !args.real_time && args.exercises.is_empty(),
            samples: if args.exercises.is_empty() { Samples::All } else { Samples::None },
            all_tracks: all_tracks(&session.course, args.track.as_deref()),
            folder: &folder,
            kept: &kept,
            recent: None,
            began,
        };
        tokio::select! {
            report = work.all(&exercises, &tracks) => report,
            _ = tokio::signal::ctrl_c() => Ok(ProofReport::default()),
        }
    })?;
    let _ = std::fs::remove_dir_all(&folder);
    if interrupted {
        return Ok(ExitStatus::Interrupted);
    }
    kept.tidy();
    let mut report = report?;
    report.took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
    proofs(&session.out, &report, args.format);
    Ok(if report.proofs.iter().all(|p| p.holds) { ExitStatus::Passed } else { ExitStatus::CourseFaulty })
}

/// How long a proof waits for an interpreter to fork from, before it starts without.
const WARM_UP: Duration = Duration::from_secs(10);

/// What all parts of one proof share.
pub(super) struct Work<'a> {
    pub(super) out: &'a Out,
    pub(super) course: &'a Arc<Course>,
    pub(super) workspace: Option<&'a Workspace>,
    pub(super) options: ProofOptions,
    /// Whether what was proved earlier counts.
    pub(super) may_keep: bool,
    pub(super) samples: Samples<'a>,
    /// Whether a check that nothing made fail in these tracks is called so.
    pub(super) all_tracks: bool,
    /// An empty folder for the programs.
    pub(super) folder: &'a Path,
    pub(super) kept: &'a Kept,
    /// What this process has proved, for whoever proves again and again: also what does not
    /// hold. With it, progress is not told.
    pub(super) recent: Option<&'a Recent>,
    pub(super) began: Instant,
}

/// Which samples are run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Samples<'a> {
    /// Those of all lessons.
    All,
    /// Those of the lesson at this path.
    Of(&'a str),
    /// None.
    None,
}

/// Proofs by key, as long as the process lives.
pub(super) type Recent = Mutex<BTreeMap<String, ExerciseProof>>;

/// Whether these tracks show of every check that it can fail: the wrong answers to every
/// check stand in the course's first language.
pub(super) fn all_tracks(course: &Course, track: Option<&str>) -> bool {
    track.is_none_or(|track| track == course.default_track)
}

fn chosen(session: &Session, args: &ProveArgs) -> Result<Vec<Exercise>, Stop> {
    if args.exercises.is_empty() {
        return Ok(session.course.exercises().cloned().collect());
    }
    args.exercises.iter().map(|id| session.exercise(id).cloned()).collect()
}

impl Work<'_> {
    /// Says on standard error how far the proof is.
    fn say(&self, what: &str) {
        if self.recent.is_none() {
            self.out.note(&format!("{what} ({:.0} s)", self.began.elapsed().as_secs_f64()));
        }
    }

    /// What was proved under this key, if that counts.
    fn known(&self, key: &str) -> Option<ExerciseProof> {
        let recent = self.recent.and_then(|recent| lock(recent).get(key).cloned());
        recent.or_else(|| self.kept.proof(key)).filter(|_| self.may_keep)
    }

    fn keep(&self, key: &str, proof: &ExerciseProof) {
        self.kept.keep_proof(key, proof);
        if let Some(recent) = self.recent {
            lock(recent).insert(key.to_owned(), proof.clone());
        }
    }

    /// Proves these exercises, and the samples, in these tracks.
    pub(super) async fn all(&self, exercises: &[Exercise], tracks: &[Track]) -> Result<ProofReport, Stop> {
        // Programs mostly wait: for interpreters to load, for backoff, for typing. Two a
        // core keep the machine busy without making streams late.
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let gate = Arc::new(Semaphore::new(cores * 2));
        let mut report = ProofReport::default();
        let mut proved: Vec<ExerciseProof> = Vec::new();
        let mut sample_rows = Vec::new();
        let mut running = JoinSet::new();
        for track in tracks {
            let samples = self.samples_of(track);
            let mut prepared: Option<(Prepared, Option<Nursery>)> = None;
            for exercise in exercises {
                let key = self.kept.key(self.course, exercise, track, self.options.seed);
                if let Some(proof) = self.known(&key) {
                    report.unchanged += 1;
                    proved.push(proof);
                    continue;
                }
                let (prepared, nursery) = match &mut prepared {
                    Some(prepared) => prepared,
                    none => none.insert(self.ready(track).await?),
                };
                let options = ProofOptions { nursery: nursery.clone(), ..self.options.clone() };
                let work = (exercise.clone(), track.clone(), prepared.clone(), key);
                self.start(&mut running, work, options, &gate);
            }
            for (lesson, sample) in samples {
                let key = self.kept.sample_key(sample, track);
                if let Some(result) = self.kept.sample(&key).filter(|_| self.may_keep) {
                    report.unchanged += 1;
                    sample_rows.push(sample_row(lesson, track, result));
                    continue;
                }
                let (prepared, nursery) = match &mut prepared {
                    Some(prepared) => prepared,
                    none => none.insert(self.ready(track).await?),
                };
                let result = prove_sample(sample, track, prepared, nursery.as_ref(), self.folder).await;
                let result = result.map_err(|e| Stop::environment(e.to_string()))?;
                self.kept.keep_sample(&key, &result);
                sample_rows.push(sample_row(lesson, track, result));
            }
        }
        let total = running.len();
        while let Some(joined) = running.join_next().await {
            let (key, proof) = joined
                .map_err(|e| Stop::environment(format!("workbook itself failed: {e}; please report it")))?;
            let proof = proof.map_err(|e| Stop::environment(e.to_string()))?;
            self.keep(&key, &proof);
            report.attempts_ms += proof.attempts_ms;
            report.programs_ms += proof.programs_ms;
            let left = running.len();
            self.say(&format!("{}/{total} proved: {} ({})", total - left, proof.exercise, proof.track));
            proved.push(proof);
        }
        let order = |p: &ExerciseProof| {
            (exercises.iter().position(|e| e.id == p.exercise), tracks.iter().position(|t| t.id == p.track))
        };
        proved.sort_by_key(order);
        share_failures(&mut proved);
        if !self.all_tracks {
            proved.iter_mut().for_each(|proof| proof.never_failed.clear());
        }
        report.rubrics = proved.iter().map(strength_of).collect();
        report.proofs = proved.iter().flat_map(rows_of).collect();
        report.proofs.append(&mut sample_rows);
        Ok(report)
    }

    /// What the track's programs need, and an interpreter to fork them from: a proof mostly
    /// loads the same packages again and again. In real time nothing is shortened.
    async fn ready(&self, track: &Track) -> Result<(Prepared, Option<Nursery>), Stop> {
        let prepared = ready(self.workspace, track, &tell_setup(self.out)).await?;
        if self.options.real_time {
            return Ok((prepared, None));
        }
        let nursery = Nursery::default();
        nursery.warm(track, &prepared);
        nursery.warmed(WARM_UP).await;
        Ok((prepared, Some(nursery)))
    }

    fn start(
        &self,
        running: &mut JoinSet<(String, Result<ExerciseProof, CheckError>)>,
        (exercise, track, prepared, key): (Exercise, Track, Prepared, String),
        options: ProofOptions,
        gate: &Arc<Semaphore>,
    ) {
        let (course, folder, gate) = (Arc::clone(self.course), self.folder.to_owned(), Arc::clone(gate));
        running.spawn(async move {
            let proof = prove_exercise(&course, &exercise, &track, &prepared, &folder, &options, &gate).await;
            (key, proof)
        });
    }

    /// The samples of this track, each with its lesson's id.
    fn samples_of(&self, track: &Track) -> Vec<(&str, &CodeBlock)> {
        let lessons = self.course.lessons.iter().filter(|lesson| match self.samples {
            Samples::All => true,
            Samples::Of(path) => lesson.path == path,
            Samples::None => false,
        });
        let samples = lessons.flat_map(|l| l.samples.iter().map(|sample| (l.id.as_str(), sample)));
        samples.filter(|(_, sample)| sample.track == track.id).collect()
    }
}

fn lock(recent: &Recent) -> MutexGuard<'_, BTreeMap<String, ExerciseProof>> {
    recent.lock().unwrap_or_else(PoisonError::into_inner)
}

fn strength_of(proof: &ExerciseProof) -> RubricStrength {
    RubricStrength {
        exercise: proof.exercise.clone(),
        track: proof.track.clone(),
        caught: proof.caught,
        made: proof.mutants,
        survivors: proof.survivors.clone(),
    }
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
    if proof.mutants > 0 {
        // Cut, not rounded: 0.897 is not the 0.90 that it must be.
        let strength = format!("{:.2}", (proof.strength() * 100.0).floor() / 100.0);
        rows.push(row(ProofKind::Rubric, &strength, proof.weakness()));
    }
    for id in &proof.never_failed {
        let fault = "nothing makes this check fail: add a wrong answer that it must catch, or drop it";
        rows.push(row(ProofKind::Wrong, &format!("check {id}"), Some(fault.to_owned())));
    }
    rows
}
