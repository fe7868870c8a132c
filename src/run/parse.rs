//! Whether a program parses, before it runs.
//!
//! Owns: running a track's `parse` command and reading its answer. Must not know: the
//! language; any tool that names the file and a line is understood.

use super::environment::scrubbed_env;
use super::prepare::Prepared;
use crate::course::Track;
use regex::Regex;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::Command;
use tokio::time::timeout;

/// How long a parser may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a track's parser says of a program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Parse {
    /// It parses.
    Ok,
    /// It does not.
    Broken {
        /// The parser's words, one line: `SyntaxError: '(' was never closed`.
        message: String,
        /// The line, from 1, when the parser names one.
        line: Option<usize>,
    },
    /// The track has no parser, or it could not be run: the program's own run will tell.
    Unknown,
}

/// Asks the track's parser about this file.
pub async fn parses(track: &Track, prepared: &Prepared, file: &Path) -> Parse {
    let command = prepared.places().with_file(file).command(&track.parse);
    let Some((program, args)) = command.split_first() else { return Parse::Unknown };
    let mut parser = Command::new(program);
    parser.args(args).env_clear().envs(scrubbed_env(track, prepared)).kill_on_drop(true);
    parser.stdin(Stdio::null());
    let Ok(Ok(answer)) = timeout(PATIENCE, parser.output()).await else { return Parse::Unknown };
    if answer.status.success() {
        return Parse::Ok;
    }
    read_answer(&String::from_utf8_lossy(&answer.stderr), file)
}

/// An answer that does not speak of the file is not about the file.
fn read_answer(said: &str, file: &Path) -> Parse {
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    if name.is_empty() || !said.contains(name.as_ref()) {
        return Parse::Unknown;
    }
    let line = Regex::new(&format!(r#"{}"?[:,]?\s*(?:line )?(\d+)"#, regex::escape(&name)))
        .ok()
        .and_then(|pattern| pattern.captures_iter(said).last()?.get(1)?.as_str().parse().ok());
    Parse::Broken { message: message(said, &name), line }
}

/// The line that names the error, else the first one, without the file's path.
fn message(said: &str, name: &str) -> String {
    let mut lines = said.lines().map(str::trim).filter(|line| !line.is_empty());
    let first = lines.clone().next().unwrap_or_default();
    let named = lines.find(|line| {
        let word = line.split(':').next().unwrap_or_default();
        word.ends_with("Error") && !word.contains(' ')
    });
    let message = named.unwrap_or(first);
    match message.rsplit_once(name) {
        Some((_, rest)) => rest.trim_start_matches([':', ' ', '"', ',']).to_owned(),
        None => message.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn broken(message: &str, line: usize) -> Parse {
        Parse::Broken { message: message.to_owned(), line: Some(line) }
    }

    #[test]
    fn the_answers_of_usual_parsers_are_understood() {
        let python = "Traceback (most recent call last):\n  File \"<string>\", line 1, in <module>\n  \
                      File \"/w/a.py\", line 3\n    print(\n         ^\nSyntaxError: '(' was never closed\n";
        assert_eq!(read_answer(python, Path::new("/w/a.py")), broken("SyntaxError: '(' was never closed", 3));
        let node = "file:///w/a.mjs:2\nconst x = ;\n          ^\n\nSyntaxError: Unexpected token ';'\n    \
                    at checkSyntax (node:internal/main/check_syntax:75:5)\n\nNode.js v20.20.2\n";
        assert_eq!(read_answer(node, Path::new("/w/a.mjs")), broken("SyntaxError: Unexpected token ';'", 2));
        let bash = "/w/a.sh: line 4: syntax error near unexpected token `fi'\n/w/a.sh: line 4: `fi'\n";
        assert_eq!(
            read_answer(bash, Path::new("/w/a.sh")),
            broken("line 4: syntax error near unexpected token `fi'", 4)
        );
    }

    #[test]
    fn an_answer_about_something_else_decides_nothing() {
        assert_eq!(read_answer("node: bad option", Path::new("/w/a.mjs")), Parse::Unknown);
    }
}
