//! `workbook watch`: every save is answered.
//!
//! One channel, one enum ([`News`]), one loop: saves, keys, the events of the running
//! check, the window's size and the end all come the same way, so nothing waits for
//! anything else, and a key counts while a program hangs.

mod checks;
mod course;
mod editor;
mod gates;
mod keyboard;
mod keys;
mod live;
mod looping;
mod presses;
mod runs;
mod signals;

pub(super) use keyboard::Keyboard;
pub(super) use keys::Key;
pub(super) use signals::{leave_at_end_of_input, listen};

use super::Stop;
use super::exercise::block_on;
use super::session::Session;
use crate::cli::WatchArgs;
use crate::event::Event;
use crate::exit::ExitStatus;
use crate::live::Providers;
use crate::progress::Attempt;
use crate::watch::Change;
use looping::Loop;
use std::fs::{File, TryLockError};
use std::io::IsTerminal;
use tokio::sync::mpsc::UnboundedSender;

/// Everything that can happen to the loop.
#[derive(Debug)]
pub(super) enum News {
    /// The program's file.
    File(Change),
    /// A key was pressed.
    Key(keys::Key),
    /// Something of the check with this number.
    Run(u64, RunNews),
    /// What was found out for the offer of a live run with this number.
    Offer(u64, Result<Providers, Stop>),
    /// The window has another size.
    Resized,
    /// We were stopped (Ctrl-Z) and go on; others have printed meanwhile.
    Resumed,
    /// Ctrl-C.
    Interrupt,
    /// It is time to go.
    Leave(ExitStatus),
}

/// What a running check has to say.
#[derive(Debug)]
pub(super) enum RunNews {
    /// As it goes on.
    Event(Event),
    /// The program does not parse, and was not started.
    Broken {
        /// The parser's words.
        message: String,
        /// The line, from 1.
        line: Option<usize>,
    },
    /// Something to say while it goes on.
    Told(String),
    /// An attempt is made.
    Made(Box<Attempt>),
    /// It cannot go on.
    Stopped(Stop),
    /// All is done.
    Ended,
}

/// Where news go.
pub(super) type Desk = UnboundedSender<News>;

/// Watches the exercise that the arguments name, until the learner leaves.
pub(super) fn watch(session: Session, args: &WatchArgs) -> Result<ExitStatus, Stop> {
    let track = session.track(args.track.as_deref())?;
    let exercise = session.exercise_or_current(args.exercise.as_deref(), &track)?.clone();
    session.program(&exercise, &track)?;
    session.store.set_current_exercise(&exercise.id)?;
    let newer = session.follow_course(&track);
    let alone = alone(&session);
    let keys = is_interactive(&session);
    let (status, _) = block_on(async |_| {
        let mut looping = Loop::new(session, track, exercise, keys, args);
        if alone.is_err() {
            looping.note("another workbook watches in this folder already; both will answer every save");
        }
        looping.notes.extend(newer);
        looping.run().await
    })?;
    status
}

/// Whether a person sits there: keys make sense only where their effect is seen.
pub(super) fn is_interactive(session: &Session) -> bool {
    session.out.is_terminal() && std::io::stdin().is_terminal()
}

/// The lock of this folder's loop; an error when another process has it. Without a
/// folder to lock in, or without locks, nobody knows, and nothing is said.
fn alone(session: &Session) -> Result<Option<File>, ()> {
    let Some(workspace) = &session.workspace else { return Ok(None) };
    let Ok(file) = File::create(workspace.state_dir().join("watch.lock")) else { return Ok(None) };
    match file.try_lock() {
        Err(TryLockError::WouldBlock) => Err(()),
        _ => Ok(Some(file)),
    }
}
