import asyncio, os
from openai import AsyncOpenAI
class Guard:
    def __init__(self): self.c = AsyncOpenAI()
    async def check(self, t):
        r = await self.c.moderations.create(input=[{"type": "text", "text": t}], model="omni-moderation-latest")
        cats = [k for k, v in r.results[0].categories.to_dict().items() if v]
        if r.results[0].flagged: raise SystemExit("BLOCKED because of: " + ", ".join(cats))
    async def ask(self, t):
        await self.check(t)
        r = (await self.c.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": t}])).choices[0].message.content
        await self.check(r)
        print("Bot:", r)
asyncio.run(Guard().ask(os.environ["MESSAGE"]))
