//! A Messages request, checked as the vendor checks it.
//!
//! Owns: the request's parameters, the order of complaints: the fields in the order
//! model, `max_tokens`, messages, the others; then fields that do not exist; then what
//! depends on the model (`rules`). Must not know: scripts, replies, sockets.

use crate::api::anthropic::Version;
use crate::api::anthropic::content::{self, Message};
use crate::api::anthropic::errors::{self, ApiFault};
use crate::api::anthropic::fields::{At, Fields};
use crate::api::anthropic::tools::{self, Tools};
use crate::api::anthropic::{pairs, rules, usage};
use crate::api::json::Json;
use crate::models::{Kind, Model};
use crate::script::Retired;
use std::borrow::Cow;

/// Parameters that sampling had before version 2026-10-21.
const SAMPLING: [&str; 3] = ["temperature", "top_p", "top_k"];

/// Parameters of both endpoints, betas' own included.
const SHARED: [&str; 15] = [
    "model",
    "messages",
    "system",
    "tools",
    "tool_choice",
    "thinking",
    "output_config",
    "output_format",
    "cache_control",
    "speed",
    "user_profile_id",
    "workspace_id",
    "context_management",
    "mcp_servers",
    "compaction",
];

/// Parameters of writing alone.
const WRITING: [&str; 13] = [
    "max_tokens",
    "stop_sequences",
    "stream",
    "metadata",
    "service_tier",
    "container",
    "inference_geo",
    "diagnostics",
    "billing_policy",
    "fallback_credit_token",
    "fallbacks",
    "thread",
    "betas",
];

/// What a request is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// `POST /v1/messages`
    Write,
    /// `POST /v1/messages/count_tokens`
    Count,
}

/// A request whose parameters are sound.
#[derive(Debug, Clone)]
pub struct MessagesRequest<'a> {
    /// The model's name as sent.
    pub model_name: &'a str,
    /// The model.
    pub model: &'static Model,
    /// The conversation.
    pub messages: Vec<Message<'a>>,
    /// The system prompt.
    pub system: Option<Cow<'a, str>>,
    /// Most tokens of a reply; 0 when only counting.
    pub max_tokens: u64,
    /// Texts that end a reply.
    pub stop: Vec<&'a str>,
    /// Whether the reply is to be streamed.
    pub stream: bool,
    /// As sent.
    pub temperature: Option<f64>,
    /// The tools offered.
    pub tools: Tools<'a>,
    /// Whether the reply must be JSON.
    pub json: bool,
    /// Things to tell the learner.
    pub advisories: Vec<String>,
}

/// Checks a request. `today` is the day for shutdowns (`YYYY-MM-DD`).
///
/// # Errors
/// The vendor's first complaint.
pub fn check<'a>(
    body: &'a Json<'a>,
    version: Version,
    purpose: Purpose,
    retired: Retired,
    today: &str,
) -> Result<MessagesRequest<'a>, ApiFault> {
    let fields = Fields::of(body, At::Root)?;
    let model_name = fields.required_text("model")?;
    if model_name.is_empty() {
        return Err(fields.complain("model", "String should have at least 1 character"));
    }
    let max_tokens = if purpose == Purpose::Write { max_tokens(fields)? } else { 0 };
    let messages = content::messages(fields, version)?;
    let system = content::system(fields)?;
    let stop = stops(fields)?;
    let stream = fields.boolean("stream")?.unwrap_or(false);
    let temperature = sampling(fields, version)?;
    let tools = tools::read(fields)?;
    let json = output(fields)?;
    thinking(fields, purpose, max_tokens, temperature)?;
    others(fields)?;
    rules::cache_marks(fields)?;
    fields.only(match purpose {
        Purpose::Write => &[&SHARED, &WRITING, &SAMPLING],
        Purpose::Count => &[&SHARED],
    })?;
    pairs::check(&messages)?;
    let (model, advisories) = known_model(model_name, retired, today)?;
    let request = MessagesRequest {
        model_name,
        model,
        messages,
        system,
        max_tokens,
        stop,
        stream,
        temperature,
        tools,
        json,
        advisories,
    };
    rules::check(fields, &request, purpose)?;
    takes_system_turns(&request)?;
    fits(&request, purpose)?;
    Ok(request)
}

fn known_model(name: &str, retired: Retired, today: &str) -> Result<(&'static Model, Vec<String>), ApiFault> {
    let model = crate::models::find(name).filter(|model| model.kind == Kind::Anthropic);
    let Some(model) = model else { return Err(errors::unknown_model(name)) };
    if !model.retired_on(today) {
        return Ok((model, Vec::new()));
    }
    if retired == Retired::Refuse {
        return Err(errors::unknown_model(name));
    }
    let day = model.until.as_deref().unwrap_or("an earlier day");
    Ok((
        model,
        vec![format!(
            "`{name}` was shut down on {day}: the live API answers 404 to it. `{}` is a current replacement.",
            model.replacement()
        )],
    ))
}

fn max_tokens(fields: Fields<'_, '_>) -> Result<u64, ApiFault> {
    fields.required("max_tokens")?;
    match fields.integer("max_tokens", i64::MIN)? {
        None => Err(fields.complain("max_tokens", "Input should be a valid integer")),
        // 0 fills the prompt cache and writes nothing.
        Some(number) if number < 0 => {
            Err(fields.complain("max_tokens", "must be greater than or equal to 0"))
        }
        Some(number) => Ok(number.unsigned_abs()),
    }
}

