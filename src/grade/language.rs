//! The expression language of checks: compiled when the course loads.
//!
//! Owns: the minijinja environment, its limits, and what an author is told about a
//! bad expression. Unknown names and syntax are faults with a place.

use super::functions::{brief_filter, seconds_filter};
use super::macros::Language;
use super::scope::{FUNCTIONS, NAMES};
use crate::course::{Fault, Located};
use minijinja::{Environment, ErrorKind, Expression, UndefinedBehavior, Value};
use std::sync::LazyLock;

/// Steps one expression may take; an honest one takes a few thousand.
const FUEL: u64 = 2_000_000;

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(|| {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::SemiStrict);
    environment.set_fuel(Some(FUEL));
    environment.set_debug(true);
    environment.add_filter("brief", brief_filter);
    environment.add_filter("seconds", seconds_filter);
    environment
});

/// The language without a course's macros.
pub(super) fn environment() -> &'static Environment<'static> {
    &ENVIRONMENT
}

/// A compiled expression.
pub struct Condition {
    kind: Kind,
}

enum Kind {
    Plain(Expression<'static, 'static>),
    /// One that calls macros is a template that sets [`RESULT`]: only a template can bring
    /// them in.
    WithMacros {
        language: Language,
        template: String,
    },
}

/// The name of such a template's result.
const RESULT: &str = "__result";

impl Condition {
    /// Compiles an expression; faults point into the author's file.
    pub fn compile(written: &Located, language: &Language) -> Result<Self, Vec<Fault>> {
        let compiled = ENVIRONMENT.compile_expression_owned(written.text.clone());
        let expression = compiled.map_err(|error| vec![syntax_fault(written, &error, "expression")])?;
        let import = language.import(&written.text);
        let faults = unknown_names(written, expression.undeclared_variables(false), language);
        if !faults.is_empty() {
            return Err(faults);
        }
        let kind = if import.is_empty() {
            Kind::Plain(expression)
        } else {
            let template = format!("{import}{{% set {RESULT} = ({}) %}}", written.text);
            Kind::WithMacros { language: language.clone(), template }
        };
        Ok(Self { kind })
    }

    /// Whether it holds.
    pub fn holds(&self, context: &Value) -> Result<bool, String> {
        self.eval(context).map(|value| value.is_true())
    }

    fn eval(&self, context: &Value) -> Result<Value, String> {
        match &self.kind {
            Kind::Plain(expression) => expression.eval(context.clone()).map_err(|e| describe(&e)),
            Kind::WithMacros { language, template } => {
                let template =
                    language.environment().template_from_str(template).map_err(|e| describe(&e))?;
                let done = template.render_captured(context.clone()).map_err(|e| describe(&e))?;
                Ok(done.state().lookup(RESULT).unwrap_or_default())
            }
        }
    }
}

impl Condition {
    /// The number it comes to, for expressions that name an exchange; `None` when it
    /// comes to nothing, which is no fault: there may be no such exchange.
    pub fn index(&self, context: &Value) -> Option<usize> {
        self.eval(context).ok()?.as_usize()
    }
}

/// A template that has been parsed once.
pub struct Sentence {
    language: Language,
    text: String,
}

impl Sentence {
    /// Parses a template; faults point into the author's file.
    pub fn compile(written: &Located, language: &Language) -> Result<Self, Vec<Fault>> {
        let template = ENVIRONMENT.template_from_str(&written.text);
        let template = template.map_err(|error| vec![syntax_fault(written, &error, "message template")])?;
        let text = language.import(&written.text) + &written.text;
        let faults = unknown_names(written, template.undeclared_variables(false), language);
        if faults.is_empty() { Ok(Self { language: language.clone(), text }) } else { Err(faults) }
    }

    /// The sentence with its blanks filled.
    pub fn render(&self, context: &Value) -> Result<String, String> {
        self.language
            .environment()
            .render_str(&self.text, context.clone())
            .map(|t| t.trim().to_owned())
            .map_err(|e| describe(&e))
    }
}

fn describe(error: &minijinja::Error) -> String {
    error.detail().map_or_else(|| error.to_string(), |detail| format!("{}: {detail}", error.kind()))
}

