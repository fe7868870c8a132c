//! A chat request, checked as the vendor checks it.
//!
//! Owns: the request's parameters, the order of complaints. Must not know: scripts,
//! replies, sockets.

use crate::api::json::{Json, Object};
use crate::api::openai::bias;
use crate::api::openai::chat_tools::{self, Tools};
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::messages::{self, Message};
use crate::api::openai::params::{
    Fields, Null, Place, listed, long_array, long_string, missing, only_default, unsupported_parameter,
    wrong_type,
};
use crate::api::openai::strict_schema;
use crate::models::{Kind, Model};
use crate::script::Retired;

/// Every parameter of the endpoint.
const PARAMETERS: [&str; 37] = [
    "model",
    "messages",
    "temperature",
    "top_p",
    "n",
    "stop",
    "max_tokens",
    "max_completion_tokens",
    "frequency_penalty",
    "presence_penalty",
    "logprobs",
    "top_logprobs",
    "logit_bias",
    "seed",
    "stream",
    "stream_options",
    "response_format",
    "tools",
    "tool_choice",
    "parallel_tool_calls",
    "functions",
    "function_call",
    "reasoning_effort",
    "verbosity",
    "service_tier",
    "store",
    "metadata",
    "modalities",
    "audio",
    "prediction",
    "web_search_options",
    "moderation",
    "prompt_cache_key",
    "prompt_cache_options",
    "prompt_cache_retention",
    "safety_identifier",
    "user",
];

/// Those that nearly every request is made of: nothing else is looked for in a
/// request that has no others.
const COMMON: [&str; 10] = [
    "model",
    "messages",
    "temperature",
    "stream",
    "max_tokens",
    "max_completion_tokens",
    "n",
    "stop",
    "seed",
    "stream_options",
];

/// Texts that tell users and prompts apart, and their greatest length, in characters.
pub(super) const LABELS: [&str; 2] = ["prompt_cache_key", "safety_identifier"];
pub(super) const LABEL: usize = 64;

pub(super) const EFFORTS: [&str; 7] = ["none", "minimal", "low", "medium", "high", "xhigh", "max"];

/// What form the reply must have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Format {
    /// Any text.
    #[default]
    Text,
    /// Some JSON object.
    JsonObject,
    /// JSON by a schema.
    JsonSchema,
}

/// A chat request whose parameters are sound.
#[derive(Debug, Clone)]
pub struct ChatRequest<'a> {
    /// The model's name as sent.
    pub model_name: &'a str,
    /// The model.
    pub model: &'static Model,
    /// The conversation.
    pub messages: Vec<Message<'a>>,
    /// As sent.
    pub temperature: Option<f64>,
    /// Number of replies wanted.
    pub n: u32,
    /// Texts that end a reply.
    pub stop: Vec<&'a str>,
    /// Most tokens of a reply, thinking included.
    pub max_tokens: Option<u64>,
    /// Whether the reply is to be streamed.
    pub stream: bool,
    /// Whether a stream tells its usage.
    pub include_usage: bool,
    /// Whether a stream's chunks are padded.
    pub obfuscate: bool,
    /// How many alternatives to list per token; `None` without `logprobs`.
    pub logprobs: Option<usize>,
    /// As sent.
    pub seed: Option<i64>,
    /// How hard to think: what the request or the model says; `None` for models
    /// that do not.
    pub effort: Option<&'a str>,
    /// The tools that are offered.
    pub tools: Tools<'a>,
    /// The form of the reply.
    pub format: Format,
    /// The schema of the reply, where one is asked for.
    pub schema: Option<&'a Object<'a>>,
    /// Whether the completion goes on record.
    pub store: bool,
    /// Things to tell the learner.
    pub advisories: Vec<String>,
}

