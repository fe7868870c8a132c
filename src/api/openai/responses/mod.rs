//! Responses and Conversations: stored state, items, events.
//!
//! Owns: this part of the dialect. Must not know: sockets, timers.

pub mod answer;
pub mod compact;
pub mod conversations;
pub mod echo;
pub mod endpoints;
pub mod events;
pub mod format;
pub mod input;
pub mod object;
pub mod request;
pub mod stored;
pub mod stream;
pub mod thread;
pub mod tools;
pub mod trouble;

#[cfg(test)]
pub(crate) mod harness;
#[cfg(test)]
mod kept_tests;
