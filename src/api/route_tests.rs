use super::*;

#[test]
fn paths_find_their_endpoint() {
    for (method, path, expected) in [
        ("POST", "/v1/chat/completions", (Route::ChatCompletions, Api::ChatCompletions)),
        ("GET", "/v1/chat/completions", (Route::Chats, Api::Other)),
        ("GET", "/v1/models", (Route::Models, Api::Other)),
        ("GET", "/v1/models/gpt-4o", (Route::Model("gpt-4o"), Api::Other)),
        ("POST", "/v1/responses", (Route::Responses, Api::Responses)),
        ("GET", "/v1/responses", (Route::WrongVerb, Api::Other)),
        ("POST", "/v1/responses/input_tokens", (Route::ResponseTokens, Api::Other)),
        ("GET", "/v1/responses/resp_1", (Route::Response("resp_1"), Api::Other)),
        ("DELETE", "/v1/responses/resp_1", (Route::Response("resp_1"), Api::Other)),
        ("POST", "/v1/responses/resp_1", (Route::WrongVerb, Api::Other)),
        ("POST", "/v1/responses/resp_1/cancel", (Route::ResponseCancel("resp_1"), Api::Other)),
        ("GET", "/v1/responses/resp_1/input_items", (Route::ResponseInput("resp_1"), Api::Other)),
        ("POST", "/v1/conversations", (Route::Conversations, Api::Other)),
        ("DELETE", "/v1/conversations/c", (Route::Conversation("c"), Api::Other)),
        ("GET", "/v1/conversations/c/items", (Route::ConversationItems("c"), Api::Other)),
        ("GET", "/v1/conversations/c/items/i", (Route::ConversationItem("c", "i"), Api::Other)),
        ("POST", "/v1/messages", (Route::Messages, Api::Messages)),
        ("POST", "/v1/messages/count_tokens", (Route::CountTokens, Api::Other)),
        ("GET", "/v1/messages", (Route::WrongVerb, Api::Other)),
        ("POST", "/v1/messages/batches", (Route::MessageBatches, Api::Other)),
        ("POST", "/v1/embeddings", (Route::Embeddings, Api::Embeddings)),
        ("POST", "/v1/moderations", (Route::Moderations, Api::Other)),
        ("HEAD", "/v1/files/f/content", (Route::FileContent("f"), Api::Other)),
        ("PUT", "/v1/chat/completions", (Route::WrongVerb, Api::Other)),
        ("GET", "/v1/vector_stores", (Route::NotServed, Api::Other)),
        ("GET", "/v1/files//content", (Route::NotServed, Api::Other)),
        ("GET", "/v1/files/a/b/c/d/e/f/g", (Route::NotServed, Api::Other)),
        ("GET", "/v1/nothing", (Route::Unknown, Api::Unknown)),
        ("POST", "/chat/completions", (Route::Unknown, Api::Unknown)),
        ("POST", "/v1/v1/chat/completions", (Route::Unknown, Api::Unknown)),
        ("GET", "/", (Route::Unknown, Api::Unknown)),
        ("GET", "/v1", (Route::Unknown, Api::Unknown)),
    ] {
        assert_eq!(route(method, path), expected, "{method} {path}");
    }
}

#[test]
fn vendors_are_told_apart() {
    for (path, has_version, expected) in [
        ("/v1/messages", false, Vendor::Anthropic),
        ("/v1/messages/batches", false, Vendor::Anthropic),
        ("/v1/chat/completions", true, Vendor::OpenAi),
        ("/v1/models", false, Vendor::OpenAi),
        ("/v1/models/claude-opus-5", true, Vendor::Anthropic),
        ("/v1/nothing", true, Vendor::Anthropic),
        ("/messages", false, Vendor::OpenAi),
    ] {
        assert_eq!(Vendor::of(path, has_version), expected, "{path}");
    }
}

#[test]
fn every_endpoint_of_the_list_is_served_with_its_verbs_only() {
    for (verbs, path) in SERVED {
        let path = path.replace("{id}", "x1").replace("{item}", "x2");
        for verb in ["GET", "POST", "DELETE", "PUT", "PATCH"] {
            let found = route(verb, &path).0;
            let served = !matches!(found, Route::WrongVerb | Route::NotServed | Route::Unknown);
            assert_eq!(served, verbs.split(' ').any(|known| known == verb), "{verb} {path}: {found:?}");
        }
    }
}
