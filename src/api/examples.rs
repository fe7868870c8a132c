//! Examples in place of refusals: what `workbook mock --example-ids` serves.
//!
//! Owns: a good body for every endpoint, and an example object under every id. Must
//! not know: shapes of answers (the endpoints make them), sockets.
//!
//! The vendors' own SDK suites ask for ids that no server ever issued and send
//! requests that the live API refuses. In this mode an unknown id names an example,
//! and a refused request is answered as if it had been a good one.

use crate::api::answer::{Answer, Body};
use crate::api::anthropic;
use crate::api::json::Json;
use crate::api::openai::batches::Batch;
use crate::api::openai::files::{self, File};
use crate::api::openai::responses::stored::{Conversation, Kept};
use crate::api::openai::stored_chats;
use crate::api::openai::uploads::Upload;
use crate::api::respond::{Call, Engine, Raw};
use crate::api::route::{Route, Vendor};
use bytes::Bytes;
use serde_json::{Value, json};
use std::sync::Arc;

/// The example file that batches are made from.
const INPUT_FILE: &str = "file-example";

/// Answers a request; what would be refused becomes an example.
#[must_use]
pub fn answer(engine: &Engine, route: &Route<'_>, call: &Call<'_>) -> Answer {
    prepare(engine, route, call);
    if *route == Route::ResponseCompact {
        // The SDKs' type knows only the assistant's messages.
        let body = json!({"model": "gpt-4.1-mini", "input": [{"role": "assistant", "content": "Hello"}]});
        return engine.serve(route, &Call { body: &Json::from(&body), ..*call });
    }
    let answer = engine.serve(route, call);
    if answer.status < 400 || answer.note.fault.is_some() {
        return answer;
    }
    if let Route::Model(name) = route {
        return model(engine, call, name);
    }
    // A list whose query is refused is listed as usual.
    if call.method == "GET" && !call.query.is_empty() {
        return engine.serve(route, &Call { query: "", ..*call });
    }
    let Some(mut body) = good_body(route) else { return answer };
    let asked = call.body.as_object();
    for name in ["stream", "encoding_format"] {
        if let Some(value) = asked.and_then(|asked| asked.get(name)).filter(|value| !value.is_null()) {
            body[name] = json!(value);
        }
    }
    // Images know no model of sounds.
    let images = matches!(route, Route::ImageEdits | Route::ImageVariations);
    let form = if images { FORM.replace("whisper-1", "gpt-image-1") } else { FORM.to_owned() };
    let form = Bytes::from(form);
    let raw = Raw { bytes: &form, content_type: "multipart/form-data; boundary=EXAMPLE" };
    engine.serve(route, &Call { body: &Json::from(&body), raw, ..*call })
}

fn model(engine: &Engine, call: &Call<'_>, name: &str) -> Answer {
    if call.method == "DELETE" {
        return engine.result(Ok(json!({"id": name, "object": "model", "deleted": true})), call);
    }
    let known = if call.client.vendor == Vendor::Anthropic { "claude-haiku-4-5" } else { "gpt-4.1-mini" };
    engine.serve(&Route::Model(known), call)
}

/// A form that satisfies every endpoint that takes one.
const FORM: &str = "--EXAMPLE\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\nuser_data\r\n--EXAMPLE\r\n\
    content-disposition: form-data; name=\"model\"\r\n\r\nwhisper-1\r\n--EXAMPLE\r\n\
    content-disposition: form-data; name=\"prompt\"\r\n\r\nHello\r\n--EXAMPLE\r\n\
    content-disposition: form-data; name=\"image\"; filename=\"example.png\"\r\n\r\nexample\r\n--EXAMPLE\r\n\
    content-disposition: form-data; name=\"file\"; filename=\"example.wav\"\r\n\r\nexample\r\n--EXAMPLE\r\n\
    content-disposition: form-data; name=\"data\"; filename=\"example.txt\"\r\n\r\nexample\r\n--EXAMPLE--\r\n";

