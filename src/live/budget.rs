//! What a run may cost.
//!
//! Owns: that it never costs more than allowed, however many calls race. Must not
//! know: prices, requests.
//!
//! A request reserves the most that it may cost before it is passed on, and settles
//! for what it did cost. One that does not fit while others are under way waits: they
//! usually settle for less than they reserved. When none is under way and it still
//! does not fit, it is refused.

use super::refusal::Refusal;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::sync::Notify;

/// Sums are compared with this much grace, in US dollars: they are made of floats.
const GRACE: f64 = 1e-9;

/// What is allowed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    /// US dollars.
    pub usd: f64,
    /// Requests that are passed on.
    pub requests: u32,
}

/// What is left of it.
#[derive(Debug)]
pub struct Budget {
    limits: Limits,
    state: Mutex<State>,
    settled: Notify,
}

#[derive(Debug, Default, Clone, Copy)]
struct State {
    spent: f64,
    reserved: f64,
    under_way: u32,
    requests: u32,
}

impl Budget {
    /// Nothing spent yet.
    #[must_use]
    pub fn new(limits: Limits) -> Arc<Self> {
        Arc::new(Self { limits, state: Mutex::default(), settled: Notify::new() })
    }

    /// What is allowed.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.limits
    }

    /// US dollars spent, and requests passed on.
    #[must_use]
    pub fn spent(&self) -> (f64, u32) {
        let state = self.lock();
        (state.spent, state.requests)
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes hold of `most` US dollars, waiting for others to settle if need be.
    ///
    /// # Errors
    /// When they cannot be had.
    pub async fn reserve(self: &Arc<Self>, most: f64) -> Result<Reservation, Refusal> {
        loop {
            let settled = self.settled.notified();
            tokio::pin!(settled);
            // Listening begins before looking, so that nothing is missed in between.
            settled.as_mut().enable();
            if let Some(result) = self.try_reserve(most) {
                return result;
            }
            settled.await;
        }
    }

    fn try_reserve(self: &Arc<Self>, most: f64) -> Option<Result<Reservation, Refusal>> {
        let mut state = self.lock();
        if state.requests >= self.limits.requests {
            return Some(Err(Refusal::TooMany { cap: self.limits.requests }));
        }
        if state.spent + state.reserved + most <= self.limits.usd + GRACE {
            state.reserved += most;
            state.under_way += 1;
            state.requests += 1;
            return Some(Ok(Reservation { budget: Arc::clone(self), most, open: true }));
        }
        if state.under_way > 0 {
            return None;
        }
        let left = (self.limits.usd - state.spent).max(0.0);
        Some(Err(Refusal::OverBudget { most, left, cap: self.limits.usd }))
    }

    fn settle(&self, most: f64, cost: f64) {
        let mut state = self.lock();
        state.reserved = (state.reserved - most).max(0.0);
        state.under_way = state.under_way.saturating_sub(1);
        state.spent += cost;
        drop(state);
        self.settled.notify_waiters();
    }
}

/// Money held for one request. Dropped unsettled it counts as spent: a call that was
/// broken off is paid for all the same.
#[derive(Debug)]
pub struct Reservation {
    budget: Arc<Budget>,
    most: f64,
    open: bool,
}

impl Reservation {
    /// Pays what the call did cost, and gives the rest back.
    pub fn settle(mut self, cost: f64) {
        self.open = false;
        self.budget.settle(self.most, cost);
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        if self.open {
            self.budget.settle(self.most, self.most);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn fifty_calls_racing_for_money_for_ten() {
        let budget = Budget::new(Limits { usd: 0.1, requests: 1000 });
        let passed = Arc::new(AtomicU32::new(0));
        let calls: Vec<_> = (0..50)
            .map(|_| {
                let (budget, passed) = (Arc::clone(&budget), Arc::clone(&passed));
                tokio::spawn(async move {
                    let Ok(reservation) = budget.reserve(0.01).await else { return };
                    passed.fetch_add(1, Ordering::SeqCst);
                    tokio::time::sleep(Duration::from_millis(2)).await;
                    reservation.settle(0.01);
                })
            })
            .collect();
        for call in calls {
            call.await.unwrap();
        }
        assert_eq!(passed.load(Ordering::SeqCst), 10);
        assert!((budget.spent().0 - 0.1).abs() < 1e-9);
    }

    #[tokio::test]
    async fn what_was_reserved_in_vain_comes_back() {
        let budget = Budget::new(Limits { usd: 0.1, requests: 1000 });
        let first = budget.reserve(0.1).await.unwrap();
        let waiting = tokio::spawn({
            let budget = Arc::clone(&budget);
            async move { budget.reserve(0.05).await.map(|r| r.settle(0.0)) }
        });
        tokio::time::sleep(Duration::from_millis(5)).await;
        assert!(!waiting.is_finished());
        first.settle(0.01);
        assert_eq!(waiting.await.unwrap(), Ok(()));
        assert!(matches!(budget.reserve(0.2).await, Err(Refusal::OverBudget { .. })));
    }

    #[tokio::test]
    async fn what_is_broken_off_is_paid_for_and_requests_are_counted() {
        let budget = Budget::new(Limits { usd: 1.0, requests: 1 });
        drop(budget.reserve(0.5).await.unwrap());
        assert_eq!(budget.spent(), (0.5, 1));
        assert_eq!(budget.reserve(0.0).await.map(|_| ()), Err(Refusal::TooMany { cap: 1 }));
    }
}
