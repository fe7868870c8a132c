//! What of a prompt is read from and written to this vendor's cache.
//!
//! Owns: blocks and their marks (`cache_control`), how long a beginning is kept, and how
//! it divides a prompt's tokens. Must not know: prices, usage objects.
//!
//! Source: the vendor's page on prompt caching as of 2026-11. A beginning is kept where a
//! block is marked, for five minutes or an hour, each use anew. It is found again at that
//! block, or up to twenty blocks after it, in the order tools, system, messages. One
//! that is too short is passed over without a word.

use crate::api::anthropic::usage::{MEDIA, STAND_IN, estimate};
use crate::api::json::Json;
use crate::api::rng::Seed;
use crate::api::tokens::count;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// Milliseconds that a beginning is kept without being used.
const FIVE_MINUTES: f64 = 5.0 * 60_000.0;
const HOUR: f64 = 60.0 * 60_000.0;
/// A mark finds what was kept at its own block and the nineteen before it.
const LOOK_BACK: usize = 20;
/// Beginnings that are kept; beyond it everything is forgotten.
const MOST: usize = 100_000;

/// How a prompt's tokens divide; what is neither read nor written is plain input.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Division {
    /// Found in the cache.
    pub read: u64,
    /// Put there now.
    pub written: u64,
    /// The part of `written` that is kept for an hour.
    pub for_an_hour: u64,
}

/// The beginnings of prompts that marked requests of a run have left behind.
#[derive(Debug, Default)]
pub struct Beginnings(Mutex<HashMap<u64, Kept>>);

#[derive(Debug, Clone, Copy)]
struct Kept {
    /// How long it is kept, in milliseconds.
    life: f64,
    /// When it will be forgotten, in milliseconds since the run began.
    until: f64,
    /// Its length when it was written: a share of another prompt may be some tokens off.
    tokens: u64,
}

/// The prompt up to the end of a block.
struct Beginning {
    hash: u64,
    /// By the stand-in, from the prompt's start.
    tokens: u64,
    /// The life that its mark asks for.
    mark: Option<f64>,
}

impl Beginnings {
    /// Divides the tokens of a request's prompt, and keeps what it marks. `at_ms` counts
    /// from the run's start.
    pub fn divide(&self, body: &Json<'_>, model: &str, tokens: u64, at_ms: f64) -> Division {
        let blocks = beginnings(body, model);
        let Some(last) = blocks.iter().rposition(|block| block.mark.is_some()) else {
            return Division::default();
        };
        let whole = blocks.last().map_or(1, |block| block.tokens.max(1));
        // Each block's share of what the prompt counts in all.
        let share = |at: usize| {
            let part = blocks.get(at).map_or(0, |block| block.tokens);
            u64::try_from(u128::from(tokens) * u128::from(part) / u128::from(whole)).unwrap_or(tokens)
        };
        let marks = || (0..=last).filter_map(|at| blocks[at].mark.map(|life| (at, life)));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let near = |at: usize| marks().any(|(mark, _)| mark >= at && mark - at < LOOK_BACK);
        let fresh = |at: &usize| kept.get(&blocks[*at].hash).is_some_and(|one| one.until >= at_ms);
        let found = (0..=last).rev().filter(|at| near(*at)).find(fresh);
        let read = found.and_then(|at| kept.get_mut(&blocks[at].hash)).map_or(0, |one| {
            one.until = at_ms + one.life;
            one.tokens.min(tokens)
        });
        if kept.len() > MOST {
            kept.clear();
        }
        let mut division = Division { read, ..Division::default() };
        for (at, life) in marks().filter(|(at, _)| found.is_none_or(|found| *at > found)) {
            let length = share(at).max(read);
            if length < least(model) {
                continue;
            }
            kept.insert(blocks[at].hash, Kept { life, until: at_ms + life, tokens: length });
            division.written = length - read;
            if life >= HOUR {
                division.for_an_hour = length - read;
            }
        }
        division
    }
}

