//! `workbook completions` and `man`: what is made from the command line's own definition.

use super::Stop;
use crate::cli::{Cli, CompletionsArgs, ManArgs};
use crate::exit::ExitStatus;
use crate::report::Out;
use clap::CommandFactory;

/// Prints a completion script.
pub(super) fn completions(out: &Out, args: &CompletionsArgs) -> Result<ExitStatus, Stop> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "workbook", &mut script);
    out.text(&String::from_utf8_lossy(&script));
    Ok(ExitStatus::Passed)
}

/// Prints a manual page: `workbook man check | man -l -`.
pub(super) fn man(out: &Out, args: &ManArgs) -> Result<ExitStatus, Stop> {
    let mut main = Cli::command();
    main.build();
    let command = match &args.command {
        None => main,
        Some(name) => {
            let found = main.get_subcommands().find(|sub| sub.get_name() == name).cloned();
            let known: Vec<&str> = main.get_subcommands().map(clap::Command::get_name).collect();
            found
                .ok_or_else(|| {
                    let known = known.join(", ");
                    Stop::usage(format!("there is no command `{name}`; the commands are: {known}"))
                })?
                .version(env!("CARGO_PKG_VERSION"))
        }
    };
    let mut page = Vec::new();
    clap_mangen::Man::new(command)
        .render(&mut page)
        .map_err(|e| Stop::environment(format!("the page cannot be made: {e}")))?;
    out.text(&String::from_utf8_lossy(&page));
    Ok(ExitStatus::Passed)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::report::Settings;
    use clap_complete::Shell;

    #[test]
    fn every_shell_gets_its_script_unchanged() {
        for shell in [Shell::Bash, Shell::Zsh, Shell::Fish, Shell::PowerShell, Shell::Elvish] {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Cli::command(), "workbook", &mut script);
            let (out, memory) = Out::to_memory(Settings::plain(80));
            completions(&out, &CompletionsArgs { shell }).unwrap();
            assert_eq!(memory.stdout().trim_end(), String::from_utf8(script).unwrap().trim_end());
            assert!(memory.stdout().contains("streaming") || memory.stdout().contains("check"));
        }
    }

    #[test]
    fn every_command_has_a_page() {
        let mut main = Cli::command();
        main.build();
        for sub in main.get_subcommands() {
            let (out, memory) = Out::to_memory(Settings::plain(80));
            man(&out, &ManArgs { command: Some(sub.get_name().to_owned()) }).unwrap();
            assert!(
                memory.stdout().contains(&format!("workbook\\-{}", sub.get_name())),
                "{}",
                memory.stdout()
            );
        }
        let (out, memory) = Out::to_memory(Settings::plain(80));
        man(&out, &ManArgs::default()).unwrap();
        assert!(memory.stdout().contains("Exit codes"), "{}", memory.stdout());
        assert!(man(&out, &ManArgs { command: Some("nope".to_owned()) }).is_err());
    }
}
