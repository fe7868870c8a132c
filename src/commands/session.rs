//! What every command starts from: the course, the learner's folder, the history.

use super::{Stop, checkout};
use crate::cli::{Global, invocation};
use crate::course::{
    Course, Exercise, Fault, Lesson, LoadError, Loaded, Origin, Severity, Track, extract, load, load_to_learn,
};
use crate::progress::{ExerciseProgress, Status, Store};
use crate::report::{NextStep, Out};
use crate::workspace::{Change, FileText, LayoutReport, Standing, Workspace, relative_to};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

/// Shorter words stand in many subjects without being one, in letters.
const SHORTEST_SUBJECT: usize = 4;

/// The course that this process began with, which lives as long as the process.
static KEPT: OnceLock<Arc<Course>> = OnceLock::new();

/// A command's view of the world.
pub(super) struct Session {
    /// Where everything is printed.
    pub out: Out,
    /// The course.
    pub course: Arc<Course>,
    /// Where the course comes from.
    pub origin: Origin,
    /// The learner's folder, when we stand in one.
    pub workspace: Option<Workspace>,
    /// The history; in memory only outside a learner's folder.
    pub store: Store,
    /// Where the command was started.
    pub cwd: PathBuf,
    /// What a person types to start this program.
    pub invocation: String,
    /// Warnings to show at the end.
    pub warnings: Vec<String>,
    /// Whether the course is another one than the learner's folder was laid out with.
    pub foreign: bool,
    /// The language that lessons are read in; none: the original's.
    pub lang: Option<String>,
}

/// The folder a command works in.
pub(super) fn start_folder(global: &Global) -> Result<PathBuf, Stop> {
    let here = std::env::current_dir().map_err(|e| {
        Stop::environment(format!("the current folder cannot be used ({e}); change to another one"))
    })?;
    let folder = global.directory.as_ref().map_or_else(|| here.clone(), |d| here.join(d));
    if folder.is_dir() {
        Ok(folder)
    } else {
        Err(Stop::usage(format!("there is no folder {}", folder.display())))
    }
}

/// Loads the course in use: the one named, else one found upward, else the built-in one.
pub(super) fn load_course(global: &Global, start: &Path) -> Result<(Origin, Loaded), Stop> {
    load_by(global, start, load_to_learn)
}

/// The course that is meant, with the faults that only its author wants to know.
pub(super) fn load_for_author(global: &Global, start: &Path) -> Result<(Origin, Loaded), Stop> {
    load_by(global, start, load)
}

fn load_by(
    global: &Global,
    start: &Path,
    load: fn(&Origin) -> Result<Loaded, LoadError>,
) -> Result<(Origin, Loaded), Stop> {
    let out = Out::standard(global.color);
    let origin = match &global.course {
        Some(course) => checkout::named(course, start, &out)?,
        None => checkout::found(start, &out)?,
    };
    let loaded = load(&origin).map_err(|e| Stop::course(e.to_string()))?;
    if origin != Origin::Embedded {
        crate::models::use_prices(&loaded.course.prices);
    }
    Ok((origin, loaded))
}

impl Session {
    /// Opens course, folder and history.
    pub(super) fn open(global: &Global, out: &Out) -> Result<Self, Stop> {
        let cwd = start_folder(global)?;
        let (origin, loaded) = load_course(global, &cwd)?;
        let invocation = invocation();
        refuse_faulty(&loaded.faults, &invocation)?;
        let workspace = Workspace::discover(&cwd);
        let apart = match &workspace {
            Some(workspace) if global.course.is_some() => checkout::apart(workspace, &origin, out)?,
            _ => None,
        };
        let (store, warnings) = open_store(workspace.as_ref(), apart.as_deref())?;
        let lang = language(global, &loaded.course, store.setting(LANG)?)?;
        if global.lang.is_some() && workspace.is_some() {
            store.set_setting(LANG, lang.as_deref().unwrap_or(ORIGINAL))?;
        }
        for (old, new) in &loaded.course.renamed {
            store.rename_exercise(old, new)?;
        }
        let course = Arc::new(in_language(loaded.course, lang.as_deref()));
        // Freed page by page, the first course would cost a millisecond of every command's end.
        let _ = KEPT.get_or_init(|| Arc::clone(&course));
        Ok(Self {
            out: out.clone(),
            course,
            origin,
            workspace,
            store,
            cwd,
            invocation,
            warnings,
            foreign: apart.is_some(),
            lang,
        })
    }

