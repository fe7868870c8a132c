//! Keys: from the bytes of a terminal to what they mean.

/// A key that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::commands) enum Key {
    /// A letter, a digit, a sign.
    Char(char),
    /// Enter.
    Enter,
    /// Backspace.
    Backspace,
    /// Escape.
    Escape,
    /// The end of input (Ctrl-D), or a terminal that has gone.
    End,
}

/// The keys in what was read. Arrows, function keys and pasted control sequences mean
/// nothing here and are left out.
pub(super) fn keys_in(bytes: &[u8]) -> Vec<Key> {
    let text = String::from_utf8_lossy(bytes);
    let mut keys = Vec::new();
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => match rest.next_if(|next| matches!(next, '[' | 'O')) {
                Some(_) => while rest.next().is_some_and(|c| !matches!(c, '@'..='~')) {},
                None => keys.push(Key::Escape),
            },
            '\r' | '\n' => keys.push(Key::Enter),
            '\u{8}' | '\u{7f}' => keys.push(Key::Backspace),
            '\u{4}' => keys.push(Key::End),
            c if !c.is_control() => keys.push(Key::Char(c)),
            _ => {}
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_apart() {
        let keys = [Key::Char('n'), Key::Enter, Key::Backspace, Key::Char('é'), Key::End];
        assert_eq!(keys_in("n\r\u{7f}é\u{4}".as_bytes()), keys);
        assert_eq!(keys_in(b"\x1b"), [Key::Escape]);
    }

    #[test]
    fn arrows_and_function_keys_mean_nothing() {
        assert_eq!(keys_in(b"\x1b[A\x1bOP\x1b[15~q"), [Key::Char('q')]);
        assert_eq!(keys_in(b"\x1b["), []);
        assert_eq!(keys_in(b"\x00\x01\xff"), [Key::Char('\u{fffd}')]);
    }
}
