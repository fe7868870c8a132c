//! A command's live run and its scenes: from a request to an answer under way.
//!
//! Owns: the order of things: price, key, money, connection, tape; and the list of
//! what went wrong that is not the program's fault. Must not know: listeners, grading.

use super::budget::{Budget, Limits};
use super::cassette::{Cassette, Taped, TapedResponse};
use super::estimate::{ASSUMED_OUTPUT, Estimate, Kept, limited};
use super::key::Secret;
use super::letter::{blotted, onward, passed_back, taped_request};
use super::passage::{Bill, Head, Passage, Pieces, Tape, recorded};
use super::provider::{Dialect, Provider, Providers};
use super::refusal::Refusal;
use super::replay::{Deck, Speed};
use super::trouble::{Answered, Opinion, Trouble};
use super::upstream::{Upstream, host};
use crate::evidence::{Api, Usage};
use bytes::Bytes;
use hyper::Method;
use hyper::body::Body;
use hyper::header::HeaderMap;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Instant;

/// The largest window of a model in use, in tokens: for models nobody here knows.
const LARGEST_WINDOW: u64 = 2_000_000;

/// A request to pass on.
#[derive(Debug)]
pub struct Outgoing {
    /// `POST`, …
    pub method: Method,
    /// With the query.
    pub path: String,
    /// As the program sent them.
    pub headers: HeaderMap,
    /// As the program sent it.
    pub body: Bytes,
    /// The protocol.
    pub api: Api,
    /// Whose protocol.
    pub dialect: Dialect,
    /// What it may cost.
    pub estimate: Estimate,
    /// What the mock thinks of it.
    pub opinion: Opinion,
}

/// What a run has cost.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Receipt {
    /// US dollars.
    pub usd: f64,
    /// Requests that were passed on.
    pub requests: u32,
    /// What was allowed.
    pub limits: Limits,
}

/// Who answers.
enum Source {
    Service {
        upstream: Box<Upstream>,
        providers: Providers,
    },
    /// A mock of ours in place of a service.
    Rehearsal {
        upstream: Box<Upstream>,
        providers: Providers,
    },
    Recording {
        cassette: Cassette,
        speed: Speed,
    },
}

/// The live side of one command.
pub struct LiveRun {
    source: Source,
    budget: Arc<Budget>,
    any_price: bool,
    records: bool,
    troubles: Mutex<Vec<Trouble>>,
    tapes: Mutex<BTreeMap<String, Vec<Taped>>>,
    answered: Mutex<Answered>,
    kept: Kept,
    /// Whether what a service lacks is what is looked for, and so no trouble.
    compares: AtomicBool,
    on_estimate: Box<dyn Fn(&str) + Send + Sync>,
    estimated: std::sync::Once,
}

/// Whether no vendor takes money for such a request: reading, deleting, storing, counting.
fn is_free(method: &Method, path: &str) -> bool {
    if *method != Method::POST {
        return true;
    }
    let path = path.split('?').next().unwrap_or_default().trim_matches('/');
    let parts: Vec<&str> = path.split('/').skip_while(|part| *part == "v1").collect();
    matches!(
        parts.as_slice(),
        ["files" | "uploads" | "conversations" | "moderations", ..]
            | ["chat", "completions", _, ..]
            | ["responses", "input_tokens"]
            | ["messages", "count_tokens"]
            | [.., "cancel"]
    )
}

/// The most tokens of output that a request may bring.
fn most_output(outgoing: &Outgoing) -> u64 {
    let estimate = &outgoing.estimate;
    estimate.output_limit.unwrap_or(ASSUMED_OUTPUT).saturating_mul(estimate.choices.max(1))
}

