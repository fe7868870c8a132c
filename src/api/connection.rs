//! One request over HTTP: read, recorded, answered.
//!
//! Owns: the passage between hyper's types and the engine's. Must not know:
//! listeners, what an answer says.

use crate::api::answer::{Answer, Body as Planned, Headers, Note};
use crate::api::forward;
use crate::api::header_map::HeaderMaps;
use crate::api::inflate::{Packed, unpack};
use crate::api::json::Json;
use crate::api::keys::{Key, KeyPlace, Keys, key_in};
use crate::api::record::{Arrival, Entry, Lines, Recorder};
use crate::api::refusal::Refusal;
use crate::api::reply_body::{BrokenOff, ReplyBody, StreamBody};
use crate::api::respond::{Call, Client, Engine, Raw};
use crate::api::route::{Route, Vendor, route};
use crate::api::wire::Control;
use crate::evidence::{Api, KeySeen, Redactor};
use crate::live::LiveScene;
use crate::script::Fault;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{
    ACCESS_CONTROL_REQUEST_HEADERS, AUTHORIZATION, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, HOST,
    HeaderName, ORIGIN,
};
use hyper::http::request::Parts;
use hyper::{Method, Request, Response, StatusCode};
use std::borrow::Cow;
use std::io;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

// Names that are not made anew (and checked, and hashed) for each request.
static ANTHROPIC_BETA: HeaderName = HeaderName::from_static("anthropic-beta");
static ANTHROPIC_VERSION: HeaderName = HeaderName::from_static("anthropic-version");
static X_API_KEY: HeaderName = HeaderName::from_static("x-api-key");

/// What all connections of a run share.
pub struct Shared {
    /// Who answers.
    pub engine: Engine,
    /// Who remembers.
    pub recorder: Arc<Recorder>,
    /// Who is let in.
    pub keys: Keys,
    /// Masks the run's own key, and those of the real services.
    pub redactor: Arc<Redactor>,
    /// Who answers in place of the engine.
    pub live: Option<Arc<LiveScene>>,
    /// Headers that answers share.
    pub header_maps: HeaderMaps,
}

/// Serves one request.
///
/// # Errors
/// When the script breaks the connection off.
pub async fn serve(
    shared: &Arc<Shared>,
    control: &Control,
    request: Request<Incoming>,
) -> Result<Response<ReplyBody>, BrokenOff> {
    let (head, body) = request.into_parts();
    let visitor = Visitor::new(shared, &head);
    let entry = shared.recorder.begin(visitor.arrival(shared));
    let limit = visitor.vendor.body_limit();
    let body = read(body, visitor.announced(), limit).await;
    let answer = match &body {
        ReadBody::Full(bytes) => match visitor.unpacked(bytes, limit) {
            Ok(bytes) => {
                entry.body(&bytes, bytes.len() as u64);
                match &shared.live {
                    Some(live) if visitor.goes_on() => {
                        return forward::forward(shared, live, entry, &visitor, &bytes, control).await;
                    }
                    _ => visitor.answer(shared, &entry, &bytes),
                }
            }
            Err(refusal) => {
                entry.body(bytes, bytes.len() as u64);
                visitor.turn_away(shared, &entry, &refusal)
            }
        },
        ReadBody::Excess(bytes, length) => {
            entry.body(bytes, *length);
            visitor.turn_away(shared, &entry, &Refusal::TooLarge { limit, length: *length })
        }
        // The connection cannot be used any more: nobody knows where the next request
        // would begin.
        ReadBody::Malformed => bare_400(),
        // There is nobody to answer: dropping the entry records just that.
        ReadBody::Broken => return Err(BrokenOff),
    };
    send(shared, answer, entry, &visitor, control).await
}

/// Who asks, and for what.
pub(super) struct Visitor<'a> {
    pub(super) head: &'a Parts,
    pub(super) route: Route<'a>,
    pub(super) api: Api,
    pub(super) vendor: Vendor,
    key: Key<'a>,
    seen: KeySeen,
    accepted: bool,
}

