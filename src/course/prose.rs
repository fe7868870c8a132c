//! What a lesson's prose must be by itself: headings, images, names of models.
//!
//! Owns: the faults of prose in one file. Must not know: exercises, other files.

use super::fault::{Fault, MOST_FAULTS};
use super::markdown::{Heading, Outline};
use super::source::{Located, SourceFile, Spot};
use super::suggest;
use super::table::short;
use super::variables::is_inside;
use regex::Regex;
use std::cell::LazyCell;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, LazyLock};

/// At most this many control characters of one file are told.
const MOST_CONTROLS: usize = 20;

/// Names of models, as vendors write them.
#[allow(clippy::unwrap_used)] // a constant pattern, proved by every test
static MODEL: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"(?-u:\b(?:gpt-[0-9][0-9A-Za-z_.-]*|o[134](?:-mini|-pro)?|claude-[0-9A-Za-z_.-]+|text-embedding-[0-9][0-9A-Za-z_.-]*)\b)")
        .unwrap()
});

/// Sums of money, as prose writes them: `$0.25`, `0.25 US dollars`.
#[allow(clippy::unwrap_used)] // a constant pattern, proved by every test
static SUM: LazyLock<Regex> = LazyLock::new(|| {
    Regex::new(r"\$ ?([0-9]+(?:\.[0-9]+)?)|\b([0-9]+(?:\.[0-9]+)?) (?:US )?(?:dollars|USD)\b").unwrap()
});

/// Control characters but newline and tab, and those that turn the direction of text.
#[allow(clippy::unwrap_used)] // a constant pattern, proved by every test
static HIDDEN: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[\p{Cc}\u{202a}-\u{202e}\u{2066}-\u{2069}&&[^\n\t]]").unwrap());

/// Checks the prose; `toml` are the places of TOML blocks, in order.
pub fn check(
    source: &Arc<SourceFile>,
    outline: &Outline,
    toml: &[Range<usize>],
    variables: &BTreeMap<String, String>,
    faults: &mut Vec<Fault>,
) {
    check_headings(source, &outline.headings, faults);
    check_images(source, outline, faults);
    check_controls(source, faults);
    // What a reader sees: prose and code, but not the TOML that describes it.
    let code = outline.fences.iter().map(|f| f.code.clone()).filter(|c| !is_inside(toml, c.start));
    let shown: Vec<Range<usize>> = outline.prose.iter().cloned().chain(code).collect();
    check_models(source, &shown, variables, faults);
    check_values(source, &shown, variables, faults);
    for (label, range) in outline.undefined_labels.iter().take(MOST_FAULTS) {
        let message = format!("No line defines the link `[{}]`.", short(label));
        let fault = Fault::warning("undefined-link", Spot::new(Arc::clone(source), range.clone()), message);
        faults.push(
            fault
                .label("shown as it stands")
                .cure("Add a line `[label]: target`, or write `[text](target)`."),
        );
    }
}

/// Checks the anchors inside the file: those of links, and the `read` of checks.
pub fn check_anchors(
    source: &Arc<SourceFile>,
    outline: &Outline,
    reads: &[Located],
    faults: &mut Vec<Fault>,
) {
    for heading in outline.headings.iter().filter(|h| !h.unique).take(MOST_FAULTS) {
        let message = format!("The anchor `{}` is there twice in this file.", short(&heading.anchor));
        let fault = Fault::error("duplicate-anchor", spot(source, &heading.range), message);
        faults.push(fault.label("the second one").cure("Give this heading another `{#id}`."));
    }
    let links =
        outline.links.iter().filter_map(|l| Some((l.target.strip_prefix('#')?, spot(source, &l.range))));
    let reads = reads.iter().map(|r| (r.text.trim_start_matches('#'), r.spot.clone()));
    let unknown = links.chain(reads).filter(|(a, _)| !a.is_empty() && !outline.anchors.contains(a));
    for (anchor, spot) in unknown.take(MOST_FAULTS) {
        faults.push(unknown_anchor(anchor, outline.anchors.iter(), spot));
    }
}

/// An anchor that its file does not have.
pub fn unknown_anchor<'a>(anchor: &str, known: impl Iterator<Item = &'a str>, spot: Spot) -> Fault {
    let cure = suggest::cure(anchor, known, "The anchors are", "Add a heading for it.");
    Fault::error("unknown-anchor", spot, format!("No heading has the anchor `#{}`.", short(anchor)))
        .label("leads nowhere")
        .cure(cure)
}

fn spot(source: &Arc<SourceFile>, range: &Range<usize>) -> Spot {
    Spot::new(Arc::clone(source), range.clone())
}

fn check_headings(source: &Arc<SourceFile>, headings: &[Heading], faults: &mut Vec<Fault>) {
    let headings: Vec<&Heading> = headings.iter().filter(|h| h.at_margin).collect();
    let skips = headings.windows(2).filter_map(|pair| match pair {
        [above, heading] if heading.level > above.level + 1 => Some((above.level, *heading)),
        _ => None,
    });
    for (above, heading) in skips.take(MOST_FAULTS) {
        let message = format!("A heading of level {} follows one of level {above}.", heading.level);
        let fault = Fault::warning("skipped-heading-level", spot(source, &heading.range), message);
        faults.push(fault.label("a level is missing").cure(format!("Make it level {}.", above + 1)));
    }
}

