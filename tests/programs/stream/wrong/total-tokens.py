from openai import OpenAI
s = OpenAI().chat.completions.create(model="gpt-5.4-mini", stream=True, stream_options={"include_usage": True},
    messages=[{"role": "user", "content": "hello"}])
for ch in s:
    if ch.choices:
        print(ch.choices[0].delta.content or "", end="", flush=True)
        if ch.choices[0].finish_reason: f = ch.choices[0].finish_reason
    else:
        print("\n", f, "tokens:", ch.usage.total_tokens)
