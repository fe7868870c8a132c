//! Legacy Completions: from a request to an answer.
//!
//! Owns: the endpoint's checks and the assembly of its answers. Must not know:
//! shapes (see `text_completion`), sockets, timers.

use crate::api::answer::{Answer, Body, Note, fault_name};
use crate::api::compile::Rule;
use crate::api::generate::{self, Task, Written};
use crate::api::json::Json;
use crate::api::openai::bias;
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::headers;
use crate::api::openai::limited;
use crate::api::openai::params::{Fields, Null, empty_array, wrong_type};
use crate::api::openai::scripted::Scripted;
use crate::api::openai::text_completion::{self as shape, Head, Said};
use crate::api::openai::validate::{retirement, stops};
use crate::api::pace::Schedule;
use crate::api::respond::{Call, Engine};
use crate::api::rng::{Seed, id};
use crate::api::stream_faults;
use crate::api::template::Names;
use crate::api::tokens::count;
use crate::evidence::Usage;
use crate::models::{Kind, Model};
use crate::script::{Fault, Retired};
use bytes::Bytes;
use std::borrow::Cow;

const PARAMETERS: [&str; 18] = [
    "model",
    "prompt",
    "best_of",
    "echo",
    "frequency_penalty",
    "logit_bias",
    "logprobs",
    "max_tokens",
    "n",
    "presence_penalty",
    "seed",
    "stop",
    "stream",
    "stream_options",
    "suffix",
    "temperature",
    "top_p",
    "user",
];
/// Tokens of a reply where the request names no limit.
const USUAL_TOKENS: i64 = 16;

/// A request whose parameters are sound.
struct Request<'a> {
    model_name: &'a str,
    model: &'static Model,
    prompts: Vec<Cow<'a, str>>,
    prompt_tokens: u64,
    max_tokens: usize,
    n: u32,
    temperature: f64,
    stop: Vec<&'a str>,
    seed: Option<i64>,
    echo: bool,
    logprobs: Option<usize>,
    stream: bool,
    include_usage: bool,
    advisories: Vec<String>,
}

/// Answers `POST /v1/completions`.
#[must_use]
pub fn answer(engine: &Engine, call: &Call<'_>) -> Answer {
    let request = match check(call.body, engine.script.retired, &engine.today) {
        Ok(request) => request,
        Err(fault) => return engine.refuse(fault, call),
    };
    if let Some(answer) = limited::refusal(engine, call, request.model_name, request.prompt_tokens) {
        return answer;
    }
    let prompt = call.body.as_object().and_then(|body| body.get("prompt"));
    let conversation = prompt.map_or(0, |prompt| Seed::new(0).json(prompt).value());
    let (number, attempt) = engine.state.begin(conversation);
    let names = Names {
        request: call.body,
        model: request.model_name,
        path: call.path,
        api: "completions",
        stream: request.stream,
        temperature: request.temperature,
        turn: 1,
        last_user: request.prompts.last().map_or("", AsRef::as_ref),
        texts: &request.prompts,
        call: number,
        attempt,
        nonce: &engine.nonce,
    };
    let rule = engine.state.choose(&engine.script, &names, conversation);
    let begin = match request.seed {
        Some(seed) => Seed::new(seed.cast_unsigned()),
        None => Seed::new(engine.seed).number(u64::from(attempt)),
    };
    let map = call.body.as_object();
    let seed =
        map.map_or(begin, |body| begin.number(conversation).fields(body, &["stream", "stream_options"]));
    let turn = Turn { engine, call, request: &request, names: &names, rule, seed };
    let mut answer = turn.play();
    answer.note.advisories.extend(request.advisories.iter().cloned());
    answer
}

