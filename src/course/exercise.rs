//! The parts of an exercise, gathered and checked against each other.
//!
//! Owns: what an exercise must have, and that the names in it name something. Must
//! not know: other exercises, other files.

use super::check::ReadCheck;
use super::fault::Fault;
use super::graded::{Graded, Waiting, read_check, read_scene};
use super::info::Word;
use super::model::{CodeBlock, Exercise, Hint, Scene, Track, Wrong};
use super::source::{Located, SourceFile, Spot};
use super::suggest;
use super::table::short;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::sync::Arc;

/// An exercise may have this many blocks of one kind. More is no exercise, and what is
/// checked between blocks would take too long.
pub const MOST_BLOCKS: usize = 100;

/// An exercise while its section is read.
pub struct Draft {
    /// The id.
    pub id: String,
    /// The title.
    pub title: String,
    /// The heading.
    pub spot: Spot,
    /// The section's bytes after the heading.
    pub section: Range<usize>,
    /// Bytes that are not part of the task's prose, in order.
    pub skipped: Vec<Range<usize>>,
    /// By track.
    pub stubs: BTreeMap<String, CodeBlock>,
    /// In order.
    pub scenes: Vec<Waiting>,
    /// In order.
    pub checks: Vec<Waiting>,
    /// In order, each with the place of the check it names.
    pub hints: Vec<(Hint, Spot)>,
    /// In order, each with the words of its info string.
    pub wrongs: Vec<(Wrong, WrongWords)>,
    /// Kinds of blocks of which one could not be understood: then none is called missing.
    pub lost: BTreeSet<&'static str>,
}

/// Where a wrong answer's words stand.
pub struct WrongWords {
    /// `expect=…`
    pub expect: Option<(Word, Spot)>,
    /// `title=…`
    pub title: Option<(Word, Spot)>,
}

impl Draft {
    /// An exercise whose heading has just been read.
    pub fn new(id: String, title: String, spot: Spot, start: usize) -> Self {
        Self {
            id,
            title,
            spot,
            section: start..start,
            skipped: Vec::new(),
            stubs: BTreeMap::new(),
            scenes: Vec::new(),
            checks: Vec::new(),
            hints: Vec::new(),
            wrongs: Vec::new(),
            lost: BTreeSet::new(),
        }
    }

    /// Reads its scenes and checks, checks everything in it and makes the exercise of it.
    /// `reads` gets the anchors that checks send their readers to.
    pub fn checked(
        mut self,
        lesson: &str,
        task: String,
        source: &Arc<SourceFile>,
        tracks: &[Track],
        reads: &mut Vec<Located>,
        faults: &mut Vec<Fault>,
    ) -> Exercise {
        let mut scenes = Vec::new();
        for block in std::mem::take(&mut self.scenes) {
            let (scene, name, is_lost) = read_scene(source, block, faults);
            self.lost.extend(is_lost.then_some("scene"));
            scenes.push((scene, name));
        }
        let mut checks = Vec::new();
        for block in std::mem::take(&mut self.checks) {
            let (check, is_lost) = read_check(source, block, faults);
            self.lost.extend(is_lost.then_some("check"));
            reads.extend(check.read.clone());
            checks.push(check);
        }
        let whole = Whole { draft: self, scenes, checks };
        whole.check(tracks, faults);
        let scenes = whole.scenes.into_iter().map(|(scene, _)| scene).collect();
        let checks = whole.checks.into_iter().map(|check| check.spec).collect();
        whole.draft.finish(lesson, task, Graded::by(scenes, checks))
    }

    /// Makes the exercise of it, whose scenes and checks wait to be read: it is known to be
    /// sound.
    pub fn sound(mut self, lesson: &str, task: String, source: &Arc<SourceFile>) -> Exercise {
        let (scenes, checks) = (std::mem::take(&mut self.scenes), std::mem::take(&mut self.checks));
        let graded = Graded::later(source, scenes, checks);
        self.finish(lesson, task, graded)
    }

