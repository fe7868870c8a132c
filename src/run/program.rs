//! One run of one program.
//!
//! Owns: the run from start to end: output, typing, limits, cancelling. Must not know:
//! what decides about typing ([`super::feed`]), how terminals work
//! ([`super::terminal`]).

use super::buffer::Buffer;
use super::cancel::Cancel;
use super::capture::{Capture, Room};
use super::clock::{self, Clock, Moment};
use super::feed::{Feeder, Seen, Step};
use super::nursery::Nursery;
use super::reins::{self, Reins};
use super::terminal::{self, Posture, Terminal};
use crate::course::StdinPlan;
use crate::evidence::{End, FedLine, OutputPiece, ProgramOutput, Starved, Stream, Traffic};
use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};
use std::pin::pin;
use std::time::{Duration, Instant};
use tokio::sync::watch;
use tokio::time::{MissedTickBehavior, interval, sleep_until, timeout};

/// How much output is kept, in bytes, unless a caller says otherwise.
pub const DEFAULT_OUTPUT_CAP: usize = 1 << 20;

/// How often it is looked whether something can be typed.
const LOOK: Duration = Duration::from_millis(20);
/// How often it is noted how long a program has waited for a processor.
const MOST_NOTES: usize = 2000;
/// How long output is waited for after the program has ended, when another process
/// still holds its terminal.
const DRAIN: Duration = Duration::from_millis(50);
/// How long output is waited for while we still hold the terminal.
const BEFORE_LETTING_GO: Duration = Duration::from_millis(10);
/// How long a killed program is waited for.
const REAP: Duration = Duration::from_secs(5);
/// How long work alone (no output, no traffic) counts as a sign of life.
const WORK_COUNTS_MS: f64 = 5000.0;

/// A program to run, with everything that surrounds it.
#[derive(Debug, Clone)]
pub struct Program {
    /// The program's name or path, then its arguments.
    pub command: Vec<OsString>,
    /// The folder it runs in.
    pub cwd: PathBuf,
    /// Its complete environment (see [`super::program_env`]); nothing is inherited.
    pub env: Vec<(String, String)>,
    /// What is typed at it; templates already rendered.
    pub stdin: StdinPlan,
    /// Wall-clock limit, counted from the start of the program.
    pub limit: Duration,
    /// How many bytes it may print, both streams together.
    pub output_cap: usize,
    /// The scene's beginning: all times in the output count from here.
    pub clock: Instant,
    /// The variable that shortens its long sleeps (see [`super::short_clock`]); without
    /// it, time is real.
    pub short_clock: Option<(String, String)>,
    /// Where an interpreter may be waiting for it.
    pub nursery: Option<Nursery>,
}

/// Why a program could not be run. Never the learner's fault.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// The track has no `run` command.
    #[error("this track has no command to run programs with; add `run = [...]` to its row in workbook.toml")]
    NoCommand,
    /// The program that runs the file is not there.
    #[error("cannot find {program}; install it or put it on PATH, then try again")]
    NotFound {
        /// The program.
        program: String,
    },
    /// It is there, but may not be run.
    #[error("may not run {program} ({source}); make it executable, or check the rights of its folder")]
    NotPermitted {
        /// The program.
        program: String,
        /// The system's words.
        source: std::io::Error,
    },
    /// The folder to run in is not there.
    #[error("cannot run in the folder {}: it does not exist or is not a folder", folder.display())]
    NoFolder {
        /// The folder.
        folder: PathBuf,
    },
    /// No pseudo-terminal (or pipe) could be opened.
    #[error(
        "cannot open a terminal for the program ({0}); close other terminals, or mount /dev/pts (in a container: run it with devpts)"
    )]
    Terminal(#[source] std::io::Error),
    /// Anything else that kept it from starting.
    #[error(
        "cannot start {program} ({source}); if the machine is short of memory or processes, close other programs and try again"
    )]
    Start {
        /// The program.
        program: String,
        /// The system's words.
        source: std::io::Error,
    },
    /// The system did not say how the program ended.
    #[error("lost sight of the program ({0}); try again")]
    Lost(#[source] std::io::Error),
}

