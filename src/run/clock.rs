//! The runner's half of the short clock: it is asked for time, and grants it or not.
//!
//! Owns: the way of asking, and what is granted ([`Skip`]). Must not know: what asks
//! (see `preload/`), which is not trusted.
//!
//! The program's half writes the microseconds it would sleep, on a line, and waits for
//! the answer, the microseconds that have passed for it. So whatever the program does
//! after a grant is recorded after it, and what it did before, before it. Nothing is
//! granted while an exchange is open or when the wire has not been still for a moment,
//! and never more than the scene has left: see [`crate::evidence::Skip`] for why that
//! is safe.
//!
//! The two pipes are reached through `/proc`, so nothing has to be removed afterwards and
//! nothing is inherited by what the program starts. Without `/proc` time is real.

use crate::evidence::{Skip, Traffic};

/// The environment variable that tells a program's half where to ask.
pub(super) const WHERE: &str = "WORKBOOK_CLOCK";

/// How long the wire must have been still, in milliseconds. The program's half really
/// sleeps for longer than this before it asks.
const STILL_MS: f64 = 30.0;
/// The longest question, in bytes.
#[cfg(target_os = "linux")]
const LONGEST: usize = 32;

#[cfg(target_os = "linux")]
pub(super) use linux::Clock;

#[cfg(not(target_os = "linux"))]
pub(super) use elsewhere::Clock;

/// What can be seen at the moment of asking, in milliseconds of our clock.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moment {
    /// Now.
    pub(super) now_ms: f64,
    /// When an exchange began or ended last.
    pub(super) traffic_ms: f64,
    /// What is under way.
    pub(super) traffic: Traffic,
    /// What the scene has left.
    pub(super) left_ms: f64,
}

/// How much is granted of what is asked for, in milliseconds.
fn grant(asked_ms: f64, moment: &Moment) -> f64 {
    let still = moment.traffic.open == 0 && moment.now_ms - moment.traffic_ms >= STILL_MS;
    if still { asked_ms.min(moment.left_ms).max(0.0) } else { 0.0 }
}

#[cfg(target_os = "linux")]
mod linux {
    use super::{LONGEST, Moment, Skip, grant};
    use std::io::{PipeReader, PipeWriter};
    use std::os::fd::{AsRawFd, OwnedFd};
    use tokio::io::AsyncReadExt;
    use tokio::net::unix::pipe::Receiver;

    /// The pipes of one run, and what was granted so far.
    #[derive(Debug)]
    pub(in crate::run) struct Clock {
        asks: Receiver,
        answers: PipeWriter,
        /// Our own holds on the program's ends: they are what it opens.
        ends: (PipeWriter, PipeReader),
        line: Vec<u8>,
        skips: Vec<Skip>,
    }

    impl Clock {
        /// Both pipes.
        pub(in crate::run) fn open() -> std::io::Result<Self> {
            let (asks, asks_end) = std::io::pipe()?;
            let (answers_end, answers) = std::io::pipe()?;
            rustix::io::ioctl_fionbio(&answers, true)?;
            Ok(Self {
                asks: Receiver::from_owned_fd(OwnedFd::from(asks))?,
                answers,
                ends: (asks_end, answers_end),
                line: Vec::new(),
                skips: Vec::new(),
            })
        }

        /// Where the program's half asks and is answered.
        pub(in crate::run) fn place(&self) -> String {
            let me = std::process::id();
            let (asks, answers) = (self.ends.0.as_raw_fd(), self.ends.1.as_raw_fd());
            format!("/proc/{me}/fd/{asks}:/proc/{me}/fd/{answers}")
        }

        /// The next question, in milliseconds; waits for it. What is no question is passed over.
        pub(in crate::run) async fn asked(&mut self) -> f64 {
            loop {
                if let Some(end) = self.line.iter().position(|byte| *byte == b'\n') {
                    let line: Vec<u8> = self.line.drain(..=end).collect();
                    let words = String::from_utf8_lossy(&line);
                    match words.trim().parse::<u32>() {
                        Ok(asked) => return f64::from(asked) / 1000.0,
                        Err(_) => self.answer(0.0),
                    }
                    continue;
                }
                if self.line.len() > LONGEST {
                    self.line.clear();
                }
                let mut part = [0; LONGEST];
                match self.asks.read(&mut part).await {
                    Ok(length @ 1..) => self.line.extend_from_slice(part.get(..length).unwrap_or_default()),
                    // We hold the other end ourselves, so this is no end that will pass.
                    _ => std::future::pending().await,
                }
            }
        }