    fn finish(self, lesson: &str, task: String, graded: Graded) -> Exercise {
        Exercise {
            anchor: self.id.clone(),
            id: self.id,
            title: self.title,
            task,
            lesson: lesson.to_owned(),
            stubs: self.stubs,
            graded,
            hints: self.hints.into_iter().map(|(h, _)| h).collect(),
            wrongs: self.wrongs.into_iter().map(|(w, _)| w).collect(),
            spot: self.spot,
        }
    }
}

/// A draft whose scenes and checks have been read.
struct Whole {
    draft: Draft,
    /// In order, each with the place of its name.
    scenes: Vec<(Scene, Option<Located>)>,
    /// In order.
    checks: Vec<ReadCheck>,
}

impl Whole {
    fn check(&self, tracks: &[Track], faults: &mut Vec<Fault>) {
        self.check_missing(tracks, faults);
        self.check_scene_names(faults);
        self.check_check_ids(faults);
        self.check_names(faults);
        self.check_cycles(faults);
        self.check_points(faults);
        self.check_wrongs(faults);
        self.check_stubs(faults);
        self.check_hints(faults);
        self.check_hints_speak(tracks, faults);
    }

    fn has_lost(&self, part: &str) -> bool {
        self.draft.lost.contains(part)
    }

    fn check_missing(&self, tracks: &[Track], faults: &mut Vec<Fault>) {
        let mut missing = |code, what: &str, cure: &str, warning: bool| {
            let message = format!("The exercise `{}` has no {what}.", short(&self.draft.id));
            let fault = if warning {
                Fault::warning(code, self.draft.spot.clone(), message)
            } else {
                Fault::error(code, self.draft.spot.clone(), message)
            };
            faults.push(fault.label(format!("no {what}")).cure(cure));
        };
        for track in tracks.iter().filter(|t| !self.has_lost("stub") && !self.draft.stubs.contains_key(&t.id))
        {
            let language = track.languages.first().map_or(track.id.as_str(), String::as_str);
            let cure = format!("Add a block ```` ```{language} stub ````.");
            missing("missing-stub", &format!("stub for the track `{}`", track.id), &cure, false);
        }
        if self.scenes.is_empty() && !self.has_lost("scene") {
            missing(
                "missing-scene",
                "scene",
                "Add a block ```` ```toml scene ````: what the API answers.",
                false,
            );
        }
        if self.checks.is_empty() && !self.has_lost("check") {
            missing("missing-check", "check", "Add a block ```` ```toml check ````: what is graded.", false);
        }
        if self.draft.hints.is_empty() {
            missing("missing-hint", "hint", "Add a heading `### Hint` with a first hint under it.", true);
        }
        if self.draft.wrongs.is_empty() && !self.has_lost("wrong") {
            let cure =
                "Add a block ```` ```python wrong expect=check-id title=\"…\" ````: a typical mistake.";
            missing("missing-wrong", "wrong answer", cure, true);
        }
    }

    fn check_scene_names(&self, faults: &mut Vec<Fault>) {
        let names = self.scenes.iter().map(|(_, name)| name.as_ref());
        duplicates(names, "duplicate-scene", "scene", faults);
    }

    fn check_check_ids(&self, faults: &mut Vec<Fault>) {
        duplicates(self.checks.iter().map(|c| c.id.as_ref()), "duplicate-check", "check", faults);
    }

    /// Every name that is used must name something.
    fn check_names(&self, faults: &mut Vec<Fault>) {
        let scenes: Vec<&str> =
            self.scenes.iter().map(|(s, _)| s.name.as_str()).filter(|n| !n.is_empty()).collect();
        let checks: Vec<&str> =
            self.checks.iter().map(|c| c.spec.id.as_str()).filter(|n| !n.is_empty()).collect();
        // Where there is none at all, that has been told already.
        let scenes_known = !self.has_lost("scene") && !scenes.is_empty();
        for check in &self.checks {
            let unknown_ones =
                check.scenes.iter().filter(|s| scenes_known && !scenes.contains(&s.text.as_str()));
            for scene in unknown_ones {
                faults.push(unknown("unknown-scene", "scene", &scene.text, scene.spot.clone(), &scenes));
            }
        }
        if self.has_lost("check") || checks.is_empty() {
            return;
        }
        let needs = self.checks.iter().flat_map(|c| c.needs.iter()).map(|n| (n.text.as_str(), &n.spot));
        let hints = self.draft.hints.iter().filter_map(|(h, spot)| Some((h.check.as_deref()?, spot)));
        let expects = self
            .draft
            .wrongs
            .iter()
            .filter_map(|(_, w)| w.expect.as_ref())
            .map(|(w, s)| (w.text.as_str(), s));
        for (name, spot) in
            needs.chain(hints).chain(expects).filter(|(n, _)| !n.is_empty() && !checks.contains(n))
        {
            faults.push(unknown("unknown-check", "check", name, spot.clone(), &checks));
        }
    }

