//! Course variables: `{{ model.small }}` becomes what `workbook.toml` says.
//!
//! Owns: what a variable looks like and where it is put in. Must not know: Markdown,
//! nor what the variables are called.

use super::fault::{Fault, MOST_FAULTS};
use super::source::{SourceFile, Spot};
use super::{suggest, table};
use regex::Regex;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// Two braces, a space, lower-case dotted words, a space, two braces.
#[allow(clippy::unwrap_used)] // a constant pattern, proved by every test
static VARIABLE: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{\{ ([a-z][a-z0-9_-]*(?:\.[a-z0-9_-]+)*) \}\}").unwrap());

/// The variables of one file: what stands where, and what is put there.
#[derive(Debug, Default)]
pub struct Substitution {
    /// In order; places in the file and their values.
    places: Vec<(Range<usize>, String)>,
}

impl Substitution {
    /// Finds the variables in `range` of the file, outside `skipped` (sorted); unknown ones
    /// become faults and stay as they are.
    pub fn find(
        file: &Arc<SourceFile>,
        range: Range<usize>,
        skipped: &[Range<usize>],
        variables: &BTreeMap<String, String>,
        faults: &mut Vec<Fault>,
    ) -> Self {
        let mut places = Vec::new();
        let mut unknown_ones = 0;
        for found in VARIABLE.captures_iter(file.text.get(range.clone()).unwrap_or_default()) {
            let (Some(whole), Some(name)) = (found.get(0), found.get(1)) else { continue };
            let start = range.start + whole.start();
            if is_inside(skipped, start) {
                continue;
            }
            match variables.get(name.as_str()) {
                Some(value) => places.push((start..range.start + whole.end(), value.clone())),
                None if unknown_ones < MOST_FAULTS => {
                    unknown_ones += 1;
                    let place = range.start + name.start()..range.start + name.end();
                    faults.push(unknown(name.as_str(), Spot::new(Arc::clone(file), place), variables));
                }
                None => {}
            }
        }
        Self { places }
    }

    /// A range of the file with its variables put in.
    pub fn render(&self, text: &str, range: Range<usize>) -> String {
        let mut rendered = String::with_capacity(range.len());
        let first = self.places.partition_point(|(place, _)| place.start < range.start);
        let mut at = range.start;
        for (place, value) in self.places.iter().skip(first).take_while(|(p, _)| p.end <= range.end) {
            rendered.push_str(text.get(at..place.start).unwrap_or_default());
            rendered.push_str(value);
            at = place.end;
        }
        rendered.push_str(text.get(at..range.end).unwrap_or_default());
        rendered
    }
}

/// Whether one of these sorted ranges holds the byte.
pub fn is_inside(ranges: &[Range<usize>], at: usize) -> bool {
    let next = ranges.partition_point(|r| r.start <= at);
    next.checked_sub(1).and_then(|i| ranges.get(i)).is_some_and(|r| r.contains(&at))
}

fn unknown(name: &str, spot: Spot, variables: &BTreeMap<String, String>) -> Fault {
    let cure = suggest::cure(
        name,
        variables.keys().map(String::as_str),
        "Add it to [variables] in workbook.toml; there are",
        "Add it to [variables] in workbook.toml.",
    );
    let message = format!("The course has no variable `{}`.", table::short(name));
    Fault::error("unknown-variable", spot, message).label("not in workbook.toml").cure(cure)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn variables() -> BTreeMap<String, String> {
        BTreeMap::from([("model.small".to_owned(), "tiny-1".to_owned())])
    }

    #[test]
    fn variables_are_put_in_and_unknown_ones_told() {
        let text = "a {{ model.small }} b {{ model.smal }} c {{model.small}} {{ model.small }}";
        let file = Arc::new(SourceFile::new("l.md", text));
        let mut faults = Vec::new();
        let found = Substitution::find(&file, 0..text.len(), &[], &variables(), &mut faults);
        assert_eq!(found.render(text, 0..text.len()), "a tiny-1 b {{ model.smal }} c {{model.small}} tiny-1");
        assert_eq!(found.render(text, 2..21), "tiny-1 b");
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].spot.as_ref().unwrap().to_place(), "l.md:1:26");
        assert_eq!(faults[0].cure, "Did you mean `model.small`?");
    }

    #[test]
    fn skipped_ranges_are_left_alone() {
        let text = "{{ model.small }} {{ nope }} {{ model.small }}";
        let file = Arc::new(SourceFile::new("l.md", text));
        let mut faults = Vec::new();
        let skipped = std::slice::from_ref(&(18..28));
        let found = Substitution::find(&file, 0..text.len(), skipped, &variables(), &mut faults);
        assert_eq!(found.render(text, 0..text.len()), "tiny-1 {{ nope }} tiny-1");
        assert!(faults.is_empty());
    }

    proptest! {
        #[test]
        fn never_panics(text in "(\\{\\{ [a-z.]{0,12} \\}\\}|\\PC){0,40}", from in 0_usize..40, to in 0_usize..80) {
            let file = Arc::new(SourceFile::new("l.md", text.clone()));
            let mut faults = Vec::new();
            let found = Substitution::find(&file, 0..file.text.len(), &[], &variables(), &mut faults);
            found.render(&text, from.min(to)..to);
        }
    }
}