/// A request's body, as far as it was kept.
enum ReadBody {
    /// All of it.
    Full(Bytes),
    /// It was too long: its beginning and its length.
    Excess(Bytes, u64),
    /// It is cut up in a way that nobody understands.
    Malformed,
    /// The client went away in the middle of it.
    Broken,
}

/// Reads a body. More than `limit` bytes are read and thrown away, never held.
async fn read(mut body: Incoming, announced: Option<u64>, limit: u64) -> ReadBody {
    if let Some(length) = announced.filter(|length| *length > limit) {
        return ReadBody::Excess(Bytes::new(), length);
    }
    let mut first: Option<Bytes> = None;
    let mut rest = BytesMut::new();
    let mut length = 0u64;
    while let Some(frame) = body.frame().await {
        let frame = match frame {
            Ok(frame) => frame,
            Err(error) if is_malformed(&error) => return ReadBody::Malformed,
            Err(_) => return ReadBody::Broken,
        };
        let Ok(data) = frame.into_data() else { continue };
        length = length.saturating_add(data.len() as u64);
        if length > limit {
            rest.truncate(4096);
            continue;
        }
        // Nearly every body arrives in one piece: then it is not copied.
        match (&first, rest.is_empty()) {
            (None, true) => first = Some(data),
            (Some(begin), true) => {
                rest.extend_from_slice(begin);
                rest.extend_from_slice(&data);
            }
            _ => rest.extend_from_slice(&data),
        }
    }
    let full = if rest.is_empty() { first.unwrap_or_default() } else { rest.freeze() };
    if length > limit {
        ReadBody::Excess(full.slice(..full.len().min(4096)), length)
    } else {
        ReadBody::Full(full)
    }
}

impl<'a> Visitor<'a> {
    fn new(shared: &Shared, head: &'a Parts) -> Self {
        let (route, api) = route(head.method.as_str(), head.uri.path());
        let vendor = Vendor::of(head.uri.path(), head.headers.contains_key(&ANTHROPIC_VERSION));
        let key = key_in(vendor, |place| {
            let name = match place {
                KeyPlace::Authorization => &AUTHORIZATION,
                KeyPlace::XApiKey => &X_API_KEY,
            };
            head.headers.get(name).and_then(|value| value.to_str().ok())
        });
        let (seen, accepted) = shared.keys.judge(&key.text);
        Self { head, route, api, vendor, key, seen, accepted }
    }

    /// Whether the request is one that a real service may see: the key is ours, and
    /// the path may exist.
    fn goes_on(&self) -> bool {
        self.accepted && self.head.method != Method::OPTIONS && self.route != Route::Unknown
    }