/// Tokens that the service may keep of a request and its answer.
fn kept_by(outgoing: &Outgoing) -> u64 {
    let path = outgoing.path.trim_start_matches("/v1");
    match outgoing.api {
        Api::Responses => outgoing.estimate.input_tokens.saturating_add(most_output(outgoing)),
        _ if path.starts_with("/conversations") => outgoing.estimate.input_tokens,
        _ => 0,
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl LiveRun {
    /// Passes requests on to services. `on_estimate` is told once, before the first
    /// request leaves, what it may cost.
    #[must_use]
    pub fn service(
        providers: Providers,
        limits: Limits,
        any_price: bool,
        records: bool,
        on_estimate: Box<dyn Fn(&str) + Send + Sync>,
    ) -> Arc<Self> {
        let source = Source::Service { upstream: Box::new(Upstream::new()), providers };
        Self::new(source, limits, any_price, records, on_estimate)
    }

    /// Passes requests on to a mock of ours as if it were a service, and records: what
    /// the real one's answers are compared with.
    #[must_use]
    pub fn rehearsal(mock: Providers) -> Arc<Self> {
        let upstream = Box::new(Upstream::without_proxy());
        let limits = Limits { usd: f64::MAX, requests: u32::MAX };
        let source = Source::Rehearsal { upstream, providers: mock };
        Self::new(source, limits, true, true, Box::new(|_| {}))
    }

    /// Answers from a recording; nothing ever leaves.
    #[must_use]
    pub fn recording(cassette: Cassette, speed: Speed) -> Arc<Self> {
        let limits = Limits { usd: 0.0, requests: u32::MAX };
        Self::new(Source::Recording { cassette, speed }, limits, true, false, Box::new(|_| {}))
    }

    fn new(
        source: Source,
        limits: Limits,
        any_price: bool,
        records: bool,
        on_estimate: Box<dyn Fn(&str) + Send + Sync>,
    ) -> Arc<Self> {
        Arc::new(Self {
            source,
            budget: Budget::new(limits),
            any_price,
            records,
            troubles: Mutex::default(),
            tapes: Mutex::default(),
            answered: Mutex::default(),
            kept: Kept::default(),
            compares: AtomicBool::new(false),
            on_estimate,
            estimated: std::sync::Once::new(),
        })
    }

    /// A scene of it.
    #[must_use]
    pub fn scene(self: &Arc<Self>, name: &str) -> Arc<LiveScene> {
        let deck = match &self.source {
            Source::Recording { cassette, .. } => {
                let tape = cassette.scenes.get(name).map(Vec::as_slice).unwrap_or_default();
                Some(Mutex::new(Deck::new(tape)))
            }
            Source::Service { .. } | Source::Rehearsal { .. } => None,
        };
        Arc::new(LiveScene { run: Arc::clone(self), name: name.to_owned(), deck })
    }

    /// One that answers from all scenes of the recording.
    #[must_use]
    pub fn all_scenes(self: &Arc<Self>) -> Arc<LiveScene> {
        let deck = match &self.source {
            Source::Recording { cassette, .. } => {
                let tape: Vec<Taped> = cassette.scenes.values().flatten().cloned().collect();
                Some(Mutex::new(Deck::new(&tape)))
            }
            Source::Service { .. } | Source::Rehearsal { .. } => None,
        };
        Arc::new(LiveScene { run: Arc::clone(self), name: String::new(), deck })
    }

    /// What went wrong so far that is not the program's fault; the list is empty afterwards.
    #[must_use]
    pub fn take_troubles(&self) -> Vec<Trouble> {
        std::mem::take(&mut lock(&self.troubles))
    }

    /// From now on, what a service lacks is what is looked for.
    pub fn compare_only(&self) {
        self.compares.store(true, Ordering::Relaxed);
    }

    /// What it has cost so far.
    #[must_use]
    pub fn receipt(&self) -> Receipt {
        let (usd, requests) = self.budget.spent();
        Receipt { usd, requests, limits: self.budget.limits() }
    }

    /// Whether a real service answers.
    #[must_use]
    pub const fn costs(&self) -> bool {
        matches!(self.source, Source::Service { .. })
    }

    /// Whether programs should wait as long as they say.
    #[must_use]
    pub const fn keeps_time(&self) -> bool {
        !matches!(self.source, Source::Rehearsal { .. })
    }

    /// What was recorded since the last time.
    #[must_use]
    pub fn take_tapes(&self) -> BTreeMap<String, Vec<Taped>> {
        std::mem::take(&mut lock(&self.tapes))
    }

    /// The texts that must never be shown.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        match &self.source {
            Source::Service { providers, .. } => {
                providers.iter().filter_map(Provider::key).map(|key| key.expose().to_owned()).collect()
            }
            Source::Recording { .. } | Source::Rehearsal { .. } => Vec::new(),
        }
    }

    fn trouble(&self, trouble: Trouble) {
        let is_recorded = matches!(self.source, Source::Recording { .. });
        self.note(if is_recorded { trouble.on_record() } else { trouble });
    }

    fn note(&self, trouble: Trouble) {
        let mut troubles = lock(&self.troubles);
        if !troubles.contains(&trouble) {
            troubles.push(trouble);
        }
    }
}

/// The live side of one scene.
pub struct LiveScene {
    run: Arc<LiveRun>,
    name: String,
    deck: Option<Mutex<Deck>>,
}

impl LiveScene {
    /// Passes a request on, and returns the answer as soon as its head is there.
    ///
    /// # Errors
    /// When it is not passed on, or nobody answers. The run then has its trouble.
    pub async fn forward(self: &Arc<Self>, outgoing: Outgoing) -> Result<Passage, Refusal> {
        let passage = match &self.run.source {
            Source::Recording { cassette, speed } => self.replay(&outgoing, &cassette.provider, *speed).await,
            Source::Service { upstream, providers } | Source::Rehearsal { upstream, providers } => {
                self.send(outgoing, upstream, providers).await
            }
        };
        passage.inspect_err(|refusal| self.run.note(refusal.trouble()))
    }

