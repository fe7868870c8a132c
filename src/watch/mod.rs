//! One file, watched: saved, gone, and how we come to know.
//!
//! Owns: the operating system's notices of changes, waiting until a save is complete,
//! and looking for ourselves where notices do not arrive. Must not know: courses,
//! exercises, programs, terminals; it needs nothing of ours.

mod stamp;
mod watcher;

pub use watcher::{Change, Means, Watcher};
