//! A request for a response, checked as the vendor checks it.
//!
//! Owns: the request's parameters, the order of complaints. Must not know: scripts,
//! replies, what is stored, sockets.

use super::format::{self, TextForm};
use super::input;
use super::tools::{self, Tools};
use crate::api::json::{Json, Object};
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::messages::Message;
use crate::api::openai::params::{
    Fields, Null, Place, empty_array, listed, missing, not_one_of, unsupported_parameter, wrong_type,
};
use crate::api::openai::validate::{EFFORTS, Format, LABEL, metadata, retirement};
use crate::models::{Kind, Model};
use crate::script::Retired;
use std::borrow::Cow;

/// Every parameter of `POST /v1/responses`.
const PARAMETERS: [&str; 33] = [
    "model",
    "input",
    "instructions",
    "previous_response_id",
    "conversation",
    "store",
    "background",
    "max_output_tokens",
    "max_tool_calls",
    "temperature",
    "top_p",
    "top_logprobs",
    "text",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "reasoning",
    "truncation",
    "include",
    "stream",
    "stream_options",
    "metadata",
    "service_tier",
    "safety_identifier",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "context_management",
    "moderation",
    "user",
    "prompt",
    "access_programs",
    "image",
];

const INCLUDES: [&str; 8] = [
    "code_interpreter_call.outputs",
    "computer_call_output.output.image_url",
    "file_search_call.results",
    "message.input_image.image_url",
    "message.output_text.logprobs",
    "reasoning.encrypted_content",
    "web_search_call.action.sources",
    "web_search_call.results",
];

const TIERS: [&str; 7] = ["auto", "default", "flex", "scale", "priority", "fast", "ultrafast"];

/// A request whose parameters are sound.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// The model's name as sent.
    pub model_name: &'a str,
    /// The model.
    pub model: &'static Model,
    /// What stands before everything else.
    pub instructions: Option<&'a str>,
    /// `input` as sent.
    pub input: Option<&'a Json<'a>>,
    /// What each item of it says, where a mock can read it.
    pub messages: Vec<Option<Message<'a>>>,
    /// The response it follows.
    pub previous: Option<&'a str>,
    /// The conversation it belongs to.
    pub conversation: Option<&'a str>,
    /// Whether the response is kept.
    pub store: bool,
    /// Whether it is made while nobody waits.
    pub background: bool,
    /// As sent.
    pub temperature: Option<f64>,
    /// As sent.
    pub top_p: Option<f64>,
    /// Alternatives per token.
    pub top_logprobs: u64,
    /// Most tokens of a reply, thinking included.
    pub max_output_tokens: Option<u64>,
    /// As sent.
    pub max_tool_calls: Option<u64>,
    /// Whether the reply is to be streamed.
    pub stream: bool,
    /// Whether deltas are padded.
    pub obfuscate: bool,
    /// How hard to think; `None` for models that do not.
    pub effort: Option<&'a str>,
    /// What else is said about thinking.
    pub thinking: Thinking<'a>,
    /// As sent.
    pub service_tier: Option<&'a str>,
    /// How long the prompt may be remembered, as sent.
    pub cache_retention: Option<&'a str>,
    /// The form of the reply.
    pub text: TextForm<'a>,
    /// The tools it may use.
    pub tools: Tools<'a>,
    /// As sent.
    pub parallel_tool_calls: bool,
    /// `disabled` or `auto`.
    pub truncation: &'a str,
    /// As sent.
    pub include: Vec<&'a str>,
    /// As sent.
    pub metadata: Option<&'a Object<'a>>,
    /// `user`, `safety_identifier`, `prompt_cache_key`, as sent.
    pub labels: [Option<&'a str>; 3],
    /// Things to tell the learner.
    pub advisories: Vec<String>,
}

/// What a request says about thinking besides the effort.
#[derive(Debug, Clone, Copy, Default)]
pub struct Thinking<'a> {
    /// Whether a summary is wanted, and of which kind.
    pub summary: Option<&'a str>,
    /// Which earlier thoughts are read again.
    pub context: Option<&'a str>,
    /// `standard` or `pro`.
    pub mode: Option<&'a str>,
}

