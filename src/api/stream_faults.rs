//! Faults in a stream's bytes: what is left out, broken, cut up or put between.
//!
//! Owns: what each fault does to a stream that was written ahead, of any dialect. Must
//! not know: sockets, timers, what the frames say.

use crate::api::answer::{Answer, Body, Event, EventKind, Events};
use crate::api::openai::stream::strike as cut_off;
use crate::script::{Fault, Reply};
use std::time::Duration;

/// How long a slow first token waits, where the script does not say.
const SLOW: Duration = Duration::from_millis(2000);
/// Between the parts of a frame that is cut up: enough that they arrive one by one.
const APART: Duration = Duration::from_millis(1);
/// After this many events a comment comes.
const COMMENT_EVERY: usize = 4;

/// Lets the rule's fault strike a stream.
pub fn strike(events: &mut Events, fault: Fault, reply: &Reply) {
    match fault {
        Fault::Reset | Fault::Cut | Fault::Stall | Fault::Refuse => {
            cut_off(events, fault, reply.after_chunks);
        }
        Fault::NoDone => {
            events.events.pop();
            events.bytes.truncate(events.events.last().map_or(0, |event| event.end));
        }
        Fault::Malformed => malformed(events, reply.after_chunks),
        Fault::Split => rewritten(events, |_, event, frame| split(event, frame)),
        Fault::KeepAlive => rewritten(events, |number, event, frame| {
            let mut parts = Vec::new();
            if number % COMMENT_EVERY == 0 {
                let comment = Event { gap: event.gap, ..between(event) };
                parts.push((comment, b": keep-alive\n\n".to_vec()));
                parts.push((Event { gap: Duration::ZERO, ..event.clone() }, frame.to_vec()));
            } else {
                parts.push((event.clone(), frame.to_vec()));
            }
            parts
        }),
        Fault::SlowFirst => {
            let wait = reply.fault_ms.map_or(SLOW, Duration::from_millis);
            if let Some(first) = events.events.iter_mut().find(|event| event.kind == EventKind::Piece) {
                first.gap += wait;
            }
        }
    }
}

/// Lets the rule's fault strike an answer that is no stream, where the fault is not
/// one of the connection.
#[must_use]
pub fn struck(mut answer: Answer, reply: Option<&Reply>) -> Answer {
    let fault = reply.and_then(|reply| reply.fault);
    let Body::Whole(body) = &answer.body else { return answer };
    match fault {
        // Whole by its length, broken by its JSON.
        Some(Fault::Malformed) => answer.body = Body::Whole(body.slice(..body.len() * 2 / 3)),
        Some(Fault::SlowFirst) => {
            answer.wait += reply.and_then(|reply| reply.fault_ms).map_or(SLOW, Duration::from_millis);
        }
        _ => {}
    }
    answer
}

/// Breaks the JSON of one frame in the middle; the others stay as they are.
fn malformed(events: &mut Events, after: Option<u32>) {
    let pieces = events.events.iter().filter(|event| event.kind == EventKind::Piece).count();
    let wanted = after.map_or(pieces / 2, |after| after as usize).min(pieces.saturating_sub(1));
    let mut seen = 0;
    rewritten(events, |_, event, frame| {
        let strikes = event.kind == EventKind::Piece && seen == wanted;
        seen += usize::from(event.kind == EventKind::Piece);
        let mut frame = frame.to_vec();
        if strikes {
            frame.truncate(frame.len() * 2 / 3);
            frame.extend_from_slice(b"\n\n");
        }
        vec![(event.clone(), frame)]
    });
}

/// A frame with CRLF in parts: within the JSON, within a character where one has
/// several bytes, between CR and LF.
fn split(event: &Event, frame: &[u8]) -> Vec<(Event, Vec<u8>)> {
    let frame: Vec<u8> =
        frame.iter().flat_map(|byte| if *byte == b'\n' { vec![b'\r', b'\n'] } else { vec![*byte] }).collect();
    let inside = frame.iter().position(|byte| *byte & 0xC0 == 0x80);
    let mut places = vec![Some(frame.len() / 3), inside, frame.len().checked_sub(1)];
    places.sort_unstable();
    places.dedup();
    let mut parts: Vec<(Event, Vec<u8>)> = Vec::new();
    let mut from = 0;
    for to in places.into_iter().flatten().filter(|place| *place > 0).chain([frame.len()]) {
        let part = frame.get(from..to).unwrap_or_default().to_vec();
        let gap = if parts.is_empty() { event.gap } else { APART };
        parts.push((Event { gap, ..between(event) }, part));
        from = to;
    }
    // What the frame adds to the reply is there when its last part is.
    if let Some((last, _)) = parts.last_mut() {
        *last = Event { gap: last.gap, ..event.clone() };
    }
    parts
}

/// An event that adds nothing to any reply.
fn between(event: &Event) -> Event {
    Event { text: String::new(), choice: u32::MAX, tokens: 0, kind: EventKind::Frame, ..event.clone() }
}

/// Writes a stream anew, frame by frame.
fn rewritten(events: &mut Events, mut each: impl FnMut(usize, &Event, &[u8]) -> Vec<(Event, Vec<u8>)>) {
    let mut bytes = Vec::with_capacity(events.bytes.len() * 2);
    let mut list = Vec::with_capacity(events.events.len() * 2);
    let mut from = 0;
    for (number, event) in events.events.iter().enumerate() {
        let frame = events.bytes.get(from..event.end).unwrap_or_default();
        for (part, frame) in each(number, event, frame) {
            bytes.extend_from_slice(&frame);
            list.push(Event { end: bytes.len(), ..part });
        }
        from = event.end;
    }
    events.bytes = bytes;
    events.events = list;
}

#[cfg(test)]
#[path = "stream_faults_tests.rs"]
mod tests;
