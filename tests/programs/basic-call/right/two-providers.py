"""Ask the same thing at OpenAI and, if there is a key for it, at Anthropic."""
import json
import os
import urllib.error
import urllib.request

QUESTION = "In one line: what are you good at?"


def ask_openai():
    from openai import OpenAI
    r = OpenAI().chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": QUESTION}])
    return r.choices[0].message.content


def ask_anthropic():
    base = os.environ.get("ANTHROPIC_BASE_URL", "https://api.anthropic.com")
    req = urllib.request.Request(
        base + "/v1/messages",
        data=json.dumps({
            "model": "claude-haiku-4-5",
            "max_tokens": 200,
            "messages": [{"role": "user", "content": QUESTION}],
        }).encode(),
        headers={
            "content-type": "application/json",
            "x-api-key": os.environ["ANTHROPIC_API_KEY"],
            "anthropic-version": "2023-06-01",
        },
    )
    with urllib.request.urlopen(req, timeout=5) as f:
        return json.load(f)["content"][0]["text"]


print("GPT:   ", ask_openai())

if os.environ.get("ANTHROPIC_API_KEY"):
    try:
        print("Claude:", ask_anthropic())
    except (urllib.error.URLError, OSError, KeyError) as e:
        print("Claude: not available right now:", e)
else:
    print("Claude: (no ANTHROPIC_API_KEY, skipped)")