/// Checks a request. `today` is the day for shutdowns (`YYYY-MM-DD`).
///
/// # Errors
/// The vendor's first complaint.
pub fn check<'a>(body: &'a Json<'a>, retired: Retired, today: &str) -> Result<Request<'a>, ApiFault> {
    let Some(map) = body.as_object() else { return Err(errors::not_json()) };
    let fields = Fields::of_request(map);
    let (model_name, model) = model(fields)?;
    let advisories = Vec::from_iter(retirement(model_name, model, retired, today)?);
    fields.only(&PARAMETERS)?;
    let (input, messages) = read_input(fields)?;
    let background = fields.boolean("background", Null::Absent)?.unwrap_or(false);
    let store = fields.boolean("store", Null::Absent)?.unwrap_or(true);
    if background && !store {
        return Err(ApiFault::invalid("Background mode requires 'store' to be true.").param("background"));
    }
    let stream = fields.boolean("stream", Null::Absent)?.unwrap_or(false);
    let (effort, thinking) = reasoning(fields, model)?;
    let mut request = Request {
        model_name,
        model,
        instructions: instructions(fields)?,
        input,
        messages,
        previous: previous(fields)?,
        conversation: conversation(fields)?,
        store,
        background,
        temperature: fields.decimal("temperature", 0..=2)?,
        top_p: fields.decimal("top_p", 0..=1)?,
        top_logprobs: whole(fields, "top_logprobs", 0..=20)?.unwrap_or(0),
        max_output_tokens: whole(fields, "max_output_tokens", 16..=i64::MAX)?,
        max_tool_calls: whole(fields, "max_tool_calls", 1..=i64::MAX)?,
        stream,
        obfuscate: obfuscation(fields, stream)?,
        effort,
        thinking,
        service_tier: fields.word("service_tier", &TIERS)?,
        cache_retention: fields.string("prompt_cache_retention", Null::Absent)?,
        text: format::read(fields, model)?,
        tools: tools::read(fields)?,
        parallel_tool_calls: fields.boolean("parallel_tool_calls", Null::Absent)?.unwrap_or(true),
        truncation: fields.word("truncation", &["auto", "disabled"])?.unwrap_or("disabled"),
        include: include(fields, model)?,
        metadata: fields.object("metadata", Null::Absent)?,
        labels: labels(fields)?,
        advisories,
    };
    if let Some(pairs) = request.metadata {
        metadata(pairs)?;
    }
    others(fields)?;
    one_past(&request)?;
    thinking_limits(fields, &mut request)?;
    Ok(request)
}

fn model<'a>(fields: Fields<'a, '_>) -> Result<(&'a str, &'static Model), ApiFault> {
    let name = match fields.given("model") {
        None => return Err(missing("model")),
        Some(Json::String(name)) if name.is_empty() => return Err(missing("model")),
        Some(Json::String(name)) => name.as_ref(),
        Some(other) => return Err(wrong_type("model", "a string", other)),
    };
    match crate::models::find(name) {
        Some(model) if matches!(model.kind, Kind::Chat | Kind::Responses) => Ok((name, model)),
        Some(model) if model.kind != Kind::Anthropic => Err(ApiFault::invalid(format!(
            "The requested model '{name}' cannot be used with the Responses API."
        ))
        .param("model")
        .code("unsupported_model")),
        _ => Err(unknown_model(name)),
    }
}

/// A model nobody knows.
#[must_use]
pub fn unknown_model(name: &str) -> ApiFault {
    ApiFault::with_status(404, format!("The requested model '{name}' does not exist."))
        .param("model")
        .code("model_not_found")
}

type Input<'a> = (Option<&'a Json<'a>>, Vec<Option<Message<'a>>>);

