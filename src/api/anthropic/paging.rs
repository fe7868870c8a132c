//! Lists in pages, as this vendor cuts them.
//!
//! Owns: `limit`, `after_id`, `before_id`, and the envelope. Must not know: what is
//! listed.

use super::errors::ApiFault;
use crate::api::query::parameter;
use serde_json::{Value, json};

/// Things on a page, where nobody says otherwise.
const USUAL: usize = 20;
/// Most things on a page.
const MOST: usize = 1000;

/// A page of things that are given in the order of the list.
///
/// # Errors
/// The vendor's complaint about the query.
pub fn page(things: &[Value], query: &str) -> Result<Value, ApiFault> {
    let limit = match parameter(query, "limit") {
        None => USUAL,
        Some(text) => match text.parse::<usize>() {
            Ok(limit @ 1..=MOST) => limit,
            Ok(0) => return Err(ApiFault::invalid("limit: Input should be greater than or equal to 1")),
            Ok(_) => {
                return Err(ApiFault::invalid(format!(
                    "limit: Input should be less than or equal to {MOST}"
                )));
            }
            Err(_) => return Err(ApiFault::invalid("limit: Input should be a valid integer")),
        },
    };
    let place = |name: &str| {
        let id = parameter(query, name).filter(|id| !id.is_empty())?;
        things.iter().position(|thing| thing["id"] == *id)
    };
    let (data, has_more) = match (place("after_id"), place("before_id")) {
        (Some(after), _) => cut(things.get(after + 1..).unwrap_or_default(), limit),
        (None, Some(before)) => {
            let earlier = things.get(..before).unwrap_or_default();
            let from = earlier.len().saturating_sub(limit);
            (earlier.get(from..).unwrap_or_default(), from > 0)
        }
        (None, None) => cut(things, limit),
    };
    let id_of = |thing: Option<&Value>| thing.map(|thing| thing["id"].clone());
    Ok(json!({
        "data": data,
        "has_more": has_more,
        "first_id": id_of(data.first()),
        "last_id": id_of(data.last()),
    }))
}

fn cut(things: &[Value], limit: usize) -> (&[Value], bool) {
    match things.get(..limit) {
        Some(page) => (page, things.len() > limit),
        None => (things, false),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn ids(query: &str) -> (String, bool) {
        let things: Vec<Value> = ["a", "b", "c", "d"].map(|id| json!({"id": id})).to_vec();
        let page = page(&things, query).unwrap();
        let ids = page["data"].as_array().unwrap().iter().map(|one| one["id"].as_str().unwrap()).collect();
        (ids, page["has_more"] == true)
    }

    #[test]
    fn pages_go_both_ways() {
        assert_eq!(ids(""), ("abcd".to_owned(), false));
        assert_eq!(ids("limit=2"), ("ab".to_owned(), true));
        assert_eq!(ids("limit=2&after_id=b"), ("cd".to_owned(), false));
        assert_eq!(ids("limit=2&before_id=d"), ("bc".to_owned(), true));
        assert!(page(&[], "limit=0").is_err() && page(&[], "limit=x").is_err());
    }
}
