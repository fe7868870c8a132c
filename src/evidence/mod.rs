//! What a run leaves behind: the exchanges on the wire and what the program printed.
//!
//! Owns: the data that verdicts are made from, its JSON form, and redaction, which
//! happens when an [`Exchange`] is built and never later. Must not know: how the
//! evidence was obtained (mock or live, which language) or what it is worth.

mod exchange;
mod output;
mod redact;
mod skip;
mod starved;
mod traffic;

pub use exchange::{Api, Chunk, Exchange, KeySeen, Usage};
pub use output::{End, FedLine, OutputPiece, ProgramOutput, Stream};
pub use redact::Redactor;
pub use skip::Skip;
pub use starved::Starved;
pub use traffic::Traffic;

use serde::{Deserialize, Serialize};

/// Everything one scene (one run of the program) left behind.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SceneEvidence {
    /// The scene's name, as written in the lesson.
    pub scene: String,
    /// The seed this run's randomness came from.
    pub seed: u64,
    /// Random words that exist only in this run; replies carry them, so that a
    /// hard-coded answer cannot show them.
    pub nonce: String,
    /// Whether the replies were the scene's own. Those of a real service are not, and
    /// checks that count on the scene's words or times cannot judge them.
    #[serde(default = "yes")]
    pub scripted: bool,
    /// The text of the program that ran (lossy UTF-8), for diagnoses only:
    /// points never depend on how source code looks.
    pub source: String,
    /// Requests and replies, in order of arrival.
    pub exchanges: Vec<Exchange>,
    /// What the program printed, and how it ended.
    pub output: ProgramOutput,
}

const fn yes() -> bool {
    true
}
