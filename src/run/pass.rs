//! Running a program at the person's own terminal, nothing recorded.

use super::RunError;
use std::ffi::OsString;
use std::path::Path;
use tokio::process::Command;

/// Runs the command with this terminal's input and output; returns its exit code
/// (128 + signal for a program that was killed, as shells say it).
///
/// # Errors
/// When the program cannot be started.
pub async fn pass_through(
    command: &[OsString],
    cwd: &Path,
    env: &[(String, String)],
) -> Result<i32, RunError> {
    let Some((program, args)) = command.split_first() else { return Err(RunError::NoCommand) };
    let status = Command::new(program)
        .args(args)
        .current_dir(cwd)
        .env_clear()
        .envs(env.iter().map(|(name, value)| (name, value)))
        .kill_on_drop(true)
        .status()
        .await
        .map_err(|source| RunError::starting(program, cwd, source))?;
    Ok(exit_code(status))
}

#[cfg(unix)]
fn exit_code(status: std::process::ExitStatus) -> i32 {
    use std::os::unix::process::ExitStatusExt;
    status.code().unwrap_or_else(|| 128 + status.signal().unwrap_or(0))
}

#[cfg(not(unix))]
fn exit_code(status: std::process::ExitStatus) -> i32 {
    status.code().unwrap_or(1)
}
