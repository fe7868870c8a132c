//! The loop's checks: what is said before one, while it goes on, and at its end.

use super::RunNews;
use super::gates::{Look, look};
use super::looping::{Loop, Progress};
use crate::cli::Format;
use crate::commands::Stop;
use crate::commands::attempt::{Job, Target, keep};
use crate::course::Exercise;
use crate::event::Event;
use crate::live::LiveRun;
use crate::progress::{Attempt, Mode};
use crate::report::{Detail, Ink, NextStep, Outlook, reporter};
use std::path::PathBuf;
use std::sync::Arc;

impl Loop {
    /// Checks the current exercise. `asked`: by a key, so that an untouched stub runs too.
    pub(super) fn check_current(&mut self, asked: bool) {
        self.look_at_the_course();
        let file = match self.file_path() {
            Ok(file) => file,
            Err(stop) => return self.complain(Err(stop)),
        };
        let stub = self.session.stub(&self.exercise, &self.track).map(|(_, text)| text);
        self.passed = false;
        self.remark = None;
        match look(&file, stub.as_deref()) {
            Look::Missing => {
                self.runs.cancel();
                self.page("gone");
                return self.tell_missing();
            }
            Look::Untouched(place) if !asked => {
                self.runs.cancel();
                self.page("saved");
                return self.tell_untouched(place);
            }
            Look::Edited(Some((count, line))) => {
                let left = if count == 1 { "line of the stub is" } else { "lines of the stub are" };
                self.remark = Some(format!("{count} TODO {left} still there, the first in line {line}."));
            }
            Look::Untouched(_) | Look::Edited(None) => {}
        }
        self.page(if asked { "checking" } else { "saved, checking" });
        self.say_notes();
        self.say_remark();
        let target = self.target(&self.exercise, file);
        self.begin(vec![target], false);
    }

    fn tell_untouched(&mut self, place: Option<(usize, String)>) {
        let shown = self.shown();
        let sentence = match place {
            Some((line, words)) => {
                format!("{shown} is as it was laid out. Begin at line {line}: {words}")
            }
            None => format!("{shown} is as it was laid out."),
        };
        self.screen.say(Ink::Plain, &sentence);
        if self.keys {
            self.screen.say(Ink::Faint, "Enter checks it all the same; r says where to read.");
        }
    }

    pub(super) fn say_remark(&mut self) {
        if let Some(remark) = self.remark.clone() {
            self.screen.say(Ink::Warn, &remark);
            self.screen.gap();
        }
    }

    pub(super) fn check_all(&mut self) {
        let exercises: Vec<Exercise> = self.session.course.exercises().cloned().collect();
        let targets: Result<Vec<Target>, Stop> =
            exercises.iter().map(|e| Ok(self.target(e, self.session.program(e, &self.track)?))).collect();
        match targets {
            Ok(targets) => {
                self.screen.page("all exercises", &self.track.title, "checking");
                self.begin(targets, true);
            }
            Err(stop) => self.complain(Err(stop)),
        }
    }

    pub(super) fn target(&self, exercise: &Exercise, file: PathBuf) -> Target {
        Target { exercise: exercise.clone(), track: self.track.clone(), file, own: true }
    }

    fn begin(&mut self, targets: Vec<Target>, all: bool) {
        self.begin_with(targets, all, None);
    }

    /// Begins these checks, answered by a real service where there is a live run.
    pub(super) fn begin_with(&mut self, targets: Vec<Target>, all: bool, live: Option<Arc<LiveRun>>) {
        let job = |target| {
            Job::new(&self.session, target, u64::from(fastrand::u32(..)), None)
                .in_real_time(self.real_time)
                .live(live.clone())
        };
        let jobs = targets.iter().map(job).collect();
        let detail = Detail { trace: false, many: all };
        self.reporter = reporter(Format::Human, self.screen.out().clone(), detail);
        self.progress = Progress::default();
        self.made.clear();
        self.all = all;
        self.runs.begin(jobs, !all);
    }

    pub(super) fn run_news(&mut self, news: RunNews) {
        match news {
            RunNews::Event(event) => self.event(&event),
            RunNews::Broken { message, line } => self.broken(&message, line),
            RunNews::Told(words) => self.screen.say(Ink::Faint, &words),
            RunNews::Made(attempt) => self.made(*attempt),
            RunNews::Stopped(stop) => self.complain(Err(stop)),
            RunNews::Ended => self.ended(),
        }
    }

    fn event(&mut self, event: &Event) {
        match event {
            Event::Began { scenes, .. } => {
                self.progress = Progress { scenes: (0, scenes.len()), ..Progress::default() };
            }
            Event::Exchanged { scene, .. } => {
                *self.progress.requests.entry(scene.clone()).or_default() += 1;
            }
            Event::SceneEnded { scene, output } => {
                self.progress.scenes.0 += 1;
                let requests = self.progress.requests.get(scene).copied().unwrap_or_default();
                if self.progress.scenes.1 > 1 && !self.all {
                    self.screen.scene(scene, requests, output);
                }
            }
            Event::SetupBegan { .. } | Event::SetupStep { .. } | Event::SetupEnded => {
                let reporter = &mut self.reporter;
                self.screen.lend(|_| reporter.event(event));
            }
            Event::Printed { .. } | Event::Graded { .. } => {}
        }
    }

    fn broken(&mut self, message: &str, line: Option<usize>) {
        let place = line.map_or_else(String::new, |line| format!(":{line}"));
        self.page("saved");
        let sentence = format!("{}{place} does not parse, so it was not run:", self.shown());
        self.screen.say(Ink::Bad, &sentence);
        self.screen.say(Ink::Plain, &format!("  {message}"));
    }

    fn made(&mut self, attempt: Attempt) {
        self.screen.lend(|_| keep(&self.session, &attempt));
        if self.all {
            let reporter = &mut self.reporter;
            self.screen.lend(|_| reporter.attempt(&attempt));
        }
        self.made.push(attempt);
    }

    fn ended(&mut self) {
        self.runs.ended();
        let made = std::mem::take(&mut self.made);
        let Some(last) = made.last() else { return };
        let next = if self.all { Ok(NextStep::Nothing) } else { self.next_step(last) };
        let next = next.unwrap_or_else(|stop| {
            self.complain(Err(stop));
            NextStep::Nothing
        });
        let programs = [((last.exercise.clone(), last.track.clone()), self.shown())].into();
        let outlook = Outlook { programs, next, warnings: Vec::new() };
        if !self.all {
            self.passed = last.passed();
            self.page(&self.shown());
            self.say_remark();
        }
        let reporter = &mut self.reporter;
        self.screen.lend(|_| reporter.finish(&made, &outlook));
        if last.mode == Mode::Live {
            self.back_from_live();
        }
    }

    fn next_step(&self, attempt: &Attempt) -> Result<NextStep, Stop> {
        if !attempt.passed() {
            return Ok(self.save_step());
        }
        Ok(match self.session.next_open(&self.exercise.id, &self.track)? {
            None => NextStep::CourseDone,
            Some(next) if self.keys => NextStep::Press { id: next.id.clone(), title: next.title.clone() },
            Some(next) => self.session.step_to(next, &self.track),
        })
    }
}
