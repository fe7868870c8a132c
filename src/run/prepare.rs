//! What a track needs before its programs can run, made once and shared.
//!
//! Owns: environments in the cache. Must not know: languages; a track's row says all.
//!
//! An environment is a folder `envs/<track>-<digest>.<random>` of the cache; the
//! digest covers the track's set-up and the programs it was made with. It is made in its final
//! place, because many tools write absolute paths, and it counts as soon as the file
//! `envs/<track>-<digest>.json` names it, which is written last and in one step. So
//! a set-up that was killed leaves only a folder nobody uses, which the next one
//! removes. A lock keeps two processes from doing the same work at once; without locks
//! (some network file systems) both do it, and one of the two results is used.

use super::place::Places;
use super::programs::{Found, Memory};
use super::setup_step;
use crate::course::Track;
use crate::event::Event;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Component, Path, PathBuf};
use std::time::Duration;

/// How often it is looked whether another process has finished the same set-up.
const LOOK: Duration = Duration::from_millis(100);

/// A track that is ready to run programs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prepared {
    /// The environment's folder. It exists only if the track has something to set up.
    pub env_dir: PathBuf,
    /// The programs that the track needs, by the names its row gives them.
    pub programs: BTreeMap<String, PathBuf>,
}

impl Prepared {
    /// What the track's placeholders stand for.
    pub(super) fn places(&self) -> Places {
        Places::new(&self.env_dir, &self.programs)
    }
}

/// Why a track could not be prepared. Never the learner's fault: nothing is graded.
#[derive(Debug, thiserror::Error)]
pub enum SetupError {
    /// A program is not on this machine, is too old, or does not work.
    #[error("{track} cannot run here: {why}.\n{cure}")]
    Missing {
        /// The track's title.
        track: String,
        /// What was looked for, and why nothing found will do.
        why: String,
        /// From the track's row.
        cure: String,
    },
    /// The cache cannot be used.
    #[error(
        "cannot keep {track}'s environment in {} ({source}).\nMake room or make it writable, or set WORKBOOK_CACHE to a folder that is",
        folder.display()
    )]
    Cache {
        /// The track's title.
        track: String,
        /// The folder or file.
        folder: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// A step of the set-up failed.
    #[error("setting up {track} failed: {step}.\n{output}\n{cure}")]
    Step {
        /// The track's title.
        track: String,
        /// The step's title.
        step: String,
        /// The last lines the tool printed; credentials in addresses are masked.
        output: String,
        /// What to do.
        cure: String,
    },
    /// The track's row writes outside of the environment.
    #[error(
        "the set-up of {track} writes to {path}, which is not inside its environment; use a plain relative path in workbook.toml"
    )]
    Outside {
        /// The track's title.
        track: String,
        /// The path in the row.
        path: String,
    },
}

/// The file that names a finished environment.
#[derive(Debug, Serialize, Deserialize)]
struct Pointer {
    folder: String,
}

/// Makes a track ready: finds its programs and, the first time, builds its environment
/// in `cache` (see [`super::cache_dir`]), telling `on_event` about it. When all is
/// there already this starts no process and sends no event.
///
/// # Errors
/// When something is missing on the machine, the cache cannot be written, or a step
/// of the set-up fails (no network, no room).
pub async fn prepare(
    track: &Track,
    cache: &Path,
    on_event: &(dyn Fn(Event) + Send + Sync),
) -> Result<Prepared, SetupError> {
    let builder = match look(track, cache).await? {
        Ok(prepared) => return Ok(prepared),
        Err(builder) => builder,
    };
    on_event(Event::SetupBegan { track: track.title.clone(), steps: track.setup.steps.len() });
    let prepared = builder.build_alone(on_event).await?;
    on_event(Event::SetupEnded);
    Ok(prepared)
}

/// The track, if it is ready to run programs already; sets nothing up.
pub async fn prepared_already(track: &Track, cache: &Path) -> Option<Prepared> {
    look(track, cache).await.ok()?.ok()
}

/// What is there, or who can build it.
async fn look<'a>(track: &'a Track, cache: &Path) -> Result<Result<Prepared, Builder<'a>>, SetupError> {
    let found = find_programs(track, cache).await?;
    let name = format!("{}-{}", track.id, digest(track, &found));
    let programs = found.into_iter().map(|(name, found)| (name, found.path)).collect();
    let envs = cache.join("envs");
    if track.setup.files.is_empty() && track.setup.steps.is_empty() {
        return Ok(Ok(Prepared { env_dir: envs.join(name), programs }));
    }
    let builder = Builder { track, envs, name, programs };
    Ok(builder.finished().ok_or(builder))
}

async fn find_programs(track: &Track, cache: &Path) -> Result<BTreeMap<String, Found>, SetupError> {
    let mut memory = Memory::load(cache);
    let mut programs = BTreeMap::new();
    for need in &track.needs {
        let found = memory.find(need).await.map_err(|why| SetupError::Missing {
            track: track.title.clone(),
            why,
            cure: need.cure.clone(),
        })?;
        programs.insert(need.name.clone(), found);
    }
    memory.save();
    Ok(programs)
}

