//! One attempt, end to end: start the API, run the program, collect, grade.
//!
//! Owns: the order of one attempt, its seeds and its secret words. Must not know:
//! command lines, colours, where programs and history are kept.

use crate::api::{ApiError, ApiHandle, ApiOptions, ApiServer, Ended, Keys};
use crate::course::{Course, Exercise, Fault, Scene, StdinPlan, Track};
use crate::event::{Event, Sink};
use crate::evidence::{End, OutputPiece, ProgramOutput, SceneEvidence, Stream};
use crate::grade::{self, ProgramFacts, Rubric, Verdict, VerdictKind};
use crate::live::{LiveRun, LiveScene, Receipt};
use crate::progress::{Attempt, Mode, not_graded};
use crate::run::{
    BuildError, Built, Cancel, DEFAULT_OUTPUT_CAP, Nursery, Prepared, Program, Refusal, RunError, Scratch,
    Turn, build, command_for, program_env, run, short_clock,
};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Instant, SystemTime, UNIX_EPOCH};
use tokio::task::JoinSet;

/// Why nothing could be judged. None of these is the learner's fault.
#[derive(Debug, thiserror::Error)]
pub enum CheckError {
    /// The API could not be started.
    #[error(transparent)]
    Api(#[from] ApiError),
    /// The program could not be run at all.
    #[error(transparent)]
    Run(#[from] RunError),
    /// The program could not be built, and not because of what is in it.
    #[error(transparent)]
    Build(#[from] BuildError),
    /// The exercise's own checks are faulty.
    #[error(
        "the checks of exercise `{exercise}` are faulty; run `workbook lint` to see where ({count} faults)"
    )]
    Rubric {
        /// The exercise.
        exercise: String,
        /// How many faults.
        count: usize,
        /// The faults.
        faults: Vec<Fault>,
    },
    /// The exercise has no such scene.
    #[error("exercise `{exercise}` has no scene `{scene}`; it has: {known}")]
    NoScene {
        /// The exercise.
        exercise: String,
        /// The name asked for.
        scene: String,
        /// The names there are.
        known: String,
    },
    /// The program's file could not be read for another reason than being absent.
    #[error("cannot read {}: {source}; check the file's permissions", path.display())]
    Unreadable {
        /// The program.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A task of ours broke.
    #[error("workbook itself failed while running scene `{scene}`: {reason}; please report it")]
    Internal {
        /// The scene.
        scene: String,
        /// What is known.
        reason: String,
    },
}

/// What to check, and how.
pub struct Plan<'a> {
    /// The course, for its variables.
    pub course: &'a Course,
    /// The exercise.
    pub exercise: &'a Exercise,
    /// The language.
    pub track: &'a Track,
    /// The track's prepared environment.
    pub prepared: &'a Prepared,
    /// The program.
    pub file: PathBuf,
    /// How the program is named to the learner: relative, with `/`.
    pub shown_as: String,
    /// Where the program runs.
    pub cwd: PathBuf,
    /// The seed of everything random.
    pub seed: u64,
    /// Only this scene; all when absent.
    pub scene: Option<String>,
    /// Who answers in place of the mock.
    pub live: Option<Arc<LiveRun>>,
    /// Whether the program's long sleeps take as long as they say.
    pub real_time: bool,
    /// Where an interpreter may be waiting for the program.
    pub nursery: Option<Nursery>,
}

/// Makes one attempt: runs the scenes side by side and grades what they leave behind.
///
/// # Errors
/// Only when nothing could be judged; a wrong program is a verdict, not an error.
pub async fn check(plan: &Plan<'_>, sink: &Sink, cancel: Cancel) -> Result<Attempt, CheckError> {
    let began = Instant::now();
    let spent_before = plan.live.as_ref().map_or(0.0, |live| live.receipt().usd);
    let scenes = chosen_scenes(plan)?;
    let facts = facts(plan);
    let (verdict, evidence) = match source_of(&plan.file)? {
        None => (rubric_of(plan)?.no_file(&plan.shown_as, &plan.exercise.id), Vec::new()),
        Some(source) => {
            sink(Event::Began {
                exercise: plan.exercise.id.clone(),
                track: plan.track.id.clone(),
                scenes: scenes.iter().map(|s| s.name.clone()).collect(),
                seed: plan.seed,
            });
            let mut stop = cancel.clone();
            let built = tokio::select! {
                () = stop.cancelled() => None,
                built = build(plan.track, plan.prepared, &plan.file) => Some(built?),
            };
            let (rubric, evidence) = match built {
                Some(Built::Ready(built)) => {
                    let playing = start_scenes(plan, &scenes, &source, built.as_deref(), sink, &cancel);
                    // While the programs start, and not when the learner waits for the verdict.
                    let rubric = rubric_of(plan)?;
                    grade::prepare();
                    (rubric, played(plan, playing).await?)
                }
                Some(Built::Refused(refusal)) => {
                    (rubric_of(plan)?, not_run(plan, &scenes, &source, sink, Some(&refusal)))
                }
                None => (rubric_of(plan)?, not_run(plan, &scenes, &source, sink, None)),
            };
            (live_verdict(rubric.grade(&evidence, &facts), plan.live.as_deref()), evidence)
        }
    };
    sink(Event::Graded { verdict: Box::new(verdict.clone()) });
    Ok(Attempt {
        exercise: plan.exercise.id.clone(),
        track: plan.track.id.clone(),
        mode: mode(plan.live.as_deref()),
        seed: plan.seed,
        at: unix_ms(),
        duration_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
        spent_usd: plan.live.as_ref().map_or(0.0, |live| live.receipt().usd - spent_before),
        verdict,
        scenes: evidence,
    })
}

fn mode(live: Option<&LiveRun>) -> Mode {
    match live {
        None => Mode::Mock,
        Some(run) if run.costs() => Mode::Live,
        Some(_) => Mode::Replay,
    }
}

/// A verdict stands unless the service, the network or the budget may be to blame for
/// what is missing.
fn live_verdict(verdict: Verdict, live: Option<&LiveRun>) -> Verdict {
    let Some(live) = live else { return verdict };
    let troubles = live.take_troubles();
    let mut verdict = match troubles.first() {
        Some(trouble) if verdict.kind != VerdictKind::Pass => not_graded(&trouble.what, &trouble.cure),
        _ => verdict,
    };
    if live.costs() {
        let Receipt { usd, requests, limits } = live.receipt();
        let calls = if requests == 1 { "request" } else { "requests" };
        verdict.advisories.push(format!(
            "Live: {requests} {calls} passed on, ${usd:.6} spent of the ${:.2} allowed.",
            limits.usd
        ));
    }
    verdict
}

/// The exercise's checks, ready to judge.
fn rubric_of(plan: &Plan<'_>) -> Result<Rubric, CheckError> {
    Rubric::compile(plan.exercise, plan.course).map_err(|faults| CheckError::Rubric {
        exercise: plan.exercise.id.clone(),
        count: faults.len(),
        faults,
    })
}

fn chosen_scenes(plan: &Plan<'_>) -> Result<Vec<Scene>, CheckError> {
    let all = plan.exercise.scenes();
    let Some(name) = &plan.scene else { return Ok(all.to_vec()) };
    let chosen: Vec<Scene> = all.iter().filter(|s| s.name == *name).cloned().collect();
    if chosen.is_empty() {
        let known: Vec<&str> = all.iter().map(|s| s.name.as_str()).collect();
        return Err(CheckError::NoScene {
            exercise: plan.exercise.id.clone(),
            scene: name.clone(),
            known: known.join(", "),
        });
    }
    Ok(chosen)
}

fn facts(plan: &Plan<'_>) -> ProgramFacts {
    ProgramFacts {
        file_name: plan.file.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
        packages: plan.track.packages.keys().cloned().collect(),
        comment: plan.track.comment.clone(),
    }
}

/// The program's text; `None` when there is no such file.
fn source_of(file: &Path) -> Result<Option<String>, CheckError> {
    match std::fs::read(file) {
        Ok(bytes) => Ok(Some(String::from_utf8_lossy(&bytes).into_owned())),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(CheckError::Unreadable { path: file.to_owned(), source }),
    }
}

/// The evidence of scenes that never began: the compiler did not accept the program,
/// or the attempt was cancelled before it had decided.
fn not_run(
    plan: &Plan<'_>,
    scenes: &[Scene],
    source: &str,
    sink: &Sink,
    refusal: Option<&Refusal>,
) -> Vec<SceneEvidence> {
    let said = refusal.map_or("", |r| r.said.as_str());
    let duration_ms = refusal.map_or(0.0, |r| r.duration_ms);
    let output = ProgramOutput {
        pieces: vec![OutputPiece { stream: Stream::Stderr, at_ms: duration_ms, text: said.to_owned() }],
        fed: Vec::new(),
        stdin_closed_ms: None,
        exit_code: refusal.and_then(|r| r.exit_code),
        signal: None,
        end: if refusal.is_some() { End::NotBuilt } else { End::Cancelled },
        duration_ms,
        skips: Vec::new(),
        starved_ms: 0.0,
        starving: Vec::new(),
    };
    let of_scene = |scene: &Scene| {
        sink(Event::SceneEnded { scene: scene.name.clone(), output: Box::new(output.clone()) });
        let seed = scene_seed(plan.seed, &scene.name);
        SceneEvidence {
            scripted: plan.live.is_none(),
            scene: scene.name.clone(),
            seed,
            nonce: nonce(seed),
            source: source.to_owned(),
            exchanges: Vec::new(),
            output: output.clone(),
        }
    };
    scenes.iter().map(of_scene).collect()
}

/// The scenes under way, each with its place among them. Dropped, they end with their
/// programs.
type Playing = JoinSet<(usize, Result<SceneEvidence, CheckError>)>;

fn start_scenes(
    plan: &Plan<'_>,
    scenes: &[Scene],
    source: &str,
    built: Option<&Path>,
    sink: &Sink,
    cancel: &Cancel,
) -> Playing {
    let mut playing = JoinSet::new();
    for (place, scene) in scenes.iter().enumerate() {
        let stage = Stage::set(plan, scene, source, built, sink, cancel);
        playing.spawn(async move { (place, stage.play().await) });
    }
    playing
}

/// What the scenes leave behind, in their order.
async fn played(plan: &Plan<'_>, mut playing: Playing) -> Result<Vec<SceneEvidence>, CheckError> {
    let mut played: Vec<Option<SceneEvidence>> = (0..playing.len()).map(|_| None).collect();
    while let Some(joined) = playing.join_next().await {
        let (place, evidence) = joined
            .map_err(|e| CheckError::Internal { scene: plan.exercise.id.clone(), reason: e.to_string() })?;
        if let Some(slot) = played.get_mut(place) {
            *slot = Some(evidence?);
        }
    }
    Ok(played.into_iter().flatten().collect())
}

/// Everything one scene needs to run on its own.
struct Stage {
    scene: Scene,
    seed: u64,
    nonce: String,
    key: String,
    live: Option<Arc<LiveScene>>,
    source: String,
    track: Track,
    prepared: Prepared,
    file: PathBuf,
    built: Option<PathBuf>,
    cwd: PathBuf,
    sink: Sink,
    cancel: Cancel,
    real_time: bool,
    nursery: Option<Nursery>,
}

impl Stage {
    fn set(
        plan: &Plan<'_>,
        scene: &Scene,
        source: &str,
        built: Option<&Path>,
        sink: &Sink,
        cancel: &Cancel,
    ) -> Self {
        let seed = scene_seed(plan.seed, &scene.name);
        Self {
            scene: scene.clone(),
            seed,
            nonce: nonce(seed),
            key: handed_out_key(),
            live: plan.live.as_ref().map(|run| run.scene(&scene.name)),
            source: source.to_owned(),
            track: plan.track.clone(),
            prepared: plan.prepared.clone(),
            file: plan.file.clone(),
            built: built.map(Path::to_owned),
            cwd: plan.cwd.clone(),
            sink: Arc::clone(sink),
            cancel: cancel.clone(),
            // A real service keeps its own time, and its rate limits too.
            real_time: plan.real_time || plan.live.as_ref().is_some_and(|live| live.keeps_time()),
            nursery: plan.nursery.clone(),
        }
    }

