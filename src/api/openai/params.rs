//! Reading a request's fields with the vendor's complaints about them.
//!
//! Owns: types, ranges, lengths, enumerations and their sentences. Must not know:
//! which fields an endpoint has.

use crate::api::json::{Json, Object};
use crate::api::openai::errors::ApiFault;
use std::fmt;

/// Whether `null` stands for "not given".
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Null {
    /// It does.
    Absent,
    /// It is of the wrong type.
    Wrong,
}

/// `a string`, `an object`, `null`, as the vendor names what it got.
#[must_use]
pub fn kind_of(value: &Json<'_>) -> &'static str {
    match value {
        Json::Null => "null",
        Json::Bool(_) => "a boolean",
        Json::Number(number) if number.is_f64() => "a decimal number",
        Json::Number(_) => "an integer",
        Json::String(_) => "a string",
        Json::Array(_) => "an array",
        Json::Object(_) => "an object",
    }
}

/// A value of the wrong JSON type.
#[must_use]
pub fn wrong_type(param: &str, expected: &str, got: &Json<'_>) -> ApiFault {
    ApiFault::invalid(format!(
        "Invalid type for '{param}': expected {expected}, but got {} instead.",
        kind_of(got)
    ))
    .param(param.to_owned())
    .code("invalid_type")
}

/// A field that has to be there.
#[must_use]
pub fn missing(param: &str) -> ApiFault {
    ApiFault::invalid(format!("Missing required parameter: '{param}'."))
        .param(param.to_owned())
        .code("missing_required_parameter")
}

/// A field that no request has.
#[must_use]
pub fn unknown(param: &str) -> ApiFault {
    ApiFault::invalid(format!("Unknown parameter: '{param}'."))
        .param(param.to_owned())
        .code("unknown_parameter")
}

/// A parameter the model does not have.
#[must_use]
pub fn unsupported_parameter(param: &'static str, cure: &str) -> ApiFault {
    let space = if cure.is_empty() { "" } else { " " };
    ApiFault::invalid(format!(
        "Unsupported parameter: '{param}' is not supported with this model.{space}{cure}"
    ))
    .param(param)
    .code("unsupported_parameter")
}

/// A value other than the only one the model takes.
#[must_use]
pub fn only_default(param: &'static str, got: &Json<'_>, default: &str) -> ApiFault {
    ApiFault::invalid(format!(
        "Unsupported value: '{param}' does not support {got} with this model. Only the default ({default}) value is \
         supported."
    ))
    .param(param)
    .code("unsupported_value")
}

/// `'a', 'b', and 'c'`.
#[must_use]
pub fn listed<S: AsRef<str>>(values: &[S]) -> String {
    let quoted: Vec<String> = values.iter().map(|value| format!("'{}'", value.as_ref())).collect();
    match quoted.as_slice() {
        [] => String::new(),
        [only] => only.clone(),
        [first, second] => format!("{first} and {second}"),
        [head @ .., last] => format!("{}, and {last}", head.join(", ")),
    }
}

/// A word outside its list.
#[must_use]
pub fn not_one_of(param: &str, got: &str, values: &[&str]) -> ApiFault {
    ApiFault::invalid(format!("Invalid value: '{got}'. Supported values are: {}.", listed(values)))
        .param(param.to_owned())
        .code("invalid_value")
}

/// A text that does not match a pattern.
#[must_use]
pub fn wrong_pattern(param: &str, pattern: &str) -> ApiFault {
    ApiFault::invalid(format!(
        "Invalid '{param}': string does not match pattern. Expected a string that matches the pattern '{pattern}'."
    ))
    .param(param.to_owned())
    .code("invalid_value")
}

/// An array with nothing in it.
#[must_use]
pub fn empty_array(param: &str) -> ApiFault {
    ApiFault::invalid(format!(
        "Invalid '{param}': empty array. Expected an array with minimum length 1, but got an empty array instead."
    ))
    .param(param.to_owned())
    .code("empty_array")
}

/// An array with too much in it.
#[must_use]
pub fn long_array(param: &str, most: usize, length: usize) -> ApiFault {
    ApiFault::invalid(format!(
        "Invalid '{param}': array too long. Expected an array with maximum length {most}, but got an array with length \
         {length} instead."
    ))
    .param(param.to_owned())
    .code("array_above_max_length")
}

/// A text that is too long.
#[must_use]
pub fn long_string(param: &str, most: usize, length: usize) -> ApiFault {
    ApiFault::invalid(format!(
        "Invalid '{param}': string too long. Expected a string with maximum length {most}, but got a string with \
         length {length} instead."
    ))
    .param(param.to_owned())
    .code("string_above_max_length")
}

/// A number out of range: `what` is `integer` or `decimal`.
fn out_of_range(param: &str, what: &str, above: bool, bound: &str, got: &Json<'_>) -> ApiFault {
    let (side, sign, name) =
        if above { ("above maximum", "<=", "above_max") } else { ("below minimum", ">=", "below_min") };
    ApiFault::invalid(format!(
        "Invalid '{param}': {what} {side} value. Expected a value {sign} {bound}, but got {got} instead."
    ))
    .param(param.to_owned())
    .code(format!("{what}_{name}_value"))
}

/// Where in a request something stands; written out only in a complaint.
#[derive(Debug, Clone, Copy)]
pub enum Place<'p> {
    /// The request itself.
    Root,
    /// `PARENT.field`
    Field(&'p Place<'p>, &'p str),
    /// `PARENT.field[index]`
    Item(&'p Place<'p>, &'p str, usize),
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Field(parent, field) | Self::Item(parent, field, _)) = self else { return Ok(()) };
        match parent {
            Self::Root => write!(f, "{field}")?,
            parent => write!(f, "{parent}.{field}")?,
        }
        if let Self::Item(_, _, index) = self {
            write!(f, "[{index}]")?;
        }
        Ok(())
    }
}

