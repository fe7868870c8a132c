//! One request over HTTP: read, recorded, answered.
//!
//! Owns: the passage between hyper's types and the engine's. Must not know:
//! listeners, what an answer says.

use crate::api::answer::{Answer, Body as Planned, Headers, Note};
use crate::api::keys::{Keys, key_in};
use crate::api::openai::errors;
use crate::api::record::{Entry, Recorder, RequestBody};
use crate::api::reply_body::{BrokenOff, ReplyBody, StreamBody};
use crate::api::respond::{Call, Engine};
use crate::api::route::{Route, route};
use crate::api::wire::Closing;
use crate::evidence::{Api, Exchange, KeySeen, Redactor};
use crate::script::Fault;
use bytes::{Bytes, BytesMut};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use hyper::{Request, Response, StatusCode};
use serde_json::Value;
use std::borrow::Cow;
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Largest request body, in bytes. More is read and thrown away, never held.
const BODY_LIMIT: usize = 50 * 1024 * 1024;

/// What all connections of a run share.
pub struct Shared {
    /// Who answers.
    pub engine: Engine,
    /// Who remembers.
    pub recorder: Arc<Recorder>,
    /// Who is let in.
    pub keys: Keys,
    /// Masks the run's own key.
    pub redactor: Arc<Redactor>,
}

/// Serves one request.
///
/// # Errors
/// When the script breaks the connection off.
pub async fn serve(
    shared: Arc<Shared>,
    closing: Closing,
    request: Request<Incoming>,
) -> Result<Response<ReplyBody>, BrokenOff> {
    let (head, body) = request.into_parts();
    let visitor = Visitor::new(&shared, &head);
    let entry = shared.recorder.begin(visitor.exchange(&shared.recorder));
    let body = read(body, visitor.announced()).await;
    let gone = matches!(body, ReadBody::Broken(_));
    let (answer, entry) = visitor.answer(&shared, entry, body);
    // There is nobody to answer: dropping the entry records just that.
    if gone { Err(BrokenOff) } else { send(answer, entry, &visitor, closing).await }
}

/// Who asks, and for what.
struct Visitor<'a> {
    head: &'a hyper::http::request::Parts,
    route: Route<'a>,
    api: Api,
    key: &'a str,
    seen: KeySeen,
    accepted: bool,
    redactor: Arc<Redactor>,
}

/// A request's body, as far as it was kept.
enum ReadBody {
    /// All of it.
    Full(Bytes),
    /// It was too long: its beginning and its length.
    Excess(Bytes, u64),
    /// The client went away in the middle of it.
    Broken(Bytes),
}

