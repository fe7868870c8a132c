//! Where a course comes from: the binary or a folder.
//!
//! Owns: reading the disk, and it alone in this room. Must not know: the format of
//! what it reads.

use super::fault::Fault;
use super::lesson::{Care, LARGEST_FILE, Parsed, parse, too_large};
use super::lint::{self, Files, Solutions, solution_path};
use super::macros::{MACROS_FILE, Macros};
use super::model::{Course, Track};
use super::prices::{self, PRICES_FILE};
use super::settings;
use super::source::{SourceFile, Spot};
use super::table::short;
use super::translation::{self, Translation, translated_name};
use crate::models::Prices;
use include_dir::{Dir, include_dir};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

static LESSONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/lessons");
static SOLUTIONS: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/solutions");
pub(super) static SETTINGS: &str = include_str!("../../workbook.toml");

/// The course file's name.
pub const SETTINGS_FILE: &str = "workbook.toml";

/// Where a course comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Origin {
    /// The binary itself.
    Embedded,
    /// A folder that holds `workbook.toml` and `lessons/`.
    Folder(PathBuf),
}

/// A course and all its faults.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The course, as far as it could be understood.
    pub course: Course,
    /// All faults of all files, in the order of the files.
    pub faults: Vec<Fault>,
}

/// Why a course could not be loaded at all.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// No course file.
    #[error("there is no workbook.toml in {}; a course folder holds workbook.toml and lessons/", .0.display())]
    NoSettings(PathBuf),
    /// No lessons folder.
    #[error("there is no folder lessons/ in {}; a course folder holds workbook.toml and lessons/", .0.display())]
    NoLessons(PathBuf),
    /// Something there cannot be read.
    #[error("{} cannot be read: {source}; check its permissions", path.display())]
    Unreadable {
        /// What.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

/// The course that is meant at this place: the nearest folder upward that holds
/// `workbook.toml` and `lessons/`, else the embedded one.
#[must_use]
pub fn find_course(start: &Path) -> Origin {
    let is_course = |folder: &&Path| folder.join(SETTINGS_FILE).is_file() && folder.join("lessons").is_dir();
    start.ancestors().find(is_course).map_or(Origin::Embedded, |folder| Origin::Folder(folder.to_owned()))
}

/// Loads a course with all its faults.
///
/// # Errors
/// When there is no course at this place, or its folders cannot be read. A single file
/// that cannot be read is a fault.
pub fn load(origin: &Origin) -> Result<Loaded, LoadError> {
    load_with(origin, Care::Author)
}

/// Loads a course with the faults that keep it from being learnt with: every command of
/// a learner waits for this, and the prose and its links are their author's affair. The
/// built-in course has no faults, which the tests prove; a folder that holds the same, as a
/// clone does, has none either.
///
/// # Errors
/// As of [`load`].
pub fn load_to_learn(origin: &Origin) -> Result<Loaded, LoadError> {
    load_with(origin, Care::Learner)
}

fn load_with(origin: &Origin, care: Care) -> Result<Loaded, LoadError> {
    std::thread::scope(|scope| {
        let raw = match origin {
            Origin::Embedded => {
                // All lessons wait for the prices, which can be read beside the settings.
                scope.spawn(crate::models::built_in_prices);
                read_embedded()
            }
            Origin::Folder(folder) => read_folder(folder)?,
        };
        let care = if care == Care::Learner && raw.is_built_in() { Care::Sound } else { care };
        Ok(assemble(raw, care))
    })
}

/// A file, or why it could not be read as text.
struct RawFile {
    /// From the course's root, with `/`.
    path: String,
    text: Result<String, Unread>,
}

enum Unread {
    TooLarge,
    /// Not UTF-8; the text with the wrong bytes replaced, and where the first one is.
    NotText(String, usize),
    Io(std::io::Error),
}

struct Raw {
    settings: RawFile,
    prices: Option<RawFile>,
    macros: Option<RawFile>,
    /// Everything directly in `lessons/`, sorted.
    lessons: Vec<RawFile>,
    /// Lessons in other languages.
    translations: Vec<RawFile>,
    /// Markdown files in `lessons/` that are no lessons.
    others: Vec<String>,
    /// Everything in `solutions/<track>/`.
    solutions: Vec<RawFile>,
    root: Option<PathBuf>,
}

impl Raw {
    /// Whether all that a lesson's soundness hangs on is what the binary holds.
    fn is_built_in(&self) -> bool {
        let same = |file: Option<&RawFile>, text: Option<&[u8]>| {
            file.and_then(|file| file.text.as_deref().ok()).map(str::as_bytes) == text && text.is_some()
        };
        let own =
            |path: &str| LESSONS.get_file(path.strip_prefix("lessons/")?).map(include_dir::File::contents);
        same(Some(&self.settings), Some(SETTINGS.as_bytes()))
            && same(self.prices.as_ref(), Some(crate::models::PRICES.as_bytes()))
            && same(self.macros.as_ref(), own(MACROS_FILE))
            && self.lessons.iter().all(|lesson| same(Some(lesson), own(&lesson.path)))
    }
}

fn assemble(raw: Raw, care: Care) -> Loaded {
    let mut faults = Vec::new();
    let mut settings =
        source(raw.settings, &mut faults).map(|f| settings::parse(&f, care, &mut faults)).unwrap_or_default();
    if settings.needs_newer {
        // What a newer workbook understands is no fault, and what it would make of the course
        // cannot be known.
        return Loaded {
            course: Course { title: settings.title, version: settings.version, ..Course::default() },
            faults,
        };
    }
    settings.tracks.iter_mut().for_each(|track| copy(track, &raw.solutions, &mut faults));
    let macros = raw.macros.and_then(|file| source(file, &mut faults));
    let prices = prices(raw.prices, care, &mut faults);
    prices::add_to(&prices, &mut settings.variables);
    let mut texts: Vec<(String, String)> = Vec::new();
    for file in raw.lessons {
        match file.text {
            Ok(text) => texts.push((file.path, text)),
            Err(unread) => faults.push(unread_fault(&file.path, unread)),
        }
    }
    let mut parsed = parse_all(&texts, &settings.tracks, &settings.variables, care);
    let translations = translations(raw.translations, &mut faults);
    let checked = if care == Care::Author { translations.as_slice() } else { &[] };
    let with_original = checked.iter().filter_map(|translation| {
        let original = parsed.iter().find(|p| p.source.path == translation.of)?;
        Some(translation::check(translation, original, &settings.tracks, &settings.variables))
    });
    let mut translated: Vec<Parsed> = with_original.collect();
    faults.extend(raw.others.iter().map(|path| not_a_lesson(path)));
    let solutions = solutions(raw.solutions, &settings.tracks, &mut faults);
    for file in parsed.iter_mut().chain(&mut translated) {
        faults.append(&mut file.faults);
    }
    let around = Around { root: raw.root };
    if care != Care::Sound {
        lint::check(&parsed, &translated, &settings.tracks, &solutions, &around, care, &mut faults);
    }
    faults.extend(settings.start.as_ref().and_then(|start| lint::unknown_start(start, &parsed)));
    if parsed.is_empty() {
        faults.push(no_lesson());
    }
    faults.sort_by(|a, b| place(a).cmp(&place(b)));
    let course = Course {
        title: settings.title,
        version: settings.version,
        default_track: settings.default_track,
        start: settings.start.map(|start| start.text),
        tracks: settings.tracks,
        variables: settings.variables,
        prices: prices.models,
        renamed: settings.renamed,
        macros: macros.map(|file| Macros::read(&file)).unwrap_or_default(),
        lessons: parsed.into_iter().filter_map(|p| p.lesson).collect(),
        translations,
        lang: settings.lang,
        solutions,
    };
    Loaded { course, faults }
}

/// What the course says that models cost. The built-in table has been read for the models.
fn prices(file: Option<RawFile>, care: Care, faults: &mut Vec<Fault>) -> Prices {
    if care == Care::Sound {
        return crate::models::built_in_prices().clone();
    }
    let file = file.and_then(|file| source(file, faults));
    file.map(|file| prices::parse(&file, faults)).unwrap_or_default()
}

/// The translations of lessons; those of nothing are told.
fn translations(files: Vec<RawFile>, faults: &mut Vec<Fault>) -> Vec<Translation> {
    let mut translations = Vec::new();
    for file in files {
        let Some((of, lang)) = translated_name(&file.path) else { continue };
        if let Some(source) = source(file, faults) {
            translations.push(Translation { lang, of, source });
        }
    }
    translations
}

/// Reads the lessons side by side, and keeps their order: every command waits for this.
fn parse_all(
    texts: &[(String, String)],
    tracks: &[Track],
    variables: &BTreeMap<String, String>,
    care: Care,
) -> Vec<Parsed> {
    let workers = std::thread::available_parallelism().map_or(1, usize::from).min(texts.len());
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let at = next.fetch_add(1, Relaxed);
            let Some((path, text)) = texts.get(at) else { break done };
            done.push((at, parse(path, text, tracks, variables, care)));
        }
    };
    let mut parsed = std::thread::scope(|scope| {
        let others: Vec<_> = (1..workers).map(|_| scope.spawn(work)).collect();
        let mut parsed = work();
        for other in others {
            // A panic in one lesson is a panic of the whole, as if they were read in turn.
            parsed.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
        }
        parsed
    });
    parsed.sort_by_key(|(at, _)| *at);
    parsed.into_iter().map(|(_, parsed)| parsed).collect()
}

