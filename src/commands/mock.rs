//! `workbook mock`: the mock server alone, for any program.

use super::Stop;
use super::exercise::block_on;
use crate::api::{ApiOptions, ApiServer, Ended, Keys, check_script};
use crate::cli::{LogFormat, MockArgs};
use crate::evidence::Exchange;
use crate::exit::ExitStatus;
use crate::live::{Cassette, LiveRun, LiveScene, Speed};
use crate::report::{Line, Out};
use crate::script::Script;
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// Serves until Ctrl-C; prints the address on standard output, requests on standard error.
pub(super) fn mock(out: &Out, args: &MockArgs) -> Result<ExitStatus, Stop> {
    let mut script = match &args.script {
        Some(path) => read_script(path)?,
        None => Script::default(),
    };
    let live = args.cassette.as_deref().map(cassette).transpose()?;
    script.example_ids = args.example_ids;
    let seed = args.seed.unwrap_or_else(|| u64::from(fastrand::u32(..)));
    let log = out.clone();
    let (wants_all, form) = (args.log, args.format);
    let observer = move |ended: &Ended<'_>| match (wants_all, form) {
        (false, _) => log.talk(&Line::of(ended.line())),
        (true, LogFormat::Human) => {
            log.talk(&Line::of(ended.line()));
            for line in details(&ended.exchange()) {
                log.talk(&Line::of(line));
            }
        }
        // Plain data can always be written.
        (true, LogFormat::Json) => {
            let json = serde_json::to_string(&ended.exchange()).unwrap_or_default();
            log.text(&format!("{json}\n"));
        }
    };
    let options = ApiOptions {
        script,
        seed,
        nonce: crate::checker::nonce(seed),
        keys: Keys::Any,
        clock: Instant::now(),
        port: args.port.unwrap_or(0),
        observer: Some(Arc::new(observer)),
        live,
    };
    more_connections();
    let (served, _) = block_on(async |mut cancel| {
        let api = ApiServer::start(options).await?;
        out.text(&format!("OPENAI_BASE_URL={}\nANTHROPIC_BASE_URL={}\n", api.base_url(), api.origin()));
        out.note("any key will do; Ctrl-C stops the server");
        cancel.cancelled().await;
        api.finish().await;
        Ok::<_, crate::api::ApiError>(())
    })?;
    served.map_err(|e| Stop::environment(e.to_string()))?;
    Ok(ExitStatus::Passed)
}

/// Lets more clients in at once: shells often allow a program 1,024 open files, on
/// macOS 256, where the system would allow it many more.
#[cfg(unix)]
fn more_connections() {
    use rustix::process::{Resource, getrlimit, setrlimit};
    let mut limit = getrlimit(Resource::Nofile);
    // macOS takes no "unlimited" here.
    limit.current = Some(limit.maximum.map_or(10_240, |most| most.min(65_536)));
    // Without them it serves fewer at once.
    let _ = setrlimit(Resource::Nofile, limit);
}

#[cfg(not(unix))]
fn more_connections() {}

fn cassette(path: &Path) -> Result<Arc<LiveScene>, Stop> {
    let cassette = Cassette::load(path).map_err(|e| Stop::usage(e.to_string()))?;
    Ok(LiveRun::recording(cassette, Speed::AtOnce).all_scenes())
}

/// What `--log` adds to an exchange's line.
fn details(exchange: &Exchange) -> Vec<String> {
    let mut lines = Vec::new();
    if !exchange.request.is_null() {
        lines.push(format!("    > {}", exchange.request));
    }
    if !exchange.response.is_null() {
        lines.push(format!("    < {}", exchange.response));
    }
    if let Some(usage) = &exchange.usage {
        let cached = match usage.cached_tokens {
            0 => String::new(),
            cached => format!(" ({cached} cached)"),
        };
        lines.push(format!("    {} tokens in{cached}, {} out", usage.input_tokens, usage.output_tokens));
    }
    lines.extend(exchange.advisories.iter().map(|advice| format!("    note: {advice}")));
    lines
}

/// The keys of a scene that are no part of its script.
const ABOUT_PROGRAMS: [&str; 5] = ["name", "title", "limit_s", "stdin", "env"];

fn read_script(path: &Path) -> Result<Script, Stop> {
    let text = std::fs::read_to_string(path)
        .map_err(|e| Stop::usage(format!("cannot read {}: {e}", path.display())))?;
    let faulty = |e: toml::de::Error| Stop::usage(format!("{} is not a script: {e}", path.display()));
    // A scene of a lesson has a script, and what only its program is told.
    let script: Script = match toml::from_str(&text) {
        Ok(script) => script,
        Err(error) => {
            let mut table: toml::Table = toml::from_str(&text).map_err(faulty)?;
            let is_scene = ABOUT_PROGRAMS.iter().filter(|key| table.remove(**key).is_some()).count() > 0;
            // Of a scene, what is wrong besides; of a script, with its place.
            table.try_into().map_err(|other| faulty(if is_scene { other } else { error }))?
        }
    };
    check_script(&script).map_err(|faults| {
        let list: Vec<String> = faults.iter().map(|f| format!("{}: {}", f.field, f.message)).collect();
        Stop::usage(format!("{} is not a script:\n{}", path.display(), list.join("\n")))
    })?;
    Ok(script)
}
