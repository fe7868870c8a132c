//! Keys that open the real service.
//!
//! Owns: where a key is looked for, and that it is never shown. Must not know: what
//! it is used for.

use std::fmt;
use std::path::Path;
use std::process::{Command, Stdio};

/// A text that is never shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(String);

impl Secret {
    /// Wraps the text; white space around it is a slip of copying.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.trim().to_owned())
    }

    /// The text, for the one place that sends it and the one that masks it.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret([masked])")
    }
}

/// Where a key was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeySource {
    /// The environment.
    Environment,
    /// The file `.env` in the learner's folder.
    DotEnv,
    /// The profile's `key_command`.
    Command,
}

impl KeySource {
    /// In words, behind "found in".
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Environment => "the environment",
            Self::DotEnv => ".env",
            Self::Command => "the answer of key_command",
        }
    }
}

/// Looks for a key: in the environment, then in `.env` in `folder`, then by asking
/// `command` (a password manager, say), whose first line of output it is.
#[must_use]
pub fn find_key(variable: &str, command: &[String], folder: &Path) -> Option<(Secret, KeySource)> {
    let found = |text: String| Some(Secret::new(&text)).filter(|secret| !secret.0.is_empty());
    let environment = || std::env::var(variable).ok().and_then(found);
    let file =
        || std::fs::read_to_string(folder.join(".env")).ok().and_then(|text| in_dotenv(&text, variable));
    let told = || told_by(command).and_then(found);
    environment()
        .map(|key| (key, KeySource::Environment))
        .or_else(|| file().map(|key| (key, KeySource::DotEnv)))
        .or_else(|| told().map(|key| (key, KeySource::Command)))
}

/// The value of a variable in a `.env` file.
fn in_dotenv(text: &str, variable: &str) -> Option<Secret> {
    text.lines().find_map(|line| {
        let line = line.trim();
        let (name, value) = line.strip_prefix("export ").unwrap_or(line).split_once('=')?;
        let value = value.trim();
        let quoted = |mark: char| value.strip_prefix(mark).and_then(|rest| rest.split(mark).next());
        let bare = || value.split(" #").next().unwrap_or_default();
        let value = quoted('"').or_else(|| quoted('\'')).unwrap_or_else(bare);
        (name.trim() == variable && !value.trim().is_empty()).then(|| Secret::new(value))
    })
}

fn told_by(command: &[String]) -> Option<String> {
    let (program, args) = command.split_first()?;
    let output = Command::new(program).args(args).stdin(Stdio::null()).stderr(Stdio::inherit()).output();
    let output = output.ok().filter(|output| output.status.success())?;
    String::from_utf8(output.stdout).ok()?.lines().next().map(str::to_owned)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn dotenv_files_are_read_as_people_write_them() {
        for (text, expected) in [
            ("OPENAI_API_KEY=sk-a", Some("sk-a")),
            ("export OPENAI_API_KEY = 'sk-b'  # mine", Some("sk-b")),
            ("# OPENAI_API_KEY=sk-no\nOTHER=1\nOPENAI_API_KEY=\"sk-c\"\r\n", Some("sk-c")),
            ("OPENAI_API_KEY=sk-d # mine", Some("sk-d")),
            ("OPENAI_API_KEY=\n", None),
            ("MY_OPENAI_API_KEY=sk-e", None),
        ] {
            let found = in_dotenv(text, "OPENAI_API_KEY");
            assert_eq!(found.as_ref().map(Secret::expose), expected, "{text}");
        }
    }

    #[test]
    fn a_command_may_tell_it_and_nothing_shows_it() {
        let command = ["sh", "-c", "printf 'sk-from-a-safe\\nmore\\n'"].map(str::to_owned);
        let (found, from) =
            find_key("WORKBOOK_NO_SUCH_VARIABLE", &command, Path::new("/nonexistent")).unwrap();
        assert_eq!(from, KeySource::Command);
        assert_eq!(found.expose(), "sk-from-a-safe");
        assert_eq!(format!("{found:?}"), "Secret([masked])");
        assert!(find_key("WORKBOOK_NO_SUCH_VARIABLE", &[], Path::new("/nonexistent")).is_none());
    }
}
