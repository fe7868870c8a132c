//! The one way out: data to standard output, talk to standard error.
//!
//! Everything that this program prints passes here, and what passes here is clean.

use super::clean::{Cleaner, clean};
use super::style::{Glyphs, Ink, Line};
use super::wrap::wrap;
use crate::cli::ColorChoice;
use crate::evidence::Stream;
use serde::Serialize;
use std::io::{self, IsTerminal, Write};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where things are printed. Clones print to the same place.
#[derive(Clone)]
pub struct Out {
    ports: Arc<Mutex<Ports>>,
    glyphs: Glyphs,
    width: usize,
    lively: bool,
    color: bool,
    terminal: bool,
}

struct Ports {
    stdout: Port,
    stderr: Port,
}

struct Port {
    sink: Box<dyn Write + Send>,
    color: bool,
    /// The reader has gone (`workbook list | head -1`): nothing more is written, and
    /// nothing is said about it.
    gone: bool,
    failure: Option<io::Error>,
    cleaner: Cleaner,
}

/// How an [`Out`] prints.
#[derive(Debug, Clone, Copy)]
pub struct Settings {
    /// Colours on standard output.
    pub color: bool,
    /// Colours on standard error.
    pub color_stderr: bool,
    /// The signs.
    pub glyphs: Glyphs,
    /// Columns.
    pub width: usize,
    /// Whether moving progress may be drawn on standard error.
    pub lively: bool,
    /// Whether a person sees standard output, and not a program.
    pub terminal: bool,
}

impl Settings {
    /// As in a pipe: no colours, nothing that moves.
    #[must_use]
    pub const fn plain(width: usize) -> Self {
        Self {
            color: false,
            color_stderr: false,
            glyphs: Glyphs::UNICODE,
            width,
            lively: false,
            terminal: false,
        }
    }
}

/// Columns where nothing says otherwise.
const USUAL_WIDTH: usize = 80;
/// Lines longer than this tire the eye.
const WIDEST: usize = 100;
const NARROWEST: usize = 40;

impl Out {
    /// The process's own standard output and standard error.
    #[must_use]
    pub fn standard(choice: ColorChoice) -> Self {
        let variable = |name: &str| std::env::var(name).ok();
        let color = |terminal: bool| wants_color(choice, terminal, variable);
        let (stdout, stderr) = (io::stdout(), io::stderr());
        let settings = Settings {
            color: color(stdout.is_terminal()),
            color_stderr: color(stderr.is_terminal()),
            glyphs: Glyphs::by_locale(variable),
            width: width_by(stdout.is_terminal().then(terminal_columns).flatten(), variable),
            lively: stderr.is_terminal() && color(true),
            terminal: stdout.is_terminal(),
        };
        Self::new(settings, Box::new(stdout), Box::new(stderr))
    }

    /// Prints to these sinks.
    #[must_use]
    pub fn new(settings: Settings, stdout: Box<dyn Write + Send>, stderr: Box<dyn Write + Send>) -> Self {
        let port =
            |sink, color| Port { sink, color, gone: false, failure: None, cleaner: Cleaner::default() };
        let ports =
            Ports { stdout: port(stdout, settings.color), stderr: port(stderr, settings.color_stderr) };
        Self {
            ports: Arc::new(Mutex::new(ports)),
            glyphs: settings.glyphs,
            width: settings.width,
            lively: settings.lively,
            color: settings.color,
            terminal: settings.terminal,
        }
    }

    /// Prints into memory, for tests and for text that goes elsewhere.
    #[must_use]
    pub fn to_memory(settings: Settings) -> (Self, Memory) {
        let memory = Memory::default();
        let sink = |buffer: &Buffer| Box::new(buffer.clone());
        (Self::new(settings, sink(&memory.stdout), sink(&memory.stderr)), memory)
    }

    /// The same places, with nothing that moves on standard error: for those who keep
    /// a part of the screen to themselves.
    #[must_use]
    pub fn calm(&self) -> Self {
        Self { lively: false, ..self.clone() }
    }

