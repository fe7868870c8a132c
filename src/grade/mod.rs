//! A rubric meets evidence and a verdict comes out. Pure and synchronous.
//!
//! Owns: the expression language of checks, the gates, points, and the verdict.
//! Must not know: processes, sockets, clocks, disks, terminals.

mod arrival;
mod compiler;
mod figures;
mod functions;
mod language;
mod layout;
mod macros;
mod memory;
mod quiz;
mod roles;
mod rubric;
#[cfg(test)]
mod samples;
mod scope;
mod tally;
mod text;
mod trouble;
mod verdict;
mod waits;

pub use figures::prepare;
pub use macros::Language;
pub use quiz::{Judgement, Misread, judge_answer, letter};
pub use rubric::Rubric;
pub use scope::{FUNCTIONS, NAMES, is_quit_word};
pub use text::brief;
pub use trouble::ProgramFacts;
pub use verdict::{CheckResult, Outcome, Verdict, VerdictKind};
