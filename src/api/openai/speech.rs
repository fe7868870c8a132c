//! Speech: a text as sound.
//!
//! Owns: the endpoint. Must not know: sound formats (see `silence`), sockets.
//!
//! Nobody speaks: the sound is as long as the text would take, a soft tone or
//! silence. A transcription of the same bytes gives the text back.

use crate::api::answer::Answer;
use crate::api::base64;
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::params::{Fields, Null, missing, not_one_of};
use crate::api::openai::silence;
use crate::api::respond::{Call, Engine};
use crate::api::rng::Seed;
use bytes::Bytes;
use serde_json::json;

const FORMATS: [&str; 6] = ["mp3", "opus", "aac", "flac", "wav", "pcm"];
/// Most characters of one text.
const LETTERS: usize = 4096;
/// Milliseconds that a character takes to say.
const LETTER_MS: f64 = 60.0;
/// Bytes of one piece of a streamed sound.
const PIECE: usize = 8192;

/// Answers `POST /v1/audio/speech`.
#[must_use]
pub fn answer(engine: &Engine, call: &Call<'_>) -> Answer {
    match spoken(engine, call) {
        Ok((content_type, bytes)) => engine.send_as(content_type, bytes, call),
        Err(fault) => engine.refuse(fault, call),
    }
}

/// The name under which a text is kept that was spoken.
#[must_use]
pub fn key_of(sound: &[u8]) -> String {
    format!("{:016x}", Seed::new(sound.len() as u64).bytes(sound).value())
}

fn spoken(engine: &Engine, call: &Call<'_>) -> Result<(&'static str, Bytes), ApiFault> {
    let Some(map) = call.body.as_object() else { return Err(errors::not_json()) };
    let fields = Fields::of_request(map);
    fields.only(&["model", "input", "voice", "response_format", "speed", "instructions", "stream_format"])?;
    fields.string("model", Null::Wrong)?.ok_or_else(errors::no_model)?;
    let text = fields.short_string("input", LETTERS)?.ok_or_else(|| missing("input"))?;
    fields.given("voice").ok_or_else(|| missing("voice"))?;
    let speed = fields.decimal("speed", 0..=4)?.unwrap_or(1.0).max(0.25);
    let format = fields.word("response_format", &FORMATS)?.unwrap_or("mp3");
    let streamed = fields.word("stream_format", &["audio", "sse"])? == Some("sse");
    let milliseconds = (text.chars().count() as f64 * LETTER_MS / speed).clamp(100.0, 60_000.0) as u32;
    let (content_type, mut sound) = match format {
        "mp3" => ("audio/mpeg", silence::mp3(milliseconds)),
        "wav" => ("audio/wav", silence::wav(milliseconds)),
        "pcm" => ("audio/pcm", silence::pcm(milliseconds)),
        // Told, not faked.
        other => {
            let mut fault = not_one_of("response_format", other, &["mp3", "wav", "pcm"]);
            fault.message = format!("{} (This mock makes no other formats.)", fault.message).into();
            return Err(fault);
        }
    };
    // Equal lengths must not sound alike: the text would be lost.
    if format != "pcm" {
        sound.extend(Seed::new(0).text(text).value().to_le_bytes().map(|byte| byte & 0x7f));
    }
    engine.shelves.spoken.put(&key_of(&sound), text.to_owned(), text.len());
    if !streamed {
        return Ok((content_type, Bytes::from(sound)));
    }
    let mut events = String::new();
    for piece in sound.chunks(PIECE) {
        let event = json!({"type": "speech.audio.delta", "audio": base64::encode(piece)});
        events.push_str(&format!("data: {event}\n\n"));
    }
    let (input, output) = (text.len().div_ceil(4), milliseconds as usize / 50);
    let usage = json!({"input_tokens": input, "output_tokens": output, "total_tokens": input + output});
    events.push_str(&format!("data: {}\n\n", json!({"type": "speech.audio.done", "usage": usage})));
    Ok(("text/event-stream; charset=utf-8", Bytes::from(events)))
}
