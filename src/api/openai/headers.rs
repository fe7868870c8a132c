//! Response headers as the vendor sends them.
//!
//! Owns: names, values, their order, Go durations, the rate-limit arithmetic.
//! Must not know: bodies, sockets.
//!
//! Left out on purpose: `set-cookie` and `alt-svc` (they would make clients keep
//! state or try another protocol against 127.0.0.1).

use crate::api::printer::push_number;
use crate::api::rng::{hex_id, push_hex};
use crate::script;
use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

pub use crate::api::answer::Headers;

/// Milliseconds as Go writes a duration: `0s`, `12ms`, `6.596s`, `1m2s`, `6m0s`.
#[must_use]
pub fn go_duration(milliseconds: f64) -> String {
    let total = milliseconds.max(0.0).round() as u64;
    let mut text = String::with_capacity(12);
    let mut put = |number: u64, unit: &str| {
        push_number(&mut text, number);
        text.push_str(unit);
    };
    match total {
        0 => put(0, "s"),
        1..=999 => put(total, "ms"),
        _ => {
            let (minutes, rest) = (total / 60_000, total % 60_000);
            if minutes >= 60 {
                put(minutes / 60, "h");
            }
            if minutes > 0 {
                put(minutes % 60, "m");
            }
            match rest % 1000 {
                0 => put(rest / 1000, "s"),
                fraction => {
                    put(rest / 1000, ".");
                    let digits = [fraction / 100, fraction / 10 % 10, fraction % 10];
                    let kept = digits.iter().rposition(|digit| *digit > 0).map_or(0, |last| last + 1);
                    digits.iter().take(kept).for_each(|digit| put(*digit, ""));
                    text.push('s');
                }
            }
        }
    }
    text
}

/// Requests per minute of an account in good standing.
const REQUESTS: f64 = 5000.0;
/// Tokens per minute of an account in good standing.
const TOKENS: f64 = 800_000.0;

/// The buckets that `x-ratelimit-*` report: used up by calls, refilled by time. Only
/// where a script sets limits do they refuse.
#[derive(Debug, Default)]
pub struct Limiter {
    set: script::Limits,
    used: Mutex<Used>,
}

/// A bucket that has no room for a request.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Room {
    /// Its size.
    pub limit: u64,
    /// What is used of it.
    pub used: u64,
    /// What the request needs.
    pub requested: u64,
    /// Milliseconds until there is room.
    pub wait_ms: f64,
}

/// Which limit a request goes beyond.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Over {
    /// Requests per minute.
    Requests(Room),
    /// Tokens per minute.
    Tokens(Room),
    /// More tokens than the bucket ever holds.
    Size {
        /// Its size.
        limit: u64,
        /// What the request needs.
        requested: u64,
    },
    /// The quota is used up.
    Quota,
}

/// A request beyond the limits, and how they stand.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Exceeded {
    /// Which limit.
    pub over: Over,
    /// What the headers say.
    pub limits: Limits,
}

#[derive(Debug, Default, Clone, Copy)]
struct Used {
    requests: f64,
    tokens: f64,
    at_ms: f64,
    /// Since the run began.
    all: u64,
}

/// What the rate-limit headers say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Limits {
    requests: (u64, u64, f64),
    tokens: (u64, u64, f64),
}

impl Limiter {
    /// The buckets as a script sets them.
    #[must_use]
    pub fn new(set: script::Limits) -> Self {
        Self { set, used: Mutex::default() }
    }

    /// Per minute: requests and tokens.
    fn sizes(&self) -> (f64, f64) {
        let size = |set: Option<u32>, usual: f64| set.map_or(usual, |set| f64::from(set.max(1)));
        (size(self.set.requests_per_minute, REQUESTS), size(self.set.tokens_per_minute, TOKENS))
    }

