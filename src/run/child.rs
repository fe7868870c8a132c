//! The process that a run is about: started by us, or forked for us by a waiting
//! interpreter.
//!
//! Owns: its id, and waiting for its end. Must not know: how it was started.

use std::io;
use std::process::ExitStatus;
use tokio::process::Child;
use tokio::sync::oneshot;

/// The leader of a run.
#[derive(Debug)]
pub(super) enum Leader {
    /// Our own child.
    Started(Child),
    /// A grandchild, forked by [`super::nursery`].
    #[cfg_attr(not(unix), allow(dead_code, reason = "nothing forks there"))]
    Forked(Forked),
}

/// A process that another one waits for, and tells us how it ended.
#[derive(Debug)]
pub(super) struct Forked {
    pid: u32,
    status: oneshot::Receiver<i32>,
    ended: Option<i32>,
}

impl Forked {
    /// The process with this id; `status` brings its wait status.
    pub(super) const fn new(pid: u32, status: oneshot::Receiver<i32>) -> Self {
        Self { pid, status, ended: None }
    }

    async fn wait(&mut self) -> io::Result<ExitStatus> {
        let status = match self.ended {
            Some(status) => status,
            None => {
                (&mut self.status).await.map_err(|_| io::Error::other("the waiting interpreter ended"))?
            }
        };
        self.ended = Some(status);
        Ok(exit_status(status))
    }
}

#[cfg(unix)]
fn exit_status(status: i32) -> ExitStatus {
    std::os::unix::process::ExitStatusExt::from_raw(status)
}

#[cfg(not(unix))]
fn exit_status(_status: i32) -> ExitStatus {
    ExitStatus::default()
}

impl Leader {
    /// Its process id, as long as it is known to run.
    pub(super) fn id(&self) -> Option<u32> {
        match self {
            Self::Started(child) => child.id(),
            Self::Forked(forked) => Some(forked.pid),
        }
    }

    /// Waits for its end; may be called again, also after it was dropped half-way.
    pub(super) async fn wait(&mut self) -> io::Result<ExitStatus> {
        match self {
            Self::Started(child) => child.wait().await,
            Self::Forked(forked) => forked.wait().await,
        }
    }
}
