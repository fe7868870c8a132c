//! `lessons/macros.jinja`: what several checks say alike, written once.
//!
//! Owns: which macros the file has, where, and which of them a text uses. Must not know:
//! what they mean; whoever has the evidence compiles them.

use super::source::{Located, SourceFile, Spot};
use regex::Regex;
use std::ops::Range;
use std::sync::{Arc, LazyLock, OnceLock};

/// The file's path from the course's root.
pub const MACROS_FILE: &str = "lessons/macros.jinja";

// White space is written out: every command compiles these, and `\s` and `\b` mean those of
// all scripts, which takes many times as long.
#[allow(clippy::unwrap_used)] // constant patterns, proved by every test
static OPENING: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"\{%[-+]?[ \t\n]*macro[ \t\n]+([A-Za-z_][A-Za-z0-9_]*)").unwrap());
#[allow(clippy::unwrap_used)]
static CLOSING: LazyLock<Regex> = LazyLock::new(|| Regex::new(r"\{%[-+]?[ \t\n]*endmacro").unwrap());

/// A course's macros, as they are written.
#[derive(Debug, Clone, Default)]
pub struct Macros {
    source: Option<Arc<SourceFile>>,
    /// Found when they are first asked for: most commands do not.
    all: OnceLock<Vec<Macro>>,
}

#[derive(Debug, Clone)]
struct Macro {
    name: String,
    place: Range<usize>,
    text: Range<usize>,
}

impl Macros {
    /// The macros of this file.
    #[must_use]
    pub fn read(source: &Arc<SourceFile>) -> Self {
        Self { source: Some(Arc::clone(source)), all: OnceLock::new() }
    }

    fn all(&self) -> &[Macro] {
        self.all.get_or_init(|| self.source.iter().flat_map(|source| found(&source.text)).collect())
    }

    /// The whole file; `None` when the course has none.
    #[must_use]
    pub fn file(&self) -> Option<Located> {
        let source = self.source.as_ref()?;
        let spot = Spot::new(Arc::clone(source), 0..source.text.len());
        Some(Located { text: source.text.clone(), spot })
    }

    /// Their names, each with its place.
    pub fn names(&self) -> impl Iterator<Item = (&str, Spot)> {
        let spot =
            |place: &Range<usize>| self.source.as_ref().map(|s| Spot::new(Arc::clone(s), place.clone()));
        self.all().iter().filter_map(move |one| Some((one.name.as_str(), spot(&one.place)?)))
    }

    /// An expression together with the texts of all macros that it uses, for those who look
    /// at which words judge.
    #[must_use]
    pub fn spelled(&self, expression: &str) -> String {
        let mut spelled = expression.to_owned();
        let mut left: Vec<&Macro> = self.all().iter().collect();
        while let Some(at) = left.iter().position(|one| Self::are_called(&spelled, &one.name)) {
            let one = left.swap_remove(at);
            let text = self.source.as_ref().and_then(|s| s.text.get(one.text.clone()));
            spelled.push('\n');
            spelled.push_str(text.unwrap_or_default());
        }
        spelled
    }

    /// Whether a text calls a macro of this name.
    #[must_use]
    pub fn are_called(text: &str, name: &str) -> bool {
        text.match_indices(name).any(|(at, _)| {
            let before = text[..at].chars().next_back();
            let after = text[at + name.len()..].trim_start();
            after.starts_with('(') && !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.')
        })
    }
}

fn found(text: &str) -> Vec<Macro> {
    let one = |found: regex::Captures<'_>| {
        let (whole, name) = (found.get(0)?, found.get(1)?);
        let rest = text.get(whole.end()..)?;
        let end = CLOSING.find(rest).map_or(text.len(), |closing| whole.end() + closing.start());
        Some(Macro { name: name.as_str().to_owned(), place: name.range(), text: whole.start()..end })
    };
    OPENING.captures_iter(text).filter_map(one).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn macros(text: &str) -> Macros {
        Macros::read(&Arc::new(SourceFile::new(MACROS_FILE, text)))
    }

    #[test]
    fn a_text_is_spelled_with_the_macros_it_uses() {
        let macros = macros(
            "{% macro says(word) -%}{{ word in output }}{%- endmacro %}\n\
             {% macro both() %}{{ says(nonce) }}{% endmacro %}\n{% macro other() %}x{% endmacro %}",
        );
        assert_eq!(macros.names().map(|(name, _)| name).collect::<Vec<_>>(), ["says", "both", "other"]);
        assert_eq!(macros.names().nth(1).unwrap().1.to_place(), "lessons/macros.jinja:2:10");
        let spelled = macros.spelled("not both()");
        assert!(spelled.contains("nonce") && spelled.contains("in output") && !spelled.contains("other"));
        assert_eq!(macros.spelled("x.both() and essays('a')"), "x.both() and essays('a')");
        assert_eq!(Macros::default().spelled("both()"), "both()");
    }

    #[test]
    fn what_is_not_closed_or_calls_itself_ends() {
        assert!(macros("{% macro a() %}{{ a() }}").spelled("a()").contains("{{ a() }}"));
    }
}
