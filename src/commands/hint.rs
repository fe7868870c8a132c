//! `workbook hint`: the next rung of the ladder that belongs to the failing check.

use super::Stop;
use super::session::Session;
use crate::cli::HintArgs;
use crate::course::{Exercise, Hint, Track};
use crate::exit::ExitStatus;
use crate::report::{self, Out};

/// How a learner asks for more: commands to type, or keys to press.
pub(super) struct Ways {
    pub hint: String,
    pub solution: String,
}

/// Shows the next hint; after the last one, the last one again.
pub(super) fn hint(session: &Session, args: &HintArgs) -> Result<ExitStatus, Stop> {
    let track = session.track(args.track.as_deref())?;
    let exercise = session.exercise_or_current(args.exercise.as_deref(), &track)?;
    let command = |word: &str| format!("`{}`", session.command(word));
    let ways = Ways { hint: command("hint"), solution: command("solution") };
    show(session, &session.out, exercise, &track, &ways)?;
    Ok(ExitStatus::Passed)
}

/// Shows the next hint of this exercise and remembers that it was shown.
pub(super) fn show(
    session: &Session,
    out: &Out,
    exercise: &Exercise,
    track: &Track,
    ways: &Ways,
) -> Result<(), Stop> {
    let failing = failing_check(session, exercise, track)?;
    let ladder = ladder(exercise, failing.as_deref());
    let Some(last) = ladder.len().checked_sub(1) else {
        out.text(&format!("`{}` has no hints. Read {}.\n", exercise.id, exercise.lesson));
        return Ok(());
    };
    let shown = session.store.hints_shown(&exercise.id, &track.id)?;
    let rung = usize::try_from(shown).unwrap_or(last).min(last);
    session.store.set_hints_shown(&exercise.id, &track.id, u32::try_from(rung + 1).unwrap_or(u32::MAX))?;
    if let Some(hint) = ladder.get(rung) {
        let title = hint.check.as_ref().and_then(|id| exercise.checks.iter().find(|c| c.id == *id));
        let words = report::keep_track(&hint.text, track, &session.course.tracks);
        let more = more(ways, rung < last);
        report::hint(out, rung + 1, last + 1, title.map(|c| c.title.as_str()), &words, &more);
    }
    Ok(())
}

fn more(ways: &Ways, another: bool) -> String {
    if another {
        format!("next: try it; {} shows one more", ways.hint)
    } else {
        format!("next: try it; this was the last hint, {} shows the solution", ways.solution)
    }
}

/// The check that the last attempt failed first.
fn failing_check(session: &Session, exercise: &Exercise, track: &Track) -> Result<Option<String>, Stop> {
    let last = session.store.last_attempt(&exercise.id, &track.id)?;
    Ok(last.and_then(|attempt| attempt.verdict.first_unmet().map(|check| check.id.clone())))
}

/// The hints for the failing check first, then those for the exercise as a whole,
/// then the rest; so the ladder always climbs towards what is in the way.
pub(super) fn ladder<'a>(exercise: &'a Exercise, failing: Option<&str>) -> Vec<&'a Hint> {
    let rank = |hint: &Hint| match hint.check.as_deref() {
        Some(id) if Some(id) == failing => 0,
        None => 1,
        Some(_) => 2,
    };
    let mut ladder: Vec<&Hint> = exercise.hints.iter().collect();
    ladder.sort_by_key(|hint| rank(hint));
    ladder
}
