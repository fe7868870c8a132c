//! The front matter of a lesson: a few lines of YAML between `---` lines.
//!
//! Owns: where it ends, its keys, its faults. Must not know: what follows it.
//!
//! The YAML is read event by event, not into a tree: anchors and aliases are refused
//! and nothing is ever expanded, so that no bomb can go off.

use super::fault::Fault;
use super::schema::{FRONT_MATTER, Field, Kind, is_kebab};
use super::source::{SourceFile, Spot};
use super::table::{missing_key, not_kebab, out_of_range, short, unknown_key, wrong_type_found};
use granit_parser::{Event, Parser, ScalarStyle, ScanError, Span};
use std::ops::Range;
use std::sync::Arc;

/// What the front matter says; `None` where it does not say it rightly.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct FrontMatter {
    /// The lesson's id.
    pub id: Option<String>,
    /// The lesson's title.
    pub title: Option<String>,
    /// How long it takes.
    pub minutes: Option<u32>,
    /// Its group.
    pub section: Option<String>,
    /// What it is about, for the course's index.
    pub subjects: Vec<String>,
    /// Where the id stands, for faults about it.
    pub id_range: Range<usize>,
    /// Where the Markdown begins.
    pub end: usize,
}

/// The longest front matter that is read, in bytes.
const LONGEST: usize = 16 * 1024;

/// Reads the front matter at the beginning of the file.
pub fn parse(file: &Arc<SourceFile>, faults: &mut Vec<Fault>) -> FrontMatter {
    let Some((yaml, end)) = find(&file.text) else {
        faults.push(missing(file));
        return FrontMatter::default();
    };
    let mut reader = Reader {
        file,
        yaml: yaml.clone(),
        found: FrontMatter { end, ..Default::default() },
        seen: Vec::new(),
    };
    let whole = Spot::new(Arc::clone(file), 0..3);
    let complete = yaml.len() <= LONGEST && reader.read(faults);
    if yaml.len() > LONGEST {
        faults.push(
            Fault::error("front-matter-too-long", whole.clone(), "The front matter is too long to be one.")
                .label("begins here")
                .cure("Close it with a line `---` after its few keys."),
        );
    }
    if complete {
        let missing = FRONT_MATTER.fields.iter().filter(|f| f.required && !reader.seen.contains(&f.name));
        faults.extend(missing.map(|f| missing_key(f, &FRONT_MATTER, whole.clone())));
    }
    reader.found
}

/// The range of the YAML, and where the Markdown begins.
fn find(text: &str) -> Option<(Range<usize>, usize)> {
    let first = text.find('\n')?;
    if text.get(..first)?.trim_end() != "---" {
        return None;
    }
    let start = first + 1;
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((start..at, at + line.len()));
        }
        at += line.len();
    }
    None
}

fn missing(file: &Arc<SourceFile>) -> Fault {
    let opened = file.text.starts_with("---\n");
    let line = file.text.find('\n').unwrap_or(file.text.len());
    let (code, message, label) = if opened {
        ("unclosed-front-matter", "The front matter is never closed.", "opened here")
    } else {
        ("missing-front-matter", "The lesson has no front matter.", "it belongs before this line")
    };
    Fault::error(code, Spot::new(Arc::clone(file), 0..line), message).label(label).cure(
        "Begin the file with `---`, the lines `id:`, `title:`, `minutes:` and `section:`, and another `---`.",
    )
}

struct Reader<'a> {
    file: &'a Arc<SourceFile>,
    yaml: Range<usize>,
    found: FrontMatter,
    seen: Vec<&'static str>,
}

