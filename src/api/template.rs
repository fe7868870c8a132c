//! Expressions and templates of a script: compiled once, evaluated per request.
//!
//! Owns: the minijinja environment, the names a script may use, fuel.
//! Must not know: which rule answers, or what becomes of the text.

use crate::api::json::Json;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, ErrorKind, Expression, UndefinedBehavior, Value};
use std::ops::Range;
use std::sync::LazyLock;

/// Names that expressions and templates of a script may use.
pub const NAMES: [&str; 12] = [
    "request",
    "model",
    "path",
    "api",
    "stream",
    "temperature",
    "turn",
    "last_user",
    "prompt",
    "call",
    "attempt",
    "nonce",
];

/// Instructions one evaluation may take: a loop over a long request fits easily,
/// an endless one does not.
const FUEL: u64 = 200_000;

static ENVIRONMENT: LazyLock<Environment<'static>> = LazyLock::new(environment);

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    // A text means what it says, to its last line end. (Building fails only for
    // delimiters of one's own.)
    if let Ok(syntax) = SyntaxConfig::builder().keep_trailing_newline(true).build() {
        environment.set_syntax(syntax);
    }
    // `request.tools[0].function.name` is simply undefined where there are no
    // tools; names that do not exist at all are found when the script is checked.
    environment.set_undefined_behavior(UndefinedBehavior::Chainable);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment
}

/// What is wrong with an expression or a template, and where in its text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wrong {
    /// The place in the text, in bytes.
    pub range: Range<usize>,
    /// One sentence.
    pub message: String,
}

impl Wrong {
    fn of(error: &minijinja::Error, source: &str) -> Self {
        let range = error.range().filter(|range| range.end <= source.len()).unwrap_or(0..source.len());
        let message = match error.detail() {
            Some(detail) => format!("{}: {detail}", error.kind()),
            None => error.kind().to_string(),
        };
        Self { range, message }
    }
}

/// An expression that decides, compiled.
#[derive(Debug)]
pub struct Condition {
    expression: Expression<'static, 'static>,
    names: Vec<&'static str>,
}

impl Condition {
    /// Compiles an expression.
    ///
    /// # Errors
    /// When its syntax is wrong or it uses a name that does not exist.
    pub fn compile(source: &str) -> Result<Self, Wrong> {
        let expression = ENVIRONMENT
            .compile_expression_owned(source.to_owned())
            .map_err(|error| Wrong::of(&error, source))?;
        let names = known_names(expression.undeclared_variables(false), source)?;
        Ok(Self { expression, names })
    }

    /// Whether it holds. What cannot be evaluated does not hold.
    #[must_use]
    pub fn holds(&self, names: &Names<'_>) -> bool {
        self.expression.eval(names.only(&self.names)).is_ok_and(|value| value.is_true())
    }

    /// Unknown filters, tests and functions show only when they are reached: so it
    /// is tried once.
    ///
    /// # Errors
    /// When it uses something that does not exist.
    pub fn try_out(&self, names: &Names<'_>, source: &str) -> Result<(), Wrong> {
        unknown(self.expression.eval(names.only(&self.names)).err(), source)
    }
}

/// A text with placeholders, compiled; or a plain text.
#[derive(Debug)]
pub enum Text {
    /// Nothing to fill in.
    Plain(String),
    /// A template; it keeps its source and its own environment.
    Template {
        /// Holds the one compiled template.
        environment: Box<Environment<'static>>,
        /// The names it uses.
        names: Vec<&'static str>,
    },
}

const ONLY: &str = "text";

impl Text {
    /// Compiles a template.
    ///
    /// # Errors
    /// When its syntax is wrong or it uses a name that does not exist.
    pub fn compile(source: &str) -> Result<Self, Wrong> {
        if !["{{", "{%", "{#"].iter().any(|mark| source.contains(mark)) {
            return Ok(Self::Plain(source.to_owned()));
        }
        let mut environment = Box::new(environment());
        environment.add_template_owned(ONLY, source.to_owned()).map_err(|error| Wrong::of(&error, source))?;
        let used = environment
            .get_template(ONLY)
            .map(|template| template.undeclared_variables(false))
            .map_err(|error| Wrong::of(&error, source))?;
        let names = known_names(used, source)?;
        Ok(Self::Template { environment, names })
    }

    /// The text with its placeholders filled in.
    ///
    /// # Errors
    /// When evaluation fails (fuel, a wrong operation): one sentence.
    pub fn render(&self, names: &Names<'_>) -> Result<String, String> {
        match self {
            Self::Plain(text) => Ok(text.clone()),
            Self::Template { environment, names: used } => environment
                .get_template(ONLY)
                .and_then(|template| template.render(names.only(used)))
                .map_err(|error| error.to_string()),
        }
    }

    /// As [`Condition::try_out`].
    ///
    /// # Errors
    /// When it uses something that does not exist.
    pub fn try_out(&self, names: &Names<'_>, source: &str) -> Result<(), Wrong> {
        match self {
            Self::Plain(_) => Ok(()),
            Self::Template { environment, names: used } => unknown(
                environment.get_template(ONLY).and_then(|template| template.render(names.only(used))).err(),
                source,
            ),
        }
    }
}

fn unknown(error: Option<minijinja::Error>, source: &str) -> Result<(), Wrong> {
    match error {
        Some(error)
            if matches!(
                error.kind(),
                ErrorKind::UnknownFilter
                    | ErrorKind::UnknownFunction
                    | ErrorKind::UnknownTest
                    | ErrorKind::UnknownMethod
                    | ErrorKind::TemplateNotFound
            ) =>
        {
            Err(Wrong::of(&error, source))
        }
        _ => Ok(()),
    }
}

