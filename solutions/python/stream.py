"""Show a reply while it arrives, then why it ended and how many tokens it had."""

from openai import OpenAI

client = OpenAI()

stream = client.chat.completions.create(
    model="gpt-5.4-mini",
    messages=[{"role": "user", "content": "Tell me about the sea."}],
    stream=True,
    stream_options={"include_usage": True},
)

reason = None  # stays like this when the stream breaks off
tokens = None
for chunk in stream:
    for choice in chunk.choices:  # the event with the usage has none
        print(choice.delta.content or "", end="", flush=True)
        reason = choice.finish_reason or reason
    if chunk.usage:
        tokens = chunk.usage.completion_tokens
print()

if reason is None:
    print("The reply broke off.")
else:
    print(f"Ended because: {reason}. Output tokens: {tokens}")
