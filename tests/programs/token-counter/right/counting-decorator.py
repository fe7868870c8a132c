import functools
from openai import OpenAI

client = OpenAI()


def count_tokens(fn):
    fn_total = {"prompt_tokens": 0, "completion_tokens": 0, "total_tokens": 0}

    @functools.wraps(fn)
    def wrapper(*args, **kwargs):
        result = fn(*args, **kwargs)
        usage = result.usage.model_dump()
        for key in fn_total:
            fn_total[key] += usage[key]
        print("this call:", {k: usage[k] for k in fn_total})
        print("all calls:", fn_total)
        return result

    return wrapper


@count_tokens
def ask(prompt):
    return client.chat.completions.create(model="gpt-4-32k", messages=[{"role": "user", "content": prompt}])


ask("Who was Ada Lovelace?")
ask("Who was Alan Turing?")
