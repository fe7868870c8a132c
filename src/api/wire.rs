//! A TCP connection that can be reset.
//!
//! Owns: the socket and how it closes. Must not know: HTTP.

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use tokio::net::TcpStream;

/// Decides how a connection closes: with a RST once asked to.
#[derive(Debug, Clone, Default)]
pub struct Closing {
    reset: Arc<AtomicBool>,
    refuse: Arc<AtomicBool>,
}

impl Closing {
    /// Lets the connection be reset when it is dropped.
    pub fn reset(&self) {
        self.reset.store(true, Ordering::Release);
    }

    /// Lets no other connection in for a while once this one is dropped.
    pub fn refuse(&self) {
        self.refuse.store(true, Ordering::Release);
    }

    /// Whether no other connection is to be let in.
    #[must_use]
    pub fn refuses(&self) -> bool {
        self.refuse.load(Ordering::Acquire)
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
