//! What went over the wire, readable: requests, answers, the waits between them, and
//! what was typed and printed.

use super::next::Outlook;
use super::out::Out;
use super::style::{Glyphs, Ink, Line, width_of};
use super::words;
use super::wrap::cut;
use crate::evidence::{Exchange, FedLine, SceneEvidence, Stream};
use crate::progress::Attempt;
use serde_json::Value;

/// Lines of JSON shown of each request and each answer.
const JSON_LINES: usize = 16;
/// Lines shown of the end of each output.
const OUTPUT_LINES: usize = 10;
/// Exchanges shown per scene; a loop without end makes hundreds.
const EXCHANGES: usize = 40;
/// Columns of the longest wait.
const BAR: usize = 30;
/// Shorter gaps are no waits.
const SHORTEST_WAIT_MS: f64 = 10.0;

/// Prints the exchanges of an attempt. `now_ms` is the time, in milliseconds since 1970.
pub fn trace(out: &Out, attempt: &Attempt, outlook: &Outlook, now_ms: u64) {
    let (glyphs, width) = (out.glyphs(), out.width());
    let (word, ink) = words::verdict(attempt.verdict.kind);
    let dot = format!(" {} ", glyphs.dot);
    let head = Line::default().ink(Ink::Strong, &*attempt.exercise).then(&*dot).then(&*attempt.track);
    let head = head.then(&*dot).ink(ink, word).then(&*dot).then(words::ago(attempt.at, now_ms));
    let mut lines = vec![head, Line::default()];
    lines.extend(trace_lines(attempt, glyphs, width));
    let next = super::next::next_lines(&outlook.next, Some(attempt.verdict.kind), width);
    if !next.is_empty() {
        lines.push(Line::default());
        lines.extend(next);
    }
    out.data_lines(&lines);
}

/// All scenes, an empty line between them.
pub(super) fn trace_lines(attempt: &Attempt, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    if attempt.scenes.is_empty() {
        return vec![Line::of(
            "Nothing was recorded: no program ran, or the evidence is too old to be kept.",
        )];
    }
    let mut lines = Vec::new();
    for (number, scene) in attempt.scenes.iter().enumerate() {
        if number > 0 {
            lines.push(Line::default());
        }
        lines.extend(scene_lines(scene, glyphs, width));
    }
    lines
}

fn scene_lines(scene: &SceneEvidence, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let time = words::seconds(scene.output.duration_ms);
    let end = words::end(&scene.output);
    let mut lines = vec![
        Line::of("scene ")
            .ink(Ink::Strong, &*scene.scene)
            .ink(Ink::Faint, format!(" {} {end} {} {time}", glyphs.dot, glyphs.dot)),
    ];
    if scene.exchanges.is_empty() {
        lines.push(Line::indent(2).then("no request arrived"));
    }
    let longest = waits(&scene.exchanges).fold(0.0, f64::max);
    let mut fed = scene.output.fed.as_slice();
    for (number, exchange) in scene.exchanges.iter().take(EXCHANGES).enumerate() {
        lines.extend(typed(&mut fed, exchange.at_ms));
        let earlier = scene.exchanges.get(..number).unwrap_or_default();
        lines.extend(wait_line(earlier, exchange, longest, glyphs));
        lines.extend(exchange_lines(exchange, earlier, glyphs, width));
    }
    if let Some(more) = scene.exchanges.len().checked_sub(EXCHANGES).filter(|more| *more > 0) {
        lines.push(Line::indent(2).ink(Ink::Faint, format!("{} {more} more requests", glyphs.ellipsis)));
    }
    lines.extend(typed(&mut fed, f64::INFINITY));
    for (stream, name) in [(Stream::Stdout, "stdout"), (Stream::Stderr, "stderr")] {
        lines.extend(output_lines(&scene.output.text(stream), name, glyphs, width));
    }
    lines
}

/// Lines typed up to this moment.
fn typed(fed: &mut &[FedLine], until_ms: f64) -> Vec<Line> {
    let number = fed.iter().take_while(|line| line.at_ms <= until_ms).count();
    let (now, later) = fed.split_at(number);
    *fed = later;
    now.iter()
        .map(|line| {
            Line::indent(2)
                .ink(Ink::Faint, format!("typed {:>8}  ", words::span(line.at_ms)))
                .then(&*line.text)
        })
        .collect()
}

/// The idle times between an answer's end and the next request.
fn waits(exchanges: &[Exchange]) -> impl Iterator<Item = f64> {
    exchanges.windows(2).filter_map(|two| match two {
        [before, after] => Some(after.at_ms - before.ended_ms()),
        _ => None,
    })
}

/// The wait before this exchange, drawn to scale.
fn wait_line(earlier: &[Exchange], exchange: &Exchange, longest: f64, glyphs: &Glyphs) -> Option<Line> {
    let wait = exchange.at_ms - earlier.last()?.ended_ms();
    if wait < SHORTEST_WAIT_MS || longest <= 0.0 {
        return None;
    }
    let blocks = ((wait / longest * BAR as f64).round() as usize).clamp(1, BAR);
    Some(
        Line::indent(4)
            .ink(Ink::Faint, format!("{} waited {:>7} ", glyphs.wait, words::span(wait)))
            .ink(Ink::Warn, glyphs.block.repeat(blocks)),
    )
}

