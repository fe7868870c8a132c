//! The watcher: a thread that follows one file.
//!
//! It watches the file's *folder*, because editors replace files (write another, rename
//! it), and a notice about the old one would never come again. A notice only says
//! "look": what counts is whether the file's [`Stamp`] differs, so that reading it,
//! or a neighbour's save, is no save.
//!
//! It also looks by itself now and then. Where that finds a change no notice spoke of
//! (network drives, containers, some virtual machines), notices cannot be relied on:
//! it says so, once, and looks often from then on.

use super::stamp::Stamp;
use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher as _};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// A save is complete when nothing has happened for this long.
const SETTLED: Duration = Duration::from_millis(25);
/// A file that goes may come back at once: editors remove, then rename.
const MISSED: Duration = Duration::from_millis(400);
/// How long the notice of a change may take.
const UNHEARD: Duration = Duration::from_millis(250);
/// How often we look where notices arrive: only to see whether they do.
const SELDOM: Duration = Duration::from_millis(1_500);
/// How often we look where they do not.
const OFTEN: Duration = Duration::from_millis(200);

/// What happened to the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It was written, or has come (back).
    Saved,
    /// It was there and is not any more.
    Gone,
    /// From now on it is looked for several times a second, because notices of changes
    /// do not arrive here. Sent once, before the change that gave it away.
    Polling,
}

/// How changes are found.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Means {
    /// By the system's notices, as long as they arrive.
    #[default]
    Notices,
    /// By looking several times a second.
    Polling,
}

/// Follows one file at a time. Dropping it ends the watching.
#[derive(Debug)]
pub struct Watcher {
    messages: Sender<Message>,
    thread: Option<JoinHandle<()>>,
}

enum Message {
    Follow(PathBuf, Option<Stamp>),
    /// Something may have happened.
    Look,
    /// The notices have failed.
    Deaf,
    Stop,
}

impl Watcher {
    /// A watcher that follows nothing yet. `on_change` is called from its thread.
    #[must_use]
    pub fn start(means: Means, on_change: impl FnMut(Change) + Send + 'static) -> Self {
        let (messages, inbox) = channel();
        let ears = messages.clone();
        let thread = std::thread::Builder::new().name("watch".to_owned()).spawn(move || {
            let mut work = Work {
                on_change,
                means,
                ears,
                notices: None,
                file: PathBuf::new(),
                known: None,
                settled_at: None,
                missed_at: None,
                unheard_at: None,
                look_at: Instant::now(),
            };
            work.run(&inbox);
        });
        Self { messages, thread: thread.ok() }
    }

    /// Follows this file from its present state on, and no other any more.
    pub fn follow(&self, file: &Path) {
        // The state is taken here and now, so that a save right after this call counts.
        self.send(Message::Follow(file.to_owned(), Stamp::of(file)));
    }

