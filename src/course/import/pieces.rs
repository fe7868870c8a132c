//! A page taken apart: headings, paragraphs, list items, code, callouts, challenges.
//!
//! Owns: reading the dialects line by line. Must not know: what becomes of the pieces.
//! Time and room are linear in the page.

/// One piece of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Piece {
    /// The title in a foreign front matter.
    FrontTitle(String),
    /// A heading.
    Heading { level: usize, text: String },
    /// Lines that belong together, as they stand: paragraphs, tables, quotes.
    Text(String),
    /// A list item at the margin, with its further lines; the marker is `-` or `3.`.
    Item { marker: String, text: String },
    /// A fence: the language alone, and the code.
    Code { language: String, text: String },
    /// `NOTE`, `TIP`, `IMPORTANT`, `WARNING` or `CAUTION`, and the text.
    Callout { kind: &'static str, text: String },
    /// A question with its answers.
    Challenge(Challenge),
}

/// A `!challenge` block.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Challenge {
    pub(super) title: String,
    pub(super) question: String,
    /// Letter and text.
    pub(super) options: Vec<(String, String)>,
    /// Letters of the right ones.
    pub(super) right: Vec<String>,
    pub(super) explanation: String,
}

/// Takes the page apart.
pub(super) fn pieces(text: &str) -> Vec<Piece> {
    let mut reader = Reader { lines: text.lines().collect(), at: 0, pieces: Vec::new(), open: Vec::new() };
    reader.front_matter();
    while reader.at < reader.lines.len() {
        reader.step();
    }
    reader.close();
    reader.pieces
}

struct Reader<'a> {
    lines: Vec<&'a str>,
    at: usize,
    pieces: Vec<Piece>,
    /// Lines of the paragraph or item that is being read.
    open: Vec<&'a str>,
}