    /// Whether there is room for a request with this (estimated) number of tokens;
    /// nothing is counted yet.
    ///
    /// # Errors
    /// The limit that it goes beyond.
    pub fn admit(&self, estimate: u64, at_ms: f64) -> Result<(), Exceeded> {
        if self.set == script::Limits::default() {
            return Ok(());
        }
        let (requests, tokens) = self.sizes();
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        used.refill(requests, tokens, at_ms);
        let now = *used;
        drop(used);
        let room = |limit: f64, used: f64, requested: f64| Room {
            limit: limit as u64,
            used: used.ceil() as u64,
            requested: requested as u64,
            wait_ms: ((used + requested - limit) / limit * 60_000.0).max(1.0),
        };
        let over = if self.set.quota_requests.is_some_and(|quota| now.all >= u64::from(quota)) {
            Over::Quota
        } else if self.set.requests_per_minute.is_some() && now.requests + 1.0 > requests + 1e-6 {
            Over::Requests(room(requests, now.requests, 1.0))
        } else if self.set.tokens_per_minute.is_some() && estimate as f64 > tokens {
            Over::Size { limit: tokens as u64, requested: estimate }
        } else if self.set.tokens_per_minute.is_some() && now.tokens + estimate as f64 > tokens {
            Over::Tokens(room(tokens, now.tokens, estimate as f64))
        } else {
            return Ok(());
        };
        Err(Exceeded { over, limits: now.limits(requests, tokens) })
    }

    /// Counts a call with this (estimated) number of tokens at this time.
    pub fn count(&self, estimate: u64, at_ms: f64) -> Limits {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let (requests, tokens) = self.sizes();
        used.refill(requests, tokens, at_ms);
        used.requests += 1.0;
        used.tokens += estimate as f64;
        used.all += 1;
        let now = *used;
        drop(used);
        now.limits(requests, tokens)
    }
}

impl Used {
    /// What time has given back.
    fn refill(&mut self, requests: f64, tokens: f64, at_ms: f64) {
        let minutes = (at_ms - self.at_ms).max(0.0) / 60_000.0;
        self.requests = (self.requests - minutes * requests).max(0.0);
        self.tokens = (self.tokens - minutes * tokens).max(0.0);
        self.at_ms = self.at_ms.max(at_ms);
    }

    fn limits(&self, requests: f64, tokens: f64) -> Limits {
        let left = |limit: f64, used: f64| (limit - used).max(0.0).floor() as u64;
        Limits {
            requests: (requests as u64, left(requests, self.requests), self.requests / requests * 60_000.0),
            tokens: (tokens as u64, left(tokens, self.tokens), self.tokens / tokens * 60_000.0),
        }
    }
}

impl Limits {
    /// The limits of an account that has used up its requests, so that one of them
    /// fits again in `wait` seconds, and all of them in a minute.
    #[must_use]
    pub fn exhausted(wait: Option<f64>) -> Self {
        let (limit, _) = super::errors::tight_limit(wait);
        Self { requests: (limit, 0, 60_000.0), tokens: (TOKENS as u64, TOKENS as u64, 0.0) }
    }
}

impl Limits {
    /// The headers as an object, for errors inside streams.
    #[must_use]
    pub fn as_json(&self) -> serde_json::Value {
        let mut headers = Headers::new();
        rate_limits(&mut headers, self);
        let texts = headers.into_iter().map(|(name, value)| (name.into_owned(), value.into_owned()));
        serde_json::json!(texts.collect::<std::collections::BTreeMap<String, String>>())
    }
}

/// Who answers, and how long it took: values of the usual headers.
#[derive(Debug)]
pub struct Sender<'a> {
    /// The organization's slug.
    pub organization: &'static str,
    /// The project's id.
    pub project: &'a str,
    /// Milliseconds of work.
    pub processing_ms: u64,
}

fn put(headers: &mut Headers, name: &'static str, value: impl Into<Cow<'static, str>>) {
    headers.push((Cow::Borrowed(name), value.into()));
}

/// Headers of an answer by the application: replies and most errors.
#[must_use]
pub fn application(
    content_type: &'static str,
    sender: &Sender<'_>,
    limits: Option<Limits>,
    rng: &mut fastrand::Rng,
) -> Headers {
    let mut headers = Headers::with_capacity(20);
    put(&mut headers, "content-type", content_type);
    if content_type.starts_with("text/event-stream") {
        put(&mut headers, "cache-control", "no-cache");
    }
    put(&mut headers, "access-control-expose-headers", "X-Request-ID");
    put(&mut headers, "openai-organization", sender.organization);
    put(&mut headers, "openai-processing-ms", number(sender.processing_ms));
    put(&mut headers, "openai-project", sender.project.to_owned());
    put(&mut headers, "openai-version", "2020-10-01");
    put(&mut headers, "x-envoy-upstream-service-time", number(sender.processing_ms + 2));
    if let Some(limits) = limits {
        rate_limits(&mut headers, &limits);
    }
    edge(&mut headers, rng);
    put(&mut headers, "x-openai-proxy-wasm", "v0.1");
    headers
}

