//! The outline of a Markdown file: headings, fences, links, images, with places.
//!
//! Owns: how pulldown-cmark is used. Must not know: what an exercise is.
//!
//! The file is read once; everything here is a flat list in the order of the file.

use super::anchors::Anchors;
use pulldown_cmark::{
    BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};
use regex::Regex;
use std::ops::Range;
use std::sync::LazyLock;

/// A heading.
#[derive(Debug, Clone)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Its words, without marks and attributes.
    pub text: String,
    /// `{#id}`
    pub id: Option<String>,
    /// `{key=value}`
    pub attributes: Vec<(String, String)>,
    /// The anchor that links use.
    pub anchor: String,
    /// False when another heading or element has the same explicit id.
    pub unique: bool,
    /// Its lines, without the last line's end.
    pub range: Range<usize>,
    /// Whether it stands at the margin, outside quotes and lists.
    pub at_margin: bool,
}

/// A fenced block.
#[derive(Debug, Clone)]
pub struct Fence {
    /// The whole block.
    pub range: Range<usize>,
    /// The info string, trimmed.
    pub info: Range<usize>,
    /// The lines between the fences, as they stand in the file.
    pub code: Range<usize>,
    /// Whether the closing fence is there.
    pub closed: bool,
    /// Whether it starts at the margin, outside quotes and lists.
    pub at_margin: bool,
}

/// A link or an image.
#[derive(Debug, Clone)]
pub struct Link {
    /// Where it leads.
    pub target: String,
    /// The whole link.
    pub range: Range<usize>,
    /// Whether it is an image.
    pub image: bool,
    /// Whether it has words of its own (an image: alternative text).
    pub has_text: bool,
}

/// A `<!-- lint: allow code -->` comment and what it covers.
#[derive(Debug, Clone)]
pub struct Allowance {
    /// The fault's code.
    pub code: String,
    /// The bytes in which such faults are meant.
    pub covers: Range<usize>,
}

/// At most this many allowances are kept.
const MOST_ALLOWANCES: usize = 1000;

/// All that the rooms above want to know of a file.
#[derive(Debug, Default)]
pub struct Outline {
    /// All headings.
    pub headings: Vec<Heading>,
    /// All fenced blocks.
    pub fences: Vec<Fence>,
    /// All links and images.
    pub links: Vec<Link>,
    /// Places of `[text][label]` whose label is not defined.
    pub undefined_labels: Vec<(String, Range<usize>)>,
    /// Runs of prose and inline code.
    pub prose: Vec<Range<usize>>,
    /// Sentences like "this fault is meant".
    pub allowances: Vec<Allowance>,
    /// What links may point at.
    pub anchors: Anchors,
}

/// The Markdown that lessons are written in.
pub fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_GFM
}

#[allow(clippy::unwrap_used)] // constant patterns, proved by every test
static HTML_ID: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r#"<[a-zA-Z][^>]*\s(?:id|name)\s*=\s*["']?([^"'\s>]+)"#).unwrap());

#[allow(clippy::unwrap_used)]
static ALLOW: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"<!--\s*lint:\s*allow\s+([a-z0-9-]+(?:[\s,]+[a-z0-9-]+)*)\s*-->").unwrap());

/// Reads `text` from byte `start` on; all ranges count in `text`.
pub fn outline(text: &str, start: usize) -> Outline {
    let body = text.get(start..).unwrap_or_default();
    let mut undefined = Vec::new();
    let callback = |broken: BrokenLink<'_>| {
        if broken.link_type == LinkType::Reference {
            undefined
                .push((broken.reference.to_string(), start + broken.span.start..start + broken.span.end));
        }
        None::<(CowStr<'_>, CowStr<'_>)>
    };
    let mut walk = Walk { text, start, ..Walk::default() };
    for (event, range) in
        Parser::new_with_broken_link_callback(body, options(), Some(callback)).into_offset_iter()
    {
        walk.event(event, start + range.start..start + range.end);
    }
    let mut outline = walk.outline;
    outline.undefined_labels = undefined;
    outline
}

#[derive(Default)]
struct Walk<'t> {
    text: &'t str,
    start: usize,
    outline: Outline,
    /// Open block containers (quotes, lists, items, footnotes).
    containers: usize,
    /// Open blocks of any kind.
    blocks: usize,
    heading: Option<Heading>,
    /// Indexes of open links.
    links: Vec<usize>,
    in_fence: bool,
    in_autolink: usize,
    /// Codes allowed in the next block.
    allowed: Vec<String>,
}

