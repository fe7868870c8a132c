import asyncio
from openai import AsyncOpenAI


async def main():
    client = AsyncOpenAI()
    messages = []
    while True:
        try:
            text = await asyncio.to_thread(input, "you> ")
        except EOFError:
            break
        if text.strip().lower() in ("quit", "exit"):
            break
        messages.append({"role": "user", "content": text})
        stream = await client.chat.completions.create(model="gpt-4.1", messages=messages, stream=True)
        collected = []
        async for chunk in stream:
            delta = chunk.choices[0].delta.content
            if delta:
                collected.append(delta)
                print(delta, end="", flush=True)
        print()
        messages.append({"role": "assistant", "content": "".join(collected)})
    await client.close()


asyncio.run(main())