    /// A check that needs itself, directly or through others, is never reached.
    fn check_cycles(&self, faults: &mut Vec<Fault>) {
        // Of two with one id the first counts, as if the second had not come yet.
        let needs: BTreeMap<&str, &ReadCheck> =
            self.checks.iter().rev().map(|c| (c.spec.id.as_str(), c)).collect();
        let mut told: BTreeSet<&str> = BTreeSet::new();
        for check in &self.checks {
            let start = check.spec.id.as_str();
            let Some(circle) = circle_from(start, &needs).filter(|_| !told.contains(start)) else { continue };
            told.extend(circle.iter());
            let spot = check.needs.first().map_or_else(|| check.spec.spot.clone(), |n| n.spot.clone());
            let names = circle.iter().chain([&start]).map(|c| format!("`{}`", short(c)));
            let path = names.collect::<Vec<_>>().join(" needs ");
            let fault =
                Fault::error("needs-cycle", spot, format!("These checks wait for each other: {path}."));
            faults.push(fault.label("closes the circle").cure("Take one of these `needs` away."));
        }
    }

    fn check_points(&self, faults: &mut Vec<Fault>) {
        let sum: u64 = self.checks.iter().map(|c| u64::from(c.spec.points)).sum();
        let sound = !self.has_lost("check") && self.checks.iter().all(|c| c.spec.points > 0);
        if sound && !self.checks.is_empty() && sum != 100 {
            let message = format!("The points of `{}` add up to {sum}, not to 100.", short(&self.draft.id));
            let fault = Fault::warning("points-not-100", self.draft.spot.clone(), message);
            faults.push(fault.label(format!("{sum} points")).cure("Share out 100 points over the checks."));
        }
    }

    fn check_wrongs(&self, faults: &mut Vec<Fault>) {
        let mut seen = BTreeSet::new();
        for (wrong, words) in &self.draft.wrongs {
            let Some((title, spot)) = words.title.as_ref().filter(|(t, _)| !t.text.is_empty()) else {
                continue;
            };
            if !seen.insert((wrong.block.track.as_str(), title.text.as_str())) {
                let message =
                    format!("Two wrong answers of this track are called \"{}\".", short(&title.text));
                let fault = Fault::error("duplicate-wrong", spot.clone(), message);
                faults.push(
                    fault.label("the second one").cure("Say in the title what is wrong with this one."),
                );
            }
        }
    }

    fn check_stubs(&self, faults: &mut Vec<Fault>) {
        for stub in self.draft.stubs.values().filter(|s| !s.code.contains("TODO")) {
            let message = format!("The stub for `{}` does not say where to begin.", stub.track);
            let fault = Fault::warning("stub-without-todo", stub.spot.clone(), message);
            faults
                .push(fault.label("no TODO").cure("Mark the place with a comment that holds the word TODO."));
        }
    }
}

