//! Faults that can be mended without thinking.
//!
//! Owns: which ones, and the text that mends each. Must not know: the disk.

use super::fault::Fault;
use super::source::SourceFile;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Arc;

/// Faults whose cure is another word in the place of this one.
const WORDS: [&str; 10] = [
    "unknown-key",
    "unknown-scene",
    "unknown-check",
    "unknown-variable",
    "unknown-word",
    "unknown-anchor",
    "unknown-attribute",
    "unknown-language",
    "unknown-track",
    "model-name",
];

/// How many edits a misspelt word is from the one meant, at most.
const FAR: usize = 3;

/// A place, and what is to stand there.
type Edit = (Range<usize>, String);

/// The place and the text that mends this fault; `None` where a person has to decide.
#[must_use]
pub fn fix(fault: &Fault) -> Option<Edit> {
    let spot = fault.spot.as_ref()?;
    let text = spot.file.text.get(spot.range.clone())?;
    let mended = match fault.code {
        "control-character" => String::new(),
        "skipped-heading-level" => {
            let level: usize =
                fault.cure.strip_prefix("Make it level ")?.trim_end_matches('.').parse().ok()?;
            let rest = text.trim_start_matches('#');
            // Headings underlined with signs have no level to change.
            (rest.len() < text.len()).then(|| format!("{}{rest}", "#".repeat(level)))?
        }
        "model-name" => quoted(&fault.cure)?.to_owned(),
        code if WORDS.contains(&code) => {
            let word = fault.cure.strip_prefix("Did you mean ").and_then(quoted)?;
            let bare = text.trim_matches(['"', '\'']);
            // A place that holds more than the word is left to the author.
            if strsim::damerau_levenshtein(&bare.to_lowercase(), word) > FAR {
                return None;
            }
            text.replacen(bare, word, 1)
        }
        _ => return None,
    };
    (mended != text).then(|| (spot.range.clone(), mended))
}

/// What stands between the first two backticks.
fn quoted(text: &str) -> Option<&str> {
    text.split('`').nth(1).filter(|word| !word.is_empty())
}

/// The files in which something can be mended, with their new texts and how many faults
/// that mends. Of two that touch each other, the second waits for the next time.
#[must_use]
pub fn fixed(faults: &[Fault]) -> Vec<(String, String, usize)> {
    let mut edits: BTreeMap<&str, (&Arc<SourceFile>, Vec<Edit>)> = BTreeMap::new();
    for fault in faults {
        if let (Some(edit), Some(spot)) = (fix(fault), &fault.spot) {
            edits.entry(&spot.file.path).or_insert((&spot.file, Vec::new())).1.push(edit);
        }
    }
    let mut files = Vec::new();
    for (path, (file, mut edits)) in edits {
        edits.sort_by_key(|(range, _)| range.start);
        let (mut text, mut at, mut count) = (String::with_capacity(file.text.len()), 0, 0);
        for (range, mended) in edits {
            if range.start < at {
                continue;
            }
            text.push_str(file.text.get(at..range.start).unwrap_or_default());
            text.push_str(&mended);
            at = range.end;
            count += 1;
        }
        text.push_str(file.text.get(at..).unwrap_or_default());
        files.push((path.to_owned(), text, count));
    }
    files
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::course::Spot;

    fn fault(code: &'static str, text: &str, range: Range<usize>, cure: &str) -> Fault {
        let file = Arc::new(SourceFile::new("lessons/01-a.md", text));
        Fault::error(code, Spot::new(file, range), "x").cure(cure)
    }

    #[test]
    fn misspelt_words_are_mended_and_what_needs_thought_is_not() {
        let mend = |fault: &Fault| fix(fault).map(|(_, text)| text);
        let key = fault("unknown-key", "pionts = 3", 0..6, "Did you mean `points`?");
        assert_eq!(mend(&key).as_deref(), Some("points"));
        let scene = fault("unknown-scene", "scenes = [\"repyl\"]", 10..17, "Did you mean `reply`?");
        assert_eq!(mend(&scene).as_deref(), Some("\"reply\""));
        let link = fault("unknown-anchor", "[a long text](#idae)", 0..20, "Did you mean `idea`?");
        assert_eq!(mend(&link), None);
        let heading = fault("skipped-heading-level", "#### Deep", 0..9, "Make it level 3.");
        assert_eq!(mend(&heading).as_deref(), Some("### Deep"));
        assert_eq!(mend(&fault("points-not-100", "x", 0..1, "Make it 100.")), None);
    }

    #[test]
    fn all_of_a_file_is_mended_at_once() {
        let text = "pionts = 3\ntitel = 4\n";
        let file = Arc::new(SourceFile::new("a", text));
        let at = |range: Range<usize>, cure: &str| {
            Fault::error("unknown-key", Spot::new(Arc::clone(&file), range), "x").cure(cure)
        };
        let faults = [at(11..16, "Did you mean `title`?"), at(0..6, "Did you mean `points`?")];
        assert_eq!(fixed(&faults), [("a".to_owned(), "points = 3\ntitle = 4\n".to_owned(), 2)]);
    }
}
