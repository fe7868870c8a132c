//! What the model writes: from a rule or of its own, cut by stops and limits.
//!
//! Owns: the reply's text before any protocol dresses it. Must not know: JSON
//! shapes, streams, sockets.

use crate::api::compile::{Rule, Says};
use crate::api::dress::in_json;
use crate::api::json::Json;
use crate::api::language_model::{Judged, Sampling, Voice};
use crate::api::offer::{Form, by_schema, form};
use crate::api::rng::Seed;
use crate::api::sampling::pick;
use crate::api::template::Names;
use crate::api::tokens::{Pieces, count, text_of, whole};
use crate::models::Encoding;

/// What a request wants written.
#[derive(Debug, Clone, Copy)]
pub struct Task<'a> {
    /// What scripts see of the request.
    pub names: &'a Names<'a>,
    /// How tokens are counted.
    pub encoding: Encoding,
    /// Texts that end a reply.
    pub stops: &'a [&'a str],
    /// Most visible tokens of a reply.
    pub limit: Option<usize>,
    /// Number of replies.
    pub n: u32,
    /// Whether a reply that nobody scripted must be a JSON object.
    pub json: bool,
    /// Where chance starts; each reply has its own.
    pub seed: Seed,
}

/// One reply.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Written {
    /// The visible text: content, or the words of a refusal.
    pub text: String,
    /// Its number of tokens, as generated.
    pub tokens: usize,
    /// Its tokens, where they had to be looked at; else any tokenizer finds them.
    pub pieces: Option<Pieces>,
    /// `stop`, `length`, `tool_calls`, …
    pub finish: String,
    /// The stop that ended the text, where one did.
    pub stopped_by: Option<String>,
    /// Whether the text is a refusal.
    pub refusal: bool,
    /// Tool calls: names and arguments (JSON text).
    pub calls: Vec<(String, String)>,
    /// What the model thought of each token, where it wrote them of its own and was
    /// asked.
    pub judged: Vec<Judged>,
}

/// Alternatives per token that can be asked for.
const TOP: usize = 20;

/// Writes all replies to a request.
///
/// # Errors
/// When a template fails: one sentence.
pub fn write(task: &Task<'_>, rule: Option<&Rule>) -> Result<Vec<Written>, String> {
    (0..task.n).map(|index| write_one(task, rule, task.seed.number(u64::from(index)))).collect()
}

fn write_one(task: &Task<'_>, rule: Option<&Rule>, seed: Seed) -> Result<Written, String> {
    let mut rng = seed.rng();
    let mut written = match rule.map_or(&Says::Generic, |rule| &rule.says) {
        Says::Calls(calls) => return tool_calls(task, calls),
        Says::Refusal(text) => Written { refusal: true, ..cut(task, text.render(task.names)?) },
        Says::Text(text) => cut(task, wanted(task, text.render(task.names)?, &mut rng)),
        Says::Options(options) => {
            let weights: Vec<f64> = options.iter().map(|(_, weight)| *weight).collect();
            let chosen = options.get(pick(&weights, task.names.temperature, &mut rng));
            let text = chosen.map_or(Ok(String::new()), |(text, _)| text.render(task.names))?;
            cut(task, wanted(task, text, &mut rng))
        }
        Says::Generic => match form(task.names.request, task.names.last_user, task.json, &mut rng) {
            Form::Calls(calls) => return Ok(called(task, calls)),
            Form::Told(text) => cut(task, text),
            Form::Schema(schema) => cut(task, by_schema(schema, task.names.last_user, &mut rng).to_string()),
            Form::Object | Form::Text => spoken(task, &mut rng),
        },
    };
    if let Some(reason) = rule.and_then(|rule| rule.reply.finish_reason.clone()) {
        written.finish = reason;
    }
    Ok(written)
}

/// A scripted text, as JSON where the request wants that.
fn wanted(task: &Task<'_>, text: String, rng: &mut fastrand::Rng) -> String {
    if task.json { in_json(task.names.request, task.names.texts, text, rng) } else { text }
}

