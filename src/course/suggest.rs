//! "Did you mean": the nearest known word to a mistyped one.
//!
//! Owns: how near is near enough. Must not know: what the words stand for.

/// Words longer than this (in bytes) are no typing errors of ours.
const LONGEST: usize = 60;

/// No more candidates than this are compared.
const MOST: usize = 1000;

/// The candidate that the author most probably meant, if one is near enough.
pub fn closest<'a>(word: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    if word.is_empty() || word.len() > LONGEST {
        return None;
    }
    let lower = word.to_lowercase();
    let length = lower.chars().count();
    let allowed = (length / 3).clamp(1, 3);
    candidates
        .into_iter()
        .take(MOST)
        .filter(|c| c.len() <= LONGEST && c.chars().count().abs_diff(length) <= allowed)
        .map(|c| (distance(&lower, c), c))
        .filter(|(d, c)| *d <= allowed && *d < c.chars().count())
        .min_by_key(|(d, _)| *d)
        .map(|(_, c)| c)
}

/// Edits between the two; a difference in case, or `_` for `-`, counts nothing.
fn distance(lower: &str, candidate: &str) -> usize {
    let candidate = candidate.to_lowercase();
    strsim::damerau_levenshtein(&lower.replace('_', "-"), &candidate.replace('_', "-"))
}

/// The cure for an unknown word: the nearest one, else the list, else the last resort.
pub fn cure<'a>(
    word: &str,
    candidates: impl IntoIterator<Item = &'a str>,
    known: &str,
    otherwise: &str,
) -> String {
    let candidates: Vec<&str> = candidates.into_iter().collect();
    match closest(word, candidates.iter().copied()) {
        Some(near) => format!("Did you mean `{near}`?"),
        None if candidates.is_empty() => otherwise.to_owned(),
        None => format!("{known}: {}.", list(&candidates)),
    }
}

/// `` `a`, `b`, `c` ``, at most a dozen.
pub fn list(words: &[&str]) -> String {
    let shown: Vec<String> = words.iter().take(12).map(|w| format!("`{w}`")).collect();
    let more = if words.len() > shown.len() { ", …" } else { "" };
    format!("{}{more}", shown.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_words_are_found_and_far_ones_are_not() {
        let keys = ["points", "pass", "scenes"];
        assert_eq!(closest("pionts", keys), Some("points"));
        assert_eq!(closest("Points", keys), Some("points"));
        assert_eq!(closest("scene", keys), Some("scenes"));
        assert_eq!(closest("retry", keys), None);
        assert_eq!(closest("", keys), None);
        assert_eq!(closest(&"p".repeat(100_000), keys), None);
        assert_eq!(closest("retry_after", ["retry-after"]), Some("retry-after"));
    }

    #[test]
    fn the_cure_names_the_near_word_or_the_list() {
        assert_eq!(cure("pass_", ["pass"], "Keys", ""), "Did you mean `pass`?");
        assert_eq!(cure("zzz", ["pass", "id"], "Keys", ""), "Keys: `pass`, `id`.");
        assert_eq!(cure("zzz", [], "Keys", "Add one."), "Add one.");
    }
}
