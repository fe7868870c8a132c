//! Evidence made worse on purpose: each mutant is a thing that goes wrong.
//!
//! A solution's evidence is changed without running anything, and graded again. So
//! generic cheats are tried (a replayed output, a reply that was ignored), each check is
//! shown able to fail, and the strength of a rubric becomes a number: mutants caught out
//! of mutants made.

use super::changes::{CHANGES, Change, drop_field};
use crate::course::{Course, Exercise};
use crate::evidence::SceneEvidence;
use serde_json::Value;
use std::collections::BTreeSet;

/// Changed evidence.
#[derive(Debug, Clone)]
pub struct Mutant {
    /// What was done to it.
    pub name: String,
    /// Whether a program that leaves this behind must never pass.
    pub cheat: bool,
    /// The evidence.
    pub evidence: Vec<SceneEvidence>,
}

/// All mutants of a solution's evidence that are faults in this exercise; `other` is the
/// same solution's evidence from another seed, for the cheat that replays an earlier
/// output. Changes that change nothing are left out.
#[must_use]
pub fn mutants(
    course: &Course,
    exercise: &Exercise,
    evidence: &[SceneEvidence],
    other: Option<&[SceneEvidence]>,
) -> Vec<Mutant> {
    let words = expressions(course, exercise, None);
    let mut all: Vec<Mutant> = Vec::new();
    let mut make = |name: String, cheat: bool, changed: Vec<SceneEvidence>| {
        if changed != evidence {
            all.push(Mutant { name, cheat, evidence: changed });
        }
    };
    for change in CHANGES.iter().filter(|change| matters(change, &words)) {
        let mut changed = evidence.to_vec();
        changed.iter_mut().for_each(change.apply);
        make(change.name.to_owned(), change.cheat, changed);
    }
    for field in fields(evidence).into_iter().filter(|field| is_word_of(field, &words)) {
        let mut changed = evidence.to_vec();
        changed.iter_mut().for_each(|scene| drop_field(scene, &field));
        make(format!("the field `{field}` is not sent"), false, changed);
    }
    if evidence.len() > 1 {
        for (number, scene) in evidence.iter().enumerate() {
            for change in CHANGES.iter().filter(|c| c.cheat && matters_in(c, course, exercise, &scene.scene))
            {
                let mut changed = evidence.to_vec();
                changed.iter_mut().skip(number).take(1).for_each(change.apply);
                make(format!("{}, in scene `{}`", change.name, scene.scene), false, changed);
            }
        }
    }
    if let Some(other) = other {
        make("an earlier run's output is replayed".to_owned(), true, replayed(evidence, other));
    }
    all
}

/// Whether the change is a fault where these expressions judge.
fn matters(change: &Change, words: &str) -> bool {
    change.concerns.is_empty() || change.concerns.iter().any(|word| words.contains(word))
}

/// What is ignored in one scene alone is a fault only if a check of that scene looks at
/// what was printed.
fn matters_in(change: &Change, course: &Course, exercise: &Exercise, scene: &str) -> bool {
    let words = expressions(course, exercise, Some(scene));
    let looks = ["print", "show", "output", "stdout"].iter().any(|word| words.contains(word));
    !words.is_empty() && (looks || !change.name.starts_with("nothing is printed"))
}

/// The conditions that judge, as one text; of the checks of one scene, if one is given.
fn expressions(course: &Course, exercise: &Exercise, scene: Option<&str>) -> String {
    let of_scene = |scenes: &[String]| scene.is_none_or(|name| scenes.iter().any(|s| s == name));
    let checks = exercise.checks().iter().filter(|check| of_scene(&check.scenes));
    let texts = checks.flat_map(|check| {
        let partial = check.partial.iter().map(|p| p.when.text.as_str());
        std::iter::once(check.pass.text.as_str()).chain(partial)
    });
    course.macros.spelled(&texts.collect::<Vec<_>>().join("\n"))
}

/// The fields of the requests' bodies.
fn fields(evidence: &[SceneEvidence]) -> BTreeSet<String> {
    let bodies = evidence.iter().flat_map(|scene| &scene.exchanges).filter_map(|x| match &x.request {
        Value::Object(body) => Some(body.keys().cloned()),
        _ => None,
    });
    bodies.flatten().collect()
}

fn is_word_of(word: &str, text: &str) -> bool {
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        !before.is_some_and(is_part) && !after.is_some_and(is_part) && !is_value(&text[..at])
    })
}

/// Whether what comes after these words is a text that something is compared with, such as
/// an API's name or a word on the screen: it is no field then, though one may be called so.
fn is_value(before: &str) -> bool {
    const LEADS: [&str; 4] = ["printed(", "'equalto',", "==", "!="];
    let Some(before) = before.strip_suffix(['\'', '"']) else { return false };
    LEADS.iter().any(|lead| before.trim_end().ends_with(lead))
}

/// This run's requests with an earlier run's output.
fn replayed(evidence: &[SceneEvidence], other: &[SceneEvidence]) -> Vec<SceneEvidence> {
    let mut changed = evidence.to_vec();
    for scene in &mut changed {
        if let Some(earlier) = other.iter().find(|e| e.scene == scene.scene) {
            scene.output = earlier.output.clone();
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_field_counts_when_a_check_names_it() {
        assert!(is_word_of("stream", "calls | selectattr('stream')"));
        assert!(!is_word_of("model", "course.models"));
        assert!(!is_word_of("n", "printed(nonce)"));
        // The API of that name, and a word on the screen.
        assert!(!is_word_of("messages", "selectattr('api', 'equalto', 'messages')"));
        assert!(!is_word_of("max_tokens", "printed('max_tokens') or finish == 'max_tokens'"));
        assert!(is_word_of("max_tokens", "printed('max_tokens') and param(calls[0], 'max_tokens')"));
    }
}
