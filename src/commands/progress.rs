//! `workbook progress`: points by section, tokens, their would-be cost, time.

use super::Stop;
use super::list::quiz_view;
use super::session::Session;
use crate::cli::{ListArgs, ListFormat};
use crate::course::{Course, Track};
use crate::exit::ExitStatus;
use crate::progress::{ExerciseProgress, LogEntry, Status, Totals, time_at_work};
use crate::report::{self, NextStep, ProgressView, SectionView};
use std::collections::BTreeMap;

/// Shows how far the learner has come.
pub(super) fn progress(session: &Session, args: &ListArgs) -> Result<ExitStatus, Stop> {
    let track = session.track(args.track.as_deref())?;
    let view = view(session, &track)?;
    match args.format {
        ListFormat::Human => report::progress(&session.out, &view),
        ListFormat::Json => report::progress_json(&session.out, &view),
    }
    session.warnings.iter().for_each(|warning| session.out.warning(warning));
    Ok(ExitStatus::Passed)
}

fn view(session: &Session, track: &Track) -> Result<ProgressView, Stop> {
    let course = &session.course;
    let log = session.store.log(&track.id)?;
    let scores = session.store.quiz_scores()?;
    let quizzes = course.quizzes().map(|quiz| quiz_view(quiz, &scores));
    let quiz = quizzes.fold((0, 0), |sum, quiz| (sum.0 + quiz.score, sum.1 + quiz.max_score));
    let current = session.current(track)?;
    let open =
        |id: &str, done: &BTreeMap<String, ExerciseProgress>| done.get(id).is_none_or(|p| p.status.is_open());
    let done = session.progress(track)?;
    let next = match session.next_open(&current.id, track)? {
        _ if open(&current.id, &done) => session.step_to(current, track),
        Some(exercise) => session.step_to(exercise, track),
        None => NextStep::CourseDone,
    };
    Ok(ProgressView {
        title: course.title.clone(),
        track: track.id.clone(),
        track_title: track.title.clone(),
        sections: sections(course, &done),
        quiz_score: quiz.0,
        quiz_max: quiz.1,
        attempts: log.len(),
        uncounted: log.iter().filter(|entry| entry.totals.is_none()).count(),
        used: used(&log),
        work_ms: time_at_work(&log),
        running_ms: log.iter().map(|entry| entry.duration_ms).sum(),
        next,
    })
}

fn used(log: &[LogEntry]) -> Totals {
    log.iter().filter_map(|entry| entry.totals).fold(Totals::default(), Totals::plus)
}

/// The sections in the course's order; lessons of one need not follow each other.
fn sections(course: &Course, done: &BTreeMap<String, ExerciseProgress>) -> Vec<SectionView> {
    let mut sections: Vec<SectionView> = Vec::new();
    for lesson in course.lessons.iter().filter(|lesson| !lesson.exercises.is_empty()) {
        let index = sections.iter().position(|s| s.title == lesson.section).unwrap_or_else(|| {
            sections.push(SectionView { title: lesson.section.clone(), ..SectionView::default() });
            sections.len() - 1
        });
        let Some(section) = sections.get_mut(index) else { continue };
        for exercise in &lesson.exercises {
            let progress = done.get(&exercise.id).copied().unwrap_or_default();
            section.exercises += 1;
            section.score += progress.best;
            section.max_score += exercise.max_score();
            match progress.status {
                Status::Passed => section.passed += 1,
                Status::Skipped => section.skipped += 1,
                Status::Revealed => section.revealed += 1,
                Status::Todo | Status::NotYet => {}
            }
        }
    }
    sections
}
