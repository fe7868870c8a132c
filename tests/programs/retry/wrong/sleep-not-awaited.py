import asyncio
import openai

client = openai.AsyncOpenAI(max_retries=0)


async def main():
    for n in range(6):
        try:
            r = await client.chat.completions.create(model="gpt-4o-mini", messages=[{"role": "user", "content": "Hello"}])
            print(r.choices[0].message.content)
            return
        except (openai.RateLimitError, openai.InternalServerError) as e:
            print(f"retrying in {2 ** n}s because of {e.status_code}")
            asyncio.sleep(2 ** n)
    print("no answer")


asyncio.run(main())
