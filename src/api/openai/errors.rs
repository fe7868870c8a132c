//! The vendor's errors: envelopes and exact sentences.
//!
//! Owns: the four-key envelope, its two renderings, the sentences. Must not know:
//! when an error is due.

use crate::models::Kind;
use bytes::Bytes;
use serde::Serialize;
use std::borrow::Cow;

/// A sentence or a name, mostly fixed.
type Words = Cow<'static, str>;

/// An error answer: what went wrong, in the vendor's words.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ApiFault {
    /// HTTP status.
    #[serde(skip)]
    pub status: u16,
    /// The sentence.
    pub message: Words,
    /// `type` of the envelope.
    #[serde(rename = "type")]
    pub kind: Words,
    /// The parameter at fault.
    pub param: Option<Words>,
    /// The machine-readable code.
    pub code: Option<Words>,
}

#[derive(Serialize)]
struct Envelope<'a> {
    error: &'a ApiFault,
}

/// `type` of nearly all errors of status 4xx.
pub const INVALID_REQUEST: &str = "invalid_request_error";

impl ApiFault {
    /// A 400 with no parameter and no code.
    #[must_use]
    pub fn invalid(message: impl Into<Words>) -> Self {
        Self::with_status(400, message)
    }

    /// An `invalid_request_error` of another status.
    #[must_use]
    pub fn with_status(status: u16, message: impl Into<Words>) -> Self {
        Self { status, message: message.into(), kind: INVALID_REQUEST.into(), param: None, code: None }
    }

    /// Names the parameter at fault.
    #[must_use]
    pub fn param(mut self, param: impl Into<Words>) -> Self {
        self.param = Some(param.into());
        self
    }

    /// Names the code.
    #[must_use]
    pub fn code(mut self, code: impl Into<Words>) -> Self {
        self.code = Some(code.into());
        self
    }

    /// Names the type.
    #[must_use]
    pub fn kind(mut self, kind: impl Into<Words>) -> Self {
        self.kind = kind.into();
        self
    }

    /// Whether the vendor's router answers, before any application does: another
    /// indentation and fewer headers.
    #[must_use]
    pub const fn from_router(&self) -> bool {
        matches!(self.status, 401 | 403 | 404 | 405 | 429)
    }

    /// Whether the vendor's edge answers, in HTML: no JSON at all.
    #[must_use]
    pub const fn from_edge(&self) -> bool {
        matches!(self.status, 502 | 504 | 520..=524)
    }

    /// The body's bytes.
    #[must_use]
    pub fn body(&self) -> Bytes {
        if self.from_edge() {
            return Bytes::from(self.edge_page());
        }
        let indent: &[u8] = if self.from_router() { b"    " } else { b"  " };
        let mut body = Vec::with_capacity(256 + self.message.len());
        let formatter = serde_json::ser::PrettyFormatter::with_indent(indent);
        let mut writer = serde_json::Serializer::with_formatter(&mut body, formatter);
        // Writing plain data into memory cannot fail.
        let _ = Envelope { error: self }.serialize(&mut writer);
        if self.from_router() {
            body.push(b'\n');
        }
        Bytes::from(body)
    }

    /// `content-type` of the body.
    #[must_use]
    pub const fn content_type(&self) -> &'static str {
        if self.from_edge() {
            "text/html"
        } else if self.from_router() {
            "application/json; charset=utf-8"
        } else {
            "application/json"
        }
    }

    fn edge_page(&self) -> String {
        let title = match self.status {
            502 => "502 Bad Gateway",
            504 => "504 Gateway Time-out",
            521 => "521: Web server is down",
            522 => "522: Connection timed out",
            523 => "523: Origin is unreachable",
            524 => "524: A timeout occurred",
            _ => "520: Web server is returning an unknown error",
        };
        format!(
            "<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<center><h1>{title}</h1></center>\r\n\
             <hr><center>cloudflare</center>\r\n</body>\r\n</html>\r\n"
        )
    }
}

