//! Headers of this vendor's answers.
//!
//! Owns: their names, order and forms, and the buckets they report. Must not know:
//! which request they belong to.

use crate::api::answer::Headers;
use crate::api::rng::hex_id;
use crate::models::rfc3339;
use crate::script;
use std::borrow::Cow;
use std::sync::{Mutex, PoisonError};

/// Per minute, for an account in good standing: requests, input and output tokens.
const PER_MINUTE: [f64; 3] = [4000.0, 2_000_000.0, 400_000.0];

/// The buckets that `anthropic-ratelimit-*` report: used up by calls, refilled by
/// time. Only where a script sets limits do they refuse.
#[derive(Debug, Default)]
pub struct Limiter {
    set: script::Limits,
    used: Mutex<Used>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Used {
    amounts: [f64; 3],
    at_ms: f64,
    /// Requests since the run began.
    all: u64,
}

/// One bucket: its size, what is left of it, seconds since 1970 when it is full again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bucket {
    /// Per minute.
    pub limit: u64,
    left: u64,
    full_at: u64,
}

/// What the rate-limit headers say: requests, input tokens, output tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits([Bucket; 3]);

/// What a request exceeds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Excess {
    /// All that the account may ask for.
    Quota,
    /// What it may ask for in a minute.
    Rate {
        /// Of what there is too much, as the vendor calls it.
        what: &'static str,
        /// Per minute.
        limit: u64,
        /// Seconds until there is room.
        wait: f64,
        /// The buckets as they stand.
        limits: Limits,
    },
}

impl Limiter {
    /// The buckets as a script sets them.
    #[must_use]
    pub fn new(set: script::Limits) -> Self {
        Self { set, used: Mutex::default() }
    }

    /// Per minute: requests, input tokens, output tokens.
    fn sizes(&self) -> [f64; 3] {
        let size = |set: Option<u32>, usual: f64| set.map_or(usual, |set| f64::from(set.max(1)));
        [
            size(self.set.requests_per_minute, PER_MINUTE[0]),
            size(self.set.tokens_per_minute, PER_MINUTE[1]),
            PER_MINUTE[2],
        ]
    }

    /// What a request with so many tokens exceeds, where the script's limits leave no
    /// room for it.
    pub fn excess(&self, input: u64, at_ms: f64, unix: u64) -> Option<Excess> {
        if self.set == script::Limits::default() {
            return None;
        }
        let used = *self.used.lock().unwrap_or_else(PoisonError::into_inner);
        if self.set.quota_requests.is_some_and(|quota| used.all >= u64::from(quota)) {
            return Some(Excess::Quota);
        }
        let sizes = self.sizes();
        let minutes = (at_ms - used.at_ms).max(0.0) / 60_000.0;
        let mut amounts = used.amounts;
        for (amount, limit) in amounts.iter_mut().zip(sizes) {
            *amount = (*amount - minutes * limit).max(0.0);
        }
        let beyond = |set: Option<u32>, limit: f64, used: f64, more: f64| {
            let excess = used + more - limit;
            (set.is_some() && excess > 1e-6).then_some((limit as u64, excess / limit * 60.0))
        };
        let limits = || self.limits(amounts, unix);
        let requests = beyond(self.set.requests_per_minute, sizes[0], amounts[0], 1.0);
        let tokens = || beyond(self.set.tokens_per_minute, sizes[1], amounts[1], input as f64);
        let rate = |what, (limit, wait)| Excess::Rate { what, limit, wait, limits: limits() };
        requests
            .map(|found| rate("requests", found))
            .or_else(|| tokens().map(|found| rate("input tokens", found)))
    }

    fn limits(&self, [requests, input, output]: [f64; 3], unix: u64) -> Limits {
        let sizes = self.sizes();
        let step = if self.set.tokens_per_minute.is_some() { 1.0 } else { 1000.0 };
        Limits([
            bucket(sizes[0], requests, 1.0, unix),
            bucket(sizes[1], input, step, unix),
            bucket(sizes[2], output, 1000.0, unix),
        ])
    }

    /// Counts a call with so many tokens, at this time of the run and of the world.
    pub fn count(&self, input: u64, output: u64, at_ms: f64, unix: u64) -> Limits {
        let mut used = self.used.lock().unwrap_or_else(PoisonError::into_inner);
        let minutes = (at_ms - used.at_ms).max(0.0) / 60_000.0;
        let taken = [1.0, input as f64, output as f64];
        let sizes = self.sizes();
        used.all += 1;
        for ((amount, taken), limit) in used.amounts.iter_mut().zip(taken).zip(sizes) {
            *amount = (*amount - minutes * limit).max(0.0) + taken;
        }
        used.at_ms = used.at_ms.max(at_ms);
        let now = *used;
        drop(used);
        self.limits(now.amounts, unix)
    }
}

/// A bucket whose rest is told in steps: tokens are rounded to thousands.
fn bucket(limit: f64, used: f64, step: f64, unix: u64) -> Bucket {
    let left = ((limit - used).max(0.0) / step).round() * step;
    let seconds = (used / limit * 60.0).ceil() as u64;
    Bucket { limit: limit as u64, left: left as u64, full_at: unix + seconds }
}

impl Limits {
    /// The limits of an account that has used up its requests for `wait` seconds.
    #[must_use]
    pub fn exhausted(limit: u64, wait: f64, unix: u64) -> Self {
        let full = |limit: f64| bucket(limit, 0.0, 1.0, unix);
        let spent = Bucket { limit, left: 0, full_at: unix + wait.max(0.0).ceil() as u64 };
        Self([spent, full(PER_MINUTE[1]), full(PER_MINUTE[2])])
    }
}

