//! Tracks as rows: set-ups in a cache, and the rows of this repository.

use super::*;
use crate::course::{self, Need, Origin, Setup, Track};
use crate::event::Event;
use crate::run::{
    Built, Parse, Prepared, SetupError, build, cache_dir, command_for, parses, prepare, program_env,
};
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Mutex;

/// The tracks of this repository.
fn rows() -> BTreeMap<String, Track> {
    let loaded = course::load(&Origin::Embedded).unwrap();
    loaded.course.tracks.into_iter().map(|track| (track.id.clone(), track)).collect()
}

/// A track of shell commands, whose set-up notes each time it is done.
fn noted(step: &str) -> Track {
    let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect::<Vec<_>>();
    let step_with = |title: &str, script: &str| (title.to_owned(), words(&["{sh}", "-c", script]));
    let sh = Need {
        name: "sh".to_owned(),
        programs: words(&["sh"]),
        version_args: Vec::new(),
        minimum: String::new(),
        cure: "Install a shell".to_owned(),
    };
    let setup = Setup {
        files: BTreeMap::from([("lib/a.txt".to_owned(), "text".to_owned())]),
        copies: BTreeMap::new(),
        steps: vec![step_with("Noting", "echo done >> ../../noted"), step_with("Step", step)],
    };
    Track {
        id: "noted".to_owned(),
        title: "Noted".to_owned(),
        needs: vec![sh],
        setup,
        parse: Vec::new(),
        run: words(&["{sh}", "{file}"]),
        ..rows().remove("shell").unwrap()
    }
}

async fn prepared(track: &Track, cache: &Path) -> Result<Prepared, SetupError> {
    prepare(track, cache, &|_| {}).await
}

fn times_noted(cache: &Path) -> usize {
    std::fs::read_to_string(cache.join("noted")).unwrap_or_default().lines().count()
}

#[tokio::test]
async fn an_environment_is_built_once_and_then_found() {
    let cache = tempfile::tempdir().unwrap();
    let track = noted("test -f lib/a.txt");
    let events = Mutex::new(Vec::new());
    let note = |event| {
        events.lock().unwrap().push(match event {
            Event::SetupBegan { track, steps } => format!("{track} {steps}"),
            Event::SetupStep { number, title } => format!("{number} {title}"),
            Event::SetupEnded => "end".to_owned(),
            other => format!("{other:?}"),
        });
    };
    let first = prepare(&track, cache.path(), &note).await.unwrap();
    assert_eq!(events.into_inner().unwrap(), ["Noted 2", "1 Noting", "2 Step", "end"]);
    let again = prepare(&track, cache.path(), &|event| panic!("{event:?}")).await.unwrap();
    assert_eq!(first, again);
    assert_eq!(std::fs::read_to_string(first.env_dir.join("lib/a.txt")).unwrap(), "text");
    assert_eq!(times_noted(cache.path()), 1);
    let other = prepared(&noted("true"), cache.path()).await.unwrap();
    assert_ne!(other.env_dir, first.env_dir);
}

#[tokio::test]
async fn two_at_once_build_it_once() {
    let cache = tempfile::tempdir().unwrap();
    let track = noted("sleep 0.4");
    let (one, two) = tokio::join!(prepared(&track, cache.path()), prepared(&track, cache.path()));
    assert_eq!(one.unwrap(), two.unwrap());
    assert_eq!(times_noted(cache.path()), 1);
}

#[tokio::test]
async fn a_set_up_that_was_stopped_in_the_middle_is_done_anew() {
    let cache = tempfile::tempdir().unwrap();
    let track = noted("echo $$ > ../../pid; test -f ../../second || sleep 1000");
    let stopped = tokio::time::timeout(Duration::from_secs(1), prepared(&track, cache.path())).await;
    assert!(stopped.is_err());
    let pid = std::fs::read_to_string(cache.path().join("pid")).unwrap_or_default();
    assert!(is_gone(pid.trim()).await);
    std::fs::write(cache.path().join("second"), "").unwrap();
    let done = prepared(&track, cache.path()).await.unwrap();
    let folders = std::fs::read_dir(cache.path().join("envs")).unwrap().flatten();
    let folders: Vec<_> = folders.map(|e| e.path()).filter(|path| path.is_dir()).collect();
    assert_eq!(folders, [done.env_dir]);
}

