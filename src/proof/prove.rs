//! Running the proof: cases side by side, then the mutants of their evidence.

use super::mutants::{Mutant, mutants};
use super::plan::{Case, Expectation, cases};
use crate::checker::{CheckError, Plan, check};
use crate::course::{Course, Exercise, Track};
use crate::event::Sink;
use crate::evidence::SceneEvidence;
use crate::grade::{Outcome, ProgramFacts, Rubric, Verdict, VerdictKind};
use crate::progress::Attempt;
use crate::run::{Cancel, Nursery, Prepared};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::Arc;
use tokio::sync::Semaphore;
use tokio::task::JoinSet;

/// How a proof is run.
#[derive(Debug, Clone)]
pub struct ProofOptions {
    /// The first seed.
    pub seed: u64,
    /// Whether the programs' long sleeps take as long as they say.
    pub real_time: bool,
    /// The interpreter that programs are forked from; without one each is started afresh.
    pub nursery: Option<Nursery>,
}

/// A rubric is strong enough when it catches at least this share of the mutants.
pub const STRONG: f64 = 0.9;

/// What came of one case.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct CaseResult {
    /// The case.
    pub name: String,
    /// The track's id.
    pub track: String,
    /// Points.
    pub score: u32,
    /// Out of.
    pub max_score: u32,
    /// What is wrong with it; `None` when it came out as expected.
    pub fault: Option<String>,
    /// How long it took, in milliseconds.
    pub duration_ms: u64,
}

/// What came of one exercise in one track.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct ExerciseProof {
    /// The exercise's id.
    pub exercise: String,
    /// The track's id.
    pub track: String,
    /// Programs that were run.
    pub cases: Vec<CaseResult>,
    /// Mutants made of the solution's evidence.
    pub mutants: usize,
    /// Those that lost points or the pass.
    pub caught: usize,
    /// Cheats that passed all the same.
    pub cheats_passed: Vec<String>,
    /// Checks that nothing made fail.
    pub never_failed: Vec<String>,
    /// Mutants that passed.
    pub survivors: Vec<String>,
    /// Milliseconds in attempts, one after the other.
    pub attempts_ms: f64,
    /// The part of it in which a program ran.
    pub programs_ms: f64,
}

impl ExerciseProof {
    /// Everything that is wrong, as sentences.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let wrong = self.cases.iter().filter_map(|c| Some(format!("{}: {}", c.name, c.fault.as_ref()?)));
        let cheats = self.cheats_passed.iter().map(|name| format!("a cheat passes: {name}"));
        let never = self.never_failed.iter().map(|id| {
            format!("nothing makes the check `{id}` fail: add a wrong answer that it must catch, or drop it")
        });
        wrong.chain(cheats).chain(never).chain(self.weakness()).collect()
    }

    /// Why the rubric is too weak, if it is.
    #[must_use]
    pub fn weakness(&self) -> Option<String> {
        (self.mutants > 0 && self.strength() < STRONG).then(|| {
            format!(
                "the rubric catches only {} of {} changed runs, less than {STRONG}; these pass: {}. Add what a check must look at, or a check of its own",
                self.caught,
                self.mutants,
                self.survivors.join("; ")
            )
        })
    }

    /// Mutants caught out of mutants made.
    #[must_use]
    pub fn strength(&self) -> f64 {
        if self.mutants == 0 { 0.0 } else { self.caught as f64 / self.mutants as f64 }
    }
}

/// Checks judge evidence, whatever language left it behind: what makes a check fail in
/// one track shows for all of them that it can.
pub fn share_failures(proofs: &mut [ExerciseProof]) {
    let mut never: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for proof in &*proofs {
        let found: BTreeSet<String> = proof.never_failed.iter().cloned().collect();
        never
            .entry(proof.exercise.clone())
            .and_modify(|all| all.retain(|id| found.contains(id)))
            .or_insert(found);
    }
    for proof in proofs {
        proof.never_failed.retain(|id| never.get(&proof.exercise).is_some_and(|all| all.contains(id)));
    }
}

/// A case that has been run.
struct Ran {
    case: Case,
    attempt: Attempt,
}

/// Proves one exercise in one track. `folder` is an empty folder for the programs.
///
/// # Errors
/// When nothing could be judged (see [`CheckError`]).
pub async fn prove(
    course: &Arc<Course>,
    exercise: &Exercise,
    track: &Track,
    prepared: &Prepared,
    folder: &Path,
    options: &ProofOptions,
    gate: &Arc<Semaphore>,
) -> Result<ExerciseProof, CheckError> {
    let rubric = compile(course, exercise)?;
    let ran = run_cases(course, exercise, track, prepared, folder, options, gate).await?;
    let results = ran.iter().map(judge).collect();
    let mut failed: BTreeSet<String> = BTreeSet::new();
    ran.iter().for_each(|r| failed.extend(failed_checks(&r.attempt.verdict)));
    let facts = ProgramFacts { comment: track.comment.clone(), ..ProgramFacts::default() };
    let survey = survey(course, exercise, &rubric, &ran, &facts, &mut failed);
    let never_failed = exercise.checks().iter().map(|c| c.id.clone()).filter(|id| !failed.contains(id));
    Ok(ExerciseProof {
        exercise: exercise.id.clone(),
        track: track.id.clone(),
        cases: results,
        mutants: survey.made,
        caught: survey.caught,
        cheats_passed: survey.cheats_passed,
        never_failed: never_failed.collect(),
        survivors: survey.survivors,
        attempts_ms: ran.iter().map(|r| r.attempt.duration_ms as f64).sum(),
        programs_ms: ran.iter().map(|r| longest_scene(&r.attempt)).sum(),
    })
}

