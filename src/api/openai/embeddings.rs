//! Embeddings: texts as unit vectors, similar texts near each other.
//!
//! Owns: the endpoint, its checks, the vectors. Must not know: scripts, sockets.
//!
//! A vector is a signed hashing of words and of runs of three and four letters, over a
//! little noise of the text's own, so that no component is zero: what shares words or parts
//! of words is near, what shares nothing is nearly at right angles. It knows no meaning:
//! `car` and `automobile` are strangers.

use crate::api::answer::{Answer, Body, Note};
use crate::api::base64;
use crate::api::json::Json;
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::headers;
use crate::api::openai::limited;
use crate::api::openai::object;
use crate::api::openai::params::{Fields, Null, empty_array, long_array, missing, wrong_type};
use crate::api::respond::{Call, Engine};
use crate::api::rng::Seed;
use crate::api::tokens::count;
use crate::evidence::Usage;
use crate::models::{Kind, Model};
use serde_json::{Value, json};
use std::borrow::Cow;
use std::time::Duration;

/// Most inputs of one request.
const INPUTS: usize = 2048;
/// Most tokens of one input.
const TOKENS: usize = 8192;
/// Most tokens of one request.
const ALL_TOKENS: usize = 300_000;

/// How much of a vector is noise, in parts of its length, about.
const NOISE: f64 = 0.2;

/// Answers `POST /v1/embeddings`.
#[must_use]
pub fn answer(engine: &Engine, call: &Call<'_>) -> Answer {
    match embed(call.body) {
        Ok(Embedded { model, body, tokens, estimate }) => {
            if let Some(answer) = limited::refusal(engine, call, &model.name, estimate) {
                return answer;
            }
            let limits = engine.limiter.count(estimate, call.at_ms);
            let mut headers =
                headers::application("application/json", &engine.sender(0), Some(limits), &mut call.rng());
            headers.push((Cow::Borrowed("openai-model"), Cow::Owned(model.name.clone())));
            // Unlike other endpoints, also where no browser asks.
            headers.push((Cow::Borrowed("access-control-allow-origin"), Cow::Borrowed("*")));
            let body = object::pretty(&body);
            let usage = Usage { input_tokens: tokens, ..Usage::default() };
            let note = Note {
                response: body.clone(),
                usage: Some(usage),
                usage_sent: true,
                usd: model.cost(&usage),
                ..Note::default()
            };
            Answer { status: 200, headers, body: Body::Whole(body), wait: Duration::ZERO, fault: None, note }
        }
        Err(fault) => engine.refuse(fault, call),
    }
}

/// What becomes of a request.
struct Embedded {
    model: &'static Model,
    body: Value,
    tokens: u64,
    /// Tokens as the vendor's limiter guesses them: four characters each.
    estimate: u64,
}

fn embed(body: &Json<'_>) -> Result<Embedded, ApiFault> {
    let Some(map) = body.as_object() else { return Err(errors::not_json()) };
    let fields = Fields::of_request(map);
    let model = model(fields)?;
    fields.only(&["model", "input", "dimensions", "encoding_format", "user"])?;
    let inputs = inputs(fields, model)?;
    let base64 = fields.word("encoding_format", &["float", "base64"])? == Some("base64");
    let dimensions = dimensions(fields, model)?;
    fields.string("user", Null::Absent)?;
    let tokens: usize = inputs.iter().map(|input| input.tokens).sum();
    if tokens > ALL_TOKENS {
        return Err(ApiFault::invalid(format!(
            "Requested {tokens} tokens, max {ALL_TOKENS} tokens per request"
        ))
        .kind("max_tokens_per_request")
        .code("max_tokens_per_request"));
    }
    let data: Vec<Value> = inputs
        .iter()
        .enumerate()
        .map(|(index, input)| {
            let vector = vector(&input.text, dimensions);
            let shown = if base64 { Value::from(to_base64(&vector)) } else { json!(vector) };
            json!({"object": "embedding", "index": index, "embedding": shown})
        })
        .collect();
    let usage = json!({"prompt_tokens": tokens, "total_tokens": tokens});
    let body = json!({"object": "list", "data": data, "model": model.snapshot(), "usage": usage});
    let estimate = inputs.iter().map(|input| input.estimate as u64).sum();
    Ok(Embedded { model, body, tokens: tokens as u64, estimate })
}

fn model(fields: Fields<'_, '_>) -> Result<&'static Model, ApiFault> {
    let name = fields.string("model", Null::Absent)?.filter(|name| !name.is_empty());
    let name = name.ok_or_else(errors::no_model)?;
    match crate::models::find(name) {
        Some(model) if model.kind == Kind::Embeddings => Ok(model),
        Some(model) if model.kind != Kind::Anthropic => {
            Err(ApiFault::with_status(403, "You are not allowed to generate embeddings from this model"))
        }
        _ => Err(errors::unknown_model(name)),
    }
}