fn check<'a>(body: &'a Json<'a>, retired: Retired, today: &str) -> Result<Request<'a>, ApiFault> {
    let Some(map) = body.as_object() else { return Err(errors::not_json()) };
    let fields = Fields::of_request(map);
    let name = fields.string("model", Null::Absent)?.filter(|name| !name.is_empty());
    let model_name = name.ok_or_else(errors::no_model)?;
    let model = match crate::models::find(model_name) {
        Some(model) if model.kind == Kind::Completions => model,
        Some(model) if model.kind == Kind::Chat => return Err(chat_model()),
        _ => return Err(errors::unknown_model(model_name)),
    };
    let advisories = Vec::from_iter(retirement(model_name, model, retired, today)?);
    fields.only(&PARAMETERS)?;
    let stream = fields.boolean("stream", Null::Absent)?.unwrap_or(false);
    let options = fields.object("stream_options", Null::Absent)?;
    if options.is_some() && !stream {
        return Err(ApiFault::invalid(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
        )
        .param("stream_options"));
    }
    let n = fields.integer("n", 1..=128)?.unwrap_or(1);
    let best_of = fields.integer("best_of", 0..=20)?.unwrap_or(n);
    if best_of < n {
        return Err(ApiFault::invalid(format!(
            "best_of must be greater than or equal to n, got {best_of} and {n}."
        ))
        .param("best_of"));
    }
    if best_of > n && stream {
        return Err(ApiFault::invalid("Cannot stream results with best_of > n.").param("best_of"));
    }
    let listed = fields.integer("logprobs", 0..=5)?;
    let echo = fields.boolean("echo", Null::Absent)?.unwrap_or(false);
    if echo && listed.is_some() && model.name.starts_with("gpt-3.5-turbo-instruct") {
        return Err(ApiFault::invalid(
            "Setting 'echo' and 'logprobs' at the same time is not supported for this model.",
        ));
    }
    fields.string("suffix", Null::Absent)?;
    fields.decimal("top_p", 0..=1)?;
    fields.decimal("frequency_penalty", -2..=2)?;
    fields.decimal("presence_penalty", -2..=2)?;
    bias::check(fields, model.encoding)?;
    let prompts = prompts(fields)?;
    let tokens: Vec<usize> = prompts.iter().map(|prompt| count(prompt, model.encoding)).collect();
    let max_tokens = fields.integer("max_tokens", 0..=i64::MAX)?.unwrap_or(USUAL_TOKENS).unsigned_abs();
    let longest = tokens.iter().max().copied().unwrap_or(0) as u64;
    if model.context > 0 && longest.saturating_add(max_tokens) > model.context {
        return Err(ApiFault::invalid(format!(
            "This model's maximum context length is {} tokens, however you requested {} tokens ({longest} in your \
             prompt; {max_tokens} for the completion). Please reduce your prompt; or completion length.",
            model.context,
            longest.saturating_add(max_tokens),
        ))
        .code("context_length_exceeded"));
    }
    Ok(Request {
        model_name,
        model,
        prompt_tokens: tokens.iter().sum::<usize>() as u64,
        prompts,
        max_tokens: max_tokens as usize,
        n: n as u32,
        temperature: fields.decimal("temperature", 0..=2)?.unwrap_or(1.0),
        stop: stops(fields)?,
        seed: fields.integer("seed", i64::MIN..=i64::MAX)?,
        echo,
        logprobs: listed.map(|top| top.unsigned_abs() as usize),
        stream,
        include_usage: options
            .and_then(|map| map.get("include_usage"))
            .and_then(Json::as_bool)
            .unwrap_or(false),
        advisories,
    })
}

fn chat_model() -> ApiFault {
    ApiFault::with_status(
        404,
        "This is a chat model and not supported in the v1/completions endpoint. Did you mean to use \
         v1/chat/completions?",
    )
    .param("model")
}

/// A prompt, or several; tokens that the program made itself count as words.
fn prompts<'a>(fields: Fields<'a, '_>) -> Result<Vec<Cow<'a, str>>, ApiFault> {
    let expected = "one of a string, array of strings, array of integers, or array of arrays of integers";
    let words = |tokens: &[Json<'_>]| {
        Cow::Owned(tokens.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))
    };
    Ok(match fields.given("prompt") {
        None => vec![Cow::Borrowed("")],
        Some(Json::String(one)) => vec![Cow::Borrowed(one.as_ref())],
        Some(Json::Array(items)) if items.is_empty() => return Err(empty_array("prompt")),
        Some(Json::Array(items)) if items.iter().all(|item| item.as_number().is_some()) => vec![words(items)],
        Some(Json::Array(items)) => items
            .iter()
            .map(|item| match item {
                Json::String(one) => Ok(Cow::Borrowed(one.as_ref())),
                Json::Array(tokens) => Ok(words(tokens)),
                other => Err(wrong_type("prompt", expected, other)),
            })
            .collect::<Result<_, _>>()?,
        Some(other) => return Err(wrong_type("prompt", expected, other)),
    })
}

