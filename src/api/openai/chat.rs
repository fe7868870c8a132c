//! Chat Completions: from a checked request to an answer.
//!
//! Owns: the assembly of an answer. Must not know: sockets, timers, how requests are
//! checked.

use crate::api::answer::{Answer, Body, Note, Sent, fault_name};
use crate::api::compile::Rule;
use crate::api::generate::{self, Task};
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::headers;
use crate::api::openai::limited;
use crate::api::openai::logprobs;
use crate::api::openai::object::{Choice, Head, WireUsage, completion, partial};
use crate::api::openai::scripted::Scripted;
use crate::api::openai::stored_chats;
use crate::api::openai::stream;
use crate::api::openai::usage::{self, Overhead};
use crate::api::openai::validate::{self, ChatRequest, Format};
use crate::api::pace::Schedule;
use crate::api::respond::{Call, Engine};
use crate::api::rng::{Seed, hex_id, id};
use crate::api::stream_faults;
use crate::api::template::Names;
use crate::evidence::{Api, Usage};
use crate::script::Fault;
use bytes::Bytes;
use std::borrow::Cow;
use std::time::Duration;

/// Answers a chat request.
#[must_use]
pub fn answer(engine: &Engine, call: &Call<'_>) -> Answer {
    let request = match validate::check(call.body, engine.script.retired, &engine.today) {
        Ok(request) => request,
        Err(fault) => return engine.refuse(fault, call),
    };
    let prompt = usage::prompt_tokens(&request);
    if let Some(fault) = too_long(&request, prompt) {
        return engine.refuse(fault, call);
    }
    if let Some(answer) = limited::refusal(engine, call, request.model_name, estimate(&request)) {
        return answer;
    }
    let messages = call.body.as_object().and_then(|body| body.get("messages"));
    let conversation = messages.map_or(0, |messages| Seed::new(0).json(messages).value());
    let (number, attempt) = engine.state.begin(conversation);
    let texts: Vec<Cow<'_, str>> = request.messages.iter().map(|message| message.text.clone()).collect();
    let names = names(engine, call, &request, &texts, number, attempt);
    let rule = engine.state.choose(&engine.script, &names, conversation);
    let turn = Turn {
        engine,
        call,
        request: &request,
        names: &names,
        rule,
        prompt,
        seed: seed(engine, call, &request, conversation, attempt),
    };
    let mut answer = turn.play();
    answer.note.advisories.extend(request.advisories.iter().cloned());
    answer
}

fn too_long(request: &ChatRequest<'_>, prompt: u64) -> Option<ApiFault> {
    let (context, most) = (request.model.context, request.model.most_input());
    if prompt > most && most < context {
        return Some(errors::input_too_long(most, prompt));
    }
    if prompt > context {
        return Some(match usage::tools_tokens(request) {
            0 => errors::prompt_too_long(context, prompt),
            tools => errors::tools_too_long(context, prompt, tools),
        });
    }
    // Models of the first generations counted the wanted reply as well.
    let older = request.model.encoding == crate::models::Encoding::Cl100k;
    match request.max_tokens {
        Some(wanted) if older && prompt.saturating_add(wanted) > context => {
            Some(errors::request_too_long(context, prompt, wanted))
        }
        _ => None,
    }
}

fn names<'a>(
    engine: &'a Engine,
    call: &Call<'a>,
    request: &ChatRequest<'a>,
    texts: &'a [Cow<'a, str>],
    number: u64,
    attempt: u32,
) -> Names<'a> {
    let is_user = |index: &usize| request.messages.get(*index).is_some_and(|message| message.role == "user");
    let last = (0..texts.len()).rev().find(is_user).and_then(|index| texts.get(index));
    Names {
        request: call.body,
        model: request.model_name,
        path: call.path,
        api: Api::ChatCompletions.name(),
        stream: request.stream,
        temperature: request.temperature.unwrap_or(1.0),
        turn: (0..texts.len()).filter(is_user).count(),
        last_user: last.map_or("", AsRef::as_ref),
        texts,
        call: number,
        attempt,
        nonce: &engine.nonce,
    }
}

/// Where chance starts: with the request's own seed the same request always has the
/// same reply; without it each attempt differs. Neither depends on the order in
/// which requests arrive.
fn seed(
    engine: &Engine,
    call: &Call<'_>,
    request: &ChatRequest<'_>,
    conversation: u64,
    attempt: u32,
) -> Seed {
    let begin = match request.seed {
        Some(seed) => Seed::new(seed.cast_unsigned()),
        None => Seed::new(engine.seed).number(u64::from(attempt)),
    };
    // Streamed or not, it is the same reply.
    let parameters = call
        .body
        .as_object()
        .map(|body| begin.number(conversation).fields(body, &["messages", "stream", "stream_options"]));
    parameters.unwrap_or(begin)
}

