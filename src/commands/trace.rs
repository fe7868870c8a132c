//! `workbook trace`: what went over the wire in the last attempt.

use super::Stop;
use super::session::Session;
use crate::cli::TraceArgs;
use crate::exit::ExitStatus;
use crate::report::{self, Outlook};

/// Shows the last attempt's exchanges, readable or as curl commands.
pub(super) fn trace(session: &Session, args: &TraceArgs) -> Result<ExitStatus, Stop> {
    let track = session.track(args.track.as_deref())?;
    let exercise = session.exercise_or_current(args.exercise.as_deref(), &track)?;
    let Some(attempt) = session.store.last_attempt(&exercise.id, &track.id)? else {
        return Err(Stop::usage(format!(
            "there is no attempt at `{}` ({}) yet; run `{}` first",
            exercise.id,
            track.title,
            session.command(&format!("check {}", exercise.id))
        )));
    };
    if args.curl {
        report::curl(&session.out, &attempt);
    } else {
        let outlook = Outlook { warnings: session.warnings.clone(), ..Outlook::default() };
        report::trace(&session.out, &attempt, &outlook, crate::checker::unix_ms());
    }
    Ok(ExitStatus::Passed)
}
