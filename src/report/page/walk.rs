//! The way through a page: block after block, each in the margin of those around it.

use super::code::{code_lines, gutter_width};
use super::diagram::diagram_lines;
use super::grid::Grid;
use super::inline::{Piece, flow, plain};
use super::{PageStyle, underline};
use crate::course::{Track, markdown_options};
use crate::report::style::{Ink, Line, width_of};
use pulldown_cmark::{BlockQuoteKind, CodeBlockKind, Event, HeadingLevel, Parser, Tag, TagEnd};
use regex::Regex;
use std::sync::LazyLock;

/// Margins take at most all columns but these; deeper blocks are not moved in further.
const LEAST_ROOM: usize = 24;

/// What stands at the left of a block's lines.
struct Margin {
    /// Before the first line, until that is drawn.
    first: Option<Line>,
    /// Before all others.
    others: Line,
}

/// Code blocks that follow each other: one for each track, usually.
#[derive(Default)]
struct CodeRun {
    /// Info string and code.
    blocks: Vec<(String, String)>,
}

pub(super) struct Walk<'a> {
    style: PageStyle<'a>,
    lines: Vec<Line>,
    margins: Vec<Margin>,
    /// Whether the next block stands apart from the last one.
    apart: bool,
    words: Vec<Piece>,
    strong: usize,
    stressed: usize,
    /// Where the open links lead, and where their words begin.
    open_links: Vec<(String, usize)>,
    /// What links lead to, in order.
    targets: Vec<String>,
    /// The number of the next item, for each open list.
    lists: Vec<Option<u64>>,
    heading: Option<HeadingLevel>,
    code: Option<(String, String)>,
    run: CodeRun,
    grid: Option<Grid>,
    html: String,
}

impl<'a> Walk<'a> {
    pub(super) fn new(style: PageStyle<'a>) -> Self {
        Self {
            style,
            lines: Vec::new(),
            margins: Vec::new(),
            apart: false,
            words: Vec::new(),
            strong: 0,
            stressed: 0,
            open_links: Vec::new(),
            targets: Vec::new(),
            lists: Vec::new(),
            heading: None,
            code: None,
            run: CodeRun::default(),
            grid: None,
            html: String::new(),
        }
    }

    pub(super) fn page(mut self, markdown: &str) -> Vec<Line> {
        for event in Parser::new_ext(markdown, markdown_options()) {
            self.event(event);
        }
        self.end_words();
        self.end_run();
        self.links();
        self.lines
    }

    fn event(&mut self, event: Event<'_>) {
        let code_goes_on = matches!(event, Event::Start(Tag::CodeBlock(_)) | Event::End(TagEnd::CodeBlock));
        if self.code.is_none() && !code_goes_on {
            self.end_run();
        }
        match event {
            Event::Start(tag) => self.open(tag),
            Event::End(tag) => self.close(tag),
            Event::Text(text) => match &mut self.code {
                Some((_, code)) => code.push_str(&text),
                None => self.say(&text.replace('\n', " ")),
            },
            Event::Code(code) => self.inline_code(&code),
            Event::SoftBreak => self.say(" "),
            Event::HardBreak => self.say("\n"),
            Event::TaskListMarker(done) => self.say(if done { "[x] " } else { "[ ] " }),
            Event::FootnoteReference(name) => self.say(&format!("[^{name}]")),
            Event::Html(html) => self.html.push_str(&html),
            Event::InlineHtml(tag) if tag.starts_with("<br") => self.say("\n"),
            Event::Rule => {
                let rule = underline(self.style.glyphs.rule, self.room());
                self.put(vec![rule]);
                self.apart = true;
            }
            _ => {}
        }
    }