fn known_names(used: impl IntoIterator<Item = String>, source: &str) -> Result<Vec<&'static str>, Wrong> {
    let mut names = Vec::new();
    for name in used {
        match NAMES.iter().find(|known| **known == name) {
            Some(known) => names.push(*known),
            None if is_builtin(&name) => {}
            None => {
                let range = find_word(source, &name);
                let known = NAMES.join(", ");
                return Err(Wrong { range, message: format!("unknown name `{name}`; there are {known}") });
            }
        }
    }
    Ok(names)
}

fn is_builtin(name: &str) -> bool {
    ENVIRONMENT.globals().any(|(global, _)| global == name)
}

fn find_word(source: &str, word: &str) -> Range<usize> {
    let part_of_word = |c: char| c.is_alphanumeric() || c == '_';
    source
        .match_indices(word)
        .find(|(at, _)| {
            let before = source.get(..*at).and_then(|head| head.chars().next_back());
            let after = source.get(at + word.len()..).and_then(|tail| tail.chars().next());
            !before.is_some_and(|c| part_of_word(c) || c == '.') && !after.is_some_and(part_of_word)
        })
        .map_or(0..source.len(), |(at, _)| at..at + word.len())
}

/// The values behind the names, for one request.
#[derive(Debug, Clone, Copy)]
pub struct Names<'a> {
    /// The request's body.
    pub request: &'a Json<'a>,
    /// The model as the request names it.
    pub model: &'a str,
    /// The request's path.
    pub path: &'a str,
    /// The protocol's name.
    pub api: &'static str,
    /// Whether a stream is asked for.
    pub stream: bool,
    /// The effective temperature.
    pub temperature: f64,
    /// Number of user messages.
    pub turn: usize,
    /// Text of the last user message.
    pub last_user: &'a str,
    /// Texts of all messages; joined by line ends.
    pub texts: &'a [std::borrow::Cow<'a, str>],
    /// 1 for the run's first generating request.
    pub call: u64,
    /// 1 for the first request with this conversation.
    pub attempt: u32,
    /// The run's random words.
    pub nonce: &'a str,
}

impl Names<'_> {
    /// A context of just the names that are needed: the request's body is not
    /// converted for an expression that never looks at it.
    fn only(&self, names: &[&'static str]) -> Value {
        Value::from_pairs(names.iter().map(|name| (*name, self.value(name))))
    }

    fn value(&self, name: &str) -> Value {
        match name {
            "request" => Value::from(Serde(self.request)),
            "model" => Value::from(self.model),
            "path" => Value::from(self.path),
            "api" => Value::from(self.api),
            "stream" => Value::from(self.stream),
            "temperature" => Value::from(self.temperature),
            "turn" => Value::from(self.turn),
            "last_user" => Value::from(self.last_user),
            "prompt" => Value::from(self.texts.join("\n")),
            "call" => Value::from(self.call),
            "attempt" => Value::from(self.attempt),
            "nonce" => Value::from(self.nonce),
            _ => Value::UNDEFINED,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use serde_json::json;
    use std::borrow::Cow;

    fn with<T>(test: impl FnOnce(&Names<'_>) -> T) -> T {
        let request = json!({"model": "gpt-4o", "messages": [{"role": "user", "content": "Hi"}]});
        let request = Json::from(&request);
        let texts = [Cow::Borrowed("Be kind."), Cow::Borrowed("Hi")];
        test(&Names {
            request: &request,
            model: "gpt-4o",
            path: "/v1/chat/completions",
            api: "chat-completions",
            stream: false,
            temperature: 0.5,
            turn: 1,
            last_user: "Hi",
            texts: &texts,
            call: 2,
            attempt: 1,
            nonce: "amber otter",
        })
    }

    #[test]
    fn conditions_see_the_request() {
        with(|names| {
            for (source, holds) in [
                ("request.model == 'gpt-4o'", true),
                ("temperature > 0.4 and turn == 1", true),
                ("'kind' in prompt", true),
                ("request.tools[0].function.name == 'x'", false),
                ("call == 1", false),
            ] {
                assert_eq!(Condition::compile(source).unwrap().holds(names), holds, "{source}");
            }
        });
    }

    #[test]
    fn texts_are_filled_in() {
        with(|names| {
            let text = Text::compile("You said {{ last_user | upper }}; {{ nonce }}.\n").unwrap();
            assert_eq!(text.render(names).unwrap(), "You said HI; amber otter.\n");
            assert_eq!(Text::compile("plain").unwrap().render(names).unwrap(), "plain");
        });
    }

    #[test]
    fn faults_have_a_place() {
        let wrong = Condition::compile("modell == 'x'").unwrap_err();
        assert_eq!(wrong.range, 0..6);
        assert!(wrong.message.contains("modell"), "{}", wrong.message);
        let wrong = Text::compile("Hello {{ nonc }}").unwrap_err();
        assert_eq!(wrong.range, 9..13);
        assert!(Text::compile("{{ nonce ").is_err());
        assert!(Condition::compile("call ==").is_err());
        with(|names| {
            let source = "{{ nonce | shout }}";
            assert!(Text::compile(source).unwrap().try_out(names, source).is_err());
        });
    }

    #[test]
    fn endless_work_ends() {
        with(|names| {
            let text = Text::compile(
                "{% for i in range(99999) %}{% for j in range(99999) %}x{% endfor %}{% endfor %}",
            );
            assert!(text.unwrap().render(names).is_err());
        });
    }

    #[test]
    fn builtin_functions_are_known() {
        assert!(Text::compile("{% for i in range(2) %}{{ loop.index }}{% endfor %}").is_ok());
    }
}
