//! Responses: from a checked request to an answer.
//!
//! Owns: the assembly of an answer. Must not know:
//! sockets, timers, how requests are checked.

use super::echo::generation;
use super::input;
use super::object::{self, Head, Ids, Item, Stage, WireUsage};
use super::request::{self, Request};
use super::stored::{Items, Kept};
use super::stream;
use super::thread::{Thread, prepared, prompt_tokens};
use super::trouble;
use crate::api::answer::{Answer, Body, Note, Sent, fault_name};
use crate::api::compile::Rule;
use crate::api::generate::{self, Task, Written};
use crate::api::json::Json;
use crate::api::openai::errors::ApiFault;
use crate::api::openai::headers::{self, Limits};
use crate::api::openai::limited;
use crate::api::openai::logprobs;
use crate::api::openai::scripted::Scripted;
use crate::api::openai::usage::{Overhead, thinking};
use crate::api::openai::validate::Format;
use crate::api::pace::Schedule;
use crate::api::respond::{Call, Engine};
use crate::api::rng::Seed;
use crate::api::stream_faults;
use crate::api::template::Names;
use crate::evidence::{Api, Usage};
use crate::script::Fault;
use bytes::Bytes;
use serde_json::{Value, json};
use std::borrow::Cow;
use std::sync::Arc;
use std::time::Duration;

/// How long a response takes that is made while nobody waits, in milliseconds.
const BACKGROUND_MS: f64 = 250.0;

/// Answers a request for a response.
#[must_use]
pub fn answer(engine: &Engine, call: &Call<'_>) -> Answer {
    prepared(engine, call, |request, thread| respond(engine, call, request, thread))
        .unwrap_or_else(|fault| engine.refuse(fault, call))
}

/// Counts the input tokens of a request.
#[must_use]
pub fn input_tokens(engine: &Engine, call: &Call<'_>) -> Answer {
    prepared(engine, call, |request, thread| {
        let tokens = prompt_tokens(request, &thread.messages);
        let counted = json!({"object": "response.input_tokens", "input_tokens": tokens});
        engine.send(object::pretty(&counted), call)
    })
    .unwrap_or_else(|fault| engine.refuse(fault, call))
}

fn respond(engine: &Engine, call: &Call<'_>, request: &Request<'_>, thread: &Thread<'_>) -> Answer {
    let texts: Vec<Cow<'_, str>> = thread.messages.iter().map(|message| message.text.clone()).collect();
    if let Err(fault) = request::json_is_mentioned(request, &texts) {
        return engine.refuse(fault, call);
    }
    let prompt = prompt_tokens(request, &thread.messages);
    if prompt > request.model.most_input() && request.truncation == "disabled" {
        return match request.stream {
            true => trouble::refused(engine, call, request, &too_long(), None, None),
            false => engine.refuse(too_long(), call),
        };
    }
    if request.stream
        && let Err(exceeded) = engine.limiter.admit(estimate(&texts), call.at_ms)
    {
        let fault = limited::fault(engine, request.model_name, &exceeded);
        let name = limited::name(&exceeded);
        return trouble::refused(engine, call, request, &fault, Some(&exceeded.limits), Some(name));
    }
    if let Some(answer) = limited::refusal(engine, call, request.model_name, estimate(&texts)) {
        return answer;
    }
    let conversation = thread.conversation.value();
    let (number, attempt) = engine.state.begin(conversation);
    let by_user = thread.messages.iter().filter(|message| message.role == "user");
    let names = Names {
        request: call.body,
        model: request.model_name,
        path: call.path,
        api: Api::Responses.name(),
        stream: request.stream,
        temperature: request.temperature.unwrap_or(1.0),
        turn: by_user.clone().count(),
        last_user: by_user.clone().next_back().map_or("", |message| message.text.as_ref()),
        texts: &texts,
        call: number,
        attempt,
        nonce: &engine.nonce,
    };
    let rule = engine.state.choose(&engine.script, &names, conversation);
    let seed = seed(engine, call, conversation, attempt);
    let turn = Turn { engine, call, request, names: &names, rule, prompt, seed };
    let mut answer = turn.play();
    answer.note.advisories.extend(request.advisories.iter().cloned());
    answer
}

