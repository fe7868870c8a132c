//! A script made ready to play: expressions and templates compiled, options checked.
//!
//! Owns: the compiled rules and every fault a script can have. Must not know: what
//! has been played already (see `script_state`), sockets, dialects.

use crate::api::json::Json;
use crate::api::template::{Condition, Names, Text, Wrong};
use crate::script::{Fault, Limits, Pace, Reply, Retired, Script};
use serde_json::Value;
use std::borrow::Cow;
use std::ops::Range;
use std::time::Duration;
use thiserror::Error;

/// Something wrong in a script, at its place.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[error("{field}: {message}")]
pub struct ScriptFault {
    /// Where: `reply[2].when`, `reply[0].options[1].text` (counted from 0).
    pub field: String,
    /// The place inside that field's text, in bytes; empty for fields that are
    /// not texts.
    pub range: Range<usize>,
    /// One sentence that names the cure.
    pub message: String,
}

/// Checks the syntax of every condition and template, and every option.
///
/// # Errors
/// All faults at once.
pub fn check_script(script: &Script) -> Result<(), Vec<ScriptFault>> {
    compile(script).map(drop)
}

/// The rules of a script, ready to be asked.
#[derive(Debug)]
pub struct Compiled {
    /// In order.
    pub rules: Vec<Rule>,
    /// Timing of replies that set none of their own.
    pub pace: Pace,
    /// What a request for a retired model gets.
    pub retired: Retired,
    /// How much a program may ask for.
    pub limits: Limits,
    /// Whether what would be refused is answered with an example.
    pub example_ids: bool,
}

impl Compiled {
    /// How long nobody is let in after the fault `refuse`: the longest of the rules'.
    #[must_use]
    pub fn refusal(&self) -> Duration {
        let refusing = self.rules.iter().filter(|rule| rule.reply.fault == Some(Fault::Refuse));
        Duration::from_millis(refusing.filter_map(|rule| rule.reply.fault_ms).max().unwrap_or(500))
    }
}

/// One rule, compiled.
#[derive(Debug)]
pub struct Rule {
    /// When it answers; `None` matches every request.
    pub when: Option<Condition>,
    /// What it says.
    pub says: Says,
    /// Message of an error.
    pub message: Option<Text>,
    /// More response headers.
    pub headers: Vec<(String, Text)>,
    /// The rule as written, for what needs no compiling.
    pub reply: Reply,
}

/// What a rule makes the model say.
#[derive(Debug)]
pub enum Says {
    /// Nothing of its own: the generic writer answers.
    Generic,
    /// One text.
    Text(Text),
    /// One of several, by weight and temperature.
    Options(Vec<(Text, f64)>),
    /// A refusal.
    Refusal(Text),
    /// Tool calls in place of text: names and arguments.
    Calls(Vec<(String, Filled)>),
}

/// A JSON value whose texts are templates.
#[derive(Debug)]
pub enum Filled {
    /// A text.
    Text(Text),
    /// A list.
    List(Vec<Filled>),
    /// A table.
    Table(Vec<(String, Filled)>),
    /// Anything else.
    Value(Value),
}

impl Filled {
    /// The value with its texts filled in.
    ///
    /// # Errors
    /// When a template fails: one sentence.
    pub fn render(&self, names: &Names<'_>) -> Result<Value, String> {
        Ok(match self {
            Self::Text(text) => Value::String(text.render(names)?),
            Self::List(items) => {
                Value::Array(items.iter().map(|item| item.render(names)).collect::<Result<_, _>>()?)
            }
            Self::Table(fields) => Value::Object(
                fields
                    .iter()
                    .map(|(key, item)| Ok((key.clone(), item.render(names)?)))
                    .collect::<Result<_, String>>()?,
            ),
            Self::Value(value) => value.clone(),
        })
    }
}

/// Compiles a script.
///
/// # Errors
/// All faults at once.
pub fn compile(script: &Script) -> Result<Compiled, Vec<ScriptFault>> {
    let mut faults = Faults::default();
    let rules = script
        .replies
        .iter()
        .enumerate()
        .map(|(index, reply)| faults.rule(&format!("reply[{index}]"), reply))
        .collect();
    if faults.found.is_empty() {
        Ok(Compiled {
            rules,
            pace: script.pace,
            retired: script.retired,
            limits: script.limits,
            example_ids: script.example_ids,
        })
    } else {
        Err(faults.found)
    }
}

#[derive(Default)]
struct Faults {
    found: Vec<ScriptFault>,
}

impl Faults {
    fn add(&mut self, field: String, message: &str) {
        self.found.push(ScriptFault { field, range: 0..0, message: message.to_owned() });
    }

    fn wrong(&mut self, field: &str, wrong: Wrong) {
        self.found.push(ScriptFault { field: field.to_owned(), range: wrong.range, message: wrong.message });
    }

