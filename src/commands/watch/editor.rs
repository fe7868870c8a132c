//! The learner's editor: which one it is, and whether it needs this terminal.

use std::ffi::OsString;
use std::path::Path;
use std::process::Stdio;
use tokio::process::Command;

/// Editors that open a window of their own; everything else is taken for one that
/// works in this terminal and is waited for.
const WINDOWED: &[&str] = &[
    "code",
    "code-insiders",
    "codium",
    "vscodium",
    "cursor",
    "windsurf",
    "zed",
    "zeditor",
    "subl",
    "sublime_text",
    "atom",
    "gedit",
    "gnome-text-editor",
    "kate",
    "kwrite",
    "mate",
    "bbedit",
    "xed",
    "pluma",
    "mousepad",
    "geany",
    "gvim",
    "mvim",
    "neovide",
    "idea",
    "pycharm",
    "webstorm",
    "rustrover",
    "notepad",
    "notepad++",
    "open",
    "xdg-open",
    "lapce",
];

/// An editor as a command line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Editor {
    command: String,
}

impl Editor {
    /// `$VISUAL`, `$EDITOR`, else the editor whose terminal this is.
    pub(super) fn find(variable: impl Fn(&str) -> Option<String>) -> Option<Self> {
        let named = |name: &str| variable(name).map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
        let host = || match named("TERM_PROGRAM").as_deref() {
            Some("vscode") => Some("code".to_owned()),
            Some("zed") => Some("zed".to_owned()),
            _ => None,
        };
        named("VISUAL").or_else(|| named("EDITOR")).or_else(host).map(|command| Self { command })
    }

    /// Whether it opens a window of its own.
    pub(super) fn is_windowed(&self) -> bool {
        let program = self.command.split_whitespace().next().unwrap_or_default();
        let name = Path::new(program).file_stem().unwrap_or_default().to_string_lossy().to_lowercase();
        WINDOWED.contains(&name.as_str()) || (name.starts_with("emacsclient") && !self.command.contains("-t"))
    }

    /// The command as the learner wrote it.
    pub(super) fn name(&self) -> &str {
        &self.command
    }

    /// Opens the file in a window of the editor's, without waiting for it.
    pub(super) fn open_beside(&self, file: &Path) -> std::io::Result<()> {
        let mut command = self.command_for(file);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        let mut child = command.spawn()?;
        tokio::spawn(async move { child.wait().await });
        Ok(())
    }

    /// Opens the file in this terminal and waits until the editor is closed.
    pub(super) async fn open_here(&self, file: &Path) -> std::io::Result<()> {
        let status = self.command_for(file).status().await?;
        match status.code() {
            // The shell's way to say that it cannot find or run the program.
            Some(126 | 127) => Err(std::io::Error::other("the shell cannot run it")),
            _ => Ok(()),
        }
    }

    /// The variable may hold arguments and quotes: on Unix the shell reads it, as for
    /// git and others.
    #[cfg(unix)]
    fn command_for(&self, file: &Path) -> Command {
        let mut command = Command::new("sh");
        let script: OsString = format!("{} \"$@\"", self.command).into();
        command.arg("-c").arg(script).arg("sh").arg(file);
        command
    }

    #[cfg(not(unix))]
    fn command_for(&self, file: &Path) -> Command {
        let mut words = self.command.split_whitespace().map(OsString::from);
        let mut command = Command::new(words.next().unwrap_or_default());
        command.args(words).arg(file);
        command
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn found(set: &[(&str, &str)]) -> Option<String> {
        Editor::find(|name| set.iter().find(|(n, _)| *n == name).map(|(_, v)| (*v).to_owned()))
            .map(|editor| editor.command)
    }

    #[test]
    fn the_learners_choice_comes_first() {
        assert_eq!(found(&[("EDITOR", "nano"), ("VISUAL", "code --wait")]).as_deref(), Some("code --wait"));
        assert_eq!(found(&[("EDITOR", "nano"), ("VISUAL", " ")]).as_deref(), Some("nano"));
        assert_eq!(found(&[("TERM_PROGRAM", "vscode")]).as_deref(), Some("code"));
        assert_eq!(found(&[("TERM_PROGRAM", "tmux")]), None);
    }

    #[test]
    fn windows_are_not_waited_for() {
        let windowed = |command: &str| Editor { command: command.to_owned() }.is_windowed();
        assert!(windowed("code --wait") && windowed("/usr/bin/subl") && windowed("emacsclient -n"));
        assert!(!windowed("vim") && !windowed("/opt/bin/hx") && !windowed("emacsclient -t"));
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn arguments_and_quotes_are_the_shells_business() {
        let dir = tempfile::tempdir().unwrap();
        let file = dir.path().join("a b.sh");
        std::fs::write(&file, "one").unwrap();
        let copy = dir.path().join("copy");
        let editor = Editor { command: format!("sh -c 'cp \"$1\" \"{}\"' --", copy.display()) };
        editor.open_here(&file).await.unwrap();
        assert_eq!(std::fs::read_to_string(copy).unwrap(), "one");
        let nowhere = Editor { command: "no-such-editor-at-all 2>/dev/null".to_owned() };
        assert!(nowhere.open_here(&file).await.is_err());
    }
}