    fn header(&self, name: &HeaderName) -> Option<&'a str> {
        self.head.headers.get(name).and_then(|value| value.to_str().ok())
    }

    /// The body as it was before the client compressed it.
    fn unpacked(&self, body: &Bytes, limit: u64) -> Result<Bytes, Refusal<'static>> {
        let Some(encoding) = self.header(&CONTENT_ENCODING) else { return Ok(body.clone()) };
        unpack(encoding, body, limit).map_err(|why| match why {
            Packed::TooLarge => Refusal::TooLarge { limit, length: limit + 1 },
            Packed::Unknown | Packed::Broken => Refusal::Packed,
        })
    }

    fn announced(&self) -> Option<u64> {
        self.header(&CONTENT_LENGTH).and_then(|length| length.parse().ok())
    }

    /// What the record says while nothing is known but the head.
    fn arrival(&self, shared: &Shared) -> Arrival {
        let redactor = self.redactor(shared);
        let bytes = self.head.headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum();
        let mut headers = Lines::with_capacity(self.head.headers.len(), bytes);
        for (name, value) in &self.head.headers {
            match Redactor::is_secret(name.as_str()) {
                true => {
                    let value = String::from_utf8_lossy(value.as_bytes());
                    headers.push(name.as_str(), redactor.header(name.as_str(), &value).as_bytes());
                }
                false => headers.push(name.as_str(), value.as_bytes()),
            }
        }
        Arrival {
            at_ms: shared.recorder.now_ms(),
            method: fixed(self.head.method.as_str(), &["POST", "GET"]),
            path: fixed(self.head.uri.path(), &["/v1/chat/completions", "/v1/responses", "/v1/messages"]),
            query: self.head.uri.query().unwrap_or_default().to_owned(),
            api: self.api,
            key: self.seen,
            headers,
            redactor,
        }
    }

    /// Masks the run's key, and any other that came along: it may be a real one.
    fn redactor(&self, shared: &Shared) -> Arc<Redactor> {
        match (&shared.keys, self.seen) {
            (Keys::Exactly(_), KeySeen::Ours) | (_, KeySeen::Missing | KeySeen::VariableName) => {
                Arc::clone(&shared.redactor)
            }
            _ => Arc::new(shared.redactor.with(&self.key.text)),
        }
    }

    /// Finds the answer, in the vendor's order: does the path exist, is the key
    /// right, is the body what it should be.
    fn answer(&self, shared: &Shared, entry: &Entry, body: &Bytes) -> Answer {
        if self.head.method == Method::OPTIONS {
            return preflight(self.header(&ACCESS_CONTROL_REQUEST_HEADERS));
        }
        if self.route.needs_key() && !self.accepted {
            let key = self.key.text.as_ref();
            let refusal = if key.is_empty() { Refusal::NoKey } else { Refusal::WrongKey(key) };
            return self.turn_away(shared, entry, &refusal);
        }
        if !self.route.takes_json() && (body.is_empty() || !self.route.may_take_json()) {
            return shared.engine.answer(&self.route, &self.call(shared, entry, &Json::Null, body));
        }
        if let Some(content_type) = self.header(&CONTENT_TYPE).filter(|value| !is_json_type(value)) {
            return self.turn_away(shared, entry, &Refusal::ContentType(content_type));
        }
        match Json::parse(body) {
            Ok(json) => shared.engine.answer(&self.route, &self.call(shared, entry, &json, body)),
            Err(error) => self.turn_away(shared, entry, &Refusal::NotJson { error: &error, body }),
        }
    }

    pub(super) fn turn_away(&self, shared: &Shared, entry: &Entry, refusal: &Refusal<'_>) -> Answer {
        shared.engine.turn_away(refusal, &self.call(shared, entry, &Json::Null, &Bytes::new()))
    }

    pub(super) fn call<'b>(
        &'b self,
        shared: &Shared,
        entry: &Entry,
        body: &'b Json<'b>,
        raw: &'b Bytes,
    ) -> Call<'b> {
        Call {
            index: entry.index() as u64,
            at_ms: entry.arrival().at_ms,
            unix: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
            method: self.head.method.as_str(),
            path: self.head.uri.path(),
            query: self.head.uri.query().unwrap_or_default(),
            body,
            raw: Raw { bytes: raw, content_type: self.header(&CONTENT_TYPE).unwrap_or_default() },
            key: &self.key.text,
            seed: shared.engine.seed,
            client: Client {
                vendor: self.vendor,
                version: self.header(&ANTHROPIC_VERSION),
                beta: self.header(&ANTHROPIC_BETA).unwrap_or_default(),
                bearer: self.key.bearer,
                host: self.header(&HOST).unwrap_or_default(),
            },
        }
    }
}

/// Whether a body ended because of what came, and not because nothing came any more.
fn is_malformed(error: &hyper::Error) -> bool {
    let cause = std::error::Error::source(error).and_then(|cause| cause.downcast_ref::<io::Error>());
    cause
        .is_some_and(|cause| matches!(cause.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData))
}

