//! How busy the door is right now; the runner paces what it types by it.

/// Counts of exchanges begun and ended since the scene began.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Traffic {
    /// Requests that make a model write text (see [`super::Api::generates`]).
    pub begun: usize,
    /// Those whose answer has been sent to the end (or was cut).
    pub ended: usize,
    /// Exchanges of any kind whose answer is on its way.
    pub open: usize,
}

impl Traffic {
    /// Whether an answer is on its way.
    #[must_use]
    pub const fn busy(self) -> bool {
        self.begun > self.ended
    }
}
