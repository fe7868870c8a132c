//! Code: a gutter, and inks for comments, strings and keywords.
//!
//! A small reader of tokens for the languages of lessons. It need not understand a
//! program; where it is wrong, a word has another colour and nothing else.

use super::inline::fitting;
use crate::report::style::{Glyphs, Ink, Line, width_of};

/// The code's lines behind a gutter. A line that is too wide goes on in the next one,
/// behind another gutter.
pub(super) fn code_lines(code: &str, language: &str, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let code = crate::report::clean::clean(code).replace('\t', "    ");
    let mut state = State::default();
    let syntax = Syntax::of(language);
    let mut lines = Vec::new();
    for text in code.trim_end_matches('\n').split('\n') {
        let spans = match &syntax {
            Some(syntax) => syntax.spans(text, &mut state),
            None => vec![(Ink::Plain, text)],
        };
        lines.extend(gutter(spans, glyphs, width));
    }
    lines
}

fn gutter(spans: Vec<(Ink, &str)>, glyphs: &Glyphs, width: usize) -> Vec<Line> {
    let start = |sign: &str| Line::indent(2).ink(Ink::Faint, sign).then(" ");
    let mut line = start(glyphs.bar);
    let mut lines = Vec::new();
    for (ink, text) in spans {
        let mut rest = text;
        while !rest.is_empty() {
            let room = width.saturating_sub(line.width());
            let (now, later) = rest.split_at(breaking(rest, fitting(rest, room, width <= 5)));
            line = line.ink(ink, now);
            rest = later;
            if !rest.is_empty() {
                lines.push(std::mem::replace(&mut line, start(glyphs.wait)));
            }
        }
    }
    lines.push(line);
    lines
}

/// Where to break a text of which so many bytes fit: behind a space that is near, if any.
fn breaking(text: &str, fits: usize) -> usize {
    let space = text.get(..fits).filter(|_| fits < text.len()).and_then(|now| now.rfind(' '));
    space.map(|at| at + 1).filter(|at| fits - at <= NEAR).unwrap_or(fits)
}

/// Bytes within which a space is near.
const NEAR: usize = 20;

/// What goes on from one line to the next.
#[derive(Default)]
struct State {
    /// The ink, and what ends it.
    open: Option<(Ink, &'static str)>,
}

/// What a language's comments, strings and keywords look like.
struct Syntax {
    line_comment: &'static str,
    /// Comments and strings over several lines: ink, start and end. Longest first.
    blocks: &'static [(Ink, &'static str, &'static str)],
    quotes: &'static str,
    keywords: &'static [&'static str],
}

const STRING: Ink = Ink::Good;
const COMMENT: Ink = Ink::Faint;
const KEYWORD: Ink = Ink::Accent;

const PYTHON: Syntax = Syntax {
    line_comment: "#",
    blocks: &[(STRING, "\"\"\"", "\"\"\""), (STRING, "'''", "'''")],
    quotes: "\"'",
    keywords: &[
        "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
        "except", "False", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "None",
        "not", "or", "pass", "raise", "return", "True", "try", "while", "with", "yield",
    ],
};

const JAVASCRIPT: Syntax = Syntax {
    line_comment: "//",
    blocks: &[(COMMENT, "/*", "*/"), (STRING, "`", "`")],
    quotes: "\"'",
    keywords: &[
        "async",
        "await",
        "break",
        "case",
        "catch",
        "class",
        "const",
        "continue",
        "default",
        "delete",
        "else",
        "export",
        "extends",
        "false",
        "finally",
        "for",
        "from",
        "function",
        "if",
        "import",
        "in",
        "let",
        "new",
        "null",
        "of",
        "return",
        "switch",
        "this",
        "throw",
        "true",
        "try",
        "typeof",
        "undefined",
        "var",
        "void",
        "while",
        "yield",
    ],
};

const SHELL: Syntax = Syntax {
    line_comment: "#",
    blocks: &[(STRING, "'", "'"), (STRING, "\"", "\"")],
    quotes: "",
    keywords: &[
        "case", "do", "done", "elif", "else", "esac", "exit", "export", "fi", "for", "function", "if", "in",
        "local", "read", "return", "then", "until", "while",
    ],
};

const RUST: Syntax = Syntax {
    line_comment: "//",
    blocks: &[(COMMENT, "/*", "*/")],
    quotes: "\"",
    keywords: &[
        "as", "async", "await", "break", "const", "continue", "else", "enum", "false", "fn", "for", "if",
        "impl", "in", "let", "loop", "match", "mod", "move", "mut", "pub", "return", "self", "Self",
        "static", "struct", "super", "trait", "true", "type", "use", "where", "while",
    ],
};

const JSON: Syntax =
    Syntax { line_comment: "//", blocks: &[], quotes: "\"", keywords: &["false", "null", "true"] };

const TOML: Syntax = Syntax {
    line_comment: "#",
    blocks: &[(STRING, "\"\"\"", "\"\"\""), (STRING, "'''", "'''")],
    quotes: "\"'",
    keywords: &["false", "true"],
};

impl Syntax {
    fn of(language: &str) -> Option<Self> {
        Some(match language.to_ascii_lowercase().as_str() {
            "python" | "py" => PYTHON,
            "javascript" | "js" | "mjs" | "jsx" | "typescript" | "ts" | "tsx" => JAVASCRIPT,
            "shell" | "bash" | "sh" | "zsh" | "console" => SHELL,
            "rust" | "rs" => RUST,
            "json" | "jsonc" | "jsonl" => JSON,
            "toml" | "yaml" | "yml" | "ini" | "env" | "dotenv" => TOML,
            _ => return None,
        })
    }

