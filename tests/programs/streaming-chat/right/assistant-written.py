#!/usr/bin/env python3
"""
Interactive streaming chat for the terminal.

Features:
    * streams the answer token by token
    * keeps the conversation history (trimmed when it grows too long)
    * commands: /help, /clear, /history, quit, exit
"""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field

from openai import APIConnectionError, APIError, OpenAI, RateLimitError

MODEL = os.environ.get("CHAT_MODEL", "gpt-4.1-mini")
SYSTEM_PROMPT = "You are a helpful, concise assistant."
MAX_HISTORY_CHARS = 12_000

CYAN, GREEN, YELLOW, RED, DIM, RESET = (f"\033[{c}m" for c in ("36", "32", "33", "31", "2", "0"))


@dataclass
class Conversation:
    messages: list[dict[str, str]] = field(default_factory=lambda: [{"role": "system", "content": SYSTEM_PROMPT}])

    def add(self, role: str, content: str) -> None:
        self.messages.append({"role": role, "content": content})
        self._trim()

    def drop_last(self) -> None:
        self.messages.pop()

    def clear(self) -> None:
        del self.messages[1:]

    def _trim(self) -> None:
        while sum(len(m["content"]) for m in self.messages) > MAX_HISTORY_CHARS and len(self.messages) > 3:
            del self.messages[1]


def stream_reply(client: OpenAI, conversation: Conversation) -> str:
    """Print the reply as it arrives and return the whole text."""
    parts: list[str] = []
    with client.chat.completions.create(model=MODEL, messages=conversation.messages, stream=True) as stream:
        for chunk in stream:
            if not chunk.choices:
                continue
            if delta := chunk.choices[0].delta.content:
                sys.stdout.write(f"{GREEN}{delta}{RESET}")
                sys.stdout.flush()
                parts.append(delta)
    sys.stdout.write("\n\n")
    return "".join(parts)


def main() -> int:
    client = OpenAI()
    conversation = Conversation()
    print(f"{DIM}╭{'─' * 40}╮\n│ Chat with {MODEL:<29}│\n╰{'─' * 40}╯{RESET}")
    print("Type 'quit' or 'exit' to leave, /help for help.\n")

    while True:
        try:
            user_input = input(f"{CYAN}🧑 You ▸ {RESET}").strip()
        except (EOFError, KeyboardInterrupt):
            print("\n👋 Goodbye!")
            return 0

        match user_input.lower():
            case "":
                continue
            case "quit" | "exit" | ":q":
                print("👋 Goodbye!")
                return 0
            case "/help":
                print(__doc__)
                continue
            case "/clear":
                conversation.clear()
                continue
            case "/history":
                for m in conversation.messages:
                    print(f"{DIM}{m['role']}: {m['content']}{RESET}")
                continue

        conversation.add("user", user_input)
        print(f"{YELLOW}🤖 Assistant ▸ {RESET}", end="", flush=True)
        try:
            conversation.add("assistant", stream_reply(client, conversation))
        except RateLimitError:
            conversation.drop_last()
            print(f"{RED}Too many requests, please wait a moment.{RESET}")
        except APIConnectionError as exc:
            conversation.drop_last()
            print(f"{RED}Network error: {exc}{RESET}")
        except APIError as exc:
            conversation.drop_last()
            print(f"{RED}API error: {exc}{RESET}")


if __name__ == "__main__":
    sys.exit(main())