/// Headers of an answer by the router: 401, 404, 405, 429.
#[must_use]
pub fn router(content_type: &'static str, limits: Option<Limits>, rng: &mut fastrand::Rng) -> Headers {
    let mut headers = Headers::with_capacity(16);
    put(&mut headers, "content-type", content_type);
    put(&mut headers, "vary", "Origin");
    if let Some(limits) = limits {
        rate_limits(&mut headers, &limits);
    }
    edge(&mut headers, rng);
    headers
}

/// A number; the usual ones are not written anew each time.
fn number(number: u64) -> Cow<'static, str> {
    match number {
        1 => Cow::Borrowed("1"),
        3 => Cow::Borrowed("3"),
        5000 => Cow::Borrowed("5000"),
        800_000 => Cow::Borrowed("800000"),
        other => {
            let mut text = String::with_capacity(8);
            push_number(&mut text, other);
            Cow::Owned(text)
        }
    }
}

fn rate_limits(headers: &mut Headers, limits: &Limits) {
    let (requests, tokens) = (limits.requests, limits.tokens);
    put(headers, "x-ratelimit-limit-requests", number(requests.0));
    put(headers, "x-ratelimit-limit-tokens", number(tokens.0));
    put(headers, "x-ratelimit-remaining-requests", number(requests.1));
    put(headers, "x-ratelimit-remaining-tokens", number(tokens.1));
    put(headers, "x-ratelimit-reset-requests", go_duration(requests.2));
    put(headers, "x-ratelimit-reset-tokens", go_duration(tokens.2));
}

fn ray(rng: &mut fastrand::Rng) -> String {
    let mut ray = String::with_capacity(20);
    push_hex(&mut ray, 16, rng);
    ray.push_str("-FRA");
    ray
}

/// What every answer carries.
fn edge(headers: &mut Headers, rng: &mut fastrand::Rng) {
    put(headers, "x-request-id", hex_id("req_", 32, rng));
    put(headers, "x-content-type-options", "nosniff");
    put(headers, "strict-transport-security", "max-age=31536000; includeSubDomains; preload");
    put(headers, "cf-cache-status", "DYNAMIC");
    put(headers, "server", "cloudflare");
    put(headers, "cf-ray", ray(rng));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_written_as_go_writes_them() {
        for (milliseconds, text) in [
            (0.0, "0s"),
            (12.0, "12ms"),
            (864.4, "864ms"),
            (1000.0, "1s"),
            (6596.0, "6.596s"),
            (6200.0, "6.2s"),
            (62_000.0, "1m2s"),
            (360_000.0, "6m0s"),
            (3_600_000.0, "1h0m0s"),
            (-5.0, "0s"),
        ] {
            assert_eq!(go_duration(milliseconds), text);
        }
    }

    #[test]
    fn what_is_used_up_is_whole_again_in_a_minute() {
        for wait in [None, Some(2.0), Some(0.0)] {
            let limits = Limits::exhausted(wait).as_json();
            assert_eq!(limits["x-ratelimit-remaining-requests"], "0");
            assert_eq!(limits["x-ratelimit-reset-requests"], "1m0s", "{wait:?}");
        }
    }

    #[test]
    fn the_bucket_empties_and_refills() {
        let limiter = Limiter::default();
        let first = limiter.count(10, 0.0);
        assert_eq!(first.requests, (5000, 4999, 12.0));
        assert_eq!((first.tokens.0, first.tokens.1), (800_000, 799_990));
        let second = limiter.count(10, 0.0);
        assert_eq!(second.requests.1, 4998);
        let later = limiter.count(10, 60_000.0);
        assert_eq!(later.requests.1, 4999);
    }

    #[test]
    fn every_answer_has_a_request_id_and_lower_case_names() {
        let mut rng = fastrand::Rng::with_seed(1);
        let sender = Sender { organization: "o", project: "p", processing_ms: 3 };
        let limits = Some(Limiter::default().count(1, 0.0));
        for headers in
            [application("application/json", &sender, limits, &mut rng), router("text/html", None, &mut rng)]
        {
            assert!(headers.iter().any(|(name, value)| name == "x-request-id" && value.len() == 36));
            assert!(
                headers.iter().all(|(name, _)| name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-'))
            );
        }
    }
}