/// Checks a request. `today` is the day for shutdowns (`YYYY-MM-DD`).
///
/// # Errors
/// The vendor's first complaint.
pub fn check<'a>(body: &'a Json<'a>, retired: Retired, today: &str) -> Result<ChatRequest<'a>, ApiFault> {
    let Some(map) = body.as_object() else { return Err(errors::not_json()) };
    let fields = Fields::of_request(map);
    let (model_name, model) = model(fields)?;
    let advisories = Vec::from_iter(retirement(model_name, model, retired, today)?);
    if model.kind != Kind::Chat {
        return Err(errors::not_a_chat_model(model.kind));
    }
    // Told before anything else is looked at: see the table of sentences in the facts.
    if fields.given("max_tokens").is_some() && (model.reasons() || model.is_gpt5_or_later()) {
        return Err(unsupported_parameter("max_tokens", "Use 'max_completion_tokens' instead."));
    }
    let has_more = fields.has_more_than(&COMMON);
    if has_more {
        fields.only(&PARAMETERS)?;
    }
    let messages = messages::read(fields)?;
    roles_allowed(model, &messages)?;
    let mut request = ChatRequest {
        model_name,
        model,
        messages,
        temperature: fields.decimal("temperature", 0..=2)?,
        n: fields.integer("n", 1..=128)?.unwrap_or(1) as u32,
        stop: stops(fields)?,
        max_tokens: max_tokens(fields, model)?,
        stream: fields.boolean("stream", Null::Absent)?.unwrap_or(false),
        include_usage: false,
        obfuscate: true,
        logprobs: None,
        seed: fields.integer("seed", i64::MIN..=i64::MAX)?,
        effort: model.default_effort(),
        tools: Tools::default(),
        format: Format::Text,
        schema: None,
        store: false,
        advisories,
    };
    if has_more {
        request.logprobs = logprobs(fields)?;
        request.effort = effort(fields, model)?;
        request.tools = chat_tools::read(fields)?;
        (request.format, request.schema) = format(fields)?;
        others(fields, model)?;
        request.store = fields.boolean("store", Null::Absent)?.unwrap_or(false);
    }
    let mut request = stream_options(fields, request)?;
    reasoning_limits(fields, &mut request)?;
    json_is_mentioned(&request)?;
    Ok(request)
}

fn model<'a>(fields: Fields<'a, '_>) -> Result<(&'a str, &'static Model), ApiFault> {
    let name = match fields.given("model") {
        None => return Err(errors::no_model()),
        Some(Json::String(name)) if name.is_empty() => return Err(errors::no_model()),
        Some(Json::String(name)) => name,
        Some(other) => return Err(wrong_type("model", "a string", other)),
    };
    let model = crate::models::find(name).filter(|model| model.kind != Kind::Anthropic);
    model.map(|model| (name.as_ref(), model)).ok_or_else(|| errors::unknown_model(name))
}

/// What to say of a model that was shut down; an error where the script wants one.
pub(super) fn retirement(
    name: &str,
    model: &Model,
    retired: Retired,
    today: &str,
) -> Result<Option<String>, ApiFault> {
    if !model.retired_on(today) {
        return Ok(None);
    }
    if retired == Retired::Refuse {
        return Err(errors::retired_model(name));
    }
    let day = model.until.as_deref().unwrap_or("an earlier day");
    Ok(Some(format!(
        "`{name}` was shut down on {day}: the live API answers 404 to it. `{}` is a current replacement.",
        model.replacement()
    )))
}

fn roles_allowed(model: &Model, messages: &[Message<'_>]) -> Result<(), ApiFault> {
    // o1-preview and o1-mini, the reasoning models that know no effort, took no
    // instructions.
    if !model.reasons() || !model.efforts().is_empty() {
        return Ok(());
    }
    match messages.iter().position(|message| matches!(message.role, "system" | "developer")) {
        Some(index) => {
            let param = format!("messages[{index}].role");
            let role = messages.get(index).map_or("", |message| message.role);
            Err(ApiFault::invalid(format!(
                "Unsupported value: '{param}' does not support '{role}' with this model."
            ))
            .param(param)
            .code("unsupported_value"))
        }
        None => Ok(()),
    }
}

pub(super) fn stops<'a>(fields: Fields<'a, '_>) -> Result<Vec<&'a str>, ApiFault> {
    let stops = match fields.given("stop") {
        None => return Ok(Vec::new()),
        Some(Json::String(stop)) => vec![stop.as_ref()],
        Some(Json::Array(items)) if items.len() > 4 => return Err(long_array("stop", 4, items.len())),
        Some(Json::Array(items)) => items
            .iter()
            .enumerate()
            .map(|(index, item)| {
                item.as_str().ok_or_else(|| wrong_type(&format!("stop[{index}]"), "a string", item))
            })
            .collect::<Result<_, _>>()?,
        Some(other) => return Err(wrong_type("stop", "one of a string or array of strings", other)),
    };
    Ok(stops.into_iter().filter(|stop| !stop.is_empty()).collect())
}

fn max_tokens(fields: Fields<'_, '_>, model: &Model) -> Result<Option<u64>, ApiFault> {
    let old = fields.integer("max_tokens", 1..=i64::MAX)?;
    let new = fields.integer("max_completion_tokens", 1..=i64::MAX)?;
    if old.is_some() && new.is_some() {
        return Err(ApiFault::invalid(
            "Setting 'max_tokens' and 'max_completion_tokens' at the same time is not supported.",
        )
        .param("max_tokens")
        .code("invalid_parameter_combination"));
    }
    let name = if old.is_some() { "max_tokens" } else { "max_completion_tokens" };
    let Some(wanted) = old.or(new).map(i64::unsigned_abs) else { return Ok(None) };
    match model.max_output {
        Some(most) if wanted > most => Err(ApiFault::invalid(format!(
            "{name} is too large: {wanted}. This model supports at most {most} completion tokens, whereas you provided \
             {wanted}."
        ))
        .param(name)
        .code("invalid_value")),
        _ => Ok(Some(wanted)),
    }
}

fn logprobs(fields: Fields<'_, '_>) -> Result<Option<usize>, ApiFault> {
    let wanted = fields.boolean("logprobs", Null::Absent)?.unwrap_or(false);
    let top = fields.integer("top_logprobs", 0..=20)?;
    if top.is_some() && !wanted {
        return Err(ApiFault::invalid(
            "The 'top_logprobs' parameter is only allowed when 'logprobs' is enabled.",
        )
        .param("top_logprobs"));
    }
    Ok(wanted.then(|| top.unwrap_or(0) as usize))
}

fn effort<'a>(fields: Fields<'a, '_>, model: &'static Model) -> Result<Option<&'a str>, ApiFault> {
    let Some(effort) = fields.word("reasoning_effort", &EFFORTS)? else { return Ok(model.default_effort()) };
    if model.efforts().is_empty() {
        return Err(ApiFault::invalid("Unrecognized request argument supplied: reasoning_effort"));
    }
    if !model.efforts().iter().any(|known| known == effort) {
        return Err(ApiFault::invalid(format!(
            "Unsupported value: 'reasoning_effort' does not support '{effort}' with this model. Supported values are: {}.",
            listed(model.efforts())
        ))
        .param("reasoning_effort")
        .code("unsupported_value"));
    }
    Ok(Some(effort))
}

