//! What is wrong with a course, where, and how to mend it.

use super::source::Spot;

/// How bad a fault is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The course cannot be used as it is.
    Error,
    /// The course works, but something in it is probably not meant.
    Warning,
}

/// No more than this many faults of one file are told: what is a text by mistake, or by
/// malice, would give millions.
pub(super) const MOST_FAULTS: usize = 300;

/// One fault of the author's, with its cure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// How bad it is.
    pub severity: Severity,
    /// A stable name, kebab-case: `unknown-scene`.
    pub code: &'static str,
    /// What is wrong, one sentence.
    pub message: String,
    /// Where; `None` only when a whole file or folder is missing.
    pub spot: Option<Spot>,
    /// A few words written under the underlined place.
    pub label: String,
    /// What to do about it.
    pub cure: String,
}

impl Fault {
    /// An error at this place.
    #[must_use]
    pub fn error(code: &'static str, spot: Spot, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            spot: Some(spot),
            label: String::new(),
            cure: String::new(),
        }
    }

    /// A warning at this place.
    #[must_use]
    pub fn warning(code: &'static str, spot: Spot, message: impl Into<String>) -> Self {
        Self { severity: Severity::Warning, ..Self::error(code, spot, message) }
    }

    /// With words under the underlined place.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With the cure.
    #[must_use]
    pub fn cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = cure.into();
        self
    }
}
