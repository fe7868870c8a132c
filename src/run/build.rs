//! Making something that can run out of a program's text, for tracks that need it.
//!
//! Owns: running a track's `build` command, and keeping what it made. Must not know:
//! the language; a compiler's words are passed on as they are.
//!
//! What is built depends on the program, its neighbours with the same extension and the
//! command, so it is kept under the digest of these, in `{env}/builds/<digest>`. It is
//! made beside that folder and renamed, so that a build that was killed leaves nothing
//! that counts. Old ones are thrown away.

use super::environment::scrubbed_env;
use super::prepare::{Prepared, random_word};
use super::programs::Memory;
use super::reins::{self, Reins};
use crate::course::Track;
use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};
use tokio::io::{AsyncRead, AsyncReadExt};
use tokio::process::Command;
use tokio::time::timeout;

/// How long a build may take.
const PATIENCE: Duration = Duration::from_secs(120);
/// How many bytes of a compiler's words are kept: the first ones, which name the first error.
const KEPT: usize = 64 * 1024;
/// How many builds are kept, and for how long one that was used lately stays in any case.
const BUILDS: usize = 48;
const LATELY: Duration = Duration::from_secs(15 * 60);
/// How many neighbours of a program are looked at.
const NEIGHBOURS: usize = 200;

/// What came of a build.
#[derive(Debug, Clone, PartialEq)]
pub enum Built {
    /// The folder with what was built; `None` when the track builds nothing.
    Ready(Option<PathBuf>),
    /// The compiler does not accept the program.
    Refused(Refusal),
}

/// A compiler's refusal.
#[derive(Debug, Clone, PartialEq)]
pub struct Refusal {
    /// What it said.
    pub said: String,
    /// Its exit code.
    pub exit_code: Option<i32>,
    /// How long it took, in milliseconds.
    pub duration_ms: f64,
}

/// Why nothing could be built. Never the learner's fault.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The compiler could not be started.
    #[error(
        "cannot start {program} to build the program ({source}).\nRun `workbook doctor`: it says what is missing"
    )]
    Start {
        /// The compiler.
        program: String,
        /// The system's words.
        source: io::Error,
    },
    /// What is built cannot be kept.
    #[error(
        "cannot write to {} ({source}).\nMake room or make it writable, or set WORKBOOK_CACHE to a folder that is",
        folder.display()
    )]
    Cache {
        /// The folder.
        folder: PathBuf,
        /// The system's words.
        source: io::Error,
    },
    /// The compiler is another one than the environment was made with.
    #[error(
        "{track} was updated on this machine ({before} is now {now}), and what was prepared belongs to the old one.\nRun the command again: it is prepared anew"
    )]
    Updated {
        /// The track's title.
        track: String,
        /// The version at the set-up.
        before: String,
        /// The version now.
        now: String,
    },
}

/// Builds the program, if its track needs that, or finds what was built of it earlier.
/// When the future is dropped, the compiler is ended.
///
/// # Errors
/// When the compiler cannot be started or nothing can be written. A program that does
/// not compile is [`Built::Refused`].
pub async fn build(track: &Track, prepared: &Prepared, file: &Path) -> Result<Built, BuildError> {
    if track.build.is_empty() {
        return Ok(Built::Ready(None));
    }
    let builds = prepared.env_dir.join("builds");
    let home = builds.join(digest(track, file));
    if home.is_dir() {
        touch(&home);
        // Another run may have thrown it away meanwhile; what is marked it leaves.
        if home.is_dir() {
            return Ok(Built::Ready(Some(home)));
        }
    }
    let cache_error = |source| BuildError::Cache { folder: builds.clone(), source };
    let fresh = Fresh(builds.join(format!("fresh-{}", random_word())));
    fs::create_dir_all(&fresh.0).map_err(cache_error)?;
    if let Some(refusal) = compile(track, prepared, file, &fresh.0).await? {
        still_the_same(track, prepared).await?;
        return Ok(Built::Refused(refusal));
    }
    touch(&fresh.0);
    // Another run may have built the same meanwhile: then that one is used.
    if let Err(source) = fs::rename(&fresh.0, &home)
        && !home.is_dir()
    {
        return Err(cache_error(source));
    }
    throw_away_old(&builds);
    Ok(Built::Ready(Some(home)))
}

/// A folder that goes when nobody has renamed it.
struct Fresh(PathBuf);

