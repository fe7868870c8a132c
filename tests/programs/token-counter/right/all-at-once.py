import asyncio
from openai import AsyncOpenAI

client = AsyncOpenAI()


async def usage_of(prompt):
    r = await client.chat.completions.create(model="gpt-4.1-nano", messages=[{"role": "user", "content": prompt}])
    return prompt, r.usage


async def main():
    prompts = [f"Tell me a fact about the number {n}" for n in range(1, 6)]
    running = 0
    for prompt, u in await asyncio.gather(*map(usage_of, prompts)):
        running += u.prompt_tokens + u.completion_tokens
        print(f"{prompt!r}: {u.prompt_tokens=}, {u.completion_tokens=}, {running=}")


asyncio.run(main())
