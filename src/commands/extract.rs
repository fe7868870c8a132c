//! `workbook extract`: the lessons are the one source of the stubs, and of the page
//! that gives an overview of them.

use super::Stop;
use super::session::Session;
use crate::cli::ExtractArgs;
use crate::course::overview;
use crate::exit::ExitStatus;
use crate::workspace::{Change, FileText, Standing, Workspace};

/// Writes the stubs; with `--check`, only says which untouched ones are out of date.
pub(super) fn extract(session: &Session, args: &ExtractArgs) -> Result<ExitStatus, Stop> {
    let workspace = session.workspace.as_ref().ok_or_else(|| {
        Stop::usage(
            "this is not a course folder; `extract` writes exercises/ beside lessons/ and workbook.toml",
        )
    })?;
    if args.check { freshness(session, workspace) } else { write(session, workspace) }
}

fn files(session: &Session) -> Vec<FileText> {
    let mut files = session.stub_files(None);
    let page = overview(&session.course);
    files.push((page.path, page.text));
    files
}

fn write(session: &Session, workspace: &Workspace) -> Result<ExitStatus, Stop> {
    let report = workspace.lay_out(&files(session))?;
    for (path, change) in &report.changes {
        match change {
            Change::Written | Change::Updated | Change::Merged => {
                session.out.text(&format!("{path}: written\n"))
            }
            Change::Beside(new) => {
                session.out.text(&format!("{path}: edited, left as it is; the new stub is {new}\n"))
            }
            Change::Kept => session.out.text(&format!("{path}: edited, left as it is\n")),
            Change::Unchanged => {}
        }
    }
    report.notes.iter().for_each(|note| session.out.note(note));
    Ok(ExitStatus::Passed)
}

/// Freshness is judged only for files that nobody has edited.
fn freshness(session: &Session, workspace: &Workspace) -> Result<ExitStatus, Stop> {
    let mut stale = 0;
    for (path, standing) in workspace.survey(&files(session))? {
        let word = match standing {
            Standing::Missing => "is missing",
            Standing::Stale => "is out of date",
            Standing::Unrecorded => "is not on the list of extracted files",
            Standing::Current | Standing::Edited => continue,
        };
        stale += 1;
        session.out.text(&format!("{path} {word}\n"));
    }
    if stale == 0 {
        session.out.text("every extracted file that nobody edited is fresh\n");
        return Ok(ExitStatus::Passed);
    }
    session.out.text(&format!("next: run `{}`\n", session.command("extract")));
    Ok(ExitStatus::CourseFaulty)
}
