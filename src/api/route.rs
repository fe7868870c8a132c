//! Which endpoint a request means.
//!
//! Owns: paths and verbs of the vendors. Must not know: what an endpoint does.

use crate::evidence::Api;

/// Where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route<'a> {
    /// `POST /v1/chat/completions`
    ChatCompletions,
    /// `POST /v1/messages`
    Messages,
    /// `POST /v1/messages/count_tokens`
    CountTokens,
    /// `GET /v1/models`
    Models,
    /// `GET /v1/models/{id}`
    Model(&'a str),
    /// `POST /v1/responses`
    Responses,
    /// `POST /v1/responses/input_tokens`
    ResponseTokens,
    /// `GET`, `DELETE /v1/responses/{id}`
    Response(&'a str),
    /// `POST /v1/responses/{id}/cancel`
    ResponseCancel(&'a str),
    /// `GET /v1/responses/{id}/input_items`
    ResponseInput(&'a str),
    /// `POST /v1/conversations`
    Conversations,
    /// `GET`, `POST`, `DELETE /v1/conversations/{id}`
    Conversation(&'a str),
    /// `GET`, `POST /v1/conversations/{id}/items`
    ConversationItems(&'a str),
    /// `GET`, `DELETE /v1/conversations/{id}/items/{item}`
    ConversationItem(&'a str, &'a str),
    /// `POST /v1/embeddings`
    Embeddings,
    /// A path that is served, with a verb that it does not have.
    WrongVerb,
    /// An endpoint the vendor has and this server does not.
    NotServed,
    /// No vendor has it.
    Unknown,
}

impl Route<'_> {
    /// Whether it asks for a key: what does not exist does not.
    #[must_use]
    pub const fn needs_key(self) -> bool {
        !matches!(self, Self::NotServed | Self::Unknown)
    }

    /// Whether it takes a JSON body.
    #[must_use]
    pub const fn takes_json(self) -> bool {
        matches!(
            self,
            Self::ChatCompletions
                | Self::Responses
                | Self::ResponseTokens
                | Self::Messages
                | Self::CountTokens
                | Self::Embeddings
        )
    }

    /// Whether it takes a JSON body or none.
    #[must_use]
    pub const fn may_take_json(self) -> bool {
        matches!(self, Self::Conversations | Self::Conversation(_) | Self::ConversationItems(_))
    }
}

/// Whose service a request is meant for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Vendor {
    /// `api.openai.com`
    OpenAi,
    /// `api.anthropic.com`
    Anthropic,
}

impl Vendor {
    /// Tells the vendor from the path; where both have it, or none does, from the
    /// `anthropic-version` header.
    #[must_use]
    pub fn of(path: &str, has_version: bool) -> Self {
        let family = path.strip_prefix("/v1/").and_then(|rest| rest.split('/').next());
        match family {
            Some("messages") => Self::Anthropic,
            Some("chat" | "responses" | "embeddings") => Self::OpenAi,
            _ if has_version => Self::Anthropic,
            _ => Self::OpenAi,
        }
    }

    /// Largest request body, in bytes.
    #[must_use]
    pub const fn body_limit(self) -> u64 {
        match self {
            Self::OpenAi => 50 * 1024 * 1024,
            Self::Anthropic => 32 * 1024 * 1024,
        }
    }
}

/// First parts of paths under `/v1/` that the vendors have.
const FAMILIES: [&str; 19] = [
    "assistants",
    "audio",
    "batches",
    "completions",
    "containers",
    "edits",
    "engines",
    "evals",
    "files",
    "fine_tuning",
    "images",
    "moderations",
    "organization",
    "realtime",
    "skills",
    "threads",
    "uploads",
    "vector_stores",
    "videos",
];

/// Tells the endpoint, and the protocol it belongs to on record.
#[must_use]
pub fn route<'a>(method: &str, path: &'a str) -> (Route<'a>, Api) {
    let Some(rest) = path.strip_prefix("/v1/") else { return (Route::Unknown, Api::Unknown) };
    let post = method == "POST";
    let get = matches!(method, "GET" | "HEAD");
    let (family, below) = rest.split_once('/').map_or((rest, None), |(family, below)| (family, Some(below)));
    match (family, below) {
        ("chat", Some("completions")) if post => (Route::ChatCompletions, Api::ChatCompletions),
        ("chat", Some("completions")) => (Route::WrongVerb, Api::Other),
        ("models", None) => (if get { Route::Models } else { Route::WrongVerb }, Api::Other),
        ("models", Some(name)) if !name.is_empty() && !name.contains('/') => {
            (if get { Route::Model(name) } else { Route::WrongVerb }, Api::Other)
        }
        ("responses", None) if post => (Route::Responses, Api::Responses),
        ("responses", below) => (responses(method, below), Api::Other),
        ("conversations", below) => (conversations(method, below), Api::Other),
        ("messages", None) if post => (Route::Messages, Api::Messages),
        ("messages", Some("count_tokens")) if post => (Route::CountTokens, Api::Other),
        ("messages", None | Some("count_tokens")) => (Route::WrongVerb, Api::Other),
        ("embeddings", None) if post => (Route::Embeddings, Api::Embeddings),
        ("messages" | "embeddings" | "chat", _) => (Route::NotServed, Api::Other),
        (family, _) if FAMILIES.contains(&family) => (Route::NotServed, Api::Other),
        _ => (Route::Unknown, Api::Unknown),
    }
}

/// What lies below `/v1/responses`.
fn responses<'a>(method: &str, below: Option<&'a str>) -> Route<'a> {
    let Some(below) = below else { return Route::WrongVerb };
    let (id, rest) = below.split_once('/').map_or((below, None), |(id, rest)| (id, Some(rest)));
    let (verbs, route): (&[&str], Route<'a>) = match (id, rest) {
        ("input_tokens", None) => (&["POST"], Route::ResponseTokens),
        ("compact" | "", None) => return Route::NotServed,
        (id, None) => (&["GET", "HEAD", "DELETE"], Route::Response(id)),
        (id, Some("cancel")) => (&["POST"], Route::ResponseCancel(id)),
        (id, Some("input_items")) => (&["GET", "HEAD"], Route::ResponseInput(id)),
        _ => return Route::NotServed,
    };
    if verbs.contains(&method) { route } else { Route::WrongVerb }
}