fn check_images(source: &Arc<SourceFile>, outline: &Outline, faults: &mut Vec<Fault>) {
    for image in outline.links.iter().filter(|l| l.image && !l.has_text).take(MOST_FAULTS) {
        let fault =
            Fault::warning("image-without-text", spot(source, &image.range), "This image has no text.");
        let cure = "Say what it shows, for those who cannot see it: `![what it shows](file)`.";
        faults.push(fault.label("no alternative text").cure(cure));
    }
}

/// Control characters, and those that turn the direction of text round, can make a
/// terminal or a reader see something else than what stands there.
fn check_controls(source: &Arc<SourceFile>, faults: &mut Vec<Fault>) {
    for found in HIDDEN.find_iter(&source.text).take(MOST_CONTROLS) {
        let code = found.as_str().chars().next().map_or(0, u32::from);
        let message = format!("There is an invisible character here, U+{code:04X}.");
        let fault = Fault::error("control-character", spot(source, &found.range()), message);
        faults.push(fault.label("invisible").cure("Delete it, or write it as an escape."));
    }
}

/// Prices and addresses that stand in a variable are not typed again: one of the two
/// would be forgotten. One pass over the text, and what it finds is looked up: a course
/// has hundreds of prices.
fn check_values(
    source: &Arc<SourceFile>,
    shown: &[Range<usize>],
    variables: &BTreeMap<String, String>,
    faults: &mut Vec<Fault>,
) {
    // Most files type no sum at all.
    let prices: LazyCell<BTreeMap<&str, &str>, _> = LazyCell::new(|| {
        // Where several have one price, the first by name is told of.
        let figures = variables.iter().rev().filter(|(name, _)| name.starts_with("price."));
        figures.map(|(name, value)| (value.as_str(), name.as_str())).collect()
    });
    let addresses: LazyCell<Vec<(&str, &str)>, _> = LazyCell::new(|| {
        let addresses = variables.iter().filter(|(_, value)| value.starts_with("http"));
        addresses.map(|(name, value)| (name.as_str(), value.as_str())).collect()
    });
    let text = source.text.as_str();
    // Only a line that says what a million tokens cost: other sums may be the same by chance.
    let mut offset = 0;
    let lines = text.split_inclusive('\n').map(|line| {
        offset += line.len();
        (offset - line.len(), line)
    });
    let sums = lines.filter(|(_, line)| line.contains("million")).flat_map(|(start, line)| {
        let typed = SUM.captures_iter(line).filter_map(|sum| {
            let (whole, figure) = (sum.get(0)?.range(), sum.get(1).or_else(|| sum.get(2))?);
            let name = *prices.get(figure.as_str())?;
            Some(("typed-price", "price", name, start + whole.start..start + whole.end))
        });
        typed.collect::<Vec<_>>()
    });
    let typed_addresses = text.match_indices("http").flat_map(|(at, _)| {
        let rest = &text[at..];
        let stands = |address: &str| {
            let after = rest.strip_prefix(address);
            after.is_some_and(|after| !(address.ends_with(is_digit) && after.starts_with(is_digit)))
        };
        let here = addresses.iter().filter(move |(_, address)| stands(address));
        here.map(move |(name, address)| ("typed-address", "address", *name, at..at + address.len()))
    });
    let typed = sums.chain(typed_addresses).filter(|(_, _, _, place)| is_within(shown, place));
    for (code, what, name, place) in typed.take(MOST_FAULTS) {
        let hit = source.text.get(place.clone()).unwrap_or_default();
        let message = format!("The {what} `{}` is typed in place of a course variable.", short(hit));
        let fault = Fault::warning(code, spot(source, &place), message);
        faults.push(fault.label("will be out of date").cure(format!("Write `{{{{ {name} }}}}`.")));
    }
}

fn is_digit(c: char) -> bool {
    c.is_ascii_digit()
}

/// Whether one of the ranges holds the whole of `place`.
fn is_within(ranges: &[Range<usize>], place: &Range<usize>) -> bool {
    ranges.iter().any(|range| range.start <= place.start && place.end <= range.end)
}

fn check_models(
    source: &Arc<SourceFile>,
    shown: &[Range<usize>],
    variables: &BTreeMap<String, String>,
    faults: &mut Vec<Fault>,
) {
    let found = MODEL.find_iter(&source.text).map(|m| (m.as_str(), m.range()));
    for (name, place) in found.filter(|(_, place)| is_within(shown, place)).take(MOST_FAULTS) {
        let variable = variables.iter().find(|(_, value)| *value == name);
        let cure = variable.map_or_else(
            || "Put it into [variables] of workbook.toml and write `{{ model.… }}` here.".to_owned(),
            |(variable, _)| format!("Write `{{{{ {variable} }}}}`."),
        );
        let message = format!("The model name `{}` is typed in place of a course variable.", short(name));
        let fault = Fault::warning("model-name", spot(source, &place), message);
        faults.push(fault.label("will be out of date").cure(cure));
    }
}