/// Faults without a place come first, then `workbook.toml`, then the lessons.
fn place(fault: &Fault) -> Option<(bool, &str, usize)> {
    let spot = fault.spot.as_ref()?;
    Some((spot.file.path != SETTINGS_FILE, spot.file.path.as_str(), spot.range.start))
}

fn source(file: RawFile, faults: &mut Vec<Fault>) -> Option<Arc<SourceFile>> {
    match file.text {
        Ok(text) => Some(Arc::new(SourceFile::new(file.path, text))),
        Err(unread) => {
            faults.push(unread_fault(&file.path, unread));
            None
        }
    }
}

/// Puts the files that a set-up copies beside those it writes. Only files that lie with
/// the solutions can be copied: these are what a course carries.
fn copy(track: &mut Track, files: &[RawFile], faults: &mut Vec<Fault>) {
    for (to, from) in std::mem::take(&mut track.setup.copies) {
        match files.iter().find(|file| file.path == from).map(|file| &file.text) {
            Some(Ok(text)) => {
                track.setup.files.insert(to, text.clone());
            }
            _ => {
                let message = format!("The set-up of `{}` copies a file that is not there.", track.id);
                let label = format!("copies {}", short(&from));
                let cure = format!("Put a text file at `solutions/{}/NAME` and name it so.", track.id);
                faults
                    .push(Fault::error("missing-copy", track.spot.clone(), message).label(label).cure(cure));
            }
        }
    }
}

