//! Two pseudo-terminals.

use super::Posture;
use crate::run::child::Leader;
use crate::run::environment::WINDOW;
use crate::run::program::{Program, RunError};
use pty_process::{Command, OwnedReadPty, OwnedWritePty, Pts, Pty, Size};
use rustix::event::{PollFd, PollFlags, Timespec};
use rustix::termios::{InputModes, LocalModes, OptionalActions, OutputModes};
use std::ffi::OsStr;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use tokio::io::AsyncWriteExt;

/// Opening a pseudo-terminal and closing it for other programs are two system calls;
/// a program started in between by another scene would inherit it.
static STARTING: Mutex<()> = Mutex::new(());

/// End of input, as a keyboard sends it (Ctrl-D).
const END_OF_INPUT: &[u8] = b"\x04";

/// What a program prints that wants to know where the cursor is, and the answer.
const WHERE_IS_THE_CURSOR: &[u8] = b"\x1b[6n";
const CURSOR_IS_AT_THE_TOP: &[u8] = b"\x1b[1;1R";

/// The largest file a program may write, in bytes.
#[cfg(target_os = "linux")]
const LARGEST_FILE: u64 = 1 << 30;

/// A program at its terminal.
pub(in crate::run) struct Terminal {
    /// The program.
    pub(in crate::run) child: Leader,
    /// What it prints on standard output.
    pub(in crate::run) stdout: OwnedReadPty,
    /// What it prints on standard error.
    pub(in crate::run) stderr: OwnedReadPty,
    keyboard: OwnedWritePty,
    /// Our own hold on the program's ends. While we have them, the output does not end,
    /// and they tell what was not read yet.
    ours: Option<(OwnedFd, OwnedFd)>,
    #[cfg(target_os = "linux")]
    watched: super::posture::Watched,
    /// Keeps the second terminal's other half open.
    _unused_keyboard: OwnedWritePty,
}

impl Terminal {
    /// Starts the program at a fresh terminal.
    pub(in crate::run) async fn start(program: &Program) -> Result<Self, RunError> {
        if let Some(terminal) = Self::start_warm(program).await? {
            return Ok(terminal);
        }
        let (name, args) = program.command.split_first().ok_or(RunError::NoCommand)?;
        let _guard = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
        let ends = Ends::open()?;
        let mut command = tokio::process::Command::new(name);
        command.args(args).current_dir(&program.cwd).kill_on_drop(true).env_clear();
        command.envs(program.env.iter().map(|(name, value)| (name, value)));
        let ours = (copy(&ends.screen_end)?, copy(&ends.errors_end)?);
        let child = Command::from(command)
            .stderr(copy(&ends.errors_end)?)
            .spawn(ends.screen_end)
            .map_err(|error| RunError::starting(name, &program.cwd, into_io(error)))?;
        Ok(Self::new(Leader::Started(child), ends.screen, ends.errors, ours))
    }

    /// The program forked by an interpreter that waits for it, if there is one that can.
    async fn start_warm(program: &Program) -> Result<Option<Self>, RunError> {
        let Some(nursery) = program.nursery.as_ref().filter(|nursery| nursery.is_warm()) else {
            return Ok(None);
        };
        let ends = {
            let _guard = STARTING.lock().unwrap_or_else(PoisonError::into_inner);
            Ends::open()?
        };
        let (Some(screen), Some(errors)) = (name_of(&ends.screen_end), name_of(&ends.errors_end)) else {
            return Ok(None);
        };
        let forked = nursery.fork(program, &screen, &errors).await;
        let ours = (copy(&ends.screen_end)?, copy(&ends.errors_end)?);
        Ok(forked.map(|forked| Self::new(Leader::Forked(forked), ends.screen, ends.errors, ours)))
    }

    fn new(child: Leader, screen: Pty, errors: Pty, ours: (OwnedFd, OwnedFd)) -> Self {
        limit_files(&child);
        let (stdout, keyboard) = screen.into_split();
        let (stderr, unused_keyboard) = errors.into_split();
        Self {
            #[cfg(target_os = "linux")]
            watched: super::posture::Watched::new(child.id(), &ours.0),
            child,
            stdout,
            stderr,
            keyboard,
            ours: Some(ours),
            _unused_keyboard: unused_keyboard,
        }
    }

    /// Types a line and Enter. Enter is what a keyboard sends, a carriage return: the
    /// terminal makes a newline of it, and programs that read keys expect it.
    pub(in crate::run) async fn type_line(&mut self, line: &str) {
        let mut keys: String = line.chars().filter(|c| !c.is_control() || *c == '\t').collect();
        keys.push('\r');
        self.press(keys.as_bytes()).await;
    }

    /// Types the end of input.
    pub(in crate::run) async fn end_input(&mut self) {
        self.press(END_OF_INPUT).await;
    }

    /// Answers a program that asks where the cursor is, as terminals do: some libraries
    /// for line editing wait for it. Only programs that read keys can ask in earnest;
    /// for one that reads lines the answer would be part of its next line.
    pub(in crate::run) async fn answer_queries(&mut self, printed: &[u8]) {
        let asks = printed.windows(WHERE_IS_THE_CURSOR.len()).any(|part| part == WHERE_IS_THE_CURSOR);
        if asks && self.ours.as_ref().is_some_and(|(screen_end, _)| reads_keys(screen_end)) {
            self.press(CURSOR_IS_AT_THE_TOP).await;
        }
    }

