//! What a program printed, as text with times.
//!
//! Owns: turning bytes into pieces, the output cap, and what the last words on the
//! screen are. Must not know: where the bytes come from.

use crate::evidence::{OutputPiece, Stream};
use std::time::Instant;

/// How much of the end of the output is kept at hand for looking at the prompt.
const RECENT: usize = 4096;

/// Collects both streams of one program.
pub(super) struct Capture<F> {
    clock: Instant,
    left: usize,
    decoders: [Decoder; 2],
    pieces: Vec<OutputPiece>,
    recent: [String; 2],
    last_at_ms: Option<f64>,
    on_output: F,
}

/// Whether the program may print on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// Yes.
    Left,
    /// It has printed more than the cap; what was above is dropped.
    Exhausted,
}

impl<F: FnMut(&OutputPiece)> Capture<F> {
    /// An empty capture that keeps at most `cap` bytes and counts time from `clock`.
    pub(super) const fn new(clock: Instant, cap: usize, on_output: F) -> Self {
        Self {
            clock,
            left: cap,
            decoders: [Decoder::new(), Decoder::new()],
            pieces: Vec::new(),
            recent: [String::new(), String::new()],
            last_at_ms: None,
            on_output,
        }
    }

    /// Milliseconds since the scene began.
    pub(super) fn now_ms(&self) -> f64 {
        self.clock.elapsed().as_secs_f64() * 1000.0
    }

    /// When something was printed last.
    pub(super) const fn last_at_ms(&self) -> Option<f64> {
        self.last_at_ms
    }

    /// The end of what was printed since the last [`Self::mark`]. A stream that ends in
    /// the middle of a line comes last: that line is where the cursor waits.
    pub(super) fn screen(&self) -> String {
        let [stdout, stderr] = &self.recent;
        let waits_on_stdout = ends_open(stdout) && !ends_open(stderr);
        if waits_on_stdout { joined(stderr, stdout) } else { joined(stdout, stderr) }
    }

    /// Forgets what was printed recently: what comes now is the answer to what was typed.
    pub(super) fn mark(&mut self) {
        self.recent = [String::new(), String::new()];
    }

    /// Takes bytes of one stream.
    pub(super) fn take(&mut self, stream: Stream, bytes: &[u8]) -> Room {
        let kept = bytes.get(..self.left).unwrap_or(bytes);
        self.left -= kept.len();
        let text = of(&mut self.decoders, stream).push(kept);
        self.keep(stream, text);
        if kept.len() < bytes.len() { Room::Exhausted } else { Room::Left }
    }

    /// Ends both streams: half characters become replacement characters.
    pub(super) fn finish(mut self) -> Vec<OutputPiece> {
        for stream in [Stream::Stdout, Stream::Stderr] {
            let text = of(&mut self.decoders, stream).finish();
            self.keep(stream, text);
        }
        self.pieces
    }

    fn keep(&mut self, stream: Stream, text: String) {
        if text.is_empty() {
            return;
        }
        let at_ms = self.now_ms();
        self.last_at_ms = Some(at_ms);
        self.remember(stream, &text);
        let piece = OutputPiece { stream, at_ms, text };
        (self.on_output)(&piece);
        self.pieces.push(piece);
    }

    fn remember(&mut self, stream: Stream, text: &str) {
        let recent = of(&mut self.recent, stream);
        recent.push_str(text);
        if recent.len() > 2 * RECENT {
            let mut cut = recent.len() - RECENT;
            while !recent.is_char_boundary(cut) {
                cut += 1;
            }
            recent.drain(..cut);
        }
    }
}

fn of<T>([stdout, stderr]: &mut [T; 2], stream: Stream) -> &mut T {
    match stream {
        Stream::Stdout => stdout,
        Stream::Stderr => stderr,
    }
}

/// Whether the text ends in the middle of a line that is not blank.
fn ends_open(text: &str) -> bool {
    text.rsplit('\n').next().is_some_and(|line| !line.trim().is_empty())
}

fn joined(first: &str, last: &str) -> String {
    let between = if first.is_empty() || first.ends_with('\n') { "" } else { "\n" };
    format!("{first}{between}{last}")
}

