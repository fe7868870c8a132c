"""Ask a Claude model, show its reply and its tokens."""

from anthropic import Anthropic

client = Anthropic()  # reads ANTHROPIC_API_KEY and ANTHROPIC_BASE_URL by itself

message = client.messages.create(
    model="claude-haiku-5-5",
    max_tokens=300,  # required by this API
    system="Answer in one sentence.",
    messages=[{"role": "user", "content": "Why is the sky blue?"}],
)

# A reply consists of blocks; not all of them need to be text.
print("".join(block.text for block in message.content if block.type == "text"))
print(f"{message.usage.input_tokens} input tokens, {message.usage.output_tokens} output tokens")
