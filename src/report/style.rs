//! Words with an ink: what is printed, before anyone knows whether there are colours.

use super::clean::clean_line;

/// What a word means; colours follow from it, and never carry meaning alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ink {
    /// Ordinary text.
    #[default]
    Plain,
    /// A heading or a name.
    Strong,
    /// A word that is stressed.
    Stressed,
    /// Less important.
    Faint,
    /// Met, passed, fine.
    Good,
    /// Unmet, an error.
    Bad,
    /// Partial, a warning, or nothing that can be said.
    Warn,
    /// Something to type or to open.
    Accent,
}

impl Ink {
    /// The parameters of the SGR sequence; empty for plain text.
    const fn code(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Strong => "1",
            Self::Stressed => "3",
            Self::Faint => "2",
            Self::Good => "32",
            Self::Bad => "31",
            Self::Warn => "33",
            Self::Accent => "36",
        }
    }
}

/// One line of output: words, each with its ink.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    spans: Vec<Span>,
}

#[derive(Debug, Clone, PartialEq, Eq, Default)]
struct Span {
    ink: Ink,
    text: String,
    /// The page it leads to, on terminals that know links.
    link: Option<String>,
}

/// What a port shows beyond plain text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Shows {
    pub(super) color: bool,
    /// Links by OSC 8.
    pub(super) links: bool,
}

impl Line {
    /// A line of ordinary text.
    #[must_use]
    pub fn of(text: impl Into<String>) -> Self {
        Self::default().then(text)
    }

    /// A line that begins with this many spaces.
    #[must_use]
    pub fn indent(width: usize) -> Self {
        Self::of(" ".repeat(width))
    }

    /// With more ordinary text.
    #[must_use]
    pub fn then(self, text: impl Into<String>) -> Self {
        self.ink(Ink::Plain, text)
    }

    /// With more text in this ink.
    #[must_use]
    pub fn ink(mut self, ink: Ink, text: impl Into<String>) -> Self {
        self.spans.push(Span { ink, text: text.into(), link: None });
        self
    }

    /// With more text that leads to a page, on terminals that know links.
    #[must_use]
    pub fn link(mut self, ink: Ink, text: impl Into<String>, target: impl Into<String>) -> Self {
        self.spans.push(Span { ink, text: text.into(), link: Some(target.into()) });
        self
    }

    /// With another line's words at its end.
    #[must_use]
    pub fn append(mut self, other: Self) -> Self {
        self.spans.extend(other.spans);
        self
    }

    /// The columns it takes.
    #[must_use]
    pub fn width(&self) -> usize {
        self.spans.iter().map(|span| width_of(&span.text)).sum()
    }

    /// The words alone.
    #[must_use]
    pub fn plain(&self) -> String {
        self.render(Shows::default())
    }

    /// With spaces up to this column, at least one.
    #[must_use]
    pub fn pad_to(self, column: usize) -> Self {
        let spaces = column.saturating_sub(self.width()).max(1);
        self.then(" ".repeat(spaces))
    }

    /// The line as it is printed, without its line feed: text cleaned, and with
    /// colour sequences of ours only if there are to be colours.
    pub(super) fn render(&self, shows: Shows) -> String {
        let mut out = String::new();
        for span in &self.spans {
            let text = clean_line(&span.text);
            let blank = text.trim().is_empty();
            let target = span.link.as_deref().filter(|t| shows.links && !blank && is_page(t));
            let code = Some(span.ink.code()).filter(|code| shows.color && !blank && !code.is_empty());
            let text = code.map_or_else(|| text.clone(), |code| format!("\u{1b}[{code}m{text}\u{1b}[0m"));
            match target {
                Some(target) => {
                    out.push_str(&format!("\u{1b}]8;;{target}\u{1b}\\{text}\u{1b}]8;;\u{1b}\\"));
                }
                None => out.push_str(&text),
            }
        }
        out.truncate(out.trim_end_matches(' ').len());
        out
    }
}

/// Whether it is the address of a page, with no character that could end the sequence it
/// is put into.
fn is_page(target: &str) -> bool {
    let http = target.starts_with("https://") || target.starts_with("http://");
    http && target.bytes().all(|byte| byte.is_ascii_graphic())
}

/// The columns a text takes on a terminal.
#[must_use]
pub fn width_of(text: &str) -> usize {
    console::measure_text_width(text)
}

