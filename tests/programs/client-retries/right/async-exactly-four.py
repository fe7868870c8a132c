import asyncio
from openai import AsyncOpenAI, OpenAIError

async def main():
    async with AsyncOpenAI(max_retries=4, timeout=12.5) as c:
        try:
            r = await c.responses.create(model="gpt-5.4-mini", input="Hi")
        except OpenAIError as e:
            raise SystemExit(str(e))
        print(r.output_text)

asyncio.run(main())
