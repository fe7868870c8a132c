//! Which key a request carries, and whether it is the accepted one.
//!
//! Owns: reading and judging keys. Must not know: what a refusal looks like. A key
//! lives only as long as its request.

use crate::api::base64;
use crate::api::route::Vendor;
use crate::evidence::KeySeen;
use std::borrow::Cow;

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

/// A header that may carry a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum KeyPlace {
    /// `authorization`
    Authorization,
    /// `x-api-key`
    XApiKey,
}

/// The key in a request's headers: `authorization: Bearer`, and
/// for Anthropic also `x-api-key`, which wins, and for OpenAI also the password of
/// `authorization: Basic` with a blank user name. Each vendor looks at its own headers
/// only, so a key in the other's is no key.
#[must_use]
pub fn key_in<'a>(vendor: Vendor, mut header: impl FnMut(KeyPlace) -> Option<&'a str>) -> Key<'a> {
    let own = if vendor == Vendor::Anthropic { header(KeyPlace::XApiKey).map(str::trim) } else { None };
    if let Some(text) = own.filter(|key| !key.is_empty()) {
        return Key { text: Cow::Borrowed(text), bearer: false };
    }
    let Some((scheme, value)) =
        header(KeyPlace::Authorization).and_then(|value| value.trim().split_once(' '))
    else {
        return Key { text: Cow::Borrowed(""), bearer: false };
    };
    if scheme.eq_ignore_ascii_case("bearer") {
        return Key { text: Cow::Borrowed(value.trim()), bearer: true };
    }
    let password = (vendor == Vendor::OpenAi && scheme.eq_ignore_ascii_case("basic"))
        .then(|| password(value.trim()))
        .flatten();
    Key { text: Cow::Owned(password.unwrap_or_default()), bearer: false }
}

/// The password of basic authentication, where the user name is blank.
fn password(encoded: &str) -> Option<String> {
    let text = String::from_utf8(base64::decode(encoded)?).ok()?;
    text.strip_prefix(':').map(|key| key.trim().to_owned())
}

/// A key and where it was found.
#[derive(Clone, PartialEq, Eq)]
pub struct Key<'a> {
    /// The key; empty when none came along.
    pub text: Cow<'a, str>,
    /// Whether it came as a bearer token.
    pub bearer: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(headers: &[(&'static str, &'static str)]) -> Cow<'static, str> {
        found_by(Vendor::OpenAi, headers)
    }

    fn found_by(vendor: Vendor, headers: &[(&'static str, &'static str)]) -> Cow<'static, str> {
        let named = |place| if place == KeyPlace::XApiKey { "x-api-key" } else { "authorization" };
        let value = |place| headers.iter().find(|(known, _)| *known == named(place)).map(|(_, value)| *value);
        key_in(vendor, value).text
    }

    #[test]
    fn keys_are_found_where_clients_put_them() {
        assert_eq!(found(&[("authorization", "Bearer sk-1")]), "sk-1");
        assert_eq!(found(&[("authorization", "bearer  sk-1 ")]), "sk-1");
        assert_eq!(found(&[("authorization", "sk-1")]), "");
        assert_eq!(found(&[("x-api-key", "sk-3")]), "");
        assert_eq!(found_by(Vendor::Anthropic, &[("x-api-key", "sk-3")]), "sk-3");
        assert_eq!(found_by(Vendor::Anthropic, &[("authorization", "Bearer sk-1")]), "sk-1");
        let both = [("authorization", "Bearer sk-1"), ("x-api-key", "sk-3")];
        assert_eq!(found_by(Vendor::Anthropic, &both), "sk-3");
        assert_eq!(found(&[]), "");
    }

    #[test]
    fn a_password_without_a_user_is_a_key() {
        let basic = |encoded: &str| {
            let value: &'static str = Box::leak(format!("Basic {encoded}").into_boxed_str());
            found(&[("authorization", value)])
        };
        assert_eq!(basic(&base64::encode(b":sk-1")), "sk-1");
        // With a user it is somebody's login, not a key.
        assert_eq!(basic(&base64::encode(b"me:sk-1")), "");
        assert_eq!(basic(&base64::encode(b"sk-1")), "");
        assert_eq!(basic("%%%"), "");
        assert_eq!(basic(&base64::encode(b":\xff\xfe")), "");
        let value: &'static str = Box::leak(format!("basic {}", base64::encode(b":sk-1")).into_boxed_str());
        assert_eq!(found_by(Vendor::Anthropic, &[("authorization", value)]), "");
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
