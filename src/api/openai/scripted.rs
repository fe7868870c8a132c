//! What a script makes of any answer: errors, headers, hidden tokens.
//!
//! Owns: the parts of a rule that all generating endpoints play alike. Must not
//! know: the shapes of their replies, sockets.

use crate::api::answer::Answer;
use crate::api::compile::Rule;
use crate::api::openai::errors::{self, About, ApiFault};
use crate::api::openai::headers::Limits;
use crate::api::pace::Schedule;
use crate::api::respond::{Call, Engine};
use crate::api::rng::Seed;
use crate::api::rule_headers;
use crate::api::template::Names;
use std::borrow::Cow;
use std::time::Duration;

/// A request and the rule that answers it.
#[derive(Clone, Copy)]
pub struct Scripted<'a> {
    /// The run.
    pub engine: &'a Engine,
    /// The request.
    pub call: &'a Call<'a>,
    /// What scripts see of it.
    pub names: &'a Names<'a>,
    /// The rule; `None` when nobody scripted an answer.
    pub rule: Option<&'a Rule>,
    /// The model's window, in tokens.
    pub context: u64,
    /// The prompt, in tokens.
    pub prompt: u64,
}

impl Scripted<'_> {
    /// Plays the rule: `error` (if it says that one strikes at once) or `reply`, after
    /// the wait of its pace, under its headers.
    #[must_use]
    pub fn play(
        &self,
        seed: Seed,
        error: impl FnOnce(u16) -> Option<Answer>,
        reply: impl FnOnce(&mut Schedule, Duration) -> Answer,
    ) -> Answer {
        let pace = self.rule.and_then(|rule| rule.reply.pace).unwrap_or(self.engine.script.pace);
        let mut schedule = Schedule::new(pace, seed.text("pace").rng());
        let wait = schedule.first();
        let status = self.rule.and_then(|rule| rule.reply.status);
        let mut answer = status.and_then(error).unwrap_or_else(|| reply(&mut schedule, wait));
        answer.wait += wait;
        self.own_headers(&mut answer);
        answer
    }

    /// The rule's error, in the vendor's words.
    #[must_use]
    pub fn fault(&self, status: u16) -> ApiFault {
        let code = self.rule.and_then(|rule| rule.reply.code.as_deref());
        let message = self.rule.and_then(|rule| rule.message.as_ref());
        let message = message.and_then(|message| message.render(self.names).ok());
        let about = About {
            model: self.names.model,
            path: self.call.path,
            key: self.call.key,
            organization: &self.engine.organization,
            wait: self.wait(),
            context: self.context,
            prompt: self.prompt,
        };
        errors::scripted(status, code, message, &about)
    }

    /// Seconds until a retry may succeed, where the rule names them.
    #[must_use]
    pub fn wait(&self) -> Option<f64> {
        let reply = &self.rule?.reply;
        reply.retry_after.or_else(|| reply.retry_after_ms.map(|milliseconds| milliseconds as f64 / 1000.0))
    }

    /// The rule's error as an answer.
    #[must_use]
    pub fn error(&self, status: u16) -> Answer {
        self.refuse(self.fault(status), status)
    }

    /// An error that a rule asks for, by its status, as an answer.
    #[must_use]
    pub fn refuse(&self, fault: ApiFault, status: u16) -> Answer {
        let limited = fault.kind == "requests" || fault.kind == "tokens";
        let limits = limited.then(|| Limits::exhausted(self.wait()));
        let mut answer = self.engine.refuse_with(fault, self.call, limits);
        if status == 503 && self.wait().is_none() {
            // An overloaded service says when to come back; the rule may say otherwise.
            answer.headers.push((Cow::Borrowed("retry-after"), Cow::Borrowed("1")));
        }
        answer.note.fault = Some(format!("status-{status}"));
        answer
    }

    /// A script whose template fails while it plays: the learner is not to blame.
    #[must_use]
    pub fn broken(&self, sentence: &str) -> Answer {
        let about =
            About { model: "", path: "", key: "", organization: "", wait: None, context: 0, prompt: 0 };
        let fault = errors::scripted(500, None, None, &about);
        let mut answer = self.engine.refuse_with(fault, self.call, None);
        answer
            .note
            .advisories
            .push(format!("The script of this run is at fault, not the program: {sentence}"));
        answer
    }

    /// Hidden tokens of the prompt and of the reply.
    #[must_use]
    pub fn extra_tokens(&self, seed: Seed) -> (u64, u64) {
        let mut chance = seed.text("extra tokens").rng();
        self.rule.map_or((0, 0), |rule| {
            let (input, output) = (rule.reply.extra_input_tokens, rule.reply.extra_output_tokens);
            (input.draw(chance.u64(..)), output.draw(chance.u64(..)))
        })
    }

    /// Headers that the rule adds or replaces.
    pub fn own_headers(&self, answer: &mut Answer) {
        let Some(rule) = self.rule else { return };
        rule_headers::apply(rule, self.names, answer);
    }
}