async fn read(mut body: Incoming, announced: Option<u64>) -> ReadBody {
    if let Some(length) = announced.filter(|length| *length > BODY_LIMIT as u64) {
        return ReadBody::Excess(Bytes::new(), length);
    }
    let mut first: Option<Bytes> = None;
    let mut rest = BytesMut::new();
    let mut length = 0usize;
    while let Some(frame) = body.frame().await {
        let Ok(frame) = frame else { return ReadBody::Broken(rest.freeze()) };
        let Ok(data) = frame.into_data() else { continue };
        length = length.saturating_add(data.len());
        if length > BODY_LIMIT {
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
    if length > BODY_LIMIT {
        ReadBody::Excess(full.slice(..full.len().min(4096)), length as u64)
    } else {
        ReadBody::Full(full)
    }
}

impl<'a> Visitor<'a> {
    fn new(shared: &Shared, head: &'a hyper::http::request::Parts) -> Self {
        let (route, api) = route(head.method.as_str(), head.uri.path());
        let key = key_in(|name| head.headers.get(name).and_then(|value| value.to_str().ok()));
        let (seen, accepted) = shared.keys.judge(key);
        // Another key than the run's own may be a real one: it is masked as well.
        let ours = matches!(shared.keys, Keys::Exactly(_)) && seen == KeySeen::Ours;
        let redactor = if ours || matches!(seen, KeySeen::Missing | KeySeen::VariableName) {
            Arc::clone(&shared.redactor)
        } else {
            let own = match &shared.keys {
                Keys::Exactly(own) => Some(own.clone()),
                Keys::Any => None,
            };
            Arc::new(Redactor::new(own.into_iter().chain([key.to_owned()])))
        };
        Self { head, route, api, key, seen, accepted, redactor }
    }

    fn header(&self, name: &str) -> Option<&'a str> {
        self.head.headers.get(name).and_then(|value| value.to_str().ok())
    }

    fn announced(&self) -> Option<u64> {
        self.header("content-length").and_then(|length| length.parse().ok())
    }

    /// The exchange as it begins: nothing is known but the head.
    fn exchange(&self, recorder: &Recorder) -> Exchange {
        let headers = self
            .head
            .headers
            .iter()
            .map(|(name, value)| {
                let value = String::from_utf8_lossy(value.as_bytes());
                (name.as_str().to_owned(), self.redactor.header(name.as_str(), &value))
            })
            .collect();
        Exchange {
            index: 0,
            at_ms: recorder.now_ms(),
            method: self.head.method.as_str().to_owned(),
            path: self.redactor.text(self.head.uri.path()),
            query: self.head.uri.query().map(|query| self.redactor.text(query)).unwrap_or_default(),
            api: self.api,
            headers,
            request: Value::Null,
            request_text: None,
            request_bytes: 0,
            key: self.seen,
            status: 0,
            response_headers: Vec::new(),
            response: Value::Null,
            reply: Vec::new(),
            stream: false,
            chunks: Vec::new(),
            usage: None,
            usage_sent: false,
            usd: None,
            duration_ms: 0.0,
            complete: false,
            fault: None,
            sdk: self.header("user-agent").map(|agent| self.redactor.text(agent)),
            retry_count: self.header("x-stainless-retry-count").and_then(|count| count.parse().ok()),
            advisories: Vec::new(),
        }
    }

    /// Finds the answer and puts the request on record.
    fn answer(&self, shared: &Shared, entry: Entry, body: ReadBody) -> (Answer, Entry) {
        let (raw, length) = match &body {
            ReadBody::Full(bytes) | ReadBody::Broken(bytes) => (bytes.as_ref(), bytes.len() as u64),
            ReadBody::Excess(bytes, length) => (bytes.as_ref(), *length),
        };
        let parsed = match &body {
            ReadBody::Full(bytes) if !bytes.is_empty() => serde_json::from_slice(bytes).ok(),
            _ => None,
        };
        let call = Call {
            index: entry.index() as u64,
            at_ms: entry.at_ms(),
            unix: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
            method: self.head.method.as_str(),
            path: self.head.uri.path(),
            body: parsed.as_ref().unwrap_or(&Value::Null),
            key: self.key,
            seed: shared.engine.seed,
        };
        let answer = self.judge(&shared.engine, &call, &body, parsed.is_some());
        let on_record = match parsed {
            Some(value) => RequestBody::Json(value),
            None => RequestBody::Text(raw),
        };
        entry.request(self.seen, on_record, raw, length, &self.redactor);
        (answer, entry)
    }

    /// In the vendor's order: does the path exist, is the key right, is the body
    /// what it should be.
    fn judge(&self, engine: &Engine, call: &Call<'_>, body: &ReadBody, is_json: bool) -> Answer {
        if call.method == "OPTIONS" {
            return preflight(self.header("access-control-request-headers"));
        }
        if let ReadBody::Excess(_, length) = body {
            return engine.refuse(errors::too_large(BODY_LIMIT as u64, *length), call);
        }
        if self.route.needs_key() && !self.accepted {
            let fault = if self.key.is_empty() { errors::missing_key() } else { errors::wrong_key(self.key) };
            return engine.refuse(fault, call);
        }
        if self.route.takes_json() {
            if let Some(content_type) = self.header("content-type").filter(|value| !is_json_type(value)) {
                return engine.refuse(errors::wrong_content_type(content_type), call);
            }
            if !is_json {
                return engine.refuse(errors::not_json(), call);
            }
        }
        engine.answer(&self.route, call)
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
        body: Planned::Whole(Vec::new()),
        wait: std::time::Duration::ZERO,
        fault: None,
        note: Note::default(),
    }
}

/// Sends an answer at its time, or does to it what the script demands.
async fn send(
    mut answer: Answer,
    mut entry: Entry,
    visitor: &Visitor<'_>,
    closing: Closing,
) -> Result<Response<ReplyBody>, BrokenOff> {
    if !answer.wait.is_zero() {
        tokio::time::sleep(answer.wait).await;
    }
    let redactor = &visitor.redactor;
    if visitor.header("origin").is_some() && answer.status != 204 {
        answer.headers.push((Cow::Borrowed("access-control-allow-origin"), Cow::Borrowed("*")));
    }
    let nothing = |note: Note| Note {
        response: Value::Null,
        reply: Vec::new(),
        usage: None,
        usage_sent: false,
        usd: None,
        ..note
    };
    match answer.fault {
        Some(Fault::Reset) => {
            entry.close(nothing(answer.note), false, redactor);
            closing.reset();
            return Err(BrokenOff);
        }
        Some(Fault::Stall) => {
            // The note goes on record when the client gives up and this is dropped.
            let mut stalled =
                Stalled { entry, note: Some(nothing(answer.note)), redactor: Arc::clone(redactor) };
            std::future::pending::<()>().await;
            stalled.close();
            return Err(BrokenOff);
        }
        Some(Fault::Cut) | None => {}
    }
    let stream = matches!(answer.body, Planned::Events(_));
    entry.head(answer.status, on_record(&answer.headers, redactor), stream);
    let body = match answer.body {
        Planned::Whole(bytes) if answer.fault == Some(Fault::Cut) => {
            entry.close(nothing(answer.note), false, redactor);
            ReplyBody::half(bytes)
        }
        Planned::Whole(bytes) => {
            entry.close(answer.note, true, redactor);
            ReplyBody::whole(bytes)
        }
        Planned::Events(events) => ReplyBody::Stream(Box::new(StreamBody::new(
            *events,
            answer.note,
            entry,
            Arc::clone(redactor),
            closing,
        ))),
    };
    let mut response = Response::new(body);
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    *response.headers_mut() = header_map(answer.headers);
    Ok(response)
}

/// An exchange that is never answered; it is closed when the client goes.
struct Stalled {
    entry: Entry,
    note: Option<Note>,
    redactor: Arc<Redactor>,
}

impl Stalled {
    fn close(&mut self) {
        if let Some(note) = self.note.take() {
            self.entry.close(note, false, &self.redactor);
        }
    }
}

impl Drop for Stalled {
    fn drop(&mut self) {
        self.close();
    }
}

fn on_record(headers: &Headers, redactor: &Redactor) -> Vec<(String, String)> {
    headers.iter().map(|(name, value)| (name.to_string(), redactor.header(name, value))).collect()
}

fn header_map(headers: Headers) -> HeaderMap {
    let mut map = HeaderMap::with_capacity(headers.len() + 2);
    for (name, value) in headers {
        let name = match name {
            // Our own names are lower case and valid: a test reads them all.
            Cow::Borrowed(name) => HeaderName::from_static(name),
            Cow::Owned(name) => match HeaderName::try_from(name) {
                Ok(name) => name,
                Err(_) => continue,
            },
        };
        let value = match value {
            Cow::Borrowed(value) => HeaderValue::from_static(value),
            Cow::Owned(value) => match HeaderValue::try_from(value) {
                Ok(value) => value,
                Err(_) => continue,
            },
        };
        map.append(name, value);
    }
    map
}
