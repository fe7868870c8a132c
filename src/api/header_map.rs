//! Headers as data, made into headers of the HTTP library.
//!
//! Owns: the translation, and the names it need not look at twice. Must not know: which
//! headers an answer has.

use crate::api::answer::Headers;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use std::borrow::Cow;
use std::sync::OnceLock;

/// Makes headers for the wire, and remembers the first ones of each number: nearly all
/// answers of a run carry the same few sets of names, which then are neither checked nor
/// hashed again.
#[derive(Debug, Default)]
pub struct HeaderMaps([OnceLock<Usual>; 32]);

/// Headers that were made before, under names that never change.
#[derive(Debug)]
struct Usual {
    names: Vec<&'static str>,
    map: HeaderMap,
}

impl HeaderMaps {
    /// The headers for the wire. What a script's template made of a header may not be
    /// one: that is left out.
    #[must_use]
    pub fn map(&self, headers: &Headers) -> HeaderMap {
        let Some(place) = self.0.get(headers.len()) else { return header_map(headers) };
        match place.get() {
            Some(usual) if usual.has_names_of(headers) => usual.with_values_of(headers),
            Some(_) => header_map(headers),
            None => {
                let names = fixed_names(headers);
                let map = header_map(headers);
                // With a name left out or given twice the places would not match.
                if let Some(names) = names.filter(|names| map.keys_len() == names.len()) {
                    // When another answer was first, its headers serve as well.
                    let _ = place.set(Usual { names, map: map.clone() });
                }
                map
            }
        }
    }
}

impl Usual {
    fn has_names_of(&self, headers: &Headers) -> bool {
        self.names.len() == headers.len()
            && self.names.iter().zip(headers).all(|(known, (name, _))| match name {
                Cow::Borrowed(name) => std::ptr::eq(*known, *name) || known == name,
                Cow::Owned(_) => false,
            })
    }

    fn with_values_of(&self, headers: &Headers) -> HeaderMap {
        let mut map = self.map.clone();
        let mut left_out = Vec::new();
        // Values come in the order in which they were put in.
        for ((place, (_, value)), name) in map.values_mut().zip(headers).zip(&self.names) {
            if place.as_bytes() == value.as_bytes() {
                continue;
            }
            match made(value) {
                Some(value) => *place = value,
                None => left_out.push(*name),
            }
        }
        for name in left_out {
            map.remove(name);
        }
        map
    }
}

/// The names, if none of them was made for this answer.
fn fixed_names(headers: &Headers) -> Option<Vec<&'static str>> {
    let fixed = |name: &Cow<'static, str>| match name {
        Cow::Borrowed(name) => Some(*name),
        Cow::Owned(_) => None,
    };
    headers.iter().map(|(name, _)| fixed(name)).collect()
}

fn header_map(headers: &Headers) -> HeaderMap {
    let mut map = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let name = match name {
            Cow::Borrowed(name) => known(name).or_else(|| HeaderName::from_bytes(name.as_bytes()).ok()),
            Cow::Owned(name) => HeaderName::from_bytes(name.as_bytes()).ok(),
        };
        if let (Some(name), Some(value)) = (name, made(value)) {
            map.append(name, value);
        }
    }
    map
}

fn made(value: &str) -> Option<HeaderValue> {
    constant(value).or_else(|| HeaderValue::from_str(value).ok())
}

/// Names and values that every answer carries, checked when this is compiled and
/// not once per request.
macro_rules! constants {
    ($kind:ident: $($text:literal)*) => {
        |text: &str| match text {
            $($text => {
                const CONSTANT: $kind = $kind::from_static($text);
                Some(CONSTANT)
            })*
            _ => None,
        }
    };
}

fn known(name: &str) -> Option<HeaderName> {
    let known = constants!(HeaderName:
        "content-type" "access-control-expose-headers" "openai-organization" "openai-processing-ms" "openai-project"
        "openai-version" "x-envoy-upstream-service-time" "x-openai-proxy-wasm" "x-ratelimit-limit-requests"
        "x-ratelimit-limit-tokens" "x-ratelimit-remaining-requests" "x-ratelimit-remaining-tokens"
        "x-ratelimit-reset-requests" "x-ratelimit-reset-tokens" "x-request-id" "x-content-type-options"
        "strict-transport-security" "cf-cache-status" "server" "cf-ray");
    known(name)
}

fn constant(value: &str) -> Option<HeaderValue> {
    let constant = constants!(HeaderValue:
        "application/json" "X-Request-ID" "2020-10-01" "v0.1" "nosniff" "workbook" "1" "3" "5000" "800000" "0s"
        "max-age=31536000; includeSubDomains; preload" "DYNAMIC" "cloudflare");
    constant(value)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    fn shown(map: &HeaderMap) -> Vec<(&str, &str)> {
        map.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect()
    }

    #[test]
    fn headers_come_through_and_what_is_none_is_left_out() {
        let headers: Headers = vec![
            (Cow::Borrowed("server"), Cow::Borrowed("cloudflare")),
            (Cow::Borrowed("x-other"), Cow::Borrowed("plain")),
            (Cow::Owned("x-own".to_owned()), Cow::Owned("drawn".to_owned())),
            (Cow::Owned("x bad".to_owned()), Cow::Owned("drawn".to_owned())),
            (Cow::Owned("x-bad".to_owned()), Cow::Owned("two\nlines".to_owned())),
        ];
        let map = HeaderMaps::default().map(&headers);
        assert_eq!(shown(&map), [("server", "cloudflare"), ("x-other", "plain"), ("x-own", "drawn")]);
    }

    #[test]
    fn the_same_names_again_carry_their_own_values() {
        let maps = HeaderMaps::default();
        let answer = |values: [&str; 3]| -> Headers {
            let names = ["content-type", "x-request-id", "x-other"];
            let owned = values.map(|value| Cow::Owned(value.to_owned()));
            names.into_iter().map(Cow::Borrowed).zip(owned).collect()
        };
        let first = maps.map(&answer(["application/json", "req_1", "a"]));
        assert!(maps.0[3].get().is_some());
        let second = maps.map(&answer(["text/event-stream", "req_2", "a"]));
        assert_eq!(
            shown(&first),
            [("content-type", "application/json"), ("x-request-id", "req_1"), ("x-other", "a")]
        );
        assert_eq!(
            shown(&second),
            [("content-type", "text/event-stream"), ("x-request-id", "req_2"), ("x-other", "a")]
        );
        // What no header can hold takes nobody else's value.
        assert_eq!(
            shown(&maps.map(&answer(["a", "two\nlines", "b"]))),
            [("content-type", "a"), ("x-other", "b")]
        );
        let mut longer = answer(["a", "b", "c"]);
        longer.push((Cow::Owned("x-own".to_owned()), Cow::Borrowed("d")));
        assert_eq!(maps.map(&longer).len(), 4);
    }

    #[test]
    fn names_that_come_twice_are_not_remembered() {
        let maps = HeaderMaps::default();
        let twice: Headers =
            vec![(Cow::Borrowed("vary"), Cow::Borrowed("a")), (Cow::Borrowed("vary"), Cow::Borrowed("b"))];
        assert_eq!(shown(&maps.map(&twice)), [("vary", "a"), ("vary", "b")]);
        assert!(maps.0[2].get().is_none());
    }
}
