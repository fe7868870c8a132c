//! The conversation of a request: messages, content blocks, the system prompt.
//!
//! Owns: their shapes. Must not know: which tools were offered, how tokens are counted.

use crate::api::anthropic::Version;
use crate::api::anthropic::errors::ApiFault;
use crate::api::anthropic::fields::{At, Fields};
use crate::api::json::Json;
use std::borrow::Cow;

/// One message.
#[derive(Debug, Clone)]
pub struct Message<'a> {
    /// `user`, `assistant` or `system`.
    pub role: &'a str,
    /// Its content, block by block.
    pub parts: Vec<Part<'a>>,
}

/// One content block, as far as answers depend on it.
#[derive(Debug, Clone)]
pub enum Part<'a> {
    /// Text.
    Text(&'a str),
    /// A call that the model made.
    Use {
        /// `toolu_…`
        id: &'a str,
        /// The tool.
        name: &'a str,
        /// Its arguments.
        input: &'a Json<'a>,
    },
    /// What became of a call.
    Result {
        /// `toolu_…`
        id: &'a str,
        /// The texts in it.
        texts: Vec<&'a str>,
        /// Images and documents in it.
        media: usize,
    },
    /// An image or a document that is not text.
    Media,
    /// Anything else; counted by its JSON.
    Other(&'a Json<'a>),
}

impl<'a> Message<'a> {
    /// All text of the message.
    #[must_use]
    pub fn text(&self) -> Cow<'a, str> {
        let mut texts = Vec::new();
        for part in &self.parts {
            match part {
                Part::Text(text) => texts.push(*text),
                Part::Result { texts: inner, .. } => texts.extend(inner),
                _ => {}
            }
        }
        match texts.as_slice() {
            [only] => Cow::Borrowed(only),
            several => Cow::Owned(several.concat()),
        }
    }

    /// Whether a user speaks here, and not just a tool.
    #[must_use]
    pub fn is_spoken(&self) -> bool {
        self.role == "user" && self.parts.iter().any(|part| !matches!(part, Part::Result { .. }))
    }
}

/// What a kind of block has to have, and what it may have besides.
struct Shape {
    tag: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
}

const fn shape(
    tag: &'static str,
    required: &'static [&'static str],
    optional: &'static [&'static str],
) -> Shape {
    Shape { tag, required, optional }
}

const SHAPES: [Shape; 8] = [
    shape("text", &["text"], &["citations", "cache_control"]),
    shape("image", &["source"], &["cache_control", "transformations"]),
    shape("document", &["source"], &["title", "context", "citations", "cache_control"]),
    shape("search_result", &["source", "title", "content"], &["citations", "cache_control"]),
    shape("thinking", &["thinking", "signature"], &[]),
    shape("redacted_thinking", &["data"], &[]),
    shape("tool_use", &["id", "name", "input"], &["cache_control", "caller", "toolset_name"]),
    shape("tool_result", &["tool_use_id"], &["content", "is_error", "cache_control", "toolset_name"]),
];

/// Every kind of block; those without a shape here belong to server tools and betas
/// and are taken as they come.
const TAGS: [&str; 25] = [
    "advisor_tool_result",
    "bash_code_execution_tool_result",
    "code_execution_tool_result",
    "compaction",
    "container_upload",
    "document",
    "fallback",
    "image",
    "mcp_tool_listing",
    "mcp_tool_result",
    "mcp_tool_use",
    "redacted_thinking",
    "search_result",
    "server_tool_use",
    "text",
    "text_editor_code_execution_tool_result",
    "thinking",
    "tool_addition",
    "tool_reference",
    "tool_removal",
    "tool_result",
    "tool_search_tool_result",
    "tool_use",
    "web_fetch_tool_result",
    "web_search_tool_result",
];

/// Kinds of blocks that only the model writes.
const MODEL_ONLY: [&str; 3] = ["tool_use", "thinking", "redacted_thinking"];

/// Reads `messages`.
///
/// # Errors
/// The vendor's complaint.
pub fn messages<'a>(fields: Fields<'a, '_>, version: Version) -> Result<Vec<Message<'a>>, ApiFault> {
    fields.required("messages")?;
    let Some(items) = fields.list("messages")? else {
        return Err(fields.complain("messages", "Input should be a valid list"));
    };
    if items.is_empty() {
        return Err(fields.complain("messages", "at least one message is required"));
    }
    let at = At::Name(&At::Root, "messages");
    let messages = items
        .iter()
        .enumerate()
        .map(|(index, item)| message(item, At::Index(&at, index), version))
        .collect::<Result<Vec<_>, _>>()?;
    speakable(&messages)?;
    Ok(messages)
}