impl<'a> Reader<'a> {
    fn line(&self) -> &'a str {
        self.lines.get(self.at).copied().unwrap_or_default()
    }

    fn front_matter(&mut self) {
        if self.line().trim_end() != "---" {
            return;
        }
        let Some(end) = self.lines.iter().skip(1).take(200).position(|l| l.trim_end() == "---") else {
            return;
        };
        for line in self.lines.iter().skip(1).take(end) {
            if let Some(title) = line.strip_prefix("title:") {
                self.pieces.push(Piece::FrontTitle(title.trim().trim_matches(['"', '\'']).to_owned()));
            }
        }
        self.at = end + 2;
    }

    fn step(&mut self) {
        let line = self.line();
        let trimmed = line.trim();
        if let Some(fence) = fence_of(line) {
            self.fence(&fence);
        } else if let Some(kind) = directive(trimmed, "callout") {
            let text = self.until("end-callout");
            self.pieces.push(Piece::Callout { kind: callout_kind(&kind), text });
        } else if directive(trimmed, "challenge").is_some() {
            self.close();
            self.at += 1;
            let challenge = self.challenge();
            self.pieces.push(Piece::Challenge(challenge));
        } else if let Some((kind, end)) = admonition(trimmed) {
            let text = self.until_line(end);
            self.pieces.push(Piece::Callout { kind, text });
        } else if let Some((level, text)) = heading(line) {
            self.close();
            self.pieces.push(Piece::Heading { level, text });
            self.at += 1;
        } else if let Some(level) = self.underlined() {
            self.close();
            self.pieces.push(Piece::Heading { level, text: trimmed.to_owned() });
            self.at += 2;
        } else {
            self.plain(line, trimmed);
        }
    }

    fn plain(&mut self, line: &'a str, trimmed: &str) {
        self.at += 1;
        let is_rule = trimmed.len() >= 3 && trimmed.chars().all(|c| matches!(c, '-' | '*' | '_'));
        let is_directive = trimmed.starts_with("### !") || trimmed.starts_with("##### !");
        if trimmed.is_empty() || is_rule || is_directive {
            // An item goes on after an empty line when the next one is indented.
            let goes_on = self.item_is_open() && self.line().starts_with("  ") && !is_rule;
            if !goes_on {
                self.close();
            }
            return;
        }
        let is_row = !line.starts_with(' ') && trimmed.starts_with('|');
        if item(line).is_some() || (self.item_is_open() && is_row) {
            self.close();
        }
        self.open.push(line);
    }

    fn item_is_open(&self) -> bool {
        self.open.first().is_some_and(|line| item(line).is_some())
    }

    fn underlined(&self) -> Option<usize> {
        let above = self.line();
        let below = self.lines.get(self.at + 1)?.trim_end();
        let is_text =
            !above.trim().is_empty() && item(above).is_none() && !above.starts_with([' ', '|', '>']);
        if !is_text || !self.open.is_empty() || below.len() < 3 {
            return None;
        }
        [('=', 1), ('-', 2)]
            .iter()
            .find(|(sign, _)| below.chars().all(|c| c == *sign))
            .map(|(_, level)| *level)
    }

    /// Ends the paragraph or item.
    fn close(&mut self) {
        let lines = std::mem::take(&mut self.open);
        let Some(first) = lines.first() else { return };
        match item(first) {
            Some((marker, head)) => {
                let more = lines.iter().skip(1).map(|l| format!("\n  {}", l.trim()));
                self.pieces.push(Piece::Item { marker, text: head.to_owned() + &more.collect::<String>() });
            }
            None => self.pieces.push(Piece::Text(lines.join("\n"))),
        }
    }

    fn fence(&mut self, fence: &Fence) {
        self.close();
        self.at += 1;
        let mut code = Vec::new();
        while self.at < self.lines.len() {
            let line = self.line();
            self.at += 1;
            let bare = line.trim();
            if bare.len() >= fence.length && bare.chars().all(|c| c == fence.sign) {
                break;
            }
            let indent = line.len() - line.trim_start_matches(' ').len();
            code.push(line.get(indent.min(fence.indent)..).unwrap_or(line));
        }
        self.pieces.push(Piece::Code { language: fence.language.clone(), text: code.join("\n") });
    }

    /// The text of a block that ends with this directive, or with the page.
    fn until(&mut self, end: &str) -> String {
        self.close();
        self.at += 1;
        let mut text = Vec::new();
        while self.at < self.lines.len() {
            let line = self.line();
            self.at += 1;
            if directive(line.trim(), end).is_some() {
                break;
            }
            text.push(heading(line).map_or_else(|| line.to_owned(), |(_, words)| format!("**{words}**")));
        }
        text.join("\n").trim().to_owned()
    }

    fn until_line(&mut self, end: &str) -> String {
        self.close();
        self.at += 1;
        let mut text = Vec::new();
        while self.at < self.lines.len() {
            let line = self.line();
            let over = if end.is_empty() {
                !line.trim().is_empty() && !line.starts_with([' ', '\t'])
            } else {
                line.trim() == end
            };
            if over {
                self.at += usize::from(!end.is_empty());
                break;
            }
            self.at += 1;
            text.push(if end.is_empty() { line.trim() } else { line });
        }
        text.join("\n").trim().to_owned()
    }

    fn challenge(&mut self) -> Challenge {
        let mut challenge = Challenge::default();
        let mut part = String::new();
        while self.at < self.lines.len() {
            let line = self.line();
            let trimmed = line.trim();
            self.at += 1;
            if directive(trimmed, "end-challenge").is_some() {
                break;
            }
            if let Some(name) = trimmed.trim_start_matches('#').trim().strip_prefix('!') {
                part = if name.starts_with("end-") { String::new() } else { name.trim().to_owned() };
                continue;
            }
            let entry = trimmed.trim_start_matches(['*', '-']).trim();
            match part.as_str() {
                "" => {
                    if let Some(title) = entry.strip_prefix("title:") {
                        challenge.title = title.trim().to_owned();
                    }
                }
                "question" => push_line(&mut challenge.question, line),
                "options" => {
                    if let Some((letter, text)) = entry.split_once('|') {
                        challenge.options.push((letter.trim().to_owned(), text.trim().to_owned()));
                    }
                }
                "answer" => {
                    let letter = entry.trim_end_matches('|').trim();
                    if !letter.is_empty() {
                        challenge.right.push(letter.to_owned());
                    }
                }
                "explanation" => push_line(&mut challenge.explanation, line),
                _ => {}
            }
        }
        challenge.question = challenge.question.trim().to_owned();
        challenge
    }
}

