//! Checks in the background; a newer one ends the older one and its processes.

use super::{Desk, News, RunNews};
use crate::commands::Stop;
use crate::commands::attempt::Job;
use crate::commands::exercise::ready;
use crate::course::Track;
use crate::event::{Event, Sink};
use crate::run::{Cancel, Canceller, Nursery, Parse, Prepared, cache_dir, parses, prepared_already};
use crate::workspace::Workspace;
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::JoinSet;

/// How long the end of cancelled checks is waited for when the loop ends. Dropping
/// them kills their programs all the same.
const PATIENCE: Duration = Duration::from_secs(6);

/// The checks that run: the present one, and older ones that are on their way out.
pub(super) struct Runs {
    desk: Desk,
    workspace: Option<Workspace>,
    tasks: JoinSet<()>,
    number: u64,
    present: Option<Present>,
    nursery: Nursery,
}

struct Present {
    canceller: Canceller,
    began: Instant,
}

impl Runs {
    pub(super) fn new(desk: &Desk, workspace: Option<&Workspace>) -> Self {
        Self {
            desk: desk.clone(),
            workspace: workspace.cloned(),
            tasks: JoinSet::new(),
            number: 0,
            present: None,
            nursery: Nursery::default(),
        }
    }

    /// Lets an interpreter wait for this track's programs, if the track is set up.
    pub(super) fn warm(&self, track: &Track) {
        let (nursery, track) = (self.nursery.clone(), track.clone());
        tokio::spawn(async move {
            if let Some(prepared) = prepared_already(&track, &cache_dir()).await {
                nursery.warm(&track, &prepared);
            }
        });
    }

    /// Ends what runs and begins these checks, one after the other. `parse_first`: a
    /// program that does not parse is not started.
    pub(super) fn begin(&mut self, jobs: Vec<Job>, parse_first: bool) {
        self.cancel();
        while self.tasks.try_join_next().is_some() {}
        let (canceller, cancel) = Cancel::pair();
        self.present = Some(Present { canceller, began: Instant::now() });
        let (number, desk, workspace) = (self.number, self.desk.clone(), self.workspace.clone());
        let nursery = self.nursery.clone();
        let work = Work { number, desk, workspace, parse_first, cancel, nursery };
        self.tasks.spawn(guarded(work, jobs));
    }

    /// Ends what runs; its news do not count any more.
    pub(super) fn cancel(&mut self) {
        self.number += 1;
        if let Some(present) = self.present.take() {
            present.canceller.cancel();
        }
    }

    /// Where the news of the check that begins next go.
    pub(super) fn next_teller(&self) -> impl Fn(RunNews) + Send + Sync + use<> {
        let (desk, number) = (self.desk.clone(), self.number + 1);
        move |news| {
            let _ = desk.send(News::Run(number, news));
        }
    }

    /// The present check has said its last word.
    pub(super) fn ended(&mut self) {
        self.present = None;
    }

    /// Whether news with this number are of the present check.
    pub(super) fn is_present(&self, number: u64) -> bool {
        self.present.is_some() && self.number == number
    }

    /// For how long the present check has been going on.
    pub(super) fn since(&self) -> Option<Duration> {
        self.present.as_ref().map(|present| present.began.elapsed())
    }

    /// Ends everything, and waits until no program is left.
    pub(super) async fn end(&mut self) {
        self.cancel();
        let _ =
            tokio::time::timeout(PATIENCE, async { while self.tasks.join_next().await.is_some() {} }).await;
    }
}

/// The work; should it break, the loop hears of it and does not wait for ever.
async fn guarded(work: Work, jobs: Vec<Job>) {
    let (number, desk) = (work.number, work.desk.clone());
    let mut inner = JoinSet::new();
    inner.spawn(work.all(jobs));
    if let Some(Err(_)) = inner.join_next().await {
        let words = "workbook itself failed while checking; please report it, and save again";
        let _ = desk.send(News::Run(number, RunNews::Stopped(Stop::environment(words))));
        let _ = desk.send(News::Run(number, RunNews::Ended));
    }
}

struct Work {
    number: u64,
    desk: Desk,
    workspace: Option<Workspace>,
    parse_first: bool,
    cancel: Cancel,
    nursery: Nursery,
}

impl Work {
    async fn all(self, jobs: Vec<Job>) {
        for job in jobs {
            let mut cancel = self.cancel.clone();
            // The set-up and the parser know nothing of `cancel`; dropping them ends them.
            let prepared = tokio::select! {
                () = cancel.cancelled() => return,
                prepared = self.prepare(&job) => prepared,
            };
            let Some(prepared) = prepared else { continue };
            let job = job.warm(&self.nursery);
            match job.attempt(&prepared, &self.sink(), cancel).await {
                Ok(attempt) => self.say(RunNews::Made(Box::new(attempt))),
                Err(stop) => self.say(RunNews::Stopped(stop)),
            }
        }
        self.say(RunNews::Ended);
    }

    /// Makes the track ready and parses the program; none when that was the end of it.
    async fn prepare(&self, job: &Job) -> Option<Prepared> {
        let target = job.target();
        let sink = self.sink();
        let prepared = match ready(self.workspace.as_ref(), &target.track, &move |event| sink(event)).await {
            Ok(prepared) => prepared,
            Err(stop) => {
                self.say(RunNews::Made(Box::new(job.not_graded(&stop.message))));
                return None;
            }
        };
        self.nursery.warm(&target.track, &prepared);
        if !self.parse_first {
            return Some(prepared);
        }
        match parses(&target.track, &prepared, &target.file).await {
            Parse::Broken { message, line } => {
                self.say(RunNews::Broken { message, line });
                None
            }
            Parse::Ok | Parse::Unknown => Some(prepared),
        }
    }

    fn sink(&self) -> Sink {
        let (desk, number) = (self.desk.clone(), self.number);
        Arc::new(move |event: Event| {
            // Output in pieces is not shown while it comes; a flood of it must not be queued.
            if !matches!(event, Event::Printed { .. }) {
                let _ = desk.send(News::Run(number, RunNews::Event(event)));
            }
        })
    }

    fn say(&self, news: RunNews) {
        let _ = self.desk.send(News::Run(self.number, news));
    }
}
