//! A `toml check` block becomes a [`CheckSpec`].
//!
//! Owns: the check's keys and the places of its expressions and templates. Must not
//! know: how an expression is compiled, nor which scenes and checks there are.

use super::fault::Fault;
use super::model::{CheckSpec, Diagnosis, PartialCredit};
use super::schema::CHECK;
use super::source::{Located, Spot};
use super::table::{Toml, whole};
use toml::de::DeTable;

/// A check with the places of the names in it.
pub struct ReadCheck {
    /// The check; `scenes` is empty where the block names none.
    pub spec: CheckSpec,
    /// Where the id stands.
    pub id: Option<Located>,
    /// The scenes it names.
    pub scenes: Vec<Located>,
    /// The checks it needs.
    pub needs: Vec<Located>,
    /// The anchor to read on.
    pub read: Option<Located>,
}

/// Reads the block, as far as it can be understood.
pub fn read(toml: &Toml<'_>, block: Spot, faults: &mut Vec<Fault>) -> ReadCheck {
    toml.check(&toml.root, &CHECK, block.clone(), faults);
    let root = &toml.root;
    let points = points(root);
    let scenes = toml.texts(root, "scenes");
    if scenes.is_empty()
        && root.get("scenes").is_some_and(|v| v.get_ref().as_array().is_some_and(|a| a.is_empty()))
    {
        faults.push(no_scene(root.get("scenes").map_or(block.clone(), |v| toml.spot(v.span()))));
    }
    let needs = toml.texts(root, "needs");
    let read = toml.located_or_none(root, "read");
    let spec = CheckSpec {
        id: toml.text(root, "id").unwrap_or_default(),
        title: toml.text(root, "title").unwrap_or_default(),
        points,
        scenes: scenes.iter().map(|s| s.text.clone()).collect(),
        needs: needs.iter().map(|n| n.text.clone()).collect(),
        pass: toml.located(root, "pass", &block),
        unjudged_when: toml.located_or_none(root, "unjudged_when"),
        exchange: toml.located_or_none(root, "exchange"),
        partial: partials(toml, points, faults),
        diagnoses: sentences(toml, "diagnosis"),
        message: toml.located(root, "message", &block),
        expected: toml.located(root, "expected", &block),
        actual: toml.located(root, "actual", &block),
        why: toml.text(root, "why").unwrap_or_default().trim().to_owned(),
        read: read.as_ref().map(|r| r.text.trim_start_matches('#').to_owned()).unwrap_or_default(),
        advisories: sentences(toml, "advisory"),
        spot: block,
    };
    ReadCheck { spec, id: toml.located_or_none(root, "id"), scenes, needs, read }
}

fn points(table: &DeTable<'_>) -> u32 {
    table
        .get("points")
        .and_then(|v| whole(v.get_ref()))
        .and_then(|n| u32::try_from(n).ok())
        .unwrap_or_default()
}

/// The points of a block that is known to be sound, found without reading the rest of it:
/// the first line that gives some, as those of partial credits stand below it.
pub fn points_at_a_glance(code: &str) -> u32 {
    let given = |line: &str| line.strip_prefix("points")?.trim_start().strip_prefix('=')?.trim().parse().ok();
    code.lines().find_map(given).unwrap_or_default()
}

fn sentences(toml: &Toml<'_>, key: &str) -> Vec<Diagnosis> {
    let tables = toml.tables(&toml.root, key).into_iter();
    tables
        .map(|(table, place)| Diagnosis {
            when: toml.located(table, "when", &place),
            say: toml.located(table, "say", &place),
        })
        .collect()
}

fn partials(toml: &Toml<'_>, most: u32, faults: &mut Vec<Fault>) -> Vec<PartialCredit> {
    let mut credits = Vec::new();
    for (table, place) in toml.tables(&toml.root, "partial") {
        let points = points(table);
        if points >= most && most > 0 {
            let spot = table.get("points").map_or_else(|| place.clone(), |v| toml.spot(v.span()));
            let message = format!("A part of {points} points is not less than the check's {most}.");
            let fault = Fault::error("partial-too-high", spot, message);
            faults.push(fault.label("too many").cure(format!("Give less than {most}, or nothing at all.")));
        }
        credits.push(PartialCredit {
            when: toml.located(table, "when", &place),
            points,
            say: toml.located(table, "say", &place),
        });
    }
    credits
}

fn no_scene(spot: Spot) -> Fault {
    Fault::error("empty-list", spot, "`scenes` names no scene, so that nothing is judged.")
        .label("empty")
        .cure("Name a scene, or leave `scenes` out to mean all of them.")
}