/// A request's fields, or those of a part of it.
#[derive(Debug, Clone, Copy)]
pub struct Fields<'a, 'p> {
    map: &'a Object<'a>,
    at: Place<'p>,
}

impl<'a> Fields<'a, 'static> {
    /// The fields of the request itself.
    #[must_use]
    pub const fn of_request(map: &'a Object<'a>) -> Self {
        Self { map, at: Place::Root }
    }
}

impl<'a, 'p> Fields<'a, 'p> {
    /// The fields of an object at a place.
    #[must_use]
    pub const fn at(map: &'a Object<'a>, at: Place<'p>) -> Self {
        Self { map, at }
    }

    /// The fields of a value at a place, if it is an object.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn of(value: &'a Json<'a>, at: Place<'p>) -> Result<Self, ApiFault> {
        let map = value.as_object().ok_or_else(|| wrong_type(&at.to_string(), "an object", value))?;
        Ok(Self { map, at })
    }

    /// Where these fields are.
    #[must_use]
    pub const fn place(&self) -> Place<'p> {
        self.at
    }

    /// The full name of a field.
    #[must_use]
    pub fn name(&self, field: &str) -> String {
        Place::Field(&self.at, field).to_string()
    }

    /// The field's value, if there is one that is not `null`.
    #[must_use]
    pub fn given(&self, field: &str) -> Option<&'a Json<'a>> {
        self.map.get(field).filter(|value| !value.is_null())
    }

    fn present(&self, field: &str, null: Null, expected: &str) -> Result<Option<&'a Json<'a>>, ApiFault> {
        match self.map.get(field) {
            None => Ok(None),
            Some(Json::Null) if null == Null::Absent => Ok(None),
            Some(Json::Null) => Err(wrong_type(&self.name(field), expected, &Json::Null)),
            Some(value) => Ok(Some(value)),
        }
    }

    /// Whether there is any field that is not in the list.
    #[must_use]
    pub fn has_more_than(&self, known: &[&str]) -> bool {
        self.map.keys().any(|key| !known.contains(&key))
    }

    /// Complains about the first field that is not in the list.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn only(&self, known: &[&str]) -> Result<(), ApiFault> {
        match self.map.keys().find(|key| !known.contains(key)) {
            Some(key) => Err(unknown(&self.name(key))),
            None => Ok(()),
        }
    }

    /// A decimal in a range.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn decimal(
        &self,
        field: &str,
        range: std::ops::RangeInclusive<i64>,
    ) -> Result<Option<f64>, ApiFault> {
        let Some(value) = self.present(field, Null::Absent, "a decimal")? else { return Ok(None) };
        let Some(number) = value.as_f64() else {
            return Err(wrong_type(&self.name(field), "a decimal", value));
        };
        if number < *range.start() as f64 {
            return Err(out_of_range(&self.name(field), "decimal", false, &range.start().to_string(), value));
        }
        if number > *range.end() as f64 {
            return Err(out_of_range(&self.name(field), "decimal", true, &range.end().to_string(), value));
        }
        Ok(Some(number))
    }

    /// An integer in a range. Decimals without a fraction (`3.0`) are integers.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn integer(
        &self,
        field: &str,
        range: std::ops::RangeInclusive<i64>,
    ) -> Result<Option<i64>, ApiFault> {
        let Some(value) = self.present(field, Null::Absent, "an integer")? else { return Ok(None) };
        let whole = value.as_f64().filter(|number| number.fract() == 0.0 && number.abs() < 9.0e15);
        let exact = value.as_number().and_then(serde_json::Number::as_i64);
        let Some(number) = exact.or_else(|| whole.map(|number| number as i64)) else {
            let beyond = value.as_number().is_some_and(serde_json::Number::is_u64);
            return Err(if beyond {
                out_of_range(&self.name(field), "integer", true, &range.end().to_string(), value)
            } else {
                wrong_type(&self.name(field), "an integer", value)
            });
        };
        if number < *range.start() {
            return Err(out_of_range(&self.name(field), "integer", false, &range.start().to_string(), value));
        }
        if number > *range.end() {
            return Err(out_of_range(&self.name(field), "integer", true, &range.end().to_string(), value));
        }
        Ok(Some(number))
    }

    /// A boolean.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn boolean(&self, field: &str, null: Null) -> Result<Option<bool>, ApiFault> {
        let Some(value) = self.present(field, null, "a boolean")? else { return Ok(None) };
        value.as_bool().map(Some).ok_or_else(|| wrong_type(&self.name(field), "a boolean", value))
    }

    /// A text.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn string(&self, field: &str, null: Null) -> Result<Option<&'a str>, ApiFault> {
        let Some(value) = self.present(field, null, "a string")? else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| wrong_type(&self.name(field), "a string", value))
    }

    /// A text of at most `most` characters.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn short_string(&self, field: &str, most: usize) -> Result<Option<&'a str>, ApiFault> {
        let text = self.string(field, Null::Absent)?;
        match text.map(|text| text.chars().count()) {
            Some(length) if length > most => Err(long_string(&self.name(field), most, length)),
            _ => Ok(text),
        }
    }

    /// One word of a list.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn word(&self, field: &str, values: &[&str]) -> Result<Option<&'a str>, ApiFault> {
        let Some(word) = self.string(field, Null::Absent)? else { return Ok(None) };
        if values.contains(&word) { Ok(Some(word)) } else { Err(not_one_of(&self.name(field), word, values)) }
    }

    /// An object.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn object(&self, field: &str, null: Null) -> Result<Option<&'a Object<'a>>, ApiFault> {
        let Some(value) = self.present(field, null, "an object")? else { return Ok(None) };
        value.as_object().map(Some).ok_or_else(|| wrong_type(&self.name(field), "an object", value))
    }

    /// An array; `expected` names what it should hold.
    ///
    /// # Errors
    /// The vendor's complaint.
    pub fn array(&self, field: &str, null: Null, expected: &str) -> Result<Option<&'a [Json<'a>]>, ApiFault> {
        let Some(value) = self.present(field, null, expected)? else { return Ok(None) };
        match value.as_array() {
            Some(items) => Ok(Some(items.as_slice())),
            None => Err(wrong_type(&self.name(field), expected, value)),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use serde_json::json;

    fn fault<T>(
        value: &serde_json::Value,
        read: impl FnOnce(Fields<'_, '_>) -> Result<T, ApiFault>,
    ) -> (String, String, String) {
        let fault = read(Fields::of_request(Json::from(value).as_object().unwrap())).err().unwrap();
        (fault.message.into(), fault.param.unwrap().into(), fault.code.unwrap().into())
    }

    fn owned(message: &str, param: &str, code: &str) -> (String, String, String) {
        (message.to_owned(), param.to_owned(), code.to_owned())
    }

    #[test]
    fn ranges_complain_in_the_vendors_words() {
        assert_eq!(
            fault(&json!({"temperature": 200}), |f| f.decimal("temperature", 0..=2)),
            owned(
                "Invalid 'temperature': decimal above maximum value. Expected a value <= 2, but got 200 instead.",
                "temperature",
                "decimal_above_max_value"
            )
        );
        assert_eq!(
            fault(&json!({"temperature": -1}), |f| f.decimal("temperature", 0..=2)),
            owned(
                "Invalid 'temperature': decimal below minimum value. Expected a value >= 0, but got -1 instead.",
                "temperature",
                "decimal_below_min_value"
            )
        );
        assert_eq!(
            fault(&json!({"max_output_tokens": 10}), |f| f.integer("max_output_tokens", 16..=99)),
            owned(
                "Invalid 'max_output_tokens': integer below minimum value. Expected a value >= 16, but got 10 instead.",
                "max_output_tokens",
                "integer_below_min_value"
            )
        );
    }

    #[test]
    fn types_complain_in_the_vendors_words() {
        assert_eq!(
            fault(&json!({"parallel_tool_calls": null}), |f| f.boolean("parallel_tool_calls", Null::Wrong)),
            owned(
                "Invalid type for 'parallel_tool_calls': expected a boolean, but got null instead.",
                "parallel_tool_calls",
                "invalid_type"
            )
        );
        assert_eq!(
            fault(&json!({"n": "two"}), |f| f.integer("n", 1..=128)).0,
            "Invalid type for 'n': expected an integer, but got a string instead."
        );
        assert_eq!(
            fault(&json!({"n": 1.5}), |f| f.integer("n", 1..=128)).0,
            "Invalid type for 'n': expected an integer, but got a decimal number instead."
        );
    }

    #[test]
    fn integers_may_be_written_as_decimals() {
        let value = json!({"n": 3.0, "seed": u64::MAX, "gone": null});
        let value = Json::from(&value);
        let fields = Fields::of_request(value.as_object().unwrap());
        assert_eq!(fields.integer("n", 1..=128).unwrap(), Some(3));
        assert_eq!(fields.integer("gone", 1..=128).unwrap(), None);
        assert!(fields.integer("seed", i64::MIN..=i64::MAX).is_err());
    }

    #[test]
    fn lists_read_as_sentences() {
        assert_eq!(listed(&["a"]), "'a'");
        assert_eq!(listed(&["a", "b"]), "'a' and 'b'");
        assert_eq!(listed(&["a", "b", "c"]), "'a', 'b', and 'c'");
    }
}
