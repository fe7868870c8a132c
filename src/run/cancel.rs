//! Ending runs early.

use tokio::sync::watch;

/// Ends runs early (a newer save, Ctrl-C). Dropping it cancels nothing.
#[derive(Debug)]
pub struct Canceller(watch::Sender<bool>);

impl Canceller {
    /// Ends every run that holds the other half, now and later.
    pub fn cancel(&self) {
        self.0.send_replace(true);
    }
}

/// The running side of a [`Canceller`]; clones belong to the same one.
#[derive(Debug, Clone)]
pub struct Cancel(watch::Receiver<bool>);

impl Cancel {
    /// Both halves.
    #[must_use]
    pub fn pair() -> (Canceller, Self) {
        let (sender, receiver) = watch::channel(false);
        (Canceller(sender), Self(receiver))
    }

    /// For runs that nobody ends early.
    #[must_use]
    pub fn never() -> Self {
        Self::pair().1
    }

    /// Waits for the other half; for ever, when nobody holds it any more.
    pub async fn cancelled(&mut self) {
        if self.0.wait_for(|cancelled| *cancelled).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}