fn dimensions(fields: Fields<'_, '_>, model: &Model) -> Result<usize, ApiFault> {
    let natural = if model.name.ends_with("-large") { 3072 } else { 1536 };
    match fields.integer("dimensions", i64::MIN..=i64::MAX)? {
        None => Ok(natural),
        Some(_) if !model.name.starts_with("text-embedding-3") => {
            Err(ApiFault::invalid("This model does not support specifying dimensions."))
        }
        Some(wanted @ ..1) => {
            Err(ApiFault::invalid(format!("{wanted} is less than the minimum of 1 - 'dimensions'")))
        }
        Some(wanted) => match usize::try_from(wanted) {
            Ok(wanted) if wanted <= natural => Ok(wanted),
            _ => Err(ApiFault::invalid(format!(
                "Invalid value for 'dimensions' = {wanted}. Must be less than or equal to {natural}."
            ))),
        },
    }
}

/// One text to embed.
struct Input<'a> {
    text: Cow<'a, str>,
    tokens: usize,
    estimate: usize,
}

fn inputs<'a>(fields: Fields<'a, '_>, model: &Model) -> Result<Vec<Input<'a>>, ApiFault> {
    let expected = "one of a string, array of strings, array of integers, or array of arrays of integers";
    let text = |text: &'a str| text_input(text, model);
    let inputs = match fields.given("input") {
        None => return Err(missing("input")),
        Some(Json::String(one)) => vec![text(one)?],
        Some(Json::Array(items)) if items.is_empty() => return Err(empty_array("input")),
        Some(Json::Array(items)) if items.iter().all(|item| item.as_number().is_some()) => {
            vec![token_input(items)]
        }
        Some(Json::Array(items)) if items.len() > INPUTS => {
            return Err(long_array("input", INPUTS, items.len()));
        }
        Some(Json::Array(items)) => items
            .iter()
            .map(|item| match item {
                Json::String(one) => text(one),
                Json::Array(tokens) if !tokens.is_empty() => Ok(token_input(tokens)),
                other => Err(wrong_type("input", expected, other)),
            })
            .collect::<Result<_, _>>()?,
        Some(other) => return Err(wrong_type("input", expected, other)),
    };
    match inputs.iter().find(|input| input.tokens > TOKENS) {
        Some(long) => Err(ApiFault::invalid(format!(
            "This model's maximum context length is {TOKENS} tokens, however you requested {0} tokens ({0} in your \
             prompt; 0 for the completion). Please reduce your prompt; or completion length.",
            long.tokens
        ))),
        None => Ok(inputs),
    }
}

fn text_input<'a>(text: &'a str, model: &Model) -> Result<Input<'a>, ApiFault> {
    if text.is_empty() {
        return Err(ApiFault::invalid("Invalid 'input': input cannot be an empty string.").param("input"));
    }
    let estimate = text.chars().count().div_ceil(4);
    Ok(Input { text: Cow::Borrowed(text), tokens: count(text, model.encoding), estimate })
}

