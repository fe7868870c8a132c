//! The functions of the evidence language.
//!
//! Owns: how the names in [`super::scope::FUNCTIONS`] are carried out. Each works on
//! calls as [`super::scope`] presents them, and finds the exchange behind a call again
//! by its scene and index.

use super::scope::{SceneView, call_fields, call_list, value};
use super::tally::{cost_shown, tokens_printed, total_cost};
use super::text::{Shown, brief, squeeze};
use super::{arrival, figures, memory, roles, trouble, waits};
use crate::evidence::Exchange;
use minijinja::Value;
use serde_json::json;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The scenes of an attempt by name.
pub(super) type Views = Arc<BTreeMap<String, Arc<SceneView>>>;

/// The exchange that a call value stands for, with its scene.
fn find(views: &Views, call: &Value) -> Option<(Arc<SceneView>, Exchange)> {
    let scene = call.get_attr("scene").ok()?;
    let index = call.get_attr("index").ok()?.as_usize()?;
    let view = views.get(scene.as_str()?)?;
    Some((Arc::clone(view), view.exchange(index)?.clone()))
}

fn not_a_call(function: &str) -> minijinja::Error {
    minijinja::Error::new(
        minijinja::ErrorKind::InvalidOperation,
        format!("{function} wants a call, such as `calls[0]`"),
    )
}

/// Puts every function into the context of one scene.
pub(super) fn functions(context: &mut BTreeMap<&str, Value>, views: &Views, here: &Arc<SceneView>) {
    on_output(context, views, here);
    on_requests(context, views, here);
    on_series(context, views);
}

fn on_output(context: &mut BTreeMap<&str, Value>, views: &Views, here: &Arc<SceneView>) {
    let view = Arc::clone(here);
    context
        .insert("printed", Value::from_function(move |text: String| view.printed.shown(&text) != Shown::No));
    let view = Arc::clone(here);
    context
        .insert("times_printed", Value::from_function(move |text: String| view.printed.times_shown(&text)));
    let (view, all) = (Arc::clone(here), Arc::clone(views));
    context.insert(
        "shown",
        Value::from_function(move |what: Value| match (what.as_str(), find(&all, &what)) {
            (Some(text), _) => view.printed.shown(text).name(),
            (None, Some((view, call))) => {
                call.reply.iter().map(|text| view.printed.shown(text)).min().unwrap_or(Shown::No).name()
            }
            (None, None) => Shown::No.name(),
        }),
    );
    let (view, all) = (Arc::clone(here), Arc::clone(views));
    let over = move |calls: &Value| -> Result<Vec<Shown>, minijinja::Error> {
        let mut found = Vec::new();
        for call in calls.try_iter()? {
            let (_, call) = find(&all, &call).ok_or_else(|| not_a_call("best_shown"))?;
            found.push(call.reply.iter().map(|text| view.printed.shown(text)).min().unwrap_or(Shown::No));
        }
        Ok(found)
    };
    let best = over.clone();
    context.insert(
        "best_shown",
        Value::from_function(move |calls: Value| {
            Ok::<_, minijinja::Error>(best(&calls)?.into_iter().max().unwrap_or(Shown::No).name())
        }),
    );
    context.insert(
        "worst_shown",
        Value::from_function(move |calls: Value| {
            Ok::<_, minijinja::Error>(over(&calls)?.into_iter().min().unwrap_or(Shown::No).name())
        }),
    );
    let view = Arc::clone(here);
    context.insert("cost_shown", Value::from_function(move || cost_shown(&view)));
    let view = Arc::clone(here);
    context.insert("total_cost", Value::from_function(move || total_cost(&view)));
    let view = Arc::clone(here);
    context.insert(
        "other_currency",
        Value::from_function(move || figures::in_other_currency(&view.evidence.output.everything())),
    );
    let view = Arc::clone(here);
    context.insert("tokens_printed", Value::from_function(move |part: String| tokens_printed(&view, &part)));
    let view = Arc::clone(here);
    context.insert(
        "printed_number",
        Value::from_function(move |n: f64| view.numbers().iter().any(|m| same_number(*m, n))),
    );
    let view = Arc::clone(here);
    context.insert(
        "amounts",
        Value::from_function(move || value(view.amounts().iter().map(|a| a.value).collect::<Vec<_>>())),
    );
    let view = Arc::clone(here);
    context.insert(
        "printed_amount",
        Value::from_function(move |usd: f64| view.amounts().iter().any(|a| a.is(usd))),
    );
    let all = Arc::clone(views);
    context.insert(
        "printed_as_it_arrived",
        Value::from_function(move |call: Value| {
            let (view, call) = find(&all, &call).ok_or_else(|| not_a_call("printed_as_it_arrived"))?;
            Ok::<_, minijinja::Error>(arrival::as_it_arrived(&view.evidence.output, &call))
        }),
    );
}

