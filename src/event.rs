//! What the work tells the eyes.
//!
//! Owns: the events of one attempt, in the order they happen. Must not know: who
//! listens, or how it is drawn.

use crate::evidence::{Exchange, OutputPiece, ProgramOutput};
use crate::grade::Verdict;

/// Something that happened while an attempt was made.
#[derive(Debug, Clone)]
pub enum Event {
    /// A track's environment has to be prepared first; this takes a while.
    SetupBegan {
        /// The track's title.
        track: String,
        /// Number of steps.
        steps: usize,
    },
    /// A step of the preparation begins.
    SetupStep {
        /// 1 for the first.
        number: usize,
        /// "Installing openai 3.51.0"
        title: String,
    },
    /// The preparation is done.
    SetupEnded,
    /// The program is about to run.
    Began {
        /// The exercise's id.
        exercise: String,
        /// The track's id.
        track: String,
        /// Names of the scenes that will run, side by side.
        scenes: Vec<String>,
        /// The seed.
        seed: u64,
    },
    /// An exchange has ended.
    Exchanged {
        /// The scene.
        scene: String,
        /// The exchange.
        exchange: Box<Exchange>,
    },
    /// The program printed.
    Printed {
        /// The scene.
        scene: String,
        /// What.
        piece: OutputPiece,
    },
    /// A scene's program has ended.
    SceneEnded {
        /// The scene.
        scene: String,
        /// How it ended.
        output: Box<ProgramOutput>,
    },
    /// The verdict.
    Graded {
        /// The verdict.
        verdict: Box<Verdict>,
    },
}

/// Takes events; cheap to call, never blocks.
pub type Sink = std::sync::Arc<dyn Fn(Event) + Send + Sync>;