    fn condition(&mut self, field: &str, source: &str) -> Option<Condition> {
        let compiled = Condition::compile(source)
            .and_then(|condition| on_sample(|names| condition.try_out(names, source)).map(|()| condition));
        compiled.map_err(|wrong| self.wrong(field, wrong)).ok()
    }

    fn text(&mut self, field: &str, source: &str) -> Text {
        let compiled = Text::compile(source)
            .and_then(|text| on_sample(|names| text.try_out(names, source)).map(|()| text));
        compiled.unwrap_or_else(|wrong| {
            self.wrong(field, wrong);
            Text::Plain(String::new())
        })
    }

    fn filled(&mut self, field: &str, value: &Value) -> Filled {
        match value {
            Value::String(text) => Filled::Text(self.text(field, text)),
            Value::Array(items) => Filled::List(
                items
                    .iter()
                    .enumerate()
                    .map(|(at, item)| self.filled(&format!("{field}[{at}]"), item))
                    .collect(),
            ),
            Value::Object(map) => Filled::Table(
                map.iter()
                    .map(|(key, item)| (key.clone(), self.filled(&format!("{field}.{key}"), item)))
                    .collect(),
            ),
            other => Filled::Value(other.clone()),
        }
    }

    fn rule(&mut self, at: &str, reply: &Reply) -> Rule {
        self.options(at, reply);
        let when = match reply.when.trim() {
            "" => None,
            _ => self.condition(&format!("{at}.when"), &reply.when),
        };
        Rule {
            when,
            says: self.says(at, reply),
            message: reply.message.as_ref().map(|source| self.text(&format!("{at}.message"), source)),
            headers: self.headers(at, reply),
            reply: reply.clone(),
        }
    }

    fn says(&mut self, at: &str, reply: &Reply) -> Says {
        if !reply.tool_calls.is_empty() {
            let calls = reply.tool_calls.iter().enumerate().map(|(index, call)| {
                let field = format!("{at}.tool_calls[{index}]");
                if call.name.is_empty() {
                    self.add(format!("{field}.name"), "a tool call needs the tool's name");
                }
                (call.name.clone(), self.filled(&format!("{field}.arguments"), &call.arguments))
            });
            return Says::Calls(calls.collect());
        }
        if let Some(refusal) = &reply.refusal {
            return Says::Refusal(self.text(&format!("{at}.refusal"), refusal));
        }
        if !reply.options.is_empty() {
            let options = reply.options.iter().enumerate().map(|(index, option)| {
                let field = format!("{at}.options[{index}]");
                if !(option.weight > 0.0 && option.weight.is_finite()) {
                    self.add(format!("{field}.weight"), "a weight is a number above 0");
                }
                (self.text(&format!("{field}.text"), &option.text), option.weight)
            });
            return Says::Options(options.collect());
        }
        reply.text.as_ref().map_or(Says::Generic, |text| Says::Text(self.text(&format!("{at}.text"), text)))
    }

    fn headers(&mut self, at: &str, reply: &Reply) -> Vec<(String, Text)> {
        let mut headers = Vec::new();
        for (name, value) in &reply.headers {
            let field = format!("{at}.headers.{name}");
            let letters = |b: u8| b.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&b);
            if name.is_empty() || !name.bytes().all(letters) {
                self.add(field.clone(), "a header's name holds letters, digits and dashes");
            }
            if value.bytes().any(|b| b < b' ' && b != b'\t') {
                self.add(field.clone(), "a header's value is one line");
            }
            headers.push((name.to_ascii_lowercase(), self.text(&field, value)));
        }
        headers
    }

    /// Options that contradict each other, or numbers out of range.
    fn options(&mut self, at: &str, reply: &Reply) {
        let says = [
            ("text", reply.text.is_some()),
            ("options", !reply.options.is_empty()),
            ("refusal", reply.refusal.is_some()),
            ("tool_calls", !reply.tool_calls.is_empty()),
            ("status", reply.status.is_some()),
        ];
        let said: Vec<_> = says.iter().filter(|(_, there)| *there).map(|(name, _)| *name).collect();
        if let [first, second, ..] = said.as_slice() {
            self.add(
                format!("{at}.{second}"),
                &format!("a reply has one of `{first}` and `{second}`: remove one"),
            );
        }
        if reply.status.is_some_and(|status| !(400..=599).contains(&status)) {
            self.add(format!("{at}.status"), "an error status is a number from 400 to 599");
        }
        if reply.status.is_none() {
            for (name, there) in [("code", reply.code.is_some()), ("message", reply.message.is_some())] {
                if there {
                    self.add(format!("{at}.{name}"), &format!("`{name}` belongs to an error: add `status`"));
                }
            }
        }
        if reply.status.is_some() && reply.fault.is_some() {
            self.add(format!("{at}.fault"), "a reply has one of `status` and `fault`: remove one");
        }
        if reply.after_chunks.is_some() && reply.fault.is_none() && reply.status.is_none() {
            self.add(
                format!("{at}.after_chunks"),
                "`after_chunks` says when a fault or an error strikes: add `fault` or `status`",
            );
        }
        if reply.fault_ms.is_some() && !matches!(reply.fault, Some(Fault::SlowFirst | Fault::Refuse)) {
            self.add(
                format!("{at}.fault_ms"),
                "`fault_ms` says how long `slow-first` and `refuse` last: add such a `fault`",
            );
        }
        if reply.times == Some(0) {
            self.add(format!("{at}.times"), "a rule that answers 0 requests has no effect: remove it");
        }
        if reply.retry_after.is_some_and(|seconds| !(seconds.is_finite() && seconds >= 0.0)) {
            self.add(format!("{at}.retry_after"), "`retry_after` is a number of seconds, 0 or more");
        }
        const REASONS: [&str; 5] = ["stop", "length", "tool_calls", "content_filter", "function_call"];
        if let Some(reason) = &reply.finish_reason
            && !REASONS.contains(&reason.as_str())
        {
            self.add(
                format!("{at}.finish_reason"),
                &format!("a finish reason is one of {}", REASONS.join(", ")),
            );
        }
        if reply.fault == Some(Fault::Cut) && reply.status.is_some() {
            self.add(format!("{at}.fault"), "`cut` needs a reply to cut: remove `status`");
        }
    }
}

