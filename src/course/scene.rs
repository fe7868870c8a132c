//! A `toml scene` block becomes a [`Scene`].
//!
//! Owns: the scene's own keys and what goes to the script. Must not know: how a
//! script is played, or where in a lesson the block stands.

use super::fault::Fault;
use super::model::{Scene, StdinPlan};
use super::schema::{SCENE, SCRIPT_KEYS};
use super::source::Spot;
use super::table::{Toml, number};
use crate::script::Script;
use std::time::Duration;

/// How long a program may run when the scene says nothing.
const USUAL_LIMIT: Duration = Duration::from_secs(10);

/// Reads the block, as far as it can be understood.
pub fn read(toml: &Toml<'_>, block: Spot, faults: &mut Vec<Fault>) -> Scene {
    let before = faults.len();
    toml.check(&toml.root, &SCENE, block.clone(), faults);
    let sound = faults.len() == before && !toml.broken;
    let script = if sound { read_script(toml, faults) } else { Script::default() };
    let fields = toml.places(&toml.root);
    for index in shadowed(&script) {
        let spot = fields.get(&format!("reply[{index}]")).cloned().unwrap_or_else(|| block.clone());
        faults.push(unreachable(spot));
    }
    Scene {
        name: toml.text(&toml.root, "name").unwrap_or_default(),
        title: toml.text(&toml.root, "title").unwrap_or_default(),
        script,
        stdin: read_stdin(toml),
        env: toml.map(&toml.root, "env"),
        limit: read_limit(toml),
        fields,
        spot: block,
    }
}

fn read_script(toml: &Toml<'_>, faults: &mut Vec<Fault>) -> Script {
    toml.read(&toml.root, SCRIPT_KEYS).unwrap_or_else(|fault| {
        faults.push(fault);
        Script::default()
    })
}

fn read_stdin(toml: &Toml<'_>) -> StdinPlan {
    if toml.root.contains_key("stdin") {
        StdinPlan::Lines(toml.words(&toml.root, "stdin"))
    } else {
        StdinPlan::Unscripted
    }
}

fn read_limit(toml: &Toml<'_>) -> Duration {
    let seconds = toml.root.get("limit_s").and_then(|v| number(v.get_ref()));
    seconds.and_then(|s| Duration::try_from_secs_f64(s).ok()).unwrap_or(USUAL_LIMIT)
}

/// Replies that no request can reach: an earlier one matches every request, for ever.
fn shadowed(script: &Script) -> std::ops::Range<usize> {
    let endless = script.replies.iter().position(|r| r.when.trim().is_empty() && r.times.is_none());
    endless.map_or(0, |i| i + 1)..endless.map_or(0, |_| script.replies.len())
}

fn unreachable(spot: Spot) -> Fault {
    Fault::warning("unreachable-reply", spot, "No request ever reaches this reply.")
        .label("the replies before it answer everything")
        .cure("Give an earlier reply `times` or `when`, or put this one before it.")
}
