//! A TCP connection that can be reset, and the gate it came through.
//!
//! Owns: the socket, how it waits and how it closes, and who may come after it. Must not
//! know: HTTP.

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::task::{Context, Poll};
use tokio::net::TcpStream;
use tokio::sync::{mpsc, oneshot};

/// What connections of a listener share: who else is in, and how nobody gets in for a while.
#[derive(Debug, Clone)]
pub struct Gate {
    shut: mpsc::UnboundedSender<oneshot::Sender<()>>,
    inside: Arc<AtomicUsize>,
}

/// Where the listener is told.
pub type Told = mpsc::UnboundedReceiver<oneshot::Sender<()>>;

impl Gate {
    /// A gate, and where its listener hears of it.
    #[must_use]
    pub fn new() -> (Self, Told) {
        let (shut, told) = mpsc::unbounded_channel();
        (Self { shut, inside: Arc::default() }, told)
    }

    /// Lets no other connection in for a while; ready once nobody gets in any more.
    #[must_use]
    pub fn shut(&self) -> oneshot::Receiver<()> {
        let (done, shut) = oneshot::channel();
        // A listener that is gone lets nobody in either: then `done` is dropped.
        let _ = self.shut.send(done);
        shut
    }
}

/// What is asked of a connection, besides bytes.
#[derive(Debug, Clone)]
pub struct Control {
    asked: Arc<Asked>,
    /// What others find who connect afterwards.
    pub gate: Gate,
}

#[derive(Debug, Default)]
struct Asked {
    reset: AtomicBool,
    keen: AtomicBool,
}

impl Control {
    /// Over a connection behind this gate.
    #[must_use]
    pub fn new(gate: Gate) -> Self {
        Self { asked: Arc::default(), gate }
    }

    /// Lets the connection be reset when it is dropped.
    pub fn reset(&self) {
        self.asked.reset.store(true, Ordering::Release);
    }

    /// Says that an answer is whole: the next request may follow at once.
    pub fn answered(&self) {
        self.asked.keen.store(true, Ordering::Release);
    }
}

/// The socket.
#[derive(Debug)]
pub struct Wire {
    io: TokioIo<TcpStream>,
    control: Control,
}

impl Wire {
    /// Takes a connection over.
    #[must_use]
    pub fn new(stream: TcpStream, control: Control) -> Self {
        control.gate.inside.fetch_add(1, Ordering::AcqRel);
        Self { io: TokioIo::new(stream), control }
    }

    /// Whether to look out for the next request before going to sleep: an answer has just
    /// gone, and nobody else wants this processor.
    fn looks_out(&self) -> bool {
        self.control.asked.keen.swap(false, Ordering::AcqRel)
            && self.control.gate.inside.load(Ordering::Acquire) == 1
    }
}

impl Drop for Wire {
    fn drop(&mut self) {
        self.control.gate.inside.fetch_sub(1, Ordering::AcqRel);
        if self.control.asked.reset.load(Ordering::Acquire) {
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
        mut buf: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        if self.looks_out() && look_out::came(self.io.inner(), &mut buf) {
            return Poll::Ready(Ok(()));
        }
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

/// A client that asks one thing after another asks the next within microseconds. Going to
/// sleep and being woken takes a processor longer than answering does: with one connection,
/// looking out for a moment makes the round trips per second half as many again
/// (`benches/mock_server.rs`).
#[cfg(unix)]
mod look_out {
    use hyper::rt::ReadBufCursor;
    use rustix::io::Errno;
    use rustix::net::{RecvFlags, recv};
    use std::sync::LazyLock;
    use std::time::{Duration, Instant};
    use tokio::net::TcpStream;

    /// What waking up takes, about: looking out for longer would cost more than it spares.
    const LOOK: Duration = Duration::from_micros(50);

    /// With one processor, looking out would only keep the client waiting.
    static HAS_OTHERS: LazyLock<bool> =
        LazyLock::new(|| std::thread::available_parallelism().is_ok_and(|count| count.get() > 1));

    /// Whether bytes came (none: the client has ended), now in the buffer.
    pub fn came(stream: &TcpStream, buf: &mut ReadBufCursor<'_>) -> bool {
        let mut bytes = [0; 4096];
        let room = buf.remaining().min(bytes.len());
        if room == 0 || !*HAS_OTHERS {
            return false;
        }
        let began = Instant::now();
        while began.elapsed() < LOOK {
            match recv(stream, &mut bytes[..room], RecvFlags::DONTWAIT) {
                Ok((_, length)) => {
                    buf.put_slice(bytes.get(..length).unwrap_or_default());
                    return true;
                }
                Err(Errno::AGAIN) => std::hint::spin_loop(),
                // The usual way of reading says what is wrong.
                Err(_) => return false,
            }
        }
        false
    }
}

#[cfg(not(unix))]
mod look_out {
    pub fn came(_: &tokio::net::TcpStream, _: &mut hyper::rt::ReadBufCursor<'_>) -> bool {
        false
    }
}
