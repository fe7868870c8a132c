//! The one integration binary: a module a feature.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, missing_docs)]

mod architecture;
mod authors;
mod commands;
mod course;
mod course_hostile;
mod deviations;
mod drift;
mod goldens;
mod imports;
#[cfg(unix)]
mod keyring;
mod live;
mod live_lacks;
mod live_real;
mod live_wires;
mod openai;
#[cfg(unix)]
mod preview;
mod programs;
mod proof;
mod reading;
mod replay;
mod rubrics;
mod sdk;
mod support;
#[cfg(unix)]
mod watch;
#[cfg(unix)]
mod watch_killed;
#[cfg(unix)]
mod watch_live;
mod ways;
