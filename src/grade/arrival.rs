//! Whether a streamed reply was shown while it arrived.

use super::text::squeeze;
use crate::evidence::{Exchange, ProgramOutput, Stream};

/// When the first words of a streamed reply must have been on the screen: before
/// the last piece of text left, by more than a terminal's delay.
const HEAD_START_MS: f64 = 40.0;

/// So many characters of a reply are its "first words": long enough not to be met
/// by chance, short enough to be a small part of a reply.
const HEAD_CHARS: usize = 12;

/// When the reply's beginning was first on the screen, in milliseconds since the
/// scene began; `None` when it never was.
///
/// Only output printed after the request counts, so that an earlier equal text
/// does not stand in for this one.
#[must_use]
pub fn first_words_at(output: &ProgramOutput, call: &Exchange) -> Option<f64> {
    let reply = squeeze(call.reply.first()?);
    let head: String = reply.chars().take(HEAD_CHARS).collect();
    if head.is_empty() {
        return None;
    }
    [Stream::Stdout, Stream::Stderr]
        .iter()
        .filter_map(|s| first_at(output, *s, call.at_ms, &head))
        .reduce(f64::min)
}

fn first_at(output: &ProgramOutput, stream: Stream, from_ms: f64, head: &str) -> Option<f64> {
    let mut seen = String::new();
    for piece in output.pieces.iter().filter(|p| p.stream == stream && p.at_ms >= from_ms) {
        seen.push_str(&squeeze(&piece.text));
        if seen.contains(head) {
            return Some(piece.at_ms);
        }
        keep_tail(&mut seen, head.len());
    }
    None
}

/// Drops all but the last `bytes` (a little more at a character's boundary): a
/// match can only begin there.
fn keep_tail(text: &mut String, bytes: usize) {
    let mut cut = text.len().saturating_sub(bytes);
    while !text.is_char_boundary(cut) {
        cut -= 1;
    }
    text.drain(..cut);
}

/// When the last piece of text left the API.
#[must_use]
pub fn last_text_at(call: &Exchange) -> Option<f64> {
    call.chunks.iter().rfind(|c| !c.text.is_empty()).map(|c| c.at_ms)
}

/// Whether the reply's first words were on the screen before its last piece of
/// text had been sent.
#[must_use]
pub fn as_it_arrived(output: &ProgramOutput, call: &Exchange) -> bool {
    match (first_words_at(output, call), last_text_at(call)) {
        (Some(shown), Some(sent)) => call.stream && shown + HEAD_START_MS < sent,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::super::samples::{exchange, output};
    use super::*;
    use crate::evidence::Chunk;

    fn streamed() -> Exchange {
        let mut call = exchange(1, 100.0, 200);
        call.stream = true;
        call.reply = vec!["The amber heron sings".to_owned()];
        call.chunks = ["The", " amber", " heron", " sings"]
            .iter()
            .zip([200.0, 300.0, 400.0, 500.0])
            .map(|(text, at_ms)| Chunk { at_ms, text: (*text).to_owned(), bytes: 10 })
            .collect();
        call
    }

    #[test]
    fn printed_along_the_way() {
        let output = output(&[(210.0, "The"), (305.0, " amber"), (405.0, " heron"), (520.0, " sings\n")]);
        assert!(as_it_arrived(&output, &streamed()));
    }

    #[test]
    fn printed_at_the_end() {
        let output = output(&[(150.0, "thinking…"), (505.0, "The amber heron sings\n")]);
        assert!(!as_it_arrived(&output, &streamed()));
    }

    #[test]
    fn an_earlier_text_does_not_count() {
        let output = output(&[(50.0, "The amber heron"), (505.0, "The amber heron sings\n")]);
        assert!(!as_it_arrived(&output, &streamed()));
    }
}
