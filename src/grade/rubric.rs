//! An exercise's checks, compiled, and the judging itself.

use super::language::{Condition, Sentence};
use super::macros::Language;
use super::scope::{ScenePlan, Scope, is_quit_word};
use super::trouble::{ProgramFacts, Trouble, why_no_request};
use super::verdict::{CheckResult, Outcome, Verdict, VerdictKind};
use crate::course::{CheckSpec, Course, Exercise, Fault, Macros, Scene, StdinPlan};
use crate::evidence::{End, SceneEvidence};
use minijinja::Value;
use std::collections::{BTreeMap, BTreeSet};

/// The compiled checks of one exercise.
pub struct Rubric {
    checks: Vec<Check>,
    plans: BTreeMap<String, ScenePlan>,
    variables: BTreeMap<String, String>,
}

struct Check {
    spec: CheckSpec,
    lesson: String,
    /// The exercise itself, for programs that never got as far as this check.
    task: String,
    pass: Condition,
    unjudged_when: Option<Condition>,
    /// Whether it looks for words that only the scene's own replies carry.
    counts_on_words: bool,
    /// Whether it is about `exchanges`: more than what a model writes.
    any_request: bool,
    exchange: Option<Condition>,
    partial: Vec<(Condition, u32, Sentence)>,
    diagnoses: Vec<(Condition, Sentence)>,
    advisories: Vec<(Condition, Sentence)>,
    message: Sentence,
    expected: Sentence,
    actual: Sentence,
}

impl Rubric {
    /// Compiles every expression and template of the exercise's checks.
    ///
    /// # Errors
    /// All faults of all expressions, each with its place in the lesson.
    pub fn compile(exercise: &Exercise, course: &Course) -> Result<Self, Vec<Fault>> {
        let (language, mut faults) = Language::of(&course.macros);
        let mut checks = Vec::new();
        for spec in exercise.checks() {
            match Check::compile(spec, exercise, &language, &course.macros) {
                Ok(check) => checks.push(check),
                Err(more) => faults.extend(more),
            }
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        let plans = exercise.scenes().iter().map(|s| (s.name.clone(), plan(s))).collect();
        Ok(Self { checks, plans, variables: course.variables.clone() })
    }

    /// Judges the evidence of the scenes that ran.
    ///
    /// Pure: the same evidence gives the same verdict. Checks whose scenes did not
    /// all run are `unjudged`.
    #[must_use]
    pub fn grade(&self, evidence: &[SceneEvidence], facts: &ProgramFacts) -> Verdict {
        let mut judge = Judge::new(self, evidence, facts);
        let checks: Vec<CheckResult> = self.checks.iter().map(|check| judge.check(check)).collect();
        judge.verdict(checks)
    }
}

impl Rubric {
    /// The verdict when the program's file is not there: nothing was run.
    #[must_use]
    pub fn no_file(&self, path: &str, exercise: &str) -> Verdict {
        let mut told = false;
        let mut result = |check: &Check| {
            let first = !std::mem::replace(&mut told, true);
            let message = if first {
                format!("There is no file {path}. `workbook reset {exercise}` lays out a fresh one.")
            } else {
                "Not reached: there is no program.".to_owned()
            };
            let finding = Finding {
                reached: first,
                gate: true,
                expected: if first { path.to_owned() } else { String::new() },
                actual: if first { "no such file".to_owned() } else { String::new() },
                ..Finding::not_reached(message)
            };
            check.result(finding)
        };
        let checks: Vec<CheckResult> = self.checks.iter().map(&mut result).collect();
        verdict_of(checks, Vec::new(), false)
    }
}

impl Check {
    /// The finding as the learner gets it.
    fn result(&self, finding: Finding) -> CheckResult {
        let spec = &self.spec;
        let earned = if finding.outcome == Outcome::Met { spec.points } else { finding.earned };
        let told = finding.outcome != Outcome::Met && finding.reached && !finding.gate;
        CheckResult {
            id: spec.id.clone(),
            title: spec.title.clone(),
            outcome: finding.outcome,
            points: spec.points,
            earned,
            message: finding.message,
            expected: finding.expected,
            actual: finding.actual,
            why: if told { spec.why.clone() } else { String::new() },
            scene: finding.scene,
            exchange: finding.exchange,
            lesson: if finding.gate { self.task.clone() } else { self.lesson.clone() },
            reached: finding.reached,
        }
    }

