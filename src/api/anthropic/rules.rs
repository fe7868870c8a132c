//! What a request may not ask of its model, and combinations that no model takes.
//!
//! Owns: the vendor's sentences about them and their order. Must not know: which model
//! takes what (`traits`), shapes of fields.

use crate::api::anthropic::content::{Message, Part};
use crate::api::anthropic::errors::ApiFault;
use crate::api::anthropic::fields::Fields;
use crate::api::anthropic::traits::{self, Disabling, Sampling, Traits};
use crate::api::anthropic::validate::{MessagesRequest, Purpose};
use crate::api::json::{Json, Object};

/// Complains about what the request's model does not take. Forced calls are looked at
/// when counting as well; the rest only when a reply is wanted.
///
/// # Errors
/// The vendor's complaint.
pub fn check(
    fields: Fields<'_, '_>,
    request: &MessagesRequest<'_>,
    purpose: Purpose,
) -> Result<(), ApiFault> {
    let traits = traits::of(&request.model.name);
    if request.tools.forced && !traits.forced_tools {
        return Err(ApiFault::invalid(
            "tool_choice: type \"tool\" and \"any\" are not supported for this model.",
        ));
    }
    if purpose == Purpose::Count {
        return Ok(());
    }
    let word = |object: &str, field: &str| {
        fields
            .given(object)
            .and_then(Json::as_object)
            .and_then(|object| object.get(field))
            .and_then(Json::as_str)
    };
    let (thinking, effort) = (word("thinking", "type"), word("output_config", "effort"));
    thinks(&traits, thinking, effort)?;
    exerts(&traits, effort)?;
    samples(&traits, fields)?;
    if thinking == Some("enabled") && request.tools.forced {
        return Err(ApiFault::invalid("Thinking may not be enabled when tool_choice forces tool use."));
    }
    if thinking == Some("enabled") {
        thought_before_calling(request)?;
    }
    // A credit for a refused request pays for one prefill, too.
    if !traits.prefill && prefills(request) && fields.given("fallback_credit_token").is_none() {
        return Err(ApiFault::invalid(
            "This model does not support assistant message prefill. The conversation must end with a user message.",
        ));
    }
    Ok(())
}

/// With a budget for thinking, a turn that called tools has to come back with the
/// thoughts that it began with.
fn thought_before_calling(request: &MessagesRequest<'_>) -> Result<(), ApiFault> {
    let brings = |message: &Message<'_>| message.parts.iter().any(|part| matches!(part, Part::Result { .. }));
    // A turn goes on for as long as it calls tools; it thinks at its beginning.
    let mut begin = None;
    let mut rest = request.messages.as_slice();
    while let [before @ .., turn, results] = rest {
        if turn.role != "assistant" || !brings(results) {
            break;
        }
        begin = Some((before.len(), turn));
        rest = before;
    }
    let Some((index, turn)) = begin else { return Ok(()) };
    let found = match turn.parts.first() {
        Some(Part::Text(_)) => "text",
        Some(Part::Use { .. }) => "tool_use",
        _ => return Ok(()),
    };
    Err(ApiFault::invalid(format!(
        "messages.{index}.content.0.type: Expected `thinking` or `redacted_thinking`, but found `{found}`. When \
         `thinking` is enabled, a final `assistant` message must start with a thinking block (preceeding the lastmost \
         set of `tool_use` and `tool_result` blocks). We recommend you include thinking blocks from previous turns. To \
         avoid this requirement, disable `thinking`. Please consult our documentation at \
         https://docs.claude.com/en/docs/build-with-claude/extended-thinking"
    )))
}

