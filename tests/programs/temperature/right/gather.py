import asyncio

from openai import AsyncOpenAI

client = AsyncOpenAI()


async def ask(temperature: float) -> tuple[float, str]:
    completion = await client.chat.completions.create(
        model="gpt-4.1-mini",
        messages=[{"role": "user", "content": "Invent a word and define it."}],
        temperature=temperature,
    )
    return temperature, completion.choices[0].message.content


async def main():
    for t, text in await asyncio.gather(*(ask(t) for t in (0.0, 1.0))):
        print(f"temperature={t}: {text}")


asyncio.run(main())