/// Solutions by exercise and track; other files beside them are the author's own affair.
fn solutions(files: Vec<RawFile>, tracks: &[Track], faults: &mut Vec<Fault>) -> Solutions {
    let mut solutions = Solutions::new();
    for file in files {
        let mut parts = file.path.split('/').skip(1);
        let (Some(folder), Some(name), None) = (parts.next(), parts.next(), parts.next()) else { continue };
        let Some(track) = tracks.iter().find(|t| t.id == folder) else { continue };
        let Some((exercise, _)) = name.rsplit_once('.') else { continue };
        if file.path != solution_path(exercise, track) {
            continue;
        }
        let key = (exercise.to_owned(), track.id.clone());
        // One that cannot be read is there all the same: it is not called missing.
        let empty = Arc::new(SourceFile::new(file.path.as_str(), ""));
        solutions.insert(key, source(file, faults).unwrap_or(empty));
    }
    solutions
}

fn unread_fault(path: &str, unread: Unread) -> Fault {
    let at = |text: String, start: usize| {
        let source = Arc::new(SourceFile { path: path.to_owned(), text });
        Spot::new(source, start..start + 1)
    };
    match unread {
        Unread::TooLarge => too_large(at(String::new(), 0)),
        Unread::NotText(text, start) => {
            let fault =
                Fault::error("not-utf-8", at(text, start), format!("`{}` is not UTF-8 text.", short(path)));
            fault.label("the first wrong byte").cure("Save the file as UTF-8.")
        }
        Unread::Io(error) => {
            let message = format!("`{}` cannot be read: {error}.", short(path));
            Fault::error("unreadable-file", at(String::new(), 0), message)
                .label("not read")
                .cure("It must be a plain file that you may read.")
        }
    }
}

