//! `workbook read`: a lesson in the terminal.

use super::Stop;
use super::pager;
use super::session::Session;
use crate::cli::ReadArgs;
use crate::course::{self, Lesson, Track};
use crate::exit::ExitStatus;
use crate::report::{self, Glyphs, Line, NextStep, PageStyle};

/// Shows a lesson, or a part of it, and the one next step.
pub(super) fn read(session: &Session, args: &ReadArgs) -> Result<ExitStatus, Stop> {
    let track = session.track(args.track.as_deref())?;
    let (lesson, anchor) = match args.lesson.as_deref() {
        None => (session.current_lesson(&track)?, None),
        Some(name) => {
            let (name, anchor) = name.split_once('#').map_or((name, None), |(n, a)| (n, Some(a)));
            (session.lesson(name)?, anchor)
        }
    };
    let out = &session.out;
    let mut lines = page(session, lesson, anchor, &track, args.plain)?;
    lines.push(Line::default());
    lines.extend(report::next_step(out, &next(session, lesson, &track)?));
    if args.plain {
        let lines: Vec<String> = lines.iter().map(Line::plain).collect();
        out.text(&lines.join("\n"));
    } else {
        pager::show(out, &lines);
    }
    session.warnings.iter().for_each(|warning| session.out.warning(warning));
    Ok(ExitStatus::Passed)
}

/// A whole lesson as it looks in the terminal.
pub(super) fn lines(session: &Session, lesson: &Lesson, track: &Track) -> Result<Vec<Line>, Stop> {
    page(session, lesson, None, track, false)
}

fn page(
    session: &Session,
    lesson: &Lesson,
    anchor: Option<&str>,
    track: &Track,
    plain: bool,
) -> Result<Vec<Line>, Stop> {
    let words = words(session, lesson, anchor)?;
    let out = &session.out;
    let folder = lesson.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let style = PageStyle {
        plain,
        color: out.has_color() && !plain,
        glyphs: if plain { &Glyphs::ASCII } else { out.glyphs() },
        track: Some((track, &session.course.tracks)),
        folder,
        ..PageStyle::of(out)
    };
    Ok(report::page_lines(&words, style))
}

/// The lesson's Markdown for people, or that of one section.
fn words(session: &Session, lesson: &Lesson, anchor: Option<&str>) -> Result<String, Stop> {
    let words = course::reading(lesson, |index| quiz_words(session, lesson, index));
    let Some(anchor) = anchor else { return Ok(words) };
    course::section(&words, anchor)
        .ok_or_else(|| Stop::usage(format!("{} has no heading with the anchor `#{anchor}`", lesson.path)))
}

fn quiz_words(session: &Session, lesson: &Lesson, index: usize) -> String {
    let Some(quiz) = lesson.quizzes.get(index) else { return String::new() };
    let count = quiz.questions.len();
    let plural = if count == 1 { "" } else { "s" };
    let command = session.command(&format!("quiz {}", quiz.id));
    format!("{count} question{plural} on this lesson. `{command}` asks them.")
}

/// The lesson's first exercise that is still open, else its quiz, else the next exercise
/// of the course.
fn next(session: &Session, lesson: &Lesson, track: &Track) -> Result<NextStep, Stop> {
    let progress = session.progress(track)?;
    let open = |id: &str| progress.get(id).is_none_or(|p| p.status.is_open());
    if let Some(exercise) = lesson.exercises.iter().find(|e| open(&e.id)) {
        return Ok(session.step_to(exercise, track));
    }
    let scores = session.store.quiz_scores()?;
    if let Some(quiz) = lesson.quizzes.iter().find(|quiz| !scores.contains_key(&quiz.id)) {
        return Ok(NextStep::Quiz {
            questions: quiz.questions.len(),
            command: session.command(&format!("quiz {}", quiz.id)),
        });
    }
    let last = lesson.exercises.last().map_or("", |e| e.id.as_str());
    Ok(match session.next_open(last, track)? {
        Some(exercise) => session.step_to(exercise, track),
        None => NextStep::CourseDone,
    })
}
