//! `workbook doctor`: what is there, what is missing, and how to mend it.

use super::Stop;
use super::exercise::{block_on, tell_setup};
use super::session::Session;
use crate::cli::TrackArgs;
use crate::course::Track;
use crate::exit::ExitStatus;
use crate::live::{KeyLack, Provider, Providers};
use crate::report::{self, Health, HealthRow};
use crate::run::{Prepared, SetupError, cache_dir, prepare};

/// Looks at every track, the folder, and the keys (their presence, never their value).
pub(super) fn doctor(session: &Session, args: &TrackArgs) -> Result<ExitStatus, Stop> {
    let chosen = session.track(args.track.as_deref())?;
    let tracks = match &args.track {
        Some(_) => vec![chosen.clone()],
        None => session.course.tracks.clone(),
    };
    let mut rows = vec![row("workbook", Health::Ok, env!("CARGO_PKG_VERSION")), folder_row(session)];
    let (track_rows, _) = block_on(async |_| {
        let mut rows = Vec::new();
        for track in &tracks {
            rows.push(track_row(session, track, track.id == chosen.id).await);
        }
        rows
    })?;
    rows.extend(track_rows);
    rows.push(port_row());
    rows.extend(key_rows(session));
    report::doctor(&session.out, &rows);
    let bad = rows.iter().any(|r| r.health == Health::Bad);
    Ok(if bad { ExitStatus::CouldNotGrade } else { ExitStatus::Passed })
}

fn row(name: &str, health: Health, detail: &str) -> HealthRow {
    HealthRow { name: name.to_owned(), health, detail: detail.to_owned(), cure: String::new() }
}

fn folder_row(session: &Session) -> HealthRow {
    match (&session.workspace, session.warnings.first()) {
        (None, _) => HealthRow {
            cure: format!("run `{}` in the folder you want to work in", session.command("init")),
            ..row("folder", Health::Warn, "not inside a workbook folder")
        },
        (Some(_), Some(warning)) => row("folder", Health::Warn, warning),
        (Some(workspace), None) => row("folder", Health::Ok, &workspace.root().display().to_string()),
    }
}

/// Prepares the track, which is the one honest way to know that it works.
async fn track_row(session: &Session, track: &Track, chosen: bool) -> HealthRow {
    match prepare(track, &cache_dir(), &tell_setup(&session.out)).await {
        Ok(prepared) => row(&track.title, Health::Ok, &inventory(track, &prepared)),
        Err(error) => {
            let health = if chosen { Health::Bad } else { Health::Warn };
            let (what, cure) = split(&error);
            HealthRow { cure, ..row(&track.title, health, &what) }
        }
    }
}

fn split(error: &SetupError) -> (String, String) {
    let text = error.to_string();
    let (what, cure) = text.split_once('\n').unwrap_or((&text, ""));
    (what.to_owned(), cure.to_owned())
}

fn inventory(track: &Track, prepared: &Prepared) -> String {
    let packages: Vec<String> =
        track.packages.iter().map(|(name, version)| format!("{name} {version}")).collect();
    let programs: Vec<String> = prepared.programs.values().map(|p| p.display().to_string()).collect();
    let mut parts = vec![programs.join(", ")];
    if !packages.is_empty() {
        parts.push(packages.join(", "));
        parts.push(format!("environment in {}", prepared.env_dir.display()));
    }
    parts.join("; ")
}

fn port_row() -> HealthRow {
    match std::net::TcpListener::bind(("127.0.0.1", 0)) {
        Ok(_) => row("network", Health::Ok, "127.0.0.1 can be used; nothing else is needed"),
        Err(error) => HealthRow {
            cure: "allow programs to listen on 127.0.0.1 (firewall, sandbox)".to_owned(),
            ..row("network", Health::Bad, &format!("cannot listen on 127.0.0.1: {error}"))
        },
    }
}

/// Whether each provider of live runs has its key, and where: never a character of it.
fn key_rows(session: &Session) -> Vec<HealthRow> {
    let folder = session.folder();
    let course = std::fs::read_to_string(folder.join("workbook.toml")).unwrap_or_default();
    match Providers::all(&course, &folder) {
        Ok(providers) => providers.iter().filter(|provider| provider.wants_key()).map(key_row).collect(),
        Err(error) => vec![HealthRow {
            cure: "mend it; only live runs need it".to_owned(),
            ..row("live", Health::Warn, &error.to_string())
        }],
    }
}

fn key_row(provider: &Provider) -> HealthRow {
    let name = if provider.key_env.is_empty() { "a key" } else { &provider.key_env };
    match provider.key_source() {
        Ok(source) => {
            let detail =
                format!("{name} found in {}; only live runs use it, programs never see it", source.name());
            row(&provider.name, Health::Ok, &detail)
        }
        Err(lack @ KeyLack::Command(_)) => HealthRow {
            cure: "run the command by hand: its first line of output must be the key".to_owned(),
            ..row(&provider.name, Health::Warn, &lack.words(&provider.key_env))
        },
        Err(lack @ KeyLack::Keyring(_)) => HealthRow {
            cure: "unlock the keyring, or set the variable; only live runs need it".to_owned(),
            ..row(&provider.name, Health::Warn, &lack.words(&provider.key_env))
        },
        Err(KeyLack::Unset) => {
            row(&provider.name, Health::Ok, &format!("{name} not set; only live runs need it"))
        }
    }
}
