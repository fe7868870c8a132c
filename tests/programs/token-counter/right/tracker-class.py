"""
Token usage tracking for OpenAI chat completions.

Keeps per-session statistics and estimates the cost using the prices per
one million tokens.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timezone

from openai import OpenAI
from openai.types import CompletionUsage

# USD per 1M tokens
PRICING: dict[str, dict[str, float]] = {
    "gpt-4o": {"input": 2.50, "output": 10.00},
    "gpt-4o-mini": {"input": 0.15, "output": 0.60},
    "gpt-4.1-mini": {"input": 0.40, "output": 1.60},
}


@dataclass
class CallRecord:
    timestamp: datetime
    model: str
    input_tokens: int
    output_tokens: int
    cost: float

    @property
    def total_tokens(self) -> int:
        return self.input_tokens + self.output_tokens


@dataclass
class TokenTracker:
    """Tracks token usage across all API calls."""

    calls: list[CallRecord] = field(default_factory=list)

    def add(self, model: str, usage: CompletionUsage) -> CallRecord:
        price = PRICING[model]
        cost = (
            usage.prompt_tokens / 1_000_000 * price["input"]
            + usage.completion_tokens / 1_000_000 * price["output"]
        )
        record = CallRecord(datetime.now(timezone.utc), model, usage.prompt_tokens, usage.completion_tokens, cost)
        self.calls.append(record)
        return record

    @property
    def total_tokens(self) -> int:
        return sum(c.total_tokens for c in self.calls)

    @property
    def total_cost(self) -> float:
        return sum(c.cost for c in self.calls)


def main() -> None:
    client, tracker = OpenAI(), TokenTracker()
    model = "gpt-4o-mini"

    for i, prompt in enumerate(["Explain recursion.", "Explain iteration.", "Compare both."], 1):
        response = client.chat.completions.create(model=model, messages=[{"role": "user", "content": prompt}])
        record = tracker.add(model, response.usage)
        print(f"📞 Call {i}")
        print(f"   📥 Input tokens:  {record.input_tokens}")
        print(f"   📤 Output tokens: {record.output_tokens}")
        print(f"   💰 Cost:          ${record.cost:.6f}")
        print(f"   📊 Running total: {tracker.total_tokens} tokens (${tracker.total_cost:.6f})")

    print("=" * 40)
    print(f"Session finished: {len(tracker.calls)} calls, {tracker.total_tokens} tokens, ${tracker.total_cost:.6f}")


if __name__ == "__main__":
    main()
