//! JUnit XML, for CI systems: an attempt is a suite, a check is a case.

use super::clean::clean;
use super::next::Outlook;
use super::out::Out;
use super::progress_line::ProgressLine;
use super::{Reporter, words};
use crate::event::Event;
use crate::grade::{CheckResult, Outcome, VerdictKind};
use crate::progress::Attempt;
use std::fmt::Write;

/// Prints one JUnit document.
pub(super) struct Junit {
    out: Out,
    progress: ProgressLine,
}

impl Junit {
    pub(super) fn new(out: Out) -> Self {
        Self { progress: ProgressLine::new(out.clone()), out }
    }
}

impl Reporter for Junit {
    fn event(&mut self, event: &Event) {
        self.progress.event(event);
    }

    fn finish(&mut self, attempts: &[Attempt], outlook: &Outlook) {
        self.progress.clear();
        outlook.warnings.iter().for_each(|warning| self.out.warning(warning));
        self.out.text(&document(attempts));
    }
}

/// Cases by how they came out.
#[derive(Default, Clone, Copy)]
struct Counts {
    tests: usize,
    failures: usize,
    errors: usize,
    skipped: usize,
}

impl Counts {
    fn of(attempt: &Attempt) -> Self {
        let mut counts = Self::default();
        for check in &attempt.verdict.checks {
            counts.tests += 1;
            match fate(check, attempt.verdict.kind) {
                Fate::Passed => {}
                Fate::Failed => counts.failures += 1,
                Fate::Error => counts.errors += 1,
                Fate::Skipped => counts.skipped += 1,
            }
        }
        counts
    }

    const fn plus(self, other: Self) -> Self {
        Self {
            tests: self.tests + other.tests,
            failures: self.failures + other.failures,
            errors: self.errors + other.errors,
            skipped: self.skipped + other.skipped,
        }
    }

    fn attributes(self) -> String {
        let Self { tests, failures, errors, skipped } = self;
        format!(r#"tests="{tests}" failures="{failures}" errors="{errors}" skipped="{skipped}""#)
    }
}

#[derive(Clone, Copy)]
enum Fate {
    Passed,
    Failed,
    Error,
    Skipped,
}

/// What could not be graded is an error of the machine; what was not reached or could
/// not be judged was skipped.
const fn fate(check: &CheckResult, kind: VerdictKind) -> Fate {
    match (check.outcome, kind) {
        (Outcome::Met, _) => Fate::Passed,
        (_, VerdictKind::CouldNotGrade) => Fate::Error,
        (Outcome::Unjudged, _) => Fate::Skipped,
        (Outcome::Unmet, _) if !check.reached => Fate::Skipped,
        (Outcome::Unmet | Outcome::Partial, _) => Fate::Failed,
    }
}

/// The whole document.
pub(super) fn document(attempts: &[Attempt]) -> String {
    let counts = attempts.iter().map(Counts::of).fold(Counts::default(), Counts::plus);
    let time: u64 = attempts.iter().map(|a| a.duration_ms).sum();
    let mut xml = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    xml += &format!("<testsuites name=\"workbook\" {} time=\"{}\">\n", counts.attributes(), seconds(time));
    attempts.iter().for_each(|attempt| suite(&mut xml, attempt));
    xml + "</testsuites>\n"
}

fn suite(xml: &mut String, attempt: &Attempt) {
    let verdict = &attempt.verdict;
    // Writing to a String cannot fail.
    let _ = writeln!(
        xml,
        "  <testsuite name=\"{}\" {} time=\"{}\">",
        attribute(&format!("{} ({})", attempt.exercise, attempt.track)),
        Counts::of(attempt).attributes(),
        seconds(attempt.duration_ms)
    );
    let properties = [
        ("verdict", words::verdict(verdict.kind).0.to_owned()),
        ("score", verdict.score.to_string()),
        ("max_score", verdict.max_score.to_string()),
        ("seed", attempt.seed.to_string()),
    ];
    *xml += "    <properties>\n";
    for (name, value) in properties {
        let _ = writeln!(xml, "      <property name=\"{name}\" value=\"{}\"/>", attribute(&value));
    }
    *xml += "    </properties>\n";
    verdict.checks.iter().for_each(|check| case(xml, attempt, check));
    if !verdict.advisories.is_empty() {
        let _ = writeln!(xml, "    <system-out>{}</system-out>", text(&verdict.advisories.join("\n")));
    }
    *xml += "  </testsuite>\n";
}

fn case(xml: &mut String, attempt: &Attempt, check: &CheckResult) {
    let _ = write!(
        xml,
        "    <testcase classname=\"{}\" name=\"{}\" time=\"0\"",
        attribute(&format!("{}.{}", attempt.track, attempt.exercise)),
        attribute(&format!("{}: {}", check.id, check.title)),
    );
    let message = if check.message.is_empty() { &check.title } else { &check.message };
    let _ = match fate(check, attempt.verdict.kind) {
        Fate::Passed => writeln!(xml, "/>"),
        Fate::Skipped => writeln!(xml, "><skipped message=\"{}\"/></testcase>", attribute(message)),
        Fate::Failed => fault(xml, "failure", message, check),
        Fate::Error => fault(xml, "error", message, check),
    };
}

fn fault(xml: &mut String, element: &str, message: &str, check: &CheckResult) -> std::fmt::Result {
    let (kind, why) = match element {
        "error" => ("could not grade".to_owned(), "cure"),
        _ => (format!("{} of {} points", check.earned, check.points), "why"),
    };
    let details =
        [("expected", &check.expected), ("saw", &check.actual), (why, &check.why), ("read", &check.lesson)];
    let details: Vec<String> = details
        .iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(label, words)| format!("{label}: {words}"))
        .collect();
    writeln!(
        xml,
        "><{element} message=\"{}\" type=\"{}\">{}</{element}></testcase>",
        attribute(message),
        attribute(&kind),
        text(&details.join("\n"))
    )
}

fn seconds(ms: u64) -> String {
    format!("{}.{:03}", ms / 1_000, ms % 1_000)
}

/// Escaped for element content; characters that XML 1.0 does not know are replaced.
fn text(words: &str) -> String {
    clean(words)
        .replace(['\u{fffe}', '\u{ffff}'], "\u{fffd}")
        .replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
}

/// Escaped for an attribute in double quotes.
pub(super) fn attribute(words: &str) -> String {
    text(words).replace('"', "&quot;").replace('\n', "&#10;").replace('\t', "&#9;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_breaks_out_of_its_place() {
        assert_eq!(text("a<b>&\u{1b}[31mc\u{7}]]>\u{ffff}"), "a&lt;b&gt;&amp;c^G]]&gt;\u{fffd}");
        assert_eq!(attribute("say \"x\"\ny\tz"), "say &quot;x&quot;&#10;y&#9;z");
    }
}
