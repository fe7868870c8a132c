//! The record of a run: every exchange, from the moment its head arrives.
//!
//! Owns: order, times, completion, bounds. Must not know: HTTP libraries, dialects.
//!
//! An exchange is on record before it is answered; it is completed when its last
//! byte is handed over, or when whatever carried it is dropped. What is kept at the
//! door is compact (bytes as they came and went); the [`Exchange`] with its JSON is
//! made, redacted, when somebody reads it.

use crate::api::answer::{Headers, Note};
use crate::api::json::Json;
use crate::evidence::{Api, Chunk, Exchange, KeySeen, Redactor, Traffic};
use bytes::Bytes;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::sync::watch;

/// Told of exchanges as they end; cheap to call, never blocks.
pub type Observer = Arc<dyn Fn(&Ended<'_>) + Send + Sync>;

/// An exchange that has just ended, as an observer sees it. A line about it costs
/// little; the whole of it is made only for those who ask.
#[derive(Clone, Copy)]
pub struct Ended<'a>(&'a Slot);

impl Ended<'_> {
    /// One line: number, method, path, status, milliseconds, and what was special.
    #[must_use]
    pub fn line(&self) -> String {
        let arrival = &self.0.arrival;
        let path = arrival.redactor.text(&arrival.path);
        let progress = lock(&self.0.progress);
        let stream = if progress.stream { "  stream" } else { "" };
        let fault = progress.note.fault.as_ref().map_or_else(String::new, |fault| format!("  [{fault}]"));
        format!(
            "#{}  {} {path} -> {}  {:.1} ms{stream}{fault}",
            self.0.index, arrival.method, progress.status, progress.duration_ms
        )
    }

    /// The whole exchange, with nothing secret in it.
    #[must_use]
    pub fn exchange(&self) -> Exchange {
        self.0.exchange()
    }
}

/// Bytes of exchanges that are kept for the end of the run. Later ones are still
/// counted, answered and observed.
const KEPT_BYTES: u64 = 64 * 1024 * 1024;
/// What an exchange takes besides its bodies, roughly.
const EXCHANGE_BYTES: u64 = 2048;
/// Request bodies up to this length are kept as they are.
const KEPT_BODY: usize = 1024 * 1024;
/// Those up to this length are copied.
const SMALL_BODY: usize = 16 * 1024;
/// How much is kept of the beginning of others.
const HEAD: usize = 4096;

/// The record of one run.
pub struct Recorder {
    clock: Instant,
    observer: Option<Observer>,
    traffic: watch::Sender<Traffic>,
    kept: Mutex<Kept>,
    bytes: AtomicU64,
}

#[derive(Default)]
struct Kept {
    count: usize,
    slots: Vec<Arc<Slot>>,
}

/// What is known of a request when its head has arrived.
#[derive(Debug)]
pub struct Arrival {
    /// Milliseconds since the run began.
    pub at_ms: f64,
    /// `GET`, …
    pub method: Cow<'static, str>,
    /// Without the query.
    pub path: Cow<'static, str>,
    /// Without `?`.
    pub query: String,
    /// The protocol.
    pub api: Api,
    /// What kind of key came along.
    pub key: KeySeen,
    /// Names (lower case) and values; those of secret headers already masked.
    pub headers: Lines,
    /// Masks the keys this request may carry.
    pub redactor: Arc<Redactor>,
}

/// Header lines in one piece of memory.
#[derive(Debug, Default)]
pub struct Lines {
    text: Vec<u8>,
    /// Where each name and each value ends.
    ends: Vec<(u32, u32)>,
}

impl Lines {
    /// Room for this many lines of so many bytes altogether.
    #[must_use]
    pub fn with_capacity(lines: usize, bytes: usize) -> Self {
        Self { text: Vec::with_capacity(bytes), ends: Vec::with_capacity(lines) }
    }

    /// Appends a line.
    pub fn push(&mut self, name: &str, value: &[u8]) {
        self.text.extend_from_slice(name.as_bytes());
        let name_end = self.text.len() as u32;
        self.text.extend_from_slice(value);
        self.ends.push((name_end, self.text.len() as u32));
    }

    /// Names and values, in order; what is not UTF-8 is made so.
    pub fn iter(&self) -> impl Iterator<Item = (Cow<'_, str>, Cow<'_, str>)> {
        let mut from = 0;
        self.ends.iter().filter_map(move |(name_end, end)| {
            let (name_end, end) = (*name_end as usize, *end as usize);
            let line = self.text.get(from..name_end).zip(self.text.get(name_end..end));
            from = end;
            line.map(|(name, value)| (String::from_utf8_lossy(name), String::from_utf8_lossy(value)))
        })
    }

