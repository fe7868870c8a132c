//! The course's macros, compiled for its checks.
//!
//! Owns: how a macro is called from an expression, and what its text means there. Must
//! not know: what is judged. A macro runs inside the expression that calls it, so it sees
//! the same evidence, changes nothing, and its steps are counted with the expression's.

use super::language::{environment, is_builtin_name, syntax_fault, unknown_names};
use crate::course::{Fault, MACROS_FILE, Macros};
use minijinja::value::{Kwargs, Rest};
use minijinja::{Environment, Error, ErrorKind, State, Value};
use std::collections::BTreeSet;
use std::sync::Arc;

/// What a macro is called inside a template, where its own name means "call it, and take
/// its text for what it says".
const PREFIX: &str = "__macro_";

/// The evidence language with the course's macros.
#[derive(Clone, Default)]
pub struct Language {
    macros: Option<Arc<Compiled>>,
}

struct Compiled {
    environment: Environment<'static>,
    names: BTreeSet<String>,
}

impl Language {
    /// The language of a course, and the faults of its macros. With faults, the names are
    /// known all the same, so that nothing is told twice.
    #[must_use]
    pub fn of(macros: &Macros) -> (Self, Vec<Fault>) {
        let Some(file) = macros.file() else { return (Self::default(), Vec::new()) };
        let mut faults = Vec::new();
        let mut names = BTreeSet::new();
        for (name, spot) in macros.names() {
            if is_builtin_name(name) || !names.insert(name.to_owned()) {
                let fault = Fault::error("duplicate-macro", spot, format!("`{name}` is taken already."));
                faults.push(fault.label("taken").cure("Give the macro a name of its own."));
            }
        }
        let mut environment = environment().clone();
        if let Err(error) = environment.add_template_owned(MACROS_FILE.to_owned(), file.text.clone()) {
            faults.push(syntax_fault(&file, &error, "file of macros"));
        }
        for name in &names {
            environment.add_function(name.clone(), caller(format!("{PREFIX}{name}")));
        }
        (Self { macros: Some(Arc::new(Compiled { environment, names })) }, faults)
    }

    /// The names in these macros that mean nothing: for authors, as they judge nothing.
    #[must_use]
    pub fn unknown_names(&self, macros: &Macros) -> Vec<Fault> {
        let template = self.macros.as_ref().and_then(|all| all.environment.get_template(MACROS_FILE).ok());
        let (Some(file), Some(template)) = (macros.file(), template) else { return Vec::new() };
        unknown_names(&file, template.undeclared_variables(false), self)
    }

    /// Whether the course has a macro of this name.
    pub(super) fn has(&self, name: &str) -> bool {
        self.macros.as_ref().is_some_and(|compiled| compiled.names.contains(name))
    }

    /// The names, for proposals.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        self.macros.iter().flat_map(|compiled| compiled.names.iter().map(String::as_str))
    }

    /// The environment that knows them.
    pub(super) fn environment(&self) -> &Environment<'static> {
        match &self.macros {
            Some(compiled) => &compiled.environment,
            None => environment(),
        }
    }

    /// The line that brings the macros into a template that this text calls; empty without
    /// any. The text is searched: minijinja does not name what stands inside of a slice.
    pub(super) fn import(&self, text: &str) -> String {
        let used: Vec<String> = self
            .names()
            .filter(|name| Macros::are_called(text, name))
            .map(|name| format!("{name} as {PREFIX}{name}"))
            .collect();
        if used.is_empty() {
            return String::new();
        }
        format!("{{% from '{MACROS_FILE}' import {} %}}", used.join(", "))
    }
}

/// The function that stands for a macro.
fn caller(
    alias: String,
) -> impl Fn(&mut State<'_, '_>, Rest<Value>, Kwargs) -> Result<Value, Error> + Send + Sync + 'static {
    move |state, arguments, named| {
        let called = state.lookup(&alias).ok_or_else(|| {
            Error::new(ErrorKind::UnknownFunction, "a macro can be called in expressions and messages only")
        })?;
        let mut all = arguments.0;
        if named.args().next().is_some() {
            all.push(named.into());
        }
        Ok(meaning(&called.call(state, &all)?))
    }
}

