//! `workbook check`: grade a program.

use super::Stop;
use super::attempt::{Job, Target, keep};
use super::exercise::{block_on, ready};
use super::live::{Behind, behind};
use super::session::Session;
use crate::cli::CheckArgs;
use crate::course::{Exercise, Track};
use crate::event::Sink;
use crate::exit::ExitStatus;
use crate::grade::VerdictKind;
use crate::progress::Attempt;
use crate::report::{Detail, NextStep, Outlook, Reporter, quote, reporter, sink};
use crate::run::{Cancel, Nursery, Prepared};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Grades what the arguments name.
pub(super) fn check(session: &Session, args: &CheckArgs) -> Result<ExitStatus, Stop> {
    let targets = targets(session, args)?;
    let behind = behind(session, &args.live, &targets)?;
    let settled = args.seed.or(behind.seed);
    let drawn = settled.unwrap_or_else(|| u64::from(fastrand::u32(..)));
    let detail = Detail { trace: args.trace, many: args.all || args.repeat > 1 };
    let eyes = Arc::new(Mutex::new(reporter(args.format, session.out.clone(), detail)));
    let (attempts, interrupted) = block_on(async |cancel| {
        let grading = Grading {
            session,
            args,
            drawn,
            settled,
            behind: &behind,
            eyes: &eyes,
            sink: sink(&eyes),
            cancel,
        };
        grading.all(&targets).await
    })?;
    if interrupted {
        session.out.note("interrupted: the program was stopped, nothing was graded");
        return Ok(ExitStatus::Interrupted);
    }
    let attempts = attempts?;
    let outlook = outlook(session, &targets, &attempts, args)?;
    lock(&eyes).finish(&attempts, &outlook);
    Ok(status(&attempts))
}

fn lock<'a>(eyes: &'a Arc<Mutex<Box<dyn Reporter>>>) -> std::sync::MutexGuard<'a, Box<dyn Reporter>> {
    eyes.lock().unwrap_or_else(PoisonError::into_inner)
}

/// All that the grading of several targets shares.
struct Grading<'a> {
    session: &'a Session,
    args: &'a CheckArgs,
    drawn: u64,
    settled: Option<u64>,
    behind: &'a Behind,
    eyes: &'a Arc<Mutex<Box<dyn Reporter>>>,
    sink: Sink,
    cancel: Cancel,
}

impl Grading<'_> {
    async fn all(&self, targets: &[Target]) -> Result<Vec<Attempt>, Stop> {
        let mut attempts = Vec::new();
        let mut tracks: BTreeMap<String, Result<Prepared, String>> = BTreeMap::new();
        let nursery = self.nursery(targets);
        for target in targets {
            if !tracks.contains_key(&target.track.id) {
                let sink = Arc::clone(&self.sink);
                let on_event = move |event| sink(event);
                let made = ready(self.session.workspace.as_ref(), &target.track, &on_event).await;
                let made = made.map_err(|stop| stop.message);
                if let (Some(nursery), Ok(prepared)) = (&nursery, &made) {
                    nursery.warm(&target.track, prepared);
                }
                tracks.insert(target.track.id.clone(), made);
            }
            let prepared = tracks.get(&target.track.id);
            for nth in 0..u64::from(self.args.repeat) {
                // With a seed on the command line every repetition is the same run.
                let seed = if self.settled.is_some() { self.drawn } else { self.drawn.wrapping_add(nth) };
                let job = Job::new(self.session, target, seed, self.args.scene.clone())
                    .in_real_time(self.args.real_time)
                    .live(self.behind.run.clone());
                let job = match &nursery {
                    Some(nursery) => job.warm(nursery),
                    None => job,
                };
                let attempt = match prepared {
                    Some(Ok(prepared)) => job.attempt(prepared, &self.sink, self.cancel.clone()).await?,
                    Some(Err(why)) => job.not_graded(why),
                    None => continue,
                };
                if target.own {
                    keep(self.session, &attempt);
                }
                self.behind.keep(self.session, &attempt);
                lock(self.eyes).attempt(&attempt);
                attempts.push(attempt);
            }
        }
        Ok(attempts)
    }

    /// Where an interpreter waits that has loaded the SDK, if many programs are to run: one
    /// alone has begun by itself before that is ready.
    fn nursery(&self, targets: &[Target]) -> Option<Nursery> {
        let many = targets.len() > 1 || self.args.repeat > 1;
        let real = self.args.real_time || self.behind.run.is_some();
        (many && !real).then(Nursery::default)
    }
}

