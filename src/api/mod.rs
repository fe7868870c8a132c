//! The mock of the vendors' APIs: a program talks to it and cannot tell.
//!
//! Owns: the listener of a run, the record at its door, the play of a script,
//! dialects, sampling, tokens. Must not know: programs, lessons, grading.
//!
//! From the outside in: `server` (listener), `connection` (one request over HTTP),
//! `record`, `reply_body`, `wire` know sockets or timers; everything else is
//! functions over data: `route`, `keys`, `respond` (who answers), the dialects
//! (`openai`, `anthropic`), `compile` and `script_state` (the script and its running state),
//! `generate` (what the model writes), `tokens`, `sampling`, `pace`.

pub mod answer;
pub mod anthropic;
pub mod base64;
pub mod checksum;
pub mod compile;
pub mod connection;
pub mod corpus;
mod dress;
pub mod examples;
pub mod forward;
pub mod generate;
pub mod header_map;
pub mod inflate;
pub mod json;
pub mod keys;
pub mod language_model;
pub mod multipart;
mod next_token;
pub mod offer;
pub mod openai;
pub mod pace;
pub mod printer;
pub mod prompt_cache;
pub mod query;
pub mod record;
pub mod refusal;
pub mod reply_body;
pub mod respond;
pub mod rng;
pub mod route;
pub mod rule_headers;
pub mod sampling;
pub mod schema_fill;
pub mod script_state;
pub mod server;
pub mod shelf;
pub mod sse;
pub mod stream_faults;
pub mod string_fill;
pub mod template;
mod token_model;
pub mod tokens;
pub mod wire;

pub use compile::{ScriptFault, check_script};
pub use keys::Keys;
pub use record::{Ended, Observer};
pub use server::{ApiError, ApiHandle, ApiOptions, ApiServer};
