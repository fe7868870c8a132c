//! Small words that several reports share: verdicts, outcomes, lengths of time.

use super::style::{Glyphs, Ink};
use crate::evidence::{End, KeySeen, ProgramOutput};
use crate::grade::{CheckResult, Outcome, VerdictKind};
use crate::progress::Status;

/// The verdict in words, and its ink.
pub(super) const fn verdict(kind: VerdictKind) -> (&'static str, Ink) {
    match kind {
        VerdictKind::Pass => ("Passed", Ink::Good),
        VerdictKind::NotYet => ("Not yet", Ink::Bad),
        VerdictKind::CouldNotGrade => ("Could not grade", Ink::Warn),
    }
}

/// The verdict in a column.
pub(super) const fn short_verdict(kind: VerdictKind) -> &'static str {
    match kind {
        VerdictKind::Pass => "passed",
        VerdictKind::NotYet => "not yet",
        VerdictKind::CouldNotGrade => "not graded",
    }
}

/// The verdict's sign.
pub(super) const fn verdict_sign(kind: VerdictKind, glyphs: &Glyphs) -> &'static str {
    match kind {
        VerdictKind::Pass => glyphs.met,
        VerdictKind::NotYet => glyphs.unmet,
        VerdictKind::CouldNotGrade => glyphs.unjudged,
    }
}

/// A check's sign, its ink, and a word where the points do not say it all.
pub(super) const fn outcome(check: &CheckResult, glyphs: &Glyphs) -> (&'static str, Ink, &'static str) {
    match check.outcome {
        Outcome::Met => (glyphs.met, Ink::Good, ""),
        Outcome::Partial => (glyphs.partial, Ink::Warn, "partly"),
        Outcome::Unjudged => (glyphs.unjudged, Ink::Warn, "could not be judged"),
        Outcome::Unmet if check.reached => (glyphs.unmet, Ink::Bad, ""),
        Outcome::Unmet => (glyphs.open, Ink::Faint, "not reached"),
    }
}

/// A status's sign and ink, and its word.
pub(super) const fn status(status: Status, glyphs: &Glyphs) -> (&'static str, Ink, &'static str) {
    match status {
        Status::Todo => (glyphs.open, Ink::Faint, "to do"),
        Status::NotYet => (glyphs.unmet, Ink::Bad, "not yet"),
        Status::Passed => (glyphs.met, Ink::Good, "passed"),
        Status::Skipped => (glyphs.skipped, Ink::Warn, "skipped"),
        Status::Revealed => (glyphs.partial, Ink::Warn, "solution seen"),
    }
}

/// "3.2 s", "2 min 5 s"
pub(super) fn seconds(ms: f64) -> String {
    let seconds = (ms / 1_000.0).max(0.0);
    if seconds < 100.0 {
        return format!("{seconds:.1} s");
    }
    let whole = seconds.round() as u64;
    format!("{} min {} s", whole / 60, whole % 60)
}

/// "less than a minute", "about 5 min", "about 1 h 30 min"
pub(super) fn minutes(ms: u64) -> String {
    match (ms + 30_000) / 60_000 {
        0 => "less than a minute".to_owned(),
        minutes @ 1..=59 => format!("about {minutes} min"),
        minutes => format!("about {} h {} min", minutes / 60, minutes % 60),
    }
}

/// "3 ms", "1.53 s"
pub(super) fn span(ms: f64) -> String {
    if ms < 999.5 { format!("{:.0} ms", ms.max(0.0)) } else { format!("{:.2} s", ms / 1_000.0) }
}

/// "just now", "3 minutes ago"
pub(super) fn ago(then_ms: u64, now_ms: u64) -> String {
    let seconds = now_ms.saturating_sub(then_ms) / 1_000;
    let (number, unit) = match seconds {
        0..=59 => return "just now".to_owned(),
        60..=3_599 => (seconds / 60, "minute"),
        3_600..=86_399 => (seconds / 3_600, "hour"),
        _ => (seconds / 86_400, "day"),
    };
    format!("{} ago", count(number, unit))
}

/// "1 check", "3 checks"
pub(super) fn count(number: u64, noun: &str) -> String {
    format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
}

/// "ended with exit code 0"
pub(super) fn end(output: &ProgramOutput) -> String {
    match (output.end, output.exit_code, output.signal) {
        (End::TimedOut, ..) => "stopped when its time was up".to_owned(),
        (End::Flooded, ..) => "stopped because it printed without end".to_owned(),
        (End::Swarmed, ..) => "stopped because it started processes without end".to_owned(),
        (End::Cancelled, ..) => "cancelled".to_owned(),
        (End::NotBuilt, ..) => "did not compile".to_owned(),
        (End::Exited, Some(code), _) => format!("ended with exit code {code}"),
        (End::Exited, None, Some(signal)) => format!("ended by signal {signal}"),
        (End::Exited, None, None) => "ended".to_owned(),
    }
}

/// What is to be said about the key a request carried; nothing when it was right.
pub(super) const fn key(seen: KeySeen) -> Option<&'static str> {
    match seen {
        KeySeen::Ours => None,
        KeySeen::Missing => Some("no key came along"),
        KeySeen::VariableName => Some("the variable's name came along in place of the key"),
        KeySeen::Other => Some("another key came along than the one handed out"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lengths_of_time_read_well() {
        assert_eq!(seconds(640.0), "0.6 s");
        assert_eq!(seconds(3_204.0), "3.2 s");
        assert_eq!(seconds(125_400.0), "2 min 5 s");
        assert_eq!(minutes(20_000), "less than a minute");
        assert_eq!(minutes(5_400_000), "about 1 h 30 min");
        assert_eq!(span(0.2), "0 ms");
        assert_eq!(span(999.6), "1.00 s");
        assert_eq!(span(1_534.0), "1.53 s");
    }

    #[test]
    fn the_past_reads_well() {
        assert_eq!(ago(1_000_000, 1_059_000), "just now");
        assert_eq!(ago(0, 60_000), "1 minute ago");
        assert_eq!(ago(0, 7_200_000), "2 hours ago");
        assert_eq!(ago(0, 3 * 86_400_000), "3 days ago");
        assert_eq!(ago(5, 0), "just now");
    }
}
