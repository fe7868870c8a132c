//! What can be said of a program before it runs.

use std::path::Path;

/// What a look at the file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Look {
    /// There is no such file.
    Missing,
    /// It is the stub as it was laid out. Where to begin: line (from 1) and words.
    Untouched(Option<(usize, String)>),
    /// It has been worked on. The stub's TODO lines that are still there: how many,
    /// and the first one's line.
    Edited(Option<(usize, usize)>),
}

/// Looks at the file, beside the stub it came from.
pub(super) fn look(file: &Path, stub: Option<&str>) -> Look {
    let Ok(bytes) = std::fs::read(file) else {
        // What cannot be read for another reason is said by the check itself.
        return if file.exists() { Look::Edited(None) } else { Look::Missing };
    };
    look_at(&String::from_utf8_lossy(&bytes), stub.unwrap_or_default())
}

fn look_at(text: &str, stub: &str) -> Look {
    let is_todo = |line: &&str| line.contains("TODO");
    let todos: Vec<&str> = stub.lines().map(str::trim).filter(is_todo).collect();
    let mut left = text.lines().enumerate().filter(|(_, line)| todos.contains(&line.trim()));
    let first = left.next();
    if text.lines().eq(stub.lines()) {
        return Look::Untouched(first.map(|(index, line)| (index + 1, line.trim().to_owned())));
    }
    Look::Edited(first.map(|(index, _)| (1 + left.count(), index + 1)))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    const STUB: &str = "url=x\n# TODO: ask\n  # TODO: print\necho nothing\n";

    #[test]
    fn the_stub_is_known_whatever_its_line_ends() {
        let begin = Look::Untouched(Some((2, "# TODO: ask".to_owned())));
        assert_eq!(look_at(STUB, STUB), begin);
        assert_eq!(look_at(&STUB.replace('\n', "\r\n"), STUB), begin);
        assert_eq!(look_at("", ""), Look::Untouched(None));
    }

    #[test]
    fn todos_of_the_stub_count_and_others_do_not() {
        assert_eq!(look_at("curl x\n# TODO: ask\n# TODO: print\n", STUB), Look::Edited(Some((2, 2))));
        assert_eq!(look_at("curl x\n# TODO: tidy up\n", STUB), Look::Edited(None));
    }

    #[test]
    fn a_file_that_is_not_there_is_missing() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(look(&dir.path().join("a.sh"), Some(STUB)), Look::Missing);
        assert_eq!(look(dir.path(), Some(STUB)), Look::Edited(None));
    }
}
