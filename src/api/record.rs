//! The record of a run: every exchange, from the moment its head arrives.
//!
//! Owns: order, times, completion, redaction, bounds. Must not know: HTTP
//! libraries, dialects.
//!
//! An exchange is on record before it is answered; it is completed when its last
//! byte is handed over, or when whatever carried it is dropped.

use crate::api::answer::Note;
use crate::evidence::{Chunk, Exchange, KeySeen, Redactor, Traffic};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use tokio::sync::watch;

/// Takes exchanges as they end; cheap to call, never blocks.
pub type Observer = Arc<dyn Fn(&Exchange) + Send + Sync>;

/// Bytes of exchanges that are kept for the end of the run. Later ones are still
/// counted, answered and observed.
const KEPT_BYTES: u64 = 96 * 1024 * 1024;
/// What an exchange takes besides its bodies, roughly.
const EXCHANGE_BYTES: u64 = 4096;
/// Request bodies up to this length are kept as they are.
const KEPT_BODY: usize = 1024 * 1024;
/// How much is kept of the beginning of others.
const HEAD: usize = 4096;

/// The record of one run.
pub struct Recorder {
    clock: Instant,
    observer: Option<Observer>,
    traffic: watch::Sender<Traffic>,
    exchanges: Mutex<Kept>,
    bytes: AtomicU64,
}

