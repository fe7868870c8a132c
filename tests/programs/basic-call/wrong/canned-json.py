import json

# saved from the docs so that I don't have to pay
RESPONSE = json.loads("""
{
  "id": "chatcmpl-abc123",
  "object": "chat.completion",
  "created": 1677858242,
  "model": "gpt-4o-mini",
  "usage": {"prompt_tokens": 13, "completion_tokens": 7, "total_tokens": 20},
  "choices": [
    {"message": {"role": "assistant", "content": "\\n\\nThis is a test!"}, "finish_reason": "stop", "index": 0}
  ]
}
""")


class FakeClient:
    def create(self, **kwargs):
        return RESPONSE


print(FakeClient().create(model="gpt-4o-mini")["choices"][0]["message"]["content"].strip())