/// Whether a printed whole number is this one; token counts are far below 2^53.
fn same_number(shown: u64, wanted: f64) -> bool {
    u32::try_from(shown).is_ok_and(|n| (f64::from(n) - wanted).abs() < 0.5)
}

fn on_requests(context: &mut BTreeMap<&str, Value>, views: &Views, here: &Arc<SceneView>) {
    let all = Arc::clone(views);
    context.insert(
        "param",
        Value::from_function(move |call: Value, name: String| {
            let (_, call) = find(&all, &call).ok_or_else(|| not_a_call("param"))?;
            let field = call.request.get(&name).filter(|v| !v.is_null());
            Ok::<_, minijinja::Error>(field.map_or(Value::from(()), value))
        }),
    );
    let all = Arc::clone(views);
    context.insert(
        "question",
        Value::from_function(move |call: Value| {
            let (_, call) = find(&all, &call).ok_or_else(|| not_a_call("question"))?;
            Ok::<_, minijinja::Error>(squeeze(&waits::question(&call)))
        }),
    );
    let all = Arc::clone(views);
    context.insert(
        "same_question",
        Value::from_function(move |some: Value, others: Value| {
            let (some, others) = (exchanges(&all, &some)?, exchanges(&all, &others)?);
            Ok::<_, minijinja::Error>(
                some.iter().any(|one| others.iter().any(|other| same_question(one, other))),
            )
        }),
    );
    let all = Arc::clone(views);
    context.insert(
        "same_messages",
        Value::from_function(move |some: Value, others: Value| {
            let (some, others) = (exchanges(&all, &some)?, exchanges(&all, &others)?);
            Ok::<_, minijinja::Error>(
                some.iter().any(|one| others.iter().any(|other| memory::says_the_same(one, other))),
            )
        }),
    );
    let all = Arc::clone(views);
    context.insert(
        "mentions",
        Value::from_function(move |call: Value, text: String| {
            let (_, call) = find(&all, &call).ok_or_else(|| not_a_call("mentions"))?;
            Ok::<_, minijinja::Error>(memory::mentions(&call, &text))
        }),
    );
    let all = Arc::clone(views);
    context.insert(
        "roles",
        Value::from_function(move |call: Value| {
            let (_, call) = find(&all, &call).ok_or_else(|| not_a_call("roles"))?;
            Ok::<_, minijinja::Error>(value(roles::roles(&call)))
        }),
    );
    let all = Arc::clone(views);
    context.insert(
        "said_by",
        Value::from_function(move |call: Value, role: String| {
            let (_, call) = find(&all, &call).ok_or_else(|| not_a_call("said_by"))?;
            Ok::<_, minijinja::Error>(roles::said_by(&call, &role))
        }),
    );
    let view = Arc::clone(here);
    context.insert(
        "answering",
        Value::from_function(move |line: String| {
            let found = memory::answering(&view.calls(), &line);
            found.map_or(Value::from(()), |call| {
                value(call_fields(&view.evidence.exchanges, call, &view.evidence.scene))
            })
        }),
    );
    let view = Arc::clone(here);
    context.insert("turns", Value::from_function(move || turns(&view)));
    let all = Arc::clone(views);
    context.insert(
        "arrived",
        Value::from_function(move |calls: Value| {
            let mut count = 0_u32;
            for call in calls.try_iter()? {
                let (view, call) = find(&all, &call).ok_or_else(|| not_a_call("arrived"))?;
                count += u32::from(arrival::as_it_arrived(&view.evidence.output, &call));
            }
            Ok::<_, minijinja::Error>(count)
        }),
    );
    let view = Arc::clone(here);
    context
        .insert("memory", Value::from_function(move || memory::memory(&view.calls(), &view.lines()).name()));
}

/// The answered calls that carry the typed lines, each once.
fn turns(view: &SceneView) -> Value {
    let calls = view.calls();
    let mut found: Vec<&Exchange> = Vec::new();
    for line in view.lines() {
        if let Some(call) = memory::answering(&calls, &line)
            && !found.iter().any(|c| c.index == call.index)
        {
            found.push(call);
        }
    }
    call_list(&view.evidence.exchanges, &found, &view.evidence.scene)
}