/// Tells set-ups apart: what is done, and with which programs.
fn digest(track: &Track, programs: &BTreeMap<String, Found>) -> String {
    let mut hash = Sha256::new();
    let mut add = |text: &str| {
        // The length keeps neighbouring texts apart.
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    };
    for (path, text) in &track.setup.files {
        add(path);
        add(text);
    }
    for (title, command) in &track.setup.steps {
        add(title);
        command.iter().for_each(|word| add(word));
    }
    for (name, found) in programs {
        add(name);
        add(&found.path.to_string_lossy());
        add(&found.version);
    }
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Builds one environment.
struct Builder<'a> {
    track: &'a Track,
    envs: PathBuf,
    name: String,
    programs: BTreeMap<String, PathBuf>,
}

impl Builder<'_> {
    /// The environment, if it is finished and whole.
    fn finished(&self) -> Option<Prepared> {
        let pointer: Pointer = serde_json::from_slice(&fs::read(self.pointer()).ok()?).ok()?;
        let prepared = self.prepared(self.envs.join(pointer.folder));
        // The interpreter an environment was made with may have been removed since.
        let runner: Option<OsString> = prepared.places().command(&self.track.run).into_iter().next();
        let runs =
            runner.is_none_or(|runner| Path::new(&runner).exists() || Path::new(&runner).is_relative());
        (runs && prepared.env_dir.is_dir()).then_some(prepared)
    }

    fn prepared(&self, env_dir: PathBuf) -> Prepared {
        Prepared { env_dir, programs: self.programs.clone() }
    }

    fn pointer(&self) -> PathBuf {
        self.envs.join(format!("{}.json", self.name))
    }

    /// Builds, unless another process has done it while we waited for it.
    async fn build_alone(&self, on_event: &(dyn Fn(Event) + Send + Sync)) -> Result<Prepared, SetupError> {
        fs::create_dir_all(&self.envs).map_err(|error| self.cache_error(&self.envs, error))?;
        let _lock = self.lock(on_event).await?;
        if let Some(prepared) = self.finished() {
            return Ok(prepared);
        }
        self.remove_leftovers();
        let env_dir = self.envs.join(format!("{}.{}", self.name, random_word()));
        match self.build(&env_dir, on_event).await {
            Ok(()) => Ok(self.prepared(env_dir)),
            Err(error) => {
                let _ = fs::remove_dir_all(&env_dir);
                Err(error)
            }
        }
    }

    /// The lock goes with the file handle, also when we are killed.
    async fn lock(&self, on_event: &(dyn Fn(Event) + Send + Sync)) -> Result<File, SetupError> {
        let path = self.envs.join(format!("{}.lock", self.name));
        let file = File::create(&path).map_err(|error| self.cache_error(&path, error))?;
        let mut told = false;
        while let Err(TryLockError::WouldBlock) = file.try_lock() {
            if !told {
                let title = "Waiting for another workbook that is setting this up".to_owned();
                on_event(Event::SetupStep { number: 1, title });
                told = true;
            }
            tokio::time::sleep(LOOK).await;
        }
        Ok(file)
    }

    /// Folders of set-ups that never ended. Nobody works in them: we have the lock.
    fn remove_leftovers(&self) {
        let prefix = format!("{}.", self.name);
        for entry in fs::read_dir(&self.envs).into_iter().flatten().flatten() {
            let is_ours = entry.file_name().to_string_lossy().starts_with(&prefix);
            if is_ours && entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }

    async fn build(
        &self,
        env_dir: &Path,
        on_event: &(dyn Fn(Event) + Send + Sync),
    ) -> Result<(), SetupError> {
        fs::create_dir_all(env_dir).map_err(|error| self.cache_error(env_dir, error))?;
        let places = Places::new(env_dir, &self.programs);
        self.write_files(env_dir)?;
        for (index, (title, command)) in self.track.setup.steps.iter().enumerate() {
            on_event(Event::SetupStep { number: index + 1, title: title.clone() });
            setup_step::run(&places.command(command), env_dir).await.map_err(|failure| SetupError::Step {
                track: self.track.title.clone(),
                step: title.clone(),
                cure: failure.cure(&self.envs),
                output: failure.output,
            })?;
        }
        self.publish(env_dir)
    }

    fn write_files(&self, env_dir: &Path) -> Result<(), SetupError> {
        for (path, text) in &self.track.setup.files {
            let inside = Path::new(path).components().all(|part| matches!(part, Component::Normal(_)));
            if !inside {
                return Err(SetupError::Outside { track: self.track.title.clone(), path: path.clone() });
            }
            let file = env_dir.join(path);
            let folder = file.parent().unwrap_or(env_dir);
            fs::create_dir_all(folder)
                .and_then(|()| fs::write(&file, text))
                .map_err(|error| self.cache_error(&file, error))?;
        }
        Ok(())
    }

    /// From here on the environment counts.
    fn publish(&self, env_dir: &Path) -> Result<(), SetupError> {
        let folder = env_dir.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let fresh = env_dir.join("workbook-ready.json");
        let written = serde_json::to_vec(&Pointer { folder })
            .map_err(io::Error::from)
            .and_then(|text| fs::write(&fresh, text))
            .and_then(|()| fs::rename(&fresh, self.pointer()));
        written.map_err(|error| self.cache_error(&self.pointer(), error))
    }

    fn cache_error(&self, folder: &Path, source: io::Error) -> SetupError {
        SetupError::Cache { track: self.track.title.clone(), folder: folder.to_owned(), source }
    }
}

pub(super) fn random_word() -> String {
    std::iter::repeat_with(fastrand::lowercase).take(8).collect()
}