    fn get(&self, name: &str) -> Option<Cow<'_, str>> {
        self.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

struct Slot {
    index: usize,
    arrival: Arrival,
    progress: Mutex<Progress>,
}

#[derive(Default)]
struct Progress {
    body: RequestBody,
    body_bytes: u64,
    status: u16,
    headers: Headers,
    stream: bool,
    chunks: Vec<Chunk>,
    note: Note,
    duration_ms: f64,
    complete: bool,
}

/// A request's body on record.
#[derive(Default)]
enum RequestBody {
    #[default]
    Empty,
    /// As it came.
    Raw(Bytes),
    /// Too long to keep: its head and its hash.
    Head(Value),
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Recorder {
    /// An empty record whose times count from `clock`.
    #[must_use]
    pub fn new(clock: Instant, observer: Option<Observer>) -> Self {
        let traffic = watch::Sender::new(Traffic::default());
        Self { clock, observer, traffic, kept: Mutex::default(), bytes: AtomicU64::new(0) }
    }

    /// Milliseconds since the run began.
    #[must_use]
    pub fn now_ms(&self) -> f64 {
        self.clock.elapsed().as_secs_f64() * 1000.0
    }

    /// How busy the door is.
    #[must_use]
    pub fn traffic(&self) -> watch::Receiver<Traffic> {
        self.traffic.subscribe()
    }

    /// Counts, and wakes whoever watches.
    fn count(&self, change: impl FnOnce(&mut Traffic)) {
        let watched = self.traffic.receiver_count() > 0;
        self.traffic.send_if_modified(|traffic| {
            change(traffic);
            watched
        });
    }

    /// Puts a request on record whose head has arrived.
    pub fn begin(self: &Arc<Self>, arrival: Arrival) -> Entry {
        let generates = arrival.api.generates();
        self.count(|traffic| {
            traffic.begun += usize::from(generates);
            traffic.open += 1;
        });
        let mut kept = lock(&self.kept);
        kept.count += 1;
        let slot = Arc::new(Slot { index: kept.count, arrival, progress: Mutex::default() });
        if self.bytes.load(Ordering::Relaxed) < KEPT_BYTES {
            kept.slots.push(Arc::clone(&slot));
        }
        drop(kept);
        Entry { recorder: Arc::clone(self), slot, open: true }
    }

    /// Everything on record, in order of arrival; the record is empty afterwards.
    pub fn take(&self) -> Vec<Exchange> {
        let slots = std::mem::take(&mut lock(&self.kept).slots);
        slots.into_iter().map(|slot| slot.exchange()).collect()
    }
}

/// One exchange on record, as long as it is open. Dropping it closes it as
/// incomplete.
pub struct Entry {
    recorder: Arc<Recorder>,
    slot: Arc<Slot>,
    open: bool,
}

impl Entry {
    /// 1 for the first request of the run.
    #[must_use]
    pub fn index(&self) -> usize {
        self.slot.index
    }

    /// What is known since the head arrived.
    #[must_use]
    pub fn arrival(&self) -> &Arrival {
        &self.slot.arrival
    }

    /// Milliseconds since the run began.
    #[must_use]
    pub fn now_ms(&self) -> f64 {
        self.recorder.now_ms()
    }

    /// Records the request's body: as much of it as was kept, and its full length.
    pub fn body(&self, raw: &Bytes, length: u64) {
        let body = match raw.len() {
            0 => RequestBody::Empty,
            // A copy, so that the buffer it came in can take the next request.
            1..=SMALL_BODY => RequestBody::Raw(Bytes::copy_from_slice(raw)),
            length if length <= KEPT_BODY => RequestBody::Raw(raw.clone()),
            _ => RequestBody::Head(shortened(raw, &self.slot.arrival.redactor)),
        };
        let mut progress = lock(&self.slot.progress);
        progress.body = body;
        progress.body_bytes = length;
    }

    /// Records the head of the answer.
    pub fn head(&self, status: u16, headers: Headers, stream: bool) {
        let mut progress = lock(&self.slot.progress);
        progress.status = status;
        progress.headers = headers;
        progress.stream = stream;
    }

    /// Records pieces of a stream that are leaving.
    pub fn chunks(&self, chunks: impl Iterator<Item = Chunk>) {
        lock(&self.slot.progress).chunks.extend(chunks);
    }

    /// Closes the exchange: what was answered, and whether it left to its end.
    pub fn close(&mut self, note: Note, complete: bool) {
        let mut progress = lock(&self.slot.progress);
        progress.note = note;
        progress.complete = complete;
        drop(progress);
        self.end();
    }