    /// The track in use: the one asked for, else the learner's, else the course's.
    pub(super) fn track(&self, asked: Option<&str>) -> Result<Track, Stop> {
        let chosen = match asked {
            Some(id) => Some(id.to_owned()),
            None => self.store.chosen_track()?.or_else(|| self.only_track()),
        };
        let id = chosen.unwrap_or_else(|| self.course.default_track.clone());
        let found =
            self.course.track(&id).or_else(|| self.course.tracks.iter().find(|t| t.languages.contains(&id)));
        found.cloned().ok_or_else(|| {
            let known: Vec<&str> = self.course.tracks.iter().map(|t| t.id.as_str()).collect();
            Stop::usage(format!("there is no track `{id}`; the course has: {}", known.join(", ")))
        })
    }

    /// The one track that the learner's folder holds, should the history not know it.
    pub(super) fn only_track(&self) -> Option<String> {
        let exercises = self.workspace.as_ref()?.root().join("exercises");
        let mut there = self.course.tracks.iter().filter(|t| exercises.join(&t.id).is_dir());
        let only = there.next()?;
        there.next().is_none().then(|| only.id.clone())
    }

    /// The exercise with this id (or an unambiguous beginning of it).
    pub(super) fn exercise(&self, id: &str) -> Result<&Exercise, Stop> {
        if let Some(exercise) = self.course.exercise(id) {
            return Ok(exercise);
        }
        let mut starting = self.course.exercises().filter(|e| !id.is_empty() && e.id.starts_with(id));
        if let (Some(exercise), None) = (starting.next(), starting.next()) {
            return Ok(exercise);
        }
        let near = self.course.exercises().min_by_key(|e| strsim::damerau_levenshtein(&e.id, id));
        let near = near.filter(|e| strsim::damerau_levenshtein(&e.id, id) <= 1 + id.len() / 3);
        let known: Vec<&str> = self.course.exercises().map(|e| e.id.as_str()).collect();
        Err(Stop::usage(match near {
            Some(near) => format!("there is no exercise `{id}`; did you mean `{}`?", near.id),
            None => format!("there is no exercise `{id}`; the course has: {}", known.join(", ")),
        }))
    }

    /// The lesson that a word names: its id, number, path or file name, or the id of one of
    /// its exercises or quizzes, or an unambiguous beginning of one of these; else a word
    /// of its subjects.
    pub(super) fn lesson(&self, name: &str) -> Result<&Lesson, Stop> {
        let named = |lesson: &&Lesson| lesson_names(lesson).any(|known| known == name);
        if let Some(lesson) = self.course.lessons.iter().find(named) {
            return Ok(lesson);
        }
        let begins = |lesson: &&Lesson| !name.is_empty() && lesson_names(lesson).any(|k| k.starts_with(name));
        let mut beginning = self.course.lessons.iter().filter(begins);
        if let (Some(lesson), None) = (beginning.next(), beginning.next()) {
            return Ok(lesson);
        }
        let word = name.to_lowercase();
        let is_about = |l: &&Lesson| l.subjects.iter().any(|subject| subject.to_lowercase().contains(&word));
        let about: Vec<&Lesson> = self.course.lessons.iter().filter(is_about).collect();
        match about.as_slice() {
            [only] if name.len() >= SHORTEST_SUBJECT => return Ok(only),
            [_, _, ..] if name.len() >= SHORTEST_SUBJECT => {
                let ids: Vec<&str> = about.iter().map(|lesson| lesson.id.as_str()).collect();
                let several = format!("several lessons are about `{name}`: {}; name one", ids.join(", "));
                return Err(Stop::usage(several));
            }
            _ => {}
        }
        let names = || self.course.lessons.iter().flat_map(lesson_names);
        let near = names().min_by_key(|known| strsim::damerau_levenshtein(known, name));
        let near = near.filter(|known| strsim::damerau_levenshtein(known, name) <= 1 + name.len() / 3);
        let known: Vec<&str> = self.course.lessons.iter().map(|l| l.id.as_str()).collect();
        Err(Stop::usage(match near {
            Some(near) => format!("there is no lesson `{name}`; did you mean `{near}`?"),
            None => format!("there is no lesson `{name}`; the course has: {}", known.join(", ")),
        }))
    }

