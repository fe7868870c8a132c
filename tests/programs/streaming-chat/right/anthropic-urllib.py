"""A streaming chat with Anthropic's Messages API, standard library only."""
import json
import os
import urllib.request

URL = os.environ["ANTHROPIC_BASE_URL"] + "/v1/messages"
HEADERS = {
    "authorization": "Bearer " + os.environ["ANTHROPIC_API_KEY"],
    "anthropic-version": "2026-10-21",
    "content-type": "application/json",
}


def events(messages):
    body = {
        "model": "claude-sonnet-5-5",
        "max_tokens": 1000,
        "system": "You are a friendly tutor.",
        "messages": messages,
        "stream": True,
    }
    request = urllib.request.Request(URL, json.dumps(body).encode(), HEADERS)
    with urllib.request.urlopen(request) as response:
        for line in response:
            if line.startswith(b"data:"):
                yield json.loads(line[len(b"data:"):])


def main():
    messages = []
    while True:
        try:
            question = input("You: ").strip()
        except EOFError:
            print()
            break
        if question.lower() in ("quit", "exit", "bye"):
            break
        if not question:
            continue
        messages.append({"role": "user", "content": question})
        reply = ""
        print("Claude: ", end="", flush=True)
        for event in events(messages):
            if event["type"] == "content_block_delta" and event["delta"]["type"] == "text_delta":
                piece = event["delta"]["text"]
                reply += piece
                print(piece, end="", flush=True)
            elif event["type"] == "error":
                raise SystemExit(event["error"]["message"])
        print()
        messages.append({"role": "assistant", "content": reply})


if __name__ == "__main__":
    main()
