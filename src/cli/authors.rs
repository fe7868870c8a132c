//! Options of the commands for authors of lessons.

use clap::{Args, Subcommand, ValueEnum};
use std::path::PathBuf;

/// Options of `lint`.
#[derive(Debug, Clone, Default, Args)]
pub struct LintArgs {
    /// A course folder or lesson files; without them, the course in use
    #[arg(value_name = "PATH")]
    pub paths: Vec<PathBuf>,
    /// How to show the faults
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = LintFormat::Human)]
    pub format: LintFormat,
    /// Mend what can be mended without thinking, and show what is left
    #[arg(long)]
    pub fix: bool,
    /// Compare ids with those of this revision (git), so that none is lost or used for another thing
    #[arg(long, value_name = "REV")]
    pub since: Option<String>,
}

/// How `lint` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum LintFormat {
    /// For people
    #[default]
    Human,
    /// One JSON document on standard output
    Json,
    /// GitHub workflow annotations
    Github,
    /// SARIF 2.1.0, for code scanning
    Sarif,
}

/// Options of `prove`.
#[derive(Debug, Clone, Default, Args)]
pub struct ProveArgs {
    /// Ids of exercises; without them, all that changed since they were proved
    #[arg(value_name = "EXERCISE")]
    pub exercises: Vec<String>,
    /// Prove everything, changed or not
    #[arg(long)]
    pub all: bool,
    /// Only this track
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
    /// Draw all randomness from this number
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Start every program afresh and let its long waits take as long as they say (without it,
    /// programs of a track with `warm_up` are forked from one interpreter, and waits shortened)
    #[arg(long)]
    pub real_time: bool,
    /// How to show the proof
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ProveFormat::Human)]
    pub format: ProveFormat,
}

/// Options of `preview`.
#[derive(Debug, Clone, Args)]
pub struct PreviewArgs {
    /// The lesson: its file, its id or its number
    #[arg(value_name = "LESSON")]
    pub lesson: String,
    /// The track to prove it in; without it, the course's usual one
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
    /// Look for changes several times a second instead of waiting for the system's notices
    #[arg(long)]
    pub poll: bool,
}

/// How `prove` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ProveFormat {
    /// For people
    #[default]
    Human,
    /// One JSON document on standard output
    Json,
    /// JUnit XML, for CI systems
    Junit,
}

/// Options of `drift`.
#[derive(Debug, Clone, Default, Args)]
pub struct DriftArgs {
    /// Ids of exercises; without them, all
    #[arg(value_name = "EXERCISE")]
    pub exercises: Vec<String>,
    /// The track whose solutions are run, such as python
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
    /// Ask the provider NAME of live.toml; without it, the vendors themselves (it costs money)
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_value = "", default_missing_value = "", hide_default_value = true)]
    pub live: String,
    /// Never spend more than this many US dollars, all exercises together
    #[arg(long, value_name = "USD", default_value_t = 0.25, value_parser = super::dollars)]
    pub max_usd: f64,
    /// Never pass on more requests than this
    #[arg(long, value_name = "N", default_value_t = 500)]
    pub max_requests: u32,
    /// Allow models whose price is not known
    #[arg(long)]
    pub allow_unknown_price: bool,
    /// How to show the differences
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = DriftFormat::Human)]
    pub format: DriftFormat,
}

/// How `drift` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum DriftFormat {
    /// For people
    #[default]
    Human,
    /// One JSON document on standard output
    Json,
}

/// Options of `extract`.
#[derive(Debug, Clone, Default, Args)]
pub struct ExtractArgs {
    /// Write nothing; fail when a stub that nobody edited differs from its lesson
    #[arg(long)]
    pub check: bool,
}

/// Options of `new`.
#[derive(Debug, Clone, Args)]
pub struct NewArgs {
    /// What to begin
    #[command(subcommand)]
    pub what: New,
}

/// What `new` begins.
#[derive(Debug, Clone, Subcommand)]
pub enum New {
    /// A course in a folder of its own, with one lesson and one exercise
    Course {
        /// The folder; made if it is not there
        #[arg(value_name = "DIR")]
        dir: PathBuf,
        /// Its tracks; the first is the usual one
        #[arg(long = "track", value_name = "TRACK", default_value = "python")]
        tracks: Vec<String>,
    },
    /// A lesson with the next free number
    Lesson {
        /// Its title; the file's name and the id are made from it
        #[arg(value_name = "TITLE")]
        title: String,
    },
    /// An exercise: its section in a lesson, and a solution to begin with
    Exercise {
        /// Its id, which stays for ever: lower-case words with hyphens
        #[arg(value_name = "ID")]
        id: String,
        /// Its tracks; without it, all of the course
        #[arg(long = "track", value_name = "TRACK")]
        tracks: Vec<String>,
        /// The id of the lesson it belongs to; without it, the last one
        #[arg(long, value_name = "LESSON")]
        lesson: Option<String>,
    },
}

/// Options of `import`.
#[derive(Debug, Clone, Args)]
pub struct ImportArgs {
    /// A Markdown page, a notebook (.ipynb), or a folder of them
    #[arg(value_name = "FILE|FOLDER")]
    pub path: PathBuf,
}