/// No key came along. The newer endpoints say it in fewer words.
#[must_use]
pub fn missing_key(path: &str) -> ApiFault {
    if path.starts_with("/v1/responses") {
        return ApiFault::with_status(401, "Missing bearer or basic authentication in header");
    }
    ApiFault::with_status(
        401,
        "You didn't provide an API key. You need to provide your API key in an Authorization header using Bearer \
         auth (i.e. Authorization: Bearer YOUR_KEY), or as the password field (with blank username) if you're \
         accessing the API from your browser and are prompted for a username and password. You can obtain an API \
         key from https://platform.openai.com/account/api-keys.",
    )
}

/// Another key than the accepted one.
#[must_use]
pub fn wrong_key(key: &str) -> ApiFault {
    let masked = masked_key(key);
    ApiFault::with_status(
        401,
        format!(
            "Incorrect API key provided: {masked}. You can find your API key at \
             https://platform.openai.com/account/api-keys."
        ),
    )
    .code("invalid_api_key")
}

/// A key as the vendor shows it: a short prefix, stars, the last four characters.
/// Keys too short to be masked that way become stars altogether.
#[must_use]
pub fn masked_key(key: &str) -> String {
    let letters: Vec<char> = key.chars().map(|c| if c.is_ascii_graphic() { c } else { '*' }).collect();
    let kept = if letters.starts_with(&['s', 'k', '-', 'p', 'r', 'o', 'j', '-']) { 8 } else { 4 };
    if letters.len() < kept + 8 {
        return "*".repeat(letters.len().min(8));
    }
    let head: String = letters.iter().take(kept).collect();
    let tail: String = letters.iter().skip(letters.len() - 4).collect();
    format!("{head}{}{tail}", "*".repeat((letters.len() - kept - 4).min(100)))
}

/// A path that the vendor does not have.
#[must_use]
pub fn unknown_path(method: &str, path: &str) -> ApiFault {
    if path == "/v1" || path.starts_with("/v1/") {
        return ApiFault::with_status(404, format!("Invalid URL ({method} {path})"));
    }
    ApiFault::with_status(
        404,
        format!(
            "Unknown request URL: {method} {path}. Please check the URL for typos, or see the docs at \
             https://platform.openai.com/docs/api-reference/."
        ),
    )
    .code("unknown_url")
}

/// A known path with another verb.
#[must_use]
pub fn wrong_verb(method: &str, path: &str) -> ApiFault {
    ApiFault::with_status(
        405,
        format!(
            "Not allowed to {method} on {path}. (HINT: Perhaps you meant to use a different HTTP method?)"
        ),
    )
}

/// A body that is not JSON.
#[must_use]
pub fn not_json() -> ApiFault {
    ApiFault::invalid(
        "We could not parse the JSON body of your request. (HINT: This likely means you aren't using your HTTP \
         library correctly. The OpenAI API expects a JSON payload, but what was sent was not valid JSON. If you have \
         trouble figuring out how to fix this, please contact us through our help center at help.openai.com.)",
    )
}

/// A body announced as something else than JSON.
#[must_use]
pub fn wrong_content_type(content_type: &str) -> ApiFault {
    let bare = content_type.split(';').next().unwrap_or_default().trim();
    ApiFault::invalid(format!(
        "Unsupported content type: '{bare}'. This API method only accepts 'application/json' requests, but you \
         specified the header 'Content-Type: {content_type}'. Please try again with a supported content type."
    ))
    .code("unsupported_content_type")
}

fn spent() -> ApiFault {
    ApiFault::with_status(
        429,
        "You exceeded your current quota, please check your plan and billing details. For more information on \
         this error, read the docs: https://platform.openai.com/docs/guides/error-codes/api-errors.",
    )
    .kind("insufficient_quota")
}

/// A request that was not passed on to the service: in the vendor's form, with our
/// words where the vendor has none.
#[must_use]
pub fn not_passed_on(quota: bool, why: &str) -> ApiFault {
    if quota {
        spent().code("insufficient_quota")
    } else {
        ApiFault::with_status(503, format!("workbook: {why}")).kind("server_error")
    }
}

/// Bytes that an upload may have: the limit that reports of a 413 name.
const UPLOAD_LIMIT: u64 = 25 * 1024 * 1024;

/// A body beyond what the door takes.
#[must_use]
pub fn too_large(limit: u64, read: u64) -> ApiFault {
    ApiFault::with_status(413, format!("Maximum content size limit ({limit}) exceeded ({read} bytes read)"))
        .kind("server_error")
}

