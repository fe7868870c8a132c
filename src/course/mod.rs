//! Markdown lessons become exercises, scenes and checks, with a place for every word.
//!
//! Owns: the lesson format, the course's data model, and the author's faults. Must
//! not know: terminals, processes, sockets, the learner's folder. Only `load` reads
//! the disk.

mod fault;
mod model;
mod source;

pub use fault::{Fault, Severity};
pub use model::{
    CheckSpec, CodeBlock, Course, Diagnosis, Exercise, Hint, Lesson, Need, PartialCredit, Scene, Setup,
    StdinPlan, Track, Wrong,
};
pub use source::{Located, SourceFile, Spot};
