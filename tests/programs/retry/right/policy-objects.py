"""Resilient chat client with a configurable retry policy."""

from __future__ import annotations

import logging
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from datetime import datetime, timezone
from typing import TypeVar

from openai import (
    APIConnectionError,
    APIStatusError,
    APITimeoutError,
    OpenAI,
)

logging.basicConfig(level=logging.INFO, format="%(asctime)s | %(levelname)s | %(message)s")
logger = logging.getLogger(__name__)
logging.getLogger("httpx2").setLevel(logging.WARNING)

T = TypeVar("T")


class RetriesExhausted(RuntimeError):
    """Raised when every attempt failed."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    max_attempts: int = 6
    base_delay: float = 0.5
    max_delay: float = 10.0
    jitter: float = 0.25
    statuses: frozenset[int] = frozenset({408, 409, 429, 500, 502, 503, 504})

    def delay(self, attempt: int, retry_after: float | None) -> float:
        backoff = min(self.max_delay, self.base_delay * 2 ** (attempt - 1))
        backoff += random.uniform(0, self.jitter * backoff)
        return max(backoff, retry_after or 0.0)


def parse_retry_after(value: str | None) -> float | None:
    """Seconds, from either form that the header may have."""
    if value is None:
        return None
    try:
        return float(value)
    except ValueError:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(timezone.utc)).total_seconds())


def execute(operation: Callable[[], T], policy: RetryPolicy) -> T:
    last: Exception | None = None
    for attempt in range(1, policy.max_attempts + 1):
        try:
            return operation()
        except APIStatusError as exc:
            if exc.status_code not in policy.statuses:
                logger.error("Non-retryable error: %s", exc)
                raise
            last, after = exc, parse_retry_after(exc.response.headers.get("retry-after"))
        except (APITimeoutError, APIConnectionError) as exc:
            last, after = exc, None
        if attempt < policy.max_attempts:
            seconds = policy.delay(attempt, after)
            logger.warning("Attempt %d/%d failed (%s). Retrying in %.2fs", attempt, policy.max_attempts, last, seconds)
            time.sleep(seconds)
    raise RetriesExhausted(f"All {policy.max_attempts} attempts failed") from last


def main() -> int:
    client = OpenAI(max_retries=0)
    try:
        response = execute(
            lambda: client.chat.completions.create(
                model="gpt-4.1-mini",
                messages=[{"role": "user", "content": "Explain idempotency in one sentence."}],
            ),
            RetryPolicy(),
        )
    except RetriesExhausted as exc:
        logger.error("%s", exc)
        return 1
    except APIStatusError:
        return 2
    print(response.choices[0].message.content)
    return 0


if __name__ == "__main__":
    sys.exit(main())
