//! `logit_bias`: which tokens are wished for, which are not.
//!
//! Owns: the parameter's rules and sentences. Must not know: how a bias acts.

use crate::api::openai::errors::ApiFault;
use crate::api::openai::params::{Fields, Null, Place};
use crate::models::Encoding;

/// The last id that may be named: that of the end of a text.
const fn last(encoding: Encoding) -> u32 {
    match encoding {
        Encoding::O200k => 199_999,
        Encoding::Cl100k => 100_257,
        Encoding::P50k | Encoding::R50k => 50_256,
    }
}

/// Checks the parameter, where it is given.
///
/// # Errors
/// The vendor's complaint about the first entry that is wrong.
pub fn check(fields: Fields<'_, '_>, encoding: Encoding) -> Result<(), ApiFault> {
    let Some(bias) = fields.object("logit_bias", Null::Absent)? else { return Ok(()) };
    let values = Fields::at(bias, Place::Field(&Place::Root, "logit_bias"));
    for key in bias.keys() {
        let wrong = |said: String| {
            Err(ApiFault::invalid(format!("Invalid key in 'logit_bias': {key}. {said}")).param("logit_bias"))
        };
        if key.is_empty() || !key.bytes().all(|byte| byte.is_ascii_digit()) {
            return wrong("You should only be submitting non-negative integers.".to_owned());
        }
        if key.parse::<u32>().map_or(true, |id| id > last(encoding)) {
            return wrong(format!("Maximum value is {}.", last(encoding)));
        }
        values.decimal(key, -100..=100)?;
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::api::json::Json;
    use serde_json::{Value, json};

    fn complaint(bias: &Value) -> String {
        let request = json!({ "logit_bias": bias });
        let request = Json::from(&request);
        let fields = Fields::of_request(request.as_object().unwrap());
        check(fields, Encoding::Cl100k).map_or_else(|fault| fault.message.into_owned(), |()| String::new())
    }

    #[test]
    fn keys_are_tokens_and_values_have_bounds() {
        assert_eq!(complaint(&json!({"50256": -100, "100257": 100, "0": 0.5})), "");
        assert_eq!(
            complaint(&json!({"AI": 10})),
            "Invalid key in 'logit_bias': AI. You should only be submitting non-negative integers."
        );
        assert_eq!(
            complaint(&json!({"100265": -100})),
            "Invalid key in 'logit_bias': 100265. Maximum value is 100257."
        );
        assert!(complaint(&json!({"99999999999999": 1})).ends_with("Maximum value is 100257."));
        assert!(complaint(&json!({"1": 101})).contains("Expected a value <= 100, but got 101"));
        assert!(complaint(&json!({"1": "a"})).starts_with("Invalid type for 'logit_bias.1'"));
        assert!(complaint(&json!(["1"])).starts_with("Invalid type for 'logit_bias'"));
    }
}