    fn end(&mut self) {
        if !std::mem::replace(&mut self.open, false) {
            return;
        }
        let now = self.recorder.now_ms();
        let mut progress = lock(&self.slot.progress);
        progress.duration_ms = (now - self.slot.arrival.at_ms).max(0.0);
        let streamed: u64 = progress.chunks.iter().map(|chunk| chunk.bytes).sum();
        let bodies =
            progress.body_bytes.min(KEPT_BODY as u64) + streamed + progress.note.response.len() as u64;
        drop(progress);
        self.recorder.bytes.fetch_add(EXCHANGE_BYTES + bodies, Ordering::Relaxed);
        if let Some(observer) = &self.recorder.observer {
            observer(&Ended(&self.slot));
        }
        let generates = self.slot.arrival.api.generates();
        self.recorder.count(|traffic| {
            traffic.ended += usize::from(generates);
            traffic.open = traffic.open.saturating_sub(1);
        });
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.end();
    }
}

impl Slot {
    /// The exchange as it stands, with nothing secret in it.
    fn exchange(&self) -> Exchange {
        let arrival = &self.arrival;
        let redactor = arrival.redactor.as_ref();
        let progress = lock(&self.progress);
        let (request, request_text) = progress.body.read(redactor);
        let mut response = serde_json::from_slice(&progress.note.response).unwrap_or_default();
        redactor.json(&mut response);
        let text = |text: &String| redactor.text(text);
        Exchange {
            index: self.index,
            at_ms: arrival.at_ms,
            method: arrival.method.clone().into_owned(),
            path: redactor.text(&arrival.path),
            query: redactor.text(&arrival.query),
            api: arrival.api,
            headers: lines(arrival.headers.iter(), redactor),
            request,
            request_text,
            request_bytes: progress.body_bytes,
            key: arrival.key,
            status: progress.status,
            response_headers: lines(progress.headers.iter().cloned(), redactor),
            response,
            reply: progress.note.reply.iter().map(text).collect(),
            stream: progress.stream,
            chunks: progress.chunks.iter().map(|c| Chunk { text: text(&c.text), ..c.clone() }).collect(),
            usage: progress.note.usage,
            usage_sent: progress.note.usage_sent,
            usd: progress.note.usd,
            duration_ms: progress.duration_ms,
            starved_ms: 0.0,
            complete: progress.complete,
            fault: progress.note.fault.clone(),
            sdk: arrival.headers.get("user-agent").map(|agent| redactor.text(&agent)),
            retry_count: arrival.headers.get("x-stainless-retry-count").and_then(|count| count.parse().ok()),
            advisories: progress.note.advisories.iter().map(text).collect(),
        }
    }
}

fn lines<'a>(
    lines: impl Iterator<Item = (Cow<'a, str>, Cow<'a, str>)>,
    redactor: &Redactor,
) -> Vec<(String, String)> {
    lines
        .map(|(name, value)| {
            let value = redactor.header(&name, &value);
            (name.into_owned(), value)
        })
        .collect()
}

impl RequestBody {
    /// The body as JSON, or else the beginning of its text.
    fn read(&self, redactor: &Redactor) -> (Value, Option<String>) {
        match self {
            Self::Empty => (Value::Null, None),
            Self::Head(value) => (value.clone(), None),
            Self::Raw(raw) => match serde_json::from_slice::<Value>(raw) {
                Ok(mut value) => {
                    redactor.json(&mut value);
                    (value, None)
                }
                Err(_) => (Value::Null, Some(head(raw, redactor))),
            },
        }
    }
}

fn head(bytes: &[u8], redactor: &Redactor) -> String {
    // A key may lie across the cut: so it is masked before.
    let generous = bytes.get(..2 * HEAD).unwrap_or(bytes);
    let mut text = redactor.text(&String::from_utf8_lossy(generous));
    let end = crate::api::tokens::whole(&text, HEAD);
    text.truncate(end);
    text
}

/// What stands for a body that is too long to keep: its short fields, its head, and
/// a hash that tells whether two are the same.
fn shortened(raw: &[u8], redactor: &Redactor) -> Value {
    let hash: String = Sha256::digest(raw).iter().map(|byte| format!("{byte:02x}")).collect();
    let mut kept = json!({"_truncated": {"bytes": raw.len(), "sha256": hash, "head": head(raw, redactor)}});
    // Parameters are short and worth keeping; what is long is the conversation.
    if let (Ok(Json::Object(fields)), Some(kept)) = (Json::parse(raw), kept.as_object_mut()) {
        for (key, field) in fields.iter() {
            let text = field.to_string();
            if !matches!(field, Json::Array(_) | Json::Object(_)) && text.len() <= HEAD {
                kept.insert(key.to_owned(), serde_json::from_str(&text).unwrap_or_default());
            }
        }
    }
    redactor.json(&mut kept);
    kept
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use std::sync::atomic::AtomicUsize;

    fn arrival(api: Api) -> Arrival {
        let mut headers = Lines::with_capacity(2, 64);
        headers.push("user-agent", b"OpenAI/Python 3.51.0");
        headers.push("x-note", b"sk-secret-key \xff");
        Arrival {
            at_ms: 0.0,
            method: "POST".into(),
            path: "/v1/chat/completions".into(),
            query: "key=sk-secret-key".to_owned(),
            api,
            key: KeySeen::Ours,
            headers,
            redactor: Arc::new(Redactor::new(["sk-secret-key".to_owned()])),
        }
    }

    fn recorder() -> (Arc<Recorder>, Arc<AtomicUsize>) {
        let seen = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&seen);
        let observer: Observer = Arc::new(move |_| {
            counter.fetch_add(1, Ordering::SeqCst);
        });
        (Arc::new(Recorder::new(Instant::now(), Some(observer))), seen)
    }

