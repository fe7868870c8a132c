//! When the pieces of an answer leave.
//!
//! Owns: delays with their seeded jitter. Must not know: timers, sockets, pieces.

use crate::script::Pace;
use std::time::Duration;

/// The delays of one answer.
#[derive(Debug, Clone)]
pub struct Schedule {
    pace: Pace,
    rng: fastrand::Rng,
}

impl Schedule {
    /// The delays of an answer at this pace.
    #[must_use]
    pub const fn new(pace: Pace, rng: fastrand::Rng) -> Self {
        Self { pace, rng }
    }

    /// Before the first byte.
    pub fn first(&mut self) -> Duration {
        self.vary(self.pace.first_ms)
    }

    /// Between two chunks of a stream.
    pub fn gap(&mut self) -> Duration {
        self.vary(self.pace.chunk_ms)
    }

    /// Up to `jitter_ms` more or less, never below nothing.
    fn vary(&mut self, milliseconds: u64) -> Duration {
        if self.pace.jitter_ms == 0 {
            return Duration::from_millis(milliseconds);
        }
        let jitter = self.pace.jitter_ms as f64 * (2.0 * self.rng.f64() - 1.0);
        Duration::from_secs_f64((milliseconds as f64 + jitter).max(0.0) / 1000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_stays_in_its_bounds_and_follows_the_seed() {
        let pace = Pace { first_ms: 10, chunk_ms: 5, jitter_ms: 8 };
        let delays = |seed| {
            let mut schedule = Schedule::new(pace, fastrand::Rng::with_seed(seed));
            let first = schedule.first();
            (first, (0..50).map(|_| schedule.gap()).collect::<Vec<_>>())
        };
        let (first, gaps) = delays(1);
        assert!(first >= Duration::from_millis(2) && first <= Duration::from_millis(18));
        assert!(gaps.iter().all(|gap| *gap <= Duration::from_millis(13)));
        assert_eq!(delays(1), delays(1));
        assert_ne!(delays(1), delays(2));
    }

    #[test]
    fn without_jitter_delays_are_exact() {
        let mut schedule =
            Schedule::new(Pace { first_ms: 3, chunk_ms: 0, jitter_ms: 0 }, fastrand::Rng::with_seed(1));
        assert_eq!((schedule.first(), schedule.gap()), (Duration::from_millis(3), Duration::ZERO));
    }
}
