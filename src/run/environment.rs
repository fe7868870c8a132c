//! The program's environment variables.
//!
//! Owns: what may pass from the learner's shell to the program. It is an allow-list:
//! real keys (`*_API_KEY`, `*_TOKEN`, `AWS_*`, …), proxies, and whatever changes how
//! an interpreter behaves (`PYTHONPATH`, `NODE_OPTIONS`, …) never pass, because nothing
//! passes that is not named here. Must not know: which programs run.
//!
//! A `.env` file beside the program is read by the program, not by us. The usual
//! loaders let a variable that is already set win, so the variables set here hold.

use super::place::Places;
use super::preload;
use super::prepare::Prepared;
use crate::course::Track;
use std::collections::BTreeMap;

/// Names that pass as they are, on any platform (compared without case on Windows).
const PASSED: [&str; 41] = [
    "PATH",
    "HOME",
    "USER",
    "LOGNAME",
    "SHELL",
    "LANG",
    "LANGUAGE",
    "TZ",
    "TMPDIR",
    // Libraries of tool chains that live outside the system's folders.
    "LD_LIBRARY_PATH",
    "DYLD_LIBRARY_PATH",
    "DYLD_FALLBACK_LIBRARY_PATH",
    // Version managers whose `python3` or `node` on PATH is a shim.
    "PYENV_ROOT",
    "PYENV_VERSION",
    "NVM_DIR",
    "VOLTA_HOME",
    "ASDF_DIR",
    "ASDF_DATA_DIR",
    "MISE_DATA_DIR",
    // Where compilers and their tool chains live.
    "RUSTUP_HOME",
    "CARGO_HOME",
    "GOROOT",
    "GOPATH",
    "JAVA_HOME",
    // Windows.
    "SYSTEMROOT",
    "SYSTEMDRIVE",
    "WINDIR",
    "COMSPEC",
    "PATHEXT",
    "TEMP",
    "TMP",
    "USERPROFILE",
    "USERNAME",
    "HOMEDRIVE",
    "HOMEPATH",
    "APPDATA",
    "LOCALAPPDATA",
    "PROGRAMFILES",
    "PROGRAMDATA",
    "NUMBER_OF_PROCESSORS",
    "PROCESSOR_ARCHITECTURE",
];

/// The window that programs are told of: columns and rows.
pub(super) const WINDOW: (u16, u16) = (100, 40);

/// The complete environment of a program.
///
/// `base_url` ends in `/v1`, as the OpenAI SDK wants it; the Anthropic one is the
/// same without it. `key` is the key handed out for this run. The track's own
/// variables come next and `extra` (the scene's) last, so a scene can override
/// anything. `seed` fills `{seed}` in the track's variables.
#[must_use]
pub fn program_env(
    track: &Track,
    prepared: &Prepared,
    base_url: &str,
    key: &str,
    extra: &BTreeMap<String, String>,
    seed: u64,
) -> Vec<(String, String)> {
    let mut env = base();
    env.extend(served(base_url, key));
    env.extend(of_track(track, &prepared.places().with_seed(seed)));
    env.extend(extra.iter().map(|(name, value)| (name.clone(), value.clone())));
    env.into_iter().collect()
}

/// The variable that lets a program of this track have the short clock (see
/// [`crate::evidence::Skip`]), with its value; `None` where time has to be real: in
/// tracks that have none, and when the variable is taken.
#[must_use]
pub fn short_clock(track: &Track, env: &[(String, String)]) -> Option<(String, String)> {
    let (variable, value) = preload::variable(&track.clock, &super::cache_dir())?;
    let taken = env.iter().any(|(name, _)| *name == variable);
    (!taken).then_some((variable, value))
}

/// The environment of a tool that looks at a program without running it: no key.
pub(super) fn scrubbed_env(track: &Track, prepared: &Prepared) -> BTreeMap<String, String> {
    let mut env = base();
    env.extend(of_track(track, &prepared.places().with_seed(0)));
    env
}

