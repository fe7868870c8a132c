//! Who says what in a request, whichever API it speaks.
//!
//! Owns: the roles of a request's messages, in order. Must not know: checks.

use crate::evidence::Exchange;
use serde_json::Value;

/// One message: its role, with `developer` called `system`, and its text.
type Said = (String, String);

/// All messages of a request, instructions first.
fn messages(call: &Exchange) -> Vec<Said> {
    let body = &call.request;
    let mut found: Vec<Said> = ["instructions", "system"]
        .iter()
        .filter_map(|name| body.get(name))
        .map(|value| ("system".to_owned(), text(value)))
        .filter(|(_, text)| !text.trim().is_empty())
        .collect();
    for part in ["messages", "input"] {
        match body.get(part) {
            Some(Value::String(input)) => found.push(("user".to_owned(), input.clone())),
            Some(Value::Array(items)) => found.extend(items.iter().filter_map(message)),
            _ => {}
        }
    }
    found
}

/// An item that somebody says; reasoning, references and the like have no role.
fn message(item: &Value) -> Option<Said> {
    let role = match item.get("role")?.as_str()? {
        "developer" => "system",
        role => role,
    };
    Some((role.to_owned(), item.get("content").map(text).unwrap_or_default()))
}

/// A content as one text; parts are put together.
fn text(content: &Value) -> String {
    match content {
        Value::String(text) => text.clone(),
        Value::Array(parts) => parts.iter().filter_map(|part| part.get("text")?.as_str()).collect(),
        _ => String::new(),
    }
}

/// The roles of a request's messages, in order.
#[must_use]
pub fn roles(call: &Exchange) -> Vec<String> {
    messages(call).into_iter().map(|(role, _)| role).collect()
}

/// What one role says in a request, a line for each message.
#[must_use]
pub fn said_by(call: &Exchange, role: &str) -> String {
    let texts: Vec<String> =
        messages(call).into_iter().filter(|(by, _)| by == role).map(|(_, text)| text).collect();
    texts.join("\n")
}

#[cfg(test)]
mod tests {
    use super::super::samples::exchange;
    use super::*;
    use serde_json::json;

    fn call(request: Value) -> Exchange {
        Exchange { request, ..exchange(1, 0.0, 200) }
    }

    #[test]
    fn every_api_names_its_speakers() {
        let chat = call(json!({"messages": [
            {"role": "developer", "content": "Be short."},
            {"role": "user", "content": [{"type": "text", "text": "Hi"}]},
            {"role": "assistant", "content": "Hello"},
        ]}));
        assert_eq!(roles(&chat), ["system", "user", "assistant"]);
        assert_eq!((said_by(&chat, "system"), said_by(&chat, "user")), ("Be short.".into(), "Hi".into()));
        let responses = call(json!({"instructions": "Be short.", "input": "Hi"}));
        assert_eq!(roles(&responses), ["system", "user"]);
        let items = json!({"input": [{"type": "reasoning"}, {"role": "user", "content": "Hi"}]});
        assert_eq!(roles(&call(items)), ["user"]);
        let anthropic = call(json!({"system": "Be short.", "messages": [{"role": "user", "content": "Hi"}]}));
        assert_eq!(roles(&anthropic), ["system", "user"]);
    }

    #[test]
    fn empty_instructions_say_nothing() {
        assert_eq!(roles(&call(json!({"instructions": null, "input": "Hi"}))), ["user"]);
    }
}
