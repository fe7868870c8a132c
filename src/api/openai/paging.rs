//! Lists in pages.
//!
//! Owns: `limit`, `order`, `after`, and the envelope. Must not know: what is listed.

use crate::api::openai::errors::ApiFault;
use crate::api::openai::params::not_one_of;
use crate::api::query::parameter;
use serde_json::{Value, json};
use std::sync::Arc;

/// How an endpoint lists when it is not told.
#[derive(Debug, Clone, Copy)]
pub struct Usual {
    /// Things on a page.
    pub limit: usize,
    /// Most things on a page.
    pub most: usize,
    /// Newest first.
    pub newest_first: bool,
}

/// Most lists: 20, at most 100, newest first.
pub const USUAL: Usual = Usual { limit: 20, most: 100, newest_first: true };

/// A page of things that are given oldest first, as the query wants it.
///
/// # Errors
/// The vendor's complaint about the query.
pub fn page(things: &[Arc<Value>], query: &str, usual: Usual) -> Result<Value, ApiFault> {
    let limit = match parameter(query, "limit") {
        None => usual.limit,
        Some(text) => limit(&text, usual.most)?,
    };
    let newest_first = match parameter(query, "order").as_deref() {
        None => usual.newest_first,
        Some("desc") => true,
        Some("asc") => false,
        Some(other) => return Err(not_one_of("order", other, &["asc", "desc"])),
    };
    let mut ordered: Vec<&Arc<Value>> = things.iter().collect();
    if newest_first {
        ordered.reverse();
    }
    let from = match parameter(query, "after") {
        Some(after) => {
            ordered.iter().position(|item| item["id"] == *after).map_or(ordered.len(), |at| at + 1)
        }
        None => 0,
    };
    let rest = ordered.get(from..).unwrap_or_default();
    let data = rest.get(..limit).unwrap_or(rest);
    let id_of = |item: Option<&&Arc<Value>>| item.map(|item| item["id"].clone());
    Ok(json!({
        "object": "list",
        "data": data,
        "first_id": id_of(data.first()),
        "last_id": id_of(data.last()),
        "has_more": rest.len() > data.len(),
    }))
}

/// The `limit` of a list, from 1 on.
fn limit(text: &str, most: usize) -> Result<usize, ApiFault> {
    let complaint = |what: String, code: &'static str| {
        ApiFault::invalid(format!("Invalid 'limit': {what}")).param("limit").code(code)
    };
    match text.parse::<i64>() {
        Ok(limit @ ..1) => Err(complaint(
            format!("integer below minimum value. Expected a value >= 1, but got {limit} instead."),
            "integer_below_min_value",
        )),
        Ok(limit) if limit.unsigned_abs() as usize <= most => Ok(limit.unsigned_abs() as usize),
        Ok(limit) => Err(complaint(
            format!("integer above maximum value. Expected a value <= {most}, but got {limit} instead."),
            "integer_above_max_value",
        )),
        Err(_) => {
            Err(ApiFault::invalid("Invalid type for 'limit': expected an integer, but got a string instead.")
                .param("limit")
                .code("invalid_type"))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn ids(query: &str) -> (Vec<String>, bool) {
        let things: Vec<_> = (1..=5).map(|n| Arc::new(json!({"id": format!("x{n}")}))).collect();
        let page = page(&things, query, Usual { limit: 2, most: 4, newest_first: true }).unwrap();
        let data = page["data"].as_array().unwrap();
        assert_eq!(page["first_id"], data.first().map_or(Value::Null, |first| first["id"].clone()));
        assert_eq!(page["last_id"], data.last().map_or(Value::Null, |last| last["id"].clone()));
        let ids = data.iter().map(|one| one["id"].as_str().unwrap().to_owned()).collect();
        (ids, page["has_more"] == true)
    }

    #[test]
    fn pages_follow_each_other() {
        assert_eq!(ids(""), (vec!["x5".to_owned(), "x4".to_owned()], true));
        assert_eq!(ids("order=asc&after=x3"), (vec!["x4".to_owned(), "x5".to_owned()], false));
        assert_eq!(ids("after=x2&limit=4"), (vec!["x1".to_owned()], false));
        assert_eq!(ids("after=nobody"), (Vec::new(), false));
    }

    #[test]
    fn limits_have_bounds() {
        for (text, code) in
            [("0", "integer_below_min_value"), ("5", "integer_above_max_value"), ("many", "invalid_type")]
        {
            assert_eq!(limit(text, 4).unwrap_err().code.as_deref(), Some(code));
        }
        assert_eq!(limit("4", 4).unwrap(), 4);
    }
}
