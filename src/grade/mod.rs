//! A rubric meets evidence and a verdict comes out. Pure and synchronous.
//!
//! Owns: the expression language of checks, the gates, points, and the verdict.
//! Must not know: processes, sockets, clocks, disks, terminals.

mod verdict;

pub use verdict::{CheckResult, Outcome, Verdict, VerdictKind};
