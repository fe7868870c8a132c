//! `workbook.toml`: the course's title, variables and tracks.
//!
//! Owns: the keys of that file. Must not know: lessons, nor how a track is run.

use super::fault::Fault;
use super::lesson::Care;
use super::model::{Need, Setup, Track};
use super::schema::{SETTINGS, is_kebab, version};
use super::source::{Located, SourceFile, Spot};
use super::suggest;
use super::table::{Toml, key_span, not_kebab};
use crate::models;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path};
use std::sync::Arc;
use toml::de::{DeTable, DeValue};

/// How long before a model's last day authors are told.
const NOTICE_DAYS: u64 = 60;

/// A variable's value may be this long, in bytes: it is put in many times.
const LONGEST_VALUE: usize = 200;

/// What `workbook.toml` says.
#[derive(Debug, Clone, Default)]
pub struct Settings {
    /// The course's title.
    pub title: String,
    /// The course's version.
    pub version: String,
    /// The track of a learner who chooses none.
    pub default_track: String,
    /// The exercise where a newcomer begins.
    pub start: Option<Located>,
    /// `model.small` -> its value.
    pub variables: BTreeMap<String, String>,
    /// Former ids of exercises -> present ones.
    pub renamed: BTreeMap<String, String>,
    /// The language that lessons are read in where nobody asks for another.
    pub lang: Option<String>,
    /// Whether the course says that it needs a newer workbook than this one.
    pub needs_newer: bool,
    /// In the order of the file.
    pub tracks: Vec<Track>,
}

/// Reads the file, as far as it can be understood.
pub fn parse(file: &Arc<SourceFile>, care: Care, faults: &mut Vec<Fault>) -> Settings {
    let toml = Toml::parse(file, 0..file.text.len(), faults);
    let root = &toml.root;
    if let Some(fault) = needs_newer(&toml, env!("CARGO_PKG_VERSION")) {
        let title = toml.text(root, "title").unwrap_or_default();
        // Alone: what else seems wrong may be right for the newer one.
        *faults = vec![fault];
        return Settings { title, needs_newer: true, ..Settings::default() };
    }
    toml.check(&toml.root, &SETTINGS, toml.spot(0..0), faults);
    let mut settings = Settings {
        title: toml.text(root, "title").unwrap_or_default(),
        version: toml.text(root, "version").unwrap_or_default(),
        default_track: toml.text(root, "default_track").unwrap_or_default(),
        start: toml.located_or_none(root, "start"),
        lang: toml.text(root, "lang"),
        renamed: toml.map(root, "renamed"),
        ..Settings::default()
    };
    if let Some(table) = root.get("variables").and_then(|v| v.get_ref().as_table()) {
        let mut places = Vec::new();
        flatten(&toml, table, "", &mut settings.variables, &mut places, faults);
        if care == Care::Author {
            faults.append(&mut retirements(places, &settings.variables));
        }
    }
    if let Some(tracks) = root.get("tracks").and_then(|v| v.get_ref().as_table()) {
        for (id, value) in tracks {
            if let DeValue::Table(table) = value.get_ref() {
                let spot = toml.spot(id.span());
                settings.tracks.extend(track(&toml, id.get_ref(), table, spot, faults));
            }
        }
    }
    check_default(&toml, &settings, faults);
    check_languages(&settings.tracks, faults);
    settings
}

/// The fault of a course that needs a newer workbook than this one.
fn needs_newer(toml: &Toml<'_>, own: &str) -> Option<Fault> {
    let needs = toml.located_or_none(&toml.root, "needs")?;
    let padded = |text: &str| {
        let mut numbers = version(text)?;
        numbers.resize(3, 0);
        Some(numbers)
    };
    let is_newer = padded(&needs.text)? > padded(own)?;
    is_newer.then(|| {
        let message = format!("This course needs workbook {} or newer; this is {own}.", needs.text);
        let cure = "Update workbook (in a clone of it: `git pull`, then `cargo install --path .`), or take an older version of the course.";
        Fault::error("needs-newer-workbook", needs.spot, message).label("newer than this one").cure(cure)
    })
}

/// Nested tables to dotted names.
fn flatten(
    toml: &Toml<'_>,
    table: &DeTable<'_>,
    above: &str,
    variables: &mut BTreeMap<String, String>,
    places: &mut Vec<(String, Spot)>,
    faults: &mut Vec<Fault>,
) {
    for (key, value) in table {
        let name =
            if above.is_empty() { key.get_ref().to_string() } else { format!("{above}.{}", key.get_ref()) };
        match value.get_ref() {
            DeValue::Table(inner) => flatten(toml, inner, &name, variables, places, faults),
            DeValue::String(text) if text.len() > LONGEST_VALUE || text.contains('\n') => {
                let fault = Fault::error(
                    "variable-too-long",
                    toml.spot(value.span()),
                    "A variable is one short line.",
                );
                faults.push(
                    fault.label("too long").cure(format!("At most {LONGEST_VALUE} bytes, on one line.")),
                );
            }
            DeValue::String(text) => {
                places.push((text.to_string(), toml.spot(value.span())));
                variables.insert(name, text.to_string());
            }
            _ => {}
        }
    }
}

