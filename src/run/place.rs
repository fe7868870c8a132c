//! Placeholders of a track's texts: `{env}`, `{file}`, `{python}`, ….
//!
//! Owns: what each placeholder stands for. Must not know: which tracks exist.

use super::prepare::Prepared;
use crate::course::Track;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// What the placeholders of one track stand for at one moment.
///
/// `{env}` is the prepared environment's folder, `{bin}` the folder of programs in
/// a Python-like environment (`{env}/bin`, on Windows `{env}\Scripts`), `{file}` the
/// program, `{dir}` its folder, `{out}` the folder of what was built of it, `{seed}` a number below 2^32, `{NAME}` the absolute
/// path of each program the track needs. Unknown placeholders stay as they are: a
/// brace is an ordinary character in many languages.
#[derive(Debug, Clone, Default)]
pub(super) struct Places {
    values: BTreeMap<String, OsString>,
}

impl Places {
    /// The places of a prepared environment.
    pub(super) fn new(env_dir: &Path, programs: &BTreeMap<String, PathBuf>) -> Self {
        let bin = env_dir.join(if cfg!(windows) { "Scripts" } else { "bin" });
        let mut values: BTreeMap<String, OsString> =
            programs.iter().map(|(name, path)| (name.clone(), path.clone().into())).collect();
        values.insert("env".to_owned(), env_dir.into());
        values.insert("bin".to_owned(), bin.into());
        Self { values }
    }

    /// With the program to run.
    pub(super) fn with_file(mut self, file: &Path) -> Self {
        self.values.insert("file".to_owned(), file.into());
        self.values.insert("dir".to_owned(), file.parent().unwrap_or_else(|| Path::new(".")).into());
        self
    }

    /// With the folder of what is built.
    pub(super) fn with_out(mut self, out: &Path) -> Self {
        self.values.insert("out".to_owned(), out.into());
        self
    }

    /// With a seed, cut to 32 bits because that is what interpreters take.
    pub(super) fn with_seed(mut self, seed: u64) -> Self {
        self.values.insert("seed".to_owned(), (seed & 0xffff_ffff).to_string().into());
        self
    }

    /// The text with every known placeholder replaced.
    pub(super) fn expand(&self, text: &str) -> OsString {
        let mut out = OsString::new();
        let mut rest = text;
        while let Some(open) = rest.find('{') {
            let (before, from_brace) = rest.split_at(open);
            out.push(before);
            let known = from_brace
                .find('}')
                .and_then(|close| Some((close, self.values.get(from_brace.get(1..close)?)?)));
            rest = if let Some((close, value)) = known {
                out.push(value);
                from_brace.get(close + 1..).unwrap_or_default()
            } else {
                out.push("{");
                from_brace.get(1..).unwrap_or_default()
            };
        }
        out.push(rest);
        out
    }

    /// Every word expanded.
    pub(super) fn command(&self, words: &[String]) -> Vec<OsString> {
        words.iter().map(|word| self.expand(word)).collect()
    }
}

/// The command that runs this program: the track's `run` row, placeholders filled in.
/// `built` is the folder that [`super::build`] made of it, if its track builds.
#[must_use]
pub fn command_for(track: &Track, prepared: &Prepared, file: &Path, built: Option<&Path>) -> Vec<OsString> {
    let places = prepared.places().with_file(file);
    let places = match built {
        Some(out) => places.with_out(out),
        None => places,
    };
    places.command(&track.run)
}

/// The links a learner's folder gets for this track: name in the folder -> target.
#[must_use]
pub fn expand_links(track: &Track, prepared: &Prepared) -> BTreeMap<String, PathBuf> {
    let places = prepared.places();
    track.links.iter().map(|(name, target)| (name.clone(), places.expand(target).into())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places() -> Places {
        let programs = BTreeMap::from([("python".to_owned(), PathBuf::from("/usr/bin/python3"))]);
        Places::new(Path::new("/cache/env"), &programs).with_file(Path::new("/w/a b.py")).with_seed(7)
    }

    #[test]
    fn known_placeholders_are_replaced_and_others_kept() {
        let text = "{python} {file} in {dir} {{x}} {other} {seed} {";
        assert_eq!(places().expand(text), "/usr/bin/python3 /w/a b.py in /w {{x}} {other} 7 {");
    }

    #[test]
    fn what_a_placeholder_stands_for_is_not_expanded_again() {
        let places = places().with_file(Path::new("/w/{env}.py"));
        assert_eq!(places.expand("{file}"), "/w/{env}.py");
    }

    proptest! {
        #[test]
        fn texts_without_placeholders_stay(text in "[^{}]*") {
            prop_assert_eq!(places().expand(&text), OsString::from(text));
        }

        #[test]
        fn any_text_is_survived(text in "[{}a-z ]{0,30}") {
            let _ = places().expand(&text);
        }
    }
}