async fn run_cases(
    course: &Arc<Course>,
    exercise: &Exercise,
    track: &Track,
    prepared: &Prepared,
    folder: &Path,
    options: &ProofOptions,
    gate: &Arc<Semaphore>,
) -> Result<Vec<Ran>, CheckError> {
    let mut running = JoinSet::new();
    for (place, case) in cases(course, exercise, track, options.seed).into_iter().enumerate() {
        let (course, exercise, track) = (Arc::clone(course), exercise.clone(), track.clone());
        let (prepared, gate) = (prepared.clone(), Arc::clone(gate));
        let options = options.clone();
        let home = folder.join(format!("{}-{}-{place}", exercise.id, track.id));
        running.spawn(async move {
            // The semaphore is never closed, so waiting for it cannot fail.
            let _turn = gate.acquire_owned().await;
            let attempt = run_case(&course, &exercise, &track, &prepared, &home, &case, &options).await?;
            Ok::<_, CheckError>((place, Ran { case, attempt }))
        });
    }
    let mut ran = Vec::new();
    while let Some(joined) = running.join_next().await {
        ran.push(joined.map_err(|e| internal(exercise, &e.to_string()))??);
    }
    ran.sort_by_key(|(place, _)| *place);
    Ok(ran.into_iter().map(|(_, ran)| ran).collect())
}

fn internal(exercise: &Exercise, reason: &str) -> CheckError {
    CheckError::Internal { scene: exercise.id.clone(), reason: reason.to_owned() }
}

async fn run_case(
    course: &Course,
    exercise: &Exercise,
    track: &Track,
    prepared: &Prepared,
    home: &Path,
    case: &Case,
    options: &ProofOptions,
) -> Result<Attempt, CheckError> {
    let file = home.join(format!("{}.{}", exercise.id, track.extension));
    let written = std::fs::create_dir_all(home).and_then(|()| std::fs::write(&file, &case.code));
    written.map_err(|source| CheckError::Unreadable { path: file.clone(), source })?;
    let plan = Plan {
        course,
        exercise,
        track,
        prepared,
        shown_as: file.display().to_string(),
        file,
        cwd: home.to_owned(),
        seed: case.seed,
        live: None,
        scene: None,
        real_time: options.real_time,
        nursery: options.nursery.clone(),
    };
    let quiet: Sink = Arc::new(|_| {});
    check(&plan, &quiet, Cancel::never()).await
}

/// Scenes run side by side, so an attempt's programs take as long as the longest.
fn longest_scene(attempt: &Attempt) -> f64 {
    attempt.scenes.iter().map(|scene| scene.output.duration_ms).fold(0.0, f64::max)
}

fn failed_checks(verdict: &Verdict) -> impl Iterator<Item = String> {
    let failed =
        verdict.checks.iter().filter(|c| c.reached && matches!(c.outcome, Outcome::Unmet | Outcome::Partial));
    failed.map(|c| c.id.clone())
}

/// Compares a case with what was expected of it.
fn judge(ran: &Ran) -> CaseResult {
    let verdict = &ran.attempt.verdict;
    let fault = match &ran.case.expected {
        Expectation::FullPoints => full_points_fault(verdict),
        Expectation::NoPass => (verdict.kind != VerdictKind::NotYet)
            .then(|| format!("must be `not yet`, but is {}", word(verdict.kind))),
        Expectation::FirstUnmet(id) => first_unmet_fault(verdict, id),
    };
    CaseResult {
        name: ran.case.name.clone(),
        track: ran.case.track.clone(),
        score: verdict.score,
        max_score: verdict.max_score,
        fault,
        duration_ms: ran.attempt.duration_ms,
    }
}

fn full_points_fault(verdict: &Verdict) -> Option<String> {
    let short = verdict.checks.iter().find(|c| c.outcome != Outcome::Met)?;
    Some(format!(
        "must earn full points, but `{}` is not met: {} (saw: {})",
        short.id, short.message, short.actual
    ))
}

