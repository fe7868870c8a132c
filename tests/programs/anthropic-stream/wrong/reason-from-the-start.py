from anthropic import Anthropic
reason = tokens = None
for e in Anthropic().messages.create(model="claude-haiku-5-5", max_tokens=300, stream=True, messages=[{"role": "user", "content": "Tell"}]):
    if e.type == "message_start": reason = e.message.stop_reason
    if e.type == "content_block_delta": print(e.delta.text, end="", flush=True)
    if e.type == "message_delta": tokens = e.usage.output_tokens
print("\n", reason, tokens)
