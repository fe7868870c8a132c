//! Tokens and money that were printed, held against what the answered calls took.
//!
//! Owns: which counts and sums are right. Must not know: how numbers are read out of a
//! text ([`super::figures`]).

use super::figures;
use super::scope::SceneView;
use crate::evidence::{Api, Exchange, Usage};

/// Whether the money printed is what the answered calls cost: in all, or each of them.
pub(super) fn cost_shown(view: &SceneView) -> &'static str {
    let amounts = view.amounts();
    if amounts.is_empty() {
        return "none";
    }
    let costs: Option<Vec<f64>> = view.calls().iter().filter(|c| c.succeeded()).map(|c| c.usd).collect();
    let Some(costs) = costs.filter(|c| !c.is_empty()) else { return "unknown" };
    let shown = |usd: f64| amounts.iter().any(|amount| amount.is(usd));
    // One matching call is not enough: with a few calls, chance finds one.
    if shown(costs.iter().sum()) || costs.iter().all(|usd| shown(*usd)) { "right" } else { "wrong" }
}

/// What the one amount that is called the total cost comes to, where the true total is
/// shown nowhere.
pub(super) fn total_cost(view: &SceneView) -> &'static str {
    let said = view.evidence.output.everything();
    let costs: Option<Vec<f64>> = view.calls().iter().filter(|c| c.succeeded()).map(|c| c.usd).collect();
    let Some(costs) = costs.filter(|costs| costs.len() > 1) else { return "unknown" };
    // Embeddings and the like may be counted in or not.
    let all: f64 = view.evidence.exchanges.iter().filter(|e| e.succeeded()).filter_map(|e| e.usd).sum();
    let sum: f64 = costs.iter().sum();
    if view.amounts().iter().any(|amount| amount.is(sum) || amount.is(all)) {
        return "right";
    }
    let close = |one: f64, other: f64| (one - other).abs() < other / 50.0;
    match figures::total_costs(&said).as_slice() {
        // Several are totals so far, or each call's own.
        [only] if costs.iter().any(|usd| close(only.value, *usd)) => "one-call",
        [only] if close(only.value, 2.0 * sum) => "doubled",
        [_] => "odd",
        _ => "unknown",
    }
}

/// How a part of the usage of all answered calls was printed.
pub(super) fn tokens_printed(view: &SceneView, part: &str) -> Result<&'static str, minijinja::Error> {
    let told = tokens_printed_as(view, part, |_, usage| usage)?;
    if told == "each" {
        return Ok(told);
    }
    // What Anthropic calls the input is without what the cache served and took.
    let plain = tokens_printed_as(view, part, |call, usage| match call.api {
        Api::Messages => Usage {
            input_tokens: usage.input_tokens.saturating_sub(usage.cached_tokens + usage.cache_write_tokens),
            ..usage
        },
        _ => usage,
    })?;
    Ok(if plain == "no" || told == "total" && plain != "each" { told } else { plain })
}

/// The same, of counts as this function gives them.
fn tokens_printed_as(
    view: &SceneView,
    part: &str,
    told: impl Fn(&Exchange, Usage) -> Usage,
) -> Result<&'static str, minijinja::Error> {
    let answered = view.calls().into_iter().filter(|c| c.succeeded());
    let counted = answered.filter_map(|call| Some(told(call, call.usage?)));
    let counts: Vec<u64> = counted.map(|usage| usage_part(usage, part)).collect::<Result<_, _>>()?;
    let printed = view.numbers();
    let hits = counts.iter().filter(|n| printed.contains(n)).count();
    Ok(match hits {
        _ if counts.is_empty() => "no",
        n if n == counts.len() => "each",
        _ if printed.contains(&counts.iter().sum()) => "total",
        0 => "no",
        _ => "some",
    })
}

fn usage_part(usage: Usage, part: &str) -> Result<u64, minijinja::Error> {
    match part {
        "input_tokens" => Ok(usage.input_tokens),
        "output_tokens" => Ok(usage.output_tokens),
        "total_tokens" => Ok(usage.input_tokens + usage.output_tokens),
        _ => Err(minijinja::Error::new(
            minijinja::ErrorKind::InvalidOperation,
            "tokens_printed knows `input_tokens`, `output_tokens` and `total_tokens`",
        )),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::samples::{exchange, scene};
    use super::super::scope::ScenePlan;
    use super::*;

    #[test]
    fn anthropic_counts_the_input_without_its_cache() {
        let printed = |api: Api, text: &str| {
            let mut call = exchange(1, 0.0, 200);
            call.api = api;
            call.usage = Some(Usage { input_tokens: 5000, cached_tokens: 4900, ..Usage::default() });
            let evidence = scene(vec![call], text);
            let plan = ScenePlan::default();
            tokens_printed(&SceneView::new(&evidence, plan), "input_tokens").unwrap()
        };
        assert_eq!(printed(Api::Messages, "input 100"), "each");
        assert_eq!(printed(Api::Messages, "input 5000"), "each");
        assert_eq!(printed(Api::ChatCompletions, "input 100"), "no");
    }
}
