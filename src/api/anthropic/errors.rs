//! The vendor's errors: the envelope and its sentences.
//!
//! Owns: `{"type":"error","error":{…},"request_id":…}`, types per status, exact
//! sentences. Must not know: when an error is due.

use super::broken_json::reason;
use bytes::Bytes;
use serde_json::{Value, json};
use std::borrow::Cow;

/// A sentence or a name, mostly fixed.
type Words = Cow<'static, str>;

/// An error answer: what went wrong, in the vendor's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ApiFault {
    /// HTTP status.
    pub status: u16,
    /// `error.type`.
    pub kind: Words,
    /// The sentence.
    pub message: Words,
    /// `error.details.error_code`, the stable cause, where there is one.
    pub code: Option<Words>,
}

impl ApiFault {
    /// An error of a status, with the type that goes with it.
    #[must_use]
    pub fn new(status: u16, message: impl Into<Words>) -> Self {
        Self { status, kind: kind(status).into(), message: message.into(), code: None }
    }

    /// A request that is not as it should be.
    #[must_use]
    pub fn invalid(message: impl Into<Words>) -> Self {
        Self::new(400, message)
    }

    /// Names the stable cause.
    #[must_use]
    pub fn code(mut self, code: impl Into<Words>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// The `error` object.
    #[must_use]
    pub fn error(&self) -> Value {
        let mut error = json!({"type": self.kind, "message": self.message});
        if let Some(code) = &self.code {
            error["details"] = json!({"error_code": code});
        }
        error
    }

    /// The body's bytes.
    #[must_use]
    pub fn body(&self, request_id: &str) -> Bytes {
        let envelope = json!({"type": "error", "error": self.error(), "request_id": request_id});
        Bytes::from(envelope.to_string())
    }
}

/// `error.type` of a status.
const fn kind(status: u16) -> &'static str {
    match status {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        409 => "conflict_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        500..=599 => "api_error",
        _ => "invalid_request_error",
    }
}

/// No key came along.
#[must_use]
pub fn missing_key() -> ApiFault {
    ApiFault::new(401, "x-api-key header is required")
}

/// Another key than the accepted one, by `x-api-key` or as a bearer token.
#[must_use]
pub fn wrong_key(bearer: bool) -> ApiFault {
    ApiFault::new(401, if bearer { "Invalid bearer token" } else { "invalid x-api-key" })
}

/// No `anthropic-version` header.
#[must_use]
pub fn no_version() -> ApiFault {
    ApiFault::invalid("anthropic-version: header is required")
}

/// A version that never was.
#[must_use]
pub fn unknown_version(version: &str) -> ApiFault {
    ApiFault::invalid(format!("anthropic-version: \"{version}\" is not a valid version"))
}

/// A path that the vendor does not have.
#[must_use]
pub fn unknown_path() -> ApiFault {
    ApiFault::new(404, "Not Found")
}

/// A known path with another verb.
#[must_use]
pub fn wrong_verb() -> ApiFault {
    ApiFault::new(405, "Method Not Allowed")
}

/// A body announced as something else than JSON.
#[must_use]
pub fn wrong_content_type() -> ApiFault {
    ApiFault::invalid("Content-Type must be application/json")
}

/// A body that is not JSON.
#[must_use]
pub fn not_json(error: &serde_json::Error, body: &[u8]) -> ApiFault {
    ApiFault::invalid(format!("The request body is not valid JSON: {}", reason(error, body)))
}

/// A body beyond what the door takes.
#[must_use]
pub fn too_large() -> ApiFault {
    ApiFault::new(413, "Request exceeds the maximum size")
}

/// A model nobody knows, or one that was turned off.
#[must_use]
pub fn unknown_model(name: &str) -> ApiFault {
    ApiFault::new(404, format!("model: {name}"))
}

/// A prompt longer than the model's window.
#[must_use]
pub fn prompt_too_long(prompt: u64, context: u64) -> ApiFault {
    ApiFault::invalid(format!("prompt is too long: {prompt} tokens > {context} maximum"))
}

/// Prompt and wanted reply together longer than the model's window.
#[must_use]
pub fn request_too_long(prompt: u64, reply: u64, context: u64) -> ApiFault {
    ApiFault::invalid(format!(
        "input length and `max_tokens` exceed context limit: {prompt} + {reply} > {context}, decrease input length or \
         `max_tokens` and try again"
    ))
}

/// What a scripted error is about, where its sentence needs to know.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The model as requested.
    pub model: &'a str,
    /// Whether a key came along.
    pub has_key: bool,
    /// Whether it came as a bearer token.
    pub bearer: bool,
    /// The run's organization.
    pub organization: &'a str,
    /// What the account has used up in a minute: so many of what.
    pub limit: (u64, &'static str),
    /// The model's window, in tokens.
    pub context: u64,
    /// The prompt, in tokens.
    pub prompt: u64,
}

/// The vendor's usual body for a status (and code) that a script asks for.
#[must_use]
pub fn scripted(status: u16, code: Option<&str>, message: Option<String>, about: &About<'_>) -> ApiFault {
    let mut fault = usual(status, code, about);
    if let Some(message) = message {
        fault.message = message.into();
    }
    fault
}

/// Codes by which scripts ask for a spent account. Those of the other vendor mean the
/// same here.
const SPENT_CODES: [&str; 4] = [
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "enforced_spend_limit_reached",
];