/// One answer in the making.
struct Turn<'a> {
    engine: &'a Engine,
    call: &'a Call<'a>,
    request: &'a Request<'a>,
    names: &'a Names<'a>,
    rule: Option<&'a Rule>,
    seed: Seed,
}

impl Turn<'_> {
    fn scripted(&self) -> Scripted<'_> {
        Scripted {
            engine: self.engine,
            call: self.call,
            names: self.names,
            rule: self.rule,
            context: self.request.model.context,
            prompt: self.request.prompt_tokens,
        }
    }

    fn play(&self) -> Answer {
        let scripted = self.scripted();
        scripted.play(
            self.seed,
            |status| Some(scripted.error(status)),
            |schedule, _| self.reply(schedule).unwrap_or_else(|sentence| scripted.broken(&sentence)),
        )
    }

    /// What the model writes to each prompt.
    fn said(&self) -> Result<Vec<Said<'_>>, String> {
        let mut said = Vec::new();
        for (number, prompt) in self.request.prompts.iter().enumerate() {
            let names = Names { last_user: prompt.as_ref(), ..*self.names };
            let task = Task {
                names: &names,
                encoding: self.request.model.encoding,
                stops: &self.request.stop,
                limit: Some(self.request.max_tokens),
                n: self.request.n,
                json: false,
                seed: self.seed.number(number as u64),
            };
            for written in generate::write(&task, self.rule)? {
                said.push(self.one(prompt, written, said.len()));
            }
        }
        Ok(said)
    }

    fn one<'p>(&self, prompt: &'p str, written: Written, index: usize) -> Said<'p> {
        let echo = if self.request.echo { prompt } else { "" };
        let mut rng = self.seed.text("logprobs").number(index as u64).rng();
        let logprobs = self
            .request
            .logprobs
            .map(|top| shape::logprobs(&written, self.request.model.encoding, top, echo.len(), &mut rng));
        Said { echo, written, logprobs }
    }

    fn reply(&self, schedule: &mut Schedule) -> Result<Answer, String> {
        let said = self.said()?;
        let (input, output) = self.scripted().extra_tokens(self.seed);
        let usage = Usage {
            input_tokens: self.request.prompt_tokens + input,
            output_tokens: said.iter().map(|one| one.written.tokens as u64).sum::<u64>() + output,
            ..Usage::default()
        };
        let head = Head {
            id: id("cmpl-", 29, &mut self.call.rng()),
            created: self.call.unix,
            model: self.request.model.snapshot(),
        };
        let limits = self.engine.limiter.count(self.request.prompt_tokens + 16, self.call.at_ms);
        let content_type =
            if self.request.stream { "text/event-stream; charset=utf-8" } else { "application/json" };
        let headers =
            headers::application(content_type, &self.engine.sender(0), Some(limits), &mut self.call.rng());
        let fault = self.rule.and_then(|rule| rule.reply.fault);
        let response = shape::object(&head, &said, &usage);
        let note = Note {
            response: response.clone(),
            reply: said.iter().map(|one| one.written.text.clone()).collect(),
            usage: Some(usage),
            usage_sent: !self.request.stream || self.request.include_usage,
            usd: self.request.model.cost(&usage),
            fault: fault.map(|fault| fault_name(fault).to_owned()),
            advisories: Vec::new(),
        };
        let after = self.rule.and_then(|rule| rule.reply.after_chunks);
        let (body, in_place) = match (self.request.stream, fault, after) {
            (false, ..) => (Body::Whole(response), fault),
            (true, Some(Fault::Reset | Fault::Stall | Fault::Refuse), None) => {
                (Body::Whole(Bytes::new()), fault)
            }
            (true, ..) => {
                let told = self.request.include_usage.then_some(&usage);
                let mut events = shape::stream(&head, &said, self.request.model.encoding, told, schedule);
                if let Some((fault, rule)) = fault.zip(self.rule) {
                    stream_faults::strike(&mut events, fault, &rule.reply);
                }
                (Body::Events(Box::new(events)), None)
            }
        };
        let wait = std::time::Duration::ZERO;
        let answer = Answer { status: 200, headers, body, wait, fault: in_place, note };
        Ok(stream_faults::struck(answer, self.rule.map(|rule| &rule.reply)))
    }
}

#[cfg(test)]
#[path = "completions_tests.rs"]
mod tests;