/// The kind of thinking.
fn thinks(traits: &Traits, thinking: Option<&str>, effort: Option<&str>) -> Result<(), ApiFault> {
    let by_effort =
        "Use \"thinking.type.adaptive\" and \"output_config.effort\" to control thinking behavior.";
    let sentence = match (thinking, traits.disabling) {
        (Some("adaptive"), _) if !traits.adaptive => "adaptive thinking is not supported on this model".to_owned(),
        (Some("enabled"), _) if !traits.enabled => {
            format!("\"thinking.type.enabled\" is not supported for this model. {by_effort}")
        }
        (Some("between_tools"), _) if !traits.between_tools => {
            "\"thinking.type.between_tools\" is not supported for this model.".to_owned()
        }
        (Some("disabled"), Disabling::Never) => {
            format!("\"thinking.type.disabled\" is not supported for this model. {by_effort}")
        }
        (Some("disabled"), Disabling::NeverButBudget) => {
            "\"thinking.type.disabled\" is not supported for this model. Thinking defaults to adaptive mode when not \
             specified; use \"thinking.type.enabled\" with \"budget_tokens\" for extended thinking."
                .to_owned()
        }
        (Some("disabled"), Disabling::BetweenTools) => {
            "To turn thinking off on this model, send \"thinking\": {\"type\": \"between_tools\"} instead of {\"type\": \
             \"disabled\"}. The model does not think before responding. The short updates it writes between tool calls \
             come back as thinking blocks."
                .to_owned()
        }
        (Some("disabled"), Disabling::UpToHigh) | (Some("between_tools"), Disabling::BetweenTools) => {
            let Some(effort @ ("xhigh" | "max")) = effort else { return Ok(()) };
            format!(
                "output_config.effort '{effort}' is not supported when thinking is disabled on this model. Use effort \
                 'high' or below, or enable thinking."
            )
        }
        _ => return Ok(()),
    };
    Err(ApiFault::invalid(sentence))
}

fn exerts(traits: &Traits, effort: Option<&str>) -> Result<(), ApiFault> {
    match effort {
        Some(_) if traits.efforts.is_empty() => {
            Err(ApiFault::invalid("This model does not support the effort parameter."))
        }
        Some(effort) if !traits.efforts.contains(&effort) => Err(ApiFault::invalid(format!(
            "This model does not support effort level '{effort}'. Supported levels: {}.",
            traits.efforts.join(", ")
        ))),
        _ => Ok(()),
    }
}

fn samples(traits: &Traits, fields: Fields<'_, '_>) -> Result<(), ApiFault> {
    let [temperature, top_p, top_k] = ["temperature", "top_p", "top_k"].map(|name| fields.given(name));
    let refused = match traits.sampling {
        Sampling::Free => return Ok(()),
        Sampling::OneOf if temperature.is_some() && top_p.is_some() => {
            return Err(ApiFault::invalid(
                "`temperature` and `top_p` cannot both be specified for this model. Please use only one.",
            ));
        }
        Sampling::OneOf => return Ok(()),
        // The temperature is judged by its value, the others by being there.
        Sampling::Gone if temperature.and_then(Json::as_f64).is_some_and(|degrees| degrees != 1.0) => {
            "temperature"
        }
        Sampling::Gone if top_p.is_some() => "top_p",
        Sampling::Gone if top_k.is_some() => "top_k",
        Sampling::Gone => return Ok(()),
    };
    Err(ApiFault::invalid(format!("`{refused}` is deprecated for this model.")))
}

/// Whether the conversation ends with words put into the assistant's mouth. A turn
/// that the vendor's own tools paused is sent back as it is, and goes on.
fn prefills(request: &MessagesRequest<'_>) -> bool {
    request.messages.last().is_some_and(|last| {
        last.role == "assistant" && !last.parts.iter().any(|part| matches!(part, Part::Other(_)))
    })
}

/// Most places of a request that may be marked for the prompt cache.
const MARKS: usize = 4;

