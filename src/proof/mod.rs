//! The course proves itself: what must pass passes, what must fail fails, and every
//! check can fail.
//!
//! Owns: which programs an exercise is proved with, and what is expected of each.
//! Must not know: how results are drawn, command lines, the learner's folder.

mod mutants;
mod plan;
mod prove;
mod sample;

pub use mutants::{Mutant, mutants};
pub use plan::{Case, Expectation, cases};
pub use prove::{CaseResult, ExerciseProof, ProofOptions, prove, share_failures};
pub use sample::{SampleResult, prove_sample};
