import asyncio
from openai import AsyncOpenAI

client = AsyncOpenAI()

async def main():
    r = await client.chat.completions.create(
        model="gpt-4o-mini",
        messages=[{"role": "user", "content": "Hello"}],
    )
    print(r.choices[0].message.content)

if __name__ == "__main__":
    main()