    fn open(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Strong => self.strong += 1,
            Tag::Emphasis => self.stressed += 1,
            Tag::Link { dest_url, .. } => self.open_links.push((dest_url.to_string(), self.words.len())),
            Tag::Image { dest_url, .. } => {
                self.say("[image: ");
                self.open_links.push((dest_url.to_string(), self.words.len()));
            }
            Tag::Strikethrough => self.say("~"),
            other => self.open_block(other),
        }
    }

    fn open_block(&mut self, tag: Tag<'_>) {
        if !matches!(tag, Tag::TableHead | Tag::TableRow | Tag::TableCell | Tag::Paragraph) {
            self.end_words();
        }
        match tag {
            Tag::Heading { level, .. } => self.heading = Some(level),
            Tag::BlockQuote(kind) => self.quote(kind),
            Tag::CodeBlock(kind) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => info.to_string(),
                    CodeBlockKind::Indented => String::new(),
                };
                self.code = Some((info, String::new()));
            }
            Tag::List(first) => self.lists.push(first),
            Tag::Item => self.item(),
            Tag::FootnoteDefinition(name) => self.indent(Line::of(format!("[^{name}] "))),
            Tag::Table(_) => self.grid = Some(Grid::default()),
            Tag::TableHead | Tag::TableRow => {
                if let Some(grid) = &mut self.grid {
                    grid.rows.push(Vec::new());
                }
            }
            Tag::HtmlBlock => self.html.clear(),
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Strong => self.strong = self.strong.saturating_sub(1),
            TagEnd::Emphasis => self.stressed = self.stressed.saturating_sub(1),
            TagEnd::Link => self.end_link(),
            TagEnd::Image => {
                self.end_link();
                self.say("]");
            }
            TagEnd::Strikethrough => self.say("~"),
            TagEnd::Paragraph => {
                self.end_words();
                self.apart = true;
            }
            TagEnd::Heading(_) => self.end_heading(),
            TagEnd::BlockQuote(_) | TagEnd::FootnoteDefinition => {
                self.end_words();
                self.margins.pop();
                self.apart = true;
            }
            TagEnd::Item => {
                self.end_words();
                self.margins.pop();
            }
            TagEnd::List(_) => {
                self.lists.pop();
                self.apart |= self.lists.is_empty();
            }
            TagEnd::CodeBlock => self.run.blocks.extend(self.code.take()),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.words);
                if let Some(row) = self.grid.as_mut().and_then(|grid| grid.rows.last_mut()) {
                    row.push(cell);
                }
            }
            TagEnd::Table => self.end_table(),
            TagEnd::HtmlBlock => self.end_html(),
            _ => {}
        }
    }

    /// Words in the ink of what is open.
    fn say(&mut self, text: &str) {
        let ink = if self.strong > 0 {
            Ink::Strong
        } else if self.stressed > 0 {
            Ink::Stressed
        } else {
            Ink::Plain
        };
        self.push(ink, text);
    }

    fn inline_code(&mut self, code: &str) {
        let code = code.replace('\n', " ");
        // Without colours, only the backticks say where code begins and ends.
        let text = if self.style.color { code } else { format!("`{code}`") };
        self.push(Ink::Accent, &text);
    }

    fn push(&mut self, ink: Ink, text: &str) {
        let link = self.open_links.last().map(|(target, _)| target.clone());
        self.words.push(Piece { ink, text: text.to_owned(), link });
    }

    /// The link's number, for those who can read its target only at the page's end.
    fn end_link(&mut self) {
        let Some((target, start)) = self.open_links.pop() else { return };
        let words = plain(self.words.get(start..).unwrap_or_default());
        let Some(shown) = self.shown(&target).filter(|shown| *shown != words && target != words) else {
            return;
        };
        let number = self.targets.iter().position(|t| *t == shown).unwrap_or_else(|| {
            self.targets.push(shown);
            self.targets.len() - 1
        });
        self.words.push(Piece::new(Ink::Faint, format!(" [{}]", number + 1)));
    }

    /// Where a link leads, as it is told; nothing for one within the page.
    fn shown(&self, target: &str) -> Option<String> {
        if target.starts_with('#') || target.is_empty() {
            return None;
        }
        if target.contains("://") || target.starts_with("mailto:") || self.style.folder.is_empty() {
            return Some(target.to_owned());
        }
        let mut parts: Vec<&str> = self.style.folder.split('/').collect();
        for part in target.split('/') {
            match part {
                "." => {}
                ".." => drop(parts.pop()),
                part => parts.push(part),
            }
        }
        Some(parts.join("/"))
    }

    fn end_heading(&mut self) {
        let words: Vec<Piece> = std::mem::take(&mut self.words);
        let level = self.heading.take().unwrap_or(HeadingLevel::H3);
        let words: Vec<Piece> = words
            .into_iter()
            .map(|piece| if piece.ink == Ink::Accent { piece } else { Piece { ink: Ink::Strong, ..piece } })
            .collect();
        let glyphs = self.style.glyphs;
        let mut lines = match level {
            HeadingLevel::H1 | HeadingLevel::H2 => flow(&words, self.room()),
            _ => {
                let sign = format!("{} ", glyphs.here);
                let words: Vec<Piece> = std::iter::once(Piece::new(Ink::Accent, sign)).chain(words).collect();
                flow(&words, self.room())
            }
        };
        let width = lines.iter().map(Line::width).max().unwrap_or(0);
        match level {
            HeadingLevel::H1 => lines.push(underline(if glyphs.unicode { "━" } else { "=" }, width)),
            HeadingLevel::H2 => lines.push(underline(glyphs.rule, width)),
            _ => {}
        }
        self.apart = true;
        self.put(lines);
        self.apart = true;
    }

    fn quote(&mut self, kind: Option<BlockQuoteKind>) {
        self.gap();
        let bar = Line::default().ink(Ink::Faint, self.style.glyphs.bar).then(" ");
        self.margins.push(Margin { first: None, others: bar });
        let (title, ink) = match kind {
            None => return,
            Some(BlockQuoteKind::Note) => ("Note", Ink::Accent),
            Some(BlockQuoteKind::Tip) => ("Tip", Ink::Good),
            Some(BlockQuoteKind::Important) => ("Important", Ink::Strong),
            Some(BlockQuoteKind::Warning) => ("Warning", Ink::Warn),
            Some(BlockQuoteKind::Caution) => ("Caution", Ink::Bad),
        };
        self.put(vec![Line::default().ink(ink, title)]);
    }

    fn item(&mut self) {
        let sign = match self.lists.last_mut() {
            Some(Some(number)) => {
                let sign = format!("{number}. ");
                *number += 1;
                sign
            }
            _ if self.style.glyphs.unicode && !self.style.plain => "• ".to_owned(),
            _ => "- ".to_owned(),
        };
        self.indent(Line::default().ink(Ink::Faint, sign));
    }

    /// A margin as wide as what stands before its first line.
    fn indent(&mut self, first: Line) {
        let others = if self.room() <= LEAST_ROOM { Line::default() } else { Line::indent(first.width()) };
        self.margins.push(Margin { first: Some(first), others });
    }

    fn end_words(&mut self) {
        let words = std::mem::take(&mut self.words);
        let words = alert(words);
        if plain(&words).trim().is_empty() {
            return;
        }
        let lines = flow(&words, self.room());
        self.put(lines);
    }

    fn end_table(&mut self) {
        let Some(grid) = self.grid.take() else { return };
        let lines = grid.lines(self.style.glyphs, self.room(), !self.style.plain);
        self.put_apart(lines);
    }

    fn end_html(&mut self) {
        #[allow(clippy::unwrap_used)] // a constant pattern, proved by every test
        static MARKS: LazyLock<Regex> =
            LazyLock::new(|| Regex::new(r"(?s)<!--.*?(?:-->|\z)|</?[a-zA-Z][^>]*>").unwrap());
        let html = std::mem::take(&mut self.html);
        let text = MARKS.replace_all(&html, " ");
        let words: Vec<&str> = text.split_whitespace().collect();
        if !words.is_empty() {
            self.say(&words.join(" "));
            self.end_words();
            self.apart = true;
        }
    }

    /// Draws the code blocks that have followed each other: the learner's, and of the
    /// others what they are written in. Where none is the learner's, plain
    /// illustrations are for everybody.
    fn end_run(&mut self) {
        let run = std::mem::take(&mut self.run.blocks);
        let Some((track, tracks)) = self.style.track else {
            return run.iter().for_each(|(info, code)| self.code(info, code));
        };
        let own = run.iter().any(|(info, _)| speaks(track, language(info)));
        let mut others: Vec<&Track> = Vec::new();
        for (info, code) in &run {
            let other = tracks.iter().find(|t| speaks(t, language(info)) && t.id != track.id);
            match other.filter(|_| own || info.split_whitespace().nth(1).is_some()) {
                Some(other) if !speaks(track, language(info)) => {
                    if !others.iter().any(|t| t.id == other.id) {
                        others.push(other);
                    }
                }
                _ => self.code(info, code),
            }
        }
        if let Some(first) = others.first() {
            let names: Vec<&str> = others.iter().map(|t| t.title.as_str()).collect();
            let words = if own {
                format!("also in {}", names.join(", "))
            } else {
                format!("an example in {}: read with --track {}", names.join(", "), first.id)
            };
            let lines = flow(&[Piece::new(Ink::Faint, format!("({words})"))], self.room().saturating_sub(2));
            self.apart &= !own;
            self.put_apart(lines.into_iter().map(|line| Line::indent(2).append(line)).collect());
        }
    }

    fn code(&mut self, info: &str, code: &str) {
        let glyphs = self.style.glyphs;
        let room = self.room();
        let language = language(info);
        let diagram = if language == "mermaid" {
            diagram_lines(code, glyphs, room.saturating_sub(gutter_width(glyphs)))
        } else {
            None
        };
        let bar = || Line::indent(2).ink(Ink::Faint, glyphs.bar).then(" ");
        let lines = match diagram {
            Some(lines) if self.style.plain => {
                lines.into_iter().map(|line| Line::indent(4).append(line)).collect()
            }
            Some(lines) => lines.into_iter().map(|line| bar().append(line)).collect(),
            None if self.style.plain => code.lines().map(|text| Line::indent(4).then(text)).collect(),
            None => code_lines(code, language, glyphs, room),
        };
        self.put_apart(lines);
    }

    /// Lines that stand apart from what is around them.
    fn put_apart(&mut self, lines: Vec<Line>) {
        self.apart = self.apart || !self.lists.is_empty();
        self.put(lines);
        self.apart = true;
    }

    /// The empty line between two blocks that stand apart; in the margins that both share.
    fn gap(&mut self) {
        if std::mem::take(&mut self.apart) && !self.lines.is_empty() {
            let fresh = self.margins.iter().position(|m| m.first.is_some()).unwrap_or(self.margins.len());
            let margin = self.margins.iter().take(fresh).map(|m| m.others.clone());
            self.lines.push(margin.fold(Line::default(), Line::append));
        }
    }

    /// The lines in their margins, after an empty one where they stand apart.
    fn put(&mut self, lines: Vec<Line>) {
        if lines.is_empty() {
            return;
        }
        self.gap();
        for line in lines {
            let margins = self.margins.iter_mut().map(|m| m.first.take().unwrap_or_else(|| m.others.clone()));
            let start = margins.fold(Line::default(), Line::append);
            self.lines.push(start.append(line));
        }
    }

    /// The columns that the margins leave.
    fn room(&self) -> usize {
        let used: usize =
            self.margins.iter().map(|m| m.first.as_ref().map_or(0, Line::width).max(m.others.width())).sum();
        self.style.width.saturating_sub(used).max(8)
    }

    fn links(&mut self) {
        let targets = std::mem::take(&mut self.targets);
        if targets.is_empty() {
            return;
        }
        self.apart = true;
        let indent = width_of(&format!("[{}] ", targets.len()));
        let mut lines = Vec::new();
        for (index, target) in targets.iter().enumerate() {
            let link = Some(target.clone());
            let words = [Piece { ink: Ink::Faint, text: target.replace(' ', "%20"), link }];
            for (number, line) in flow(&words, self.room().saturating_sub(indent)).into_iter().enumerate() {
                let sign = if number == 0 { format!("[{}]", index + 1) } else { String::new() };
                lines.push(Line::default().ink(Ink::Faint, sign).pad_to(indent).append(line));
            }
        }
        self.put(lines);
    }
}

fn language(info: &str) -> &str {
    info.split_whitespace().next().unwrap_or_default()
}

fn speaks(track: &Track, language: &str) -> bool {
    track.languages.iter().any(|l| l.eq_ignore_ascii_case(language))
}

/// A paragraph that begins with `[!WHY]`, which is a callout of our own: its name becomes
/// a heading.
fn alert(mut words: Vec<Piece>) -> Vec<Piece> {
    let text = plain(&words);
    let Some((name, _)) = text.strip_prefix("[!").and_then(|rest| rest.split_once(']')) else { return words };
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphabetic()) {
        return words;
    }
    let mut left = name.len() + "[!]".len();
    for piece in &mut words {
        let cut = left.min(piece.text.len());
        piece.text = piece.text.get(cut..).unwrap_or_default().to_owned();
        left -= cut;
    }
    let name = format!("{}{}\n", &name[..1].to_uppercase(), name[1..].to_lowercase());
    words.insert(0, Piece::new(Ink::Strong, name));
    words
}
