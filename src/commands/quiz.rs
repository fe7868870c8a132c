//! `workbook quiz`: the questions on a lesson, asked one by one.

use super::Stop;
use super::session::Session;
use crate::cli::{ListFormat, QuizArgs};
use crate::course::{Answers, Lesson, Question, Quiz};
use crate::exit::ExitStatus;
use crate::grade::{Judgement, judge_answer};
use crate::progress::{QuizAnswer, QuizAttempt};
use crate::report::{self, NextStep, QuestionOutcome, QuizRound};
use console::Key;
use std::io::{ErrorKind, IsTerminal};

/// Asks the questions, or takes the answers given, and keeps the score.
pub(super) fn quiz(session: &Session, args: &QuizArgs) -> Result<ExitStatus, Stop> {
    let (lesson, quiz) = find(session, args.lesson.as_deref())?;
    let human = args.format == ListFormat::Human;
    let given = args.answers.as_deref().map(split_answers);
    if let Some(given) = &given {
        refuse_wrong_count(quiz, given.len())?;
    } else if !human || !std::io::stdin().is_terminal() || !session.out.is_terminal() {
        return Err(Stop::usage(format!(
            "questions are asked on a terminal; elsewhere, give the answers: `{}`",
            session.command(&format!("quiz {} --answers \"b;a,c;60\"", quiz.id))
        )));
    }
    if human {
        report::quiz_start(&session.out, quiz, &lesson.title);
    }
    let Some(outcomes) = answer_all(session, quiz, given.as_deref(), human)? else {
        session.out.note("stopped; this round is not kept");
        return Ok(ExitStatus::Interrupted);
    };
    finish(session, lesson, quiz, outcomes, human)
}

fn find<'s>(session: &'s Session, name: Option<&str>) -> Result<(&'s Lesson, &'s Quiz), Stop> {
    let lesson = match name {
        Some(name) => session.lesson(name)?,
        None => session.current_lesson(&session.track(None)?)?,
    };
    let named = lesson.quizzes.iter().find(|quiz| Some(quiz.id.as_str()) == name);
    let quiz = named.or_else(|| lesson.quizzes.first()).filter(|quiz| !quiz.questions.is_empty());
    quiz.map(|quiz| (lesson, quiz)).ok_or_else(|| {
        let ids: Vec<&str> = session.course.quizzes().map(|quiz| quiz.id.as_str()).collect();
        let others = if ids.is_empty() { "no lesson has one yet".to_owned() } else { ids.join(", ") };
        Stop::usage(format!("the lesson `{}` has no quiz; there are: {others}", lesson.id))
    })
}

/// `b;a,c;60`, or, without a semicolon, `b,a+c,60`.
fn split_answers(list: &str) -> Vec<String> {
    let sign = if list.contains(';') { ';' } else { ',' };
    list.trim_end_matches(sign).split(sign).map(|answer| answer.trim().to_owned()).collect()
}

fn refuse_wrong_count(quiz: &Quiz, given: usize) -> Result<(), Stop> {
    let wanted = quiz.questions.len();
    if given == wanted {
        return Ok(());
    }
    Err(Stop::usage(format!(
        "the quiz `{}` has {wanted} questions, and --answers gives {given}; separate them by `;`, \
         and write `-` for one you leave open",
        quiz.id
    )))
}

/// None when the learner leaves before the end.
fn answer_all(
    session: &Session,
    quiz: &Quiz,
    given: Option<&[String]>,
    human: bool,
) -> Result<Option<Vec<QuestionOutcome>>, Stop> {
    let mut outcomes = Vec::new();
    for (index, question) in quiz.questions.iter().enumerate() {
        if human {
            report::quiz_question(&session.out, index + 1, quiz.questions.len(), question);
        }
        let answered = match given.and_then(|answers| answers.get(index)) {
            Some(answer) => Some((answer.clone(), judge_given(question, answer, index)?)),
            None => ask(session, question)?,
        };
        let Some((answer, judgement)) = answered else { return Ok(None) };
        if human {
            report::quiz_answer(&session.out, question, &judgement);
        }
        outcomes.push(QuestionOutcome {
            id: question.id.clone(),
            question: question.title.clone(),
            given: answer,
            right: judgement.right,
            expected: report::expected(question),
        });
    }
    Ok(Some(outcomes))
}

fn judge_given(question: &Question, answer: &str, index: usize) -> Result<Judgement, Stop> {
    if answer == "-" {
        return Ok(Judgement { right: false, chosen: Vec::new() });
    }
    judge_answer(question, answer)
        .map_err(|why| Stop::usage(format!("answer {} (`{answer}`) cannot be read: {why}", index + 1)))
}