impl Drop for Fresh {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Tells builds apart.
fn digest(track: &Track, file: &Path) -> String {
    let mut hash = Sha256::new();
    let mut add = |bytes: &[u8]| {
        hash.update((bytes.len() as u64).to_le_bytes());
        hash.update(bytes);
    };
    track.build.iter().for_each(|word| add(word.as_bytes()));
    add(file.file_name().unwrap_or_default().as_encoded_bytes());
    let mut files: Vec<PathBuf> = fs::read_dir(file.parent().unwrap_or_else(|| Path::new(".")))
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|e| e == track.extension.as_str()) && path != file)
        .take(NEIGHBOURS)
        .collect();
    files.sort();
    for path in std::iter::once(file).chain(files.iter().map(PathBuf::as_path)) {
        // A program may use files beside itself; what cannot be read, it cannot use either.
        add(&fs::read(path).unwrap_or_default());
    }
    hash.finalize().iter().take(12).map(|byte| format!("{byte:02x}")).collect()
}

/// Runs the compiler; its refusal, if it does not accept the program.
async fn compile(
    track: &Track,
    prepared: &Prepared,
    file: &Path,
    out: &Path,
) -> Result<Option<Refusal>, BuildError> {
    let command = prepared.places().with_file(file).with_out(out).command(&track.build);
    let Some((program, args)) = command.split_first() else { return Ok(None) };
    let began = Instant::now();
    let mark = reins::fresh_mark();
    let mut compiler = Command::new(program);
    // In the environment's folder, where the set-up ran too: tool chains are chosen by
    // files in the folder, and this must be the same one.
    compiler.args(args).current_dir(&prepared.env_dir).kill_on_drop(true);
    compiler.env_clear().envs(scrubbed_env(track, prepared)).env(reins::MARK, &mark);
    compiler.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    #[cfg(unix)]
    compiler.process_group(0);
    let start_error = |source| BuildError::Start { program: program.to_string_lossy().into_owned(), source };
    let mut child = compiler.spawn().map_err(start_error)?;
    let _reins = Reins::new(child.id(), mark);
    let (stdout, stderr) = (child.stdout.take(), child.stderr.take());
    let all = async { tokio::join!(child.wait(), head(stderr), head(stdout)) };
    let refusal = |said, exit_code| {
        Some(Refusal { said, exit_code, duration_ms: began.elapsed().as_secs_f64() * 1000.0 })
    };
    match timeout(PATIENCE, all).await {
        Ok((Ok(status), _, _)) if status.success() => Ok(None),
        Ok((Ok(status), said, more)) => Ok(refusal(format!("{said}{more}"), status.code())),
        Ok((Err(source), ..)) => Err(start_error(source)),
        Err(_) => Ok(refusal(format!("the compiler took longer than {} s", PATIENCE.as_secs()), None)),
    }
}

/// The beginning of what is printed; the rest is read and dropped.
async fn head(stream: Option<impl AsyncRead + Unpin>) -> String {
    let mut kept = Vec::new();
    let mut buffer = vec![0; 8 * 1024];
    if let Some(mut stream) = stream {
        while let Ok(length @ 1..) = stream.read(&mut buffer).await {
            let room = KEPT.saturating_sub(kept.len()).min(length);
            kept.extend_from_slice(buffer.get(..room).unwrap_or_default());
        }
    }
    strip_ansi_escapes::strip_str(String::from_utf8_lossy(&kept))
}

/// A compiler that was replaced since the set-up refuses what the old one made. Version
/// managers put a small program of their own in front, so a look at the file is not enough.
async fn still_the_same(track: &Track, prepared: &Prepared) -> Result<(), BuildError> {
    let Some(cache) = prepared.env_dir.parent().and_then(Path::parent) else { return Ok(()) };
    let mut memory = Memory::load(cache);
    for need in &track.needs {
        let Some(path) = prepared.programs.get(&need.name) else { continue };
        if let Some((before, now)) = memory.ask_again(path, &need.version_args).await {
            memory.save();
            return Err(BuildError::Updated { track: track.title.clone(), before, now });
        }
    }
    Ok(())
}

/// Marks a build as used now. A cache without times is only thrown away earlier.
fn touch(folder: &Path) {
    let _ = fs::write(folder.join(".used"), "");
}

fn used(folder: &Path) -> SystemTime {
    fs::metadata(folder.join(".used")).and_then(|about| about.modified()).unwrap_or(SystemTime::UNIX_EPOCH)
}

/// Keeps the newest builds and those that may be running.
fn throw_away_old(builds: &Path) {
    let folders = fs::read_dir(builds).into_iter().flatten().flatten().map(|entry| entry.path());
    let mut folders: Vec<(SystemTime, PathBuf)> = folders.map(|folder| (used(&folder), folder)).collect();
    if folders.len() <= BUILDS {
        return;
    }
    folders.sort_by(|one, other| other.cmp(one));
    for (_, folder) in folders.iter().skip(BUILDS) {
        throw_away(folder, &builds.join(format!("gone-{}", random_word())));
    }
}

/// Throws a build away that is not in use, by way of another name: what another run marks
/// at the same moment is put back.
fn throw_away(folder: &Path, gone: &Path) {
    if !is_out_of_use(folder) || fs::rename(folder, gone).is_err() {
        return;
    }
    if is_out_of_use(gone) || fs::rename(gone, folder).is_err() {
        let _ = fs::remove_dir_all(gone);
    }
}

