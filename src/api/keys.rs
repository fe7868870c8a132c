//! Which key a request carries, and whether it is the accepted one.
//!
//! Owns: reading and judging keys. Must not know: what a refusal looks like. A key
//! lives only as long as its request.

use crate::evidence::{Api, KeySeen};

/// The keys that are accepted.
#[derive(Clone, PartialEq, Eq)]
pub enum Keys {
    /// Just this one: the run's own.
    Exactly(String),
    /// Any text that is not empty.
    Any,
}

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(match self {
            Self::Exactly(_) => "Exactly([masked])",
            Self::Any => "Any",
        })
    }
}

impl Keys {
    /// Judges a key (empty: none came along): what is put on record, and whether
    /// it is accepted.
    #[must_use]
    pub fn judge(&self, key: &str) -> (KeySeen, bool) {
        let ours = match self {
            Self::Exactly(ours) => key == ours,
            Self::Any => true,
        };
        if key.is_empty() {
            (KeySeen::Missing, false)
        } else if ["OPENAI_API_KEY", "ANTHROPIC_API_KEY"].iter().any(|name| key.contains(name)) {
            (KeySeen::VariableName, ours)
        } else if ours {
            (KeySeen::Ours, true)
        } else {
            (KeySeen::Other, false)
        }
    }
}

/// The key in a request's headers (names in lower case): `authorization: Bearer`, and
/// for Anthropic's own endpoint also `x-api-key`. Each vendor looks at its own header
/// only, so a key in the other's is no key.
#[must_use]
pub fn key_in<'a>(api: Api, mut header: impl FnMut(&'static str) -> Option<&'a str>) -> &'a str {
    let bearer = header("authorization").and_then(|value| {
        let (scheme, key) = value.trim().split_once(' ')?;
        scheme.eq_ignore_ascii_case("bearer").then(|| key.trim())
    });
    let own = || if api == Api::Messages { header("x-api-key") } else { None };
    bearer.or_else(own).map_or("", str::trim)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(headers: &[(&'static str, &'static str)]) -> &'static str {
        found_by(Api::ChatCompletions, headers)
    }

    fn found_by(api: Api, headers: &[(&'static str, &'static str)]) -> &'static str {
        key_in(api, |name| headers.iter().find(|(known, _)| *known == name).map(|(_, value)| *value))
    }

    #[test]
    fn keys_are_found_where_clients_put_them() {
        assert_eq!(found(&[("authorization", "Bearer sk-1")]), "sk-1");
        assert_eq!(found(&[("authorization", "bearer  sk-1 ")]), "sk-1");
        assert_eq!(found(&[("authorization", "sk-1")]), "");
        assert_eq!(found(&[("x-api-key", "sk-3")]), "");
        assert_eq!(found_by(Api::Messages, &[("x-api-key", "sk-3")]), "sk-3");
        assert_eq!(found(&[]), "");
    }

    #[test]
    fn keys_are_judged() {
        let keys = Keys::Exactly("sk-ours".to_owned());
        assert_eq!(keys.judge("sk-ours"), (KeySeen::Ours, true));
        assert_eq!(keys.judge("sk-other"), (KeySeen::Other, false));
        assert_eq!(keys.judge(""), (KeySeen::Missing, false));
        assert_eq!(keys.judge("$OPENAI_API_KEY"), (KeySeen::VariableName, false));
        assert_eq!(Keys::Any.judge("whatever"), (KeySeen::Ours, true));
        assert_eq!(Keys::Any.judge(""), (KeySeen::Missing, false));
        assert!(!format!("{keys:?}").contains("sk-ours"));
    }
}
