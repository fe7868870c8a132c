//! Anchors of headings, as forges make them.
//!
//! Owns: slugs and their numbering. Must not know: Markdown's syntax.

use std::collections::{BTreeMap, BTreeSet};

/// A heading's text as a forge would make it an anchor: lower case, punctuation
/// gone, spaces to hyphens.
pub fn slug(text: &str) -> String {
    let kept = text.trim().chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// The anchors of one file.
#[derive(Debug, Clone, Default)]
pub struct Anchors {
    all: BTreeSet<String>,
    /// How often each slug came up.
    counts: BTreeMap<String, usize>,
}

impl Anchors {
    /// Adds a heading without an id of its own; returns its anchor.
    pub fn add_heading(&mut self, text: &str) -> String {
        let slug = slug(text);
        let count = self.counts.entry(slug.clone()).or_default();
        let anchor = if *count == 0 { slug } else { format!("{slug}-{count}") };
        *count += 1;
        self.all.insert(anchor.clone());
        anchor
    }

    /// Adds an explicit id; false when the file has it already.
    pub fn add_id(&mut self, id: &str) -> bool {
        self.all.insert(id.to_owned())
    }

    /// Whether a link may point at it.
    pub fn contains(&self, anchor: &str) -> bool {
        self.all.contains(anchor)
    }

    /// All of them, sorted.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        self.all.iter().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_those_of_forges() {
        assert_eq!(slug("Your first call"), "your-first-call");
        assert_eq!(slug("What's `max_tokens`?"), "whats-max_tokens");
        assert_eq!(slug("Über  uns — 2"), "über--uns--2");
    }

    #[test]
    fn equal_headings_are_numbered() {
        let mut anchors = Anchors::default();
        assert_eq!(anchors.add_heading("Try it"), "try-it");
        assert_eq!(anchors.add_heading("Try it"), "try-it-1");
        assert!(anchors.add_id("retry"));
        assert!(!anchors.add_id("retry"));
        assert!(anchors.contains("try-it-1"));
    }
}
