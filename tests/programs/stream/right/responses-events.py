from openai import OpenAI
c = OpenAI()
with c.responses.stream(model="gpt-5.4-mini", input="Tell me a story", instructions="Short.") as s:
    for ev in s:
        if ev.type == "response.output_text.delta":
            print(ev.delta, end="", flush=True)
        elif ev.type in ("response.completed", "response.incomplete"):
            r = ev.response
            why = r.incomplete_details.reason if r.incomplete_details else r.status
            print("\n---\n", why, r.usage.output_tokens, "tokens out")
