//! The course's proof of itself, summed up.

use super::out::Out;
use super::style::{Glyphs, Ink, Line, width_of};
use super::words;
use super::wrap::wrap;

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
    /// A sample of the lesson must run.
    Sample,
}

impl ProofKind {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Stub, "stub"),
        (Self::Solution, "solution"),
        (Self::Wrong, "wrong"),
        (Self::Cheat, "cheats"),
        (Self::Sample, "samples"),
    ];
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

/// Prints the table, what does not hold, and a total. `took_ms` is for the total.
pub fn proofs(out: &Out, proofs: &[Proof], took_ms: u64) {
    out.data_lines(&proof_lines(proofs, took_ms, out.glyphs(), out.width()));
}

fn proof_lines(proofs: &[Proof], took_ms: u64, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let mut lines = table(proofs, glyphs);
    for proof in proofs.iter().filter(|proof| !proof.holds) {
        lines.push(Line::default());
        lines.extend(failure(proof, glyphs, width));
    }
    lines.push(Line::default());
    lines.push(total(proofs, took_ms, glyphs));
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
            let (ink, text) = cell(of_cell, glyphs);
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
    let name = ProofKind::ALL.iter().find(|(kind, _)| *kind == proof.kind).map_or("", |(_, name)| name);
    let title = if proof.title.is_empty() { String::new() } else { format!(": {}", proof.title) };
    let dot = glyphs.dot;
    let head = format!(" {} {dot} {} {dot} {name}{title}", proof.subject, proof.track);
    let mut lines = vec![Line::default().ink(Ink::Bad, glyphs.unmet).ink(Ink::Strong, head)];
    lines.extend(
        wrap(&proof.detail, width.saturating_sub(4)).into_iter().map(|text| Line::indent(4).then(text)),
    );
    lines
}

fn total(proofs: &[Proof], took_ms: u64, glyphs: &Glyphs) -> Line {
    let failed = proofs.iter().filter(|p| !p.holds).count();
    let time = words::seconds(took_ms as f64);
    let line = if failed == 0 {
        Line::default().ink(Ink::Good, format!("All {} proofs hold", proofs.len()))
    } else {
        Line::default().ink(Ink::Bad, format!("{failed} of {} proofs fail", proofs.len()))
    };
    line.ink(Ink::Faint, format!(" {} {time}", glyphs.dot))
}
