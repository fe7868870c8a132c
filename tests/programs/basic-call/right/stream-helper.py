import sys

from openai import OpenAI

with OpenAI() as client:
    with client.chat.completions.stream(
        model="gpt-4o-2024-08-06",
        messages=[{"role": "user", "content": "List two rivers."}],
    ) as stream:
        for event in stream:
            if event.type == "content.delta":
                sys.stdout.write(event.delta)
                sys.stdout.flush()
    print()
    print("finish reason:", stream.get_final_completion().choices[0].finish_reason)