fn not_a_lesson(path: &str) -> Fault {
    let source = Arc::new(SourceFile::new(path, ""));
    Fault::warning(
        "not-a-lesson",
        Spot::new(source, 0..0),
        format!("`{}` is not read as a lesson.", short(path)),
    )
    .label("its name has no number")
    .cure("Name it like `07-choosing-a-model.md`, or move it out of lessons/.")
}

fn no_lesson() -> Fault {
    let source = Arc::new(SourceFile::new("lessons", ""));
    Fault::warning("no-lesson", Spot::new(source, 0..0), "The course has no lesson.")
        .label("empty")
        .cure("Write one to lessons/01-name.md; lessons/AUTHORING.md says how.")
}

/// `13-retries.md` -> 13; `None` for names that are no lesson's.
fn lesson_number(name: &str) -> Option<u64> {
    let (number, rest) = name.strip_suffix(".md")?.split_once('-')?;
    let is_number = number.len() >= 2 && number.bytes().all(|b| b.is_ascii_digit());
    (is_number && !rest.is_empty()).then(|| number.parse().ok())?
}

/// What the Markdown files in `lessons/` are.
struct Names {
    /// In the order of their numbers.
    lessons: Vec<String>,
    /// Those whose original is there.
    translations: Vec<String>,
    /// Paths of those that are neither.
    others: Vec<String>,
}

fn sort_names(names: impl Iterator<Item = String>) -> Names {
    let markdown = names.filter(|n| n.ends_with(".md") && !n.starts_with('.'));
    let (lessons, others): (Vec<String>, Vec<String>) = markdown.partition(|n| lesson_number(n).is_some());
    let known: BTreeSet<String> = lessons.iter().cloned().collect();
    let is_translation = |name: &String| translated_name(name).is_some_and(|(of, _)| known.contains(&of));
    let (translations, mut lessons): (Vec<String>, Vec<String>) =
        lessons.into_iter().partition(is_translation);
    lessons.sort_by(|a, b| (lesson_number(a), a).cmp(&(lesson_number(b), b)));
    let documents = ["README.md", "AUTHORING.md"];
    let others = others.into_iter().filter(|n| !documents.contains(&n.as_str()));
    Names { lessons, translations, others: others.map(|n| format!("lessons/{n}")).collect() }
}

fn decode(bytes: Vec<u8>) -> Result<String, Unread> {
    if bytes.len() > LARGEST_FILE {
        return Err(Unread::TooLarge);
    }
    String::from_utf8(bytes).map_err(|error| {
        let start = error.utf8_error().valid_up_to();
        Unread::NotText(String::from_utf8_lossy(error.as_bytes()).into_owned(), start)
    })
}

fn read_embedded() -> Raw {
    let name = |path: &Path| path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let text = |bytes: &[u8]| decode(bytes.to_vec());
    let names = sort_names(LESSONS.files().map(|f| name(f.path())));
    let read = |file: String| {
        let bytes = LESSONS.get_file(&file).map(include_dir::File::contents).unwrap_or_default();
        RawFile { text: text(bytes), path: format!("lessons/{file}") }
    };
    let folders = SOLUTIONS.dirs().map(|d| (name(d.path()), d));
    let solutions = folders.flat_map(|(folder, dir)| {
        dir.files().map(move |f| (format!("solutions/{folder}/{}", name(f.path())), f.contents()))
    });
    Raw {
        settings: RawFile { path: SETTINGS_FILE.to_owned(), text: Ok(SETTINGS.to_owned()) },
        prices: Some(RawFile { path: PRICES_FILE.to_owned(), text: Ok(crate::models::PRICES.to_owned()) }),
        macros: embedded_macros(),
        lessons: names.lessons.into_iter().map(read).collect(),
        translations: names.translations.into_iter().map(read).collect(),
        others: names.others,
        solutions: solutions.map(|(path, bytes)| RawFile { path, text: text(bytes) }).collect(),
        root: None,
    }
}