/// Bytes to text, lossy; a character split over two reads is put together again.
#[derive(Debug)]
struct Decoder {
    /// The beginning of a character whose end has not arrived; at most 3 bytes.
    half: Vec<u8>,
}

impl Decoder {
    const fn new() -> Self {
        Self { half: Vec::new() }
    }

    fn push(&mut self, bytes: &[u8]) -> String {
        let mut all = std::mem::take(&mut self.half);
        all.extend_from_slice(bytes);
        let split = all.len() - unfinished(&all);
        self.half = all.split_off(split);
        String::from_utf8_lossy(&all).into_owned()
    }

    fn finish(&mut self) -> String {
        String::from_utf8_lossy(&std::mem::take(&mut self.half)).into_owned()
    }
}

/// How many bytes at the end begin a character without ending it.
fn unfinished(bytes: &[u8]) -> usize {
    for back in 1..=bytes.len().min(3) {
        let Some(byte) = bytes.get(bytes.len() - back) else { break };
        let length = match byte {
            0b1100_0010..=0b1101_1111 => 2,
            0b1110_0000..=0b1110_1111 => 3,
            0b1111_0000..=0b1111_0100 => 4,
            0b1000_0000..=0b1011_1111 => continue,
            _ => return 0,
        };
        return if length > back { back } else { 0 };
    }
    0
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn capture(cap: usize) -> Capture<fn(&OutputPiece)> {
        Capture::new(Instant::now(), cap, |_| {})
    }

    fn text(pieces: &[OutputPiece]) -> String {
        pieces.iter().map(|p| p.text.as_str()).collect()
    }

    #[test]
    fn a_character_split_over_two_reads_is_whole_again() {
        let mut capture = capture(100);
        let euro = "€".as_bytes();
        capture.take(Stream::Stdout, &euro[..1]);
        capture.take(Stream::Stderr, b"x");
        capture.take(Stream::Stdout, &euro[1..]);
        let pieces = capture.finish();
        assert_eq!(pieces[0].text, "x");
        assert_eq!(pieces[1].text, "€");
    }

    #[test]
    fn bytes_that_are_no_text_are_replaced() {
        let mut capture = capture(100);
        capture.take(Stream::Stdout, b"a\xff\xc3");
        assert_eq!(text(&capture.finish()), "a\u{fffd}\u{fffd}");
    }

    #[test]
    fn what_is_above_the_cap_is_dropped() {
        let mut capture = capture(3);
        assert_eq!(capture.take(Stream::Stdout, b"abc"), Room::Left);
        assert_eq!(capture.take(Stream::Stderr, b"d"), Room::Exhausted);
        assert_eq!(text(&capture.finish()), "abc");
    }

    #[test]
    fn the_screen_stays_short() {
        let mut capture = capture(1 << 20);
        for _ in 0..100 {
            capture.take(Stream::Stdout, "ä".repeat(300).as_bytes());
        }
        assert!(capture.screen().len() <= 2 * RECENT);
    }

    #[test]
    fn the_line_that_waits_comes_last_on_the_screen() {
        let mut capture = capture(1000);
        capture.take(Stream::Stderr, b"Which? ");
        capture.take(Stream::Stdout, b"a\nb\n");
        assert_eq!(capture.screen(), "a\nb\nWhich? ");
        capture.mark();
        capture.take(Stream::Stdout, b"You: ");
        capture.take(Stream::Stderr, b"a warning\n");
        assert_eq!(capture.screen(), "a warning\nYou: ");
    }

    proptest! {
        #[test]
        fn any_cut_of_any_bytes_decodes_as_the_whole(bytes: Vec<u8>, cuts in prop::collection::vec(0usize..64, 0..8)) {
            let mut decoder = Decoder::new();
            let mut out = String::new();
            let mut rest = bytes.as_slice();
            for cut in cuts {
                let (head, tail) = rest.split_at(cut.min(rest.len()));
                out.push_str(&decoder.push(head));
                rest = tail;
            }
            out.push_str(&decoder.push(rest));
            out.push_str(&decoder.finish());
            prop_assert_eq!(out, String::from_utf8_lossy(&bytes));
        }
    }
}
