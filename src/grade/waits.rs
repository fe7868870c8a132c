//! Tries of the same question, and the waits between them.
//!
//! Owns: what counts as a retry, and of what kind a series of waits is. Requests
//! belong together when they carry the same conversation: SDK headers and counts
//! say nothing about loops that people write themselves.

use crate::evidence::Exchange;
use serde::Serialize;
use serde_json::Value;

/// Waits that all lie this close together (largest / smallest) are a fixed sleep.
const FIXED_RATIO: f64 = 1.3;
/// Or that differ by less than this: a busy machine wakes sleepers late.
const FIXED_SPREAD_S: f64 = 0.12;
/// Or of which at most one in so many is longer: a machine that stops for a moment
/// makes one wait in a long series late, while growth and jitter show in most of them.
const FIXED_STRAGGLERS: usize = 8;
/// In a series this long, waits that lie this close together are a fixed sleep with some
/// jitter: whatever grows has gone beyond by then.
const FIXED_LONG: (usize, f64) = (6, 1.6);
/// Waits shorter than this in sum over a whole series are no waiting at all.
const TIGHT_TOTAL_S: f64 = 0.12;
/// So is a series in which no single wait reaches this: a client on a busy machine
/// needs that long between two requests anyway.
const TIGHT_EACH_S: f64 = 0.15;
/// A wait that reaches this is one, however crowded the machine is: a program can also
/// wait by counting, and then wants to run all the time.
const CROWDED_EACH_S: f64 = 0.5;

/// What a request asks, without model and parameters: equal for a retry.
#[must_use]
pub fn question(exchange: &Exchange) -> String {
    let body = &exchange.request;
    let parts = ["messages", "input", "instructions", "system", "prompt"];
    let asked: Vec<String> = parts.iter().filter_map(|p| body.get(p)).map(Value::to_string).collect();
    if asked.is_empty() { exchange.request_text.clone().unwrap_or_default() } else { asked.join("\n") }
}

/// A client can send its next request a moment before the end of the answer before
/// has been noted, so what ends within this time counts as ended.
const ENDING_MS: f64 = 20.0;

/// The greatest number of these calls that were under way at the same moment.
#[must_use]
pub fn most_at_once(calls: &[&Exchange]) -> usize {
    let under_way = |at: f64| calls.iter().filter(|c| c.at_ms <= at && at + ENDING_MS < c.ended_ms()).count();
    calls.iter().map(|call| under_way(call.at_ms).max(1)).max().unwrap_or(0)
}

/// All tries of one question, in order.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Tries {
    /// Index of each exchange.
    pub indexes: Vec<usize>,
    /// Status of each.
    pub statuses: Vec<u16>,
    /// Tries that failed before the first success (or in all).
    pub failures: usize,
    /// Whether a success followed.
    pub recovered: bool,
    /// Seconds from the end of each failed answer to the next request.
    pub waits: Vec<f64>,
    /// The same without the time in which the program wanted to run and could not.
    pub idle: Vec<f64>,
}

impl Tries {
    /// Of what kind the waits are. A crowded machine can make late what nobody delayed.
    #[must_use]
    pub fn kind(&self) -> WaitKind {
        let kind = kind(&self.waits);
        let longest = self.waits.iter().copied().fold(0.0, f64::max);
        let is_tight = longest < CROWDED_EACH_S && is_tight(&self.idle);
        if is_tight && kind != WaitKind::None { WaitKind::Tight } else { kind }
    }
}

/// The tries of every question among these calls, in order of first appearance.
#[must_use]
pub fn tries(calls: &[&Exchange]) -> Vec<Tries> {
    let mut groups: Vec<(String, Vec<&Exchange>)> = Vec::new();
    for call in calls {
        let key = question(call);
        match groups.iter_mut().find(|(k, _)| *k == key) {
            Some((_, group)) => group.push(call),
            None => groups.push((key, vec![call])),
        }
    }
    groups.iter().map(|(_, group)| series(group)).collect()
}

fn series(group: &[&Exchange]) -> Tries {
    let first_success = group.iter().position(|e| e.succeeded());
    let failures = first_success.unwrap_or(group.len());
    let last = first_success.map_or(group.len(), |at| at + 1);
    let waits = group[..last].windows(2).map(|pair| ((pair[1].at_ms - pair[0].ended_ms()) / 1000.0).max(0.0));
    let waits: Vec<f64> = waits.collect();
    let starved = group[..last].iter().skip(1).map(|exchange| exchange.starved_ms / 1000.0);
    let idle = waits.iter().zip(starved).map(|(wait, starved)| (wait - starved).max(0.0)).collect();
    Tries {
        indexes: group.iter().map(|e| e.index).collect(),
        statuses: group.iter().map(|e| e.status).collect(),
        failures,
        recovered: failures > 0 && first_success.is_some(),
        waits,
        idle,
    }
}

/// Of what kind a series of waits is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum WaitKind {
    /// There was no second try.
    None,
    /// No waiting to speak of.
    Tight,
    /// The same wait each time.
    Fixed,
    /// Too few waits to say.
    Short,
    /// Each wait is shorter than the one before.
    Shrinking,
    /// Not all the same: exponential, linear, jittered, capped.
    Varied,
}

