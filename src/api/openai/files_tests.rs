#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::api::answer::Body;
use crate::api::openai::files::File;
use crate::api::openai::responses::harness::{Run, json_of};
use bytes::Bytes;
use serde_json::{Value, json};

/// A form with a file and a purpose.
fn upload(run: &Run, name: &str, purpose: &str, content: &str) -> (u16, Value) {
    let body = format!(
        "--B\r\ncontent-disposition: form-data; name=\"purpose\"\r\n\r\n{purpose}\r\n--B\r\ncontent-disposition: \
         form-data; name=\"file\"; filename=\"{name}\"\r\n\r\n{content}\r\n--B--\r\n"
    );
    let answer = run.send_raw("POST", "/v1/files", "multipart/form-data; boundary=B", &body);
    (answer.status, json_of(&answer))
}

#[test]
fn a_file_lives_and_goes() {
    let run = Run::new(vec![]);
    let (status, file) = upload(&run, "a.txt", "user_data", "hello");
    assert_eq!((status, &file["bytes"], &file["filename"]), (200, &json!(5), &json!("a.txt")));
    let id = file["id"].as_str().unwrap();
    assert!(id.starts_with("file-"));
    assert_eq!(json_of(&run.send("GET", &format!("/v1/files/{id}"), &Value::Null)), file);
    let content = run.send("GET", &format!("/v1/files/{id}/content"), &Value::Null);
    assert!(matches!(&content.body, Body::Whole(bytes) if &bytes[..] == b"hello"));
    upload(&run, "b.jsonl", "batch", "{}");
    let listed = |query: &str| json_of(&run.send("GET", &format!("/v1/files{query}"), &Value::Null));
    assert_eq!(listed("")["data"].as_array().unwrap().len(), 2);
    assert_eq!(listed("")["data"][0]["filename"], "b.jsonl");
    assert_eq!(listed("?purpose=user_data")["data"], json!([file]));
    let gone = json_of(&run.send("DELETE", &format!("/v1/files/{id}"), &Value::Null));
    assert_eq!(gone, json!({"id": id, "object": "file", "deleted": true}));
    let missing = run.send("GET", &format!("/v1/files/{id}"), &Value::Null);
    assert_eq!(
        (missing.status, json_of(&missing)["error"]["message"].clone()),
        (404, json!(format!("No such File object: {id}")))
    );
}

#[test]
fn wrong_files_are_refused() {
    let run = Run::new(vec![]);
    assert_eq!(
        upload(&run, "a.txt", "batch", "{}").1["error"]["message"],
        "Invalid file format for Batch API. Must be .jsonl"
    );
    assert!(
        upload(&run, "a.txt", "poetry", "x").1["error"]["message"].as_str().unwrap().contains("'poetry'")
    );
    assert_eq!(run.send_raw("POST", "/v1/files", "application/json", "{}").status, 400);
}

#[test]
fn uploads_are_put_together() {
    let run = Run::new(vec![]);
    let wish = json!({"bytes": 6, "filename": "x.jsonl", "mime_type": "text/jsonl", "purpose": "batch"});
    let upload = json_of(&run.send("POST", "/v1/uploads", &wish));
    let id = upload["id"].as_str().unwrap();
    let part = |text: &str| {
        let body =
            format!("--B\r\ncontent-disposition: form-data; name=data; filename=p\r\n\r\n{text}\r\n--B--");
        let path = format!("/v1/uploads/{id}/parts");
        let answer = run.send_raw("POST", &path, "multipart/form-data; boundary=B", &body);
        json_of(&answer)["id"].clone()
    };
    let (first, second) = (part("abc"), part("def"));
    let complete =
        |ids: Value| run.send("POST", &format!("/v1/uploads/{id}/complete"), &json!({"part_ids": ids}));
    assert_eq!(complete(json!([first])).status, 400);
    assert_eq!(complete(json!(["part_x"])).status, 400);
    let done = json_of(&complete(json!([second, first])));
    assert_eq!((&done["status"], &done["file"]["bytes"]), (&json!("completed"), &json!(6)));
    let file = done["file"]["id"].as_str().unwrap();
    let content = run.send("GET", &format!("/v1/files/{file}/content"), &Value::Null);
    assert!(matches!(&content.body, Body::Whole(bytes) if &bytes[..] == b"defabc"));
    assert_eq!(run.send("POST", &format!("/v1/uploads/{id}/cancel"), &Value::Null).status, 400);
}

