import asyncio
from openai import AsyncOpenAI
async def main():
    c = AsyncOpenAI()
    rs = await asyncio.gather(*[c.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": f"{i}?"}]) for i in range(5)])
    for r in rs: print(r.choices[0].message.content)
asyncio.run(main())
