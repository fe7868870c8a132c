//! Images.
//!
//! Owns: the endpoints and their shapes. Must not know: the PNG format, sockets.
//!
//! Nobody paints: a picture is a pattern that follows from the prompt, in PNG
//! whatever other format is asked for (the reply says so).

use crate::api::answer::Answer;
use crate::api::base64;
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::files::form;
use crate::api::openai::params::{Fields, Null, missing, not_one_of, unknown};
use crate::api::openai::picture::png;
use crate::api::respond::{Call, Engine};
use crate::api::rng::Seed;
use crate::api::tokens::count;
use crate::models::{Encoding, Kind};
use bytes::Bytes;
use serde_json::{Value, json};

const PARAMETERS: [&str; 15] = [
    "prompt",
    "model",
    "n",
    "size",
    "quality",
    "background",
    "output_format",
    "output_compression",
    "moderation",
    "partial_images",
    "stream",
    "response_format",
    "style",
    "user",
    "seed",
];
const SIZES: [&str; 10] = [
    "256x256",
    "512x512",
    "1024x1024",
    "1536x1024",
    "1024x1536",
    "1792x1024",
    "1024x1792",
    "2048x2048",
    "auto",
    "512x1024",
];

/// What is wanted.
struct Wish {
    prompt: String,
    n: u64,
    size: String,
    quality: String,
    background: String,
    by_url: bool,
    stream: bool,
    partial: u64,
    event: &'static str,
}

impl Default for Wish {
    fn default() -> Self {
        Self {
            prompt: String::new(),
            n: 1,
            size: "1024x1024".to_owned(),
            quality: "low".to_owned(),
            background: "opaque".to_owned(),
            by_url: false,
            stream: false,
            partial: 0,
            event: "image_generation",
        }
    }
}

/// Answers `POST /v1/images/generations`.
#[must_use]
pub fn generate(engine: &Engine, call: &Call<'_>) -> Answer {
    finish(engine, call, wish_in_json(call))
}

/// Answers `POST /v1/images/edits` and `/variations`.
#[must_use]
pub fn change(engine: &Engine, call: &Call<'_>) -> Answer {
    finish(engine, call, wish_in_form(call))
}

fn wish_in_json(call: &Call<'_>) -> Result<Wish, ApiFault> {
    let Some(map) = call.body.as_object() else { return Err(errors::not_json()) };
    let fields = Fields::of_request(map);
    fields.only(&PARAMETERS)?;
    let text = |name: &str| fields.string(name, Null::Absent);
    let model = text("model")?;
    known_model(model)?;
    let format = fields.word("response_format", &["url", "b64_json"])?;
    takes_format(model, format)?;
    let usual = Wish::default();
    let size = fields.word("size", &SIZES)?.filter(|size| *size != "auto");
    Ok(Wish {
        prompt: fields.short_string("prompt", 32_000)?.ok_or_else(|| missing("prompt"))?.to_owned(),
        n: fields.integer("n", 1..=10)?.unwrap_or(1).unsigned_abs(),
        size: size.unwrap_or(&usual.size).to_owned(),
        quality: text("quality")?.filter(|word| *word != "auto").unwrap_or("low").to_owned(),
        background: text("background")?.filter(|word| *word != "auto").unwrap_or("opaque").to_owned(),
        by_url: by_url(model, format),
        stream: fields.boolean("stream", Null::Absent)?.unwrap_or(false),
        partial: fields.integer("partial_images", 0..=3)?.unwrap_or(0).unsigned_abs(),
        ..usual
    })
}

fn wish_in_form(call: &Call<'_>) -> Result<Wish, ApiFault> {
    let form = form(call)?;
    form.file("image").ok_or_else(|| missing("image"))?;
    let model = form.text("model");
    known_model(model.as_deref())?;
    let format = form.text("response_format");
    takes_format(model.as_deref(), format.as_deref())?;
    let prompt = form.text("prompt");
    if prompt.is_none() && call.path.ends_with("/edits") {
        return Err(missing("prompt"));
    }
    let usual = Wish::default();
    let number = |name: &str, usual: u64| form.text(name).and_then(|text| text.parse().ok()).unwrap_or(usual);
    let size = form.text("size").filter(|size| size != "auto").unwrap_or_else(|| usual.size.clone());
    if !SIZES.contains(&size.as_str()) {
        return Err(not_one_of("size", &size, &SIZES));
    }
    Ok(Wish {
        prompt: prompt.unwrap_or_default(),
        n: number("n", 1).clamp(1, 10),
        size,
        by_url: by_url(model.as_deref(), format.as_deref()),
        stream: form.text("stream").is_some_and(|stream| stream == "true"),
        partial: number("partial_images", 0).min(3),
        event: "image_edit",
        ..usual
    })
}

fn known_model(name: Option<&str>) -> Result<(), ApiFault> {
    let Some(name) = name else { return Ok(()) };
    let known = crate::models::find(name).is_some_and(|model| model.kind == Kind::Images);
    // The catalogue cannot keep up with every release.
    if known || name.starts_with("gpt-image-") || name.starts_with("chatgpt-image-") {
        return Ok(());
    }
    Err(ApiFault::invalid(format!("The model '{name}' does not exist."))
        .param("model")
        .code("model_not_found"))
}

