//! Judging programs within the tests' own process: many of them, and in several ways.

use super::repository;
use std::sync::Arc;
#[cfg(unix)]
use std::time::Duration;
use workbook::checker::{Plan, check};
use workbook::course::{Course, Exercise, Origin, Track, load};
use workbook::event::Sink;
use workbook::progress::Attempt;
use workbook::run::{Cancel, Nursery, Prepared};

/// A way to run a program.
#[derive(Debug, Clone, Default)]
pub struct Way {
    pub real_time: bool,
    pub nursery: Option<Nursery>,
}

/// One program to judge.
#[derive(Debug, Clone)]
pub struct Subject {
    pub name: String,
    pub exercise: Exercise,
    pub track: Track,
    pub code: String,
}

pub struct Judge {
    pub course: Course,
    runtime: tokio::runtime::Runtime,
}

impl Judge {
    pub fn new() -> Self {
        let course = load(&Origin::Folder(repository().to_owned())).unwrap().course;
        Self { course, runtime: tokio::runtime::Runtime::new().unwrap() }
    }

    fn prepared(&self, track: &Track) -> Prepared {
        self.runtime.block_on(workbook::run::prepare(track, &workbook::run::cache_dir(), &|_| {})).unwrap()
    }

    /// An interpreter for Python's programs that is ready to fork.
    #[cfg(unix)]
    pub fn nursery(&self) -> Nursery {
        let nursery = Nursery::default();
        let track = self.course.track("python").unwrap();
        let prepared = self.prepared(track);
        self.runtime.block_on(async {
            nursery.warm(track, &prepared);
            nursery.warmed(Duration::from_secs(120)).await;
        });
        assert!(nursery.is_warm(), "no interpreter is waiting");
        nursery
    }

    /// Runs and grades this program in a folder of its own.
    pub fn attempt(&self, subject: &Subject, way: &Way) -> Attempt {
        let home = tempfile::tempdir().unwrap();
        let file = home.path().join(format!("{}.{}", subject.exercise.id, subject.track.extension));
        std::fs::write(&file, &subject.code).unwrap();
        let prepared = self.prepared(&subject.track);
        let plan = Plan {
            course: &self.course,
            exercise: &subject.exercise,
            track: &subject.track,
            prepared: &prepared,
            shown_as: String::new(),
            file,
            cwd: home.path().to_owned(),
            seed: 7,
            scene: None,
            live: None,
            real_time: way.real_time,
            nursery: way.nursery.clone(),
        };
        let quiet: Sink = Arc::new(|_| {});
        self.runtime.block_on(check(&plan, &quiet, Cancel::never())).unwrap()
    }
}
