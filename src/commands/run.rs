//! `workbook run`: run a program against the mock without grading it.

use super::Stop;
use super::exercise::{block_on, ready, tell_setup};
use super::session::Session;
use crate::api::{ApiOptions, ApiServer, Keys};
use crate::cli::RunArgs;
use crate::course::{Exercise, Scene, Track};
use crate::exit::ExitStatus;
use crate::run::{Built, build, command_for, pass_through, program_env};
use std::path::PathBuf;

/// Runs the program at this terminal, with the mock behind it, output passed through.
pub(super) fn run(session: &Session, args: &RunArgs) -> Result<ExitStatus, Stop> {
    let (exercise, track, file) = target(session, args)?;
    let scene = scene(exercise, args.scene.as_deref())?;
    let seed = args.seed.unwrap_or_else(|| u64::from(fastrand::u32(..)));
    let (code, interrupted) = block_on(async |_| {
        let prepared = ready(session.workspace.as_ref(), &track, &tell_setup(&session.out)).await?;
        let built = match build(&track, &prepared, &file).await {
            Ok(Built::Ready(built)) => built,
            Ok(Built::Refused(refusal)) => {
                session.out.warning(refusal.said.trim_end());
                session.out.note("the program does not compile, so it was not run");
                return Ok(refusal.exit_code.unwrap_or(1));
            }
            Err(error) => return Err(Stop::environment(error.to_string())),
        };
        let key = crate::checker::handed_out_key();
        let nonce = crate::checker::nonce(seed);
        let own_env = scene.env_with(&nonce);
        let api =
            ApiServer::start(ApiOptions::new(scene.script.clone(), seed, nonce, Keys::Exactly(key.clone())))
                .await
                .map_err(|e| Stop::environment(e.to_string()))?;
        let mut command = command_for(&track, &prepared, &file, built.as_deref());
        command.extend(args.args.iter().map(Into::into));
        let env = program_env(&track, &prepared, &api.base_url(), &key, &own_env, seed);
        let cwd = file.parent().map_or_else(|| session.cwd.clone(), ToOwned::to_owned);
        let code = pass_through(&command, &cwd, &env).await.map_err(|e| Stop::environment(e.to_string()))?;
        let exchanges = api.finish().await;
        session.out.note(&format!(
            "scene `{}`, {} request(s), exit code {code}",
            scene.name,
            exchanges.len()
        ));
        Ok::<i32, Stop>(code)
    })?;
    if interrupted {
        return Ok(ExitStatus::Interrupted);
    }
    // The program's own exit code is said above; ours speaks of running it.
    code.map(|_| ExitStatus::Passed)
}

fn target<'a>(session: &'a Session, args: &RunArgs) -> Result<(&'a Exercise, Track, PathBuf), Stop> {
    let named = session.cwd.join(&args.target);
    let owner = session.workspace.as_ref().and_then(|w| w.owner_of(&named, &session.course.tracks));
    let (id, track) = match &owner {
        Some((id, track)) => (id.as_str(), session.track(Some(track))?),
        None => (args.target.as_str(), session.track(args.track.as_deref())?),
    };
    let exercise = session.exercise(id)?;
    let file = session.program(exercise, &track)?;
    if !file.is_file() {
        return Err(Stop::usage(format!(
            "there is no file {}; `{}` lays out a fresh one",
            session.shown(&file),
            session.command(&format!("reset {}", exercise.id))
        )));
    }
    Ok((exercise, track, file))
}

fn scene<'a>(exercise: &'a Exercise, name: Option<&str>) -> Result<&'a Scene, Stop> {
    let found = match name {
        Some(name) => exercise.scenes().iter().find(|s| s.name == name),
        None => exercise.scenes().first(),
    };
    found.ok_or_else(|| {
        let known: Vec<&str> = exercise.scenes().iter().map(|s| s.name.as_str()).collect();
        Stop::usage(format!(
            "`{}` has no scene `{}`; it has: {}",
            exercise.id,
            name.unwrap_or_default(),
            known.join(", ")
        ))
    })
}
