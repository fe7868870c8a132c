"""Ask eight questions, up to four at a time."""

from concurrent.futures import ThreadPoolExecutor

from openai import APIError, OpenAI

AT_ONCE = 4
CITIES = ["Lima", "Oslo", "Quito", "Rome", "Cairo", "Hanoi", "Dakar", "Perth"]

client = OpenAI()  # one for all threads: it shares connections


def ask(city):
    """The reply about a city; a failure stays with its own question."""
    try:
        completion = client.chat.completions.create(
            model="gpt-5.4-mini",
            messages=[{"role": "user", "content": f"Name a dish from {city}."}],
        )
        return completion.choices[0].message.content
    except APIError as error:
        return f"(no answer: {error})"


# The pool has four threads; the fifth question waits until one of them is free.
with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
    for city, reply in zip(CITIES, pool.map(ask, CITIES)):
        print(f"{city}: {reply}")
