//! The command line as data: commands, options, and their one-line explanations.
//!
//! Owns: the names that people type. Must not know: what any command does.

mod authors;

pub use authors::{
    DriftArgs, DriftFormat, ExtractArgs, ImportArgs, LintArgs, LintFormat, New, NewArgs, PreviewArgs,
    ProveArgs, ProveFormat,
};

use clap::{Args, Parser, Subcommand, ValueEnum};
use std::path::{Path, PathBuf};

/// The whole command line.
#[derive(Debug, Clone, Parser)]
#[command(
    name = "workbook",
    version,
    about = "Learn to program against LLM APIs: your program is graded by what it sends and shows",
    long_about = None,
    after_help = crate::exit::HELP,
    disable_help_subcommand = true,
    max_term_width = 100
)]
pub struct Cli {
    /// Options that every command takes.
    #[command(flatten)]
    pub global: Global,
    /// The command; without one, the watch loop on a terminal, and in a pipe the place
    /// where the learner is.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// Options that every command takes.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// When to use colours
    #[arg(long, global = true, value_enum, value_name = "WHEN", default_value_t = ColorChoice::Auto)]
    pub color: ColorChoice,
    /// Use the course in this folder or git repository (`https://…#v1` for a tag) instead of the one found or built in
    #[arg(long, global = true, value_name = "DIR|URL")]
    pub course: Option<PathBuf>,
    /// Read lessons in this language, where they are translated; `original` for the original
    #[arg(long, global = true, value_name = "LANG")]
    pub lang: Option<String>,
    /// Work as if started in this folder
    #[arg(short = 'C', global = true, value_name = "DIR")]
    pub directory: Option<PathBuf>,
}

/// When to use colours.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorChoice {
    /// On a terminal, unless NO_COLOR is set
    #[default]
    Auto,
    /// Always, in a pipe too
    Always,
    /// Never
    Never,
}

/// What to do.
#[derive(Debug, Clone, Subcommand)]
pub enum Command {
    /// Grade a program by what it sends and shows
    Check(CheckArgs),
    /// Answer every save of the current exercise, until you quit
    Watch(WatchArgs),
    /// Lay out lessons and exercises in a folder; what is there already stays as it is
    Init(InitArgs),
    /// Show lessons and exercises, with how far you are
    List(ListArgs),
    /// Move on to the next exercise and show its task
    Next(TrackArgs),
    /// Jump to an exercise and show its task
    Go(GoArgs),
    /// Leave the current exercise for later and move on
    Skip(TrackArgs),
    /// Show the next hint, the one for the check that fails first
    Hint(HintArgs),
    /// Show the reference solution: after a pass, or after the last hint
    Solution(SolutionArgs),
    /// Start an exercise afresh; your file is kept in .workbook/backups
    Reset(ResetArgs),
    /// Run a program against the mock API without grading it
    Run(RunArgs),
    /// Show the requests and replies of the last attempt
    Trace(TraceArgs),
    /// Serve the mock API on its own, for any program
    Mock(MockArgs),
    /// Read a lesson here, in the terminal
    Read(ReadArgs),
    /// Answer the questions on a lesson
    Quiz(QuizArgs),
    /// Show points, tokens, their would-be cost, and time
    Progress(ListArgs),
    /// Show the attempts at an exercise, and what made the difference
    History(HistoryArgs),
    /// Report all faults of a course at once, with place and cure
    Lint(LintArgs),
    /// Let the course prove itself: stubs and cheats fail, solutions pass
    Prove(ProveArgs),
    /// Run the solutions against the real service, and list where it differs from the mock
    Drift(DriftArgs),
    /// Lint and prove a lesson again at each save, while you write it
    Preview(PreviewArgs),
    /// Say what is installed, what is missing, and how to mend it
    Doctor(TrackArgs),
    /// Write the exercises' stubs from the lessons
    Extract(ExtractArgs),
    /// Begin a course, a lesson or an exercise
    New(NewArgs),
    /// Turn a page or a notebook from elsewhere into a draft of a lesson
    Import(ImportArgs),
    /// Print a JSON Schema of what lessons and workbook.toml may hold, for editors
    Schema,
    /// Print a script that completes commands in your shell
    Completions(CompletionsArgs),
    /// Print the manual page
    Man(ManArgs),
}