fn read_input<'a>(fields: Fields<'a, '_>) -> Result<Input<'a>, ApiFault> {
    let continues =
        ["previous_response_id", "conversation", "prompt"].iter().any(|field| fields.given(field).is_some());
    match fields.given("input") {
        None if continues => Ok((None, Vec::new())),
        None => Err(missing("input")),
        Some(text @ Json::String(words)) => {
            let message =
                Message { role: "user", text: Cow::Borrowed(words.as_ref()), name: None, calls: Vec::new() };
            Ok((Some(text), vec![Some(message)]))
        }
        Some(Json::Array(items)) if items.is_empty() && !continues => Err(empty_array("input")),
        Some(list @ Json::Array(items)) => Ok((Some(list), input::read("input", items)?)),
        Some(other) => Err(wrong_type("input", "one of a string or array of objects", other)),
    }
}

fn instructions<'a>(fields: Fields<'a, '_>) -> Result<Option<&'a str>, ApiFault> {
    fields.string("instructions", Null::Absent)
}

fn conversation<'a>(fields: Fields<'a, '_>) -> Result<Option<&'a str>, ApiFault> {
    match fields.given("conversation") {
        None => Ok(None),
        Some(Json::String(id)) => Ok(Some(id)),
        Some(Json::Object(map)) => {
            let fields = Fields::at(map, Place::Field(&Place::Root, "conversation"));
            fields.string("id", Null::Wrong)?.map(Some).ok_or_else(|| missing("conversation.id"))
        }
        Some(other) => Err(wrong_type("conversation", "one of a string or an object", other)),
    }
}

fn whole(
    fields: Fields<'_, '_>,
    field: &str,
    range: std::ops::RangeInclusive<i64>,
) -> Result<Option<u64>, ApiFault> {
    Ok(fields.integer(field, range)?.map(i64::unsigned_abs))
}

fn obfuscation(fields: Fields<'_, '_>, stream: bool) -> Result<bool, ApiFault> {
    let Some(options) = fields.object("stream_options", Null::Absent)? else { return Ok(true) };
    if !stream {
        return Err(ApiFault::invalid(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
        )
        .param("stream_options"));
    }
    let options = Fields::at(options, Place::Field(&Place::Root, "stream_options"));
    options.only(&["include_obfuscation"])?;
    Ok(options.boolean("include_obfuscation", Null::Absent)?.unwrap_or(true))
}

type Reasoning<'a> = (Option<&'a str>, Thinking<'a>);

fn reasoning<'a>(fields: Fields<'a, '_>, model: &'static Model) -> Result<Reasoning<'a>, ApiFault> {
    let Some(map) = fields.object("reasoning", Null::Absent)? else {
        return Ok((model.default_effort(), Thinking::default()));
    };
    let fields = Fields::at(map, Place::Field(&Place::Root, "reasoning"));
    fields.only(&["effort", "summary", "generate_summary", "context", "mode"])?;
    let effort = fields.word("effort", &EFFORTS)?;
    let kinds = ["auto", "concise", "detailed"];
    let summary = fields.word("summary", &kinds)?.or(fields.word("generate_summary", &kinds)?);
    let context = fields.word("context", &["auto", "current_turn", "all_turns"])?;
    let mode = fields.word("mode", &["standard", "pro"])?;
    match effort {
        Some(_) if model.efforts().is_empty() => Err(unsupported_parameter("reasoning.effort", "")),
        Some(effort) if !model.efforts().iter().any(|known| known == effort) => {
            Err(ApiFault::invalid(format!(
                "Unsupported value: '{effort}' is not supported with the '{}' model. Supported values are: {}.",
                model.name,
                listed(model.efforts())
            ))
            .param("reasoning.effort")
            .code("unsupported_value"))
        }
        _ if summary.is_some() && !model.reasons() => Err(unsupported_parameter("reasoning.summary", "")),
        _ => Ok((effort.or(model.default_effort()), Thinking { summary, context, mode })),
    }
}