impl RunError {
    /// The error for a program that did not start.
    pub(super) fn starting(program: &OsStr, cwd: &Path, source: std::io::Error) -> Self {
        if !cwd.is_dir() {
            return Self::NoFolder { folder: cwd.to_owned() };
        }
        let program = program.to_string_lossy().into_owned();
        match source.kind() {
            std::io::ErrorKind::NotFound => Self::NotFound { program },
            std::io::ErrorKind::PermissionDenied => Self::NotPermitted { program, source },
            _ => Self::Start { program, source },
        }
    }
}

/// Runs a program to its end and says what it printed and how it ended.
///
/// `traffic` tells when requests are open, so that nothing is typed meanwhile.
/// `on_output` sees every piece of output as it arrives. When the future is dropped,
/// the program and all that it started are killed.
///
/// # Errors
/// Only when the program could not be run at all; whatever it does, even being killed
/// by a signal or by us, is a [`ProgramOutput`].
pub async fn run(
    program: Program,
    traffic: watch::Receiver<Traffic>,
    on_output: impl FnMut(&OutputPiece) + Send,
    cancel: Cancel,
) -> Result<ProgramOutput, RunError> {
    let mut program = program;
    let mark = reins::fresh_mark();
    program.env.push((reins::MARK.to_owned(), mark.clone()));
    let clock = short_clock(&mut program);
    let capture = Capture::new(program.clock, program.output_cap, on_output);
    let started = Instant::now();
    let terminal = Terminal::start(&program).await?;
    let reins = Reins::new(terminal.child.id(), mark);
    tokio::task::spawn_blocking(reins::sweep_after_the_dead);
    let key = program.env.iter().find(|(name, _)| name == "OPENAI_API_KEY").map(|(_, key)| key.clone());
    let session = Session {
        feeder: Feeder::new(&program.stdin, key),
        terminal,
        reins,
        capture,
        traffic,
        traffic_open: true,
        fed: Vec::new(),
        stdin_closed_ms: None,
        events: Events::default(),
        clock,
        ends_at: tokio::time::Instant::from_std(started) + program.limit,
        most_given: program.limit * MOST_GIVEN,
        starving: Vec::new(),
        given: Duration::ZERO,
    };
    session.play(&program, started, cancel).await
}

/// Gives the program the short clock that it may have; without one, time is real.
fn short_clock(program: &mut Program) -> Option<Clock> {
    let variable = program.short_clock.take()?;
    let clock = Clock::open().ok()?;
    program.env.push(variable);
    program.env.push((clock::WHERE.to_owned(), clock.place()));
    Some(clock)
}

/// The next question of a program that asks for time; for ever, where none can ask.
async fn asked(clock: &mut Option<Clock>) -> f64 {
    match clock {
        Some(clock) => clock.asked().await,
        None => std::future::pending().await,
    }
}

/// Of its limit so many times a program that waits for a processor gets back at most.
const MOST_GIVEN: u32 = 3;
/// Less than this is not worth going on for.
const WORTH_GIVING: Duration = Duration::from_millis(100);

/// What happened last and when, in milliseconds since the scene began.
#[derive(Debug, Default)]
struct Events {
    traffic_ms: f64,
    typed_ms: f64,
    work_ms: f64,
    /// Whether something typed was not read, when it was looked last.
    unread: bool,
}

/// A running program.
struct Session<F> {
    terminal: Terminal,
    reins: Reins,
    capture: Capture<F>,
    feeder: Feeder,
    traffic: watch::Receiver<Traffic>,
    traffic_open: bool,
    fed: Vec<FedLine>,
    stdin_closed_ms: Option<f64>,
    events: Events,
    clock: Option<Clock>,
    /// When the program's time is up; earlier by what was granted to it.
    ends_at: tokio::time::Instant,
    /// Time that the program waited for a processor, and has got back; and the most that
    /// it gets.
    given: Duration,
    most_given: Duration,
    /// How long it had waited for one whenever there was traffic.
    starving: Vec<Starved>,
}

