import asyncio
from openai import APIError, AsyncOpenAI

client = AsyncOpenAI()


async def ask(n):
    async with asyncio.Semaphore(4):
        try:
            completion = await client.chat.completions.create(
                model="gpt-5.4-mini", messages=[{"role": "user", "content": f"What is {n} times {n}?"}]
            )
            print(n, completion.choices[0].message.content)
        except APIError as error:
            print(n, "failed:", error)


async def main():
    await asyncio.gather(*(ask(n) for n in range(1, 11)))


asyncio.run(main())
