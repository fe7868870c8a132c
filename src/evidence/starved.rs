//! Time that a program wanted to run and could not.
//!
//! On a crowded machine a program that does not wait at all is late with its next request.
//! What it has waited for a processor is noted when requests come and answers go, and laid
//! to the requests here, so that this is not taken for waiting of its own.

use super::{Exchange, SceneEvidence};

/// Less of it between two requests is not worth keeping, in milliseconds.
const WORTH_KEEPING_MS: f64 = 10.0;

/// How long a program had waited for a processor at some moment.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Starved {
    /// Milliseconds since the scene began.
    pub at_ms: f64,
    /// Milliseconds in all.
    pub ms: f64,
}

impl SceneEvidence {
    /// Evidence whose requests know how much of the time before them was waiting for a
    /// processor, as far as the output's notes say. Times are those of our own clock.
    #[must_use]
    pub fn with_starvation(mut self) -> Self {
        let notes = std::mem::take(&mut self.output.starving);
        let mut before = 0.0;
        for exchange in &mut self.exchanges {
            let until = noted_at(&notes, exchange).unwrap_or(before);
            let waited = until - before;
            exchange.starved_ms = if waited < WORTH_KEEPING_MS { 0.0 } else { waited };
            before = until.max(before);
        }
        self
    }
}

/// What is noted first after a request came.
fn noted_at(notes: &[Starved], exchange: &Exchange) -> Option<f64> {
    let next = notes.partition_point(|note| note.at_ms < exchange.at_ms);
    notes.get(next).map(|note| note.ms)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn waiting_for_a_processor_is_laid_to_the_request_after_it() {
        let exchange = |index: u32, at_ms: f64| {
            json!({
                "index": index, "at_ms": at_ms, "duration_ms": 5.0, "method": "POST", "path": "/", "api": "unknown",
                "headers": [], "request": null, "key": "ours", "status": 429, "response": null, "stream": false,
                "usage": null, "usd": null, "complete": true,
            })
        };
        let evidence = json!({
            "scene": "s", "seed": 1, "nonce": "n", "source": "",
            "exchanges": [exchange(1, 500.0), exchange(2, 700.0), exchange(3, 1000.0), exchange(4, 1200.0)],
            "output": { "pieces": [], "exit_code": 0, "end": "exited", "duration_ms": 1300.0 },
        });
        let mut evidence: SceneEvidence = serde_json::from_value(evidence).unwrap();
        let note = |at_ms, ms| Starved { at_ms, ms };
        evidence.output.starving =
            vec![note(501.0, 40.0), note(505.0, 41.0), note(701.0, 190.0), note(1001.0, 195.0)];
        let evidence = evidence.with_starvation();
        let starved: Vec<f64> = evidence.exchanges.iter().map(|exchange| exchange.starved_ms).collect();
        assert_eq!(starved, [40.0, 150.0, 0.0, 0.0]);
        assert!(evidence.output.starving.is_empty());
    }
}
