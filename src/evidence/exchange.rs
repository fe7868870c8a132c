//! One request and its response, as recorded at the door.

use super::output::is_zero;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Which of the known protocols a request spoke, told from its path.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Api {
    /// `POST /v1/chat/completions`
    ChatCompletions,
    /// `POST /v1/responses`
    Responses,
    /// `POST /v1/messages` (Anthropic)
    Messages,
    /// `POST /v1/embeddings`
    Embeddings,
    /// Any other endpoint the mock serves (models, files, moderations, …).
    Other,
    /// A path no vendor has.
    Unknown,
}

impl Api {
    /// Whether a call of this kind makes a model write text.
    #[must_use]
    pub const fn generates(self) -> bool {
        matches!(self, Self::ChatCompletions | Self::Responses | Self::Messages)
    }

    /// The name that expressions and JSON use.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::ChatCompletions => "chat-completions",
            Self::Responses => "responses",
            Self::Messages => "messages",
            Self::Embeddings => "embeddings",
            Self::Other => "other",
            Self::Unknown => "unknown",
        }
    }
}

/// What kind of key a request carried. The key itself is never kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum KeySeen {
    /// The key this run handed out through the environment.
    Ours,
    /// No key at all.
    Missing,
    /// The name of the variable in place of its value (`OPENAI_API_KEY`).
    VariableName,
    /// Some other text.
    Other,
}

/// Token counts of one reply, in the vendor's own sense.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Usage {
    /// Tokens of the prompt, cached ones included.
    pub input_tokens: u64,
    /// Tokens of the reply, reasoning included.
    pub output_tokens: u64,
    /// The part of `input_tokens` served from the prompt cache.
    #[serde(default)]
    pub cached_tokens: u64,
    /// The part of `input_tokens` written to the prompt cache.
    #[serde(default, skip_serializing_if = "is_none_at_all")]
    pub cache_write_tokens: u64,
    /// The part of `output_tokens` spent on reasoning.
    #[serde(default)]
    pub reasoning_tokens: u64,
}

/// Left out of the evidence: most vendors do not count it.
#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde asks with a reference")]
const fn is_none_at_all(tokens: &u64) -> bool {
    *tokens == 0
}

/// A piece of a streamed reply, as it left the door.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Chunk {
    /// Milliseconds since the scene began.
    pub at_ms: f64,
    /// The visible text this chunk added to the reply (first choice); empty for
    /// role, finish and usage chunks.
    pub text: String,
    /// Bytes on the wire.
    pub bytes: u64,
}

/// One request and its response.
///
/// Built by the API room with headers and bodies already redacted. All times are
/// milliseconds since the scene began.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exchange {
    /// 1 for the first request of the scene.
    pub index: usize,
    /// When the request's head had arrived.
    pub at_ms: f64,
    /// `GET`, `POST`, …
    pub method: String,
    /// The path as the program sent it, e.g. `/v1/chat/completions`.
    pub path: String,
    /// The query string, without `?`; empty when there was none.
    #[serde(default)]
    pub query: String,
    /// Which protocol the path belongs to.
    pub api: Api,
    /// Request headers, lower-case names, in order, secrets masked.
    pub headers: Vec<(String, String)>,
    /// The request body as JSON, or `null` when it was empty or not JSON.
    pub request: Value,
    /// The head of a body that was not JSON (at most a few KB).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub request_text: Option<String>,
    /// Length of the request body in bytes.
    #[serde(default)]
    pub request_bytes: u64,
    /// What kind of key came along.
    pub key: KeySeen,
    /// HTTP status of the answer; 0 when the connection was dropped without one.
    pub status: u16,
    /// Response headers, lower-case names, in order.
    #[serde(default)]
    pub response_headers: Vec<(String, String)>,
    /// The response body as JSON. For a stream: the reply put together again, in
    /// the shape the same call without `stream` would have had.
    pub response: Value,
    /// The visible text of the reply, one per choice; empty for errors.
    #[serde(default)]
    pub reply: Vec<String>,
    /// Whether the reply was sent as server-sent events.
    pub stream: bool,
    /// The pieces of a streamed reply with their times; empty otherwise.
    #[serde(default)]
    pub chunks: Vec<Chunk>,
    /// Token counts, whether or not the program asked to see them.
    pub usage: Option<Usage>,
    /// Whether the wire carried the token counts to the program. A stream does
    /// so only with `stream_options.include_usage`.
    #[serde(default)]
    pub usage_sent: bool,
    /// What the call would have cost live, in US dollars; `None` for an unknown model.
    pub usd: Option<f64>,
    /// From the request's arrival to the last byte of the answer.
    pub duration_ms: f64,
    /// Of the time between the request before it and this one: milliseconds in which the
    /// program waited for a processor, where that can be seen.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub starved_ms: f64,
    /// Whether the answer was sent to its end (false: cut by a fault, or the
    /// program closed the connection).
    pub complete: bool,
    /// The fault this exchange was served, by name (`status-429`, `stall`, `cut`, …).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fault: Option<String>,
    /// The client library, from `user-agent` (`OpenAI/Python 3.51.0`).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sdk: Option<String>,
    /// `x-stainless-retry-count`, where an SDK sent it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_count: Option<u32>,
    /// Things worth telling the learner that cost no points, e.g. a retired model.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advisories: Vec<String>,
}

impl Exchange {
    /// When the last byte of the answer had left, in milliseconds since the scene began.
    #[must_use]
    pub fn ended_ms(&self) -> f64 {
        self.at_ms + self.duration_ms
    }

    /// Whether the vendor's answer was a success (2xx).
    #[must_use]
    pub const fn succeeded(&self) -> bool {
        self.status >= 200 && self.status < 300
    }
}
