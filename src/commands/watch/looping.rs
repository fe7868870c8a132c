//! The loop itself: what each piece of news does.

use super::editor::Editor;
use super::gates::{Look, look};
use super::keyboard::Keyboard;
use super::keys::Key;
use super::runs::Runs;
use super::{Desk, News, RunNews, signals};
use crate::cli::Format;
use crate::commands::Stop;
use crate::commands::attempt::{Job, Target, keep};
use crate::commands::session::Session;
use crate::commands::{hint, list, moves, reset, solution};
use crate::course::{Exercise, Track};
use crate::event::Event;
use crate::exit::ExitStatus;
use crate::progress::Attempt;
use crate::report::{
    self, Detail, Foot, Ink, NextStep, Numbers, Outlook, Reporter, Screen, Surface, reporter,
};
use crate::run::Cancel;
use crate::watch::{Change, Means, Watcher};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::mpsc::{UnboundedReceiver, unbounded_channel};
use tokio::time::{MissedTickBehavior, interval};

/// How often the foot counts while a program runs.
const TICK: Duration = Duration::from_secs(1);

/// What the next keys answer.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Asking {
    Nothing,
    /// Whether to show the solution before its time.
    Solution,
    /// Whether to begin afresh.
    Reset,
    /// The number of an exercise, as far as it is typed.
    Choice(String),
}

/// What a running check has shown so far.
#[derive(Default)]
struct Progress {
    requests: BTreeMap<String, u64>,
    scenes: (usize, usize),
}

/// The loop.
pub(super) struct Loop {
    session: Session,
    track: Track,
    exercise: Exercise,
    /// Whether single keys are listened to: a person sits there.
    keys: bool,
    screen: Screen,
    watcher: Watcher,
    runs: Runs,
    keyboard: Option<Keyboard>,
    desk: Desk,
    news: UnboundedReceiver<News>,
    asking: Asking,
    passed: bool,
    progress: Progress,
    /// Said of the program before it ran; said again with the report.
    remark: Option<String>,
    reporter: Box<dyn Reporter>,
    /// Attempts of the check that runs; several when all exercises are checked.
    made: Vec<Attempt>,
    all: bool,
    /// Said once the first page is there.
    notes: Vec<String>,
}

impl Loop {
    pub(super) fn new(session: Session, track: Track, exercise: Exercise, keys: bool, poll: bool) -> Self {
        let (desk, news) = unbounded_channel();
        let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let surface = if keys && !dumb { Surface::Terminal } else { Surface::Plain };
        let screen = Screen::new(&session.out, surface, keys && !dumb);
        let file_news = desk.clone();
        let means = if poll { Means::Polling } else { Means::Notices };
        let watcher = Watcher::start(means, move |change| {
            let _ = file_news.send(News::File(change));
        });
        Self {
            runs: Runs::new(&desk, session.workspace.as_ref()),
            reporter: reporter(Format::Human, screen.out().clone(), Detail::default()),
            notes: session.warnings.clone(),
            session,
            track,
            exercise,
            keys,
            screen,
            watcher,
            keyboard: None,
            desk,
            news,
            asking: Asking::Nothing,
            passed: false,
            progress: Progress::default(),
            remark: None,
            made: Vec::new(),
            all: false,
        }
    }

    /// Something to say on the first page.
    pub(super) fn note(&mut self, note: &str) {
        self.notes.push(note.to_owned());
    }

    /// Goes on until the learner leaves.
    pub(super) async fn run(mut self, cancel: Cancel) -> Result<ExitStatus, Stop> {
        if self.keys {
            self.keyboard = Some(Keyboard::take(&self.desk).map_err(|error| {
                Stop::environment(format!(
                    "cannot listen to keys ({error}); `{}` grades without them",
                    self.session.command("check")
                ))
            })?);
        } else {
            self.leave_with_the_input();
        }
        signals::listen(&self.desk, cancel, self.keyboard.as_ref());
        self.arrive()?;
        self.draw_foot();
        let status = self.take_news().await;
        self.screen.close();
        self.runs.end().await;
        drop(self.keyboard.take());
        if self.keys {
            let words = format!("`{}` brings you back to {}.", self.session.invocation, self.exercise.id);
            self.screen.say(Ink::Faint, &words);
        }
        Ok(status)
    }