/// What the small model says.
fn spoken(task: &Task<'_>, rng: &mut fastrand::Rng) -> Written {
    let names = task.names;
    let field = |name: &str| names.request.as_object().and_then(|request| request.get(name));
    let number = |name: &str, usual: f64| field(name).and_then(Json::as_f64).unwrap_or(usual);
    let sampling = Sampling {
        temperature: names.temperature,
        top_p: number("top_p", 1.0),
        top_k: field("top_k").and_then(Json::as_f64).map_or(usize::MAX, |most| most as usize),
        frequency_penalty: number("frequency_penalty", 0.0),
        presence_penalty: number("presence_penalty", 0.0),
        bias: wishes(names.request, task.encoding),
    };
    let voice = Voice::new(names.last_user);
    let text = voice.write(&sampling, rng);
    if task.json {
        return cut(task, serde_json::json!({ "answer": text }).to_string());
    }
    let mut written = cut(task, text);
    let asked =
        |name: &str| field(name).is_some_and(|value| !matches!(value, Json::Null | Json::Bool(false)));
    if asked("logprobs") || asked("include") {
        let pieces = written.pieces.clone().unwrap_or_else(|| Pieces::of(&written.text, task.encoding));
        let parts = pieces.parts(&written.text, written.text.len()).map(|(part, _)| part);
        written.judged = voice.judge(parts, TOP);
    }
    written
}

/// The texts of the tokens that a request names in `logit_bias`, with their bias.
/// Tokens that are but a part of a character have no text and are left out.
fn wishes(request: &Json<'_>, encoding: Encoding) -> Vec<(String, f64)> {
    let bias = request.as_object().and_then(|request| request.get("logit_bias")).and_then(Json::as_object);
    let Some(bias) = bias else { return Vec::new() };
    bias.iter()
        .filter_map(|(key, value)| Some((text_of(key.parse().ok()?, encoding)?, value.as_f64()?)))
        .collect()
}

fn tool_calls(task: &Task<'_>, calls: &[(String, crate::api::compile::Filled)]) -> Result<Written, String> {
    let calls = calls
        .iter()
        .map(|(name, arguments)| {
            let arguments = match arguments.render(task.names)? {
                serde_json::Value::Null => "{}".to_owned(),
                value => value.to_string(),
            };
            Ok((name.clone(), arguments))
        })
        .collect::<Result<Vec<_>, String>>()?;
    Ok(called(task, calls))
}

fn called(task: &Task<'_>, calls: Vec<(String, String)>) -> Written {
    let tokens =
        calls.iter().map(|(name, args)| count(name, task.encoding) + count(args, task.encoding)).sum();
    Written { tokens, finish: "tool_calls".to_owned(), calls, ..Written::default() }
}

/// Ends a text at the first stop, or at the limit, whichever comes first.
fn cut(task: &Task<'_>, mut text: String) -> Written {
    let stop = first_stop(&text, task.stops);
    // A token has at least one byte: a short text cannot exceed the limit.
    if let Some(limit) = task.limit.filter(|limit| text.len() > *limit) {
        let pieces = Pieces::of(&text, task.encoding);
        let end = pieces.end_of(limit);
        // The stop counts when it was written to its end within the limit.
        if pieces.len() > limit && stop.is_none_or(|(_, stop_end)| stop_end > end) {
            text.truncate(whole(&text, end));
            return Written {
                text,
                tokens: limit,
                pieces: Some(pieces),
                finish: "length".to_owned(),
                ..Written::default()
            };
        }
    }
    let stopped_by = stop.and_then(|(start, end)| text.get(start..end)).map(str::to_owned);
    if let Some((start, _)) = stop {
        text.truncate(start);
    }
    let tokens = count(&text, task.encoding);
    Written { text, tokens, finish: "stop".to_owned(), stopped_by, ..Written::default() }
}

