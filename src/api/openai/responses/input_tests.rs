#![allow(clippy::unwrap_used, clippy::expect_used)]

use super::*;

fn complaint(items: Value) -> (String, String) {
    let request = json!({"input": items});
    let request = Json::from(&request);
    let items = request.as_object().unwrap().get("input").unwrap().as_array().unwrap();
    let fault = read("input", items).err().unwrap();
    (fault.message.into(), fault.param.unwrap_or_default().into())
}

fn pairing(items: Value) -> Result<(), String> {
    let items = Json::from(&items);
    pair(items.as_array().unwrap().iter()).map_err(|fault| fault.message.into())
}

#[test]
fn items_are_read_in_any_form() {
    let items = json!([
        {"role": "user", "content": "Hi"},
        {"type": "message", "role": "developer", "content": [{"type": "input_text", "text": "Be "},
            {"type": "input_image", "image_url": "https://x/y.png"}, {"type": "input_text", "text": "brief."}]},
        {"type": "message", "role": "assistant", "id": "msg_1", "status": "completed",
         "content": [{"type": "output_text", "text": "Hello.", "annotations": []}]},
        {"type": "function_call", "call_id": "call_1", "name": "f", "arguments": "{}"},
        {"type": "function_call_output", "call_id": "call_1", "output": "19 C"},
        {"type": "reasoning", "id": "rs_1", "summary": []},
    ]);
    let items = Json::from(&items);
    let read = read("input", items.as_array().unwrap()).unwrap();
    let said: Vec<_> = read.iter().flatten().map(|m| (m.role, m.text.as_ref())).collect();
    assert_eq!(
        said,
        [
            ("user", "Hi"),
            ("developer", "Be brief."),
            ("assistant", "Hello."),
            ("assistant", ""),
            ("tool", "19 C")
        ]
    );
    assert_eq!(read[3].as_ref().unwrap().calls, [("f", "{}")]);
    assert!(read[5].is_none());
}

#[test]
fn complaints_name_the_place() {
    for (items, message, param) in [
        (
            json!([{"role": "user", "content": [{"type": "text", "text": "x"}]}]),
            "Invalid value: 'text'. Supported values are: 'input_text', 'input_image', 'output_text', 'refusal', \
             'input_file', 'computer_screenshot', and 'summary_text'.",
            "input[0].content[0].type",
        ),
        (
            json!([{"role": "assistant", "content": [{"type": "input_text", "text": "x"}]}]),
            "Invalid value: 'input_text'. Supported values are: 'output_text' and 'refusal'.",
            "input[0].content[0].type",
        ),
        (
            json!([{"role": "tool", "content": "x"}]),
            "Invalid value: 'tool'. Supported values are: 'assistant', 'system', 'developer', and 'user'.",
            "input[0].role",
        ),
        (
            json!([{"type": "function_call_output", "output": "x"}]),
            "Missing required parameter: 'input[0].call_id'.",
            "input[0].call_id",
        ),
        (
            json!([{"role": "user", "content": "x", "name": "ann"}]),
            "Unknown parameter: 'input[0].name'.",
            "input[0].name",
        ),
        (
            json!([{"type": "function_call", "id": "call_1", "call_id": "c", "name": "f", "arguments": "{}"}]),
            "Invalid 'input[0].id': 'call_1'. Expected an ID that begins with 'fc'.",
            "input[0].id",
        ),
    ] {
        assert_eq!(complaint(items), (message.to_owned(), param.to_owned()));
    }
}

#[test]
fn calls_outputs_and_thoughts_belong_together() {
    let call = json!({"type": "function_call", "call_id": "call_x", "name": "f", "arguments": "{}"});
    let output = json!({"type": "function_call_output", "call_id": "call_x", "output": "1"});
    let thought = json!({"type": "reasoning", "id": "rs_1", "summary": []});
    assert_eq!(pairing(json!([thought, call, output])), Ok(()));
    assert_eq!(pairing(json!([call])), Err("No tool output found for function call call_x.".to_owned()));
    assert_eq!(
        pairing(json!([output])),
        Err("No tool call found for function call output with call_id call_x.".to_owned())
    );
    let lonely = "Item 'rs_1' of type 'reasoning' was provided without its required following item.";
    assert_eq!(pairing(json!([thought])), Err(lonely.to_owned()));
    assert_eq!(pairing(json!([thought, {"role": "user", "content": "x"}])), Err(lonely.to_owned()));
}

#[test]
fn items_are_kept_in_full() {
    let item = json!({"role": "user", "content": "Hi"});
    let kept = kept(&Json::from(&item), &mut || "0f".to_owned());
    assert_eq!(
        kept.to_string(),
        r#"{"id":"msg_0f","type":"message","status":"completed","content":[{"type":"input_text","text":"Hi"}],"role":"user"}"#
    );
}
