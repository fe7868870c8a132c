//! Why a body is not JSON, in the vendor's words.
//!
//! Owns: the reasons and the places that they name. Must not know: errors' shapes.
//!
//! The vendor's words are those of the parser orjson. Recorded is "no low surrogate in
//! string" (anthropics/claude-code#3277, #8272, #60394); the others are that parser's own,
//! for the same mistakes.

use serde_json::Error;

/// `unexpected character: line 1 column 7 (char 6)`: columns and characters are counted in
/// characters.
#[must_use]
pub fn reason(error: &Error, body: &[u8]) -> String {
    let (what, at) = what_and_where(error, body);
    let before = String::from_utf8_lossy(body.get(..at).unwrap_or(body)).into_owned();
    let line = before.matches('\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    format!("{what}: line {line} column {column} (char {})", before.chars().count())
}

fn what_and_where(error: &Error, body: &[u8]) -> (&'static str, usize) {
    const BOM: &[u8] = b"\xef\xbb\xbf";
    if body.is_empty() {
        return ("Input is a zero-length, empty document", 0);
    }
    if body.starts_with(BOM) {
        return ("UTF-8 byte order mark (BOM) is not supported", 0);
    }
    if body.trim_ascii().is_empty() {
        return ("input data is empty", 0);
    }
    let said = error.to_string();
    let at = place(error, body);
    if said.contains("surrogate") || said.contains("end of hex escape") {
        return surrogate(body, at);
    }
    if error.is_eof() {
        return ("unexpected end of data", body.len());
    }
    let up_to = body.get(..=at).unwrap_or(body);
    let last = |sign: u8| up_to.iter().rposition(|byte| *byte == sign);
    match said.split(" at line ").next().unwrap_or_default() {
        "trailing comma" => ("trailing comma is not allowed", last(b',').unwrap_or(at)),
        "trailing characters" => ("unexpected content after document", at),
        "invalid escape" => ("invalid escaped sequence in string", last(b'\\').unwrap_or(at)),
        "key must be a string" => ("unexpected character, expected a string key", at),
        "expected `:`" => ("unexpected character, expected ':' after key", at),
        words if words.starts_with("control character") => {
            // A line's end has been counted as one already.
            let control = up_to.iter().rposition(|byte| *byte < 0x20);
            ("unexpected control character in string", control.unwrap_or(at))
        }
        _ => ("unexpected character", at),
    }
}

/// The byte that the error is about.
fn place(error: &Error, body: &[u8]) -> usize {
    let lines = body.split_inclusive(|byte| *byte == b'\n');
    let before: usize = lines.take(error.line().max(1) - 1).map(<[u8]>::len).sum();
    (before + error.column().max(1) - 1).min(body.len() - 1)
}

/// Which half of a pair is missing: it is the first of the escapes up to this place that is
/// no whole pair.
fn surrogate(body: &[u8], at: usize) -> (&'static str, usize) {
    let unit = |at: usize| {
        let escape = body.get(at..at + 6)?;
        let digits = escape.strip_prefix(b"\\u")?;
        u16::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok()
    };
    let mut from = 0;
    while from <= at {
        match (unit(from), unit(from + 6)) {
            (Some(0xD800..=0xDBFF), Some(0xDC00..=0xDFFF)) => from += 12,
            (Some(0xD800..=0xDBFF), Some(_)) => return ("invalid low surrogate in string", from),
            (Some(0xD800..=0xDBFF), None) => return ("no low surrogate in string", from),
            (Some(0xDC00..=0xDFFF), _) => return ("invalid high surrogate in string", from),
            // A backslash that is escaped begins no escape.
            (None, _) if body.get(from) == Some(&b'\\') => from += 2,
            _ => from += 1,
        }
    }
    ("unexpected character", at)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::api::json::Json;

    /// Each compared with what orjson 3.13 says, but for the one reason of all other characters.
    #[test]
    fn reasons_and_places_are_the_parsers() {
        let cases: [(&str, &str); 19] = [
            (r#"{"a":"\ud800b"}"#, "no low surrogate in string: line 1 column 7 (char 6)"),
            (r#"{"a":"x\ud800"}"#, "no low surrogate in string: line 1 column 8 (char 7)"),
            (
                r#"{"a":"\ud83d\ude00\\ud800 \ud800"}"#,
                "no low surrogate in string: line 1 column 27 (char 26)",
            ),
            (r#"{"a":"\ud83d\u0041"}"#, "invalid low surrogate in string: line 1 column 7 (char 6)"),
            (r#"{"a":"\udc00"}"#, "invalid high surrogate in string: line 1 column 7 (char 6)"),
            (r#"{"a":1"#, "unexpected end of data: line 1 column 7 (char 6)"),
            (r#"{"a":"x"#, "unexpected end of data: line 1 column 8 (char 7)"),
            (r#"{"a":1,}"#, "trailing comma is not allowed: line 1 column 7 (char 6)"),
            ("[1,]", "trailing comma is not allowed: line 1 column 3 (char 2)"),
            ("{\"a\":\"x\ny\"}", "unexpected control character in string: line 1 column 8 (char 7)"),
            ("{} x", "unexpected content after document: line 1 column 4 (char 3)"),
            ("", "Input is a zero-length, empty document: line 1 column 1 (char 0)"),
            ("\u{feff}{}", "UTF-8 byte order mark (BOM) is not supported: line 1 column 1 (char 0)"),
            ("   ", "input data is empty: line 1 column 1 (char 0)"),
            (r#"{"a" 1}"#, "unexpected character, expected ':' after key: line 1 column 6 (char 5)"),
            (r#"{"a":"\x"}"#, "invalid escaped sequence in string: line 1 column 7 (char 6)"),
            ("{a:1}", "unexpected character, expected a string key: line 1 column 2 (char 1)"),
            ("{\"é\": x}", "unexpected character: line 1 column 7 (char 6)"),
            ("{\"a\":\n x}", "unexpected character: line 2 column 2 (char 7)"),
        ];
        for (body, expected) in cases {
            let error = Json::parse(body.as_bytes()).unwrap_err();
            assert_eq!(reason(&error, body.as_bytes()), expected, "{body}: {error}");
        }
    }

    #[test]
    fn no_body_is_too_odd() {
        for body in [
            &b"\xff"[..],
            b"{\"a\":\"\xff\"}",
            b"\\",
            b"\"\\u",
            b"\"\\ud8",
            b"[",
            b"\n\n{",
            b"{\"\\ud800\xff",
        ] {
            if let Err(error) = Json::parse(body) {
                assert!(reason(&error, body).contains("line "));
            }
        }
    }
}
