//! Turns at starting: how many programs start up at once.
//!
//! Owns: the number, and when a program counts as started. Must not know: what the
//! programs are, or whose.
//!
//! An interpreter that loads an SDK keeps a core busy for most of a second. Thirty of
//! them on two cores starve each other, and what they do then (late first words, waits
//! that look like backoff) says more about the machine than about the programs. Once
//! started they mostly wait, so only the start is rationed.

use crate::evidence::Traffic;
use std::future::Future;
use std::sync::LazyLock;
use std::time::Duration;
use tokio::sync::{Semaphore, SemaphorePermit, watch};

/// One for each core, and one that waits for the disk.
static STARTS: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(2, usize::from) + 1));

/// A program that has sent nothing by then may be one that never does: the next one
/// starts beside it.
const LONGEST_START: Duration = Duration::from_secs(1);

/// The right to start a program.
#[derive(Debug)]
pub struct Turn {
    /// Held, and given back when this is dropped.
    _permit: Option<SemaphorePermit<'static>>,
}

impl Turn {
    /// Waits until a program may start.
    pub async fn wait() -> Self {
        // The semaphore is never closed; if it were, programs would start at once.
        Self { _permit: STARTS.acquire().await.ok() }
    }

    /// Runs a program, and passes the turn on at its first request, at its end or
    /// after a second.
    pub async fn run<T>(self, mut traffic: watch::Receiver<Traffic>, program: impl Future<Output = T>) -> T {
        let started = tokio::time::timeout(LONGEST_START, traffic.wait_for(|seen| seen.begun > 0));
        let mut program = std::pin::pin!(program);
        tokio::select! {
            biased;
            ended = &mut program => return ended,
            _ = started => drop(self),
        }
        program.await
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
    use tokio::sync::Barrier;
    use tokio::task::JoinSet;

    #[tokio::test]
    async fn few_start_at_once_and_all_run_at_once() {
        let most = std::thread::available_parallelism().map_or(2, usize::from) + 1;
        let (starting, peak) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let all_are_up = Arc::new(Barrier::new(most * 3));
        let mut all = JoinSet::new();
        for _ in 0..most * 3 {
            let (starting, peak) = (Arc::clone(&starting), Arc::clone(&peak));
            let all_are_up = Arc::clone(&all_are_up);
            all.spawn(async move {
                let turn = Turn::wait().await;
                let (sender, traffic) = watch::channel(Traffic::default());
                let program = async move {
                    peak.fetch_max(starting.fetch_add(1, SeqCst) + 1, SeqCst);
                    tokio::time::sleep(Duration::from_millis(10)).await;
                    starting.fetch_sub(1, SeqCst);
                    sender.send_modify(|traffic| traffic.begun = 1);
                    // Comes only when the last one is there: turns are passed on.
                    all_are_up.wait().await;
                };
                turn.run(traffic, program).await;
            });
        }
        while let Some(ended) = all.join_next().await {
            ended.unwrap();
        }
        assert!(peak.load(SeqCst) <= most);
    }
}
