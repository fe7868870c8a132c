//! The sections of a lesson, gathered into exercises, hints and samples.
//!
//! Owns: which heading opens and ends what, and which block belongs where. Must not
//! know: what an exercise must have, other lessons.

use super::blocks::{self, Block, Part};
use super::exercise::{Draft, MOST_BLOCKS, WrongWords};
use super::fault::Fault;
use super::graded::Waiting;
use super::info::Word;
use super::markdown::{Fence, Heading, Outline};
use super::model::{CodeBlock, Hint, Track, Wrong};
use super::schema::is_kebab;
use super::source::{SourceFile, Spot};
use super::table::{not_kebab, short};
use super::variables::Substitution;
use std::ops::Range;
use std::sync::Arc;

/// A lesson may have this many fenced blocks; more are not looked at.
const MOST_FENCES: usize = 2000;

/// What the sections hold.
pub struct Sections {
    /// The exercises, each with its task.
    pub drafts: Vec<(Draft, String)>,
    /// The samples, in order.
    pub samples: Vec<CodeBlock>,
}

/// Goes through the file once, in its order.
pub fn read(
    source: &Arc<SourceFile>,
    outline: &Outline,
    tracks: &[Track],
    substitution: &Substitution,
    faults: &mut Vec<Fault>,
) -> Sections {
    let mut reader = Reader {
        source,
        tracks,
        substitution,
        faults,
        samples: Vec::new(),
        drafts: Vec::new(),
        in_exercise: false,
        hint: None,
    };
    reader.read(outline);
    let drafts = reader.drafts.into_iter().map(|mut draft| {
        let task = task(source, substitution, &mut draft);
        (draft, task)
    });
    Sections { drafts: drafts.collect(), samples: reader.samples }
}

struct Reader<'a> {
    source: &'a Arc<SourceFile>,
    tracks: &'a [Track],
    substitution: &'a Substitution,
    faults: &'a mut Vec<Fault>,
    samples: Vec<CodeBlock>,
    drafts: Vec<Draft>,
    /// Whether the last draft is still open.
    in_exercise: bool,
    /// The open hint.
    hint: Option<OpenHint>,
}

struct OpenHint {
    title: String,
    check: Option<String>,
    check_spot: Spot,
    spot: Spot,
    /// Where its text starts.
    start: usize,
    /// Machine blocks in it.
    skipped: Vec<Range<usize>>,
}