impl Whole {
    /// The hints shown are those of the check that is in the way; those of the exercise are
    /// for checks that have none. Where each has some, nobody ever sees the exercise's.
    fn check_hints(&self, faults: &mut Vec<Fault>) {
        let tied: BTreeSet<&str> =
            self.draft.hints.iter().filter_map(|(hint, _)| hint.check.as_deref()).collect();
        let every = self.checks.iter().all(|check| tied.contains(check.spec.id.as_str()));
        let ids: BTreeSet<&str> = self.checks.iter().map(|check| check.spec.id.as_str()).collect();
        // Of two checks with one id, one may get another id yet.
        let sound = ids.len() == self.checks.len() && !self.has_lost("check");
        if !every || self.checks.is_empty() || !sound {
            return;
        }
        for (hint, _) in self.draft.hints.iter().filter(|(hint, _)| hint.check.is_none()) {
            let message = "This hint is never shown: each check of the exercise has hints of its own.";
            let fault = Fault::warning("unreachable-hint", hint.spot.clone(), message);
            faults.push(fault.label("belongs to no check").cure(
                "Tie it to the check that it helps with: `### Hint {check=check-id}`, or take it out.",
            ));
        }
    }
}

impl Whole {
    /// A hint of code alone is an empty one for whoever learns in another language.
    fn check_hints_speak(&self, tracks: &[Track], faults: &mut Vec<Fault>) {
        for (hint, _) in &self.draft.hints {
            let Some(languages) = languages_alone(&hint.text) else { continue };
            let speaks = |track: &Track, language: &str| {
                track.languages.iter().any(|known| known.eq_ignore_ascii_case(language))
            };
            // A block in no track's language is shown to everybody.
            if languages.iter().any(|language| !tracks.iter().any(|track| speaks(track, language))) {
                continue;
            }
            let silent = tracks.iter().filter(|track| !languages.iter().any(|l| speaks(track, l)));
            let silent: Vec<&str> = silent.map(|track| track.id.as_str()).collect();
            if !silent.is_empty() {
                let message = format!("This hint is empty in the tracks {}.", silent.join(", "));
                let fault = Fault::warning("hint-without-track", hint.spot.clone(), message);
                faults.push(
                    fault
                        .label("code alone")
                        .cure("Add a block in each of these languages, or a sentence for all of them."),
                );
            }
        }
    }
}

/// The languages of the code blocks in a text that holds nothing else; `None` if it holds
/// words, or nothing at all.
fn languages_alone(text: &str) -> Option<Vec<&str>> {
    let (mut languages, mut inside) = (Vec::new(), false);
    for line in text.lines().map(str::trim) {
        match line.strip_prefix("```") {
            Some(_) if inside => inside = false,
            Some(info) => {
                inside = true;
                languages.push(info.split_whitespace().next().unwrap_or_default());
            }
            None if !inside && !line.is_empty() => return None,
            None => {}
        }
    }
    (!languages.is_empty()).then_some(languages)
}

/// The circle of needs that leads from this check back to it.
fn circle_from<'a>(start: &'a str, checks: &BTreeMap<&'a str, &'a ReadCheck>) -> Option<Vec<&'a str>> {
    let mut paths = vec![vec![start]];
    let mut visited = BTreeSet::new();
    while let Some(path) = paths.pop() {
        let last = path.last().copied()?;
        for need in checks.get(last).into_iter().flat_map(|c| c.needs.iter()) {
            let need = need.text.as_str();
            if need == start {
                return Some(path);
            }
            if let Some((&need, _)) = checks.get_key_value(need).filter(|(n, _)| visited.insert(**n)) {
                paths.push(path.iter().copied().chain([need]).collect());
            }
        }
    }
    None
}

fn duplicates<'a>(
    names: impl Iterator<Item = Option<&'a Located>>,
    code: &'static str,
    what: &str,
    faults: &mut Vec<Fault>,
) {
    let mut seen = BTreeSet::new();
    for name in names.flatten() {
        if !name.text.is_empty() && !seen.insert(name.text.as_str()) {
            let message = format!("This exercise has two {what}s called `{}`.", short(&name.text));
            let fault = Fault::error(code, name.spot.clone(), message);
            faults.push(fault.label("the second one").cure("Give it a name of its own."));
        }
    }
}

fn unknown(code: &'static str, what: &str, name: &str, spot: Spot, known: &[&str]) -> Fault {
    let cure = suggest::cure(
        name,
        known.iter().copied(),
        &format!("Its {what}s are"),
        &format!("Add such a {what}."),
    );
    Fault::error(code, spot, format!("This exercise has no {what} `{}`.", short(name)))
        .label(format!("no such {what}"))
        .cure(cure)
}
