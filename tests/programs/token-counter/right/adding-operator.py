from __future__ import annotations
from functools import reduce
from operator import add
from typing import NamedTuple
from openai import OpenAI


class Usage(NamedTuple):
    input: int
    output: int

    def __add__(self, other: Usage) -> Usage:  # type: ignore[override]
        return Usage(self.input + other.input, self.output + other.output)

    def __str__(self) -> str:
        return f"↑{self.input} ↓{self.output} Σ{sum(self)}"


def ask(prompt: str) -> Usage:
    u = OpenAI().chat.completions.create(model="gpt-5.4-mini", messages=[{"role": "user", "content": prompt}]).usage
    return Usage(u.prompt_tokens, u.completion_tokens)


usages = [ask(p) for p in ("ping", "pong", "ping pong")]
print(*usages, sep="\n")
print("─" * 20)
print(reduce(add, usages))
