//! Why a request is turned away before any endpoint looks at it.
//!
//! Owns: the reasons, in nobody's words. Must not know: how a vendor says them.

use serde_json::Error;

/// A reason to turn a request away.
#[derive(Debug)]
pub enum Refusal<'a> {
    /// The body is longer than the door takes.
    TooLarge {
        /// What it takes, in bytes.
        limit: u64,
        /// What came, in bytes.
        length: u64,
    },
    /// No key came along.
    NoKey,
    /// Another key than the accepted one.
    WrongKey(&'a str),
    /// The body is announced as something else than JSON.
    ContentType(&'a str),
    /// A real service was to answer, and the request was not passed on to it.
    NotPassedOn {
        /// Whether the vendor would call it a used-up quota.
        quota: bool,
        /// The reason.
        why: &'a str,
    },
    /// The body is compressed in a way that cannot be undone.
    Packed,
    /// The body is not JSON.
    NotJson {
        /// What is wrong with it.
        error: &'a Error,
        /// All of it.
        body: &'a [u8],
    },
}
