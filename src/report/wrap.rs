//! Breaking text into lines of a given width.

use super::clean::clean;
use super::style::{Glyphs, width_of};
use textwrap::{Options, WordSeparator, WordSplitter};

/// The text in lines of at most `width` columns; its own line feeds stay. Words that
/// are longer than a line are broken, so that nothing runs over the edge.
#[must_use]
pub fn wrap(text: &str, width: usize) -> Vec<String> {
    let text = clean(text).replace('\t', "    ");
    let options = Options::new(width.max(8))
        .word_separator(WordSeparator::AsciiSpace)
        .word_splitter(WordSplitter::NoHyphenation);
    let lines = textwrap::wrap(text.trim_end(), options);
    lines.into_iter().map(|line| line.trim_end().to_owned()).collect()
}

/// [`wrap`], at most `limit` lines; what is left out is marked.
#[must_use]
pub fn wrap_within(text: &str, width: usize, limit: usize, glyphs: &Glyphs) -> Vec<String> {
    let mut lines = wrap(text, width);
    if lines.len() > limit {
        lines.truncate(limit.max(1));
        if let Some(last) = lines.last_mut() {
            let room = width.saturating_sub(width_of(glyphs.ellipsis) + 1);
            *last = format!("{} {}", cut(last, room, ""), glyphs.ellipsis);
        }
    }
    lines
}

/// The text's start, in at most `width` columns, with this mark where it was cut.
#[must_use]
pub fn cut(text: &str, width: usize, mark: &str) -> String {
    if width_of(text) <= width {
        return text.to_owned();
    }
    console::truncate_str(text, width, mark).trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn lines_end_between_words() {
        assert_eq!(wrap("one two three four", 9), ["one two", "three", "four"]);
        assert_eq!(wrap("a\n\n  b c", 20), ["a", "", "  b c"]);
        assert_eq!(wrap("", 20), [""]);
        assert_eq!(wrap("12345678901234", 8), ["12345678", "901234"]);
    }

    #[test]
    fn what_is_cut_is_marked() {
        assert_eq!(wrap_within("one two three four five", 9, 2, &Glyphs::UNICODE), ["one two", "three …"]);
        assert_eq!(wrap_within("one two", 9, 2, &Glyphs::UNICODE), ["one two"]);
        assert_eq!(cut("日本語", 4, "…"), "日…");
    }

    proptest! {
        #[test]
        fn no_line_is_too_wide_and_no_word_is_lost(text in "[a-zé日 \\n-]{0,80}", width in 8usize..40) {
            let lines = wrap(&text, width);
            prop_assert!(lines.iter().all(|line| width_of(line) <= width), "{lines:?}");
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
            prop_assert_eq!(letters(&lines.concat()), letters(&text));
        }
    }
}
