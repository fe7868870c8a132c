//! Passing a request on to a real service, or to a recording of one.
//!
//! Owns: what of the script is played all the same (its faults), what a request may
//! cost, and the record of an answer that is not ours. Must not know: providers,
//! keys, money.

use crate::api::answer::{Answer, Body, EventKind, Note, fault_name};
use crate::api::connection::{Shared, Visitor, send};
use crate::api::json::Json;
use crate::api::record::Entry;
use crate::api::refusal::Refusal;
use crate::api::reply_body::{BrokenOff, ReplyBody};
use crate::api::route::Vendor;
use crate::api::tokens;
use crate::api::wire::Control;
use crate::evidence::{Chunk, Usage};
use crate::live::{Dialect, Estimate, LiveScene, Opinion, Outgoing, Passage};
use crate::models::Encoding;
use crate::script::Fault;
use bytes::Bytes;
use hyper::body::Frame;
use hyper::header::{HeaderName, HeaderValue};
use hyper::{Response, StatusCode};
use serde_json::Value;
use std::borrow::Cow;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

/// A model that the script's player knows: it decides about faults, and faults do not
/// depend on the model.
const STAND_IN: &str = "gpt-4o-mini";

/// Fields that name what a service keeps. The player keeps nothing of it.
const KEPT: [&str; 2] = ["previous_response_id", "conversation"];

/// Answers a request whose key was accepted.
///
/// # Errors
/// When the script breaks the connection off.
pub(super) async fn forward(
    shared: &Arc<Shared>,
    live: &Arc<LiveScene>,
    entry: Entry,
    visitor: &Visitor<'_>,
    body: &Bytes,
    control: &Control,
) -> Result<Response<ReplyBody>, BrokenOff> {
    let (strike, opinion) = match played(shared, &entry, visitor, body) {
        Play::Instead(answer) => return send(shared, *answer, entry, visitor, control).await,
        Play::Within(strike, opinion) => (Some(strike), opinion),
        Play::Nothing(opinion) => (None, opinion),
    };
    let passage = match live.forward(outgoing(visitor, body, opinion)).await {
        Ok(passage) => passage,
        Err(refusal) => {
            let why = refusal.to_string();
            let answer = visitor.turn_away(
                shared,
                &entry,
                &Refusal::NotPassedOn { quota: refusal.is_quota(), why: &why },
            );
            return send(shared, answer, entry, visitor, control).await;
        }
    };
    let recorded =
        passage.headers.iter().map(|(n, v)| (Cow::Owned(n.clone()), Cow::Owned(v.clone()))).collect();
    entry.head(passage.status, recorded, passage.is_stream());
    let mut response = Response::new(ReplyBody::Whole(None));
    *response.status_mut() = StatusCode::from_u16(passage.status).unwrap_or(StatusCode::BAD_GATEWAY);
    for (name, value) in &passage.headers {
        if let (Ok(name), Ok(value)) = (HeaderName::try_from(name.as_str()), HeaderValue::from_str(value)) {
            response.headers_mut().append(name, value);
        }
    }
    *response.body_mut() =
        ReplyBody::Forwarded(Box::new(Forwarded::new(passage, entry, strike, control.clone())));
    Ok(response)
}

/// What the script does.
enum Play {
    /// It answers itself: with an error, or not at all.
    Instead(Box<Answer>),
    /// It strikes within the service's answer.
    Within(Strike, Opinion),
    /// Nothing: the service has the word.
    Nothing(Opinion),
}

/// A fault within a stream.
#[derive(Debug, Clone, Copy)]
struct Strike {
    fault: Fault,
    after_pieces: usize,
}

/// Lets the mock answer, and keeps of it what the script says about faults, and what
/// the mock thinks of the request.
fn played(shared: &Shared, entry: &Entry, visitor: &Visitor<'_>, body: &Bytes) -> Play {
    let nothing = || Play::Nothing(Opinion::default());
    if !visitor.api.generates() {
        return nothing();
    }
    let Some((body, knows_model)) = as_the_mock_knows_it(body) else { return nothing() };
    let Ok(json) = Json::parse(&body) else { return nothing() };
    let mut answer = shared.engine.answer(&visitor.route, &visitor.call(shared, entry, &json, &body));
    let opinion = Opinion { keeps_rules: answer.status < 400, knows_model };
    if answer.note.fault.is_none() {
        return Play::Nothing(opinion);
    }
    if let Body::Events(events) = &answer.body
        && let Some(fault) = events.fault
        && answer.status < 400
    {
        let after_pieces = events.events.iter().filter(|event| event.kind == EventKind::Piece).count();
        return Play::Within(Strike { fault, after_pieces }, opinion);
    }
    answer.wait = Duration::ZERO;
    Play::Instead(Box::new(answer))
}

