//! What an unscripted reply has to be: text, JSON by a schema, or a tool call.
//!
//! Owns: reading that from a request of any dialect, and the choice of a tool. Must
//! not know: how replies are written or dressed.

use crate::api::json::{Json, Object};
use crate::api::schema_fill::{Hints, fill};
use serde_json::Value;

/// A tool that can be called.
#[derive(Debug, Clone, Copy)]
struct Tool<'a> {
    name: &'a str,
    description: &'a str,
    parameters: Option<&'a Json<'a>>,
}

/// What a reply has to be.
#[derive(Debug, Clone, PartialEq)]
pub enum Form<'a> {
    /// Any text.
    Text,
    /// A text made from what tools have told.
    Told(String),
    /// Some JSON object.
    Object,
    /// JSON that satisfies this schema.
    Schema(&'a Json<'a>),
    /// Calls of tools: names and arguments.
    Calls(Vec<(String, String)>),
}

/// Most calls of one reply.
const CALLS: usize = 4;

/// Reads from a request what an unscripted reply has to be. `json` says whether the
/// dialect wants JSON at all.
#[must_use]
pub fn form<'a>(request: &'a Json<'a>, last_user: &str, json: bool, rng: &mut fastrand::Rng) -> Form<'a> {
    let Some(map) = request.as_object() else { return Form::Text };
    let told = told(map);
    // Who must call calls again, whatever the tools have told.
    if (told.is_none() || choice(map).forces())
        && let Some(calls) = calls(map, last_user, rng)
    {
        return Form::Calls(calls);
    }
    if json {
        return schema(map).map_or(Form::Object, Form::Schema);
    }
    told.map_or(Form::Text, Form::Told)
}

/// JSON that satisfies a schema, with the prompt's words in it.
#[must_use]
pub fn by_schema(schema: &Json<'_>, last_user: &str, rng: &mut fastrand::Rng) -> Value {
    let words = striking(last_user);
    fill(schema, Hints { prompt: last_user, words: &words, say: None }, rng)
}

fn at<'a>(map: &'a Object<'a>, path: &[&str]) -> Option<&'a Json<'a>> {
    let (first, rest) = path.split_first()?;
    rest.iter().try_fold(map.get(first)?, |at, step| at.as_object()?.get(step))
}

/// The schema of the reply, wherever the dialect has it.
pub(super) fn schema<'a>(map: &'a Object<'a>) -> Option<&'a Json<'a>> {
    [
        &["response_format", "json_schema", "schema"][..],
        &["text", "format", "schema"],
        &["output_config", "format", "schema"],
        &["output_format", "schema"],
    ]
    .into_iter()
    .find_map(|path| at(map, path))
    .filter(|schema| schema.as_object().is_some())
}

fn tools<'a>(map: &'a Object<'a>) -> Vec<Tool<'a>> {
    let items = map.get("tools").and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let text = |map: &'a Object<'a>, name: &str| map.get(name).and_then(Json::as_str);
    items
        .iter()
        .filter_map(Json::as_object)
        .filter_map(|item| {
            // Tools that the vendor runs itself are not called here.
            let inner = match (text(item, "type"), item.get("function").and_then(Json::as_object)) {
                (_, Some(function)) => function,
                (None | Some("function" | "custom"), None) if item.get("custom").is_none() => item,
                _ => return None,
            };
            Some(Tool {
                name: text(inner, "name")?,
                description: text(inner, "description").unwrap_or_default(),
                parameters: inner.get("parameters").or_else(|| inner.get("input_schema")),
            })
        })
        .collect()
}

/// `tool_choice`, in any dialect.
#[derive(Debug, Clone, Copy, Default)]
struct Choice<'a> {
    word: Option<&'a str>,
    /// The one tool to call.
    named: Option<&'a str>,
    /// The tools that may be called; `None`: all.
    allowed: Option<&'a [Json<'a>]>,
}

impl Choice<'_> {
    /// Whether some tool has to be called.
    fn forces(&self) -> bool {
        self.named.is_some() || matches!(self.word, Some("required" | "any"))
    }

    fn allows(&self, tool: &str) -> bool {
        self.allowed.is_none_or(|tools| {
            tools.iter().filter_map(Json::as_object).any(|allowed| name_of(allowed) == Some(tool))
        })
    }
}

/// The name of a tool, flat or within its `function`.
fn name_of<'a>(tool: &'a Object<'a>) -> Option<&'a str> {
    tool.get("name").and_then(Json::as_str).or_else(|| at(tool, &["function", "name"])?.as_str())
}