impl Walk<'_> {
    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.open(tag, range),
            Event::End(tag) => self.close(tag),
            Event::Text(text) => self.words(&text, range),
            Event::Code(code) => self.words(&code, range),
            Event::Html(html) | Event::InlineHtml(html) => self.html(&html),
            Event::SoftBreak | Event::HardBreak => {
                if let Some(heading) = &mut self.heading {
                    heading.text.push(' ');
                }
            }
            Event::Rule if self.blocks == 0 => self.allowed.clear(),
            _ => {}
        }
    }

    fn open(&mut self, tag: Tag<'_>, range: Range<usize>) {
        if is_block(&tag.to_end()) {
            if self.blocks == 0 && !matches!(tag, Tag::HtmlBlock) {
                let covered = self.allowed.drain(..).map(|code| Allowance { code, covers: range.clone() });
                self.outline.allowances.extend(covered);
            }
            self.blocks += 1;
        }
        match tag {
            Tag::BlockQuote(_) | Tag::List(_) | Tag::Item | Tag::FootnoteDefinition(_) => {
                self.containers += 1
            }
            Tag::Heading { level, id, attrs, .. } => {
                let attributes =
                    attrs.iter().map(|(k, v)| (k.to_string(), v.as_deref().unwrap_or_default().to_owned()));
                self.heading = Some(Heading {
                    level: level_number(level),
                    text: String::new(),
                    id: id.map(|i| i.to_string()),
                    attributes: attributes.collect(),
                    anchor: String::new(),
                    unique: true,
                    range: self.trimmed(range),
                    at_margin: self.containers == 0,
                });
            }
            Tag::CodeBlock(kind) => {
                self.in_fence = matches!(kind, CodeBlockKind::Fenced(_));
                if self.in_fence {
                    self.fence(range);
                }
            }
            Tag::Link { link_type, dest_url, .. } => {
                let auto = matches!(link_type, LinkType::Autolink | LinkType::Email);
                self.in_autolink += usize::from(auto);
                self.link(&dest_url, range, false);
            }
            Tag::Image { dest_url, .. } => self.link(&dest_url, range, true),
            _ => {}
        }
    }

    fn close(&mut self, tag: TagEnd) {
        if is_block(&tag) {
            self.blocks = self.blocks.saturating_sub(1);
        }
        match tag {
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item | TagEnd::FootnoteDefinition => {
                self.containers = self.containers.saturating_sub(1);
            }
            TagEnd::Heading(_) => {
                if let Some(heading) = self.heading.take() {
                    self.end_heading(heading);
                }
            }
            TagEnd::CodeBlock => self.in_fence = false,
            TagEnd::Link | TagEnd::Image => {
                self.links.pop();
                self.in_autolink = self.in_autolink.saturating_sub(1);
            }
            _ => {}
        }
    }

    fn end_heading(&mut self, mut heading: Heading) {
        heading.text = heading.text.trim().to_owned();
        match &heading.id {
            Some(id) => {
                heading.unique = self.outline.anchors.add_id(id);
                heading.anchor.clone_from(id);
            }
            None => heading.anchor = self.outline.anchors.add_heading(&heading.text),
        }
        self.outline.headings.push(heading);
    }

    fn words(&mut self, words: &str, range: Range<usize>) {
        if let Some(heading) = &mut self.heading {
            heading.text.push_str(words);
        }
        if !words.trim().is_empty() {
            // All open links have words now; a link in an image counts for both.
            for &index in &self.links {
                if let Some(link) = self.outline.links.get_mut(index) {
                    link.has_text = true;
                }
            }
        }
        if !self.in_fence && self.in_autolink == 0 {
            self.outline.prose.push(range);
        }
    }

    fn html(&mut self, html: &str) {
        for found in HTML_ID.captures_iter(html) {
            if let Some(id) = found.get(1) {
                self.outline.anchors.add_id(id.as_str());
            }
        }
        for found in ALLOW.captures_iter(html) {
            let codes = found.get(1).map_or("", |m| m.as_str()).split([',', ' ', '\n', '\t']);
            let room = MOST_ALLOWANCES.saturating_sub(self.outline.allowances.len() + self.allowed.len());
            self.allowed.extend(codes.filter(|c| !c.is_empty()).take(room).map(str::to_owned));
        }
    }

    fn link(&mut self, target: &str, range: Range<usize>, image: bool) {
        self.links.push(self.outline.links.len());
        self.outline.links.push(Link { target: target.to_owned(), range, image, has_text: false });
    }

    fn trimmed(&self, range: Range<usize>) -> Range<usize> {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        range.start..range.start + raw.trim_end().len()
    }

    fn fence(&mut self, range: Range<usize>) {
        let raw = self.text.get(range.clone()).unwrap_or_default();
        let (first, rest) = raw.split_once('\n').unwrap_or((raw, ""));
        let mark = first.chars().next().unwrap_or('`');
        let width = first.chars().take_while(|c| *c == mark).count();
        let info = first.get(width..).unwrap_or_default();
        let info_start = range.start + width + (info.len() - info.trim_start().len());
        let code_start = range.start + raw.len() - rest.len();
        let last = rest.trim_end_matches('\n').rsplit('\n').next().unwrap_or("");
        let closed = is_closing(last, mark, width);
        let tail = rest.len() - rest.trim_end_matches('\n').len();
        let code_end = if closed { range.end - tail - last.len() } else { range.end };
        let line_start = self.text.get(..range.start).unwrap_or_default().rfind('\n').map_or(0, |n| n + 1);
        self.outline.fences.push(Fence {
            info: info_start..info_start + info.trim().len(),
            code: code_start..code_end.max(code_start),
            closed,
            at_margin: self.containers == 0 && line_start.max(self.start) == range.start,
            range,
        });
    }
}

