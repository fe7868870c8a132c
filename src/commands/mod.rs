//! One file per command: arguments -> use case -> exit status.
//!
//! Owns: composition. Everything that a command does, another room does; here it is
//! decided what is asked of whom, and what the exit status is. Must not know: how
//! things are drawn, judged, run or kept.

mod attempt;
mod check;
mod checkout;
mod doctor;
mod drift;
mod exercise;
mod extract;
mod hint;
mod history;
mod import;
mod init;
mod lint;
mod list;
mod live;
mod manual;
mod mock;
mod moves;
mod new;
mod pager;
mod preview;
mod progress;
mod prove;
mod quiz;
mod read;
mod reset;
mod run;
mod session;
mod since;
mod solution;
mod start;
mod trace;
mod watch;

use crate::cli::{Cli, Command};
use crate::exit::ExitStatus;
use crate::report::Out;
use session::Session;

/// Carries out the command line.
#[must_use]
pub fn dispatch(cli: &Cli) -> ExitStatus {
    let out = Out::standard(cli.global.color);
    let status = carry_out(cli, &out).unwrap_or_else(|stop| stop.tell(&out));
    match out.finish() {
        // A full disk behind `> report.json` must not look like success.
        Some(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            out.error(&format!("cannot write the output: {error}"));
            ExitStatus::CouldNotGrade
        }
        _ => status,
    }
}

fn carry_out(cli: &Cli, out: &Out) -> Result<ExitStatus, Stop> {
    let open = || Session::open(&cli.global, out);
    match &cli.command {
        None => start::start(&cli.global, out),
        Some(Command::Check(args)) => check::check(&open()?, args),
        Some(Command::Watch(args)) => watch::watch(open()?, args),
        Some(Command::Init(args)) => init::init(&cli.global, out, args),
        Some(Command::List(args)) => list::list(&open()?, args),
        Some(Command::Next(args)) => moves::next(&open()?, args),
        Some(Command::Go(args)) => moves::go(&open()?, args),
        Some(Command::Skip(args)) => moves::skip(&open()?, args),
        Some(Command::Hint(args)) => hint::hint(&open()?, args),
        Some(Command::Solution(args)) => solution::solution(&open()?, args),
        Some(Command::Reset(args)) => reset::reset(&open()?, args),
        Some(Command::Run(args)) => run::run(&open()?, args),
        Some(Command::Trace(args)) => trace::trace(&open()?, args),
        Some(Command::Mock(args)) => mock::mock(out, args),
        Some(Command::Lint(args)) => lint::lint(&cli.global, out, args),
        Some(Command::Prove(args)) => prove::prove(&open()?, args),
        Some(Command::Drift(args)) => drift::drift(&open()?, args),
        Some(Command::Preview(args)) => preview::preview(&cli.global, out, args),
        Some(Command::Doctor(args)) => doctor::doctor(&open()?, args),
        Some(Command::Extract(args)) => extract::extract(&open()?, args),
        Some(Command::New(args)) => new::new(&cli.global, out, args),
        Some(Command::Import(args)) => import::import(&cli.global, out, args),
        Some(Command::Schema) => {
            out.json(&crate::course::json_schema());
            Ok(ExitStatus::Passed)
        }
        Some(Command::Read(args)) => read::read(&open()?, args),
        Some(Command::Quiz(args)) => quiz::quiz(&open()?, args),
        Some(Command::Progress(args)) => progress::progress(&open()?, args),
        Some(Command::History(args)) => history::history(&open()?, args),
        Some(Command::Completions(args)) => manual::completions(out, args),
        Some(Command::Man(args)) => manual::man(out, args),
    }
}

/// Why a command stops before its work: a sentence with its cure, and the status.
#[derive(Debug)]
pub(crate) struct Stop {
    status: ExitStatus,
    message: String,
}

impl Stop {
    /// The command line asks for something that is not there.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self { status: ExitStatus::Usage, message: message.into() }
    }

    /// The course is faulty.
    pub(crate) fn course(message: impl Into<String>) -> Self {
        Self { status: ExitStatus::CourseFaulty, message: message.into() }
    }

    /// The machine does not let us.
    pub(crate) fn environment(message: impl Into<String>) -> Self {
        Self { status: ExitStatus::CouldNotGrade, message: message.into() }
    }

    fn tell(&self, out: &Out) -> ExitStatus {
        out.error(&self.message);
        self.status
    }
}

impl From<crate::progress::StoreError> for Stop {
    fn from(error: crate::progress::StoreError) -> Self {
        Self::environment(error.to_string())
    }
}

impl From<crate::workspace::WorkspaceError> for Stop {
    fn from(error: crate::workspace::WorkspaceError) -> Self {
        Self::environment(error.to_string())
    }
}

impl From<crate::run::SetupError> for Stop {
    fn from(error: crate::run::SetupError) -> Self {
        Self::environment(error.to_string())
    }
}
