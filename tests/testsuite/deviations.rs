//! The page that lists what the mock serves and how it differs, kept in step.

use workbook::api::route::{Route, SERVED, route};

const PAGE: &str = include_str!("../../src/api/README.md");

/// The table rows between two headings.
fn rows(from: &str, to: &str) -> Vec<Vec<String>> {
    let begin = PAGE.find(from).unwrap();
    let end = PAGE[begin..].find(to).map_or(PAGE.len(), |length| begin + length);
    PAGE[begin..end]
        .lines()
        .filter(|line| line.starts_with('|') && !line.starts_with("|---"))
        .skip(1)
        .map(|line| line.trim_matches('|').split('|').map(|cell| cell.trim().replace('`', "")).collect())
        .collect()
}

#[test]
fn the_table_of_endpoints_is_the_routers() {
    let listed: Vec<(String, String)> =
        rows("## Served", "## Not served").into_iter().map(|row| (row[0].clone(), row[1].clone())).collect();
    let served: Vec<(String, String)> =
        SERVED.iter().map(|(verbs, path)| ((*verbs).to_owned(), (*path).to_owned())).collect();
    assert_eq!(listed, served);
}

#[test]
fn what_is_listed_as_not_served_is_not() {
    let listed = rows("## Not served", "## Known deviations");
    assert!(listed.len() > 5);
    for row in listed {
        for verb in ["GET", "POST"] {
            let found = route(verb, &row[0]).0;
            assert!(matches!(found, Route::NotServed), "{verb} {}: {found:?}", row[0]);
        }
    }
}
