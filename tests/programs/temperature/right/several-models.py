import itertools
from dataclasses import dataclass, field

from openai import OpenAI


@dataclass(frozen=True)
class Trial:
    model: str
    temperature: float


@dataclass
class Lab:
    question: str
    client: OpenAI = field(default_factory=OpenAI)

    def run(self, trial: Trial) -> str:
        reply = self.client.chat.completions.create(
            model=trial.model,
            temperature=trial.temperature,
            messages=[{"role": "user", "content": self.question}],
        )
        return reply.choices[0].message.content or "<empty>"


lab = Lab("Which colour is the best and why?")
for model, temperature in itertools.product(["gpt-4o-mini", "gpt-4.1-nano"], [0, 0.5, 1]):
    trial = Trial(model, temperature)
    print(trial, "=>", lab.run(trial), sep="\n   ")