/// Whether nobody has used a build lately. A fresh one has no mark yet: it is another run's.
fn is_out_of_use(folder: &Path) -> bool {
    let at = used(folder);
    at != SystemTime::UNIX_EPOCH && at.elapsed().is_ok_and(|age| age > LATELY)
}

#[cfg(test)]
#[cfg(unix)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::course::{self, Origin};
    use std::collections::BTreeMap;

    fn sample_track() -> Track {
        let course = course::load(&Origin::Embedded).unwrap().course;
        Track { extension: "py".to_owned(), ..course.track("shell").unwrap().clone() }
    }

    /// "Compiles" by copying; refuses programs that say so.
    fn track(script: &str) -> Track {
        let words = ["sh", "-c", script, "sh", "{file}", "{out}"];
        Track { build: words.iter().map(|w| (*w).to_owned()).collect(), ..sample_track() }
    }

    const COPY: &str = "grep -q wrong \"$1\" && { echo \"$1:3: no such thing\" >&2; exit 2; }; cp \"$1\" \"$2/program\"; echo built >> ../built";

    fn prepared(cache: &Path) -> Prepared {
        let env_dir = cache.join("envs/x");
        fs::create_dir_all(&env_dir).unwrap();
        Prepared { env_dir, programs: BTreeMap::new() }
    }

    fn times(cache: &Path) -> usize {
        fs::read_to_string(cache.join("envs/built")).unwrap_or_default().lines().count()
    }

    #[tokio::test]
    async fn a_program_is_built_once_and_again_when_it_changes() {
        let (cache, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (prepared, file) = (prepared(cache.path()), home.path().join("a.py"));
        fs::write(&file, "one").unwrap();
        let first = build(&track(COPY), &prepared, &file).await.unwrap();
        assert_eq!(build(&track(COPY), &prepared, &file).await.unwrap(), first);
        assert_eq!(times(cache.path()), 1);
        let Built::Ready(Some(folder)) = first else { panic!("{first:?}") };
        assert_eq!(fs::read_to_string(folder.join("program")).unwrap(), "one");
        fs::write(home.path().join("beside.py"), "part of it").unwrap();
        let second = build(&track(COPY), &prepared, &file).await.unwrap();
        assert_ne!(second, Built::Ready(Some(folder)));
        assert_eq!(times(cache.path()), 2);
    }

    #[test]
    fn only_what_nobody_has_used_lately_is_thrown_away() {
        let builds = tempfile::tempdir().unwrap();
        let folder = |name: &str, age: Option<Duration>| {
            let folder = builds.path().join(name);
            fs::create_dir(&folder).unwrap();
            if let Some(age) = age {
                touch(&folder);
                let mark = fs::File::options().write(true).open(folder.join(".used")).unwrap();
                mark.set_modified(SystemTime::now() - age).unwrap();
            }
            folder
        };
        let day = Duration::from_secs(86_400);
        let left = [folder("fresh-x", None), folder("running", Some(Duration::ZERO))];
        let old = folder("old", Some(day));
        for build in left.iter().chain([&old]) {
            throw_away(build, &builds.path().join("gone-x"));
        }
        assert!(left.iter().all(|build| build.is_dir()) && !old.exists());
        assert_eq!(fs::read_dir(builds.path()).unwrap().count(), left.len());
        // As many as are kept, and older ones.
        (0..BUILDS).for_each(|at| drop(folder(&format!("kept-{at}"), Some(day))));
        let oldest = folder("oldest", Some(2 * day));
        throw_away_old(builds.path());
        assert!(!oldest.exists());
    }

    #[tokio::test]
    async fn a_refusal_is_the_compilers_and_leaves_nothing() {
        let (cache, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let (prepared, file) = (prepared(cache.path()), home.path().join("a.py"));
        fs::write(&file, "wrong").unwrap();
        let Built::Refused(refusal) = build(&track(COPY), &prepared, &file).await.unwrap() else {
            panic!("built");
        };
        assert!(refusal.said.contains("a.py:3: no such thing"), "{}", refusal.said);
        assert_eq!(refusal.exit_code, Some(2));
        assert_eq!(fs::read_dir(prepared.env_dir.join("builds")).unwrap().count(), 0);
    }

    #[tokio::test]
    async fn a_compiler_that_is_not_there_is_not_the_learners_fault() {
        let (cache, home) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let track = Track { build: vec!["/no/such/compiler".to_owned()], ..sample_track() };
        let error = build(&track, &prepared(cache.path()), &home.path().join("a.py")).await.unwrap_err();
        assert!(error.to_string().contains("workbook doctor"), "{error}");
    }
}