/// Options of `check`.
#[derive(Debug, Clone, Default, Args)]
pub struct CheckArgs {
    /// An exercise's id or the path of one of its files; without it, the current exercise
    #[arg(value_name = "EXERCISE|FILE")]
    pub target: Option<String>,
    /// Grade all exercises
    #[arg(long, conflicts_with_all = ["target", "file", "scene"])]
    pub all: bool,
    /// The track to grade, such as python, javascript or shell
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
    /// Grade this program instead of the one in exercises/
    #[arg(long, value_name = "PATH", conflicts_with = "solution")]
    pub file: Option<PathBuf>,
    /// Grade the reference solution
    #[arg(long)]
    pub solution: bool,
    /// Run only this scene
    #[arg(long, value_name = "NAME")]
    pub scene: Option<String>,
    /// Draw all randomness from this number, to repeat a run exactly
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Grade this many times and say whether the verdicts agree
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u32).range(1..=10_000))]
    pub repeat: u32,
    /// Let long waits of the program take as long as they say (they are shortened otherwise)
    #[arg(long)]
    pub real_time: bool,
    /// Show the requests, the replies and the output below the verdict
    #[arg(long)]
    pub trace: bool,
    /// How to report
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = Format::Human)]
    pub format: Format,
    /// What stands behind the API's door
    #[command(flatten)]
    pub live: LiveArgs,
}

/// What a live run may cost unless told otherwise, in US dollars.
pub const MAX_USD: f64 = 0.05;
/// How many requests a live run may pass on unless told otherwise.
pub const MAX_REQUESTS: u32 = 100;

/// Who answers in place of the mock.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Live")]
pub struct LiveArgs {
    /// Pass the requests on to the real service (it costs money), or to the provider NAME of live.toml
    #[arg(long, value_name = "NAME", num_args = 0..=1, require_equals = true, default_missing_value = "")]
    pub live: Option<String>,
    /// Never spend more than this many US dollars
    #[arg(long, value_name = "USD", default_value_t = MAX_USD, requires = "live", value_parser = dollars)]
    pub max_usd: f64,
    /// Never pass on more requests than this
    #[arg(long, value_name = "N", default_value_t = MAX_REQUESTS, requires = "live")]
    pub max_requests: u32,
    /// Allow models whose price is not known
    #[arg(long, requires = "live")]
    pub allow_unknown_price: bool,
    /// Keep a recording of the service's answers
    #[arg(long, requires = "live")]
    pub record: bool,
    /// Answer from a recording (the newest one of the exercise, or FILE); nothing leaves the machine
    #[arg(long, value_name = "FILE", num_args = 0..=1, require_equals = true, conflicts_with = "live")]
    pub replay: Option<Option<PathBuf>>,
    /// Replay with the recorded waits
    #[arg(long, requires = "replay")]
    pub recorded_speed: bool,
}

fn dollars(text: &str) -> Result<f64, String> {
    let usd: f64 = text.trim_start_matches('$').parse().map_err(|_| "write it like 0.05".to_owned())?;
    if usd.is_finite() && usd >= 0.0 { Ok(usd) } else { Err("write it like 0.05".to_owned()) }
}

/// Options of `watch`.
#[derive(Debug, Clone, Default, Args)]
pub struct WatchArgs {
    /// The exercise's id; without it, the current exercise
    #[arg(value_name = "EXERCISE")]
    pub exercise: Option<String>,
    /// The track, such as python, javascript or shell
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
    /// Look for changes several times a second instead of waiting for the system's notices
    #[arg(long)]
    pub poll: bool,
    /// Let long waits of the program take as long as they say (they are shortened otherwise)
    #[arg(long)]
    pub real_time: bool,
    /// The provider that the key v asks, such as ollama, or one of live.toml (the vendors without it)
    #[arg(long, value_name = "NAME")]
    pub provider: Option<String>,
    /// Never spend more than this many US dollars on one live run (0.05 without it)
    #[arg(long, value_name = "USD", value_parser = dollars)]
    pub max_usd: Option<f64>,
}

/// How an attempt is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For people
    #[default]
    Human,
    /// One JSON document on standard output
    Json,
    /// JUnit XML, for CI systems
    Junit,
    /// GitHub workflow annotations
    Github,
}

/// Options of `init`.
#[derive(Debug, Clone, Default, Args)]
pub struct InitArgs {
    /// The folder; without it, this one
    #[arg(value_name = "DIR")]
    pub dir: Option<PathBuf>,
    /// The track to lay out, such as python, javascript or shell
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
}

/// Options of `list`.
#[derive(Debug, Clone, Default, Args)]
pub struct ListArgs {
    /// The track whose progress is shown
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
    /// How to list
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ListFormat::Human)]
    pub format: ListFormat,
}

/// How `list` prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ListFormat {
    /// For people
    #[default]
    Human,
    /// One JSON document on standard output
    Json,
}

/// A track, for commands that take nothing else.
#[derive(Debug, Clone, Default, Args)]
pub struct TrackArgs {
    /// The track, such as python, javascript or shell
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
}

