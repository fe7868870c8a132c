//! OpenAI's dialect: what it accepts, what it answers, in its own words.
//!
//! Owns: shapes and sentences. Must not know: sockets, timers. Everything here is a
//! function over data.

pub mod chat;
pub mod errors;
pub mod headers;
pub mod logprobs;
pub mod messages;
pub mod models;
pub mod object;
pub mod params;
pub mod responses;
pub mod scripted;
pub mod stream;
pub mod strict_schema;
pub mod tool_text;
pub mod usage;
pub mod validate;