/// What the HTTP library answers to a request that it does not understand.
fn bare_400() -> Answer {
    Answer {
        status: 400,
        headers: vec![(Cow::Borrowed("connection"), Cow::Borrowed("close"))],
        body: Planned::Whole(Bytes::new()),
        wait: std::time::Duration::ZERO,
        fault: None,
        note: Note::default(),
    }
}

fn is_json_type(content_type: &str) -> bool {
    let bare = content_type.split(';').next().unwrap_or_default().trim();
    bare.eq_ignore_ascii_case("application/json") || bare.is_empty()
}

/// What a browser asks before it asks.
fn preflight(wanted: Option<&str>) -> Answer {
    let headers: Headers = vec![
        (Cow::Borrowed("access-control-allow-origin"), Cow::Borrowed("*")),
        (Cow::Borrowed("access-control-allow-methods"), Cow::Borrowed("GET, POST, DELETE, OPTIONS")),
        (Cow::Borrowed("access-control-allow-headers"), Cow::Owned(wanted.unwrap_or("*").to_owned())),
        (Cow::Borrowed("access-control-max-age"), Cow::Borrowed("86400")),
    ];
    Answer {
        status: 204,
        headers,
        body: Planned::Whole(Bytes::new()),
        wait: std::time::Duration::ZERO,
        fault: None,
        note: Note::default(),
    }
}

/// Sends an answer at its time, or does to it what the script demands.
pub(super) async fn send(
    shared: &Shared,
    mut answer: Answer,
    mut entry: Entry,
    visitor: &Visitor<'_>,
    control: &Control,
) -> Result<Response<ReplyBody>, BrokenOff> {
    if !answer.wait.is_zero() {
        tokio::time::sleep(answer.wait).await;
    }
    const ALLOWED: &str = "access-control-allow-origin";
    let asked = visitor.head.headers.contains_key(ORIGIN);
    if asked && answer.headers.iter().all(|(name, _)| name != ALLOWED) {
        answer.headers.push((Cow::Borrowed(ALLOWED), Cow::Borrowed("*")));
    }
    match answer.fault {
        Some(fault @ (Fault::Reset | Fault::Refuse)) => {
            if fault == Fault::Refuse {
                // Before the client learns of it: it may come back at once.
                let _ = control.gate.shut().await;
            }
            entry.close(answer.note.unsent(), false);
            control.reset();
            return Err(BrokenOff);
        }
        Some(Fault::Stall) => {
            // The note goes on record when the client gives up and this is dropped.
            let mut stalled = Stalled { entry, note: Some(answer.note.unsent()) };
            std::future::pending::<()>().await;
            stalled.close();
            return Err(BrokenOff);
        }
        Some(_) | None => {}
    }
    let headers = shared.header_maps.map(&answer.headers);
    entry.head(answer.status, answer.headers, matches!(answer.body, Planned::Events(_)));
    let body = match answer.body {
        Planned::Whole(bytes) if answer.fault == Some(Fault::Cut) => {
            entry.close(answer.note.unsent(), false);
            ReplyBody::half(&bytes)
        }
        Planned::Whole(bytes) => {
            entry.close(answer.note, true);
            control.answered();
            ReplyBody::whole(bytes)
        }
        Planned::Events(events) => {
            ReplyBody::Stream(Box::new(StreamBody::new(*events, answer.note, entry, control.clone())))
        }
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = headers;
    Ok(response)
}

/// A text, not copied if it is a usual one.
fn fixed(text: &str, usual: &[&'static str]) -> Cow<'static, str> {
    match usual.iter().find(|known| **known == text) {
        Some(known) => Cow::Borrowed(*known),
        None => Cow::Owned(text.to_owned()),
    }
}

/// An exchange that is never answered; it is closed when the client goes.
struct Stalled {
    entry: Entry,
    note: Option<Note>,
}

impl Stalled {
    fn close(&mut self) {
        if let Some(note) = self.note.take() {
            self.entry.close(note, false);
        }
    }
}

impl Drop for Stalled {
    fn drop(&mut self) {
        self.close();
    }
}
