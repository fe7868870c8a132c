//! Keys that open the real service.
//!
//! Owns: where a key is looked for, and that it is never shown. Must not know: what
//! it is used for.

use super::keyring::{Keyring, Silence, told_by};
use std::cell::Cell;
use std::fmt;
use std::path::Path;

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
    /// The keyring of the system.
    Keyring,
}

impl KeySource {
    /// In words, behind "found in".
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Environment => "the environment",
            Self::DotEnv => ".env",
            Self::Command => "the answer of key_command",
            Self::Keyring => "the system's keyring",
        }
    }
}

/// Why there is no key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyLack {
    /// It is nowhere.
    Unset,
    /// The profile's `key_command` did not tell it.
    Command(Silence),
    /// The keyring did not answer in time.
    Keyring(Silence),
}

impl KeyLack {
    /// The rest of a sentence; `variable` may be empty.
    #[must_use]
    pub fn words(self, variable: &str) -> String {
        let more = match self {
            Self::Unset => None,
            Self::Command(silence) => Some(format!("its key_command {silence}")),
            Self::Keyring(silence) => Some(format!("the system's keyring {silence}")),
        };
        let unset = (!variable.is_empty()).then(|| format!("{variable} is not set"));
        unset.into_iter().chain(more).collect::<Vec<_>>().join(", and ")
    }
}

/// Where the keys of one command are looked for.
pub(super) struct Keys<'a> {
    folder: &'a Path,
    keyring: Keyring,
    /// What the keyring said when it did not answer in time: it is not asked again.
    gave_up: Cell<Option<Silence>>,
}

impl<'a> Keys<'a> {
    /// The environment, `.env` in `folder`, and the keyring of this system.
    pub(super) fn new(folder: &'a Path) -> Self {
        Self { folder, keyring: Keyring::of_this_system(), gave_up: Cell::new(None) }
    }

    /// Looks for a key: in the environment, in `.env`, and then by asking `command` (a
    /// password manager, say), or without one the system's keyring.
    ///
    /// # Errors
    /// Why there is none.
    pub(super) fn find(&self, variable: &str, command: &[String]) -> Result<(Secret, KeySource), KeyLack> {
        let found = |text: String| Some(Secret::new(&text)).filter(|secret| !secret.0.is_empty());
        let file = || std::fs::read_to_string(self.folder.join(".env")).ok();
        if let Some(key) = std::env::var(variable).ok().and_then(found) {
            return Ok((key, KeySource::Environment));
        }
        if let Some(key) = file().and_then(|text| in_dotenv(&text, variable)) {
            return Ok((key, KeySource::DotEnv));
        }
        if !command.is_empty() {
            let told = told_by(command).map(|text| (Secret::new(&text), KeySource::Command));
            return told.map_err(KeyLack::Command);
        }
        match self.in_keyring(variable) {
            Ok(text) => Ok((Secret::new(&text), KeySource::Keyring)),
            Err(late @ Silence::Late(_)) => Err(KeyLack::Keyring(late)),
            // Most people have nothing in it, and some have none.
            Err(Silence::Absent | Silence::Nothing) => Err(KeyLack::Unset),
        }
    }

    fn in_keyring(&self, variable: &str) -> Result<String, Silence> {
        if variable.is_empty() {
            return Err(Silence::Nothing);
        }
        if let Some(late) = self.gave_up.get() {
            return Err(late);
        }
        let told = self.keyring.ask(variable);
        if let Err(late @ Silence::Late(_)) = told {
            self.gave_up.set(Some(late));
        }
        told
    }
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

    const UNSET: &str = "WORKBOOK_NO_SUCH_VARIABLE";

    fn keys(keyring: Keyring) -> Keys<'static> {
        Keys { folder: Path::new("/nonexistent"), keyring, gave_up: Cell::new(None) }
    }

    /// A tool for the keyring.
    #[cfg(unix)]
    fn tool(folder: &Path, script: &str) -> Keyring {
        let (text, file) = (folder.join("text"), folder.join("tool"));
        std::fs::write(&text, format!("#!/bin/sh\n{script}\n")).unwrap();
        // Copied by another process: a file that another test's child has open for
        // writing cannot be run.
        let copy = "cp \"$0\" \"$1\" && chmod +x \"$1\"";
        let copied = std::process::Command::new("sh").args(["-c", copy]).args([&text, &file]).status();
        assert!(copied.unwrap().success());
        Keyring::asked_with(&file.display().to_string(), std::time::Duration::from_secs(3))
    }

    #[test]
    fn a_command_may_tell_it_and_nothing_shows_it() {
        let command = ["sh", "-c", "printf 'sk-from-a-safe\\nmore\\n'"].map(str::to_owned);
        let keys = keys(Keyring::of_this_system());
        let (found, from) = keys.find(UNSET, &command).unwrap();
        assert_eq!(from, KeySource::Command);
        assert_eq!(found.expose(), "sk-from-a-safe");
        assert_eq!(format!("{found:?}"), "Secret([masked])");
        let mute = ["false".to_owned()];
        let lack = keys.find(UNSET, &mute).unwrap_err();
        assert_eq!(lack.words("X"), "X is not set, and its key_command told no key");
        assert_eq!(keys.find("", &mute).unwrap_err().words(""), "its key_command told no key");
    }

    #[test]
    #[cfg(unix)]
    fn the_keyring_comes_last() {
        let folder = tempfile::tempdir().unwrap();
        let ring = tool(folder.path(), "echo \"sk-kept $*\"");
        let (found, from) = keys(ring.clone()).find(UNSET, &[]).unwrap();
        assert_eq!(from, KeySource::Keyring);
        assert!(found.expose().contains(UNSET) && found.expose().contains("workbook"), "{}", found.expose());
        // One's own command is what is wanted, even when it fails.
        assert!(keys(ring.clone()).find(UNSET, &["false".to_owned()]).is_err());
        assert!(keys(ring).find("", &[]).is_err());
        let empty = tool(folder.path(), "exit 1");
        assert_eq!(keys(empty).find(UNSET, &[]).unwrap_err(), KeyLack::Unset);
        let none = Keyring::asked_with("/nonexistent/tool", std::time::Duration::from_secs(1));
        assert_eq!(keys(none).find(UNSET, &[]).unwrap_err(), KeyLack::Unset);
    }

    #[test]
    #[cfg(unix)]
    fn a_keyring_that_hangs_is_asked_once() {
        let folder = tempfile::tempdir().unwrap();
        let asked = folder.path().join("asked");
        let keys = keys(tool(folder.path(), &format!("echo x >> {}; exec sleep 600", asked.display())));
        for _ in 0..3 {
            let lack = keys.find(UNSET, &[]).unwrap_err();
            assert!(lack.words("X").starts_with("X is not set, and the system's keyring gave no answer"));
        }
        assert_eq!(std::fs::read_to_string(asked).unwrap(), "x\n");
    }
}
