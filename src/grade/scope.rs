//! Evidence as the expressions of checks see it.
//!
//! Owns: the names and functions of the evidence language and what they mean.
//! The page for authors is `lessons/AUTHORING.md`; a test keeps the two in step.

use super::text::{Shown, brief, shown, squeeze, times_shown};
use super::{arrival, figures, memory, waits};
use crate::evidence::{End, Exchange, SceneEvidence, Stream};
use minijinja::Value;
use minijinja::value::Serde;
use serde_json::{Value as Json, json};
use std::collections::BTreeMap;
use std::sync::Arc;

/// The names that an expression may use, with what each holds.
pub const NAMES: [(&str, &str); 21] = [
    ("calls", "requests that make a model write, in order (see the fields of a call)"),
    ("answered", "those of `calls` that succeeded (status 2xx)"),
    ("exchanges", "all requests, also to other endpoints and unknown paths"),
    ("stdout", "standard output, escape sequences stripped"),
    ("stderr", "standard error, likewise"),
    ("output", "both, in order of arrival"),
    ("exit_code", "a number, or none when the program was killed"),
    ("ended", "`exited`, `timed-out`, `flooded` or `cancelled`"),
    ("timed_out", "whether the scene's time ran out"),
    ("duration_ms", "how long the program ran"),
    ("lines", "the scripted lines that were typed, without quit words"),
    ("source", "the program's text; for diagnoses only"),
    ("scene", "the scene's name"),
    ("scenes", "every scene's evidence by name: `scenes['down'].calls`"),
    ("nonce", "this run's random words"),
    ("seed", "this run's seed"),
    ("limit_s", "the scene's time limit in seconds"),
    ("numbers", "the whole numbers in the output, in ascending order"),
    ("usage", "sums over `answered`: `input_tokens`, `output_tokens`, `total_tokens`"),
    ("usd", "what the answered calls would have cost, or none when a price is unknown"),
    ("course", "the course's variables: `course.model.small`"),
];

/// The functions of the language, with what each returns.
pub const FUNCTIONS: [(&str, &str); 15] = [
    ("printed", "`printed(text)`: whether the text was printed, whatever its colours, wrapping or case"),
    ("shown", "`shown(call)` or `shown(text)`: `text`, `dump` (only inside a raw object) or `no`"),
    ("times_printed", "`times_printed(text)`: how often"),
    (
        "printed_number",
        "`printed_number(n)`: whether the whole number was printed, thousands separators or not",
    ),
    ("amounts", "`amounts()`: the amounts of money printed"),
    ("printed_amount", "`printed_amount(usd)`: whether one of them is this, as rounded by the program"),
    ("param", "`param(call, name)`: a field of the request's body, or none"),
    ("question", "`question(call)`: what the call asks, for comparing two calls"),
    ("mentions", "`mentions(call, text)`: whether one of the request's texts contains this"),
    ("answering", "`answering(line)`: the first answered call that carries this line, or none"),
    (
        "memory",
        "`memory()`: how turns are carried: `kept`, `stored`, `scattered`, `lines-only`, `replies-only`, `nothing`, `no-turns`",
    ),
    (
        "printed_as_it_arrived",
        "`printed_as_it_arrived(call)`: whether a stream's first words were shown before its last were sent",
    ),
    (
        "tries",
        "`tries(calls)`: one entry a question: `statuses`, `failures`, `recovered`, `waits`, `indexes`",
    ),
    (
        "backoff",
        "`backoff(calls)`: the question with most failures: the same, and `kind` (`none`, `tight`, `fixed`, `short`, `varied`), `total`, `shortest`, `listing`",
    ),
    ("sum", "`sum(list)`: the sum of numbers"),
];

/// Evidence of one attempt, ready for expressions.
pub struct Scope {
    scenes: BTreeMap<String, Arc<SceneView>>,
    course: Value,
}

/// One scene's evidence with what is derived from it once.
struct SceneView {
    evidence: SceneEvidence,
    limit_s: f64,
    outputs: Vec<String>,
}

impl SceneView {
    fn new(evidence: &SceneEvidence, limit_s: f64) -> Self {
        let output = &evidence.output;
        let outputs = [output.text(Stream::Stdout), output.text(Stream::Stderr), output.everything()];
        Self { evidence: evidence.clone(), limit_s, outputs: outputs.iter().map(|t| squeeze(t)).collect() }
    }

    fn calls(&self) -> Vec<&Exchange> {
        self.evidence.exchanges.iter().filter(|e| e.api.generates()).collect()
    }

    fn exchange(&self, index: usize) -> Option<&Exchange> {
        self.evidence.exchanges.iter().find(|e| e.index == index)
    }

