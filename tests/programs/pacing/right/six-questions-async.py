import asyncio, re
from openai import AsyncOpenAI

def to_seconds(s):
    total = 0.0
    for value, unit in re.findall(r"(\d+(?:\.\d+)?)(ms|s|m|h)", s):
        total += float(value) * {"ms": .001, "s": 1, "m": 60, "h": 3600}[unit]
    return total

async def main():
    client = AsyncOpenAI()
    for i in range(6):
        raw = await client.chat.completions.with_raw_response.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": f"Question {i}"}])
        print(raw.parse().choices[0].message.content)
        if raw.headers.get("x-ratelimit-remaining-requests") == "0":
            wait = to_seconds(raw.headers["x-ratelimit-reset-requests"])
            print(f"  (pausing {wait} s)")
            await asyncio.sleep(wait + 0.1)

asyncio.run(main())
