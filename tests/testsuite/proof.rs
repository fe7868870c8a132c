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

#[test]
fn the_course_proves_itself() {
    let _alone = alone();
    for words in commands() {
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let first = prove(&words);
        println!("{}", first.stdout);
        if first.code == Some(0) {
            continue;
        }
        // Waits and streams are judged by the clock, and other tests share this machine:
        // what fails has to fail twice.
        let second = prove(&words);
        assert_eq!(second.code, Some(0), "{}\n{}", second.stdout, second.stderr);
    }
}
