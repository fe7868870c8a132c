//! What a script makes of any answer: errors, headers, hidden tokens.
//!
//! Owns: the parts of a rule that all generating endpoints play alike. Must not
//! know: the shapes of their replies, sockets.

use crate::api::answer::Answer;
use crate::api::compile::Rule;
use crate::api::openai::errors::{self, About, ApiFault};
use crate::api::openai::headers::{self, Limits};
use crate::api::respond::{Call, Engine};
use crate::api::rng::Seed;
use crate::api::template::Names;
use std::borrow::Cow;

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
    /// The rule's error, in the vendor's words.
    #[must_use]
    pub fn fault(&self, status: u16) -> ApiFault {
        let code = self.rule.and_then(|rule| rule.reply.code.as_deref());
        let message = self.rule.and_then(|rule| rule.message.as_ref());
        let message = message.and_then(|message| message.render(self.names).ok());
        let about = About {
            model: self.names.model,
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
        let fault = self.fault(status);
        let limited = fault.kind == "requests" || fault.kind == "tokens";
        let limits = limited.then(|| Limits::exhausted(self.wait()));
        let mut answer = self.engine.refuse_with(fault, self.call, limits);
        answer.note.fault = Some(format!("status-{status}"));
        answer
    }

    /// A script whose template fails while it plays: the learner is not to blame.
    #[must_use]
    pub fn broken(&self, sentence: &str) -> Answer {
        let about = About { model: "", key: "", organization: "", wait: None, context: 0, prompt: 0 };
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
        let mut own: Vec<(Cow<'static, str>, String)> = Vec::new();
        if let Some(seconds) = rule.reply.retry_after {
            own.push((Cow::Borrowed("retry-after"), headers::retry_after(seconds)));
        }
        if let Some(milliseconds) = rule.reply.retry_after_ms {
            own.push((Cow::Borrowed("retry-after-ms"), milliseconds.to_string()));
        }
        for (name, value) in &rule.headers {
            if let Ok(value) = value.render(self.names) {
                own.push((Cow::Owned(name.clone()), value));
            }
        }
        for (name, value) in own {
            answer.headers.retain(|(known, _)| *known != name);
            answer.headers.push((name, Cow::Owned(value)));
        }
    }
}
