//! Transcriptions and translations: sound as text.
//!
//! Owns: the endpoints and their shapes. Must not know: sound formats, sockets.
//!
//! Nobody listens: speech that this run made gives its text back, any other sound a
//! fixed sentence.

use crate::api::answer::Answer;
use crate::api::openai::errors::{self, ApiFault};
use crate::api::openai::files::form;
use crate::api::openai::params::{missing, not_one_of};
use crate::api::openai::silence::length_ms;
use crate::api::openai::speech::key_of;
use crate::api::printer;
use crate::api::respond::{Call, Engine};
use crate::api::tokens::count;
use crate::models::Encoding;
use bytes::Bytes;
use serde_json::{Value, json};

/// What is taken for a sound, by the end of the file's name.
const SOUNDS: [&str; 10] = ["flac", "m4a", "mp3", "mp4", "mpeg", "mpga", "oga", "ogg", "wav", "webm"];
const FORMATS: [&str; 6] = ["json", "text", "srt", "verbose_json", "vtt", "diarized_json"];
/// Most bytes of one sound.
const BYTES: usize = 25 * 1024 * 1024;
/// What is heard in sounds that this run did not make.
const HEARD: &str = "This is a practice transcript. Nobody listened to the recording.";

/// Answers `POST /v1/audio/transcriptions` and `/translations`.
#[must_use]
pub fn answer(engine: &Engine, call: &Call<'_>, translated: bool) -> Answer {
    match heard(engine, call, translated) {
        Ok((content_type, body)) => engine.send_as(content_type, body, call),
        Err(fault) => engine.refuse(fault, call),
    }
}

fn heard(engine: &Engine, call: &Call<'_>, translated: bool) -> Result<(&'static str, Bytes), ApiFault> {
    let form = form(call)?;
    let file = form.file("file").ok_or_else(|| missing("file"))?;
    let model = form.text("model").ok_or_else(errors::no_model)?;
    if file.bytes.len() > BYTES {
        return Err(errors::too_large(BYTES as u64, file.bytes.len() as u64));
    }
    if file.bytes.is_empty() {
        return Err(ApiFault::invalid("Audio file is too short. Minimum audio length is 0.1 seconds.")
            .param("file")
            .code("audio_too_short"));
    }
    // Clients that name no file say nothing of its format.
    let name = file.filename.as_deref().unwrap_or_default().to_lowercase();
    if name.rsplit_once('.').is_some_and(|(_, end)| !SOUNDS.contains(&end)) {
        let sounds = SOUNDS.map(|end| format!("'{end}'")).join(", ");
        return Err(ApiFault::invalid(format!("Invalid file format. Supported formats: [{sounds}]")));
    }
    let format = form.text("response_format").unwrap_or_else(|| "json".to_owned());
    if !FORMATS.contains(&format.as_str()) {
        return Err(not_one_of("response_format", &format, &FORMATS));
    }
    if model.contains("-transcribe") && matches!(format.as_str(), "srt" | "vtt" | "verbose_json") {
        return Err(ApiFault::invalid(format!(
            "response_format '{format}' is not compatible with model '{model}'. Use 'json' or 'text' instead."
        ))
        .param("response_format")
        .code("unsupported_value"));
    }
    let text = engine
        .shelves
        .spoken
        .get(&key_of(&file.bytes))
        .map_or_else(|| HEARD.to_owned(), |text| text.to_string());
    let seconds = length_ms(&file.bytes) as f64 / 1000.0;
    let usage = usage(&model, &text, seconds);
    if form.text("stream").is_some_and(|stream| stream == "true") && model != "whisper-1" {
        return Ok(("text/event-stream; charset=utf-8", stream(&text, &usage)));
    }
    let end = |mark: char| {
        let whole = seconds as u64;
        let rest = ((seconds - whole as f64) * 1000.0) as u64;
        format!("{:02}:{:02}:{:02}{mark}{rest:03}", whole / 3600, whole / 60 % 60, whole % 60)
    };
    Ok(match format.as_str() {
        "text" => ("text/plain; charset=utf-8", Bytes::from(format!("{text}\n"))),
        "srt" => (
            "text/plain; charset=utf-8",
            Bytes::from(format!("1\n00:00:00,000 --> {}\n{text}\n\n", end(','))),
        ),
        "vtt" => (
            "text/vtt; charset=utf-8",
            Bytes::from(format!("WEBVTT\n\n00:00:00.000 --> {}\n{text}\n\n", end('.'))),
        ),
        "verbose_json" => {
            let mut told = verbose(&text, seconds, translated);
            if !translated {
                told["usage"] = usage;
            }
            let parts = form.texts("timestamp_granularities");
            if parts.iter().any(|part| part == "word") {
                told["words"] = words(&text, seconds);
                if !parts.iter().any(|part| part == "segment") {
                    drop(told.as_object_mut().and_then(|told| told.remove("segments")));
                }
            }
            ("application/json", printer::pretty(&told))
        }
        "diarized_json" => {
            let segment = json!({"type": "transcript.text.segment", "id": "seg_0", "start": 0.0, "end": seconds,
                                 "text": text, "speaker": "A"});
            let told = json!({"text": text, "duration": seconds, "task": "transcribe", "segments": [segment],
                              "usage": usage});
            ("application/json", printer::pretty(&told))
        }
        _ if translated => ("application/json", printer::pretty(&json!({"text": text}))),
        _ => ("application/json", printer::pretty(&json!({"text": text, "usage": usage}))),
    })
}

fn usage(model: &str, text: &str, seconds: f64) -> Value {
    if model == "whisper-1" {
        return json!({"type": "duration", "seconds": seconds.ceil()});
    }
    let (input, output) = ((seconds * 10.0).ceil() as u64, count(text, Encoding::O200k) as u64);
    json!({"type": "tokens", "input_tokens": input, "input_token_details": {"text_tokens": 0, "audio_tokens": input},
           "output_tokens": output, "total_tokens": input + output})
}

fn verbose(text: &str, seconds: f64, translated: bool) -> Value {
    let segment = json!({"id": 0, "seek": 0, "start": 0.0, "end": seconds, "text": text, "tokens": [],
                         "temperature": 0.0, "avg_logprob": -0.2, "compression_ratio": 1.0, "no_speech_prob": 0.01});
    let task = if translated { "translate" } else { "transcribe" };
    json!({"task": task, "language": "english", "duration": seconds, "text": text, "segments": [segment]})
}

/// Each word with its time: as long as its letters are many.
fn words(text: &str, seconds: f64) -> Value {
    let words: Vec<&str> = text.split_whitespace().collect();
    let letters = words.iter().map(|word| word.len()).sum::<usize>().max(1);
    let mut spoken = 0;
    let at = |spoken: usize| (seconds * 100.0 * spoken as f64 / letters as f64).round() / 100.0;
    let timed = words.iter().map(|word| {
        let start = at(spoken);
        spoken += word.len();
        let bare = word.trim_matches(|c: char| c.is_ascii_punctuation());
        json!({"word": bare, "start": start, "end": at(spoken)})
    });
    timed.collect()
}

fn stream(text: &str, usage: &Value) -> Bytes {
    let mut events = String::new();
    for word in text.split_inclusive(' ') {
        let event = json!({"type": "transcript.text.delta", "delta": word});
        events.push_str(&format!("data: {event}\n\n"));
    }
    let done = json!({"type": "transcript.text.done", "text": text, "usage": usage});
    events.push_str(&format!("data: {done}\n\n"));
    Bytes::from(events)
}