fn choice<'a>(map: &'a Object<'a>) -> Choice<'a> {
    match map.get("tool_choice") {
        Some(Json::String(word)) => Choice { word: Some(word.as_ref()), ..Choice::default() },
        Some(Json::Object(choice)) => match choice.get("type").and_then(Json::as_str) {
            Some("allowed_tools") => {
                // Chat Completions has what Responses says of them in a field of its own.
                let inner = choice.get("allowed_tools").and_then(Json::as_object).unwrap_or(choice);
                Choice {
                    word: inner.get("mode").and_then(Json::as_str),
                    named: None,
                    allowed: inner.get("tools").and_then(Json::as_array).map(Vec::as_slice),
                }
            }
            word => Choice { word, named: name_of(choice), allowed: None },
        },
        _ => Choice::default(),
    }
}

/// The names of the tools that were called so far.
fn called<'a>(map: &'a Object<'a>) -> Vec<&'a str> {
    let messages = map.get("messages").or_else(|| map.get("input")).and_then(Json::as_array);
    let name = |map: &'a Object<'a>| map.get("name").and_then(Json::as_str);
    let mut names = Vec::new();
    for message in messages.into_iter().flatten().filter_map(Json::as_object) {
        if message.get("type").and_then(Json::as_str) == Some("function_call") {
            names.extend(name(message));
        }
        for list in ["tool_calls", "content"] {
            let items = message.get(list).and_then(Json::as_array).into_iter().flatten();
            for item in items.filter_map(Json::as_object) {
                let inner = item.get("function").and_then(Json::as_object);
                let used = item.get("type").and_then(Json::as_str) == Some("tool_use");
                names.extend(inner.or(used.then_some(item)).and_then(name));
            }
        }
    }
    names
}

/// The calls to make, if any.
fn calls(map: &Object<'_>, last_user: &str, rng: &mut fastrand::Rng) -> Option<Vec<(String, String)>> {
    let mut tools = tools(map);
    let choice = choice(map);
    tools.retain(|tool| choice.allows(tool.name));
    let Choice { word, named, .. } = choice;
    if word == Some("none") {
        return None;
    }
    let forced = matches!(word, Some("required" | "any"));
    // A loop that must call goes on to the tools that are left, such as the one that
    // hands the answer over.
    let called = called(map);
    if named.is_none() && tools.iter().any(|tool| !called.contains(&tool.name)) {
        tools.retain(|tool| !forced || !called.contains(&tool.name));
    }
    let tool = match named {
        Some(name) => tools.iter().find(|tool| tool.name == name),
        None => fitting(&tools, last_user, forced),
    }?;
    let one = map.get("parallel_tool_calls").and_then(Json::as_bool) == Some(false)
        || at(map, &["tool_choice", "disable_parallel_tool_use"]).and_then(Json::as_bool) == Some(true)
        || named.is_some();
    let words = striking(last_user);
    // "Lima and Oslo" are two questions, if the tool takes one thing at a time.
    let several = !one && words.len() > 1 && takes_one_word(tool) && last_user.contains(" and ");
    let rounds = if several { words.len().min(CALLS) } else { 1 };
    let calls = (0..rounds).map(|round| {
        let words = words.get(round..).unwrap_or_default();
        let hints = Hints { prompt: last_user, words, say: None };
        let arguments = tool.parameters.map_or(Value::Null, |schema| fill(schema, hints, rng));
        let arguments = if arguments.is_object() { arguments.to_string() } else { "{}".to_owned() };
        (tool.name.to_owned(), arguments)
    });
    Some(calls.collect())
}

/// Whether a tool has exactly one free text among what it needs.
fn takes_one_word(tool: &Tool<'_>) -> bool {
    let schema = tool.parameters.and_then(Json::as_object);
    let required = schema.and_then(|schema| schema.get("required")?.as_array());
    let properties = schema.and_then(|schema| schema.get("properties")?.as_object());
    let free = properties.into_iter().flat_map(Object::iter).filter(|(name, property)| {
        let property = property.as_object();
        let text = property.and_then(|property| property.get("type")?.as_str()) == Some("string");
        let listed = property.is_some_and(|property| property.get("enum").is_some());
        text && !listed && required.is_none_or(|list| list.iter().any(|known| known.as_str() == Some(name)))
    });
    free.count() == 1
}

/// The tool that shares the most words with what was said. Without any in common a
/// forced choice takes the first, and so does a question; a greeting calls nothing.
fn fitting<'t, 'a>(tools: &'t [Tool<'a>], said: &str, forced: bool) -> Option<&'t Tool<'a>> {
    let said: Vec<String> = words_of(said);
    let score = |tool: &&Tool<'_>| {
        let own = words_of(&tool.name.replace(['_', '-'], " "));
        let more = words_of(tool.description);
        let hits = |list: &[String]| list.iter().filter(|word| said.contains(word)).count();
        3 * hits(&own) + hits(&more)
    };
    // The first of equals.
    let best = tools.iter().rev().max_by_key(score)?;
    (forced || score(&best) > 0 || said.len() > 2).then_some(best)
}

