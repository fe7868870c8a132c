//! `workbook reset`: start an exercise afresh, with a backup.

use super::Stop;
use super::session::Session;
use crate::cli::ResetArgs;
use crate::course::{Exercise, Track};
use crate::exit::ExitStatus;
use std::time::SystemTime;

/// Puts the stub back; what was there is kept in `.workbook/backups`.
pub(super) fn reset(session: &Session, args: &ResetArgs) -> Result<ExitStatus, Stop> {
    let track = session.track(args.track.as_deref())?;
    let exercise = session.exercise(&args.exercise)?;
    let (program, kept) = put_back(session, exercise, &track)?;
    session.out.text(&format!(
        "{program} is as it was in the beginning.\n{kept}next: edit it, then run: {}\n",
        session.command(&format!("check {}", exercise.id))
    ));
    Ok(ExitStatus::Passed)
}

/// Puts the stub back. The program's path as a learner types it, and a sentence about
/// the backup; empty when there was nothing to keep.
pub(super) fn put_back(
    session: &Session,
    exercise: &Exercise,
    track: &Track,
) -> Result<(String, String), Stop> {
    let program = session.program(exercise, track)?;
    let stub = session.stub(exercise, track);
    let (Some(workspace), Some((path, text))) = (&session.workspace, stub) else {
        return Err(Stop::usage(format!("`{}` has no stub in the track {}", exercise.id, track.id)));
    };
    let report = workspace.reset(&path, &text, SystemTime::now())?;
    for check in exercise.checks() {
        session.store.set_hints_shown(&format!("{}/{}", exercise.id, check.id), &track.id, 0)?;
    }
    let kept = report
        .backup
        .map_or_else(String::new, |b| format!("What you had is kept in {}.\n", session.shown(&b)));
    Ok((session.shown(&program), kept))
}
