//! `workbook reset`: start an exercise afresh, with a backup.

use super::Stop;
use super::session::Session;
use crate::cli::ResetArgs;
use crate::exit::ExitStatus;
use crate::workspace::Workspace;
use std::time::SystemTime;

/// Puts the stub back; what was there is kept in `.workbook/backups`.
pub(super) fn reset(session: &Session, args: &ResetArgs) -> Result<ExitStatus, Stop> {
    let track = session.track(args.track.as_deref())?;
    let exercise = session.exercise(&args.exercise)?;
    let program = session.program(exercise, &track)?;
    let name = Workspace::program_name(&exercise.id, &track);
    let stub = session.stub_files(Some(&track)).into_iter().find(|(path, _)| *path == name);
    let (Some(workspace), Some((path, text))) = (&session.workspace, stub) else {
        return Err(Stop::usage(format!("`{}` has no stub in the track {}", exercise.id, track.id)));
    };
    let report = workspace.reset(&path, &text, SystemTime::now())?;
    for check in &exercise.checks {
        session.store.set_hints_shown(&format!("{}/{}", exercise.id, check.id), &track.id, 0)?;
    }
    let kept = report
        .backup
        .map_or_else(String::new, |b| format!("What you had is kept in {}.\n", session.shown(&b)));
    session.out.text(&format!(
        "{} is as it was in the beginning.\n{kept}next: edit it, then run: {}\n",
        session.shown(&program),
        session.command(&format!("check {}", exercise.id))
    ));
    Ok(ExitStatus::Passed)
}
