//! OpenAI's dialect: what it accepts, what it answers, in its own words.
//!
//! Owns: shapes and sentences. Must not know: sockets, timers. Everything here is a
//! function over data.

pub mod batch_lines;
pub mod batches;
pub mod bias;
pub mod chat;
pub mod chat_tools;
pub mod completions;
pub mod embeddings;
pub mod errors;
pub mod files;
pub mod headers;
pub mod images;
pub mod limited;
pub mod logprobs;
pub mod messages;
pub mod models;
pub mod moderations;
pub mod object;
pub mod paging;
pub mod params;
pub mod picture;
pub mod responses;
pub mod scripted;
pub mod shelves;
pub mod silence;
pub mod speech;
pub mod stored_chats;
pub mod stream;
pub mod strict_schema;
pub mod text_completion;
pub mod tool_text;
pub mod transcripts;
pub mod uploads;
pub mod usage;
pub mod validate;
pub mod verdicts;
