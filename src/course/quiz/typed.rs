//! Answers that are typed: numbers with a tolerance, and words.
//!
//! Owns: how they are written. Must not know: where they stand.

use crate::course::model::TypedValue;
use crate::course::table::short;

/// A number as people write it: `1,234.5`, `-3`, `.5`.
#[must_use]
pub fn number(text: &str) -> Option<f64> {
    let text = text.trim().trim_start_matches('$');
    let digits = text.replace([',', '_', '\u{202f}', '\u{a0}'], "").replace('−', "-");
    let plain = digits.chars().all(|c| c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E'));
    let found = digits.parse::<f64>().ok().filter(|n| n.is_finite());
    found.filter(|_| plain && digits.contains(|c: char| c.is_ascii_digit()))
}

/// `42 ± 5 % tokens` as a number; anything that does not begin with a number as text.
pub(super) fn typed_value(words: &str) -> Result<TypedValue, String> {
    let (start, rest) = words.split_once(char::is_whitespace).unwrap_or((words, ""));
    let Some(value) = number(start) else {
        return match words.split_once(['±']) {
            Some((before, _)) if number(before).is_none() => {
                Err(format!("`{}` is not a number.", short(before.trim())))
            }
            _ => Ok(TypedValue::Text(words.to_owned())),
        };
    };
    let rest = rest.trim();
    let tolerance =
        rest.strip_prefix('±').or_else(|| rest.strip_prefix("+-")).or_else(|| rest.strip_prefix("+/-"));
    let Some(tolerance) = tolerance else {
        return Ok(TypedValue::Number { value, tolerance: 0.0, unit: rest.to_owned() });
    };
    let tolerance = tolerance.trim();
    let end = tolerance.find(|c: char| c.is_whitespace() || c == '%').unwrap_or(tolerance.len());
    let (amount, unit) = tolerance.split_at(end);
    let amount = number(amount)
        .filter(|n| *n >= 0.0)
        .ok_or_else(|| format!("`{}` is not how much a number may be off.", short(tolerance)))?;
    let unit = unit.trim();
    Ok(match unit.strip_prefix('%') {
        Some(unit) => TypedValue::Number {
            value,
            tolerance: value.abs() * amount / 100.0,
            unit: unit.trim().to_owned(),
        },
        None => TypedValue::Number { value, tolerance: amount, unit: unit.to_owned() },
    })
}
