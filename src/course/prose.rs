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
    let code = outline.fences.iter().map(|f| f.code.clone()).filter(|c| !is_inside(toml, c.start));
    check_models(source, outline.prose.iter().cloned().chain(code.clone()), variables, faults);
    check_values(source, outline.prose.iter().cloned().chain(code), variables, faults);
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
    let is_bad = |c: char| {
        (c.is_control() && c != '\n' && c != '\t')
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    if !source.text.contains(is_bad) {
        return;
    }
    for (at, found) in source.text.char_indices().filter(|(_, c)| is_bad(*c)).take(MOST_CONTROLS) {
        let message = format!("There is an invisible character here, U+{:04X}.", u32::from(found));
        let fault = Fault::error("control-character", spot(source, &(at..at + found.len_utf8())), message);
        faults.push(fault.label("invisible").cure("Delete it, or write it as an escape."));
    }
}

/// Prices and addresses that stand in a variable are not typed again: one of the two
/// would be forgotten.
fn check_values(
    source: &Arc<SourceFile>,
    ranges: impl Iterator<Item = Range<usize>>,
    variables: &BTreeMap<String, String>,
    faults: &mut Vec<Fault>,
) {
    let prices: Vec<(&str, Vec<String>)> = variables
        .iter()
        .filter(|(name, value)| name.starts_with("price.") && value.parse::<f64>().is_ok())
        .map(|(name, value)| {
            let forms = ["$%", "$ %", "% dollars", "% US dollars", "% USD"];
            (name.as_str(), forms.iter().map(|form| form.replace('%', value)).collect())
        })
        .collect();
    let addresses = variables.iter().filter(|(_, value)| value.starts_with("http"));
    let addresses: Vec<(&str, Vec<String>)> =
        addresses.map(|(name, value)| (name.as_str(), vec![value.clone()])).collect();
    for range in ranges {
        let text = source.text.get(range.clone()).unwrap_or_default();
        let kinds = [("typed-price", "price", &prices), ("typed-address", "address", &addresses)];
        for (code, what, variables) in kinds {
            for (name, forms) in variables {
                let hits = forms.iter().flat_map(|form| text.match_indices(form.as_str()));
                let meant = |at: usize| code != "typed-price" || speaks_of_a_rate(text, at);
                let hits = hits.filter(|(at, hit)| stands_alone(text, *at, hit) && meant(*at));
                for (at, hit) in hits.take(MOST_FAULTS) {
                    let place = range.start + at..range.start + at + hit.len();
                    let message =
                        format!("The {what} `{}` is typed in place of a course variable.", short(hit));
                    let fault = Fault::warning(code, spot(source, &place), message);
                    faults
                        .push(fault.label("will be out of date").cure(format!("Write `{{{{ {name} }}}}`.")));
                }
            }
        }
    }
}

/// Whether the line says what a million tokens cost: other sums may be the same by chance.
fn speaks_of_a_rate(text: &str, at: usize) -> bool {
    let start = text[..at].rfind('\n').map_or(0, |newline| newline + 1);
    text[start..].lines().next().is_some_and(|line| line.contains("million"))
}

/// Whether no digit goes on before or after a figure.
fn stands_alone(text: &str, at: usize, hit: &str) -> bool {
    let is_digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit() || c == '.');
    let after = text[at + hit.len()..].chars().next();
    let before = text[..at].chars().next_back();
    let goes_on = hit.ends_with(|c: char| c.is_ascii_digit()) && after.is_some_and(|c| c.is_ascii_digit());
    let came_before = hit.starts_with(|c: char| c.is_ascii_digit()) && is_digit(before);
    !goes_on && !came_before
}

fn check_models(
    source: &Arc<SourceFile>,
    ranges: impl Iterator<Item = Range<usize>>,
    variables: &BTreeMap<String, String>,
    faults: &mut Vec<Fault>,
) {
    let found = ranges.flat_map(|range| {
        let text = source.text.get(range.clone()).unwrap_or_default();
        MODEL.find_iter(text).map(move |m| (m.as_str(), range.start + m.start()..range.start + m.end()))
    });
    for (name, place) in found.take(MOST_FAULTS) {
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