/// Why the loop ended.
enum Left {
    Ended(std::io::Result<std::process::ExitStatus>),
    Killed(End),
}

impl<F: FnMut(&OutputPiece) + Send> Session<F> {
    async fn play(
        mut self,
        program: &Program,
        started: Instant,
        mut cancel: Cancel,
    ) -> Result<ProgramOutput, RunError> {
        let left = self.watch(&mut cancel).await;
        if program.stdin == StdinPlan::Unscripted && self.terminal.unread() {
            self.forget_last_typed();
        }
        let duration_ms = started.elapsed().as_secs_f64() * 1000.0;
        let (end, status) = match left {
            Left::Ended(status) => (End::Exited, Some(status.map_err(RunError::Lost)?)),
            Left::Killed(end) => {
                self.reins.end_all();
                let _ = timeout(REAP, self.terminal.child.wait()).await;
                (end, None)
            }
        };
        self.wind_up().await;
        let (exit_code, signal) = status.map_or((None, None), terminal::ending);
        Ok(ProgramOutput {
            pieces: self.capture.finish(),
            fed: self.fed,
            stdin_closed_ms: self.stdin_closed_ms,
            exit_code,
            signal,
            end,
            duration_ms,
            skips: self.clock.map(Clock::skips).unwrap_or_default(),
            starved_ms: self.given.as_secs_f64() * 1000.0,
            starving: self.starving,
        })
    }

    /// Watches the program until it ends or has to be ended.
    async fn watch(&mut self, cancel: &mut Cancel) -> Left {
        let mut limit = pin!(sleep_until(self.ends_at));
        let mut look = interval(LOOK);
        look.set_missed_tick_behavior(MissedTickBehavior::Delay);
        let (mut out, mut err) = (Buffer::new(), Buffer::new());
        loop {
            tokio::select! {
                // In this order: when both outputs have something, the text on standard
                // output was most probably first (prompts are printed on either).
                biased;
                () = &mut limit => {
                    if !self.gives_time_back() {
                        return Left::Killed(End::TimedOut);
                    }
                    limit.as_mut().reset(self.ends_at);
                }
                () = cancel.cancelled() => return Left::Killed(End::Cancelled),
                bytes = out.fill(&mut self.terminal.stdout) => {
                    if self.capture.take(Stream::Stdout, bytes) == Room::Exhausted {
                        return Left::Killed(End::Flooded);
                    }
                    self.terminal.answer_queries(bytes).await;
                }
                bytes = err.fill(&mut self.terminal.stderr) => {
                    if self.capture.take(Stream::Stderr, bytes) == Room::Exhausted {
                        return Left::Killed(End::Flooded);
                    }
                }
                changed = self.traffic.changed(), if self.traffic_open => {
                    self.traffic_open = changed.is_ok();
                    self.events.traffic_ms = self.capture.now_ms();
                    self.note_starvation();
                }
                asked_ms = asked(&mut self.clock) => {
                    self.grant(asked_ms);
                    limit.as_mut().reset(self.ends_at);
                }
                _ = look.tick() => {
                    if self.reins.is_swarm() {
                        return Left::Killed(End::Swarmed);
                    }
                    if self.look().await {
                        return Left::Killed(End::TimedOut);
                    }
                }
                status = self.terminal.child.wait() => return Left::Ended(status),
            }
        }
    }

    /// Notes how long the program has waited for a processor so far: a late request may be
    /// no wait of its own.
    fn note_starvation(&mut self) {
        if self.starving.len() < MOST_NOTES {
            let ms = self.terminal.starved().as_secs_f64() * 1000.0;
            self.starving.push(Starved { at_ms: self.events.traffic_ms, ms });
        }
    }

