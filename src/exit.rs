//! The exit codes, all of them, in one place.
//!
//! Owns: the numbers that scripts and graders rely on. Must not know: why a
//! command chose one of them.

use std::process::ExitCode;

/// How a command ended, as the shell sees it.
///
/// The numbers are a contract: they are named in `workbook --help` and never change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExitStatus {
    /// 0: passed; or, for batches, graded; or, for `lint` and `prove`, clean.
    Passed,
    /// 1: graded, and not there yet.
    NotYet,
    /// 2: the command line was wrong.
    Usage,
    /// 3: the course itself is faulty.
    CourseFaulty,
    /// 4: nothing could be judged: a runtime, a port, a key, an upstream is missing.
    CouldNotGrade,
    /// 130: interrupted by the user.
    Interrupted,
}

impl ExitStatus {
    /// The number handed to the operating system.
    #[must_use]
    pub const fn code(self) -> u8 {
        match self {
            Self::Passed => 0,
            Self::NotYet => 1,
            Self::Usage => 2,
            Self::CourseFaulty => 3,
            Self::CouldNotGrade => 4,
            Self::Interrupted => 130,
        }
    }
}

impl From<ExitStatus> for ExitCode {
    fn from(status: ExitStatus) -> Self {
        Self::from(status.code())
    }
}

/// The table shown at the end of `workbook --help`.
pub const HELP: &str = "\
Exit codes:
  0    passed (batches: graded; lint and prove: clean)
  1    not yet
  2    wrong usage
  3    the course is faulty
  4    could not grade (missing runtime, port, key, upstream)
  130  interrupted";