/// A model that the vendor turns off is told of before its day: a warning, because the
/// course still teaches what it says.
fn retirement(model: &str, spot: Spot, today: &str) -> Option<Fault> {
    let model = models::find(model)?;
    let until = model.until.as_deref()?;
    let replacement = model.replacement();
    let (code, message, label) = if until <= today {
        ("retired-model", format!("The vendor turned `{}` off on {until}.", model.name), "turned off")
    } else if models::days_between(today, until) <= NOTICE_DAYS {
        ("model-retires-soon", format!("The vendor turns `{}` off on {until}.", model.name), "not for long")
    } else {
        return None;
    };
    let cure = format!("Choose another, for example `{replacement}`, and run `workbook prove`.");
    Some(Fault::warning(code, spot, message).label(label).cure(cure))
}

/// The models in these places that are gone or will be soon. A course may speak of one that
/// is gone: a variable `date.gone` beside `model.gone` says that its author knows the day.
fn retirements(places: Vec<(String, Spot)>, variables: &BTreeMap<String, String>) -> Vec<Fault> {
    let is_dated = |name: &str| variables.contains_key(&format!("date.{name}"));
    let known: BTreeSet<&String> = variables
        .iter()
        .filter(|(name, _)| name.strip_prefix("model.").is_some_and(is_dated))
        .map(|(_, model)| model)
        .collect();
    let today = models::today();
    let unknown = places.into_iter().filter(|(model, _)| !known.contains(model));
    unknown.filter_map(|(model, spot)| retirement(&model, spot, &today)).collect()
}

/// A row; `None` when its name or its extension could lead out of the course's folder.
fn track(
    toml: &Toml<'_>,
    id: &str,
    table: &DeTable<'_>,
    spot: Spot,
    faults: &mut Vec<Fault>,
) -> Option<Track> {
    if !is_kebab(id) {
        faults.push(not_kebab(id, spot));
        return None;
    }
    let extension = toml.text(table, "extension").unwrap_or_default();
    if !extension.bytes().all(|b| b.is_ascii_alphanumeric()) {
        let place = table.get("extension").map_or(spot, |v| toml.spot(v.span()));
        let fault =
            Fault::error("bad-extension", place, "An extension is letters and digits, without the dot.");
        faults.push(fault.label("not an extension").cure("Write it like this: `extension = \"py\"`."));
        return None;
    }
    let mut languages = toml.words(table, "languages");
    if languages.is_empty() {
        languages.push(id.to_owned());
    }
    let setup = setup(toml, table, faults);
    check_paths(toml, table, "links", faults);
    check_paths(toml, table, "files", faults);
    Some(Track {
        id: id.to_owned(),
        title: toml.text(table, "title").unwrap_or_else(|| id.to_owned()),
        languages,
        extension,
        comment: toml.text(table, "comment").unwrap_or_else(|| "#".to_owned()),
        needs: needs(toml, table),
        setup,
        parse: toml.words(table, "parse"),
        build: toml.words(table, "build"),
        run: toml.words(table, "run"),
        clock: toml.text(table, "clock").unwrap_or_default(),
        warm_up: toml.text(table, "warm_up").unwrap_or_default(),
        env: toml.map(table, "env"),
        links: toml.map(table, "links"),
        files: toml.map(table, "files"),
        packages: toml.map(table, "packages"),
        spot,
    })
}

fn needs(toml: &Toml<'_>, table: &DeTable<'_>) -> Vec<Need> {
    let Some(values) = table.get("needs").and_then(|v| v.get_ref().as_array()) else { return Vec::new() };
    let tables = values.iter().filter_map(|v| v.get_ref().as_table());
    tables
        .map(|need| Need {
            name: toml.text(need, "name").unwrap_or_default(),
            programs: toml.words(need, "programs"),
            version_args: toml.words(need, "version_args"),
            minimum: toml.text(need, "minimum").unwrap_or_default(),
            cure: toml.text(need, "cure").unwrap_or_default(),
        })
        .collect()
}

fn setup(toml: &Toml<'_>, table: &DeTable<'_>, faults: &mut Vec<Fault>) -> Setup {
    let Some(setup) = table.get("setup").and_then(|v| v.get_ref().as_table()) else {
        return Setup::default();
    };
    check_paths(toml, setup, "files", faults);
    check_paths(toml, setup, "copies", faults);
    let steps = setup.get("steps").and_then(|v| v.get_ref().as_array());
    let steps = steps.into_iter().flat_map(|s| s.iter()).filter_map(|v| v.get_ref().as_table());
    Setup {
        files: toml.map(setup, "files"),
        copies: toml.map(setup, "copies"),
        steps: steps.map(|s| (toml.text(s, "title").unwrap_or_default(), toml.words(s, "command"))).collect(),
    }
}