/// No `model` in the request.
#[must_use]
pub fn no_model() -> ApiFault {
    ApiFault::invalid("you must provide a model parameter")
}

/// A model nobody knows.
#[must_use]
pub fn unknown_model(name: &str) -> ApiFault {
    ApiFault::with_status(404, format!("The model `{name}` does not exist or you do not have access to it."))
        .code("model_not_found")
}

/// A model that was turned off.
#[must_use]
pub fn retired_model(name: &str) -> ApiFault {
    ApiFault::with_status(
        404,
        format!("The model `{name}` has been deprecated, learn more here: https://platform.openai.com/docs/deprecations"),
    )
    .code("model_not_found")
}

/// A model of another endpoint.
#[must_use]
pub fn not_a_chat_model(kind: Kind) -> ApiFault {
    if kind == Kind::Responses {
        return ApiFault::with_status(
            404,
            "This model is only supported in v1/responses and not in v1/chat/completions.",
        )
        .param("model");
    }
    ApiFault::with_status(
        404,
        "This is not a chat model and thus not supported in the v1/chat/completions endpoint. Did you mean to use \
         v1/completions?",
    )
    .param("model")
}

/// `GET /v1/models/NAME` of a name nobody knows.
#[must_use]
pub fn no_such_model_object(name: &str) -> ApiFault {
    ApiFault::with_status(404, format!("The model '{name}' does not exist"))
        .param("model")
        .code("model_not_found")
}

/// A prompt longer than the model's window.
#[must_use]
pub fn prompt_too_long(context: u64, prompt: u64) -> ApiFault {
    ApiFault::invalid(format!(
        "This model's maximum context length is {context} tokens. However, your messages resulted in {prompt} \
         tokens. Please reduce the length of the messages."
    ))
    .param("messages")
    .code("context_length_exceeded")
}

/// A prompt that is longer than what the model's window has for prompts.
#[must_use]
pub fn input_too_long(most: u64, prompt: u64) -> ApiFault {
    ApiFault::invalid(format!(
        "Input tokens exceed the configured limit of {most} tokens. Your messages resulted in {prompt} tokens. Please \
         reduce the length of the messages."
    ))
    .param("messages")
    .code("context_length_exceeded")
}

/// A prompt that is longer than the model's window with its functions.
#[must_use]
pub fn tools_too_long(context: u64, prompt: u64, tools: u64) -> ApiFault {
    ApiFault::invalid(format!(
        "This model's maximum context length is {context} tokens. However, your messages resulted in {prompt} \
         tokens ({} in the messages, {tools} in the functions). Please reduce the length of the messages or functions.",
        prompt.saturating_sub(tools)
    ))
    .param("messages")
    .code("context_length_exceeded")
}

/// Prompt and requested reply together longer than an older model's window.
#[must_use]
pub fn request_too_long(context: u64, prompt: u64, reply: u64) -> ApiFault {
    ApiFault::invalid(format!(
        "This model's maximum context length is {context} tokens. However, you requested {} tokens ({prompt} in the \
         messages, {reply} in the completion). Please reduce the length of the messages or completion.",
        prompt + reply
    ))
    .param("messages")
    .code("context_length_exceeded")
}

/// What a scripted error is about, where its sentence needs to know.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The model as requested.
    pub model: &'a str,
    /// The path as requested.
    pub path: &'a str,
    /// The key that came along.
    pub key: &'a str,
    /// The run's organization.
    pub organization: &'a str,
    /// Seconds until a retry may succeed, where the script names them.
    pub wait: Option<f64>,
    /// The model's window, in tokens.
    pub context: u64,
    /// The prompt, in tokens.
    pub prompt: u64,
}

/// Requests per minute of which a rate-limited program has used up all.
const TIGHT_RPM: f64 = 500.0;

/// The limit that makes the vendor's arithmetic come out at `wait` seconds, and
/// that wait: `(used + requested - limit) / limit * 60`.
#[must_use]
pub fn tight_limit(wait: Option<f64>) -> (u64, f64) {
    let wait = wait.unwrap_or(60.0 / TIGHT_RPM);
    let limit = if wait > 0.0 { (60.0 / wait).round().clamp(1.0, 1_000_000.0) } else { TIGHT_RPM };
    (limit as u64, wait)
}