    /// A terminal that only lacks a place to draw (`workbook watch | tee log`) is not
    /// read: in the background that would stop us.
    fn leave_with_the_input(&self) {
        if !std::io::IsTerminal::is_terminal(&std::io::stdin()) {
            signals::leave_at_end_of_input(&self.desk);
        }
    }

    async fn take_news(&mut self) -> ExitStatus {
        let mut tick = interval(TICK);
        tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            let news = tokio::select! {
                biased;
                news = self.news.recv() => news,
                _ = tick.tick(), if self.runs.since().is_some() => {
                    self.draw_foot();
                    continue;
                }
            };
            let left = match news {
                Some(News::Leave(status)) => Some(status),
                Some(News::Key(key)) => self.key(key).await,
                Some(News::File(change)) => {
                    self.file(change);
                    None
                }
                Some(News::Run(number, news)) => {
                    if self.runs.is_present(number) {
                        self.run_news(news);
                    }
                    None
                }
                Some(News::Resized) => {
                    self.session.out = self.session.out.measured();
                    self.screen.resized();
                    None
                }
                Some(News::Resumed) => {
                    self.screen.resumed();
                    None
                }
                None => Some(ExitStatus::Passed),
            };
            if let Some(status) = left {
                return status;
            }
            self.draw_foot();
        }
    }

    // The exercise.

    /// Shows the current exercise and follows its file.
    fn arrive(&mut self) -> Result<(), Stop> {
        self.runs.cancel();
        self.asking = Asking::Nothing;
        let file = self.file_path()?;
        self.watcher.follow(&file);
        let last = self.session.store.last_attempt(&self.exercise.id, &self.track.id).unwrap_or_default();
        self.passed = last.as_ref().is_some_and(Attempt::passed);
        self.screen.page(&self.exercise.id, &self.track.title, "");
        for note in std::mem::take(&mut self.notes) {
            self.screen.lend(|out| out.warning(&note));
        }
        let words = report::keep_track(&self.exercise.task, &self.track, &self.session.course.tracks);
        let place = moves::place(&self.exercise);
        let next = self.save_step();
        let all = format!("{} has it all", self.exercise.lesson);
        let title = self.exercise.title.clone();
        self.screen.cut(&all, |out| report::task(out, &title, &words, &place, &NextStep::Nothing));
        self.screen.arrival(last.as_ref(), &next);
        Ok(())
    }

    fn go_to(&mut self, exercise: Exercise) {
        let kept = self.session.store.set_current_exercise(&exercise.id);
        self.exercise = exercise;
        let arrived = kept.map_err(Stop::from).and(self.arrive());
        self.complain(arrived);
    }

    fn file_path(&self) -> Result<PathBuf, Stop> {
        self.session.program(&self.exercise, &self.track)
    }

    /// The program as the learner would type its path.
    fn shown(&self) -> String {
        self.file_path().map_or_else(|_| String::new(), |file| self.session.shown(&file))
    }

    fn save_step(&self) -> NextStep {
        NextStep::Save { program: self.shown(), keys: self.keys }
    }

    // Files and checks.

    fn file(&mut self, change: Change) {
        match change {
            Change::Saved => {
                self.asking = Asking::Nothing;
                self.check_current(false);
            }
            Change::Gone => {
                self.runs.cancel();
                self.page("gone");
                self.tell_missing();
            }
            Change::Polling => self.screen.say(
                Ink::Faint,
                "note: this folder sends no notices of changes; it is looked at several times a second instead",
            ),
        }
    }

    fn page(&mut self, what: &str) {
        self.screen.page(&self.exercise.id, &self.track.title, what);
    }

    fn tell_missing(&mut self) {
        let way = if self.keys {
            "press x for a fresh one".to_owned()
        } else {
            format!("`{}` lays out a fresh one", self.session.command(&format!("reset {}", self.exercise.id)))
        };
        let sentence = format!("There is no file {} any more. Save it again, or {way}.", self.shown());
        self.screen.say(Ink::Plain, &sentence);
    }

    /// Checks the current exercise. `asked`: by a key, so that an untouched stub runs too.
    fn check_current(&mut self, asked: bool) {
        let file = match self.file_path() {
            Ok(file) => file,
            Err(stop) => return self.complain(Err(stop)),
        };
        let stub = self.session.stub(&self.exercise, &self.track).map(|(_, text)| text);
        self.passed = false;
        self.remark = None;
        match look(&file, stub.as_deref()) {
            Look::Missing => {
                self.runs.cancel();
                self.page("gone");
                return self.tell_missing();
            }
            Look::Untouched(place) if !asked => {
                self.runs.cancel();
                self.page("saved");
                return self.tell_untouched(place);
            }
            Look::Edited(Some((count, line))) => {
                let lines = if count == 1 { "line" } else { "lines" };
                self.remark =
                    Some(format!("{count} TODO {lines} of the stub still there, first in line {line}."));
            }
            Look::Untouched(_) | Look::Edited(None) => {}
        }
        self.page(if asked { "checking" } else { "saved, checking" });
        self.say_remark();
        let target = self.target(&self.exercise, file);
        self.begin(vec![target], false);
    }

    fn tell_untouched(&mut self, place: Option<(usize, String)>) {
        let shown = self.shown();
        let sentence = match place {
            Some((line, words)) => {
                format!("{shown} is as it was laid out. Begin at line {line}: {words}")
            }
            None => format!("{shown} is as it was laid out."),
        };
        self.screen.say(Ink::Plain, &sentence);
        if self.keys {
            self.screen.say(Ink::Faint, "Enter checks it all the same; r says where to read.");
        }
    }

    fn say_remark(&mut self) {
        if let Some(remark) = self.remark.clone() {
            self.screen.say(Ink::Warn, &remark);
        }
    }

    fn check_all(&mut self) {
        let exercises: Vec<Exercise> = self.session.course.exercises().cloned().collect();
        let targets: Result<Vec<Target>, Stop> =
            exercises.iter().map(|e| Ok(self.target(e, self.session.program(e, &self.track)?))).collect();
        match targets {
            Ok(targets) => {
                self.screen.page("all exercises", &self.track.title, "checking");
                self.begin(targets, true);
            }
            Err(stop) => self.complain(Err(stop)),
        }
    }

    fn target(&self, exercise: &Exercise, file: PathBuf) -> Target {
        Target { exercise: exercise.clone(), track: self.track.clone(), file, own: true }
    }

    fn begin(&mut self, targets: Vec<Target>, all: bool) {
        let job = |target| Job::new(&self.session, target, u64::from(fastrand::u32(..)), None);
        let jobs = targets.iter().map(job).collect();
        let detail = Detail { trace: false, many: all };
        self.reporter = reporter(Format::Human, self.screen.out().clone(), detail);
        self.progress = Progress::default();
        self.made.clear();
        self.all = all;
        self.runs.begin(jobs, !all);
    }

    fn run_news(&mut self, news: RunNews) {
        match news {
            RunNews::Event(event) => self.event(&event),
            RunNews::Broken { message, line } => self.broken(&message, line),
            RunNews::Made(attempt) => self.made(*attempt),
            RunNews::Stopped(stop) => self.complain(Err(stop)),
            RunNews::Ended => self.ended(),
        }
    }

    fn event(&mut self, event: &Event) {
        match event {
            Event::Began { scenes, .. } => {
                self.progress = Progress { scenes: (0, scenes.len()), ..Progress::default() };
            }
            Event::Exchanged { scene, .. } => {
                *self.progress.requests.entry(scene.clone()).or_default() += 1;
            }
            Event::SceneEnded { scene, output } => {
                self.progress.scenes.0 += 1;
                let requests = self.progress.requests.get(scene).copied().unwrap_or_default();
                if self.progress.scenes.1 > 1 && !self.all {
                    self.screen.scene(scene, requests, output);
                }
            }
            Event::SetupBegan { .. } | Event::SetupStep { .. } | Event::SetupEnded => {
                let reporter = &mut self.reporter;
                self.screen.lend(|_| reporter.event(event));
            }
            Event::Printed { .. } | Event::Graded { .. } => {}
        }
    }

    fn broken(&mut self, message: &str, line: Option<usize>) {
        let place = line.map_or_else(String::new, |line| format!(":{line}"));
        self.page("saved");
        let sentence = format!("{}{place} does not parse, so it was not run:", self.shown());
        self.screen.say(Ink::Bad, &sentence);
        self.screen.say(Ink::Plain, &format!("  {message}"));
    }

    fn made(&mut self, attempt: Attempt) {
        self.screen.lend(|_| keep(&self.session, &attempt));
        if self.all {
            let reporter = &mut self.reporter;
            self.screen.lend(|_| reporter.attempt(&attempt));
        }
        self.made.push(attempt);
    }

    fn ended(&mut self) {
        self.runs.ended();
        let made = std::mem::take(&mut self.made);
        let Some(last) = made.last() else { return };
        let next = if self.all { Ok(NextStep::Nothing) } else { self.next_step(last) };
        let next = next.unwrap_or_else(|stop| {
            self.complain(Err(stop));
            NextStep::Nothing
        });
        let programs = [((last.exercise.clone(), last.track.clone()), self.shown())].into();
        let outlook = Outlook { programs, next, warnings: Vec::new() };
        if !self.all {
            self.passed = last.passed();
            self.page(&self.shown());
            self.say_remark();
        }
        let reporter = &mut self.reporter;
        self.screen.lend(|_| reporter.finish(&made, &outlook));
    }

    fn next_step(&self, attempt: &Attempt) -> Result<NextStep, Stop> {
        if !attempt.passed() {
            return Ok(self.save_step());
        }
        Ok(match self.session.next_open(&self.exercise.id, &self.track)? {
            None => NextStep::CourseDone,
            Some(next) if self.keys => NextStep::Press { id: next.id.clone(), title: next.title.clone() },
            Some(next) => self.session.step_to(next, &self.track),
        })
    }

    /// A failure of one step is said; the loop goes on.
    fn complain(&mut self, result: Result<(), Stop>) {
        if let Err(stop) = result {
            self.screen.lend(|out| stop.tell(out));
        }
    }

    // Keys.

    async fn key(&mut self, key: Key) -> Option<ExitStatus> {
        match std::mem::replace(&mut self.asking, Asking::Nothing) {
            Asking::Nothing => self.command(key).await,
            Asking::Solution if is_yes(key) => {
                self.show_solution();
                None
            }
            Asking::Reset if is_yes(key) => {
                self.begin_afresh();
                None
            }
            Asking::Solution | Asking::Reset => {
                self.screen.say(Ink::Faint, "left as it is");
                None
            }
            Asking::Choice(typed) => {
                self.choose(typed, key);
                None
            }
        }
    }

    async fn command(&mut self, key: Key) -> Option<ExitStatus> {
        let Key::Char(letter) = key else {
            match key {
                Key::Enter => self.check_current(true),
                Key::End => return Some(ExitStatus::Passed),
                _ => {}
            }
            return None;
        };
        match letter.to_ascii_lowercase() {
            'q' => return Some(ExitStatus::Passed),
            'n' => self.next(),
            'p' => self.previous(),
            'h' => self.hint(),
            'l' => self.list(),
            'r' => self.read(),
            'o' => self.open().await,
            't' => self.trace(),
            's' => self.solution(),
            'x' => self.asking = Asking::Reset,
            'a' => self.check_all(),
            '?' => self.screen.help(),
            _ => {}
        }
        None
    }

    fn next(&mut self) {
        match self.session.next_open(&self.exercise.id, &self.track).map(Option::<&Exercise>::cloned) {
            Ok(Some(exercise)) => self.go_to(exercise),
            Ok(None) => self.screen.say(Ink::Good, "Nothing else is left to do."),
            Err(stop) => self.complain(Err(stop)),
        }
    }

    fn previous(&mut self) {
        match self.session.previous(&self.exercise.id).cloned() {
            Some(exercise) => self.go_to(exercise),
            None => self.screen.say(Ink::Faint, "This is the first exercise."),
        }
    }

    fn hint(&mut self) {
        let ways = hint::Ways { hint: "h".to_owned(), solution: "s".to_owned() };
        self.screen.gap();
        let shown =
            self.screen.lend(|out| hint::show(&self.session, out, &self.exercise, &self.track, &ways));
        self.complain(shown);
    }

    fn list(&mut self) {
        match list::view(&self.session, &self.track) {
            Ok(view) => {
                let all = format!("`{}` shows all", self.session.command("list"));
                let here = self.screen.out().glyphs().here;
                self.screen.gap();
                self.screen.cut_around(&all, here, |out| report::list(out, &view, Numbers::Shown));
                self.asking = Asking::Choice(String::new());
            }
            Err(stop) => self.complain(Err(stop)),
        }
    }

    fn choose(&mut self, mut typed: String, key: Key) {
        match key {
            Key::Char(digit) if digit.is_ascii_digit() && typed.len() < 4 => typed.push(digit),
            Key::Backspace => {
                typed.pop();
            }
            Key::Enter if !typed.is_empty() => {
                let number: usize = typed.parse().unwrap_or(0);
                let exercise =
                    number.checked_sub(1).and_then(|place| self.session.course.exercises().nth(place));
                return match exercise.cloned() {
                    Some(exercise) => self.go_to(exercise),
                    None => self.screen.say(Ink::Faint, &format!("there is no exercise number {typed}")),
                };
            }
            _ => return,
        }
        self.asking = Asking::Choice(typed);
    }

    fn read(&mut self) {
        let sentence = format!("read {}", moves::place(&self.exercise));
        self.screen.gap();
        self.screen.say(Ink::Accent, &sentence);
    }

    async fn open(&mut self) {
        let Some(editor) = Editor::find(|name| std::env::var(name).ok()) else {
            let sentence = format!("open {} in your editor; with $EDITOR set, o does it", self.shown());
            return self.screen.say(Ink::Accent, &sentence);
        };
        let Ok(file) = self.file_path() else { return };
        let opened =
            if editor.is_windowed() { editor.open_beside(&file) } else { self.lend_terminal(&editor).await };
        let shown = self.shown();
        let sentence = match opened {
            Ok(()) => format!("opened {shown} with {}", editor.name()),
            Err(error) => format!("cannot start {} ({error}); open {shown} by hand", editor.name()),
        };
        self.screen.say(Ink::Faint, &sentence);
    }

    async fn lend_terminal(&mut self, editor: &Editor) -> std::io::Result<()> {
        let file = self.file_path().map_err(|stop| std::io::Error::other(stop.message))?;
        let Some(keyboard) = &mut self.keyboard else { return editor.open_beside(&file) };
        self.screen.foot(Foot::None);
        keyboard.give_away();
        let opened = editor.open_here(&file).await;
        keyboard.take_back()?;
        opened
    }

    fn trace(&mut self) {
        match self.session.store.last_attempt(&self.exercise.id, &self.track.id) {
            Ok(Some(attempt)) => {
                let all = format!("`{}` shows all", self.session.command("trace"));
                self.screen.gap();
                self.screen.cut(&all, |out| {
                    report::trace(out, &attempt, &Outlook::default(), crate::checker::unix_ms());
                });
            }
            Ok(None) => {
                self.screen.say(Ink::Faint, "There is no attempt yet: save the file, or press Enter.")
            }
            Err(error) => self.complain(Err(error.into())),
        }
    }

    fn solution(&mut self) {
        match solution::may_see(&self.session, &self.exercise, &self.track) {
            Ok(true) => self.show_solution(),
            Ok(false) => self.asking = Asking::Solution,
            Err(stop) => self.complain(Err(stop)),
        }
    }

    fn show_solution(&mut self) {
        let text = solution::reveal(&self.session, &self.exercise, &self.track).map(|file| file.text.clone());
        match text {
            Ok(text) => {
                let all = format!("`{}` shows all", self.session.command("solution"));
                self.screen.gap();
                self.screen.cut(&all, |out| out.text(&text));
            }
            Err(stop) => self.complain(Err(stop)),
        }
    }

    fn begin_afresh(&mut self) {
        self.runs.cancel();
        match reset::put_back(&self.session, &self.exercise, &self.track) {
            Ok((program, kept)) => {
                // The stub's return is no save of the learner's.
                if let Ok(file) = self.file_path() {
                    self.watcher.follow(&file);
                }
                self.passed = false;
                self.page("reset");
                self.screen.say(Ink::Plain, &format!("{program} is as it was in the beginning."));
                if !kept.is_empty() {
                    self.screen.say(Ink::Plain, &kept);
                }
            }
            Err(stop) => self.complain(Err(stop)),
        }
    }

    fn draw_foot(&mut self) {
        let foot = match (&self.asking, self.runs.since()) {
            (Asking::Solution, _) => Foot::Question(
                "Show the solution before you pass? The exercise is then marked. y/n".to_owned(),
            ),
            (Asking::Reset, _) => {
                Foot::Question("Begin afresh? Your file is kept as a backup. y/n".to_owned())
            }
            (Asking::Choice(typed), _) => {
                Foot::Question(format!("Number of the exercise, then Enter (Esc: stay here): {typed}"))
            }
            (Asking::Nothing, Some(since)) => Foot::Running {
                seconds: since.as_secs(),
                requests: self.progress.requests.values().sum(),
                scenes: self.progress.scenes,
            },
            (Asking::Nothing, None) => Foot::Waiting { passed: self.passed },
        };
        self.screen.foot(foot);
    }
}

fn is_yes(key: Key) -> bool {
    matches!(key, Key::Char('y' | 'Y'))
}