fn embedded_macros() -> Option<RawFile> {
    let file = LESSONS.get_file(MACROS_FILE.strip_prefix("lessons/")?)?;
    Some(RawFile { path: MACROS_FILE.to_owned(), text: decode(file.contents().to_vec()) })
}

fn read_folder(root: &Path) -> Result<Raw, LoadError> {
    if !root.join(SETTINGS_FILE).exists() {
        return Err(LoadError::NoSettings(root.to_owned()));
    }
    if !root.join("lessons").is_dir() {
        return Err(LoadError::NoLessons(root.to_owned()));
    }
    let names = sort_names(names_in(&root.join("lessons"))?.into_iter());
    let read = |path: String| RawFile { text: read_text(&root.join(&path)), path };
    let mut solutions = Vec::new();
    for folder in solution_folders(root)? {
        for name in names_in(&root.join("solutions").join(&folder))? {
            solutions.push(format!("solutions/{folder}/{name}"));
        }
    }
    Ok(Raw {
        settings: read(SETTINGS_FILE.to_owned()),
        prices: root.join(PRICES_FILE).exists().then(|| read(PRICES_FILE.to_owned())),
        macros: root.join(MACROS_FILE).exists().then(|| read(MACROS_FILE.to_owned())),
        lessons: names.lessons.into_iter().map(|n| read(format!("lessons/{n}"))).collect(),
        translations: names.translations.into_iter().map(|n| read(format!("lessons/{n}"))).collect(),
        others: names.others,
        solutions: solutions.into_iter().filter(|p| root.join(p).is_file()).map(read).collect(),
        root: Some(root.to_owned()),
    })
}

fn solution_folders(root: &Path) -> Result<Vec<String>, LoadError> {
    let folder = root.join("solutions");
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    Ok(names_in(&folder)?.into_iter().filter(|n| folder.join(n).is_dir()).collect())
}

/// Names in a folder, sorted; a name that is not UTF-8 names nothing of ours.
fn names_in(folder: &Path) -> Result<Vec<String>, LoadError> {
    let unreadable = |source| LoadError::Unreadable { path: folder.to_owned(), source };
    let mut names = BTreeSet::new();
    for entry in fs::read_dir(folder).map_err(unreadable)? {
        names.extend(entry.map_err(unreadable)?.file_name().into_string());
    }
    Ok(names.into_iter().collect())
}

/// Reads a plain file, and never more of it than is allowed.
fn read_text(path: &Path) -> Result<String, Unread> {
    let information = fs::metadata(path).map_err(Unread::Io)?;
    if !information.is_file() {
        return Err(Unread::Io(std::io::Error::other("it is not a plain file")));
    }
    let mut file = fs::File::open(path).map_err(Unread::Io)?;
    // One read for what is there and one that finds the end: there are 150 files to read.
    let length = usize::try_from(information.len()).unwrap_or(usize::MAX).min(LARGEST_FILE);
    let mut bytes = vec![0; length + 1];
    let mut filled = 0;
    while filled < bytes.len() {
        match file.read(&mut bytes[filled..]) {
            Ok(0) => break,
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(error) => return Err(Unread::Io(error)),
        }
    }
    bytes.truncate(filled);
    if filled == length + 1 {
        // It grows while it is read.
        file.take((LARGEST_FILE - length) as u64).read_to_end(&mut bytes).map_err(Unread::Io)?;
    }
    decode(bytes)
}

/// The files around the lessons: on the disk, or as far as the binary holds them.
struct Around {
    root: Option<PathBuf>,
}

impl Files for Around {
    fn exists(&self, path: &str) -> Option<bool> {
        if let Some(root) = &self.root {
            return Some(root.join(path).exists());
        }
        // Images and the files of the repository are not in the binary.
        let lesson = path.strip_prefix("lessons/").filter(|p| p.ends_with(".md"))?;
        Some(LESSONS.get_file(lesson).is_some())
    }

    fn text(&self, path: &str) -> Option<String> {
        match &self.root {
            Some(root) => read_text(&root.join(path)).ok(),
            None => LESSONS.get_file(path.strip_prefix("lessons/")?)?.contents_utf8().map(str::to_owned),
        }
    }
}