fn push_line(text: &mut String, line: &str) {
    text.push_str(line);
    text.push('\n');
}

struct Fence {
    sign: char,
    length: usize,
    indent: usize,
    language: String,
}

fn fence_of(line: &str) -> Option<Fence> {
    let bare = line.trim_start();
    let sign = bare.chars().next().filter(|c| matches!(c, '`' | '~'))?;
    let length = bare.chars().take_while(|c| *c == sign).count();
    if length < 3 || bare.get(length..)?.contains('`') {
        return None;
    }
    let info = bare.get(length..)?.trim().trim_start_matches(['{', '.']);
    let word = |c: &char| c.is_ascii_alphanumeric() || matches!(c, '+' | '#' | '-' | '_');
    let language: String = info.chars().take_while(word).collect::<String>().to_lowercase();
    let language = match language.as_str() {
        "" => "text".to_owned(),
        // A TOML block of ours would be read; one of theirs is an illustration.
        _ => language,
    };
    Some(Fence { sign, length, indent: line.len() - bare.len(), language })
}

fn heading(line: &str) -> Option<(usize, String)> {
    let level = line.chars().take_while(|c| *c == '#').count();
    let rest = line.get(level..)?;
    if !(1..=6).contains(&level)
        || !(rest.starts_with(' ') || rest.is_empty())
        || rest.trim().starts_with('!')
    {
        return None;
    }
    Some((level, rest.trim().trim_end_matches('#').trim().to_owned()))
}

fn item(line: &str) -> Option<(String, &str)> {
    if let Some(text) = ["- ", "* ", "+ "].iter().find_map(|marker| line.strip_prefix(marker)) {
        return Some(("-".to_owned(), text.trim()));
    }
    let digits = line.bytes().take_while(u8::is_ascii_digit).count();
    let rest = line.get(digits..)?;
    let text = rest.strip_prefix(". ").or_else(|| rest.strip_prefix(") "))?;
    (1..=3).contains(&digits).then(|| (format!("{}.", line.get(..digits).unwrap_or("1")), text.trim()))
}

/// `### !callout-warning` -> `-warning`; `None` for any other line.
fn directive(line: &str, name: &str) -> Option<String> {
    let rest = line.trim_start_matches('#').trim_start().strip_prefix('!')?;
    let starts = line.starts_with('#') || line.starts_with('!');
    let rest = rest.trim().strip_prefix(name).filter(|_| starts)?;
    (rest.is_empty() || rest.starts_with(['-', ' '])).then(|| rest.trim().to_owned())
}

fn callout_kind(words: &str) -> &'static str {
    let words = words.to_lowercase();
    let kinds = [
        ("danger", "CAUTION"),
        ("caution", "CAUTION"),
        ("error", "CAUTION"),
        ("warn", "WARNING"),
        ("star", "IMPORTANT"),
        ("important", "IMPORTANT"),
        ("success", "TIP"),
        ("tip", "TIP"),
        ("hint", "TIP"),
    ];
    kinds.iter().find(|(word, _)| words.contains(word)).map_or("NOTE", |(_, kind)| kind)
}

/// `:::tip` … `:::`, `!!! note` with indented lines below.
fn admonition(line: &str) -> Option<(&'static str, &'static str)> {
    if let Some(rest) = line.strip_prefix(":::") {
        return (!rest.trim().is_empty()).then(|| (callout_kind(rest), ":::"));
    }
    line.strip_prefix("!!! ").map(|rest| (callout_kind(rest), ""))
}