/// The vendor's usual body for a status (and code) that a script asks for.
#[must_use]
pub fn scripted(status: u16, code: Option<&str>, message: Option<String>, about: &About<'_>) -> ApiFault {
    let mut fault = usual(status, code, about);
    if let Some(code) = code {
        fault.code = Some(code.to_owned().into());
    }
    if let Some(message) = message {
        fault.message = message.into();
    }
    fault
}

const QUOTA_CODES: [&str; 5] = [
    "insufficient_quota",
    "credit_balance_exhausted",
    "organization_spend_limit_exceeded",
    "project_spend_limit_exceeded",
    "organization_usage_limit_exceeded",
];

fn usual(status: u16, code: Option<&str>, about: &About<'_>) -> ApiFault {
    match (status, code) {
        (400, Some("context_length_exceeded")) => prompt_too_long(about.context, about.prompt.max(about.context + 1)),
        (400, _) => ApiFault::invalid("Invalid request."),
        (401, Some("mismatched_organization")) => {
            ApiFault::with_status(401, "OpenAI-Organization header should match organization for API key")
        }
        (401 | 403, Some("missing_scope")) => missing_scope(status, about.path),
        (401, _) if about.key.is_empty() => missing_key(about.path),
        (401, _) => wrong_key(about.key),
        (403, Some("model_not_found")) => ApiFault::with_status(
            403,
            format!("Project `proj_course` does not have access to model `{}`", about.model),
        ),
        (403, _) => ApiFault::with_status(403, "Country, region, or territory not supported")
            .kind("request_forbidden")
            .code("unsupported_country_region_territory"),
        (404, _) => unknown_model(about.model),
        (429, Some(code)) if QUOTA_CODES.contains(&code) => spent(),
        (429, Some("billing_not_active")) => ApiFault::with_status(
            429,
            "Your account is not active, please check your billing details on our website.",
        )
        .kind("billing_not_active"),
        (429, Some("slow_down")) => {
            ApiFault::with_status(429, "Please reduce your request rate and try again.").kind("rate_limit_error")
        }
        (429, _) => rate_limited(about),
        (413, _) => too_large(UPLOAD_LIMIT, UPLOAD_LIMIT + 1_000_000),
        (500, _) => ApiFault::with_status(
            500,
            "The server had an error while processing your request. Sorry about that! You can retry your request, or \
             contact us through our help center at help.openai.com if the error persists.",
        )
        .kind("server_error"),
        (503, _) => ApiFault::with_status(503, "Our servers are currently overloaded. Please try again later.")
            .kind("service_unavailable_error")
            .code("server_is_overloaded"),
        (400..=499, _) => ApiFault::with_status(status, "Your request could not be processed."),
        _ => ApiFault::with_status(status, "The server had an error while processing your request. Sorry about that!")
            .kind("server_error"),
    }
}

/// A restricted key that may not do this.
fn missing_scope(status: u16, path: &str) -> ApiFault {
    let scope = match path.split('/').nth(2) {
        Some("responses" | "conversations") => "api.responses.write",
        Some("models") => "api.model.read",
        Some("files" | "uploads") => "api.files.write",
        _ => "model.request",
    };
    ApiFault::with_status(
        status,
        format!(
            "You have insufficient permissions for this operation. Missing scopes: {scope}. Check that you have the \
             correct role in your organization (Reader, Writer, Owner) and project (Member, Owner), and if you're using \
             a restricted API key, that it has the necessary scopes."
        ),
    )
}

fn rate_limited(about: &About<'_>) -> ApiFault {
    let (limit, wait) = tight_limit(about.wait);
    let wait = super::headers::go_duration(wait * 1000.0);
    ApiFault::with_status(
        429,
        format!(
            "Rate limit reached for {} in organization {} on requests per min (RPM): Limit {limit}, Used {limit}, \
             Requested 1. Please try again in {wait}. Visit https://platform.openai.com/account/rate-limits to learn \
             more.",
            about.model, about.organization
        ),
    )
    .kind("requests")
    .code("rate_limit_exceeded")
}

#[cfg(test)]
#[path = "errors_tests.rs"]
mod tests;
