//! A compiler's words: its first error, its place, the package that it lacks.
//!
//! Owns: reading them. Must not know: which compiler it was; any that names the file and
//! a line (`name:12:5`) is understood.

use regex::Regex;
use std::sync::LazyLock;

/// The first error of a build.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct CompilerError {
    /// One line: "cannot find value `y` in this scope".
    pub(super) message: String,
    /// The line in the learner's file, from 1, when one is named.
    pub(super) line: Option<usize>,
}

#[allow(clippy::expect_used)] // constant patterns, tried by the tests below
static LABEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"^\s*(?:fatal )?(?:error|Error|ERROR)(?:\[\w+\])?:?\s+").expect("constant pattern")
});

#[allow(clippy::expect_used)]
static MISSING: LazyLock<Regex> = LazyLock::new(|| {
    let rust = r"unlinked crate `(\w+)`|can't find crate for `(\w+)`";
    let go = r#"no required module provides package "?([\w./-]+)"?|package ([\w./-]+) is not in std"#;
    let java = r"error: package ([\w.]+) does not exist";
    Regex::new(&format!("{rust}|{go}|{java}")).expect("constant pattern")
});

/// The first error that names the learner's file; without one, the first line.
pub(super) fn first_error(said: &str, file_name: &str) -> CompilerError {
    let lines: Vec<&str> = said.lines().map(str::trim_end).filter(|line| !line.trim().is_empty()).collect();
    let place = place_pattern(file_name).and_then(|pattern| {
        lines.iter().enumerate().find_map(|(at, line)| {
            let hit = pattern.captures(line)?;
            Some((at, hit.get(1)?.as_str().parse().ok()?, hit.get(2).map_or("", |m| m.as_str())))
        })
    });
    let first_label = lines.iter().find(|line| LABEL.is_match(line)).or_else(|| lines.first());
    let (words, line): (&str, Option<usize>) = match place {
        // `x.go:3:5: undefined: y`
        Some((_, line, words)) if !words.trim().is_empty() => (words, Some(line)),
        // The message stands above its place.
        Some((at, line, _)) => {
            let above = lines.iter().take(at).rev().find(|line| LABEL.is_match(line));
            (above.or(first_label).copied().unwrap_or_default(), Some(line))
        }
        None => (first_label.copied().unwrap_or_default(), None),
    };
    CompilerError { message: LABEL.replace(words.trim(), "").trim().to_owned(), line }
}

fn place_pattern(file_name: &str) -> Option<Regex> {
    if file_name.is_empty() {
        return None;
    }
    Regex::new(&format!(r"(?:^|[\s/\\]){}:(\d+)(?::\d+)?:?(.*)$", regex::escape(file_name))).ok()
}

/// The package that the program uses and the compiler does not find.
pub(super) fn missing_package(said: &str) -> Option<String> {
    let hit = MISSING.captures(said)?;
    hit.iter().skip(1).flatten().next().map(|name| name.as_str().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_of_usual_compilers_are_understood() {
        let rust = "warning: x\n\nerror[E0308]: mismatched types\n --> /w/a.rs:12:25\n  |\n";
        let go = "# command-line-arguments\n./a.go:3:5: undefined: y\n";
        let java = "a.java:7: error: ';' expected\n  int x\n";
        let cc = "/w/a.c: In function 'main':\n/w/a.c:2:3: error: 'y' undeclared\n";
        for (said, file, message, line) in [
            (rust, "a.rs", "mismatched types", 12),
            (go, "a.go", "undefined: y", 3),
            (java, "a.java", "';' expected", 7),
            (cc, "a.c", "'y' undeclared", 2),
        ] {
            let error = CompilerError { message: message.to_owned(), line: Some(line) };
            assert_eq!(first_error(said, file), error);
        }
        assert_eq!(first_error("error: linking failed\nmore", "a.rs").message, "linking failed");
        assert_eq!(first_error("", "").message, "");
    }

    #[test]
    fn a_package_that_is_not_there_is_named() {
        let rust = "use of unresolved module or unlinked crate `rand`";
        assert_eq!(missing_package(rust).as_deref(), Some("rand"));
        let go = "a.go:3:2: no required module provides package github.com/x/y: go.mod file not found";
        assert_eq!(missing_package(go).as_deref(), Some("github.com/x/y"));
        assert_eq!(missing_package("mismatched types"), None);
    }
}