fn first_unmet_fault(verdict: &Verdict, expected: &str) -> Option<String> {
    let Some(first) = verdict.first_unmet() else {
        return Some(format!("must be caught by `{expected}`, but it came out as {}", word(verdict.kind)));
    };
    let meant = first.id == expected && first.reached;
    (!meant).then(|| {
        format!("must be caught by `{expected}` first, but was by `{}`: {}", first.id, first.message)
    })
}

const fn word(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Pass => "a pass",
        VerdictKind::NotYet => "not yet",
        VerdictKind::CouldNotGrade => "could not grade",
    }
}

/// A mutant that passed, or that a faulty check kept from being judged: that is what a
/// learner would read too.
fn survivor(name: &str, verdict: &Verdict) -> String {
    let unjudged = verdict.checks.iter().find(|check| check.outcome == Outcome::Unjudged);
    match unjudged.filter(|_| verdict.kind == VerdictKind::CouldNotGrade) {
        Some(check) => format!("{name} (`{}`: {})", check.id, check.message),
        None => name.to_owned(),
    }
}

#[derive(Default)]
struct Survey {
    made: usize,
    caught: usize,
    cheats_passed: Vec<String>,
    survivors: Vec<String>,
}

/// How many mutants of this evidence the exercise's rubric catches, out of how many, and
/// the names of those that pass. For evidence of a solution that was recorded earlier.
///
/// # Errors
/// When the checks are faulty.
pub fn strength_of(
    course: &Course,
    exercise: &Exercise,
    evidence: &[SceneEvidence],
    facts: &ProgramFacts,
) -> Result<(usize, usize, Vec<String>), CheckError> {
    let rubric = compile(course, exercise)?;
    let mut survey = Survey::default();
    survey.grade(mutants(course, exercise, evidence, None), &rubric, facts, &mut BTreeSet::new());
    Ok((survey.caught, survey.made, survey.survivors))
}

fn compile(course: &Course, exercise: &Exercise) -> Result<Rubric, CheckError> {
    Rubric::compile(exercise, course).map_err(|faults| CheckError::Rubric {
        exercise: exercise.id.clone(),
        count: faults.len(),
        faults,
    })
}

/// Grades the mutants of a solution's evidence, without running anything.
fn survey(
    course: &Course,
    exercise: &Exercise,
    rubric: &Rubric,
    ran: &[Ran],
    facts: &ProgramFacts,
    failed: &mut BTreeSet<String>,
) -> Survey {
    let mut passed = ran.iter().filter(|r| r.attempt.verdict.kind == VerdictKind::Pass);
    let Some(solution) = passed.next() else { return Survey::default() };
    let other = passed.next().map(|r| r.attempt.scenes.as_slice());
    let mut survey = Survey::default();
    let mutants = mutants(course, exercise, &solution.attempt.scenes, other);
    survey.grade(mutants, rubric, facts, failed);
    survey
}

impl Survey {
    fn grade(
        &mut self,
        mutants: Vec<Mutant>,
        rubric: &Rubric,
        facts: &ProgramFacts,
        failed: &mut BTreeSet<String>,
    ) {
        for mutant in mutants {
            let verdict = rubric.grade(&mutant.evidence, facts);
            failed.extend(failed_checks(&verdict));
            self.made += 1;
            if verdict.kind == VerdictKind::NotYet {
                self.caught += 1;
                continue;
            }
            self.survivors.push(survivor(&mutant.name, &verdict));
            if mutant.cheat {
                self.cheats_passed.push(mutant.name);
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn proof(exercise: &str, track: &str, never: &[&str]) -> ExerciseProof {
        ExerciseProof {
            exercise: exercise.to_owned(),
            track: track.to_owned(),
            cases: Vec::new(),
            mutants: 0,
            caught: 0,
            cheats_passed: Vec::new(),
            never_failed: never.iter().map(|id| (*id).to_owned()).collect(),
            survivors: Vec::new(),
            attempts_ms: 0.0,
            programs_ms: 0.0,
        }
    }

    #[test]
    fn a_weak_rubric_is_a_fault_and_says_what_passes() {
        let of = |caught, mutants| ExerciseProof {
            mutants,
            caught,
            survivors: vec!["nothing is streamed".to_owned()],
            ..proof("a", "python", &[])
        };
        assert_eq!(of(9, 10).weakness(), None);
        assert_eq!(of(0, 0).weakness(), None);
        let weak = of(26, 29);
        assert!(weak.weakness().unwrap().contains("26 of 29 changed runs"));
        assert!(weak.faults()[0].contains("nothing is streamed"), "{:?}", weak.faults());
    }

    #[test]
    fn one_track_shows_for_all_that_a_check_can_fail() {
        let mut proofs = [
            proof("a", "python", &["idle"]),
            proof("a", "shell", &["asks", "idle"]),
            proof("b", "shell", &["asks"]),
        ];
        share_failures(&mut proofs);
        let left: Vec<_> = proofs.iter().map(|p| p.never_failed.join(" ")).collect();
        assert_eq!(left, ["idle", "idle", "asks"]);
    }
}
