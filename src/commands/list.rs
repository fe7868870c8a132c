//! `workbook list`, and `workbook` without a command: where am I?

use super::Stop;
use super::session::Session;
use crate::cli::{ListArgs, ListFormat};
use crate::course::{Lesson, Track};
use crate::exit::ExitStatus;
use crate::progress::{ExerciseProgress, Status};
use crate::report::{self, CourseView, ExerciseView, LessonView, Numbers};
use std::collections::BTreeMap;

/// Shows lessons and exercises with how far the learner is.
pub(super) fn list(session: &Session, args: &ListArgs) -> Result<ExitStatus, Stop> {
    let track = session.track(args.track.as_deref())?;
    let view = view(session, &track)?;
    match args.format {
        ListFormat::Human => report::list(&session.out, &view, Numbers::None),
        ListFormat::Json => report::list_json(&session.out, &view),
    }
    tell_warnings(session);
    Ok(ExitStatus::Passed)
}

/// Says where the learner is and what to type next.
pub(super) fn whereabouts(session: &Session) -> Result<ExitStatus, Stop> {
    let track = session.track(None)?;
    if session.workspace.is_none() {
        session.out.text(&format!(
            "{}\n\nThis folder has no course in it yet.\nnext: run `{}` to lay it out here (no key, no account)\n",
            session.course.title,
            session.command("init")
        ));
        return Ok(ExitStatus::Passed);
    }
    let current = session.current(&track)?;
    let passed = session.progress(&track)?.get(&current.id).is_some_and(|p| p.status == Status::Passed);
    let next = if passed { session.next_open(&current.id, &track)? } else { None };
    let exercise = next.unwrap_or(current);
    report::task(&session.out, &exercise.title, "", &exercise.lesson, &session.step_to(exercise, &track));
    tell_warnings(session);
    Ok(ExitStatus::Passed)
}

pub(super) fn tell_warnings(session: &Session) {
    session.warnings.iter().for_each(|w| session.out.warning(w));
}

/// The course as this learner sees it.
pub(super) fn view(session: &Session, track: &Track) -> Result<CourseView, Stop> {
    let progress = session.progress(track)?;
    let current = session.current(track).ok().map(|e| e.id.clone());
    let lessons = session.course.lessons.iter().map(|l| lesson_view(l, &progress, current.as_deref()));
    Ok(CourseView {
        title: session.course.title.clone(),
        track: track.title.clone(),
        lessons: lessons.collect(),
    })
}

fn lesson_view(
    lesson: &Lesson,
    progress: &BTreeMap<String, ExerciseProgress>,
    current: Option<&str>,
) -> LessonView {
    let exercises = lesson.exercises.iter().map(|exercise| {
        let done = progress.get(&exercise.id);
        ExerciseView {
            id: exercise.id.clone(),
            title: exercise.title.clone(),
            status: done.map_or(Status::Todo, |p| p.status),
            score: done.map_or(0, |p| p.best),
            max_score: exercise.max_score(),
            current: current == Some(exercise.id.as_str()),
        }
    });
    LessonView {
        id: lesson.id.clone(),
        title: lesson.title.clone(),
        path: lesson.path.clone(),
        exercises: exercises.collect(),
        quizzes: Vec::new(),
    }
}
