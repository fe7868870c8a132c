//! What the program printed, what it was fed, and how it ended.

use super::{Skip, Starved};
use serde::{Deserialize, Serialize};

/// Which of the program's two outputs a piece came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Stream {
    /// Standard output.
    Stdout,
    /// Standard error.
    Stderr,
}

/// Bytes that arrived together, as lossy UTF-8 (a character split over two reads
/// is put together again).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct OutputPiece {
    /// Standard output or standard error.
    pub stream: Stream,
    /// Milliseconds since the scene began.
    pub at_ms: f64,
    /// The text, escape sequences included; printers must sanitise it.
    pub text: String,
}

/// A line the scene typed at the program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FedLine {
    /// Milliseconds since the scene began.
    pub at_ms: f64,
    /// The line, without its newline.
    pub text: String,
    /// False for lines the runner added on its own to get past a menu or a
    /// question that the scene does not script.
    pub scripted: bool,
}

/// How the program came to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum End {
    /// It ended by itself.
    Exited,
    /// It was still running when the scene's time was up, and was killed.
    TimedOut,
    /// It printed more than the cap allows, and was killed.
    Flooded,
    /// It became hundreds of processes, and was killed with all of them.
    Swarmed,
    /// The run was cancelled (a newer save, Ctrl-C).
    Cancelled,
    /// It did not compile, so it never ran; what was printed is the compiler's.
    NotBuilt,
}

/// What the program printed and how it ended.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ProgramOutput {
    /// Everything printed, in order of arrival, both streams.
    pub pieces: Vec<OutputPiece>,
    /// What was typed at it.
    #[serde(default)]
    pub fed: Vec<FedLine>,
    /// When standard input was closed, if it was before the end.
    #[serde(default)]
    pub stdin_closed_ms: Option<f64>,
    /// Exit code, when it ended by itself and not by a signal.
    pub exit_code: Option<i32>,
    /// Signal that ended it, if one did.
    #[serde(default)]
    pub signal: Option<i32>,
    /// How it came to its end.
    pub end: End,
    /// From start to end, in milliseconds.
    pub duration_ms: f64,
    /// Sleeps that were shortened, in order; see [`Skip`].
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub skips: Vec<Skip>,
    /// Milliseconds beyond its limit that it was given because it had waited so long for
    /// a processor.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub starved_ms: f64,
    /// How long it had waited for a processor at some moments, in order; see
    /// [`SceneEvidence::with_starvation`](super::SceneEvidence::with_starvation).
    #[serde(skip)]
    pub starving: Vec<Starved>,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // serde hands out references
pub(super) fn is_zero(number: &f64) -> bool {
    *number == 0.0
}

impl ProgramOutput {
    /// All text of one stream, put together.
    #[must_use]
    pub fn text(&self, stream: Stream) -> String {
        self.pieces.iter().filter(|p| p.stream == stream).map(|p| p.text.as_str()).collect()
    }

    /// Both streams together in order of arrival.
    #[must_use]
    pub fn everything(&self) -> String {
        self.pieces.iter().map(|p| p.text.as_str()).collect()
    }

    /// Whether the scene's time ran out.
    #[must_use]
    pub const fn timed_out(&self) -> bool {
        matches!(self.end, End::TimedOut)
    }
}