    /// The texts that must never be shown.
    #[must_use]
    pub fn secrets(&self) -> Vec<String> {
        self.run.secrets()
    }

    pub(super) fn records(&self) -> bool {
        self.run.records
    }

    pub(super) fn tape(&self, taped: Taped) {
        lock(&self.run.tapes).entry(self.name.clone()).or_default().push(taped);
    }

    /// Something the service answered is not the program's fault.
    pub(super) fn trouble(&self, trouble: Trouble) {
        self.run.trouble(trouble);
    }

    /// The service lacks what the vendor has.
    pub(super) fn lacks(&self, trouble: Trouble) {
        if !self.run.compares.load(Ordering::Relaxed) {
            self.run.trouble(trouble);
        }
    }

    /// What the services have answered in this run.
    pub(super) fn answered(&self) -> MutexGuard<'_, Answered> {
        lock(&self.run.answered)
    }

    /// The bytes, with the key blotted out should the service echo it: the program
    /// must not see it.
    pub(super) fn masked(&self, bytes: Bytes) -> Bytes {
        let Source::Service { providers, .. } = &self.run.source else { return bytes };
        let keys = providers.iter().filter_map(Provider::key).map(Secret::expose);
        // A shorter one would blot out words.
        keys.filter(|key| key.len() >= 8)
            .fold(bytes, |bytes, key| blotted(&bytes, key.as_bytes()).unwrap_or(bytes))
    }

    async fn replay(
        self: &Arc<Self>,
        outgoing: &Outgoing,
        service: &str,
        speed: Speed,
    ) -> Result<Passage, Refusal> {
        let nothing = || Refusal::NotRecorded { diff: "nothing was recorded for this scene".to_owned() };
        let TapedResponse { status, headers, first_ms, length, chunks, broken, .. } =
            lock(self.deck.as_ref().ok_or_else(nothing)?).take(&taped_request(outgoing))?;
        if speed == Speed::Recorded {
            tokio::time::sleep(recorded(first_ms)).await;
        }
        self.judge(status, service, "");
        let head = Head { status, headers, length, first_ms };
        let pieces = Pieces::Tape(Box::new(Tape::new(chunks, broken, speed)));
        Ok(Passage::new(self, service, outgoing, head, pieces, None))
    }

    async fn send(
        self: &Arc<Self>,
        outgoing: Outgoing,
        upstream: &Upstream,
        providers: &Providers,
    ) -> Result<Passage, Refusal> {
        let unknown = || Refusal::Unreachable { host: "nobody".to_owned(), why: "no provider".to_owned() };
        let provider = providers.of(outgoing.dialect).ok_or_else(unknown)?;
        if let Some(no_key) = provider.no_key() {
            return Err(no_key);
        }
        let most = self.most(provider, &outgoing)?;
        let reservation = self.run.budget.reserve(most).await?;
        let request = onward(provider, &outgoing, self.limited(provider, &outgoing, most))?;
        let added = kept_by(&outgoing);
        self.run.kept.add(added);
        let began = Instant::now();
        let name = host(request.uri());
        let answer = match upstream.send(request).await {
            Ok(answer) => answer,
            Err(why) => {
                // Nobody was there: nothing is owed, and nothing kept.
                reservation.settle(0.0);
                self.run.kept.less(added);
                return Err(Refusal::Unreachable { host: name, why });
            }
        };
        let (head, body) = answer.into_parts();
        let head = Head {
            status: head.status.as_u16(),
            headers: passed_back(&head.headers),
            length: body.size_hint().exact(),
            first_ms: began.elapsed().as_secs_f64() * 1000.0,
        };
        self.judge(head.status, &provider.name, &provider.key_env);
        let bill = Bill {
            reservation,
            provider: provider.clone(),
            model: outgoing.estimate.model.clone(),
            input_tokens: outgoing.estimate.input_tokens,
            output_tokens: most_output(&outgoing),
            kept: outgoing.api == Api::Responses,
            thinks: outgoing.estimate.thinks(),
        };
        let pieces = Pieces::Network(Box::new(body));
        Ok(Passage::new(self, &provider.name, &outgoing, head, pieces, Some(bill)))
    }

    /// The name of the limit to put on a request that sets none; `None` where it needs none.
    fn limit_name(&self, provider: &Provider, outgoing: &Outgoing, most: f64) -> Option<&'static str> {
        // Two services are compared by what they answer to the same request.
        let compares = !self.run.costs() || self.run.compares.load(Ordering::Relaxed);
        if outgoing.estimate.output_limit.is_some() || (most <= 0.0 && !compares) {
            return None;
        }
        match outgoing.api {
            // Services of other vendors know the older name, and some refuse the newer.
            Api::ChatCompletions => match crate::models::find(provider.name_of(&outgoing.estimate.model)) {
                Some(_) => Some("max_completion_tokens"),
                None => Some("max_tokens"),
            },
            Api::Responses => Some("max_output_tokens"),
            // Messages are refused without a limit of their own.
            _ => None,
        }
    }

    /// The body with such a limit, where it needs one.
    fn limited(&self, provider: &Provider, outgoing: &Outgoing, most: f64) -> Option<Bytes> {
        limited(&outgoing.body, self.limit_name(provider, outgoing, most)?, ASSUMED_OUTPUT)
    }

    /// Tokens that the service keeps and reads along, at most; `None` where it reads
    /// nothing along. What was kept before this run may fill the model's whole window.
    fn read_along(&self, estimate: &Estimate) -> Option<u64> {
        if estimate.kept.is_empty() {
            return None;
        }
        let answered = self.answered();
        if estimate.kept.iter().all(|id| answered.has_named(id)) {
            return Some(self.run.kept.tokens());
        }
        let window = crate::models::find(&estimate.model).map(|model| model.context);
        window.filter(|tokens| *tokens > 0).or(Some(LARGEST_WINDOW))
    }

    /// Less was kept of an answer than might have been.
    pub(super) fn kept_less(&self, tokens: u64) {
        self.run.kept.less(tokens);
    }

    /// The most that a request may cost, in US dollars.
    fn most(&self, provider: &Provider, outgoing: &Outgoing) -> Result<f64, Refusal> {
        let estimate = &outgoing.estimate;
        let is_open = !provider.free && !self.run.any_price;
        let output = match outgoing.api {
            api if api.generates() => {
                if let Some(what) = estimate.beyond.filter(|_| is_open) {
                    return Err(Refusal::UnknownCost { request: what.to_owned() });
                }
                most_output(outgoing)
            }
            Api::Embeddings => 0,
            _ if !is_open || is_free(&outgoing.method, &outgoing.path) => {
                return Ok(0.0);
            }
            // Batches, images, sounds, …: their bill follows other rules.
            _ => {
                let path = outgoing.path.split('?').next().unwrap_or_default();
                return Err(Refusal::UnknownCost { request: format!("{} {path}", outgoing.method) });
            }
        };
        let read_along = self.read_along(estimate).filter(|_| is_open).unwrap_or(0);
        let input_tokens = estimate.input_tokens.saturating_add(read_along);
        let usage = Usage { input_tokens, output_tokens: output, ..Usage::default() };
        let most = match provider.cost(&estimate.model, &usage) {
            Some(most) => most,
            None if self.run.any_price => 0.0,
            None => return Err(Refusal::UnknownPrice { model: estimate.model.clone() }),
        };
        self.run.estimated.call_once(|| {
            let limits = self.run.budget.limits();
            let limited = match self.limit_name(provider, outgoing, most) {
                Some(_) => format!("; answers without a limit get one of {ASSUMED_OUTPUT} tokens"),
                None => String::new(),
            };
            (self.run.on_estimate)(&format!(
                "live: {}, {}; the first request may cost up to ${most:.4}, all together at most ${:.2} and {} requests{limited}",
                provider.name, estimate.model, limits.usd, limits.requests
            ));
        });
        Ok(most)
    }

    /// Takes note of answers that say nothing about the program.
    fn judge(&self, status: u16, service: &str, variable: &str) {
        if let Some(trouble) = Trouble::of_status(status, service, variable) {
            self.run.trouble(trouble);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_may_cost_is_told_from_what_never_does() {
        for path in [
            "/v1/files",
            "/v1/uploads/upload_1/parts",
            "/v1/batches/batch_1/cancel?x=1",
            "/v1/moderations",
            "/v1/chat/completions/chatcmpl-1",
            "/v1/responses/input_tokens",
            "/v1/messages/count_tokens",
        ] {
            assert!(is_free(&Method::POST, path), "{path}");
        }
        for path in [
            "/v1/batches",
            "/v1/images/generations",
            "/v1/audio/speech",
            "/v1/completions",
            "/v1/responses/compact",
            "/v1/messages/batches",
            "/v1/chat/completions",
            "/v1/fine_tuning/jobs",
        ] {
            assert!(!is_free(&Method::POST, path), "{path}");
        }
        assert!(is_free(&Method::GET, "/v1/batches") && is_free(&Method::DELETE, "/v1/files/file-1"));
    }
}
