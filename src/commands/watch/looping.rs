//! The loop itself: what each piece of news does.

use super::course::{CourseTimes, times};
use super::gates::{Look, look};
use super::keyboard::Keyboard;
use super::runs::Runs;
use super::{Desk, News, RunNews, signals};
use crate::cli::{Format, WatchArgs};
use crate::commands::Stop;
use crate::commands::attempt::{Job, Target, keep};
use crate::commands::moves;
use crate::commands::session::Session;
use crate::course::{Exercise, Track};
use crate::event::Event;
use crate::exit::ExitStatus;
use crate::progress::Attempt;
use crate::report::{self, Detail, Foot, Ink, NextStep, Outlook, Reporter, Screen, Surface, reporter};
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
pub(super) enum Asking {
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
pub(super) struct Progress {
    requests: BTreeMap<String, u64>,
    scenes: (usize, usize),
}

/// The loop.
pub(super) struct Loop {
    pub(super) session: Session,
    pub(super) track: Track,
    pub(super) exercise: Exercise,
    /// Whether single keys are listened to: a person sits there.
    pub(super) keys: bool,
    /// Whether long waits of programs take as long as they say.
    pub(super) real_time: bool,
    pub(super) screen: Screen,
    pub(super) watcher: Watcher,
    pub(super) runs: Runs,
    pub(super) keyboard: Option<Keyboard>,
    pub(super) desk: Desk,
    pub(super) news: UnboundedReceiver<News>,
    pub(super) asking: Asking,
    pub(super) passed: bool,
    pub(super) progress: Progress,
    /// Said of the program before it ran; said again with the report.
    pub(super) remark: Option<String>,
    pub(super) reporter: Box<dyn Reporter>,
    /// Attempts of the check that runs; several when all exercises are checked.
    pub(super) made: Vec<Attempt>,
    pub(super) all: bool,
    /// When the course's files were written, as far as it was read.
    pub(super) course_times: CourseTimes,
    /// For which program the last hint was shown (exercise, hash of the text), and
    /// whether the next one has been asked for since.
    pub(super) hinted: Option<(String, u64)>,
    pub(super) wants_next_hint: bool,
    /// Said once the first page is there.
    pub(super) notes: Vec<String>,
}

impl Loop {
    pub(super) fn new(
        session: Session,
        track: Track,
        exercise: Exercise,
        keys: bool,
        args: &WatchArgs,
    ) -> Self {
        let (desk, news) = unbounded_channel();
        let dumb = std::env::var("TERM").is_ok_and(|term| term == "dumb");
        let surface = if keys && !dumb { Surface::Terminal } else { Surface::Plain };
        let screen = Screen::new(&session.out, surface, keys && !dumb);
        let file_news = desk.clone();
        let means = if args.poll { Means::Polling } else { Means::Notices };
        let watcher = Watcher::start(means, move |change| {
            let _ = file_news.send(News::File(change));
        });
        Self {
            runs: Runs::new(&desk, session.workspace.as_ref()),
            reporter: reporter(Format::Human, screen.out().clone(), Detail::default()),
            notes: session.warnings.clone(),
            course_times: times(&session.origin),
            hinted: None,
            wants_next_hint: false,
            session,
            track,
            exercise,
            keys,
            real_time: args.real_time,
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
    pub(super) async fn run(mut self) -> Result<ExitStatus, Stop> {
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
        signals::listen(&self.desk, self.keyboard.as_ref());
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
                Some(News::Interrupt) => Some(ExitStatus::Interrupted),
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
    pub(super) fn arrive(&mut self) -> Result<(), Stop> {
        self.runs.cancel();
        self.asking = Asking::Nothing;
        let file = self.file_path()?;
        self.watcher.follow(&file);
        self.runs.warm(&self.track);
        let last = self.session.store.last_attempt(&self.exercise.id, &self.track.id).unwrap_or_default();
        self.passed = last.as_ref().is_some_and(Attempt::passed);
        self.screen.page(&self.exercise.id, &self.track.title, "");
        for note in std::mem::take(&mut self.notes) {
            self.screen.lend(|out| out.warning(&note));
        }
        let words = report::keep_track(&self.exercise.task, &self.track, &self.session.course.tracks);
        let place = moves::place(&self.exercise);
        let next = self.save_step();
        let all =
            if self.keys { "r shows all".to_owned() } else { format!("{} has it all", self.exercise.lesson) };
        let title = self.exercise.title.clone();
        self.screen.cut(&all, |out| report::task(out, &title, &words, &place, &NextStep::Nothing));
        self.screen.arrival(last.as_ref(), &next);
        Ok(())
    }

    pub(super) fn go_to(&mut self, exercise: Exercise) {
        self.look_at_the_course();
        let exercise = self.session.course.exercise(&exercise.id).cloned().unwrap_or(exercise);
        let kept = self.session.store.set_current_exercise(&exercise.id);
        self.exercise = exercise;
        let arrived = kept.map_err(Stop::from).and(self.arrive());
        self.complain(arrived);
    }

    pub(super) fn file_path(&self) -> Result<PathBuf, Stop> {
        self.session.program(&self.exercise, &self.track)
    }

    /// The program as the learner would type its path.
    pub(super) fn shown(&self) -> String {
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

    pub(super) fn page(&mut self, what: &str) {
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
    pub(super) fn check_current(&mut self, asked: bool) {
        self.look_at_the_course();
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
                let left = if count == 1 { "line of the stub is" } else { "lines of the stub are" };
                self.remark = Some(format!("{count} TODO {left} still there, the first in line {line}."));
            }
            Look::Untouched(_) | Look::Edited(None) => {}
        }
        self.page(if asked { "checking" } else { "saved, checking" });
        self.say_notes();
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
            self.screen.gap();
        }
    }

    pub(super) fn check_all(&mut self) {
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
        let job = |target| {
            Job::new(&self.session, target, u64::from(fastrand::u32(..)), None).in_real_time(self.real_time)
        };
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
    pub(super) fn complain(&mut self, result: Result<(), Stop>) {
        if let Err(stop) = result {
            self.screen.lend(|out| stop.tell(out));
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