/// What lies below `/v1/conversations`.
fn conversations<'a>(method: &str, below: Option<&'a str>) -> Route<'a> {
    let parts: Vec<&str> = below.map_or_else(Vec::new, |below| below.split('/').collect());
    let (verbs, route): (&[&str], Route<'a>) = match parts.as_slice() {
        [] => (&["POST"], Route::Conversations),
        [id] => (&["GET", "HEAD", "POST", "DELETE"], Route::Conversation(id)),
        [id, "items"] => (&["GET", "HEAD", "POST"], Route::ConversationItems(id)),
        [id, "items", item] => (&["GET", "HEAD", "DELETE"], Route::ConversationItem(id, item)),
        _ => return Route::NotServed,
    };
    if verbs.contains(&method) { route } else { Route::WrongVerb }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_find_their_endpoint() {
        for (method, path, expected) in [
            ("POST", "/v1/chat/completions", (Route::ChatCompletions, Api::ChatCompletions)),
            ("GET", "/v1/chat/completions", (Route::WrongVerb, Api::Other)),
            ("GET", "/v1/models", (Route::Models, Api::Other)),
            ("GET", "/v1/models/gpt-4o", (Route::Model("gpt-4o"), Api::Other)),
            ("POST", "/v1/responses", (Route::Responses, Api::Responses)),
            ("GET", "/v1/responses", (Route::WrongVerb, Api::Other)),
            ("POST", "/v1/responses/input_tokens", (Route::ResponseTokens, Api::Other)),
            ("GET", "/v1/responses/resp_1", (Route::Response("resp_1"), Api::Other)),
            ("DELETE", "/v1/responses/resp_1", (Route::Response("resp_1"), Api::Other)),
            ("POST", "/v1/responses/resp_1", (Route::WrongVerb, Api::Other)),
            ("POST", "/v1/responses/resp_1/cancel", (Route::ResponseCancel("resp_1"), Api::Other)),
            ("GET", "/v1/responses/resp_1/input_items", (Route::ResponseInput("resp_1"), Api::Other)),
            ("POST", "/v1/conversations", (Route::Conversations, Api::Other)),
            ("DELETE", "/v1/conversations/c", (Route::Conversation("c"), Api::Other)),
            ("GET", "/v1/conversations/c/items", (Route::ConversationItems("c"), Api::Other)),
            ("GET", "/v1/conversations/c/items/i", (Route::ConversationItem("c", "i"), Api::Other)),
            ("POST", "/v1/messages", (Route::Messages, Api::Messages)),
            ("POST", "/v1/messages/count_tokens", (Route::CountTokens, Api::Other)),
            ("GET", "/v1/messages", (Route::WrongVerb, Api::Other)),
            ("POST", "/v1/messages/batches", (Route::NotServed, Api::Other)),
            ("POST", "/v1/embeddings", (Route::Embeddings, Api::Embeddings)),
            ("POST", "/v1/moderations", (Route::NotServed, Api::Other)),
            ("POST", "/chat/completions", (Route::Unknown, Api::Unknown)),
            ("POST", "/v1/v1/chat/completions", (Route::Unknown, Api::Unknown)),
            ("GET", "/", (Route::Unknown, Api::Unknown)),
            ("GET", "/v1", (Route::Unknown, Api::Unknown)),
        ] {
            assert_eq!(route(method, path), expected, "{method} {path}");
        }
    }

    #[test]
    fn vendors_are_told_apart() {
        for (path, has_version, expected) in [
            ("/v1/messages", false, Vendor::Anthropic),
            ("/v1/messages/batches", false, Vendor::Anthropic),
            ("/v1/chat/completions", true, Vendor::OpenAi),
            ("/v1/models", false, Vendor::OpenAi),
            ("/v1/models/claude-opus-5", true, Vendor::Anthropic),
            ("/v1/nothing", true, Vendor::Anthropic),
            ("/messages", false, Vendor::OpenAi),
        ] {
            assert_eq!(Vendor::of(path, has_version), expected, "{path}");
        }
    }
}
