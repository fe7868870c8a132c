//! What of a lesson a person reads: everything but the machine's blocks, the hints and
//! the answers of its quizzes.
//!
//! Owns: what is left out. Must not know: how the rest is drawn.

use super::info::Info;
use super::markdown::{self, Fence, Heading, Outline};
use super::model::Lesson;
use super::quiz::quiz_title;
use super::sections::{exercise_title, hint_title};
use std::ops::Range;

/// The parts that are written for the machine.
const MACHINE_PARTS: &[&str] = &["stub", "wrong", "scene", "check"];

/// The lesson's Markdown as a person reads it. In the place of a quiz's questions stands
/// what `quiz_words` says about the quiz with this index.
#[must_use]
pub fn reading(lesson: &Lesson, quiz_words: impl Fn(usize) -> String) -> String {
    let text = &lesson.body;
    let outline = markdown::outline(text, 0);
    let mut cuts: Vec<(Range<usize>, String)> = outline
        .fences
        .iter()
        .filter(|fence| is_for_the_machine(text, fence))
        .map(|fence| (fence.range.clone(), String::new()))
        .collect();
    cuts.extend(hints(text, &outline).map(|range| (range, String::new())));
    let quizzes = margin_headings(&outline).filter(|h| is_quiz(h)).enumerate();
    cuts.extend(quizzes.map(|(index, heading)| {
        let range = heading.range.end..end_of(text, &outline, heading);
        (range, format!("\n\n{}\n\n", quiz_words(index)))
    }));
    cuts.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    cut(text, cuts)
}

/// The part of a Markdown text under the heading with this anchor, with its heading, up
/// to the next heading of its level or above.
#[must_use]
pub fn section(text: &str, anchor: &str) -> Option<String> {
    let outline = markdown::outline(text, 0);
    let heading = outline.headings.iter().find(|h| h.anchor == anchor)?;
    text.get(heading.range.start..end_of(text, &outline, heading)).map(str::to_owned)
}

fn is_for_the_machine(text: &str, fence: &Fence) -> bool {
    let info = Info::parse(text.get(fence.info.clone()).unwrap_or_default(), 0);
    info.words.iter().any(|word| MACHINE_PARTS.contains(&word.text.as_str()))
}

fn margin_headings(outline: &Outline) -> impl Iterator<Item = &Heading> {
    outline.headings.iter().filter(|h| h.at_margin)
}

fn is_quiz(heading: &Heading) -> bool {
    heading.level == 2 && quiz_title(&heading.text).is_some()
}

/// The hints of all exercises.
fn hints<'a>(text: &'a str, outline: &'a Outline) -> impl Iterator<Item = Range<usize>> + 'a {
    let mut in_exercise = false;
    margin_headings(outline).filter_map(move |heading| {
        if heading.level <= 2 {
            in_exercise = heading.level == 2 && exercise_title(&heading.text).is_some();
        }
        let hint = in_exercise && heading.level > 2 && hint_title(&heading.text).is_some();
        let next = outline.headings.iter().find(|h| h.at_margin && h.range.start > heading.range.start);
        hint.then(|| heading.range.start..next.map_or(text.len(), |h| h.range.start))
    })
}

/// Where the section of a heading ends.
fn end_of(text: &str, outline: &Outline, heading: &Heading) -> usize {
    let after = outline.headings.iter().filter(|h| h.at_margin && h.range.start > heading.range.start);
    after.into_iter().find(|h| h.level <= heading.level).map_or(text.len(), |h| h.range.start)
}

/// The text with these ranges (sorted) replaced.
fn cut(text: &str, cuts: Vec<(Range<usize>, String)>) -> String {
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    for (range, words) in cuts {
        if range.start >= at {
            kept.push_str(text.get(at..range.start).unwrap_or_default());
            kept.push_str(&words);
            at = range.end;
        }
    }
    kept.push_str(text.get(at..).unwrap_or_default());
    kept
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::course::parse_lesson;
    use proptest::prelude::*;
    use std::collections::BTreeMap;

    fn read(text: &str) -> String {
        let (lesson, _) = parse_lesson("lessons/01-a.md", text, &[], &BTreeMap::new());
        reading(&lesson.unwrap(), |index| format!("(quiz {index})"))
    }

    #[test]
    fn machine_blocks_hints_and_answers_are_left_out() {
        let text = "# T\n\n```python sample\nx\n```\n\n## Exercise: E {#e}\n\nTask.\n\n```toml scene\nname = 1\n```\n\n\
                    ```python stub\ny\n```\n\n### Hint\n\nSecret.\n\n### Not one\n\nStays.\n\n\
                    ## Quiz\n\n### Q?\n\n- [x] yes\n\n## End\n\nLast.\n";
        let shown = read(text);
        for kept in ["python sample", "Task.", "### Not one", "Stays.", "## Quiz", "(quiz 0)", "Last."] {
            assert!(shown.contains(kept), "{kept}: {shown}");
        }
        for gone in ["scene", "stub", "Secret", "Q?", "[x]"] {
            assert!(!shown.contains(gone), "{gone}: {shown}");
        }
    }

    #[test]
    fn a_section_ends_at_the_next_of_its_level() {
        let text = "# T\n\n## A {#a}\n\none\n\n### B\n\ntwo\n\n## C\n\nthree\n";
        assert_eq!(section(text, "a").unwrap(), "## A {#a}\n\none\n\n### B\n\ntwo\n\n");
        assert_eq!(section(text, "b").unwrap(), "### B\n\ntwo\n\n");
        assert_eq!(section(text, "nope"), None);
    }

    proptest! {
        #[test]
        fn never_panics(text in "(\\PC|\n|```toml check|```|## Quiz|## Exercise: |### Hint|> |- ){0,60}") {
            read(&text);
            let _ = section(&text, "quiz");
        }
    }
}