/// Where the stop begins and ends that is written out first. (One that begins
/// earlier but ends later never comes to its end.)
fn first_stop(text: &str, stops: &[&str]) -> Option<(usize, usize)> {
    stops
        .iter()
        .filter(|stop| !stop.is_empty())
        .filter_map(|stop| text.find(stop).map(|start| (start, start + stop.len())))
        .min_by_key(|(start, end)| (*end, *start))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::api::compile::compile;
    use crate::script::{Reply, Script, ToolCall, Weighted};
    use proptest::prelude::*;
    use serde_json::json;

    const NAMES: Names<'static> = Names {
        request: &Json::Null,
        model: "gpt-4o",
        path: "/",
        api: "chat-completions",
        stream: false,
        temperature: 1.0,
        turn: 1,
        last_user: "Name a color.",
        texts: &[],
        call: 1,
        attempt: 1,
        nonce: "amber otter",
    };

    fn task<'a>(names: &'a Names<'a>, stops: &'a [&'a str], limit: Option<usize>) -> Task<'a> {
        Task { names, encoding: Encoding::O200k, stops, limit, n: 1, json: false, seed: Seed::new(1) }
    }

    fn said(reply: Reply, stops: &[&str], limit: Option<usize>) -> Written {
        let script = compile(&Script { replies: vec![reply], ..Script::default() }).unwrap();
        write(&task(&NAMES, stops, limit), script.rules.first()).unwrap().remove(0)
    }

    #[test]
    fn texts_end_at_the_first_stop() {
        let written = said(Reply::text("one two three four"), &["three", "two t"], None);
        assert_eq!((written.text.as_str(), written.finish.as_str()), ("one ", "stop"));
    }

    #[test]
    fn texts_end_at_the_limit() {
        let written = said(Reply::text("Lima is the capital of Peru."), &[], Some(2));
        assert_eq!((written.text.as_str(), written.tokens, written.finish.as_str()), ("Lima", 2, "length"));
        let whole = said(Reply::text("Lima."), &[], Some(3));
        assert_eq!((whole.text.as_str(), whole.tokens, whole.finish.as_str()), ("Lima.", 3, "stop"));
    }

    #[test]
    fn the_nearer_end_wins() {
        let text = "alpha beta gamma delta";
        assert_eq!(said(Reply::text(text), &["delta"], Some(2)).finish, "length");
        let stopped = said(Reply::text(text), &["beta"], Some(4));
        assert_eq!((stopped.text.as_str(), stopped.finish.as_str()), ("alpha ", "stop"));
    }

    #[test]
    fn options_follow_the_temperature() {
        let reply = || Reply {
            options: vec![
                Weighted { text: "rare".to_owned(), weight: 1.0 },
                Weighted { text: "common {{ nonce }}".to_owned(), weight: 9.0 },
            ],
            ..Reply::default()
        };
        let script = compile(&Script { replies: vec![reply()], ..Script::default() }).unwrap();
        let cold = Names { temperature: 0.0, ..NAMES };
        for seed in 0..20 {
            let task = Task { seed: Seed::new(seed), ..task(&cold, &[], None) };
            assert_eq!(write(&task, script.rules.first()).unwrap()[0].text, "common amber otter");
        }
        let hot = Names { temperature: 2.0, ..NAMES };
        let many = Task { n: 128, ..task(&hot, &[], None) };
        let rare = write(&many, script.rules.first()).unwrap().iter().filter(|w| w.text == "rare").count();
        assert!((16..=48).contains(&rare), "{rare}");
    }

    #[test]
    fn tool_calls_and_refusals() {
        let call = ToolCall { name: "weather".to_owned(), arguments: json!({"city": "{{ last_user }}"}) };
        let written = said(Reply { tool_calls: vec![call], ..Reply::default() }, &[], None);
        assert_eq!(written.calls, [("weather".to_owned(), "{\"city\":\"Name a color.\"}".to_owned())]);
        assert_eq!(written.finish, "tool_calls");
        let refused = said(Reply { refusal: Some("No.".to_owned()), ..Reply::default() }, &[], None);
        assert!(refused.refusal && refused.text == "No.");
    }

    #[test]
    fn tokens_in_a_bias_have_texts() {
        let request = json!({"logit_bias": {"15339": 5, "100257": -100, "185": 3}});
        let found = wishes(&Json::from(&request), Encoding::Cl100k);
        assert_eq!(found, [("hello".to_owned(), 5.0), ("<|endoftext|>".to_owned(), -100.0)]);
        assert_eq!(text_of(199_999, Encoding::O200k).as_deref(), Some("<|endoftext|>"));
    }

    #[test]
    fn without_a_rule_the_model_writes_of_its_own() {
        let task = task(&NAMES, &[], None);
        let first = write(&task, None).unwrap();
        assert!(first[0].text.len() > 20);
        assert_eq!(first, write(&task, None).unwrap());
    }

    proptest! {
        // Tokenizing takes its time in a debug build.
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn a_stop_is_never_shown(text in "[abc ]{0,60}", stops in prop::collection::vec("[abc ]{1,3}", 1..4),
                                 limit in prop::option::of(1usize..20)) {
            let stops: Vec<&str> = stops.iter().map(String::as_str).collect();
            let written = cut(&task(&NAMES, &stops, limit), text.clone());
            prop_assert!(text.starts_with(&written.text));
            for stop in &stops {
                prop_assert!(!written.text.contains(stop), "{:?} in {:?}", stop, written.text);
            }
        }

        #[test]
        fn the_limit_is_exact(text in "\\PC{0,80}", limit in 1usize..40) {
            let all = count(&text, Encoding::O200k);
            let written = cut(&task(&NAMES, &[], Some(limit)), text.clone());
            prop_assert_eq!(written.tokens, all.min(limit));
            prop_assert_eq!(written.finish == "length", all > limit);
            prop_assert!(text.starts_with(&written.text));
        }
    }
}