    /// The lesson of the current exercise.
    pub(super) fn current_lesson(&self, track: &Track) -> Result<&Lesson, Stop> {
        let current = self.current(track).map(|exercise| exercise.lesson.clone());
        let found = current.ok().and_then(|path| self.course.lessons.iter().find(|l| l.path == path));
        found.or_else(|| self.course.lessons.first()).ok_or_else(|| Stop::course("the course has no lessons"))
    }

    /// The exercise named, else the current one.
    pub(super) fn exercise_or_current(&self, id: Option<&str>, track: &Track) -> Result<&Exercise, Stop> {
        match id {
            Some(id) => self.exercise(id),
            None => self.current(track),
        }
    }

    /// Where the learner is: the exercise kept as current, else the first one open.
    pub(super) fn current(&self, track: &Track) -> Result<&Exercise, Stop> {
        if let Some(exercise) = self.store.current_exercise()?.and_then(|id| self.course.exercise(&id)) {
            return Ok(exercise);
        }
        let progress = self.progress(track)?;
        let mut all: Vec<&Exercise> = self.course.exercises().collect();
        let start = self.course.start.as_deref();
        let first = all.iter().position(|e| Some(e.id.as_str()) == start).unwrap_or(0);
        all.rotate_left(first);
        let open = all.iter().find(|e| is_open(&progress, &e.id));
        open.or(all.first()).copied().ok_or_else(|| Stop::course("the course has no exercises"))
    }

    /// The exercise whose program was saved last, if that was after the current one was
    /// chosen or checked, and the current one's was not: `check` means what the learner
    /// works at.
    pub(super) fn edited_elsewhere(&self, track: &Track) -> Result<Option<&Exercise>, Stop> {
        let Some(workspace) = &self.workspace else { return Ok(None) };
        let since = self.store.current_since()?;
        let standings = workspace.survey(&self.stub_files(Some(track)))?;
        let edited: BTreeSet<&str> = standings
            .iter()
            .filter(|(_, standing)| *standing == Standing::Edited)
            .map(|(path, _)| path.as_str())
            .collect();
        let mut saved: Vec<(u64, &Exercise)> = Vec::new();
        for exercise in self.course.exercises() {
            let name = Workspace::program_name(&exercise.id, track);
            let at = saved_at(&workspace.program_path(&exercise.id, track));
            if edited.contains(name.as_str()) && at > since {
                saved.push((at, exercise));
            }
        }
        let current = self.current(track)?;
        let works_here = saved.iter().any(|(_, exercise)| exercise.id == current.id);
        Ok(saved.into_iter().max_by_key(|(at, _)| *at).map(|(_, e)| e).filter(|_| !works_here))
    }

    /// How far the learner is in this track, by exercise.
    pub(super) fn progress(&self, track: &Track) -> Result<BTreeMap<String, ExerciseProgress>, Stop> {
        Ok(self.store.progress(&track.id)?)
    }

    /// The next exercise that is still open, after this one and then from the start.
    pub(super) fn next_open(&self, after: &str, track: &Track) -> Result<Option<&Exercise>, Stop> {
        let progress = self.progress(track)?;
        let all: Vec<&Exercise> = self.course.exercises().collect();
        let place = all.iter().position(|e| e.id == after).map_or(0, |p| p + 1);
        let (before, behind) = all.split_at(place.min(all.len()));
        let open = |e: &&&Exercise| e.id != after && is_open(&progress, &e.id);
        Ok(behind.iter().find(open).or_else(|| before.iter().find(open)).copied())
    }

    /// The exercise before this one, in the course's order.
    pub(super) fn previous(&self, before: &str) -> Option<&Exercise> {
        let place = self.course.exercises().position(|e| e.id == before)?;
        self.course.exercises().nth(place.checked_sub(1)?)
    }

    /// Where the learner's program for an exercise is.
    pub(super) fn program(&self, exercise: &Exercise, track: &Track) -> Result<PathBuf, Stop> {
        match &self.workspace {
            Some(workspace) => Ok(workspace.program_path(&exercise.id, track)),
            None => Err(Stop::usage(format!(
                "this is not a workbook folder, so there is no program for `{}` here; run `{} init` first, or name a program with --file",
                exercise.id, self.invocation
            ))),
        }
    }

