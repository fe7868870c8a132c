//! Server-sent events as the vendor frames them.
//!
//! Owns: `data:` frames and the padding that hides a token's length. Must not know:
//! what the JSON says.

use crate::api::rng::push_alphanumeric;

/// The end of a stream.
pub const DONE: &str = "data: [DONE]\n\n";

/// How many characters of padding make a JSON text of `length` bytes (padding
/// field included, still empty) one byte longer than a multiple of 16: 0 to 15.
#[must_use]
pub const fn padding(length: usize) -> usize {
    (17 - length % 16) % 16
}

/// Appends a frame to `out`. `json` is a compact JSON object; with `pad` it gets
/// the `obfuscation` field.
pub fn frame(out: &mut String, json: &str, pad: Option<&mut fastrand::Rng>) {
    const FIELD: &str = ",\"obfuscation\":\"\"}";
    out.push_str("data: ");
    match (pad, json.strip_suffix('}')) {
        (Some(rng), Some(open)) => {
            out.push_str(open);
            out.push_str(",\"obfuscation\":\"");
            push_alphanumeric(out, padding(open.len() + FIELD.len()), rng);
            out.push_str("\"}");
        }
        _ => out.push_str(json),
    }
    out.push_str("\n\n");
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn frames_are_the_vendors() {
        let mut out = String::new();
        frame(&mut out, "{\"a\":1}", None);
        assert_eq!(out, "data: {\"a\":1}\n\n");
    }

    proptest! {
        #[test]
        fn padded_json_is_one_more_than_a_multiple_of_16(text in "\\PC{0,60}", seed in any::<u64>()) {
            let json = serde_json::json!({"x": text}).to_string();
            let mut out = String::new();
            frame(&mut out, &json, Some(&mut fastrand::Rng::with_seed(seed)));
            let body = out.strip_prefix("data: ").unwrap().strip_suffix("\n\n").unwrap();
            prop_assert_eq!(body.len() % 16, 1);
            prop_assert!(!body.contains('\n'));
            let value: serde_json::Value = serde_json::from_str(body).unwrap();
            prop_assert_eq!(value["x"].as_str().unwrap(), &text);
            let padding = value["obfuscation"].as_str().unwrap();
            prop_assert!(padding.len() <= 15 && padding.bytes().all(|b| b.is_ascii_alphanumeric()));
        }
    }
}