    fn spans<'t>(&self, line: &'t str, state: &mut State) -> Vec<(Ink, &'t str)> {
        let mut spans = Vec::new();
        let mut rest = line;
        // A comment sign counts at a word's start only: `${#list}` and `a#b` are none.
        let mut at_word_start = true;
        while !rest.is_empty() {
            let (ink, length) = match state.open {
                Some((ink, end)) => (ink, self.until(rest, end, 0, state)),
                None => self.token(rest, at_word_start, state),
            };
            let (token, later) = rest.split_at(length);
            at_word_start = token.ends_with(|c: char| c.is_whitespace() || "([;,".contains(c));
            spans.push((ink, token));
            rest = later;
        }
        spans
    }

    /// The token at the start of `rest`, which is not empty: its ink and its bytes.
    fn token(&self, rest: &str, at_word_start: bool, state: &mut State) -> (Ink, usize) {
        let first = rest.chars().next().unwrap_or(' ');
        if rest.starts_with(self.line_comment) && at_word_start {
            return (COMMENT, rest.len());
        }
        if let Some((ink, start, end)) = self.blocks.iter().find(|(_, start, _)| rest.starts_with(start)) {
            state.open = Some((*ink, end));
            return (*ink, self.until(rest, end, start.len(), state));
        }
        if self.quotes.contains(first) {
            return (
                STRING,
                closing(rest, &rest[..first.len_utf8()], first.len_utf8()).unwrap_or(rest.len()),
            );
        }
        if first.is_alphanumeric() || first == '_' {
            let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
            let word = &rest[..end];
            return (if self.keywords.contains(&word) { KEYWORD } else { Ink::Plain }, end);
        }
        (Ink::Plain, first.len_utf8())
    }

    /// The bytes up to the end of what is open, the end included.
    fn until(&self, rest: &str, end: &str, from: usize, state: &mut State) -> usize {
        match closing(rest, end, from) {
            Some(length) => {
                state.open = None;
                length
            }
            None => rest.len(),
        }
    }
}

/// Where `end` ends, looked for from byte `from` on; what stands behind a backslash does
/// not count.
fn closing(text: &str, end: &str, from: usize) -> Option<usize> {
    let mut escaped = false;
    for (at, letter) in text.char_indices().filter(|(at, _)| *at >= from) {
        if !escaped && text.get(at..).is_some_and(|rest| rest.starts_with(end)) {
            return Some(at + end.len());
        }
        escaped = !escaped && letter == '\\';
    }
    None
}

/// The columns that a gutter takes.
pub(super) fn gutter_width(glyphs: &Glyphs) -> usize {
    3 + width_of(glyphs.bar)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn inked(code: &str, language: &str) -> String {
        let mut state = State::default();
        let syntax = Syntax::of(language).unwrap();
        let mark = |ink: Ink| match ink {
            STRING => "s",
            COMMENT => "c",
            KEYWORD => "k",
            _ => "",
        };
        let line =
            |text: &str, state: &mut State| {
                let spans = syntax.spans(text, state).into_iter();
                spans
                    .map(|(ink, text)| {
                        if mark(ink).is_empty() { text.to_owned() } else { format!("<{}{text}>", mark(ink)) }
                    })
                    .collect::<String>()
            };
        code.split('\n').map(|text| line(text, &mut state)).collect::<Vec<_>>().join("\n")
    }

    #[test]
    fn comments_strings_and_keywords() {
        assert_eq!(inked("if x: # y", "python"), "<kif> x: <c# y>");
        assert_eq!(inked("a = \"b # \\\" c\" + 'd'", "py"), "a = <s\"b # \\\" c\"> + <s'd'>");
        assert_eq!(inked("\"\"\"a\nb\"\"\" if", "python"), "<s\"\"\"a>\n<sb\"\"\"> <kif>");
        assert_eq!(inked("const a = `b ${c}\nd`; // e", "js"), "<kconst> a = <s`b ${c}>\n<sd`>; <c// e>");
        assert_eq!(inked("echo \"${#a}\" ${#b} # c", "sh"), "echo <s\"${#a}\"> ${#b} <c# c>");
        assert_eq!(inked("-d '{\n  \"a\": 1 }' x", "bash"), "-d <s'{>\n<s  \"a\": 1 }'> x");
        assert_eq!(
            inked("{\"url\": \"http://x\", \"a\": null}", "json"),
            "{<s\"url\">: <s\"http://x\">, <s\"a\">: <knull>}"
        );
    }

    #[test]
    fn long_lines_go_on_behind_another_gutter() {
        let lines: Vec<String> =
            code_lines("abcdefgh\n\n  i\n", "text", &Glyphs::UNICODE, 9).iter().map(Line::plain).collect();
        assert_eq!(lines, ["  │ abcde", "  ┊ fgh", "  │", "  │   i"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost_and_no_line_is_too_wide(
            code in "(\\PC|\n|\"|'|`|\"\"\"|/\\*|\\*/|#|\\\\| if ){0,40}",
            language in prop::sample::select(vec!["python", "js", "sh", "rust", "json", "toml", "text"]),
            width in 8usize..40
        ) {
            let lines = code_lines(&code, language, &Glyphs::UNICODE, width);
            prop_assert!(lines.iter().all(|line| line.width() <= width));
            let letters = |text: &str| text.chars().filter(|c| !c.is_whitespace() && !"│┊".contains(*c)).collect::<String>();
            let printed: String = lines.iter().map(Line::plain).collect();
            prop_assert_eq!(letters(&printed), letters(&crate::report::clean::clean(&code)));
        }
    }
}