/// Of what kind these waits are (seconds).
///
/// Jitter makes single gaps meaningless, so none of them has to exceed the one
/// before: only a series that stays the same throughout is called fixed.
#[must_use]
pub fn kind(waits: &[f64]) -> WaitKind {
    if waits.is_empty() {
        return WaitKind::None;
    }
    let longest = waits.iter().copied().fold(0.0, f64::max);
    if is_tight(waits) {
        return WaitKind::Tight;
    }
    if waits.len() < 2 {
        return WaitKind::Short;
    }
    let shortest = waits.iter().copied().fold(f64::INFINITY, f64::min);
    let differs = |wait: f64| wait > shortest * FIXED_RATIO && wait - shortest >= FIXED_SPREAD_S;
    let longer = waits.iter().filter(|wait| differs(**wait)).count();
    let level = waits.len() >= FIXED_LONG.0 && longest <= shortest * FIXED_LONG.1;
    if level || longer * FIXED_STRAGGLERS <= waits.len() - longer {
        WaitKind::Fixed
    } else if shrinks(waits) {
        WaitKind::Shrinking
    } else {
        WaitKind::Varied
    }
}

fn is_tight(waits: &[f64]) -> bool {
    waits.iter().sum::<f64>() < TIGHT_TOTAL_S || waits.iter().all(|wait| *wait < TIGHT_EACH_S)
}

/// Whether each of at least three waits is clearly shorter than the one before.
fn shrinks(waits: &[f64]) -> bool {
    waits.len() >= 3 && waits.windows(2).all(|pair| pair[1] < pair[0] * 0.9)
}

/// `0.5 s, 1.1 s, 2.0 s`
#[must_use]
pub fn listing(waits: &[f64]) -> String {
    if waits.is_empty() {
        return "no waits".to_owned();
    }
    let shown: Vec<String> = waits.iter().take(8).map(|w| seconds(*w)).collect();
    let rest = if waits.len() > 8 { format!(", … ({} in all)", waits.len()) } else { String::new() };
    format!("{}{rest}", shown.join(", "))
}

/// A length of time as people read it: `38 ms`, `2.1 s`.
#[must_use]
pub fn seconds(seconds: f64) -> String {
    if seconds < 0.0995 { format!("{:.0} ms", seconds * 1000.0) } else { format!("{seconds:.1} s") }
}

#[cfg(test)]
mod tests {
    use super::super::samples::exchange;
    use super::*;

    #[test]
    fn kinds_of_waits() {
        assert_eq!(kind(&[]), WaitKind::None);
        assert_eq!(kind(&[0.001, 0.002, 0.001]), WaitKind::Tight);
        assert_eq!(kind(&[1.0]), WaitKind::Short);
        assert_eq!(kind(&[1.0, 1.01, 1.002]), WaitKind::Fixed);
        assert_eq!(kind(&[1.1, 0.8, 1.2, 0.9, 1.0, 1.15, 0.85]), WaitKind::Fixed, "jitter and no growth");
        assert_eq!(kind(&[1.1, 0.8, 1.2, 0.9]), WaitKind::Varied, "too few to say that nothing grows");
        assert_eq!(kind(&[1.0, 1.0, 1.0, 1.0, 1.7, 1.0, 1.0, 1.0, 1.0]), WaitKind::Fixed, "one woken late");
        assert_eq!(kind(&[1.0, 1.0, 1.7]), WaitKind::Varied, "too few to tell");
        assert_eq!(kind(&[0.5, 1.0, 2.0, 4.0, 8.0, 8.0, 8.0, 8.0, 8.0, 8.0]), WaitKind::Varied, "capped");
        assert_eq!(kind(&[0.5, 0.9, 2.0]), WaitKind::Varied);
        assert_eq!(kind(&[0.9, 0.2, 1.7]), WaitKind::Varied, "full jitter");
        assert_eq!(kind(&[1.0, 1.0, 2.0]), WaitKind::Varied, "capped below");
        assert_eq!(kind(&[2.0, 1.0, 0.5]), WaitKind::Shrinking);
    }

    #[test]
    fn a_crowded_machine_is_no_waiting_of_the_program() {
        let try_at = |index, at_ms, starved_ms| Exchange {
            starved_ms,
            duration_ms: 0.0,
            ..exchange(index, at_ms, 429)
        };
        let kind = |calls: [Exchange; 3]| tries(&calls.iter().collect::<Vec<_>>())[0].kind();
        let tight = [try_at(1, 0.0, 900.0), try_at(2, 250.0, 180.0), try_at(3, 450.0, 110.0)];
        assert_eq!(kind(tight), WaitKind::Tight);
        let waiting = [try_at(1, 0.0, 900.0), try_at(2, 400.0, 180.0), try_at(3, 700.0, 110.0)];
        assert_ne!(kind(waiting), WaitKind::Tight);
        let counting = [try_at(1, 0.0, 0.0), try_at(2, 1000.0, 950.0), try_at(3, 3000.0, 1900.0)];
        assert_eq!(kind(counting), WaitKind::Varied);
    }

    #[test]
    fn calls_under_way_together_are_counted() {
        let call = |index, at_ms, duration_ms| Exchange { duration_ms, ..exchange(index, at_ms, 200) };
        let calls = [call(1, 0.0, 100.0), call(2, 50.0, 100.0), call(3, 100.0, 40.0), call(4, 300.0, 0.0)];
        assert_eq!(most_at_once(&calls.iter().collect::<Vec<_>>()), 2, "one ends as another begins");
        assert_eq!(most_at_once(&[&calls[3]]), 1);
        assert_eq!(most_at_once(&[]), 0);
    }

    #[test]
    fn times_read_well() {
        assert_eq!(listing(&[0.038, 2.1]), "38 ms, 2.1 s");
        assert_eq!(listing(&[]), "no waits");
    }
}
