//! `workbook solution`: the reference answer, when it is time for it.

use super::Stop;
use super::hint::all_seen;
use super::session::Session;
use crate::cli::SolutionArgs;
use crate::course::{Exercise, SourceFile, Track};
use crate::exit::ExitStatus;
use crate::progress::Status;
use crate::report;

/// Shows the solution after a pass, after the last hint, or when asked twice (`--yes`).
pub(super) fn solution(session: &Session, args: &SolutionArgs) -> Result<ExitStatus, Stop> {
    let track = session.track(args.track.as_deref())?;
    let exercise = session.exercise_or_current(args.exercise.as_deref(), &track)?;
    if !args.yes && !may_see(session, exercise, &track)? {
        session.out.text(&format!(
            "The solution opens after a pass, or after the last hint.\nnext: run `{}`, or `{}` to see it now (the exercise is then marked as revealed)\n",
            session.command(&format!("hint {}", exercise.id)),
            session.command(&format!("solution {} --yes", exercise.id)),
        ));
        return Ok(ExitStatus::NotYet);
    }
    let solution = reveal(session, exercise, &track)?;
    if args.diff {
        let program = session.program(exercise, &track)?;
        let mine = std::fs::read(&program)
            .map_err(|e| Stop::environment(format!("cannot read {}: {e}", program.display())))?;
        let mine = String::from_utf8_lossy(&mine);
        report::diff(&session.out, (&session.shown(&program), &mine), (&solution.path, &solution.text));
    } else {
        session.out.text(&solution.text);
    }
    Ok(ExitStatus::Passed)
}

/// The solution; seeing it before a pass is remembered.
pub(super) fn reveal<'a>(
    session: &'a Session,
    exercise: &Exercise,
    track: &Track,
) -> Result<&'a SourceFile, Stop> {
    let Some(solution) = session.course.solution(&exercise.id, &track.id) else {
        return Err(Stop::usage(format!("`{}` has no solution in the track {}", exercise.id, track.id)));
    };
    if status(session, exercise, track)? != Status::Passed {
        session.store.mark_revealed(&exercise.id, &track.id)?;
    }
    Ok(solution)
}

fn status(session: &Session, exercise: &Exercise, track: &Track) -> Result<Status, Stop> {
    Ok(session.progress(track)?.get(&exercise.id).map_or(Status::Todo, |p| p.status))
}

/// Whether it is time: after a pass, after the last hint, or when it was seen before.
pub(super) fn may_see(session: &Session, exercise: &Exercise, track: &Track) -> Result<bool, Stop> {
    let open = matches!(status(session, exercise, track)?, Status::Passed | Status::Revealed);
    Ok(open || all_seen(session, exercise, track)?)
}
