//! An author's faults, each shown in its place with its cure.

use super::clean::{clean_in_place, clean_line};
use super::out::Out;
use super::style::{Ink, Line, width_of};
use super::words;
use crate::course::{Fault, Severity, SourceFile, Spot};
use miette::{
    Diagnostic, GraphicalReportHandler, GraphicalTheme, LabeledSpan, NamedSource, ThemeCharacters,
    ThemeStyles,
};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

/// Prints all faults in the given order, then their number: framed for people; for
/// programs in the form of compilers, `file:line:column: error[code]: message`.
pub fn faults(out: &Out, faults: &[Fault]) {
    let handler = handler(out);
    let mut sources = Sources::default();
    for fault in faults {
        if out.is_terminal() || out.has_color() {
            let mut text = String::new();
            // Drawing fails only when the place lies outside its file: then it is told plainly.
            if handler.render_report(&mut text, &Frame::new(fault, &mut sources)).is_ok() {
                out.drawn(&format!("{}\n", text.trim_start_matches('\n')));
                continue;
            }
        }
        out.data_lines(&plain_lines(fault));
    }
    out.data(&total(faults));
}

fn handler(out: &Out) -> GraphicalReportHandler {
    let characters = if out.glyphs().unicode { ThemeCharacters::unicode() } else { ThemeCharacters::ascii() };
    let styles = if out.has_color() { ThemeStyles::ansi() } else { ThemeStyles::none() };
    GraphicalReportHandler::new_themed(GraphicalTheme { characters, styles })
        .with_links(false)
        .with_width(out.width())
        .with_context_lines(1)
}

/// ```text
/// lessons/13-retries.md:40:5: error[unknown-scene]: No scene is named `x`
///   40 | scenes = ["x"]
///      |            ^ not a scene
///   cure: Did you mean `y`?
/// ```
fn plain_lines(fault: &Fault) -> Vec<Line> {
    let place = fault.spot.as_ref().map(|spot| format!("{}: ", spot.to_place())).unwrap_or_default();
    let head = format!("{place}{}[{}]: {}", severity_word(fault.severity), fault.code, fault.message);
    let mut lines = vec![Line::of(head)];
    if let Some(spot) = &fault.spot {
        lines.extend(source_lines(spot, &fault.label));
    }
    if !fault.cure.is_empty() {
        lines.push(Line::of("  cure: ").then(&*fault.cure));
    }
    lines.push(Line::default());
    lines
}

/// The line a spot begins in, and the signs below it.
fn source_lines(spot: &Spot, label: &str) -> [Line; 2] {
    let (line, column) = spot.line_column();
    let source = clean_in_place(spot.file.text.lines().nth(line - 1).unwrap_or_default()).replace('\t', " ");
    let before: String = source.chars().take(column - 1).collect();
    let marked =
        spot.file.text.get(spot.range.clone()).and_then(|text| text.lines().next()).unwrap_or_default();
    let signs = "^".repeat(width_of(marked).max(1));
    let number = line.to_string();
    let gutter = " ".repeat(number.len());
    let indent = " ".repeat(width_of(&before));
    [Line::of(format!("  {number} | {source}")), Line::of(format!("  {gutter} | {indent}{signs} {label}"))]
}

const fn severity_word(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn total(faults: &[Fault]) -> Line {
    let errors = faults.iter().filter(|f| f.severity == Severity::Error).count() as u64;
    let warnings = faults.len() as u64 - errors;
    if faults.is_empty() {
        return Line::default().ink(Ink::Good, "No faults.");
    }
    let mut line = Line::default();
    if errors > 0 {
        line = line.ink(Ink::Bad, words::count(errors, "error"));
    }
    if warnings > 0 {
        line =
            line.then(if errors > 0 { ", " } else { "" }).ink(Ink::Warn, words::count(warnings, "warning"));
    }
    line
}

/// Cleaned texts by path: a file with a hundred faults is cleaned once.
#[derive(Default)]
struct Sources(BTreeMap<String, Arc<str>>);

impl Sources {
    fn text(&mut self, file: &SourceFile) -> Arc<str> {
        let text = self.0.entry(file.path.clone()).or_insert_with(|| clean_in_place(&file.text).into());
        Arc::clone(text)
    }
}

/// A fault as miette draws it, words cleaned.
struct Frame {
    severity: Severity,
    code: &'static str,
    message: String,
    cure: String,
    label: Option<(String, usize, usize)>,
    source: Option<NamedSource<Arc<str>>>,
}

impl Frame {
    fn new(fault: &Fault, sources: &mut Sources) -> Self {
        let source = fault
            .spot
            .as_ref()
            .map(|spot| NamedSource::new(clean_line(&spot.file.path), sources.text(&spot.file)));
        let label = fault.spot.as_ref().map(|spot| {
            let end = spot.range.end.min(spot.file.text.len());
            let start = spot.range.start.min(end);
            (clean_line(&fault.label), start, end - start)
        });
        Self {
            severity: fault.severity,
            code: fault.code,
            message: clean_line(&fault.message),
            cure: clean_line(&fault.cure),
            label,
            source,
        }
    }
}

impl fmt::Display for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl fmt::Debug for Frame {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Frame {}

impl Diagnostic for Frame {
    fn code<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        Some(Box::new(self.code))
    }

    fn severity(&self) -> Option<miette::Severity> {
        Some(match self.severity {
            Severity::Error => miette::Severity::Error,
            Severity::Warning => miette::Severity::Warning,
        })
    }

    fn help<'a>(&'a self) -> Option<Box<dyn fmt::Display + 'a>> {
        (!self.cure.is_empty()).then(|| Box::new(&self.cure) as Box<dyn fmt::Display>)
    }

    fn source_code(&self) -> Option<&dyn miette::SourceCode> {
        self.source.as_ref().map(|source| source as &dyn miette::SourceCode)
    }

    fn labels(&self) -> Option<Box<dyn Iterator<Item = LabeledSpan> + '_>> {
        let (label, start, length) = self.label.as_ref()?;
        let words = (!label.is_empty()).then(|| label.clone());
        Some(Box::new(std::iter::once(LabeledSpan::new(words, *start, *length))))
    }
}
