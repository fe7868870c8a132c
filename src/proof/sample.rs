//! Samples of the lessons run, against the mock, and end well.

use crate::api::{ApiOptions, ApiServer, Keys};
use crate::checker::CheckError;
use crate::course::{CodeBlock, StdinPlan, Track};
use crate::evidence::{End, Stream};
use crate::run::{
    Built, Cancel, DEFAULT_OUTPUT_CAP, Nursery, Prepared, Program, build, command_for, program_env, run,
};
use crate::script::Script;
use std::collections::BTreeMap;
use std::path::Path;
use std::time::{Duration, Instant};

/// What came of one sample.
#[derive(Debug, Clone, serde::Serialize, serde::Deserialize)]
pub struct SampleResult {
    /// `lessons/04-first-call.md:140:1`
    pub place: String,
    /// What is wrong; `None` when it ran and ended well.
    pub fault: Option<String>,
}

/// Longer than any sample should take on a busy machine.
const LIMIT: Duration = Duration::from_secs(30);
/// Samples open nothing, so the key may be any.
const KEY: &str = "sk-workbook-sample-0000000000000000";

/// Runs one sample; it has to end by itself with exit code 0.
///
/// # Errors
/// When it could not be run at all.
pub async fn prove_sample(
    sample: &CodeBlock,
    track: &Track,
    prepared: &Prepared,
    nursery: Option<&Nursery>,
    folder: &Path,
) -> Result<SampleResult, CheckError> {
    let place = sample.spot.to_place();
    let name = place.replace(['/', ':', '.'], "-");
    let home = folder.join(&name);
    let file = home.join(format!("sample.{}", track.extension));
    let written = std::fs::create_dir_all(&home).and_then(|()| std::fs::write(&file, &sample.code));
    written.map_err(|source| CheckError::Unreadable { path: file.clone(), source })?;
    let built = match build(track, prepared, &file).await? {
        Built::Ready(built) => built,
        Built::Refused(refusal) => {
            let fault = format!("does not compile: {}", crate::grade::brief(&refusal.said, 300));
            return Ok(SampleResult { place, fault: Some(fault) });
        }
    };
    let clock = Instant::now();
    let api = ApiServer::start(ApiOptions {
        clock,
        ..ApiOptions::new(Script::default(), 1, "amber heron 1000", Keys::Exactly(KEY.to_owned()))
    })
    .await?;
    let program = Program {
        command: command_for(track, prepared, &file, built.as_deref()),
        cwd: home,
        env: program_env(track, prepared, &api.base_url(), KEY, &BTreeMap::new(), 1),
        stdin: StdinPlan::Unscripted,
        limit: LIMIT,
        output_cap: DEFAULT_OUTPUT_CAP,
        clock,
        short_clock: None,
        nursery: nursery.cloned(),
    };
    let output = run(program, api.traffic(), |_| {}, Cancel::never()).await?;
    api.finish().await;
    let said = || {
        crate::grade::brief(&format!("{} {}", output.text(Stream::Stderr), output.text(Stream::Stdout)), 300)
    };
    let fault = match (output.end, output.exit_code) {
        (End::Exited, Some(0)) => None,
        (End::Exited, code) => Some(format!("ends with exit code {code:?}: {}", said())),
        _ => Some(format!("does not end by itself: {}", said())),
    };
    Ok(SampleResult { place, fault })
}
