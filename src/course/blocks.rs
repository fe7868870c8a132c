//! What part a fenced block plays: stub, wrong answer, sample, scene, check, or none.
//!
//! Owns: the words and keys of info strings and their faults. Must not know: what
//! is in a block, nor which exercise it belongs to.

use super::fault::Fault;
use super::info::{Info, Word};
use super::markdown::Fence;
use super::model::Track;
use super::source::{SourceFile, Spot};
use super::suggest;
use super::table::short;
use std::ops::Range;
use std::sync::Arc;

/// The words that name a part.
pub const PARTS: &[&str] = &["stub", "wrong", "sample", "scene", "check"];

/// Languages that plain illustrations are written in, besides the tracks'. Only used to
/// see a mistyped one.
const USUAL_LANGUAGES: &[&str] = &[
    "bash",
    "c",
    "console",
    "cpp",
    "csharp",
    "css",
    "csv",
    "diff",
    "dockerfile",
    "go",
    "html",
    "http",
    "ini",
    "java",
    "javascript",
    "js",
    "json",
    "jsonc",
    "jsonl",
    "jsx",
    "kotlin",
    "lua",
    "makefile",
    "markdown",
    "math",
    "md",
    "mermaid",
    "mjs",
    "nginx",
    "patch",
    "perl",
    "php",
    "plaintext",
    "powershell",
    "python",
    "py",
    "r",
    "ruby",
    "rust",
    "scala",
    "sh",
    "shell",
    "sql",
    "svg",
    "swift",
    "text",
    "toml",
    "ts",
    "tsx",
    "txt",
    "typescript",
    "xml",
    "yaml",
    "yml",
    "zsh",
];

/// What a block is for.
#[derive(Debug, Clone)]
pub enum Part {
    /// What a learner starts from.
    Stub(String),
    /// A typical wrong answer.
    Wrong {
        /// The track's id.
        track: String,
        /// The check that must catch it.
        expect: Option<Word>,
        /// A few words.
        title: Option<Word>,
    },
    /// A complete program that can be run.
    Sample(String),
    /// TOML: what the API does in a run.
    Scene,
    /// TOML: a criterion.
    Check,
    /// A block that is meant for the machine but could not be understood: parts of these
    /// kinds may not be called missing.
    Lost(Vec<&'static str>),
}

/// A block that is not mere illustration.
#[derive(Debug, Clone)]
pub struct Block {
    /// What it is for.
    pub part: Part,
    /// Where it stands.
    pub fence: Fence,
}

/// Finds the part of a block; `None` for illustrations.
pub fn classify(
    file: &Arc<SourceFile>,
    fence: &Fence,
    tracks: &[Track],
    faults: &mut Vec<Fault>,
) -> Option<Block> {
    let text = file.text.get(fence.info.clone()).unwrap_or_default();
    let info = Info::parse(text, fence.info.start);
    let mut reader = Reader { file, fence, info: &info, tracks, faults };
    let part = reader.part();
    Some(Block { part: part?, fence: fence.clone() })
}

struct Reader<'a> {
    file: &'a Arc<SourceFile>,
    fence: &'a Fence,
    info: &'a Info,
    tracks: &'a [Track],
    faults: &'a mut Vec<Fault>,
}

