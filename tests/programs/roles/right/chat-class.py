from dataclasses import dataclass, field
from openai import OpenAI

@dataclass
class Conversation:
    system: str
    model: str = "gpt-5.4-mini"
    turns: list = field(default_factory=list)

    def ask(self, text):
        self.turns.append(dict(role="user", content=text))
        msg = OpenAI().chat.completions.create(
            model=self.model,
            messages=[dict(role="developer", content=self.system)] + self.turns,
        ).choices[0].message
        self.turns.append(msg)          # the SDK's object goes back in as it is
        return msg.content

c = Conversation("You are a pirate.")
for q in ("Name a port.", "What did I just ask you?", "Thanks!"):
    print("Q:", q)
    print("A:", c.ask(q))