fn stops<'a>(fields: Fields<'a, '_>) -> Result<Vec<&'a str>, ApiFault> {
    let at = At::Name(&At::Root, "stop_sequences");
    let items = fields.list("stop_sequences")?.unwrap_or_default();
    let mut stops = Vec::with_capacity(items.len());
    for (index, item) in items.iter().enumerate() {
        let stop = item.as_str();
        let stop = stop.ok_or_else(|| At::Index(&at, index).complain("Input should be a valid string"))?;
        if stop.trim().is_empty() {
            return Err(fields.complain("stop_sequences", "each stop sequence must contain non-whitespace"));
        }
        stops.push(stop);
    }
    Ok(stops)
}

/// The temperature. The newer version knows no sampling parameters, not even at
/// their defaults.
fn sampling(fields: Fields<'_, '_>, version: Version) -> Result<Option<f64>, ApiFault> {
    if version == Version::Second
        && let Some(given) = SAMPLING.iter().find(|name| fields.has(name))
    {
        return Err(fields.complain(given, "Extra inputs are not permitted"));
    }
    let temperature = fields.decimal("temperature", 0, 1)?;
    fields.decimal("top_p", 0, 1)?;
    fields.integer("top_k", 0)?;
    Ok(temperature)
}

fn thinking(
    fields: Fields<'_, '_>,
    purpose: Purpose,
    max_tokens: u64,
    temperature: Option<f64>,
) -> Result<(), ApiFault> {
    let Some(thinking) = fields.given("thinking") else { return Ok(()) };
    let at = At::Name(&At::Root, "thinking");
    let kind = Fields::of(thinking, at)?.tag(&["adaptive", "between_tools", "disabled", "enabled"])?;
    let thinking = Fields::of(thinking, At::Name(&at, kind))?;
    thinking.word("display", &["summarized", "omitted"])?;
    if kind == "enabled" {
        thinking.required("budget_tokens")?;
        let budget = thinking.integer("budget_tokens", 1024)?.unwrap_or_default().unsigned_abs();
        if purpose == Purpose::Write && budget >= max_tokens {
            return Err(ApiFault::invalid("`max_tokens` must be greater than `thinking.budget_tokens`."));
        }
    }
    thinking.only(&[&["type", "display"], if kind == "enabled" { &["budget_tokens"] } else { &[] }])?;
    if matches!(kind, "enabled" | "adaptive") && temperature.is_some_and(|degrees| degrees < 1.0) {
        return Err(ApiFault::invalid("`temperature` may only be set to 1 when thinking is enabled."));
    }
    Ok(())
}

/// Whether the reply must be JSON.
fn output(fields: Fields<'_, '_>) -> Result<bool, ApiFault> {
    let root = At::Name(&At::Root, "output_config");
    let in_config = match fields.given("output_config") {
        Some(config) => {
            let config = Fields::of(config, root)?;
            config.word("effort", &["low", "medium", "high", "xhigh", "max"])?;
            config.given("format").map(|format| (format, At::Name(&root, "format")))
        }
        None => None,
    };
    let beta = fields.given("output_format").map(|format| (format, At::Name(&At::Root, "output_format")));
    let Some((format, at)) = in_config.or(beta) else { return Ok(false) };
    let format = Fields::of(format, at)?;
    format.tag(&["json_schema"])?;
    let schema = format.required("schema")?;
    let at = At::Name(&at, "schema");
    Fields::of(schema, at)?;
    match rules::schema_fault(schema) {
        Some(fault) => Err(at.complain(fault)),
        None => Ok(true),
    }
}

/// Parameters that change nothing here, but have a shape.
fn others(fields: Fields<'_, '_>) -> Result<(), ApiFault> {
    if let Some(metadata) = fields.given("metadata") {
        let metadata = Fields::of(metadata, At::Name(&At::Root, "metadata"))?;
        metadata.text("user_id")?;
        metadata.only(&[&["user_id"]])?;
    }
    fields.word("service_tier", &["auto", "standard_only"])?;
    fields.word("speed", &["standard", "fast"])?;
    fields.text("inference_geo")?;
    fields.cache_control()
}

/// System turns between the others are taken by models of the fifth generation.
fn takes_system_turns(request: &MessagesRequest<'_>) -> Result<(), ApiFault> {
    let system = request.messages.iter().any(|message| message.role == "system");
    if !system || usage::is_fifth_generation(&request.model.name) {
        return Ok(());
    }
    Err(ApiFault::invalid(
        "messages: Unexpected role \"system\". The Messages API accepts a top-level `system` parameter, not \"system\" \
         as an input message role.",
    ))
}

fn fits(request: &MessagesRequest<'_>, purpose: Purpose) -> Result<(), ApiFault> {
    if purpose == Purpose::Count {
        return Ok(());
    }
    let (wanted, context) = (request.max_tokens, request.model.context);
    if let Some(most) = request.model.max_output.filter(|most| wanted > *most) {
        return Err(ApiFault::invalid(format!(
            "max_tokens: {wanted} > {most}, which is the maximum allowed number of output tokens for {}",
            request.model.snapshot()
        )));
    }
    let prompt = usage::input_tokens(request);
    if prompt > context {
        return Err(errors::prompt_too_long(prompt, context));
    }
    if prompt + wanted > context {
        return Err(errors::request_too_long(prompt, wanted, context));
    }
    Ok(())
}

#[cfg(test)]
#[path = "validate_tests.rs"]
mod tests;