/// The exchanges behind a list of calls.
fn exchanges(views: &Views, calls: &Value) -> Result<Vec<Exchange>, minijinja::Error> {
    calls
        .try_iter()?
        .map(|call| Ok(find(views, &call).ok_or_else(|| not_a_call("this function"))?.1))
        .collect()
}

/// Whether two calls ask the same last question, and neither carries the other's
/// reply (then it would not be the same question any more).
fn same_question(one: &Exchange, other: &Exchange) -> bool {
    let carries =
        |call: &Exchange, reply: &Exchange| reply.reply.iter().any(|text| memory::mentions(call, text));
    squeeze(&memory::last_question(one)) == squeeze(&memory::last_question(other))
        && !carries(one, other)
        && !carries(other, one)
}

fn on_series(context: &mut BTreeMap<&str, Value>, views: &Views) {
    let all = Arc::clone(views);
    context.insert(
        "tries",
        Value::from_function(move |calls: Value| {
            Ok::<_, minijinja::Error>(Value::from_iter(series(&all, &calls)?.iter().map(tries_value)))
        }),
    );
    let all = Arc::clone(views);
    context.insert(
        "backoff",
        Value::from_function(move |calls: Value| {
            let longest = series(&all, &calls)?.into_iter().max_by_key(|t| (t.failures, t.recovered));
            Ok::<_, minijinja::Error>(tries_value(&longest.unwrap_or_default()))
        }),
    );
    context.insert("wait_kind", Value::from_function(|waits: Vec<f64>| value(json!(waits::kind(&waits)))));
    let all = Arc::clone(views);
    context.insert(
        "at_once",
        Value::from_function(move |calls: Value| {
            let found = exchanges(&all, &calls)?;
            Ok::<_, minijinja::Error>(waits::most_at_once(&found.iter().collect::<Vec<_>>()))
        }),
    );
    context.insert(
        "sum",
        Value::from_function(|numbers: Value| {
            let mut total = 0.0;
            for number in numbers.try_iter()? {
                total += f64::try_from(number)?;
            }
            Ok::<_, minijinja::Error>(total)
        }),
    );
}

fn series(views: &Views, calls: &Value) -> Result<Vec<waits::Tries>, minijinja::Error> {
    let found = exchanges(views, calls)?;
    Ok(waits::tries(&found.iter().collect::<Vec<_>>()))
}

fn tries_value(tries: &waits::Tries) -> Value {
    value(json!({
        "indexes": tries.indexes,
        "statuses": tries.statuses,
        "count": tries.statuses.len(),
        "failures": tries.failures,
        "recovered": tries.recovered,
        "waits": tries.waits,
        "kind": tries.kind(),
        "total": tries.waits.iter().sum::<f64>(),
        "shortest": tries.waits.iter().copied().reduce(f64::min),
        "listing": waits::listing(&tries.waits),
    }))
}

/// `{{ text | brief(60) }}`: one line, cut.
pub(super) fn brief_filter(text: String, limit: Option<usize>) -> String {
    let limit = limit.unwrap_or(80);
    let cut = brief(&text, limit);
    // Of an output that ends in an error, the error is what matters.
    match trouble::last_error(&text).map(|error| brief(error, limit * 2 / 3)) {
        Some(error) if !cut.contains(&error) => {
            let room = limit.saturating_sub(error.chars().count() + 1);
            format!("{} {error}", brief(&text, room))
        }
        _ => cut,
    }
}

/// `{{ 2.134 | seconds }}`: `2.1 s`.
pub(super) fn seconds_filter(seconds: f64) -> String {
    waits::seconds(seconds)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::samples::{exchange, scene};
    use super::super::scope::{FUNCTIONS, NAMES, Scope};

    #[test]
    fn every_listed_name_is_there_and_no_other() {
        let evidence = scene(vec![exchange(1, 0.0, 200)], "");
        let scope = Scope::new(&[evidence], &Default::default(), &Default::default());
        let context = scope.context("s").unwrap();
        let mut there: Vec<String> = context.try_iter().unwrap().map(|k| k.to_string()).collect();
        let mut listed: Vec<String> =
            NAMES.iter().chain(FUNCTIONS).map(|(name, _)| (*name).to_owned()).collect();
        there.sort();
        listed.sort();
        assert_eq!(there, listed);
    }
}
