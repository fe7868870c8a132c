//! A TCP connection that can be reset, and the gate it came through.
//!
//! Owns: the socket, how it closes, and who may come after it. Must not know: HTTP.

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};

/// Shuts the listener for a while.
#[derive(Debug, Clone)]
pub struct Gate(mpsc::UnboundedSender<oneshot::Sender<()>>);

/// Where the listener is told.
pub type Told = mpsc::UnboundedReceiver<oneshot::Sender<()>>;

impl Gate {
    /// A gate, and where its listener hears of it.
    #[must_use]
    pub fn new() -> (Self, Told) {
        let (sender, told) = mpsc::unbounded_channel();
        (Self(sender), told)
    }

    /// Lets no other connection in for a while; ready once nobody gets in any more.
    #[must_use]
    pub fn shut(&self) -> oneshot::Receiver<()> {
        let (done, shut) = oneshot::channel();
        // A listener that is gone lets nobody in either: then `done` is dropped.
        let _ = self.0.send(done);
        shut
    }
}

/// Decides how a connection closes: with a RST once asked to.
#[derive(Debug, Clone)]
pub struct Closing {
    reset: Arc<AtomicBool>,
    /// What others find who connect afterwards.
    pub gate: Gate,
}

impl Closing {
    /// A connection behind this gate.
    #[must_use]
    pub fn new(gate: Gate) -> Self {
        Self { reset: Arc::default(), gate }
    }

    /// Lets the connection be reset when it is dropped.
    pub fn reset(&self) {
        self.reset.store(true, Ordering::Release);
    }
}

/// The socket.
#[derive(Debug)]
pub struct Wire {
    io: TokioIo<TcpStream>,
    closing: Closing,
}

impl Wire {
    /// Takes a connection over.
    #[must_use]
    pub fn new(stream: TcpStream, closing: Closing) -> Self {
        Self { io: TokioIo::new(stream), closing }
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        if self.closing.reset.load(Ordering::Acquire) {
            // Without lingering the kernel sends RST in place of FIN. When it
            // cannot, the connection is gone anyway.
            let _ = self.io.inner().set_zero_linger();
        }
    }
}

impl Read for Wire {
    fn poll_read(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_read(cx, buf)
    }
}

impl Write for Wire {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write(cx, buf)
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.io).poll_shutdown(cx)
    }

    fn is_write_vectored(&self) -> bool {
        self.io.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bufs: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.io).poll_write_vectored(cx, bufs)
    }
}