/// A body that the endpoint does not refuse.
fn good_body(route: &Route<'_>) -> Option<Value> {
    let hello = json!([{"role": "user", "content": "Hello"}]);
    Some(match route {
        Route::ChatCompletions => json!({"model": "gpt-4.1-mini", "messages": hello}),
        Route::Chat(_) | Route::Conversation(_) => json!({"metadata": {}}),
        Route::Completions => json!({"model": "gpt-3.5-turbo-instruct", "prompt": "Hello"}),
        Route::Responses | Route::ResponseTokens | Route::ResponseCompact => {
            json!({"model": "gpt-4.1-mini", "input": "Hello"})
        }
        Route::Conversations => json!({}),
        Route::ConversationItems(_) => json!({"items": hello}),
        Route::Embeddings => json!({"model": "text-embedding-3-small", "input": "Hello"}),
        Route::Moderations => json!({"input": "Hello"}),
        Route::Uploads => {
            json!({"bytes": 0, "filename": "example.txt", "mime_type": "text/plain", "purpose": "user_data"})
        }
        Route::UploadComplete(_) => json!({"part_ids": []}),
        Route::Batches => json!({"input_file_id": INPUT_FILE, "endpoint": "/v1/chat/completions",
                                 "completion_window": "24h"}),
        Route::ImageGenerations => json!({"prompt": "Hello"}),
        Route::Speech => json!({"model": "tts-1", "voice": "alloy", "input": "Hello"}),
        Route::Messages => json!({"model": "claude-haiku-4-5", "max_tokens": 64, "messages": hello}),
        Route::CountTokens => json!({"model": "claude-haiku-4-5", "messages": hello}),
        Route::MessageBatches => {
            let params = json!({"model": "claude-haiku-4-5", "max_tokens": 64, "messages": hello});
            json!({"requests": [{"custom_id": "example", "params": params}]})
        }
        Route::Files
        | Route::UploadParts(_)
        | Route::ImageEdits
        | Route::ImageVariations
        | Route::Transcriptions
        | Route::Translations => Value::Null,
        _ => return None,
    })
}

/// Puts an example under an id that is not known.
fn prepare(engine: &Engine, route: &Route<'_>, call: &Call<'_>) {
    let shelves = &engine.shelves;
    if call.client.vendor == Vendor::Anthropic {
        return prepare_anthropic(engine, route, call);
    }
    match route {
        Route::Chat(id) | Route::ChatMessages(id) if shelves.chats.get(id).is_none() => {
            if let Some((mut body, mut made)) = made(engine, &Route::ChatCompletions, call) {
                // The SDKs' type knows only the assistant's messages.
                body["messages"] = json!([{"role": "assistant", "content": "Hello", "refusal": null}]);
                made["id"] = (*id).into();
                stored_chats::keep(engine, &Json::from(&body), made.to_string().as_bytes());
            }
        }
        Route::Response(id) | Route::ResponseCancel(id) | Route::ResponseInput(id)
            if engine.kept.response(id).is_none() =>
        {
            if let Some((_, mut made)) = made(engine, &Route::Responses, call) {
                let output = made["output"].as_array().cloned().unwrap_or_default();
                made["id"] = (*id).into();
                if matches!(route, Route::ResponseCancel(_)) {
                    made["background"] = true.into();
                    made["status"] = "in_progress".into();
                }
                let input = json!({"id": "msg_example", "type": "message", "role": "user", "status": "completed",
                                   "content": [{"type": "input_text", "text": "Hello"}]});
                let kept = Kept {
                    body: Bytes::from(made.to_string()),
                    input: vec![Arc::new(input)],
                    output: output.into_iter().map(Arc::new).collect(),
                    previous: None,
                    pending: None,
                };
                engine.kept.keep((*id).to_owned(), kept);
            }
        }
        Route::Conversation(id) | Route::ConversationItems(id) if engine.kept.conversation(id).is_none() => {
            open(engine, call, id);
        }
        Route::ConversationItem(id, item) => {
            if engine.kept.conversation(id).is_none() {
                open(engine, call, id);
            }
            // A conversation that was opened just now is there.
            let _ = engine.kept.change(id, |conversation| {
                if conversation.items.iter().all(|known| known["id"] != *item) {
                    let content = json!([{"type": "input_text", "text": "Hello"}]);
                    conversation.items.push(Arc::new(json!({"id": item, "type": "message", "role": "user",
                                                            "status": "completed", "content": content})));
                }
            });
        }
        Route::File(id) | Route::FileContent(id) if shelves.files.get(id).is_none() => {
            files::keep(engine, file(id, call.unix));
        }
        Route::Batches if call.method == "POST" && shelves.files.get(INPUT_FILE).is_none() => {
            files::keep(engine, file(INPUT_FILE, call.unix));
        }
        Route::UploadParts(id) | Route::UploadComplete(id) | Route::UploadCancel(id) => {
            let parts = call.body.as_object().and_then(|body| body.get("part_ids")).and_then(Json::as_array);
            let parts: Vec<&str> = parts.into_iter().flatten().filter_map(Json::as_str).collect();
            shelves.uploads.put(id, Upload::example(id, call.unix, &parts), 0);
        }
        Route::Batch(id) if shelves.batches.get(id).is_none() => {
            shelves.batches.put(id, Batch::example(id, call), 0);
        }
        Route::BatchCancel(id) => shelves.batches.put(id, Batch::example(id, call), 0),
        _ => {}
    }
}

