//! The report for people.

use super::explain::explain;
use super::many::{Names, attempt_line, total_lines};
use super::next::{Outlook, next_lines};
use super::out::Out;
use super::progress_line::ProgressLine;
use super::style::Line;
use super::trace::trace_lines;
use super::{Detail, Reporter};
use crate::event::Event;
use crate::grade::VerdictKind;
use crate::progress::Attempt;

/// Prints for people.
pub(super) struct Terminal {
    out: Out,
    detail: Detail,
    progress: ProgressLine,
    /// Attempts that have their line already.
    shown: usize,
}

impl Terminal {
    pub(super) fn new(out: Out, detail: Detail) -> Self {
        Self { progress: ProgressLine::new(out.clone()), out, detail, shown: 0 }
    }

    fn one(&self, attempt: &Attempt, outlook: &Outlook) -> Vec<Line> {
        let (glyphs, width) = (self.out.glyphs(), self.out.width());
        let mut lines = explain(attempt, glyphs, width);
        if self.detail.trace && !attempt.scenes.is_empty() {
            lines.push(Line::default());
            lines.extend(trace_lines(attempt, glyphs, width));
        }
        lines.extend(set_off(next_lines(&outlook.next, Some(attempt.verdict.kind), width)));
        lines
    }

    fn several(&mut self, attempts: &[Attempt], outlook: &Outlook) -> Vec<Line> {
        let (glyphs, width) = (*self.out.glyphs(), self.out.width());
        let rest = attempts.get(self.shown..).unwrap_or_default();
        let names = Names::of(attempts);
        let mut lines: Vec<Line> = rest.iter().map(|a| attempt_line(a, names, &glyphs, width)).collect();
        self.shown = attempts.len();
        if self.detail.trace {
            for attempt in attempts.iter().filter(|a| !a.scenes.is_empty()) {
                let head = Line::of(format!("{} {} {}", attempt.exercise, glyphs.dot, attempt.track));
                lines.extend([Line::default(), head]);
                lines.extend(trace_lines(attempt, &glyphs, width));
            }
        }
        lines.push(Line::default());
        lines.extend(total_lines(attempts, &glyphs));
        let ungraded = attempts.iter().all(|a| a.verdict.kind == VerdictKind::CouldNotGrade);
        let kind = ungraded.then_some(VerdictKind::CouldNotGrade);
        lines.extend(set_off(next_lines(&outlook.next, kind, width)));
        lines
    }
}

/// With an empty line before, if there is anything.
fn set_off(lines: Vec<Line>) -> Vec<Line> {
    if lines.is_empty() { lines } else { std::iter::once(Line::default()).chain(lines).collect() }
}

impl Reporter for Terminal {
    fn event(&mut self, event: &Event) {
        self.progress.event(event);
    }

    fn attempt(&mut self, attempt: &Attempt) {
        if self.detail.many {
            self.progress.clear();
            let names = Names::of(std::slice::from_ref(attempt));
            self.out.data(&attempt_line(attempt, names, self.out.glyphs(), self.out.width()));
            self.shown += 1;
        }
    }

    fn finish(&mut self, attempts: &[Attempt], outlook: &Outlook) {
        self.progress.clear();
        outlook.warnings.iter().for_each(|warning| self.out.warning(warning));
        let lines = match attempts {
            [attempt] if !self.detail.many => self.one(attempt, outlook),
            _ => self.several(attempts, outlook),
        };
        self.out.data_lines(&lines);
    }
}
