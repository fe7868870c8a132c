//! The course's proof of itself, summed up.

use super::out::Out;
use super::proof_data::{json_document, junit_document};
use super::style::{Glyphs, Ink, Line, width_of};
use super::words;
use super::wrap::wrap;
use crate::cli::ProveFormat;

/// What kind of program was tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum ProofKind {
    /// The stub must not pass.
    Stub,
    /// The reference solution must earn all points.
    Solution,
    /// A typical wrong answer must fail at the intended check.
    Wrong,
    /// A generic cheat must not pass.
    Cheat,
    /// The rubric must catch most changed runs; the title is its strength.
    Rubric,
    /// A sample of the lesson must run.
    Sample,
}

impl ProofKind {
    const ALL: [(Self, &'static str); 6] = [
        (Self::Stub, "stub"),
        (Self::Solution, "solution"),
        (Self::Wrong, "wrong"),
        (Self::Cheat, "cheats"),
        (Self::Rubric, "rubric"),
        (Self::Sample, "samples"),
    ];

    /// The kind in a word.
    pub(super) fn name(self) -> &'static str {
        Self::ALL.iter().find(|(kind, _)| *kind == self).map_or("", |(_, name)| name)
    }
}

/// One program that was tried.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// The exercise's id, or the lesson's for a sample.
    pub subject: String,
    /// The track's id.
    pub track: String,
    /// What was tried.
    pub kind: ProofKind,
    /// Which one: a wrong answer's title, a cheat's name; empty where there is one.
    pub title: String,
    /// Whether it came out as it must.
    pub holds: bool,
    /// What was expected and what came out instead; empty when it holds.
    pub detail: String,
}

/// How well a rubric tells right from wrong: changed runs caught, out of those made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RubricStrength {
    /// The exercise's id.
    pub exercise: String,
    /// The track's id.
    pub track: String,
    /// Mutants caught.
    pub caught: usize,
    /// Mutants made.
    pub made: usize,
    /// What was done to those that passed.
    pub survivors: Vec<String>,
}

impl RubricStrength {
    pub(super) fn strength(&self) -> f64 {
        if self.made == 0 { 0.0 } else { self.caught as f64 / self.made as f64 }
    }
}

/// All that was proved.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ProofReport {
    /// Program by program.
    pub proofs: Vec<Proof>,
    /// One for each exercise and track.
    pub rubrics: Vec<RubricStrength>,
    /// Exercises and samples that did not change since they were proved.
    pub unchanged: usize,
    /// From start to end, in milliseconds.
    pub took_ms: u64,
    /// Milliseconds in attempts that were made now, added up.
    pub attempts_ms: f64,
    /// The part of these in which programs ran.
    pub programs_ms: f64,
}

/// Prints the proof in this form: for people the table, what does not hold, and a total.
pub fn proofs(out: &Out, report: &ProofReport, format: ProveFormat) {
    match format {
        ProveFormat::Human => out.data_lines(&proof_lines(report, out.glyphs(), out.width())),
        ProveFormat::Json => json_document(out, report),
        ProveFormat::Junit => out.text(&junit_document(report)),
    }
}

fn proof_lines(report: &ProofReport, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let proofs = report.proofs.as_slice();
    let mut lines = table(proofs, glyphs);
    for proof in proofs.iter().filter(|proof| !proof.holds) {
        lines.push(Line::default());
        lines.extend(failure(proof, glyphs, width));
    }
    lines.push(Line::default());
    lines.extend(total(report, glyphs));
    lines
}