/// Tokens that the program made itself: each counts as a word.
fn token_input(tokens: &[Json<'_>]) -> Input<'static> {
    let words: Vec<String> = tokens.iter().map(ToString::to_string).collect();
    Input { text: Cow::Owned(words.join(" ")), tokens: tokens.len(), estimate: tokens.len() }
}

/// The text's vector, of unit length.
#[must_use]
pub fn vector(text: &str, dimensions: usize) -> Vec<f32> {
    let mut sums = vec![0.0f64; dimensions.max(1)];
    let mut add = |kind: u64, feature: &str, weight: f64| {
        let hash = Seed::new(kind).text(feature).value();
        let place = (hash >> 1) % sums.len() as u64;
        if let Some(sum) = sums.get_mut(place as usize) {
            *sum += if hash & 1 == 0 { weight } else { -weight };
        }
    };
    let lower = text.to_lowercase();
    for word in lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        // Short words say little about what a text is about.
        add(1, word, if word.chars().count() < 4 { 0.4 } else { 1.0 });
        let letters: Vec<char> = format!("<{word}>").chars().collect();
        for length in [3, 4] {
            for run in letters.windows(length) {
                add(length as u64, &run.iter().collect::<String>(), 0.35);
            }
        }
    }
    // A text without letters, or one that cancels itself out, is all noise.
    let most = NOISE * length(&sums).max(1.0) * (3.0 / sums.len() as f64).sqrt();
    let mut rng = Seed::new(0).text(lower.trim()).rng();
    // Half of it at least: drawn near zero, a component would be shown as zero.
    sums.iter_mut().for_each(|sum| {
        let size = most * (0.5 + rng.f64() / 2.0);
        *sum += if rng.bool() { size } else { -size };
    });
    let length = length(&sums);
    sums.iter().map(|sum| (sum / length) as f32).collect()
}

fn length(vector: &[f64]) -> f64 {
    vector.iter().map(|value| value * value).sum::<f64>().sqrt()
}

/// The vector's little-endian bytes in base64.
fn to_base64(vector: &[f32]) -> String {
    let bytes: Vec<u8> = vector.iter().flat_map(|value| value.to_le_bytes()).collect();
    base64::encode(&bytes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use super::*;
    use crate::api::openai::responses::harness::Run;
    use proptest::prelude::*;

    fn near(one: &str, other: &str) -> f32 {
        vector(one, 1536).iter().zip(vector(other, 1536)).map(|(a, b)| a * b).sum()
    }

    fn embedded(body: Value) -> Result<(Value, u64), (u16, String)> {
        embed(&Json::from(&body))
            .map(|embedded| (embedded.body, embedded.tokens))
            .map_err(|fault| (fault.status, fault.message.into()))
    }

    #[test]
    fn similar_texts_are_near() {
        let cat = "The cat sat on the mat.";
        assert!((near(cat, cat) - 1.0).abs() < 1e-5);
        assert!(near(cat, "A cat is sitting on a mat") > near(cat, "Stock prices fell sharply") + 0.2);
        assert!(near("refund policy", "refunds and policies") > 0.3);
        assert!(near("quantum", "banana").abs() < 0.2);
        assert!(vector("hi", 1536).iter().all(|value| *value != 0.0));
    }

    #[test]
    fn bytes_are_little_endian_in_base64() {
        assert_eq!(to_base64(&[0.25, -0.5, 1.0]), "AACAPgAAAL8AAIA/");
        assert_eq!(to_base64(&[1.0]), "AACAPw==");
        assert_eq!(to_base64(&[1.0, 1.0]), "AACAPwAAgD8=");
    }

    #[test]
    fn the_list_is_the_vendors() {
        let body =
            json!({"model": "text-embedding-3-small", "input": ["hello world", "hello"], "dimensions": 8});
        let (list, tokens) = embedded(body).unwrap();
        assert_eq!((tokens, &list["usage"]), (3, &json!({"prompt_tokens": 3, "total_tokens": 3})));
        assert_eq!(
            (&list["model"], &list["data"][1]["index"]),
            (&json!("text-embedding-3-small"), &json!(1))
        );
        assert_eq!(list["data"][0]["embedding"].as_array().unwrap().len(), 8);
        let (list, _) = embedded(json!({"model": "text-embedding-3-large", "input": "x",
                                        "encoding_format": "base64"}))
        .unwrap();
        assert_eq!(list["data"][0]["embedding"].as_str().unwrap().len(), 3072 * 4 / 3 * 4);
        let (_, tokens) =
            embedded(json!({"model": "text-embedding-3-small", "input": [[1, 2], [3]]})).unwrap();
        assert_eq!(tokens, 3);
    }

    #[test]
    fn complaints_are_the_vendors() {
        let with = |key: &str, value: Value| {
            let mut body = json!({"model": "text-embedding-3-small", "input": "x"});
            body[key] = value;
            embedded(body).unwrap_err()
        };
        assert_eq!(
            with("dimensions", json!(-1)),
            (400, "-1 is less than the minimum of 1 - 'dimensions'".to_owned())
        );
        assert_eq!(with("model", json!("nope")).0, 404);
        assert_eq!(with("model", json!("gpt-4o")).0, 403);
        assert_eq!(with("input", json!("")).0, 400);
        assert_eq!(with("input", json!([])).0, 400);
        assert_eq!(with("input", json!({})).0, 400);
        assert_eq!(with("encoding_format", json!("hex")).0, 400);
    }

    #[test]
    fn the_limiter_guesses_from_characters() {
        let run = Run::new(vec![]);
        let left = |input: Value| {
            let answer = run.send(
                "POST",
                "/v1/embeddings",
                &json!({"model": "text-embedding-3-small", "input": input}),
            );
            let header = |name: &str| {
                answer.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.to_string())
            };
            assert_eq!(header("access-control-allow-origin").as_deref(), Some("*"));
            header("x-ratelimit-remaining-tokens").unwrap().parse::<u64>().unwrap()
        };
        // One word of nine letters, whatever it has of tokens.
        assert_eq!(left(json!("xqzvkjwpy")), 800_000 - 3);
        assert_eq!(left(json!(["a".repeat(100), "b"])), 800_000 - 3 - 26);
        assert_eq!(left(json!([1, 2])), 800_000 - 3 - 26 - 2);
    }

    proptest! {
        #[test]
        fn vectors_have_unit_length(text in "\\PC{1,60}", dimensions in 1usize..300) {
            let vector = vector(&text, dimensions);
            prop_assert_eq!(vector.len(), dimensions);
            let length: f64 = vector.iter().map(|value| f64::from(*value).powi(2)).sum();
            prop_assert!((length - 1.0).abs() < 1e-4, "{}", length);
        }
    }
}
