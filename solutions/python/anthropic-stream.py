"""Show a Claude reply while it arrives, then why it ended and its output tokens."""

from anthropic import Anthropic

client = Anthropic()

with client.messages.stream(
    model="claude-haiku-5-5",
    max_tokens=300,
    messages=[{"role": "user", "content": "Tell me about an old town."}],
) as stream:
    for piece in stream.text_stream:
        print(piece, end="", flush=True)
    message = stream.get_final_message()

print()
# The count in the final message is the sum; nothing has to be added.
print(f"Ended because: {message.stop_reason}. Output tokens: {message.usage.output_tokens}")
