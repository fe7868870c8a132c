from anthropic import Anthropic
with Anthropic().messages.stream(model="claude-haiku-5-5", max_tokens=300, messages=[{"role": "user", "content": "Tell"}]) as s:
    for t in s.text_stream: print(t, end="", flush=True)
    m = s.get_final_message()
print("\n" + m.stop_reason, m.usage.input_tokens)
