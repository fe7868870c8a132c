#!/usr/bin/env python3
"""
Basic Chat Completion Example
=============================

Demonstrates how to send a single prompt to the OpenAI Chat Completions API
and print the assistant's reply, with proper error handling.
"""

from __future__ import annotations

import os
import sys
from typing import Final

from openai import APIConnectionError, APIStatusError, AuthenticationError, OpenAI, RateLimitError

MODEL: Final[str] = "gpt-4.1-mini"
SYSTEM_PROMPT: Final[str] = "You are a helpful assistant. Keep your answers short."
USER_PROMPT: Final[str] = "Explain what an API is to a ten-year-old."


def create_client() -> OpenAI:
    """Create an OpenAI client, making sure that an API key is configured."""
    if not os.environ.get("OPENAI_API_KEY"):
        print("❌ Error: OPENAI_API_KEY environment variable is not set.", file=sys.stderr)
        sys.exit(1)
    return OpenAI()


def get_completion(client: OpenAI, prompt: str, *, temperature: float = 0.7, max_tokens: int = 300) -> str | None:
    """Send the prompt and return the reply, or None if something went wrong."""
    try:
        response = client.chat.completions.create(
            model=MODEL,
            messages=[
                {"role": "system", "content": SYSTEM_PROMPT},
                {"role": "user", "content": prompt},
            ],
            temperature=temperature,
            max_tokens=max_tokens,
        )
        return response.choices[0].message.content
    except AuthenticationError:
        print("❌ Authentication failed. Please check your API key.", file=sys.stderr)
    except RateLimitError:
        print("⏳ Rate limit exceeded. Please try again later.", file=sys.stderr)
    except APIConnectionError as exc:
        print(f"🌐 Network error: {exc}", file=sys.stderr)
    except APIStatusError as exc:
        print(f"❌ API error {exc.status_code}: {exc.message}", file=sys.stderr)
    return None


def main() -> int:
    """Entry point."""
    print("🚀 Sending request to OpenAI...")
    print("-" * 50)
    reply = get_completion(create_client(), USER_PROMPT)
    if reply is None:
        return 1
    print(f"✅ Response:\n{reply}")
    print("-" * 50)
    return 0


if __name__ == "__main__":
    sys.exit(main())
