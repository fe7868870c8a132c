//! The course proves itself, in every track.

use super::support::{Bench, Said, alone, repository};

fn prove() -> Said {
    Bench::empty().run(&["-C", repository().to_str().unwrap(), "prove"])
}

#[test]
fn the_course_proves_itself() {
    let _alone = alone();
    let first = prove();
    println!("{}", first.stdout);
    if first.code == Some(0) {
        return;
    }
    // Waits and streams are judged by the clock, and other tests share this machine:
    // what fails has to fail twice.
    let second = prove();
    assert_eq!(second.code, Some(0), "{}\n{}", second.stdout, second.stderr);
}
