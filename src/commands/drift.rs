//! `workbook drift`: where the real service differs from what the mock plays.
//!
//! Owns: that each solution runs twice, once against a mock in place of the service
//! and once against the service, through the same door; and the budget of the whole.
//! Must not know: how answers are compared, how the result is drawn.

use super::Stop;
use super::attempt::{Job, Target};
use super::check::solution_file;
use super::exercise::{block_on, ready, tell_setup};
use super::live::{Behind, behind};
use super::session::Session;
use crate::api::{ApiOptions, ApiServer, Keys};
use crate::checker::{handed_out_key, nonce, scene_seed};
use crate::cli::{DriftArgs, LiveArgs};
use crate::course::{Exercise, Scene};
use crate::event::Sink;
use crate::exit::ExitStatus;
use crate::grade::VerdictKind;
use crate::live::{LiveRun, Providers, Taped, compare};
use crate::progress::{Attempt, NOT_GRADED};
use crate::report::{DriftReport, ExerciseDrift, LessonDrift, drift_report};
use crate::run::{Cancel, Prepared};
use crate::script::{Limits, Script};
use std::sync::Arc;
use std::time::Instant;

/// Every run draws the same words: two drift reports differ only by the service.
const SEED: u64 = 7;

/// Runs the solutions, compares, and shows the differences lesson by lesson.
pub(super) fn drift(session: &Session, args: &DriftArgs) -> Result<ExitStatus, Stop> {
    let track = session.track(args.track.as_deref())?;
    let targets = targets(session, args, &track)?;
    let behind = behind(session, &live_args(args), &targets)?;
    let run = behind.run.clone().ok_or_else(|| Stop::usage("name a provider: `--live=NAME`"))?;
    run.compare_only();
    let (done, interrupted) = block_on(async |cancel| {
        let prepared = ready(session.workspace.as_ref(), &track, &tell_setup(&session.out)).await?;
        let work = Work { session, run: &run, prepared: &prepared, cancel };
        work.all(&targets).await
    })?;
    if interrupted {
        return Ok(ExitStatus::Interrupted);
    }
    let report = report(session, &behind, &run, &track.id, done?);
    drift_report(&session.out, &report, args.format);
    Ok(if report.exercises().any(|exercise| !exercise.not_compared.is_empty()) {
        ExitStatus::CouldNotGrade
    } else if report.exercises().any(|exercise| !exercise.found.differences.is_empty()) {
        ExitStatus::NotYet
    } else {
        ExitStatus::Passed
    })
}

/// The solutions to run: those named, or all that the track has.
fn targets(session: &Session, args: &DriftArgs, track: &crate::course::Track) -> Result<Vec<Target>, Stop> {
    let target = |exercise: &Exercise| {
        let file = solution_file(session, exercise, track)?;
        Ok(Target { exercise: exercise.clone(), track: track.clone(), file, own: false })
    };
    if args.exercises.is_empty() {
        let has = |exercise: &&Exercise| session.course.solution(&exercise.id, &track.id).is_some();
        return session.course.exercises().filter(has).map(target).collect();
    }
    args.exercises.iter().map(|id| target(session.exercise(id)?)).collect()
}

fn live_args(args: &DriftArgs) -> LiveArgs {
    LiveArgs {
        live: Some(args.live.clone()),
        max_usd: args.max_usd,
        max_requests: args.max_requests,
        allow_unknown_price: args.allow_unknown_price,
        record: true,
        ..LiveArgs::default()
    }
}

/// What the work on all exercises shares.
struct Work<'a> {
    session: &'a Session,
    run: &'a Arc<LiveRun>,
    prepared: &'a Prepared,
    cancel: Cancel,
}