/// Asks until there is an answer; none when the learner leaves.
fn ask(session: &Session, question: &Question) -> Result<Option<(String, Judgement)>, Stop> {
    loop {
        let Some(answer) = prompt(session, question)? else { return Ok(None) };
        match judge_answer(question, &answer) {
            Ok(judgement) => return Ok(Some((answer, judgement))),
            Err(why) => report::quiz_misread(&session.out, &why.to_string()),
        }
    }
}

/// One key where one is enough, else a line. Escape, `q`, the end of the input and Ctrl-C
/// leave.
fn prompt(session: &Session, question: &Question) -> Result<Option<String>, Stop> {
    session.out.prompt(&format!("your answer ({}): ", report::quiz_prompt(question)));
    let one_key = matches!(question.answers, Answers::Choice(_)) && !question.answers.wants_several();
    let read = if one_key { read_key() } else { read_line() };
    match read {
        Ok(answer) => {
            if one_key || answer.is_none() {
                session.out.text(answer.as_deref().unwrap_or_default());
            }
            Ok(answer)
        }
        Err(error) if error.kind() == ErrorKind::Interrupted => Ok(None),
        Err(error) => Err(Stop::environment(format!("the terminal cannot be read: {error}"))),
    }
}

fn read_line() -> std::io::Result<Option<String>> {
    let mut line = String::new();
    let length = std::io::stdin().read_line(&mut line)?;
    Ok(Some(line.trim().to_owned()).filter(|line| length > 0 && line != "q"))
}

fn read_key() -> std::io::Result<Option<String>> {
    let terminal = console::Term::stdout();
    loop {
        match terminal.read_key()? {
            Key::Char('q' | '\u{4}') | Key::Escape => return Ok(None),
            Key::Char(key) if key.is_ascii_alphanumeric() => return Ok(Some(key.to_string())),
            _ => {}
        }
    }
}

fn finish(
    session: &Session,
    lesson: &Lesson,
    quiz: &Quiz,
    outcomes: Vec<QuestionOutcome>,
    human: bool,
) -> Result<ExitStatus, Stop> {
    let count = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let score = count(outcomes.iter().filter(|outcome| outcome.right).count());
    let max_score = count(outcomes.len());
    let best = session.store.quiz_scores()?.get(&quiz.id).copied();
    let answer =
        |o: &QuestionOutcome| QuizAnswer { question: o.id.clone(), given: o.given.clone(), right: o.right };
    session.store.record_quiz(&QuizAttempt {
        quiz: quiz.id.clone(),
        at: crate::checker::unix_ms(),
        score,
        answers: outcomes.iter().map(answer).collect(),
    })?;
    if human {
        let next = next(session, lesson, quiz, score == max_score)?;
        report::quiz_score(&session.out, score, max_score, best, &next);
    } else {
        report::quiz_json(
            &session.out,
            &QuizRound {
                schema: "workbook.quiz/1",
                quiz: quiz.id.clone(),
                lesson: lesson.path.clone(),
                score,
                max_score,
                questions: outcomes,
            },
        );
    }
    session.warnings.iter().for_each(|warning| session.out.warning(warning));
    Ok(if score == max_score { ExitStatus::Passed } else { ExitStatus::NotYet })
}

/// Back to the lesson where something was wrong, else on to its exercise or the next.
fn next(session: &Session, lesson: &Lesson, quiz: &Quiz, all_right: bool) -> Result<NextStep, Stop> {
    if !all_right {
        return Ok(NextStep::Run {
            what: "read on, then try again".to_owned(),
            command: session.command(&format!("read {}", lesson.id)),
        });
    }
    let track = session.track(None)?;
    let progress = session.progress(&track)?;
    let open = |id: &str| progress.get(id).is_none_or(|p| p.status.is_open());
    let own = lesson.exercises.iter().find(|e| open(&e.id));
    let last = lesson.exercises.last().map_or(quiz.id.as_str(), |e| e.id.as_str());
    Ok(match own.map(Some).map_or_else(|| session.next_open(last, &track), Ok)? {
        Some(exercise) => session.step_to(exercise, &track),
        None => NextStep::CourseDone,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn answers_are_separated_by_semicolons_or_commas() {
        assert_eq!(split_answers("b;a,c; 60;include_usage"), ["b", "a,c", "60", "include_usage"]);
        assert_eq!(split_answers("b,a+c,60"), ["b", "a+c", "60"]);
        assert_eq!(split_answers("b"), ["b"]);
        assert_eq!(split_answers("b;-;"), ["b", "-"]);
    }
}