    fn compile(
        spec: &CheckSpec,
        exercise: &Exercise,
        language: &Language,
        macros: &Macros,
    ) -> Result<Self, Vec<Fault>> {
        let mut faults = Vec::new();
        let mut condition = |written| collect(Condition::compile(written, language), &mut faults);
        let pass = condition(&spec.pass);
        let unjudged = spec.unjudged_when.as_ref().map(&mut condition);
        let exchange = spec.exchange.as_ref().map(&mut condition);
        let partial_when: Vec<_> = spec.partial.iter().map(|p| condition(&p.when)).collect();
        let diagnosis_when: Vec<_> = spec.diagnoses.iter().map(|d| condition(&d.when)).collect();
        let advisory_when: Vec<_> = spec.advisories.iter().map(|d| condition(&d.when)).collect();
        let mut sentence = |written| collect(Sentence::compile(written, language), &mut faults);
        let partial_say: Vec<_> = spec.partial.iter().map(|p| sentence(&p.say)).collect();
        let diagnosis_say: Vec<_> = spec.diagnoses.iter().map(|d| sentence(&d.say)).collect();
        let advisory_say: Vec<_> = spec.advisories.iter().map(|d| sentence(&d.say)).collect();
        let message = sentence(&spec.message);
        let expected = sentence(&spec.expected);
        let actual = sentence(&spec.actual);
        let (Some(pass), Some(message), Some(expected), Some(actual), true) =
            (pass, message, expected, actual, faults.is_empty())
        else {
            return Err(faults);
        };
        let points = spec.partial.iter().map(|p| p.points);
        let partial = partial_when.into_iter().zip(points).zip(partial_say);
        Ok(Self {
            lesson: reading(spec, exercise),
            task: format!("{}#{}", exercise.lesson, exercise.anchor),
            pass,
            unjudged_when: unjudged.flatten(),
            counts_on_words: macros.spelled(&spec.pass.text).contains("nonce"),
            any_request: macros.spelled(&spec.pass.text).contains("exchanges"),
            exchange: exchange.flatten(),
            partial: partial.filter_map(|((when, points), say)| Some((when?, points, say?))).collect(),
            diagnoses: pairs(diagnosis_when, diagnosis_say),
            advisories: pairs(advisory_when, advisory_say),
            message,
            expected,
            actual,
            spec: spec.clone(),
        })
    }
}

fn plan(scene: &Scene) -> ScenePlan {
    let lines = match &scene.stdin {
        StdinPlan::Unscripted => 0,
        StdinPlan::Lines(lines) => lines.iter().filter(|line| !is_quit_word(line)).count(),
    };
    ScenePlan { limit_s: scene.limit.as_secs_f64(), lines }
}

fn collect<T>(result: Result<T, Vec<Fault>>, faults: &mut Vec<Fault>) -> Option<T> {
    result.map_err(|more| faults.extend(more)).ok()
}

fn pairs(when: Vec<Option<Condition>>, say: Vec<Option<Sentence>>) -> Vec<(Condition, Sentence)> {
    when.into_iter().zip(say).filter_map(|(when, say)| Some((when?, say?))).collect()
}

fn reading(spec: &CheckSpec, exercise: &Exercise) -> String {
    let anchor = if spec.read.is_empty() { &exercise.anchor } else { &spec.read };
    format!("{}#{anchor}", exercise.lesson)
}

/// One grading in progress: what was found so far.
struct Judge<'a> {
    evidence: &'a [SceneEvidence],
    facts: &'a ProgramFacts,
    scope: Scope,
    /// Checks that are not fully met, by id.
    open: BTreeSet<String>,
    advisories: Vec<String>,
    /// Whether the sentence about a missing request has been said already.
    trouble_told: bool,
    /// Whether a check could not be evaluated: the author's fault.
    broken: bool,
}

/// What one check came to in one scene.
struct Finding {
    outcome: Outcome,
    earned: u32,
    message: String,
    expected: String,
    actual: String,
    reached: bool,
    /// Whether the sentence is about a gate (file, start, request), not about the check.
    gate: bool,
    scene: Option<String>,
    /// The exchange that the sentence is about.
    exchange: Option<usize>,
}

impl Finding {
    fn unjudged(message: impl Into<String>) -> Self {
        Self {
            outcome: Outcome::Unjudged,
            earned: 0,
            message: message.into(),
            expected: String::new(),
            actual: String::new(),
            reached: true,
            gate: false,
            scene: None,
            exchange: None,
        }
    }

    fn not_reached(message: impl Into<String>) -> Self {
        Self { outcome: Outcome::Unmet, reached: false, ..Self::unjudged(message) }
    }

    /// Worse findings first: they decide a check that must hold in every scene.
    const fn rank(&self) -> u8 {
        match self.outcome {
            Outcome::Unmet => 0,
            Outcome::Partial => 1,
            Outcome::Unjudged => 2,
            Outcome::Met => 3,
        }
    }
}

impl<'a> Judge<'a> {
    fn new(rubric: &Rubric, evidence: &'a [SceneEvidence], facts: &'a ProgramFacts) -> Self {
        let mut advisories: Vec<String> = Vec::new();
        for advisory in evidence.iter().flat_map(|e| &e.exchanges).flat_map(|x| &x.advisories) {
            if !advisories.contains(advisory) {
                advisories.push(advisory.clone());
            }
        }
        Self {
            evidence,
            facts,
            scope: Scope::new(evidence, &rubric.plans, &rubric.variables),
            open: BTreeSet::new(),
            advisories,
            trouble_told: false,
            broken: false,
        }
    }

    fn check(&mut self, check: &Check) -> CheckResult {
        let finding = match check.spec.needs.iter().find(|id| self.open.contains(*id)) {
            Some(id) => Finding::not_reached(format!("Not reached: it needs `{id}` first.")),
            None => self.worst_over_scenes(check),
        };
        if matches!(finding.outcome, Outcome::Unmet | Outcome::Partial) {
            self.open.insert(check.spec.id.clone());
        }
        check.result(finding)
    }

