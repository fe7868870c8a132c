//! Server-sent events as they arrive, in whatever pieces.
//!
//! Owns: finding events in bytes. Must not know: what an event says.

/// Takes bytes and gives whole events' data (`data:` lines, joined).
#[derive(Debug, Default)]
pub(super) struct Events {
    line: Vec<u8>,
    data: String,
    has_data: bool,
    /// The last byte was a carriage return: a line feed behind it belongs to it.
    after_return: bool,
}

/// No event of any vendor is longer; what is goes unread rather than fill memory.
const LONGEST: usize = 16 * 1024 * 1024;

impl Events {
    /// Takes the next bytes; the data of every event that they complete.
    pub(super) fn push(&mut self, bytes: &[u8]) -> Vec<String> {
        let mut events = Vec::new();
        for &byte in bytes {
            match byte {
                b'\n' if std::mem::take(&mut self.after_return) => {}
                b'\n' | b'\r' => {
                    self.after_return = byte == b'\r';
                    events.extend(self.end_line());
                }
                _ => {
                    self.after_return = false;
                    if self.line.len() < LONGEST {
                        self.line.push(byte);
                    }
                }
            }
        }
        events
    }

    fn end_line(&mut self) -> Option<String> {
        let line = std::mem::take(&mut self.line);
        if line.is_empty() {
            let data = std::mem::take(&mut self.data);
            return std::mem::take(&mut self.has_data).then_some(data);
        }
        let line = String::from_utf8_lossy(&line);
        if let Some(value) = line.strip_prefix("data:") {
            if std::mem::replace(&mut self.has_data, true) {
                self.data.push('\n');
            }
            self.data.push_str(value.strip_prefix(' ').unwrap_or(value));
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const STREAM: &str =
        "event: a\r\ndata: {\"x\":1}\r\n\r\n: keep-alive\n\ndata: é one\ndata:two\n\ndata: [DONE]\n\n";

    proptest! {
        #[test]
        fn events_are_found_however_the_bytes_are_cut(cuts in proptest::collection::vec(0usize..80, 0..12)) {
            let bytes = STREAM.as_bytes();
            let mut places: Vec<usize> = cuts.into_iter().map(|cut| cut.min(bytes.len())).collect();
            places.extend([0, bytes.len()]);
            places.sort_unstable();
            let mut reader = Events::default();
            let found: Vec<String> = places.windows(2).flat_map(|w| reader.push(&bytes[w[0]..w[1]])).collect();
            prop_assert_eq!(found, ["{\"x\":1}", "é one\ntwo", "[DONE]"]);
        }
    }
}