/// One answer in the making.
struct Turn<'a> {
    engine: &'a Engine,
    call: &'a Call<'a>,
    request: &'a ChatRequest<'a>,
    names: &'a Names<'a>,
    rule: Option<&'a Rule>,
    prompt: u64,
    seed: Seed,
}

impl Turn<'_> {
    fn play(&self) -> Answer {
        let scripted = self.scripted();
        let at_once = |status| (!self.fails_within()).then(|| scripted.error(status));
        scripted.play(self.seed, at_once, |schedule, wait| self.reply(schedule, wait))
    }

    fn scripted(&self) -> Scripted<'_> {
        Scripted {
            engine: self.engine,
            call: self.call,
            names: self.names,
            rule: self.rule,
            context: self.request.model.context,
            prompt: self.prompt,
        }
    }

    /// Whether an error strikes within a stream.
    fn fails_within(&self) -> bool {
        let reply = self.rule.map(|rule| &rule.reply);
        let within = reply.is_some_and(|reply| reply.status.is_some() && reply.after_chunks.is_some());
        within && self.request.stream
    }

    /// Lets the rule's error end a stream: a chunk of its own, and nothing behind it.
    fn fail_within(&self, body: &mut Body, note: &mut Note) {
        let reply = self.rule.map(|rule| &rule.reply);
        let status = reply.and_then(|reply| reply.status);
        let (Body::Events(events), Some(reply), Some(status)) = (body, reply, status) else { return };
        stream::strike(events, Fault::Cut, reply.after_chunks);
        stream::fail(events, &self.scripted().fault(status));
        *note = partial(note, &Sent::of(&events.events, note.reply.len()));
        note.fault = Some(format!("status-{status}"));
    }

    fn reply(&self, schedule: &mut Schedule, wait: Duration) -> Answer {
        let overhead = Overhead::of(self.request, self.seed, self.room_for_thinking());
        let choices = match self.choices(overhead) {
            Ok(choices) => choices,
            Err(sentence) => return self.scripted().broken(&sentence),
        };
        let usage = self.usage(&choices, overhead);
        let head = self.head();
        let limits = self.engine.limiter.count(estimate(self.request), self.call.at_ms);
        let content_type =
            if self.request.stream { "text/event-stream; charset=utf-8" } else { "application/json" };
        let sender = self.engine.sender(wait.as_millis() as u64);
        let headers = headers::application(content_type, &sender, Some(limits), &mut self.call.rng());
        let wire_usage = WireUsage::new(&usage, &self.request.model.name);
        let response = completion(&head, &choices, &wire_usage);
        let fault = self.rule.and_then(|rule| rule.reply.fault);
        let mut note = Note {
            reply: Vec::new(),
            usage: Some(usage),
            usage_sent: !self.request.stream || self.request.include_usage,
            usd: self.request.model.cost(&usage),
            fault: fault.map(|fault| fault_name(fault).to_owned()),
            advisories: Vec::new(),
            response,
        };
        let (mut body, in_place) = if self.request.stream {
            self.streamed(&head, &choices, &wire_usage, schedule, fault)
        } else {
            (Body::Whole(note.response.clone()), fault)
        };
        note.reply = choices.into_iter().map(|choice| choice.written.text).collect();
        if self.fails_within() {
            self.fail_within(&mut body, &mut note);
        } else if self.request.store && fault.is_none() {
            stored_chats::keep(self.engine, self.call.body, &note.response);
        }
        let answer = Answer { status: 200, headers, body, wait: Duration::ZERO, fault: in_place, note };
        stream_faults::struck(answer, self.rule.map(|rule| &rule.reply))
    }

    fn streamed(
        &self,
        head: &Head<'_>,
        choices: &[Choice],
        usage: &WireUsage,
        schedule: &mut Schedule,
        fault: Option<Fault>,
    ) -> (Body, Option<Fault>) {
        let after = self.rule.and_then(|rule| rule.reply.after_chunks);
        // A cut needs something to cut: by default it strikes half-way.
        if matches!((fault, after), (Some(Fault::Reset | Fault::Stall | Fault::Refuse), None)) {
            return (Body::Whole(Bytes::new()), fault);
        }
        let plan = stream::Plan {
            head,
            choices,
            encoding: self.request.model.encoding,
            usage: self.request.include_usage.then_some(usage),
            pad: self.request.obfuscate,
        };
        let mut events = stream::write(&plan, schedule, &mut self.seed.text("padding").rng());
        if let Some(fault) = fault {
            stream_faults::strike(
                &mut events,
                fault,
                self.rule.map_or(&Default::default(), |rule| &rule.reply),
            );
        }
        (Body::Events(Box::new(events)), None)
    }

    /// Tokens that thinking may take within the limit: beside a scripted text just
    /// what is left over, so that it is seen; of one's own accord, everything.
    fn room_for_thinking(&self) -> Option<u64> {
        let limit = self.request.max_tokens.filter(|_| self.request.model.reasons())?;
        if self.rule.is_none() {
            return Some(limit);
        }
        let wanted = generate::write(&self.task(None), self.rule)
            .map_or(0, |replies| replies.iter().map(|reply| reply.tokens as u64).max().unwrap_or(0));
        Some(limit.saturating_sub(wanted))
    }

    fn task(&self, limit: Option<u64>) -> Task<'_> {
        Task {
            names: self.names,
            encoding: self.request.model.encoding,
            stops: &self.request.stop,
            limit: limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX)),
            n: self.request.n,
            json: self.request.format != Format::Text,
            seed: self.seed,
        }
    }

    fn choices(&self, overhead: Overhead) -> Result<Vec<Choice>, String> {
        let most = self.request.model.max_output;
        let limit = self
            .request
            .max_tokens
            .or(most)
            .map(|limit| limit.saturating_sub(overhead.frame + overhead.reasoning));
        let replies = generate::write(&self.task(limit), self.rule)?;
        let mut rng = self.seed.text("choices").rng();
        Ok(replies
            .into_iter()
            .map(|written| Choice {
                call_ids: written.calls.iter().map(|_| id("call_", 24, &mut rng)).collect(),
                logprobs: self
                    .request
                    .logprobs
                    .filter(|_| self.thinks_not())
                    .map(|top| logprobs::of(&written, self.request.model.encoding, top, &mut rng)),
                written,
            })
            .collect())
    }

    fn usage(&self, choices: &[Choice], overhead: Overhead) -> Usage {
        let extra = self.scripted().extra_tokens(self.seed);
        let output: u64 = choices
            .iter()
            .map(|choice| {
                let written = &choice.written;
                let frame = match written.calls.len() {
                    0 => overhead.frame,
                    calls => usage::calls_frame(self.request, calls),
                };
                written.tokens as u64 + frame + overhead.reasoning
            })
            .sum();
        Usage {
            input_tokens: self.prompt + extra.0,
            output_tokens: output + extra.1,
            cached_tokens: self.cached(),
            cache_write_tokens: 0,
            reasoning_tokens: overhead.reasoning * choices.len() as u64,
        }
    }

    /// Whether the reply is written without thinking first: only then a model can say
    /// how likely its tokens were.
    fn thinks_not(&self) -> bool {
        !self.request.model.reasons() || self.request.effort == Some("none")
    }

    /// Tokens of the prompt that were seen before.
    fn cached(&self) -> u64 {
        let model = self.request.model;
        let scope = Seed::new(0).text("chat").text(model.snapshot());
        self.engine.prompts.cached(scope, self.names.texts, model.encoding, self.prompt)
    }

    fn head(&self) -> Head<'_> {
        let model = self.request.model;
        let own_name = self.request.model_name.starts_with("ft:");
        let snapshot = if own_name { self.request.model_name } else { model.snapshot() };
        let fingerprint = (!model.reasons() && !model.is_gpt5_or_later())
            .then(|| hex_id("fp_", 10, &mut Seed::new(0).text(snapshot).rng()));
        Head {
            id: id("chatcmpl-", 29, &mut self.call.rng()),
            created: self.call.unix,
            model: snapshot,
            fingerprint,
            // Models that can think leave the field out, unless it was asked for.
            has_logprobs: !model.reasons() || (self.request.logprobs.is_some() && self.thinks_not()),
        }
    }
}

/// Tokens as the vendor's limiter guesses them before any model has run.
fn estimate(request: &ChatRequest<'_>) -> u64 {
    request.messages.iter().map(|message| message.text.chars().count().div_ceil(4) as u64 + 3).sum()
}
