//! An answer on its way from a service, or from a recording, to the program.
//!
//! Owns: that every piece goes on as it came; that it is read, taped and paid for on
//! the way. Must not know: who takes the pieces.

use super::assemble::{Assembler, Reading};
use super::budget::Reservation;
use super::cassette::{Taped, TapedBytes, TapedChunk, TapedRequest, TapedResponse};
use super::letter::taped_request;
use super::replay::Speed;
use super::scene::{LiveScene, Outgoing};
use super::trouble::{Opinion, Refused, Trouble};
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
    Tape(Box<Tape>),
}

/// A body on tape.
pub(super) struct Tape {
    chunks: VecDeque<TapedChunk>,
    /// Why the service broke it off.
    broken: Option<String>,
    speed: Speed,
    began: Instant,
    timer: Option<Pin<Box<Sleep>>>,
}

impl Tape {
    /// The head has been played.
    pub(super) fn new(chunks: Vec<TapedChunk>, broken: Option<String>, speed: Speed) -> Self {
        Self { chunks: chunks.into(), broken, speed, began: Instant::now(), timer: None }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Bytes, BrokenUpstream>>> {
        let Some(chunk) = self.chunks.front() else {
            return Poll::Ready(self.broken.take().map(|why| Err(BrokenUpstream(why))));
        };
        let due = self.began + recorded(chunk.at_ms);
        if self.speed == Speed::Recorded && due > Instant::now() {
            let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due.into())));
            ready!(timer.as_mut().poll(cx));
        }
        self.timer = None;
        Poll::Ready(self.chunks.pop_front().map(|chunk| Ok(Bytes::from(chunk.bytes.bytes()))))
    }
}

/// A time on tape; nobody waits for an hour.
pub(super) fn recorded(ms: f64) -> Duration {
    Duration::from_secs_f64((ms / 1000.0).clamp(0.0, 3600.0))
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
            Self::Tape(tape) => tape.poll(cx),
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
    /// The most that the answer may have.
    pub(super) output_tokens: u64,
    /// Whether more is billed than what is seen.
    pub(super) thinks: bool,
    /// Whether the service keeps the answer, for later requests to name.
    pub(super) kept: bool,
}

/// An answer under way.
pub struct Passage {
    /// HTTP status.
    pub status: u16,
    /// Names (lower case) and values, in order, without those of the connection.
    pub headers: Vec<(String, String)>,
    /// The body's length, where it was announced.
    pub length: Option<u64>,
    pieces: Pieces,
    assembler: Option<Assembler>,
    scene: Arc<LiveScene>,
    /// Who answers.
    service: String,
    request: TapedRequest,
    first_ms: f64,
    began: Instant,
    taped: Vec<TapedChunk>,
    /// Why the service broke it off.
    broken: Option<String>,
    /// None for what costs nothing: a recording.
    bill: Option<Bill>,
    api: Api,
    opinion: Opinion,
    text_bytes: u64,
}

/// What is known of an answer once its head is there.
pub(super) struct Head {
    pub(super) status: u16,
    pub(super) headers: Vec<(String, String)>,
    pub(super) length: Option<u64>,
    pub(super) first_ms: f64,
}

impl Passage {
    /// An answer whose body comes in these pieces.
    pub(super) fn new(
        scene: &Arc<LiveScene>,
        service: &str,
        outgoing: &Outgoing,
        head: Head,
        pieces: Pieces,
        bill: Option<Bill>,
    ) -> Self {
        Self {
            status: head.status,
            length: head.length,
            pieces,
            assembler: Some(Assembler::new(outgoing.api, is_stream(&head.headers))),
            headers: head.headers,
            scene: Arc::clone(scene),
            service: service.to_owned(),
            request: taped_request(outgoing),
            first_ms: head.first_ms,
            began: Instant::now(),
            taped: Vec::new(),
            broken: None,
            bill,
            api: outgoing.api,
            opinion: outgoing.opinion,
            text_bytes: 0,
        }
    }

    /// The next piece.
    pub fn poll_piece(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Piece, BrokenUpstream>>> {
        let piece = ready!(self.pieces.poll(cx));
        Poll::Ready(piece.map(|piece| {
            if let Err(BrokenUpstream(why)) = &piece {
                self.scene.trouble(Trouble::broken(why));
                self.broken = Some(why.clone());
            }
            piece.map(|bytes| {
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
        self.look_for_fault(&reading.response);
        let usd = self.bill.take().and_then(|bill| self.pay(bill, &reading, complete));
        if self.scene.records() {
            self.scene.tape(Taped {
                request: self.request.clone(),
                response: TapedResponse {
                    status: self.status,
                    headers: self.headers.clone(),
                    first_ms: self.first_ms,
                    length: self.length,
                    chunks: std::mem::take(&mut self.taped),
                    complete,
                    broken: self.broken.take(),
                },
            });
        }
        (reading, usd)
    }

    /// Takes note of what the service gave out, and of a refusal that is its own lack.
    fn look_for_fault(&self, answer: &Value) {
        let mut answered = self.scene.answered();
        if self.status < 400 {
            return answered.note(&self.request, answer);
        }
        let refused = Refused {
            name: &self.service,
            status: self.status,
            answer,
            request: &self.request,
            known_path: self.api != Api::Unknown,
            opinion: self.opinion,
            answered: &answered,
        };
        let lack = refused.lack();
        drop(answered);
        if let Some(trouble) = lack {
            self.scene.lacks(trouble);
        }
    }

    /// An error costs nothing; an answer what it says; one that does not say it (a
    /// stream without usage) what its length suggests, or the most that it might have
    /// cost if the model thought unseen; one broken off what was
    /// reserved, since nobody knows how far the service got.
    fn pay(&self, bill: Bill, reading: &Reading, complete: bool) -> Option<f64> {
        let told = reading.usage;
        let usage = match (self.status, told) {
            (400.., _) => Some(Usage::default()),
            (_, Some(usage)) => Some(usage),
            (_, None) if !complete => None,
            (_, None) => Some(Usage {
                input_tokens: bill.input_tokens,
                output_tokens: match self.api.generates() {
                    true if bill.thinks => bill.output_tokens,
                    // A token of ordinary text has about four bytes: this errs upward.
                    true => self.text_bytes / 2 + 16,
                    false => 0,
                },
                ..Usage::default()
            }),
        };
        let usage = usage?;
        if bill.kept {
            self.scene.kept_less(bill.output_tokens.saturating_sub(usage.output_tokens));
        }
        let cost = bill.provider.cost(&bill.model, &usage);
        bill.reservation.settle(cost.unwrap_or(0.0));
        told.and(cost)
    }
}

pub(super) fn is_stream(headers: &[(String, String)]) -> bool {
    headers.iter().any(|(name, value)| name == "content-type" && value.starts_with("text/event-stream"))
}
