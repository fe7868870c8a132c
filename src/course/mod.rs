//! Markdown lessons become exercises, scenes and checks, with a place for every word.
//!
//! Owns: the lesson format, the course's data model, and the author's faults. Must
//! not know: terminals, processes, sockets, the learner's folder. Only `load` reads
//! the disk.
//!
//! The way of a lesson: `front_matter` and `markdown` read the file once, `blocks`
//! says what each fence is for, `sections` which exercise it belongs to, `table` and
//! `schema` read its TOML, `scene`, `check` and `exercise` make the model of it,
//! `prose` and `lint` look for what is wrong with the whole. Every step adds its faults
//! to one list and goes on.

mod anchors;
mod blocks;
mod check;
mod exercise;
mod fault;
mod fix;
mod front_matter;
mod graded;
mod import;
mod info;
mod json_schema;
mod lesson;
mod lint;
mod load;
mod macros;
mod markdown;
mod model;
mod overview;
mod prices;
mod prose;
mod published;
mod quiz;
mod reading;
mod scaffold;
mod scene;
mod schema;
mod sections;
mod settings;
mod source;
mod stubs;
mod suggest;
mod table;
#[cfg(test)]
mod tests;
mod translation;
mod variables;

pub use fault::{Fault, Severity};
pub use fix::{fix, fixed};
pub use graded::Graded;
pub use import::{Draft, draft};
pub use json_schema::json_schema;
pub use lesson::parse_lesson;
pub use lint::solution_path;
pub use load::{LoadError, Loaded, Origin, find_course, load, load_to_learn};
pub use macros::{MACROS_FILE, Macros};
pub use markdown::options as markdown_options;
pub use model::{
    Answers, CheckSpec, Choice, CodeBlock, Course, Diagnosis, Exercise, Hint, Lesson, Need, PartialCredit,
    Question, Quiz, Scene, Setup, StdinPlan, Track, Typed, TypedValue, Wrong,
};
pub use overview::overview;
pub use prices::PRICES_FILE;
pub use published::lost_ids;
pub use quiz::number;
pub use reading::{reading, section};
pub use scaffold::{Scaffold, course_files, exercise_files, lesson_file, slug};
pub use source::{Located, SourceFile, Spot};
pub use stubs::{ExtractedFile, extract, extracted_path};
pub use translation::Translation;
