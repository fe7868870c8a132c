//! What a run keeps, seen through its endpoints.

#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::harness::{Run, events, json_of, peru, types, with};
use crate::script::Reply;
use serde_json::{Value, json};

#[test]
fn earlier_turns_count_and_show() {
    let run = Run::new(vec![Reply::text("{{ turn }}|{{ prompt | replace('\n', '/') }}")]);
    let first = json_of(&run.post(&peru()));
    assert_eq!(first["output"][0]["content"][0]["text"], "1|You are terse./Capital of Peru?");
    let next =
        json!({"model": "gpt-4.1-mini", "input": "And of Chile?", "previous_response_id": first["id"]});
    let second = json_of(&run.post(&next));
    // Instructions are not inherited.
    assert_eq!(
        second["output"][0]["content"][0]["text"],
        "2|Capital of Peru?/1|You are terse./Capital of Peru?/And of Chile?"
    );
    let own = json_of(&run.post(&json!({"model": "gpt-4.1-mini", "input": "And of Chile?"})));
    let tokens = |response: &Value| response["usage"]["input_tokens"].as_u64().unwrap();
    assert!(tokens(&second) > tokens(&own) + 8);
    let counted = run.send("POST", "/v1/responses/input_tokens", &peru());
    assert_eq!(json_of(&counted), json!({"object": "response.input_tokens", "input_tokens": 19}));
}

#[test]
fn what_is_not_stored_is_not_found() {
    let run = Run::new(vec![]);
    let response = json_of(&run.post(&with(peru(), json!({"store": false}))));
    let id = response["id"].as_str().unwrap();
    let next = json!({"model": "gpt-4.1-mini", "input": "x", "previous_response_id": id});
    assert_eq!(
        run.error(&next),
        (
            400,
            json!({"message": format!("Previous response with id '{id}' not found."),
            "type": "invalid_request_error", "param": "previous_response_id",
            "code": "previous_response_not_found"})
        )
    );
    let gone = run.send("GET", &format!("/v1/responses/{id}"), &Value::Null);
    assert_eq!(gone.status, 404);
    assert_eq!(
        json_of(&gone)["error"],
        json!({"message": format!("Response with id '{id}' not found."), "type": "invalid_request_error",
               "param": null, "code": null})
    );
}

#[test]
fn responses_on_record_are_read_listed_and_deleted() {
    let run = Run::new(vec![]);
    let response = json_of(&run.post(&json!({"model": "gpt-4.1-mini", "input": [
        {"role": "developer", "content": "Be brief."}, {"role": "user", "content": "Hi"}]})));
    let path = format!("/v1/responses/{}", response["id"].as_str().unwrap());
    assert_eq!(json_of(&run.send("GET", &path, &Value::Null)), response);
    let list = json_of(&run.send("GET", &format!("{path}/input_items"), &Value::Null));
    assert_eq!(
        (&list["object"], &list["data"][0]["role"], &list["has_more"]),
        (&json!("list"), &json!("user"), &json!(false))
    );
    assert_eq!((&list["first_id"], &list["last_id"]), (&list["data"][0]["id"], &list["data"][1]["id"]));
    let page = json_of(&run.send("GET", &format!("{path}/input_items?limit=1&order=asc"), &Value::Null));
    assert_eq!((&page["data"][0]["role"], &page["has_more"]), (&json!("developer"), &json!(true)));
    let after = format!("{path}/input_items?order=asc&after={}", page["last_id"].as_str().unwrap());
    assert_eq!(json_of(&run.send("GET", &after, &Value::Null))["data"][0]["role"], "user");
    assert_eq!(run.send("GET", &format!("{path}/input_items?limit=0"), &Value::Null).status, 400);
    let cancelled = run.send("POST", &format!("{path}/cancel"), &Value::Null);
    assert_eq!(
        (cancelled.status, json_of(&cancelled)["error"]["message"].as_str().unwrap().to_owned()),
        (400, "Cannot cancel a synchronous response.".to_owned())
    );
    let deleted = json_of(&run.send("DELETE", &path, &Value::Null));
    assert_eq!(deleted, json!({"id": response["id"], "object": "response", "deleted": true}));
    assert_eq!(run.send("DELETE", &path, &Value::Null).status, 404);
}

#[test]
fn what_runs_in_the_background_ends_or_is_cancelled() {
    let run = Run::new(vec![]);
    let body = with(peru(), json!({"background": true}));
    let path = |response: &Value| format!("/v1/responses/{}", response["id"].as_str().unwrap());
    let first = json_of(&run.post(&body));
    assert_eq!((&first["status"], &first["output"]), (&json!("queued"), &json!([])));
    let status = |at, response: &Value| {
        json_of(&run.send_at(at, "GET", &path(response), &Value::Null))["status"].clone()
    };
    assert_eq!((status(1.0, &first), status(900.0, &first)), (json!("in_progress"), json!("completed")));
    let second = json_of(&run.post(&body));
    let cancelled = run.send_at(1.0, "POST", &format!("{}/cancel", path(&second)), &Value::Null);
    assert_eq!(json_of(&cancelled)["status"], "cancelled");
    assert_eq!(status(900.0, &second), "cancelled");
    let streamed = events(&run.post(&with(body, json!({"stream": true}))));
    assert_eq!(types(&streamed)[..3], ["response.created", "response.queued", "response.in_progress"]);
}