/// The body with a model the player knows, and without what only the service keeps;
/// `None` for what no service would take. And whether it knew the model.
fn as_the_mock_knows_it(body: &Bytes) -> Option<(Bytes, bool)> {
    let mut value: Value = serde_json::from_slice(body).ok()?;
    let fields = value.as_object_mut()?;
    let known =
        fields.get("model").and_then(Value::as_str).is_some_and(|name| crate::models::find(name).is_some());
    // One thing at most can be gone on with.
    let mut kept = KEPT.into_iter().filter(|name| fields.get(*name).is_some_and(is_reference));
    match (kept.next(), kept.next()) {
        (Some(name), None) => fields.remove(name),
        _ if known => return Some((body.clone(), true)),
        _ => None,
    };
    if !known {
        fields.insert("model".to_owned(), Value::from(STAND_IN));
    }
    serde_json::to_vec(&value).ok().map(|body| (Bytes::from(body), known))
}

fn is_reference(value: &Value) -> bool {
    value.is_string() || value.get("id").is_some_and(Value::is_string)
}

fn outgoing(visitor: &Visitor<'_>, body: &Bytes, opinion: Opinion) -> Outgoing {
    let uri = &visitor.head.uri;
    Outgoing {
        method: visitor.head.method.clone(),
        path: uri.path_and_query().map_or_else(|| uri.path().to_owned(), ToString::to_string),
        headers: visitor.head.headers.clone(),
        body: body.clone(),
        api: visitor.api,
        dialect: match visitor.vendor {
            Vendor::OpenAi => Dialect::OpenAi,
            Vendor::Anthropic => Dialect::Anthropic,
        },
        estimate: estimate(body),
        opinion,
    }
}

/// Counts the whole body as text: a little more than the service will count.
fn estimate(body: &Bytes) -> Estimate {
    let tokens = tokens::count(&String::from_utf8_lossy(body), Encoding::default()) as u64;
    Estimate::of(&serde_json::from_slice(body).unwrap_or_default(), tokens)
}

/// A service's answer on its way to the program.
pub struct Forwarded {
    passage: Passage,
    /// Open until the answer is over.
    entry: Option<Entry>,
    strike: Option<Strike>,
    pieces: usize,
    sent: u64,
    control: Control,
}

impl Forwarded {
    fn new(passage: Passage, entry: Entry, strike: Option<Strike>, control: Control) -> Self {
        // A fault within a stream needs one.
        let strike = strike.filter(|_| passage.is_stream());
        Self { passage, entry: Some(entry), strike, pieces: 0, sent: 0, control }
    }

    /// Whether its end has been handed over.
    pub(super) const fn is_over(&self) -> bool {
        self.entry.is_none()
    }

    /// Its length, where the service announced it.
    pub(super) fn length(&self) -> Option<u64> {
        self.passage.length.filter(|_| self.strike.is_none())
    }

    pub(super) fn poll(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        if let Some(strike) = self.strike.filter(|strike| self.pieces >= strike.after_pieces.max(1)) {
            return self.struck(strike);
        }
        match std::task::ready!(self.passage.poll_piece(cx)) {
            Some(Ok(piece)) => {
                if let Some(entry) = self.entry.as_ref().filter(|_| self.passage.is_stream()) {
                    self.pieces += usize::from(!piece.text.is_empty());
                    let bytes = piece.bytes.len() as u64;
                    entry.chunks(std::iter::once(Chunk { at_ms: entry.now_ms(), text: piece.text, bytes }));
                }
                self.sent += piece.bytes.len() as u64;
                // Nobody asks again once the announced length has been handed over.
                if self.passage.length == Some(self.sent) {
                    self.close(true, None);
                }
                Poll::Ready(Some(Ok(Frame::data(piece.bytes))))
            }
            Some(Err(_)) => {
                self.close(false, None);
                Poll::Ready(Some(Err(BrokenOff)))
            }
            None => {
                self.close(true, None);
                Poll::Ready(None)
            }
        }
    }

    fn struck(&mut self, strike: Strike) -> Poll<Option<Result<Frame<Bytes>, BrokenOff>>> {
        match strike.fault {
            Fault::Stall => Poll::Pending,
            Fault::Reset => {
                self.close(false, Some(strike.fault));
                self.control.reset();
                Poll::Ready(Some(Err(BrokenOff)))
            }
            _ => {
                self.close(false, Some(strike.fault));
                Poll::Ready(None)
            }
        }
    }

    fn close(&mut self, complete: bool, fault: Option<Fault>) {
        let Some(mut entry) = self.entry.take() else { return };
        let (reading, usd) = self.passage.finish(complete);
        let response = match &reading.response {
            Value::Null => Bytes::new(),
            value => serde_json::to_vec(value).map(Bytes::from).unwrap_or_default(),
        };
        let usage: Option<Usage> = reading.usage;
        let note = Note {
            response,
            reply: reading.reply,
            usage,
            usage_sent: usage.is_some(),
            usd,
            fault: fault.map(|fault| fault_name(fault).to_owned()),
            advisories: Vec::new(),
        };
        entry.close(note, complete);
    }
}

impl Drop for Forwarded {
    fn drop(&mut self) {
        let stalled = self.strike.filter(|strike| strike.fault == Fault::Stall);
        self.close(false, stalled.map(|strike| strike.fault));
    }
}
