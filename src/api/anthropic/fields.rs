//! Reading fields of a request and complaining about them in the vendor's words:
//! `path.to.field: sentence`.
//!
//! Owns: types, ranges and the sentences for them. Must not know: which fields there
//! are.

use crate::api::anthropic::errors::ApiFault;
use crate::api::json::{Json, Object};
use std::fmt;

/// Where in a request something stands; written out only in a complaint.
#[derive(Debug, Clone, Copy)]
pub enum At<'p> {
    /// The request itself.
    Root,
    /// `PARENT.name`
    Name(&'p At<'p>, &'p str),
    /// `PARENT.index`
    Index(&'p At<'p>, usize),
}

impl fmt::Display for At<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let parent = match self {
            Self::Root => return Ok(()),
            Self::Name(parent, _) | Self::Index(parent, _) => parent,
        };
        if !matches!(parent, Self::Root) {
            write!(f, "{parent}.")?;
        }
        match self {
            Self::Name(_, name) => f.write_str(name),
            Self::Index(_, index) => write!(f, "{index}"),
            Self::Root => Ok(()),
        }
    }
}

impl At<'_> {
    /// A complaint about what stands here.
    #[must_use]
    pub fn complain(&self, sentence: impl fmt::Display) -> ApiFault {
        match self {
            Self::Root => ApiFault::invalid(sentence.to_string()),
            at => ApiFault::invalid(format!("{at}: {sentence}")),
        }
    }
}

/// `'a', 'b' or 'c'`.
fn any_of(words: &[&str]) -> String {
    let quoted: Vec<String> = words.iter().map(|word| format!("'{word}'")).collect();
    match quoted.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} or {last}", rest.join(", ")),
        _ => quoted.concat(),
    }
}

/// The fields of an object at a place.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a, 'p> {
    map: &'a Object<'a>,
    /// Where they are.
    pub at: At<'p>,
}

