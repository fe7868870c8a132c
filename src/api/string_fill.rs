//! Texts made to satisfy a string schema.
//!
//! Owns: formats, patterns, lengths, and what a field of some name may hold. Must not
//! know: objects, arrays, who asked.

use crate::api::json::{Json, Object};
use crate::api::schema_fill::Hints;
use regex_syntax::hir::{Class, Hir, HirKind};

/// A text that satisfies a schema, as far as one can be found.
#[must_use]
pub fn string(map: &Object<'_>, name: &str, hints: Hints<'_>, rng: &mut fastrand::Rng) -> String {
    let bound = |word: &str| map.get(word).and_then(Json::as_f64).map(|number| number as usize);
    let (least, most) = (bound("minLength").unwrap_or(0), bound("maxLength"));
    if let Some(pattern) = map.get("pattern").and_then(Json::as_str)
        && let Some(text) = by_pattern(pattern, least, rng)
    {
        return text;
    }
    if let Some(text) = map.get("format").and_then(Json::as_str).and_then(by_format) {
        return text.to_owned();
    }
    let mut text = by_name(name, hints, rng);
    while text.chars().count() < least.min(10_000) {
        text.push_str(" and so on");
    }
    match most {
        Some(most) => text.chars().take(most).collect(),
        None => text,
    }
}

fn by_format(format: &str) -> Option<&'static str> {
    Some(match format {
        "date" => "2026-11-21",
        "date-time" => "2026-11-21T12:00:00Z",
        "time" => "12:00:00Z",
        "duration" => "PT1H30M",
        "email" | "idn-email" => "ada@example.com",
        "hostname" | "idn-hostname" => "example.com",
        "ipv4" => "192.0.2.7",
        "ipv6" => "2001:db8::7",
        "uri" | "url" | "iri" | "uri-reference" => "https://example.com/page",
        "uuid" => "3f2b8a54-0c1d-4e6f-9a7b-5d4c3b2a1908",
        "json-pointer" => "/a/b",
        _ => return None,
    })
}

/// What a field of this name may hold: words of the prompt before anything else.
fn by_name(name: &str, hints: Hints<'_>, rng: &mut fastrand::Rng) -> String {
    let lower = name.to_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if is(&[
        "reason",
        "explanation",
        "summary",
        "description",
        "answer",
        "text",
        "message",
        "content",
        "thought",
    ]) {
        return sentence(hints.prompt);
    }
    if is(&["query", "question", "input", "prompt"]) && !hints.prompt.trim().is_empty() {
        return first_words(hints.prompt, 16);
    }
    if is(&["unit"]) {
        return "celsius".to_owned();
    }
    if is(&["language"]) {
        return "English".to_owned();
    }
    if is(&["currency"]) {
        return "EUR".to_owned();
    }
    if is(&["date", "day", "when"])
        && hints.words.iter().all(|word| !word.contains(|c: char| c.is_ascii_digit()))
    {
        return "2026-11-21".to_owned();
    }
    if let Some(word) = hints.words.first() {
        return (*word).to_owned();
    }
    let usual: &[&str] = if is(&["name", "author", "person"]) {
        &["Ada Lovelace", "Alan Turing", "Grace Hopper"]
    } else if is(&["city", "location", "place"]) {
        &["Lima", "Oslo", "Nairobi"]
    } else if is(&["country"]) {
        &["Peru", "Norway", "Kenya"]
    } else {
        &["amber", "cedar", "harbour", "lantern"]
    };
    usual.get(rng.usize(..usual.len())).copied().unwrap_or_default().to_owned()
}

fn sentence(prompt: &str) -> String {
    match first_words(prompt, 8) {
        topic if topic.is_empty() => "This value was made up to satisfy the schema.".to_owned(),
        topic => format!("This was made up to satisfy the schema; the request was about: {topic}"),
    }
}

fn first_words(text: &str, count: usize) -> String {
    text.split_whitespace().take(count).collect::<Vec<_>>().join(" ")
}

/// A text that matches a pattern, as short as may be.
fn by_pattern(pattern: &str, least: usize, rng: &mut fastrand::Rng) -> Option<String> {
    let hir = regex_syntax::parse(pattern).ok()?;
    let check = regex::Regex::new(pattern).ok()?;
    let mut text = String::new();
    // Once as short as may be, then ever longer repeats.
    for more in [0, least as u32, 1, 3] {
        text.clear();
        write(&hir, more, &mut text, rng);
        if check.is_match(&text) && text.chars().count() >= least {
            return Some(text);
        }
    }
    check.is_match(&text).then_some(text)
}

fn write(hir: &Hir, more: u32, text: &mut String, rng: &mut fastrand::Rng) {
    match hir.kind() {
        HirKind::Empty | HirKind::Look(_) => {}
        HirKind::Literal(literal) => text.push_str(&String::from_utf8_lossy(&literal.0)),
        HirKind::Class(Class::Unicode(class)) => {
            // Letters and digits read best.
            let plain = class.ranges().iter().flat_map(|range| {
                let end = (range.start() as u32 + 30).min(range.end() as u32);
                (range.start() as u32..=end).filter_map(char::from_u32)
            });
            let all: Vec<char> = plain.filter(|c| c.is_ascii_graphic()).take(200).collect();
            let words: Vec<char> = all.iter().copied().filter(char::is_ascii_alphanumeric).collect();
            let choices = if words.is_empty() { &all } else { &words };
            let first = class.ranges().first().map(|range| range.start());
            let drawn =
                if choices.is_empty() { None } else { choices.get(rng.usize(..choices.len())).copied() };
            text.extend(drawn.or(first));
        }
        HirKind::Class(Class::Bytes(class)) => {
            text.extend(class.ranges().first().map(|range| char::from(range.start())));
        }
        HirKind::Repetition(repeat) => {
            let most = repeat.max.unwrap_or(u32::MAX).min(10_000);
            for _ in 0..repeat.min.saturating_add(more).min(most).max(repeat.min.min(10_000)) {
                write(&repeat.sub, 0, text, rng);
            }
        }
        HirKind::Capture(capture) => write(&capture.sub, more, text, rng),
        HirKind::Concat(parts) => parts.iter().for_each(|part| write(part, more, text, rng)),
        HirKind::Alternation(parts) => {
            if let Some(part) = parts.get(rng.usize(..parts.len())) {
                write(part, more, text, rng);
            }
        }
    }
}