fn stream_options<'a>(
    fields: Fields<'a, '_>,
    mut request: ChatRequest<'a>,
) -> Result<ChatRequest<'a>, ApiFault> {
    let Some(options) = fields.object("stream_options", Null::Absent)? else { return Ok(request) };
    if !request.stream {
        return Err(ApiFault::invalid(
            "The 'stream_options' parameter is only allowed when 'stream' is enabled.",
        )
        .param("stream_options"));
    }
    let options = Fields::at(options, Place::Field(&Place::Root, "stream_options"));
    options.only(&["include_usage", "include_obfuscation"])?;
    request.include_usage = options.boolean("include_usage", Null::Absent)?.unwrap_or(false);
    request.obfuscate = options.boolean("include_obfuscation", Null::Absent)?.unwrap_or(true);
    Ok(request)
}

/// What thinking models refuse, and what they take only without thinking.
fn reasoning_limits(fields: Fields<'_, '_>, request: &mut ChatRequest<'_>) -> Result<(), ApiFault> {
    let model = request.model;
    if !model.reasons() {
        return Ok(());
    }
    if !request.stop.is_empty() && !model.takes_stop() {
        return Err(unsupported_parameter("stop", ""));
    }
    if request.effort == Some("none") {
        return Ok(());
    }
    let refused = refused_while_thinking(fields).or_else(|| chat_tools::refused_while_thinking(request));
    let Some(refused) = refused else { return Ok(()) };
    // The vendor's default for gpt-5.5 and later is to think, and then it refuses;
    // whether it does so for every one of them is not certain: so it is told, not
    // refused, unless the request itself asks for thinking.
    // Functions are: gpt-5.6 takes them with `none` alone (BerriAI/litellm#34569).
    let is_certain =
        model.name.starts_with("gpt-5.6") && refused.param.as_deref() == Some("reasoning_effort");
    if model.can_skip_reasoning() && fields.given("reasoning_effort").is_none() && !is_certain {
        request.advisories.push(format!(
            "Live, `{}` thinks by default and may then refuse this request: \"{}\" Send `reasoning_effort: \"none\"` \
             along, or leave the parameter out.",
            request.model_name, refused.message
        ));
        request.effort = Some("none");
        return Ok(());
    }
    Err(refused)
}

fn refused_while_thinking(fields: Fields<'_, '_>) -> Option<ApiFault> {
    for (param, default) in [("temperature", 1.0), ("top_p", 1.0)] {
        if let Some(value) = fields.given(param).filter(|value| value.as_f64() != Some(default)) {
            return Some(only_default(param, value, "1"));
        }
    }
    for param in ["presence_penalty", "frequency_penalty"] {
        if fields.given(param).is_some_and(|value| value.as_f64() != Some(0.0)) {
            return Some(unsupported_parameter(param, ""));
        }
    }
    if fields.given("logprobs").is_some_and(|value| value.as_bool() == Some(true)) {
        return Some(unsupported_parameter("logprobs", ""));
    }
    fields.given("logit_bias").map(|_| unsupported_parameter("logit_bias", ""))
}