    async fn play(self) -> Result<SceneEvidence, CheckError> {
        let turn = Turn::wait().await;
        let scratch = Scratch::of(&self.cwd, &self.file, &self.source);
        let clock = Instant::now();
        let api = self.start_api(clock).await?;
        let program = self.program(&api, clock, scratch.path());
        let (sink, name) = (Arc::clone(&self.sink), self.scene.name.clone());
        let running = run(
            program,
            api.traffic(),
            move |piece| sink(Event::Printed { scene: name.clone(), piece: piece.clone() }),
            self.cancel.clone(),
        );
        let output = turn.run(api.traffic(), running).await?;
        // Nobody has to wait while the copy is taken down.
        tokio::task::spawn_blocking(move || drop(scratch));
        (self.sink)(Event::SceneEnded { scene: self.scene.name.clone(), output: Box::new(output.clone()) });
        let evidence = SceneEvidence {
            scene: self.scene.name,
            seed: self.seed,
            nonce: self.nonce,
            scripted: self.live.is_none(),
            source: self.source,
            exchanges: api.finish().await,
            output,
        };
        Ok(evidence.with_starvation().as_meant())
    }

    async fn start_api(&self, clock: Instant) -> Result<ApiHandle, CheckError> {
        let (sink, name) = (Arc::clone(&self.sink), self.scene.name.clone());
        let observer = move |ended: &Ended<'_>| {
            sink(Event::Exchanged { scene: name.clone(), exchange: Box::new(ended.exchange()) });
        };
        let options = ApiOptions {
            script: self.scene.script.clone(),
            seed: self.seed,
            nonce: self.nonce.clone(),
            keys: Keys::Exactly(self.key.clone()),
            clock,
            port: 0,
            observer: Some(Arc::new(observer)),
            live: self.live.clone(),
        };
        Ok(ApiServer::start(options).await?)
    }