    /// The learner's folder; outside one, where the command was started.
    pub(super) fn folder(&self) -> PathBuf {
        self.workspace.as_ref().map_or_else(|| self.cwd.clone(), |workspace| workspace.root().to_owned())
    }

    /// A path as the learner would type it.
    pub(super) fn shown(&self, path: &Path) -> String {
        relative_to(path, &self.cwd).to_string_lossy().replace('\\', "/")
    }

    /// A whole command to type: `workbook check retry`.
    pub(super) fn command(&self, words: &str) -> String {
        format!("{} {words}", self.invocation)
    }

    /// The step that leads on to an exercise.
    pub(super) fn step_to(&self, exercise: &Exercise, track: &Track) -> NextStep {
        let program = self.program(exercise, track).map_or_else(|_| String::new(), |p| self.shown(&p));
        NextStep::Exercise {
            id: exercise.id.clone(),
            title: exercise.title.clone(),
            program,
            command: self.command(&format!("check {}", exercise.id)),
        }
    }

    /// Brings the learner's folder in step with the course; says what happened.
    pub(super) fn follow_course(&self, track: &Track) -> Vec<String> {
        let Some(workspace) = &self.workspace else { return Vec::new() };
        if self.foreign {
            return vec![
                "this folder was laid out with another course: its files stay as they are".to_owned(),
            ];
        }
        let mut said = Vec::new();
        match workspace.rename_exercises(&self.course.renamed, &track.id, &track.extension) {
            Ok(moved) => {
                said.extend(moved.iter().map(|path| format!("{path}: the exercise has this name now")))
            }
            Err(error) => said.push(error.to_string()),
        }
        let lessons = self.course.lessons.iter().map(|lesson| (lesson.path.clone(), lesson.body.clone()));
        let files: Vec<FileText> = lessons.chain(self.stub_files(Some(track))).collect();
        match workspace.follow_course(&files, std::time::SystemTime::now()) {
            Ok(report) => said.extend(told(&report)),
            Err(error) => said.push(format!("the course's newer files are not laid out: {error}")),
        }
        said
    }

    /// The stub of one exercise as it is laid out: relative path and text.
    pub(super) fn stub(&self, exercise: &Exercise, track: &Track) -> Option<FileText> {
        let name = Workspace::program_name(&exercise.id, track);
        self.stub_files(Some(track)).into_iter().find(|(path, _)| *path == name)
    }

    /// The stubs as they are laid out, for these tracks: relative path and text.
    pub(super) fn stub_files(&self, track: Option<&Track>) -> Vec<FileText> {
        let prefix = track.map_or_else(|| "exercises/".to_owned(), |t| format!("exercises/{}/", t.id));
        let files = extract(&self.course).into_iter().filter(|f| f.path.starts_with(&prefix));
        files.map(|f| (f.path, f.text)).collect()
    }
}

/// `retries`, `lessons/13-retries.md`, `13-retries.md`, `13-retries`, `13`, and the ids of
/// what is in it.
fn lesson_names(lesson: &Lesson) -> impl Iterator<Item = &str> {
    let file = lesson.path.rsplit('/').next().unwrap_or(&lesson.path);
    let stem = file.strip_suffix(".md").unwrap_or(file);
    let number = stem.split('-').next().unwrap_or(stem);
    let own = [lesson.id.as_str(), &lesson.path, file, stem, number, number.trim_start_matches('0')];
    let exercises = lesson.exercises.iter().map(|e| e.id.as_str());
    let quizzes = lesson.quizzes.iter().map(|q| q.id.as_str());
    own.into_iter().chain(exercises).chain(quizzes).filter(|name| !name.is_empty())
}

