//! From a request to an answer: routes, keys, dialects.
//!
//! Owns: the playing state of one run (never a socket) and the choice of who
//! answers. Must not know: HTTP libraries, timers, the record.

use crate::api::answer::{Answer, Body, Note};
use crate::api::anthropic::{self, Account};
use crate::api::compile::Compiled;
use crate::api::examples;
use crate::api::json::Json;
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::headers::{self, Limiter, Limits, Sender};
use crate::api::openai::responses::stored::Store;
use crate::api::openai::responses::{answer as responses, compact, conversations, endpoints};
use crate::api::openai::shelves::Shelves;
use crate::api::openai::{
    batches, chat, completions, embeddings, files, images, models, moderations, speech, stored_chats,
    transcripts, uploads,
};
use crate::api::printer;
use crate::api::prompt_cache::PromptCache;
use crate::api::refusal::Refusal;
use crate::api::rng::{Seed, id};
use crate::api::route::{Route, Vendor};
use crate::api::script_state::ScriptState;
use bytes::Bytes;
use serde::Serialize;
use std::time::Duration;

/// Everything that answers depend on, besides the request.
#[derive(Debug)]
pub struct Engine {
    /// The script, compiled.
    pub script: Compiled,
    /// What has been played of it.
    pub state: ScriptState,
    /// Where chance starts.
    pub seed: u64,
    /// The run's random words.
    pub nonce: String,
    /// The day, for shutdowns.
    pub today: String,
    /// What the rate-limit headers count.
    pub limiter: Limiter,
    /// The account's organization id.
    pub organization: String,
    /// The account's project id.
    pub project: String,
    /// Responses and conversations on record.
    pub kept: Store,
    /// Long prompts that were seen.
    pub prompts: PromptCache,
    /// Files, batches and the like on record.
    pub shelves: Shelves,
    /// The account with the other vendor.
    pub anthropic: Account,
}

/// What of a request's head tells the dialect.
#[derive(Debug, Clone, Copy)]
pub struct Client<'a> {
    /// Whom it means.
    pub vendor: Vendor,
    /// `anthropic-version`
    pub version: Option<&'a str>,
    /// `anthropic-beta`; empty when there is none.
    pub beta: &'a str,
    /// Whether the key came as a bearer token.
    pub bearer: bool,
    /// `host`: how it calls this server.
    pub host: &'a str,
}

/// A request's body as it came.
#[derive(Debug, Clone, Copy)]
pub struct Raw<'a> {
    /// Its bytes.
    pub bytes: &'a Bytes,
    /// `content-type`; empty when there is none.
    pub content_type: &'a str,
}

/// No body at all.
static NOTHING: Bytes = Bytes::new();

impl Raw<'static> {
    /// No body.
    #[must_use]
    pub fn none() -> Self {
        Self { bytes: &NOTHING, content_type: "" }
    }
}

/// One request, as the engine sees it.
#[derive(Debug, Clone, Copy)]
pub struct Call<'a> {
    /// 1 for the first request of the run.
    pub index: u64,
    /// Milliseconds since the run began.
    pub at_ms: f64,
    /// Seconds since 1970.
    pub unix: u64,
    /// `GET`, …
    pub method: &'a str,
    /// Without the query.
    pub path: &'a str,
    /// Without `?`.
    pub query: &'a str,
    /// The body; `null` when there is none.
    pub body: &'a Json<'a>,
    /// The same before it was read.
    pub raw: Raw<'a>,
    /// The key that came along; empty when none did.
    pub key: &'a str,
    /// The run's seed.
    pub seed: u64,
    /// Who asks, and how.
    pub client: Client<'a>,
}

impl Call<'_> {
    /// Chance for ids of this answer.
    #[must_use]
    pub fn rng(&self) -> fastrand::Rng {
        Seed::new(self.seed).text("ids").number(self.index).rng()
    }
}

impl Engine {
    /// A run at its beginning.
    #[must_use]
    pub fn new(script: Compiled, seed: u64, nonce: String) -> Self {
        let mut rng = Seed::new(seed).text("account").rng();
        let limits = script.limits;
        Self {
            script,
            state: ScriptState::default(),
            seed,
            nonce,
            today: crate::models::today(),
            limiter: Limiter::new(limits),
            prompts: PromptCache::default(),
            organization: id("org-", 24, &mut rng),
            project: id("proj_", 24, &mut rng),
            kept: Store::default(),
            shelves: Shelves::default(),
            anthropic: Account::new(seed, limits),
        }
    }

    /// Answers a request whose key was accepted and whose body was read.
    #[must_use]
    pub fn answer(&self, route: &Route<'_>, call: &Call<'_>) -> Answer {
        if self.script.example_ids { examples::answer(self, route, call) } else { self.serve(route, call) }
    }

