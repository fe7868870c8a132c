//! `workbook preview`: a lesson, linted and proved at each save.
//!
//! One channel, as in the watch loop: saves, keys, signals and the end of input come the
//! same way, also while programs run. A newer save ends the older round.

use super::Stop;
use super::exercise::block_on;
use super::lint::{deeper_faults_of, sort};
use super::prove::{Recent, Samples, Work, all_tracks};
use super::session::{load_for_author, start_folder};
use super::watch::{Desk, Key, Keyboard, News, leave_at_end_of_input, listen};
use crate::cli::{Global, PreviewArgs};
use crate::course::{Course, Exercise, Fault, MACROS_FILE, Origin, Severity, Track, load, solution_path};
use crate::exit::ExitStatus;
use crate::proof::{Kept, ProofOptions};
use crate::report::{self, Out};
use crate::run::cache_dir;
use crate::watch::{Change, Means, Watcher};
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};

/// The lesson's faults and proof, now and at each save, until the author leaves.
pub(super) fn preview(global: &Global, out: &Out, args: &PreviewArgs) -> Result<ExitStatus, Stop> {
    let lesson = find(global, args)?;
    let keys = out.is_terminal() && std::io::stdin().is_terminal();
    let (status, _) = block_on(async |_| {
        let (desk, news) = unbounded_channel();
        let mut looping = Loop {
            out,
            args,
            lesson,
            keys,
            kept: Kept::within(&cache_dir()),
            recent: Recent::default(),
            watchers: Vec::new(),
            desk,
            news,
        };
        looping.run().await
    })?;
    status
}

/// Where the lesson is.
struct Place {
    root: PathBuf,
    /// From the root, with `/`.
    path: String,
}

/// The lesson that is meant: a file, or a lesson of the course by id or number.
fn find(global: &Global, args: &PreviewArgs) -> Result<Place, Stop> {
    let start = start_folder(global)?;
    let file = start.join(&args.lesson);
    let (origin, loaded) = load_for_author(global, if file.is_file() { &file } else { &start })?;
    let Origin::Folder(root) = origin else {
        return Err(Stop::usage(
            "`preview` needs a course folder (workbook.toml and lessons/); the built-in course cannot be edited",
        ));
    };
    let lessons = &loaded.course.lessons;
    let same = |path: &str| root.join(path).canonicalize().ok() == file.canonicalize().ok();
    let named = lessons.iter().find(|lesson| {
        let number = lesson.path.trim_start_matches("lessons/").split('-').next().unwrap_or_default();
        lesson.id == args.lesson || number == args.lesson || (file.is_file() && same(&lesson.path))
    });
    let Some(lesson) = named else {
        let known: Vec<&str> = lessons.iter().map(|lesson| lesson.path.as_str()).collect();
        return Err(Stop::usage(format!(
            "there is no lesson `{}` in this course; it has: {}",
            args.lesson,
            known.join(", ")
        )));
    };
    if args.track.is_some() {
        track(args, &loaded.course)?;
    }
    Ok(Place { path: lesson.path.clone(), root })
}

struct Loop<'a> {
    out: &'a Out,
    args: &'a PreviewArgs,
    lesson: Place,
    /// Whether single keys are listened to: a person sits there.
    keys: bool,
    kept: Kept,
    recent: Recent,
    /// One for each file that the round depends on.
    watchers: Vec<(PathBuf, Watcher)>,
    desk: Desk,
    news: UnboundedReceiver<News>,
}

/// What ended the waiting.
enum Next {
    /// Again; all of it, if it was asked for by a key.
    Round { all: bool },
    /// The end.
    End(ExitStatus),
    /// The end of standard input: what has begun is finished first.
    InputEnded,
}

