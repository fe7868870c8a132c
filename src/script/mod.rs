//! What the API will do: replies, faults and timing, as data.
//!
//! Owns: the specification that a lesson's scene and `workbook mock --script` share.
//! Must not know: how it is played (that is running state, in `api`), nor what a
//! lesson is.
//!
//! A script is an ordered list of [`Reply`] rules. For each generating request the
//! first rule that matches and is not used up answers; when all matching rules are
//! used up, the last matching one answers again.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The whole script of one run.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Script {
    /// The rules, first match wins. Empty: every request gets a generic reply.
    #[serde(rename = "reply")]
    pub replies: Vec<Reply>,
    /// Timing of replies that set none of their own.
    pub pace: Pace,
    /// What a request for a retired model gets.
    pub retired: Retired,
    /// How much a program may ask for.
    pub limits: Limits,
    /// Whether unknown ids name examples and refused requests are answered with one:
    /// for the vendors' own SDK suites (`workbook mock --example-ids`), so no script
    /// can ask for it.
    #[serde(skip)]
    pub example_ids: bool,
}

/// How much a program may ask for; what is beyond gets the vendor's 429.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Limits {
    /// Requests in a bucket that refills all the time; full again after a minute.
    pub requests_per_minute: Option<u32>,
    /// Tokens of prompts (as the vendor guesses them: four characters each), likewise.
    pub tokens_per_minute: Option<u32>,
    /// Requests until the account has no quota left, for good.
    pub quota_requests: Option<u32>,
}

/// What a request for a retired model gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Retired {
    /// An ordinary answer, with an advisory in the record: old programs still pass.
    #[default]
    Serve,
    /// The vendor's own 404.
    Refuse,
}

/// One rule: which requests it answers, how often, and with what.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Reply {
    /// A minijinja expression over the request; empty matches every request.
    /// It sees `request` (the JSON body), `model`, `path`, `api`, `stream`,
    /// `temperature` (the effective one), `turn` (number of user messages),
    /// `last_user` (text of the last one), `prompt` (all text), `call` (1 for the
    /// run's first generating request), `attempt` (1 for the first request with
    /// this conversation) and `nonce`.
    pub when: String,
    /// How many requests it answers; without it, all of them.
    pub times: Option<u32>,
    /// What `times` counts.
    pub per: Per,
    /// The reply's text: a minijinja template over the same names as `when`.
    pub text: Option<String>,
    /// Several texts to sample from by the request's temperature: the chance of an
    /// option is proportional to `weight^(1/temperature)`; at 0 the heaviest wins.
    pub options: Vec<Weighted>,
    /// An HTTP error status in place of a reply, with the vendor's own body for it.
    pub status: Option<u16>,
    /// The error's `code`, where the status alone leaves a choice
    /// (`insufficient_quota`, `rate_limit_exceeded`, `context_length_exceeded`, …).
    pub code: Option<String>,
    /// The error's message, in place of the vendor's usual one. A template.
    pub message: Option<String>,
    /// `retry-after` in seconds.
    pub retry_after: Option<f64>,
    /// `retry-after-ms` in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// More response headers, or other values for the usual ones. Values are templates.
    pub headers: BTreeMap<String, String>,
    /// A fault of the connection or of the stream.
    pub fault: Option<Fault>,
    /// How long `slow-first` and `refuse` last, in milliseconds.
    pub fault_ms: Option<u64>,
    /// Where in the stream the fault strikes: after this many content chunks. With
    /// `status` a streamed reply begins, and the error comes within it.
    pub after_chunks: Option<u32>,
    /// Timing of this reply.
    pub pace: Option<Pace>,
    /// Why generation ends, in the vendor's words, instead of `stop`.
    pub finish_reason: Option<String>,
    /// Added to the reported input tokens, as if the vendor had put in hidden text:
    /// a local tokenizer cannot guess the sum.
    pub extra_input_tokens: Extra,
    /// Added to the reported output tokens, likewise.
    pub extra_output_tokens: Extra,
    /// Text of a refusal in place of content.
    pub refusal: Option<String>,
    /// Tool calls in place of text.
    pub tool_calls: Vec<ToolCall>,
}

/// What a rule's `times` counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Per {
    /// All requests of the run together.
    #[default]
    Run,
    /// Each conversation on its own: requests with the same messages count
    /// together, whatever their model or parameters. So three faults "per
    /// request" strike each of several questions three times.
    Request,
}

/// A text with its weight at temperature 1.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Weighted {
    /// A template, as in [`Reply::text`].
    pub text: String,
    /// Relative, above 0.
    #[serde(default = "one")]
    pub weight: f64,
}

const fn one() -> f64 {
    1.0
}

/// A call the model asks for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ToolCall {
    /// The tool's name.
    pub name: String,
    /// Its arguments: any TOML or JSON table; texts in it are templates.
    #[serde(default)]
    pub arguments: serde_json::Value,
}

/// When the pieces of a reply leave.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pace {
    /// Milliseconds before the first byte of the answer.
    pub first_ms: u64,
    /// Milliseconds between the chunks of a stream (one token each).
    pub chunk_ms: u64,
    /// Up to this many milliseconds more or less, drawn from the seed.
    pub jitter_ms: u64,
}

/// A number of hidden tokens: fixed, or drawn for each call from the run's seed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Extra {
    /// Always this many.
    Fixed(u64),
    /// From the first to the second, both included.
    Between([u64; 2]),
}

impl Default for Extra {
    fn default() -> Self {
        Self::Fixed(0)
    }
}

impl Extra {
    /// The number for one call; `chance` is any number drawn for it.
    #[must_use]
    pub const fn draw(self, chance: u64) -> u64 {
        match self {
            Self::Fixed(count) => count,
            Self::Between([low, high]) if low < high => low + chance % (high - low + 1),
            Self::Between([low, _]) => low,
        }
    }
}

/// Faults of the connection or of the stream, by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Fault {
    /// The connection is reset (TCP RST) in place of an answer, or mid-stream
    /// after `after_chunks`.
    Reset,
    /// The stream ends early, without finish chunk or `[DONE]`, but cleanly.
    Cut,
    /// Nothing more is sent, the connection stays open.
    Stall,
    /// The stream ends before its last event: `[DONE]`, `response.completed`,
    /// `message_stop`.
    NoDone,
    /// One frame's JSON is broken off in the middle; a plain reply's likewise.
    Malformed,
    /// Frames end in CRLF and arrive in parts: cut within their JSON, within
    /// characters, between CR and LF.
    Split,
    /// Comments come between the frames.
    KeepAlive,
    /// The stream begins at once, its first token comes late.
    SlowFirst,
    /// The connection is reset, and for a while no other is accepted.
    Refuse,
}

impl Reply {
    /// A rule that answers every request with this text template.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self { text: Some(text.into()), ..Self::default() }
    }

    /// A rule that answers `times` requests with an error status.
    #[must_use]
    pub fn status(status: u16, times: u32) -> Self {
        Self { status: Some(status), times: Some(times), ..Self::default() }
    }
}
