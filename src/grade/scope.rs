//! Evidence as the expressions of checks see it.
//!
//! Owns: the names and functions of the evidence language and what they mean.
//! The page for authors is `lessons/AUTHORING.md`; a test keeps the two in step.

use super::figures::{self, Amount};
use super::functions::functions;
use super::memory;
use super::text::{Printed, plain};
use crate::evidence::{End, Exchange, SceneEvidence, Stream};
use minijinja::Value;
use minijinja::value::Serde;
use serde_json::{Value as Json, json};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Arc, OnceLock};

/// The names that an expression may use, with what each holds.
pub const NAMES: &[(&str, &str)] = &[
    ("calls", "requests that make a model write, in order (see the fields of a call)"),
    ("answered", "those of `calls` that succeeded (status 2xx)"),
    ("exchanges", "all requests, also to other endpoints and unknown paths"),
    ("stdout", "standard output, escape sequences stripped"),
    ("stderr", "standard error, likewise"),
    ("output", "both, in order of arrival"),
    ("exit_code", "a number, or none when the program was killed"),
    ("ended", "`exited`, `timed-out`, `flooded`, `swarmed`, `cancelled` or `not-built`"),
    ("timed_out", "whether the scene's time ran out"),
    ("duration_ms", "how long the program ran"),
    ("lines", "the scripted lines that were typed, without quit words"),
    ("lines_planned", "how many scripted lines the scene has, typed or not, without quit words"),
    ("source", "the program's text; for diagnoses only"),
    ("scene", "the scene's name"),
    ("scenes", "every scene's evidence by name: `scenes['down'].calls`"),
    ("nonce", "this run's random words"),
    ("seed", "this run's seed"),
    ("scripted", "whether the replies were the scene's own (false when a real service answered)"),
    ("limit_s", "the scene's time limit in seconds"),
    ("numbers", "the whole numbers in the output, in ascending order"),
    ("usage", "sums over `answered`: `input_tokens`, `output_tokens`, `total_tokens`"),
    ("usd", "what the answered calls would have cost, or none when a price is unknown"),
    ("course", "the course's variables: `course.model.small`"),
];

/// The functions of the language, with what each returns.
pub const FUNCTIONS: &[(&str, &str)] = &[
    ("printed", "`printed(text)`: whether the text was printed, whatever its colours, wrapping or case"),
    ("shown", "`shown(call)` or `shown(text)`: `text`, `dump` (only inside a raw object) or `no`"),
    (
        "best_shown",
        "`best_shown(calls)`: the best of `shown` over these calls' replies (`no` for an empty list)",
    ),
    (
        "worst_shown",
        "`worst_shown(calls)`: the worst of `shown` over these calls' replies (`no` for an empty list)",
    ),
    ("times_printed", "`times_printed(text)`: how often"),
    (
        "printed_number",
        "`printed_number(n)`: whether the whole number was printed, thousands separators or not",
    ),
    ("amounts", "`amounts()`: the amounts of money printed"),
    ("printed_amount", "`printed_amount(usd)`: whether one of them is this, as rounded by the program"),
    (
        "total_cost",
        "`total_cost()`: what the one amount called the total cost is: `right`, `one-call`, `doubled`, `odd`, or `unknown` where there is none or several",
    ),
    (
        "other_currency",
        "`other_currency()`: whether a cost is shown in another currency than US dollars, and none in dollars",
    ),
    (
        "cost_shown",
        "`cost_shown()`: whether a printed amount is a cost of the answered calls: `none` printed, `right`, `wrong`, `unknown` price",
    ),
    (
        "tokens_printed",
        "`tokens_printed('input_tokens')`: `each` call's count, the `total`, `some` of them, or `no`",
    ),
    ("param", "`param(call, name)`: a field of the request's body, or none"),
    ("question", "`question(call)`: what the call asks, for comparing two calls"),
    (
        "same_messages",
        "`same_messages(some, others)`: whether a call of each list says the same to the model, from the instructions to the last question, and goes on from the same state",
    ),
    (
        "same_question",
        "`same_question(some, others)`: whether a call of each list asks the same last question, and neither carries the other's reply",
    ),
    ("mentions", "`mentions(call, text)`: whether one of the request's texts contains this"),
    (
        "roles",
        "`roles(call)`: who speaks in a request, in order: `system` (also `developer`, `instructions`), `user`, `assistant`, `tool`",
    ),
    ("said_by", "`said_by(call, 'assistant')`: what this role says in a request, a line for each message"),
    ("answering", "`answering(line)`: the first answered call that carries this line, or none"),
    ("turns", "`turns()`: the answered calls that carry the typed lines, each once"),
    ("arrived", "`arrived(calls)`: how many of them were `printed_as_it_arrived`"),
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
        "`backoff(calls)`: the question with most failures: the same, and `kind` (`none`, `tight`, `fixed`, `short`, `shrinking`, `varied`), `total`, `shortest`, `listing`",
    ),
    (
        "wait_kind",
        "`wait_kind(list)`: of which of these kinds the waits of a list are, such as those of several scenes together",
    ),
    ("at_once", "`at_once(calls)`: the greatest number of them that were under way at the same moment"),
    ("sum", "`sum(list)`: the sum of numbers"),
];

/// What a scene asks for, as far as checks may want to know.
#[derive(Debug, Clone, Copy, Default)]
pub struct ScenePlan {
    /// The time limit in seconds.
    pub limit_s: f64,
    /// How many lines are to be typed, quit words left out.
    pub lines: usize,
}

/// Evidence of one attempt, ready for expressions.
pub struct Scope {
    scenes: BTreeMap<String, Arc<SceneView>>,
    course: Value,
}