#[test]
fn conversations_take_in_what_is_said() {
    let run = Run::new(vec![Reply::text("turn {{ turn }}")]);
    let made = json_of(&run.send(
        "POST",
        "/v1/conversations",
        &json!({"metadata": {"a": "b"},
        "items": [{"role": "user", "content": "I am Ann."}]}),
    ));
    let id = made["id"].as_str().unwrap();
    assert_eq!(
        made,
        json!({"id": id, "object": "conversation", "created_at": 1_795_172_410, "metadata": {"a": "b"}})
    );
    let response =
        json_of(&run.post(&json!({"model": "gpt-4.1-mini", "input": "Who am I?", "conversation": id})));
    assert_eq!(response["conversation"], json!({"id": id}));
    assert_eq!(response["output"][0]["content"][0]["text"], "turn 2");
    let path = format!("/v1/conversations/{id}");
    let items = json_of(&run.send("GET", &format!("{path}/items?order=asc"), &Value::Null));
    let roles: Vec<_> =
        items["data"].as_array().unwrap().iter().map(|item| item["role"].as_str().unwrap()).collect();
    assert_eq!(roles, ["user", "user", "assistant"]);
    let first = format!("{path}/items/{}", items["first_id"].as_str().unwrap());
    assert_eq!(json_of(&run.send("GET", &first, &Value::Null)), items["data"][0]);
    assert_eq!(json_of(&run.send("DELETE", &first, &Value::Null))["object"], "conversation");
    assert_eq!(run.send("GET", &first, &Value::Null).status, 404);
    assert_eq!(json_of(&run.send("POST", &path, &json!({"metadata": {}})))["metadata"], json!({}));
    assert_eq!(
        json_of(&run.send("DELETE", &path, &Value::Null)),
        json!({"id": id, "object": "conversation.deleted", "deleted": true})
    );
    assert_eq!(run.send("GET", &path, &Value::Null).status, 404);
    assert_eq!(json_of(&run.send("POST", "/v1/conversations", &Value::Null))["metadata"], json!({}));
}

/// A thought and the call that came of it go together, once each.
#[test]
fn what_a_model_thought_comes_back_with_what_came_of_it() {
    let run = Run::new(vec![]);
    let tool = json!({"type": "function", "name": "weather", "description": "The weather of a city",
                      "parameters": {"type": "object", "properties": {"city": {"type": "string"}}}});
    let asked = json!({"role": "user", "content": "Weather of Oslo?"});
    let request = |input: Value| json!({"model": "gpt-5-mini", "tools": [tool], "input": input});
    let first = json_of(&run.post(&request(json!([asked]))));
    let (thought, call) = (&first["output"][0], &first["output"][1]);
    assert_eq!((&thought["type"], &call["type"]), (&json!("reasoning"), &json!("function_call")));
    let result = json!({"type": "function_call_output", "call_id": call["call_id"], "output": "19 C"});
    let (thought_id, call_id) = (thought["id"].as_str().unwrap(), call["id"].as_str().unwrap());
    let told = |input: Value, more: Value| {
        let (status, error) = run.error(&with(request(input), more));
        (status, error["message"].as_str().unwrap_or_default().to_owned())
    };
    assert_eq!(run.post(&request(json!([asked, thought, call, result]))).status, 200);
    assert_eq!(
        told(json!([asked, call, result]), json!({})).1,
        format!(
            "Item '{call_id}' of type 'function_call' was provided without its required 'reasoning' item: '{thought_id}'."
        )
    );
    let twice = format!(
        "Duplicate item found with id {thought_id}. Remove duplicate items from your input and try again."
    );
    assert_eq!(told(json!([asked, thought, call, thought, call, result]), json!({})).1, twice);
    let goes_on = json!({"previous_response_id": first["id"]});
    assert_eq!(told(json!([thought, call, result]), goes_on.clone()).1, twice);
    assert_eq!(run.post(&with(request(json!([result])), goes_on)).status, 200);

    let forgotten = json_of(&run.post(&with(request(json!([asked])), json!({"store": false}))));
    let (thought, call) = (&forgotten["output"][0], &forgotten["output"][1]);
    let result = json!({"type": "function_call_output", "call_id": call["call_id"], "output": "19 C"});
    let (status, message) = told(json!([asked, thought, call, result]), json!({}));
    assert!(
        status == 404 && message.contains("Items are not persisted when `store` is set to false"),
        "{message}"
    );
    let mut brought = thought.clone();
    brought["encrypted_content"] = json!("gAAA");
    assert_eq!(run.post(&request(json!([asked, brought, call, result]))).status, 200);
    let plain = json!({"model": "gpt-4.1-mini", "input": "hi", "include": ["reasoning.encrypted_content"]});
    assert_eq!(run.error(&plain).1["message"], "Encrypted content is not supported with this model.");
}

#[test]
fn a_window_is_not_all_for_the_prompt() {
    let run = Run::new(vec![]);
    let long = "word ".repeat(280_000);
    let (status, error) = run.error(&json!({"model": "gpt-5-mini", "input": long}));
    assert_eq!((status, &error["code"]), (400, &json!("context_length_exceeded")));
    let chat = json!({"model": "gpt-5-mini", "messages": [{"role": "user", "content": long}]});
    let refused = json_of(&run.send("POST", "/v1/chat/completions", &chat))["error"]["message"].clone();
    let sentence = "Input tokens exceed the configured limit of 272000 tokens. Your messages resulted in ";
    assert!(refused.as_str().unwrap().starts_with(sentence), "{refused}");
}