    fn program(&self, api: &ApiHandle, clock: Instant, cwd: &Path) -> Program {
        let env = program_env(
            &self.track,
            &self.prepared,
            &api.base_url(),
            &self.key,
            &self.scene.env_with(&self.nonce),
            self.seed,
        );
        let short_clock = if self.real_time { None } else { short_clock(&self.track, &env) };
        Program {
            command: command_for(&self.track, &self.prepared, &self.file, self.built.as_deref()),
            cwd: cwd.to_owned(),
            env,
            stdin: self.stdin(),
            limit: self.limit(),
            output_cap: DEFAULT_OUTPUT_CAP,
            clock,
            short_clock,
            nursery: self.nursery.clone(),
        }
    }

    /// A real service may take much longer than the mock: that is not the program's fault.
    fn limit(&self) -> std::time::Duration {
        if self.live.is_some() { self.scene.limit * PATIENCE } else { self.scene.limit }
    }

    /// The lines to type, with this run's words put in.
    fn stdin(&self) -> StdinPlan {
        match &self.scene.stdin {
            StdinPlan::Unscripted => StdinPlan::Unscripted,
            StdinPlan::Lines(lines) => StdinPlan::Lines(lines.iter().map(|line| self.filled(line)).collect()),
        }
    }

    fn filled(&self, text: &str) -> String {
        text.replace("{{ nonce }}", &self.nonce)
    }
}

