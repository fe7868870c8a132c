"""The two functions of the backoff package that I know, rewritten."""
import functools
import itertools
import random
import sys
import time

import openai


class backoff:
    @staticmethod
    def expo(base=2, factor=0.5, max_value=6):
        for n in itertools.count():
            yield min(max_value, factor * base ** n)

    @staticmethod
    def full_jitter(value):
        return random.uniform(0, value)

    @staticmethod
    def on_exception(wait_gen, exceptions, max_tries, jitter=full_jitter.__func__, giveup=lambda e: False):
        def decorate(target):
            @functools.wraps(target)
            def retry(*args, **kwargs):
                waits = wait_gen()
                for tries in range(1, max_tries + 1):
                    try:
                        return target(*args, **kwargs)
                    except exceptions as e:
                        if giveup(e) or tries == max_tries:
                            print(f"Giving up {target.__name__}(...) after {tries} tries ({e})", file=sys.stderr)
                            raise
                        seconds = jitter(next(waits)) + float(e.response.headers.get("retry-after", 0))
                        print(f"Backing off {target.__name__}(...) for {seconds:.1f}s", file=sys.stderr)
                        time.sleep(seconds)
            return retry
        return decorate


client = openai.OpenAI(max_retries=0)


@backoff.on_exception(backoff.expo, openai.APIStatusError, max_tries=7, giveup=lambda e: e.status_code not in (429, 500, 502, 503))
def completions_with_backoff(**kwargs):
    return client.chat.completions.create(**kwargs)


print(completions_with_backoff(model="gpt-4o", messages=[{"role": "user", "content": "Once upon a time,"}]).choices[0].message.content)