    /// The same places, with the terminal's width of this moment.
    #[must_use]
    pub fn measured(&self) -> Self {
        let width = terminal_columns().filter(|_| self.terminal).map_or(self.width, usual_width);
        Self { width, ..self.clone() }
    }

    /// Prints in the same manner into memory, to be looked at before it is shown.
    pub(super) fn rehearse(&self) -> (Self, Memory) {
        let settings = Settings {
            color: self.color,
            color_stderr: self.color,
            glyphs: self.glyphs,
            width: self.width,
            lively: false,
            terminal: self.terminal,
        };
        Self::to_memory(settings)
    }

    /// The signs to use.
    #[must_use]
    pub const fn glyphs(&self) -> &Glyphs {
        &self.glyphs
    }

    /// Columns to fill.
    #[must_use]
    pub const fn width(&self) -> usize {
        self.width
    }

    /// Whether moving progress may be drawn on standard error.
    #[must_use]
    pub const fn is_lively(&self) -> bool {
        self.lively
    }

    /// Whether standard output has colours.
    #[must_use]
    pub const fn has_color(&self) -> bool {
        self.color
    }

    /// Whether a person sees standard output, and not a program.
    #[must_use]
    pub const fn is_terminal(&self) -> bool {
        self.terminal
    }

    /// A line of data.
    pub fn data(&self, line: &Line) {
        self.lock().stdout.line(line);
    }

    /// Lines of data, printed without another thread's lines between them.
    pub fn data_lines(&self, lines: &[Line]) {
        let mut ports = self.lock();
        lines.iter().for_each(|line| ports.stdout.line(line));
    }

    /// Text of several lines as data, cleaned; ends with a line feed.
    pub fn text(&self, text: &str) {
        let mut clean = clean(text);
        if !clean.ends_with('\n') {
            clean.push('\n');
        }
        self.lock().stdout.write(&clean);
    }

    /// One JSON document as data. Its control characters are escaped, not removed:
    /// the reader gets them back exactly.
    pub fn json(&self, document: &impl Serialize) {
        // Serialisation of our own types cannot fail but by a bug; then nothing is printed
        // and the reader sees an empty document.
        let mut text = serde_json::to_string(document).unwrap_or_default();
        text.push('\n');
        self.lock().stdout.write(&escape_controls(&text));
    }

    /// What a program printed, passed on as it comes, cleaned.
    pub fn program(&self, stream: Stream, piece: &str) {
        let mut ports = self.lock();
        let port = match stream {
            Stream::Stdout => &mut ports.stdout,
            Stream::Stderr => &mut ports.stderr,
        };
        let clean = port.cleaner.push(piece);
        port.write(&clean);
        port.flush();
    }

    /// The program has ended: what was held back of its output is printed.
    pub fn program_ended(&self) {
        let mut ports = self.lock();
        let Ports { stdout, stderr } = &mut *ports;
        for port in [stdout, stderr] {
            let rest = port.cleaner.finish();
            port.write(&rest);
            port.flush();
        }
    }

    /// A line of talk.
    pub fn talk(&self, line: &Line) {
        self.lock().stderr.line(line);
    }

    /// An error that ends the command. The message names its cure.
    pub fn error(&self, message: &str) {
        self.labelled(Ink::Bad, "error", message);
    }

    /// Something the user should know; the command goes on.
    pub fn warning(&self, message: &str) {
        self.labelled(Ink::Warn, "warning", message);
    }

    /// Something worth saying.
    pub fn note(&self, message: &str) {
        self.labelled(Ink::Accent, "note", message);
    }

    fn labelled(&self, ink: Ink, label: &str, message: &str) {
        let indent = label.len() + 2;
        let mut ports = self.lock();
        for (number, text) in wrap(message, self.width.saturating_sub(indent)).into_iter().enumerate() {
            let line = if number == 0 {
                Line::default().ink(ink, format!("{label}:")).then(" ")
            } else {
                Line::indent(indent)
            };
            ports.stderr.line(&line.then(text));
        }
    }

    /// Text that another part of this room has drawn, colours included; its words
    /// were cleaned before it was drawn.
    pub(super) fn drawn(&self, text: &str) {
        let mut ports = self.lock();
        let text = if ports.stdout.color { text.to_owned() } else { clean(text) };
        ports.stdout.write(&text);
    }

