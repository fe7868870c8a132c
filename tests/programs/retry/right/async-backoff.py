import asyncio
import random

import openai

client = openai.AsyncOpenAI(max_retries=0)


async def call_with_retry(make_call, retries: int = 5, base_delay: float = 0.5):
    for attempt in range(retries + 1):
        try:
            return await make_call()
        except (openai.RateLimitError, openai.InternalServerError) as e:
            if attempt == retries:
                raise
            header = e.response.headers.get("retry-after")
            delay = float(header) if header else base_delay * 2**attempt + random.uniform(0, 0.1)
            print(f"⏳ {type(e).__name__}: retry {attempt + 1}/{retries} in {delay:.2f}s")
            await asyncio.sleep(delay)


async def main():
    try:
        r = await call_with_retry(
            lambda: client.chat.completions.create(
                model="gpt-4o-mini", messages=[{"role": "user", "content": "One tip for learning Python?"}]
            )
        )
    except openai.OpenAIError as e:
        print("❌ Failed permanently:", e)
    else:
        print("✅", r.choices[0].message.content)


asyncio.run(main())
