//! Which endpoint a request means.
//!
//! Owns: paths and verbs of the vendors. Must not know: what an endpoint does.

use crate::evidence::Api;

/// Where a request goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Route<'a> {
    /// `POST /v1/chat/completions`
    ChatCompletions,
    /// `GET /v1/chat/completions`
    Chats,
    /// `GET`, `POST`, `DELETE /v1/chat/completions/{id}`
    Chat(&'a str),
    /// `GET /v1/chat/completions/{id}/messages`
    ChatMessages(&'a str),
    /// `POST /v1/completions`
    Completions,
    /// `POST /v1/messages`
    Messages,
    /// `POST /v1/messages/count_tokens`
    CountTokens,
    /// `GET`, `POST /v1/messages/batches`
    MessageBatches,
    /// `GET`, `DELETE /v1/messages/batches/{id}`
    MessageBatch(&'a str),
    /// `POST /v1/messages/batches/{id}/cancel`
    MessageBatchCancel(&'a str),
    /// `GET /v1/messages/batches/{id}/results`
    MessageBatchResults(&'a str),
    /// `GET /v1/models`
    Models,
    /// `GET`, `DELETE /v1/models/{id}`
    Model(&'a str),
    /// `POST /v1/responses`
    Responses,
    /// `POST /v1/responses/input_tokens`
    ResponseTokens,
    /// `POST /v1/responses/compact`
    ResponseCompact,
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
    /// `POST /v1/moderations`
    Moderations,
    /// `GET`, `POST /v1/files`
    Files,
    /// `GET`, `DELETE /v1/files/{id}`
    File(&'a str),
    /// `GET /v1/files/{id}/content`
    FileContent(&'a str),
    /// `POST /v1/uploads`
    Uploads,
    /// `POST /v1/uploads/{id}/parts`
    UploadParts(&'a str),
    /// `POST /v1/uploads/{id}/complete`
    UploadComplete(&'a str),
    /// `POST /v1/uploads/{id}/cancel`
    UploadCancel(&'a str),
    /// `GET`, `POST /v1/batches`
    Batches,
    /// `GET /v1/batches/{id}`
    Batch(&'a str),
    /// `POST /v1/batches/{id}/cancel`
    BatchCancel(&'a str),
    /// `POST /v1/images/generations`
    ImageGenerations,
    /// `POST /v1/images/edits`
    ImageEdits,
    /// `POST /v1/images/variations`
    ImageVariations,
    /// `POST /v1/audio/speech`
    Speech,
    /// `POST /v1/audio/transcriptions`
    Transcriptions,
    /// `POST /v1/audio/translations`
    Translations,
    /// A path that is served, with a verb that it does not have.
    WrongVerb,
    /// An endpoint the vendor has and this server does not.
    NotServed,
    /// No vendor has it.
    Unknown,
}

/// Every endpoint that is served: verbs and path.
pub const SERVED: [(&str, &str); 40] = [
    ("POST GET", "/v1/chat/completions"),
    ("GET POST DELETE", "/v1/chat/completions/{id}"),
    ("GET", "/v1/chat/completions/{id}/messages"),
    ("POST", "/v1/responses"),
    ("GET DELETE", "/v1/responses/{id}"),
    ("POST", "/v1/responses/{id}/cancel"),
    ("GET", "/v1/responses/{id}/input_items"),
    ("POST", "/v1/responses/input_tokens"),
    ("POST", "/v1/responses/compact"),
    ("POST", "/v1/conversations"),
    ("GET POST DELETE", "/v1/conversations/{id}"),
    ("GET POST", "/v1/conversations/{id}/items"),
    ("GET DELETE", "/v1/conversations/{id}/items/{item}"),
    ("POST", "/v1/embeddings"),
    ("GET", "/v1/models"),
    ("GET DELETE", "/v1/models/{id}"),
    ("POST", "/v1/moderations"),
    ("POST", "/v1/completions"),
    ("GET POST", "/v1/files"),
    ("GET DELETE", "/v1/files/{id}"),
    ("GET", "/v1/files/{id}/content"),
    ("POST", "/v1/uploads"),
    ("POST", "/v1/uploads/{id}/parts"),
    ("POST", "/v1/uploads/{id}/complete"),
    ("POST", "/v1/uploads/{id}/cancel"),
    ("GET POST", "/v1/batches"),
    ("GET", "/v1/batches/{id}"),
    ("POST", "/v1/batches/{id}/cancel"),
    ("POST", "/v1/images/generations"),
    ("POST", "/v1/images/edits"),
    ("POST", "/v1/images/variations"),
    ("POST", "/v1/audio/speech"),
    ("POST", "/v1/audio/transcriptions"),
    ("POST", "/v1/audio/translations"),
    ("POST", "/v1/messages"),
    ("POST", "/v1/messages/count_tokens"),
    ("GET POST", "/v1/messages/batches"),
    ("GET DELETE", "/v1/messages/batches/{id}"),
    ("POST", "/v1/messages/batches/{id}/cancel"),
    ("GET", "/v1/messages/batches/{id}/results"),
];

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
                | Self::ResponseCompact
                | Self::Messages
                | Self::CountTokens
                | Self::Completions
                | Self::Embeddings
                | Self::Moderations
                | Self::Uploads
                | Self::UploadComplete(_)
                | Self::ImageGenerations
                | Self::Speech
        )
    }

    /// Whether it takes a JSON body or none, by the verb.
    #[must_use]
    pub const fn may_take_json(self) -> bool {
        matches!(
            self,
            Self::Conversations
                | Self::Conversation(_)
                | Self::ConversationItems(_)
                | Self::Chat(_)
                | Self::Batches
                | Self::MessageBatches
        )
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
            Some(
                "chat" | "responses" | "embeddings" | "conversations" | "moderations" | "completions"
                | "uploads" | "batches" | "images" | "audio",
            ) => Self::OpenAi,
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
const FAMILIES: [&str; 27] = [
    "assistants",
    "audio",
    "batches",
    "chat",
    "completions",
    "containers",
    "conversations",
    "edits",
    "embeddings",
    "engines",
    "evals",
    "files",
    "fine_tuning",
    "images",
    "messages",
    "models",
    "moderations",
    "organization",
    "organizations",
    "realtime",
    "responses",
    "skills",
    "threads",
    "uploads",
    "vector_stores",
    "videos",
    "complete",
];

/// Tells the endpoint, and the protocol it belongs to on record.
#[must_use]
pub fn route<'a>(method: &str, path: &'a str) -> (Route<'a>, Api) {
    let Some(rest) = path.strip_prefix("/v1/") else { return (Route::Unknown, Api::Unknown) };
    // The endpoints that make a model write come first, and nearly always.
    if method == "POST" {
        match rest {
            "chat/completions" => return (Route::ChatCompletions, Api::ChatCompletions),
            "responses" => return (Route::Responses, Api::Responses),
            "messages" => return (Route::Messages, Api::Messages),
            "embeddings" => return (Route::Embeddings, Api::Embeddings),
            _ => {}
        }
    }
    let mut parts = [""; 6];
    let mut count = 0;
    for part in rest.split('/') {
        let Some(slot) = parts.get_mut(count) else { return (Route::NotServed, Api::Other) };
        *slot = part;
        count += 1;
    }
    let parts = parts.get(..count).unwrap_or_default();
    let Some(choices) = endpoint(parts) else {
        let family = parts.first().copied().unwrap_or_default();
        let known = FAMILIES.contains(&family);
        return if known { (Route::NotServed, Api::Other) } else { (Route::Unknown, Api::Unknown) };
    };
    let method = if method == "HEAD" { "GET" } else { method };
    let chosen = choices.iter().flatten().find(|(verbs, _)| verbs.split(' ').any(|verb| verb == method));
    (chosen.map_or(Route::WrongVerb, |(_, route)| *route), Api::Other)
}

/// What lies at a path: the verbs, and where they lead.
type Choices<'a> = [Option<(&'static str, Route<'a>)>; 2];

/// The endpoint of a path's parts below `/v1/`.
fn endpoint<'a>(parts: &[&'a str]) -> Option<Choices<'a>> {
    if parts.iter().any(|part| part.is_empty()) {
        return None;
    }
    let one = |verbs, route| Some([Some((verbs, route)), None]);
    match parts {
        ["chat", "completions"] => {
            Some([Some(("POST", Route::ChatCompletions)), Some(("GET", Route::Chats))])
        }
        ["chat", "completions", id] => one("GET POST DELETE", Route::Chat(id)),
        ["chat", "completions", id, "messages"] => one("GET", Route::ChatMessages(id)),
        ["completions"] => one("POST", Route::Completions),
        ["models"] => one("GET", Route::Models),
        ["models", name] => one("GET DELETE", Route::Model(name)),
        ["responses"] => one("POST", Route::Responses),
        ["responses", "input_tokens"] => one("POST", Route::ResponseTokens),
        ["responses", "compact"] => one("POST", Route::ResponseCompact),
        ["responses", id] => one("GET DELETE", Route::Response(id)),
        ["responses", id, "cancel"] => one("POST", Route::ResponseCancel(id)),
        ["responses", id, "input_items"] => one("GET", Route::ResponseInput(id)),
        ["conversations"] => one("POST", Route::Conversations),
        ["conversations", id] => one("GET POST DELETE", Route::Conversation(id)),
        ["conversations", id, "items"] => one("GET POST", Route::ConversationItems(id)),
        ["conversations", id, "items", item] => one("GET DELETE", Route::ConversationItem(id, item)),
        ["embeddings"] => one("POST", Route::Embeddings),
        ["moderations"] => one("POST", Route::Moderations),
        ["files"] => one("GET POST", Route::Files),
        ["files", id] => one("GET DELETE", Route::File(id)),
        ["files", id, "content"] => one("GET", Route::FileContent(id)),
        ["uploads"] => one("POST", Route::Uploads),
        ["uploads", id, "parts"] => one("POST", Route::UploadParts(id)),
        ["uploads", id, "complete"] => one("POST", Route::UploadComplete(id)),
        ["uploads", id, "cancel"] => one("POST", Route::UploadCancel(id)),
        ["batches"] => one("GET POST", Route::Batches),
        ["batches", id] => one("GET", Route::Batch(id)),
        ["batches", id, "cancel"] => one("POST", Route::BatchCancel(id)),
        ["images", "generations"] => one("POST", Route::ImageGenerations),
        ["images", "edits"] => one("POST", Route::ImageEdits),
        ["images", "variations"] => one("POST", Route::ImageVariations),
        ["audio", "speech"] => one("POST", Route::Speech),
        ["audio", "transcriptions"] => one("POST", Route::Transcriptions),
        ["audio", "translations"] => one("POST", Route::Translations),
        ["messages"] => one("POST", Route::Messages),
        ["messages", "count_tokens"] => one("POST", Route::CountTokens),
        ["messages", "batches"] => one("GET POST", Route::MessageBatches),
        ["messages", "batches", id] => one("GET DELETE", Route::MessageBatch(id)),
        ["messages", "batches", id, "cancel"] => one("POST", Route::MessageBatchCancel(id)),
        ["messages", "batches", id, "results"] => one("GET", Route::MessageBatchResults(id)),
        _ => None,
    }
}

#[cfg(test)]
#[path = "route_tests.rs"]
mod tests;