fn prepare_anthropic(engine: &Engine, route: &Route<'_>, call: &Call<'_>) {
    let account = &engine.anthropic;
    match route {
        Route::File(id) | Route::FileContent(id) if account.files.get(id).is_none() => {
            let file = anthropic::files::File {
                id: (*id).to_owned(),
                name: "example.txt".to_owned(),
                mime: "text/plain".to_owned(),
                created: call.unix,
                bytes: Bytes::from_static(b"example"),
                downloadable: true,
            };
            account.files.put(id, file, 7);
        }
        // The suites run side by side and share their ids: what one cancels, another deletes.
        Route::MessageBatch(id) | Route::MessageBatchResults(id)
            if account.batches.get(id).is_none()
                || call.method == "DELETE" && !id.starts_with("msgbatch_") =>
        {
            account.batches.put(id, anthropic::batches::Batch::example(id, call, true), 0);
        }
        Route::MessageBatchCancel(id) => {
            account.batches.put(id, anthropic::batches::Batch::example(id, call, false), 0);
        }
        _ => {}
    }
}

fn open(engine: &Engine, call: &Call<'_>, id: &str) {
    engine.kept.open(id.to_owned(), Conversation { created: call.unix, ..Conversation::default() });
}

/// A good request to an endpoint, and the answer to it.
fn made(engine: &Engine, route: &Route<'_>, call: &Call<'_>) -> Option<(Value, Value)> {
    let body = good_body(route)?;
    let answer = engine.serve(route, &Call { method: "POST", query: "", body: &Json::from(&body), ..*call });
    match answer.body {
        Body::Whole(bytes) => Some((body, serde_json::from_slice(&bytes).ok()?)),
        Body::Events(_) => None,
    }
}

fn file(id: &str, unix: u64) -> File {
    let line = r#"{"custom_id":"example","method":"POST","url":"/v1/chat/completions","body":{"model":"gpt-4.1-mini","messages":[{"role":"user","content":"Hello"}]}}"#;
    File {
        id: id.to_owned(),
        name: "example.jsonl".to_owned(),
        purpose: "batch".to_owned(),
        created: unix,
        expires: None,
        bytes: Bytes::from_static(line.as_bytes()),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used)]
mod tests {
    use crate::api::openai::responses::harness::{Run, json_of};
    use crate::api::route::SERVED;
    use serde_json::Value;

    #[test]
    fn everything_that_is_served_has_an_example() {
        let mut run = Run::new(vec![]);
        run.engine.script.example_ids = true;
        for (verbs, path) in SERVED.iter().filter(|(_, path)| !path.starts_with("/v1/messages")) {
            let path = path.replace("{id}", "never_issued").replace("{item}", "nor_this");
            for verb in verbs.split(' ') {
                let answer = run.send(verb, &path, &Value::Null);
                assert_eq!(answer.status, 200, "{verb} {path}: {:?}", answer.body);
            }
        }
        let one = json_of(&run.send("GET", "/v1/batches/batch_abc", &Value::Null));
        assert_eq!(one["id"], "batch_abc");
    }

    #[test]
    fn without_the_mode_an_unknown_id_is_not_found() {
        let run = Run::new(vec![]);
        assert_eq!(run.send("GET", "/v1/batches/batch_abc", &Value::Null).status, 404);
        assert_eq!(run.send("GET", "/v1/vector_stores/x", &Value::Null).status, 404);
    }
}