fn format<'a>(fields: Fields<'a, '_>) -> Result<(Format, Option<&'a Object<'a>>), ApiFault> {
    let Some(format) = fields.object("response_format", Null::Absent)? else {
        return Ok((Format::Text, None));
    };
    let place = Place::Field(&Place::Root, "response_format");
    let format = Fields::at(format, place);
    let kinds = ["json_object", "json_schema", "text"];
    match format.word("type", &kinds)?.ok_or_else(|| missing(&format.name("type")))? {
        "json_object" => Ok((Format::JsonObject, None)),
        "json_schema" => {
            let schema = format.object("json_schema", Null::Wrong)?;
            let schema = schema.ok_or_else(|| missing(&format.name("json_schema")))?;
            let schema = Fields::at(schema, Place::Field(&place, "json_schema"));
            chat_tools::function(schema)?;
            strict_schema::check_format(schema, "response_format", None)?;
            Ok((Format::JsonSchema, schema.object("schema", Null::Absent)?))
        }
        _ => Ok((Format::Text, None)),
    }
}

fn json_is_mentioned(request: &ChatRequest<'_>) -> Result<(), ApiFault> {
    let mentioned = |message: &Message<'_>| message.text.to_lowercase().contains("json");
    if request.format != Format::JsonObject || request.messages.iter().any(mentioned) {
        return Ok(());
    }
    Err(ApiFault::invalid(
        "'messages' must contain the word 'json' in some form, to use 'response_format' of type 'json_object'.",
    )
    .param("messages"))
}

/// Parameters whose shape is checked and that change nothing here.
fn others(fields: Fields<'_, '_>, model: &Model) -> Result<(), ApiFault> {
    fields.decimal("top_p", 0..=1)?;
    fields.decimal("frequency_penalty", -2..=2)?;
    fields.decimal("presence_penalty", -2..=2)?;
    bias::check(fields, model.encoding)?;
    verbosity(fields, model)?;
    fields.word("service_tier", &["auto", "default", "flex", "scale", "priority", "fast"])?;
    let stored = fields.boolean("store", Null::Absent)?.unwrap_or(false);
    if let Some(pairs) = fields.object("metadata", Null::Absent)? {
        metadata(pairs)?;
        if !stored && !pairs.is_empty() {
            return Err(ApiFault::invalid(
                "The 'metadata' parameter is only allowed when 'store' is enabled.",
            )
            .param("metadata"));
        }
    }
    for param in ["user", "prompt_cache_retention"] {
        fields.string(param, Null::Absent)?;
    }
    for param in LABELS {
        fields.short_string(param, LABEL)?;
    }
    for param in ["audio", "prediction", "web_search_options", "moderation", "prompt_cache_options"] {
        fields.object(param, Null::Absent)?;
    }
    if fields.given("web_search_options").is_some() && !model.name.contains("search") {
        return Err(ApiFault::invalid("Web search options not supported with this model.")
            .param("web_search_options"));
    }
    fields.array("modalities", Null::Absent, "an array of strings").map(drop)
}

/// How wordy the reply is to be; the sentence is recorded for gpt-4o-mini, in either
/// protocol.
pub(super) fn verbosity<'a>(fields: Fields<'a, '_>, model: &Model) -> Result<Option<&'a str>, ApiFault> {
    let wanted = fields.word("verbosity", &["low", "medium", "high"])?;
    match wanted.filter(|word| *word != "medium" && !model.takes_verbosity()) {
        Some(word) => Err(ApiFault::invalid(format!(
            "Unsupported value: '{word}' is not supported with the '{}' model. Supported values are: 'medium'.",
            model.name
        ))
        .param(fields.name("verbosity"))
        .code("unsupported_value")),
        None => Ok(wanted),
    }
}

pub(super) fn metadata(pairs: &Object<'_>) -> Result<(), ApiFault> {
    if pairs.len() > 16 {
        return Err(ApiFault::invalid(format!(
            "Invalid 'metadata': too many properties. Expected an object with at most 16 properties, but got an object \
             with {} properties instead.",
            pairs.len()
        ))
        .param("metadata")
        .code("object_above_max_properties"));
    }
    let fields = Fields::at(pairs, Place::Field(&Place::Root, "metadata"));
    for key in pairs.keys() {
        if key.chars().count() > 64 {
            return Err(long_string("metadata", 64, key.chars().count()));
        }
        fields.string(key, Null::Wrong)?;
        fields.short_string(key, 512)?;
    }
    Ok(())
}

#[cfg(test)]
#[path = "validate_tests.rs"]
mod tests;
