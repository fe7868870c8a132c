//! `prices.toml`: what models cost, and since when that is known.
//!
//! Owns: the file's faults, and the course variables that come from it. Must not
//! know: who counts tokens.

use super::fault::Fault;
use super::source::{SourceFile, Spot};
use crate::models::Prices;
use std::collections::BTreeMap;
use std::sync::Arc;

/// The file's name, beside `workbook.toml`.
pub const PRICES_FILE: &str = "prices.toml";

/// Reads the file; what cannot be read is one fault, and no prices.
pub fn parse(file: &Arc<SourceFile>, faults: &mut Vec<Fault>) -> Prices {
    match toml::from_str(&file.text) {
        Ok(prices) => prices,
        Err(error) => {
            let spot = Spot::new(Arc::clone(file), error.span().unwrap_or(0..0));
            let message = format!("The prices cannot be read: {}.", error.message().trim_end_matches('.'));
            let cure = "Rows look like `\"gpt-5.4-mini\" = { input = 0.75, cached = 0.075, output = 4.5 }`.";
            faults.push(Fault::error("bad-prices", spot, message).label("here").cure(cure));
            Prices::default()
        }
    }
}

/// Adds `price.small.input`, `price.small.output` and `price.small.cached` for each
/// variable `model.small` whose model has a price, and `price.date`. What the author
/// wrote stays.
pub fn add_to(prices: &Prices, variables: &mut BTreeMap<String, String>) {
    let mut found = Vec::new();
    for (name, model) in variables.iter() {
        let (Some(short), Some(price)) = (name.strip_prefix("model."), prices.models.get(model)) else {
            continue;
        };
        let parts = [("input", Some(price.input)), ("cached", price.cached), ("output", Some(price.output))];
        let known = parts.into_iter().filter_map(|(part, dollars)| Some((part, dollars?)));
        found.extend(known.map(|(part, dollars)| (format!("price.{short}.{part}"), written(dollars))));
    }
    if !prices.date.is_empty() {
        found.push(("price.date".to_owned(), prices.date.clone()));
    }
    for (name, value) in found {
        variables.entry(name).or_insert(value);
    }
}

/// Dollars with at least two decimals, and no more than needed: `4.50`, `0.075`.
fn written(dollars: f64) -> String {
    let exact = format!("{dollars}");
    let decimals = exact.split_once('.').map_or(0, |(_, decimals)| decimals.len());
    if decimals < 2 { format!("{dollars:.2}") } else { exact }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Prices, Vec<Fault>) {
        let mut faults = Vec::new();
        (parse(&Arc::new(SourceFile::new(PRICES_FILE, text)), &mut faults), faults)
    }

    #[test]
    fn prices_become_variables_of_the_models_in_use() {
        let (prices, faults) = read(
            "date = \"2026-11-12\"\n[models]\n\"gpt-x\" = { input = 0.075, output = 4.5 }\n\"y\" = { input = 1, output = 2 }\n",
        );
        assert!(faults.is_empty(), "{faults:?}");
        let mut variables = BTreeMap::from([
            ("model.small".to_owned(), "gpt-x".to_owned()),
            ("price.small.output".to_owned(), "mine".to_owned()),
        ]);
        add_to(&prices, &mut variables);
        let get = |name: &str| variables.get(name).map(String::as_str);
        assert_eq!(get("price.small.input"), Some("0.075"));
        assert_eq!(get("price.small.output"), Some("mine"));
        assert_eq!(get("price.date"), Some("2026-11-12"));
        assert_eq!(variables.len(), 4);
        assert_eq!(written(4.5), "4.50");
        assert_eq!(written(10.0), "10.00");
    }

    #[test]
    fn what_cannot_be_read_is_a_fault_with_a_place() {
        let (_, faults) = read("date = \"2026-11-12\"\n[models]\nx = { inputs = 1, output = 2 }\n");
        assert_eq!(
            faults.first().map(|f| (f.code, f.spot.as_ref().map(|s| s.line_column().0))),
            Some(("bad-prices", Some(3)))
        );
    }
}