pub(super) fn syntax_fault(written: &Located, error: &minijinja::Error, what: &str) -> Fault {
    let place = error.range().map_or_else(|| written.spot.clone(), |range| written.spot.within(range));
    let cure = match error.kind() {
        ErrorKind::UnknownFilter => {
            "See the filters in lessons/AUTHORING.md, section \"The evidence language\"."
        }
        _ => {
            "Expressions are minijinja: `and`, `or`, `not`, `==`, `x is defined`, `list | length`. See lessons/AUTHORING.md."
        }
    };
    Fault::error("bad-expression", place, format!("This {what} cannot be read: {}.", describe(error)))
        .label("here")
        .cure(cure)
}

pub(super) fn unknown_names(
    written: &Located,
    names: impl IntoIterator<Item = String>,
    language: &Language,
) -> Vec<Fault> {
    let mut unknown: Vec<String> =
        names.into_iter().filter(|n| !is_builtin_name(n) && !language.has(n)).collect();
    unknown.sort();
    unknown.into_iter().map(|name| unknown_name(written, &name, language)).collect()
}

fn known() -> impl Iterator<Item = &'static str> {
    NAMES.iter().chain(FUNCTIONS.iter()).map(|(name, _)| *name)
}

/// Whether the evidence or the language itself has something of this name.
pub(super) fn is_builtin_name(name: &str) -> bool {
    // minijinja's own functions stand in the environment and are reported too.
    known().any(|k| k == name) || ENVIRONMENT.globals().any(|(k, _)| k == name)
}

fn unknown_name(written: &Located, name: &str, language: &Language) -> Fault {
    let place = written
        .text
        .find(name)
        .map_or_else(|| written.spot.clone(), |at| written.spot.within(at..at + name.len()));
    let mut all: Vec<&str> = known().collect();
    all.extend(language.names());
    let near = all.into_iter().min_by_key(|k| strsim::damerau_levenshtein(k, name));
    let near = near.filter(|k| strsim::damerau_levenshtein(k, name) <= 1 + name.len() / 3);
    let cure = near.map_or_else(
        || "The names are listed in lessons/AUTHORING.md, section \"The evidence language\".".to_owned(),
        |near| format!("Did you mean `{near}`?"),
    );
    Fault::error("unknown-name", place, format!("The evidence has nothing called `{name}`."))
        .label("unknown name")
        .cure(cure)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::course::{SourceFile, Spot};
    use std::sync::Arc;

    fn written(text: &str) -> Located {
        let file =
            Arc::new(SourceFile { path: "lessons/01-x.md".to_owned(), text: format!("pass = \"{text}\"") });
        Located { text: text.to_owned(), spot: Spot::new(file, 8..8 + text.len()) }
    }

    #[test]
    fn a_typo_is_shown_in_place_with_a_guess() {
        let faults = Condition::compile(&written("calls and answerd"), &Language::default()).err().unwrap();
        assert_eq!(faults.len(), 1);
        assert_eq!(faults[0].code, "unknown-name");
        assert_eq!(faults[0].cure, "Did you mean `answered`?");
        assert_eq!(faults[0].spot.as_ref().unwrap().range, 18..25);
    }

    #[test]
    fn bad_grammar_is_a_fault() {
        assert_eq!(
            Condition::compile(&written("calls and"), &Language::default()).err().unwrap()[0].code,
            "bad-expression"
        );
        assert_eq!(
            Sentence::compile(&written("{{ calls"), &Language::default()).err().unwrap()[0].code,
            "bad-expression"
        );
    }

    #[test]
    fn good_expressions_compile() {
        for text in
            ["calls | length >= 2", "answered and shown(answered[0]) == 'text'", "range(3) | length == 3"]
        {
            assert!(Condition::compile(&written(text), &Language::default()).is_ok(), "{text}");
        }
    }

    #[test]
    fn a_runaway_expression_is_stopped() {
        let condition = Condition::compile(
            &written("range(100000) | map('string') | join | length > 1"),
            &Language::default(),
        )
        .unwrap();
        let nested = Sentence::compile(
            &written("{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}"),
            &Language::default(),
        )
        .unwrap();
        let empty = Value::from_pairs(Vec::<(&str, Value)>::new());
        let _ = condition.holds(&empty);
        assert!(nested.render(&empty).is_err());
    }
}