/// Tokens as the vendor's limiter guesses them before any model has run.
fn estimate(texts: &[Cow<'_, str>]) -> u64 {
    texts.iter().map(|text| text.chars().count().div_ceil(4) as u64 + 3).sum()
}

fn too_long() -> ApiFault {
    ApiFault::invalid(
        "Your input exceeds the context window of this model. Please adjust your input and try again.",
    )
    .param("input")
    .code("context_length_exceeded")
}

/// Where chance starts: it depends on what is said and on the parameters, not on the
/// order in which requests arrive, nor on ids, nor on whether the reply is streamed.
fn seed(engine: &Engine, call: &Call<'_>, conversation: u64, attempt: u32) -> Seed {
    const LEFT_OUT: [&str; 5] = ["input", "previous_response_id", "conversation", "stream", "stream_options"];
    let begin = Seed::new(engine.seed).number(u64::from(attempt)).number(conversation);
    let parameters = call.body.as_object().into_iter().flat_map(|body| body.iter());
    parameters
        .filter(|(name, _)| !LEFT_OUT.contains(name))
        .fold(begin, |seed, (name, value)| seed.text(name).json(value))
}

/// One answer in the making.
struct Turn<'a> {
    engine: &'a Engine,
    call: &'a Call<'a>,
    request: &'a Request<'a>,
    names: &'a Names<'a>,
    rule: Option<&'a Rule>,
    prompt: u64,
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
            prompt: self.prompt,
        }
    }

    fn play(&self) -> Answer {
        let scripted = self.scripted();
        let at_once =
            |status| self.error_after().is_none().then(|| scripted.refuse(self.fault(status), status));
        scripted.play(self.seed, at_once, |schedule, wait| self.reply(schedule, wait))
    }

    /// The rule's error. For some there are words of this endpoint's own.
    fn fault(&self, status: u16) -> ApiFault {
        let reply = self.rule.map(|rule| &rule.reply);
        let own_message = reply.is_some_and(|reply| reply.message.is_some());
        match (status, reply.and_then(|reply| reply.code.as_deref())) {
            (400, Some("context_length_exceeded")) if !own_message => too_long(),
            (404, None | Some("model_not_found")) if !own_message => {
                request::unknown_model(self.request.model_name)
            }
            _ => self.scripted().fault(status),
        }
    }

    /// After how many deltas an error strikes, when it does so within a stream.
    fn error_after(&self) -> Option<u32> {
        let reply = &self.rule?.reply;
        reply.after_chunks.filter(|_| reply.status.is_some() && self.request.stream)
    }

    fn reply(&self, schedule: &mut Schedule, wait: Duration) -> Answer {
        let overhead = self.overhead();
        let written = match self.written(overhead) {
            Ok(written) => written,
            Err(sentence) => return self.scripted().broken(&sentence),
        };
        let mut ids = Ids::new(self.call.unix, self.call.rng());
        let head = Head::new(self.request, self.call.unix, &mut ids);
        let usage = self.usage(&written, overhead);
        let incomplete = match written.finish.as_str() {
            "length" => Some("max_output_tokens"),
            "content_filter" => Some("content_filter"),
            _ => None,
        };
        let text = written.text.clone();
        let items = self.items(written, overhead, incomplete.is_some(), &mut ids);
        let status = if incomplete.is_some() { "incomplete" } else { "completed" };
        let done: Vec<Value> = items.iter().map(|item| item.done(status)).collect();
        let last = Stage {
            status,
            completed_at: incomplete.is_none().then_some(self.call.unix + wait.as_secs()),
            error: None,
            incomplete,
            output: &done,
            usage: Some(WireUsage::from(&usage)),
        };
        let body = object::body(&head, &last);
        let fault = self.rule.and_then(|rule| rule.reply.fault);
        let note = Note {
            response: body.clone(),
            reply: vec![text],
            usage: Some(usage),
            usage_sent: true,
            usd: self.request.model.cost(&usage),
            fault: fault.map(|fault| fault_name(fault).to_owned()),
            advisories: Vec::new(),
        };
        if fault.is_none() && self.error_after().is_none() {
            self.keep(&head, &body, &done, &mut ids);
        }
        let answer = if self.request.stream {
            let plan = stream::Plan {
                head: &head,
                items: &items,
                done: &done,
                last: &last,
                encoding: self.request.model.encoding,
            };
            self.streamed(&plan, note, schedule)
        } else if self.request.background {
            let early = object::body(&head, &Stage::begun("queued"));
            // The reply stays: it is what the program gets when it asks again.
            let note = Note { response: early.clone(), usage_sent: false, ..note };
            Answer { body: Body::Whole(early), note, ..self.empty(fault) }
        } else {
            Answer { body: Body::Whole(body), note, ..self.empty(fault) }
        };
        let answer = Answer { headers: self.headers(wait), ..answer };
        stream_faults::struck(answer, self.rule.map(|rule| &rule.reply))
    }

    fn empty(&self, fault: Option<Fault>) -> Answer {
        Answer {
            status: 200,
            headers: Vec::new(),
            body: Body::Whole(Bytes::new()),
            wait: Duration::ZERO,
            fault,
            note: Note::default(),
        }
    }

    /// Streams carry no rate-limit headers here.
    fn headers(&self, wait: Duration) -> headers::Headers {
        let limits = self.engine.limiter.count(estimate(self.names.texts), self.call.at_ms);
        let sender = self.engine.sender(wait.as_millis() as u64);
        let (content_type, limits) = match self.request.stream {
            true => ("text/event-stream; charset=utf-8", None),
            false => ("application/json", Some(limits)),
        };
        headers::application(content_type, &sender, limits, &mut self.call.rng())
    }

    fn streamed(&self, plan: &stream::Plan<'_>, mut note: Note, schedule: &mut Schedule) -> Answer {
        let reply = self.rule.map(|rule| &rule.reply);
        let (fault, after) = reply.map_or((None, None), |reply| (reply.fault, reply.after_chunks));
        // A cut needs something to cut: by default it strikes half-way.
        if matches!((fault, after), (Some(Fault::Reset | Fault::Stall | Fault::Refuse), None)) {
            return Answer { note, ..self.empty(fault) };
        }
        let mut events = stream::write(plan, schedule, &mut self.seed.text("padding").rng());
        if let (Some(after), Some(status)) = (self.error_after(), reply.and_then(|reply| reply.status)) {
            let limits = Limits::exhausted(self.scripted().wait());
            let (kind, fields, response) = trouble::event(plan.head, &self.fault(status), Some(&limits));
            match after {
                // What goes wrong before the first word goes wrong before any item.
                0 => events = stream::refused(plan.head, kind, &fields),
                _ => stream::fail(&mut events, after, kind, &fields),
            }
            note.fault = Some(format!("status-{status}"));
            note = object::partial(&note, &Sent::of(&events.events, 1));
            note.response = response.unwrap_or(note.response);
        } else if let Some(fault) = fault {
            let usual = crate::script::Reply::default();
            stream_faults::strike(&mut events, fault, reply.unwrap_or(&usual));
        }
        Answer { body: Body::Events(Box::new(events)), note, ..self.empty(None) }
    }

    fn overhead(&self) -> Overhead {
        let request = self.request;
        let frame = match (request.model.reasons(), request.effort) {
            (false, _) => 1 + u64::from(!request.tools.echo.is_empty()),
            (true, Some("none")) => 4,
            (true, _) => 6,
        };
        let draw = self.seed.text("reasoning").value();
        let reasoning =
            if request.model.reasons() { thinking(request.model, request.effort, draw) } else { 0 };
        let room = self.room_for_thinking();
        Overhead { frame, reasoning }.fitted(request.model, request.max_output_tokens, room)
    }

    /// Tokens that thinking may take within the limit: beside a scripted text just
    /// what is left over, so that it is seen; of one's own accord, everything.
    fn room_for_thinking(&self) -> Option<u64> {
        let limit = self.request.max_output_tokens.filter(|_| self.request.model.reasons())?;
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
            stops: &[],
            limit: limit.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX)),
            n: 1,
            json: self.request.text.format != Format::Text,
            seed: self.seed,
        }
    }

    fn written(&self, overhead: Overhead) -> Result<Written, String> {
        let limit = self.request.max_output_tokens.or(self.request.model.max_output);
        let limit = limit.map(|limit| limit.saturating_sub(overhead.frame + overhead.reasoning));
        Ok(generate::write(&self.task(limit), self.rule)?.pop().unwrap_or_default())
    }

    fn usage(&self, written: &Written, overhead: Overhead) -> Usage {
        let frame = match (written.calls.len() as u64, self.request.model.reasons(), self.request.effort) {
            (0, _, _) => overhead.frame,
            (calls, false, _) => 8 + 20 * (calls - 1),
            (calls, true, Some("none")) => 11 + 20 * (calls - 1),
            (calls, true, _) => 13 + 20 * (calls - 1),
        };
        let (input, output) = self.scripted().extra_tokens(self.seed);
        Usage {
            input_tokens: self.prompt + input,
            output_tokens: written.tokens as u64 + frame + overhead.reasoning + output,
            cached_tokens: self.cached(),
            cache_write_tokens: 0,
            reasoning_tokens: overhead.reasoning,
        }
    }

    /// Tokens of the prompt that were seen before.
    fn cached(&self) -> u64 {
        let model = self.request.model;
        let scope = Seed::new(0).text("responses").text(model.snapshot());
        self.engine.prompts.cached(scope, self.names.texts, model.encoding, self.prompt)
    }

    fn items(&self, written: Written, overhead: Overhead, cut: bool, ids: &mut Ids) -> Vec<Item> {
        let request = self.request;
        let wants = |word: &str| request.include.contains(&word);
        let mut items = Vec::new();
        if overhead.reasoning > 0 {
            items.push(Item::Thought {
                id: ids.next("rs"),
                summary: request
                    .thinking
                    .summary
                    .map(|_| "**Reading the request**\n\nI look at what is asked, and answer it."),
                encrypted: wants("reasoning.encrypted_content").then(|| ids.secret()),
            });
        }
        for (name, arguments) in &written.calls {
            items.push(Item::Call {
                id: ids.next("fc"),
                call_id: ids.call(),
                name: name.clone(),
                arguments: arguments.clone(),
            });
        }
        // Where thinking used the limit up there is no message at all.
        let nothing_left = cut && written.text.is_empty() && !items.is_empty();
        if written.calls.is_empty() && !nothing_left {
            let thinks = request.model.reasons() && request.effort != Some("none");
            let logprobs = if wants("message.output_text.logprobs") && !thinks {
                let mut rng = self.seed.text("logprobs").rng();
                logprobs::of(&written, request.model.encoding, request.top_logprobs as usize, &mut rng)
            } else {
                Vec::new()
            };
            items.push(Item::Message { id: ids.next("msg"), written, phase: self.names_phases(), logprobs });
        }
        items
    }

    /// gpt-5.4 and later say which phase a message belongs to.
    fn names_phases(&self) -> bool {
        generation(&self.request.model.name) >= (5, 4)
    }

    /// Puts the response on record, for those that follow it.
    fn keep(&self, head: &Head<'_>, body: &Bytes, done: &[Value], ids: &mut Ids) {
        let request = self.request;
        let mut new_id = || ids.digits();
        let input: Items = match request.input {
            Some(Json::String(text)) => vec![Arc::new(input::kept_text(text, &mut new_id))],
            Some(Json::Array(items)) => {
                items.iter().map(|item| Arc::new(input::kept(item, &mut new_id))).collect()
            }
            _ => Items::new(),
        };
        let output: Items = done.iter().cloned().map(Arc::new).collect();
        if let Some(conversation) = request.conversation {
            let items = input.iter().chain(&output).cloned();
            // One that was deleted meanwhile takes nothing in.
            let _ = self.engine.kept.change(conversation, |kept| kept.items.extend(items));
        }
        if !request.store {
            return;
        }
        let pending = request.background.then(|| {
            let early = object::body(head, &Stage::begun("in_progress"));
            (early, self.call.at_ms + BACKGROUND_MS)
        });
        let previous = request.previous.map(str::to_owned);
        let kept = Kept { body: body.clone(), input, output, previous, pending };
        self.engine.kept.keep(head.id.clone(), kept);
    }
}

#[cfg(test)]
#[path = "answer_tests.rs"]
mod tests;