/// The fewest tokens that are kept, by the model's name. Of models newer than those that
/// the page names, the number of their line's latest is taken.
fn least(model: &str) -> u64 {
    let is = |name: &str| model.starts_with(name);
    match () {
        () if is("claude-opus-4-7") || is("claude-3-haiku") || is("claude-3-5-haiku") => 2048,
        () if is("claude-opus-4-5") || is("claude-opus-4-6") || is("claude-haiku") => 4096,
        () if is("claude-opus-4") || is("claude-sonnet") || is("claude-3") => 1024,
        () => 512,
    }
}

/// The prompt's blocks, in the order in which they are looked at.
fn beginnings(body: &Json<'_>, model: &str) -> Vec<Beginning> {
    let mut reader = Reader { model, hash: Seed::new(0).text(model), tokens: 0, found: Vec::new() };
    let field = |name: &str| body.as_object().and_then(|body| body.get(name));
    reader.blocks(field("tools"));
    reader.blocks(field("system"));
    // What changes how messages are read makes them others, and leaves the rest alone.
    for name in ["tool_choice", "thinking", "speed"] {
        reader.hash = reader.hash.json(field(name).unwrap_or(&Json::Null));
    }
    for message in field("messages").and_then(Json::as_array).into_iter().flatten() {
        let Some(message) = message.as_object() else { continue };
        reader.hash = reader.hash.json(message.get("role").unwrap_or(&Json::Null));
        reader.blocks(message.get("content"));
    }
    let all = field("cache_control").and_then(life);
    let mut found = reader.found;
    if let Some(last) = found.last_mut() {
        last.mark = last.mark.or(all);
    }
    found
}

struct Reader<'m> {
    model: &'m str,
    hash: Seed,
    tokens: u64,
    found: Vec<Beginning>,
}

impl Reader<'_> {
    /// A text, or a list of blocks.
    fn blocks(&mut self, content: Option<&Json<'_>>) {
        match content {
            Some(Json::Array(blocks)) => blocks.iter().for_each(|block| self.block(block)),
            Some(text @ Json::String(_)) => self.block(text),
            _ => {}
        }
    }

    fn block(&mut self, block: &Json<'_>) {
        self.tokens += self.weight(block);
        self.hash = match block.as_object() {
            Some(fields) => self.hash.fields(fields, &["cache_control"]),
            // A text is a block with nothing but this text.
            None => self.hash.text("type").json(&Json::String("text".into())).text("text").json(block),
        };
        let mark = block.as_object().and_then(|block| block.get("cache_control")).and_then(life);
        self.found.push(Beginning { hash: self.hash.value(), tokens: self.tokens, mark });
    }

    /// About as many tokens as the block counts.
    fn weight(&self, value: &Json<'_>) -> u64 {
        match value {
            Json::String(text) => estimate(count(text, STAND_IN), self.model),
            Json::Array(items) => items.iter().map(|item| self.weight(item)).sum(),
            Json::Object(object) if object.get("source").is_some() => MEDIA,
            Json::Object(object) => {
                object.iter().map(|(key, item)| 1 + key.len() as u64 / 4 + self.weight(item)).sum()
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => 1,
        }
    }
}