/// Codes of the other vendor that are implied here by the status.
const IMPLIED_CODES: [&str; 5] =
    ["rate_limit_exceeded", "invalid_api_key", "model_not_found", "server_is_overloaded", "slow_down"];

fn usual(status: u16, code: Option<&str>, about: &About<'_>) -> ApiFault {
    match (status, code) {
        (400, Some("context_length_exceeded")) => {
            prompt_too_long(about.prompt.max(about.context + 1), about.context)
        }
        (429, Some(code)) if SPENT_CODES.contains(&code) => spent().code("enforced_spend_limit_reached"),
        (_, Some(code)) if !IMPLIED_CODES.contains(&code) => by_status(status, about).code(code.to_owned()),
        _ => by_status(status, about),
    }
}

fn by_status(status: u16, about: &About<'_>) -> ApiFault {
    let sentence = match status {
        401 if about.has_key => return wrong_key(about.bearer),
        401 => return missing_key(),
        402 => {
            "Your credit balance is too low to access the Anthropic API. Please go to Plans & Billing to upgrade or \
             purchase credits."
        }
        403 => "Your API key does not have permission to use the specified resource.",
        404 => return unknown_model(about.model),
        408 => "Request timed out.",
        409 => "Conflict",
        413 => return too_large(),
        429 => return rate_limited(about),
        503 => "Service Unavailable",
        504 => "Request timed out.",
        529 => "Overloaded",
        500..=599 => "Internal server error",
        _ => "Invalid request data",
    };
    ApiFault::new(status, sentence)
}

/// A request that was not passed on to the service: in the vendor's form, with our
/// words where the vendor has none.
#[must_use]
pub fn not_passed_on(quota: bool, why: &str) -> ApiFault {
    if quota {
        spent().code("enforced_spend_limit_reached")
    } else {
        ApiFault::new(503, format!("workbook: {why}"))
    }
}

fn spent() -> ApiFault {
    ApiFault::new(429, "You have reached your specified API usage limits.")
}

fn rate_limited(about: &About<'_>) -> ApiFault {
    ApiFault::new(
        429,
        format!(
            "This request would exceed your organization's rate limit of {} {} per minute (org: {}, model: {}). \
             For details, refer to: https://docs.claude.com/en/api/rate-limits. You can see the response headers for \
             current usage. Please reduce the prompt length or the maximum tokens requested, or try again later. You \
             may also contact sales at https://claude.com/contact-sales to discuss your options for a rate limit \
             increase.",
            in_thousands(about.limit.0),
            about.limit.1,
            about.organization,
            about.model
        ),
    )
}

/// `30,000`
fn in_thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut shown = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            shown.push(',');
        }
        shown.push(digit);
    }
    shown
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;

    const ABOUT: About<'static> = About {
        model: "claude-sonnet-5-5",
        has_key: true,
        bearer: false,
        organization: "org",
        limit: (50, "requests"),
        context: 200_000,
        prompt: 9,
    };

    #[test]
    fn the_envelope_is_the_vendors() {
        let body = unknown_model("claude-sonet-4-5").body("req_011CS");
        assert_eq!(
            body,
            r#"{"type":"error","error":{"type":"not_found_error","message":"model: claude-sonet-4-5"},"request_id":"req_011CS"}"#
        );
    }

    #[test]
    fn each_status_has_its_type_and_sentence() {
        for (status, kind, message) in [
            (401, "authentication_error", "invalid x-api-key"),
            (413, "request_too_large", "Request exceeds the maximum size"),
            (500, "api_error", "Internal server error"),
            (529, "overloaded_error", "Overloaded"),
            (418, "invalid_request_error", "Invalid request data"),
        ] {
            let fault = scripted(status, None, None, &ABOUT);
            assert_eq!((fault.status, fault.kind.as_ref(), fault.message.as_ref()), (status, kind, message));
        }
        let limited = scripted(429, Some("rate_limit_exceeded"), None, &ABOUT);
        assert!(limited.message.contains("rate limit of 50 requests per minute (org: org, model: claude-"));
        assert_eq!((limited.kind.as_ref(), &limited.code), ("rate_limit_error", &None));
        let tokens = scripted(429, None, None, &About { limit: (1_030_000, "input tokens"), ..ABOUT });
        assert!(tokens.message.contains("rate limit of 1,030,000 input tokens per minute (org"));
    }

    #[test]
    fn numbers_are_grouped() {
        assert_eq!([0, 999, 1000, 12_345_678].map(in_thousands), ["0", "999", "1,000", "12,345,678"]);
    }

    #[test]
    fn codes_go_into_the_details() {
        let fault = scripted(529, Some("compaction_unavailable"), Some("Later.".to_owned()), &ABOUT);
        assert_eq!(
            fault.error().to_string(),
            r#"{"type":"overloaded_error","message":"Later.","details":{"error_code":"compaction_unavailable"}}"#
        );
        let spent = scripted(429, Some("insufficient_quota"), None, &ABOUT);
        assert_eq!(spent.code.as_deref(), Some("enforced_spend_limit_reached"));
        let long = scripted(400, Some("context_length_exceeded"), None, &ABOUT);
        assert_eq!(long.message, "prompt is too long: 200001 tokens > 200000 maximum");
    }
}
