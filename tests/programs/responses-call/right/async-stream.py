import asyncio
from openai import AsyncOpenAI

async def main():
    client = AsyncOpenAI()
    stream = await client.responses.create(model="gpt-5.4-mini", instructions="Be brief.", input="Why do cats purr?", stream=True)
    async for event in stream:
        if event.type == "response.output_text.delta":
            print(event.delta, end="", flush=True)
    print()

asyncio.run(main())
