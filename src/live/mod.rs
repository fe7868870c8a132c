//! The real service behind the door, or a recording of it.
//!
//! Owns: whom requests are passed on to, with which key, at what cost and never
//! beyond it; what an answer of a real service says; recordings and their replay.
//! Must not know: listeners, the mock's dialects, how programs run, grading.
//!
//! One [`LiveRun`] spans a command; each scene has a [`LiveScene`], so that its
//! requests are recorded, and answered from a recording, in their own order.

mod assemble;
mod budget;
mod cassette;
mod estimate;
mod forecast;
mod key;
mod keyring;
mod letter;
mod passage;
mod provider;
mod refusal;
mod replay;
mod scan;
mod scene;
mod shape;
mod sse;
mod trouble;
mod upstream;

pub use assemble::Reading;
pub use budget::{Budget, Limits};
pub use cassette::{Cassette, CassetteError, Taped};
pub use estimate::Estimate;
pub use forecast::Forecast;
pub use key::{KeyLack, KeySource, Secret};
pub use keyring::Silence;
pub use passage::{BrokenUpstream, Passage, Piece};
pub use provider::{Dialect, ProfileError, Provider, Providers};
pub use refusal::Refusal;
pub use replay::Speed;
pub use scan::{Planted, planted_keys};
pub use scene::{LiveRun, LiveScene, Outgoing, Receipt};
pub use shape::{Comparison, Difference, DriftKind, compare};
pub use trouble::{Opinion, Trouble};
