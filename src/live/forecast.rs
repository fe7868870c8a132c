//! What a live run is likely to cost, told from what the same program did before.
//!
//! Owns: that sum. Must not know: where the exchanges were kept, how it is told.

use super::provider::{Dialect, Provider, Providers};
use crate::evidence::{Api, Exchange};

/// What the same calls would cost again.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Forecast {
    /// Calls that would be passed on.
    pub requests: usize,
    /// US dollars, as far as prices are known.
    pub usd: f64,
    /// A model whose price is not known: its calls would not be passed on.
    pub unpriced: Option<String>,
}

impl Providers {
    /// Whom these calls would go to; all, where there are none.
    pub fn asked_by<'a>(&'a self, exchanges: &[&Exchange]) -> Vec<&'a Provider> {
        let asked = |provider: &&Provider| {
            exchanges.is_empty()
                || exchanges.iter().any(|one| self.of(dialect(one)).is_some_and(|p| p.name == provider.name))
        };
        self.iter().filter(asked).collect()
    }

    /// What these calls would cost. Those that a scene's fault answered stay at the door.
    #[must_use]
    pub fn forecast(&self, exchanges: &[&Exchange]) -> Forecast {
        let mut sum = Forecast::default();
        for exchange in exchanges.iter().filter(|one| one.succeeded() && one.api != Api::Unknown) {
            sum.requests += 1;
            let Some((usage, provider)) = exchange.usage.zip(self.of(dialect(exchange))) else { continue };
            let model = exchange.request.get("model").and_then(|name| name.as_str()).unwrap_or_default();
            match provider.cost(model, &usage) {
                Some(usd) => sum.usd += usd,
                None => sum.unpriced = Some(model.to_owned()),
            }
        }
        sum
    }
}

fn dialect(exchange: &Exchange) -> Dialect {
    if exchange.api == Api::Messages { Dialect::Anthropic } else { Dialect::OpenAi }
}
