//! The course proves itself, in every track.

use super::support::{Bench, repository};

#[test]
fn the_course_proves_itself() {
    let said = Bench::empty().run(&["-C", repository().to_str().unwrap(), "prove"]);
    assert_eq!(said.code, Some(0), "{}\n{}", said.stdout, said.stderr);
    println!("{}", said.stdout);
}
