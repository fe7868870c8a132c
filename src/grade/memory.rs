//! Whether a conversation carries its earlier turns.
//!
//! Owns: what "the program remembers" means, in any form the API offers: roles,
//! one joined text, input items, stored state. A few last turns are enough.

use super::text::squeeze;
use crate::evidence::Exchange;
use serde_json::Value;

/// How the turn before reaches the API with the next request.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Memory {
    /// The line and the reply both come along.
    Kept,
    /// The API was asked to remember (`previous_response_id`, `conversation`, `thread`).
    Stored,
    /// The reply comes along, torn into several messages.
    Scattered,
    /// Only what the person typed comes along.
    LinesOnly,
    /// Only the reply comes along.
    RepliesOnly,
    /// Nothing of the turn before.
    Nothing,
    /// Fewer than two lines reached the API, so there is nothing to compare.
    NoTurns,
}

impl Memory {
    /// The word that expressions see.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Stored => "stored",
            Self::Scattered => "scattered",
            Self::LinesOnly => "lines-only",
            Self::RepliesOnly => "replies-only",
            Self::Nothing => "nothing",
            Self::NoTurns => "no-turns",
        }
    }
}

/// Every text in a request that the model gets to read, each squeezed.
fn texts(request: &Value) -> Vec<String> {
    fn walk(value: &Value, found: &mut Vec<String>) {
        match value {
            Value::String(text) => found.push(squeeze(text)),
            Value::Array(items) => items.iter().for_each(|item| walk(item, found)),
            Value::Object(map) => map.values().for_each(|item| walk(item, found)),
            _ => {}
        }
    }
    let mut found = Vec::new();
    for part in ["messages", "input", "instructions", "system", "prompt"] {
        if let Some(value) = request.get(part) {
            walk(value, &mut found);
        }
    }
    found
}

/// Whether two requests say the same to the model, from the instructions to the last
/// question, and go on from the same state. (Two turns of one conversation do not: the
/// second reads the first.)
#[must_use]
pub fn says_the_same(one: &Exchange, other: &Exchange) -> bool {
    let field =
        |call: &'_ Exchange, name: &str| call.request.get(name).filter(|value| !value.is_null()).cloned();
    let conversation = field(one, "conversation");
    texts(&one.request) == texts(&other.request)
        && field(one, "previous_response_id") == field(other, "previous_response_id")
        && (conversation.is_none() || conversation != field(other, "conversation"))
}

/// Whether one of the request's texts contains this text.
#[must_use]
pub fn mentions(call: &Exchange, text: &str) -> bool {
    let needle = squeeze(text);
    !needle.is_empty() && texts(&call.request).iter().any(|t| t.contains(&needle))
}

/// The text of the last thing the person asked: the last user message or input item,
/// the whole input when it is one text.
#[must_use]
pub fn last_question(call: &Exchange) -> String {
    let turns = ["messages", "input"].iter().find_map(|part| call.request.get(part));
    match turns {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(items)) => {
            let by_user = |item: &&Value| item.get("role").is_none_or(|role| role == "user");
            items.iter().rev().find(by_user).map_or_else(String::new, content_text)
        }
        _ => String::new(),
    }
}

/// A message's content as one text; parts are put together.
fn content_text(message: &Value) -> String {
    match message.get("content") {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => parts.iter().filter_map(|p| p.get("text")?.as_str()).collect(),
        _ => String::new(),
    }
}

/// Whether the request contains this text only in pieces, spread over its messages.
fn scattered(call: &Exchange, text: &str) -> bool {
    // Roles stand between the pieces; they are dropped for the comparison.
    let pieces = texts(&call.request);
    let joined: String =
        pieces.iter().filter(|p| !matches!(p.as_str(), "assistant" | "user" | "text")).cloned().collect();
    let needle = squeeze(text);
    !needle.is_empty() && joined.contains(&needle)
}

