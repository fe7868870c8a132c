//! Messages: from a checked request to an answer.
//!
//! Owns: the assembly of an answer. Must not know: sockets, timers, how requests are
//! checked.

use crate::api::answer::{Answer, Body, Note, Sent, fault_name};
use crate::api::anthropic::cache::Division;
use crate::api::anthropic::errors::{self, About, ApiFault};
use crate::api::anthropic::headers::{self, Excess, Limits};
use crate::api::anthropic::object::Reply;
use crate::api::anthropic::stream;
use crate::api::anthropic::thought::{self, Thought};
use crate::api::anthropic::usage;
use crate::api::anthropic::validate::{self, MessagesRequest, Purpose};
use crate::api::anthropic::{Version, refuse, refuse_with, request_id, threads};
use crate::api::compile::Rule;
use crate::api::generate::{self, Task, Written};
use crate::api::json::Json;
use crate::api::openai::errors::tight_limit;
use crate::api::pace::Schedule;
use crate::api::respond::{Call, Engine};
use crate::api::rng::{Seed, id};
use crate::api::rule_headers;
use crate::api::stream_faults;
use crate::api::template::Names;
use crate::evidence::{Api, Usage};
use crate::script::Fault;
use bytes::Bytes;
use std::borrow::Cow;
use std::time::Duration;

/// Answers a Messages request; one that continues a thread as if it had brought along
/// what was said before.
#[must_use]
pub fn answer(engine: &Engine, call: &Call<'_>, version: Version) -> Answer {
    let threads = &engine.anthropic.threads;
    let whole = match threads::resumed(threads, call) {
        Ok(whole) => whole,
        Err(fault) => return refuse(engine, fault, call),
    };
    let whole = whole.as_ref().map(Json::from);
    let call = &Call { body: whole.as_ref().unwrap_or(call.body), ..*call };
    let answer = answer_whole(engine, call, version);
    threads::keep(threads, call, &answer);
    answer
}

fn answer_whole(engine: &Engine, call: &Call<'_>, version: Version) -> Answer {
    let retired = engine.script.retired;
    let request = match validate::check(call.body, version, Purpose::Write, retired, &engine.today) {
        Ok(request) => request,
        Err(fault) => return refuse(engine, fault, call),
    };
    if let Some(answer) = limited(engine, call, &request) {
        return answer;
    }
    let conversation = conversation(call);
    let (number, attempt) = engine.state.begin(conversation);
    let texts = texts(&request);
    let names = names(engine, call, &request, &texts, number, attempt);
    let rule = engine.state.choose(&engine.script, &names, conversation);
    let turn = Turn {
        engine,
        call,
        request: &request,
        names: &names,
        rule,
        prompt: usage::input_tokens(&request),
        seed: Seed::new(engine.seed).json(call.body).number(u64::from(attempt)),
    };
    let mut answer = turn.play();
    answer.note.advisories.extend(request.advisories.iter().cloned());
    answer
}

/// The refusal of a request that the script's limits leave no room for.
fn limited(engine: &Engine, call: &Call<'_>, request: &MessagesRequest<'_>) -> Option<Answer> {
    let prompt = usage::input_tokens(request);
    let excess = engine.anthropic.limiter.excess(prompt, call.at_ms, call.unix)?;
    let limit = match excess {
        Excess::Quota => (0, "requests"),
        Excess::Rate { what, limit, .. } => (limit, what),
    };
    let about = About {
        model: request.model_name,
        has_key: !call.key.is_empty(),
        bearer: call.client.bearer,
        organization: &engine.anthropic.organization,
        limit,
        context: request.model.context,
        prompt,
    };
    let Excess::Rate { wait, limits, .. } = excess else {
        let mut answer = refuse(engine, errors::scripted(402, None, None, &about), call);
        answer.note.fault = Some("quota".to_owned());
        return Some(answer);
    };
    let mut answer = refuse_with(engine, &errors::scripted(429, None, None, &about), call, Some(limits));
    answer.headers.push(retry_after(wait));
    answer.note.fault = Some("rate-limit".to_owned());
    Some(answer)
}

/// `retry-after` in whole seconds, at least one.
fn retry_after(wait: f64) -> (Cow<'static, str>, Cow<'static, str>) {
    ("retry-after".into(), format!("{:.0}", wait.ceil().max(1.0)).into())
}

/// What tells conversations apart: messages and system prompt.
fn conversation(call: &Call<'_>) -> u64 {
    let body = call.body.as_object();
    let parts = ["messages", "system"].into_iter().filter_map(|name| body.and_then(|body| body.get(name)));
    parts.fold(Seed::new(0), Seed::json).value()
}

