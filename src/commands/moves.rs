//! `workbook next`, `go` and `skip`: moving through the course.

use super::Stop;
use super::session::Session;
use crate::cli::{GoArgs, TrackArgs};
use crate::course::{Exercise, Track};
use crate::exit::ExitStatus;
use crate::report::{keep_track, task};

/// Moves on to the next exercise that is still open.
pub(super) fn next(session: &Session, args: &TrackArgs) -> Result<ExitStatus, Stop> {
    let track = session.track(args.track.as_deref())?;
    let current = session.current(&track)?;
    move_on(session, &current.id, &track)
}

/// Jumps to an exercise.
pub(super) fn go(session: &Session, args: &GoArgs) -> Result<ExitStatus, Stop> {
    let track = session.track(args.track.as_deref())?;
    let exercise = session.exercise(&args.exercise)?;
    if args.track.is_some() {
        session.store.set_chosen_track(&track.id)?;
    }
    arrive(session, exercise, &track)
}

/// Marks the current exercise as skipped and moves on.
pub(super) fn skip(session: &Session, args: &TrackArgs) -> Result<ExitStatus, Stop> {
    let track = session.track(args.track.as_deref())?;
    let current = session.current(&track)?;
    session.store.mark_skipped(&current.id, &track.id)?;
    let back = session.command(&format!("go {}", current.id));
    session.out.note(&format!("`{}` is skipped; `{back}` brings you back to it", current.id));
    move_on(session, &current.id, &track)
}

fn move_on(session: &Session, from: &str, track: &Track) -> Result<ExitStatus, Stop> {
    match session.next_open(from, track)? {
        Some(exercise) => arrive(session, exercise, track),
        None => {
            session.out.text("Nothing is left to do: every exercise is done or skipped.\n");
            Ok(ExitStatus::Passed)
        }
    }
}

/// Makes an exercise the current one and shows its task.
fn arrive(session: &Session, exercise: &Exercise, track: &Track) -> Result<ExitStatus, Stop> {
    session.store.set_current_exercise(&exercise.id)?;
    let words = keep_track(&exercise.task, track, &session.course.tracks);
    task(&session.out, &exercise.title, &words, &place(exercise), &session.step_to(exercise, track));
    Ok(ExitStatus::Passed)
}

/// Where the exercise stands in its lesson: `lessons/13-retries.md#retry`.
pub(super) fn place(exercise: &Exercise) -> String {
    format!("{}#{}", exercise.lesson, exercise.anchor)
}