fn put(headers: &mut Headers, name: &'static str, value: impl Into<Cow<'static, str>>) {
    headers.push((Cow::Borrowed(name), value.into()));
}

/// Headers of any answer.
#[must_use]
pub fn all(
    content_type: &'static str,
    request_id: String,
    organization: &str,
    limits: Option<Limits>,
    rng: &mut fastrand::Rng,
) -> Headers {
    let mut headers = Headers::with_capacity(24);
    put(&mut headers, "content-type", content_type);
    if content_type.starts_with("text/event-stream") {
        put(&mut headers, "cache-control", "no-cache");
    }
    if let Some(Limits(buckets)) = limits {
        rate_limits(&mut headers, buckets);
    }
    put(&mut headers, "request-id", request_id);
    put(&mut headers, "strict-transport-security", "max-age=31536000; includeSubDomains; preload");
    put(&mut headers, "anthropic-organization-id", organization.to_owned());
    put(&mut headers, "server", "cloudflare");
    put(&mut headers, "x-robots-tag", "none");
    put(&mut headers, "cf-cache-status", "DYNAMIC");
    put(&mut headers, "cf-ray", hex_id("", 16, rng) + "-FRA");
    headers
}

fn rate_limits(headers: &mut Headers, [requests, input, output]: [Bucket; 3]) {
    let tokens = Bucket {
        limit: input.limit + output.limit,
        left: input.left + output.left,
        full_at: input.full_at.max(output.full_at),
    };
    for (names, bucket) in [
        (
            [
                "anthropic-ratelimit-requests-limit",
                "anthropic-ratelimit-requests-remaining",
                "anthropic-ratelimit-requests-reset",
            ],
            requests,
        ),
        (
            [
                "anthropic-ratelimit-input-tokens-limit",
                "anthropic-ratelimit-input-tokens-remaining",
                "anthropic-ratelimit-input-tokens-reset",
            ],
            input,
        ),
        (
            [
                "anthropic-ratelimit-output-tokens-limit",
                "anthropic-ratelimit-output-tokens-remaining",
                "anthropic-ratelimit-output-tokens-reset",
            ],
            output,
        ),
        (
            [
                "anthropic-ratelimit-tokens-limit",
                "anthropic-ratelimit-tokens-remaining",
                "anthropic-ratelimit-tokens-reset",
            ],
            tokens,
        ),
    ] {
        let [limit, remaining, reset] = names;
        put(headers, limit, bucket.limit.to_string());
        put(headers, remaining, bucket.left.to_string());
        put(headers, reset, rfc3339(bucket.full_at));
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn value<'a>(headers: &'a Headers, name: &str) -> &'a str {
        headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_ref()).unwrap()
    }

    #[test]
    fn limits_count_down_and_refill() {
        let limiter = Limiter::default();
        let first = limiter.count(800, 0, 0.0, 1_795_172_400);
        assert_eq!(first.0.map(|bucket| bucket.left), [3999, 1_999_000, 400_000]);
        assert_eq!(limiter.count(0, 0, 0.0, 1_795_172_400).0[0].left, 3998);
        assert_eq!(limiter.count(0, 0, 60_000.0, 1_795_172_460).0[0].left, 3999);
    }

    #[test]
    fn the_bucket_that_is_empty_is_named() {
        let tokens = script::Limits { tokens_per_minute: Some(50), ..script::Limits::default() };
        let limiter = Limiter::new(tokens);
        limiter.count(40, 9, 0.0, 100);
        assert_eq!(limiter.excess(10, 0.0, 100), None);
        let Some(Excess::Rate { what, limit, wait, limits }) = limiter.excess(15, 0.0, 100) else { panic!() };
        assert_eq!((what, limit, wait), ("input tokens", 50, 6.0));
        assert_eq!(
            limits.0.map(|bucket| (bucket.limit, bucket.left)),
            [(4000, 3999), (50, 10), (400_000, 400_000)]
        );
        let requests = script::Limits { requests_per_minute: Some(1), ..script::Limits::default() };
        let limiter = Limiter::new(requests);
        limiter.count(40, 9, 0.0, 100);
        let Some(Excess::Rate { what, limits, .. }) = limiter.excess(15, 0.0, 100) else { panic!() };
        assert_eq!((what, limits.0[0].left, limits.0[1].left), ("requests", 0, 2_000_000));
        let quota = script::Limits { quota_requests: Some(0), ..script::Limits::default() };
        assert_eq!(Limiter::new(quota).excess(1, 0.0, 100), Some(Excess::Quota));
    }

    #[test]
    fn resets_are_points_in_time() {
        let mut rng = fastrand::Rng::with_seed(1);
        let limits = Some(Limits::exhausted(50, 2.0, 1_795_172_400));
        let headers = all("application/json", "req_1".to_owned(), "org", limits, &mut rng);
        assert_eq!(value(&headers, "anthropic-ratelimit-requests-limit"), "50");
        assert_eq!(value(&headers, "anthropic-ratelimit-requests-remaining"), "0");
        assert_eq!(value(&headers, "anthropic-ratelimit-requests-reset"), "2026-11-20T11:00:02Z");
        assert_eq!(value(&headers, "anthropic-ratelimit-tokens-limit"), "2400000");
        assert_eq!(value(&headers, "request-id"), "req_1");
        let lower = |(name, _): &(Cow<'_, str>, Cow<'_, str>)| {
            name.bytes().all(|b| b.is_ascii_lowercase() || b == b'-')
        };
        assert!(headers.iter().all(lower));
    }
}
