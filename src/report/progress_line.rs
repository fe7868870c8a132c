//! What is going on right now, on standard error: a moving line on a terminal, plain
//! lines for the set-up in a pipe.

use super::clean::clean_line;
use super::out::Out;
use super::style::Line;
use super::words;
use crate::event::Event;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::time::{Duration, Instant};

/// How often the moving line moves.
const TICK: Duration = Duration::from_millis(100);

/// Follows the events and draws them.
pub(super) struct ProgressLine {
    out: Out,
    bar: Option<ProgressBar>,
    setup: Option<Setup>,
    run: Run,
}

struct Setup {
    track: String,
    steps: usize,
    began: Instant,
}

#[derive(Default)]
struct Run {
    exercise: String,
    scenes: usize,
    ended: usize,
    requests: u64,
}

impl ProgressLine {
    pub(super) fn new(out: Out) -> Self {
        Self { out, bar: None, setup: None, run: Run::default() }
    }

    /// Draws what has changed.
    pub(super) fn event(&mut self, event: &Event) {
        match event {
            Event::SetupBegan { track, steps } => {
                self.setup = Some(Setup { track: track.clone(), steps: *steps, began: Instant::now() });
                self.say(&format!("Setting up {track} (once; it is kept for later)"));
            }
            Event::SetupStep { number, title } => {
                let steps = self.setup.as_ref().map_or(*number, |setup| setup.steps);
                self.say(&format!("  {number}/{steps} {title}"));
            }
            Event::SetupEnded => {
                self.clear();
                if let Some(setup) = self.setup.take() {
                    let time = words::seconds(setup.began.elapsed().as_secs_f64() * 1_000.0);
                    self.out.talk(&Line::of(format!("{} is set up ({time}).", setup.track)));
                }
            }
            Event::Began { exercise, scenes, .. } => {
                self.run = Run { exercise: exercise.clone(), scenes: scenes.len(), ended: 0, requests: 0 };
                self.draw_run();
            }
            Event::Exchanged { .. } => {
                self.run.requests += 1;
                self.draw_run();
            }
            Event::SceneEnded { .. } => {
                self.run.ended += 1;
                self.draw_run();
            }
            Event::Printed { .. } => {}
            Event::Graded { .. } => self.clear(),
        }
    }

    /// Takes the moving line away.
    pub(super) fn clear(&mut self) {
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
    }

    fn draw_run(&mut self) {
        if !self.out.is_lively() {
            return;
        }
        let run = &self.run;
        let scenes =
            if run.scenes > 1 { format!(", {} of {} scenes", run.ended, run.scenes) } else { String::new() };
        let text = format!("{}: {}{scenes}", run.exercise, words::count(run.requests, "request"));
        self.draw(&text);
    }

    /// On the moving line, or as a line of its own in a pipe.
    fn say(&mut self, text: &str) {
        if self.out.is_lively() {
            self.draw(text.trim_start());
        } else {
            self.out.talk(&Line::of(text));
        }
    }

    fn draw(&mut self, text: &str) {
        let unicode = self.out.glyphs().unicode;
        let bar = self.bar.get_or_insert_with(|| new_bar(unicode));
        bar.set_message(clean_line(text));
    }
}

impl Drop for ProgressLine {
    fn drop(&mut self) {
        self.clear();
    }
}

fn new_bar(unicode: bool) -> ProgressBar {
    let bar = ProgressBar::with_draw_target(None, ProgressDrawTarget::stderr());
    let style = ProgressStyle::with_template("{spinner} {wide_msg}")
        .unwrap_or_else(|_| ProgressStyle::default_spinner());
    bar.set_style(if unicode { style } else { style.tick_chars("-\\|/ ") });
    bar.enable_steady_tick(TICK);
    bar
}