/// All texts in order: the system prompt first.
fn texts<'a>(request: &MessagesRequest<'a>) -> Vec<Cow<'a, str>> {
    request.system.iter().cloned().chain(request.messages.iter().map(|message| message.text())).collect()
}

fn names<'a>(
    engine: &'a Engine,
    call: &Call<'a>,
    request: &MessagesRequest<'a>,
    texts: &'a [Cow<'a, str>],
    number: u64,
    attempt: u32,
) -> Names<'a> {
    let before = usize::from(request.system.is_some());
    let spoken = || request.messages.iter().enumerate().filter(|(_, message)| message.is_spoken());
    let last = spoken().next_back().and_then(|(index, _)| texts.get(index + before));
    Names {
        request: call.body,
        model: request.model_name,
        path: call.path,
        api: Api::Messages.name(),
        stream: request.stream,
        temperature: request.temperature.unwrap_or(1.0),
        turn: spoken().count(),
        last_user: last.map_or("", AsRef::as_ref),
        texts,
        call: number,
        attempt,
        nonce: &engine.nonce,
    }
}

/// One answer in the making.
struct Turn<'a> {
    engine: &'a Engine,
    call: &'a Call<'a>,
    request: &'a MessagesRequest<'a>,
    names: &'a Names<'a>,
    rule: Option<&'a Rule>,
    prompt: u64,
    seed: Seed,
}