/// What is worth saying of an update: every file of the learner's, and the rest as a number.
fn told(report: &LayoutReport) -> Vec<String> {
    let mut said = report.notes.clone();
    let mut quiet = 0;
    for (path, change) in &report.changes {
        match change {
            Change::Merged => said.push(format!(
                "{path}: the course's changes are in it now, beside yours; your version is in .workbook/backups"
            )),
            Change::Beside(new) => {
                said.push(format!("{path} is yours and stays as it is; the course's new version is {new}"));
            }
            Change::Updated | Change::Written => quiet += 1,
            Change::Unchanged | Change::Kept => {}
        }
    }
    if quiet > 0 {
        let files = if quiet == 1 { "file has" } else { "files have" };
        said.push(format!(
            "the course is newer: {quiet} {files} come or changed; none of them was edited by you"
        ));
    }
    said
}

/// When a file was saved: milliseconds since 1970; 0 when that cannot be known.
fn saved_at(file: &Path) -> u64 {
    let saved = file.metadata().and_then(|about| about.modified()).ok();
    let since = saved.and_then(|at| at.duration_since(std::time::UNIX_EPOCH).ok());
    since.map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(u64::MAX))
}

fn is_open(progress: &BTreeMap<String, ExerciseProgress>, id: &str) -> bool {
    progress.get(id).is_none_or(|p| matches!(p.status, Status::Todo | Status::NotYet))
}

/// The setting of a learner's folder with its language.
pub(super) const LANG: &str = "lang";
/// The word for the language that lessons were written in.
pub(super) const ORIGINAL: &str = "original";

/// The course with its prose in this language.
pub(super) fn in_language(course: Course, lang: Option<&str>) -> Course {
    match lang {
        Some(lang) => course.in_language(lang),
        None => course,
    }
}

/// The language to read in: the one asked for, else that of the environment, else the one
/// that was asked for in this folder before, else the course's. None: the original's.
pub(super) fn language(
    global: &Global,
    course: &Course,
    remembered: Option<String>,
) -> Result<Option<String>, Stop> {
    let known = course.languages();
    if let Some(asked) = &global.lang {
        if asked == ORIGINAL {
            return Ok(None);
        }
        if known.contains(asked.as_str()) {
            return Ok(Some(asked.clone()));
        }
        let all: Vec<&str> = known.into_iter().chain([ORIGINAL]).collect();
        let all = all.join(", ");
        return Err(Stop::usage(format!("no lesson is translated into `{asked}`; there is: {all}")));
    }
    // What is set for all courses may be missing in this one.
    let set = std::env::var("WORKBOOK_LANG").ok();
    let lang = [set, remembered, course.lang.clone()].into_iter().flatten();
    let mut lang = lang.filter(|lang| lang == ORIGINAL || known.contains(lang.as_str()));
    Ok(lang.next().filter(|lang| lang != ORIGINAL))
}

/// A course with errors is not used for grading: the author gets to see them.
fn refuse_faulty(faults: &[Fault], invocation: &str) -> Result<(), Stop> {
    let errors: Vec<&Fault> = faults.iter().filter(|f| f.severity == Severity::Error).collect();
    let Some(first) = errors.first() else { return Ok(()) };
    let place = first.spot.as_ref().map_or_else(String::new, |s| format!("{}: ", s.to_place()));
    if first.code == "needs-newer-workbook" {
        return Err(Stop::course(format!("{place}{} {}", first.message, first.cure)));
    }
    Err(Stop::course(format!(
        "the course has {} error(s), the first: {place}{}\n`{invocation} lint` shows all of them with their cures",
        errors.len(),
        first.message
    )))
}

/// The history of this folder, or the part of it `apart`. Where it cannot be kept, the work
/// goes on without.
fn open_store(workspace: Option<&Workspace>, apart: Option<&Path>) -> Result<(Store, Vec<String>), Stop> {
    let Some(workspace) = workspace else { return Ok((Store::in_memory()?, Vec::new())) };
    let opened = workspace.prepare_state().map_err(|e| e.to_string());
    let opened = opened.and_then(|state| match apart {
        Some(apart) => {
            let state = state.join(apart);
            std::fs::create_dir_all(&state).map(|()| state).map_err(|e| e.to_string())
        }
        None => Ok(state),
    });
    match opened.and_then(|state| Store::open(&state).map_err(|e| e.to_string())) {
        Ok(store) => {
            let warnings = store.warnings().to_vec();
            Ok((store, warnings))
        }
        Err(reason) => {
            let warning = format!("your progress is not kept this time: {reason}");
            Ok((Store::in_memory()?, vec![warning]))
        }
    }
}
