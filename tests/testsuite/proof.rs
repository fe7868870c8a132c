//! The course proves itself: the five core exercises in every track, each of the
//! others in one track, in turn; with `WORKBOOK_ALL=1` everything everywhere.

use super::support::{Bench, CORE, Said, alone, everything, repository};
use workbook::course::{Origin, load};

const TRACKS: [&str; 4] = ["python", "javascript", "shell", "rust"];

fn prove(words: &[&str]) -> Said {
    let mut args = vec!["-C", repository().to_str().unwrap(), "prove", "--all"];
    args.extend(words);
    Bench::empty().run(&args)
}

/// What to prove, a command a line.
fn commands() -> Vec<Vec<String>> {
    if everything() {
        return vec![Vec::new()];
    }
    let course = load(&Origin::Folder(repository().to_owned())).unwrap().course;
    let others = course.exercises().map(|e| e.id.clone()).filter(|id| !CORE.contains(&id.as_str()));
    let mut commands: Vec<Vec<String>> = TRACKS
        .iter()
        .map(|track| {
            let mut words = vec!["--track".to_owned(), (*track).to_owned()];
            words.extend(CORE.map(str::to_owned));
            words
        })
        .collect();
    for (place, id) in others.enumerate() {
        commands[place % TRACKS.len()].push(id);
    }
    commands
}

/// The exercises with a proof that fails, each with its track: lines `✗ retry · rust · …`.
fn failing(said: &Said) -> Vec<(String, String)> {
    let lines = said.stdout.lines().filter_map(|line| line.strip_prefix("✗ "));
    let named = lines.filter_map(|line| {
        let mut parts = line.split(" · ");
        Some((parts.next()?.to_owned(), parts.next()?.to_owned()))
    });
    let mut failing: Vec<_> = named.collect();
    failing.dedup();
    failing
}

/// Waits and streams are judged by the clock, and this machine has other work to do:
/// what fails has to fail three times, twice of them with nothing else beside it.
fn fails_alone(exercise: &str, track: &str) -> Option<String> {
    let mut last = String::new();
    for _ in 0..2 {
        let said = prove(&["--track", track, exercise]);
        if said.code == Some(0) {
            return None;
        }
        last = format!("{}\n{}", said.stdout, said.stderr);
    }
    Some(last)
}

#[test]
fn the_course_proves_itself() {
    let _alone = alone();
    let mut wrong = Vec::new();
    for words in commands() {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let said = prove(&words);
        println!("{}", said.stdout);
        let failing = failing(&said);
        assert_eq!(said.code == Some(0), failing.is_empty(), "{}\n{}", said.stdout, said.stderr);
        wrong.extend(failing.iter().filter_map(|(exercise, track)| fails_alone(exercise, track)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