fn message<'a>(item: &'a Json<'a>, at: At<'_>, version: Version) -> Result<Message<'a>, ApiFault> {
    let fields = Fields::of(item, at)?;
    let content = fields.required("content")?;
    let role = fields.required_text("role")?;
    if !matches!(role, "user" | "assistant" | "system") {
        return Err(fields.complain("role", "Input should be 'user' or 'assistant'"));
    }
    fields.only(&[&["role", "content"]])?;
    let parts = match content {
        Json::String(text) if text.is_empty() && role != "assistant" => Vec::new(),
        Json::String(text) => vec![Part::Text(text)],
        Json::Array(items) => {
            let at = At::Name(&at, "content");
            items
                .iter()
                .enumerate()
                .map(|(index, item)| block(item, At::Index(&at, index), role, version))
                .collect::<Result<_, _>>()?
        }
        _ => return Err(fields.complain("content", "Input should be a valid list")),
    };
    Ok(Message { role, parts })
}

fn block<'a>(item: &'a Json<'a>, at: At<'_>, role: &str, version: Version) -> Result<Part<'a>, ApiFault> {
    let tag = Fields::of(item, at)?.tag(&TAGS)?;
    if role != "assistant" && MODEL_ONLY.contains(&tag) {
        return Err(at.complain(format!("`{tag}` blocks can only be in `assistant` messages")));
    }
    if role != "user" && tag == "tool_result" {
        return Err(at.complain("`tool_result` blocks can only be in `user` messages"));
    }
    let Some(shape) = SHAPES.iter().find(|shape| shape.tag == tag) else { return Ok(Part::Other(item)) };
    let at = At::Name(&at, tag);
    let fields = Fields::of(item, at)?;
    for required in shape.required {
        fields.required(required)?;
    }
    if version == Version::Second {
        newer_rules(fields, tag, role)?;
    }
    let part = part(item, fields, tag)?;
    fields.cache_control()?;
    fields.only(&[&["type"], shape.required, shape.optional])?;
    Ok(part)
}

/// What version 2026-10-21 no longer takes.
fn newer_rules(fields: Fields<'_, '_>, tag: &str, role: &str) -> Result<(), ApiFault> {
    if tag == "document" && role == "assistant" {
        return Err(fields.at.complain("`document` blocks are not permitted in `assistant` messages"));
    }
    let citations = fields.given("citations").and_then(Json::as_array).map_or(0, Vec::len);
    if tag == "text" && role == "user" && citations > 0 {
        return Err(fields.complain("citations", "Extra inputs are not permitted"));
    }
    if tag != "search_result" {
        return Ok(());
    }
    for inner in fields.given("content").and_then(Json::as_array).into_iter().flatten() {
        let inner = inner.as_object().and_then(|block| block.get("citations")).and_then(Json::as_array);
        if inner.is_some_and(|citations| !citations.is_empty()) {
            return Err(fields.complain("content", "`citations` are not permitted in search results"));
        }
    }
    Ok(())
}

fn part<'a>(item: &'a Json<'a>, fields: Fields<'a, '_>, tag: &str) -> Result<Part<'a>, ApiFault> {
    match tag {
        "text" => Ok(Part::Text(fields.required_text("text")?)),
        "image" => {
            let at = At::Name(&fields.at, "source");
            let source = Fields::of(fields.required("source")?, at)?;
            source.tag(&["base64", "file", "url"]).map(|_| Part::Media)
        }
        "document" => document(fields),
        "tool_use" => {
            let input = fields.required("input")?;
            if input.as_object().is_none() {
                return Err(fields.complain("input", "Input should be a valid dictionary"));
            }
            Ok(Part::Use { id: tool_id(fields, "id")?, name: fields.required_text("name")?, input })
        }
        "tool_result" => tool_result(fields),
        _ => Ok(Part::Other(item)),
    }
}

fn document<'a>(fields: Fields<'a, '_>) -> Result<Part<'a>, ApiFault> {
    let at = At::Name(&fields.at, "source");
    let source = Fields::of(fields.required("source")?, at)?;
    match source.tag(&["base64", "content", "file", "text", "url"])? {
        "text" => Ok(Part::Text(source.required_text("data")?)),
        _ => Ok(Part::Media),
    }
}