fn exchange_lines(exchange: &Exchange, earlier: &[Exchange], glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let mut lines = vec![exchange_head(exchange, glyphs)];
    if let Some(word) = words::key(exchange.key) {
        lines.push(Line::indent(6).ink(Ink::Warn, format!("key: {word}")));
    }
    let as_in = |name: &str, index: usize| Line::indent(6).ink(Ink::Faint, format!("{name}: as in #{index}"));
    let text = exchange.request_text.as_deref();
    match earlier.iter().find(|e| !e.request.is_null() && e.request == exchange.request) {
        Some(same) => lines.push(as_in("request", same.index)),
        None => lines.extend(body_lines("request", &exchange.request, text, glyphs, width)),
    }
    match earlier.iter().find(|e| !e.response.is_null() && e.response == exchange.response) {
        Some(same) => lines.push(as_in("response", same.index)),
        None => lines.extend(body_lines("response", &exchange.response, None, glyphs, width)),
    }
    lines.extend(exchange.advisories.iter().map(|a| Line::indent(6).ink(Ink::Accent, "note: ").then(&**a)));
    lines
}

/// `#1     3 ms  POST /v1/chat/completions → 429  1 ms`
fn exchange_head(exchange: &Exchange, glyphs: &Glyphs) -> Line {
    let query = if exchange.query.is_empty() { String::new() } else { format!("?{}", exchange.query) };
    let (answer, ink) = match exchange.status {
        0 => ("connection dropped".to_owned(), Ink::Bad),
        status if exchange.succeeded() => (status.to_string(), Ink::Good),
        status => (status.to_string(), Ink::Bad),
    };
    let mut line = Line::indent(2)
        .ink(Ink::Strong, format!("#{}", exchange.index))
        .pad_to(6)
        .ink(Ink::Faint, format!("{:>8}", words::span(exchange.at_ms)))
        .then(format!("  {} {}{query} {} ", exchange.method, exchange.path, glyphs.arrow))
        .ink(ink, answer)
        .ink(Ink::Faint, format!("  {}", words::span(exchange.duration_ms)));
    if exchange.stream {
        line = line
            .ink(Ink::Faint, format!("  stream, {}", words::count(exchange.chunks.len() as u64, "chunk")));
    }
    if !exchange.complete {
        line = line.ink(Ink::Warn, "  cut short");
    }
    if let Some(usage) = exchange.usage {
        line = line.ink(Ink::Faint, format!("  {} in, {} out", usage.input_tokens, usage.output_tokens));
    }
    line
}

/// A body as JSON, pretty and cut; text that is no JSON as it is.
fn body_lines(name: &str, body: &Value, text: Option<&str>, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let text = match (body, text) {
        (Value::Null, None) => return Vec::new(),
        (Value::Null, Some(text)) => text.to_owned(),
        (body, _) => json_text(body, room(glyphs, width)),
    };
    let mut lines = vec![Line::indent(6).ink(Ink::Faint, name)];
    lines.extend(quoted(&text, JSON_LINES, Keep::Start, glyphs, width));
    lines
}

/// The end of an output; nothing for an empty one.
fn output_lines(text: &str, name: &str, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    if text.trim().is_empty() {
        return Vec::new();
    }
    let mut lines = vec![Line::indent(2).ink(Ink::Faint, name)];
    lines.extend(quoted(text, OUTPUT_LINES, Keep::End, glyphs, width));
    lines
}

/// On one line if it fits.
fn json_text(body: &Value, room: usize) -> String {
    let short = serde_json::to_string(body).unwrap_or_default();
    if width_of(&short) <= room { short } else { serde_json::to_string_pretty(body).unwrap_or(short) }
}

/// Columns for quoted text.
fn room(glyphs: &Glyphs, width: usize) -> usize {
    width.saturating_sub(6 + width_of(glyphs.bar) + 1)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Keep {
    Start,
    End,
}

/// Foreign text behind a bar, so many lines of it, each cut at the edge.
fn quoted(text: &str, limit: usize, keep: Keep, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let clean = super::clean::clean(text).replace('\t', "    ");
    let all: Vec<&str> = clean.trim_end().lines().collect();
    let more = all.len().saturating_sub(limit);
    let shown = match keep {
        Keep::Start => all.get(..all.len() - more),
        Keep::End => all.get(more..),
    };
    let room = room(glyphs, width);
    let quote = |text: &str| {
        Line::indent(6).ink(Ink::Faint, glyphs.bar).then(" ").then(cut(text, room, glyphs.ellipsis))
    };
    let mut lines: Vec<Line> = shown.unwrap_or_default().iter().map(|text| quote(text)).collect();
    if more > 0 {
        let word = format!("{} {}", glyphs.ellipsis, words::count(more as u64, "more line"));
        let place = if keep == Keep::Start { lines.len() } else { 0 };
        lines.insert(place, quote(&word));
    }
    lines
}