/// A scalar of the top level, or what stands in its place.
enum Node {
    Scalar { text: String, plain: bool, range: Range<usize> },
    Other { what: &'static str, range: Range<usize> },
}

impl Node {
    fn range(&self) -> Range<usize> {
        match self {
            Self::Scalar { range, .. } | Self::Other { range, .. } => range.clone(),
        }
    }
}

impl Reader<'_> {
    /// Reads all keys; false when the YAML is broken, so that keys may be missing.
    fn read(&mut self, faults: &mut Vec<Fault>) -> bool {
        let text = Arc::clone(self.file);
        let yaml = text.text.get(self.yaml.clone()).unwrap_or_default();
        let mut depth = 0_usize;
        let mut key: Option<Node> = None;
        for event in Parser::new_from_str(yaml) {
            let (event, span) = match event {
                Ok(pair) => pair,
                Err(error) => {
                    faults.push(self.syntax_fault(&error, yaml));
                    return false;
                }
            };
            let opens = matches!(event, Event::MappingStart(..) | Event::SequenceStart(..));
            let range = self.range(&span, yaml);
            if matches!(event, Event::MappingEnd | Event::SequenceEnd) {
                depth = depth.saturating_sub(1);
                continue;
            }
            if depth == 0 && opens && !matches!(event, Event::MappingStart(..))
                || depth == 0 && matches!(event, Event::Scalar(..))
            {
                faults.push(self.no_mapping(range));
                return false;
            }
            if let Some(node) = node(&event, range).filter(|_| depth == 1) {
                match key.take() {
                    None => key = Some(node),
                    Some(key) => self.entry(key, node, faults),
                }
            }
            depth += usize::from(opens);
        }
        true
    }

    fn range(&self, span: &Span, yaml: &str) -> Range<usize> {
        let byte = |m: &granit_parser::Marker| {
            m.byte_offset().unwrap_or_else(|| char_to_byte(yaml, m.index())).min(yaml.len())
        };
        let start = byte(&span.start);
        self.yaml.start + start..self.yaml.start + byte(&span.end).max(start)
    }

    fn spot(&self, range: Range<usize>) -> Spot {
        Spot::new(Arc::clone(self.file), range)
    }

    fn entry(&mut self, key: Node, value: Node, faults: &mut Vec<Fault>) {
        let Node::Scalar { text: name, range, .. } = key else {
            faults.push(self.no_mapping(key.range()));
            return;
        };
        let Some(field) = FRONT_MATTER.field(&name) else {
            faults.push(unknown_key(&name, &FRONT_MATTER, self.spot(range)));
            return;
        };
        if self.seen.contains(&field.name) {
            let message = format!("`{}` stands twice in the front matter.", field.name);
            faults.push(
                Fault::error("duplicate-key", self.spot(range), message)
                    .label("the second one")
                    .cure("Keep one of the two."),
            );
            return;
        }
        self.seen.push(field.name);
        self.set(field, value, faults);
    }

    fn set(&mut self, field: &'static Field, value: Node, faults: &mut Vec<Fault>) {
        let (text, plain, range) = match value {
            Node::Scalar { text, plain, range } => (text, plain, range),
            Node::Other { what, range } => {
                let spot = self.spot(range);
                faults.push(wrong_type_found(field, &field.kind.words(), what, spot));
                return;
            }
        };
        let spot = self.spot(range.clone());
        if text.trim().is_empty() {
            let message = format!("`{}` is empty.", field.name);
            let cure = format!("Write it like this: `{}`.", field.example);
            faults.push(Fault::error("empty-text", spot, message).label("nothing here").cure(cure));
            return;
        }
        match field.kind {
            Kind::Whole(least, most) => match text.parse::<u64>() {
                Ok(n) if plain && (least..=most).contains(&n) => self.found.minutes = u32::try_from(n).ok(),
                Ok(_) if plain => faults.push(out_of_range(field, &format!("{least} and {most}"), spot)),
                _ => faults.push(wrong_type_found(field, "a whole number", "a text", spot)),
            },
            Kind::Id => {
                if !is_kebab(&text) {
                    faults.push(not_kebab(&text, spot));
                }
                self.found.id_range = range;
                self.found.id = Some(text);
            }
            _ if field.name == "title" => self.found.title = Some(text),
            _ if field.name == "subjects" => {
                let subjects = text.split(',').map(str::trim).filter(|subject| !subject.is_empty());
                self.found.subjects = subjects.map(str::to_owned).collect();
            }
            _ => self.found.section = Some(text),
        }
    }

    fn no_mapping(&self, range: Range<usize>) -> Fault {
        Fault::error(
            "front-matter-syntax",
            self.spot(range),
            "The front matter must be lines of `key: value`.",
        )
        .label("not `key: value`")
        .cure("Write one key per line: `id: first-call`.")
    }

    fn syntax_fault(&self, error: &ScanError, yaml: &str) -> Fault {
        let at = error.marker();
        let at = at.byte_offset().unwrap_or_else(|| char_to_byte(yaml, at.index()));
        // An error found only at the end stems from the last line that says something.
        let at = if at < yaml.trim_end().len() { at } else { last_line(yaml) };
        let start = self.yaml.start + at;
        let message = format!("The front matter is not YAML: {}.", short(&error.kind().to_string()));
        Fault::error("front-matter-syntax", self.spot(start..start + 1), message)
            .label("here")
            .cure("Put a text that holds `:` or `#` or begins with a sign in quotes: `title: \"A: B\"`.")
    }
}

