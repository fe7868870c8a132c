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
    let command = |word: &str| format!("`{}`", session.command(&format!("{word} {}", exercise.id)));
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
    let ladder = ladder(exercise, failing_check(session, exercise, track)?.as_deref());
    let Some(last) = ladder.hints.len().checked_sub(1) else {
        out.text(&format!("`{}` has no hints. Read {}.\n", exercise.id, exercise.lesson));
        return Ok(());
    };
    let shown = session.store.hints_shown(&ladder.name, &track.id)?;
    let rung = usize::try_from(shown).unwrap_or(last).min(last);
    session.store.set_hints_shown(&ladder.name, &track.id, u32::try_from(rung + 1).unwrap_or(u32::MAX))?;
    if let Some(hint) = ladder.hints.get(rung) {
        let title = hint.check.as_ref().and_then(|id| exercise.checks().iter().find(|c| c.id == *id));
        let words = report::keep_track(&hint.text, track, &session.course.tracks);
        let title = title.map(|c| c.title.as_str());
        let more = more(ways, rung < last);
        report::hint(out, rung + 1, last + 1, title, &words, &more);
    }
    Ok(())
}

/// Whether the learner has seen every hint for what is in the way.
pub(super) fn all_seen(session: &Session, exercise: &Exercise, track: &Track) -> Result<bool, Stop> {
    let ladder = ladder(exercise, failing_check(session, exercise, track)?.as_deref());
    let rungs = u32::try_from(ladder.hints.len()).unwrap_or(u32::MAX);
    Ok(session.store.hints_shown(&ladder.name, &track.id)? >= rungs)
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

/// The hints that belong together, and the name under which it is kept how many of
/// them have been shown.
struct Ladder<'a> {
    name: String,
    hints: Vec<&'a Hint>,
}

/// The ladder of the failing check; before the first attempt, of the first check. A
/// check without hints of its own has those of the exercise.
fn ladder<'a>(exercise: &'a Exercise, failing: Option<&str>) -> Ladder<'a> {
    let of =
        |id: Option<&str>| exercise.hints.iter().filter(|h| h.check.as_deref() == id).collect::<Vec<_>>();
    let check = failing.or_else(|| exercise.checks().first().map(|c| c.id.as_str()));
    match (check, check.map(|id| of(Some(id))).filter(|hints| !hints.is_empty())) {
        (Some(id), Some(hints)) => Ladder { name: format!("{}/{id}", exercise.id), hints },
        _ => Ladder { name: exercise.id.clone(), hints: of(None) },
    }
}
