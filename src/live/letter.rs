//! What goes on to a service, and what comes back.
//!
//! Owns: which headers pass, where the real key goes, and that it never comes back.
//! Must not know: connections, money, recordings' files.

use super::cassette::TapedRequest;
use super::provider::{Dialect, Provider};
use super::refusal::Refusal;
use super::scene::Outgoing;
use bytes::Bytes;
use http_body_util::Full;
use hyper::Request;
use hyper::header::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// Headers that belong to one connection, or that the door answers for itself.
const OWN: [&str; 17] = [
    "accept-encoding",
    "authorization",
    "connection",
    "content-encoding",
    "content-length",
    "expect",
    "host",
    "keep-alive",
    "origin",
    "proxy-authenticate",
    "proxy-authorization",
    "te",
    "trailer",
    "transfer-encoding",
    "upgrade",
    "x-api-key",
    "cookie",
];

/// The request as the service gets it: with its name for the model, the real key, and
/// `limited` in place of the body where it needed a limit.
///
/// # Errors
/// When the address or the key cannot be written down.
pub(super) fn onward(
    provider: &Provider,
    outgoing: &Outgoing,
    limited: Option<Bytes>,
) -> Result<Request<Full<Bytes>>, Refusal> {
    let body = limited.unwrap_or_else(|| outgoing.body.clone());
    let body = provider.renamed(&body).map_or(body, Bytes::from);
    let bad = |why: String| Refusal::Unreachable { host: provider.origin.clone(), why };
    let mut request = Request::builder()
        .method(outgoing.method.clone())
        .uri(provider.address(&outgoing.path))
        .body(Full::new(body))
        .map_err(|e| bad(e.to_string()))?;
    let headers = request.headers_mut();
    for (name, value) in &outgoing.headers {
        if !OWN.contains(&name.as_str()) {
            headers.append(name.clone(), value.clone());
        }
    }
    // What passes is read on the way, so it must not come packed.
    headers.insert("accept-encoding", HeaderValue::from_static("identity"));
    if let Some(key) = provider.key() {
        let (name, text) = match provider.dialect {
            Dialect::OpenAi => ("authorization", format!("Bearer {}", key.expose())),
            Dialect::Anthropic => ("x-api-key", key.expose().to_owned()),
        };
        let mut value = HeaderValue::from_str(&text)
            .map_err(|_| bad("the key has characters that no key has".to_owned()))?;
        value.set_sensitive(true);
        headers.insert(HeaderName::from_static(name), value);
    }
    Ok(request)
}

/// The request as far as a recording keeps it.
pub(super) fn taped_request(outgoing: &Outgoing) -> TapedRequest {
    let text = || Value::from(String::from_utf8_lossy(&outgoing.body).into_owned());
    let body =
        if outgoing.body.is_empty() { Ok(Value::Null) } else { serde_json::from_slice(&outgoing.body) };
    TapedRequest {
        method: outgoing.method.to_string(),
        path: outgoing.path.clone(),
        body: body.unwrap_or_else(|_| text()),
    }
}

/// The headers of an answer that the program gets.
pub(super) fn passed_back(headers: &HeaderMap) -> Vec<(String, String)> {
    // A service that packs its answer all the same must say so to the program.
    let packed = |name: &HeaderName| name == "content-encoding";
    let passes = |name: &HeaderName| packed(name) || (!OWN.contains(&name.as_str()) && name != "set-cookie");
    headers
        .iter()
        .filter(|(name, _)| passes(name))
        .map(|(name, value)| (name.to_string(), String::from_utf8_lossy(value.as_bytes()).into_owned()))
        .collect()
}

/// The bytes with the key blotted out; `None` where it does not occur.
pub(super) fn blotted(bytes: &[u8], key: &[u8]) -> Option<Bytes> {
    let mut copy = bytes.to_vec();
    let mut found = false;
    let mut from = 0;
    while let Some(place) = copy.get_mut(from..from + key.len()).filter(|_| !key.is_empty()) {
        if place == key {
            place.fill(b'*');
            found = true;
            from += key.len();
        } else {
            from += 1;
        }
    }
    found.then(|| Bytes::from(copy))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_blotted_out() {
        let blotted = |bytes: &str| blotted(bytes.as_bytes(), b"sk-secret-1");
        let expected = Bytes::from_static(b"a *********** b ***********");
        assert_eq!(blotted("a sk-secret-1 b sk-secret-1"), Some(expected));
        assert_eq!(blotted("a sk-secret-"), None);
        assert_eq!(blotted(""), None);
    }

    #[test]
    fn only_what_belongs_to_the_program_goes_back() {
        let mut headers = HeaderMap::new();
        for (name, value) in [("x-request-id", "r"), ("set-cookie", "c"), ("transfer-encoding", "chunked")] {
            headers.append(name, HeaderValue::from_static(value));
        }
        assert_eq!(passed_back(&headers), [("x-request-id".to_owned(), "r".to_owned())]);
    }
}
