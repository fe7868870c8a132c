//! `workbook history`: the attempts at an exercise, and what made the difference.

use super::Stop;
use super::session::Session;
use crate::cli::{HistoryArgs, ListFormat};
use crate::exit::ExitStatus;
use crate::progress::turning_point;
use crate::report::{self, HistoryView, NextStep};

/// Shows all attempts at an exercise.
pub(super) fn history(session: &Session, args: &HistoryArgs) -> Result<ExitStatus, Stop> {
    let track = session.track(args.track.as_deref())?;
    let exercise = session.exercise_or_current(args.exercise.as_deref(), &track)?;
    let attempts = session.store.attempts_with_evidence(&exercise.id, &track.id)?;
    let passed = attempts.iter().any(crate::progress::Attempt::passed);
    let next = if passed {
        match session.next_open(&exercise.id, &track)? {
            Some(next) => session.step_to(next, &track),
            None => NextStep::CourseDone,
        }
    } else {
        NextStep::Run {
            what: if attempts.is_empty() { "make the first attempt" } else { "go on" }.to_owned(),
            command: session.command(&format!("check {}", exercise.id)),
        }
    };
    let view = HistoryView {
        exercise: exercise.id.clone(),
        title: exercise.title.clone(),
        track: track.id.clone(),
        track_title: track.title.clone(),
        turning: turning_point(&attempts),
        attempts,
        now: crate::checker::unix_ms(),
        next,
    };
    match args.format {
        ListFormat::Human => report::history(&session.out, &view),
        ListFormat::Json => report::history_json(&session.out, &view),
    }
    session.warnings.iter().for_each(|warning| session.out.warning(warning));
    Ok(ExitStatus::Passed)
}
