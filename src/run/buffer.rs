//! Reading what a program prints.

use tokio::io::{AsyncRead, AsyncReadExt};

/// Where bytes are read to.
pub(super) struct Buffer(Box<[u8]>);

impl Buffer {
    pub(super) fn new() -> Self {
        Self(vec![0; 16 * 1024].into_boxed_slice())
    }

    /// The next bytes; `None` at the end. A terminal whose other end is closed says so
    /// with an error.
    pub(super) async fn read(&mut self, from: &mut (impl AsyncRead + Unpin)) -> Option<&[u8]> {
        match from.read(&mut self.0).await {
            Ok(0) | Err(_) => None,
            Ok(length) => self.0.get(..length),
        }
    }

    /// The next bytes; waits for ever at the end.
    pub(super) async fn fill(&mut self, from: &mut (impl AsyncRead + Unpin)) -> &[u8] {
        match self.read(from).await {
            Some(bytes) => bytes,
            None => std::future::pending().await,
        }
    }
}