    fn lines(&self) -> Vec<String> {
        let mut lines: Vec<String> = Vec::new();
        for fed in self.evidence.output.fed.iter().filter(|f| f.scripted && !is_quit_word(&f.text)) {
            if !lines.contains(&fed.text) {
                lines.push(fed.text.clone());
            }
        }
        lines
    }
}

/// Words that end a chat; they are typed like lines but are not part of it.
#[must_use]
pub fn is_quit_word(line: &str) -> bool {
    matches!(line.trim().to_lowercase().as_str(), "quit" | "exit" | "bye" | "q" | "/quit" | "/exit")
}

impl Scope {
    /// Takes the evidence of the scenes that ran; `limits` gives each scene's time
    /// limit in seconds, `variables` the course's (`model.small`).
    pub fn new(
        evidence: &[SceneEvidence],
        limits: &BTreeMap<String, f64>,
        variables: &BTreeMap<String, String>,
    ) -> Self {
        let view = |e: &SceneEvidence| {
            let limit = limits.get(&e.scene).copied().unwrap_or(10.0);
            (e.scene.clone(), Arc::new(SceneView::new(e, limit)))
        };
        Self { scenes: evidence.iter().map(view).collect(), course: nested(variables) }
    }

    /// The context for expressions judged in this scene; `None` when it did not run.
    pub fn context(&self, scene: &str) -> Option<Value> {
        let view = self.scenes.get(scene)?;
        let mut context: BTreeMap<&str, Value> = plain(view);
        let others = self.scenes.iter().map(|(name, view)| (name.clone(), Value::from_pairs(plain(view))));
        context.insert("scenes", Value::from_pairs(others));
        context.insert("course", self.course.clone());
        functions(&mut context, &Arc::new(self.scenes.clone()), view);
        Some(Value::from_pairs(context))
    }
}

/// Anything that serialises, as a value of the language.
fn value<T: serde::Serialize>(data: T) -> Value {
    Value::from(Serde(data))
}

/// `{"model.small": "x"}` as `{"model": {"small": "x"}}`.
fn nested(variables: &BTreeMap<String, String>) -> Value {
    let mut root = serde_json::Map::new();
    for (path, text) in variables {
        let mut here = &mut root;
        let mut parts = path.split('.').peekable();
        while let Some(part) = parts.next() {
            if parts.peek().is_none() {
                here.insert(part.to_owned(), json!(text));
            } else {
                let next = here.entry(part).or_insert_with(|| json!({}));
                match next {
                    Json::Object(map) => here = map,
                    _ => break,
                }
            }
        }
    }
    value(root)
}

fn plain(view: &Arc<SceneView>) -> BTreeMap<&'static str, Value> {
    let evidence = &view.evidence;
    let output = &evidence.output;
    let strip = |text: String| Value::from(strip_ansi_escapes::strip_str(text));
    let calls = view.calls();
    let answered: Vec<&Exchange> = calls.iter().filter(|e| e.succeeded()).copied().collect();
    let everything = output.everything();
    BTreeMap::from([
        ("calls", call_list(&evidence.exchanges, &calls, &evidence.scene)),
        ("answered", call_list(&evidence.exchanges, &answered, &evidence.scene)),
        (
            "exchanges",
            call_list(&evidence.exchanges, &evidence.exchanges.iter().collect::<Vec<_>>(), &evidence.scene),
        ),
        ("stdout", strip(output.text(Stream::Stdout))),
        ("stderr", strip(output.text(Stream::Stderr))),
        ("numbers", value(figures::whole_numbers(&everything))),
        ("output", strip(everything)),
        ("exit_code", output.exit_code.map_or(Value::from(()), Value::from)),
        ("ended", Value::from(ended(output.end))),
        ("timed_out", Value::from(output.timed_out())),
        ("duration_ms", Value::from(output.duration_ms)),
        ("lines", value(view.lines())),
        ("source", Value::from(evidence.source.as_str())),
        ("scene", Value::from(evidence.scene.as_str())),
        ("nonce", Value::from(evidence.nonce.as_str())),
        ("seed", Value::from(evidence.seed)),
        ("limit_s", Value::from(view.limit_s)),
        ("usage", usage_sums(&answered)),
        ("usd", answered.iter().map(|e| e.usd).sum::<Option<f64>>().map_or(Value::from(()), Value::from)),
    ])
}

const fn ended(end: End) -> &'static str {
    match end {
        End::Exited => "exited",
        End::TimedOut => "timed-out",
        End::Flooded => "flooded",
        End::Cancelled => "cancelled",
    }
}

fn usage_sums(answered: &[&Exchange]) -> Value {
    let total = |part: fn(&crate::evidence::Usage) -> u64| {
        answered.iter().filter_map(|e| e.usage.as_ref()).map(part).sum::<u64>()
    };
    let (input, output) = (total(|u| u.input_tokens), total(|u| u.output_tokens));
    value(json!({"input_tokens": input, "output_tokens": output, "total_tokens": input + output}))
}

