//! The learner's process: its environment, its terminal, its limits, its end.
//!
//! Owns: preparing a track once, starting a program as a person at a terminal would
//! see it, typing at it, recording what it prints, and making sure that nothing of it
//! survives. Must not know: what serves its requests (it sees counts, [`Traffic`]),
//! what the evidence is worth, or who reads the events.
//!
//! Tracks are rows of configuration ([`crate::course::Track`]); no file here knows a
//! language by name.
//!
//! [`Traffic`]: crate::evidence::Traffic

mod buffer;
mod build;
mod cache;
mod cancel;
mod capture;
mod child;
mod clock;
mod environment;
mod feed;
mod nursery;
mod parse;
mod pass;
mod place;
mod preload;
mod prepare;
mod program;
mod programs;
mod question;
mod reins;
mod scratch;
mod setup_step;
mod terminal;
mod turn;

pub use build::{BuildError, Built, Refusal, build};
pub use cache::cache_dir;
pub use cancel::{Cancel, Canceller};
pub use environment::{program_env, short_clock};
pub use nursery::Nursery;
pub use parse::{Parse, parses};
pub use pass::pass_through;
pub use place::{command_for, expand_links};
pub use prepare::{Prepared, SetupError, prepare, prepared_already};
pub use program::{DEFAULT_OUTPUT_CAP, Program, RunError, run};
pub use programs::is_on_path;
pub use scratch::Scratch;
pub use turn::Turn;

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests;
