//! An earlier version of a course, from its git repository.

use super::Stop;
use crate::course::{Course, Origin, load};
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// What of a course the comparison needs.
const PARTS: [&str; 4] = ["workbook.toml", "prices.toml", "lessons", "solutions"];

/// The course of this folder as it was at `revision`.
pub(super) fn course_at(root: &Path, revision: &str) -> Result<Course, Stop> {
    if revision.starts_with('-') {
        return Err(Stop::usage(format!("`{revision}` is no revision; give a tag, a branch or a commit")));
    }
    let folder = Folder::new()?;
    let listed = git(root, &["ls-tree", "-r", "--name-only", "-z", revision, "--", "."])?;
    let names = String::from_utf8_lossy(&listed).into_owned();
    let wanted = names.split('\0').filter(|name| {
        let first = name.split('/').next().unwrap_or_default();
        PARTS.contains(&first) && !name.split('/').any(|part| part == ".." || part.is_empty())
    });
    for name in wanted {
        let text = git(root, &["show", &format!("{revision}:./{name}")])?;
        let file = folder.0.join(name);
        let written = file.parent().map_or(Ok(()), std::fs::create_dir_all);
        written.and_then(|()| std::fs::write(&file, text)).map_err(|e| {
            Stop::environment(format!("cannot write {} ({e}); make room there", file.display()))
        })?;
    }
    let loaded = load(&Origin::Folder(folder.0.clone()));
    loaded.map(|l| l.course).map_err(|e| Stop::usage(format!("there is no course at `{revision}`: {e}")))
}

fn git(root: &Path, args: &[&str]) -> Result<Vec<u8>, Stop> {
    let mut command = Command::new("git");
    command.arg("-C").arg(root).args(args.iter().map(OsStr::new)).stdin(Stdio::null());
    let output = command
        .output()
        .map_err(|e| Stop::environment(format!("cannot run git ({e}); install it, or leave --since out")))?;
    if output.status.success() {
        return Ok(output.stdout);
    }
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    Err(Stop::usage(format!("git cannot show that revision ({said}); give a tag, a branch or a commit")))
}

/// A folder that goes when it is no longer needed.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, Stop> {
        let name = format!("workbook-since-{}-{}", std::process::id(), fastrand::u64(..));
        let path = std::env::temp_dir().join(name);
        std::fs::create_dir(&path)
            .map_err(|e| Stop::environment(format!("cannot make {} ({e})", path.display())))?;
        Ok(Self(path))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}