#[test]
fn speech_is_heard_again() {
    let run = Run::new(vec![]);
    for format in ["mp3", "wav"] {
        let wish = json!({"model": "gpt-4o-mini-tts", "voice": "alloy", "input": "Good morning!", "response_format": format});
        let sound = run.send("POST", "/v1/audio/speech", &wish);
        let Body::Whole(bytes) = &sound.body else { unreachable!("a stream") };
        let mut body = b"--B\r\ncontent-disposition: form-data; name=model\r\n\r\nwhisper-1\r\n--B\r\n\
                         content-disposition: form-data; name=file; filename=a\r\n\r\n"
            .to_vec();
        body.extend_from_slice(bytes);
        body.extend_from_slice(b"\r\n--B--");
        let path = "/v1/audio/transcriptions";
        let heard = run.send_bytes("POST", path, "multipart/form-data; boundary=B", body);
        assert_eq!(json_of(&heard)["text"], "Good morning!");
    }
    let listen = |fields: &[(&str, &str)], file: &str| {
        let mut body = String::new();
        for (name, value) in fields {
            body += &format!("--B\r\ncontent-disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n");
        }
        body +=
            &format!("--B\r\ncontent-disposition: form-data; name=file; filename={file}\r\n\r\nx\r\n--B--");
        run.send_raw("POST", "/v1/audio/transcriptions", "multipart/form-data; boundary=B", &body)
    };
    let verbose =
        [("model", "whisper-1"), ("response_format", "verbose_json"), ("timestamp_granularities[]", "word")];
    let heard = json_of(&listen(&verbose, "a.mp3"));
    assert_eq!(heard["usage"]["type"], "duration");
    assert_eq!((&heard["words"][0]["word"], &heard["segments"]), (&json!("This"), &Value::Null));
    assert_eq!(listen(&verbose, "a.txt").status, 400);
    assert_eq!(listen(&[("model", "gpt-4o-transcribe"), ("response_format", "srt")], "a.mp3").status, 400);
    let wish = json!({"model": "tts-1", "voice": "alloy", "input": "x", "response_format": "opus"});
    assert_eq!(run.send("POST", "/v1/audio/speech", &wish).status, 400);
}

#[test]
fn pictures_have_the_size_that_was_asked_for() {
    let run = Run::new(vec![]);
    let wish = json!({"model": "gpt-image-1", "prompt": "a cat", "size": "1536x1024", "n": 2});
    let made = json_of(&run.send("POST", "/v1/images/generations", &wish));
    assert_eq!(made["data"].as_array().unwrap().len(), 2);
    assert_ne!(made["data"][0], made["data"][1]);
    let png = crate::api::base64::decode(made["data"][0]["b64_json"].as_str().unwrap()).unwrap();
    assert_eq!(png.get(16..24), Some(&[0, 0, 6, 0, 0, 0, 4, 0][..]));
    assert_eq!(
        run.send("POST", "/v1/images/generations", &json!({"prompt": "x", "quality2": 1})).status,
        400
    );
}

#[test]
fn the_object_has_the_vendors_order() {
    let file = File {
        id: "file-a".to_owned(),
        name: "in.jsonl".to_owned(),
        purpose: "batch".to_owned(),
        created: 1,
        expires: None,
        bytes: Bytes::from_static(b"{}"),
    };
    assert_eq!(
        file.object().to_string(),
        r#"{"id":"file-a","object":"file","bytes":2,"created_at":1,"expires_at":null,"filename":"in.jsonl","purpose":"batch","status":"processed","status_details":null}"#
    );
}
