import asyncio
from openai import AsyncOpenAI
client = AsyncOpenAI()
sem = asyncio.Semaphore(3)
async def one(i):
    async with sem:
        try:
            r = await client.responses.create(model="gpt-5.4-mini", input=f"Fact number {i} about bridges, please.")
            print(i, r.output_text)
        except Exception as e:
            print(i, "ERR", e)
async def main():
    await asyncio.gather(*[one(i) for i in range(1, 11)])
asyncio.run(main())