    /// Moves the cursor or clears: control sequences of this room's own making.
    pub(super) fn steer(&self, sequence: &str) {
        let mut ports = self.lock();
        ports.stdout.write(sequence);
        ports.stdout.flush();
    }

    /// A line of data whose end the cursor stays at.
    pub(super) fn unended(&self, line: &Line) {
        let mut ports = self.lock();
        let text = line.render(ports.stdout.color);
        ports.stdout.write(&text);
        ports.stdout.flush();
    }

    /// Pushes everything out, and gives back the first failure of standard output
    /// that was not just a reader that went away (a full disk, say).
    pub fn finish(&self) -> Option<io::Error> {
        let mut ports = self.lock();
        ports.stderr.flush();
        ports.stdout.flush();
        ports.stdout.failure.take()
    }

    fn lock(&self) -> MutexGuard<'_, Ports> {
        // A panic while printing leaves half a line at worst.
        self.ports.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for Out {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Out").field("width", &self.width).finish_non_exhaustive()
    }
}

impl Port {
    fn line(&mut self, line: &Line) {
        let mut text = line.render(self.color);
        text.push('\n');
        self.write(&text);
    }

    fn write(&mut self, text: &str) {
        if !self.gone {
            let result = self.sink.write_all(text.as_bytes());
            self.note(result);
        }
    }

    fn flush(&mut self) {
        if !self.gone {
            let result = self.sink.flush();
            self.note(result);
        }
    }

    fn note(&mut self, result: io::Result<()>) {
        if let Err(error) = result {
            self.gone = true;
            if error.kind() != io::ErrorKind::BrokenPipe {
                self.failure.get_or_insert(error);
            }
        }
    }
}

/// Colours as asked for; left to us, on a terminal that shows them unless `NO_COLOR`
/// is set (<https://no-color.org>).
fn wants_color(choice: ColorChoice, terminal: bool, variable: impl Fn(&str) -> Option<String>) -> bool {
    match choice {
        ColorChoice::Always => true,
        ColorChoice::Never => false,
        ColorChoice::Auto => {
            terminal
                && variable("NO_COLOR").is_none_or(|value| value.is_empty())
                && variable("TERM").is_none_or(|value| value != "dumb")
        }
    }
}

fn terminal_columns() -> Option<usize> {
    console::Term::stdout().size_checked().map(|(_, columns)| usize::from(columns))
}

fn width_by(terminal: Option<usize>, variable: impl Fn(&str) -> Option<String>) -> usize {
    let told = || variable("COLUMNS").and_then(|value| value.parse().ok());
    usual_width(terminal.or_else(told).unwrap_or(USUAL_WIDTH))
}

fn usual_width(columns: usize) -> usize {
    columns.clamp(NARROWEST, WIDEST)
}

/// In JSON, only strings can hold the control characters above ASCII and the ones that
/// turn the reading direction; escaped, they mean the same and do nothing to a terminal.
pub(super) fn escape_controls(json: &str) -> String {
    let harmful = |c: char| c != '\n' && super::clean::is_dangerous(c);
    if !json.contains(harmful) {
        return json.to_owned();
    }
    json.chars().map(|c| if harmful(c) { format!("\\u{:04x}", c as u32) } else { c.to_string() }).collect()
}

/// What was printed into memory.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    stdout: Buffer,
    stderr: Buffer,
}

impl Memory {
    /// Everything printed to standard output.
    #[must_use]
    pub fn stdout(&self) -> String {
        self.stdout.text()
    }

    /// Everything printed to standard error.
    #[must_use]
    pub fn stderr(&self) -> String {
        self.stderr.text()
    }
}

#[derive(Debug, Clone, Default)]
struct Buffer(Arc<Mutex<Vec<u8>>>);

impl Buffer {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.0.lock().unwrap_or_else(PoisonError::into_inner)).into_owned()
    }
}

