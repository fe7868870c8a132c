//! Bodies on their way out: whole, in pieces by the clock, or broken off.
//!
//! Owns: timing of pieces, faults inside a body, control the record. Must not
//! know: dialects, routes.

use crate::api::answer::{Events, Note, Sent};
use crate::api::forward::Forwarded;
use crate::api::record::Entry;
use crate::api::wire::Control;
use crate::evidence::Chunk;
use crate::script::Fault;
use bytes::Bytes;
use hyper::body::{Body, Frame, SizeHint};
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;
use thiserror::Error;
use tokio::sync::oneshot;
use tokio::time::{Instant, Sleep};

/// Time for what was written to reach the client before its connection breaks.
const FLUSH: Duration = Duration::from_millis(3);
/// Bytes that leave at most in one piece.
const PIECE: usize = 64 * 1024;

/// The connection ends here, on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("the script breaks the connection off here")]
pub struct BrokenOff;

/// A body on its way out.
pub enum ReplyBody {
    /// All of it at once.
    Whole(Option<Bytes>),
    /// Some of it, then the connection closes.
    Half {
        /// What leaves.
        part: Option<Bytes>,
        /// What was announced.
        announced: u64,
        /// Runs once the part has left.
        pause: Option<Pin<Box<Sleep>>>,
    },
    /// A stream.
    Stream(Box<StreamBody>),
    /// What a real service sends.
    Forwarded(Box<Forwarded>),
}

impl ReplyBody {
    /// A body that leaves at once.
    #[must_use]
    pub fn whole(bytes: Bytes) -> Self {
        Self::Whole((!bytes.is_empty()).then_some(bytes))
    }

    /// A body that breaks off half-way.
    #[must_use]
    pub fn half(bytes: &Bytes) -> Self {
        Self::Half { part: Some(bytes.slice(..bytes.len() / 2)), announced: bytes.len() as u64, pause: None }
    }
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = BrokenOff;

    fn poll_frame(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        match self.get_mut() {
            Self::Whole(bytes) => Poll::Ready(bytes.take().map(|bytes| Ok(Frame::data(bytes)))),
            Self::Half { part, pause, .. } => {
                if let Some(part) = part.take() {
                    return Poll::Ready(Some(Ok(Frame::data(part))));
                }
                let pause = pause.get_or_insert_with(|| Box::pin(tokio::time::sleep(FLUSH)));
                pause.as_mut().poll(cx).map(|()| Some(Err(BrokenOff)))
            }
            Self::Stream(stream) => stream.poll(cx),
            Self::Forwarded(forwarded) => forwarded.poll(cx),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(bytes) => bytes.is_none(),
            Self::Half { .. } => false,
            Self::Stream(stream) => stream.entry.is_none(),
            Self::Forwarded(forwarded) => forwarded.is_over(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(bytes) => SizeHint::with_exact(bytes.as_ref().map_or(0, |bytes| bytes.len() as u64)),
            Self::Half { announced, .. } => SizeHint::with_exact(*announced),
            Self::Stream(_) => SizeHint::default(),
            Self::Forwarded(forwarded) => {
                forwarded.length().map_or_else(SizeHint::default, SizeHint::with_exact)
            }
        }
    }
}

/// A stream under way. Dropped before its end (the client has gone, or the run is
/// over) it records what had left.
pub struct StreamBody {
    /// Open until the stream is over.
    entry: Option<Entry>,
    note: Note,
    events: Events,
    bytes: Bytes,
    /// The next event.
    next: usize,
    /// When the one before it was due.
    due: Instant,
    timer: Option<Pin<Box<Sleep>>>,
    /// Ready once nobody else is let in.
    shut: Option<oneshot::Receiver<()>>,
    control: Control,
}

impl StreamBody {
    /// A stream that begins now.
    #[must_use]
    pub fn new(mut events: Events, note: Note, entry: Entry, control: Control) -> Self {
        let bytes = Bytes::from(std::mem::take(&mut events.bytes));
        Self {
            entry: Some(entry),
            note,
            events,
            bytes,
            next: 0,
            due: Instant::now(),
            timer: None,
            shut: None,
            control,
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        let Some(event) = self.events.events.get(self.next) else { return self.poll_end(cx) };
        let due = self.due + event.gap;
        if !event.gap.is_zero() && due > Instant::now() && self.sleep_until(due, cx).is_pending() {
            return Poll::Pending;
        }
        self.timer = None;
        let piece = self.take_due();
        if self.next >= self.events.events.len() && self.events.fault.is_none() {
            let note = std::mem::take(&mut self.note);
            self.close(note, true);
        }
        Poll::Ready(Some(Ok(Frame::data(piece))))
    }

    fn sleep_until(&mut self, at: Instant, cx: &mut Context<'_>) -> Poll<()> {
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(at)));
        timer.as_mut().poll(cx)
    }

