"""Ask one question, and let the client retry and watch the clock."""

import sys

from openai import OpenAI, OpenAIError

# Five retries are six tries. The timeout holds for each try: long enough for a slow
# reply, short enough for a lost one. Without it, the client waits for ten minutes.
client = OpenAI(max_retries=5, timeout=15)

try:
    completion = client.chat.completions.create(
        model="gpt-5.4-mini",
        messages=[{"role": "user", "content": "What do you do when nobody answers?"}],
    )
except OpenAIError as error:
    sys.exit(f"Giving up: {error}")

print(completion.choices[0].message.content)
