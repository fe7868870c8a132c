//! What is loaded into an interpreter before the program, so that long sleeps are short.
//!
//! Owns: the files, where they are kept, and the variable that makes an interpreter load
//! them; likewise the script of a waiting interpreter. Must not know: tracks (a track's
//! row names the kind), nor what is granted ([`super::clock`]) or asked for
//! ([`super::nursery`]).

use sha2::{Digest, Sha256};
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

/// A kind of interpreter whose clock can be moved, by the name that a track's row uses.
struct Kind {
    name: &'static str,
    /// The environment variable that makes the interpreter load something first.
    variable: &'static str,
    /// Its value, given the folder of the files.
    value: fn(&Path) -> String,
    files: &'static [(&'static str, &'static str)],
}

/// The script of an interpreter that waits and forks.
const NURSERY: &str = "nursery.py";

const KINDS: [Kind; 2] = [
    Kind {
        name: "python",
        variable: "PYTHONPATH",
        value: |folder| folder.display().to_string(),
        files: &[
            ("sitecustomize.py", include_str!("preload/sitecustomize.py")),
            ("workbook_clock.py", include_str!("preload/workbook_clock.py")),
            (NURSERY, include_str!("preload/nursery.py")),
        ],
    },
    Kind {
        name: "node",
        variable: "NODE_OPTIONS",
        value: |folder| {
            let file = folder.join("clock.cjs").display().to_string();
            format!("--require \"{}\"", file.replace('\\', "\\\\").replace('"', "\\\""))
        },
        files: &[("clock.cjs", include_str!("preload/clock.cjs"))],
    },
];

/// The variable for an interpreter of this kind, and its value; the files are written
/// into `cache` first, unless they are there. `None` for a kind that is not known, or when
/// they cannot be written: then time is real.
pub(super) fn variable(kind: &str, cache: &Path) -> Option<(String, String)> {
    let kind = KINDS.iter().find(|known| known.name == kind)?;
    let folder = laid_out(kind, cache).ok()?;
    Some((kind.variable.to_owned(), (kind.value)(&folder)))
}

/// The script with which an interpreter of this kind waits for programs; `None` where there
/// is none.
pub(super) fn nursery(kind: &str, cache: &Path) -> Option<PathBuf> {
    let kind = KINDS.iter().find(|known| known.name == kind)?;
    kind.files.iter().find(|(name, _)| *name == NURSERY)?;
    Some(laid_out(kind, cache).ok()?.join(NURSERY))
}

fn laid_out(kind: &Kind, cache: &Path) -> io::Result<PathBuf> {
    let folder = cache.join("clock").join(format!("{}-{}", kind.name, digest(kind)));
    for (name, text) in kind.files {
        let file = folder.join(name);
        if fs::read_to_string(&file).is_ok_and(|there| there == *text) {
            continue;
        }
        fs::create_dir_all(&folder)?;
        // Written beside and moved, so that nobody loads a half.
        let beside = folder.join(format!("{name}.{}.{}", std::process::id(), fastrand::u32(..)));
        fs::write(&beside, text)?;
        fs::rename(&beside, &file)?;
    }
    Ok(folder)
}

fn digest(kind: &Kind) -> String {
    let mut hash = Sha256::new();
    kind.files.iter().for_each(|(_, text)| hash.update(text));
    hash.finalize().iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn files_are_written_once_and_mended() {
        let cache = tempfile::tempdir().unwrap();
        let (name, folder) = variable("python", cache.path()).unwrap();
        assert_eq!(name, "PYTHONPATH");
        let file = Path::new(&folder).join("workbook_clock.py");
        fs::write(&file, "half of i").unwrap();
        assert_eq!(variable("python", cache.path()).unwrap().1, folder);
        assert!(fs::read_to_string(&file).unwrap().contains("def install"));
        assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);
    }

    #[test]
    fn what_cannot_be_done_is_left_in_real_time() {
        let cache = tempfile::tempdir().unwrap();
        assert_eq!(variable("cobol", cache.path()), None);
        let file = cache.path().join("file");
        fs::write(&file, "").unwrap();
        assert_eq!(variable("node", &file), None);
    }
}