    /// Gives the program back what it has waited for a processor: on a crowded machine it
    /// would run out of time without having done anything wrong.
    fn gives_time_back(&mut self) -> bool {
        let waited = self.terminal.starved().min(self.most_given);
        let more = waited.saturating_sub(self.given);
        if more < WORTH_GIVING {
            return false;
        }
        self.given = waited;
        self.ends_at = tokio::time::Instant::now() + more;
        true
    }

    /// Grants the program the time it asks for, or not.
    fn grant(&mut self, asked_ms: f64) {
        let left = self.ends_at.saturating_duration_since(tokio::time::Instant::now());
        let moment = Moment {
            now_ms: self.capture.now_ms(),
            traffic_ms: self.events.traffic_ms,
            traffic: *self.traffic.borrow(),
            left_ms: left.as_secs_f64() * 1000.0,
        };
        if let Some(clock) = &mut self.clock {
            self.ends_at -= Duration::from_secs_f64(clock.grant(asked_ms, &moment) / 1000.0);
        }
    }

    /// Looks whether something can be typed, and types it. True: it is to be ended.
    async fn look(&mut self) -> bool {
        let now = self.capture.now_ms();
        let unread = self.terminal.unread();
        if std::mem::replace(&mut self.events.unread, unread) && !unread {
            // What was typed has been read just now: the program's turn begins.
            self.events.typed_ms = now;
        }
        let silent_since = self.capture.last_at_ms().unwrap_or(0.0).max(self.events.traffic_ms);
        let alive_at = silent_since.max(self.events.typed_ms);
        // A program that has just printed need not be looked at closely.
        let posture = if now - alive_at < 40.0 { Posture::Unknown } else { self.terminal.posture() };
        if posture == Posture::Working && now - alive_at < WORK_COUNTS_MS {
            self.events.work_ms = now;
        }
        let screen = self.capture.screen();
        let seen = Seen {
            quiet_ms: now - alive_at.max(self.events.work_ms),
            silent_ms: now - alive_at,
            since_exchange_ms: now - self.events.traffic_ms,
            unread,
            reading: posture == Posture::Reading,
            traffic: *self.traffic.borrow(),
            printed: &screen,
        };
        match self.feeder.step(&seen) {
            Step::Wait => return false,
            Step::GiveUp => return true,
            Step::Type(keys) => {
                self.fed.push(FedLine { at_ms: now, text: keys.shown, scripted: keys.scripted });
                self.terminal.type_line(&keys.text).await;
            }
            Step::EndInput => {
                self.stdin_closed_ms.get_or_insert(now);
                self.terminal.end_input().await;
            }
        }
        self.capture.mark();
        self.events.typed_ms = self.capture.now_ms();
        false
    }

    /// A harmless line that nobody asked for and nobody read was never there.
    fn forget_last_typed(&mut self) {
        if self.stdin_closed_ms.take().is_none() {
            self.fed.pop();
        }
    }

    /// Takes what was printed last, ends what is left of the program, and takes what
    /// that set free.
    async fn wind_up(&mut self) {
        if cfg!(not(target_os = "linux")) {
            // Some systems throw away what was not read when the last holder lets go.
            let _ = timeout(BEFORE_LETTING_GO, self.drain()).await;
        }
        self.terminal.let_go();
        let ended = timeout(DRAIN, self.drain()).await.is_ok();
        self.reins.end_all();
        if !ended {
            let _ = timeout(DRAIN, self.drain()).await;
        }
    }

    /// Reads both outputs to their end, or to the cap.
    async fn drain(&mut self) {
        let (mut out, mut err) = (Buffer::new(), Buffer::new());
        let (mut out_open, mut err_open) = (true, true);
        while out_open || err_open {
            let room = tokio::select! {
                read = out.read(&mut self.terminal.stdout), if out_open => {
                    out_open = read.is_some();
                    self.capture.take(Stream::Stdout, read.unwrap_or_default())
                }
                read = err.read(&mut self.terminal.stderr), if err_open => {
                    err_open = read.is_some();
                    self.capture.take(Stream::Stderr, read.unwrap_or_default())
                }
            };
            if room == Room::Exhausted {
                return;
            }
        }
    }
}
