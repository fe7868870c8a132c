#![allow(clippy::unwrap_used, clippy::expect_used)]

use crate::api::openai::responses::harness::{Run, json_of};
use serde_json::{Value, json};

fn ask(run: &Run, text: &str, metadata: Value, stream: bool) {
    let body = json!({"model": "gpt-4.1-mini", "store": true, "metadata": metadata, "stream": stream, "messages": [
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": text}]},
    ]});
    assert_eq!(run.send("POST", "/v1/chat/completions", &body).status, 200);
}

fn get(run: &Run, target: &str) -> Value {
    json_of(&run.send("GET", target, &Value::Null))
}

#[test]
fn completions_are_kept_listed_changed_and_deleted() {
    let run = Run::new(vec![]);
    ask(&run, "One", json!({"topic": "a"}), false);
    ask(&run, "Two", json!({"topic": "b"}), true);
    let not_kept = json!({"model": "gpt-4.1-mini", "messages": [{"role": "user", "content": "Three"}]});
    run.send("POST", "/v1/chat/completions", &not_kept);
    let all = get(&run, "/v1/chat/completions");
    assert_eq!(all["data"].as_array().unwrap().len(), 2);
    let by_topic = get(&run, "/v1/chat/completions?metadata%5Btopic%5D=b");
    assert_eq!(by_topic["data"].as_array().unwrap().len(), 1);
    let id = by_topic["first_id"].as_str().unwrap().to_owned();
    let path = format!("/v1/chat/completions/{id}");
    assert_eq!(get(&run, &path)["choices"][0]["message"]["role"], "assistant");
    let messages = get(&run, &format!("{path}/messages"));
    assert_eq!(messages["data"][0]["content"], "Be brief.");
    assert_eq!(messages["data"][1]["content"], "Two");
    assert_eq!(messages["data"][1]["content_parts"][0]["text"], "Two");
    let changed = json_of(&run.send("POST", &path, &json!({"metadata": {"topic": "c"}})));
    assert_eq!(changed["metadata"], json!({"topic": "c"}));
    assert_eq!(get(&run, &path)["metadata"], json!({"topic": "c"}));
    let gone = json_of(&run.send("DELETE", &path, &Value::Null));
    assert_eq!(gone, json!({"object": "chat.completion.deleted", "id": id, "deleted": true}));
    assert_eq!(run.send("GET", &path, &Value::Null).status, 404);
}