fn include<'a>(fields: Fields<'a, '_>, model: &Model) -> Result<Vec<&'a str>, ApiFault> {
    let items = fields.array("include", Null::Absent, "an array of strings")?;
    let mut include = Vec::new();
    for (index, item) in items.into_iter().flatten().enumerate() {
        let name = format!("include[{index}]");
        let word = item.as_str().ok_or_else(|| wrong_type(&name, "a string", item))?;
        if !INCLUDES.contains(&word) {
            return Err(not_one_of(&name, word, &INCLUDES));
        }
        if word == "reasoning.encrypted_content" && !model.reasons() {
            return Err(
                ApiFault::invalid("Encrypted content is not supported with this model.").param("include")
            );
        }
        include.push(word);
    }
    Ok(include)
}

fn previous<'a>(fields: Fields<'a, '_>) -> Result<Option<&'a str>, ApiFault> {
    let id = fields.string("previous_response_id", Null::Absent)?;
    match id.filter(|id| !id.starts_with("resp")) {
        Some(id) => Err(ApiFault::invalid(format!(
            "Invalid 'previous_response_id': '{id}'. Expected an ID that begins with 'resp'."
        ))
        .param("previous_response_id")
        .code("invalid_value")),
        None => Ok(id),
    }
}

fn labels<'a>(fields: Fields<'a, '_>) -> Result<[Option<&'a str>; 3], ApiFault> {
    Ok([
        fields.string("user", Null::Absent)?,
        fields.short_string("safety_identifier", LABEL)?,
        fields.short_string("prompt_cache_key", LABEL)?,
    ])
}

/// Parameters whose shape is checked and that change nothing here.
fn others(fields: Fields<'_, '_>) -> Result<(), ApiFault> {
    for param in ["prompt_cache_options", "moderation", "prompt", "access_programs", "image"] {
        fields.object(param, Null::Absent)?;
    }
    fields.array("context_management", Null::Absent, "an array of objects").map(drop)
}

fn one_past(request: &Request<'_>) -> Result<(), ApiFault> {
    if request.previous.is_some() && request.conversation.is_some() {
        return Err(ApiFault::invalid(
            "Mutually exclusive parameters: Ensure you are only providing one of: 'previous_response_id' or \
             'conversation'.",
        )
        .code("mutually_exclusive_parameters"));
    }
    Ok(())
}

/// What thinking models refuse, and what they take only without thinking.
fn thinking_limits(fields: Fields<'_, '_>, request: &mut Request<'_>) -> Result<(), ApiFault> {
    if !request.model.reasons() || request.effort == Some("none") {
        return Ok(());
    }
    let sampled = |param: &&&str| fields.given(param).is_some_and(|value| value.as_f64() != Some(1.0));
    let Some(param) = ["temperature", "top_p"].iter().find(sampled) else { return Ok(()) };
    let refusal = format!("Unsupported parameter: '{param}' is not supported with this model.");
    let asked = fields.given("reasoning").and_then(Json::as_object);
    let asked = asked.and_then(|reasoning| reasoning.get("effort")).is_some_and(|effort| !effort.is_null());
    // As for Chat Completions: it is told, not refused, where the vendor's own
    // default decides and is not certain for every model.
    if request.model.can_skip_reasoning() && !asked {
        request.advisories.push(format!(
            "Live, `{}` thinks by default and may then refuse this request: \"{refusal}\" Send `reasoning: {{effort: \
             \"none\"}}` along, or leave the parameter out.",
            request.model_name
        ));
        request.effort = Some("none");
        return Ok(());
    }
    Err(ApiFault::invalid(refusal).param(*param))
}

/// `json_object` wants to be asked for in words.
///
/// # Errors
/// The vendor's complaint.
pub fn json_is_mentioned(request: &Request<'_>, texts: &[Cow<'_, str>]) -> Result<(), ApiFault> {
    if request.text.format != Format::JsonObject
        || texts.iter().any(|text| text.to_lowercase().contains("json"))
    {
        return Ok(());
    }
    Err(ApiFault::invalid(
        "Response input messages must contain the word 'json' in some form to use 'text.format' of type 'json_object'.",
    )
    .param("input"))
}