    fn send(&self, message: Message) {
        // Without its thread (none could be started) it follows nothing.
        let _ = self.messages.send(message);
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.send(Message::Stop);
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

/// The thread's own.
struct Work<F> {
    on_change: F,
    means: Means,
    ears: Sender<Message>,
    notices: Option<Notices>,
    file: PathBuf,
    known: Option<Stamp>,
    /// When a change that a notice spoke of is complete.
    settled_at: Option<Instant>,
    /// When a missing file counts as gone.
    missed_at: Option<Instant>,
    /// When a change that we found by ourselves has had time enough to be noticed.
    unheard_at: Option<Instant>,
    /// When we look by ourselves.
    look_at: Instant,
}

struct Notices {
    watcher: RecommendedWatcher,
    folder: PathBuf,
    /// Which folder it was when we began to listen.
    number: Option<u64>,
}

impl<F: FnMut(Change)> Work<F> {
    fn run(&mut self, inbox: &Receiver<Message>) {
        loop {
            let wait = self.next_moment().saturating_duration_since(Instant::now());
            match inbox.recv_timeout(wait) {
                Ok(Message::Follow(file, known)) => self.follow(file, known),
                // Every notice starts the wait afresh, but a stream of them (a log in the
                // same folder) must not put it off for ever.
                Ok(Message::Look) => {
                    self.settled_at.get_or_insert_with(|| Instant::now() + SETTLED);
                }
                Ok(Message::Deaf) => self.poll_from_now_on(),
                Ok(Message::Stop) | Err(RecvTimeoutError::Disconnected) => return,
                Err(RecvTimeoutError::Timeout) => self.look(),
            }
        }
    }

    fn next_moment(&self) -> Instant {
        [self.settled_at, self.missed_at, self.unheard_at]
            .into_iter()
            .flatten()
            .fold(self.look_at, Instant::min)
    }

    fn follow(&mut self, file: PathBuf, known: Option<Stamp>) {
        self.file = file;
        self.known = known;
        (self.missed_at, self.unheard_at) = (None, None);
        if self.means == Means::Notices && !self.listen() {
            self.poll_from_now_on();
        }
        // What happened before the notices were set up is found by looking.
        self.settled_at = Some(Instant::now() + SETTLED);
    }

    /// Asks for notices about the file's folder; false when there can be none.
    fn listen(&mut self) -> bool {
        let folder = self.file.parent().unwrap_or(Path::new(".")).to_owned();
        let Some(mut notices) = self.notices.take().or_else(|| self.ears()) else { return false };
        // It may be gone, and its notices with it.
        let _ = notices.watcher.unwatch(&notices.folder);
        let heard = notices.watcher.watch(&folder, RecursiveMode::NonRecursive).is_ok();
        // A folder that is not there (yet) is no fault of the notices.
        let possible = heard || !folder.is_dir();
        notices.number = number_of(&folder);
        notices.folder = folder;
        self.notices = Some(notices);
        possible
    }

    fn ears(&self) -> Option<Notices> {
        let ears = self.ears.clone();
        let made = notify::recommended_watcher(move |notice: notify::Result<Event>| {
            let _ = ears.send(if notice.is_ok() { Message::Look } else { Message::Deaf });
        });
        Some(Notices { watcher: made.ok()?, folder: PathBuf::new(), number: None })
    }

    fn poll_from_now_on(&mut self) {
        self.notices = None;
        if self.means == Means::Notices {
            self.means = Means::Polling;
            (self.on_change)(Change::Polling);
        }
        self.look_at = Instant::now();
    }

    fn look(&mut self) {
        let now = Instant::now();
        let noticed = self.settled_at.take_if(|at| *at <= now).is_some();
        self.look_at = now + if self.means == Means::Polling { OFTEN } else { SELDOM };
        let found = Stamp::of(&self.file);
        if found == self.known {
            (self.missed_at, self.unheard_at) = (None, None);
        } else if !self.is_premature(noticed, found.is_some(), now) {
            (self.missed_at, self.unheard_at) = (None, None);
            let gone = found.is_none();
            self.known = found;
            (self.on_change)(if gone { Change::Gone } else { Change::Saved });
        }
    }

    /// Whether it is too early to speak of the difference we see.
    fn is_premature(&mut self, noticed: bool, is_there: bool, now: Instant) -> bool {
        if !is_there {
            return now < *self.missed_at.get_or_insert(now + MISSED);
        }
        if noticed || self.means == Means::Polling {
            return false;
        }
        if now < *self.unheard_at.get_or_insert(now + UNHEARD) {
            return true;
        }
        self.find_out_about_notices();
        false
    }

    /// A change without a notice: either the folder is another one than the one we
    /// listen to (removed and made again), or notices do not arrive here.
    fn find_out_about_notices(&mut self) {
        let listened_to = self.notices.as_ref().and_then(|notices| notices.number);
        let same = number_of(self.file.parent().unwrap_or(Path::new("."))) == listened_to;
        if same || !self.listen() {
            self.poll_from_now_on();
        }
    }
}

/// Tells a folder from another of the same name.
#[cfg(unix)]
fn number_of(folder: &Path) -> Option<u64> {
    std::fs::metadata(folder).ok().map(|facts| std::os::unix::fs::MetadataExt::ino(&facts))
}

#[cfg(not(unix))]
fn number_of(folder: &Path) -> Option<u64> {
    folder.is_dir().then_some(0)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use std::fs;

    const LONG: Duration = Duration::from_secs(30);
    /// Longer than anything here is waited for, so that what has not come will not.
    const QUIET: Duration = Duration::from_secs(1);

    struct Desk {
        _dir: tempfile::TempDir,
        file: PathBuf,
        watcher: Watcher,
        changes: Receiver<Change>,
    }

    fn desk(means: Means) -> Desk {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("exercises/a.py");
        fs::create_dir(file.parent().unwrap()).unwrap();
        fs::write(&file, "one").unwrap();
        let (sender, changes) = channel();
        let watcher = Watcher::start(means, move |change| {
            let _ = sender.send(change);
        });
        watcher.follow(&file);
        Desk { _dir: dir, file, watcher, changes }
    }

    impl Desk {
        fn next(&self) -> Change {
            self.changes.recv_timeout(LONG).unwrap()
        }

        fn nothing_more(&self) {
            assert_eq!(self.changes.recv_timeout(QUIET), Err(RecvTimeoutError::Timeout));
        }

        fn write_beside_and_rename(&self, text: &str) {
            let beside = self.file.with_extension("tmp");
            fs::write(&beside, text).unwrap();
            fs::rename(&beside, &self.file).unwrap();
        }
    }

    #[test]
    fn saves_renames_and_removals_are_seen_by_either_means() {
        for means in [Means::Notices, Means::Polling] {
            let desk = desk(means);
            fs::write(&desk.file, "two").unwrap();
            assert_eq!(desk.next(), Change::Saved);
            desk.write_beside_and_rename("three");
            assert_eq!(desk.next(), Change::Saved);
            // Replaced again: the first rename must not have ended the watching.
            desk.write_beside_and_rename("three");
            assert_eq!(desk.next(), Change::Saved);
            fs::remove_file(&desk.file).unwrap();
            assert_eq!(desk.next(), Change::Gone);
            fs::write(&desk.file, "four").unwrap();
            assert_eq!(desk.next(), Change::Saved);
            desk.nothing_more();
        }
    }

    #[test]
    fn reading_and_neighbours_are_no_saves() {
        let desk = desk(Means::Notices);
        fs::read(&desk.file).unwrap();
        fs::write(desk.file.with_extension("log"), "x").unwrap();
        desk.nothing_more();
    }

    #[test]
    fn a_file_that_is_moved_away_and_back_is_saved_once() {
        let desk = desk(Means::Notices);
        fs::rename(&desk.file, desk.file.with_extension("bak")).unwrap();
        fs::write(&desk.file, "two").unwrap();
        assert_eq!(desk.next(), Change::Saved);
        desk.nothing_more();
    }

    #[test]
    fn a_folder_made_anew_is_listened_to_again() {
        let desk = desk(Means::Notices);
        let folder = desk.file.parent().unwrap();
        fs::remove_dir_all(folder).unwrap();
        assert_eq!(desk.next(), Change::Gone);
        fs::create_dir(folder).unwrap();
        fs::write(&desk.file, "two").unwrap();
        assert_eq!(desk.next(), Change::Saved);
        fs::write(&desk.file, "three").unwrap();
        assert_eq!(desk.next(), Change::Saved);
    }

    #[test]
    fn only_the_file_followed_last_counts() {
        let desk = desk(Means::Notices);
        let other = desk.file.with_file_name("b.py");
        desk.watcher.follow(&other);
        fs::write(&desk.file, "two").unwrap();
        desk.nothing_more();
        fs::write(&other, "new").unwrap();
        assert_eq!(desk.next(), Change::Saved);
    }

    #[test]
    fn where_no_notice_comes_it_looks_by_itself_and_says_so() {
        let (sender, changes) = channel();
        let (ears, inbox) = channel();
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a.py");
        let mut work = Work {
            on_change: move |change| {
                let _ = sender.send(change);
            },
            means: Means::Notices,
            ears,
            notices: None,
            file: PathBuf::new(),
            known: None,
            settled_at: None,
            missed_at: None,
            unheard_at: None,
            look_at: Instant::now(),
        };
        // The notices go to a channel that nobody reads: they never arrive.
        work.follow(file.clone(), None);
        work.settled_at = None;
        drop(inbox);
        fs::write(&file, "one").unwrap();
        let began = Instant::now();
        while work.means == Means::Notices && began.elapsed() < LONG {
            work.look();
            std::thread::sleep(Duration::from_millis(10));
        }
        assert_eq!(changes.try_iter().collect::<Vec<_>>(), [Change::Polling, Change::Saved]);
    }
}