/// The signs used beside words, in Unicode or in ASCII.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Glyphs {
    /// A check that is met; a pass.
    pub met: &'static str,
    /// A check that is unmet.
    pub unmet: &'static str,
    /// A check that is partly met.
    pub partial: &'static str,
    /// A check that could not be judged.
    pub unjudged: &'static str,
    /// A check that was not reached, an exercise not begun.
    pub open: &'static str,
    /// An exercise that was skipped.
    pub skipped: &'static str,
    /// The current exercise.
    pub here: &'static str,
    /// Between parts of a line.
    pub dot: &'static str,
    /// From request to answer.
    pub arrow: &'static str,
    /// Something was cut.
    pub ellipsis: &'static str,
    /// At the left of quoted text.
    pub bar: &'static str,
    /// At the left of a wait.
    pub wait: &'static str,
    /// The substance of a bar chart.
    pub block: &'static str,
    /// A horizontal rule.
    pub rule: &'static str,
    /// Whether these are the Unicode signs.
    pub unicode: bool,
}

impl Glyphs {
    /// For terminals that show Unicode.
    pub const UNICODE: Self = Self {
        met: "✓",
        unmet: "✗",
        partial: "~",
        unjudged: "?",
        open: "·",
        skipped: "»",
        here: "▸",
        dot: "·",
        arrow: "→",
        ellipsis: "…",
        bar: "│",
        wait: "┊",
        block: "▇",
        rule: "─",
        unicode: true,
    };

    /// For all others.
    pub const ASCII: Self = Self {
        met: "+",
        unmet: "x",
        partial: "~",
        unjudged: "?",
        open: "-",
        skipped: ">",
        here: ">",
        dot: "-",
        arrow: "->",
        ellipsis: "...",
        bar: "|",
        wait: ":",
        block: "#",
        rule: "-",
        unicode: false,
    };

    /// By the locale in the environment: the first of `LC_ALL`, `LC_CTYPE` and `LANG`
    /// that is set decides; where none is, Unicode is taken for granted.
    #[must_use]
    pub fn by_locale(variable: impl Fn(&str) -> Option<String>) -> Self {
        let locale = ["LC_ALL", "LC_CTYPE", "LANG"]
            .into_iter()
            .find_map(|name| variable(name).filter(|value| !value.is_empty()));
        let ascii = locale.is_some_and(|value| {
            let value = value.to_ascii_lowercase();
            !value.contains("utf-8") && !value.contains("utf8")
        });
        if ascii { Self::ASCII } else { Self::UNICODE }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_only_when_wanted_and_never_foreign_ones() {
        let line = Line::of("a\u{1b}[31mb\n").ink(Ink::Bad, "no\u{7}").ink(Ink::Good, " ");
        assert_eq!(line.render(PLAIN), "ab no^G");
        assert_eq!(line.render(Shows { color: true, links: false }), "ab \u{1b}[31mno^G\u{1b}[0m");
    }

    const PLAIN: Shows = Shows { color: false, links: false };

    #[test]
    fn links_only_where_they_are_known_and_only_to_pages() {
        let shows = Shows { color: false, links: true };
        let line = |target: &str| Line::default().link(Ink::Plain, "a", target);
        assert_eq!(line("https://b.c/d").render(PLAIN), "a");
        assert_eq!(line("https://b.c/d").render(shows), "\u{1b}]8;;https://b.c/d\u{1b}\\a\u{1b}]8;;\u{1b}\\");
        for target in ["javascript:x", "https://a\u{1b}\\b", "https://a\u{7}", "x.md"] {
            assert_eq!(line(target).render(shows), "a");
        }
    }

    #[test]
    fn columns_count_what_the_eye_sees() {
        assert_eq!(Line::of("日本").pad_to(6).then("x").render(PLAIN), "日本  x");
        assert_eq!(Line::of("longer").pad_to(3).then("x").render(PLAIN), "longer x");
    }

    #[test]
    fn the_locale_decides_on_signs() {
        let by = |set: &[(&str, &str)]| {
            Glyphs::by_locale(|name| set.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
                .unicode
        };
        assert!(by(&[]));
        assert!(by(&[("LANG", "de_DE.UTF-8")]));
        assert!(by(&[("LC_ALL", ""), ("LANG", "C.utf8")]));
        assert!(!by(&[("LC_ALL", "C"), ("LANG", "de_DE.UTF-8")]));
        assert!(!by(&[("LANG", "en_US.ISO-8859-1")]));
    }
}
