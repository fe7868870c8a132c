//! Making a track ready, and the small async shell around it.

use super::Stop;
use crate::course::Track;
use crate::event::Event;
use crate::report::Out;
use crate::run::{Cancel, Prepared, cache_dir, expand_links, prepare};
use crate::workspace::Workspace;

/// Runs a future to its end on a runtime of its own; Ctrl-C cancels it.
pub(super) fn block_on<T>(work: impl AsyncFnOnce(Cancel) -> T) -> Result<(T, bool), Stop> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|e| {
        Stop::environment(format!("cannot start worker threads ({e}); close some programs and try again"))
    })?;
    Ok(runtime.block_on(async {
        let (canceller, cancel) = Cancel::pair();
        let work = work(cancel);
        tokio::pin!(work);
        let mut interrupted = false;
        loop {
            tokio::select! {
                done = &mut work => return (done, interrupted),
                result = tokio::signal::ctrl_c(), if !interrupted => {
                    interrupted = result.is_ok();
                    canceller.cancel();
                }
            }
        }
    }))
}

/// Makes the track's environment ready, and the links that editors need.
pub(super) async fn ready(
    workspace: Option<&Workspace>,
    track: &Track,
    on_event: &(dyn Fn(Event) + Send + Sync),
) -> Result<Prepared, Stop> {
    let cache = cache_dir();
    let prepared = prepare(track, &cache, on_event).await?;
    if let Some(workspace) = workspace {
        for (name, target) in expand_links(track, &prepared) {
            // A link is a convenience for editors: without it everything still works.
            let _ = workspace.make_link(&name, &target, &cache);
        }
    }
    Ok(prepared)
}

/// Says each step of a set-up on standard error.
pub(super) fn tell_setup(out: &Out) -> impl Fn(Event) + Send + Sync + use<> {
    let out = out.clone();
    move |event| {
        if let Event::SetupStep { title, .. } = event {
            out.note(&title);
        }
    }
}