impl Reader<'_> {
    /// Goes through headings and fences in the order of the file.
    fn read(&mut self, outline: &Outline) {
        let mut fences = outline.fences.iter().take(MOST_FENCES).peekable();
        for heading in outline.headings.iter().filter(|h| h.at_margin) {
            while let Some(fence) = fences.next_if(|f| f.range.start < heading.range.start) {
                self.fence(fence);
            }
            self.heading(heading);
        }
        fences.for_each(|fence| self.fence(fence));
        if let Some(fence) = outline.fences.get(MOST_FENCES) {
            let place = self.spot(fence.info.clone());
            self.too_many(place, "The lesson has too many blocks.", MOST_FENCES);
        }
        self.end_exercise(self.source.text.len());
    }

    fn spot(&self, range: Range<usize>) -> Spot {
        Spot::new(Arc::clone(self.source), range)
    }

    fn draft(&mut self) -> Option<&mut Draft> {
        if self.in_exercise { self.drafts.last_mut() } else { None }
    }

    fn heading(&mut self, heading: &Heading) {
        self.end_hint(heading.range.start);
        let title = exercise_title(&heading.text);
        if heading.level <= 2 {
            self.end_exercise(heading.range.start);
        }
        match title {
            Some(title) if heading.level == 2 => self.begin_exercise(heading, title),
            Some(_) => self.wrong_level(heading),
            None => match hint_title(&heading.text) {
                Some(title) => self.begin_hint(heading, title),
                None => self.check_spelling(heading),
            },
        }
    }

    /// A heading that looks like an exercise or a hint, but is written as neither.
    fn check_spelling(&mut self, heading: &Heading) {
        let first = heading.text.split([' ', ':']).next().unwrap_or_default();
        let nearly = |word: &str| super::suggest::closest(first, [word]).is_some();
        let cure = if heading.level == 2 && heading.id.is_some() && nearly("Exercise") {
            "Write `## Exercise: A title {#an-id}`, with the colon."
        } else if self.in_exercise && heading.level > 2 && nearly("Hint") {
            "Write `### Hint` or `### Hint: some words`."
        } else {
            return;
        };
        let message = format!("`{}` opens neither an exercise nor a hint.", short(&heading.text));
        let fault = Fault::warning("misspelt-heading", self.spot(heading.range.clone()), message);
        self.faults.push(fault.label("an ordinary heading").cure(cure));
    }

    fn begin_exercise(&mut self, heading: &Heading, title: &str) {
        let spot = self.spot(heading.range.clone());
        if self.drafts.len() >= MOST_BLOCKS {
            self.too_many(spot, "The lesson has too many exercises.", MOST_BLOCKS);
            return;
        }
        if title.is_empty() {
            let fault = Fault::error("empty-text", spot.clone(), "The exercise has no title.");
            self.faults.push(fault.label("no title").cure("Write `## Exercise: A title {#an-id}`."));
        }
        let id = match &heading.id {
            Some(id) => {
                if !is_kebab(id) {
                    self.faults.push(not_kebab(id, self.within(heading, id)));
                }
                id.clone()
            }
            None => {
                let id = super::anchors::slug(title);
                let cure = format!("Write `## Exercise: {} {{#{}}}`.", short(title), short(&id));
                let fault = Fault::error("exercise-without-id", spot.clone(), "The exercise has no id.");
                self.faults.push(fault.label("no `{#id}`").cure(cure));
                id
            }
        };
        let title = self.resolve_title(title, heading);
        self.drafts.push(Draft::new(id, title, spot, heading.range.end));
        self.in_exercise = true;
    }

    /// The title with its variables put in.
    fn resolve_title(&self, title: &str, heading: &Heading) -> String {
        let rendered = self.substitution.render(&self.source.text, heading.range.clone());
        if rendered == self.source.text.get(heading.range.clone()).unwrap_or_default() {
            return title.to_owned();
        }
        let words = rendered.trim_start_matches(['#', ' ']).trim_start_matches("Exercise:");
        words.rsplit_once("{#").map_or(words, |(before, _)| before).trim().to_owned()
    }

    /// The part of a heading's line where this word stands.
    fn within(&self, heading: &Heading, word: &str) -> Spot {
        let line = self.source.text.get(heading.range.clone()).unwrap_or_default();
        let start = line.rfind(word).map_or(heading.range.start, |at| heading.range.start + at);
        self.spot(start..(start + word.len()).min(heading.range.end))
    }

    fn wrong_level(&mut self, heading: &Heading) {
        let spot = self.spot(heading.range.clone());
        let fault = Fault::error("exercise-level", spot, "An exercise begins with a heading of level 2.");
        self.faults.push(fault.label("another level").cure("Write it with two marks: `## Exercise: …`."));
    }

    fn end_exercise(&mut self, end: usize) {
        self.end_hint(end);
        if let Some(draft) = self.draft() {
            draft.section.end = end;
        }
        self.in_exercise = false;
    }

    fn begin_hint(&mut self, heading: &Heading, title: &str) {
        let spot = self.spot(heading.range.clone());
        if !self.in_exercise {
            let fault = Fault::error("hint-outside-exercise", spot, "This hint belongs to no exercise.");
            self.faults
                .push(fault.label("no exercise above").cure("Move it under its `## Exercise: …` heading."));
            return;
        }
        if heading.level != 3 {
            let fault = Fault::error("hint-level", spot.clone(), "A hint begins with a heading of level 3.");
            self.faults.push(fault.label("another level").cure("Write it with three marks: `### Hint`."));
        }
        let mut check = None;
        for (key, value) in &heading.attributes {
            if key == "check" && !value.is_empty() {
                check = Some(value.trim_matches('"').to_owned());
            } else {
                let spot = self.within(heading, key);
                let fault = Fault::error(
                    "unknown-attribute",
                    spot,
                    format!("`{}` means nothing on a hint.", short(key)),
                );
                self.faults.push(
                    fault.label("unknown").cure("A hint may say `{check=check-id}`, and nothing else."),
                );
            }
        }
        let check_spot = check.as_ref().map_or_else(|| spot.clone(), |c| self.within(heading, c));
        let title = title.to_owned();
        let start = heading.range.end;
        self.hint = Some(OpenHint { title, check, check_spot, spot, start, skipped: Vec::new() });
    }

    fn end_hint(&mut self, end: usize) {
        let Some(hint) = self.hint.take() else { return };
        let text = without(self.source, self.substitution, hint.start..end, &hint.skipped);
        if text.is_empty() {
            let fault = Fault::error("empty-text", hint.spot.clone(), "This hint says nothing.");
            self.faults.push(fault.label("nothing under it").cure("Write the hint under its heading."));
        }
        let whole = hint.spot.range.start..end;
        let made = Hint { title: hint.title, text, check: hint.check, spot: hint.spot };
        let Some(draft) = self.draft() else { return };
        draft.skipped.push(whole);
        if draft.hints.len() < MOST_BLOCKS {
            draft.hints.push((made, hint.check_spot));
        }
    }

    fn fence(&mut self, fence: &Fence) {
        let Some(block) = blocks::classify(self.source, fence, self.tracks, self.faults) else { return };
        if let Part::Sample(track) = &block.part {
            let code = self.code(track, fence);
            self.samples.push(code);
            return;
        }
        if self.in_exercise {
            self.skip(fence.range.clone());
            self.add(block);
        } else if !matches!(block.part, Part::Lost(_)) {
            let spot = self.spot(fence.info.clone());
            let fault = Fault::error("block-outside-exercise", spot, "This block belongs to no exercise.");
            let cure = "Move it under a heading like `## Exercise: Title {#its-id}`.";
            self.faults.push(fault.label("no exercise above").cure(cure));
        }
    }

    fn skip(&mut self, range: Range<usize>) {
        if let Some(hint) = &mut self.hint {
            hint.skipped.push(range);
        } else if let Some(draft) = self.draft() {
            draft.skipped.push(range);
        }
    }

    fn code(&self, track: &str, fence: &Fence) -> CodeBlock {
        CodeBlock {
            track: track.to_owned(),
            code: self.substitution.render(&self.source.text, fence.code.clone()),
            spot: self.spot(fence.code.clone()),
        }
    }

    fn add(&mut self, block: Block) {
        let place = self.spot(block.fence.range.start..block.fence.info.end);
        if self.is_full(&block.part) {
            self.too_many(place, "The exercise has too many blocks of this kind.", MOST_BLOCKS);
            return;
        }
        match block.part {
            Part::Stub(track) => self.add_stub(&track, &block.fence, place),
            Part::Wrong { track, expect, title } => self.add_wrong(&track, expect, title, &block.fence),
            Part::Scene | Part::Check => {
                let is_scene = matches!(block.part, Part::Scene);
                let waiting = Waiting { code: block.fence.code, place };
                if let Some(draft) = self.draft() {
                    if is_scene { &mut draft.scenes } else { &mut draft.checks }.push(waiting);
                }
            }
            Part::Lost(parts) => {
                if let Some(draft) = self.draft() {
                    draft.lost.extend(parts);
                }
            }
            Part::Sample(_) => {}
        }
    }

    fn too_many(&mut self, place: Spot, message: &str, most: usize) {
        let fault = Fault::error("too-many-blocks", place, message).label("one too many");
        self.faults.push(fault.cure(format!("At most {most}; split it.")));
    }

    fn is_full(&mut self, part: &Part) -> bool {
        self.draft().is_some_and(|draft| {
            let count = match part {
                Part::Wrong { .. } => draft.wrongs.len(),
                Part::Scene => draft.scenes.len(),
                Part::Check => draft.checks.len(),
                _ => 0,
            };
            count >= MOST_BLOCKS
        })
    }

    fn add_stub(&mut self, track: &str, fence: &Fence, place: Spot) {
        let code = self.code(track, fence);
        let Some(draft) = self.draft() else { return };
        if draft.stubs.contains_key(track) {
            let message = format!("This exercise has two stubs for the track `{track}`.");
            let fault = Fault::error("duplicate-stub", place, message);
            self.faults.push(fault.label("the second one").cure("Keep one of the two."));
            return;
        }
        draft.stubs.insert(track.to_owned(), code);
    }

    fn add_wrong(&mut self, track: &str, expect: Option<Word>, title: Option<Word>, fence: &Fence) {
        let wrong = Wrong {
            title: title.as_ref().map(|w| w.text.clone()).unwrap_or_default(),
            block: self.code(track, fence),
            expect: expect.as_ref().map(|w| w.text.clone()).unwrap_or_default(),
        };
        let words = WrongWords {
            expect: expect.map(|w| (w.clone(), self.spot(w.range))),
            title: title.map(|w| (w.clone(), self.spot(w.range))),
        };
        if let Some(draft) = self.draft() {
            draft.wrongs.push((wrong, words));
        }
    }
}