    #[test]
    fn an_exchange_is_on_record_before_it_is_answered() {
        let (recorder, seen) = recorder();
        let traffic = recorder.traffic();
        let entry = recorder.begin(arrival(Api::ChatCompletions));
        assert_eq!(*traffic.borrow(), Traffic { begun: 1, ended: 0, open: 1 });
        let exchange = recorder.take().remove(0);
        assert_eq!((exchange.index, exchange.status, exchange.complete), (1, 0, false));
        assert_eq!(exchange.sdk.as_deref(), Some("OpenAI/Python 3.51.0"));
        drop(entry);
        assert_eq!(*traffic.borrow(), Traffic { begun: 1, ended: 1, open: 0 });
        assert_eq!(seen.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn what_is_dropped_is_incomplete_and_what_is_closed_is_not_closed_twice() {
        let (recorder, seen) = recorder();
        let mut first = recorder.begin(arrival(Api::Other));
        drop(recorder.begin(arrival(Api::Other)));
        first.close(Note { reply: vec!["hi".to_owned()], ..Note::default() }, true);
        drop(first);
        let exchanges = recorder.take();
        let seen_by_index: Vec<_> = exchanges.iter().map(|e| (e.index, e.complete, e.reply.len())).collect();
        assert_eq!(seen_by_index, [(1, true, 1), (2, false, 0)]);
        assert_eq!(seen.load(Ordering::SeqCst), 2);
        assert_eq!(*recorder.traffic().borrow(), Traffic::default());
    }

    #[test]
    fn keys_never_show() {
        let (recorder, _) = recorder();
        let mut entry = recorder.begin(arrival(Api::ChatCompletions));
        entry.body(&Bytes::from_static(b"{\"user\": \"sk-secret-key\"}"), 25);
        entry.chunks([Chunk { at_ms: 1.0, text: "sk-secret-key".to_owned(), bytes: 9 }].into_iter());
        let response = Bytes::from_static(b"{\"text\": \"sk-secret-key\"}");
        entry.close(Note { response, reply: vec!["sk-secret-key".to_owned()], ..Note::default() }, true);
        let shown = serde_json::to_string(&recorder.take()).unwrap();
        assert!(!shown.contains("secret") && shown.contains("[masked]"), "{shown}");
    }

    #[test]
    fn long_bodies_are_kept_by_hash_and_head() {
        let (recorder, _) = recorder();
        let body =
            json!({"model": "gpt-4o", "messages": [format!("sk-secret-key {}", "x".repeat(KEPT_BODY))]});
        let raw = Bytes::from(body.to_string());
        recorder.begin(arrival(Api::Other)).body(&raw, raw.len() as u64);
        let request = recorder.take().remove(0).request;
        assert_eq!(request["model"], "gpt-4o");
        assert_eq!(request["_truncated"]["bytes"], raw.len());
        assert_eq!(request["_truncated"]["sha256"].as_str().unwrap().len(), 64);
        assert!(request.to_string().len() < 2 * HEAD && !request.to_string().contains("sk-secret"));
    }

    #[test]
    fn memory_is_bounded() {
        let (recorder, seen) = recorder();
        recorder.bytes.store(KEPT_BYTES, Ordering::Relaxed);
        let entry = recorder.begin(arrival(Api::Other));
        assert_eq!(entry.index(), 1);
        drop(entry);
        assert!(recorder.take().is_empty());
        assert_eq!(seen.load(Ordering::SeqCst), 1);
    }
}