/// Complains about more marks for the prompt cache than there are slots; a thread
/// keeps one for itself.
///
/// # Errors
/// The vendor's complaint.
pub fn cache_marks(fields: Fields<'_, '_>) -> Result<(), ApiFault> {
    let list = |name: &str| fields.given(name).and_then(Json::as_array).map_or(&[][..], Vec::as_slice);
    let messages = list("messages");
    // The mark for the whole request goes to the last block, unless that has its own.
    let end = messages.last().and_then(content).and_then(<[Json<'_>]>::last);
    let whole = fields.given("cache_control").is_some() && !end.is_some_and(is_marked);
    let found = usize::from(whole)
        + marks(list("tools"))
        + marks(list("system"))
        + messages.iter().filter_map(content).map(marks).sum::<usize>();
    if fields.given("thread").is_some() && found > MARKS - 1 {
        let sentence = format!(
            "thread: a maximum of {} blocks with cache_control may be provided when thread is set -- the fourth marker \
             slot is reserved for the marker the server places on the conversation last cache-eligible block. Found \
             {found}.",
            MARKS - 1
        );
        return Err(ApiFault::invalid(sentence).code("thread_unsupported_request"));
    }
    if found > MARKS {
        return Err(ApiFault::invalid(format!(
            "A maximum of {MARKS} blocks with cache_control may be provided. Found {found}."
        )));
    }
    let mut shorter = false;
    for name in ["tools", "system"] {
        longer_first(name, list(name), &mut shorter)?;
    }
    for (index, message) in messages.iter().enumerate() {
        let place = format!("messages.{index}.content");
        longer_first(&place, content(message).unwrap_or_default(), &mut shorter)?;
    }
    Ok(())
}

/// Complains about a mark for an hour after one for five minutes; `shorter` says whether
/// there was one of these before.
fn longer_first(place: &str, blocks: &[Json<'_>], shorter: &mut bool) -> Result<(), ApiFault> {
    for (index, block) in blocks.iter().enumerate().filter(|(_, block)| is_marked(block)) {
        let mark = block.as_object().and_then(|block| block.get("cache_control")).and_then(Json::as_object);
        let hour = mark.and_then(|mark| mark.get("ttl")).and_then(Json::as_str) == Some("1h");
        if hour && *shorter {
            return Err(ApiFault::invalid(format!(
                "{place}.{index}.cache_control.ttl: a ttl='1h' cache_control block must not come after a ttl='5m' \
                 cache_control block. Note that blocks are processed in the following order: `tools`, `system`, \
                 `messages`."
            )));
        }
        *shorter |= !hour;
    }
    Ok(())
}

fn is_marked(block: &Json<'_>) -> bool {
    block.as_object().and_then(|block| block.get("cache_control")).is_some_and(|mark| !mark.is_null())
}

fn marks(blocks: &[Json<'_>]) -> usize {
    blocks.iter().map(|block| usize::from(is_marked(block)) + content(block).map_or(0, marks)).sum()
}

/// The blocks in the content of a message or a result.
fn content<'j, 'a>(holder: &'j Json<'a>) -> Option<&'j [Json<'a>]> {
    holder.as_object()?.get("content")?.as_array().map(Vec::as_slice)
}

/// What is said of a schema that is not closed.
pub const NOT_CLOSED: &str = "For 'object' type, 'additionalProperties' must be explicitly set to false";

/// What the vendor says to a schema that replies or strict tools have to obey: every object
/// rules out other properties, and bounds that it cannot enforce are not there. `None` for
/// one that will do.
///
/// The sentences are those of agentjido/req_llm#302 and karpathy/llm-council#55.
#[must_use]
pub fn schema_fault(schema: &Json<'_>) -> Option<String> {
    let object = schema.as_object()?;
    let describes_objects = match object.get("type") {
        Some(Json::Array(types)) => types.iter().any(|name| name.as_str() == Some("object")),
        name => name.and_then(Json::as_str) == Some("object"),
    };
    if describes_objects && object.get("additionalProperties").and_then(Json::as_bool) != Some(false) {
        return Some(NOT_CLOSED.to_owned());
    }
    if let Some(fault) = bounds_fault(object) {
        return Some(fault);
    }
    let named =
        ["properties", "$defs", "definitions"].into_iter().filter_map(|key| object.get(key)?.as_object());
    let listed = ["anyOf", "allOf", "oneOf"].into_iter().filter_map(|key| object.get(key)?.as_array());
    named
        .flat_map(|fields| fields.iter().map(|(_, inner)| inner))
        .chain(listed.flatten())
        .chain(object.get("items"))
        .find_map(schema_fault)
}

/// Bounds that cannot be enforced.
fn bounds_fault(schema: &Object<'_>) -> Option<String> {
    let kind = schema.get("type").and_then(Json::as_str)?;
    let refused: &[&str] = match kind {
        "integer" | "number" => &["exclusiveMaximum", "exclusiveMinimum", "maximum", "minimum", "multipleOf"],
        "string" => &["maxLength", "minLength"],
        "array" => &["maxItems"],
        _ => &[],
    };
    let found: Vec<&str> = refused.iter().copied().filter(|name| schema.get(name).is_some()).collect();
    let least = schema.get("minItems").and_then(Json::as_f64).unwrap_or(0.0);
    match found.as_slice() {
        [] if kind == "array" && least > 1.0 => {
            Some("For 'array' type, 'minItems' values other than 0 or 1 are not supported".to_owned())
        }
        [] => None,
        [one] => Some(format!("For '{kind}' type, property '{one}' is not supported")),
        several => Some(format!("For '{kind}' type, properties {} are not supported", several.join(", "))),
    }
}

#[cfg(test)]
#[path = "rules_tests.rs"]
mod tests;