impl Loop<'_> {
    async fn run(&mut self) -> Result<ExitStatus, Stop> {
        let keyboard = self.take_keyboard()?;
        listen(&self.desk, keyboard.as_ref());
        let (mut all, mut last) = (false, false);
        loop {
            let status = match self.round_or_news(all, &mut last).await? {
                Ok(status) => status,
                Err(Next::Round { all: again }) => {
                    all = again;
                    continue;
                }
                Err(Next::End(status)) => return Ok(status),
                Err(Next::InputEnded) => return Ok(ExitStatus::Passed),
            };
            if last {
                return Ok(status);
            }
            let keys = if self.keys { "; Enter proves all of it again, q ends" } else { "" };
            self.out.note(&format!("waiting for a save of {}{keys}", self.lesson.path));
            match self.next().await {
                Next::Round { all: again } => all = again,
                Next::End(status) => return Ok(status),
                Next::InputEnded => return Ok(status),
            }
        }
    }

    fn take_keyboard(&self) -> Result<Option<Keyboard>, Stop> {
        if self.keys {
            let taken = Keyboard::take(&self.desk);
            return taken.map(Some).map_err(|error| {
                Stop::environment(format!(
                    "cannot listen to keys ({error}); `preview {} | cat` works without them",
                    self.args.lesson
                ))
            });
        }
        if !std::io::stdin().is_terminal() {
            leave_at_end_of_input(&self.desk);
        }
        Ok(None)
    }

    /// One round, unless news end it. The end of input does not: it makes it the last one.
    async fn round_or_news(&mut self, all: bool, last: &mut bool) -> Result<Result<ExitStatus, Next>, Stop> {
        let began = Instant::now();
        let course = match self.lint() {
            Ok(course) => course,
            Err(status) => return Ok(Ok(status)),
        };
        let Some(lesson) = course.lessons.iter().find(|lesson| lesson.path == self.lesson.path) else {
            return Ok(Ok(ExitStatus::CourseFaulty));
        };
        let track = track(self.args, &course)?;
        let folder = std::env::temp_dir().join(format!("workbook-preview-{}", std::process::id()));
        let work = Work {
            out: self.out,
            course: &course,
            workspace: None,
            options: ProofOptions { seed: 1, real_time: false, nursery: None },
            may_keep: !all,
            samples: Samples::Of(&self.lesson.path),
            all_tracks: all_tracks(&course, Some(&track.id)),
            folder: &folder,
            kept: &self.kept,
            recent: Some(&self.recent),
            began,
        };
        let tracks = [track];
        let mut proving = Box::pin(work.all(&lesson.exercises, &tracks));
        let done = loop {
            tokio::select! {
                report = &mut proving => break Ok(report),
                next = next_of(&mut self.news) => match next {
                    Next::InputEnded => *last = true,
                    next => break Err(next),
                },
            }
        };
        drop(proving);
        let _ = std::fs::remove_dir_all(&folder);
        let mut report = match done {
            Ok(report) => report?,
            Err(next) => return Ok(Err(next)),
        };
        report.took_ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        if !report.proofs.is_empty() {
            report::proofs(self.out, &report, crate::cli::ProveFormat::Human);
        }
        let holds = report.proofs.iter().all(|proof| proof.holds);
        Ok(Ok(if holds { ExitStatus::Passed } else { ExitStatus::CourseFaulty }))
    }

    /// Shows the lesson's faults; the course, if it can be proved.
    fn lint(&mut self) -> Result<Arc<Course>, ExitStatus> {
        self.out.text(&format!("\n{}\n", self.lesson.path));
        // First, so that a save while we read counts.
        self.follow([
            self.lesson.path.clone(),
            "workbook.toml".to_owned(),
            "prices.toml".to_owned(),
            MACROS_FILE.to_owned(),
        ]);
        let loaded = load(&Origin::Folder(self.lesson.root.clone())).map_err(|error| {
            self.out.error(&error.to_string());
            ExitStatus::CourseFaulty
        })?;
        let course = loaded.course;
        let path = self.lesson.path.as_str();
        let exercises: Vec<Exercise> = course.exercises().filter(|e| e.lesson == path).cloned().collect();
        if let Ok(track) = track(self.args, &course) {
            let solutions: Vec<String> = exercises.iter().map(|e| solution_path(&e.id, &track)).collect();
            self.follow(solutions);
        }
        let path = self.lesson.path.as_str();
        let mut faults: Vec<Fault> =
            loaded.faults.into_iter().filter(|fault| concerns(fault, path)).collect();
        faults.extend(deeper_faults_of(&course, exercises.iter()));
        sort(&mut faults);
        report::faults(self.out, &faults);
        if faults.iter().any(|fault| fault.severity == Severity::Error) {
            self.out.note("nothing is proved until the errors are mended");
            return Err(ExitStatus::CourseFaulty);
        }
        Ok(Arc::new(course))
    }

    /// Follows these files too, from their state of now where they are new.
    fn follow(&mut self, files: impl IntoIterator<Item = String>) {
        for file in files {
            let file = self.lesson.root.join(file);
            if !self.watchers.iter().any(|(followed, _)| *followed == file) {
                let watcher = self.watch(&file);
                self.watchers.push((file, watcher));
            }
        }
    }

    fn watch(&self, file: &Path) -> Watcher {
        let desk = self.desk.clone();
        let means = if self.args.poll { Means::Polling } else { Means::Notices };
        let watcher = Watcher::start(means, move |change| {
            let _ = desk.send(News::File(change));
        });
        watcher.follow(file);
        watcher
    }

    async fn next(&mut self) -> Next {
        next_of(&mut self.news).await
    }
}

/// The track to prove in.
fn track(args: &PreviewArgs, course: &Course) -> Result<Track, Stop> {
    let id = args.track.as_deref().unwrap_or(&course.default_track);
    course.track(id).cloned().ok_or_else(|| {
        let known: Vec<&str> = course.tracks.iter().map(|track| track.id.as_str()).collect();
        Stop::usage(format!("there is no track `{id}`; the course has: {}", known.join(", ")))
    })
}

/// Whether a fault is this lesson's, or one without whose cure nothing can be proved. Other
/// lessons are not looked at now.
fn concerns(fault: &Fault, path: &str) -> bool {
    let Some(spot) = &fault.spot else { return fault.severity == Severity::Error };
    let elsewhere = spot.file.path.starts_with("lessons/") && spot.file.path != MACROS_FILE;
    spot.file.path == path || (fault.severity == Severity::Error && !elsewhere)
}

/// Waits for news that mean something here.
async fn next_of(news: &mut UnboundedReceiver<News>) -> Next {
    loop {
        match news.recv().await {
            Some(News::File(Change::Saved | Change::Gone)) => return Next::Round { all: false },
            Some(News::Key(Key::Enter)) => return Next::Round { all: true },
            Some(News::Key(Key::Char('q') | Key::End)) | None => return Next::End(ExitStatus::Passed),
            Some(News::Interrupt) => return Next::End(ExitStatus::Interrupted),
            Some(News::Leave(ExitStatus::Passed)) => return Next::InputEnded,
            Some(News::Leave(status)) => return Next::End(status),
            Some(_) => {}
        }
    }
}