/// The words that mean something, in lower case, without their plural.
fn words_of(text: &str) -> Vec<String> {
    const SMALL: [&str; 40] = [
        "the", "and", "for", "with", "what", "whats", "how", "are", "you", "your", "can", "please", "tell",
        "give", "get", "this", "that", "from", "there", "where", "when", "which", "who", "has", "have",
        "will", "would", "could", "should", "does", "did", "was", "were", "hello", "thanks", "thank",
        "about", "into", "its", "a",
    ];
    text.split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 2)
        .map(str::to_lowercase)
        .filter(|word| !SMALL.contains(&word.as_str()))
        .map(|word| word.strip_suffix('s').map_or(word.clone(), str::to_owned))
        .collect()
}

/// Words of a prompt that look like values: quoted ones, then names, then numbers with
/// letters, dates and addresses.
fn striking(prompt: &str) -> Vec<&str> {
    let mut found: Vec<&str> = Vec::new();
    for quote in ['"', '“'] {
        let end = if quote == '“' { '”' } else { quote };
        let mut pieces = prompt.split(quote).skip(1);
        while let Some(piece) = pieces.next() {
            found.extend(piece.split(end).next().filter(|text| !text.trim().is_empty() && text.len() < 80));
            if quote == end {
                pieces.next();
            }
        }
    }
    let mut run: Option<(usize, usize)> = None;
    let mut begins = true;
    let all: Vec<&str> = prompt.split_whitespace().collect();
    for (at, word) in all.iter().copied().enumerate() {
        // At the beginning of a sentence only "Alice and Bob" is surely a name.
        let next = all.get(at + 1..at + 3).unwrap_or_default();
        let pair = matches!(next, ["and", other] if other.starts_with(char::is_uppercase));
        let from = word.as_ptr() as usize - prompt.as_ptr() as usize;
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        let start = from + word.find(bare).unwrap_or(0);
        let name = bare.chars().next().is_some_and(char::is_uppercase) && bare != "I" && (!begins || pair);
        let address =
            bare.contains('@') || (bare.contains('-') && bare.starts_with(|c: char| c.is_ascii_digit()));
        if name || address {
            run = Some((run.map_or(start, |(from, _)| from), start + bare.len()));
        }
        // A name goes on over several words, until a mark or a small word ends it.
        if !(name || address) || word.ends_with([',', '.', '?', '!', ';', ':']) {
            found.extend(run.take().and_then(|(from, to)| prompt.get(from..to)));
        }
        begins = word.ends_with(['.', '?', '!']);
    }
    found.extend(run.and_then(|(from, to)| prompt.get(from..to)));
    let mut known = Vec::new();
    found.retain(|word| {
        let new = !known.contains(word);
        known.push(*word);
        new
    });
    found
}

/// What the tools have told, when that is the last thing in the conversation.
fn told(map: &Object<'_>) -> Option<String> {
    let messages = map.get("messages").or_else(|| map.get("input")).and_then(Json::as_array)?;
    let results = messages.iter().rev().map_while(|message| result_of(message.as_object()?));
    let mut results: Vec<String> = results.collect();
    if results.is_empty() {
        return None;
    }
    results.reverse();
    Some(format!("Here is what I found. {}", results.join(" ")))
}

/// The result in a message or an item, in words.
fn result_of(message: &Object<'_>) -> Option<String> {
    let text = |name: &str| message.get(name).and_then(Json::as_str);
    let content = if text("role") == Some("tool") {
        message.get("content")
    } else if matches!(text("type"), Some("function_call_output" | "custom_tool_call_output")) {
        message.get("output")
    } else if text("role") == Some("user") {
        let blocks = message.get("content")?.as_array()?;
        let is_result = |block: &&Json<'_>| {
            block.as_object().and_then(|block| block.get("type")?.as_str()) == Some("tool_result")
        };
        let told: Vec<String> = blocks
            .iter()
            .filter(is_result)
            .filter_map(|block| block.as_object()?.get("content").map(in_words))
            .collect();
        return (!told.is_empty()).then(|| told.join(" "));
    } else {
        return None;
    };
    content.map(in_words)
}

/// A result in words: JSON as a list of what is what.
fn in_words(content: &Json<'_>) -> String {
    let text = match content {
        Json::String(text) => text.to_string(),
        Json::Array(parts) => {
            let texts = parts.iter().filter_map(|part| part.as_object()?.get("text")?.as_str());
            texts.collect::<Vec<_>>().join(" ")
        }
        other => other.to_string(),
    };
    match serde_json::from_str::<Value>(&text) {
        Ok(Value::Object(map)) => {
            let fields = map.iter().map(|(key, value)| match value {
                Value::String(text) => format!("{key}: {text}"),
                value => format!("{key}: {value}"),
            });
            format!("{}.", fields.collect::<Vec<_>>().join(", "))
        }
        _ => text,
    }
}

#[cfg(test)]
#[path = "offer_tests.rs"]
mod tests;