/// The seed of one scene: different scenes of one attempt draw different words.
pub(crate) fn scene_seed(seed: u64, scene: &str) -> u64 {
    use sha2::{Digest, Sha256};
    let digest = Sha256::digest(format!("{seed}/{scene}"));
    digest.iter().take(8).fold(0, |sum, byte| (sum << 8) | u64::from(*byte))
}

/// A key that looks like the vendor's and opens nothing. It is drawn anew for every
/// run, seed or no seed, so that a key kept from an earlier run does not work.
pub(crate) fn handed_out_key() -> String {
    let mut rng = fastrand::Rng::new();
    let tail: String = std::iter::repeat_with(|| rng.alphanumeric()).take(32).collect();
    format!("sk-workbook-{tail}")
}

/// So many times a scene's limit is waited for when a real service answers.
const PATIENCE: u32 = 4;

const COLOURS: [&str; 16] = [
    "amber", "azure", "bronze", "cobalt", "copper", "crimson", "emerald", "golden", "indigo", "ivory",
    "jade", "olive", "pearl", "scarlet", "silver", "violet",
];
const CREATURES: [&str; 16] = [
    "badger", "beetle", "curlew", "dolphin", "falcon", "gecko", "heron", "lynx", "marmot", "newt", "otter",
    "pelican", "raven", "salmon", "tapir", "walrus",
];

/// Three words that nobody can guess: `amber heron 4821`.
pub(crate) fn nonce(seed: u64) -> String {
    let mut rng = fastrand::Rng::with_seed(seed);
    let colour = COLOURS[rng.usize(..COLOURS.len())];
    let creature = CREATURES[rng.usize(..CREATURES.len())];
    format!("{colour} {creature} {}", rng.u32(1000..10000))
}

/// Now, in milliseconds since 1970.
pub(crate) fn unix_ms() -> u64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_draws_the_same_words() {
        assert_eq!(nonce(7), nonce(7));
        assert_ne!(nonce(scene_seed(7, "a")), nonce(scene_seed(7, "b")));
    }

    #[test]
    fn keys_are_never_the_same() {
        assert_ne!(handed_out_key(), handed_out_key());
    }
}
