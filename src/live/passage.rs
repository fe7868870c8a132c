//! An answer on its way from a service, or from a recording, to the program.
//!
//! Owns: that every piece goes on as it came; that it is read, taped and paid for on
//! the way. Must not know: who takes the pieces.

use super::assemble::{Assembler, Reading};
use super::budget::Reservation;
use super::cassette::{Taped, TapedBytes, TapedChunk, TapedRequest, TapedResponse};
use super::replay::Speed;
use super::scene::LiveScene;
use crate::evidence::{Api, Usage};
use bytes::Bytes;
use hyper::body::{Body, Incoming};
use serde_json::Value;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};
use thiserror::Error;
use tokio::time::Sleep;

/// The service broke its answer off.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("the service broke off: {0}")]
pub struct BrokenUpstream(pub String);

/// A piece of the body, as it came.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piece {
    /// The bytes.
    pub bytes: Bytes,
    /// The visible text they add to the first reply.
    pub text: String,
}

/// Where the pieces come from.
pub(super) enum Pieces {
    /// A service.
    Network(Box<Incoming>),
    /// A recording.
    Tape { chunks: VecDeque<TapedChunk>, speed: Speed, began: Instant, timer: Option<Pin<Box<Sleep>>> },
}

impl Pieces {
    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BrokenUpstream>>> {
        match self {
            Self::Network(body) => loop {
                let frame = ready!(Pin::new(&mut **body).poll_frame(cx));
                return Poll::Ready(match frame {
                    None => None,
                    Some(Err(error)) => Some(Err(BrokenUpstream(error.to_string()))),
                    Some(Ok(frame)) => match frame.into_data() {
                        Ok(data) => Some(Ok(data)),
                        Err(_) => continue,
                    },
                });
            },
            Self::Tape { chunks, speed, began, timer } => {
                let Some(chunk) = chunks.front() else { return Poll::Ready(None) };
                let due = *began + Duration::from_secs_f64((chunk.at_ms / 1000.0).clamp(0.0, 3600.0));
                if *speed == Speed::Recorded && due > Instant::now() {
                    let timer = timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due.into())));
                    ready!(timer.as_mut().poll(cx));
                }
                *timer = None;
                Poll::Ready(chunks.pop_front().map(|chunk| Ok(Bytes::from(chunk.bytes.bytes()))))
            }
        }
    }
}

/// What is needed to pay for an answer.
pub(super) struct Bill {
    pub(super) reservation: Reservation,
    pub(super) provider: super::provider::Provider,
    pub(super) model: String,
    /// Where the answer does not tell.
    pub(super) input_tokens: u64,
}

/// An answer under way.
pub struct Passage {
    /// HTTP status.
    pub status: u16,
    /// Names (lower case) and values, in order, without those of the connection.
    pub headers: Vec<(String, String)>,
    /// The body's length, where it was announced.
    pub length: Option<u64>,
    pub(super) pieces: Pieces,
    pub(super) assembler: Option<Assembler>,
    pub(super) scene: Arc<LiveScene>,
    pub(super) request: TapedRequest,
    pub(super) first_ms: f64,
    pub(super) began: Instant,
    pub(super) taped: Vec<TapedChunk>,
    pub(super) bill: Option<Bill>,
    pub(super) api: Api,
    pub(super) text_bytes: u64,
}

impl Passage {
    /// The next piece.
    pub fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, BrokenUpstream>>> {
        let piece = ready!(self.pieces.poll(cx));
        Poll::Ready(piece.map(|piece| {
            piece.inspect_err(|broken| self.scene.broken(broken)).map(|bytes| {
                let bytes = self.scene.masked(bytes);
                if self.scene.records() {
                    let at_ms = self.began.elapsed().as_secs_f64() * 1000.0;
                    self.taped.push(TapedChunk { at_ms, bytes: TapedBytes::of(&bytes) });
                }
                let text = self.assembler.as_mut().map(|reader| reader.push(&bytes)).unwrap_or_default();
                self.text_bytes += text.len() as u64;
                Piece { bytes, text }
            })
        }))
    }

    /// Whether it is a stream of events.
    #[must_use]
    pub fn is_stream(&self) -> bool {
        is_stream(&self.headers)
    }

    /// Ends it: what it said, and what it cost in US dollars where that is known.
    pub fn finish(&mut self, complete: bool) -> (Reading, Option<f64>) {
        let reading = self.assembler.take().map(Assembler::finish).unwrap_or_default();
        if let Some(bill) = &self.bill
            && self.lacks_endpoint(&reading)
        {
            let what = format!("{} {}", self.request.method, self.request.path);
            self.scene.lacks(&bill.provider.name, &what, self.status);
        }
        let usd = self.bill.take().and_then(|bill| self.pay(bill, &reading, complete));
        if self.scene.records() {
            self.scene.tape(Taped {
                request: self.request.clone(),
                response: TapedResponse {
                    status: self.status,
                    headers: self.headers.clone(),
                    first_ms: self.first_ms,
                    chunks: std::mem::take(&mut self.taped),
                    complete,
                },
            });
        }
        (reading, usd)
    }

    /// Whether the service does not have what the vendor has: then the program is not to
    /// blame. A model that is not there is another matter, and so is an id.
    fn lacks_endpoint(&self, reading: &Reading) -> bool {
        let error = reading.response.get("error");
        let text = |key: &str| {
            error.and_then(|error| error.get(key)).and_then(Value::as_str).unwrap_or_default().to_lowercase()
        };
        matches!(self.status, 404 | 405)
            && self.api != Api::Unknown
            && self.request.method == "POST"
            && !self.request.path.contains(|c: char| c.is_ascii_digit() && c != '1')
            && text("code") != "model_not_found"
            && !text("message").contains("model")
    }

    /// An error costs nothing; an answer what it says; one that does not say it (a
    /// stream without usage) what its length suggests; one broken off what was
    /// reserved, since nobody knows how far the service got.
    fn pay(&self, bill: Bill, reading: &Reading, complete: bool) -> Option<f64> {
        let told = reading.usage;
        let usage = match (self.status, told) {
            (400.., _) => Some(Usage::default()),
            (_, Some(usage)) => Some(usage),
            (_, None) if !complete => None,
            (_, None) => Some(Usage {
                input_tokens: bill.input_tokens,
                // A token of ordinary text has about four bytes: this errs upward.
                output_tokens: if self.api.generates() { self.text_bytes / 2 + 16 } else { 0 },
                ..Usage::default()
            }),
        };
        let usage = usage?;
        let cost = bill.provider.cost(&bill.model, &usage);
        bill.reservation.settle(cost.unwrap_or(0.0));
        told.and(cost)
    }
}

pub(super) fn is_stream(headers: &[(String, String)]) -> bool {
    headers.iter().any(|(name, value)| name == "content-type" && value.starts_with("text/event-stream"))
}