    /// The next event and those behind it that are due as well.
    fn take_due(&mut self) -> Bytes {
        let from = self.next;
        let begin = self.end_of(from);
        let now = Instant::now();
        while let Some(event) = self.events.events.get(self.next) {
            let due = self.due + event.gap;
            let early = !event.gap.is_zero() && due > now;
            if self.next > from && (early || event.end - begin > PIECE) {
                break;
            }
            self.due = due;
            self.next += 1;
        }
        self.record(from);
        self.bytes.slice(begin..self.end_of(self.next))
    }

    /// Where the events before this one end.
    fn end_of(&self, next: usize) -> usize {
        next.checked_sub(1).and_then(|last| self.events.events.get(last)).map_or(0, |last| last.end)
    }

    /// Puts on record what is leaving, from this event on.
    fn record(&self, from: usize) {
        let Some(entry) = &self.entry else { return };
        let at_ms = entry.now_ms();
        let mut begin = self.end_of(from);
        let leaving = self.events.events.get(from..self.next).unwrap_or_default();
        entry.chunks(leaving.iter().map(|event| {
            let bytes = (event.end - begin) as u64;
            begin = event.end;
            let text = if event.choice == 0 { event.text.clone() } else { String::new() };
            Chunk { at_ms, text, bytes }
        }));
    }

    /// After the last event: a proper end, or a fault.
    fn poll_end(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        match self.events.fault {
            None
            | Some(Fault::NoDone | Fault::Malformed | Fault::Split | Fault::KeepAlive | Fault::SlowFirst) => {
                let note = std::mem::take(&mut self.note);
                self.close(note, true);
                Poll::Ready(None)
            }
            Some(Fault::Cut) => {
                self.close_early();
                Poll::Ready(None)
            }
            // The connection itself notices when the client goes away.
            Some(Fault::Stall) => Poll::Pending,
            Some(fault @ (Fault::Reset | Fault::Refuse)) => {
                let at = self.due + FLUSH;
                if self.sleep_until(at.max(Instant::now() + FLUSH), cx).is_pending() {
                    return Poll::Pending;
                }
                if fault == Fault::Refuse {
                    let gate = &self.control.gate;
                    let shut = self.shut.get_or_insert_with(|| gate.shut());
                    if Pin::new(shut).poll(cx).is_pending() {
                        return Poll::Pending;
                    }
                }
                self.close_early();
                self.control.reset();
                Poll::Ready(Some(Err(BrokenOff)))
            }
        }
    }

    fn close_early(&mut self) {
        let note = std::mem::take(&mut self.note);
        let sent = Sent::of(self.events.events.get(..self.next).unwrap_or_default(), note.reply.len());
        self.close((self.events.partial)(&note, &sent), false);
    }

    fn close(&mut self, note: Note, complete: bool) {
        if let Some(mut entry) = self.entry.take() {
            entry.close(note, complete);
        }
    }
}

impl Drop for StreamBody {
    fn drop(&mut self) {
        if self.entry.is_some() {
            self.close_early();
        }
    }
}
