//! What comes from outside: the window's size, being stopped, being asked to go.

use super::keyboard::Keyboard;
use super::{Desk, News};
use crate::exit::ExitStatus;

/// Sends news of signals for as long as the runtime lives. Ctrl-C comes by `cancel`.
pub(in crate::commands) fn listen(desk: &Desk, keyboard: Option<&Keyboard>) {
    let leave = desk.clone();
    tokio::spawn(async move {
        // Each one, not only the first: one may have been meant for a pager.
        while tokio::signal::ctrl_c().await.is_ok() && leave.send(News::Interrupt).is_ok() {}
    });
    #[cfg(unix)]
    unix::listen(desk, keyboard);
    #[cfg(not(unix))]
    let _ = keyboard;
}

#[cfg(unix)]
mod unix {
    use super::{Desk, ExitStatus, Keyboard, News};
    use rustix::process::Signal;
    use tokio::signal::unix::{SignalKind, signal};

    pub(super) fn listen(desk: &Desk, keyboard: Option<&Keyboard>) {
        // The terminal has gone, or somebody wants us gone: no process is left behind.
        for kind in [SignalKind::terminate(), SignalKind::hangup()] {
            on(kind, desk, || Some(News::Leave(ExitStatus::Interrupted)));
        }
        if let Some(keyboard) = keyboard {
            on(SignalKind::window_change(), desk, || Some(News::Resized));
            let (stop, go_on) = keyboard.pauses();
            on(signal_kind(Signal::TSTP), desk, move || {
                stop();
                None
            });
            on(signal_kind(Signal::CONT), desk, move || {
                go_on();
                Some(News::Resumed)
            });
        }
    }

    fn signal_kind(signal: Signal) -> SignalKind {
        SignalKind::from_raw(signal.as_raw())
    }

    fn on(kind: SignalKind, desk: &Desk, act: impl Fn() -> Option<News> + Send + 'static) {
        let desk = desk.clone();
        // Without the signal there is just no such news.
        let Ok(mut signals) = signal(kind) else { return };
        tokio::spawn(async move {
            while signals.recv().await.is_some() {
                if act().is_some_and(|news| desk.send(news).is_err()) {
                    return;
                }
            }
        });
    }
}

/// In a pipe, the end of standard input is the end of the loop.
pub(in crate::commands) fn leave_at_end_of_input(desk: &Desk) {
    let desk = desk.clone();
    // A thread of its own: reading cannot be called off, and must hold up nothing.
    let _ = std::thread::Builder::new().name("input".to_owned()).spawn(move || {
        let _ = std::io::copy(&mut std::io::stdin().lock(), &mut std::io::sink());
        let _ = desk.send(News::Leave(ExitStatus::Passed));
    });
}
