//! The one next step at the end of a report.

use super::out::Out;
use super::style::{Ink, Line, width_of};
use super::wrap::cut;
use crate::grade::VerdictKind;
use crate::progress::Attempt;
use std::collections::BTreeMap;

/// What a report knows beyond the attempts: where programs are, and what comes next.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Outlook {
    /// The program of each attempt as the learner would type its path, by exercise
    /// and track.
    pub programs: BTreeMap<(String, String), String>,
    /// What to do next.
    pub next: NextStep,
    /// Warnings that belong to the whole command ("your progress cannot be kept");
    /// they go to standard error.
    pub warnings: Vec<String>,
}

/// What to do next. Commands are whole, ready to be typed.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum NextStep {
    /// Nothing to say.
    #[default]
    Nothing,
    /// Change the program (or mend the machine) and check again.
    Again {
        /// The program to edit, as the learner would type its path.
        program: String,
        /// `workbook check`
        command: String,
        /// The command for a hint, when it is time to offer one.
        hint: Option<String>,
    },
    /// Go on to another exercise.
    Exercise {
        /// Its id.
        id: String,
        /// Its title.
        title: String,
        /// The program to edit, as the learner would type its path.
        program: String,
        /// `workbook check`
        command: String,
    },
    /// Answer the questions on a lesson.
    Quiz {
        /// How many.
        questions: usize,
        /// `workbook quiz retries`
        command: String,
    },
    /// Run a command, for this reason.
    Run {
        /// What it is for: "read the lesson again".
        what: String,
        /// `workbook read retries`
        command: String,
    },
    /// Change the program and save it: the save is answered. In the watch loop.
    Save {
        /// The program to edit, as the learner would type its path.
        program: String,
        /// Whether single keys are listened to.
        keys: bool,
    },
    /// Press `n` to go on to another exercise. In the watch loop.
    Press {
        /// Its id.
        id: String,
        /// Its title.
        title: String,
    },
    /// Nothing is open any more.
    CourseDone,
}

impl Outlook {
    /// The program of this attempt, as the learner would type its path.
    #[must_use]
    pub fn program_of(&self, attempt: &Attempt) -> Option<&str> {
        self.programs.get(&(attempt.exercise.clone(), attempt.track.clone())).map(String::as_str)
    }
}

/// The step as lines, as this output shows them.
#[must_use]
pub fn next_step(out: &Out, next: &NextStep) -> Vec<Line> {
    next_lines(next, None, out.width())
}

/// The step as lines; none when there is nothing to say.
pub(super) fn next_lines(next: &NextStep, kind: Option<VerdictKind>, width: usize) -> Vec<Line> {
    let label = || Line::default().ink(Ink::Strong, "next:").then(" ");
    match next {
        NextStep::Nothing => Vec::new(),
        NextStep::Again { command, .. } if kind == Some(VerdictKind::CouldNotGrade) => {
            join(label().then("mend that, "), run(command), width)
        }
        NextStep::Again { program, command, hint } => {
            let mut lines = join(edit(label(), program), run(command), width);
            if let Some(hint) = hint {
                lines.push(Line::indent(6).ink(Ink::Faint, "stuck? run: ").ink(Ink::Accent, hint));
            }
            lines
        }
        NextStep::Save { keys, .. } if kind == Some(VerdictKind::CouldNotGrade) => {
            let again = if *keys { "press Enter" } else { "save the file again" };
            vec![label().then("mend that, then ").ink(Ink::Accent, again)]
        }
        NextStep::Save { program, keys } => {
            let mut lines = vec![label().then("edit ").ink(Ink::Accent, program).then(" and save it")];
            if *keys {
                let stuck = Line::indent(6).ink(Ink::Faint, "stuck? press ").ink(Ink::Accent, "h");
                lines.push(stuck.ink(Ink::Faint, " for a hint"));
            }
            lines
        }
        NextStep::Press { id, title } => {
            let press = label().then("press ").ink(Ink::Accent, "n").then(" for ");
            let room = width.saturating_sub(press.width() + width_of(id) + 2);
            vec![press.ink(Ink::Strong, id).then(format!(", {}", cut(title, room, "")))]
        }
        NextStep::Exercise { id, title, program, command } => {
            let start = label().ink(Ink::Strong, id).then(format!(", {title}:"));
            let rest = edit(Line::default(), program);
            let mut lines = join(start.then(" "), rest, width);
            let last = lines.pop().unwrap_or_default();
            lines.extend(join(last, run(command), width));
            lines
        }
        NextStep::Quiz { questions, command } => {
            let plural = if *questions == 1 { "" } else { "s" };
            let start = label().then(format!("{questions} question{plural} on this lesson, "));
            join(start, Line::of("run: ").ink(Ink::Accent, command), width)
        }
        NextStep::Run { what, command } => {
            join(label().then(format!("{what}, ")), Line::of("run: ").ink(Ink::Accent, command), width)
        }
        NextStep::CourseDone => {
            let start = label().then("nothing is left to do: ");
            join(start, Line::of("every exercise is done. Well done!"), width)
        }
    }
}

fn edit(line: Line, program: &str) -> Line {
    line.then("edit ").ink(Ink::Accent, program).then(", ")
}

fn run(command: &str) -> Line {
    Line::of("then run: ").ink(Ink::Accent, command)
}

/// Both parts on one line, or the second on a line of its own: what is to be typed
/// is never broken.
fn join(start: Line, rest: Line, width: usize) -> Vec<Line> {
    if start.width() + rest.width() <= width {
        vec![start.append(rest)]
    } else {
        vec![start, Line::indent(width_of("next: ")).append(rest)]
    }
}
