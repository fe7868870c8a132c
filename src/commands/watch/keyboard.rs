//! The terminal, key by key.
//!
//! Owns: the terminal's mode while the loop runs, and giving it back on every way out.
//! Only line editing and echo are turned off: Ctrl-C stays the signal it is, also if
//! the loop itself should hang, and printed lines still end as they should.

#[cfg(not(unix))]
pub(in crate::commands) use anywhere::Keyboard;
#[cfg(unix)]
pub(in crate::commands) use unix::Keyboard;

#[cfg(unix)]
mod unix {
    use crate::commands::watch::keys::{Key, keys_in};
    use crate::commands::watch::{Desk, News};
    use rustix::event::{PollFd, PollFlags};
    use rustix::termios::{LocalModes, OptionalActions, SpecialCodeIndex, Termios, tcgetattr, tcsetattr};
    use std::io::{self, PipeReader, PipeWriter};
    use std::os::fd::{AsFd, OwnedFd};
    use std::sync::Arc;
    use std::sync::atomic::{AtomicBool, Ordering};
    use std::thread::JoinHandle;

    /// The terminal as it was found.
    #[derive(Debug)]
    struct Terminal {
        fd: OwnedFd,
        found: Termios,
        /// Whether it is in our mode now.
        ours: AtomicBool,
        /// Whether it should be, while we are not stopped.
        wanted: AtomicBool,
    }

    impl Terminal {
        fn enter(&self) -> io::Result<()> {
            let mut modes = self.found.clone();
            modes.local_modes.remove(LocalModes::ICANON | LocalModes::ECHO);
            modes.special_codes[SpecialCodeIndex::VMIN] = 1;
            modes.special_codes[SpecialCodeIndex::VTIME] = 0;
            tcsetattr(&self.fd, OptionalActions::Now, &modes)?;
            self.ours.store(true, Ordering::SeqCst);
            Ok(())
        }

        fn leave(&self) {
            if self.ours.swap(false, Ordering::SeqCst) {
                // When the terminal has gone there is nothing to give back.
                let _ = tcsetattr(&self.fd, OptionalActions::Now, &self.found);
            }
        }
    }

    impl Drop for Terminal {
        fn drop(&mut self) {
            self.leave();
        }
    }

    /// Reads keys until it is dropped.
    #[derive(Debug)]
    pub(in crate::commands) struct Keyboard {
        terminal: Arc<Terminal>,
        desk: Desk,
        /// The thread that reads; it ends when the pipe does.
        reading: Option<(PipeWriter, JoinHandle<()>)>,
    }

    impl Keyboard {
        /// Takes the terminal of standard input.
        pub(in crate::commands) fn take(desk: &Desk) -> io::Result<Self> {
            let fd = io::stdin().as_fd().try_clone_to_owned()?;
            let found = tcgetattr(&fd)?;
            let terminal = Arc::new(Terminal {
                fd,
                found,
                ours: AtomicBool::new(false),
                wanted: AtomicBool::new(false),
            });
            let mut keyboard = Self { terminal, desk: desk.clone(), reading: None };
            keyboard.take_back()?;
            Ok(keyboard)
        }

        /// Gives the terminal to another program until [`Keyboard::take_back`].
        pub(in crate::commands) fn give_away(&mut self) {
            self.stop_reading();
            self.terminal.wanted.store(false, Ordering::SeqCst);
            self.terminal.leave();
        }

        /// Takes the terminal and reads keys from it.
        pub(in crate::commands) fn take_back(&mut self) -> io::Result<()> {
            self.terminal.wanted.store(true, Ordering::SeqCst);
            self.terminal.enter()?;
            let (until, hold) = std::io::pipe()?;
            let (terminal, desk) = (Arc::clone(&self.terminal), self.desk.clone());
            let thread = std::thread::Builder::new().name("keys".to_owned());
            let thread = thread.spawn(move || read(&terminal.fd, &until, &desk))?;
            self.reading = Some((hold, thread));
            Ok(())
        }

        fn stop_reading(&mut self) {
            if let Some((hold, thread)) = self.reading.take() {
                drop(hold);
                let _ = thread.join();
            }
        }

        /// What is to be done when we are asked to stop (Ctrl-Z), and when we go on.
        pub(in crate::commands) fn pauses(&self) -> (impl Fn() + Send + use<>, impl Fn() + Send + use<>) {
            let (stopping, going_on) = (Arc::clone(&self.terminal), Arc::clone(&self.terminal));
            let stop = move || {
                stopping.leave();
                let _ =
                    rustix::process::kill_process(rustix::process::getpid(), rustix::process::Signal::STOP);
            };
            // Not done above, after the stop: the process stops a moment after the call.
            let go_on = move || {
                if going_on.wanted.load(Ordering::SeqCst) {
                    let _ = going_on.enter();
                }
            };
            (stop, go_on)
        }
    }

    impl Drop for Keyboard {
        fn drop(&mut self) {
            self.stop_reading();
            self.terminal.wanted.store(false, Ordering::SeqCst);
            self.terminal.leave();
        }
    }

    /// Reads keys until the other end of `until` is closed.
    fn read(terminal: &OwnedFd, until: &PipeReader, desk: &Desk) {
        let mut buffer = [0; 256];
        while wait_for_key(terminal, until) {
            // The terminal has input, so this does not block.
            let length = rustix::io::read(terminal, &mut buffer).unwrap_or(0);
            let bytes = buffer.get(..length).unwrap_or_default();
            // An end that cannot be: the terminal has gone.
            let keys = if bytes.is_empty() { vec![Key::End] } else { keys_in(bytes) };
            let unheard = keys.into_iter().any(|key| desk.send(News::Key(key)).is_err());
            if unheard || bytes.is_empty() {
                return;
            }
        }
    }

    /// True: there is a key (or the terminal has gone). False: no more is to be read.
    fn wait_for_key(terminal: &OwnedFd, until: &PipeReader) -> bool {
        loop {
            let mut fds = [PollFd::new(terminal, PollFlags::IN), PollFd::new(until, PollFlags::IN)];
            match rustix::event::poll(&mut fds, None) {
                Err(rustix::io::Errno::INTR) => {}
                Err(_) => return false,
                Ok(_) => return fds.iter().rposition(|fd| !fd.revents().is_empty()) == Some(0),
            }
        }
    }
}

#[cfg(not(unix))]
mod anywhere {
    use crate::commands::watch::keys::Key;
    use crate::commands::watch::{Desk, News};
    use std::io;

    /// Reads keys as long as the process lives; the console changes its mode for each
    /// key by itself.
    #[derive(Debug)]
    pub(in crate::commands) struct Keyboard;

    impl Keyboard {
        pub(in crate::commands) fn take(desk: &Desk) -> io::Result<Self> {
            let desk = desk.clone();
            std::thread::Builder::new().name("keys".to_owned()).spawn(move || {
                let terminal = console::Term::stdout();
                while let Ok(key) = terminal.read_key() {
                    let key = match key {
                        console::Key::Char(c) => Key::Char(c),
                        console::Key::Enter => Key::Enter,
                        console::Key::Backspace => Key::Backspace,
                        console::Key::Escape => Key::Escape,
                        _ => continue,
                    };
                    if desk.send(News::Key(key)).is_err() {
                        return;
                    }
                }
            })?;
            Ok(Self)
        }

        pub(in crate::commands) fn give_away(&mut self) {}

        pub(in crate::commands) fn take_back(&mut self) -> io::Result<()> {
            Ok(())
        }
    }
}