/// The byte at which the last line that is not blank starts.
fn last_line(yaml: &str) -> usize {
    yaml.trim_end().rfind('\n').map_or(0, |newline| newline + 1)
}

/// The byte at which the character of this number starts.
fn char_to_byte(text: &str, index: usize) -> usize {
    text.char_indices().nth(index).map_or(text.len(), |(byte, _)| byte)
}

fn node(event: &Event<'_>, range: Range<usize>) -> Option<Node> {
    let what = match event {
        Event::Scalar(text, style, 0, _) => {
            let plain = matches!(style, ScalarStyle::Plain);
            return Some(Node::Scalar { text: text.to_string(), plain, range });
        }
        Event::Scalar(..) => "an anchor",
        Event::SequenceStart(..) => "a list",
        Event::MappingStart(..) => "a table",
        Event::Alias(_) | Event::UnresolvedAlias(_) => "an alias",
        _ => return None,
    };
    Some(Node::Other { what, range })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read(text: &str) -> (FrontMatter, Vec<String>) {
        let file = Arc::new(SourceFile::new("l.md", text));
        let mut faults = Vec::new();
        let found = parse(&file, &mut faults);
        let faults = faults.iter().map(|f| {
            let (line, column) = f.spot.as_ref().unwrap().line_column();
            format!("{line}:{column} {}", f.code)
        });
        (found, faults.collect())
    }

    #[test]
    fn a_good_one() {
        let (found, faults) =
            read("---\nid: first-call\ntitle: \"Ä: b\" # c\nminutes: 15\nsection: First steps\n---\n# Hi\n");
        assert_eq!(faults, Vec::<String>::new());
        assert_eq!(found.id.as_deref(), Some("first-call"));
        assert_eq!(found.title.as_deref(), Some("Ä: b"));
        assert_eq!(found.minutes, Some(15));
        assert_eq!(found.section.as_deref(), Some("First steps"));
        assert_eq!(found.end, 75);
    }

    #[test]
    fn all_faults_at_once() {
        let (_, faults) = read("---\nid: First Call\ntitel: x\nminutes: ten\nminutes: 3\nid: b\n---\n");
        assert_eq!(
            faults,
            [
                "2:5 not-kebab-case",
                "3:1 unknown-key",
                "4:10 wrong-type",
                "5:1 duplicate-key",
                "6:1 duplicate-key",
                "1:1 missing-key",
                "1:1 missing-key"
            ]
        );
    }

    #[test]
    fn odd_front_matter() {
        assert_eq!(read("# Hi\n").1, ["1:1 missing-front-matter"]);
        assert_eq!(read("").1, ["1:1 missing-front-matter"]);
        assert_eq!(read("---\nid: a\n").1, ["1:1 unclosed-front-matter"]);
        assert_eq!(read("---\n- a\n---\n").1, ["2:1 front-matter-syntax"]);
        assert_eq!(read("---\nid: 'x\n---\n").1, ["2:1 front-matter-syntax"]);
        assert_eq!(read("---\n---\n").1.len(), 4);
        assert!(
            read("---\nid: [a]\ntitle: &x a\nminutes: *x\nsection: {a: b}\n---\n")
                .1
                .iter()
                .all(|f| f.ends_with("wrong-type"))
        );
    }

    #[test]
    fn bombs_do_not_go_off() {
        let mut text = "---\na: &a [x]\n".to_owned();
        for i in 0..300 {
            text.push_str(&format!("a{i}: &b{i} [*a,*a,*a,*a,*a,*a,*a,*a]\n"));
        }
        text.push_str("---\n");
        assert!(read(&text).1.len() > 300);
        let deep = format!("---\nid: {}\n---\n", "[".repeat(10_000));
        assert!(!read(&deep).1.is_empty());
        let long = format!("---\nid: {}\n---\n", "a".repeat(100_000));
        assert_eq!(read(&long).1, ["1:1 front-matter-too-long"]);
    }

    proptest! {
        #[test]
        fn never_panics(text in "(\\PC|\n|: |- |\\[|&a|\\*a|\t){0,60}") {
            read(&format!("---\n{text}\n---\nx"));
        }
    }
}