/// Options of `go`.
#[derive(Debug, Clone, Args)]
pub struct GoArgs {
    /// The exercise's id
    #[arg(value_name = "EXERCISE")]
    pub exercise: String,
    /// The track, such as python, javascript or shell
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
}

/// Options of `hint`.
#[derive(Debug, Clone, Default, Args)]
pub struct HintArgs {
    /// The exercise's id; without it, the current exercise
    #[arg(value_name = "EXERCISE")]
    pub exercise: Option<String>,
    /// The track, such as python, javascript or shell
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
}

/// Options of `solution`.
#[derive(Debug, Clone, Default, Args)]
pub struct SolutionArgs {
    /// The exercise's id; without it, the current exercise
    #[arg(value_name = "EXERCISE")]
    pub exercise: Option<String>,
    /// The track, such as python, javascript or shell
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
    /// Show how your program differs from it
    #[arg(long)]
    pub diff: bool,
    /// Show it without asking, before a pass too
    #[arg(long)]
    pub yes: bool,
}

/// Options of `reset`.
#[derive(Debug, Clone, Args)]
pub struct ResetArgs {
    /// The exercise's id
    #[arg(value_name = "EXERCISE")]
    pub exercise: String,
    /// The track, such as python, javascript or shell
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
}

/// Options of `run`.
#[derive(Debug, Clone, Args)]
pub struct RunArgs {
    /// An exercise's id or the path of a program
    #[arg(value_name = "EXERCISE|FILE")]
    pub target: String,
    /// The track, such as python, javascript or shell
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
    /// Play this scene; without it, the exercise's first
    #[arg(long, value_name = "NAME")]
    pub scene: Option<String>,
    /// Draw all randomness from this number
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Arguments for the program
    #[arg(last = true, value_name = "ARGS")]
    pub args: Vec<String>,
}

/// Options of `trace`.
#[derive(Debug, Clone, Default, Args)]
pub struct TraceArgs {
    /// The exercise's id; without it, the current exercise
    #[arg(value_name = "EXERCISE")]
    pub exercise: Option<String>,
    /// The track, such as python, javascript or shell
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
    /// Print each request as a curl command
    #[arg(long)]
    pub curl: bool,
}

/// Options of `mock`.
#[derive(Debug, Clone, Default, Args)]
pub struct MockArgs {
    /// The port on 127.0.0.1; without it, a free one
    #[arg(long, value_name = "N")]
    pub port: Option<u16>,
    /// Play this script (TOML), or a scene of a lesson
    #[arg(long, value_name = "FILE")]
    pub script: Option<PathBuf>,
    /// Answer from a recording made with `check --live --record`; what it does not hold is refused
    #[arg(long, value_name = "FILE")]
    pub cassette: Option<PathBuf>,
    /// Draw all randomness from this number
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Let unknown ids name examples, and answer refused requests with one: what the vendors' own SDK test suites need
    #[arg(long)]
    pub example_ids: bool,
    /// Show every exchange in full as it ends, keys masked: requests, replies, tokens, times
    #[arg(long)]
    pub log: bool,
    /// The form of --log: lines for people, or one JSON object a line on standard output
    #[arg(long, value_name = "FORMAT", default_value = "human", requires = "log")]
    pub format: LogFormat,
}

/// How `mock --log` writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, clap::ValueEnum)]
pub enum LogFormat {
    /// Lines for people, on standard error.
    #[default]
    Human,
    /// One JSON object a line, on standard output.
    Json,
}

/// Options of `read`.
#[derive(Debug, Clone, Default, Args)]
pub struct ReadArgs {
    /// A lesson's id, number, path or subject, with #anchor for a part of it, or an exercise's id; without it, the current exercise's lesson
    #[arg(value_name = "LESSON|EXERCISE")]
    pub lesson: Option<String>,
    /// The track whose code is shown, such as python, javascript or shell
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
    /// No colours, no pager, tables as lists: for screen readers and other programs
    #[arg(long)]
    pub plain: bool,
}

/// Options of `quiz`.
#[derive(Debug, Clone, Default, Args)]
pub struct QuizArgs {
    /// A lesson's id, number or path, or a quiz's id; without it, the current exercise's lesson
    #[arg(value_name = "LESSON")]
    pub lesson: Option<String>,
    /// Answers instead of questions, in order: "b;a,c;60" or b,a+c,60
    #[arg(long, value_name = "LIST")]
    pub answers: Option<String>,
    /// How to report
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ListFormat::Human)]
    pub format: ListFormat,
}