impl<'a, 'p> Fields<'a, 'p> {
    /// The fields of a value, if it is an object.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn of(value: &'a Json<'a>, at: At<'p>) -> Result<Self, ApiFault> {
        let map =
            value.as_object().ok_or_else(|| at.complain("Input should be a valid dictionary or object"))?;
        Ok(Self { map, at })
    }

    /// The same fields by another name.
    #[must_use]
    pub const fn named<'q>(self, at: At<'q>) -> Fields<'a, 'q> {
        Fields { map: self.map, at }
    }

    /// A complaint about a field.
    #[must_use]
    pub fn complain(&self, field: &str, sentence: impl fmt::Display) -> ApiFault {
        At::Name(&self.at, field).complain(sentence)
    }

    /// The field's value, if there is one that is not `null`.
    #[must_use]
    pub fn given(&self, field: &str) -> Option<&'a Json<'a>> {
        self.map.get(field).filter(|value| !value.is_null())
    }

    /// Whether the field is there, be it `null`.
    #[must_use]
    pub fn has(&self, field: &str) -> bool {
        self.map.get(field).is_some()
    }

    /// The value of a field that has to be there.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn required(&self, field: &str) -> Result<&'a Json<'a>, ApiFault> {
        self.map.get(field).ok_or_else(|| self.complain(field, "Field required"))
    }

    /// Complains about the first field that is not in the lists.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn only(&self, known: &[&[&str]]) -> Result<(), ApiFault> {
        match self.map.keys().find(|key| !known.iter().any(|list| list.contains(key))) {
            Some(key) => Err(self.complain(key, "Extra inputs are not permitted")),
            None => Ok(()),
        }
    }

    /// A text that has to be there.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn required_text(&self, field: &str) -> Result<&'a str, ApiFault> {
        self.required(field)?.as_str().ok_or_else(|| self.complain(field, "Input should be a valid string"))
    }

    /// A text.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn text(&self, field: &str) -> Result<Option<&'a str>, ApiFault> {
        self.given(field).map(|_| self.required_text(field)).transpose()
    }

    /// A truth value.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn boolean(&self, field: &str) -> Result<Option<bool>, ApiFault> {
        self.given(field)
            .map(|value| {
                value.as_bool().ok_or_else(|| self.complain(field, "Input should be a valid boolean"))
            })
            .transpose()
    }

    /// An integer of at least `least`. Decimals without a fraction (`3.0`) are integers.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn integer(&self, field: &str, least: i64) -> Result<Option<i64>, ApiFault> {
        let Some(value) = self.given(field) else { return Ok(None) };
        let number = match value.as_number() {
            Some(number) => number,
            None => return Err(self.complain(field, "Input should be a valid integer")),
        };
        let whole = number.as_f64().filter(|number| number.fract() == 0.0);
        let Some(number) = number.as_i64().or_else(|| whole.map(|number| number as i64)) else {
            return Err(
                self.complain(field, "Input should be a valid integer, got a number with a fractional part")
            );
        };
        if number < least {
            return Err(self.complain(field, format!("Input should be greater than or equal to {least}")));
        }
        Ok(Some(number))
    }

    /// A decimal in a range.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn decimal(&self, field: &str, low: u32, high: u32) -> Result<Option<f64>, ApiFault> {
        let Some(value) = self.given(field) else { return Ok(None) };
        let Some(number) = value.as_f64() else {
            return Err(self.complain(field, "Input should be a valid number"));
        };
        if (f64::from(low)..=f64::from(high)).contains(&number) {
            Ok(Some(number))
        } else {
            Err(self.complain(field, format!("range: {low}..{high}")))
        }
    }

    /// One word of a list.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn word(&self, field: &str, words: &[&str]) -> Result<Option<&'a str>, ApiFault> {
        let Some(value) = self.given(field) else { return Ok(None) };
        match value.as_str().filter(|word| words.contains(word)) {
            Some(word) => Ok(Some(word)),
            None => Err(self.complain(field, format!("Input should be {}", any_of(words)))),
        }
    }

    /// A list.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn list(&self, field: &str) -> Result<Option<&'a [Json<'a>]>, ApiFault> {
        let Some(value) = self.given(field) else { return Ok(None) };
        match value.as_array() {
            Some(items) => Ok(Some(items.as_slice())),
            None => Err(self.complain(field, "Input should be a valid list")),
        }
    }

    /// Looks at the mark for the prompt cache.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn cache_control(&self) -> Result<(), ApiFault> {
        let Some(mark) = self.given("cache_control") else { return Ok(()) };
        let at = At::Name(&self.at, "cache_control");
        let mark = Fields::of(mark, at)?;
        let kind = mark.tag(&["ephemeral"])?;
        mark.named(At::Name(&at, kind)).word("ttl", &["5m", "1h"]).map(|_| ())
    }

    /// The tag that tells what kind of object this is.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn tag(&self, tags: &[&str]) -> Result<&'a str, ApiFault> {
        let Some(value) = self.map.get("type") else { return Err(self.complain("type", "Field required")) };
        let tag = value.as_str().unwrap_or_default();
        if tags.contains(&tag) {
            return Ok(tag);
        }
        let known: Vec<String> = tags.iter().map(|tag| format!("'{tag}'")).collect();
        let shown = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        Err(self.at.complain(format!(
            "Input tag '{shown}' found using 'type' does not match any of the expected tags: {}",
            known.join(", ")
        )))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn said<T>(
        value: &serde_json::Value,
        read: impl FnOnce(Fields<'_, '_>) -> Result<T, ApiFault>,
    ) -> String {
        let value = Json::from(value);
        let fault = read(Fields::of(&value, At::Root).unwrap()).err().unwrap();
        assert_eq!((fault.status, fault.kind.as_ref()), (400, "invalid_request_error"));
        fault.message.into_owned()
    }

    #[test]
    fn complaints_name_the_path() {
        let messages = At::Name(&At::Root, "messages");
        let first = At::Index(&messages, 0);
        assert_eq!(At::Name(&first, "content").complain("x").message, "messages.0.content: x");
        assert_eq!(At::Root.complain("x").message, "x");
    }

    #[test]
    fn complaints_are_the_vendors() {
        assert_eq!(said(&json!({}), |f| f.required("max_tokens").map(drop)), "max_tokens: Field required");
        assert_eq!(said(&json!({"t": 2}), |f| f.decimal("t", 0, 1)), "t: range: 0..1");
        assert_eq!(said(&json!({"n": "9"}), |f| f.integer("n", 0)), "n: Input should be a valid integer");
        assert_eq!(
            said(&json!({"n": 1.5}), |f| f.integer("n", 0)),
            "n: Input should be a valid integer, got a number with a fractional part"
        );
        assert_eq!(
            said(&json!({"w": "c"}), |f| f.word("w", &["a", "b"]).map(drop)),
            "w: Input should be 'a' or 'b'"
        );
        assert_eq!(said(&json!({"x": 1}), |f| f.only(&[&["y"]])), "x: Extra inputs are not permitted");
        assert_eq!(
            said(&json!({"type": "c"}), |f| f.tag(&["a", "b"]).map(drop)),
            "Input tag 'c' found using 'type' does not match any of the expected tags: 'a', 'b'"
        );
    }
}
