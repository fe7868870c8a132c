//! `workbook prove`: the course proves itself.

use super::Stop;
use super::exercise::{block_on, ready, tell_setup};
use super::session::Session;
use crate::checker::CheckError;
use crate::cli::ProveArgs;
use crate::course::{CodeBlock, Exercise, Track};
use crate::exit::ExitStatus;
use crate::proof::{
    ExerciseProof, Kept, ProofOptions, STRONG, SampleResult, prove as prove_exercise, prove_sample,
    share_failures,
};
use crate::report::{Proof, ProofKind, ProofReport, RubricStrength, proofs};
use crate::run::{Prepared, cache_dir};
use std::path::Path;
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
    let kept = Kept::within(&cache_dir());
    let (report, interrupted) = block_on(async |_| {
        let work = Work { session, args, folder: &folder, kept: &kept, began };
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
    // A number to look at, not yet a gate: what passes is named, and its author decides.
    for weak in report.rubrics.iter().filter(|r| r.made > 0 && (r.caught as f64) < STRONG * r.made as f64) {
        session.out.warning(&format!(
            "the rubric of {} ({}) catches {} of {} changed runs, less than {STRONG}; these pass: {}",
            weak.exercise,
            weak.track,
            weak.caught,
            weak.made,
            weak.survivors.join("; ")
        ));
    }
    Ok(if report.proofs.iter().all(|p| p.holds) { ExitStatus::Passed } else { ExitStatus::CourseFaulty })
}

/// What all parts of one proof share.
struct Work<'a> {
    session: &'a Session,
    args: &'a ProveArgs,
    folder: &'a Path,
    kept: &'a Kept,
    began: Instant,
}

fn chosen(session: &Session, args: &ProveArgs) -> Result<Vec<Exercise>, Stop> {
    if args.exercises.is_empty() {
        return Ok(session.course.exercises().cloned().collect());
    }
    args.exercises.iter().map(|id| session.exercise(id).cloned()).collect()
}

impl Work<'_> {
    /// Whether what was proved earlier counts.
    const fn may_keep(&self) -> bool {
        !self.args.all && !self.args.real_time && self.args.exercises.is_empty()
    }

    fn options(&self) -> ProofOptions {
        ProofOptions { seed: self.args.seed.unwrap_or(1), real_time: self.args.real_time }
    }

    /// Says on standard error how far the proof is.
    fn say(&self, what: &str) {
        self.session.out.note(&format!("{what} ({:.0} s)", self.began.elapsed().as_secs_f64()));
    }

    async fn all(&self, exercises: &[Exercise], tracks: &[Track]) -> Result<ProofReport, Stop> {
        let (session, seed) = (self.session, self.options().seed);
        // Programs mostly wait: for interpreters to load, for backoff, for typing. Two a
        // core keep the machine busy without making streams late.
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let gate = Arc::new(Semaphore::new(cores * 2));
        let mut report = ProofReport::default();
        let mut proved: Vec<ExerciseProof> = Vec::new();
        let mut sample_rows = Vec::new();
        let mut running = JoinSet::new();
        for track in tracks {
            let known = |exercise: &Exercise| {
                let key = self.kept.key(&session.course, exercise, track, seed);
                let proof = self.kept.proof(&key).filter(|_| self.may_keep());
                (key, proof)
            };
            let samples = self.samples_of(track);
            let mut prepared: Option<Prepared> = None;
            for exercise in exercises {
                let (key, proof) = known(exercise);
                if let Some(proof) = proof {
                    report.unchanged += 1;
                    proved.push(proof);
                    continue;
                }
                let prepared = match &mut prepared {
                    Some(prepared) => prepared.clone(),
                    none => none.insert(self.ready(track).await?).clone(),
                };
                self.start(&mut running, exercise, track, prepared, key, &gate);
            }
            for (lesson, sample) in samples {
                let key = self.kept.sample_key(sample, track);
                if let Some(result) = self.kept.sample(&key).filter(|_| self.may_keep()) {
                    report.unchanged += 1;
                    sample_rows.push(sample_row(lesson, track, result));
                    continue;
                }
                let prepared = match &mut prepared {
                    Some(prepared) => prepared,
                    none => none.insert(self.ready(track).await?),
                };
                let result = prove_sample(sample, track, prepared, self.folder).await;
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
            self.kept.keep_proof(&key, &proof);
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
        if self.args.track.as_ref().is_some_and(|track| *track != session.course.default_track) {
            // The wrong answers to every check stand in the course's first language.
            proved.iter_mut().for_each(|proof| proof.never_failed.clear());
        }
        report.rubrics = proved.iter().map(strength_of).collect();
        report.proofs = proved.iter().flat_map(rows_of).collect();
        report.proofs.append(&mut sample_rows);
        Ok(report)
    }

    async fn ready(&self, track: &Track) -> Result<Prepared, Stop> {
        ready(self.session.workspace.as_ref(), track, &tell_setup(&self.session.out)).await
    }

    fn start(
        &self,
        running: &mut JoinSet<(String, Result<ExerciseProof, CheckError>)>,
        exercise: &Exercise,
        track: &Track,
        prepared: Prepared,
        key: String,
        gate: &Arc<Semaphore>,
    ) {
        let (course, exercise, track) = (Arc::clone(&self.session.course), exercise.clone(), track.clone());
        let (folder, gate, options) = (self.folder.to_owned(), Arc::clone(gate), self.options());
        running.spawn(async move {
            let proof = prove_exercise(&course, &exercise, &track, &prepared, &folder, options, &gate).await;
            (key, proof)
        });
    }

    /// The samples of this track, each with its lesson's id; none when exercises are named.
    fn samples_of(&self, track: &Track) -> Vec<(&str, &CodeBlock)> {
        if !self.args.exercises.is_empty() {
            return Vec::new();
        }
        let lessons = self.session.course.lessons.iter();
        let samples = lessons.flat_map(|l| l.samples.iter().map(|sample| (l.id.as_str(), sample)));
        samples.filter(|(_, sample)| sample.track == track.id).collect()
    }
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
        rows.push(row(ProofKind::Rubric, &format!("{:.2}", proof.strength()), None));
    }
    for id in &proof.never_failed {
        let fault = "nothing makes this check fail: add a wrong answer that it must catch, or drop it";
        rows.push(row(ProofKind::Wrong, &format!("check {id}"), Some(fault.to_owned())));
    }
    rows
}