fn call_list(all: &[Exchange], chosen: &[&Exchange], scene: &str) -> Value {
    Value::from_iter(chosen.iter().map(|e| value(call_fields(all, e, scene))))
}

/// The fields of a call, as listed in `lessons/AUTHORING.md`.
fn call_fields(all: &[Exchange], call: &Exchange, scene: &str) -> Json {
    let before = all.iter().filter(|e| e.index < call.index);
    let previous_end = before.clone().map(Exchange::ended_ms).reduce(f64::max);
    json!({
        "index": call.index,
        "scene": scene,
        "at_ms": call.at_ms,
        "method": call.method,
        "path": call.path,
        "api": call.api.name(),
        "key": call.key,
        "model": call.request.get("model"),
        "request": if call.request.is_object() { call.request.clone() } else { json!({}) },
        "response": call.response,
        "status": call.status,
        "ok": call.succeeded(),
        "error": call.response.pointer("/error/message"),
        "stream": call.stream,
        "reply": call.reply.first().map_or("", String::as_str),
        "replies": call.reply,
        "chunks": call.chunks.iter().map(|c| json!({"at_ms": c.at_ms, "text": c.text})).collect::<Vec<_>>(),
        "gap_ms": previous_end.map(|end| (call.at_ms - end).max(0.0)),
        "overlaps": previous_end.is_some_and(|end| call.at_ms < end),
        "usage": call.usage.map(|u| json!({
            "input_tokens": u.input_tokens, "output_tokens": u.output_tokens,
            "total_tokens": u.input_tokens + u.output_tokens,
            "cached_tokens": u.cached_tokens, "reasoning_tokens": u.reasoning_tokens,
        })),
        "usage_sent": call.usage_sent,
        "usd": call.usd,
        "sdk": call.sdk,
        "retry_count": call.retry_count,
        "complete": call.complete,
        "fault": call.fault,
        "duration_ms": call.duration_ms,
    })
}

type Views = Arc<BTreeMap<String, Arc<SceneView>>>;

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

fn functions(context: &mut BTreeMap<&str, Value>, views: &Views, here: &Arc<SceneView>) {
    on_output(context, views, here);
    on_requests(context, views, here);
    on_series(context, views);
}

fn on_output(context: &mut BTreeMap<&str, Value>, views: &Views, here: &Arc<SceneView>) {
    let view = Arc::clone(here);
    context.insert(
        "printed",
        Value::from_function(move |text: String| shown(&view.outputs, &text) != Shown::No),
    );
    let view = Arc::clone(here);
    context
        .insert("times_printed", Value::from_function(move |text: String| times_shown(&view.outputs, &text)));
    let (view, all) = (Arc::clone(here), Arc::clone(views));
    context.insert(
        "shown",
        Value::from_function(move |what: Value| match (what.as_str(), find(&all, &what)) {
            (Some(text), _) => shown(&view.outputs, text).name(),
            (None, Some((view, call))) => {
                call.reply.iter().map(|text| shown(&view.outputs, text)).min().unwrap_or(Shown::No).name()
            }
            (None, None) => Shown::No.name(),
        }),
    );
    let numbers = figures::whole_numbers(&here.evidence.output.everything());
    context.insert(
        "printed_number",
        Value::from_function(move |n: f64| numbers.iter().any(|m| same_number(*m, n))),
    );
    let amounts = figures::amounts(&here.evidence.output.everything());
    let values: Vec<f64> = amounts.iter().map(|a| a.value).collect();
    context.insert("amounts", Value::from_function(move || value(&values)));
    context.insert("printed_amount", Value::from_function(move |usd: f64| amounts.iter().any(|a| a.is(usd))));
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
        "mentions",
        Value::from_function(move |call: Value, text: String| {
            let (_, call) = find(&all, &call).ok_or_else(|| not_a_call("mentions"))?;
            Ok::<_, minijinja::Error>(memory::mentions(&call, &text))
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
    context
        .insert("memory", Value::from_function(move || memory::memory(&view.calls(), &view.lines()).name()));
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
    let mut found = Vec::new();
    for call in calls.try_iter()? {
        found.push(find(views, &call).ok_or_else(|| not_a_call("backoff"))?.1);
    }
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
        "kind": waits::kind(&tries.waits),
        "total": tries.waits.iter().sum::<f64>(),
        "shortest": tries.waits.iter().copied().reduce(f64::min),
        "listing": waits::listing(&tries.waits),
    }))
}

/// `{{ text | brief(60) }}`: one line, cut.
pub fn brief_filter(text: String, limit: Option<usize>) -> String {
    brief(&text, limit.unwrap_or(80))
}

/// `{{ 2.134 | seconds }}`: `2.1 s`.
pub fn seconds_filter(seconds: f64) -> String {
    waits::seconds(seconds)
}