#[derive(Default)]
struct Kept {
    count: usize,
    exchanges: Vec<Arc<Mutex<Exchange>>>,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Recorder {
    /// An empty record whose times count from `clock`.
    #[must_use]
    pub fn new(clock: Instant, observer: Option<Observer>) -> Self {
        Self {
            clock,
            observer,
            traffic: watch::Sender::new(Traffic::default()),
            exchanges: Mutex::default(),
            bytes: AtomicU64::new(0),
        }
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

    /// Puts a request on record whose head has arrived. Its index is set here.
    pub fn begin(self: &Arc<Self>, mut exchange: Exchange) -> Entry {
        let generates = exchange.api.generates();
        let at_ms = exchange.at_ms;
        let mut kept = lock(&self.exchanges);
        kept.count += 1;
        let index = kept.count;
        exchange.index = index;
        let exchange = Arc::new(Mutex::new(exchange));
        if self.bytes.load(Ordering::Relaxed) < KEPT_BYTES {
            kept.exchanges.push(Arc::clone(&exchange));
        }
        drop(kept);
        if generates {
            self.traffic.send_modify(|traffic| traffic.begun += 1);
        }
        Entry { recorder: Arc::clone(self), exchange, index, at_ms, generates, open: true }
    }

    /// Everything on record, in order of arrival; the record is empty afterwards.
    pub fn take(&self) -> Vec<Exchange> {
        let exchanges = std::mem::take(&mut lock(&self.exchanges).exchanges);
        exchanges
            .into_iter()
            .map(|exchange| match Arc::try_unwrap(exchange) {
                Ok(alone) => alone.into_inner().unwrap_or_else(PoisonError::into_inner),
                Err(shared) => lock(&shared).clone(),
            })
            .collect()
    }
}

/// One exchange on record, as long as it is open. Dropping it closes it as
/// incomplete.
pub struct Entry {
    recorder: Arc<Recorder>,
    exchange: Arc<Mutex<Exchange>>,
    index: usize,
    at_ms: f64,
    generates: bool,
    open: bool,
}

/// A request's body, on its way to the record.
pub enum RequestBody<'a> {
    /// JSON.
    Json(Value),
    /// Something else, or nothing.
    Text(&'a [u8]),
}

impl Entry {
    /// 1 for the first request of the run.
    #[must_use]
    pub const fn index(&self) -> usize {
        self.index
    }

    /// Milliseconds since the run began at which the head had arrived.
    #[must_use]
    pub const fn at_ms(&self) -> f64 {
        self.at_ms
    }

    /// Milliseconds since the run began.
    #[must_use]
    pub fn now_ms(&self) -> f64 {
        self.recorder.now_ms()
    }

    /// Records what was asked. `raw` is the body as it came, `length` its full length.
    pub fn request(&self, key: KeySeen, body: RequestBody<'_>, raw: &[u8], length: u64, redactor: &Redactor) {
        let (request, text) = match body {
            RequestBody::Json(value) if raw.len() > KEPT_BODY => (truncated(raw, value, redactor), None),
            RequestBody::Json(mut value) => {
                redactor.json(&mut value);
                (value, None)
            }
            RequestBody::Text([]) => (Value::Null, None),
            RequestBody::Text(bytes) => (Value::Null, Some(head(bytes, redactor))),
        };
        let mut exchange = lock(&self.exchange);
        exchange.key = key;
        exchange.request = request;
        exchange.request_text = text;
        exchange.request_bytes = length;
    }

    /// Records the head of the answer.
    pub fn head(&self, status: u16, headers: Vec<(String, String)>, stream: bool) {
        let mut exchange = lock(&self.exchange);
        exchange.status = status;
        exchange.response_headers = headers;
        exchange.stream = stream;
    }

    /// Records a piece of a stream that is leaving.
    pub fn chunk(&self, chunk: Chunk) {
        lock(&self.exchange).chunks.push(chunk);
    }

    /// Closes the exchange: what was answered, and whether it left to its end.
    pub fn close(&mut self, mut note: Note, complete: bool, redactor: &Redactor) {
        redactor.json(&mut note.response);
        let mut exchange = lock(&self.exchange);
        exchange.response = note.response;
        exchange.reply = note.reply.into_iter().map(|text| redacted(text, redactor)).collect();
        exchange.usage = note.usage;
        exchange.usage_sent = note.usage_sent;
        exchange.usd = note.usd;
        exchange.fault = note.fault;
        exchange.advisories = note.advisories;
        exchange.complete = complete;
        drop(exchange);
        self.end();
    }

    fn end(&mut self) {
        if !std::mem::replace(&mut self.open, false) {
            return;
        }
        let now = self.recorder.now_ms();
        let mut exchange = lock(&self.exchange);
        exchange.duration_ms = (now - exchange.at_ms).max(0.0);
        let chunks: u64 = exchange.chunks.iter().map(|chunk| chunk.bytes).sum();
        let bodies = exchange.request_bytes.min(KEPT_BODY as u64) + chunks;
        self.recorder.bytes.fetch_add(EXCHANGE_BYTES + bodies, Ordering::Relaxed);
        if let Some(observer) = &self.recorder.observer {
            observer(&exchange);
        }
        drop(exchange);
        if self.generates {
            self.recorder.traffic.send_modify(|traffic| traffic.ended += 1);
        }
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.end();
    }
}

fn redacted(text: String, redactor: &Redactor) -> String {
    redactor.text(&text)
}

fn head(bytes: &[u8], redactor: &Redactor) -> String {
    redactor.text(&String::from_utf8_lossy(bytes.get(..HEAD).unwrap_or(bytes)))
}

/// What stands for a body that is too long to keep: its first fields, and a hash
/// that tells whether two are the same.
fn truncated(raw: &[u8], value: Value, redactor: &Redactor) -> Value {
    let mut hash = String::with_capacity(64);
    for byte in Sha256::digest(raw) {
        hash.push_str(&format!("{byte:02x}"));
    }
    let mut kept = json!({"_truncated": {"bytes": raw.len(), "sha256": hash, "head": head(raw, redactor)}});
    // Parameters are short and worth keeping; what is long is the conversation.
    if let (Value::Object(fields), Some(kept)) = (value, kept.as_object_mut()) {
        for (key, field) in fields {
            if !matches!(field, Value::Array(_) | Value::Object(_)) && field.to_string().len() <= HEAD {
                kept.insert(redactor.text(&key), field);
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
    use crate::evidence::Api;
    use std::sync::atomic::AtomicUsize;

    fn exchange(api: Api) -> Exchange {
        Exchange {
            index: 0,
            at_ms: 0.0,
            method: "POST".to_owned(),
            path: "/v1/chat/completions".to_owned(),
            query: String::new(),
            api,
            headers: Vec::new(),
            request: Value::Null,
            request_text: None,
            request_bytes: 0,
            key: KeySeen::Missing,
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
            sdk: None,
            retry_count: None,
            advisories: Vec::new(),
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
        let entry = recorder.begin(exchange(Api::ChatCompletions));
        assert_eq!(*traffic.borrow(), Traffic { begun: 1, ended: 0 });
        assert_eq!(recorder.take().len(), 1);
        drop(entry);
        assert_eq!(*traffic.borrow(), Traffic { begun: 1, ended: 1 });
        assert_eq!(seen.load(Ordering::SeqCst), 1);
    }

    #[test]
    fn what_is_dropped_is_incomplete_and_what_is_closed_is_not_closed_twice() {
        let (recorder, seen) = recorder();
        let mut first = recorder.begin(exchange(Api::Other));
        drop(recorder.begin(exchange(Api::Other)));
        first.close(Note { reply: vec!["hi".to_owned()], ..Note::default() }, true, &Redactor::default());
        drop(first);
        let exchanges = recorder.take();
        let seen_by_index: Vec<_> = exchanges.iter().map(|e| (e.index, e.complete, e.reply.len())).collect();
        assert_eq!(seen_by_index, [(1, true, 1), (2, false, 0)]);
        assert_eq!(seen.load(Ordering::SeqCst), 2);
        assert_eq!(*recorder.traffic().borrow(), Traffic::default());
    }

    #[test]
    fn long_bodies_are_kept_by_hash_and_head_without_the_key() {
        let (recorder, _) = recorder();
        let redactor = Redactor::new(["sk-secret-key".to_owned()]);
        let body =
            json!({"model": "gpt-4o", "messages": [format!("sk-secret-key {}", "x".repeat(KEPT_BODY))]});
        let raw = body.to_string().into_bytes();
        let entry = recorder.begin(exchange(Api::Other));
        entry.request(KeySeen::Ours, RequestBody::Json(body), &raw, raw.len() as u64, &redactor);
        drop(entry);
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
        let entry = recorder.begin(exchange(Api::Other));
        assert_eq!(entry.index(), 1);
        drop(entry);
        assert!(recorder.take().is_empty());
        assert_eq!(seen.load(Ordering::SeqCst), 1);
    }
}