    /// The same, whatever mode the mock is in.
    #[must_use]
    pub fn serve(&self, route: &Route<'_>, call: &Call<'_>) -> Answer {
        if call.client.vendor == Vendor::Anthropic {
            return anthropic::answer(self, route, call);
        }
        match route {
            Route::ChatCompletions => chat::answer(self, call),
            Route::Chats => stored_chats::list(self, call),
            Route::Chat(id) => stored_chats::one(self, call, id),
            Route::ChatMessages(id) => stored_chats::messages(self, call, id),
            Route::Completions => completions::answer(self, call),
            Route::Responses => responses::answer(self, call),
            Route::ResponseTokens => responses::input_tokens(self, call),
            Route::ResponseCompact => compact::answer(self, call),
            Route::Response(id) => endpoints::one(self, call, id),
            Route::ResponseCancel(id) => endpoints::cancel(self, call, id),
            Route::ResponseInput(id) => endpoints::input_items(self, call, id),
            Route::Conversations => conversations::create(self, call),
            Route::Conversation(id) => conversations::one(self, call, id),
            Route::ConversationItems(id) => conversations::all_items(self, call, id),
            Route::ConversationItem(id, item) => conversations::one_item(self, call, id, item),
            Route::Embeddings => embeddings::answer(self, call),
            Route::Moderations => moderations::answer(self, call),
            Route::Files => files::all(self, call),
            Route::File(id) => files::one(self, call, id),
            Route::FileContent(id) => files::content(self, call, id),
            Route::Uploads => uploads::create(self, call),
            Route::UploadParts(id) => uploads::add_part(self, call, id),
            Route::UploadComplete(id) => uploads::complete(self, call, id),
            Route::UploadCancel(id) => uploads::cancel(self, call, id),
            Route::Batches => batches::all(self, call),
            Route::Batch(id) => batches::one(self, call, id),
            Route::BatchCancel(id) => batches::cancel(self, call, id),
            Route::ImageGenerations => images::generate(self, call),
            Route::ImageEdits | Route::ImageVariations => images::change(self, call),
            Route::Speech => speech::answer(self, call),
            Route::Transcriptions => transcripts::answer(self, call, false),
            Route::Translations => transcripts::answer(self, call, true),
            Route::Models => self.json(&models::list(&self.today), call),
            Route::Model(name) if call.method == "DELETE" => self.result(models::delete(name), call),
            Route::Model(name) => match models::one(name, &self.today) {
                Some(model) => self.json(&model, call),
                None => self.refuse(errors::no_such_model_object(name), call),
            },
            Route::WrongVerb => self.refuse(errors::wrong_verb(call.method, call.path), call),
            Route::Messages
            | Route::CountTokens
            | Route::MessageBatches
            | Route::MessageBatch(_)
            | Route::MessageBatchCancel(_)
            | Route::MessageBatchResults(_)
            | Route::NotServed
            | Route::Unknown => self.refuse(errors::unknown_path(call.method, call.path), call),
        }
    }

    /// Turns a request away before any endpoint looks at it.
    #[must_use]
    pub fn turn_away(&self, refusal: &Refusal<'_>, call: &Call<'_>) -> Answer {
        if call.client.vendor == Vendor::Anthropic {
            return anthropic::turn_away(self, refusal, call);
        }
        let fault = match refusal {
            Refusal::TooLarge { limit, length } => errors::too_large(*limit, *length),
            Refusal::NoKey => errors::missing_key(call.path),
            Refusal::WrongKey(key) => errors::wrong_key(key),
            Refusal::ContentType(content_type) => errors::wrong_content_type(content_type),
            Refusal::Packed | Refusal::NotJson { .. } => errors::not_json(),
            Refusal::NotPassedOn { quota, why } => errors::not_passed_on(*quota, why),
        };
        self.refuse(fault, call)
    }

    /// An error answer.
    #[must_use]
    pub fn refuse(&self, fault: ApiFault, call: &Call<'_>) -> Answer {
        self.refuse_with(fault, call, None)
    }

    /// An error answer with rate-limit headers.
    #[must_use]
    pub fn refuse_with(&self, fault: ApiFault, call: &Call<'_>, limits: Option<Limits>) -> Answer {
        let mut rng = call.rng();
        let headers = if fault.from_router() {
            headers::router(fault.content_type(), limits, &mut rng)
        } else {
            headers::application(fault.content_type(), &self.sender(0), limits, &mut rng)
        };
        let body = fault.body();
        Answer {
            status: fault.status,
            headers,
            body: Body::Whole(body.clone()),
            wait: Duration::ZERO,
            fault: None,
            note: Note { response: body, ..Note::default() },
        }
    }

    fn json(&self, value: &impl Serialize, call: &Call<'_>) -> Answer {
        self.send(printer::pretty(value), call)
    }

    /// JSON, or a complaint.
    #[must_use]
    pub fn result(&self, result: Result<serde_json::Value, ApiFault>, call: &Call<'_>) -> Answer {
        match result {
            Ok(value) => self.json(&value, call),
            Err(fault) => self.refuse(fault, call),
        }
    }

    /// JSON as it is, without rate limits.
    #[must_use]
    pub fn send(&self, body: Bytes, call: &Call<'_>) -> Answer {
        self.send_as("application/json", body, call)
    }

    /// A body of any type, without rate limits.
    #[must_use]
    pub fn send_as(&self, content_type: &'static str, body: Bytes, call: &Call<'_>) -> Answer {
        let headers = headers::application(content_type, &self.sender(0), None, &mut call.rng());
        Answer {
            status: 200,
            headers,
            body: Body::Whole(body.clone()),
            wait: Duration::ZERO,
            fault: None,
            note: Note { response: body, ..Note::default() },
        }
    }

    /// Who answers, after this many milliseconds of work (a moment at least).
    #[must_use]
    pub fn sender(&self, worked_ms: u64) -> Sender<'_> {
        Sender { organization: "workbook", project: &self.project, processing_ms: worked_ms.max(1) }
    }
}
