//! The course proves itself: what must pass passes, what must fail fails, and every
//! check can fail.
//!
//! Owns: which programs an exercise is proved with, and what is expected of each.
//! Must not know: how results are drawn, command lines, the learner's folder.

mod changes;
mod kept;
mod mutants;
mod plan;
mod prove;
mod sample;

pub use kept::Kept;
pub use mutants::{Mutant, mutants};
pub use plan::{Case, Expectation, cases};
pub use prove::{CaseResult, ExerciseProof, ProofOptions, STRONG, prove, share_failures, strength_of};
pub use sample::{SampleResult, prove_sample};