/// A macro gives a text. One that reads `true`, `false`, `none` or a number is taken for
/// that, so that it can judge.
fn meaning(text: &Value) -> Value {
    let text = text.to_string();
    match text.trim() {
        "true" | "True" => Value::from(true),
        "false" | "False" => Value::from(false),
        "none" | "None" => Value::from(()),
        trimmed => {
            let whole = trimmed.parse::<i64>().ok().filter(|n| n.to_string() == trimmed).map(Value::from);
            let number = || {
                let number = trimmed.parse::<f64>().ok().filter(|n| n.is_finite()).map(Value::from);
                number.filter(|value| value.to_string() == trimmed)
            };
            whole.or_else(number).unwrap_or_else(|| Value::from(trimmed))
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::super::language::{Condition, Sentence};
    use super::*;
    use crate::course::{Located, SourceFile, Spot};

    fn written(text: &str) -> Located {
        let file = Arc::new(SourceFile::new("lessons/01-x.md", text));
        Located { text: text.to_owned(), spot: Spot::new(file, 0..text.len()) }
    }

    fn read(text: &str) -> (Language, Vec<Fault>) {
        let macros = Macros::read(&Arc::new(SourceFile::new(MACROS_FILE, text)));
        let (language, mut faults) = Language::of(&macros);
        faults.extend(language.unknown_names(&macros));
        (language, faults)
    }

    const USUAL: &str = "{% macro says(word, times=1) %}{{ times > 0 and word in output }}{% endmacro %}\n\
                         {% macro size() %}{{ calls | length }}{% endmacro %}\n\
                         {% macro blame(name) -%}\nAsk {{ name }} about {{ output }}.\n{%- endmacro %}";

    fn context() -> Value {
        Value::from_pairs([("output", Value::from("a b")), ("calls", Value::from(vec![1, 2]))])
    }

    #[test]
    fn macros_judge_and_speak_with_the_evidence() {
        let (language, faults) = read(USUAL);
        assert!(faults.is_empty(), "{faults:?}");
        for (text, expected) in [
            ("says('a')", true),
            ("not says('a')", false),
            ("says('x')", false),
            ("says('a') and says('b', times=1)", true),
            ("size() + 1 == 3", true),
            ("calls | length > 1", true),
        ] {
            let condition = Condition::compile(&written(text), &language).unwrap();
            assert_eq!(condition.holds(&context()), Ok(expected), "{text}");
        }
        let sentence = Sentence::compile(
            &written(
                "{{ blame('Ada') }} {{ size() }}{% for i in [1] %}{% if says('x') %}!{% endif %}{% endfor %}",
            ),
            &language,
        );
        assert_eq!(sentence.unwrap().render(&context()).unwrap(), "Ask Ada about a b. 2");
        let sliced = Condition::compile(&written("'abc'[size():] == 'c'"), &language).unwrap();
        assert_eq!(sliced.holds(&context()), Ok(true));
        assert_eq!(Condition::compile(&written("size() - 2"), &language).unwrap().index(&context()), Some(0));
    }

    #[test]
    fn faults_stand_where_they_were_written() {
        let (_, faults) = read("\n{% macro a() %}{{ answerd }}{% endmacro %}");
        assert_eq!(faults[0].code, "unknown-name");
        assert_eq!(faults[0].spot.as_ref().unwrap().to_place(), "lessons/macros.jinja:2:19");
        assert_eq!(faults[0].cure, "Did you mean `answered`?");
        let (_, faults) = read("{% macro a() %}\n{{ 1 + }}{% endmacro %}");
        assert_eq!((faults.len(), faults[0].code), (1, "bad-expression"));
        assert_eq!(faults[0].spot.as_ref().unwrap().line_column().0, 2);
        let (_, faults) = read(
            "{% macro printed(x) %}{% endmacro %}{% macro b() %}{% endmacro %}{% macro b() %}{% endmacro %}",
        );
        assert_eq!(faults.iter().map(|f| f.code).collect::<Vec<_>>(), ["duplicate-macro"; 2]);
        let (language, _) = read(USUAL);
        let faults = Condition::compile(&written("sais('a')"), &language).err().unwrap();
        assert_eq!(faults[0].cure, "Did you mean `says`?");
    }

    #[test]
    fn a_runaway_macro_is_stopped_with_its_caller() {
        let (language, _) = read(
            "{% macro long() %}{% for a in range(9999) %}{% for b in range(9999) %}x{% endfor %}{% endfor %}{% endmacro %}\
             {% macro round() %}{{ round() }}{% endmacro %}\
             {% macro some() %}{% for a in range(9999) %}{% endfor %}{% endmacro %}",
        );
        for text in
            ["long()", "round()", "range(9999) | map('string') | list and [some(), some(), some()] * 900"]
        {
            let condition = Condition::compile(&written(text), &language).unwrap();
            let _ = condition.holds(&context());
        }
        assert!(Condition::compile(&written("long()"), &language).unwrap().holds(&context()).is_err());
        assert!(Condition::compile(&written("round()"), &language).unwrap().holds(&context()).is_err());
        // The steps of all calls count together.
        let many = "{% for a in range(9999) %}{{ some() }}{% endfor %}";
        assert!(Sentence::compile(&written(many), &language).unwrap().render(&context()).is_err());
    }
}