    /// A program that never reads fills its terminal's buffer; that is no reason to
    /// wait for it, nor is there anything to do about an error.
    async fn press(&mut self, keys: &[u8]) {
        let typing = self.keyboard.write_all(keys);
        let _ = tokio::time::timeout(Duration::from_millis(200), typing).await;
    }

    /// Whether something typed has not been read.
    pub(in crate::run) fn unread(&self) -> bool {
        self.ours.as_ref().is_some_and(|(screen_end, _)| has_input(screen_end))
    }

    /// What the program is seen to do.
    pub(in crate::run) fn posture(&self) -> Posture {
        #[cfg(target_os = "linux")]
        return self.watched.posture();
        #[cfg(not(target_os = "linux"))]
        Posture::Unknown
    }

    /// How long the program has waited for a processor; nothing where it cannot be seen.
    pub(in crate::run) fn starved(&self) -> Duration {
        #[cfg(target_os = "linux")]
        return self.watched.starved();
        #[cfg(not(target_os = "linux"))]
        Duration::ZERO
    }

    /// Lets go of the program's ends, so that its output ends when nobody else holds it.
    pub(in crate::run) fn let_go(&mut self) {
        self.ours = None;
    }
}

/// No core dumps in the learner's folder, and no file that fills the disk. Set from
/// outside, right after the start, because nothing of ours runs inside the program.
#[cfg(target_os = "linux")]
fn limit_files(child: &Leader) {
    use rustix::process::{Pid, Resource, Rlimit, prlimit};
    let pid = child.id().and_then(|pid| i32::try_from(pid).ok()).and_then(Pid::from_raw);
    // Without an id the limits would be our own.
    let Some(pid) = pid else { return };
    for (resource, most) in [(Resource::Core, 0), (Resource::Fsize, LARGEST_FILE)] {
        let limit = Rlimit { current: Some(most), maximum: Some(most) };
        // A program that has ended already needs none, and a stricter limit may stay.
        let _ = prlimit(Some(pid), resource, limit);
    }
}

#[cfg(not(target_os = "linux"))]
const fn limit_files(_child: &Leader) {}

/// A pseudo-terminal with the modes of a person's, but for the echo, which would mix
/// what we typed into what the program printed, and the carriage returns that a
/// terminal adds to newlines.
fn open() -> Result<(Pty, Pts), RunError> {
    let (pty, pts) = pty_process::open().map_err(|error| RunError::Terminal(into_io(error)))?;
    let (columns, rows) = WINDOW;
    pty.resize(Size::new(rows, columns)).map_err(|error| RunError::Terminal(into_io(error)))?;
    set_modes(&pts).map_err(|error| RunError::Terminal(error.into()))?;
    Ok((pty, pts))
}

/// Both pseudo-terminals, the program's ends open.
struct Ends {
    screen: Pty,
    screen_end: Pts,
    errors: Pty,
    errors_end: Pts,
}

impl Ends {
    fn open() -> Result<Self, RunError> {
        let ((screen, screen_end), (errors, errors_end)) = (open()?, open()?);
        Ok(Self { screen, screen_end, errors, errors_end })
    }
}

/// The path by which another process can open this end.
fn name_of(pts: &Pts) -> Option<PathBuf> {
    let name = rustix::termios::ttyname(pts, Vec::new()).ok()?;
    Some(Path::new(OsStr::from_bytes(name.as_bytes())).to_owned())
}

fn set_modes(pts: &Pts) -> rustix::io::Result<()> {
    let mut modes = rustix::termios::tcgetattr(pts)?;
    modes.output_modes.remove(OutputModes::OPOST);
    modes.local_modes.remove(LocalModes::ECHO | LocalModes::ECHOE | LocalModes::ECHOK | LocalModes::ECHONL);
    modes.input_modes.insert(InputModes::ICRNL);
    #[cfg(any(target_os = "linux", target_os = "macos"))]
    modes.input_modes.insert(InputModes::IUTF8);
    rustix::termios::tcsetattr(pts, OptionalActions::Now, &modes)
}

fn copy(pts: &Pts) -> Result<OwnedFd, RunError> {
    pts.as_fd().try_clone_to_owned().map_err(RunError::Terminal)
}

fn into_io(error: pty_process::Error) -> std::io::Error {
    match error {
        pty_process::Error::Io(error) => error,
        pty_process::Error::Rustix(errno) => errno.into(),
        other => std::io::Error::other(other.to_string()),
    }
}

fn reads_keys(end: &OwnedFd) -> bool {
    rustix::termios::tcgetattr(end).is_ok_and(|modes| !modes.local_modes.contains(LocalModes::ICANON))
}

/// `poll` also moves what is still on its way through the terminal, and sees an end
/// of input that is waiting, which a count of bytes does not; the count is for systems
/// whose `poll` does not know terminals.
fn has_input(end: &OwnedFd) -> bool {
    let mut fds = [PollFd::new(end, PollFlags::IN)];
    let polled = rustix::event::poll(&mut fds, Some(&Timespec::default()));
    let ready = polled.is_ok() && fds.iter().any(|fd| fd.revents().contains(PollFlags::IN));
    ready || rustix::io::ioctl_fionread(end).is_ok_and(|bytes| bytes > 0)
}