fn tool_id<'a>(fields: Fields<'a, '_>, field: &str) -> Result<&'a str, ApiFault> {
    let id = fields.required_text(field)?;
    let letters = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-');
    if id.is_empty() || !id.bytes().all(letters) {
        return Err(fields.complain(field, "String should match pattern '^[a-zA-Z0-9_-]+$'"));
    }
    Ok(id)
}

fn tool_result<'a>(fields: Fields<'a, '_>) -> Result<Part<'a>, ApiFault> {
    let id = tool_id(fields, "tool_use_id")?;
    fields.boolean("is_error")?;
    let (mut texts, mut media) = (Vec::new(), 0);
    match fields.given("content") {
        None => {}
        Some(Json::String(text)) => texts.push(text.as_ref()),
        Some(Json::Array(items)) => {
            let at = At::Name(&fields.at, "content");
            for (index, item) in items.iter().enumerate() {
                match block(item, At::Index(&at, index), "user", Version::First)? {
                    Part::Text(text) => texts.push(text),
                    Part::Media => media += 1,
                    _ => {}
                }
            }
        }
        Some(_) => return Err(fields.complain("content", "Input should be a valid list")),
    }
    Ok(Part::Result { id, texts, media })
}

/// What has to be said in a conversation, and by whom first.
fn speakable(messages: &[Message<'_>]) -> Result<(), ApiFault> {
    let last = messages.len() - 1;
    for (index, message) in messages.iter().enumerate() {
        let at = At::Name(&At::Root, "messages");
        let at = At::Index(&at, index);
        let says_nothing = match message.parts.as_slice() {
            [] => true,
            [Part::Text(text)] => text.is_empty() && message.role == "assistant",
            _ => false,
        };
        if says_nothing && message.role == "assistant" && index < last {
            return Err(at.complain(
                "all messages must have non-empty content except for the optional final assistant message",
            ));
        }
        if says_nothing && message.role != "assistant" {
            return Err(at.complain(format!("{} messages must have non-empty content", message.role)));
        }
        text_says_something(&message.parts, message.role, "messages")?;
    }
    let Some(first) = messages.iter().find(|message| message.role != "system") else { return Ok(()) };
    if first.role == "assistant" {
        return Err(ApiFault::invalid("messages: first message must use the \"user\" role"));
    }
    let end = messages.last().filter(|message| message.role == "assistant");
    if let Some(Part::Text(text)) = end.and_then(|message| message.parts.last())
        && text.ends_with(char::is_whitespace)
    {
        return Err(ApiFault::invalid(
            "messages: final assistant content cannot end with trailing whitespace",
        ));
    }
    Ok(())
}

fn text_says_something(parts: &[Part<'_>], role: &str, place: &str) -> Result<(), ApiFault> {
    for part in parts {
        let Part::Text(text) = part else { continue };
        if text.is_empty() && (parts.len() > 1 || role != "assistant") {
            return Err(ApiFault::invalid(format!("{place}: text content blocks must be non-empty")));
        }
        if !text.is_empty() && text.trim().is_empty() {
            return Err(ApiFault::invalid(format!(
                "{place}: text content blocks must contain non-whitespace text"
            )));
        }
    }
    Ok(())
}

/// Reads `system`: a text or text blocks.
///
/// # Errors
/// The vendor's complaint.
pub fn system<'a>(fields: Fields<'a, '_>) -> Result<Option<Cow<'a, str>>, ApiFault> {
    let items = match fields.given("system") {
        None => return Ok(None),
        Some(Json::String(text)) => return Ok(Some(Cow::Borrowed(text))),
        Some(Json::Array(items)) => items,
        Some(_) => return Err(fields.complain("system", "Input should be a valid list")),
    };
    let at = At::Name(&At::Root, "system");
    let mut texts = Vec::new();
    for (index, item) in items.iter().enumerate() {
        let fields = Fields::of(item, At::Index(&at, index))?;
        fields.required("type")?;
        fields.word("type", &["text"])?;
        let text = fields.required_text("text")?;
        if text.is_empty() {
            return Err(ApiFault::invalid("system: text content blocks must be non-empty"));
        }
        fields.cache_control()?;
        fields.only(&[&["type", "text", "citations", "cache_control"]])?;
        texts.push(text);
    }
    Ok((!texts.is_empty()).then(|| Cow::Owned(texts.concat())))
}
