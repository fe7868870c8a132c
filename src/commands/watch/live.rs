//! One live run from within the loop: never without a yes.
//!
//! The key is looked for beside the loop, since a keyring may take its time; what was
//! found out comes back as news, and counts only while nothing was saved meanwhile.

use super::looping::{Asking, Loop};
use super::{News, RunNews};
use crate::cli::{MAX_REQUESTS, MAX_USD, WatchArgs};
use crate::commands::attempt::keep;
use crate::commands::{Stop, live};
use crate::evidence::Exchange;
use crate::live::{Limits, LiveRun, Provider, Providers};
use crate::progress::{Attempt, Mode, not_graded};
use crate::report::{Ink, Outlook};

/// What is known of a live run.
pub(super) struct Live {
    /// The provider that was named on the command line.
    provider: Option<String>,
    limits: Limits,
    /// Counts the offers: only the last one counts.
    number: u64,
    /// Whom a yes would ask.
    offer: Option<Providers>,
}

impl Live {
    pub(super) fn new(args: &WatchArgs) -> Self {
        let limits = Limits { usd: args.max_usd.unwrap_or(MAX_USD), requests: MAX_REQUESTS };
        Self { provider: args.provider.clone(), limits, number: 0, offer: None }
    }

    /// The program or the exercise is another one now: what was offered is void.
    pub(super) fn forget(&mut self) {
        self.number += 1;
        self.offer = None;
    }
}

impl Loop {
    /// Finds out what a live run would need; the offer comes as news.
    pub(super) fn offer_live(&mut self) {
        let Ok(file) = self.file_path() else { return };
        if !file.exists() {
            return self.tell_missing();
        }
        self.live.forget();
        let (number, desk, folder) = (self.live.number, self.desk.clone(), self.session.folder());
        let name = self.live.provider.clone();
        self.screen.gap();
        self.screen.say(Ink::Faint, "live: looking for the key");
        tokio::task::spawn_blocking(move || {
            let shown = |file: &std::path::Path| {
                file.strip_prefix(&folder).unwrap_or(file).to_string_lossy().replace('\\', "/")
            };
            let found = live::providers(name.as_deref(), &folder, &[file], shown);
            let _ = desk.send(News::Offer(number, found));
        });
    }

    /// Shows whom a live run would ask and what it may cost, and asks; or says why there
    /// can be none.
    pub(super) fn offered(&mut self, number: u64, found: Result<Providers, Stop>) {
        if number != self.live.number || self.asking != Asking::Nothing {
            return;
        }
        let providers = match found {
            Ok(providers) => providers,
            Err(stop) => return self.complain(Err(stop)),
        };
        let last = self.session.store.last_attempt(&self.exercise.id, &self.track.id).unwrap_or_default();
        let calls: Vec<&Exchange> = last.iter().flat_map(|a| &a.scenes).flat_map(|s| &s.exchanges).collect();
        let asked = providers.asked_by(&calls);
        if let Some(no_key) =
            asked.first().and_then(|p| p.no_key()).filter(|_| asked.iter().all(|p| p.no_key().is_some()))
        {
            let trouble = no_key.trouble();
            return self.not_live(&trouble.what, &trouble.cure);
        }
        let services: Vec<String> = asked.iter().map(|provider| service(provider)).collect();
        let cost = cost(&providers, &calls, self.live.limits);
        self.screen
            .say(Ink::Strong, &format!("Live: the program as it is, once, with {}.", services.join(" and ")));
        self.screen.say(Ink::Plain, &cost);
        self.live.offer = Some(providers);
        self.asking = Asking::Live;
    }

    /// The same page as `check --live` shows; nothing was run, so nothing is kept.
    fn not_live(&mut self, what: &str, cure: &str) {
        let now = crate::checker::unix_ms();
        let attempt = Attempt::could_not_grade(&self.exercise.id, &self.track.id, 0, now, what, cure);
        let reporter = &mut self.reporter;
        self.screen.lend(|_| reporter.finish(&[attempt], &Outlook::default()));
    }

    /// After the yes.
    pub(super) fn run_live(&mut self) {
        let (Some(providers), Ok(file)) = (self.live.offer.take(), self.file_path()) else { return };
        self.passed = false;
        self.remark = None;
        self.page("live, checking");
        let target = self.target(&self.exercise, file);
        let tell = self.runs.next_teller();
        let on_estimate = Box::new(move |words: &str| tell(RunNews::Told(words.to_owned())));
        let run = LiveRun::service(providers, self.live.limits, false, false, on_estimate);
        self.begin_with(vec![target], false, Some(run));
    }

    /// Below the report of a live run.
    pub(super) fn back_from_live(&mut self) {
        self.screen.gap();
        self.screen.say(Ink::Faint, "That was live, once. Saves are checked with the mock again.");
    }

    /// News of a check that was stopped. What it has cost is kept all the same.
    pub(super) fn late_news(&mut self, news: RunNews) {
        let RunNews::Made(mut attempt) = news else { return };
        if attempt.mode != Mode::Live || attempt.spent_usd <= 0.0 {
            return;
        }
        let words = format!("The live run was stopped; ${:.6} had been spent on it.", attempt.spent_usd);
        attempt.verdict = not_graded(&words, "Press v to run the program live again.");
        self.screen.lend(|_| keep(&self.session, &attempt));
        self.screen.say(Ink::Faint, &words);
    }

    /// What comes in after the end: the bill of a live run.
    pub(super) fn hear_the_last(&mut self) {
        while let Ok(news) = self.news.try_recv() {
            if let News::Run(_, news) = news {
                self.late_news(news);
            }
        }
    }
}

/// `openai (https://api.openai.com; OPENAI_API_KEY found in .env)`
fn service(provider: &Provider) -> String {
    let key = match provider.key_source() {
        Ok(source) => format!("; its key is in {}", source.name()),
        Err(lack) if provider.wants_key() => format!("; {}", lack.words(&provider.key_env)),
        Err(_) => String::new(),
    };
    format!("{} ({}{key})", provider.name, provider.origin)
}

/// What it is likely to cost, and what it can cost at most.
fn cost(providers: &Providers, calls: &[&Exchange], limits: Limits) -> String {
    let cap = format!("It can cost at most ${:.2}, and {} requests.", limits.usd, limits.requests);
    let forecast = providers.forecast(calls);
    if let Some(model) = forecast.unpriced {
        return format!(
            "The price of {model} is not known, so its requests will not be passed on: write it under `prices` in live.toml. {cap}"
        );
    }
    match forecast.requests {
        0 => format!("What it costs depends on the program. {cap}"),
        count => {
            let calls = if count == 1 { "1 request".to_owned() } else { format!("{count} requests") };
            let usd =
                if forecast.usd > 0.0 { format!("about ${:.6}", forecast.usd) } else { "nothing".to_owned() };
            format!("The last attempt sent {calls}; the same again costs {usd}. {cap}")
        }
    }
}