impl Turn<'_> {
    fn play(&self) -> Answer {
        let pace = self.rule.and_then(|rule| rule.reply.pace).unwrap_or(self.engine.script.pace);
        let mut schedule = Schedule::new(pace, self.seed.text("pace").rng());
        let wait = schedule.first();
        let status = self.rule.and_then(|rule| rule.reply.status);
        let after = self.rule.and_then(|rule| rule.reply.after_chunks).filter(|_| self.request.stream);
        let mut answer = match (status, after) {
            (Some(status), Some(after)) => self.reply(&mut schedule, Some((status, after))),
            (Some(status), None) => self.scripted_error(status),
            (None, _) => self.reply(&mut schedule, None),
        };
        answer.wait += wait;
        if let Some(rule) = self.rule {
            rule_headers::apply(rule, self.names, &mut answer);
        }
        answer
    }

    fn scripted_error(&self, status: u16) -> Answer {
        let (fault, wait) = self.scripted_fault(status);
        let (limit, wait) = tight_limit(wait);
        let limits = (fault.status == 429 && fault.code.is_none())
            .then(|| Limits::exhausted(limit, wait, self.call.unix));
        let mut answer = refuse_with(self.engine, &fault, self.call, limits);
        // The vendor says when to come back, unless the money is spent.
        if limits.is_some() {
            answer.headers.push(retry_after(wait));
        }
        answer.note.fault = Some(format!("status-{status}"));
        answer
    }

    /// The error of the rule, and the wait in seconds that it asks for.
    fn scripted_fault(&self, status: u16) -> (ApiFault, Option<f64>) {
        let reply = self.rule.map(|rule| &rule.reply);
        let code = reply.and_then(|reply| reply.code.as_deref());
        let message = self.rule.and_then(|rule| rule.message.as_ref());
        let message = message.and_then(|message| message.render(self.names).ok());
        let wait = reply.and_then(rule_headers::wait);
        let about = About {
            model: self.request.model_name,
            has_key: !self.call.key.is_empty(),
            bearer: self.call.client.bearer,
            organization: &self.engine.anthropic.organization,
            limit: (tight_limit(wait).0, "requests"),
            context: self.request.model.context,
            prompt: self.prompt,
        };
        (errors::scripted(status, code, message, &about), wait)
    }

    /// A reply, or one that an error (status, number of deltas before it) breaks off.
    fn reply(&self, schedule: &mut Schedule, error: Option<(u16, u32)>) -> Answer {
        let thought = self.thought();
        let spent = thought.as_ref().map_or(0, |thought| thought.tokens);
        let written = match self.write(spent) {
            Ok(written) => written,
            Err(sentence) => return self.broken(&sentence),
        };
        let division = self.division();
        let mut rng = self.call.rng();
        let request_id = request_id(&mut rng);
        let reply = Reply {
            id: id("msg_01", 22, &mut rng),
            model: self.request.model.snapshot().to_owned(),
            call_ids: written.calls.iter().map(|_| id("toolu_01", 22, &mut rng)).collect(),
            usage: self.usage(&written, division, spent),
            for_an_hour: division.for_an_hour,
            thought,
            written,
        };
        let limits = self.engine.anthropic.limiter.count(
            // What the cache serves does not count against the limit.
            reply.usage.input_tokens - reply.usage.cached_tokens,
            reply.usage.output_tokens,
            self.call.at_ms,
            self.call.unix,
        );
        let content_type =
            if self.request.stream { "text/event-stream; charset=utf-8" } else { "application/json" };
        let organization = &self.engine.anthropic.organization;
        let headers = headers::all(content_type, request_id, organization, Some(limits), &mut rng);
        let fault = self.rule.and_then(|rule| rule.reply.fault);
        let mut note = Note {
            reply: vec![reply.text().to_owned()],
            usage: Some(reply.usage),
            usage_sent: true,
            usd: self.request.model.cost(&reply.usage),
            fault: fault.map(|fault| fault_name(fault).to_owned()),
            advisories: Vec::new(),
            response: reply.message(),
        };
        let (body, in_place) = if self.request.stream {
            self.streamed(&reply, schedule, fault, error, &mut note)
        } else {
            (Body::Whole(note.response.clone()), fault)
        };
        let answer = Answer { status: 200, headers, body, wait: Duration::ZERO, fault: in_place, note };
        stream_faults::struck(answer, self.rule.map(|rule| &rule.reply))
    }

    fn streamed(
        &self,
        reply: &Reply,
        schedule: &mut Schedule,
        fault: Option<Fault>,
        error: Option<(u16, u32)>,
        note: &mut Note,
    ) -> (Body, Option<Fault>) {
        let after = self.rule.and_then(|rule| rule.reply.after_chunks);
        // A cut needs something to cut: by default it strikes half-way.
        if matches!((fault, after), (Some(Fault::Reset | Fault::Stall | Fault::Refuse), None)) {
            return (Body::Whole(Bytes::new()), fault);
        }
        let mut events = stream::write(reply, schedule, &mut self.seed.text("deltas").rng(), true);
        if let Some((status, after)) = error {
            stream::break_with(&mut events, &self.scripted_fault(status).0, after);
            note.fault = Some(format!("error-{status}"));
            *note = (events.partial)(note, &Sent::of(&events.events, 1));
        } else if let Some(fault) = fault {
            stream_faults::strike(
                &mut events,
                fault,
                self.rule.map_or(&Default::default(), |rule| &rule.reply),
            );
        }
        (Body::Events(Box::new(events)), None)
    }

    fn thought(&self) -> Option<Thought> {
        let (model, most) = (&self.request.model.name, self.request.max_tokens);
        let seed = self.seed.text("thought");
        let thinks_again = self.call.client.beta.contains(thought::INTERLEAVED);
        Thought::about(self.call.body, model, self.names.last_user, most, seed)
            .filter(|_| thinks_again || !thought::is_over(self.call.body))
    }

    /// The reply, `spent` tokens of which went into thoughts.
    fn write(&self, spent: u64) -> Result<Written, String> {
        let task = Task {
            names: self.names,
            encoding: usage::STAND_IN,
            stops: &self.request.stop,
            limit: Some(usage::room(self.request.max_tokens - spent, &self.request.model.name)),
            n: 1,
            json: self.request.json,
            seed: self.seed,
        };
        generate::write(&task, self.rule).map(|replies| replies.into_iter().next().unwrap_or_default())
    }

    /// What of the prompt is read from and written to the cache.
    fn division(&self) -> Division {
        let beginnings = &self.engine.anthropic.beginnings;
        beginnings.divide(self.call.body, &self.request.model.name, self.prompt, self.call.at_ms)
    }

    fn usage(&self, written: &Written, division: Division, spent: u64) -> Usage {
        let mut chance = self.seed.text("extra tokens").rng();
        let extra = self.rule.map_or((0, 0), |rule| {
            let (input, output) = (rule.reply.extra_input_tokens, rule.reply.extra_output_tokens);
            (input.draw(chance.u64(..)), output.draw(chance.u64(..)))
        });
        let most = self.request.max_tokens;
        let output = match written.finish.as_str() {
            // A reply that was cut off has used up what it was given.
            "length" => most,
            _ if written.calls.is_empty() => {
                (spent + usage::output_tokens(written.tokens, 0, &self.request.model.name)).min(most)
            }
            _ => spent + usage::output_tokens(written.tokens, written.calls.len(), &self.request.model.name),
        };
        Usage {
            input_tokens: self.prompt + extra.0,
            output_tokens: output + extra.1,
            cached_tokens: division.read,
            cache_write_tokens: division.written,
            reasoning_tokens: spent,
        }
    }

    /// A script whose template fails while it plays: the learner is not to blame.
    fn broken(&self, sentence: &str) -> Answer {
        let mut answer = refuse(self.engine, ApiFault::new(500, "Internal server error"), self.call);
        answer
            .note
            .advisories
            .push(format!("The script of this run is at fault, not the program: {sentence}"));
        answer
    }
}

#[cfg(test)]
#[path = "messages_tests.rs"]
mod tests;