/// The life in milliseconds that a mark asks for.
fn life(mark: &Json<'_>) -> Option<f64> {
    let mark = mark.as_object()?;
    let hour = mark.get("ttl").and_then(Json::as_str) == Some("1h");
    Some(if hour { HOUR } else { FIVE_MINUTES })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    const MODEL: &str = "claude-sonnet-5-5";

    fn long(word: &str) -> String {
        (0..1500).map(|n| format!("{word}{n} ")).collect()
    }

    fn marked(text: &str) -> Value {
        json!({"type": "text", "text": text, "cache_control": {"type": "ephemeral"}})
    }

    fn ask(cache: &Beginnings, body: &Value, at_ms: f64) -> Division {
        cache.divide(&Json::from(body), MODEL, 10_000, at_ms)
    }

    fn body(system: Value, messages: &[&str]) -> Value {
        let messages: Vec<Value> =
            messages.iter().map(|text| json!({"role": "user", "content": text})).collect();
        json!({"system": system, "messages": messages})
    }

    #[test]
    fn a_marked_beginning_is_written_once_and_read_afterwards() {
        let cache = Beginnings::default();
        let one = body(json!([marked(&long("a"))]), &["What is it about?"]);
        let first = ask(&cache, &one, 0.0);
        assert!(first.read == 0 && first.written > 9_900 && first.for_an_hour == 0, "{first:?}");
        let other = body(json!([marked(&long("a"))]), &["And who wrote it?"]);
        let second = ask(&cache, &other, 1_000.0);
        assert_eq!((second.written, second.read), (0, first.written));
        // Used, it is kept for five minutes more; unused, it is forgotten.
        assert!(ask(&cache, &one, 280_000.0).read > 0);
        assert!(ask(&cache, &one, 560_000.0).read > 0);
        assert!(ask(&cache, &one, 900_000.0).written > 0);
        let changed = body(json!([marked(&long("b"))]), &["What is it about?"]);
        assert_eq!(ask(&cache, &changed, 900_001.0).read, 0);
    }

    #[test]
    fn nothing_is_kept_without_a_mark_or_of_a_short_prompt() {
        let cache = Beginnings::default();
        let plain = body(json!(long("a")), &["x"]);
        assert_eq!([ask(&cache, &plain, 0.0), ask(&cache, &plain, 1.0)], [Division::default(); 2]);
        let short = body(json!([marked("You are terse.")]), &["x"]);
        let divide = |model: &str, tokens| cache.divide(&Json::from(&short), model, tokens, 0.0).written;
        assert_eq!(divide(MODEL, 500), 0);
        assert_eq!(divide("claude-haiku-4-5", 4_000), 0);
        assert!(divide("claude-haiku-4-5", 9_000) >= 4_096);
        assert!(divide("claude-opus-5", 900) >= 512);
    }

    #[test]
    fn a_growing_conversation_reads_what_it_wrote() {
        let cache = Beginnings::default();
        let mut body = body(json!(long("a")), &["one"]);
        body["cache_control"] = json!({"type": "ephemeral"});
        assert_eq!(ask(&cache, &body, 0.0), Division { written: 10_000, ..Division::default() });
        // The same text as a list of blocks is the same prompt.
        body["messages"] = json!([{"role": "user", "content": [{"type": "text", "text": "one"}]},
            {"role": "assistant", "content": "two"}, {"role": "user", "content": "three"}]);
        let next = cache.divide(&Json::from(&body), MODEL, 10_050, 1.0);
        assert_eq!(next, Division { read: 10_000, written: 50, for_an_hour: 0 });
        body["thinking"] = json!({"type": "adaptive"});
        assert_eq!(ask(&cache, &body, 2.0).read, 0);
    }

    #[test]
    fn hours_and_minutes_are_told_apart() {
        let cache = Beginnings::default();
        let hour = |text: &str| json!({"type": "text", "text": text, "cache_control": {"type": "ephemeral", "ttl": "1h"}});
        let both = body(json!([hour(&long("a")), marked(&long("b"))]), &["x"]);
        let first = ask(&cache, &both, 0.0);
        assert!(first.for_an_hour > 4_000 && first.for_an_hour < 6_000 && first.written > 9_900, "{first:?}");
        let later = ask(&cache, &both, 20.0 * 60_000.0);
        assert_eq!((later.read, later.for_an_hour), (first.for_an_hour, 0));
        assert_eq!(later.read + later.written, first.written);
    }

    #[test]
    fn a_mark_finds_what_is_at_most_twenty_blocks_back() {
        let cache = Beginnings::default();
        let with = |more: usize| {
            let texts: Vec<String> = (0..more).map(|n| format!("turn {n}")).collect();
            let mut texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let start = long("a");
            texts.insert(0, &start);
            let mut body = body(json!("You are terse."), &texts);
            body["cache_control"] = json!({"type": "ephemeral"});
            body
        };
        ask(&cache, &with(0), 0.0);
        assert!(ask(&cache, &with(25), 1.0).read == 0);
        ask(&cache, &with(2), 2.0);
        assert!(ask(&cache, &with(21), 3.0).read > 0);
    }
}
