//! Two texts that come from one: the changes of both, where they do not meet.
//!
//! Owns: line-wise three-way merging. Must not know: files.

use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::ops::Range;

/// A change of the base: these lines become those.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Edit {
    old: Range<usize>,
    new: Vec<String>,
}

/// `base` with what `mine` and `theirs` changed in it; `None` when both changed the same
/// place, or places that touch: then a person has to decide.
pub(super) fn merge(base: &str, mine: &str, theirs: &str) -> Option<String> {
    let lines: Vec<&str> = base.split_inclusive('\n').collect();
    let (mine, theirs) = (edits(&lines, mine), edits(&lines, theirs));
    let mut all: Vec<Edit> = mine.clone();
    for edit in theirs {
        if mine.contains(&edit) {
            continue;
        }
        if mine.iter().any(|own| touches(&own.old, &edit.old)) {
            return None;
        }
        all.push(edit);
    }
    all.sort_by_key(|edit| edit.old.start);
    let mut merged = String::new();
    let mut at = 0;
    for edit in &all {
        merged.extend(lines.get(at..edit.old.start)?.iter().copied());
        merged.extend(edit.new.iter().map(String::as_str));
        at = edit.old.end;
    }
    merged.extend(lines.get(at..)?.iter().copied());
    Some(merged)
}

fn touches(one: &Range<usize>, other: &Range<usize>) -> bool {
    one.start <= other.end && other.start <= one.end
}

fn edits(base: &[&str], text: &str) -> Vec<Edit> {
    let lines: Vec<&str> = text.split_inclusive('\n').collect();
    let (mut edits, mut at): (Vec<Edit>, usize) = (Vec::new(), 0);
    for op in capture_diff_slices(Algorithm::Myers, base, &lines) {
        // Counted here: neighbouring operations do not always agree on where they are.
        let old = at..at + op.old_range().len();
        at = old.end;
        if matches!(op, DiffOp::Equal { .. }) {
            continue;
        }
        let new = lines.get(op.new_range()).unwrap_or_default().iter().map(|line| (*line).to_owned());
        match edits.last_mut().filter(|last| last.old.end == old.start) {
            Some(last) => {
                last.old.end = old.end;
                last.new.extend(new);
            }
            None => edits.push(Edit { old, new: new.collect() }),
        }
    }
    edits
}

#[cfg(test)]
mod tests {
    use super::merge;
    use proptest::prelude::*;

    const BASE: &str = "# Retry\nimport openai\n\n# TODO: ask\n\nprint('x')\n";

    #[test]
    fn changes_in_different_places_come_together() {
        let mine = BASE.replace("# TODO: ask\n", "reply = ask()\nprint(reply)\n");
        let theirs = BASE.replace("# Retry\n", "# Retry: come back later\n");
        let merged = "# Retry: come back later\nimport openai\n\nreply = ask()\nprint(reply)\n\nprint('x')\n";
        assert_eq!(merge(BASE, &mine, &theirs).as_deref(), Some(merged));
    }

    #[test]
    fn changes_that_meet_are_for_a_person() {
        let mine = BASE.replace("# TODO: ask\n", "ask()\n");
        assert_eq!(merge(BASE, &mine, &BASE.replace("# TODO: ask\n", "# TODO: ask twice\n")), None);
        assert_eq!(merge(BASE, &mine, &BASE.replace("# TODO: ask\n", "# TODO: ask\n# then\n")), None);
        assert_eq!(merge(BASE, &mine, &mine).as_deref(), Some(mine.as_str()), "the same change");
    }

    fn text() -> impl Strategy<Value = String> {
        prop::collection::vec("[ab]?\n", 0..8).prop_map(|lines| lines.concat())
    }

    proptest! {
        #[test]
        fn who_changes_nothing_gets_the_others(base in text(), other in text()) {
            prop_assert_eq!(merge(&base, &base, &other), Some(other.clone()));
            prop_assert_eq!(merge(&base, &other, &base), Some(other));
        }

        #[test]
        fn no_line_of_mine_is_lost(base in text(), theirs in text(), at in 0_usize..8) {
            let mut lines: Vec<&str> = base.split_inclusive('\n').collect();
            lines.insert(at.min(lines.len()), "mine\n");
            if let Some(merged) = merge(&base, &lines.concat(), &theirs) {
                prop_assert!(merged.contains("mine\n"));
            }
        }
    }
}
