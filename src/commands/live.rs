//! What `--live`, `--record` and `--replay` ask for.
//!
//! Owns: choosing who answers in place of the mock, and where recordings lie. Must
//! not know: how requests are passed on.

use super::Stop;
use super::attempt::Target;
use super::session::Session;
use crate::cli::LiveArgs;
use crate::live::{Cassette, Limits, LiveRun, Providers, Secret, Speed, planted_keys};
use crate::progress::Attempt;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Who answers the programs of a command, and the seed if that is settled by it.
pub(super) struct Behind {
    pub(super) run: Option<Arc<LiveRun>>,
    pub(super) seed: Option<u64>,
    pub(super) provider: String,
    records: bool,
}

/// Reads the arguments; refuses a live run that would show a key.
pub(super) fn behind(session: &Session, args: &LiveArgs, targets: &[Target]) -> Result<Behind, Stop> {
    if let Some(file) = &args.replay {
        return replayed(session, file.as_deref(), args.recorded_speed, targets);
    }
    let Some(name) = &args.live else {
        return Ok(Behind { run: None, seed: None, provider: String::new(), records: false });
    };
    let name = Some(name.as_str()).filter(|name| !name.is_empty());
    let programs: Vec<PathBuf> = targets.iter().map(|target| target.file.clone()).collect();
    let providers = providers(name, &session.folder(), &programs, |file| session.shown(file))?;
    let limits = Limits { usd: args.max_usd, requests: args.max_requests };
    let out = session.out.clone();
    let run = LiveRun::service(
        providers,
        limits,
        args.allow_unknown_price,
        args.record,
        Box::new(move |text| out.note(text)),
    );
    Ok(Behind {
        run: Some(run),
        seed: None,
        provider: name.unwrap_or("vendor").to_owned(),
        records: args.record,
    })
}

impl Behind {
    /// Writes down what was recorded during this attempt; where it lies.
    pub(super) fn keep(&self, session: &Session, attempt: &Attempt) {
        let Some(run) = self.run.as_ref().filter(|_| self.records) else { return };
        let when = crate::models::rfc3339(attempt.at / 1000);
        let mut cassette =
            Cassette::new(&attempt.exercise, &attempt.track, attempt.seed, &self.provider, when);
        cassette.scenes = run.take_tapes();
        if cassette.scenes.is_empty() {
            session.out.warning("nothing was recorded: no request was passed on");
            return;
        }
        let file =
            folder(session).join(format!("{}-{}-{}.json", attempt.exercise, attempt.track, attempt.at));
        match cassette.save(&file) {
            Ok(()) => session.out.note(&format!("recorded in {}", session.shown(&file))),
            Err(error) => session.out.warning(&error.to_string()),
        }
    }
}

fn folder(session: &Session) -> PathBuf {
    session.folder().join(".workbook").join("recordings")
}

fn replayed(
    session: &Session,
    file: Option<&Path>,
    recorded_speed: bool,
    targets: &[Target],
) -> Result<Behind, Stop> {
    let file = match (file, targets) {
        (Some(file), _) => session.cwd.join(file),
        (None, [target]) => newest(session, target)?,
        (None, _) => return Err(Stop::usage("name the recording: `--replay=FILE`".to_owned())),
    };
    let cassette = Cassette::load(&file).map_err(|e| Stop::environment(e.to_string()))?;
    let seed = Some(cassette.seed);
    let provider = cassette.provider.clone();
    let speed = if recorded_speed { Speed::Recorded } else { Speed::AtOnce };
    Ok(Behind { run: Some(LiveRun::recording(cassette, speed)), seed, provider, records: false })
}

/// The newest recording of this exercise in this track: its name ends with the time.
fn newest(session: &Session, target: &Target) -> Result<PathBuf, Stop> {
    let begin = format!("{}-{}-", target.exercise.id, target.track.id);
    let entries = std::fs::read_dir(folder(session)).into_iter().flatten().flatten();
    let dated = entries.filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let at: u64 = name.strip_prefix(&begin)?.strip_suffix(".json")?.parse().ok()?;
        Some((at, entry.path()))
    });
    dated.max().map(|(_, path)| path).ok_or_else(|| {
        let command = session.command(&format!("check {} --live --record", target.exercise.id));
        Stop::environment(format!(
            "there is no recording of `{}` yet\nmake one with `{command}`",
            target.exercise.id
        ))
    })
}

/// The provider of this name, or the vendors' own; refused when a key lies where others
/// may see it. Looking for keys may take a while.
pub(super) fn providers(
    name: Option<&str>,
    folder: &Path,
    programs: &[PathBuf],
    shown: impl Fn(&Path) -> String,
) -> Result<Providers, Stop> {
    let course = std::fs::read_to_string(folder.join("workbook.toml")).unwrap_or_default();
    let providers = Providers::choose(name, &course, folder).map_err(|e| Stop::usage(e.to_string()))?;
    let known: Vec<&str> = providers.iter().filter_map(|p| p.key()).map(Secret::expose).collect();
    let found: Vec<String> = programs
        .iter()
        .flat_map(|program| planted_keys(program, folder, &known))
        .map(|planted| format!("{}:{}: {}", shown(&planted.file), planted.line, planted.shown))
        .collect();
    if found.is_empty() {
        return Ok(providers);
    }
    Err(Stop::environment(format!(
        "a key stands in a file that others may see:\n{}\nTake it out, put it into .env (and .env into .gitignore), and make a new key on the vendor's page: this one may be known already.",
        found.join("\n")
    )))
}
