import asyncio
from openai import AsyncOpenAI
client = AsyncOpenAI()
async def main():
    for w in "red green blue black white pink grey brown".split():
        try:
            r = await client.chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": "A thing that is " + w}])
            print(r.choices[0].message.content)
        except Exception as e:
            print(e)
asyncio.run(main())
