//! Time that passed for the program and not for us.
//!
//! While a program is graded against the mock, its long sleeps are shortened: it asks for
//! the time, the runner grants it, and from then on its clocks are ahead of ours. What
//! is recorded in our time is put into the program's here, so that gaps are judged, and
//! drawn, as the program meant them.
//!
//! A program is not trusted, and the asking could be done without any sleep. So a
//! grant is never more than a real sleep at the same moment could have brought about:
//! it only ever adds time, it lies where nothing is under way on the wire, and it
//! counts against the scene's limit. Whatever can be had by asking can be had by sleeping.

use super::{Exchange, ProgramOutput, SceneEvidence};
use serde::{Deserialize, Serialize};

/// A piece of time that the program slept through at once.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Skip {
    /// When it was granted: milliseconds since the scene began.
    pub at_ms: f64,
    /// How long it was for the program, in milliseconds.
    pub ms: f64,
}

impl SceneEvidence {
    /// Evidence with all its times as they were for the program. `output` and
    /// `exchanges` come with the times of our own clock.
    #[must_use]
    pub fn as_meant(mut self) -> Self {
        let skips = std::mem::take(&mut self.output.skips);
        if skips.is_empty() {
            return self;
        }
        let meant = |at_ms: f64| at_ms + granted(&skips, |skip| skip.at_ms <= at_ms);
        self.exchanges.iter_mut().for_each(|exchange| lengthen(exchange, &meant));
        lengthen_output(&mut self.output, &meant);
        self.output.duration_ms += granted(&skips, |_| true);
        self.output.skips = skips
            .iter()
            .map(|skip| Skip { at_ms: skip.at_ms + granted(&skips, |s| s.at_ms < skip.at_ms), ..*skip })
            .collect();
        self
    }
}

fn granted(skips: &[Skip], counts: impl Fn(&Skip) -> bool) -> f64 {
    skips.iter().filter(|skip| counts(skip)).map(|skip| skip.ms).sum()
}

fn lengthen(exchange: &mut Exchange, meant: &impl Fn(f64) -> f64) {
    let ended = meant(exchange.ended_ms());
    exchange.at_ms = meant(exchange.at_ms);
    exchange.duration_ms = ended - exchange.at_ms;
    exchange.chunks.iter_mut().for_each(|chunk| chunk.at_ms = meant(chunk.at_ms));
}

fn lengthen_output(output: &mut ProgramOutput, meant: &impl Fn(f64) -> f64) {
    output.pieces.iter_mut().for_each(|piece| piece.at_ms = meant(piece.at_ms));
    output.fed.iter_mut().for_each(|line| line.at_ms = meant(line.at_ms));
    output.stdin_closed_ms = output.stdin_closed_ms.map(meant);
}
