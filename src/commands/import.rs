//! `workbook import`: pages from elsewhere become drafts of lessons.

use super::Stop;
use super::new::{next_number, write_new};
use super::session::{load_course, start_folder};
use crate::cli::{Global, ImportArgs, invocation};
use crate::course::{Origin, Severity, draft, load};
use crate::exit::ExitStatus;
use crate::report::Out;
use std::path::{Path, PathBuf};

/// The largest page that is read.
const LARGEST: u64 = 8 * 1024 * 1024;

/// Writes one lesson for each page into the course of this folder.
pub(super) fn import(global: &Global, out: &Out, args: &ImportArgs) -> Result<ExitStatus, Stop> {
    let start = start_folder(global)?;
    let (origin, _) = load_course(global, &start)?;
    let Origin::Folder(root) = origin else {
        return Err(Stop::usage(format!(
            "this is not a course folder; begin one with `{} new course DIR`, and import there",
            invocation()
        )));
    };
    let builtin = load(&Origin::Embedded).map_err(|e| Stop::course(e.to_string()))?.course;
    let path = start.join(&args.path);
    let pages = pages(&path)?;
    for page in &pages {
        let bytes = read(page)?;
        // Loaded anew each time: ids must be free of those just written.
        let course = load(&Origin::Folder(root.clone())).map_err(|e| Stop::course(e.to_string()))?.course;
        let name = page.file_name().map_or_else(String::new, |n| n.to_string_lossy().into_owned());
        let draft = draft(&name, &bytes, next_number(&root), &course, &builtin);
        write_new(&root, &draft.files)?;
        draft.files.iter().for_each(|file| out.text(&format!("{}: written\n", file.path)));
        draft.todos.iter().for_each(|todo| out.text(&format!("  TODO: {todo}\n")));
    }
    let left = load(&Origin::Folder(root)).map_err(|e| Stop::course(e.to_string()))?.faults;
    let errors = left.iter().filter(|f| f.severity == Severity::Error).count();
    if errors > 0 {
        out.note(&format!("`{} lint` shows {errors} errors in this course", invocation()));
    }
    out.text(&format!("next: run `{} lint`, and look through the TODOs\n", invocation()));
    Ok(ExitStatus::Passed)
}

fn pages(path: &Path) -> Result<Vec<PathBuf>, Stop> {
    if path.is_file() {
        return Ok(vec![path.to_owned()]);
    }
    let entries = std::fs::read_dir(path)
        .map_err(|e| Stop::usage(format!("cannot read {} ({e}); give a page or a folder", path.display())))?;
    let is_page = |p: &PathBuf| p.is_file() && p.extension().is_some_and(|e| e == "md" || e == "ipynb");
    let mut pages: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(is_page).collect();
    pages.sort();
    if pages.is_empty() {
        return Err(Stop::usage(format!("there is no page (.md, .ipynb) in {}", path.display())));
    }
    Ok(pages)
}

fn read(page: &Path) -> Result<Vec<u8>, Stop> {
    let unreadable = |e: std::io::Error| Stop::usage(format!("cannot read {} ({e})", page.display()));
    if std::fs::metadata(page).map_err(unreadable)?.len() > LARGEST {
        return Err(Stop::usage(format!("{} is larger than 8 MB; split it first", page.display())));
    }
    std::fs::read(page).map_err(unreadable)
}