/// The keys of this table are paths that must stay inside a folder.
fn check_paths(toml: &Toml<'_>, table: &DeTable<'_>, key: &str, faults: &mut Vec<Fault>) {
    let Some(paths) = table.get(key).and_then(|v| v.get_ref().as_table()) else { return };
    for (path, _) in paths {
        let inside =
            Path::new(path.get_ref().as_ref()).components().all(|c| matches!(c, Component::Normal(_)));
        if !inside || path.get_ref().contains(['\\', ':']) || path.get_ref().is_empty() {
            let fault =
                Fault::error("unsafe-path", toml.spot(path.span()), "This path leads out of its folder.");
            faults.push(
                fault
                    .label("outside")
                    .cure("Write a relative path without `..`, with `/` between its parts."),
            );
        }
    }
}

fn check_default(toml: &Toml<'_>, settings: &Settings, faults: &mut Vec<Fault>) {
    let Some(value) = toml.root.get("default_track") else { return };
    let known = settings.tracks.iter().any(|t| t.id == settings.default_track);
    if !known && value.get_ref().is_str() && !toml.broken {
        let ids = settings.tracks.iter().map(|t| t.id.as_str());
        let cure = suggest::cure(&settings.default_track, ids, "The tracks are", "Add a table [tracks.…].");
        let message = format!("There is no track `{}`.", super::table::short(&settings.default_track));
        faults.push(
            Fault::error("unknown-track", toml.spot(value.span()), message).label("not a track").cure(cure),
        );
    }
    let tracks = key_span(&toml.root, "tracks").filter(|_| settings.tracks.is_empty() && !toml.broken);
    if let Some(span) = tracks {
        let fault = Fault::error("no-track", toml.spot(span), "The course has no track that can be used.");
        faults.push(fault.label("none here").cure("Add a table like `[tracks.python]`."));
    }
}

fn check_languages(tracks: &[Track], faults: &mut Vec<Fault>) {
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for track in tracks {
        for language in &track.languages {
            if let Some(owner) = owners.insert(language, &track.id).filter(|o| *o != track.id) {
                let message =
                    format!("The language `{language}` means the tracks `{owner}` and `{}`.", track.id);
                let fault = Fault::error("duplicate-language", track.spot.clone(), message);
                faults.push(fault.label("this track").cure("Give each language to one track only."));
            }
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn told(needs: &str) -> Vec<Fault> {
        let text = format!("title = \"T\"\nneeds = {needs}\nkey_of_tomorrow = 1\n");
        let file = Arc::new(SourceFile::new("workbook.toml", text));
        let mut faults = Vec::new();
        parse(&file, Care::Author, &mut faults);
        faults
    }

    #[test]
    fn a_course_for_a_newer_workbook_has_that_fault_and_no_other() {
        let faults = told("\"9.1\"");
        assert_eq!((faults.len(), faults[0].code), (1, "needs-newer-workbook"));
        assert_eq!(faults[0].spot.as_ref().unwrap().to_place(), "workbook.toml:2:10");
        assert!(faults[0].message.contains("9.1") && faults[0].cure.contains("Update workbook"));
        for old in ["\"0.0.9\"", "\"0.1\"", "\"0\"", concat!("\"", env!("CARGO_PKG_VERSION"), "\"")] {
            let codes: Vec<_> = told(old).iter().map(|fault| fault.code).collect();
            assert!(codes.contains(&"unknown-key") && !codes.contains(&"needs-newer-workbook"), "{codes:?}");
        }
    }

    #[test]
    fn an_end_is_told_of_sixty_days_before() {
        // gpt-4o is turned off on 2027-01-14.
        let spot = || Spot::new(Arc::new(SourceFile::new("workbook.toml", "x")), 0..1);
        let told = |day: &str| retirement("gpt-4o", spot(), day).map(|fault| fault.code);
        assert_eq!(told("2026-11-14"), None);
        assert_eq!(told("2026-11-15"), Some("model-retires-soon"));
        assert_eq!(told("2027-01-13"), Some("model-retires-soon"));
        assert_eq!(told("2027-01-14"), Some("retired-model"));
        assert!(retirement("nobody-knows-it", spot(), "2030-01-01").is_none());
    }

    #[test]
    fn what_is_no_version_is_told() {
        for bad in ["\"new\"", "\"1.2.3.4\"", "\"\"", "\"1.\"", "\"-1\""] {
            assert!(told(bad).iter().any(|fault| fault.code == "bad-version"), "{bad}");
        }
        assert!(told("0.1").iter().any(|fault| fault.code == "wrong-type"));
    }
}