    fn worst_over_scenes(&mut self, check: &Check) -> Finding {
        let mut worst: Option<Finding> = None;
        for scene in &check.spec.scenes {
            let mut finding = self.in_scene(check, scene);
            finding.scene = Some(scene.clone());
            if worst.as_ref().is_none_or(|w| finding.rank() < w.rank()) {
                worst = Some(finding);
            }
        }
        worst.unwrap_or_else(|| Finding::unjudged("The check names no scene."))
    }

    fn in_scene(&mut self, check: &Check, scene: &str) -> Finding {
        let Some((evidence, context)) =
            self.evidence.iter().find(|e| e.scene == scene).zip(self.scope.context(scene))
        else {
            return Finding::unjudged(format!("Scene `{scene}` was not run."));
        };
        if evidence.output.end == End::Cancelled {
            return Finding::unjudged("The run was cancelled.");
        }
        let any_request = check.any_request;
        if !evidence.exchanges.iter().any(|e| any_request || e.api.generates() || e.status == 404) {
            let trouble = why_no_request(evidence, self.facts);
            return self.no_request(trouble);
        }
        self.evaluate(check, &context).unwrap_or_else(|error| {
            self.broken = true;
            Finding::unjudged(format!("This check could not be evaluated ({error}). That is a fault of the course, not of your program."))
        })
    }

    fn no_request(&mut self, trouble: Trouble) -> Finding {
        if trouble.ours {
            return Finding {
                expected: trouble.expected,
                actual: trouble.actual,
                ..Finding::unjudged(trouble.message)
            };
        }
        if self.trouble_told {
            return Finding::not_reached("Not reached: the program made no request.");
        }
        self.trouble_told = true;
        Finding {
            outcome: Outcome::Unmet,
            gate: true,
            expected: trouble.expected,
            actual: trouble.actual,
            ..Finding::unjudged(trouble.message)
        }
    }

    fn evaluate(&mut self, check: &Check, context: &Value) -> Result<Finding, String> {
        if check.pass.holds(context)? {
            for (when, say) in &check.advisories {
                if when.holds(context)? {
                    let advisory = say.render(context)?;
                    if !self.advisories.contains(&advisory) {
                        self.advisories.push(advisory);
                    }
                }
            }
            return Ok(Finding { outcome: Outcome::Met, ..Finding::unjudged("") });
        }
        let scripted = context.get_attr("scripted").is_ok_and(|scripted| scripted.is_true());
        if let Some(when) = &check.unjudged_when
            && when.holds(context)?
        {
            // A real service's words, pace and prices are its own: that is the reason, and
            // the check's sentence only what it looked for.
            let why = if scripted {
                "Could not be judged"
            } else {
                "Cannot be judged with a real service, whose words, times and prices are its own"
            };
            return Ok(Finding {
                actual: check.actual.render(context)?,
                ..Finding::unjudged(format!("{why}: {}", check.message.render(context)?))
            });
        }
        if check.counts_on_words && !scripted {
            let why = "This can only be judged with the mock: it looks for words that its replies carry.";
            return Ok(Finding::unjudged(why));
        }
        let (outcome, earned, message) = shortfall(check, context)?;
        Ok(Finding {
            outcome,
            earned,
            message,
            expected: check.expected.render(context)?,
            actual: check.actual.render(context)?,
            reached: true,
            gate: false,
            scene: None,
            exchange: check.exchange.as_ref().and_then(|e| e.index(context)),
        })
    }

    fn verdict(self, checks: Vec<CheckResult>) -> Verdict {
        verdict_of(checks, self.advisories, self.broken)
    }
}

/// Sums up: any check not fully met means "not yet"; nothing judged, or a check that
/// the author broke, means that nothing can be said.
fn verdict_of(checks: Vec<CheckResult>, advisories: Vec<String>, broken: bool) -> Verdict {
    let judged: Vec<&CheckResult> = checks.iter().filter(|c| c.outcome != Outcome::Unjudged).collect();
    let score = judged.iter().map(|c| c.earned).sum();
    let max_score = judged.iter().map(|c| c.points).sum();
    let kind = if judged.iter().any(|c| c.outcome != Outcome::Met) {
        VerdictKind::NotYet
    } else if judged.is_empty() || broken {
        VerdictKind::CouldNotGrade
    } else {
        VerdictKind::Pass
    };
    Verdict { kind, score, max_score, checks, advisories }
}

/// The partial credit and the sentence for a check that is not met.
fn shortfall(check: &Check, context: &Value) -> Result<(Outcome, u32, String), String> {
    for (when, points, say) in &check.partial {
        if when.holds(context)? {
            return Ok((Outcome::Partial, *points, say.render(context)?));
        }
    }
    for (when, say) in &check.diagnoses {
        if when.holds(context)? {
            return Ok((Outcome::Unmet, 0, say.render(context)?));
        }
    }
    Ok((Outcome::Unmet, 0, check.message.render(context)?))
}