/// What the arguments name: exercises, tracks and files.
fn targets(session: &Session, args: &CheckArgs) -> Result<Vec<Target>, Stop> {
    if args.all {
        let track = session.track(args.track.as_deref())?;
        return session.course.exercises().map(|e| target(session, e, &track, args)).collect();
    }
    if let Some((exercise, track)) = named_by_file(session, args) {
        let exercise = session.exercise(&exercise)?;
        let track = session.track(Some(&track))?;
        session.store.set_current_exercise(&exercise.id)?;
        return Ok(vec![target(session, exercise, &track, args)?]);
    }
    let track = match (&args.track, &args.file) {
        (None, Some(file)) => track_of_file(session, file)?,
        (asked, _) => session.track(asked.as_deref())?,
    };
    let elsewhere = match (&args.target, &args.file, args.solution) {
        (None, None, false) => session.edited_elsewhere(&track)?,
        _ => None,
    };
    let exercise = match elsewhere {
        Some(exercise) => {
            session.out.note(&format!("checking `{}`: its program was saved last", exercise.id));
            exercise
        }
        None => session.exercise_or_current(args.target.as_deref(), &track)?,
    };
    if args.file.is_none() && !args.solution {
        session.store.set_current_exercise(&exercise.id)?;
    }
    Ok(vec![target(session, exercise, &track, args)?])
}

/// The exercise and track of `check exercises/python/retry.py`.
fn named_by_file(session: &Session, args: &CheckArgs) -> Option<(String, String)> {
    let named = args.target.as_deref()?;
    if session.course.exercise(named).is_some() {
        return None;
    }
    session.workspace.as_ref()?.owner_of(&session.cwd.join(named), &session.course.tracks)
}

/// The track whose language a file's extension names; else the learner's own.
fn track_of_file(session: &Session, file: &Path) -> Result<Track, Stop> {
    let extension = file.extension().map(|e| e.to_string_lossy().to_lowercase()).unwrap_or_default();
    let speaks = |t: &&Track| t.extension == extension || t.languages.contains(&extension);
    match session.course.tracks.iter().find(speaks) {
        Some(track) => Ok(track.clone()),
        None => session.track(None),
    }
}

fn target(session: &Session, exercise: &Exercise, track: &Track, args: &CheckArgs) -> Result<Target, Stop> {
    let (file, own) = match (&args.file, args.solution) {
        (Some(file), _) => (existing(session, file)?, false),
        (None, true) => (solution_file(session, exercise, track)?, false),
        (None, false) => (session.program(exercise, track)?, args.scene.is_none()),
    };
    Ok(Target { exercise: exercise.clone(), track: track.clone(), file, own })
}

fn existing(session: &Session, file: &Path) -> Result<PathBuf, Stop> {
    let file = session.cwd.join(file);
    if file.is_file() { Ok(file) } else { Err(Stop::usage(format!("there is no file {}", file.display()))) }
}

/// The reference answer as a file: the course's own, or the built-in one written to
/// a folder of temporary files.
pub(super) fn solution_file(session: &Session, exercise: &Exercise, track: &Track) -> Result<PathBuf, Stop> {
    let Some(solution) = session.course.solution(&exercise.id, &track.id) else {
        return Err(Stop::usage(format!("`{}` has no solution in the track {}", exercise.id, track.id)));
    };
    let folder = std::env::temp_dir().join(format!("workbook-solution-{}-{}", std::process::id(), track.id));
    let file = folder.join(format!("{}.{}", exercise.id, track.extension));
    std::fs::create_dir_all(&folder).and_then(|()| std::fs::write(&file, &solution.text)).map_err(|e| {
        Stop::environment(format!("cannot write {} ({e}); set TMPDIR to a folder with room", file.display()))
    })?;
    Ok(file)
}

/// What comes after these attempts.
fn outlook(
    session: &Session,
    targets: &[Target],
    attempts: &[Attempt],
    args: &CheckArgs,
) -> Result<Outlook, Stop> {
    let programs = targets
        .iter()
        .map(|t| ((t.exercise.id.clone(), t.track.id.clone()), session.shown(&t.file)))
        .collect();
    let next = match (targets, attempts.last()) {
        ([target], Some(attempt)) => next_step(session, target, attempt, args)?,
        _ => NextStep::Nothing,
    };
    Ok(Outlook { programs, next, warnings: session.warnings.clone() })
}

fn next_step(
    session: &Session,
    target: &Target,
    attempt: &Attempt,
    args: &CheckArgs,
) -> Result<NextStep, Stop> {
    if attempt.passed() {
        return Ok(match session.next_open(&target.exercise.id, &target.track)? {
            Some(next) => session.step_to(next, &target.track),
            None => NextStep::CourseDone,
        });
    }
    let id = &target.exercise.id;
    let bare = target.own && session.current(&target.track).is_ok_and(|current| current.id == *id);
    let words = match &args.file {
        Some(file) => format!("check {id} --file {}", quote(&file.display().to_string())),
        None if args.solution => format!("check {id} --solution"),
        None if bare => "check".to_owned(),
        None => format!("check {id}"),
    };
    Ok(NextStep::Again {
        program: session.shown(&target.file),
        command: session.command(&words),
        hint: target.own.then(|| session.command("hint")),
    })
}

/// Worst first: what could not be graded outweighs what is not there yet.
fn status(attempts: &[Attempt]) -> ExitStatus {
    let any = |kind| attempts.iter().any(|a| a.verdict.kind == kind);
    if attempts.is_empty() || any(VerdictKind::CouldNotGrade) {
        ExitStatus::CouldNotGrade
    } else if any(VerdictKind::NotYet) {
        ExitStatus::NotYet
    } else {
        ExitStatus::Passed
    }
}