impl Reader<'_> {
    fn part(&mut self) -> Option<Part> {
        let part = self.part_word();
        self.check_info(part);
        let swallows = part.is_some() && self.swallowed_fence();
        if !self.fence.closed || swallows {
            self.unclosed(swallows);
        }
        let Some(part) = part else {
            self.check_plain_language();
            return None;
        };
        if !self.fence.at_margin {
            self.fault(
                "block-not-at-margin",
                self.fence.info.clone(),
                format!("A `{part}` block must start at the left margin."),
                "not at the margin",
                "Take it out of the list or quote, and remove the spaces before its fence.",
            );
            return Some(Part::Lost(vec![part]));
        }
        let known = self.known_part(part).unwrap_or_else(|| Part::Lost(vec![part]));
        // Who knows what an unclosed block has swallowed.
        Some(if self.fence.closed && !swallows { known } else { Part::Lost(PARTS.to_vec()) })
    }

    /// The word that names the part; other words are faults.
    fn part_word(&mut self) -> Option<&'static str> {
        let mut part: Option<&'static str> = None;
        let info = self.info;
        for word in &info.words {
            match (part, part_named(&word.text)) {
                (None, Some(known)) => part = Some(known),
                (Some(first), Some(_)) => {
                    let message = format!("This block is `{first}` and `{}` at once.", word.text);
                    self.fault(
                        "two-parts",
                        word.range.clone(),
                        message,
                        "the second part",
                        "Keep one of the two.",
                    );
                }
                (_, None) => self.unknown_part(word),
            }
        }
        if part.is_none() {
            part = self.part_as_language();
        }
        part
    }

    fn unknown_part(&mut self, word: &Word) {
        let message = format!("`{}` is not a part that a block can play.", short(&word.text));
        let cure = suggest::cure(&word.text, PARTS.iter().copied(), "A block is", "");
        self.fault("unknown-part", word.range.clone(), message, "unknown word", &cure);
    }

    /// ```` ```stub ````: the language is forgotten.
    fn part_as_language(&mut self) -> Option<&'static str> {
        let info = self.info;
        let word = info.language.as_ref()?;
        let part = part_named(&word.text)?;
        let language = if matches!(word.text.as_str(), "scene" | "check") { "toml" } else { "python" };
        let cure = format!("Write the language first: `{language} {}`.", word.text);
        let message = format!("The language is missing before `{}`.", word.text);
        self.fault("missing-language", word.range.clone(), message, "no language", &cure);
        Some(part)
    }

    fn check_info(&mut self, part: Option<&str>) {
        let info = self.info;
        if let Some(range) = &info.unclosed {
            let cure = "Close it with another `\"`.";
            self.fault(
                "unclosed-quote",
                range.clone(),
                "The quote is never closed.".into(),
                "opened before this",
                cure,
            );
        }
        let allowed: &[&str] = if part == Some("wrong") { &["expect", "title"] } else { &[] };
        for (index, (key, _)) in info.pairs.iter().enumerate() {
            if !allowed.contains(&key.text.as_str()) {
                let message = format!("`{}=` means nothing on this block.", short(&key.text));
                let cure = suggest::cure(&key.text, allowed.iter().copied(), "Its keys are", "Remove it.");
                self.fault("unknown-info-key", key.range.clone(), message, "unknown key", &cure);
            } else if info.pairs.iter().take(index).any(|(k, _)| k.text == key.text) {
                let message = format!("`{}=` is given twice.", key.text);
                self.fault(
                    "duplicate-key",
                    key.range.clone(),
                    message,
                    "the second one",
                    "Keep one of the two.",
                );
            }
        }
    }

    fn known_part(&mut self, part: &str) -> Option<Part> {
        let language = self.info.language.as_ref()?;
        match part {
            "scene" | "check" => {
                self.check_toml(part, language)?;
                Some(if part == "scene" { Part::Scene } else { Part::Check })
            }
            _ => {
                let track = self.track(part, language)?;
                Some(match part {
                    "stub" => Part::Stub(track),
                    "sample" => Part::Sample(track),
                    _ => self.wrong(track),
                })
            }
        }
    }

    fn check_toml(&mut self, part: &str, language: &Word) -> Option<()> {
        if language.text == "toml" {
            return Some(());
        }
        if language.text != part {
            let message = format!("A `{part}` is written in TOML, not in `{}`.", short(&language.text));
            self.fault(
                "wrong-language",
                language.range.clone(),
                message,
                "not TOML",
                &format!("Write `toml {part}`."),
            );
        }
        None
    }

    /// The track of a language.
    fn track(&mut self, part: &str, language: &Word) -> Option<String> {
        if let Some(track) = find_track(self.tracks, &language.text) {
            return Some(track.id.clone());
        }
        if language.text == part || self.tracks.is_empty() {
            return None;
        }
        let known = self.tracks.iter().flat_map(|t| t.languages.iter()).map(String::as_str);
        let cure = suggest::cure(&language.text, known, "The tracks' languages are", "");
        let message = format!("No track is written in `{}`.", short(&language.text));
        self.fault("unknown-language", language.range.clone(), message, "no track's language", &cure);
        None
    }

    fn wrong(&mut self, track: String) -> Part {
        let end = self.fence.info.clone();
        for (key, example) in [("expect", "expect=check-id"), ("title", "title=\"short words\"")] {
            if self.info.value(key).is_none_or(|v| v.text.trim().is_empty()) {
                let message = format!("This wrong answer has no `{key}=`.");
                self.fault("missing-key", end.clone(), message, "missing here", &format!("Add `{example}`."));
            }
        }
        Part::Wrong {
            track,
            expect: self.info.value("expect").cloned(),
            title: self.info.value("title").cloned(),
        }
    }

    /// An illustration in a language that is nearly, but not quite, a known one.
    fn check_plain_language(&mut self) {
        let Some(language) = &self.info.language else { return };
        let tracks = self.tracks.iter().flat_map(|t| t.languages.iter()).map(String::as_str);
        let known = tracks.chain(USUAL_LANGUAGES.iter().copied());
        if language.text.len() < 4 || known.clone().any(|k| k.eq_ignore_ascii_case(&language.text)) {
            return;
        }
        if let Some(near) = suggest::closest(&language.text, known) {
            let message = format!("`{}` is not a language that is known here.", short(&language.text));
            let spot = Spot::new(Arc::clone(self.file), language.range.clone());
            let fault = Fault::warning("unknown-language", spot, message).label("unknown language");
            self.faults.push(fault.cure(format!("Did you mean `{near}`?")));
        }
    }

    /// Whether a line inside opens another machine block: this one's end was forgotten.
    fn swallowed_fence(&self) -> bool {
        let opening = self.file.text.get(self.fence.range.clone()).unwrap_or_default();
        let Some(mark) = opening.bytes().next() else { return false };
        let width = opening.bytes().take_while(|byte| *byte == mark).count();
        let code = self.file.text.get(self.fence.code.clone()).unwrap_or_default();
        let opens_another = |line: &str| {
            let rest = line.trim_start_matches(char::from(mark));
            let parts = || rest.split_whitespace().skip(1).any(|w| PARTS.contains(&w));
            line.len() - rest.len() >= width && !rest.starts_with(' ') && parts()
        };
        // Few blocks hold the mark at all: lines are looked at in those only.
        memchr::memchr(mark, code.as_bytes()).is_some() && code.lines().any(opens_another)
    }

    fn unclosed(&mut self, swallows: bool) {
        let label = if swallows { "it swallows the next block" } else { "it runs to the end" };
        let line = self.fence.range.start..self.fence.info.end;
        let cure = "Close it with a line of the same marks: ```` ``` ````.";
        self.fault("unclosed-fence", line, "This block is never closed.".into(), label, cure);
    }

    fn fault(&mut self, code: &'static str, range: Range<usize>, message: String, label: &str, cure: &str) {
        let spot = Spot::new(Arc::clone(self.file), range);
        self.faults.push(Fault::error(code, spot, message).label(label).cure(cure));
    }
}

fn part_named(word: &str) -> Option<&'static str> {
    PARTS.iter().copied().find(|p| *p == word)
}

/// The track that this language means.
pub fn find_track<'t>(tracks: &'t [Track], language: &str) -> Option<&'t Track> {
    tracks.iter().find(|t| t.languages.iter().any(|l| l == language))
}
