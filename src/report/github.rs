//! GitHub workflow commands: an annotation for what is to be mended, then a summary.

use super::many::{Names, attempt_line, total_lines};
use super::next::Outlook;
use super::out::Out;
use super::progress_line::ProgressLine;
use super::style::Line;
use super::{Reporter, words};
use crate::event::Event;
use crate::grade::{CheckResult, Outcome, VerdictKind};
use crate::progress::Attempt;

/// Prints workflow commands and summary lines.
pub(super) struct Github {
    out: Out,
    progress: ProgressLine,
}

impl Github {
    pub(super) fn new(out: Out) -> Self {
        Self { progress: ProgressLine::new(out.clone()), out }
    }
}

impl Reporter for Github {
    fn event(&mut self, event: &Event) {
        self.progress.event(event);
    }

    fn finish(&mut self, attempts: &[Attempt], outlook: &Outlook) {
        self.progress.clear();
        outlook.warnings.iter().for_each(|warning| self.out.warning(warning));
        for attempt in attempts {
            for command in annotations(attempt, outlook.program_of(attempt)) {
                self.out.data(&Line::of(command));
            }
        }
        let names = Names::of(attempts);
        let (glyphs, width) = (self.out.glyphs(), self.out.width());
        let mut lines: Vec<Line> = attempts.iter().map(|a| attempt_line(a, names, glyphs, width)).collect();
        lines.extend(total_lines(attempts, glyphs));
        self.out.data_lines(&lines);
    }
}

/// One annotation per check that is to be mended, and one per remark.
fn annotations(attempt: &Attempt, program: Option<&str>) -> Vec<String> {
    let verdict = &attempt.verdict;
    let head = format!("{} ({})", attempt.exercise, attempt.track);
    let mut commands: Vec<String> = verdict
        .checks
        .iter()
        .filter_map(|check| {
            let level = level(check, verdict.kind)?;
            let title = match verdict.kind {
                VerdictKind::CouldNotGrade => format!("{head}: could not grade"),
                _ => format!("{head}: {} {}/{}", check.title, check.earned, check.points),
            };
            Some(command(level, program, &title, &sentence(check, verdict.kind)))
        })
        .collect();
    if verdict.kind == VerdictKind::Pass {
        let words = format!("{} {}/{}", words::verdict(verdict.kind).0, verdict.score, verdict.max_score);
        commands.push(command("notice", program, &head, &words));
    }
    commands.extend(verdict.advisories.iter().map(|advisory| command("notice", program, &head, advisory)));
    commands
}

const fn level(check: &CheckResult, kind: VerdictKind) -> Option<&'static str> {
    match (kind, check.outcome) {
        (_, Outcome::Met) => None,
        (VerdictKind::CouldNotGrade, _) if check.message.is_empty() => None,
        (VerdictKind::CouldNotGrade, _) => Some("warning"),
        (_, Outcome::Unmet) if check.reached => Some("error"),
        (_, Outcome::Partial) => Some("warning"),
        _ => None,
    }
}

fn sentence(check: &CheckResult, kind: VerdictKind) -> String {
    let why = if kind == VerdictKind::CouldNotGrade { "cure" } else { "why" };
    let message = if check.message.is_empty() { &check.title } else { &check.message };
    let mut lines = vec![message.clone()];
    for (label, words) in
        [("expected", &check.expected), ("saw", &check.actual), (why, &check.why), ("read", &check.lesson)]
    {
        if !words.is_empty() {
            lines.push(format!("{label}: {words}"));
        }
    }
    lines.join("\n")
}

/// `::error file=…,title=…::message`, escaped as the runner wants it.
fn command(level: &str, file: Option<&str>, title: &str, message: &str) -> String {
    let file = file.map(|file| format!("file={},line=1,", property(file))).unwrap_or_default();
    format!("::{level} {file}title={}::{}", property(title), data(message))
}

/// An annotation at a line and a column, both from 1.
pub(super) fn command_at(
    level: &str,
    place: Option<(&str, usize, usize)>,
    title: &str,
    message: &str,
) -> String {
    let place = place
        .map(|(file, line, column)| format!("file={},line={line},col={column},", property(file)))
        .unwrap_or_default();
    format!("::{level} {place}title={}::{}", property(title), data(message))
}

fn data(text: &str) -> String {
    super::clean::clean(text).replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn messages_stay_on_their_line_and_in_their_place() {
        assert_eq!(
            command("error", Some("a,b.py"), "x: 50%", "one\ntwo: three"),
            "::error file=a%2Cb.py,line=1,title=x%3A 50%25::one%0Atwo: three"
        );
        assert_eq!(command("notice", None, "x", "::error::y"), "::notice title=x::::error::y");
    }
}
