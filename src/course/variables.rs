//! Course variables: `{{ model.small }}` becomes what `workbook.toml` says.
//!
//! Owns: what a variable looks like and where it is put in. Must not know: Markdown,
//! nor what the variables are called.

use super::fault::{Fault, MOST_FAULTS};
use super::source::{SourceFile, Spot};
use super::{suggest, table};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// What a variable begins and ends with.
const OPENING: &str = "{{ ";
const CLOSING: &str = " }}";

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
        let text = file.text.get(range.clone()).unwrap_or_default();
        for at in memchr::memmem::find_iter(text.as_bytes(), OPENING) {
            let start = range.start + at;
            let Some(name) = name_at(text, at + OPENING.len()).filter(|_| !is_inside(skipped, start)) else {
                continue;
            };
            let named = start + OPENING.len()..start + OPENING.len() + name.len();
            match variables.get(name) {
                Some(value) => places.push((start..named.end + CLOSING.len(), value.clone())),
                None if unknown_ones < MOST_FAULTS => {
                    unknown_ones += 1;
                    faults.push(unknown(name, Spot::new(Arc::clone(file), named), variables));
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

/// The variable's name that begins at this byte: lower-case dotted words, up to the braces.
fn name_at(text: &str, at: usize) -> Option<&str> {
    let rest = text.get(at..)?;
    let is_part = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '_' | '-' | '.');
    let name = rest.get(..rest.find(|c| !is_part(c))?)?;
    let is_name =
        name.starts_with(|c: char| c.is_ascii_lowercase()) && name.split('.').all(|w| !w.is_empty());
    (is_name && rest[name.len()..].starts_with(CLOSING)).then_some(name)
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

    #[test]
    fn what_looks_nearly_like_a_variable_is_left_alone() {
        for text in
            ["{{ Model }}", "{{ a..b }}", "{{ .a }}", "{{ a. }}", "{{ a b }}", "{{ a }", "{{ a", "{{  a }}"]
        {
            let file = Arc::new(SourceFile::new("l.md", text));
            let mut faults = Vec::new();
            Substitution::find(&file, 0..text.len(), &[], &variables(), &mut faults);
            assert!(faults.is_empty(), "{text}");
        }
        let text = "{{{ model.small }}}{{ model.small }}";
        let file = Arc::new(SourceFile::new("l.md", text));
        let found = Substitution::find(&file, 0..text.len(), &[], &variables(), &mut Vec::new());
        assert_eq!(found.render(text, 0..text.len()), "{tiny-1}tiny-1");
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