/// Runs a check with the names of a plausible request.
fn on_sample<T>(check: impl FnOnce(&Names<'_>) -> T) -> T {
    let request = serde_json::json!({
        "model": "gpt-4o-mini",
        "messages": [{"role": "system", "content": "Be brief."}, {"role": "user", "content": "Hello"}],
        "temperature": 1,
    });
    let request = Json::from(&request);
    let texts = [Cow::Borrowed("Be brief."), Cow::Borrowed("Hello")];
    check(&Names {
        request: &request,
        model: "gpt-4o-mini",
        path: "/v1/chat/completions",
        api: crate::evidence::Api::ChatCompletions.name(),
        stream: false,
        temperature: 1.0,
        turn: 1,
        last_user: "Hello",
        texts: &texts,
        call: 1,
        attempt: 1,
        nonce: "amber otter",
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn faults(toml: &str) -> Vec<String> {
        let script: Script = toml::from_str(toml).unwrap();
        check_script(&script).err().unwrap_or_default().iter().map(|fault| fault.field.clone()).collect()
    }

    #[test]
    fn a_sound_script_has_no_faults() {
        let toml = r#"
            retired = "refuse"
            [pace]
            first_ms = 5
            [[reply]]
            when = "turn == 2 and 'x' in last_user"
            times = 3
            per = "request"
            status = 429
            code = "rate_limit_exceeded"
            message = "Wait, {{ nonce }}"
            retry_after = 0.5
            headers = { x-note = "{{ call }}" }
            [[reply]]
            options = [{ text = "a {{ nonce }}", weight = 3 }, { text = "b" }]
            [[reply]]
            tool_calls = [{ name = "weather", arguments = { city = "{{ last_user }}", days = [1, "{{ turn }}"] } }]
            [[reply]]
            text = "hello"
            fault = "cut"
            after_chunks = 2
        "#;
        assert_eq!(faults(toml), [""; 0]);
    }

    #[test]
    fn all_faults_are_found_at_once() {
        let toml = r#"
            [[reply]]
            when = "trun == 1"
            text = "{{ nonce "
            status = 200
            times = 0
            [[reply]]
            options = [{ text = "{{ nobody }}", weight = 0 }]
            after_chunks = 3
            retry_after = -1
            finish_reason = "end"
            code = "x"
            headers = { "bad name" = "x" }
            [[reply]]
            text = "{{ nonce | shout }}"
        "#;
        assert_eq!(
            faults(toml),
            [
                "reply[0].status",
                "reply[0].status",
                "reply[0].times",
                "reply[0].when",
                "reply[0].text",
                "reply[1].code",
                "reply[1].after_chunks",
                "reply[1].retry_after",
                "reply[1].finish_reason",
                "reply[1].options[0].weight",
                "reply[1].options[0].text",
                "reply[1].headers.bad name",
                "reply[2].text",
            ]
        );
    }

    #[test]
    fn a_fault_has_its_place_in_the_text() {
        let script = Script {
            replies: vec![Reply { when: "turn == on".to_owned(), ..Reply::default() }],
            ..Script::default()
        };
        let faults = check_script(&script).unwrap_err();
        assert_eq!(faults[0].range, 8..10);
        assert!(faults[0].to_string().starts_with("reply[0].when: unknown name `on`"));
    }
}