/// Options of `history`.
#[derive(Debug, Clone, Default, Args)]
pub struct HistoryArgs {
    /// The exercise's id; without it, the current exercise
    #[arg(value_name = "EXERCISE")]
    pub exercise: Option<String>,
    /// The track, such as python, javascript or shell
    #[arg(long, value_name = "TRACK")]
    pub track: Option<String>,
    /// How to show it
    #[arg(long, value_enum, value_name = "FORMAT", default_value_t = ListFormat::Human)]
    pub format: ListFormat,
}

/// Options of `completions`.
#[derive(Debug, Clone, Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum, value_name = "SHELL")]
    pub shell: clap_complete::Shell,
}

/// Options of `man`.
#[derive(Debug, Clone, Default, Args)]
pub struct ManArgs {
    /// The page of this command; without it, the main page
    #[arg(value_name = "COMMAND")]
    pub command: Option<String>,
}

/// What a person types to start this program again: the words to put before a
/// command in advice ("run: workbook check").
///
/// `cargo run` is recognised by the variables that cargo sets for its child, so that
/// advice can be copied in a fresh clone, where nothing is installed.
#[must_use]
pub fn invocation() -> String {
    let by_cargo = std::env::var_os("CARGO_PKG_NAME").is_some_and(|name| name == env!("CARGO_PKG_NAME"))
        && std::env::var_os("CARGO").is_some();
    let exe = std::env::current_exe().unwrap_or_default();
    let typed = std::env::args_os().next().map(PathBuf::from).unwrap_or_default();
    invocation_of(by_cargo, &exe, &typed)
}

fn invocation_of(by_cargo: bool, exe: &Path, typed: &Path) -> String {
    if by_cargo {
        let release = exe.components().any(|part| part.as_os_str() == "release");
        return format!("cargo run{} --", if release { " --release" } else { "" });
    }
    match typed.to_str() {
        Some(path) if typed.components().count() > 1 && !path.contains(char::is_whitespace) => {
            path.to_owned()
        }
        _ => "workbook".to_owned(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_definition_is_sound() {
        Cli::command().debug_assert();
    }

    #[test]
    fn every_command_and_option_is_explained_in_one_line() {
        let mut command = Cli::command();
        command.build();
        for sub in command.get_subcommands() {
            let about =
                sub.get_about().unwrap_or_else(|| panic!("{} has no help", sub.get_name())).to_string();
            assert!(!about.contains('\n'), "{about}");
            for arg in sub.get_arguments() {
                let help = arg
                    .get_help()
                    .unwrap_or_else(|| panic!("{} {} has no help", sub.get_name(), arg.get_id()));
                assert!(!help.to_string().contains('\n'), "{help}");
            }
        }
    }

    #[test]
    fn the_exit_codes_stand_in_the_help() {
        let help = Cli::command().render_help().to_string();
        assert!(help.contains("Exit codes:") && help.contains("130"), "{help}");
    }

    #[test]
    fn no_command_is_allowed_and_globals_may_stand_anywhere() {
        assert!(Cli::try_parse_from(["workbook"]).unwrap().command.is_none());
        let cli = Cli::try_parse_from(["workbook", "check", "retry", "--color", "never", "-C", "x"]).unwrap();
        assert_eq!(cli.global.color, ColorChoice::Never);
        assert_eq!(cli.global.directory.as_deref(), Some(Path::new("x")));
        let Some(Command::Check(check)) = cli.command else { panic!("not check") };
        assert_eq!((check.target.as_deref(), check.repeat), (Some("retry"), 1));
    }

    #[test]
    fn contradictions_are_refused() {
        for words in [
            vec!["check", "retry", "--all"],
            vec!["check", "--file", "x.py", "--solution"],
            vec!["check", "--repeat", "0"],
            vec!["check", "--format", "xml"],
            vec!["list", "--format", "junit"],
            vec!["go"],
        ] {
            assert!(
                Cli::try_parse_from(std::iter::once("workbook").chain(words.clone())).is_err(),
                "{words:?}"
            );
        }
    }

    #[test]
    fn arguments_after_two_dashes_go_to_the_program() {
        let cli = Cli::try_parse_from(["workbook", "run", "retry", "--", "--all", "x"]).unwrap();
        let Some(Command::Run(run)) = cli.command else { panic!("not run") };
        assert_eq!(run.args, ["--all", "x"]);
    }

    #[test]
    fn advice_names_the_words_that_were_typed() {
        let exe = Path::new("/w/target/release/workbook");
        assert_eq!(invocation_of(true, exe, exe), "cargo run --release --");
        assert_eq!(invocation_of(true, Path::new("/w/target/debug/workbook"), exe), "cargo run --");
        assert_eq!(invocation_of(false, exe, Path::new("workbook")), "workbook");
        assert_eq!(invocation_of(false, exe, Path::new("./workbook")), "./workbook");
        assert_eq!(invocation_of(false, exe, Path::new("")), "workbook");
    }
}