impl Work<'_> {
    async fn all(&self, targets: &[Target]) -> Result<Vec<ExerciseDrift>, Stop> {
        let began = Instant::now();
        let mut done = Vec::new();
        for (number, target) in targets.iter().enumerate() {
            self.session.out.note(&format!(
                "{} ({} of {}, {:.0} s)",
                target.exercise.id,
                number + 1,
                targets.len(),
                began.elapsed().as_secs_f64()
            ));
            done.push(self.one(target).await?);
        }
        Ok(done)
    }

    async fn one(&self, target: &Target) -> Result<ExerciseDrift, Stop> {
        let mut rehearsed = Vec::new();
        for scene in target.exercise.scenes() {
            rehearsed.extend(self.rehearsed(target, scene).await?);
        }
        let job = Job::new(self.session, target, SEED, None).live(Some(Arc::clone(self.run)));
        let attempt = job.attempt(self.prepared, &silent(), self.cancel.clone()).await?;
        let taped: Vec<Taped> = self.run.take_tapes().into_values().flatten().collect();
        let why = reason(&attempt).filter(|_| attempt.verdict.kind == VerdictKind::CouldNotGrade);
        let found = compare(&rehearsed, &taped);
        Ok(ExerciseDrift { id: target.exercise.id.clone(), found, not_compared: why.unwrap_or_default() })
    }

    /// What the solution is answered in this scene when a mock stands in place of the
    /// service: the scene's faults are the door's, as in a live run.
    async fn rehearsed(&self, target: &Target, scene: &Scene) -> Result<Vec<Taped>, Stop> {
        let seed = scene_seed(SEED, &scene.name);
        let key = handed_out_key();
        let options =
            ApiOptions::new(without_faults(&scene.script), seed, nonce(seed), Keys::Exactly(key.clone()));
        let mock = ApiServer::start(options).await.map_err(|e| Stop::environment(e.to_string()))?;
        let providers = Providers::free_at("mock", &mock.base_url(), &key);
        let run = LiveRun::rehearsal(providers.map_err(|e| Stop::environment(e.to_string()))?);
        let job = Job::new(self.session, target, SEED, Some(scene.name.clone())).live(Some(Arc::clone(&run)));
        let attempt = job.attempt(self.prepared, &silent(), self.cancel.clone()).await?;
        drop(mock.finish().await);
        // One scene alone may have nothing to grade; what counts is that it ran.
        if attempt.scenes.is_empty() {
            let why = reason(&attempt).unwrap_or_default();
            return Err(Stop::environment(format!(
                "the solution of `{}` cannot be run: {why}",
                target.exercise.id
            )));
        }
        Ok(run.take_tapes().into_values().flatten().collect())
    }
}

fn silent() -> Sink {
    Arc::new(|_| {})
}

/// Why an attempt came to nothing, with the cure; `None` when it did not.
fn reason(attempt: &Attempt) -> Option<String> {
    let why = attempt.verdict.checks.first().filter(|check| check.id == NOT_GRADED)?;
    Some(format!("{} {}", why.message, why.why))
}

/// The script with only what a service could answer: no errors, faults or limits.
fn without_faults(script: &Script) -> Script {
    let mut script = script.clone();
    script.limits = Limits::default();
    script.replies.retain(|reply| reply.status.is_none());
    for reply in &mut script.replies {
        reply.fault = None;
        reply.fault_ms = None;
        reply.after_chunks = None;
    }
    script
}

fn report(
    session: &Session,
    behind: &Behind,
    run: &LiveRun,
    track: &str,
    mut done: Vec<ExerciseDrift>,
) -> DriftReport {
    let receipt = run.receipt();
    let mut lessons = Vec::new();
    for lesson in &session.course.lessons {
        let own = |drift: &ExerciseDrift| lesson.exercises.iter().any(|exercise| exercise.id == drift.id);
        let (exercises, rest) = done.into_iter().partition(own);
        done = rest;
        lessons.push(LessonDrift { id: lesson.id.clone(), title: lesson.title.clone(), exercises });
    }
    lessons.retain(|lesson| !lesson.exercises.is_empty());
    DriftReport {
        provider: behind.provider.clone(),
        track: track.to_owned(),
        lessons,
        requests: receipt.requests,
        usd: receipt.usd,
        max_usd: receipt.limits.usd,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::script::{Fault, Reply};

    #[test]
    fn a_stand_in_has_no_faults() {
        let cut = Reply { fault: Some(Fault::Cut), after_chunks: Some(2), ..Reply::text("whole") };
        let script = Script {
            replies: vec![Reply::status(429, 3), cut, Reply::text("at last")],
            limits: Limits { requests_per_minute: Some(1), ..Limits::default() },
            ..Script::default()
        };
        let expected =
            Script { replies: vec![Reply::text("whole"), Reply::text("at last")], ..Script::default() };
        assert_eq!(without_faults(&script), expected);
    }
}