/// Whether this line closes a fence of `width` marks.
fn is_closing(line: &str, mark: char, width: usize) -> bool {
    // In a quote, the closing line begins with the quote's own marks.
    let line = line.trim_start_matches([' ', '>', '\t']).trim_end();
    line.len() >= width && width > 0 && line.chars().all(|c| c == mark)
}

/// Whether a tag is of a block, and not of words in one.
pub const fn is_block(tag: &TagEnd) -> bool {
    !matches!(
        tag,
        TagEnd::Emphasis
            | TagEnd::Strong
            | TagEnd::Strikethrough
            | TagEnd::Superscript
            | TagEnd::Subscript
            | TagEnd::Link
            | TagEnd::Image
    )
}

const fn level_number(level: HeadingLevel) -> u8 {
    match level {
        HeadingLevel::H1 => 1,
        HeadingLevel::H2 => 2,
        HeadingLevel::H3 => 3,
        HeadingLevel::H4 => 4,
        HeadingLevel::H5 => 5,
        HeadingLevel::H6 => 6,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const PAGE: &str = "\
# T

## Exercise: Ba *sic* `x` {#basic-call check=foo}

See [l](x.md#y) ![](i.png) ![alt](j.png) <https://a.b> [a][nope]

<!-- lint: allow model-name -->
```python stub expect=\"a b\"
code

 more
```

> ```py
> a
> ```

<a id=\"here\"></a>

~~~toml check
x
";

    #[test]
    fn headings_fences_links_and_anchors() {
        let outline = outline(PAGE, 0);
        let heading = &outline.headings[1];
        assert_eq!(heading.text, "Exercise: Ba sic x");
        assert_eq!(heading.id.as_deref(), Some("basic-call"));
        assert_eq!(heading.attributes, [("check".to_owned(), "foo".to_owned())]);
        assert!(PAGE[heading.range.clone()].ends_with("check=foo}"));
        let stub = &outline.fences[0];
        assert_eq!(&PAGE[stub.info.clone()], "python stub expect=\"a b\"");
        assert_eq!(&PAGE[stub.code.clone()], "code\n\n more\n");
        assert!(stub.closed && stub.at_margin);
        assert!(outline.fences[1].closed && !outline.fences[1].at_margin);
        let open = &outline.fences[2];
        assert!(!open.closed && open.at_margin);
        assert_eq!(&PAGE[open.code.clone()], "x\n");
        let texts: Vec<_> = outline.links.iter().map(|l| (l.target.as_str(), l.image, l.has_text)).collect();
        assert_eq!(
            texts,
            [
                ("x.md#y", false, true),
                ("i.png", true, false),
                ("j.png", true, true),
                ("https://a.b", false, true)
            ]
        );
        assert_eq!(outline.undefined_labels[0].0, "nope");
        assert!(outline.anchors.contains("here") && outline.anchors.contains("t"));
        assert_eq!(outline.allowances[0].code, "model-name");
        assert_eq!(outline.allowances[0].covers, stub.range);
    }

    #[test]
    fn an_empty_block_has_no_code() {
        for page in ["```toml check\n```\n", "```toml check\n```", "```toml check\n\n```\n"] {
            let outline = outline(page, 0);
            assert!(outline.fences[0].closed, "{page:?}");
            assert_eq!(page[outline.fences[0].code.clone()].trim(), "");
        }
        assert!(!outline("```toml check", 0).fences[0].closed);
        assert!(!outline("````\n```\n", 0).fences[0].closed);
    }

    proptest! {
        #[test]
        fn never_panics_and_ranges_hold(text in "(\\PC|\n|```|~~~|# |> |- |    |<!-- |\\[a\\]\\(b\\)){0,60}") {
            let outline = outline(&text, 0);
            for fence in &outline.fences {
                prop_assert!(text.get(fence.range.clone()).is_some());
                prop_assert!(text.get(fence.info.clone()).is_some());
                prop_assert!(text.get(fence.code.clone()).is_some());
            }
            for heading in &outline.headings {
                prop_assert!(text.get(heading.range.clone()).is_some());
            }
        }
    }
}
