import asyncio

import openai

client = openai.AsyncOpenAI(max_retries=0)


async def main():
    asked = [client.responses.create(model="gpt-5.4-mini", input="What is a buoy?") for _ in range(5)]
    replies = await asyncio.gather(*asked, return_exceptions=True)
    good = [reply.output_text for reply in replies if not isinstance(reply, Exception)]
    print(good[0] if good else f"all five failed: {replies[0]}")


asyncio.run(main())
