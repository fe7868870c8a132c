//! The loop itself: what each piece of news does.

use super::course::{CourseTimes, times};
use super::keyboard::Keyboard;
use super::live::Live;
use super::runs::Runs;
use super::{Desk, News, signals};
use crate::cli::{Format, WatchArgs};
use crate::commands::Stop;
use crate::commands::moves;
use crate::commands::session::Session;
use crate::course::{Exercise, Track};
use crate::exit::ExitStatus;
use crate::progress::Attempt;
use crate::report::{self, Detail, Foot, Ink, NextStep, Reporter, Screen, Surface, reporter};
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
    /// Whether to run the program live.
    Live,
    /// The number of an exercise, as far as it is typed.
    Choice(String),
}

/// What a running check has shown so far.
#[derive(Default)]
pub(super) struct Progress {
    pub(super) requests: BTreeMap<String, u64>,
    pub(super) scenes: (usize, usize),
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
    /// The live run that is offered, or goes on.
    pub(super) live: Live,
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
            live: Live::new(args),
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
        self.hear_the_last();
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
                    } else {
                        self.late_news(news);
                    }
                    None
                }
                Some(News::Offer(number, offer)) => {
                    self.offered(number, offer);
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
        self.live.forget();
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

    pub(super) fn save_step(&self) -> NextStep {
        NextStep::Save { program: self.shown(), keys: self.keys }
    }

    // Files.

    fn file(&mut self, change: Change) {
        match change {
            Change::Saved => {
                self.asking = Asking::Nothing;
                self.live.forget();
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

    pub(super) fn tell_missing(&mut self) {
        let way = if self.keys {
            "press x for a fresh one".to_owned()
        } else {
            format!("`{}` lays out a fresh one", self.session.command(&format!("reset {}", self.exercise.id)))
        };
        let sentence = format!("There is no file {} any more. Save it again, or {way}.", self.shown());
        self.screen.say(Ink::Plain, &sentence);
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
            (Asking::Live, _) => Foot::Question("Run it live, once? y/n".to_owned()),
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
