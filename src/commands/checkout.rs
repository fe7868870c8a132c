//! Courses beside the built-in one: a folder, or a git repository that is cloned once.
//!
//! Cloning brings files and runs none of them: no hooks, no submodules, no symbolic links
//! that could lead out of the checkout, and only the newest commit.

use super::Stop;
use crate::course::{Origin, find_course, slug};
use crate::report::Out;
use crate::workspace::{Workspace, write_atomically};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// The file in a learner's folder that says which course it is of; absent: the built-in one.
const REMEMBERED: &str = "course";

/// The course named by `--course`: a folder, seen from `start`, or a git address.
pub(super) fn named(course: &Path, start: &Path, out: &Out) -> Result<Origin, Stop> {
    match course.to_str().filter(|text| is_address(text)) {
        Some(address) => checkout(address, &data_dir()?, out).map(Origin::Folder),
        None => Ok(Origin::Folder(start.join(course))),
    }
}

/// The course where none is named: the one this learner's folder was laid out with, else
/// the one found upward, else the built-in one.
pub(super) fn found(start: &Path, out: &Out) -> Result<Origin, Stop> {
    match Workspace::discover(start) {
        Some(workspace) => own(&workspace, out),
        None => Ok(find_course(start)),
    }
}

/// The course that a folder belongs to.
pub(super) fn own(workspace: &Workspace, out: &Out) -> Result<Origin, Stop> {
    if workspace.is_course() {
        return Ok(Origin::Folder(workspace.root().to_owned()));
    }
    let text = std::fs::read_to_string(workspace.state_dir().join(REMEMBERED)).unwrap_or_default();
    match text.trim() {
        "" => Ok(find_course(workspace.root())),
        course => named(Path::new(course), workspace.root(), out),
    }
}

/// Remembers which course a folder was laid out with.
pub(super) fn remember(workspace: &Workspace, course: &Path, start: &Path) -> Result<(), Stop> {
    let text = match course.to_str().filter(|text| is_address(text)) {
        Some(address) => address.to_owned(),
        None => {
            let folder = start.join(course);
            folder.canonicalize().unwrap_or(folder).to_string_lossy().into_owned()
        }
    };
    Ok(write_atomically(&workspace.state_dir().join(REMEMBERED), format!("{text}\n").as_bytes())?)
}

/// Where progress with another course than the folder's own is kept, below its state;
/// `None` for its own.
pub(super) fn apart(workspace: &Workspace, origin: &Origin, out: &Out) -> Result<Option<PathBuf>, Stop> {
    let place = |origin: &Origin| match origin {
        Origin::Embedded => None,
        Origin::Folder(folder) => Some(folder.canonicalize().unwrap_or_else(|_| folder.clone())),
    };
    let used = place(origin);
    if used == place(&own(workspace, out)?) {
        return Ok(None);
    }
    let name = used.map_or_else(|| "built-in".to_owned(), |folder| name_of(&folder.to_string_lossy()));
    Ok(Some(Path::new("courses").join(name)))
}

/// Whether this is the address of a repository rather than a folder.
fn is_address(text: &str) -> bool {
    let schemes = ["https://", "http://", "ssh://", "git://", "file://"];
    // git@example.com:team/course.git
    let scp = text.split_once(':').is_some_and(|(host, path)| {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let parts = host.split_once('@');
        !path.is_empty()
            && parts.is_some_and(|(user, host)| {
                !user.is_empty()
                    && !user.starts_with('-')
                    && user.chars().all(plain)
                    && host.chars().all(plain)
            })
    });
    scp || schemes.iter().any(|scheme| text.starts_with(scheme))
}

/// A readable name that no other address has.
fn name_of(address: &str) -> String {
    let last = address.trim_end_matches('/').rsplit(['/', ':', '\\']).next().unwrap_or_default();
    let last = last.split('#').next().unwrap_or_default().trim_end_matches(".git");
    let hash: String = Sha256::digest(address).iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("{}-{hash}", slug(last))
}