/// Only the old models let one choose between an address and the picture itself.
fn takes_format(model: Option<&str>, format: Option<&str>) -> Result<(), ApiFault> {
    match (model, format) {
        (Some(model), Some(_)) if !model.starts_with("dall-e") => Err(unknown("response_format")),
        _ => Ok(()),
    }
}

/// Only the old models hand out addresses, and do so where nobody asks otherwise.
/// Without a model it is one of them that is asked for an address.
fn by_url(model: Option<&str>, format: Option<&str>) -> bool {
    match model {
        Some(model) => model.starts_with("dall-e") && format != Some("b64_json"),
        None => format == Some("url"),
    }
}

fn finish(engine: &Engine, call: &Call<'_>, wish: Result<Wish, ApiFault>) -> Answer {
    match wish {
        Ok(wish) if wish.stream => {
            engine.send_as("text/event-stream; charset=utf-8", streamed(engine, call, &wish), call)
        }
        Ok(wish) => engine.result(Ok(made(engine, call, &wish)), call),
        Err(fault) => engine.refuse(fault, call),
    }
}

fn picture(engine: &Engine, wish: &Wish, number: u64) -> String {
    let (width, height) = wish.size.trim().split_once('x').unwrap_or(("1024", "1024"));
    let side = |text: &str| text.parse().unwrap_or(1024u32).clamp(1, 2048);
    let seed = Seed::new(engine.seed).text(&wish.prompt).number(number);
    base64::encode(&png(side(width), side(height), seed))
}

fn usage(wish: &Wish) -> Value {
    let text = count(&wish.prompt, Encoding::O200k) as u64;
    let each = match wish.quality.as_str() {
        "high" | "hd" => 4160,
        "medium" | "standard" => 1056,
        _ => 272,
    };
    let output = each * wish.n;
    let mut usage = json!({
        "total_tokens": text + output,
        "input_tokens": text,
        "output_tokens": output,
        "input_tokens_details": {"text_tokens": text, "image_tokens": 0},
    });
    // Events of a stream do without.
    if !wish.stream {
        usage["output_tokens_details"] = json!({"text_tokens": 0, "image_tokens": output});
    }
    usage
}

fn made(engine: &Engine, call: &Call<'_>, wish: &Wish) -> Value {
    let data: Vec<Value> = (0..wish.n)
        .map(|number| {
            let picture = picture(engine, wish, number);
            match wish.by_url {
                true => {
                    json!({"url": format!("data:image/png;base64,{picture}"), "revised_prompt": wish.prompt})
                }
                false => json!({"b64_json": picture}),
            }
        })
        .collect();
    if wish.by_url {
        return json!({"created": call.unix, "data": data});
    }
    json!({
        "created": call.unix,
        "background": wish.background,
        "output_format": "png",
        "quality": wish.quality,
        "size": wish.size,
        "data": data,
        "usage": usage(wish),
    })
}

fn streamed(engine: &Engine, call: &Call<'_>, wish: &Wish) -> Bytes {
    let mut events = String::new();
    let mut put = |kind: &str, picture: String, more: Value| {
        let name = format!("{}.{kind}", wish.event);
        let mut event = json!({
            "type": name, "b64_json": picture, "created_at": call.unix, "size": wish.size,
            "quality": wish.quality, "background": wish.background, "output_format": "png",
        });
        for (key, value) in more.as_object().into_iter().flatten() {
            event[key] = value.clone();
        }
        events.push_str(&format!("event: {name}\ndata: {event}\n\n"));
    };
    for index in 0..wish.partial {
        put("partial_image", picture(engine, wish, 100 + index), json!({"partial_image_index": index}));
    }
    put("completed", picture(engine, wish, 0), json!({"usage": usage(wish)}));
    Bytes::from(events)
}

#[cfg(test)]
mod tests {
    use crate::api::openai::responses::harness::{Run, json_of};
    use serde_json::{Value, json};

    #[test]
    fn only_the_old_models_choose_between_address_and_picture() {
        let run = Run::new(vec![]);
        let draw = |model: Value, format: &str| {
            let wish =
                json!({"model": model, "prompt": "A fox", "size": "256x256", "response_format": format});
            let answer = run.send("POST", "/v1/images/generations", &wish);
            (answer.status, json_of(&answer))
        };
        for format in ["url", "b64_json"] {
            let (status, refused) = draw(json!("gpt-image-1"), format);
            assert_eq!(status, 400);
            assert_eq!(
                refused["error"],
                json!({"message": "Unknown parameter: 'response_format'.", "type": "invalid_request_error",
                    "param": "response_format", "code": "unknown_parameter"})
            );
        }
        for model in [json!("dall-e-3"), Value::Null] {
            assert!(draw(model.clone(), "url").1["data"][0]["url"].is_string(), "{model}");
            assert!(draw(model, "b64_json").1["data"][0]["b64_json"].is_string());
        }
        assert_eq!(draw(json!("dall-e-3"), "file").0, 400);
    }
}