/// The first successful call that carries this line.
#[must_use]
pub fn answering<'a>(calls: &[&'a Exchange], line: &str) -> Option<&'a Exchange> {
    calls.iter().find(|c| c.succeeded() && mentions(c, line)).copied()
}

/// How a conversation's turns are remembered: the weakest link over each pair of
/// neighbouring lines.
#[must_use]
pub fn memory(calls: &[&Exchange], lines: &[String]) -> Memory {
    let turns: Vec<(&String, &Exchange)> =
        lines.iter().filter_map(|line| Some((line, answering(calls, line)?))).collect();
    turns.windows(2).map(|pair| link(pair[0], pair[1].1)).max().unwrap_or(Memory::NoTurns)
}

fn link((line, answered): (&String, &Exchange), next: &Exchange) -> Memory {
    let stored = ["/previous_response_id", "/conversation", "/thread/previous_message_id"]
        .iter()
        .any(|k| next.request.pointer(k).is_some_and(|v| !v.is_null()));
    if stored {
        return Memory::Stored;
    }
    let line_there = mentions(next, line);
    let reply = answered.reply.first().map_or("", String::as_str);
    match (line_there, mentions(next, reply)) {
        (true, true) => Memory::Kept,
        (false, true) => Memory::RepliesOnly,
        _ if scattered(next, reply) => Memory::Scattered,
        (true, false) => Memory::LinesOnly,
        (false, false) => Memory::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::exchange;
    use super::*;
    use serde_json::json;

    fn call(index: usize, messages: &Value, reply: &str) -> Exchange {
        let mut call = exchange(index, 0.0, 200);
        call.request = json!({ "messages": messages });
        call.reply = vec![reply.to_owned()];
        call
    }

    fn judged(second: &Value) -> Memory {
        let first = call(1, &json!([{"role": "user", "content": "I am Ada"}]), "Hello Ada, heron");
        let second = call(2, second, "Bye");
        memory(&[&first, &second], &["I am Ada".to_owned(), "Who am I?".to_owned()])
    }

    #[test]
    fn forms_of_memory() {
        let user = |text: &str| json!({"role": "user", "content": text});
        let assistant = |text: &str| json!({"role": "assistant", "content": text});
        let last = user("Who am I?");
        assert_eq!(judged(&json!([user("I am Ada"), assistant("Hello Ada, heron"), last])), Memory::Kept);
        assert_eq!(
            judged(&json!([user("You: I am Ada\nAI: Hello Ada, heron\nYou: Who am I?")])),
            Memory::Kept
        );
        assert_eq!(judged(&json!([user("I am Ada"), last])), Memory::LinesOnly);
        assert_eq!(judged(&json!([last])), Memory::Nothing);
        let torn =
            json!([user("I am Ada"), assistant("Hello"), assistant(" Ada,"), assistant(" heron"), last]);
        assert_eq!(judged(&torn), Memory::Scattered);
    }

    #[test]
    fn stored_state_counts() {
        let first = call(1, &json!([{"role": "user", "content": "I am Ada"}]), "Hello");
        let mut second = call(2, &json!([]), "Bye");
        second.request = json!({"input": "Who am I?", "previous_response_id": "resp_1"});
        let lines = ["I am Ada".to_owned(), "Who am I?".to_owned()];
        assert_eq!(memory(&[&first, &second], &lines), Memory::Stored);
        let mut threaded = call(2, &json!([{"role": "user", "content": "Who am I?"}]), "Bye");
        threaded.request["thread"] = json!({"type": "create"});
        assert_ne!(memory(&[&first, &threaded], &lines), Memory::Stored);
        threaded.request["thread"] = json!({"type": "continue", "previous_message_id": "msg_1"});
        assert_eq!(memory(&[&first, &threaded], &lines), Memory::Stored);
        assert_eq!(memory(&[&first], &lines), Memory::NoTurns);
    }
}