/// One scene's evidence with what is derived from it once.
pub(super) struct SceneView {
    pub(super) evidence: SceneEvidence,
    plan: ScenePlan,
    /// Standard output, standard error and both.
    pub(super) printed: Printed,
    numbers: OnceLock<BTreeSet<u64>>,
    amounts: OnceLock<Vec<Amount>>,
    names: OnceLock<BTreeMap<&'static str, Value>>,
}

impl SceneView {
    pub(super) fn new(evidence: &SceneEvidence, plan: ScenePlan) -> Self {
        let output = &evidence.output;
        let outputs = [output.text(Stream::Stdout), output.text(Stream::Stderr), output.everything()];
        Self {
            evidence: evidence.clone(),
            plan,
            printed: Printed::new(&outputs),
            numbers: OnceLock::new(),
            amounts: OnceLock::new(),
            names: OnceLock::new(),
        }
    }

    /// The whole numbers printed.
    pub(super) fn numbers(&self) -> &BTreeSet<u64> {
        self.numbers.get_or_init(|| figures::whole_numbers(&self.evidence.output.everything()))
    }

    /// The amounts of money printed.
    pub(super) fn amounts(&self) -> &[Amount] {
        self.amounts.get_or_init(|| figures::amounts(&self.evidence.output.everything()))
    }

    fn names(&self) -> BTreeMap<&'static str, Value> {
        self.names.get_or_init(|| names(self)).clone()
    }

    pub(super) fn calls(&self) -> Vec<&Exchange> {
        self.evidence.exchanges.iter().filter(|e| e.api.generates()).collect()
    }

    pub(super) fn exchange(&self, index: usize) -> Option<&Exchange> {
        self.evidence.exchanges.iter().find(|e| e.index == index)
    }

    pub(super) fn lines(&self) -> Vec<String> {
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
    /// Takes the evidence of the scenes that ran; `plans` says what each scene
    /// asks for, `variables` the course's (`model.small`).
    pub fn new(
        evidence: &[SceneEvidence],
        plans: &BTreeMap<String, ScenePlan>,
        variables: &BTreeMap<String, String>,
    ) -> Self {
        let view = |e: &SceneEvidence| {
            let plan = plans.get(&e.scene).copied().unwrap_or_default();
            (e.scene.clone(), Arc::new(SceneView::new(e, plan)))
        };
        Self { scenes: evidence.iter().map(view).collect(), course: nested(variables) }
    }

    /// The context for expressions judged in this scene; `None` when it did not run.
    pub fn context(&self, scene: &str) -> Option<Value> {
        let view = self.scenes.get(scene)?;
        let mut context: BTreeMap<&str, Value> = view.names();
        let others = self.scenes.iter().map(|(name, view)| (name.clone(), Value::from_pairs(view.names())));
        context.insert("scenes", Value::from_pairs(others));
        context.insert("course", self.course.clone());
        functions(&mut context, &Arc::new(self.scenes.clone()), view);
        Some(Value::from_pairs(context))
    }
}

/// Anything that serialises, as a value of the language.
pub(super) fn value<T: serde::Serialize>(data: T) -> Value {
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

fn names(view: &SceneView) -> BTreeMap<&'static str, Value> {
    let evidence = &view.evidence;
    let output = &evidence.output;
    let strip = |text: String| Value::from(plain(&text));
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
        ("numbers", value(view.numbers())),
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
        ("scripted", Value::from(evidence.scripted)),
        ("limit_s", Value::from(view.plan.limit_s)),
        ("lines_planned", Value::from(view.plan.lines)),
        ("usage", usage_sums(&answered)),
        ("usd", answered.iter().map(|e| e.usd).sum::<Option<f64>>().map_or(Value::from(()), Value::from)),
    ])
}

const fn ended(end: End) -> &'static str {
    match end {
        End::Exited => "exited",
        End::TimedOut => "timed-out",
        End::Flooded => "flooded",
        End::Swarmed => "swarmed",
        End::Cancelled => "cancelled",
        End::NotBuilt => "not-built",
    }
}

fn usage_sums(answered: &[&Exchange]) -> Value {
    let total = |part: fn(&crate::evidence::Usage) -> u64| {
        answered.iter().filter_map(|e| e.usage.as_ref()).map(part).sum::<u64>()
    };
    let (input, output) = (total(|u| u.input_tokens), total(|u| u.output_tokens));
    value(json!({"input_tokens": input, "output_tokens": output, "total_tokens": input + output}))
}

pub(super) fn call_list(all: &[Exchange], chosen: &[&Exchange], scene: &str) -> Value {
    Value::from_iter(chosen.iter().map(|e| value(call_fields(all, e, scene))))
}

/// The fields of a call, as listed in `lessons/AUTHORING.md`.
pub(super) fn call_fields(all: &[Exchange], call: &Exchange, scene: &str) -> Json {
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
        "temperature": call.request.get("temperature"),
        "asked": memory::last_question(call),
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
            "cached_tokens": u.cached_tokens, "cache_write_tokens": u.cache_write_tokens,
            "reasoning_tokens": u.reasoning_tokens,
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

#[cfg(test)]
mod tests {
    use super::{FUNCTIONS, NAMES};

    #[test]
    fn the_page_for_authors_has_every_name() {
        let page = include_str!("../../lessons/AUTHORING.md");
        for (name, words) in NAMES.iter().chain(FUNCTIONS) {
            let row = format!("| `{name}` | {words} |");
            assert!(page.contains(&row), "lessons/AUTHORING.md lacks the row: {row}");
        }
    }
}
