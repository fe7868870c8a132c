//! Long texts through a pager.
//!
//! Owns: when a pager is used, which one, and its process. Must not know: what is shown.

use crate::report::{Line, Out};
use std::process::{Command, Stdio};

/// Shows the lines: in a pager where a person looks and they are more than the terminal
/// has rows, else straight away.
pub(super) fn show(out: &Out, lines: &[Line]) {
    let long = out.rows().is_some_and(|rows| lines.len() >= rows);
    let command = pager_command(|name| std::env::var(name).ok());
    let shown = long && command.is_some_and(|words| page(out, &words, lines));
    if !shown {
        out.data_lines(lines);
    }
}

/// Shows the lines in a pager, however few they are; false when there is none.
pub(super) fn page_all(out: &Out, lines: &[Line]) -> bool {
    pager_command(|name| std::env::var(name).ok()).is_some_and(|words| page(out, &words, lines))
}

/// The pager's words; none when the user wants none.
fn pager_command(variable: impl Fn(&str) -> Option<String>) -> Option<Vec<String>> {
    let asked = variable("WORKBOOK_PAGER").or_else(|| variable("PAGER"));
    let words: Vec<String> = match &asked {
        Some(asked) => asked.split_whitespace().map(str::to_owned).collect(),
        None => vec!["less".to_owned(), "-R".to_owned()],
    };
    let is_pager = words.first().is_some_and(|program| program != "cat");
    is_pager.then_some(words)
}

/// Whether a pager has shown the lines.
fn page(out: &Out, words: &[String], lines: &[Line]) -> bool {
    let Some((program, arguments)) = words.split_first() else { return false };
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped());
    // A `less` by another name or with other arguments shows our colours too.
    if std::env::var_os("LESS").is_none() {
        command.env("LESS", "R");
    }
    let Ok(mut pager) = command.spawn() else { return false };
    if let Some(stdin) = pager.stdin.take() {
        // Leaving the pager early closes the pipe, which is no error.
        out.redirected(Box::new(stdin)).data_lines(lines);
    }
    pager.wait().is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_chooses_the_pager() {
        let by = |set: &'static [(&str, &str)]| {
            pager_command(|name| set.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
        };
        assert_eq!(by(&[]).unwrap_or_default(), ["less", "-R"]);
        assert_eq!(by(&[("PAGER", "most -x 1")]).unwrap_or_default(), ["most", "-x", "1"]);
        assert_eq!(by(&[("PAGER", "cat")]), None);
        assert_eq!(by(&[("PAGER", "")]), None);
        assert_eq!(
            by(&[("PAGER", "more"), ("WORKBOOK_PAGER", "less -S")]).unwrap_or_default(),
            ["less", "-S"]
        );
    }
}
