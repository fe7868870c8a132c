//! `workbook` without a command: start, or go on where you were.

use super::session::{Session, load_course, start_folder};
use super::{Stop, init, list, watch};
use crate::cli::{Global, InitArgs, WatchArgs};
use crate::course::{Course, Track};
use crate::exit::ExitStatus;
use crate::report::{Ink, Line, Out};
use crate::run::is_on_path;
use crate::workspace::Workspace;
use std::io::IsTerminal;
use std::path::Path;

/// On a terminal, starts or resumes the watch loop, in an empty folder after laying the
/// course out there; in a pipe, says where the learner is.
pub(super) fn start(global: &Global, out: &Out) -> Result<ExitStatus, Stop> {
    let person = out.is_terminal() && std::io::stdin().is_terminal();
    if !person {
        return list::whereabouts(&Session::open(global, out)?);
    }
    let folder = start_folder(global)?;
    if Workspace::discover(&folder).is_none() {
        if !may_be_laid_out(&folder) {
            return list::whereabouts(&Session::open(global, out)?);
        }
        let (_, loaded) = load_course(global, &folder)?;
        let track = ask_track(out, &loaded.course)?;
        init::init(global, out, &InitArgs { dir: None, track: Some(track.id) })?;
    }
    let session = Session::open(global, out)?;
    if session.store.chosen_track()?.or_else(|| session.only_track()).is_none() {
        let track = ask_track(out, &session.course)?;
        session.store.set_chosen_track(&track.id)?;
    }
    watch::watch(session, &WatchArgs::default())
}

/// Only an empty folder is laid out unasked (what begins with a dot does not count),
/// and never a home folder or a file system's root.
fn may_be_laid_out(folder: &Path) -> bool {
    let is_home = std::env::home_dir().is_some_and(|home| {
        matches!((home.canonicalize(), folder.canonicalize()), (Ok(home), Ok(folder)) if home == folder)
    });
    let is_root = folder.canonicalize().is_ok_and(|folder| folder.parent().is_none());
    let is_empty = std::fs::read_dir(folder).is_ok_and(|entries| {
        entries.flatten().all(|entry| entry.file_name().to_string_lossy().starts_with('.'))
    });
    is_empty && !is_home && !is_root
}

/// The one question: which language. Enter takes the first that this machine can run,
/// the course's own choice before others. With a single track nothing is asked.
fn ask_track(out: &Out, course: &Course) -> Result<Track, Stop> {
    let usual = usual_track(course).ok_or_else(|| Stop::course("the course has no tracks"))?;
    if course.tracks.len() < 2 {
        return Ok(usual.clone());
    }
    out.data(&Line::default().ink(Ink::Strong, &*course.title));
    out.data(&Line::default());
    out.data(&Line::of("Which language do you want to write?"));
    for (number, track) in course.tracks.iter().enumerate() {
        let missing: Vec<&str> = missing(track).collect();
        let line =
            Line::indent(2).ink(Ink::Accent, format!("{}", number + 1)).then(format!(" {}", track.title));
        let line = if track.id == usual.id { line.ink(Ink::Good, "  (press Enter)") } else { line };
        let gap = if missing.is_empty() {
            String::new()
        } else {
            format!("  (not found here: {})", missing.join(", "))
        };
        out.data(&line.ink(Ink::Faint, gap));
    }
    loop {
        let answer = read_line()?;
        match chosen(course, usual, answer.trim()) {
            Some(track) => return Ok(track.clone()),
            None => out.note("type a number or a name from the list, or just press Enter"),
        }
    }
}

fn usual_track(course: &Course) -> Option<&Track> {
    let own = course.track(&course.default_track);
    let ordered = || own.into_iter().chain(&course.tracks);
    ordered().find(|track| missing(track).next().is_none()).or_else(|| ordered().next())
}

/// Needs of the track for which nothing at all is on PATH.
fn missing(track: &Track) -> impl Iterator<Item = &str> {
    let found = |programs: &[String]| programs.iter().any(|program| is_on_path(program));
    track.needs.iter().filter(move |need| !found(&need.programs)).map(|need| need.name.as_str())
}

fn chosen<'a>(course: &'a Course, usual: &'a Track, answer: &str) -> Option<&'a Track> {
    if answer.is_empty() {
        return Some(usual);
    }
    if let Ok(number) = answer.parse::<usize>() {
        return course.tracks.get(number.checked_sub(1)?);
    }
    let answer = answer.to_lowercase();
    course.tracks.iter().find(|t| t.id == answer || t.languages.contains(&answer))
}

/// A line from the person. The end of input is no answer: nothing is laid out.
fn read_line() -> Result<String, Stop> {
    let mut line = String::new();
    match std::io::stdin().read_line(&mut line) {
        Ok(0) => {
            Err(Stop::usage("no language was chosen; `workbook init --track NAME` does it without asking"))
        }
        Ok(_) => Ok(line),
        Err(error) => {
            Err(Stop::environment(format!("cannot read your answer: {error}; try another terminal")))
        }
    }
}
