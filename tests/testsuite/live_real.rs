//! Live mode against a service that is not ours: llama.cpp's own server, with a tiny
//! model of random weights that is made on the spot. Its words mean nothing, so
//! nothing may depend on them.
//!
//! The server is a download of some 60 MB, so this runs with `WORKBOOK_ALL=1` only:
//!
//! ```sh
//! WORKBOOK_ALL=1 cargo test --test testsuite live_real -- --nocapture
//! ```

use super::support::service::{KEY, provider};
use super::support::{Bench, CORE, alone, everything, repository};
use serde_json::Value;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

/// What the usual provider of these tests has in place of `free = true`.
const PRICES: &str = r#"prices = { "*" = [1.0, 2.0] }"#;

/// Checks of the core exercises that a real service may leave unjudged; README.md has
/// the same list.
const UNJUDGED: [(&str, &str); 2] = [("streaming-chat", "shows-as-it-arrives"), ("token-counter", "cost")];

/// llama.cpp's server; ended with its value.
struct Llama {
    child: Child,
    base_url: String,
}

impl Llama {
    /// `None`, with a word why, when it cannot be had.
    fn start() -> Option<Self> {
        if !everything() {
            println!("skipped: the server is a download of 60 MB, WORKBOOK_ALL=1 allows it");
            return None;
        }
        match installed() {
            Ok(python) => Some(Self::run(&python)),
            Err(why) => {
                println!("skipped: llama.cpp's server cannot be installed: {why}");
                None
            }
        }
    }

    fn run(python: &Path) -> Self {
        let mut child = Command::new(python)
            .arg(repository().join("tests/upstream/serve.py"))
            .env("UPSTREAM_KEY", KEY)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut base_url = String::new();
        BufReader::new(child.stdout.as_mut().unwrap()).read_line(&mut base_url).unwrap();
        assert!(base_url.starts_with("http://127.0.0.1:"), "the server did not start: {base_url:?}");
        Self { child, base_url: base_url.trim().to_owned() }
    }

    fn bench(&self, track: &str) -> Bench {
        let models = "models = { \"*\" = \"tiny-random\" }\n";
        Bench::laid_out(track)
            // It costs nothing, and so its own limit of output tokens stands.
            .file("live.toml", &(provider(&self.base_url).replace(PRICES, "free = true") + models))
            .env("UPSTREAM_KEY", KEY)
    }
}

impl Drop for Llama {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A Python with the server in it, kept below `target/`.
fn installed() -> Result<PathBuf, String> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("upstream");
    let programs = folder.join(if cfg!(windows) { "Scripts" } else { "bin" });
    let python = programs.join("python");
    let run = |command: &mut Command| {
        let output = command.output().map_err(|e| e.to_string())?;
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        if output.status.success() { Ok(()) } else { Err(said) }
    };
    if run(Command::new(&python).args(["-c", "import gguf, xllamacpp"])).is_err() {
        run(Command::new("python3").args(["-m", "venv", "--clear"]).arg(&folder))?;
        let list = repository().join("tests/upstream/requirements.txt");
        let install = ["-m", "pip", "install", "--quiet", "--only-binary", ":all:", "-r"];
        run(Command::new(&python).args(install).arg(list))?;
    }
    Ok(python)
}

fn unjudged(attempt: &Value) -> Vec<&str> {
    let checks = attempt["checks"].as_array().unwrap().iter();
    checks.filter(|check| check["outcome"] == "unjudged").map(|check| check["id"].as_str().unwrap()).collect()
}

#[test]
fn the_core_solutions_pass_whatever_the_model_says() {
    let _alone = alone();
    let Some(llama) = Llama::start() else { return };
    let readme = std::fs::read_to_string(repository().join("README.md")).unwrap();
    for track in ["shell", "python", "javascript", "rust"] {
        let bench = llama.bench(track);
        for exercise in CORE {
            let attempt = bench.json(&[
                "check",
                exercise,
                "--solution",
                "--track",
                track,
                "--live=up",
                "--format",
                "json",
            ]);
            assert_eq!(attempt["verdict"], "pass", "{exercise} in {track}: {attempt:#}");
            for check in unjudged(&attempt) {
                assert!(UNJUDGED.contains(&(exercise, check)), "{exercise} in {track}: {check} {attempt:#}");
                assert!(readme.contains(&format!("`{exercise}`: `{check}`")), "not in README.md: {check}");
            }
        }
    }
}

#[test]
fn what_the_model_says_is_recorded_and_wrong_programs_are_still_wrong() {
    let _alone = alone();
    let Some(llama) = Llama::start() else { return };
    let solution = std::fs::read_to_string(repository().join("solutions/shell/streaming-chat.sh")).unwrap();
    let bench = llama.bench("shell").file("exercises/shell/streaming-chat.sh", &solution);
    let check = |more: &[&str]| {
        let mut args = vec!["check", "streaming-chat", "--format", "json"];
        args.extend(more);
        bench.json(&args)
    };
    let live = check(&["--live=up", "--record"]);
    drop(llama);
    let replay = check(&["--replay", "--recorded-speed"]);
    assert_eq!((&replay["verdict"], &replay["score"]), (&live["verdict"], &live["score"]));
    let shown = |attempt: &Value| attempt["scenes"][0]["stdout"].clone();
    assert_eq!(shown(&replay), shown(&live));
    let Some(llama) = Llama::start() else { return };
    let constant = "curl -s \"$OPENAI_BASE_URL/chat/completions\" -H \"Authorization: Bearer $OPENAI_API_KEY\" \
        -H 'Content-Type: application/json' \
        -d '{\"model\":\"gpt-5.4-mini\",\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}]}' > /dev/null\n\
        echo 'The sky is blue.'\n";
    let bench = llama.bench("shell").file("exercises/shell/basic-call.sh", constant);
    bench.run(&["check", "basic-call", "--live=up"]).expect_code(1);
    let bench = bench.env("UPSTREAM_KEY", "sk-another-key-00");
    bench.run(&["check", "basic-call", "--live=up"]).expect_code(4).expect("did not accept the key");
}

#[test]
fn drift_names_what_llama_cpp_adds_and_leaves_out() {
    let _alone = alone();
    let Some(llama) = Llama::start() else { return };
    let bench = llama.bench("shell");
    let said = bench.run(&["drift", "basic-call", "streaming-chat", "--live=up", "--track", "shell"]);
    said.expect_code(1).expect("new: `timings` (object)").expect("missing: `service_tier`");
}