/// `Exercise: Title`
pub fn exercise_title(text: &str) -> Option<&str> {
    text.strip_prefix("Exercise:").map(str::trim)
}

/// `Hint`, `Hint: words`, `Hint 2`, `Hint 2: words`: the words.
pub fn hint_title(text: &str) -> Option<&str> {
    let rest = text.strip_prefix("Hint")?;
    let rest = rest.trim_start_matches(|c: char| c == ' ' || c.is_ascii_digit());
    if rest.is_empty() { Some("") } else { rest.strip_prefix(':').map(str::trim) }
}

fn task(source: &SourceFile, substitution: &Substitution, draft: &mut Draft) -> String {
    draft.skipped.sort_by_key(|r| r.start);
    without(source, substitution, draft.section.clone(), &draft.skipped)
}

/// A range of the file, variables put in, without the skipped parts and without the
/// empty lines they leave behind.
fn without(
    source: &SourceFile,
    substitution: &Substitution,
    range: Range<usize>,
    skipped: &[Range<usize>],
) -> String {
    let mut text = String::new();
    let mut at = range.start;
    for skip in skipped {
        let piece = substitution.render(&source.text, at..skip.start.clamp(at, range.end));
        push_piece(&mut text, &piece);
        at = skip.end.clamp(at, range.end);
    }
    push_piece(&mut text, &substitution.render(&source.text, at..range.end));
    text
}

fn push_piece(text: &mut String, piece: &str) {
    let piece = piece.trim_matches('\n').trim_end();
    if !piece.trim().is_empty() {
        if !text.is_empty() {
            text.push_str("\n\n");
        }
        text.push_str(piece);
    }
}
