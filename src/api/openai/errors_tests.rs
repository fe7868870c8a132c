#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;
use serde_json::Value;

fn about() -> About<'static> {
    About {
        model: "gpt-4o",
        path: "/v1/responses",
        key: "sk-wrong-key-123456",
        organization: "org-x",
        wait: None,
        context: 128_000,
        prompt: 9,
    }
}

fn text(fault: &ApiFault) -> String {
    String::from_utf8(fault.body().to_vec()).unwrap()
}

#[test]
fn the_envelope_always_has_four_keys() {
    for fault in [
        missing_key("/v1/chat/completions"),
        not_json(),
        scripted(500, None, None, &about()),
        unknown_path("GET", "/v1/x"),
    ] {
        let envelope: Value = serde_json::from_slice(&fault.body()).unwrap();
        let keys: Vec<_> = envelope["error"].as_object().unwrap().keys().cloned().collect();
        assert_eq!(keys, ["message", "type", "param", "code"]);
    }
}

#[test]
fn the_router_and_the_application_render_differently() {
    assert_eq!(
        text(&unknown_model("x")),
        "{\n    \"error\": {\n        \"message\": \"The model `x` does not exist or you do not have access to \
         it.\",\n        \"type\": \"invalid_request_error\",\n        \"param\": null,\n        \"code\": \
         \"model_not_found\"\n    }\n}\n"
    );
    assert_eq!(
        text(&no_model()),
        "{\n  \"error\": {\n    \"message\": \"you must provide a model parameter\",\n    \"type\": \
         \"invalid_request_error\",\n    \"param\": null,\n    \"code\": null\n  }\n}"
    );
}

#[test]
fn keys_are_masked_as_the_vendor_masks_them() {
    assert_eq!(masked_key("sk-proj-abcdefghijklmnopMxYA"), "sk-proj-****************MxYA");
    assert_eq!(masked_key("OPENAI_API_KEY"), "OPEN******_KEY");
    assert_eq!(masked_key("secret"), "******");
    assert_eq!(masked_key("schlüssel-über-alles"), "schl************lles");
    assert!(!masked_key("0123456789abcdef").contains("56789ab"));
}

#[test]
fn a_429_is_a_rate_limit_unless_the_quota_is_meant() {
    let limited = scripted(429, None, None, &about());
    assert_eq!(
        limited.message,
        "Rate limit reached for gpt-4o in organization org-x on requests per min (RPM): Limit 500, Used 500, \
         Requested 1. Please try again in 120ms. Visit https://platform.openai.com/account/rate-limits to learn \
         more."
    );
    assert_eq!((limited.kind.as_ref(), limited.code.as_deref()), ("requests", Some("rate_limit_exceeded")));
    let broke = scripted(429, Some("insufficient_quota"), None, &about());
    assert_eq!(
        (broke.kind.as_ref(), broke.code.as_deref()),
        ("insufficient_quota", Some("insufficient_quota"))
    );
    let slow = scripted(429, None, None, &About { wait: Some(2.0), ..about() });
    assert!(slow.message.contains("Limit 30, Used 30, Requested 1. Please try again in 2s."));
}

#[test]
fn a_message_of_ones_own_replaces_the_usual_one() {
    let fault = scripted(503, None, Some("Closed for lunch.".to_owned()), &about());
    assert_eq!(fault.message, "Closed for lunch.");
    assert_eq!(fault.kind, "service_unavailable_error");
}

#[test]
fn other_401s_have_words_of_their_own() {
    let said = |status, code| {
        let fault = scripted(status, Some(code), None, &about());
        assert_eq!((fault.status, fault.code.as_deref()), (status, Some(code)));
        (fault.message.into_owned(), fault.kind.into_owned())
    };
    let (message, kind) = said(401, "mismatched_organization");
    assert_eq!(message, "OpenAI-Organization header should match organization for API key");
    assert_eq!(kind, INVALID_REQUEST);
    for status in [401, 403] {
        let (message, _) = said(status, "missing_scope");
        assert!(
            message.starts_with("You have insufficient permissions for this operation. Missing scopes: api.responses.write. Check"),
            "{message}"
        );
    }
    assert!(said(401, "invalid_api_key").0.starts_with("Incorrect API key provided: sk-w"));
    let chat = About { path: "/v1/chat/completions", ..about() };
    assert!(scripted(401, Some("missing_scope"), None, &chat).message.contains("scopes: model.request."));
    assert_eq!(missing_key("/v1/responses").message, "Missing bearer or basic authentication in header");
    assert!(missing_key("/v1/chat/completions").message.starts_with("You didn't provide an API key."));
}

#[test]
fn an_upload_that_is_too_large_is_told_its_limit() {
    let fault = scripted(413, None, None, &about());
    assert_eq!(fault.message, "Maximum content size limit (26214400) exceeded (27214400 bytes read)");
    assert_eq!(fault.kind, "server_error");
}

#[test]
fn the_edge_speaks_html() {
    assert!(text(&scripted(524, None, None, &about())).contains("<title>524: A timeout occurred</title>"));
    assert!(text(&scripted(520, None, None, &about())).contains("returning an unknown error"));
    let fault = scripted(502, None, None, &about());
    assert!(text(&fault).starts_with("<html>"));
    assert_eq!(fault.content_type(), "text/html");
}