/// The checkout of this address (`…#v1` for a branch or tag); cloned if it is not there.
fn checkout(address: &str, data: &Path, out: &Out) -> Result<PathBuf, Stop> {
    let courses = data.join("courses");
    let folder = courses.join(name_of(address));
    if folder.is_dir() {
        return Ok(folder);
    }
    let (repository, revision) = match address.split_once('#') {
        Some((repository, revision)) => (repository, Some(revision)),
        None => (address, None),
    };
    if revision.is_some_and(|revision| revision.is_empty() || revision.starts_with('-')) {
        return Err(Stop::usage("after `#` stands a branch or a tag: `https://example.com/course.git#v1`"));
    }
    let unwritable = |error: std::io::Error| {
        Stop::environment(format!(
            "cannot write {} ({error}); WORKBOOK_DATA names another folder",
            courses.display()
        ))
    };
    std::fs::create_dir_all(&courses).map_err(unwritable)?;
    let fresh = Fresh(courses.join(format!(".new-{}-{}", std::process::id(), fastrand::u64(..))));
    out.note(&format!("getting the course from {repository} into {}", folder.display()));
    clone(repository, revision, &fresh.0)?;
    if !fresh.0.join("workbook.toml").is_file() || !fresh.0.join("lessons").is_dir() {
        return Err(Stop::course(format!(
            "{repository} holds no course: a course has workbook.toml and lessons/ at its top"
        )));
    }
    match std::fs::rename(&fresh.0, &folder) {
        // Another process was quicker.
        Err(_) if folder.is_dir() => Ok(folder),
        done => done.map(|()| folder).map_err(unwritable),
    }
}

fn clone(repository: &str, revision: Option<&str>, into: &Path) -> Result<(), Stop> {
    let mut command = Command::new("git");
    let nowhere = if cfg!(windows) { "NUL" } else { "/dev/null" };
    command.args(["-c", &format!("core.hooksPath={nowhere}")]);
    command.args([
        "-c",
        "core.fsmonitor=false",
        "-c",
        "submodule.recurse=false",
        "-c",
        "protocol.ext.allow=never",
    ]);
    command.args(["clone", "--quiet", "--depth", "1", "--no-tags", "--single-branch"]);
    // Kept in the checkout, for a later `git pull`.
    command.args(["--no-recurse-submodules", "--template=", "--config", "core.symlinks=false"]);
    if let Some(revision) = revision {
        command.args(["--branch", revision]);
    }
    command.arg("--").arg(repository).arg(into).stdin(Stdio::null()).env("GIT_TERMINAL_PROMPT", "0");
    let output = command.output().map_err(|e| {
        Stop::environment(format!("cannot run git ({e}); install it, or name a folder with --course"))
    })?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Stop::environment(format!(
        "the course cannot be fetched: {said}\nlook at the address and the network; a clone of your own can be used with --course FOLDER"
    )))
}

/// A folder that is removed unless it has been renamed.
struct Fresh(PathBuf);

impl Drop for Fresh {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// Where checkouts are kept: `WORKBOOK_DATA`, else `XDG_DATA_HOME/workbook`, else the
/// platform's own place.
fn data_dir() -> Result<PathBuf, Stop> {
    let var = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(dir) = var("WORKBOOK_DATA") {
        return Ok(std::path::absolute(&dir).unwrap_or(dir));
    }
    if let Some(dir) = var("XDG_DATA_HOME").filter(|dir| dir.is_absolute()) {
        return Ok(dir.join("workbook"));
    }
    let home = if cfg!(windows) { var("LOCALAPPDATA") } else { var("HOME").filter(|dir| dir.is_absolute()) };
    let within = match (cfg!(windows), cfg!(target_os = "macos")) {
        (true, _) => "workbook/data",
        (_, true) => "Library/Application Support/workbook",
        _ => ".local/share/workbook",
    };
    home.map(|home| home.join(within)).ok_or_else(|| {
        Stop::environment("there is no home folder for the course; WORKBOOK_DATA names a folder".to_owned())
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_told_from_folders() {
        for address in ["https://a.b/c.git", "file:///tmp/c", "git@a.b:team/c.git", "ssh://git@a.b/c"] {
            assert!(is_address(address), "{address}");
        }
        for folder in ["c", "../c", "/tmp/c.git", "C:\\c", "a:b", "@:x", "-u@h:x", "ext::sh -c id", "a b@c:d"]
        {
            assert!(!is_address(folder), "{folder}");
        }
    }

    #[test]
    fn names_are_readable_and_differ() {
        let one = name_of("https://a.b/My-Course.git");
        assert!(one.starts_with("my-course-"), "{one}");
        assert_ne!(one, name_of("https://a.c/My-Course.git"));
        assert_ne!(name_of("https://a.b/c#v1"), name_of("https://a.b/c#v2"));
        assert!(!name_of("https://a.b/..").contains(['/', '.']));
    }
}
