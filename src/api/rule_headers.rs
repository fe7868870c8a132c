//! Headers that a script's rule adds to an answer, whoever's it is.
//!
//! Owns: `retry-after` and a rule's own headers. Must not know: dialects.

use crate::api::answer::Answer;
use crate::api::compile::Rule;
use crate::api::template::Names;
use crate::script::Reply;
use std::borrow::Cow;

/// Seconds until a retry may succeed, where the rule names them.
#[must_use]
pub fn wait(reply: &Reply) -> Option<f64> {
    reply.retry_after.or_else(|| reply.retry_after_ms.map(|milliseconds| milliseconds as f64 / 1000.0))
}

/// A number of seconds as `retry-after` carries it: whole where possible.
#[must_use]
pub fn retry_after(seconds: f64) -> String {
    if seconds.fract() == 0.0 { format!("{seconds:.0}") } else { seconds.to_string() }
}

/// Adds or replaces the rule's headers.
pub fn apply(rule: &Rule, names: &Names<'_>, answer: &mut Answer) {
    let mut own: Vec<(Cow<'static, str>, String)> = Vec::new();
    if let Some(seconds) = rule.reply.retry_after {
        own.push((Cow::Borrowed("retry-after"), retry_after(seconds)));
    }
    if let Some(milliseconds) = rule.reply.retry_after_ms {
        own.push((Cow::Borrowed("retry-after-ms"), milliseconds.to_string()));
    }
    for (name, value) in &rule.headers {
        if let Ok(value) = value.render(names) {
            own.push((Cow::Owned(name.clone()), value));
        }
    }
    for (name, value) in own {
        answer.headers.retain(|(known, _)| *known != name);
        answer.headers.push((name, Cow::Owned(value)));
    }
}

#[cfg(test)]
mod tests {
    use super::retry_after;

    #[test]
    fn waits_are_whole_where_possible() {
        assert_eq!(retry_after(2.0), "2");
        assert_eq!(retry_after(0.25), "0.25");
    }
}