impl Write for Buffer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use serde_json::json;

    fn print_all(out: &Out, text: &str) {
        out.data(&Line::of(text).ink(Ink::Bad, text));
        out.text(text);
        out.json(&json!({ text: [text] }));
        out.program(Stream::Stdout, text);
        out.program(Stream::Stderr, text);
        out.program_ended();
        out.talk(&Line::of(text));
        out.error(text);
        out.warning(text);
        out.note(text);
        if !out.has_color() {
            out.drawn(text);
        }
    }

    fn harmless(bytes: &str) -> bool {
        bytes.chars().all(|c| matches!(c, '\n' | '\t') || !c.is_control())
    }

    proptest! {
        /// The promise of this room: no control character but line feed and tab leaves.
        #[test]
        fn nothing_harmful_leaves(text in "(\\x1b\\[?|\\x1b\\]|\\x9b|\\PC|[\\x00-\\x1f]|[\\x7f-\\x9f]|\\x{202e}|[ -~]){0,20}") {
            let (out, memory) = Out::to_memory(Settings::plain(60));
            print_all(&out, &text);
            prop_assert!(harmless(&memory.stdout()), "{:?}", memory.stdout());
            prop_assert!(harmless(&memory.stderr()), "{:?}", memory.stderr());
        }

        /// With colours on, what is left after our own sequences is as harmless.
        #[test]
        fn colours_are_all_that_is_added(text in "(\\x1b\\[?|\\x9b|\\PC|[\\x00-\\x1f]){0,20}") {
            let (out, memory) = Out::to_memory(Settings { color: true, color_stderr: true, ..Settings::plain(60) });
            print_all(&out, &text);
            let ours = regex::Regex::new("\u{1b}\\[[0-9]*m").unwrap();
            for printed in [memory.stdout(), memory.stderr()] {
                prop_assert!(harmless(&ours.replace_all(&printed, "")), "{printed:?}");
            }
        }

        /// JSON readers get every character back.
        #[test]
        fn json_loses_nothing(text in any::<String>()) {
            let (out, memory) = Out::to_memory(Settings::plain(80));
            out.json(&json!({ "text": text }));
            let back: serde_json::Value = serde_json::from_str(&memory.stdout()).unwrap();
            prop_assert_eq!(back, json!({ "text": text }));
        }
    }

    struct Failing(io::ErrorKind);

    impl Write for Failing {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Err(self.0.into())
        }
    }

    #[test]
    fn a_reader_that_goes_away_is_no_error_and_a_full_disk_is() {
        for (kind, told) in [(io::ErrorKind::BrokenPipe, false), (io::ErrorKind::StorageFull, true)] {
            let out = Out::new(Settings::plain(80), Box::new(Failing(kind)), Box::new(Failing(kind)));
            out.text("x");
            out.talk(&Line::of("x"));
            out.text("y");
            assert_eq!(out.finish().is_some(), told);
        }
    }

    #[test]
    fn colours_follow_the_user() {
        let none = |_: &str| None;
        let no_color = |name: &str| (name == "NO_COLOR").then(|| "1".to_owned());
        let dumb = |name: &str| (name == "TERM").then(|| "dumb".to_owned());
        assert!(wants_color(ColorChoice::Auto, true, none));
        assert!(!wants_color(ColorChoice::Auto, false, none));
        assert!(!wants_color(ColorChoice::Auto, true, no_color));
        assert!(!wants_color(ColorChoice::Auto, true, dumb));
        assert!(wants_color(ColorChoice::Always, false, no_color));
        assert!(!wants_color(ColorChoice::Never, true, none));
    }

    #[test]
    fn the_width_is_bounded() {
        let columns = |value: &'static str| move |_: &str| Some(value.to_owned());
        assert_eq!(width_by(Some(300), |_| None), 100);
        assert_eq!(width_by(Some(0), |_| None), 40);
        assert_eq!(width_by(None, columns("60")), 60);
        assert_eq!(width_by(None, columns("many")), 80);
    }

    #[test]
    fn messages_are_wrapped_under_their_label() {
        let (out, memory) = Out::to_memory(Settings::plain(40));
        out.error("cannot write there. Work in a folder of your own, then run it again");
        assert_eq!(
            memory.stderr(),
            "error: cannot write there. Work in a\n       folder of your own, then run it\n       again\n"
        );
    }
}