/// One row per subject and track, in order of appearance; one column per kind tried.
fn table(proofs: &[Proof], glyphs: &Glyphs) -> Vec<Line> {
    let mut rows: Vec<(&str, &str)> = Vec::new();
    for proof in proofs {
        let row = (proof.subject.as_str(), proof.track.as_str());
        if !rows.contains(&row) {
            rows.push(row);
        }
    }
    let kinds: Vec<_> = ProofKind::ALL.iter().filter(|(k, _)| proofs.iter().any(|p| p.kind == *k)).collect();
    let widest = |head: &str, words: &mut dyn Iterator<Item = &str>| {
        words.map(width_of).max().unwrap_or(0).max(head.len())
    };
    let first = widest("exercise", &mut rows.iter().map(|r| r.0)) + 2;
    let second = first + widest("track", &mut rows.iter().map(|r| r.1)) + 2;
    let column = |number: usize| second + number * COLUMN;
    let mut head = Line::default().ink(Ink::Faint, "exercise").pad_to(first).ink(Ink::Faint, "track");
    for (number, (_, name)) in kinds.iter().enumerate() {
        head = head.pad_to(column(number)).ink(Ink::Faint, *name);
    }
    let mut lines = vec![head];
    for (subject, track) in rows {
        let mut line = Line::of(subject).pad_to(first).then(track);
        for (number, (kind, _)) in kinds.iter().enumerate() {
            let of_cell =
                proofs.iter().filter(|p| p.subject == subject && p.track == track && p.kind == *kind);
            let (ink, text) = match (kind, of_cell.clone().next()) {
                (ProofKind::Rubric, Some(rubric)) => {
                    (if rubric.holds { Ink::Good } else { Ink::Bad }, rubric.title.clone())
                }
                _ => cell(of_cell, glyphs),
            };
            line = line.pad_to(column(number)).ink(ink, text);
        }
        lines.push(line);
    }
    lines
}

const COLUMN: usize = 10;

fn cell<'a>(proofs: impl Iterator<Item = &'a Proof>, glyphs: &Glyphs) -> (Ink, String) {
    let (mut all, mut hold) = (0_usize, 0_usize);
    for proof in proofs {
        all += 1;
        hold += usize::from(proof.holds);
    }
    match all {
        0 => (Ink::Faint, glyphs.open.to_owned()),
        _ if hold < all => (Ink::Bad, format!("{} {hold}/{all}", glyphs.unmet)),
        1 => (Ink::Good, glyphs.met.to_owned()),
        _ => (Ink::Good, format!("{} {hold}/{all}", glyphs.met)),
    }
}

fn failure(proof: &Proof, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let name = proof.kind.name();
    let title = if proof.title.is_empty() { String::new() } else { format!(": {}", proof.title) };
    let dot = glyphs.dot;
    let head = format!(" {} {dot} {} {dot} {name}{title}", proof.subject, proof.track);
    let mut lines = vec![Line::default().ink(Ink::Bad, glyphs.unmet).ink(Ink::Strong, head)];
    lines.extend(
        wrap(&proof.detail, width.saturating_sub(4)).into_iter().map(|text| Line::indent(4).then(text)),
    );
    lines
}

fn total(report: &ProofReport, glyphs: &Glyphs) -> Vec<Line> {
    let proofs = report.proofs.as_slice();
    let failed = proofs.iter().filter(|p| !p.holds).count();
    let time = words::seconds(report.took_ms as f64);
    let line = if failed == 0 {
        Line::default().ink(Ink::Good, format!("All {} proofs hold", proofs.len()))
    } else {
        Line::default().ink(Ink::Bad, format!("{failed} of {} proofs fail", proofs.len()))
    };
    let mut lines = vec![line.ink(Ink::Faint, format!(" {} {time}", glyphs.dot))];
    let mut more = Vec::new();
    if report.unchanged > 0 {
        let kept = words::count(report.unchanged as u64, "proof");
        more.push(format!("{kept} of unchanged exercises and samples kept (--all repeats them)"));
    }
    let attempts = words::seconds(report.attempts_ms);
    if report.programs_ms > report.attempts_ms {
        let believed = words::seconds(report.programs_ms);
        more.push(format!(
            "the attempts took {attempts}; by the programs' own clocks {believed}, for long waits are shortened"
        ));
    } else if report.attempts_ms > 0.0 {
        let share = 100.0 * report.programs_ms / report.attempts_ms;
        more.push(format!("{share:.0} % of the attempts' {attempts} was spent in the programs"));
    }
    lines.extend(more.into_iter().map(|text| Line::default().ink(Ink::Faint, text)));
    lines
}
