//! What tokens cost.

use crate::evidence::Usage;
use serde::Deserialize;
use std::collections::BTreeMap;

/// What a file `prices.toml` says.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Prices {
    /// The day the prices were looked up, `YYYY-MM-DD`.
    pub date: String,
    /// Where.
    #[serde(default)]
    pub source: String,
    /// By model name.
    #[serde(default)]
    pub models: BTreeMap<String, Price>,
}

/// US dollars per million tokens.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Price {
    /// Prompt tokens.
    pub input: f64,
    /// Prompt tokens that the cache served; without it they cost like the others.
    #[serde(default)]
    pub cached: Option<f64>,
    /// Prompt tokens written to the cache.
    #[serde(default)]
    pub cache_write: Option<f64>,
    /// Reply tokens, reasoning included.
    pub output: f64,
    /// Other rates for the whole request when the prompt is long.
    #[serde(default)]
    pub long: Option<LongPrompt>,
}

/// Rates of a request whose prompt exceeds a limit.
#[derive(Debug, Clone, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LongPrompt {
    /// Prompt tokens up to which the usual rates hold.
    pub above: u64,
    /// As in [`Price::input`].
    pub input: f64,
    /// As in [`Price::cached`].
    #[serde(default)]
    pub cached: Option<f64>,
    /// As in [`Price::output`].
    pub output: f64,
}

impl Price {
    /// The cost of one call, in US dollars.
    #[must_use]
    pub fn of(&self, usage: &Usage) -> f64 {
        let (input, cached, output) = match &self.long {
            Some(long) if usage.input_tokens > long.above => (long.input, long.cached, long.output),
            _ => (self.input, self.cached, self.output),
        };
        let from_cache = usage.cached_tokens.min(usage.input_tokens);
        let into_cache = usage.cache_write_tokens.min(usage.input_tokens - from_cache);
        let fresh = usage.input_tokens - from_cache - into_cache;
        (fresh as f64 * input
            + from_cache as f64 * cached.unwrap_or(input)
            + into_cache as f64 * self.cache_write.unwrap_or(input)
            + usage.output_tokens as f64 * output)
            / 1_000_000.0
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use crate::evidence::Usage;
    use crate::models::cost;

    fn usage(input_tokens: u64, cached_tokens: u64, output_tokens: u64) -> Usage {
        Usage { input_tokens, cached_tokens, output_tokens, ..Usage::default() }
    }

    fn near(left: Option<f64>, right: f64) -> bool {
        (left.unwrap() - right).abs() < 1e-12
    }

    #[test]
    fn what_is_written_to_a_cache_costs_more_and_what_is_read_less() {
        let usage = Usage {
            input_tokens: 10_000,
            cached_tokens: 4_000,
            cache_write_tokens: 5_000,
            ..Usage::default()
        };
        assert!(near(
            cost("claude-sonnet-5-5", &usage),
            (1_000.0 * 2.0 + 4_000.0 * 0.1 + 5_000.0 * 2.5) / 1e6
        ));
    }

    #[test]
    fn tokens_times_rates() {
        assert!(near(cost("gpt-4.1-mini", &usage(19, 0, 3)), 0.000_012_4));
        assert!(near(cost("gpt-4o-mini", &usage(1_000_000, 0, 1_000_000)), 0.75));
        assert_eq!(cost("no-such-model", &usage(1, 0, 1)), None);
    }

    #[test]
    fn only_the_cached_part_is_discounted() {
        assert!(near(cost("gpt-4.1", &usage(2000, 1024, 0)), (976.0 * 2.0 + 1024.0 * 0.5) / 1e6));
        assert!(near(cost("gpt-4-turbo", &usage(2000, 1024, 0)), 2000.0 * 10.0 / 1e6));
    }

    #[test]
    fn a_long_prompt_changes_the_rates_of_the_whole_request() {
        assert!(near(cost("gpt-5.4", &usage(272_000, 0, 1000)), (272_000.0 * 2.5 + 15_000.0) / 1e6));
        assert!(near(cost("gpt-5.4", &usage(272_001, 0, 1000)), (272_001.0 * 5.0 + 22_500.0) / 1e6));
    }
}