fn base() -> BTreeMap<String, String> {
    let inherited = std::env::vars_os()
        .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)));
    let mut env = scrubbed(inherited);
    env.extend(fixed());
    env
}

fn of_track(track: &Track, places: &Places) -> impl Iterator<Item = (String, String)> {
    track.env.iter().map(|(name, value)| (name.clone(), places.expand(value).to_string_lossy().into_owned()))
}

/// What is left of the learner's own environment.
fn scrubbed(inherited: impl Iterator<Item = (String, String)>) -> BTreeMap<String, String> {
    inherited.filter(|(name, _)| passes(name)).collect()
}

fn passes(name: &str) -> bool {
    let folded = if cfg!(windows) { name.to_ascii_uppercase() } else { name.to_owned() };
    PASSED.contains(&folded.as_str()) || folded.starts_with("LC_")
}

/// A terminal that is the same for everyone, and no way around the mock.
fn fixed() -> Vec<(String, String)> {
    let (columns, rows) = WINDOW;
    let mut fixed = vec![
        ("TERM".to_owned(), "xterm-256color".to_owned()),
        ("COLUMNS".to_owned(), columns.to_string()),
        ("LINES".to_owned(), rows.to_string()),
        ("NO_PROXY".to_owned(), "127.0.0.1,localhost,*".to_owned()),
        ("no_proxy".to_owned(), "127.0.0.1,localhost,*".to_owned()),
    ];
    let locale_is_set = ["LC_ALL", "LC_CTYPE", "LANG"].iter().any(|name| std::env::var_os(name).is_some());
    if !locale_is_set {
        fixed.push(("LANG".to_owned(), "C.UTF-8".to_owned()));
    }
    fixed
}

/// Names of the variables that say where the API is, and the key for it.
pub(super) const SERVED: [&str; 5] =
    ["OPENAI_BASE_URL", "OPENAI_API_BASE", "OPENAI_API_KEY", "ANTHROPIC_BASE_URL", "ANTHROPIC_API_KEY"];

/// Where the API is, in the words of the SDKs.
fn served(base_url: &str, key: &str) -> Vec<(String, String)> {
    let base_url = base_url.trim_end_matches('/');
    let origin = base_url.strip_suffix("/v1").unwrap_or(base_url);
    // The second is the name that openai-python before 1.0 and several gateways read.
    let values = [base_url, base_url, key, origin, key];
    SERVED.iter().zip(values).map(|(name, value)| ((*name).to_owned(), value.to_owned())).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_proxies_and_interpreter_switches_do_not_pass() {
        let names = [
            "OPENAI_API_KEY",
            "ANTHROPIC_API_KEY",
            "GITHUB_TOKEN",
            "AWS_SECRET_ACCESS_KEY",
            "OPENAI_ORG_ID",
            "HTTP_PROXY",
            "https_proxy",
            "ALL_PROXY",
            "RUST_BACKTRACE",
            "PYTHONPATH",
            "PYTHONSTARTUP",
            "PYTHONUNBUFFERED",
            "NODE_OPTIONS",
            "VIRTUAL_ENV",
            "BASH_ENV",
            "LD_PRELOAD",
        ];
        let inherited = names.iter().map(|name| ((*name).to_owned(), "x".to_owned()));
        assert!(scrubbed(inherited).is_empty());
    }

    #[test]
    fn the_ordinary_ones_pass() {
        let inherited = ["PATH", "HOME", "LC_ALL"].iter().map(|n| ((*n).to_owned(), "x".to_owned()));
        assert_eq!(scrubbed(inherited).len(), 3);
    }

    #[test]
    fn each_sdk_finds_its_own_base() {
        let served: BTreeMap<_, _> = served("http://127.0.0.1:9/r/1/v1/", "sk-x").into_iter().collect();
        assert_eq!(served["OPENAI_BASE_URL"], "http://127.0.0.1:9/r/1/v1");
        assert_eq!(served["ANTHROPIC_BASE_URL"], "http://127.0.0.1:9/r/1");
    }
}
