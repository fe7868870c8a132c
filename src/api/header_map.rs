//! Headers as data, made into headers of the HTTP library.
//!
//! Owns: the translation. Must not know: which headers an answer has.

use crate::api::answer::Headers;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use std::borrow::Cow;

/// The headers for the wire. What a script's template made of a header may not be
/// one: that is left out.
#[must_use]
pub fn header_map(headers: Headers) -> HeaderMap {
    let mut map = HeaderMap::with_capacity(headers.len());
    for (name, value) in headers {
        let name = match name {
            Cow::Borrowed(name) => known(name).or_else(|| HeaderName::from_bytes(name.as_bytes()).ok()),
            Cow::Owned(name) => HeaderName::from_bytes(name.as_bytes()).ok(),
        };
        let value = match value {
            Cow::Borrowed(value) => constant(value).or_else(|| HeaderValue::from_str(value).ok()),
            Cow::Owned(value) => HeaderValue::try_from(value).ok(),
        };
        if let (Some(name), Some(value)) = (name, value) {
            map.append(name, value);
        }
    }
    map
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

    #[test]
    fn headers_come_through_and_what_is_none_is_left_out() {
        let headers: Headers = vec![
            (Cow::Borrowed("server"), Cow::Borrowed("cloudflare")),
            (Cow::Borrowed("x-other"), Cow::Borrowed("plain")),
            (Cow::Owned("x-own".to_owned()), Cow::Owned("drawn".to_owned())),
            (Cow::Owned("x bad".to_owned()), Cow::Owned("drawn".to_owned())),
            (Cow::Owned("x-bad".to_owned()), Cow::Owned("two\nlines".to_owned())),
        ];
        let map = header_map(headers);
        let shown: Vec<_> =
            map.iter().map(|(name, value)| (name.as_str(), value.to_str().unwrap())).collect();
        assert_eq!(shown, [("server", "cloudflare"), ("x-other", "plain"), ("x-own", "drawn")]);
    }
}
