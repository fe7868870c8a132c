//! The learner's folder: found, laid out, brought up to date, never overwritten.
//!
//! Owns: where programs and state live, which files the learner has edited, and
//! every write into the folder. Must not know: how stubs are extracted from
//! lessons, processes, sockets, verdicts, terminals.

mod error;
mod layout;
mod link;
mod manifest;
mod merge;
mod path;
mod place;
mod reset;
mod stamp;
mod update;
mod write;

pub use error::WorkspaceError;
pub use layout::{Change, FileText, LayoutReport, Standing};
pub use link::LinkOutcome;
pub use path::relative_to;
pub use place::Workspace;
pub use reset::ResetReport;
pub use stamp::time_stamp;
pub use write::write_atomically;

#[cfg(test)]
pub(crate) use layout::tests::track as sample_track;