        /// Answers a question; says how much was granted, in milliseconds.
        pub(in crate::run) fn grant(&mut self, asked_ms: f64, moment: &Moment) -> f64 {
            // Whole microseconds, because the program counts in them.
            let granted = (grant(asked_ms, moment) * 1000.0).floor() / 1000.0;
            if granted > 0.0 {
                self.skips.push(Skip { at_ms: moment.now_ms, ms: granted });
            }
            self.answer(granted);
            granted
        }

        /// Never waits: who asks without listening is not answered.
        fn answer(&self, granted_ms: f64) {
            let answer = format!("{:.0}\n", granted_ms * 1000.0);
            let _ = rustix::io::write(&self.answers, answer.as_bytes());
        }

        /// All that was granted.
        pub(in crate::run) fn skips(self) -> Vec<Skip> {
            self.skips
        }
    }
}

#[cfg(not(target_os = "linux"))]
mod elsewhere {
    use super::{Moment, Skip};

    /// There is no clock to be had here.
    #[derive(Debug)]
    pub(in crate::run) enum Clock {}

    impl Clock {
        pub(in crate::run) fn open() -> std::io::Result<Self> {
            Err(std::io::ErrorKind::Unsupported.into())
        }

        pub(in crate::run) fn place(&self) -> String {
            match *self {}
        }

        pub(in crate::run) async fn asked(&mut self) -> f64 {
            match *self {}
        }

        pub(in crate::run) fn grant(&mut self, _asked_ms: f64, _moment: &Moment) -> f64 {
            match *self {}
        }

        pub(in crate::run) fn skips(self) -> Vec<Skip> {
            match self {}
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const STILL: Moment = Moment {
        now_ms: 1_000.0,
        traffic_ms: 900.0,
        traffic: Traffic { begun: 1, ended: 1, open: 0 },
        left_ms: 5_000.0,
    };

    #[test]
    fn time_is_granted_only_where_the_wire_is_still() {
        assert_eq!(grant(700.0, &STILL), 700.0);
        assert_eq!(grant(9_000.0, &STILL), 5_000.0, "the scene has no more");
        let open = Traffic { open: 1, ..STILL.traffic };
        assert_eq!(grant(700.0, &Moment { traffic: open, ..STILL }), 0.0);
        assert_eq!(grant(700.0, &Moment { traffic_ms: 990.0, ..STILL }), 0.0);
        assert_eq!(grant(700.0, &Moment { left_ms: -3.0, ..STILL }), 0.0);
    }

    #[cfg(target_os = "linux")]
    #[tokio::test]
    async fn questions_are_answered_and_rubbish_is_not_believed() {
        use std::io::{BufRead, BufReader, Write};
        let mut clock = Clock::open().unwrap();
        let place = clock.place();
        let (asks, answers) = place.split_once(':').unwrap();
        let mut asks = std::fs::OpenOptions::new().write(true).open(asks).unwrap();
        let mut answers = BufReader::new(std::fs::File::open(answers).unwrap());
        let mut answer = || {
            let mut line = String::new();
            answers.read_line(&mut line).unwrap();
            line
        };
        let endless = "9".repeat(100);
        asks.write_all(format!("-5\nNaN\n\n{endless}\n250000\n").as_bytes()).unwrap();
        assert_eq!(clock.asked().await, 250.0);
        assert_eq!(clock.grant(250.0, &STILL), 250.0);
        let mut last = answer();
        while last == "0\n" {
            last = answer();
        }
        assert_eq!(last, "250000\n");
        assert_eq!(clock.skips(), [Skip { at_ms: 1_000.0, ms: 250.0 }]);
    }
}