#[tokio::test]
async fn a_failed_step_says_what_happened_and_what_to_do() {
    let cache = tempfile::tempdir().unwrap();
    let error = prepared(&noted("echo no route to host >&2; exit 7"), cache.path()).await.unwrap_err();
    let text = error.to_string();
    for words in ["Noted", "Step", "no route to host", "exit status: 7", "network"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    let left = std::fs::read_dir(cache.path().join("envs")).unwrap().flatten();
    assert_eq!(left.filter(|entry| entry.path().is_dir()).count(), 0);
}

#[tokio::test]
async fn a_missing_program_names_its_cure() {
    let cache = tempfile::tempdir().unwrap();
    let mut track = noted("true");
    track.needs[0].programs = vec!["no-such-program".to_owned()];
    let text = prepared(&track, cache.path()).await.unwrap_err().to_string();
    assert!(text.contains("no-such-program is not on PATH") && text.contains("Install a shell"), "{text}");
}

#[tokio::test]
async fn a_cache_that_cannot_be_written_is_named() {
    let cache = tempfile::tempdir().unwrap();
    let file = cache.path().join("file");
    std::fs::write(&file, "").unwrap();
    let error = prepared(&noted("true"), &file).await.unwrap_err();
    assert!(matches!(error, SetupError::Cache { .. }), "{error:?}");
    assert!(error.to_string().contains("WORKBOOK_CACHE"));
}

#[tokio::test]
async fn a_row_that_writes_elsewhere_is_refused() {
    let cache = tempfile::tempdir().unwrap();
    let mut track = noted("true");
    track.setup.files.insert("../outside".to_owned(), String::new());
    let error = prepared(&track, cache.path()).await.unwrap_err();
    assert!(matches!(error, SetupError::Outside { .. }), "{error:?}");
}

#[test]
fn versions_in_the_rows_agree_with_what_is_installed() {
    for track in rows().values() {
        let steps = track.setup.steps.iter().flat_map(|(_, command)| command.clone());
        let text: String = steps.chain(track.setup.files.values().cloned()).collect::<Vec<_>>().join("\n");
        for (name, version) in &track.packages {
            let pinned = [
                format!("{name}=={version}"),
                format!("\"{name}\": \"{version}\""),
                format!("name = \"{name}\"\nversion = \"{version}\""),
            ];
            assert!(pinned.iter().any(|pin| text.contains(pin.as_str())), "{name} {version}");
        }
    }
}

/// A track of this repository, prepared in the shared cache; `None` where this machine
/// lacks its programs or the network.
async fn real(id: &str) -> Option<(Track, Prepared)> {
    let track = rows().remove(id).unwrap();
    let prepared = prepared(&track, &cache_dir()).await.ok()?;
    Some((track, prepared))
}

async fn ran_as(track: &Track, prepared: &Prepared, file: &Path) -> ProgramOutput {
    let env = program_env(track, prepared, "http://127.0.0.1:9/v1", "sk-key", &BTreeMap::new(), 7);
    let Built::Ready(built) = build(track, prepared, file).await.unwrap() else { panic!("not built") };
    let command = command_for(track, prepared, file, built.as_deref());
    let cwd = file.parent().unwrap().to_owned();
    ran(Program { command, env, cwd, ..sh("") }).await
}

#[tokio::test]
async fn each_track_runs_a_program_anywhere_and_leaves_nothing_beside_it() {
    let programs = [
        (
            "python",
            "import helper, openai, os\nprint(helper.x, os.environ['OPENAI_BASE_URL'])\n",
            "helper.py",
            "x = 'hi'",
        ),
        (
            "javascript",
            "import OpenAI from 'openai'; import { x } from './helper.mjs';\n\
             console.log(typeof OpenAI === 'function' && x, process.env.OPENAI_BASE_URL);\n",
            "helper.mjs",
            "export const x = 'hi';",
        ),
        ("shell", "curl --version >/dev/null && jq -nr '\"hi \" + env.OPENAI_BASE_URL'\n", "helper.sh", ""),
        (
            "rust",
            "use reqwest as _; mod helper;\nfn main() { println!(\"{} {}\", helper::X, std::env::var(\"OPENAI_BASE_URL\").unwrap()); }\n",
            "helper.rs",
            "pub const X: &str = \"hi\";",
        ),
    ];
    for (id, text, helper, helper_text) in programs {
        let Some((track, prepared)) = real(id).await else { continue };
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join(format!("a b.{}", track.extension));
        std::fs::write(&file, text).unwrap();
        std::fs::write(folder.path().join(helper), helper_text).unwrap();
        let output = ran_as(&track, &prepared, &file).await;
        assert_eq!(stdout(&output), "hi http://127.0.0.1:9/v1\n", "{output:#?}");
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 2);
        let parser = if track.parse.is_empty() { Parse::Unknown } else { Parse::Ok };
        assert_eq!(parses(&track, &prepared, &file).await, parser);
        std::fs::write(&file, format!("{text}\nif (\n")).unwrap();
        if !track.build.is_empty() {
            let built = build(&track, &prepared, &file).await.unwrap();
            assert!(matches!(&built, Built::Refused(r) if r.said.contains("a b.rs:4")), "{built:?}");
            continue;
        }
        let broken = parses(&track, &prepared, &file).await;
        assert!(matches!(broken, Parse::Broken { line: Some(_), .. }), "{broken:?}");
    }
}

#[tokio::test]
async fn javascript_packages_of_the_learners_own_win_and_require_works() {
    let Some((track, prepared)) = real("javascript").await else { return };
    let folder = tempfile::tempdir().unwrap();
    let own = folder.path().join("node_modules/openai");
    let common = folder.path().join("a.cjs");
    std::fs::write(&common, "console.log(typeof require('openai').OpenAI)").unwrap();
    assert_eq!(stdout(&ran_as(&track, &prepared, &common).await), "function\n");
    std::fs::create_dir_all(&own).unwrap();
    std::fs::write(own.join("package.json"), r#"{"name":"openai","main":"main.js"}"#).unwrap();
    std::fs::write(own.join("main.js"), "module.exports = 'own'").unwrap();
    let module = folder.path().join("a.mjs");
    std::fs::write(&module, "import own from 'openai'; console.log(own)").unwrap();
    assert_eq!(stdout(&ran_as(&track, &prepared, &module).await), "own\n");
}

#[tokio::test]
async fn a_package_that_is_nowhere_is_missed_in_nodes_own_words() {
    let Some((track, prepared)) = real("javascript").await else { return };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("a.mjs");
    std::fs::write(&file, "import 'no-such-package'").unwrap();
    let output = ran_as(&track, &prepared, &file).await;
    assert_eq!(output.exit_code, Some(1));
    let said = output.text(Stream::Stderr);
    assert!(said.contains("ERR_MODULE_NOT_FOUND") && said.contains("a.mjs"), "{said}");
}
