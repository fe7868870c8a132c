//! The one integration binary: a module a feature.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

mod architecture;
mod commands;
mod course;
mod course_hostile;
mod deviations;
mod goldens;
mod live;
mod programs;
mod proof;
mod reading;
mod support;
#[cfg(unix)]
mod watch;
#[cfg(unix)]
mod watch_killed;
mod ways;
